// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { commandFromJSON, SwapStrokes } from "../../../src/sketch2fashion/studio/document/commands.js";
import { History } from "../../../src/sketch2fashion/studio/document/history.js";
import { missingStrokes, tidyStep, tidySwaps } from "../../../src/sketch2fashion/studio/document/redrawn.js";
import { emptySketch, layer, layerById } from "../../../src/sketch2fashion/studio/document/sketch.js";

/** @typedef {import("../../../src/sketch2fashion/studio/geometry/types.js").Point} Point */
/** @typedef {import("../../../src/sketch2fashion/studio/document/sketch.js").Stroke} Stroke */

/** @param {...[number, number]} spots @returns {Point[]} */
const line = (...spots) => spots.map(([x, y], index) => [x, y, 0.5, index * 10]);
/** @param {Point[]} points @param {Partial<Stroke>} [more] @returns {Stroke} */
const stroke = (points, more) => ({ tool: "pen", points, width: 6, colour: "#1d1c1a", mirror: false, ...more });

/** Body on one line layer, a pocket on another, a colour and a border. */
function shirt() {
  const sketch = emptySketch();
  sketch.layers.push(layer("line-2", "line"));
  layerById(sketch, "line").strokes.push(
    stroke(line([200, 200], [204, 800])),
    stroke(line([199, 210], [201, 790])),
    stroke(line([500, 500]), { tool: "erase" }),
  );
  layerById(sketch, "line-2").strokes.push(stroke(line([600, 500], [700, 500]), { width: 3, colour: "#0000aa" }));
  layerById(sketch, "colour").strokes.push(stroke(line([400, 400]), { colour: "#ff0000" }));
  layerById(sketch, "border").strokes.push(stroke(line([200, 500], [500, 500])));
  return sketch;
}

test("tidied lines take the place of the drawn ones, each on its layer and in its colour", () => {
  const sketch = shirt();
  const history = new History(sketch);
  const before = structuredClone(sketch);
  history.execute(new SwapStrokes(tidySwaps(sketch, [stroke(line([202, 200], [202, 800])), stroke(line([601, 503], [699, 503]))])));
  const [body, pocket] = ["line", "line-2"].map((id) => layerById(sketch, id).strokes);
  assert.deepEqual([body.length, pocket.length], [1, 1]);
  assert.deepEqual([body[0].colour, pocket[0].colour], ["#1d1c1a", "#0000aa"]);
  for (const id of ["colour", "border"]) assert.deepEqual(layerById(sketch, id), layerById(before, id));
  history.undo();
  assert.deepEqual(sketch.layers, before.layers);
});

test("lines that nobody drew come as a layer of their own below the drawn ones, in one step that undo takes back", () => {
  const sketch = shirt();
  const history = new History(sketch);
  const before = structuredClone(sketch);
  const tidied = {
    strokes: [stroke(line([202, 200], [202, 800]))],
    details: [stroke(line([300, 300], [320, 400]), { colour: "#000000" })],
  };
  const step = tidyStep(sketch, tidied, "Details");
  if (step === null) throw new Error("no step");
  history.execute(commandFromJSON(JSON.parse(JSON.stringify(step)))); // as a stored drawing takes it up again
  const places = sketch.layers.map(({ name, id }) => name ?? id);
  assert.deepEqual(places, ["colour", "border", "Details", "line", "line-2"]);
  assert.deepEqual(sketch.layers[2].strokes, [stroke(line([300, 300], [320, 400]))]); // in the lines' colour
  assert.equal(layerById(sketch, "line").strokes.length, 1);
  history.undo();
  assert.deepEqual(sketch.layers, before.layers);
});

test("without such lines tidying adds no layer, and none may be changed means no step", () => {
  const sketch = shirt();
  assert.ok(tidyStep(sketch, { strokes: [stroke(line([202, 200], [202, 800]))], details: [] }, "Details") instanceof SwapStrokes);
  for (const each of sketch.layers) each.locked = true;
  assert.equal(tidyStep(sketch, { strokes: [stroke(line([202, 200], [202, 800]))], details: [] }, "Details"), null);
});

test("a dot where lines meet is no stroke of its own, a button is", () => {
  const sketch = shirt();
  const tidied = [line([202, 200], [202, 500]), line([202, 502], [202, 800]), line([202, 501]), line([350, 400])].map((points) =>
    stroke(points),
  );
  const kept = tidySwaps(sketch, tidied).flatMap(({ strokes }) => strokes);
  assert.deepEqual(
    kept.map(({ points }) => points[0].slice(0, 2)),
    [
      [202, 200],
      [202, 502],
      [350, 400],
    ],
  );
});

test("a locked layer and a hidden one keep their lines, and none are doubled", () => {
  const sketch = shirt();
  layerById(sketch, "line-2").locked = true;
  const swaps = tidySwaps(sketch, [stroke(line([202, 200], [202, 800])), stroke(line([601, 503], [699, 503]))]);
  assert.ok(swaps.every(({ layerId }) => layerId === "line"));
  assert.equal(swaps.flatMap(({ strokes }) => strokes).length, 1);
  layerById(sketch, "line").visible = false;
  assert.deepEqual(tidySwaps(sketch, [stroke(line([202, 200], [202, 800]))]), []);
});

test("the guide adds what is missing, and not what is drawn, on either side of the mirror", () => {
  const sketch = emptySketch();
  layerById(sketch, "line").strokes.push(stroke(line([200, 200], [200, 800]), { mirror: true }));
  const guide = [line([210, 200], [210, 800]), line([820, 200], [820, 800]), line([220, 830], [800, 830])];
  const added = missingStrokes(sketch, guide, { width: 6, colour: "#1d1c1a" });
  assert.equal(added.length, 1);
  assert.ok(added[0].points.every(([, y]) => y === 830));
});
