// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { fromS2f } from "../../../src/sketch2fashion/studio/document/sketch.js";
import { sketchOf } from "../../../src/sketch2fashion/studio/examples/examples.js";
import { bodyForServer, forServer } from "../../../src/sketch2fashion/studio/render/wire.js";
import { randomFrom, scribble } from "../random.js";

test("what goes to the server is a sketch with the same strokes and fewer points", () => {
  const sketch = sketchOf("t-shirt");
  const sentOver = fromS2f(forServer(sketch));
  const count = (/** @type {typeof sketch} */ { layers }) => layers.map(({ strokes }) => strokes.length);
  const points = (/** @type {typeof sketch} */ { layers }) =>
    layers.flatMap(({ strokes }) => strokes.flatMap((stroke) => stroke.points)).length;
  assert.deepEqual(count(sentOver), count(sketch));
  assert.ok(points(sentOver) < points(sketch) / 2);
  assert.equal(sentOver.layers[2].strokes[0].mirror, true);
});

test("the stroke under the pen goes along, and the drawing does not change", () => {
  const sketch = sketchOf("hat");
  const before = structuredClone(sketch);
  const stroke = {
    tool: /** @type {const} */ ("pen"),
    points: [/** @type {[number, number, number, number]} */ ([1, 2, 0.5, 0])],
    width: 6,
    colour: "#1d1c1a",
    mirror: true,
  };
  const sentOver = JSON.parse(forServer(sketch, { stroke, kind: "line" }));
  assert.equal(sentOver.layers.at(-1).strokes.length, 1);
  assert.equal(sentOver.layers.at(-1).kind, "line");
  assert.deepEqual(sketch, before);
});

test("the bytes that are sent are the same text, while hundreds of strokes come, change and go", async () => {
  const random = randomFrom(11);
  const sketch = sketchOf("t-shirt");
  const layer = sketch.layers[sketch.layers.length - 1];
  const stroke = () => ({ tool: /** @type {const} */ ("pen"), points: scribble(random, 5), width: 4, colour: "#1d1c1a", mirror: false });
  const isSame = async () => assert.equal(await new Response(bodyForServer(sketch)).text(), forServer(sketch));
  for (const count of [1, 90, 9, 1, 99, 100, 101, 250]) {
    layer.strokes = [...layer.strokes, ...Array.from({ length: count }, stroke)];
    await isSame();
  }
  layer.strokes = layer.strokes.map((each, index) => (index === 40 ? stroke() : each));
  await isSame();
  layer.strokes = layer.strokes.slice(0, 120);
  await isSame();
  layer.strokes = [];
  await isSame();
  const unfinished = { stroke: stroke(), kind: /** @type {const} */ ("line") };
  assert.equal(await new Response(bodyForServer(sketch, unfinished)).text(), forServer(sketch, unfinished));
});
