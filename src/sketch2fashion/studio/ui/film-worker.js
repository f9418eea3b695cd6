// @ts-check
/** Paints pictures while they are dragged, beside the page, so that no frame waits for them. The page's side of it is `film.js`. */

import { Flow } from "../geometry/warp.js";
import { WarpedPicture } from "../geometry/warp-picture.js";

/** @typedef {import("../geometry/types.js").Box} Box */
/** @typedef {import("../geometry/warp.js").Warp} Warp */
/** @typedef {import("../geometry/warp-picture.js").Pixels} Pixels */
/** @typedef {import("./film.js").Order} Order */
/** @typedef {import("./film.js").Beginning} Beginning */

/** @type {Map<number, Reel>} by the number of the film */
const reels = new Map();

addEventListener("message", (/** @type {MessageEvent<Order>} */ { data: { film, begin, warp, goOn, end } }) => {
  if (begin) reels.set(film, new Reel(begin));
  if (warp) reels.get(film)?.show(warp);
  if (goOn) reels.get(film)?.goOn();
  if (end) reels.delete(film);
  if (begin || warp) postMessage({ film });
});

/** One picture and the canvases that show it. */
class Reel {
  #flow = new Flow({ from: { x: 0, y: 0 }, to: { x: 0, y: 0 }, radius: 1, axis: null });
  /** @type {readonly Box[]} canvas pixels that an earlier drag changed */
  #touched = [];

  /** @param {Beginning} beginning */
  constructor({ source, canvases, canvasWidth }) {
    const pixels = pixelsOf(source, canvases[0]);
    this.contexts = canvases.map((canvas) => /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d")));
    this.scale = pixels.width / canvasWidth;
    this.picture = new WarpedPicture(pixels, this.scale);
    this.#put({ x: 0, y: 0, pixels });
  }

  /** @param {Warp} warp */
  show(warp) {
    this.#flow = new Flow(warp);
    for (const part of this.picture.after(this.#flow, this.#touched)) this.#put(part);
    this.#touched = this.#flow.boxes;
  }

  /** What it shows now is what the next drag begins with. */
  goOn() {
    this.picture = new WarpedPicture(this.picture.whole(this.#flow), this.scale);
    this.#touched = [];
  }

  /** @param {import("../geometry/warp-picture.js").Part} part */
  #put({ x, y, pixels: { width, height, data } }) {
    const image = new ImageData(/** @type {Uint8ClampedArray<ArrayBuffer>} */ (data), width, height);
    for (const context of this.contexts) context.putImageData(image, x, y);
  }
}

/** @param {ImageBitmap} source @param {{ width: number, height: number }} size @returns {Pixels} */
function pixelsOf(source, { width, height }) {
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  context?.drawImage(source, 0, 0, width, height);
  source.close();
  return /** @type {OffscreenCanvasRenderingContext2D} */ (context).getImageData(0, 0, width, height);
}
