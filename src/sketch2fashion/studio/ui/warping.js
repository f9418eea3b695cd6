// @ts-check
/**
 * The garment while a place of it is dragged, and the command when it is let go. Strokes that the drag reaches are painted anew in
 * their place among the others; the washes and the picture follow as pixels, painted beside the page (`film.js`). The picture goes on
 * showing what was dragged until the drawing is rendered again.
 */

import { textOf, withText } from "../document/png.js";
import { pixelsOfPng, pngOfPixels } from "../document/png-pixels.js";
import { axisOf } from "../document/sketch.js";
import { movesSomething, WarpStrokes } from "../document/warp.js";
import { inkBox } from "../geometry/outline.js";
import { Flow, warpedStroke } from "../geometry/warp.js";
import { WarpedPicture } from "../geometry/warp-picture.js";
import { Film, Projector } from "./film.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../document/sketch.js").Stroke} Stroke */
/** @typedef {import("../geometry/types.js").Spot} Spot */
/** @typedef {import("../geometry/types.js").Box} Box */
/** @typedef {import("../geometry/warp.js").Warp} Warp */
/** @typedef {import("../geometry/warp-picture.js").Pixels} Pixels */
/** @typedef {import("./film.js").Place} Place */

const LEAST_PX = 1; // canvas pixels: a shorter drag was a touch
const WASHED_MS = 150; // until the paper has found the washes of the new lines
const AFTERGLOW_MS = 8000; // at most, until the new garment is there

export class Warping {
  /** @type {{ warp: Warp, strokes: { stroke: Stroke, box: Box }[] } | null} */
  #held = null;
  #projector = new Projector();
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
    app.settings.onChange((name) => name === "tool" && app.settings.values.tool === "warp" && this.#projector.start());
  }

  /** @param {Spot} spot @param {number} radius @param {boolean} mirror */
  grab(spot, radius, mirror) {
    const { sketch } = this.app.history;
    const axis = mirror ? axisOf(sketch) : null;
    this.#held = { warp: { from: spot, to: spot, radius, axis }, strokes: this.#movable() };
    this.#to = null;
    this.#films = this.#films.filter(({ isOver }) => !isOver);
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
    for (const film of this.#films) film.show(held.warp);
    this.frameMs.push(performance.now() - started);
    if (this.frameMs.length > 600) this.frameMs.shift();
  }

  /** Others in the place of these strokes, on the paper only. @param {Map<Stroke, Stroke[]>} standIns */
  #standIn(standIns) {
    const { detail, baseStack, detailStack } = this.app.paper;
    (detail.hidden ? baseStack : detailStack).standIn(standIns);
    (detail.hidden ? detailStack : baseStack).standIn(new Map());
  }

  /** @returns {{ stroke: Stroke, box: Box }[]} what a drag may move, with its box */
  #movable() {
    const { layers, canvas } = this.app.history.sketch;
    return layers
      .filter(({ locked }) => !locked)
      .flatMap(({ strokes }) => strokes.map((stroke) => ({ stroke, box: inkBox(stroke, canvas[0]) })));
  }

  /** What is seen as pixels follows; what the last drag left there, while its garment is still on its way, goes on from that. */
  #film() {
    const { paper, panel, atelier } = this.app;
    const known = this.#films.map(({ isWash }) => isWash);
    for (const film of this.#films) film.goOn();
    if (paper.washes.fills.length > 0 && !known.includes(true)) this.#follow(createImageBitmap(paper.wash), true, [paper.wash]);
    if (!atelier.picture || known.includes(false)) return;
    const { image, sharper } = panel.view;
    /** @type {Place[]} */
    const overlay = paper.overlay.hidden ? [] : [[paper.overlay]];
    this.#follow(createImageBitmap(atelier.picture.blob), false, [image, sharper], ...overlay);
  }

  /** @param {Promise<ImageBitmap>} taken @param {boolean} isWash @param {...Place} places that show it */
  async #follow(taken, isWash, ...places) {
    const held = this.#held;
    const source = await taken;
    if (!held || this.#held !== held) return source.close();
    const film = new Film(this.#projector, source, places, this.app.history.sketch.canvas[0], isWash);
    this.#films.push(film);
    if (this.#to) film.show(held.warp);
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

/** What a browser reads of a file that cannot be read past the canvas. @param {Blob} blob @returns {Promise<Pixels>} */
async function decoded(blob) {
  const bitmap = await createImageBitmap(blob);
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d", { willReadFrequently: true });
  context?.drawImage(bitmap, 0, 0);
  const { width, height } = bitmap;
  bitmap.close();
  return /** @type {OffscreenCanvasRenderingContext2D} */ (context).getImageData(0, 0, width, height);
}

/** The whole picture, dragged; it goes on saying which model made it. @param {Blob} blob @param {Warp} warp @param {number} canvasWidth @returns {Promise<Blob>} a PNG */
async function warpedPng(blob, warp, canvasWidth) {
  const file = new Uint8Array(await blob.arrayBuffer());
  const pixels = (await pixelsOfPng(file)) ?? (await decoded(blob));
  const whole = new WarpedPicture(pixels, pixels.width / canvasWidth).whole(new Flow(warp));
  return new Blob([withText(await pngOfPixels(whole), textOf(file))], { type: "image/png" });
}
