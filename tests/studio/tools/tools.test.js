// @ts-check
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { History } from "../../../src/sketch2fashion/studio/document/history.js";
import { emptySketch, layer, layerToDrawOn } from "../../../src/sketch2fashion/studio/document/sketch.js";
import { dragMatrix } from "../../../src/sketch2fashion/studio/tools/select.js";
import { TOOLBOX } from "../../../src/sketch2fashion/studio/tools/toolbox.js";

/** @type {History} */
let history;
let shift = false;
let alt = false;
/** @type {import("../../../src/sketch2fashion/studio/geometry/shapes.js").Shape} */
let shape = "line";
/** @type {string[]} */
let drafts = [];
/** @type {string[]} */
let refused = [];
/** @type {string[]} what the selection was asked for */
let asked = [];

/** @type {import("../../../src/sketch2fashion/studio/tools/freehand.js").Selecting} */
const selection = {
  box: { x: 100, y: 100, width: 200, height: 100 },
  handleAt: ({ x }) => (x === 300 ? "e" : x > 100 && x < 300 ? "move" : null),
  grab: (handle) => asked.push(`grab ${handle}`),
  drag: (matrix) => asked.push(`drag ${matrix.map((value) => Math.round(value * 100) / 100)}`),
  release: (wanted) => asked.push(`release ${wanted}`),
  showLoop: () => {},
  pickInside: (loop, add) => asked.push(`inside ${loop.length} ${add}`),
  pickAt: (_, device, add) => asked.push(`at ${device} ${add}`),
};
/** @type {import("../../../src/sketch2fashion/studio/tools/freehand.js").Picker} */
const picker = { show: ({ x, y }) => asked.push(`show ${x},${y}`), take: () => asked.push("take"), hide: () => asked.push("hide") };

/** @type {import("../../../src/sketch2fashion/studio/tools/warp.js").Warping} */
const warping = {
  grab: ({ x, y }, radius, mirror) => asked.push(`grab ${x},${y} ${radius} ${mirror}`),
  drag: ({ x, y }) => asked.push(`drag ${x},${y}`),
  release: (wanted) => asked.push(`release ${wanted}`),
};

