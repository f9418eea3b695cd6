// @ts-check
/** Recolouring by marks: the chosen parts change, and nothing else does, as the renderer's own flats see it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { History } from "../../../src/sketch2fashion/studio/document/history.js";
import { recolouring } from "../../../src/sketch2fashion/studio/document/recolouring.js";
import { emptySketch, layerOfKind } from "../../../src/sketch2fashion/studio/document/sketch.js";
import { labelAt, labelsOn } from "../../../src/sketch2fashion/studio/geometry/labels.js";
import { partsOf } from "../../../src/sketch2fashion/studio/render/parts.js";

/** @typedef {import("../../../src/sketch2fashion/studio/document/sketch.js").Sketch} Sketch */
/** @typedef {import("../../../src/sketch2fashion/studio/geometry/labels.js").Parts} Parts */

const [RED, BLUE, GREEN] = ["#d4202f", "#2f6fd6", "#2f8a57"];
const [BODY, LEFT, RIGHT, HEM] = [
  [0.5, 0.5],
  [0.2, 0.3],
  [0.8, 0.3],
  [0.5, 0.8],
];

/** A body with two sleeves and a hem. */
function shirt() {
  const sketch = emptySketch();
  const boxes = [
    [312, 200, 712, 760],
    [112, 200, 312, 420],
    [712, 200, 912, 420],
    [312, 760, 712, 860],
  ];
  for (const [left, top, right, bottom] of boxes) {
    const points = /** @type {[number, number, number, number][]} */ (
      [
        [left, top],
        [right, top],
        [right, bottom],
        [left, bottom],
        [left, top],
      ].map(([x, y], index) => [x, y, 0.5, index])
    );
    line(sketch).strokes.push({ tool: "pen", points, width: 6, colour: "#000000", mirror: false });
  }
  return sketch;
}

/** @param {Sketch} sketch */
function line(sketch) {
  return /** @type {import("../../../src/sketch2fashion/studio/document/sketch.js").Layer} */ (layerOfKind(sketch, "line"));
}

/** @param {Sketch} sketch @param {number[]} place @param {string} colour @param {boolean} [mirror] */
function mark(sketch, [x, y], colour, mirror = false) {
  const layer = /** @type {any} */ (layerOfKind(sketch, "colour"));
  layer.strokes.push({ tool: "fill", points: [[x * 1024, y * 1024, 0.5, 0]], width: 14, colour, mirror });
}

/** @param {Sketch} sketch @returns {Parts} */
function parts(sketch) {
  return /** @type {Parts} */ (partsOf(sketch));
}

/** The colours that the renderer would see. @param {Sketch} sketch */
function coloursOf(sketch) {
  const found = parts(sketch);
  return [BODY, LEFT, RIGHT, HEM].map(([x, y]) => found.parts.find(({ label }) => label === labelAt(found, x, y))?.colour);
}

/** @param {Sketch} sketch @param {number[][]} places @param {string} colour @param {string} [shown] what the picture shows everywhere */
function recolour(sketch, places, colour, shown = "#777777") {
  const found = parts(sketch);
  const history = new History(sketch);
  const command = recolouring(
    sketch,
    found,
    new Set(places.map(([x, y]) => labelAt(found, x, y))),
    colour,
    new Map(found.parts.map(({ label }) => [label, shown])),
  );
  assert.ok(command);
  history.execute(command);
  return history;
}

test("the drawing has four parts, the body the largest", () => {
  const found = parts(shirt());
  assert.equal(found.parts.length, 4);
  assert.equal(found.parts[0].label, labelAt(found, 0.5, 0.5));
  assert.equal(labelAt(found, 0.02, 0.02), 0);
  const [x, y] = found.parts[0].spot;
  assert.ok(Math.abs(x - 0.5) < 0.06 && y > 0.3 && y < 0.65);
});

test("labels reach a little beyond the outline, and cover a picture of any size", () => {
  const found = parts(shirt());
  const labels = labelsOn(found, 200, 200);
  assert.equal(labels[100 * 200 + 100], labelAt(found, 0.5, 0.5));
  assert.equal(labels[60 * 200 + 21], labelAt(found, 0.2, 0.3), "just left of the sleeve");
  assert.equal(labels[60 * 200 + 5], 0);
});

test("a part of a drawing without colours gets the colour, and the rest keeps what the picture shows", () => {
  const sketch = shirt();
  recolour(sketch, [HEM], RED, "#336699");
  assert.deepEqual(coloursOf(sketch), ["#336699", "#336699", "#336699", RED]);
});

test("a part of a garment of one colour changes alone", () => {
  const sketch = shirt();
  mark(sketch, BODY, BLUE);
  recolour(sketch, [LEFT], RED);
  assert.deepEqual(coloursOf(sketch), [BLUE, RED, BLUE, BLUE]);
});

test("the part that gave all others their colour changes alone", () => {
  const sketch = shirt();
  mark(sketch, BODY, BLUE);
  recolour(sketch, [BODY], RED);
  assert.deepEqual(coloursOf(sketch), [RED, BLUE, BLUE, BLUE]);
});

test("a mark is replaced, not covered", () => {
  const sketch = shirt();
  mark(sketch, BODY, BLUE);
  mark(sketch, HEM, GREEN);
  recolour(sketch, [HEM], RED);
  assert.deepEqual(coloursOf(sketch), [BLUE, BLUE, BLUE, RED]);
  assert.equal(layerOfKind(sketch, "colour")?.strokes.length, 2);
});

test("one sleeve of a mirrored mark changes, the other keeps its colour", () => {
  const sketch = shirt();
  mark(sketch, BODY, BLUE);
  mark(sketch, LEFT, GREEN, true);
  recolour(sketch, [RIGHT], RED);
  assert.deepEqual(coloursOf(sketch), [BLUE, GREEN, RED, BLUE]);
});

test("several parts change together", () => {
  const sketch = shirt();
  mark(sketch, BODY, BLUE);
  recolour(sketch, [LEFT, RIGHT], RED);
  assert.deepEqual(coloursOf(sketch), [BLUE, RED, RED, BLUE]);
});

test("the whole garment takes one colour with one mark", () => {
  const sketch = shirt();
  mark(sketch, BODY, BLUE);
  mark(sketch, HEM, GREEN);
  recolour(sketch, [], RED);
  assert.deepEqual(coloursOf(sketch), [RED, RED, RED, RED]);
  assert.equal(layerOfKind(sketch, "colour")?.strokes.length, 1);
});

test("Undo brings the marks back in one step", () => {
  const sketch = shirt();
  mark(sketch, BODY, BLUE);
  mark(sketch, LEFT, GREEN, true);
  const before = structuredClone(sketch);
  const history = recolour(sketch, [RIGHT, HEM], RED);
  history.undo();
  assert.deepEqual(sketch, before);
  history.redo();
  assert.deepEqual(coloursOf(sketch), [BLUE, GREEN, RED, RED]);
});

test("a locked layer of colours is not written to", () => {
  const sketch = shirt();
  const found = parts(sketch);
  const layer = /** @type {any} */ (layerOfKind(sketch, "colour"));
  layer.locked = true;
  assert.equal(recolouring(sketch, found, new Set([1]), RED, new Map()), null);
});
