// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { emptySketch, fromS2f, hasInk, isBlank, resized, SketchError, toS2f } from "../../../src/sketch2fashion/studio/document/sketch.js";
import { toSvg } from "../../../src/sketch2fashion/studio/document/svg.js";
import { EXAMPLES, sketchOf } from "../../../src/sketch2fashion/studio/examples/examples.js";

test("every example survives a round trip through .s2f", () => {
  for (const name of Object.keys(EXAMPLES)) assert.deepEqual(fromS2f(toS2f(sketchOf(name))), sketchOf(name));
});

test("keys that this version does not know survive a round trip", () => {
  const entry = {
    format: "s2f",
    version: 1,
    canvas: [100, 80],
    category: "hat",
    author: { name: "Mina" },
    layers: [
      {
        id: "a",
        kind: "line",
        visible: true,
        opacity: 1,
        blend: "multiply",
        strokes: [{ tool: "pen", points: [[1, 2, 0.5, 0]], width: 3, colour: "#112233", mirror: false, brush: "chalk" }],
      },
    ],
  };
  const again = JSON.parse(toS2f(fromS2f(JSON.stringify(entry))));
  assert.deepEqual(again.author, { name: "Mina" });
  const [line] = again.layers.filter((/** @type {any} */ layer) => layer.id === "a");
  assert.equal(line.blend, "multiply");
  assert.equal(line.strokes[0].brush, "chalk");
});

test("a file with one layer gets the layers that the tools need", () => {
  const sketch = fromS2f('{"format":"s2f","version":1,"canvas":[10,10],"layers":[{"id":"colour","kind":"line","strokes":[]}]}');
  assert.deepEqual(
    sketch.layers.map(({ kind }) => kind),
    ["colour", "border", "line"],
  );
  assert.equal(new Set(sketch.layers.map(({ id }) => id)).size, 3);
});

test("short points and missing fields get their defaults", () => {
  const sketch = fromS2f('{"format":"s2f","canvas":[10,10],"layers":[{"strokes":[{"points":[[1,2]]}]}]}');
  const stroke = sketch.layers.flatMap(({ strokes }) => strokes)[0];
  assert.deepEqual(stroke, { tool: "pen", points: [[1, 2, 0.5, 0]], width: 3, colour: "#000000", mirror: false });
});

for (const [name, text, code] of /** @type {const} */ ([
  ["text", "hello", "notSketch"],
  ["other JSON", '{"a":1}', "notSketch"],
  ["null", "null", "notSketch"],
  ["a newer version", '{"format":"s2f","version":9,"canvas":[1,1],"layers":[]}', "newerSketch"],
  ["a canvas of words", '{"format":"s2f","canvas":["a","b"],"layers":[]}', "brokenSketch"],
  ["a huge canvas", '{"format":"s2f","canvas":[1e9,1],"layers":[]}', "brokenSketch"],
  ["a layer that is a number", '{"format":"s2f","canvas":[1,1],"layers":[7]}', "brokenSketch"],
  ["a point without numbers", '{"format":"s2f","canvas":[1,1],"layers":[{"strokes":[{"points":[["x",1]]}]}]}', "brokenSketch"],
])) {
  test(`${name} is refused with a reason that can be said`, () => {
    assert.throws(
      () => fromS2f(text),
      (error) => error instanceof SketchError && error.code === code,
    );
  });
}

test("an erased paper has no ink, an example has", () => {
  assert.equal(hasInk(emptySketch()), false);
  assert.equal(isBlank(emptySketch()), true);
  assert.equal(hasInk(sketchOf("dress")), true);
});

test("the SVG holds every stroke and closes every element", () => {
  const sketch = sketchOf("t-shirt");
  sketch.layers[2].strokes.push({
    tool: "erase",
    points: [
      [10, 10, 0.5, 0],
      [90, 90, 0.5, 9],
    ],
    width: 20,
    colour: "#000000",
    mirror: false,
  });
  const svg = toSvg(sketch);
  assert.equal((svg.match(/<path /g) ?? []).length >= sketch.layers[2].strokes.length, true);
  assert.equal((svg.match(/<g[ >]/g) ?? []).length, (svg.match(/<\/g>/g) ?? []).length);
  assert.match(svg, /<mask id="erase-line-/);
  assert.doesNotMatch(svg, /NaN|undefined/);
});

test("a resized drawing keeps its shape, its widths and what it does not know", () => {
  const sketch = { ...sketchOf("hat"), author: "Mina" };
  const small = resized(sketch, 512);
  assert.deepEqual(small.canvas, [512, 512]);
  const [was, is] = [sketch, small].map(({ layers }) => layers[2].strokes[3]);
  assert.ok(Math.abs(is.points[4][0] * 2 - was.points[4][0]) < 0.2);
  assert.equal(is.width * 2, was.width);
  assert.equal(/** @type {any} */ (small).author, "Mina");
});
