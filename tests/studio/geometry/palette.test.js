// @ts-check
/** A palette holds the colours that a designer would pick: common ones that differ, and not the paper around a product. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { paletteOf } from "../../../src/sketch2fashion/studio/geometry/palette.js";

/** A picture of bands, each so many rows of one colour. @param {[rows: number, colour: [number, number, number]][]} bands @param {number} width */
function bandsOf(bands, width) {
  const rows = bands.flatMap(([count, colour]) => Array.from({ length: count }, () => colour));
  const data = new Uint8ClampedArray(rows.length * width * 4).fill(255);
  for (const [y, colour] of rows.entries()) for (let x = 0; x < width; x++) data.set(colour, 4 * (y * width + x));
  return data;
}

test("the colours of a picture come, the commonest first", () => {
  const data = bandsOf(
    [
      [20, [28, 48, 92]],
      [12, [170, 34, 44]],
      [8, [232, 197, 71]],
    ],
    10,
  );
  assert.deepEqual(paletteOf(data, 10, 8), ["#1c305c", "#aa222c", "#e8c547"]);
});

test("no more colours come than were asked for, and those that come differ", () => {
  const shades = Array.from(
    { length: 30 },
    (_, index) => /** @type {[number, [number, number, number]]} */ ([2, [8 * index, 100, 200 - 5 * index]]),
  );
  assert.equal(paletteOf(bandsOf(shades, 8), 8, 5).length, 5);
});

test("shades of one colour are one colour", () => {
  const shades = [0, 2, 4].map((more) => /** @type {[number, [number, number, number]]} */ ([5, [100 + more, 60, 50]]));
  assert.equal(paletteOf(bandsOf(shades, 8), 8, 8).length, 1);
});

test("white paper around a product is none of its colours", () => {
  const data = bandsOf(
    [
      [20, [255, 255, 255]],
      [10, [170, 34, 44]],
      [20, [255, 255, 255]],
    ],
    10,
  );
  assert.deepEqual(paletteOf(data, 10, 8), ["#aa222c"]);
});

test("what is transparent has no colour", () => {
  assert.deepEqual(paletteOf(new Uint8ClampedArray(4 * 100), 10, 8), []);
});
