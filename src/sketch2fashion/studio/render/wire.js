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

/**
 * @param {Sketch} sketch @param {{ stroke: Stroke, kind: LayerKind } | null} [unfinished]
 * @returns {string} `.s2f`
 */
export function forServer(sketch, unfinished = null) {
  const layers = sketch.layers.map(({ id, kind, visible, opacity, strokes }) => {
    const head = JSON.stringify({ id, kind, visible, opacity }).slice(0, -1);
    return `${head},"strokes":[${strokes.map(textOf).join(",")}]}`;
  });
  if (unfinished) layers.push(`{"id":"unfinished","kind":"${unfinished.kind}","strokes":[${fresh(unfinished.stroke)}]}`);
  const { canvas, category, focus, gap } = sketch; // pictures to trace stay here
  const options = JSON.stringify({ canvas, category, focus, gap }).slice(1, -1);
  return `{"format":"s2f","version":1,${options},"layers":[${layers.join(",")}]}`;
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
