// @ts-check
/**
 * The committed strokes as bitmaps, one canvas a layer, for one region of the paper at one resolution. A new stroke costs
 * one fill; an undo repaints only the box that it touched.
 */

import { boxesTouch, joined } from "../geometry/outline.js";
import { mark, update } from "./dom.js";
import { paintStroke, shapeOf } from "./painter.js";

/** @typedef {import("../document/sketch.js").Sketch} Sketch */
/** @typedef {import("../document/sketch.js").Layer} Layer */
/** @typedef {import("../document/sketch.js").Stroke} Stroke */
/** @typedef {import("../document/commands.js").Change} Change */
/** @typedef {import("../geometry/types.js").Box} Box */

export class LayerStack {
  /** @type {Map<string, { canvas: HTMLCanvasElement, context: CanvasRenderingContext2D, painted: number }>} by layer id */
  #sheets = new Map();
  /** @type {Box} */
  region = { x: 0, y: 0, width: 1, height: 1 };
  scale = 1; // bitmap pixels a canvas pixel, as asked for
  #size = { width: 1, height: 1 }; // of the bitmaps
  /** @type {Set<Stroke>} strokes that are being moved, shown elsewhere meanwhile */
  lifted = new Set();
  /** @type {ReadonlyMap<Stroke, Stroke[]>} strokes that others are painted for, while they are dragged */
  standIns = new Map();

  /** @param {HTMLElement} place @param {Sketch} sketch */
  constructor(place, sketch) {
    this.place = place;
    this.sketch = sketch;
  }

  /** Show this part of the paper at this resolution. @param {Box} region @param {number} scale */
  show(region, scale) {
    this.region = region;
    this.scale = scale;
    this.#size = { width: Math.max(1, Math.round(region.width * scale)), height: Math.max(1, Math.round(region.height * scale)) };
    this.rebuild();
  }

