// @ts-check
/** A picture file → pixels → a sketch. The decoding is the browser's, the tracing is geometry/trace.js. */

import { CANVAS_PX, emptySketch, layerOfKind } from "../document/sketch.js";
import { marksOf, traced } from "../geometry/trace.js";
import { INK } from "../tools/toolbox.js";

/** @typedef {import("../geometry/trace.js").Pixels} Pixels */
/** @typedef {import("../geometry/types.js").Point} Point */
/** @typedef {import("../document/sketch.js").Sketch} Sketch */

const READ_SIDE_PX = 1440; // a sheet may fill half of its photo
const TRACED_SIDE_PX = 720; // finer shows more paper, not more drawing
const PICTURE_QUALITY = 0.82; // of JPEG: under the paper nobody looks closer
const MOST_INK = 0.22; // of the picture; more is no line drawing
const PAPER_FRACTION = 0.72; // of a drawing is paper or shadow on it

/** @param {Blob} file @returns {Promise<Pixels>} turned as its EXIF says */
export async function pixelsOf(file) {
  const bitmap = file.type === "image/svg+xml" ? await bitmapOfSvg(file) : await createImageBitmap(file);
  const scale = Math.min(1, READ_SIDE_PX / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return context.getImageData(0, 0, width, height);
}

/** No larger than what is traced. @param {Pixels} pixels @returns {Pixels} */
function reduced(pixels) {
  const scale = TRACED_SIDE_PX / Math.max(pixels.width, pixels.height);
  if (scale >= 1) return pixels;
  const [width, height] = [pixels.width, pixels.height].map((side) => Math.max(1, Math.round(side * scale)));
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  context.imageSmoothingQuality = "high";
  context.drawImage(canvasOf(pixels), 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

/** @param {Pixels} pixels */
function canvasOf({ width, height, data }) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0);
  return canvas;
}

/** Browsers decode SVG only through an element; its scripts never run there. @param {Blob} file */
async function bitmapOfSvg(file) {
  const url = URL.createObjectURL(file);
  try {
    const image = new Image(TRACED_SIDE_PX);
    image.src = url;
    await image.decode();
    const height = Math.round((TRACED_SIDE_PX * (image.naturalHeight || TRACED_SIDE_PX)) / (image.naturalWidth || TRACED_SIDE_PX));
    return await createImageBitmap(image, { resizeWidth: TRACED_SIDE_PX, resizeHeight: height });
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** A picture that a drawing's file can hold. @param {Pixels} pixels @returns {{ url: string, width: number, height: number }} */
export function pictureOf(pixels) {
  const small = reduced(pixels);
  return { url: canvasOf(small).toDataURL("image/jpeg", PICTURE_QUALITY), width: small.width, height: small.height };
}

/** A guess: mostly paper, and few dark lines. The user has the last word. @param {Pixels} pixels */
export function looksLikeDrawing(pixels) {
  const { ink, colour } = marksOf(reduced(pixels));
  const [inked, coloured] = [ink, colour].map((mask) => mask.reduce((sum, value) => sum + value, 0) / mask.length);
  return inked < MOST_INK && inked > 0.001 && 1 - inked - coloured > PAPER_FRACTION;
}

/** @param {Pixels} picture @returns {Sketch} with the aspect of the picture */
export function sketchOfPicture(picture) {
  const pixels = reduced(picture);
  const { lines, dots } = traced(pixels);
  const scale = CANVAS_PX / Math.max(pixels.width, pixels.height);
  const sketch = emptySketch(Math.round(pixels.width * scale), Math.round(pixels.height * scale));
  const common = { tool: /** @type {const} */ ("pen"), mirror: false };
  const grown = (/** @type {Point} */ [x, y, pressure, ms]) =>
    /** @type {Point} */ ([Math.round(x * scale * 10) / 10, Math.round(y * scale * 10) / 10, pressure, ms]);
  layerOfKind(sketch, "line")?.strokes.push(
    ...lines.map(({ points, width }) => ({ ...common, points: points.map(grown), width: Math.max(3, width * scale), colour: INK })),
  );
  layerOfKind(sketch, "colour")?.strokes.push(
    ...dots.map(({ point, width, colour }) => ({ ...common, points: [grown(point)], width: Math.max(8, width * scale), colour })),
  );
  return sketch;
}