beforeEach(() => {
  history = new History(emptySketch());
  shift = alt = false;
  shape = "line";
  drafts = [];
  refused = [];
  asked = [];
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

test("about an axis that was moved a mirrored stroke is stored as two", () => {
  history.sketch.axis = 400;
  draw("pen", [
    [500, 100],
    [600, 200],
  ]);
  const [own, image] = strokesOf("line");
  assert.deepEqual([own.mirror, image.mirror], [false, false]);
  assert.deepEqual(image.points[0].slice(0, 2), [300, 100]);
});

test("a tool draws on the chosen layer of its kind, else on the topmost that is open", () => {
  history.sketch.layers.push({ ...layer("line-2", "line") }, { ...layer("line-3", "line"), locked: true });
  draw("pen", [[10, 10]]);
  assert.equal(strokesOf("line-2").length, 1);
  assert.equal(layerToDrawOn(history.sketch, "line", "line")?.id, "line");
  assert.equal(layerToDrawOn(history.sketch, "line", "line-3")?.id, "line-2");
});

test("on a hidden or locked layer nothing is drawn, and it is said", () => {
  for (const each of history.sketch.layers) each.locked = true;
  draw("pen", [
    [10, 10],
    [90, 90],
  ]);
  draw("shape", [
    [10, 10],
    [90, 90],
  ]);
  draw("fill", [[50, 50]]);
  assert.equal(history.canUndo, false);
  assert.deepEqual(refused, ["line", "line", "colour"]);
});

test("the eraser leaves locked layers alone", () => {
  draw("pen", [
    [10, 10],
    [100, 10],
  ]);
  history.sketch.layers[2].locked = true;
  draw("eraser", [
    [50, 0],
    [50, 40],
  ]);
  assert.equal(strokesOf("line").length, 1);
});

test("a mark of any colour says so, lines never do", () => {
  const inked = { ...desk(), ink: { ...desk().ink, auto: true } };
  for (const id of /** @type {const} */ (["colour", "fill", "pen"])) {
    TOOLBOX[id].begin(at(40, 40, 0), inked);
    TOOLBOX[id].end();
  }
  assert.deepEqual(
    strokesOf("colour").map(({ auto }) => auto),
    [true, true],
  );
  assert.equal("auto" in strokesOf("line")[0], false);
});

test("a rectangle closes at its corner, and with Shift it is a square", () => {
  shape = "rectangle";
  shift = true;
  draw("shape", [
    [100, 100],
    [150, 120],
    [300, 180],
  ]);
  const [{ points }] = strokesOf("line");
  assert.deepEqual(points[0].slice(0, 2), points.at(-1)?.slice(0, 2));
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  assert.deepEqual([Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)], [100, 300, 100, 300]);
});

test("an ellipse keeps to its box, from the middle with Alt", () => {
  shape = "ellipse";
  alt = true;
  draw("shape", [
    [500, 500],
    [600, 540],
  ]);
  const [{ points }] = strokesOf("line");
  assert.ok(points.every(([x, y]) => Math.abs(((x - 500) / 100) ** 2 + ((y - 500) / 40) ** 2 - 1) < 0.02));
});

test("a curve is laid with one drag and pulled with the next", () => {
  shape = "curve";
  draw("shape", [
    [100, 100],
    [300, 100],
  ]);
  assert.equal(strokesOf("line").length, 0);
  draw("shape", [
    [200, 160],
    [200, 200],
  ]);
  const [{ points }] = strokesOf("line");
  const middle = points[(points.length - 1) / 2];
  assert.deepEqual([points[0][0], middle[0], middle[1], points.at(-1)?.[0]], [100, 200, 200, 300]);
});

test("a curve that waits stays when another tool is taken", () => {
  shape = "curve";
  draw("shape", [
    [100, 100],
    [300, 100],
  ]);
  TOOLBOX.shape.finish();
  assert.equal(strokesOf("line").length, 1);
});

test("a slip of the hand makes no shape", () => {
  draw("shape", [
    [100, 100],
    [101, 101],
  ]);
  assert.equal(history.canUndo, false);
});

test("a loop picks what is inside, a tap what is there, Shift adds", () => {
  draw("select", [
    [10, 10],
    [60, 10],
    [60, 60],
  ]);
  draw("select", [[20, 20]]);
  shift = true;
  draw("select", [
    [10, 10],
    [60, 10],
    [60, 60],
  ]);
  assert.deepEqual(asked, ["inside 3 false", "at mouse false", "inside 3 true"]);
});

test("dragging the selection moves it, a side stretches it, giving up puts it back", () => {
  draw("select", [
    [200, 150],
    [210, 170],
  ]);
  assert.deepEqual(asked, ["grab move", "drag 1,0,0,1,10,20", "release true"]);
  asked = [];
  draw("select", [
    [300, 150],
    [500, 150],
  ]);
  assert.deepEqual(asked, ["grab e", "drag 2,0,0,1,-100,0", "release true"]);
  asked = [];
  TOOLBOX.select.begin(at(200, 150, 0), desk());
  TOOLBOX.select.move([at(260, 150, 9)]);
  TOOLBOX.select.cancel();
  assert.equal(asked.at(-1), "release false");
});

test("corners keep the proportions unless Shift frees them, turning snaps with Shift", () => {
  const box = { x: 0, y: 0, width: 100, height: 50 };
  const keys = { straight: () => false, centred: () => false };
  assert.deepEqual(dragMatrix("se", box, { x: 100, y: 50 }, { x: 200, y: 60 }, keys).slice(0, 4), [2, 0, 0, 2]);
  assert.deepEqual(
    dragMatrix("se", box, { x: 100, y: 50 }, { x: 200, y: 75 }, { ...keys, straight: () => true }).slice(0, 4),
    [2, 0, 0, 1.5],
  );
  const [cosine] = dragMatrix("turn", box, { x: 50, y: -40 }, { x: 118, y: 22 }, { ...keys, straight: () => true });
  assert.ok(Math.abs(cosine - Math.cos(Math.PI / 2)) < 1e-9);
});

test("the eyedropper takes the colour where it was lifted", () => {
  draw("eyedropper", [
    [10, 20],
    [30, 40],
  ]);
  assert.deepEqual(asked, ["show 10,20", "show 30,40", "take", "hide"]);
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
    ink: { width: 20, colour: "#d4202f", auto: false, mirror: true, pressure: true, steadiness: 0 },
    draft: {
      begin: (_, kind) => drafts.push(`begin ${kind}`),
      extend: () => drafts.push("extend"),
      restart: () => drafts.push("restart"),
      end: () => drafts.push("end"),
    },
    execute: (command) => history.execute(command),
    device: "mouse",
    straight: () => shift,
    centred: () => alt,
    layerId: null,
    refused: (kind) => refused.push(kind),
    hand: { shape, marquee: "lasso", picker, selection, warping },
  };
}

test("the warp brush holds a place by half its width, follows the hand, and lets go", () => {
  draw("warp", [
    [300, 400],
    [280, 430],
    [240, 480],
  ]);
  assert.deepEqual(asked, ["grab 300,400 10 true", "drag 280,430", "drag 240,480", "release true"]);
  asked = [];
  shift = true;
  draw("warp", [
    [300, 400],
    [290, 480],
  ]);
  assert.deepEqual(asked, ["grab 300,400 10 true", "drag 300,480", "release true"]);
});

test("a drag with the warp brush that is given up is let go unwanted", () => {
  TOOLBOX.warp.begin(at(300, 400, 0), desk());
  TOOLBOX.warp.cancel();
  TOOLBOX.warp.end();
  assert.deepEqual(asked, ["grab 300,400 10 true", "release false"]);
});

/** @param {string} id */
function strokesOf(id) {
  return history.sketch.layers.find((layer) => layer.id === id)?.strokes ?? [];
}
