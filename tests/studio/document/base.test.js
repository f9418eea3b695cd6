// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  drawingAlone,
  PictureShelf,
  pictureNamedIn,
  SetBase,
  withPictureInside,
  withPictureOnShelf,
} from "../../../src/sketch2fashion/studio/document/base.js";
import { AddStrokes, ClearSketch, commandFromJSON, ReplaceSketch } from "../../../src/sketch2fashion/studio/document/commands.js";
import { History } from "../../../src/sketch2fashion/studio/document/history.js";
import { fragmentOf, sketchOfFragment } from "../../../src/sketch2fashion/studio/document/share.js";
import { emptySketch, fromS2f, resized, toS2f } from "../../../src/sketch2fashion/studio/document/sketch.js";
import { sketchOf } from "../../../src/sketch2fashion/studio/examples/examples.js";
import { boxOfInk, showsIt, sideOf } from "../../../src/sketch2fashion/studio/render/edit.js";

/** @typedef {import("../../../src/sketch2fashion/studio/document/sketch.js").Sketch} Sketch */

/** 3 × 2 pixels: a real PNG as far as its head. @param {number} last byte, so that pictures differ */
function png(last) {
  return new Blob([Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 3, 0, 0, 0, 2, last)], {
    type: "image/png",
  });
}

/** @param {Sketch} sketch @param {string} picture */
function baseOf(sketch, picture) {
  return { picture, before: drawingAlone(sketch), category: "hat", seed: 7, refine: 0.5 };
}

function shortStroke() {
  const stroke = { tool: /** @type {const} */ ("pen"), points: [[9, 9, 0.5, 0]], width: 5, colour: "#1d1c1a", mirror: false };
  return new AddStrokes([{ layerId: "line", stroke: /** @type {any} */ (stroke) }]);
}

test("the same bytes have the same name, others another", async () => {
  const shelf = new PictureShelf();
  const [one, same, other] = await Promise.all([png(1), png(1), png(2)].map((picture) => shelf.put(picture)));
  assert.equal(one, same);
  assert.notEqual(one, other);
  assert.match(one, /^[0-9a-f]{32}$/);
});

test("a file holds the picture, and opening it gives the picture back byte by byte", async () => {
  const shelf = new PictureShelf();
  const sketch = sketchOf("hat");
  sketch.base = baseOf(sketch, await shelf.put(png(200)));
  const text = toS2f(await withPictureInside(sketch, shelf));
  assert.match(JSON.parse(text).base.picture, /^data:image\/png;base64,/);

  const elsewhere = new PictureShelf();
  const opened = await withPictureOnShelf(fromS2f(text), elsewhere);
  assert.equal(opened.base?.picture, sketch.base.picture);
  assert.deepEqual(opened.base, JSON.parse(JSON.stringify(sketch.base)));
  const bytes = await elsewhere.get(sketch.base.picture)?.arrayBuffer();
  assert.deepEqual(new Uint8Array(bytes ?? new ArrayBuffer(0)), new Uint8Array(await png(200).arrayBuffer()));
  assert.ok(opened.base && showsIt(opened, opened.base));
});

test("a file whose picture is missing or no PNG opens as a plain drawing", async () => {
  const sketch = sketchOf("hat");
  for (const picture of [
    "0123456789abcdef",
    "data:image/png;base64,AAAA",
    "data:image/png;base64,???",
    "data:text/html;base64,AA",
    7,
    null,
  ]) {
    const text = JSON.stringify({ ...sketch, base: { ...baseOf(sketch, ""), picture } });
    const opened = await withPictureOnShelf(fromS2f(text), new PictureShelf());
    assert.equal(opened.base, undefined);
    assert.equal(opened.layers.length, sketch.layers.length);
  }
});

test("a base inside a base is refused", () => {
  const sketch = sketchOf("hat");
  const inner = { ...baseOf(sketch, "data:image/png;base64,AA"), before: { ...sketch, base: { picture: "x" } } };
  assert.equal(fromS2f(JSON.stringify({ ...sketch, base: inner })).base, undefined);
});

