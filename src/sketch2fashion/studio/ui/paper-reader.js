// @ts-check
/** A picture file → pixels → a sketch. The decoding is the browser's, the tracing is geometry/trace.js. */

import { CANVAS_PX, emptySketch, layerOfKind } from "../document/sketch.js";
import { marksOf, traced } from "../geometry/trace.js";
import { INK } from "../tools/toolbox.js";

/** @typedef {import("../geometry/trace.js").Pixels} Pixels */
/** @typedef {import("../geometry/types.js").Point} Point */
/** @typedef {import("../document/sketch.js").Sketch} Sketch */

const TRACED_SIDE_PX = 720; // finer shows more paper, not more drawing
const MOST_INK = 0.22; // of the picture; more is no line drawing
const PAPER_FRACTION = 0.72; // of a drawing is paper or shadow on it

/** @param {Blob} file @returns {Promise<Pixels>} turned as its EXIF says */
export async function pixelsOf(file) {
  const bitmap = file.type === "image/svg+xml" ? await bitmapOfSvg(file) : await createImageBitmap(file);
  const scale = Math.min(1, TRACED_SIDE_PX / Math.max(bitmap.width, bitmap.height));
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

/** A guess: mostly paper, and few dark lines. The user has the last word. @param {Pixels} pixels */
export function looksLikeDrawing(pixels) {
  const { ink, colour } = marksOf(pixels);
  const [inked, coloured] = [ink, colour].map((mask) => mask.reduce((sum, value) => sum + value, 0) / mask.length);
  return inked < MOST_INK && inked > 0.001 && 1 - inked - coloured > PAPER_FRACTION;
}

/** @param {Pixels} pixels @returns {Sketch} with the aspect of the picture */
export function sketchOfPicture(pixels) {
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
