// @ts-check
/** From a drawing anywhere on its canvas to the square that the renderer sees, and back. The twin of `drawing/framing.py`. */

import { distances, eroded, mask, skeleton, where } from "./masks.js";
import { reduced, roundEven } from "./rasterise.js";
import { BICUBIC, BOX, LANCZOS, resized } from "./resample.js";

/** @typedef {import("./masks.js").Mask} Mask */
/** @typedef {import("./rasterise.js").Layers} Layers */
/** @typedef {{ width: number, height: number, left: number, top: number, side: number, ink: [number, number, number, number] }} Frame */

const FILL = 0.92;
const INK = 0.2;
export const REFERENCE = 256;
const LINE_WIDTH = 2.5;
const [THINNEST, THICKEST] = [1.8, 3.6];
const SOLID = 11;
const MARKER = 14;
const HEADROOM = 0.8;
const HINT_ALPHA = 128;

/** The square around the ink; null without ink. @param {Layers} layers @returns {Frame | null} */
export function frameOf({ width, height, lines }) {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (!(lines[at] > INK)) continue;
      if (x < left) left = x;
      if (x >= right) right = x + 1;
      if (y < top) top = y;
      bottom = y + 1;
    }
  }
  if (right === 0) return null;
  const side = Math.max(right - left, bottom - top) / FILL;
  return { width, height, left: (left + right - side) / 2, top: (top + bottom - side) / 2, side, ink: [left, top, right, bottom] };
}

/** @param {Layers} layers @param {Frame} frame @param {number} [size] @returns {Layers} */
export function toSquare(layers, frame, size = REFERENCE) {
  const auto =
    layers.auto &&
    squareHints(
      Uint32Array.from(layers.auto, (bit) => (bit ? 0xffffffff : 0)),
      frame,
      size,
    );
  return {
    width: size,
    height: size,
    lines: squareInk(layers.lines, frame, size),
    hints: squareHints(layers.hints, frame, size),
    borders: layers.borders.some((value) => value > 0) ? squareInk(layers.borders, frame, size) : new Float32Array(size * size),
    auto: auto && Uint8Array.from(auto, (value) => (value ? 1 : 0)),
    gap: layers.gap === null ? null : (layers.gap * size) / frame.side,
  };
}

/**
 * Lay what was made in the square back where it was drawn. @param {Uint8Array} square RGBA @param {number} side of it
 * @param {Frame} frame @param {number} size of the longer side
 */
export function toCanvas(square, side, frame, size) {
  const scale = size / Math.max(frame.width, frame.height);
  const [width, height] = [frame.width, frame.height].map((length) => Math.max(1, roundEven(length * scale)));
  const x = span(frame.left * scale, frame.side * scale, width);
  const y = span(frame.top * scale, frame.side * scale, height);
  const pixels = new Uint8Array(width * height * 4);
  if (x.stop > x.start && y.stop > y.start) {
    const perPixel = side / (frame.side * scale);
    const edges = [x.start - frame.left * scale, y.start - frame.top * scale, x.stop - frame.left * scale, y.stop - frame.top * scale];
    const box = /** @type {[number, number, number, number]} */ (edges.map((edge) => Math.min(Math.max(edge * perPixel, 0), side)));
    const [across, down] = [x.stop - x.start, y.stop - y.start];
    const part = resampled(square, side, box, across, down);
    for (let row = 0; row < down; row++)
      pixels.set(part.subarray(row * across * 4, (row + 1) * across * 4), ((row + y.start) * width + x.start) * 4);
  }
  return { pixels, width, height, box: inkBox(frame, scale, width, height) };
}

/** @param {number} start @param {number} length @param {number} limit */
function span(start, length, limit) {
  const first = Math.max(0, Math.ceil(start - 1e-6));
  return { start: first, stop: Math.max(first, Math.min(limit, Math.floor(start + length + 1e-6))) };
}

/** @param {Frame} frame @param {number} scale @param {number} width @param {number} height @returns {[number, number, number, number]} */
function inkBox({ ink }, scale, width, height) {
  const [left, top, right, bottom] = ink.map((edge) => edge * scale);
  const [x, y] = [Math.min(Math.trunc(left), width - 1), Math.min(Math.trunc(top), height - 1)];
  return [x, y, Math.max(1, Math.min(width, Math.ceil(right)) - x), Math.max(1, Math.min(height, Math.ceil(bottom)) - y)];
}

