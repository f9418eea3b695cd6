// @ts-check
/**
 * Pictures on the page that follow a drag: each has a canvas in its place, which a worker paints (`film-worker.js`). The page only says
 * how far the hand has come. While the worker still paints, the newest drag waits and older ones are forgotten.
 */

import { h } from "./dom.js";

/** @typedef {import("../geometry/warp.js").Warp} Warp */
/** @typedef {{ source: ImageBitmap, canvases: OffscreenCanvas[], canvasWidth: number }} Beginning  canvasWidth: of the drawing */
/** @typedef {{ film: number, begin?: Beginning, warp?: Warp, goOn?: true, end?: true }} Order  begin and warp are answered when they are painted */
/** @typedef {readonly [HTMLElement, ...HTMLElement[]]} Place  an element that shows the picture, and what lies over it */

const SIDE_PX = 256; // of the picture that follows the hand: its longer side, at most

/** The worker that paints films; started when the first one is wanted. */
export class Projector {
  /** @type {Worker | null} */
  #worker = null;
  #last = 0;
  /** @type {Map<number, Film>} */
  #films = new Map();

  /** Be ready before the first film is. */
  start() {
    if (this.#worker) return this.#worker;
    const worker = new Worker("/studio/ui/film-worker.js", { type: "module" });
    worker.addEventListener("message", ({ data: { film } }) => this.#films.get(film)?.painted());
    worker.addEventListener("error", () => {
      this.#worker = null;
      for (const film of this.#films.values()) film.end(); // the pictures stay as they were until the garment is rendered
    });
    this.#worker = worker;
    return worker;
  }

  /** @param {Film} film @returns {number} */
  add(film) {
    this.#films.set(++this.#last, film);
    return this.#last;
  }

  /** @param {number} film */
  remove(film) {
    if (this.#films.delete(film)) this.#worker?.postMessage({ film, end: true });
  }

  /** @param {Order} order @param {Transferable[]} [moved] */
  send(order, moved = []) {
    this.start().postMessage(order, moved);
  }
}

/** A picture that is shown in one or more places, as it looks when it is dragged. */
export class Film {
  #projector;
  #number;
  /** Orders that the worker has not answered. */
  #due = 0;
  /** @type {Warp | null} that waits for it */
  #next = null;
  isOver = false; // its originals are seen again

  /** @param {Projector} projector @param {ImageBitmap} source @param {readonly Place[]} places @param {number} canvasWidth @param {boolean} isWash */
  constructor(projector, source, places, canvasWidth, isWash) {
    const scale = Math.min(1, SIDE_PX / Math.max(source.width, source.height));
    const [width, height] = [source.width, source.height].map((side) => Math.max(1, Math.round(side * scale)));
    this.places = places;
    this.isWash = isWash;
    this.canvases = places.map(([original]) => standIn(original, width, height));
    this.#projector = projector;
    this.#number = projector.add(this);
    const canvases = this.canvases.map((canvas) => canvas.transferControlToOffscreen());
    this.#due++;
    projector.send({ film: this.#number, begin: { source, canvases, canvasWidth } }, [source, ...canvases]);
  }

  /** @param {Warp} warp */
  show(warp) {
    if (this.#due === 0) this.#send(warp);
    else this.#next = warp;
  }

  /** What it shows at last is what the next drag begins with. */
  goOn() {
    if (this.#next) this.#send(this.#next);
    this.#projector.send({ film: this.#number, goOn: true });
  }

  /** The worker has painted what was asked for. */
  painted() {
    this.#due--;
    this.#hideOriginals();
    if (this.#next && this.#due === 0) this.#send(this.#next);
  }

  end() {
    this.isOver = true;
    this.#projector.remove(this.#number);
    for (const canvas of this.canvases) canvas.remove();
    for (const original of this.places.flat()) original.style.visibility = "";
  }

  /** @param {Warp} warp */
  #send(warp) {
    this.#next = null;
    this.#due++;
    this.#projector.send({ film: this.#number, warp });
  }

  /** Not before the canvases are on the screen: what a worker painted comes there by a way of its own. */
  #hideOriginals() {
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (!this.isOver) for (const original of this.places.flat()) original.style.visibility = "hidden";
      }),
    );
  }
}

/** A canvas over an element, looking like it. @param {HTMLElement} original @param {number} width @param {number} height */
function standIn(original, width, height) {
  const canvas = h("canvas", { class: `${original.className} film`, width, height, "aria-hidden": "true" });
  canvas.style.transform = original.style.transform;
  original.after(canvas);
  return canvas;
}
