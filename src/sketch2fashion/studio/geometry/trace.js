// @ts-check
/**
 * A picture of a drawing becomes pen strokes: paper and shadow away, ink thinned to its middle line, lines followed from
 * end to end; coloured marks become one dot each. Works on plain arrays; the page hands in the pixels.
 *
 * Dark ink on light paper or the reverse. When all marks share one hue (a blue ballpoint), they are ink.
 */

import { hexOf, oklab } from "./colour.js";
import { simplified } from "./simplify.js";

/** @typedef {import("./types.js").Point} Point */
/** @typedef {{ width: number, height: number, data: Uint8ClampedArray }} Pixels  RGBA */
/** @typedef {{ lines: { points: Point[], width: number }[], dots: { point: Point, width: number, colour: string }[] }} Traced  in pixels of the picture */

const PAPER_WINDOW = 1 / 14; // of the longer side: shadows are wider than this, lines narrower
const DARKER_THAN_PAPER = 0.84;
const COLOURFUL = 0.065; // OKLab chroma from which a mark is a colour, about Lab 20
const ONE_HUE_RADIANS = 0.6;
const SMALLEST_MARK = 1 / 45_000; // of the picture's area; less is dust
const SHORTEST_LINE = 1 / 90; // of the longer side; less is a burr of the thinning
const TOLERANCE_PX = 0.7;

/** @param {Pixels} pixels @returns {Traced} */
export function traced(pixels) {
  const { ink, colour } = marksOf(pixels);
  const { width, height } = pixels;
  const smallest = Math.max(6, width * height * SMALLEST_MARK);
  withoutDust(ink, width, height, smallest);
  const inked = count(ink);
  const thin = thinned(ink, width, height);
  const lineWidth = Math.max(1.5, inked / Math.max(1, count(thin)));
  const shortest = Math.max(4, Math.max(width, height) * SHORTEST_LINE);
  const lines = pathsOf(thin, width)
    .filter((path) => path.length >= shortest)
    .map((path) => ({ points: simplified(path, TOLERANCE_PX), width: lineWidth }));
  return { lines, dots: dotsOf(pixels, colour, smallest) };
}

/**
 * Which pixels are ink and which are colour.
 * @param {Pixels} pixels @returns {{ ink: Uint8Array, colour: Uint8Array }}
 */
export function marksOf({ width, height, data }) {
  const grey = greyOf(data);
  if (mean(grey) < 110) for (let i = 0; i < grey.length; i++) grey[i] = 255 - grey[i]; // chalk on a blackboard
  const paper = boxMean(grey, width, height, Math.max(4, Math.round(Math.max(width, height) * PAPER_WINDOW)));
  const ink = new Uint8Array(grey.length);
  const colour = new Uint8Array(grey.length);
  let [east, north] = [0, 0]; // sum of the hues as arrows: long when they agree
  let coloured = 0;
  let marked = 0;
  for (let i = 0; i < grey.length; i++) {
    const [, a, b] = oklab([data[i * 4], data[i * 4 + 1], data[i * 4 + 2]]);
    const chroma = data[i * 4 + 3] < 128 ? 0 : Math.hypot(a, b);
    if (chroma > COLOURFUL) {
      colour[i] = 1;
      coloured++;
      east += a / chroma;
      north += b / chroma;
    } else if (grey[i] < paper[i] * DARKER_THAN_PAPER) ink[i] = 1;
    marked += ink[i] | colour[i];
  }
  const agreement = coloured > 0 ? Math.hypot(east, north) / coloured : 0;
  if (coloured > 0.75 * marked && agreement > Math.cos(ONE_HUE_RADIANS))
    return { ink: either(ink, colour), colour: new Uint8Array(grey.length) };
  return { ink, colour };
}

/**
 * The middle line of each mark, one pixel wide (Zhang and Suen).
 * @param {Uint8Array} mask @param {number} width @param {number} height @returns {Uint8Array}
 */
