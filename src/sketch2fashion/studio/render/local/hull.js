// @ts-check
/** The convex hull of a mask. The twin of the end of `drawing/grid.py`. */

import { fillPolygon } from "./draw.js";
import { mask, or } from "./masks.js";

/** @typedef {import("./masks.js").Mask} Mask */
/** @typedef {[row: number, column: number]} Corner */

/** All within the hull of what is set. @param {Mask} of @returns {Mask} */
export function filledHull(of) {
  const { width, height } = of;
  const filled = mask(width, height);
  const corners = convexHull(of);
  if (corners.length > 1)
    fillPolygon(
      { cells: filled.bits, width, height },
      corners.flatMap(([row, column]) => [column, row]),
      1,
    );
  return or(filled, of);
}

/** Corners in order, from the first and last pixel of each row. @param {Mask} of @returns {Corner[]} */
export function convexHull({ bits, width, height }) {
  /** @type {Corner[]} */
  const ends = [];
  for (let y = 0; y < height; y++) {
    const row = bits.subarray(y * width, (y + 1) * width);
    const first = row.indexOf(1);
    if (first >= 0) ends.push([y, first], [y, row.lastIndexOf(1)]);
  }
  ends.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const turn = (/** @type {Corner} */ a, /** @type {Corner} */ b, /** @type {Corner} */ c) =>
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
  const half = (/** @type {Corner[]} */ points) => {
    /** @type {Corner[]} */
    const chain = [];
    for (const point of points) {
      while (chain.length > 1 && turn(chain[chain.length - 2], chain[chain.length - 1], point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  const hull = [...half(ends), ...half([...ends].reverse())];
  return hull.length > 2 ? hull : [ends[0], ends[ends.length - 1]];
}

/** @param {Corner[]} corners */
export function polygonArea(corners) {
  if (corners.length < 3) return 0;
  let twice = 0;
  corners.forEach(([row, column], index) => {
    const [nextRow, nextColumn] = corners[(index + 1) % corners.length];
    twice += row * nextColumn - nextRow * column;
  });
  return Math.abs(twice) / 2;
}
