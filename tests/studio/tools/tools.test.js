// @ts-check
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { History } from "../../../src/sketch2fashion/studio/document/history.js";
import { emptySketch } from "../../../src/sketch2fashion/studio/document/sketch.js";
import { TOOLBOX } from "../../../src/sketch2fashion/studio/tools/toolbox.js";

/** @type {History} */
let history;
let shift = false;
/** @type {string[]} */
let drafts = [];

beforeEach(() => {
  history = new History(emptySketch());
  shift = false;
  drafts = [];
});

test("a stroke of the pen lands on the line layer with its ink", () => {
  draw("pen", [
    [10, 10],
    [60, 80],
    [200, 90],
  ]);
  const [stroke] = strokesOf("line");
  assert.equal(stroke.tool, "pen");
  assert.equal(stroke.mirror, true);
  assert.deepEqual(stroke.points[0].slice(0, 2), [10, 10]);
  assert.deepEqual(stroke.points.at(-1)?.slice(0, 2), [200, 90]);
  assert.deepEqual(drafts, ["begin line", "extend", "extend", "extend", "end"]);
});

test("one touch of the colour pen is a dot of the chosen colour", () => {
  draw("colour", [[300, 300]]);
  const [stroke] = strokesOf("colour");
  assert.equal(stroke.colour, "#d4202f");
  assert.equal(stroke.points.length, 1);
});

test("a border line is drawn on its own layer", () => {
  draw("border", [
    [0, 500],
    [900, 500],
  ]);
  assert.equal(strokesOf("border").length, 1);
  assert.equal(strokesOf("line").length, 0);
});

test("the eraser wipes only the layers that it meets, as one step", () => {
  draw("pen", [
    [10, 10],
    [100, 10],
  ]);
  draw("colour", [[800, 800]]);
  draw("eraser", [
    [50, 0],
    [50, 40],
  ]);
  assert.deepEqual(
    strokesOf("line").map(({ tool }) => tool),
    ["pen", "erase"],
  );
  assert.deepEqual(
    strokesOf("colour").map(({ tool }) => tool),
    ["pen"],
  );
  history.undo();
  assert.equal(strokesOf("line").length, 1);
});

test("erasing where nothing is leaves no step to undo", () => {
  draw("eraser", [
    [500, 500],
    [520, 520],
  ]);
  assert.equal(history.canUndo, false);
});

test("a stroke that is given up leaves nothing", () => {
  TOOLBOX.pen.begin(at(1, 1, 0), desk());
  TOOLBOX.pen.move([at(50, 50, 10)]);
  TOOLBOX.pen.cancel();
  TOOLBOX.pen.end();
  assert.equal(history.canUndo, false);
  assert.equal(drafts.at(-1), "end");
});

test("with Shift the line is straight and level", () => {
  shift = true;
  draw("pen", [
    [100, 100],
    [180, 140],
    [400, 108],
  ]);
  const [stroke] = strokesOf("line");
  assert.equal(stroke.points.length, 2);
  assert.equal(stroke.points[1][1], 100);
});

test("a fill stores one hint where the pointer was lifted, and only on the paper", () => {
  draw("fill", [
    [10, 10],
    [512, 300],
  ]);
  assert.deepEqual(strokesOf("colour")[0].points, [[512, 300, 0.5, 0]]);
  assert.equal(strokesOf("colour")[0].tool, "fill");
  draw("fill", [[-40, 10]]);
  assert.equal(strokesOf("colour").length, 1);
});

/** @param {keyof typeof TOOLBOX} id @param {[number, number][]} path */
function draw(id, path) {
  const tool = TOOLBOX[id];
  tool.begin(at(path[0][0], path[0][1], 0), desk());
  for (const [index, [x, y]] of path.slice(1).entries()) tool.move([at(x, y, (index + 1) * 16)]);
  tool.end();
}

/** @param {number} x @param {number} y @param {number} time */
function at(x, y, time) {
  return { x, y, pressure: 0.5, time, speed: 1 };
}

/** @returns {import("../../../src/sketch2fashion/studio/tools/freehand.js").Desk} */
function desk() {
  return {
    sketch: history.sketch,
    ink: { width: 20, colour: "#d4202f", mirror: true, pressure: true, steadiness: 0 },
    draft: {
      begin: (_, kind) => drafts.push(`begin ${kind}`),
      extend: () => drafts.push("extend"),
      restart: () => drafts.push("restart"),
      end: () => drafts.push("end"),
    },
    execute: (command) => history.execute(command),
    device: "mouse",
    straight: () => shift,
  };
}

/** @param {string} id */
function strokesOf(id) {
  return history.sketch.layers.find((layer) => layer.id === id)?.strokes ?? [];
}
