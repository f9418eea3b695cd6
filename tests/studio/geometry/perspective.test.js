// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { holds } from "../../../src/sketch2fashion/studio/geometry/lasso.js";
import { flattened, isConvex, sheetCorners, WHOLE } from "../../../src/sketch2fashion/studio/geometry/perspective.js";

const SHEET = /** @type {import("../../../src/sketch2fashion/studio/geometry/perspective.js").Corners} */ ([
  { x: 0.22, y: 0.12 },
  { x: 0.85, y: 0.2 },
  { x: 0.9, y: 0.88 },
  { x: 0.1, y: 0.8 },
]);

test("the corners of a sheet on a darker table are found", () => {
  const found = sheetCorners(photo(SHEET));
  for (const [index, { x, y }] of found.entries())
    assert.ok(Math.hypot(x - SHEET[index].x, y - SHEET[index].y) < 0.03, `${index}: ${x}, ${y}`);
});

test("a sheet that fills the picture, and a picture without one, keep the whole", () => {
  assert.deepEqual(sheetCorners(photo(WHOLE)), WHOLE);
  assert.deepEqual(sheetCorners(photo([...WHOLE].map(() => ({ x: 2, y: 2 })))), WHOLE);
});

test("pulling flat puts a mark in the middle of the sheet into the middle", () => {
  const pixels = photo(SHEET, true);
  const flat = flattened(pixels, SHEET);
  const dark = [];
  for (let i = 0; i < flat.data.length; i += 4) if (flat.data[i] < 120 && flat.data[i + 1] < 120) dark.push(i / 4);
  const x = dark.reduce((sum, at) => sum + (at % flat.width), 0) / dark.length / flat.width;
  const y = dark.reduce((sum, at) => sum + Math.floor(at / flat.width), 0) / dark.length / flat.height;
  assert.ok(dark.length > 20);
  assert.ok(Math.abs(x - 0.5) < 0.03 && Math.abs(y - 0.5) < 0.03, `${x}, ${y}`);
  assert.ok(flat.data[4 * (flat.width * 3 + 3)] > 200, "the corner is paper");
});

test("corners that cross each other are told from a sheet", () => {
  assert.equal(isConvex(SHEET), true);
  assert.equal(isConvex([SHEET[0], SHEET[2], SHEET[1], SHEET[3]]), false);
});

/**
 * A white sheet on a brown table. The mark lies where the sheet's diagonals cross: the middle of the real sheet.
 * @param {readonly { x: number, y: number }[]} corners @param {boolean} [marked]
 */
function photo(corners, marked = false) {
  const [width, height] = [300, 220];
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  const middle = marked ? diagonals(corners) : null;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [x, y] = [(column + 0.5) / width, (row + 0.5) / height];
      const near = middle && Math.hypot((x - middle.x) * width, (y - middle.y) * height) < 5;
      const colour = near ? [30, 30, 30] : holds(corners, x, y) ? [238, 236, 230] : [110, 84, 60];
      data.set(colour, (row * width + column) * 4);
    }
  }
  return { width, height, data };
}

/** @param {readonly { x: number, y: number }[]} corners */
function diagonals([a, b, c, d]) {
  const [p, q] = [
    { x: c.x - a.x, y: c.y - a.y },
    { x: d.x - b.x, y: d.y - b.y },
  ];
  const t = ((b.x - a.x) * q.y - (b.y - a.y) * q.x) / (p.x * q.y - p.y * q.x);
  return { x: a.x + t * p.x, y: a.y + t * p.y };
}