/** @param {Uint8Array} square RGBA @param {number} side @param {[number, number, number, number]} box @param {number} across @param {number} down */
function resampled(square, side, box, across, down) {
  const planes = [0, 1, 2, 3].map((channel) => {
    const plane = new Uint8Array(side * side);
    for (let at = 0; at < plane.length; at++) {
      const alpha = roundEven(Math.fround(square[4 * at + 3] * HEADROOM));
      plane[at] = channel === 3 ? alpha : multiplied(square[4 * at + channel], alpha);
    }
    return resized(plane, side, side, across, down, LANCZOS, box);
  });
  const out = new Uint8Array(across * down * 4);
  for (let at = 0; at < across * down; at++) {
    const alpha = planes[3][at];
    for (let channel = 0; channel < 3; channel++) {
      const value = planes[channel][at];
      out[4 * at + channel] = alpha === 0 || alpha === 255 ? value : Math.min(255, Math.trunc((255 * value) / alpha));
    }
    out[4 * at + 3] = Math.min(roundEven(alpha / HEADROOM), 255);
  }
  return out;
}

/** A product of two bytes as a byte. @param {number} a @param {number} b */
function multiplied(a, b) {
  const product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

/** One plane cut to the square and resampled; outside the canvas it is 0. @param {Uint8Array} plane @param {Frame} frame @param {number} size */
function framed(plane, frame, size) {
  const [left, top] = [Math.floor(frame.left), Math.floor(frame.top)];
  const [right, bottom] = [Math.ceil(frame.left + frame.side), Math.ceil(frame.top + frame.side)];
  const [width, height] = [right - left, bottom - top];
  const part = new Uint8Array(width * height);
  const [x0, x1] = [Math.max(left, 0), Math.min(right, frame.width)];
  for (let y = Math.max(top, 0); y < Math.min(bottom, frame.height); y++)
    part.set(plane.subarray(y * frame.width + x0, y * frame.width + x1), (y - top) * width + x0 - left);
  const filter = frame.side > size ? BOX : BICUBIC;
  const box = /** @type {[number, number, number, number]} */ ([
    frame.left - left,
    frame.top - top,
    frame.left - left + frame.side,
    frame.top - top + frame.side,
  ]);
  return resized(part, width, height, size, size, filter, box);
}

/** @param {Float32Array} ink @param {Frame} frame @param {number} size */
function squareInk(ink, frame, size) {
  let darkest = INK;
  for (let at = 0; at < ink.length; at++) if (ink[at] > darkest) darkest = ink[at];
  const factor = Math.fround(255 / darkest);
  const grey = new Uint8Array(ink.length);
  const dark = mask(frame.width, frame.height);
  for (let at = 0; at < ink.length; at++) {
    if (ink[at] === 0) continue;
    grey[at] = Math.fround(ink[at] * factor);
    if (grey[at] > 96) dark.bits[at] = 1;
  }
  const width = lineWidth(dark) * (size / frame.side) * (REFERENCE / size);
  if (width >= THINNEST && width <= THICKEST) return asLines(framed(grey, frame, size));
  if (width > THICKEST) {
    const small = framed(grey, frame, size);
    return asLines(thinned(where(mask(size, size), (at) => small[at] > 96)));
  }
  return asLines(reduced(thickened(framed(grey, frame, 2 * size), 2 * size), 2 * size, 2 * size, 2));
}

/** @param {Uint8Array} grey */
function asLines(grey) {
  const lines = new Float32Array(grey.length);
  for (let at = 0; at < grey.length; at++) lines[at] = grey[at] / 255;
  return lines;
}

/** The usual width of the lines in px. @param {Mask} ink */
export function lineWidth({ bits, width, height }) {
  let [area, edges] = [0, 0];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      area += bits[at];
      if (x < width - 1 && bits[at] !== bits[at + 1]) edges++;
      if (y < height - 1 && bits[at] !== bits[at + width]) edges++;
    }
  }
  return (2 * area) / ((Math.max(edges, 1) * Math.PI) / 4);
}