export function thinned(mask, width, height) {
  const thin = mask.slice();
  for (let x = 0; x < width; x++) thin[x] = thin[(height - 1) * width + x] = 0;
  for (let y = 0; y < height; y++) thin[y * width] = thin[y * width + width - 1] = 0;
  let alive = setPixels(thin);
  for (let changed = true; changed; ) {
    changed = false;
    for (const odd of [false, true]) {
      const gone = alive.filter((at) => isRemovable(thin, at, width, odd));
      for (const at of gone) thin[at] = 0;
      if (gone.length > 0) {
        changed = true;
        alive = alive.filter((at) => thin[at]);
      }
    }
  }
  for (const at of alive) if (neighboursOf(thin, at, width) > 1 && branches(thin, at, width) === 1) thin[at] = 0; // stairs
  return thin;
}

/** How many lines meet in a pixel: 1 an end, 2 on its way, 3 a crossing (Hilditch). @param {Uint8Array} thin @param {number} at @param {number} width */
function branches(thin, at, width) {
  const ring = [1, 1 - width, -width, -1 - width, -1, width - 1, width, width + 1].map((step) => thin[at + step]); // from the east, against the clock
  let count = 0;
  for (let side = 0; side < 8; side += 2) if (!ring[side] && (ring[side + 1] || ring[(side + 2) % 8])) count++;
  return count;
}

/** @param {Uint8Array} thin @param {number} at @param {number} width */
function neighboursOf(thin, at, width) {
  return (
    thin[at - width - 1] +
    thin[at - width] +
    thin[at - width + 1] +
    thin[at - 1] +
    thin[at + 1] +
    thin[at + width - 1] +
    thin[at + width] +
    thin[at + width + 1]
  );
}

/** @param {Uint8Array} thin @param {number} at @param {number} width @param {boolean} odd the second half of a round */
function isRemovable(thin, at, width, odd) {
  const n = thin[at - width];
  const ne = thin[at - width + 1];
  const e = thin[at + 1];
  const se = thin[at + width + 1];
  const s = thin[at + width];
  const sw = thin[at + width - 1];
  const w = thin[at - 1];
  const nw = thin[at - width - 1];
  const neighbours = neighboursOf(thin, at, width);
  if (neighbours < 2 || neighbours > 6) return false;
  const turns = +(!n && ne) + +(!ne && e) + +(!e && se) + +(!se && s) + +(!s && sw) + +(!sw && w) + +(!w && nw) + +(!nw && n);
  if (turns !== 1) return false;
  return odd ? !(n && e && w) && !(n && s && w) : !(n && e && s) && !(e && s && w);
}

/**
 * Follow the thin lines: from each end and crossing to the next, then the closed loops.
 * @param {Uint8Array} thin with an empty rim @param {number} width @returns {Point[][]}
 */
export function pathsOf(thin, width) {
  const steps = [-width, 1, width, -1, -width + 1, width + 1, width - 1, -width - 1]; // straight ones first
  const used = new Uint8Array(thin.length);
  const pixels = setPixels(thin);
  const paths = [];
  const isNode = (/** @type {number} */ at) => branches(thin, at, width) !== 2;
  for (const start of pixels.filter(isNode)) {
    used[start] = 1;
    for (const step of steps) if (thin[start + step] && !used[start + step]) paths.push(walk(start, start + step));
  }
  for (const start of pixels) {
    if (used[start]) continue;
    used[start] = 1;
    const next = steps.map((step) => start + step).find((at) => thin[at] && !used[at]);
    if (next !== undefined) paths.push([...walk(start, next), start]);
  }
  return paths.map((path) =>
    smoothed(path.map((at) => /** @type {[number, number]} */ ([(at % width) + 0.5, Math.floor(at / width) + 0.5]))),
  );

  /** @param {number} from @param {number} first */
  function walk(from, first) {
    const path = [from];
    let at = first;
    while (true) {
      path.push(at);
      if (isNode(at)) return path;
      used[at] = 1;
      const next = steps.map((step) => at + step).filter((other) => thin[other] && other !== path[path.length - 2]);
      const onward = next.find((other) => isNode(other) && other !== from) ?? next.find((other) => !used[other]);
      if (onward === undefined) return path;
      at = onward;
    }
  }
}

/** Pixel stairs become slopes. @param {[number, number][]} path @returns {Point[]} */
function smoothed(path) {
  return path.map((_, index) => {
    const reach = Math.min(3, index, path.length - 1 - index);
    let [x, y] = [0, 0];
    for (let i = index - reach; i <= index + reach; i++) {
      x += path[i][0];
      y += path[i][1];
    }
    const parts = 2 * reach + 1;
    return [Math.round((x / parts) * 10) / 10, Math.round((y / parts) * 10) / 10, 0.5, index * 4];
  });
}

