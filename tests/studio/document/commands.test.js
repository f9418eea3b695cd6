// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { drawingAlone } from "../../../src/sketch2fashion/studio/document/base.js";
import {
  AddLayer,
  AddStrokes,
  ChangeLayer,
  ClearSketch,
  commandFromJSON,
  MergeLayers,
  ReplaceSketch,
  SetCategory,
} from "../../../src/sketch2fashion/studio/document/commands.js";
import { History } from "../../../src/sketch2fashion/studio/document/history.js";
import { emptySketch, freshLayerId, fromS2f, layer, toS2f } from "../../../src/sketch2fashion/studio/document/sketch.js";
import { EXAMPLES, sketchOf } from "../../../src/sketch2fashion/studio/examples/examples.js";

/** @typedef {import("../../../src/sketch2fashion/studio/document/sketch.js").Sketch} Sketch */

const point = fc.tuple(fc.integer({ min: -50, max: 1100 }), fc.integer({ min: -50, max: 1100 }), fc.constantFrom(0, 0.5, 1), fc.nat(2000));
const stroke = fc.record({
  tool: fc.constantFrom("pen", "erase", "fill"),
  points: fc.array(point, { minLength: 1, maxLength: 5 }),
  width: fc.integer({ min: 1, max: 90 }),
  colour: fc.constantFrom("#d4202f", "#1d1c1a"),
  mirror: fc.boolean(),
});
/**
 * What a person might do next, as a recipe: numbers that become a command fit for the drawing as it then is.
 * @typedef {{ what: string, nth: number, to: number, value: any }} Wish
 * @type {fc.Arbitrary<Wish>}
 */
const wish = fc.record({
  what: fc.constantFrom(
    "stroke",
    "stroke",
    "stroke",
    "clear",
    "category",
    "example",
    "look",
    "kind",
    "add",
    "remove",
    "move",
    "merge",
    "swap",
    "swap",
    "trace",
    "option",
    "base",
    "base",
  ),
  nth: fc.nat(50),
  to: fc.nat(50),
  value: fc.record({ stroke: fc.array(stroke, { minLength: 1, maxLength: 3 }), flag: fc.boolean(), part: fc.constantFrom(0.2, 0.5, 1) }),
});
const wishes = fc.array(wish, { minLength: 1, maxLength: 25 });

/** @param {Sketch} sketch @param {Wish} wish @returns {object | null} what the command writes */
function entryOf(sketch, { what, nth, to, value }) {
  const { layers } = sketch;
  const { id: layerId, strokes, kind } = layers[nth % layers.length];
  if (what === "stroke")
    return { type: "add-strokes", additions: value.stroke.map((/** @type {object} */ each) => ({ layerId, stroke: each })) };
  if (what === "clear") return { type: "clear-sketch" };
  if (what === "category") return { type: "set-category", category: [null, "hat", "dress"][nth % 3] };
  if (what === "example") return { type: "replace-sketch", sketch: sketchOf(EXAMPLE_NAMES[nth % EXAMPLE_NAMES.length]) };
  if (what === "look")
    return {
      type: "change-layer",
      layerId,
      change: [{ visible: value.flag }, { opacity: value.part }, { locked: value.flag }, { name: "hem" }][to % 4],
    };
  if (what === "kind") return { type: "change-layer", layerId, change: { kind: ["line", "colour", "border"][to % 3] } };
  if (what === "add")
    return {
      type: "add-layer",
      layer: { ...layer(freshLayerId(sketch, kind), kind), strokes: value.stroke },
      index: to % (layers.length + 1),
    };
  if (what === "remove") return layers.length > 1 ? { type: "remove-layer", layerId } : null;
  if (what === "move") return { type: "move-layer", layerId, to: to % layers.length };
  if (what === "merge")
    return layers.length > 1 ? { type: "merge-layers", upperId: layerId, lowerId: layers[(nth + 1) % layers.length].id } : null;
  if (what === "swap")
    return strokes.length > 0
      ? { type: "swap-strokes", swaps: [{ layerId, index: to % strokes.length, strokes: value.stroke.slice(nth % 4) }] }
      : null;
  if (what === "trace")
    return {
      type: "set-reference",
      id: `r${nth % 2}`,
      change: [null, { opacity: value.part }, REFERENCE][sketch.references?.some(({ id }) => id === `r${nth % 2}`) ? to % 3 : 2],
    };
  if (what === "base") return { type: "set-base", base: nth % 3 === 0 ? null : baseOf(sketch, `picture-${nth % 4}`) };
  return { type: "set-option", name: ["focus", "gap", "axis"][nth % 3], value: value.flag ? null : [[1, 2, 3, 4], 30, 400][nth % 3] };
}

