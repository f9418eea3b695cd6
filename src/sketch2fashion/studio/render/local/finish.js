// @ts-check
/** What is done to the network's picture: exact colours, a clean edge, cloth colour up to that edge. The twin of `rendering/exact.py` and the end of `rendering/renderer.py`. */

import { distances, mask, not, where } from "./masks.js";
import { roundEven } from "./rasterise.js";

/** @typedef {import("./masks.js").Mask} Mask */

const SLACK = 1;
const NEAR_INK = 2;
const EDGE_BLUR = 1.3;
const REFINED_BLUR = 1.5;
const RIM = 4;
const EDGE_STEEPNESS = 2.15;
const ENOUGH = 20; // pixels that say a region's colour

/**
 * @param {Uint8Array} picture RGBA @param {Uint32Array} fill @param {Float32Array} lines @param {Mask} inside @param {number} level how far to refine, 0 … 1
 * @returns {Uint8Array} RGBA
 */
export function finished(picture, fill, lines, inside, level) {
  const refine = Math.fround(level);
  const { width, height } = inside;
  const ink = nearInk(where(inside, (at) => lines[at] > 0.3));
  const { labels, colours } = byColour(fill);
  const measured = Uint8Array.from(labels, (_, at) => (!ink[at] && picture[4 * at + 3] > 200 ? 1 : 0));
  const shifted = exactColours(picture, labels, colours, measured);
  const alpha = cleanEdge(
    Float32Array.from(labels, (_, at) => picture[4 * at + 3]),
    width,
    height,
    EDGE_BLUR + REFINED_BLUR * refine,
  );
  const { near, cloth } = sourcesOf(inside, RIM * refine);
  const out = new Uint8Array(picture.length);
  for (let at = 0; at < alpha.length; at++) {
    out[4 * at + 3] = alpha[at];
    if (alpha[at] === 0) continue;
    for (let channel = 0; channel < 3; channel++) {
      const flatApart = ((fill[near[at]] >>> (8 * channel)) & 255) - ((fill[cloth[at]] >>> (8 * channel)) & 255);
      out[4 * at + channel] = Math.min(255, Math.max(0, shifted[4 * cloth[at] + channel] + flatApart));
    }
  }
  return out;
}

/** For each pixel the nearest one of the silhouette, and of the cloth that is sure. @param {Mask} inside @param {number} rim px */
function sourcesOf(inside, rim) {
  const near = distances(not(inside)).nearest;
  for (let at = 0; at < near.length; at++) if (inside.bits[at]) near[at] = at;
  if (rim < 1) return { near, cloth: near };
  const depth = distances(inside).squares;
  const sure = where(inside, (at) => Math.sqrt(depth[at]) > rim);
  const { squares, nearest } = distances(not(sure));
  const cloth = near.map((own, at) => {
    if (sure.bits[at]) return at;
    return Math.sqrt(squares[at]) <= 2 * rim + 1 ? nearest[at] : own;
  });
  return { near, cloth };
}

/** Within `NEAR_INK` px of ink, in a square. @param {Mask} ink */
function nearInk({ bits, width, height }) {
  const near = mask(width, height).bits;
  for (let at = 0; at < bits.length; at++) {
    if (!bits[at]) continue;
    const [x, y] = [at % width, Math.floor(at / width)];
    for (let row = Math.max(0, y - NEAR_INK); row <= Math.min(height - 1, y + NEAR_INK); row++)
      near.fill(1, row * width + Math.max(0, x - NEAR_INK), row * width + Math.min(width - 1, x + NEAR_INK) + 1);
  }
  return near;
}

/** Pixels of one flat colour share a label; 0 where there is none. @param {Uint32Array} fill */
function byColour(fill) {
  /** @type {Map<number, number>} */
  const known = new Map();
  const labels = Int32Array.from(fill, (mark) => {
    if (mark >>> 24 < 128) return 0;
    if (!known.has(mark)) known.set(mark, known.size + 1);
    return known.get(mark) ?? 0;
  });
  return { labels, colours: [0, ...known.keys()] };
}

/** @param {Uint8Array} picture RGBA @param {Int32Array} labels @param {number[]} colours of the labels @param {Uint8Array} measured */
function exactColours(picture, labels, colours, measured) {
  const sure = new Float64Array(colours.length);
  for (let at = 0; at < labels.length; at++) if (measured[at]) sure[labels[at]]++;
  const histograms = colours.map(() => [0, 1, 2].map(() => new Float64Array(256)));
  for (let at = 0; at < labels.length; at++) {
    const label = labels[at];
    if (!measured[at] && sure[label] >= ENOUGH) continue;
    for (let channel = 0; channel < 3; channel++) histograms[label][channel][picture[4 * at + channel]]++;
  }
  const shifts = colours.map((mark, label) => {
    const shift = [0, 1, 2].map((channel) => ((mark >>> (8 * channel)) & 255) - medianOf(histograms[label][channel]));
    return label === 0 || Math.max(...shift.map(Math.abs)) <= SLACK ? [0, 0, 0] : shift;
  });
  const out = picture.slice();
  for (let at = 0; at < labels.length; at++)
    for (let channel = 0; channel < 3; channel++)
      out[4 * at + channel] = Math.min(255, Math.max(0, picture[4 * at + channel] + shifts[labels[at]][channel]));
  return out;
}

/** @param {Float64Array} histogram */
function medianOf(histogram) {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  let sum = 0;
  let value = 0;
  for (; value < 256; value++) {
    sum += histogram[value];
    if (sum >= (total + 1) / 2) break;
  }
  return value;
}

/** Without stairs and without haze. @param {Float32Array} alpha @param {number} width @param {number} height @param {number} blur */
function cleanEdge(alpha, width, height, blur) {
  const reach = Math.floor(4 * blur + 0.5);
  const steepness = (EDGE_STEEPNESS * blur) / EDGE_BLUR;
  const weights = Array.from({ length: 2 * reach + 1 }, (_, index) => Math.exp((-0.5 * (index - reach) ** 2) / blur ** 2));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const kernel = weights.map((weight) => weight / sum);
  const down = blurred(alpha, width, height, kernel, width);
  const soft = blurred(down, width, height, kernel, 1);
  return Uint8Array.from(soft, (value) =>
    Math.min(255, Math.max(0, Math.fround(Math.fround(Math.fround(value - 127.5) * steepness) + 127.5))),
  );
}

/** Mirrored at the border. @param {Float32Array} plane @param {number} width @param {number} height @param {number[]} kernel @param {number} step 1: along rows */
function blurred(plane, width, height, kernel, step) {
  const out = new Float32Array(plane.length);
  const reach = (kernel.length - 1) / 2;
  const length = step === 1 ? width : height;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const place = step === 1 ? x : y;
      let sum = 0;
      for (let k = -reach; k <= reach; k++) {
        let other = place + k;
        if (other < 0) other = -1 - other;
        if (other >= length) other = 2 * length - 1 - other;
        sum += plane[at + (other - place) * step] * kernel[k + reach];
      }
      out[at] = sum;
    }
  }
  return out;
}

/** 0 … 1 planes, channel after channel, to RGBA bytes. @param {Float32Array} planes @param {number} offset @param {number} pixels */
export function bytesOfPlanes(planes, offset, pixels) {
  const out = new Uint8Array(pixels * 4);
  for (let channel = 0; channel < 4; channel++)
    for (let at = 0; at < pixels; at++) {
      const value = planes[offset + channel * pixels + at];
      out[4 * at + channel] = roundEven(Math.fround(Math.min(1, Math.max(0, value)) * 255));
    }
  return out;
}
