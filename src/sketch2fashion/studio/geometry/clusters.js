// @ts-check
/** How many garments lie on the paper: boxes of ink that keep clear of each other. */

import { boxesTouch, joined } from "./outline.js";

/** @typedef {import("./types.js").Box} Box */
/** @typedef {import("./types.js").Point} Point */

const TWIN_PX = 0.25; // canvas pixels; what rounding leaves
const CLEAR = 0.02; // of the canvas' longer side: closer marks belong together
const SMALLEST = 0.14; // of the largest one's area: less is a detail, a label, a try
const LEAST_SIDE = 0.1; // of the canvas' longer side: the garment's longer side …
const LEAST_OTHER = 0.06; // … and its shorter one: a single line is none yet

/**
 * The boxes of what could be garments, from left to right.
 * @param {readonly Box[]} inked boxes of the strokes, each with its mirror image @param {number} longerSide of the canvas @returns {Box[]}
 */
export function garmentBoxes(inked, longerSide) {
  const groups = gathered(inked, longerSide * CLEAR);
  const largest = Math.max(0, ...groups.map(areaOf));
  return groups
    .filter((box) => areaOf(box) >= SMALLEST * largest && isGarment(box, longerSide))
    .sort((a, b) => a.x + a.y / 1e4 - (b.x + b.y / 1e4));
}

/** @param {Box} box @param {number} longerSide */
function isGarment({ width, height }, longerSide) {
  return Math.max(width, height) >= LEAST_SIDE * longerSide && Math.min(width, height) >= LEAST_OTHER * longerSide;
}

/**
 * Whether one line is the other's mirror image, about whatever axis: a stroke that was mirrored about another axis than the
 * canvas' middle is stored as two.
 * @param {readonly Point[]} one @param {readonly Point[]} other
 */
export function areTwins(one, other) {
  if (one.length !== other.length || one.length === 0) return false;
  const sum = one[0][0] + other[0][0];
  return one.every(([x, y], index) => Math.abs(x + other[index][0] - sum) < TWIN_PX && Math.abs(y - other[index][1]) < TWIN_PX);
}

/** @param {readonly Box[]} boxes @param {number} clear @returns {Box[]} */
function gathered(boxes, clear) {
  /** @type {Box[]} */
  const groups = [];
  for (const box of boxes) {
    let whole = box;
    for (let index = groups.length - 1; index >= 0; index = Math.min(index - 1, groups.length - 1)) {
      if (!boxesTouch(grownBy(whole, clear), groups[index])) continue;
      whole = joined(groups[index], whole);
      groups.splice(index, 1);
      index = groups.length; // the larger box may touch what the smaller one did not
    }
    groups.push(whole);
  }
  return groups;
}

/** @param {Box} box @param {number} by @returns {Box} */
export function grownBy({ x, y, width, height }, by) {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

/** @param {Box} box */
function areaOf({ width, height }) {
  return width * height;
}
