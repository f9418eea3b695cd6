// @ts-check
/**
 * The warp brush's one step: every stroke that the drag reaches moves, on all layers but locked ones, and with it the picture that
 * the drawing goes on from, if there is one. The log keeps the drag and the new picture's name, not the strokes: replaying finds
 * them again.
 */

import { inkBox, joined } from "../geometry/outline.js";
import { Flow, warpedStroke } from "../geometry/warp.js";

/** @typedef {import("./sketch.js").Sketch} Sketch */
/** @typedef {import("./sketch.js").Stroke} Stroke */
/** @typedef {import("./sketch.js").Layer} Layer */
/** @typedef {import("./base.js").Base} Base */
/** @typedef {import("./commands.js").Change} Change */
/** @typedef {import("./commands.js").Command} Command */
/** @typedef {import("../geometry/types.js").Box} Box */
/** @typedef {import("../geometry/warp.js").Warp} Warp */

/** @implements {Command} */
export class WarpStrokes {
  type = "warp-strokes";
  /** @type {Map<string, Stroke[]>} */
  #before = new Map();
  /** @type {Base | undefined} */
  #base = undefined;
  /** @type {Box | null} */
  #box = null;

  /** @param {Warp} warp @param {string | null} [picture] name of the warped picture, where the drawing goes on from one */
  constructor(warp, picture = null) {
    this.warp = warp;
    this.picture = picture;
  }

  /** @param {Sketch} sketch @returns {Change} */
  execute(sketch) {
    const warped = warper(this.warp, sketch.canvas[0]);
    this.#before = new Map(sketch.layers.map(({ id, strokes }) => [id, strokes]));
    this.#box = null;
    for (const layer of sketch.layers) {
      const strokes = layer.strokes;
      layer.strokes = warpedStrokes(layer, warped);
      if (layer.strokes === strokes) this.#before.delete(layer.id);
      else this.#grow(strokes, layer.strokes, sketch.canvas[0]);
    }
    this.#base = sketch.base;
    if (sketch.base && this.picture) {
      const layers = sketch.base.before.layers.map((layer) => ({ ...layer, strokes: warpedStrokes(layer, warped) }));
      sketch.base = { ...sketch.base, picture: this.picture, before: { ...sketch.base.before, layers } };
    }
    return this.#change();
  }

  /** @param {Sketch} sketch @returns {Change} */
  undo(sketch) {
    for (const layer of sketch.layers) layer.strokes = this.#before.get(layer.id) ?? layer.strokes;
    if (this.#base) sketch.base = this.#base;
    return this.#change();
  }

  toJSON() {
    return { type: this.type, warp: this.warp, ...(this.picture && { base: { picture: this.picture } }) };
  }

  /** @param {Stroke[]} strokes @param {Stroke[]} others @param {number} width */
  #grow(strokes, others, width) {
    const [kept, fresh] = [new Set(others), new Set(strokes)];
    for (const stroke of [...strokes.filter((each) => !kept.has(each)), ...others.filter((each) => !fresh.has(each))])
      this.#box = joined(this.#box, inkBox(stroke, width));
  }

  /** @returns {Change} */
  #change() {
    if (this.#before.size === 0) return { kind: "base" };
    return { kind: "repaint", layerIds: [...this.#before.keys()], box: this.#box };
  }
}

/** Whether a drag would move anything. @param {Sketch} sketch @param {Warp} warp */
export function movesSomething(sketch, warp) {
  const warped = warper(warp, sketch.canvas[0]);
  return sketch.layers.some((layer) => warpedStrokes(layer, warped) !== layer.strokes);
}

/**
 * What a drag makes of a stroke. The same stroke gives the same strokes, so that the drawing and the one that its picture shows go on
 * sharing them.
 * @param {Warp} warp @param {number} canvasWidth @returns {(stroke: Stroke) => Stroke[]}
 */
function warper(warp, canvasWidth) {
  const flow = new Flow(warp);
  /** @type {Map<Stroke, Stroke[]>} */
  const known = new Map();
  return (stroke) => {
    const strokes = known.get(stroke) ?? warpedStroke(stroke, flow, canvasWidth);
    known.set(stroke, strokes);
    return strokes;
  };
}

/** The same list if nothing of it moves. @param {Layer} layer @param {(stroke: Stroke) => Stroke[]} warped */
function warpedStrokes({ strokes, locked }, warped) {
  if (locked) return strokes;
  const all = strokes.map(warped);
  return all.every(([first], index) => first === strokes[index]) ? strokes : all.flat();
}
