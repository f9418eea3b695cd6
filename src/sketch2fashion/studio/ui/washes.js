// @ts-check
/**
 * Shows what a fill means: a wash of colour that stops at the lines. Only a picture of it: the sketch holds the hint, and
 * the server finds the regions with its own, stricter eyes.
 */

import { hexOf, rgbOf } from "../geometry/colour.js";
import { enclosedRegion } from "../geometry/flood.js";
import { boxesTouch, diameter, inkBox } from "../geometry/outline.js";
import { ANY_COLOURS } from "./painter.js";

/** @typedef {import("../document/sketch.js").Sketch} Sketch */
/** @typedef {import("../document/sketch.js").Stroke} Stroke */
/** @typedef {import("../geometry/flood.js").Mask} Mask */
/** @typedef {{ x: number, y: number, colour: string, auto: boolean, open: boolean }} Fill */

const SIDE_PX = 320; // the regions are found on a small copy of the paper
export const GAP = 1 / 40; // of the longer side: as wide a gap as a hasty hand leaves
const WALL_ALPHA = 70;

export class Washes {
  #copy = document.createElement("canvas");
  /** @type {Fill[]} as last painted */
  fills = [];

  /** @param {HTMLCanvasElement} canvas where the washes are shown @param {Sketch} sketch */
  constructor(canvas, sketch) {
    this.canvas = canvas;
    this.sketch = sketch;
  }

  /** Fills that have no region. */
  get openCount() {
    return this.fills.filter(({ open }) => open).length;
  }

  /** @param {HTMLCanvasElement[]} walls bitmaps of the line and border layers */
  repaint(walls) {
    const fills = livingFills(this.sketch);
    const hadNone = this.fills.length === 0;
    this.fills = [];
    if (fills.length === 0 && hadNone) return;
    const [width, height] = this.#size();
    this.canvas.width = width;
    this.canvas.height = height;
    if (fills.length === 0) return;
    const context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    const mask = this.#wallMask(walls);
    const picture = context.createImageData(width, height);
    const gap = Math.ceil((this.sketch.gap ?? GAP * Math.max(...this.sketch.canvas)) * this.#scale);
    const marks = [];
    for (const fill of fills) {
      const region = enclosedRegion(mask, Math.floor(fill.x * this.#scale), Math.floor(fill.y * this.#scale), gap);
      this.fills.push({ ...fill, open: region === null });
      if (region) tint(picture, region, fill);
      else marks.push(fill);
    }
    context.putImageData(picture, 0, 0);
    for (const mark of marks) this.#mark(context, mark);
  }

  /** @param {{ x: number, y: number }} spot canvas pixels @returns {string | null} where a fill is shown */
  colourAt({ x, y }) {
    if (this.fills.length === 0) return null;
    const context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    const [red, green, blue, alpha] = context.getImageData(Math.floor(x * this.#scale), Math.floor(y * this.#scale), 1, 1).data;
    return alpha < 128 ? null : hexOf([red, green, blue]);
  }

  get #scale() {
    return SIDE_PX / Math.max(...this.sketch.canvas);
  }

  #size() {
    return this.sketch.canvas.map((side) => Math.max(1, Math.round(side * this.#scale)));
  }

  /** @param {HTMLCanvasElement[]} walls @returns {Mask} */
  #wallMask(walls) {
    const [width, height] = this.#size();
    this.#copy.width = width;
    this.#copy.height = height;
    const context = /** @type {CanvasRenderingContext2D} */ (this.#copy.getContext("2d", { willReadFrequently: true }));
    for (const wall of walls) context.drawImage(wall, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    const mask = new Uint8Array(width * height);
    for (let i = 0; i < mask.length; i++) mask[i] = data[i * 4 + 3] > WALL_ALPHA ? 1 : 0;
    return { width, height, data: mask };
  }

  /** A drop where the colour has no region. @param {CanvasRenderingContext2D} context @param {Fill} fill */
  #mark(context, { x, y, colour }) {
    context.fillStyle = colour;
    context.beginPath();
    context.arc(x * this.#scale, y * this.#scale, 4, 0, 2 * Math.PI);
    context.fill();
  }
}

/** Fills that no later eraser stroke has touched, mirrored ones twice. @param {Sketch} sketch @returns {Fill[]} */
export function livingFills(sketch) {
  const width = sketch.canvas[0];
  /** @type {Fill[]} */
  let fills = [];
  for (const { kind, visible, strokes } of sketch.layers) {
    if (kind !== "colour" || !visible) continue;
    for (const stroke of strokes) {
      if (stroke.tool === "fill") fills.push(...marksOf(stroke, width));
      if (stroke.tool === "erase") fills = fills.filter((fill) => !wiped(fill, stroke, width));
    }
  }
  return fills;
}

/** @param {Stroke} stroke @param {number} width @returns {Fill[]} */
function marksOf({ points, colour, mirror, auto = false }, width) {
  const marks = points.map(([x, y]) => ({ x, y, colour, auto, open: false }));
  return mirror ? [...marks, ...marks.map((mark) => ({ ...mark, x: width - mark.x }))] : marks;
}

/** @param {Fill} fill @param {Stroke} eraser @param {number} width */
function wiped(fill, eraser, width) {
  const reach = diameter(eraser.width, 0.5) / 2;
  if (!boxesTouch(inkBox(eraser, width), { x: fill.x, y: fill.y, width: 0, height: 0 })) return false;
  return eraser.points.some(
    ([x, y]) => Math.hypot(x - fill.x, y - fill.y) <= reach || (eraser.mirror && Math.hypot(width - x - fill.x, y - fill.y) <= reach),
  );
}

/** @param {ImageData} picture @param {Mask} region @param {Fill} fill */
function tint(picture, region, { colour, auto }) {
  const bands = (auto ? ANY_COLOURS : [colour]).map(rgbOf);
  for (let i = 0; i < region.data.length; i++) {
    if (!region.data[i]) continue;
    const band = ((i % region.width) + Math.floor(i / region.width)) >> 2;
    picture.data.set([...bands[band % bands.length], 255], i * 4);
  }
}
