// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { sketchOf } from "../../../src/sketch2fashion/studio/examples/examples.js";
import { withColoursOf } from "../../../src/sketch2fashion/studio/render/mixing.js";

test("a mix of one drawing's garments keeps its own lines and takes the mix's colours", () => {
  const own = sketchOf("t-shirt");
  const mixed = sketchOf("hat");
  const drawing = withColoursOf(own, mixed);
  const strokes = (/** @type {typeof own} */ sketch, /** @type {string} */ kind) =>
    sketch.layers.filter((layer) => layer.kind === kind).flatMap((layer) => layer.strokes);
  assert.deepEqual(strokes(drawing, "line"), strokes(own, "line"));
  assert.deepEqual(strokes(drawing, "colour"), strokes(mixed, "colour"));
  assert.notDeepEqual(strokes(own, "colour"), strokes(mixed, "colour"));
});

test("where no colour layer is shown, the drawing of the mix itself is taken", () => {
  const own = sketchOf("t-shirt");
  for (const layer of own.layers) if (layer.kind === "colour") layer.visible = false;
  const mixed = sketchOf("hat");
  assert.equal(withColoursOf(own, mixed), mixed);
});
