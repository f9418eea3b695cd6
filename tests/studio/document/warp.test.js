// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { drawingAlone, pictureNamedIn } from "../../../src/sketch2fashion/studio/document/base.js";
import { ChangeLayer, commandFromJSON } from "../../../src/sketch2fashion/studio/document/commands.js";
import { History } from "../../../src/sketch2fashion/studio/document/history.js";
import { movesSomething, WarpStrokes } from "../../../src/sketch2fashion/studio/document/warp.js";
import { sketchOf } from "../../../src/sketch2fashion/studio/examples/examples.js";
import { showsIt } from "../../../src/sketch2fashion/studio/render/edit.js";

/** @typedef {import("../../../src/sketch2fashion/studio/document/sketch.js").Stroke} Stroke */

const SLEEVE = { from: { x: 840, y: 470 }, to: { x: 900, y: 560 }, radius: 130, axis: 512 };
const NOWHERE = { from: { x: 20, y: 20 }, to: { x: 60, y: 30 }, radius: 15, axis: null };

function shirt() {
  const sketch = sketchOf("t-shirt");
  /** @type {Stroke} */
  const common = { tool: "pen", points: [[840, 470, 0.5, 0]], width: 20, colour: "#2f6fd6", mirror: true };
  const add = (/** @type {string} */ kind, /** @type {Partial<Stroke>} */ change) =>
    sketch.layers.find((layer) => layer.kind === kind)?.strokes.push({ ...common, ...change });
  add("colour", { tool: "fill" });
  add("colour", {});
  add("border", {
    points: [
      [780, 440, 0.5, 0],
      [880, 500, 0.5, 8],
    ],
  });
  add("line", { tool: "erase" });
  return sketch;
}

test("one step moves lines, fills, colours, border lines and what was rubbed out, and undo brings the very strokes back", () => {
  const history = new History(shirt());
  const { sketch } = history;
  const before = sketch.layers.map(({ strokes }) => [...strokes]);
  history.execute(new WarpStrokes(SLEEVE));
  for (const [index, layer] of sketch.layers.entries()) {
    assert.equal(layer.strokes.length, before[index].length, "mirrored strokes stay one");
    assert.notEqual(layer.strokes.at(-1), before[index].at(-1), layer.kind);
    assert.ok(layer.strokes.at(-1)?.mirror);
  }
  const [colour] = sketch.layers;
  assert.deepEqual(colour.strokes.at(-1)?.points[0].slice(0, 2), [900, 560]);
  assert.deepEqual(colour.strokes.at(-2)?.points[0].slice(0, 2), [900, 560], "the fill goes with its part");
  assert.ok(
    sketch.layers.some((layer, index) => layer.strokes.some((stroke) => before[index].includes(stroke))),
    "far strokes are untouched",
  );
  history.undo();
  for (const [index, layer] of sketch.layers.entries()) assert.ok(layer.strokes.every((stroke, place) => stroke === before[index][place]));
  history.redo();
  assert.deepEqual(colour.strokes.at(-1)?.points[0].slice(0, 2), [900, 560]);
});

test("a locked layer stays where it is", () => {
  const history = new History(shirt());
  history.execute(new ChangeLayer("line", { locked: true }));
  const line = history.sketch.layers.find(({ id }) => id === "line");
  const strokes = line?.strokes;
  history.execute(new WarpStrokes(SLEEVE));
  assert.equal(line?.strokes, strokes);
});

test("a drag beside everything moves nothing", () => {
  assert.equal(movesSomething(shirt(), NOWHERE), false);
  assert.equal(movesSomething(shirt(), SLEEVE), true);
});

test("the log keeps the drag and the picture's name, and replaying it gives the same drawing", () => {
  const [one, other] = [new History(shirt()), new History(shirt())];
  one.execute(new WarpStrokes(SLEEVE));
  const written = JSON.stringify(one.commands[0]);
  assert.ok(written.length < 200, "not the strokes");
  other.execute(commandFromJSON(JSON.parse(written)));
  assert.deepEqual(other.sketch, one.sketch);
});

test("the picture that the drawing goes on from moves with it, and still shows it", () => {
  const sketch = shirt();
  sketch.base = { picture: "old", before: drawingAlone(sketch), category: "t-shirt", seed: 3, refine: 0.3 };
  const history = new History(sketch);
  const command = new WarpStrokes(SLEEVE, "new");
  history.execute(command);
  assert.equal(sketch.base.picture, "new");
  assert.ok(showsIt(sketch, sketch.base), "the drawing is what the picture shows");
  assert.equal(pictureNamedIn(command.toJSON()), "new", "so that the picture is kept with the step");
  history.undo();
  assert.equal(sketch.base.picture, "old");
  assert.ok(showsIt(sketch, sketch.base));
  history.redo();
  assert.equal(sketch.base.picture, "new");
});