/** One dot in the middle of each coloured mark. @param {Pixels} pixels @param {Uint8Array} colour @param {number} smallest */
function dotsOf({ width, height, data }, colour, smallest) {
  const dots = [];
  for (const mark of components(colour, width, height)) {
    if (mark.length < smallest) continue;
    const sum = [0, 0, 0];
    for (const at of mark) for (let part = 0; part < 3; part++) sum[part] += data[at * 4 + part];
    const [red, green, blue] = sum.map((value) => value / mark.length);
    const { at, depth } = deepest(mark, colour, width);
    /** @type {Point} */
    const point = [(at % width) + 0.5, Math.floor(at / width) + 0.5, 0.5, 0];
    dots.push({ point, width: 2 * depth + 1, colour: hexOf([red, green, blue]) });
  }
  return dots;
}

/** The pixel of a mark that lies farthest inside. @param {number[]} mark @param {Uint8Array} mask @param {number} width */
function deepest(mark, mask, width) {
  let best = { at: mark[0], depth: 0 };
  for (const at of mark) {
    let depth = 0;
    while (depth < 60 && mask[at - depth - 1] && mask[at + depth + 1] && mask[at - (depth + 1) * width] && mask[at + (depth + 1) * width])
      depth++;
    if (depth > best.depth) best = { at, depth };
  }
  return best;
}

/** @param {Uint8Array} mask @param {number} width @param {number} height @param {number} smallest */
function withoutDust(mask, width, height, smallest) {
  for (const mark of components(mask, width, height)) if (mark.length < smallest) for (const at of mark) mask[at] = 0;
}

/** Pixels that hang together, corners included. @param {Uint8Array} mask @param {number} width @param {number} height @returns {number[][]} */
function components(mask, width, height) {
  const seen = new Uint8Array(mask.length);
  const found = [];
  for (const start of setPixels(mask)) {
    if (seen[start]) continue;
    seen[start] = 1;
    const part = [start];
    for (let next = 0; next < part.length; next++) {
      const [x, y] = [part[next] % width, Math.floor(part[next] / width)];
      for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
        for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
          const at = row * width + column;
          if (mask[at] && !seen[at]) {
            seen[at] = 1;
            part.push(at);
          }
        }
      }
    }
    found.push(part);
  }
  return found;
}

/** @param {Uint8ClampedArray} data @returns {Float32Array} 0 … 255, transparent is paper */
function greyOf(data) {
  const grey = new Float32Array(data.length / 4);
  for (let i = 0; i < grey.length; i++) {
    const alpha = data[i * 4 + 3] / 255;
    grey[i] = 255 + (0.299 * data[i * 4] + 0.587 * data[i * 4 + 1] + 0.114 * data[i * 4 + 2] - 255) * alpha;
  }
  return grey;
}

/** Mean over a square around each pixel, from running sums. @param {Float32Array} values @param {number} width @param {number} height @param {number} reach */
function boxMean(values, width, height, reach) {
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += values[y * width + x];
      sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
    }
  }
  const result = new Float32Array(values.length);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.max(0, y - reach), Math.min(height, y + reach + 1)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(0, x - reach), Math.min(width, x + reach + 1)];
      const sum =
        sums[bottom * (width + 1) + right] -
        sums[top * (width + 1) + right] -
        sums[bottom * (width + 1) + left] +
        sums[top * (width + 1) + left];
      result[y * width + x] = sum / ((bottom - top) * (right - left));
    }
  }
  return result;
}

/** @param {Uint8Array} mask @returns {number[]} indices */
function setPixels(mask) {
  const indices = [];
  for (let i = 0; i < mask.length; i++) if (mask[i]) indices.push(i);
  return indices;
}

/** @param {Uint8Array} mask */
function count(mask) {
  return mask.reduce((sum, value) => sum + value, 0);
}

/** @param {Float32Array} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** @param {Uint8Array} a @param {Uint8Array} b */
function either(a, b) {
  return a.map((value, index) => value | b[index]);
}
