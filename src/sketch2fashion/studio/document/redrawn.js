// @ts-check
/**
 * Lines that a program drew become strokes of the drawing: tidied ones in place of the hand's, guide lines where the hand has
 * drawn none. Colours, borders, hidden and locked layers stay as they are.
 */

import { lengthOf, Nearby, partsAway } from "../geometry/near.js";
import { simplified } from "../geometry/simplify.js";
import { SwapStrokes, TidyLines } from "./commands.js";
import { freshLayerId, isUsable, layer as newLayer } from "./sketch.js";

/** @typedef {import("../geometry/types.js").Point} Point */
/** @typedef {import("./sketch.js").Sketch} Sketch */
/** @typedef {import("./sketch.js").Layer} Layer */
/** @typedef {import("./sketch.js").Stroke} Stroke */
/** @typedef {import("./commands.js").Swap} Swap */

const OWN_LINE = 0.04; // of the longer side: a guide line so near to a drawn one shows the same edge
const SHORTEST = 0.03; // of the longer side: less is no line worth having
const FARTHEST = 0.12; // of the longer side: how far tidying may have moved a line
const TOLERANCE_PX = 0.7;

/**
 * The tidied strokes, each on the layer whose lines it is nearest to and in its colour, in place of what that layer holds.
 * @param {Sketch} sketch @param {Stroke[]} tidied @returns {Swap[]} none when no layer may be changed
 */
export function tidySwaps(sketch, tidied) {
  const strokes = withoutJoints(tidied);
  const layers = sketch.layers.filter((layer) => layer.kind === "line" && layer.visible && layer.strokes.some(isPen));
  /** @type {Nearby<Layer>} */
  const drawn = new Nearby(FARTHEST * Math.max(...sketch.canvas));
  for (const layer of layers) for (const points of linesOf(layer, sketch.canvas[0])) drawn.add(points, layer);
  const owners = strokes.map(({ points }) => ownerOf(points, drawn) ?? layers[layers.length - 1]);
  return layers.filter(isUsable).flatMap((layer) => {
    const colour = colourOf(layer);
    const own = strokes.filter((_, index) => owners[index] === layer).map((stroke) => ({ ...stroke, colour }));
    return layer.strokes.map((_, index) => ({ layerId: layer.id, index, strokes: index === 0 ? own : [] }));
  });
}

/**
 * One step that tidies: the drawing's own lines give way to the clean ones; lines that nobody drew come as a layer below them.
 * @param {Sketch} sketch @param {{ strokes: Stroke[], details: Stroke[] }} tidied @param {string} name of that layer
 * @returns {SwapStrokes | TidyLines | null} null when no layer may be changed
 */
export function tidyStep(sketch, { strokes, details }, name) {
  const swaps = tidySwaps(sketch, strokes);
  if (swaps.length === 0) return null;
  if (details.length === 0) return new SwapStrokes(swaps);
  const index = sketch.layers.findIndex(({ id }) => id === swaps[0].layerId);
  const colour = colourOf(sketch.layers[index]);
  const layer = newLayer(freshLayerId(sketch, "line"), "line");
  return new TidyLines(swaps, { ...layer, name, strokes: details.map((stroke) => ({ ...stroke, colour })) }, index);
}

/**
 * What the guide lines show and the drawing has not.
 * @param {Sketch} sketch @param {Point[][]} lines canvas pixels @param {{ width: number, colour: string }} look @returns {Stroke[]}
 */
export function missingStrokes(sketch, lines, look) {
  const longer = Math.max(...sketch.canvas);
  /** @type {Nearby<true>} */
  const drawn = new Nearby(OWN_LINE * longer);
  for (const layer of sketch.layers) {
    if (layer.kind !== "line" || !layer.visible) continue;
    for (const points of linesOf(layer, sketch.canvas[0])) drawn.add(points, true);
  }
  return lines.flatMap((line) => partsAway(line, drawn, SHORTEST * longer)).map((points) => strokeOf(points, look));
}

/** Without the dots where lines meet: the round ends of the lines cover them. @param {Stroke[]} strokes */
function withoutJoints(strokes) {
  const widest = Math.max(1, ...strokes.map(({ width }) => width));
  /** @type {Nearby<true>} */
  const lines = new Nearby(widest);
  for (const { points } of strokes) if (points.length > 1) lines.add(points, true);
  return strokes.filter(({ points }) => points.length > 1 || lines.nearest(points[0][0], points[0][1]) === undefined);
}

/** What is drawn on a layer, with the mirror's half. @param {Layer} layer @param {number} width @returns {Point[][]} */
function linesOf({ strokes }, width) {
  return strokes.filter(isPen).flatMap(({ points, mirror }) => {
    if (!mirror) return [points];
    return [points, points.map(([x, y, pressure, ms]) => /** @type {Point} */ ([width - x, y, pressure, ms]))];
  });
}

/** The layer that most of a line is nearest to. @param {Point[]} line @param {Nearby<Layer>} drawn @returns {Layer | undefined} */
function ownerOf(line, drawn) {
  /** @type {Map<Layer, number>} */
  const votes = new Map();
  line.forEach(([x, y], index) => {
    const layer = drawn.nearest(x, y);
    const weight = lengthOf(line.slice(Math.max(0, index - 1), index + 2));
    if (layer) votes.set(layer, (votes.get(layer) ?? 0) + weight);
  });
  return [...votes].sort((one, other) => other[1] - one[1])[0]?.[0];
}

/** The colour that most of a layer has. @param {Layer} layer */
function colourOf({ strokes }) {
  const colours = strokes.filter(isPen).map(({ colour }) => colour);
  const times = (/** @type {string} */ colour) => colours.filter((each) => each === colour).length;
  return colours.toSorted((a, b) => times(b) - times(a))[0];
}

/** @param {Point[]} points @param {{ width: number, colour: string }} look @returns {Stroke} */
function strokeOf(points, { width, colour }) {
  const rounded = simplified(points, TOLERANCE_PX).map(
    ([x, y, pressure, ms]) => /** @type {Point} */ ([Math.round(x * 10) / 10, Math.round(y * 10) / 10, pressure, Math.round(ms)]),
  );
  return { tool: "pen", points: rounded, width, colour, mirror: false };
}

/** @param {Stroke} stroke */
function isPen({ tool, points }) {
  return tool === "pen" && points.length > 0;
}
