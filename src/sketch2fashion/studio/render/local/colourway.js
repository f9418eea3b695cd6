// @ts-check
/** Colour for a drawing that has none: the main colour of a palette, its second one on a part. The twin of `rendering/colourway.py`. */

/** @typedef {import("./random.js").Random} Random */
/** @typedef {{ labels: number[], share: number }} Part */

const [SMALLEST, LARGEST] = [0.008, 0.4];
const [SAME_SIZE, SAME_HEIGHT] = [0.3, 0.06];
const SECOND = 0.5;
const SYMMETRIC = 0.8;
const APART = 40;

/**
 * Fill the regions from a palette. @param {Int32Array} labels of a square, 0 outside @param {number[][]} palette the main colour first
 * @param {Random | null} random null: the main colour alone @returns {Uint32Array} RGBA, the red in the lowest byte
 */
export function painted(labels, palette, random) {
  const colours = new Uint32Array(highest(labels) + 1).fill(packed(palette[0]));
  colours[0] = 0;
  if (random && random.unit() < SECOND) {
    const { part, colour } = choice(labels, palette, random);
    for (const label of part) colours[label] = packed(colour);
  }
  return Uint32Array.from(labels, (label) => colours[label]);
}

/** @param {Int32Array} labels @param {number[][]} palette @param {Random} random @returns {{ part: number[], colour: number[] }} */
function choice(labels, palette, random) {
  const main = palette[0];
  const seconds = palette.slice(1).filter((colour) => colour.reduce((sum, value, at) => sum + Math.abs(value - main[at]), 0) >= APART);
  const parts = partsOf(labels).filter((part) => part.share >= SMALLEST && part.share <= LARGEST && isSymmetric(labels, part));
  if (seconds.length === 0 || parts.length === 0) return { part: [], colour: main };
  return { part: parts[random.below(parts.length)].labels, colour: seconds[0] };
}

/** Regions of like size at like height belong together. @param {Int32Array} labels @returns {Part[]} */
function partsOf(labels) {
  const side = Math.sqrt(labels.length);
  const count = highest(labels) + 1;
  const [areas, rows] = [new Float64Array(count), new Float64Array(count)];
  for (let at = 0; at < labels.length; at++) {
    areas[labels[at]]++;
    rows[labels[at]] += Math.floor(at / side);
  }
  const heights = rows.map((sum, label) => sum / Math.max(areas[label], 1) / side);
  areas[0] = 0;
  const all = areas.reduce((sum, area) => sum + area, 0);
  let left = [...areas.keys()].filter((label) => areas[label] > 0).sort((a, b) => areas[b] - areas[a] || a - b);
  /** @type {Part[]} */
  const parts = [];
  while (left.length > 0) {
    const [first] = left;
    const same = left.filter(
      (label) => areas[label] >= (1 - SAME_SIZE) * areas[first] && Math.abs(heights[label] - heights[first]) <= SAME_HEIGHT,
    );
    parts.push({ labels: same, share: same.reduce((sum, label) => sum + areas[label], 0) / all });
    left = left.filter((label) => !same.includes(label));
  }
  return parts;
}

/** Whether a part is its own mirror picture about the garment's middle. @param {Int32Array} labels @param {Part} part */
function isSymmetric(labels, part) {
  const side = Math.sqrt(labels.length);
  let [first, last] = [side, -1];
  for (let at = 0; at < labels.length; at++) {
    if (!labels[at]) continue;
    first = Math.min(first, at % side);
    last = Math.max(last, at % side);
  }
  const chosen = new Set(part.labels);
  let [both, either] = [0, 0];
  for (let row = 0; row < labels.length; row += side) {
    for (let x = first; x <= last; x++) {
      const here = chosen.has(labels[row + x]);
      const there = chosen.has(labels[row + first + last - x]);
      if (here && there) both++;
      if (here || there) either++;
    }
  }
  return both >= SYMMETRIC * either;
}

/** @param {Int32Array} labels */
function highest(labels) {
  return labels.reduce((most, label) => Math.max(most, label), 0);
}

/** @param {number[]} colour */
function packed([red, green, blue]) {
  return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
}
