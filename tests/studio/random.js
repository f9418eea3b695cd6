// @ts-check
/** Seeded randomness, so that a failing test fails again. */

/** @typedef {import("../../src/sketch2fashion/studio/geometry/types.js").Point} Point */

/** @param {number} seed @returns {() => number} 0 … 1 (mulberry32) */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A scribble, with the repeats and jumps that devices produce. @param {() => number} random @param {number} length @returns {Point[]} */
export function scribble(random, length) {
  /** @type {Point[]} */
  const points = [];
  let [x, y] = [random() * 1024, random() * 1024];
  for (let index = 0; index < length; index++) {
    if (random() > 0.2) [x, y] = [x + (random() - 0.5) * 60, y + (random() - 0.5) * 60];
    points.push([x, y, random(), index * 8]);
  }
  return points;
}

/** A fresh canvas of paper. @param {number} width @param {number} height */
export function whitePixels(width, height) {
  return { width, height, data: new Uint8ClampedArray(width * height * 4).fill(255) };
}
