// @ts-check
/**
 * The only ways to change a drawing. Each command can be executed, undone, and written as JSON; the list of commands *is*
 * the saved drawing (storage.js), so undo reaches back over a reload.
 *
 * `execute` and `undo` say what changed, so that the canvas repaints no more than that.
 */

import { inkBox, joined } from "../geometry/outline.js";
import { layerById } from "./sketch.js";

/** @typedef {import("./sketch.js").Sketch} Sketch */
/** @typedef {import("./sketch.js").Stroke} Stroke */
/** @typedef {import("./sketch.js").Layer} Layer */
/** @typedef {import("../geometry/types.js").Box} Box */
/**
 * @typedef {{ kind: "append", layerIds: string[] }
 *   | { kind: "repaint", layerIds: string[], box: Box | null }
 *   | { kind: "everything" }
 *   | { kind: "category" }} Change  box null: the whole layer
 */
/** @typedef {{ layerId: string, stroke: Stroke }} Addition */
/**
 * @typedef {object} Command
 * @property {string} type
 * @property {(sketch: Sketch) => Change} execute
 * @property {(sketch: Sketch) => Change} undo
 * @property {() => object} toJSON
 * @property {(next: Command) => Command | null} [merge] one command in place of this and the next, or null
 */

/** New strokes, on one layer or several (the eraser wipes them all). @implements {Command} */
export class AddStrokes {
  type = "add-strokes";

  /** @param {Addition[]} additions */
  constructor(additions) {
    this.additions = additions;
  }

  /** @param {Sketch} sketch @returns {Change} */
  execute(sketch) {
    for (const { layerId, stroke } of this.additions) layerById(sketch, layerId).strokes.push(stroke);
    return { kind: "append", layerIds: this.#layerIds() };
  }

  /** @param {Sketch} sketch @returns {Change} */
  undo(sketch) {
    for (const { layerId } of [...this.additions].reverse()) layerById(sketch, layerId).strokes.pop();
    return { kind: "repaint", layerIds: this.#layerIds(), box: this.#box(sketch.canvas[0]) };
  }

  toJSON() {
    return { type: this.type, additions: this.additions };
  }

  #layerIds() {
    return [...new Set(this.additions.map(({ layerId }) => layerId))];
  }

  /** @param {number} canvasWidth */
  #box(canvasWidth) {
    return this.additions.reduce((box, { stroke }) => joined(box, inkBox(stroke, canvasWidth)), /** @type {Box | null} */ (null));
  }
}

/** Another drawing in place of this one: a file, an example, a photo. @implements {Command} */
export class ReplaceSketch {
  type = "replace-sketch";
  /** @type {Sketch | null} */
  #before = null;

  /** @param {Sketch} sketch */
  constructor(sketch) {
    this.sketch = sketch;
  }

  /** @param {Sketch} sketch @returns {Change} */
  execute(sketch) {
    this.#before = { ...sketch };
    become(sketch, structuredClone(this.sketch)); // a copy: later commands change it
    return { kind: "everything" };
  }

  /** @param {Sketch} sketch @returns {Change} */
  undo(sketch) {
    if (this.#before) become(sketch, this.#before);
    return { kind: "everything" };
  }

  toJSON() {
    return { type: this.type, sketch: this.sketch };
  }
}

/** An empty paper of the same size. @implements {Command} */
export class ClearSketch {
  type = "clear-sketch";
  /** @type {Map<string, Stroke[]>} */
  #before = new Map();
  /** @type {string | null} */
  #category = null;

  /** @param {Sketch} sketch @returns {Change} */
  execute(sketch) {
    this.#before = new Map(sketch.layers.map((each) => [each.id, each.strokes]));
    this.#category = sketch.category;
    for (const each of sketch.layers) each.strokes = [];
    sketch.category = null;
    return { kind: "everything" };
  }

  /** @param {Sketch} sketch @returns {Change} */
  undo(sketch) {
    for (const each of sketch.layers) each.strokes = this.#before.get(each.id) ?? [];
    sketch.category = this.#category;
    return { kind: "everything" };
  }

  toJSON() {
    return { type: this.type };
  }
}

/** What garment it is; null: recognise it. @implements {Command} */
export class SetCategory {
  type = "set-category";
  /** @type {string | null} */
  #before = null;

  /** @param {string | null} category */
  constructor(category) {
    this.category = category;
  }

  /** @param {Sketch} sketch @returns {Change} */
  execute(sketch) {
    this.#before = sketch.category;
    sketch.category = this.category;
    return { kind: "category" };
  }

  /** @param {Sketch} sketch @returns {Change} */
  undo(sketch) {
    sketch.category = this.#before;
    return { kind: "category" };
  }

  /** @param {Command} next @returns {Command | null} trying several categories is one step back */
  merge(next) {
    if (!(next instanceof SetCategory)) return null;
    const both = new SetCategory(next.category);
    both.#before = this.#before;
    return both;
  }

  toJSON() {
    return { type: this.type, category: this.category };
  }
}

/** Show, hide, fade or rename a layer. @implements {Command} */
export class ChangeLayer {
  type = "change-layer";
  /** @type {Partial<Layer>} */
  #before = {};

  /** @param {string} layerId @param {Partial<Pick<Layer, "visible" | "opacity">>} change */
  constructor(layerId, change) {
    this.layerId = layerId;
    this.change = change;
  }

  /** @param {Sketch} sketch @returns {Change} */
  execute(sketch) {
    const target = layerById(sketch, this.layerId);
    this.#before = { visible: target.visible, opacity: target.opacity };
    Object.assign(target, this.change);
    return { kind: "repaint", layerIds: [this.layerId], box: null };
  }

  /** @param {Sketch} sketch @returns {Change} */
  undo(sketch) {
    Object.assign(layerById(sketch, this.layerId), this.#before);
    return { kind: "repaint", layerIds: [this.layerId], box: null };
  }

  toJSON() {
    return { type: this.type, layerId: this.layerId, change: this.change };
  }
}

/** @type {Record<string, (entry: any) => Command>} */
const READERS = {
  "add-strokes": (entry) => new AddStrokes(entry.additions),
  "replace-sketch": (entry) => new ReplaceSketch(entry.sketch),
  "clear-sketch": () => new ClearSketch(),
  "set-category": (entry) => new SetCategory(entry.category),
  "change-layer": (entry) => new ChangeLayer(entry.layerId, entry.change),
};

/** @param {any} entry what `toJSON` gave @returns {Command} */
export function commandFromJSON(entry) {
  const reader = READERS[entry?.type];
  if (!reader) throw new Error(`unknown command ${entry?.type}`);
  return reader(entry);
}

/** The same object with other content: everyone who holds it sees the change. @param {Sketch} target @param {Sketch} content */
function become(target, content) {
  for (const key of Object.keys(target)) delete (/** @type {any} */ (target)[key]);
  Object.assign(target, content);
}
