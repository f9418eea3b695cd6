// @ts-check
/**
 * The only ways to change a drawing. Each command can be executed, undone, and written as JSON; the list of commands *is*
 * the saved drawing (storage.js), so undo reaches back over a reload.
 *
 * `execute` and `undo` say what changed, so that the canvas repaints no more than that.
 */

import { inkBox, joined } from "../geometry/outline.js";
import { SetBase } from "./base.js";
import { layerById } from "./sketch.js";
import { WarpStrokes } from "./warp.js";

/** @typedef {import("./sketch.js").Sketch} Sketch */
/** @typedef {import("./sketch.js").Stroke} Stroke */
/** @typedef {import("./sketch.js").Layer} Layer */
/** @typedef {import("./sketch.js").Reference} Reference */
/** @typedef {import("../geometry/types.js").Box} Box */
/**
 * @typedef {{ kind: "append", layerIds: string[] }
 *   | { kind: "repaint", layerIds: string[], box: Box | null }
 *   | { kind: "layers", layerIds: string[] }
 *   | { kind: "look" }
 *   | { kind: "references" }
 *   | { kind: "everything" }
 *   | { kind: "option" }
 *   | { kind: "base" }
 *   | { kind: "category" }} Change
 *   repaint, box null: the whole layer; layers: some came, went or moved, these are painted anew; look: only how they are shown
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
  /** @type {Partial<Sketch>} */
  #options = {};

  /** @param {Sketch} sketch @returns {Change} */
  execute(sketch) {
    this.#before = new Map(sketch.layers.map((each) => [each.id, each.strokes]));
    const { category, focus, axis, references, base } = sketch;
    const mirrorPlace = axis !== undefined && { axis };
    this.#options = { category, ...(focus && { focus }), ...mirrorPlace, ...(references && { references }), ...(base && { base }) };
    for (const each of sketch.layers) each.strokes = [];
    for (const name of /** @type {const} */ (["focus", "axis", "references", "base"])) delete sketch[name];
    sketch.category = null;
    return { kind: "everything" };
  }

  /** @param {Sketch} sketch @returns {Change} */
  undo(sketch) {
    for (const each of sketch.layers) each.strokes = this.#before.get(each.id) ?? [];
    Object.assign(sketch, this.#options);
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

/** Show, hide, lock, fade, rename a layer, or make it another kind. @implements {Command} */
export class ChangeLayer {
  type = "change-layer";
  /** @type {Layer | null} */
  #before = null;

  /** @param {string} layerId @param {Partial<Pick<Layer, "visible" | "opacity" | "name" | "locked" | "kind">>} change */
  constructor(layerId, change) {
    this.layerId = layerId;
    this.change = change;
  }

  /** @param {Sketch} sketch @returns {Change} */
  execute(sketch) {
    const target = layerById(sketch, this.layerId);
    this.#before = { ...target };
    Object.assign(target, this.change);
    return this.#change();
  }

  /** @param {Sketch} sketch @returns {Change} */
  undo(sketch) {
    const target = layerById(sketch, this.layerId);
    const { strokes } = target;
    become(target, { .../** @type {Layer} */ (this.#before), strokes });
    return this.#change();
  }

  /** @param {Command} next @returns {Command | null} moving a slider is one step back */
  merge(next) {
    if (!(next instanceof ChangeLayer) || next.layerId !== this.layerId) return null;
    const [name] = Object.keys(this.change);
    if (name === "visible" || Object.keys({ ...this.change, ...next.change }).length > 1) return null;
    const both = new ChangeLayer(this.layerId, next.change);
    both.#before = this.#before;
    return both;
  }

  toJSON() {
    return { type: this.type, layerId: this.layerId, change: this.change };
  }

  /** @returns {Change} */
  #change() {
    return "kind" in this.change ? { kind: "layers", layerIds: [this.layerId] } : { kind: "look" };
  }
}

/** A new layer, or a copy of one with its strokes, at a place from the bottom. @implements {Command} */
export class AddLayer {
  type = "add-layer";

  /** @param {Layer} layer @param {number} index */
  constructor(layer, index) {
    this.layer = layer;
    this.index = index;
  }

  /** @param {Sketch} sketch @returns {Change} */
  execute(sketch) {
    sketch.layers.splice(this.index, 0, structuredClone(this.layer));
    return { kind: "layers", layerIds: [] };
  }

  /** @param {Sketch} sketch @returns {Change} */
  undo(sketch) {
    sketch.layers.splice(this.index, 1);
    return { kind: "layers", layerIds: [] };
  }

  toJSON() {
    return { type: this.type, layer: this.layer, index: this.index };
  }
}

/** @implements {Command} */
export class RemoveLayer {
  type = "remove-layer";
  /** @type {{ layer: Layer, index: number } | null} */
  #removed = null;

  /** @param {string} layerId */
  constructor(layerId) {
    this.layerId = layerId;
  }

  /** @param {Sketch} sketch @returns {Change} */
  execute(sketch) {
    const layer = layerById(sketch, this.layerId);
    this.#removed = { layer, index: sketch.layers.indexOf(layer) };
    sketch.layers.splice(this.#removed.index, 1);
    return { kind: "layers", layerIds: [] };
  }

  /** @param {Sketch} sketch @returns {Change} */
  undo(sketch) {
    if (this.#removed) sketch.layers.splice(this.#removed.index, 0, this.#removed.layer);
    return { kind: "layers", layerIds: [] };
  }

  toJSON() {
    return { type: this.type, layerId: this.layerId };
  }
}

/** Up or down among the layers. @implements {Command} */
export class MoveLayer {
  type = "move-layer";
  #from = 0;

  /** @param {string} layerId @param {number} to place from the bottom */
  constructor(layerId, to) {
    this.layerId = layerId;
    this.to = to;
  }

  /** @param {Sketch} sketch @returns {Change} */
  execute(sketch) {
    this.#from = sketch.layers.findIndex(({ id }) => id === this.layerId);
    return this.#move(sketch, this.#from, this.to);
  }

  /** @param {Sketch} sketch @returns {Change} */
  undo(sketch) {
    return this.#move(sketch, Math.min(this.to, sketch.layers.length - 1), this.#from);
  }

  toJSON() {
    return { type: this.type, layerId: this.layerId, to: this.to };
  }

  /** @param {Sketch} sketch @param {number} from @param {number} to @returns {Change} */
  #move({ layers }, from, to) {
    layers.splice(to, 0, ...layers.splice(from, 1));
    return { kind: "layers", layerIds: [] };
  }
}

/**
 * A layer joins the one below it, which keeps its name and its look. Erasing goes on meaning what it meant where only one of
 * the two has erasing strokes: those then come first, or last.
 * @implements {Command}
 */
export class MergeLayers {
  type = "merge-layers";
  /** @type {{ upper: Layer, index: number, strokes: Stroke[] } | null} */
  #before = null;

  /** @param {string} upperId @param {string} lowerId */
  constructor(upperId, lowerId) {
    this.upperId = upperId;
    this.lowerId = lowerId;
  }

  /** @param {Sketch} sketch @returns {Change} */
  execute(sketch) {
    const [upper, lower] = [layerById(sketch, this.upperId), layerById(sketch, this.lowerId)];
    this.#before = { upper, index: sketch.layers.indexOf(upper), strokes: lower.strokes };
    const wiping = upper.strokes.some(({ tool }) => tool === "erase") && !lower.strokes.some(({ tool }) => tool === "erase");
    lower.strokes = wiping ? [...upper.strokes, ...lower.strokes] : [...lower.strokes, ...upper.strokes];
    sketch.layers.splice(this.#before.index, 1);
    return { kind: "layers", layerIds: [this.lowerId] };
  }

  /** @param {Sketch} sketch @returns {Change} */
  undo(sketch) {
    if (!this.#before) return { kind: "look" };
    layerById(sketch, this.lowerId).strokes = this.#before.strokes;
    sketch.layers.splice(this.#before.index, 0, this.#before.upper);
    return { kind: "layers", layerIds: [this.lowerId] };
  }

  toJSON() {
    return { type: this.type, upperId: this.upperId, lowerId: this.lowerId };
  }
}

/**
 * Strokes give way to others at their place: none (deleted), one (moved, scaled, coloured) or two (a mirrored one whose
 * halves part). `index` counts in the layer as it was before.
 * @typedef {{ layerId: string, index: number, strokes: Stroke[] }} Swap
 */
/** @implements {Command} */
export class SwapStrokes {
  type = "swap-strokes";
  /** @type {Map<string, Stroke[]>} */
  #before = new Map();
  /** @type {Box | null} */
  #box = null;

  /** @param {Swap[]} swaps */
  constructor(swaps) {
    this.swaps = swaps;
  }

  /** @param {Sketch} sketch @returns {Change} */
  execute(sketch) {
    this.#before = new Map();
    this.#box = null;
    for (const layerId of this.#layerIds()) this.#swap(layerById(sketch, layerId), sketch.canvas[0]);
    return this.#change();
  }

  /** @param {Sketch} sketch @returns {Change} */
  undo(sketch) {
    for (const [layerId, strokes] of this.#before) layerById(sketch, layerId).strokes = strokes;
    return this.#change();
  }

  toJSON() {
    return { type: this.type, swaps: this.swaps };
  }

  /** @param {Layer} layer @param {number} width */
  #swap(layer, width) {
    this.#before.set(layer.id, layer.strokes);
    const swaps = new Map(this.swaps.filter(({ layerId }) => layerId === layer.id).map(({ index, strokes }) => [index, strokes]));
    layer.strokes = layer.strokes.flatMap((stroke, index) => {
      const others = swaps.get(index);
      if (!others) return [stroke];
      for (const each of [stroke, ...others]) this.#box = joined(this.#box, inkBox(each, width));
      return others;
    });
  }

  #layerIds() {
    return [...new Set(this.swaps.map(({ layerId }) => layerId))];
  }

  /** @returns {Change} */
  #change() {
    return { kind: "repaint", layerIds: this.#layerIds(), box: this.#box };
  }
}

/** Tidied lines in place of the drawn ones, and a layer of their own, at a place from the bottom, for lines that nobody drew. @implements {Command} */
export class TidyLines {
  type = "tidy-lines";

  /** @param {Swap[]} swaps @param {Layer} details @param {number} index */
  constructor(swaps, details, index) {
    this.swaps = swaps;
    this.details = details;
    this.index = index;
    this.lines = new SwapStrokes(swaps);
    this.layer = new AddLayer(details, index);
  }

  /** @param {Sketch} sketch @returns {Change} */
  execute(sketch) {
    this.lines.execute(sketch);
    this.layer.execute(sketch);
    return this.#change();
  }

  /** @param {Sketch} sketch @returns {Change} */
  undo(sketch) {
    this.layer.undo(sketch);
    this.lines.undo(sketch);
    return this.#change();
  }

  toJSON() {
    return { type: this.type, swaps: this.swaps, details: this.details, index: this.index };
  }

  /** @returns {Change} */
  #change() {
    return { kind: "layers", layerIds: [...new Set(this.swaps.map(({ layerId }) => layerId))] };
  }
}

/** A picture to trace comes, changes place or look, or goes. @implements {Command} */
export class SetReference {
  type = "set-reference";
  /** @type {Reference[] | undefined} */
  #before = undefined;

  /** @param {string} id @param {Partial<Reference> | null} change null: take it away; a new id with everything: lay it on top */
  constructor(id, change) {
    this.id = id;
    this.change = change;
  }

  /** @param {Sketch} sketch @returns {Change} */
  execute(sketch) {
    this.#before = sketch.references;
    const all = sketch.references ?? [];
    const old = all.find(({ id }) => id === this.id);
    if (!this.change) sketch.references = all.filter((each) => each !== old);
    else if (old) sketch.references = all.map((each) => (each === old ? { ...each, ...this.change } : each));
    else sketch.references = [...all, /** @type {Reference} */ ({ ...this.change, id: this.id })];
    return { kind: "references" };
  }

  /** @param {Sketch} sketch @returns {Change} */
  undo(sketch) {
    if (this.#before) sketch.references = this.#before;
    else delete sketch.references;
    return { kind: "references" };
  }

  /** @param {Command} next @returns {Command | null} moving a slider is one step back */
  merge(next) {
    if (!(next instanceof SetReference) || next.id !== this.id || !this.change || !next.change) return null;
    const names = Object.keys({ ...this.change, ...next.change });
    if (names.length > 1 || names[0] === "visible") return null;
    const both = new SetReference(this.id, next.change);
    both.#before = this.#before;
    return both;
  }

  toJSON() {
    return { type: this.type, id: this.id, change: this.change };
  }
}

/** What holds for the whole drawing: which garment is meant, how wide a gap is closed, where the mirror stands. @implements {Command} */
export class SetOption {
  type = "set-option";
  /** @type {unknown} */
  #before = undefined;

  /** @param {"focus" | "gap" | "axis"} name @param {any} value null: as usual */
  constructor(name, value) {
    this.name = name;
    this.value = value;
  }

  /** @param {Sketch} sketch @returns {Change} */
  execute(sketch) {
    this.#before = sketch[this.name];
    return this.#set(sketch, this.value);
  }

  /** @param {Sketch} sketch @returns {Change} */
  undo(sketch) {
    return this.#set(sketch, this.#before);
  }

  /** @param {Command} next @returns {Command | null} */
  merge(next) {
    if (!(next instanceof SetOption) || next.name !== this.name) return null;
    const both = new SetOption(this.name, next.value);
    both.#before = this.#before;
    return both;
  }

  toJSON() {
    return { type: this.type, name: this.name, value: this.value };
  }

  /** @param {any} sketch @param {unknown} value @returns {Change} */
  #set(sketch, value) {
    if (value === null || value === undefined) delete sketch[this.name];
    else sketch[this.name] = value;
    return { kind: "option" };
  }
}

/** @type {Record<string, (entry: any) => Command>} */
const READERS = {
  "add-strokes": (entry) => new AddStrokes(entry.additions),
  "replace-sketch": (entry) => new ReplaceSketch(entry.sketch),
  "clear-sketch": () => new ClearSketch(),
  "set-category": (entry) => new SetCategory(entry.category),
  "change-layer": (entry) => new ChangeLayer(entry.layerId, entry.change),
  "add-layer": (entry) => new AddLayer(entry.layer, entry.index),
  "remove-layer": (entry) => new RemoveLayer(entry.layerId),
  "move-layer": (entry) => new MoveLayer(entry.layerId, entry.to),
  "merge-layers": (entry) => new MergeLayers(entry.upperId, entry.lowerId),
  "swap-strokes": (entry) => new SwapStrokes(entry.swaps),
  "tidy-lines": (entry) => new TidyLines(entry.swaps, entry.details, entry.index),
  "set-reference": (entry) => new SetReference(entry.id, entry.change),
  "warp-strokes": (entry) => new WarpStrokes(entry.warp, entry.base?.picture ?? null),
  "set-base": (entry) => new SetBase(entry.base),
  "set-option": (entry) => new SetOption(entry.name, entry.value),
};

/** @param {any} entry what `toJSON` gave @returns {Command} */
export function commandFromJSON(entry) {
  const reader = READERS[entry?.type];
  if (!reader) throw new Error(`unknown command ${entry?.type}`);
  return reader(entry);
}

/** The same object with other content: everyone who holds it sees the change. @template {object} T @param {T} target @param {T} content */
function become(target, content) {
  for (const key of Object.keys(target)) delete (/** @type {any} */ (target)[key]);
  Object.assign(target, content);
}
