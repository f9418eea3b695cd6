// @ts-check
/** Operations on masks (1 and 0, row after row): grow, erode, flood, pieces, distances, middle lines. The twin of `drawing/grid.py`. */

/** @typedef {{ bits: Uint8Array, width: number, height: number }} Mask */

/** @param {number} width @param {number} height @param {Uint8Array} [bits] @returns {Mask} */
export function mask(width, height, bits = new Uint8Array(width * height)) {
  return { bits, width, height };
}

/** @param {Mask} of @param {(at: number) => unknown} rule */
export function where({ width, height }, rule) {
  const result = mask(width, height);
  const { bits } = result;
  for (let at = 0; at < bits.length; at++) if (rule(at)) bits[at] = 1;
  return result;
}

/** @param {Mask} of */
export function not({ bits, width, height }) {
  const result = mask(width, height);
  for (let at = 0; at < bits.length; at++) result.bits[at] = bits[at] ^ 1;
  return result;
}

/** @param {Mask} one @param {Mask} other */
export function and(one, other) {
  return where(one, (at) => one.bits[at] & other.bits[at]);
}

/** @param {Mask} one @param {Mask} other */
export function or(one, other) {
  return where(one, (at) => one.bits[at] | other.bits[at]);
}

/** @param {Mask} of */
export function count({ bits }) {
  let sum = 0;
  for (const bit of bits) sum += bit;
  return sum;
}

/** All within about `radius` px: squares and crosses in turn. @param {Mask} of @param {number} radius @returns {Mask} */
export function grown(of, radius) {
  let result = of;
  for (let step = 0; step < radius; step++) result = step % 2 === 0 ? grownSquare(result) : grownCross(result);
  return result;
}

/** Beyond the border counts as empty. @param {Mask} of @param {number} radius @returns {Mask} */
export function eroded(of, radius) {
  if (radius === 0) return of;
  return cropped(not(grown(not(padded(of, radius)), radius)), radius);
}

/** @param {Mask} of @param {number} margin @param {number} [value] @returns {Mask} */
export function padded({ bits, width, height }, margin, value = 0) {
  const wide = mask(width + 2 * margin, height + 2 * margin);
  if (value) wide.bits.fill(1);
  for (let y = 0; y < height; y++) wide.bits.set(bits.subarray(y * width, (y + 1) * width), (y + margin) * wide.width + margin);
  return wide;
}

/** @param {Mask} of @param {number} margin @returns {Mask} */
export function cropped({ bits, width, height }, margin) {
  const part = mask(width - 2 * margin, height - 2 * margin);
  for (let y = 0; y < part.height; y++) {
    const from = (y + margin) * width + margin;
    part.bits.set(bits.subarray(from, from + part.width), y * part.width);
  }
  return part;
}

/** @param {Mask} of */
function grownSquare({ bits, width, height }) {
  const wide = bits.slice();
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++) if ((x > 0 && bits[at - 1]) || (x < width - 1 && bits[at + 1])) wide[at] = 1;
  const tall = wide.slice();
  for (let at = 0; at < wide.length; at++) if ((at >= width && wide[at - width]) || wide[at + width]) tall[at] = 1;
  return mask(width, height, tall);
}

/** @param {Mask} of */
function grownCross({ bits, width, height }) {
  const result = bits.slice();
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++)
      if ((x > 0 && bits[at - 1]) || (x < width - 1 && bits[at + 1]) || (y > 0 && bits[at - width]) || bits[at + width]) result[at] = 1;
  return mask(width, height, result);
}

/** Set where any pixel of a cell is set. @param {Mask} of @param {number} factor @returns {Mask} */
export function pooled(of, factor) {
  if (factor === 1) return of;
  const small = mask(Math.ceil(of.width / factor), Math.ceil(of.height / factor));
  for (let y = 0; y < of.height; y++)
    for (let x = 0; x < of.width; x++)
      if (of.bits[y * of.width + x]) small.bits[Math.floor(y / factor) * small.width + Math.floor(x / factor)] = 1;
  return small;
}

/**
 * Connected pieces, numbered from 1 in the order in which rows meet them. @param {Mask} of @param {boolean} [diagonal] whether corners connect
 * @returns {{ labels: Int32Array, pieces: number }}
 */
export function pieces({ bits, width }, diagonal = false) {
  const labels = new Int32Array(bits.length);
  const queue = new Int32Array(bits.length);
  const straight = [-width, width, -1, 1];
  const steps = diagonal ? [...straight, -width - 1, width - 1, -width + 1, width + 1] : straight;
  const sides = diagonal ? [0, 0, -1, 1, -1, -1, 1, 1] : [0, 0, -1, 1]; // how far a step goes to the right
  let found = 0;
  for (let start = 0; start < bits.length; start++) {
    if (!bits[start] || labels[start]) continue;
    labels[start] = ++found;
    let [head, tail] = [0, 1];
    queue[0] = start;
    while (head < tail) {
      const at = queue[head++];
      const x = at % width;
      for (let index = 0; index < steps.length; index++) {
        const next = at + steps[index];
        const beside = x + sides[index];
        if (beside < 0 || beside >= width || next < 0 || next >= bits.length || !bits[next] || labels[next]) continue;
        labels[next] = found;
        queue[tail++] = next;
      }
    }
  }
  return { labels, pieces: found };
}

