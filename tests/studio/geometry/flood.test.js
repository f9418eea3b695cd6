// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { enclosedRegion, grown } from "../../../src/sketch2fashion/studio/geometry/flood.js";

const SIDE = 64;

/** A square outline from 10 to 50 with a gap in its right side. @param {number} gap */
function squareWithGap(gap) {
  const data = new Uint8Array(SIDE * SIDE);
  for (let i = 10; i <= 50; i++) {
    data[10 * SIDE + i] = data[50 * SIDE + i] = data[i * SIDE + 10] = 1;
    if (i < 30 || i >= 30 + gap) data[i * SIDE + 50] = 1;
  }
  return { width: SIDE, height: SIDE, data };
}

test("a closed region is filled up to its lines and no further", () => {
  const region = enclosedRegion(squareWithGap(0), 30, 30, 6);
  assert.ok(region);
  assert.equal(region.data.reduce((sum, value) => sum + value, 0) >= 39 * 39, true);
  assert.equal(region.data[5 * SIDE + 5], 0);
  assert.equal(region.data[11 * SIDE + 11], 1);
});

test("a gap within the tolerance does not leak", () => {
  const region = enclosedRegion(squareWithGap(4), 30, 30, 6);
  assert.ok(region);
  assert.equal(region.data[32 * SIDE + 60], 0);
});

test("a gap beyond the tolerance is no region", () => {
  assert.equal(enclosedRegion(squareWithGap(12), 30, 30, 6), null);
});

test("outside the lines there is no region", () => {
  assert.equal(enclosedRegion(squareWithGap(0), 3, 3, 6), null);
});

test("a region narrower than the tolerance is found all the same", () => {
  const data = new Uint8Array(SIDE * SIDE);
  for (let y = 8; y < 56; y++) data[y * SIDE + 30] = data[y * SIDE + 34] = 1;
  for (let x = 30; x <= 34; x++) data[8 * SIDE + x] = data[55 * SIDE + x] = 1;
  const region = enclosedRegion({ width: SIDE, height: SIDE, data }, 32, 30, 10);
  assert.ok(region);
  assert.equal(region.data[30 * SIDE + 32], 1);
  assert.equal(region.data[30 * SIDE + 40], 0);
});

test("growing is a square around every pixel", () => {
  const data = new Uint8Array(SIDE * SIDE);
  data[20 * SIDE + 20] = 1;
  const big = grown({ width: SIDE, height: SIDE, data }, 3).data;
  assert.equal(
    big.reduce((sum, value) => sum + value, 0),
    49,
  );
  assert.equal(big[17 * SIDE + 23], 1);
  assert.equal(big[16 * SIDE + 20], 0);
});
