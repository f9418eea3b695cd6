// @ts-check
/** Bridges between the open ends of strokes: where a hand would have gone on. The twin of `drawing/bridges.py`. */

import { drawWideLine } from "./draw.js";
import { mask, neighbours, skeleton, where } from "./masks.js";

/** @typedef {import("./masks.js").Mask} Mask */
/** @typedef {[row: number, column: number]} Place */
/** @typedef {{ place: Place, ahead: Place }} End */
/** @typedef {[Place, Place]} Span */

const ENDS_MAX = 26;
const ATTEMPTS = [
  { spur: 3, alone: 0.35, rounds: 4 },
  { spur: 8, alone: 4, rounds: 1 },
  { spur: 3, alone: 4, rounds: 1 },
];
const TOUCH = 0.25;
const TURN = 0.5;

/** With more and more bridges. @param {Mask} walls @returns {Generator<Mask>} */
export function* bridged(walls) {
  const middle = skeleton(walls);
  const side = Math.max(walls.width, walls.height);
  for (const { spur, alone, rounds } of ATTEMPTS) {
    const ends = openEnds(middle, spur);
    if (ends.length === 0 || ends.length > ENDS_MAX) continue;
    const found = spans(ends, middle, alone * side);
    const order = found.map((_, index) => index).sort((a, b) => lengthOf(found[a]) - lengthOf(found[b]) || a - b);
    const cells = walls.bits.slice();
    for (const group of splitEvenly(order, rounds)) {
      for (const index of group) {
        const [[y0, x0], [y1, x1]] = found[index];
        drawWideLine({ cells, width: walls.width, height: walls.height }, x0, y0, x1, y1, 2, 1);
      }
      if (group.length > 0) yield mask(walls.width, walls.height, cells.slice());
    }
  }
}

/** @param {number[]} items @param {number} parts the first ones are larger by one */
function splitEvenly(items, parts) {
  const [least, more] = [Math.floor(items.length / parts), items.length % parts];
  const start = (/** @type {number} */ index) => index * least + Math.min(index, more);
  return Array.from({ length: parts }, (_, index) => items.slice(start(index), start(index + 1)));
}

/** @param {Span} span */
function lengthOf([[y0, x0], [y1, x1]]) {
  return Math.hypot(y0 - y1, x0 - x1);
}

/** @param {Mask} middle @param {number} spur @returns {End[]} */
function openEnds(middle, spur) {
  let pruned = middle;
  for (let step = 0; step < spur; step++) {
    const counts = neighbours(pruned);
    const { bits } = pruned;
    pruned = where(pruned, (at) => bits[at] && counts[at] > 1);
  }
  const tips = places(middle, neighbours(middle), (sum) => sum === 1);
  const stumps = places(pruned, neighbours(pruned), (sum) => sum <= 1);
  if (stumps.length === 0) return [];
  /** @type {End[]} */
  const ends = [];
  for (const [y, x] of tips) {
    let [best, least] = [stumps[0], Number.POSITIVE_INFINITY];
    for (const stump of stumps) {
      const distance = Math.hypot(y - stump[0], x - stump[1]);
      if (distance < least) [best, least] = [stump, distance];
    }
    if (least > 1.5 * spur) continue;
    const length = Math.max(least, 1e-6);
    ends.push({ place: [y, x], ahead: [(y - best[0]) / length, (x - best[1]) / length] });
  }
  return ends;
}

/** @param {Mask} of @param {Uint8Array} counts @param {(sum: number) => boolean} rule @returns {Place[]} */
function places({ bits, width }, counts, rule) {
  /** @type {Place[]} */
  const found = [];
  for (let at = 0; at < bits.length; at++) if (bits[at] && rule(counts[at])) found.push([Math.floor(at / width), at % width]);
  return found;
}

