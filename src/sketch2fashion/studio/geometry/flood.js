// @ts-check
/**
 * Fill between drawn lines, forgiving the gaps that a hand leaves.
 *
 * The walls grow until gaps of the tolerance close, the fill runs, then it grows back to the real walls. Masks are
 * Uint8Array of width · height, 1 = set. Integer steps only, so the result is the same on every machine.
 */

/** @typedef {{ width: number, height: number, data: Uint8Array }} Mask */

/**
 * The region around a seed, or null when it runs out to the edge of the paper (then nothing encloses it).
 * Narrow regions are tried again with less tolerance.
 * @param {Mask} walls @param {number} x @param {number} y @param {number} tolerance pixels a gap may be wide
 * @returns {Mask | null}
 */
export function enclosedRegion(walls, x, y, tolerance) {
  const seed = nearestFree(walls, x, y);
  if (seed === null) return null;
  for (let reach = Math.ceil(tolerance / 2); ; reach >>= 1) {
    const closed = grown(walls, reach);
    if (closed.data[seed]) continue; // at reach 0 it is free
    const region = flooded(closed, seed);
    return touchesEdge(region) ? null : grown(grownInside(region, walls, 2 * reach + 2), 1); // to under the line; less tolerance would only leak more
  }
}

/** Every set pixel grows by `reach` in all eight directions. @param {Mask} mask @param {number} reach @returns {Mask} */
export function grown(mask, reach) {
  if (reach <= 0) return mask;
  const across = new Uint8Array(mask.data.length);
  const result = new Uint8Array(mask.data.length);
  spread(mask.data, across, mask.height, mask.width, mask.width, 1, reach);
  spread(across, result, mask.width, 1, mask.height, mask.width, reach);
  return { width: mask.width, height: mask.height, data: result };
}

/** @param {Mask} mask */
export function touchesEdge({ width, height, data }) {
  for (let x = 0; x < width; x++) if (data[x] || data[(height - 1) * width + x]) return true;
  for (let y = 0; y < height; y++) if (data[y * width] || data[y * width + width - 1]) return true;
  return false;
}

/**
 * One-dimensional dilation along lines of pixels.
 * @param {Uint8Array} from @param {Uint8Array} to
 * @param {number} lines @param {number} lineStep @param {number} length @param {number} step @param {number} reach
 */
function spread(from, to, lines, lineStep, length, step, reach) {
  for (let line = 0; line < lines; line++) {
    const start = line * lineStep;
    let until = -1;
    for (let i = 0; i < length + reach; i++) {
      if (i < length && from[start + i * step]) until = i + 2 * reach;
      if (i >= reach && i <= until) to[start + (i - reach) * step] = 1;
    }
  }
}

const BESIDE_PX = 4; // a click on a line means what lies beside it

/**
 * @param {Mask} walls @param {number} x @param {number} y
 * @returns {number | null} index of the free pixel closest to (x, y)
 */
function nearestFree({ width, height, data }, x, y) {
  const reach = BESIDE_PX;
  let best = null;
  let bestDistance = Infinity;
  for (let row = Math.max(0, y - reach); row <= Math.min(height - 1, y + reach); row++) {
    for (let column = Math.max(0, x - reach); column <= Math.min(width - 1, x + reach); column++) {
      const distance = (row - y) ** 2 + (column - x) ** 2;
      if (!data[row * width + column] && distance < bestDistance) {
        best = row * width + column;
        bestDistance = distance;
      }
    }
  }
  return best;
}

/** All that is free and hangs together with the seed. @param {Mask} walls @param {number} seed @returns {Mask} */
export function flooded({ width, height, data }, seed) {
  const region = new Uint8Array(data.length);
  const todo = new Int32Array(data.length);
  let count = 0;
  region[seed] = 1;
  todo[count++] = seed;
  while (count > 0) {
    const at = todo[--count];
    const column = at % width;
    if (column > 0) visit(at - 1);
    if (column < width - 1) visit(at + 1);
    if (at >= width) visit(at - width);
    if (at < width * (height - 1)) visit(at + width);
  }
  return { width, height, data: region };

  /** @param {number} index */
  function visit(index) {
    if (region[index] || data[index]) return;
    region[index] = 1;
    todo[count++] = index;
  }
}

/** The region grows step by step, but never into a wall. @param {Mask} region @param {Mask} walls @param {number} steps @returns {Mask} */
function grownInside(region, walls, steps) {
  let current = region;
  for (let step = 0; step < steps; step++) {
    const next = grown(current, 1);
    for (let i = 0; i < next.data.length; i++) if (walls.data[i] && !current.data[i]) next.data[i] = 0;
    current = next;
  }
  return current;
}
