// @ts-check
/** What lies between the fronts of an open jacket, or between two legs at the waist. The twin of `drawing/fronts.py`, which explains it. */

import { filledHull } from "./hull.js";
import { and, count, grown, mask, not, or, pieces, where } from "./masks.js";

/** @typedef {import("./masks.js").Mask} Mask */
/** @typedef {{ mask: Mask, first: Int32Array, last: Int32Array, rows: Uint8Array, middle: number }} Body */

const BESIDE = 0.5;
const SMOOTH = 0.1;
const ARMPIT = 0.05;
const YOKE = 0.2;
const GAP = 2;

/** @param {Mask} bodies @param {Mask} walls @returns {Mask} */
export function between(bodies, walls) {
  const { labels, pieces: found } = pieces(bodies);
  const all = Array.from({ length: found }, (_, index) => bodyOf(where(bodies, (at) => labels[at] === index + 1)));
  all.sort((one, other) => one.middle - other.middle);
  let result = mask(bodies.width, bodies.height);
  for (let index = 1; index < all.length; index++) {
    const [left, right] = [all[index - 1], all[index]];
    const rows = left.rows.map((has, row) => (has && right.rows[row] && left.last[row] < right.first[row] ? 1 : 0));
    if (sum(rows) < BESIDE * Math.min(sum(left.rows), sum(right.rows))) continue;
    result = or(result, areFronts(left, right) ? belowNeckline(span(left, right, rows), walls) : yoke(left, right, rows, walls));
  }
  return result;
}

/** @param {Mask} of @returns {Body} */
function bodyOf(of) {
  const { bits, width, height } = of;
  const first = new Int32Array(height).fill(width);
  const last = new Int32Array(height).fill(-1);
  let columns = 0;
  for (let at = 0; at < bits.length; at++) {
    if (!bits[at]) continue;
    const [column, row] = [at % width, Math.floor(at / width)];
    first[row] = Math.min(first[row], column);
    last[row] = column;
    columns += column;
  }
  const rows = Uint8Array.from(last, (column) => (column >= 0 ? 1 : 0));
  return { mask: of, first, last, rows, middle: columns / count(of) };
}

/** @param {Body} left @param {Body} right @param {Uint8Array} rows */
function span(left, right, rows) {
  const { width } = left.mask;
  return where(left.mask, (at) => {
    const [column, row] = [at % width, Math.floor(at / width)];
    return rows[row] && column > left.last[row] && column < right.first[row];
  });
}

/** @param {Body} left @param {Body} right */
function areFronts(left, right) {
  const both = [missing(left, true), missing(right, false)];
  return Math.max(...both.map(({ inner }) => inner)) <= SMOOTH && Math.max(...both.map(({ armpit }) => armpit)) >= ARMPIT;
}

/** What the hull has and the body has not, as shares of the body. @param {Body} body @param {boolean} innerIsRight */
function missing(body, innerIsRight) {
  const hull = filledHull(body.mask);
  const { width } = hull;
  const beyond = where(hull, (at) => {
    const [column, row] = [at % width, Math.floor(at / width)];
    return innerIsRight ? column > body.last[row] : column < body.first[row];
  });
  const inner = and(hull, beyond);
  const outer = where(hull, (at) => hull.bits[at] && !beyond.bits[at] && !body.mask.bits[at]);
  const area = count(body.mask);
  const isArmpit = outer.bits.includes(1) && heightOf(outer) > heightOf(body.mask);
  return { inner: count(inner) / area, armpit: isArmpit ? count(outer) / area : 0 };
}

/** The mean row. @param {Mask} of */
function heightOf({ bits, width }) {
  let rows = 0;
  for (let at = 0; at < bits.length; at++) if (bits[at]) rows += Math.floor(at / width);
  return rows / sum(bits);
}

/** @param {Mask} open @param {Mask} walls */
function belowNeckline(open, walls) {
  const { width, height } = open;
  const { labels } = pieces(and(open, not(grown(walls, GAP))));
  const rows = Array.from({ length: height }, (_, row) => row).filter((row) =>
    open.bits.subarray(row * width, (row + 1) * width).includes(1),
  );
  const along = (/** @type {number} */ row) => new Set(labels.subarray(row * width, (row + 1) * width).filter((label) => label > 0));
  const [top, bottom] = [along(rows[0]), along(rows[rows.length - 1])];
  if (!bottom.size) return open;
  const above = where(open, (at) => top.has(labels[at]) && !bottom.has(labels[at]));
  return and(open, not(grown(above, GAP)));
}

/** @param {Body} left @param {Body} right @param {Uint8Array} rows @param {Mask} walls */
function yoke(left, right, rows, walls) {
  const { width, height } = walls;
  const shared = Array.from({ length: height }, (_, row) => row).filter((row) => rows[row]);
  const lowest = shared[Math.trunc(YOKE * (shared.length - 1))];
  const upper = where(walls, (at) => at < (lowest + 1) * width && (walls.bits[at] || left.mask.bits[at] || right.mask.bits[at]));
  const { labels } = pieces(upper, true);
  const ofLeft = new Set(labels.filter((label, at) => label && left.mask.bits[at]));
  if (!labels.some((label, at) => right.mask.bits[at] && ofLeft.has(label))) return mask(width, height);
  return span(
    left,
    right,
    rows.map((has, row) => (has && row <= lowest ? 1 : 0)),
  );
}

/** @param {Uint8Array} values */
function sum(values) {
  let all = 0;
  for (const value of values) all += value;
  return all;
}
