// @ts-check
/**
 * The drawing itself: layers of strokes, and its `.s2f` file. Keys that this version does not know survive a round trip.
 *
 * A sketch is plain data and is changed by commands only (commands.js).
 */

import { hexColour } from "../geometry/colour.js";

/** @typedef {import("./base.js").Base} Base */
/** @typedef {import("../geometry/types.js").Point} Point */
/** @typedef {"pen" | "erase" | "fill"} StrokeTool */
/** @typedef {"line" | "colour" | "border"} LayerKind */
/** @typedef {[x: number, y: number, width: number, height: number]} Place  canvas pixels */
/**
 * @typedef {{ tool: StrokeTool, points: Point[], width: number, colour: string, mirror: boolean, auto?: boolean }} Stroke
 *   auto: on a colour layer, the region is left to the renderer whatever its colour says
 */
/** @typedef {{ id: string, kind: LayerKind, visible: boolean, opacity: number, strokes: Stroke[], name?: string, locked?: boolean }} Layer */
/**
 * @typedef {object} Reference  a picture under the drawing to trace, never rendered
 * @property {string} id
 * @property {string} [name]
 * @property {boolean} visible
 * @property {number} opacity
 * @property {Place} box
 * @property {string} picture a `data:` URL
 */
/**
 * @typedef {object} Sketch
 * @property {"s2f"} format
 * @property {1} version
 * @property {[number, number]} canvas
 * @property {string | null} category
 * @property {Layer[]} layers
 * @property {Place} [focus] only what lies here is rendered: which of two garments is meant
 * @property {number} [gap] canvas pixels: gaps in lines up to this width stop a fill
 * @property {number} [axis] canvas pixels: where the mirror stands, when not in the middle
 * @property {Reference[]} [references] the lowest first
 * @property {Base} [base] the picture that later strokes change, see base.js
 */

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

/** The topmost layer of a kind. @param {Sketch} sketch @param {LayerKind} kind */
export function layerOfKind(sketch, kind) {
  return sketch.layers.findLast((candidate) => candidate.kind === kind);
}

/** @param {Layer} each */
export function isUsable(each) {
  return each.visible && !each.locked;
}

/**
 * The layer that a tool of this kind draws on: the chosen one, else the topmost that is neither hidden nor locked.
 * @param {Sketch} sketch @param {LayerKind} kind @param {string | null} [chosen]
 */
export function layerToDrawOn(sketch, kind, chosen = null) {
  const usable = sketch.layers.filter((each) => each.kind === kind && isUsable(each));
  return usable.find((each) => each.id === chosen) ?? usable[usable.length - 1];
}

/** An id that no layer has yet. @param {Sketch} sketch @param {LayerKind} kind */
export function freshLayerId(sketch, kind) {
  let number = 2;
  while (sketch.layers.some((each) => each.id === `${kind}-${number}`)) number++;
  return `${kind}-${number}`;
}

/** The canvas x of the mirror. @param {Sketch} sketch */
export function axisOf(sketch) {
  return sketch.axis ?? sketch.canvas[0] / 2;
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
  const { gap, axis, focus, references, base } = sketch;
  const place = (/** @type {Place} */ box) => /** @type {Place} */ (box.map(grow));
  return {
    ...sketch,
    ...(gap && { gap: grow(gap) }),
    ...(axis && { axis: grow(axis) }),
    ...(focus && { focus: place(focus) }),
    ...(references && { references: references.map((each) => ({ ...each, box: place(each.box) })) }),
    ...(base && { base: { ...base, before: resized(base.before, longerSide) } }),
    canvas: [width, height],
    layers,
  };
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
  const { focus, gap, axis, references, base, ...rest } = entry;
  return withEveryKind({
    ...rest,
    ...readOptions({ focus, gap, axis, references, base }),
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

/** What a sketch may say and most do not; what makes no sense is left out. @param {any} entry @returns {Partial<Sketch>} */
function readOptions({ focus, gap, axis, references, base }) {
  const basis = readBase(base);
  return {
    ...(isPlace(focus) && { focus }),
    ...(finite(gap) && gap > 0 && { gap }),
    ...(finite(axis) && { axis }),
    ...(Array.isArray(references) && { references: references.filter(isReference) }),
    ...(basis && { base: basis }),
  };
}

/** A picture that is no PNG inside the file is none. @param {any} entry @returns {Base | null} */
function readBase(entry) {
  if (!/^data:image\/png;base64,/.test(entry?.picture) || !entry.before || entry.before.base) return null;
  try {
    const before = fromS2f(JSON.stringify(entry.before));
    const category = typeof entry.category === "string" && entry.category !== "auto" ? entry.category : null;
    const seed = Number.isInteger(entry.seed) && entry.seed >= 0 ? entry.seed : 0;
    return { picture: entry.picture, before, category, seed, refine: finite(entry.refine) ? Math.min(Math.max(entry.refine, 0), 1) : 0.3 };
  } catch {
    return null; // the drawing itself may still be fine
  }
}

/** @param {any} entry @returns {entry is Place} */
function isPlace(entry) {
  return Array.isArray(entry) && entry.length === 4 && entry.every(finite) && entry[2] > 0 && entry[3] > 0;
}

/** Only pictures that the file itself holds: none is fetched. @param {any} entry @returns {entry is Reference} */
function isReference(entry) {
  return isPlace(entry?.box) && finite(entry.opacity) && /^data:image\/(png|jpeg|webp|svg\+xml)[;,]/.test(entry.picture);
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