/** @param {End[]} ends @param {Mask} middle @param {number} alone */
function spans(ends, middle, alone) {
  const touches = ends.map((end) => touchOf(end, middle));
  const partners = cheapestPairing(
    pairCosts(ends),
    touches.map(({ cost }) => Math.min(cost, alone)),
  );
  /** @type {Span[]} */
  const found = [];
  partners.forEach((partner, end) => {
    if (partner > end) found.push([ends[end].place, ends[partner].place]);
    else if (partner === end && touches[end].cost < alone) found.push([ends[end].place, touches[end].place]);
  });
  return found;
}

/** @param {End[]} ends */
function pairCosts(ends) {
  const straight = (/** @type {End} */ from, /** @type {End} */ to, /** @type {number} */ length) =>
    ((to.place[0] - from.place[0]) * from.ahead[0] + (to.place[1] - from.place[1]) * from.ahead[1]) / Math.max(length, 1e-6);
  return ends.map((from) =>
    ends.map((to) => {
      const length = Math.hypot(to.place[0] - from.place[0], to.place[1] - from.place[1]);
      return length * (1 + (TURN * (2 - straight(from, to, length) - straight(to, from, length))) / 2);
    }),
  );
}

/** @param {End} end @param {Mask} middle @returns {{ cost: number, place: Place }} */
function touchOf({ place, ahead }, { bits, width, height }) {
  /** @type {{ cost: number, place: Place | null }} */
  let best = { cost: Number.POSITIVE_INFINITY, place: null };
  for (let at = 0; at < bits.length; at++) {
    if (!bits[at]) continue;
    /** @type {Place} */
    const there = [Math.floor(at / width), at % width];
    best.place ??= there;
    const [dy, dx] = [there[0] - place[0], there[1] - place[1]];
    const length = Math.hypot(dy, dx);
    const straight = (dy * ahead[0] + dx * ahead[1]) / Math.max(length, 1e-6);
    if (!(straight > 0.5 && length > 2 && length < TOUCH * height)) continue;
    const cost = length * (1 + TURN * (1 - straight));
    if (cost < best.cost) best = { cost, place: there };
  }
  return { cost: best.cost, place: best.place ?? place };
}

/** Nearest first, then exchanges while they pay. @param {number[][]} pairs @param {number[]} alone */
function cheapestPairing(pairs, alone) {
  const partners = alone.map((_, index) => index);
  const order = pairs.flatMap((row, first) => row.map((cost, second) => ({ cost, first, second }))).sort((a, b) => a.cost - b.cost);
  for (const { cost, first, second } of order) {
    const free = first !== second && partners[first] === first && partners[second] === second;
    if (free && cost < alone[first] + alone[second]) [partners[first], partners[second]] = [second, first];
  }
  for (let round = 0; round < 4 * alone.length; round++) if (!exchange(partners, pairs, alone)) break;
  return partners;
}

/** @param {number[]} partners @param {number[][]} pairs @param {number[]} alone */
function exchange(partners, pairs, alone) {
  const cost = (/** @type {number} */ first, /** @type {number} */ second) => (first === second ? alone[first] : pairs[first][second]);
  let best = -1e-6;
  /** @type {[number, number][]} */
  let change = [];
  for (let first = 0; first < alone.length; first++) {
    for (let second = first + 1; second < alone.length; second++) {
      const [oldFirst, oldSecond] = [partners[first], partners[second]];
      if (oldFirst === second) {
        const split = cost(first, first) + cost(second, second) - cost(first, second);
        if (split < best) {
          best = split;
          change = [
            [first, first],
            [second, second],
          ];
        }
        continue;
      }
      const before = cost(first, oldFirst) + cost(second, oldSecond);
      const left = [
        [oldFirst, first],
        [oldSecond, second],
      ].flatMap(([end, old]) => (end === old ? [] : [end]));
      const after = cost(first, second) + (left.length > 0 ? cost(left[0], left[left.length - 1]) : 0);
      if (after - before < best) {
        best = after - before;
        change = [[first, second]];
        if (left.length > 0) change.push([left[0], left[left.length - 1]]);
      }
    }
  }
  for (const [one, other] of change) [partners[one], partners[other]] = [other, one];
  return change.length > 0;
}