/** @param {Sketch} sketch @param {string} picture */
function baseOf(sketch, picture) {
  return { picture, before: drawingAlone(sketch), category: null, seed: 3, refine: 0.3 };
}

const EXAMPLE_NAMES = Object.keys(EXAMPLES);
const REFERENCE = { visible: true, opacity: 0.5, box: [0, 0, 10, 10], picture: "data:image/png;base64,AA" };

/** @param {History} history @param {Wish[]} list */
function doAll(history, list) {
  for (const each of list) {
    const entry = entryOf(history.sketch, each);
    if (entry) history.execute(commandFromJSON(structuredClone(entry)));
  }
}

test("any sequence of commands undoes to the start and redoes to the end", () => {
  fc.assert(
    fc.property(wishes, (list) => {
      const history = new History(emptySketch());
      const start = structuredClone(history.sketch);
      doAll(history, list);
      const end = structuredClone(history.sketch);
      while (history.canUndo) history.undo();
      assert.deepEqual(history.sketch, start);
      while (history.canRedo) history.redo();
      assert.deepEqual(history.sketch, end);
    }),
    { seed: 42, numRuns: 120 },
  );
});

test("wandering back and forth always shows the same drawing at the same place", () => {
  fc.assert(
    fc.property(wishes, fc.array(fc.boolean(), { maxLength: 40 }), (list, steps) => {
      const history = new History(emptySketch());
      const seen = [structuredClone(history.sketch)];
      for (const each of list) {
        doAll(history, [each]);
        seen[history.cursor] = structuredClone(history.sketch);
      }
      for (const back of steps) {
        if (back) history.undo();
        else history.redo();
        assert.deepEqual(history.sketch, seen[history.cursor]);
      }
    }),
    { seed: 43, numRuns: 50 },
  );
});

test("what was written and read again does the same, undone steps included", () => {
  fc.assert(
    fc.property(wishes, fc.nat(10), (list, back) => {
      const history = new History(emptySketch());
      doAll(history, list);
      for (let step = 0; step < back; step++) history.undo();
      const commands = history.commands.map((command) => commandFromJSON(JSON.parse(JSON.stringify(command))));
      const again = new History(emptySketch(), commands.slice(0, history.cursor), commands.slice(history.cursor));
      assert.deepEqual(again.sketch, history.sketch);
      while (history.canRedo) history.redo();
      while (again.canRedo) again.redo();
      assert.deepEqual(again.sketch, history.sketch);
    }),
    { seed: 44, numRuns: 50 },
  );
});

test("a drawing with everything in it survives its file", () => {
  fc.assert(
    fc.property(wishes, (list) => {
      const history = new History(emptySketch());
      doAll(history, list);
      const read = fromS2f(toS2f(history.sketch));
      assert.deepEqual(fromS2f(toS2f(read)), read);
      assert.deepEqual(read.references, history.sketch.references);
      assert.deepEqual(read.focus, history.sketch.focus);
    }),
    { seed: 45, numRuns: 30 },
  );
});

test("moving a slider of opacity is one step back, hiding twice is two", () => {
  const history = new History(emptySketch());
  for (const opacity of [0.8, 0.5, 0.3]) history.execute(new ChangeLayer("line", { opacity }));
  history.undo();
  assert.equal(history.sketch.layers[2].opacity, 1);
  assert.equal(history.canUndo, false);
  for (const visible of [false, true]) history.execute(new ChangeLayer("line", { visible }));
  assert.equal(history.commands.length, 2);
});

test("merging keeps what erasing meant, where only the upper layer erases", () => {
  const history = new History(emptySketch());
  history.execute(new AddLayer(layer("line-2", "line"), 3));
  history.execute(new AddStrokes([{ layerId: "line", stroke: dot().additions[0].stroke }]));
  const erase = { ...dot().additions[0].stroke, tool: /** @type {const} */ ("erase") };
  history.execute(new AddStrokes([{ layerId: "line-2", stroke: erase }]));
  history.execute(new MergeLayers("line-2", "line"));
  assert.deepEqual(
    history.sketch.layers.map(({ id }) => id),
    ["colour", "border", "line"],
  );
  assert.deepEqual(
    history.sketch.layers[2].strokes.map(({ tool }) => tool),
    ["erase", "pen"],
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
    ["append", "repaint", "everything", "look"],
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
