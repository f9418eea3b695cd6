// @ts-check
/**
 * A drawing in a link: packed small and written after the `#`, so it travels from person to person and never to a server.
 *
 * What comes in may be from anybody: its size is limited while it is unpacked, and it is read like any file.
 */

import { simplified } from "../geometry/simplify.js";
import { fromS2f, SketchError, toS2f } from "./sketch.js";

/** @typedef {import("./sketch.js").Sketch} Sketch */
/** @typedef {import("../geometry/types.js").Point} Point */

export const LONGEST_LINK = 32 * 1024; // characters: what messengers and address bars still carry
const LARGEST_SKETCH_BYTES = 8e6; // unpacked
const KEY = "drawing=";
const TOLERANCE_PX = 0.3; // canvas pixels: what nobody sees goes first
const WIDEST_STEP_PX = 12; // corners of long, straight outlines would be rounded through their middles

/** Missing in old browsers. */
export function canShare() {
  return typeof CompressionStream === "function" && typeof DecompressionStream === "function";
}

/** The drawing as the part of a link after `#`, whatever its length. @param {Sketch} sketch @returns {Promise<string>} */
export async function fragmentOf(sketch) {
  const packed = await through(
    new TextEncoder().encode(toS2f(lean(sketch))),
    new CompressionStream("deflate-raw"),
    Number.POSITIVE_INFINITY,
  );
  return KEY + base64Url(packed);
}

/** Whether an address holds a drawing. @param {string} hash */
export function holdsDrawing(hash) {
  return hash.replace(/^#/, "").startsWith(KEY);
}

/** The drawing of a link. Throws SketchError. @param {string} hash `location.hash` @returns {Promise<Sketch>} */
export async function sketchOfFragment(hash) {
  try {
    const packed = bytesOfBase64Url(hash.replace(/^#/, "").slice(KEY.length));
    const text = await through(packed, new DecompressionStream("deflate-raw"), LARGEST_SKETCH_BYTES);
    return fromS2f(new TextDecoder().decode(text));
  } catch (problem) {
    throw problem instanceof SketchError ? problem : new SketchError("brokenSketch");
  }
}

/** Without pictures, the points that say nothing, and times. @param {Sketch} sketch @returns {Sketch} */
function lean({ references: _, base: __, ...sketch }) {
  const layers = sketch.layers.map((layer) => ({
    ...layer,
    strokes: layer.strokes.map((stroke) => ({
      ...stroke,
      width: rounded(stroke.width, 10),
      points: thinned(stroke.points).map(
        ([x, y, pressure]) => /** @type {any} */ ([rounded(x, 10), rounded(y, 10), rounded(pressure, 100)]),
      ),
    })),
  }));
  return { ...sketch, layers };
}

/** @param {readonly Point[]} points */
function thinned(points) {
  const telling = new Set(simplified(points, TOLERANCE_PX));
  let last = points[0];
  return points.filter((point) => {
    const kept = telling.has(point) || Math.hypot(point[0] - last[0], point[1] - last[1]) > WIDEST_STEP_PX;
    if (kept) last = point;
    return kept;
  });
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes @param {CompressionStream | DecompressionStream} stream @param {number} limit bytes that may come out
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
async function through(bytes, stream, limit) {
  const parts = [];
  let length = 0;
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    parts.push(step.value);
    length += step.value.length;
    if (length > limit) {
      await reader.cancel();
      throw new SketchError("brokenSketch");
    }
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** @param {Uint8Array} bytes */
function base64Url(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {string} text @returns {Uint8Array<ArrayBuffer>} */
function bytesOfBase64Url(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}

/** @param {number} value @param {number} parts of one */
function rounded(value, parts) {
  return Math.round(value * parts) / parts;
}
