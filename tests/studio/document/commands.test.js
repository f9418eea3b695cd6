// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  AddStrokes,
  ChangeLayer,
  ClearSketch,
  commandFromJSON,
  ReplaceSketch,
  SetCategory,
} from "../../../src/sketch2fashion/studio/document/commands.js";
import { History } from "../../../src/sketch2fashion/studio/document/history.js";
import { emptySketch } from "../../../src/sketch2fashion/studio/document/sketch.js";
import { EXAMPLES, sketchOf } from "../../../src/sketch2fashion/studio/examples/examples.js";

/** @typedef {import("../../../src/sketch2fashion/studio/document/commands.js").Command} Command */

const LAYERS = ["colour", "border", "line"];
const point = fc.tuple(fc.integer({ min: -50, max: 1100 }), fc.integer({ min: -50, max: 1100 }), fc.constantFrom(0, 0.5, 1), fc.nat(2000));
const stroke = fc.record({
  tool: fc.constantFrom("pen", "erase", "fill"),
  points: fc.array(point, { minLength: 1, maxLength: 5 }),
  width: fc.integer({ min: 1, max: 90 }),
  colour: fc.constantFrom("#d4202f", "#1d1c1a"),
  mirror: fc.boolean(),
});
const addition = fc.record({ layerId: fc.constantFrom(...LAYERS), stroke });
/** @type {fc.Arbitrary<object>} what a command writes; commands themselves are made afresh for each run */
const entry = fc.oneof(
  { weight: 6, arbitrary: fc.array(addition, { minLength: 1, maxLength: 3 }).map((additions) => ({ type: "add-strokes", additions })) },
  { weight: 1, arbitrary: fc.constant({ type: "clear-sketch" }) },
  { weight: 2, arbitrary: fc.constantFrom(null, "hat", "dress").map((category) => ({ type: "set-category", category })) },
  { weight: 1, arbitrary: fc.constantFrom(...Object.keys(EXAMPLES)).map((name) => ({ type: "replace-sketch", sketch: sketchOf(name) })) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("change-layer"),
      layerId: fc.constantFrom(...LAYERS),
      change: fc.record({ visible: fc.boolean(), opacity: fc.constantFrom(0.2, 1) }),
    }),
  },
);
const entries = fc.array(entry, { minLength: 1, maxLength: 25 });

test("any sequence of commands undoes to the start and redoes to the end", () => {
  fc.assert(
    fc.property(entries, (list) => {
      const history = new History(emptySketch());
      const start = structuredClone(history.sketch);
      for (const each of list) history.execute(commandFromJSON(structuredClone(each)));
      const end = structuredClone(history.sketch);
      while (history.canUndo) history.undo();
      assert.deepEqual(history.sketch, start);
      while (history.canRedo) history.redo();
      assert.deepEqual(history.sketch, end);
    }),
    { seed: 42, numRuns: 150 },
  );
});

test("wandering back and forth always shows the same drawing at the same place", () => {
  fc.assert(
    fc.property(entries, fc.array(fc.boolean(), { maxLength: 40 }), (list, steps) => {
      const history = new History(emptySketch());
      const seen = [JSON.stringify(history.sketch)];
      for (const each of list) {
        history.execute(commandFromJSON(structuredClone(each)));
        seen[history.cursor] = JSON.stringify(history.sketch);
      }
      for (const back of steps) {
        if (back) history.undo();
        else history.redo();
        assert.equal(JSON.stringify(history.sketch), seen[history.cursor]);
      }
    }),
    { seed: 43, numRuns: 100 },
  );
});

test("what was written and read again does the same, undone steps included", () => {
  fc.assert(
    fc.property(entries, fc.nat(10), (list, back) => {
      const history = new History(emptySketch());
      for (const each of list) history.execute(commandFromJSON(structuredClone(each)));
      for (let step = 0; step < back; step++) history.undo();
      const commands = history.commands.map((command) => commandFromJSON(JSON.parse(JSON.stringify(command))));
      const again = new History(emptySketch(), commands.slice(0, history.cursor), commands.slice(history.cursor));
      assert.deepEqual(again.sketch, history.sketch);
      while (history.canRedo) history.redo();
      while (again.canRedo) again.redo();
      assert.deepEqual(again.sketch, history.sketch);
    }),
    { seed: 44, numRuns: 100 },
  );
});

test("a new stroke ends the undone future", () => {
  const history = new History(emptySketch());
  history.execute(dot());
  history.undo();
  history.execute(dot());
  assert.equal(history.canRedo, false);
  assert.equal(history.commands.length, 1);
});

test("trying several categories is one step back", () => {
  const history = new History(emptySketch());
  for (const category of ["hat", "dress", "polo"]) history.execute(new SetCategory(category));
  history.undo();
  assert.equal(history.sketch.category, null);
  assert.equal(history.canUndo, false);
});

test("drawing on an opened example leaves the example as it was", () => {
  const example = sketchOf("hat");
  const before = structuredClone(example);
  const history = new History(emptySketch());
  history.execute(new ReplaceSketch(example));
  history.execute(dot());
  assert.deepEqual(example, before);
});

test("an undo names the box that it touched, an append the layer", () => {
  const history = new History(emptySketch());
  /** @type {import("../../../src/sketch2fashion/studio/document/commands.js").Change[]} */
  const changes = [];
  history.onStep(({ change }) => changes.push(change));
  history.execute(dot());
  history.undo();
  history.execute(new ClearSketch());
  history.execute(new ChangeLayer("line", { visible: false }));
  assert.deepEqual(
    changes.map(({ kind }) => kind),
    ["append", "repaint", "everything", "repaint"],
  );
  const [, undone] = changes;
  assert.ok(undone.kind === "repaint" && undone.box && undone.box.width < 30);
});

test("an unknown command is refused", () => {
  assert.throws(() => commandFromJSON({ type: "teleport" }), /unknown command/);
});

function dot() {
  return new AddStrokes([
    { layerId: "line", stroke: { tool: "pen", points: [[9, 9, 0.5, 0]], width: 5, colour: "#1d1c1a", mirror: false } },
  ]);
}
