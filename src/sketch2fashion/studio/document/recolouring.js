// @ts-check
/**
 * Another colour for some parts of a drawing, and for these alone: the marks in them give way to one of the new colour. A part without a
 * mark of its own takes the base colour, that of the largest marked part; where that would change, the part's colour of now becomes a mark.
 */

import { labelAt } from "../geometry/labels.js";
import { AddStrokes, SwapStrokes } from "./commands.js";
import { axisOf, isUsable, layerToDrawOn } from "./sketch.js";

/** @typedef {import("./sketch.js").Sketch} Sketch */
/** @typedef {import("./sketch.js").Stroke} Stroke */
/** @typedef {import("./sketch.js").Layer} Layer */
/** @typedef {import("../geometry/labels.js").Parts} Parts */
/** @typedef {import("../geometry/labels.js").Part} Part */
/** @typedef {import("./commands.js").Command} Command */
/** @typedef {{ layer: Layer, index: number, stroke: Stroke, labels: Set<number> }} Mark */

const MARK_PX = 14; // as wide as a fill's
const LEAST_ROOM_PX = 3; // a part that is no wider takes no mark
const STEP_PX = 6; // a brushed mark is looked at this often

/**
 * @param {Sketch} sketch @param {Parts} parts @param {Set<number>} chosen labels; empty: the whole garment
 * @param {string} colour @param {Map<number, string>} shown the colour of each part in the picture
 * @returns {Command | null} null where no layer takes colour
 */
export function recolouring(sketch, parts, chosen, colour, shown) {
  const isWhole = chosen.size === 0;
  const marks = marksOf(sketch, parts);
  const gone = marks.filter(({ labels }) => isWhole || [...labels].some((label) => chosen.has(label)));
  const kept = marks.filter((mark) => !gone.includes(mark));
  const fresh = isWhole ? [markOn(sketch, parts.parts[0], colour)] : freshMarks(sketch, parts.parts, chosen, colour, shown, kept);
  return commandOf(sketch, gone, fresh);
}

/** @param {Sketch} sketch @param {Part[]} parts @param {Set<number>} chosen @param {string} colour @param {Map<number, string>} shown @param {Mark[]} kept */
function freshMarks(sketch, parts, chosen, colour, shown, kept) {
  const marked = new Set(kept.flatMap(({ labels }) => [...labels]));
  const free = new Set(kept.filter(({ stroke }) => stroke.auto).flatMap(({ labels }) => [...labels]));
  const now = (/** @type {Part} */ part) => part.colour ?? shown.get(part.label) ?? colour;
  const after = (/** @type {Part} */ part) => (chosen.has(part.label) ? colour : now(part));
  const roomy = parts.filter(({ room }) => room >= LEAST_ROOM_PX);
  const owners = roomy.filter(({ label }) => chosen.has(label) || (marked.has(label) && !free.has(label)));
  const base = owners.reduce((best, part) => (part.share > best.share ? part : best), owners[0]);
  const lost = roomy.filter((part) => !chosen.has(part.label) && !marked.has(part.label) && base && now(part) !== after(base));
  return [
    ...roomy.filter(({ label }) => chosen.has(label)).map((part) => markOn(sketch, part, colour)),
    ...lost.map((part) => markOn(sketch, part, now(part))),
  ];
}

/** @param {Sketch} sketch @param {Parts} parts @returns {Mark[]} on layers that can be changed */
function marksOf(sketch, parts) {
  const [width, height] = sketch.canvas;
  return sketch.layers
    .filter((layer) => layer.kind === "colour" && isUsable(layer))
    .flatMap((layer) =>
      layer.strokes.flatMap((stroke, index) => {
        if (stroke.tool === "erase") return [];
        const labels = new Set(placesOf(stroke, axisOf(sketch)).map(([x, y]) => labelAt(parts, x / width, y / height)));
        labels.delete(0);
        return [{ layer, index, stroke, labels }];
      }),
    );
}

/** Places that a mark covers, its mirror image's too. @param {Stroke} stroke @param {number} axis @returns {[number, number][]} */
function placesOf({ points, mirror }, axis) {
  /** @type {[number, number][]} */
  const places = [];
  for (const [index, [x, y]] of points.entries()) {
    const [fromX, fromY] = points[Math.max(0, index - 1)];
    const steps = Math.max(1, Math.ceil(Math.hypot(x - fromX, y - fromY) / STEP_PX));
    for (let step = 1; step <= steps; step++) places.push([fromX + ((x - fromX) * step) / steps, fromY + ((y - fromY) * step) / steps]);
  }
  return mirror ? [...places, ...places.map(([x, y]) => /** @type {[number, number]} */ ([2 * axis - x, y]))] : places;
}

/** @param {Sketch} sketch @param {Part} part @param {string} colour @returns {Stroke} */
function markOn({ canvas: [width, height] }, { spot: [x, y] }, colour) {
  return { tool: "fill", points: [[Math.round(x * width), Math.round(y * height), 0.5, 0]], width: MARK_PX, colour, mirror: false };
}

/** One step for Undo: new marks take the place of the last old one. @param {Sketch} sketch @param {Mark[]} gone @param {Stroke[]} fresh */
function commandOf(sketch, gone, fresh) {
  const target = gone.at(-1)?.layer ?? layerToDrawOn(sketch, "colour");
  if (!target) return null;
  if (gone.length === 0) return new AddStrokes(fresh.map((stroke) => ({ layerId: target.id, stroke })));
  return new SwapStrokes(gone.map(({ layer, index }, at) => ({ layerId: layer.id, index, strokes: at === gone.length - 1 ? fresh : [] })));
}
