// @ts-check
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { AddStrokes } from "../../../src/sketch2fashion/studio/document/commands.js";
import { History } from "../../../src/sketch2fashion/studio/document/history.js";
import {
  boxOfPicks,
  copied,
  deleted,
  everyPick,
  pasted,
  pickAt,
  picksAfter,
  picksInside,
  picksOfAdded,
  together,
  transformed,
} from "../../../src/sketch2fashion/studio/document/selection.js";
import { emptySketch } from "../../../src/sketch2fashion/studio/document/sketch.js";
import { moving, scaling } from "../../../src/sketch2fashion/studio/geometry/affine.js";
import { cornersOf } from "../../../src/sketch2fashion/studio/geometry/lasso.js";

/** @type {History} */
let history;

beforeEach(() => {
  history = new History(emptySketch());
  add(
    "line",
    stroke(
      [
        [700, 100],
        [900, 100],
      ],
      true,
    ),
  );
  add(
    "line",
    stroke(
      [
        [500, 600],
        [520, 640],
      ],
      false,
    ),
  );
  add("colour", stroke([[800, 140]], false));
});

test("a loop picks what lies in it, on all layers, and says which side of a mirrored stroke", () => {
  assert.deepEqual(picksInside(history.sketch, around(650, 60, 300, 120)), [
    { layerId: "colour", index: 0, side: "both" },
    { layerId: "line", index: 0, side: "own" },
  ]);
  assert.deepEqual(picksInside(history.sketch, around(80, 60, 300, 120)), [{ layerId: "line", index: 0, side: "image" }]);
  assert.deepEqual(picksInside(history.sketch, around(0, 0, 1024, 200))[1], { layerId: "line", index: 0, side: "both" });
});

test("hidden and locked layers are not picked", () => {
  history.sketch.layers[2].locked = true;
  assert.deepEqual(
    everyPick(history.sketch).map(({ layerId }) => layerId),
    ["colour"],
  );
  assert.equal(pickAt(history.sketch, { x: 800, y: 100 }, 5), null);
});

test("erasing strokes go along with what they erase, but are never picked alone", () => {
  add("line", {
    ...stroke(
      [
        [510, 610],
        [512, 612],
      ],
      false,
    ),
    tool: "erase",
  });
  assert.equal(picksInside(history.sketch, around(480, 580, 60, 80)).length, 2);
  assert.equal(picksInside(history.sketch, around(505, 605, 12, 12)).length, 0);
});

test("a tap picks the topmost stroke within reach", () => {
  assert.deepEqual(pickAt(history.sketch, { x: 224, y: 104 }, 8), { layerId: "line", index: 0, side: "image" });
  assert.equal(pickAt(history.sketch, { x: 224, y: 300 }, 8), null);
});

test("both sides picked one after the other are the whole stroke", () => {
  const own = picksInside(history.sketch, around(690, 90, 220, 20));
  const image = picksInside(history.sketch, around(110, 90, 230, 20));
  assert.deepEqual(together(own, image), [{ layerId: "line", index: 0, side: "both" }]);
});

test("with the mirror on, moving one side moves the other the other way", () => {
  run(transformed(history.sketch, [{ layerId: "line", index: 0, side: "own" }], moving(10, 20), true));
  assert.deepEqual(line(0), { mirror: true, from: [710, 120] });
  run(transformed(history.sketch, [{ layerId: "line", index: 0, side: "image" }], moving(10, 0), true));
  assert.deepEqual(line(0), { mirror: true, from: [700, 120] });
});

test("with the mirror off, only the picked side moves, and the two part", () => {
  const picks = /** @type {const} */ ([{ layerId: "line", index: 0, side: "image" }]);
  const command = transformed(history.sketch, picks, moving(10, 0), false);
  const after = picksAfter(picks, command);
  run(command);
  assert.deepEqual(
    [line(0), line(1)],
    [
      { mirror: false, from: [700, 100] },
      { mirror: false, from: [334, 100] },
    ],
  );
  assert.deepEqual(after, [{ layerId: "line", index: 1, side: "both" }]);
  history.undo();
  assert.deepEqual(line(0), { mirror: true, from: [700, 100] });
});

test("both sides moved down stay one mirrored stroke, moved sideways they part", () => {
  const both = /** @type {const} */ ([{ layerId: "line", index: 0, side: "both" }]);
  run(transformed(history.sketch, both, moving(0, 30), true));
  assert.deepEqual(line(0), { mirror: true, from: [700, 130] });
  run(transformed(history.sketch, both, scaling(2, 2, { x: 512, y: 0 }), true));
  assert.deepEqual(line(0), { mirror: true, from: [888, 260] });
  const picks = [...both, { layerId: "line", index: 1, side: /** @type {const} */ ("both") }];
  const command = transformed(history.sketch, picks, moving(-9, 0), true);
  run(command);
  assert.deepEqual([line(0).mirror, line(1).mirror], [false, false]);
  assert.deepEqual(
    picksAfter(picks, command).map(({ index }) => index),
    [0, 1, 2],
  );
});

test("lines grow with what is scaled, within limits", () => {
  run(transformed(history.sketch, [{ layerId: "line", index: 1, side: "both" }], scaling(3, 3, { x: 0, y: 0 }), true));
  assert.equal(history.sketch.layers[2].strokes[1].width, 18);
});

test("deleting one side leaves the other when the mirror is off", () => {
  run(deleted(history.sketch, [{ layerId: "line", index: 0, side: "own" }], false));
  assert.deepEqual(line(0), { mirror: false, from: [324, 100] });
  history.undo();
  run(deleted(history.sketch, everyPick(history.sketch)));
  assert.ok(history.sketch.layers.every(({ strokes }) => strokes.length === 0));
});

test("what was copied is pasted aside, on layers of its kind, and picked", () => {
  const clip = copied(history.sketch, everyPick(history.sketch));
  const command = pasted(history.sketch, clip, moving(28, 28), null);
  assert.ok(command);
  run(command);
  assert.equal(history.sketch.layers[0].strokes.length, 2);
  assert.equal(history.sketch.layers[2].strokes.length, 5); // the mirrored one became two
  assert.equal(picksOfAdded(history.sketch, command).length, 4);
});

test("the frame is as large as the picked side with its ink", () => {
  const box = boxOfPicks(history.sketch, [{ layerId: "line", index: 0, side: "image" }]);
  assert.ok(box && Math.abs(box.x - 118) < 8 && Math.abs(box.width - 210) < 10);
});

/** @param {import("../../../src/sketch2fashion/studio/document/commands.js").Command} command */
function run(command) {
  history.execute(command);
}

/** @param {string} layerId @param {import("../../../src/sketch2fashion/studio/document/sketch.js").Stroke} each */
function add(layerId, each) {
  history.execute(new AddStrokes([{ layerId, stroke: each }]));
}

/** @param {[number, number][]} path @param {boolean} mirror @returns {import("../../../src/sketch2fashion/studio/document/sketch.js").Stroke} */
function stroke(path, mirror) {
  return { tool: "pen", points: path.map(([x, y], index) => [x, y, 0.5, index * 8]), width: 6, colour: "#1d1c1a", mirror };
}

/** @param {number} index */
function line(index) {
  const { mirror, points } = history.sketch.layers[2].strokes[index];
  return { mirror, from: points[0].slice(0, 2) };
}

/** @param {number} x @param {number} y @param {number} width @param {number} height */
function around(x, y, width, height) {
  return cornersOf({ x, y, width, height });
}
