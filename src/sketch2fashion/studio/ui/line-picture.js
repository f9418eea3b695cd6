// @ts-check
/**
 * A picture of lines that the server sends → the same lines in one colour, to lie on the paper, or as points, to become strokes.
 */

import { traced } from "../geometry/trace.js";

/** @typedef {import("../geometry/types.js").Point} Point */
/** @typedef {import("../geometry/trace.js").Pixels} Pixels */

const TRACED_SIDE_PX = 720; // finer costs time and shows no other lines

/** @param {Blob} picture with its lines in the alpha @returns {Promise<LinePicture>} */
export async function linePicture(picture) {
  const bitmap = await createImageBitmap(picture);
  const context = contextOf(bitmap.width, bitmap.height);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return new LinePicture(context);
}

export class LinePicture {
  /** @param {OffscreenCanvasRenderingContext2D} context the lines in its alpha */
  constructor(context) {
    this.context = context;
  }

  get width() {
    return this.context.canvas.width;
  }

  get height() {
    return this.context.canvas.height;
  }

  /** @param {HTMLCanvasElement} canvas takes the picture's size @param {string} colour */
  paintOn(canvas, colour) {
    if (canvas.width !== this.width || canvas.height !== this.height) Object.assign(canvas, { width: this.width, height: this.height });
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.globalCompositeOperation = "copy";
    context.drawImage(this.context.canvas, 0, 0);
    context.globalCompositeOperation = "source-in";
    context.fillStyle = colour;
    context.fillRect(0, 0, this.width, this.height);
  }

  /** The lines' middles. @param {[number, number]} size of the canvas that the picture shows @returns {Point[][]} canvas pixels */
  lines([width]) {
    const pixels = this.#inkOnPaper();
    const scale = width / pixels.width;
    return traced(pixels).lines.map(({ points }) =>
      points.map(([x, y, pressure, ms]) => /** @type {Point} */ ([x * scale, y * scale, pressure, ms])),
    );
  }

  /** The darkest line black, however faint the picture is. @returns {Pixels} */
  #inkOnPaper() {
    const scale = Math.min(1, TRACED_SIDE_PX / Math.max(this.width, this.height));
    const small = contextOf(Math.round(this.width * scale), Math.round(this.height * scale));
    small.imageSmoothingQuality = "high";
    small.drawImage(this.context.canvas, 0, 0, small.canvas.width, small.canvas.height);
    const { data, width, height } = small.getImageData(0, 0, small.canvas.width, small.canvas.height);
    let most = 1;
    for (let i = 3; i < data.length; i += 4) most = Math.max(most, data[i]);
    for (let i = 0; i < data.length; i += 4) {
      data[i] = data[i + 1] = data[i + 2] = 255 - (255 * data[i + 3]) / most;
      data[i + 3] = 255;
    }
    return { data, width, height };
  }
}

/** @param {number} width @param {number} height */
function contextOf(width, height) {
  const canvas = new OffscreenCanvas(Math.max(1, width), Math.max(1, height));
  return /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
}
