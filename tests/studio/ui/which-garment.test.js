// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { AddStrokes } from "../../../src/sketch2fashion/studio/document/commands.js";
import { emptySketch } from "../../../src/sketch2fashion/studio/document/sketch.js";
import { storable } from "../../../src/sketch2fashion/studio/tools/freehand.js";
import { garmentsOn } from "../../../src/sketch2fashion/studio/ui/which-garment.js";

/** @typedef {import("../../../src/sketch2fashion/studio/geometry/types.js").Point} Point */
/** @typedef {[number, number]} Spot */

/** @type {Spot[]} */
const NECK_AND_SLEEVE = [
  [560, 190],
  [600, 180],
  [880, 420],
  [800, 470],
];
/** @type {Spot[]} */
const HEM = [
  [726, 690],
  [734, 850],
  [620, 866],
  [512, 870],
];
/** @type {Spot[]} */
const SIDE = [
  [800, 470],
  [730, 404],
  [726, 690],
];

test("the shoulders and the hem of a mirrored shirt are not two garments", () => {
  const half = drawn([NECK_AND_SLEEVE, HEM]);
  assert.ok(garmentsOn(half).length < 2);
});

test("two sleeves beside each other, mirrored about an axis that was moved, are not two garments", () => {
  const loop = around(700, 200, 150, 200);
  const sketch = drawn([loop], true, 480);
  assert.equal(sketch.layers.find(({ kind }) => kind === "line")?.strokes.length, 2);
  assert.equal(garmentsOn(sketch).length, 1);
});

test("a shirt that is finished is one garment", () => {
  const neck = /** @type {Spot[]} */ ([
    [512, 260],
    [560, 190],
  ]);
  assert.equal(garmentsOn(drawn([neck, NECK_AND_SLEEVE, SIDE, HEM])).length, 1);
});

test("a top and trousers on one axis are two garments", () => {
  const sketch = drawn([
    [
      [512, 100],
      [700, 110],
      [690, 380],
      [512, 390],
    ],
    [
      [512, 500],
      [680, 505],
      [700, 930],
      [570, 930],
      [512, 650],
    ],
  ]);
  assert.equal(garmentsOn(sketch).length, 2);
});

test("two garments that a hasty hand left open a little are two", () => {
  const sketch = drawn([around(150, 300, 220, 350).slice(0, -1), around(650, 300, 220, 350)], false);
  const [first] = garmentsOn(sketch);
  assert.equal(garmentsOn(sketch).length, 2);
  assert.ok(first.x < 300);
});

/** A loop that is left open by 20 pixels at its end, and the point that closes it. @param {number} x @param {number} y @param {number} width @param {number} height @returns {Spot[]} */
function around(x, y, width, height) {
  return [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
    [x, y + 20],
    [x, y],
  ];
}

/** @param {Spot[][]} lines @param {boolean} [mirror] @param {number} [axis] */
function drawn(lines, mirror = true, axis) {
  const sketch = emptySketch();
  if (axis !== undefined) sketch.axis = axis;
  const strokes = lines.flatMap((spots) => {
    const points = spots.map(([x, y], index) => /** @type {Point} */ ([x, y, 0.5, index * 8]));
    return storable({ tool: "pen", points, width: 6, colour: "#1d1c1a", mirror }, sketch);
  });
  new AddStrokes(strokes.map((stroke) => ({ layerId: "line", stroke }))).execute(sketch);
  return sketch;
}