  /** All layers anew: another drawing, another resolution. */
  rebuild() {
    this.#sheets.clear();
    this.place.replaceChildren(...this.sketch.layers.map((layer) => this.#addSheet(layer)));
    for (const layer of this.sketch.layers) this.#repaint(layer, null);
  }

  /** Whether it holds bitmaps now. */
  get isShown() {
    return this.#sheets.size > 0;
  }

  /** Give the memory back. */
  drop() {
    for (const { canvas } of this.#sheets.values()) canvas.width = canvas.height = 0;
    this.#sheets.clear();
    this.place.replaceChildren();
  }

  /** @param {Change} change */
  apply(change) {
    if (change.kind === "everything") this.rebuild();
    if (change.kind === "append") for (const id of change.layerIds) this.#append(this.#layer(id));
    if (change.kind === "repaint") for (const id of change.layerIds) this.#repaint(this.#layer(id), change.box);
    if (change.kind === "layers") this.#arrange(change.layerIds);
    if (change.kind === "look") for (const layer of this.sketch.layers) this.#show(layer);
  }

  /** RGBA at a place of a layer's bitmap. @param {string} layerId @param {{ x: number, y: number }} spot canvas pixels */
  pixel(layerId, { x, y }) {
    const sheet = this.#sheets.get(layerId);
    if (!sheet) return null;
    const { canvas, context } = sheet;
    const at = [(x - this.region.x) * (canvas.width / this.region.width), (y - this.region.y) * (canvas.height / this.region.height)];
    return context.getImageData(Math.floor(at[0]), Math.floor(at[1]), 1, 1).data;
  }

  /** Layers came, went or changed places; only those named are painted anew. @param {string[]} repainted */
  #arrange(repainted) {
    const known = new Set(this.#sheets.keys());
    this.place.replaceChildren(...this.sketch.layers.map((layer) => this.#sheets.get(layer.id)?.canvas ?? this.#addSheet(layer)));
    for (const id of known) if (!this.sketch.layers.some((layer) => layer.id === id)) this.#sheets.delete(id);
    for (const layer of this.sketch.layers) {
      if (!known.has(layer.id) || repainted.includes(layer.id)) this.#repaint(layer, null);
      this.#show(layer);
    }
  }

  /** @param {Layer} layer */
  #show(layer) {
    const { canvas } = this.#sheet(layer);
    mark(canvas, "data-kind", layer.kind);
    update(canvas, { hidden: layer.strokes.length === 0 }); // an empty canvas would cost time in every frame
    const opacity = layer.visible ? String(layer.opacity) : "0";
    if (canvas.style.opacity !== opacity) canvas.style.opacity = opacity;
  }

  /** The bitmap of each layer of these kinds, bottom first. @param {string[]} kinds */
  bitmaps(kinds) {
    return this.sketch.layers.filter((layer) => layer.visible && kinds.includes(layer.kind)).map((layer) => this.#sheet(layer).canvas);
  }

  /** The bitmaps that are seen, bottom first. */
  looks() {
    return this.sketch.layers
      .filter((layer) => layer.visible)
      .map((layer) => ({ bitmap: this.#sheet(layer).canvas, opacity: layer.opacity }));
  }

  /** Contexts to preview the eraser on. */
  contexts() {
    return [...this.#sheets.values()].map(({ context }) => context);
  }

  /** Repaint a box of every layer, e.g. when an erasing stroke was given up. @param {Box} box */
  restore(box) {
    for (const layer of this.sketch.layers) this.#repaint(layer, box);
  }

  /** Paint others for these strokes, and for no others; only where that is seen is painted. @param {ReadonlyMap<Stroke, Stroke[]>} standIns */
  standIn(standIns) {
    const before = this.standIns;
    this.standIns = standIns;
    if (!this.isShown || before.size + standIns.size === 0) return;
    for (const layer of this.sketch.layers) {
      const box = this.#changed(layer, before);
      if (box) this.#repaint(layer, box);
    }
  }

  /** Where a layer looks otherwise than with these stand-ins. @param {Layer} layer @param {ReadonlyMap<Stroke, Stroke[]>} before */
  #changed({ strokes }, before) {
    /** @type {Box | null} */
    let box = null;
    for (const stroke of strokes) {
      const [old, fresh] = [before.get(stroke), this.standIns.get(stroke)];
      if (old === fresh) continue;
      for (const each of [...(old ?? [stroke]), ...(fresh ?? [stroke])]) box = joined(box, shapeOf(each, this.sketch.canvas[0]).box);
    }
    return box;
  }

  /** @param {Layer} layer */
  #addSheet(layer) {
    const canvas = document.createElement("canvas");
    const { x, y, width, height } = this.region;
    Object.assign(canvas, this.#size);
    Object.assign(canvas.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.setTransform(canvas.width / width, 0, 0, canvas.height / height, (-x * canvas.width) / width, (-y * canvas.height) / height);
    this.#sheets.set(layer.id, { canvas, context, painted: 0 });
    return canvas;
  }

  /** @param {Layer} layer */
  #append(layer) {
    const sheet = this.#sheet(layer);
    this.#paint(sheet.context, layer, layer.strokes.slice(sheet.painted), this.region);
    sheet.painted = layer.strokes.length;
    this.#show(layer);
  }

  /** @param {Layer} layer @param {Box | null} box */
  #repaint(layer, box) {
    const sheet = this.#sheet(layer);
    const { context } = sheet;
    const area = box ? this.#onPixels(box) : this.region;
    context.save();
    context.beginPath();
    context.rect(area.x, area.y, area.width, area.height);
    context.clip();
    context.clearRect(area.x, area.y, area.width, area.height);
    this.#paint(context, layer, layer.strokes, area);
    context.restore();
    sheet.painted = layer.strokes.length;
    this.#show(layer);
  }

  /** @param {CanvasRenderingContext2D} context @param {Layer} layer @param {Stroke[]} strokes @param {Box} area */
  #paint(context, layer, strokes, area) {
    const width = this.sketch.canvas[0];
    for (const stroke of strokes) {
      if (this.lifted.has(stroke)) continue;
      for (const each of this.standIns.get(stroke) ?? [stroke])
        if (boxesTouch(shapeOf(each, width).box, area)) paintStroke(context, each, layer.kind, width);
    }
  }

  /** A box with whole bitmap pixels: a clip through the middle of one would leave a seam. @param {Box} box @returns {Box} */
  #onPixels(box) {
    const [left, right] = snapped(box.x, box.x + box.width, this.region.x, this.#size.width / this.region.width);
    const [top, bottom] = snapped(box.y, box.y + box.height, this.region.y, this.#size.height / this.region.height);
    return { x: left, y: top, width: right - left, height: bottom - top };
  }

  /** @param {string} id */
  #layer(id) {
    return /** @type {Layer} */ (this.sketch.layers.find((layer) => layer.id === id));
  }

  /** @param {Layer} layer */
  #sheet(layer) {
    const sheet = this.#sheets.get(layer.id);
    if (sheet) return sheet;
    this.place.append(this.#addSheet(layer));
    return /** @type {NonNullable<typeof sheet>} */ (this.#sheets.get(layer.id));
  }
}

/** A span, widened to whole pixels. @param {number} from @param {number} to @param {number} origin @param {number} density */
function snapped(from, to, origin, density) {
  return [origin + Math.floor((from - origin) * density) / density, origin + Math.ceil((to - origin) * density) / density];
}
