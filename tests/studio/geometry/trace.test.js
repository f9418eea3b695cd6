// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { traced } from "../../../src/sketch2fashion/studio/geometry/trace.js";
import { randomFrom, whitePixels } from "../random.js";

const SIDE = 160;
const BLACK = [20, 20, 20];

/** @param {ReturnType<typeof whitePixels>} pixels @param {(x: number, y: number) => boolean} inside @param {number[]} colour */
function paint(pixels, inside, colour) {
  for (let y = 0; y < pixels.height; y++) {
    for (let x = 0; x < pixels.width; x++) if (inside(x, y)) pixels.data.set(colour, (y * pixels.width + x) * 4);
  }
  return pixels;
}

/** @param {number} radius */
const ring = (radius) => (/** @type {number} */ x, /** @type {number} */ y) => Math.abs(Math.hypot(x - 80, y - 80) - radius) < 2.5;

test("a ring becomes one closed stroke along its middle", () => {
  const { lines, dots } = traced(paint(whitePixels(SIDE, SIDE), ring(50), BLACK));
  assert.equal(lines.length, 1);
  assert.equal(dots.length, 0);
  for (const [x, y] of lines[0].points) assert.ok(Math.abs(Math.hypot(x - 80, y - 80) - 50) < 2);
  assert.ok(Math.abs(lines[0].width - 5) < 1.2);
});

test("a shadow over the paper is no ink", () => {
  const pixels = paint(whitePixels(SIDE, SIDE), ring(50), BLACK);
  for (let i = 0; i < pixels.data.length; i++) if (i % 4 !== 3) pixels.data[i] *= 1 - (0.45 * ((i / 4) % SIDE)) / SIDE;
  const { lines } = traced(pixels);
  assert.equal(lines.length, 1);
});

test("chalk on a board is ink too", () => {
  const pixels = whitePixels(SIDE, SIDE);
  paint(pixels, () => true, [30, 32, 30]);
  assert.equal(traced(paint(pixels, ring(40), [240, 240, 240])).lines.length, 1);
});

test("a coloured mark becomes a dot of its colour, inside the mark", () => {
  const pixels = paint(whitePixels(SIDE, SIDE), ring(50), BLACK);
  paint(pixels, (x, y) => Math.hypot(x - 70, y - 90) < 8, [212, 32, 47]);
  const { lines, dots } = traced(pixels);
  assert.equal(lines.length, 1);
  assert.equal(dots.length, 1);
  assert.equal(dots[0].colour, "#d4202f");
  assert.ok(Math.hypot(dots[0].point[0] - 70, dots[0].point[1] - 90) < 4);
});

test("a drawing in blue ballpoint is a drawing, not a colour", () => {
  const { lines, dots } = traced(paint(whitePixels(SIDE, SIDE), ring(50), [40, 60, 180]));
  assert.equal(lines.length, 1);
  assert.equal(dots.length, 0);
});

test("dust leaves no strokes, and noise no broken numbers", () => {
  const random = randomFrom(9);
  const { lines } = traced(paint(whitePixels(SIDE, SIDE), () => random() < 0.004, BLACK));
  assert.equal(lines.length, 0);
  const noisy = traced(paint(whitePixels(SIDE, SIDE), () => random() < 0.3, BLACK));
  for (const { points } of noisy.lines) assert.ok(points.flat().every(Number.isFinite));
});
