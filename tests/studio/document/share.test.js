// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { fragmentOf, holdsDrawing, LONGEST_LINK, sketchOfFragment } from "../../../src/sketch2fashion/studio/document/share.js";
import { SketchError } from "../../../src/sketch2fashion/studio/document/sketch.js";
import { EXAMPLES, sketchOf } from "../../../src/sketch2fashion/studio/examples/examples.js";

test("a drawing comes out of its link with every stroke, colour and kind", async () => {
  const sketch = sketchOf("dress");
  const again = await sketchOfFragment(`#${await fragmentOf(sketch)}`);
  const strokes = (/** @type {typeof sketch} */ { layers }) =>
    layers.map(({ kind, strokes }) => [kind, ...strokes.map(({ tool, colour, mirror }) => [tool, colour, mirror])]);
  assert.deepEqual(strokes(again), strokes(sketch));
  assert.deepEqual(again.canvas, sketch.canvas);
});

test("every example fits into a link", async () => {
  for (const name of Object.keys(EXAMPLES)) assert.ok((await fragmentOf(sketchOf(/** @type {any} */ (name)))).length < LONGEST_LINK, name);
});

test("a link is safe in any address: no character of it needs escaping", async () => {
  const fragment = await fragmentOf(sketchOf("hat"));
  assert.match(fragment, /^drawing=[\w-]+$/);
  assert.ok(holdsDrawing(`#${fragment}`));
  assert.ok(!holdsDrawing("#results"));
});

test("a link that was cut, changed or made to burst is refused", async () => {
  const fragment = await fragmentOf(sketchOf("hat"));
  const bomb = deflateRawSync(Buffer.alloc(30e6, 32)).toString("base64url");
  for (const bad of [fragment.slice(0, -40), "drawing=%%%", "drawing=", `drawing=${bomb}`]) {
    await assert.rejects(sketchOfFragment(`#${bad}`), SketchError, bad.slice(0, 40));
  }
});
