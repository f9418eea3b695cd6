// @ts-check
/**
 * The garment while a place of it is dragged, and the command when it is let go. Strokes that the drag reaches are painted anew in
 * their place among the others; the washes and the picture follow as pixels, on a copy that is small enough for every frame. The
 * picture goes on showing what was dragged until the drawing is rendered again.
 */

import { textOf, withText } from "../document/png.js";
import { pixelsOfPng, pngOfPixels } from "../document/png-pixels.js";
import { axisOf } from "../document/sketch.js";
import { movesSomething, WarpStrokes } from "../document/warp.js";
import { inkBox, joined } from "../geometry/outline.js";
import { Flow, warpedStroke } from "../geometry/warp.js";
import { WarpedPicture } from "../geometry/warp-picture.js";
import { h } from "./dom.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../document/sketch.js").Stroke} Stroke */
/** @typedef {import("../geometry/types.js").Spot} Spot */
/** @typedef {import("../geometry/types.js").Box} Box */
/** @typedef {import("../geometry/warp.js").Warp} Warp */
/** @typedef {import("../geometry/warp-picture.js").Pixels} Pixels */

const PREVIEW_PX = 256; // the longer side of the picture that follows the hand …
const COARSEST_PX = 144; // … and with the widest brushes, which move all of it
const EASY_RADIUS_PX = 150; // canvas pixels: up to here the picture is as fine as it gets
const LEAST_PX = 1; // canvas pixels: a shorter drag was a touch
const WASHED_MS = 150; // until the paper has found the washes of the new lines
const AFTERGLOW_MS = 8000; // at most, until the new garment is there

export class Warping {
  /** @type {{ warp: Warp, strokes: { stroke: Stroke, box: Box }[], touched: Box | null } | null} */
  #held = null;
  /** @type {Film[]} what follows as pixels */
  #films = [];
  /** @type {Spot | null} */
  #to = null;
  #frame = 0;
  #glow = 0;
  /** @type {Promise<void>} the last release: the next command follows it */
  #settled = Promise.resolve();
  /** Main-thread milliseconds that each previewed frame took, the newest last. @type {number[]} */
  frameMs = [];

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    app.atelier.onChange(() => this.#glow && this.#newPicture());
  }