/** @param {Uint8Array} double @param {number} side */
function thickened(double, side) {
  const faint = double.filter((value) => value > 12);
  const peak = faint.length > 0 ? percentile(faint, 0.9) : 255;
  const least = Math.min(0.4 * peak, 96);
  const bits = where(mask(side, side), (at) => double[at] > least);
  return dilated(bits, ((LINE_WIDTH * side) / REFERENCE - 0.8 * lineWidth(bits)) / 2);
}

/** @param {Uint8Array} values @param {number} share */
function percentile(values, share) {
  const sorted = values.slice().sort();
  const place = (sorted.length - 1) * share;
  const low = Math.floor(place);
  return sorted[low] + (sorted[Math.min(low + 1, sorted.length - 1)] - sorted[low]) * (place - low);
}

/** Lines at their usual width around their middle; solid areas as their outline. @param {Mask} ink */
function thinned(ink) {
  const scale = ink.width / REFERENCE;
  const width = LINE_WIDTH * scale;
  const solid = solidAreas(ink, scale);
  const inner = eroded(solid, roundEven(width));
  const lines = dilated(skeleton(where(ink, (at) => ink.bits[at] && !solid.bits[at])), width / 2);
  return lines.map((value, at) => (solid.bits[at] && !inner.bits[at] ? 255 : value));
}

/** Ink too wide to be a line. @param {Mask} ink @param {number} scale */
function solidAreas(ink, scale) {
  const usual = Math.min(lineWidth(ink), MARKER * scale);
  const radius = Math.max((SOLID * scale) / 2, usual);
  const { squares } = distances(ink);
  const cores = where(ink, (at) => ink.bits[at] && Math.sqrt(squares[at]) > radius);
  if (!cores.bits.includes(1)) return mask(ink.width, ink.height);
  const away = distances(where(cores, (at) => !cores.bits[at])).squares;
  return where(ink, (at) => ink.bits[at] && Math.sqrt(away[at]) <= radius + 1);
}

/** Grown by `radius` px with a soft edge, 0 … 255. @param {Mask} of @param {number} radius */
export function dilated({ bits, width, height }, radius) {
  const out = bits.map((bit) => 255 * bit);
  const reach = Math.floor(Math.max(radius, 0) + 0.5);
  for (let down = -reach; down <= reach; down++) {
    for (let right = -reach; right <= reach; right++) {
      const weight = Math.min(1, radius + 0.5 - Math.hypot(down, right));
      if (weight <= 0.05 || (down === 0 && right === 0)) continue;
      const value = weight === 1 ? 255 : Math.trunc(Math.fround(255 * Math.fround(weight)));
      for (let y = Math.max(0, down); y < Math.min(height, height + down); y++)
        for (let x = Math.max(0, right); x < Math.min(width, width + right); x++)
          if (bits[(y - down) * width + x - right] && out[y * width + x] < value) out[y * width + x] = value;
    }
  }
  return out;
}

/** Hint marks in the square; never blended, and the smallest dot survives. @param {Uint32Array} hints @param {Frame} frame @param {number} size */
function squareHints(hints, frame, size) {
  const square = new Uint32Array(size * size);
  if (frame.side > size) {
    for (let row = 0, at = 0; row < frame.height; row++) {
      for (let column = 0; column < frame.width; column++, at++) {
        if (hints[at] >>> 24 < HINT_ALPHA) continue;
        const y = Math.floor((row + 0.5 - frame.top) * (size / frame.side));
        const x = Math.floor((column + 0.5 - frame.left) * (size / frame.side));
        if (x >= 0 && y >= 0 && x < size && y < size) square[y * size + x] = hints[at];
      }
    }
  } else {
    for (let y = 0; y < size; y++) {
      const row = Math.floor((y + 0.5) * (frame.side / size) + frame.top);
      if (row < 0 || row >= frame.height) continue;
      for (let x = 0; x < size; x++) {
        const column = Math.floor((x + 0.5) * (frame.side / size) + frame.left);
        if (column >= 0 && column < frame.width) square[y * size + x] = hints[row * frame.width + column];
      }
    }
  }
  return square.map((mark) => (mark >>> 24 >= HINT_ALPHA ? (mark | 0xff000000) >>> 0 : 0));
}
