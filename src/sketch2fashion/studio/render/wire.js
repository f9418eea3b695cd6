// @ts-check
/**
 * The drawing as it goes to the server many times a minute: `.s2f` with the stroke under the pen, with points that say
 * nothing left out, and with the text of finished strokes kept from the last time.
 */

import { simplified } from "../geometry/simplify.js";

/** @typedef {import("../document/sketch.js").Sketch} Sketch */
/** @typedef {import("../document/sketch.js").Stroke} Stroke */
/** @typedef {import("../document/sketch.js").LayerKind} LayerKind */

const TOLERANCE_PX = 0.5; // canvas pixels: below what a render of 512 px can show

/** @type {WeakMap<Stroke, string>} */
const texts = new WeakMap();

/** @typedef {{ strokes: Stroke[], blob: Blob }} Pack */

const PACK = 100; // strokes

/** @type {WeakMap<Stroke, Pack>} by a layer's first stroke: its older strokes, ready to be sent */
const packs = new WeakMap();

/**
 * @param {Sketch} sketch @param {{ stroke: Stroke, kind: LayerKind } | null} [unfinished]
 * @returns {string} `.s2f`
 */
export function forServer(sketch, unfinished = null) {
  return partsOf(sketch, unfinished, (strokes) => [strokes.map(textOf).join(",")]).join("");
}

/**
 * The same, as bytes once it holds many strokes: without touching the thousands that were sent before.
 * @param {Sketch} sketch @param {{ stroke: Stroke, kind: LayerKind } | null} [unfinished]
 */
export function bodyForServer(sketch, unfinished = null) {
  const parts = partsOf(sketch, unfinished, packed);
  return parts.every((part) => typeof part === "string") ? parts.join("") : new Blob(parts, { type: "application/json" });
}

/**
 * @template Part
 * @param {Sketch} sketch @param {{ stroke: Stroke, kind: LayerKind } | null} unfinished
 * @param {(strokes: Stroke[]) => Part[]} list the strokes of a layer, with commas between them
 * @returns {(Part | string)[]}
 */
function partsOf(sketch, unfinished, list) {
  const { canvas, category, focus, gap } = sketch; // pictures to trace stay here
  const options = JSON.stringify({ canvas, category, focus, gap }).slice(1, -1);
  const layers = sketch.layers.map(({ id, kind, visible, opacity, strokes }) => {
    const head = JSON.stringify({ id, kind, visible, opacity }).slice(0, -1);
    return [`${head},"strokes":[`, ...list(strokes), "]}"];
  });
  if (unfinished) layers.push([`{"id":"unfinished","kind":"${unfinished.kind}","strokes":[${fresh(unfinished.stroke)}]}`]);
  const listed = layers.flatMap((parts, index) => (index > 0 ? [",", ...parts] : parts));
  return [`{"format":"s2f","version":1,${options},"layers":[`, ...listed, "]}"];
}

/** Blobs join without being copied. @param {Stroke[]} strokes @returns {BlobPart[]} */
function packed(strokes) {
  if (strokes.length < PACK) return [strokes.map(textOf).join(",")];
  const known = packs.get(strokes[0]);
  const isStart = known?.strokes.every((stroke, index) => stroke === strokes[index]);
  const pack = known && isStart ? known : { strokes: [], blob: new Blob() };
  const text = strokes.slice(pack.strokes.length).map(textOf).join(",");
  const parts = [pack.blob, pack.strokes.length > 0 && text !== "" ? "," : "", text];
  if (strokes.length - pack.strokes.length < PACK) return parts;
  const larger = { strokes: [...strokes], blob: new Blob(parts) };
  packs.set(strokes[0], larger);
  return [larger.blob];
}

/** @param {Stroke} stroke a finished one */
function textOf(stroke) {
  let text = texts.get(stroke);
  if (text === undefined) {
    text = fresh(stroke);
    texts.set(stroke, text);
  }
  return text;
}

/** @param {Stroke} stroke */
function fresh({ tool, points, width, colour, mirror, auto }) {
  return JSON.stringify({
    tool,
    points: simplified(points, TOLERANCE_PX).map(([x, y, pressure]) => [x, y, pressure]),
    width,
    colour,
    mirror,
    auto,
  });
}