  /** @param {Spot} spot @param {number} radius @param {boolean} mirror */
  grab(spot, radius, mirror) {
    const { sketch } = this.app.history;
    const axis = mirror ? axisOf(sketch) : null;
    this.#held = { warp: { from: spot, to: spot, radius, axis }, strokes: this.#movable(), touched: null };
    this.#to = null;
    this.#films = this.#glow === 0 ? [] : this.#films.filter(({ isWash }) => !isWash);
    clearTimeout(this.#glow);
    this.#glow = 0;
    this.#film();
  }

  /** @param {Spot} spot */
  drag(spot) {
    if (!this.#held) return;
    this.#to = spot;
    this.#frame ||= requestAnimationFrame(() => this.#show());
  }

  /** @param {boolean} wanted */
  release(wanted) {
    if (!this.#held) return;
    if (this.#frame) this.#show();
    const { warp } = this.#held;
    this.#held = null;
    const meant = wanted && Math.hypot(warp.to.x - warp.from.x, warp.to.y - warp.from.y) >= LEAST_PX;
    if (!meant || !movesSomething(this.app.history.sketch, warp)) {
      if (meant) this.app.toasts.say("toast.nothingToWarp");
      return this.#drop();
    }
    this.#glow = window.setTimeout(() => this.#drop(), AFTERGLOW_MS);
    this.#settled = this.#settled.then(() => this.#take(warp));
  }

  /** The drag becomes a step of the drawing. @param {Warp} warp */
  async #take(warp) {
    const { history, shelf } = this.app;
    const before = history.cursor;
    const old = history.sketch.base && shelf.get(history.sketch.base.picture);
    const picture = old ? await shelf.put(await warpedPng(old, warp, history.sketch.canvas[0])) : null;
    this.#standIn(new Map());
    if (history.cursor !== before) return this.#drop(); // undone meanwhile
    history.execute(new WarpStrokes(warp, picture));
    if (this.#held) this.#held.strokes = this.#movable(); // taken hold of again already
    setTimeout(() => this.#endWashes(), WASHED_MS);
  }

  /** One frame of the preview. */
  #show() {
    const started = performance.now();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const held = this.#held;
    if (!held || !this.#to) return;
    const share = this.app.settings.values.warpStrength;
    const { from } = held.warp;
    held.warp = { ...held.warp, to: { x: from.x + (this.#to.x - from.x) * share, y: from.y + (this.#to.y - from.y) * share } };
    const flow = new Flow(held.warp);
    const [width] = this.app.history.sketch.canvas;
    /** @type {Map<Stroke, Stroke[]>} */
    const standIns = new Map();
    for (const { stroke, box } of held.strokes) {
      if (!flow.reaches(box)) continue;
      const warped = warpedStroke(stroke, flow, width);
      if (warped[0] !== stroke) standIns.set(stroke, warped);
    }
    this.#standIn(standIns);
    for (const film of this.#films) film.show(flow);
    this.frameMs.push(performance.now() - started);
    if (this.frameMs.length > 600) this.frameMs.shift();
  }

  /** Others in the place of these strokes, on the paper only. @param {Map<Stroke, Stroke[]>} standIns */
  #standIn(standIns) {
    const [width] = this.app.history.sketch.canvas;
    const { baseStack, detailStack } = this.app.paper;
    const old = baseStack.standIns;
    /** @type {Box | null} */
    let box = null;
    for (const [stroke, others] of [...old, ...standIns]) for (const each of [stroke, ...others]) box = joined(box, inkBox(each, width));
    for (const stack of [baseStack, detailStack]) {
      stack.standIns = standIns;
      if (box && stack.isShown) stack.restore(box);
    }
  }

  /** @returns {{ stroke: Stroke, box: Box }[]} what a drag may move, with its box */
  #movable() {
    const { layers, canvas } = this.app.history.sketch;
    return layers
      .filter(({ locked }) => !locked)
      .flatMap(({ strokes }) => strokes.map((stroke) => ({ stroke, box: inkBox(stroke, canvas[0]) })));
  }

  /** What is seen as pixels gets a copy that can be dragged. */
  async #film() {
    const held = this.#held;
    const { paper, panel, atelier, history } = this.app;
    const [width] = history.sketch.canvas;
    if (paper.washes.fills.length > 0) this.#films.push(new Film(paper.wash, pixelsOf(paper.wash), width, true));
    const again = this.#films.filter(({ isWash }) => !isWash);
    for (const film of again) film.goOn(); // the last drag's garment is still on its way: go on from what is seen
    if (again.length > 0 || !atelier.picture) return;
    if (!held) return;
    const finest = (PREVIEW_PX * EASY_RADIUS_PX) / held.warp.radius;
    const pixels = await smallPixels(atelier.picture.blob, Math.round(Math.min(PREVIEW_PX, Math.max(COARSEST_PX, finest))));
    if (this.#held !== held) return;
    this.#films.push(new Film(panel.view.image, pixels, width, false, panel.view.sharper));
    if (!paper.overlay.hidden) this.#films.push(new Film(paper.overlay, pixels, width, false));
    if (this.#to) this.#show();
  }

  #newPicture() {
    const { picture, status } = this.app.atelier;
    if (!this.#held && (status.phase === "ready" || status.phase === "refused" || !picture)) this.#drop();
  }

  #endWashes() {
    if (!this.#held) for (const film of this.#films) if (film.isWash) film.end();
  }

  /** Everything is shown as it is. */
  #drop() {
    clearTimeout(this.#glow);
    this.#glow = 0;
    this.#standIn(new Map());
    for (const film of this.#films) film.end();
    if (this.#films.some(({ isWash }) => isWash)) this.app.paper.repaintWashes();
    this.#films = [];
  }
}

/** A picture on the page with a canvas in its place, on which it is dragged. */
class Film {
  /** @type {readonly Box[]} canvas pixels */
  #touched = [];

  /**
   * @param {HTMLElement} original @param {Pixels} pixels @param {number} canvasWidth @param {boolean} isWash
   * @param {...HTMLElement} others that lie over it
   */
  constructor(original, pixels, canvasWidth, isWash, ...others) {
    this.originals = [original, ...others];
    this.isWash = isWash;
    this.scale = pixels.width / canvasWidth;
    this.picture = new WarpedPicture(pixels, this.scale);
    this.canvas = h("canvas", { class: `${original.className} film`, width: pixels.width, height: pixels.height, "aria-hidden": "true" });
    this.canvas.style.transform = original.style.transform;
    this.#put({ x: 0, y: 0, pixels });
    original.after(this.canvas);
    for (const each of this.originals) each.style.visibility = "hidden";
  }

  /** @param {Flow} flow */
  show(flow) {
    for (const part of this.picture.after(flow, this.#touched)) this.#put(part);
    this.#touched = flow.boxes;
  }

  /** What it shows now is what the next drag begins with. */
  goOn() {
    this.picture = new WarpedPicture(pixelsOf(this.canvas), this.scale);
    this.#touched = [];
  }

  end() {
    this.canvas.remove();
    for (const each of this.originals) each.style.visibility = "";
  }

  /** @param {import("../geometry/warp-picture.js").Part} part */
  #put({ x, y, pixels }) {
    contextOf(this.canvas).putImageData(imageOf(pixels), x, y);
  }
}

/** @param {HTMLCanvasElement | OffscreenCanvas} canvas */
function contextOf(canvas) {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return /** @type {CanvasRenderingContext2D} */ (context);
}

/** @param {Pixels} pixels */
function imageOf({ width, height, data }) {
  return new ImageData(/** @type {Uint8ClampedArray<ArrayBuffer>} */ (data), width, height);
}

/** @param {HTMLCanvasElement} canvas @returns {Pixels} */
function pixelsOf(canvas) {
  return contextOf(canvas).getImageData(0, 0, canvas.width, canvas.height);
}

/** @param {Blob} blob @param {number} longest px of the longer side, at most @returns {Promise<OffscreenCanvas>} */
async function drawn(blob, longest) {
  const bitmap = await createImageBitmap(blob);
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(Math.round(bitmap.width * scale), Math.round(bitmap.height * scale));
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas;
}

/** @param {Blob} blob @param {number} [side] px of the longer side, at most @returns {Promise<Pixels>} */
async function smallPixels(blob, side = Infinity) {
  const canvas = await drawn(blob, side);
  return contextOf(canvas).getImageData(0, 0, canvas.width, canvas.height);
}

/** The whole picture, dragged; it goes on saying which model made it. @param {Blob} blob @param {Warp} warp @param {number} canvasWidth @returns {Promise<Blob>} a PNG */
async function warpedPng(blob, warp, canvasWidth) {
  const file = new Uint8Array(await blob.arrayBuffer());
  const pixels = (await pixelsOfPng(file)) ?? (await smallPixels(blob));
  const whole = new WarpedPicture(pixels, pixels.width / canvasWidth).whole(new Flow(warp));
  return new Blob([withText(await pngOfPixels(whole), textOf(file))], { type: "image/png" });
}