/** What a flood from outside the plane reaches. @param {Mask} free @returns {Mask} */
export function borderConnected(free) {
  const wide = padded(free, 1, 1);
  const { labels } = pieces(wide);
  return cropped(
    where(wide, (at) => labels[at] === labels[0]),
    1,
  );
}

/** The pieces that have at least `share` of the largest one's area. @param {Mask} of @param {number} share */
export function largePieces(of, share) {
  const { labels, pieces: found } = pieces(of);
  if (found < 2) return of;
  const areas = new Float64Array(found + 1);
  for (const label of labels) areas[label]++;
  areas[0] = 0;
  const least = share * areas.reduce((most, area) => Math.max(most, area), 0);
  return where(of, (at) => labels[at] > 0 && areas[labels[at]] >= least);
}

/** How many of the eight neighbours are set. @param {Mask} of */
export function neighbours({ bits, width, height }) {
  const counts = new Uint8Array(bits.length);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      for (let dy = -1; dy <= 1; dy++) {
        if (y + dy < 0 || y + dy >= height) continue;
        for (let dx = -1; dx <= 1; dx++)
          if ((dx !== 0 || dy !== 0) && x + dx >= 0 && x + dx < width) counts[at] += bits[at + dy * width + dx];
      }
    }
  }
  return counts;
}

/**
 * Which pixels go in which pass, by their eight neighbours (from the upper left, clockwise; the first is the lowest bit):
 * 1 the first, 2 the second, 3 both. The table of scikit-image's skeletonize, after Zhang and Suen (1984).
 */
const LOOSE = Uint8Array.from(
  [
    "0001001300311013000000002020303300000000300000000000000020003022",
    "0000000000000000000000000000000020000000200020003000000030003020",
    "0031001300000001000000000000000131000000000000002000000000000000",
    "2313001300000001000000000000000023010001000000003301000022002000",
  ].join(""),
  Number,
);

/** Middle lines, 1 px wide. @param {Mask} of @returns {Mask} */
export function skeleton(of) {
  const { bits, width, height } = padded(of, 1);
  const around = [-width - 1, -width, -width + 1, 1, width + 1, width, width - 1, -1];
  for (let changed = true; changed; ) {
    changed = false;
    for (const pass of [1, 2]) {
      const gone = [];
      for (let at = width; at < bits.length - width; at++) {
        if (!bits[at]) continue;
        let neighbourhood = 0;
        for (let side = 0; side < 8; side++) if (bits[at + around[side]]) neighbourhood |= 1 << side;
        if (LOOSE[neighbourhood] & pass) gone.push(at);
      }
      for (const at of gone) bits[at] = 0;
      changed ||= gone.length > 0;
    }
  }
  return cropped({ bits, width, height }, 1);
}

/**
 * The squared distance of each set pixel to the nearest that is not, and where that is. Exact (Felzenszwalb and Huttenlocher).
 * @param {Mask} of @returns {{ squares: Float64Array, nearest: Int32Array }}  a plane without any empty pixel: infinity
 */
export function distances({ bits, width, height }) {
  const far = 1e12;
  const column = new Float64Array(width * height);
  const rowOf = new Int32Array(width * height);
  for (let x = 0; x < width; x++) {
    let last = -1;
    for (let y = 0; y < height; y++) {
      const at = y * width + x;
      if (!bits[at]) last = y;
      column[at] = last < 0 ? far : (y - last) ** 2;
      rowOf[at] = last;
    }
    last = -1;
    for (let y = height - 1; y >= 0; y--) {
      const at = y * width + x;
      if (!bits[at]) last = y;
      if (last >= 0 && (last - y) ** 2 < column[at]) {
        column[at] = (last - y) ** 2;
        rowOf[at] = last;
      }
    }
  }
  const squares = new Float64Array(width * height);
  const nearest = new Int32Array(width * height);
  const hull = new Int32Array(width);
  const borders = new Float64Array(width + 1);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const cross = (/** @type {number} */ q, /** @type {number} */ p) => (column[row + q] + q * q - column[row + p] - p * p) / (2 * (q - p));
    let top = 0;
    hull[0] = 0;
    borders[0] = Number.NEGATIVE_INFINITY;
    borders[1] = Number.POSITIVE_INFINITY;
    for (let q = 1; q < width; q++) {
      while (top > 0 && cross(q, hull[top]) <= borders[top]) top--;
      const at = cross(q, hull[top]);
      if (at > borders[top]) top++;
      hull[top] = q;
      borders[top] = top === 0 ? Number.NEGATIVE_INFINITY : at;
      borders[top + 1] = Number.POSITIVE_INFINITY;
    }
    for (let x = 0, piece = 0; x < width; x++) {
      while (borders[piece + 1] < x) piece++;
      const from = hull[piece];
      squares[row + x] = column[row + from] >= far ? Number.POSITIVE_INFINITY : column[row + from] + (x - from) ** 2;
      nearest[row + x] = rowOf[row + from] * width + from;
    }
  }
  return { squares, nearest };
}
