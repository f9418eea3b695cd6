// @ts-check
/** Bitmaps to save: of the drawing from its strokes, sharp at any size; of the garment from its picture. */

import { textOf, withText } from "../document/png.js";
import { toSvg } from "../document/svg.js";

/** @typedef {import("../document/sketch.js").Sketch} Sketch */
/** @typedef {import("../document/sketch.js").Layer} Layer */
/** @typedef {import("../render/atelier.js").Picture} Picture */
/** @typedef {"white" | "transparent"} Background */
/** @typedef {{ width: number, height: number }} Size */

export const BASE_PX = 512; // the longer side at 1×

/** @param {Sketch} sketch @param {number} scale 1 … 4 @returns {Size} */
export function sizeOf(sketch, scale) {
  const factor = (BASE_PX * scale) / Math.max(...sketch.canvas);
  const [width, height] = sketch.canvas.map((side) => Math.max(1, Math.round(side * factor)));
  return { width, height };
}

/** @param {Sketch} sketch @param {Size} size @param {Background} background */
export async function drawingBitmap(sketch, size, background) {
  return painted(new Blob([toSvg(sketch)], { type: "image/svg+xml" }), size, background);
}

/** One layer alone, whether or not it is shown. @param {Sketch} sketch @param {Layer} layer @param {Size} size */
export function layerBitmap(sketch, layer, size) {
  return drawingBitmap({ ...sketch, layers: [{ ...layer, visible: true, opacity: 1 }] }, size, "transparent");
}

/** @param {Picture} picture @param {Size} size @param {Background} background */
export function garmentBitmap(picture, size, background) {
  return painted(picture.blob, size, background);
}

/** Drawing on the left, garment on the right. @param {Sketch} sketch @param {Picture} picture @param {Size} size @param {Background} background */
export async function sideBySide(sketch, picture, size, background) {
  const canvas = blank({ width: 2 * size.width, height: size.height }, background);
  const context = contextOf(canvas);
  context.drawImage(await drawingBitmap(sketch, size, "transparent"), 0, 0);
  context.drawImage(await garmentBitmap(picture, size, "transparent"), size.width, 0);
  return canvas;
}

/** A PNG file with text in it. @param {HTMLCanvasElement} canvas @param {Record<string, string>} entries */
export async function pngOf(canvas, entries) {
  const blob = await new Promise((/** @type {(blob: Blob | null) => void} */ done) => canvas.toBlob(done, "image/png"));
  if (!blob) throw new Error("the picture is too large for this browser");
  return new Blob([withText(await bytesOf(blob), entries)], { type: "image/png" });
}

/** What the maker of a picture wrote into it: that a model made it, which one, with what seed. @param {Blob} blob a PNG */
export async function provenanceOf(blob) {
  return textOf(await bytesOf(blob));
}

/** @param {Blob} blob */
export async function bytesOf(blob) {
  return new Uint8Array(await blob.arrayBuffer());
}

/** @param {Blob} blob @param {Size} size @param {Background} background */
async function painted(blob, size, background) {
  const canvas = blank(size, background);
  const context = contextOf(canvas);
  context.imageSmoothingQuality = "high";
  const image = new Image();
  image.src = URL.createObjectURL(blob);
  try {
    await image.decode();
    context.drawImage(image, 0, 0, size.width, size.height);
  } finally {
    URL.revokeObjectURL(image.src);
  }
  return canvas;
}

/** @param {Size} size @param {Background} background */
function blank(size, background) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, size);
  if (background === "white") {
    const context = contextOf(canvas);
    context.fillStyle = "#fff";
    context.fillRect(0, 0, size.width, size.height);
  }
  return canvas;
}

/** @param {HTMLCanvasElement} canvas */
function contextOf(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
}

/** Missing on plain http over a network name. */
export function canCopy() {
  return typeof ClipboardItem === "function" && navigator.clipboard?.write !== undefined;
}
