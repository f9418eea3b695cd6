// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { garmentBoxes } from "../../../src/sketch2fashion/studio/geometry/clusters.js";

test("a shirt and trousers side by side are two garments, from left to right", () => {
  const boxes = garmentBoxes([box(600, 200, 300, 600), box(100, 200, 200, 300), box(250, 250, 150, 100), box(620, 300, 40, 40)], 1024);
  assert.deepEqual(boxes, [box(100, 200, 300, 300), box(600, 200, 300, 600)]);
});

test("sleeves that touch the body belong to it, in any order", () => {
  assert.equal(garmentBoxes([box(100, 200, 100, 300), box(500, 200, 100, 300), box(195, 180, 310, 500)], 1024).length, 1);
});

test("a single line far from the rest is no garment yet", () => {
  assert.equal(garmentBoxes([box(100, 100, 12, 500), box(700, 100, 12, 500)], 1024).length, 0);
});

test("a label beside a garment is no garment", () => {
  assert.equal(garmentBoxes([box(100, 100, 500, 700), box(800, 100, 90, 60)], 1024).length, 1);
  assert.deepEqual(garmentBoxes([], 1024), []);
});

/** @param {number} x @param {number} y @param {number} width @param {number} height */
function box(x, y, width, height) {
  return { x, y, width, height };
}