test("a drawing whose picture is lost is saved without it", async () => {
  const sketch = { ...sketchOf("hat"), base: baseOf(sketchOf("hat"), "gone") };
  assert.equal((await withPictureInside(sketch, new PictureShelf())).base, undefined);
});

test("what the drawing goes on from is a step like others", () => {
  const history = new History(sketchOf("hat"));
  const first = baseOf(history.sketch, "one");
  history.execute(new SetBase(first));
  history.execute(shortStroke());
  history.execute(new SetBase(baseOf(history.sketch, "two")));
  history.execute(new SetBase(null));
  assert.equal(Object.hasOwn(history.sketch, "base"), false);
  history.undo();
  assert.equal(history.sketch.base?.picture, "two");
  history.undo();
  assert.deepEqual(history.sketch.base, first);
  assert.equal(showsIt(history.sketch, first), false, "a stroke was drawn since");
  history.undo();
  assert.equal(showsIt(history.sketch, first), true);
  history.undo();
  assert.equal(Object.hasOwn(history.sketch, "base"), false);
});

test("an empty paper has no picture; undo brings it back", () => {
  const history = new History({ ...sketchOf("hat"), base: baseOf(sketchOf("hat"), "one") });
  history.execute(new ClearSketch());
  assert.equal(Object.hasOwn(history.sketch, "base"), false);
  history.undo();
  assert.equal(history.sketch.base?.picture, "one");
});

test("a command names the picture that it brings", () => {
  const base = baseOf(emptySketch(), "one");
  assert.equal(pictureNamedIn(new SetBase(base).toJSON()), "one");
  assert.equal(pictureNamedIn(new ReplaceSketch({ ...emptySketch(), base }).toJSON()), "one");
  assert.equal(pictureNamedIn({ ...emptySketch(), base }), "one");
  for (const without of [new SetBase(null), new ReplaceSketch(emptySketch()), shortStroke()])
    assert.equal(pictureNamedIn(without.toJSON()), null);
  assert.equal(/** @type {any} */ (commandFromJSON(JSON.parse(JSON.stringify(new SetBase(base))))).base.picture, "one");
});

test("later strokes leave what the base remembers alone", () => {
  const history = new History(sketchOf("hat"));
  const before = structuredClone(drawingAlone(history.sketch));
  history.execute(new SetBase(baseOf(history.sketch, "one")));
  history.execute(shortStroke());
  assert.deepEqual(history.sketch.base?.before, before);
});

test("neither its name nor a traced picture makes a drawing another one", () => {
  const sketch = sketchOf("hat");
  const base = baseOf(sketch, "one");
  assert.ok(showsIt({ ...sketch, category: "dress", references: [], base }, base));
  const [layer, ...others] = sketch.layers;
  assert.equal(showsIt({ ...sketch, layers: [{ ...layer, visible: !layer.visible }, ...others] }, base), false);
});

test("a resized drawing keeps fitting its picture", () => {
  const sketch = sketchOf("hat");
  sketch.base = baseOf(sketch, "one");
  const small = resized(sketch, 512);
  assert.ok(small.base && showsIt(small, small.base));
});

test("a link has no room for the picture", async () => {
  const sketch = { ...sketchOf("hat"), base: baseOf(sketchOf("hat"), "one") };
  assert.equal((await sketchOfFragment(await fragmentOf(sketch))).base, undefined);
});

test("the garment is where the lines are, on the canvas only", () => {
  const box = boxOfInk(sketchOf("t-shirt"));
  for (const side of [box.x, box.y, box.x + box.width, box.y + box.height]) assert.ok(side >= 0 && side <= 1);
  assert.ok(box.width > 0.3 && box.width < 1);
  assert.deepEqual(boxOfInk(emptySketch()), { x: 0, y: 0, width: 1, height: 1 });
});

test("a PNG says how large it is", async () => {
  assert.equal(await sideOf(png(0)), 3);
});
