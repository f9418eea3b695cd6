// @ts-check
/**
 * The drawing itself: layers of strokes, and its `.s2f` file. Keys that this version does not know survive a round trip.
 *
 * A sketch is plain data and is changed by commands only (commands.js).
 */

import { hexColour } from "../geometry/colour.js";

/** @typedef {import("../geometry/types.js").Point} Point */
/** @typedef {"pen" | "erase" | "fill"} StrokeTool */
/** @typedef {"line" | "colour" | "border"} LayerKind */
/** @typedef {{ tool: StrokeTool, points: Point[], width: number, colour: string, mirror: boolean }} Stroke */
/** @typedef {{ id: string, kind: LayerKind, visible: boolean, opacity: number, strokes: Stroke[] }} Layer */
/** @typedef {{ format: "s2f", version: 1, canvas: [number, number], category: string | null, layers: Layer[] }} Sketch */

export const CANVAS_PX = 1024;
const LARGEST_SIDE_PX = 8192;

/** What is wrong with a file. `code` is a key of the translations. */
export class SketchError extends Error {
  /** @param {"notSketch" | "newerSketch" | "brokenSketch"} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** @param {number} [width] @param {number} [height] @returns {Sketch} */
export function emptySketch(width = CANVAS_PX, height = CANVAS_PX) {
  return {
    format: "s2f",
    version: 1,
    canvas: [width, height],
    category: null,
    layers: [layer("colour", "colour"), layer("border", "border"), layer("line", "line")],
  };
}

/** @param {string} id @param {LayerKind} kind @returns {Layer} */
export function layer(id, kind) {
  return { id, kind, visible: true, opacity: 1, strokes: [] };
}

/** The layer that a tool of this kind draws on: the topmost one. @param {Sketch} sketch @param {LayerKind} kind */
export function layerOfKind(sketch, kind) {
  return sketch.layers.findLast((candidate) => candidate.kind === kind);
}

/** @param {Sketch} sketch @param {string} id @returns {Layer} */
export function layerById(sketch, id) {
  const found = sketch.layers.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`no layer ${id}`);
  return found;
}

/** Whether there are lines to make a garment of. @param {Sketch} sketch */
export function hasInk(sketch) {
  return sketch.layers.some((each) => each.kind === "line" && each.visible && each.strokes.some(isPen));
}

/** @param {Sketch} sketch */
export function isBlank(sketch) {
  return sketch.layers.every((each) => each.strokes.length === 0);
}

/** @param {Sketch} sketch */
export function countStrokes(sketch) {
  return sketch.layers.reduce((count, each) => count + each.strokes.length, 0);
}

/** The same drawing on a canvas whose longer side has this many pixels. @param {Sketch} sketch @param {number} longerSide @returns {Sketch} */
export function resized(sketch, longerSide) {
  const factor = longerSide / Math.max(...sketch.canvas);
  const grow = (/** @type {number} */ value) => Math.round(value * factor * 10) / 10;
  const [width, height] = sketch.canvas.map((side) => Math.round(side * factor));
  const layers = sketch.layers.map((each) => ({
    ...each,
    strokes: each.strokes.map((stroke) => ({
      ...stroke,
      width: grow(stroke.width),
      points: stroke.points.map(([x, y, pressure, ms]) => /** @type {Point} */ ([grow(x), grow(y), pressure, ms])),
    })),
  }));
  return { ...sketch, canvas: [width, height], layers };
}

/** @param {Sketch} sketch */
export function toS2f(sketch) {
  return JSON.stringify(sketch);
}

/**
 * Read a `.s2f` file, forgiving what can be mended. Throws SketchError.
 * @param {string} text @returns {Sketch}
 */
export function fromS2f(text) {
  const entry = parsed(text);
  if (entry?.format !== "s2f") throw new SketchError("notSketch");
  if (typeof entry.version === "number" && entry.version > 1) throw new SketchError("newerSketch");
  const layers = Array.isArray(entry.layers) ? entry.layers.map(readLayer) : [];
  return withEveryKind({
    ...entry,
    format: "s2f",
    version: 1,
    canvas: readCanvas(entry.canvas),
    category: typeof entry.category === "string" && entry.category !== "auto" ? entry.category : null,
    layers: withUniqueIds(layers),
  });
}

/** @param {string} text @returns {any} */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new SketchError("notSketch");
  }
}

/** @param {any} entry @returns {[number, number]} */
function readCanvas(entry) {
  const sides = Array.isArray(entry) && entry.length === 2 ? entry.map(Number) : [];
  if (!sides.every((side) => side >= 1 && side <= LARGEST_SIDE_PX) || sides.length === 0) throw new SketchError("brokenSketch");
  return [Math.ceil(sides[0]), Math.ceil(sides[1])];
}

/** @param {any} entry @param {number} index @returns {Layer} */
function readLayer(entry, index) {
  if (typeof entry !== "object" || entry === null) throw new SketchError("brokenSketch");
  const kind = ["line", "colour", "border"].includes(entry.kind) ? entry.kind : "line";
  return {
    ...entry,
    id: String(entry.id ?? `${kind}-${index}`),
    kind,
    visible: entry.visible !== false,
    opacity: finite(entry.opacity) ? Math.min(Math.max(entry.opacity, 0), 1) : 1,
    strokes: Array.isArray(entry.strokes) ? entry.strokes.map(readStroke) : [],
  };
}

/** @param {any} entry @returns {Stroke} */
function readStroke(entry) {
  if (typeof entry !== "object" || entry === null) throw new SketchError("brokenSketch");
  return {
    ...entry,
    tool: ["pen", "erase", "fill"].includes(entry.tool) ? entry.tool : "pen",
    points: Array.isArray(entry.points) ? entry.points.map(readPoint) : [],
    width: finite(entry.width) && entry.width > 0 ? entry.width : 3,
    colour: hexColour(String(entry.colour ?? "")) ?? "#000000",
    mirror: entry.mirror === true,
  };
}

/** @param {any} entry @returns {Point} */
function readPoint(entry) {
  if (!Array.isArray(entry) || !finite(entry[0]) || !finite(entry[1])) throw new SketchError("brokenSketch");
  return [entry[0], entry[1], finite(entry[2]) ? Math.min(Math.max(entry[2], 0), 1) : 0.5, finite(entry[3]) ? entry[3] : 0];
}

/** @param {Layer[]} layers */
function withUniqueIds(layers) {
  const seen = new Set();
  for (const each of layers) {
    while (seen.has(each.id)) each.id += "-2";
    seen.add(each.id);
  }
  return layers;
}

/** Every tool finds a layer: colour at the bottom, line on top. @param {Sketch} sketch */
function withEveryKind(sketch) {
  const ids = new Set(sketch.layers.map((each) => each.id));
  /** @param {LayerKind} kind */
  const missing = (kind) => (layerOfKind(sketch, kind) ? [] : [layer(ids.has(kind) ? `${kind}-own` : kind, kind)]);
  sketch.layers = [...missing("colour"), ...missing("border"), ...sketch.layers, ...missing("line")];
  return sketch;
}

/** @param {Stroke} stroke */
function isPen(stroke) {
  return stroke.tool === "pen" && stroke.points.length > 0;
}

/** @param {unknown} value @returns {value is number} */
function finite(value) {
  return typeof value === "number" && Number.isFinite(value);
}
