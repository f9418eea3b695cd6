// @ts-check
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { PointerRouter } from "../../../src/sketch2fashion/studio/tools/pointer-router.js";

/** @type {string[]} */
let heard = [];
let penMode = false;
let handTool = false;
/** @type {PointerRouter} */
let router;

beforeEach(() => {
  heard = [];
  penMode = handTool = false;
  router = new PointerRouter(
    {
      begin: ({ kind }) => heard.push(`begin ${kind}`),
      move: (samples) => heard.push(`move ${samples.length}`),
      end: () => heard.push("end"),
      cancel: () => heard.push("cancel"),
      pan: (dx, dy) => heard.push(`pan ${dx},${dy}`),
      pinch: () => heard.push("pinch"),
      tap: (fingers) => heard.push(`tap ${fingers}`),
      penSeen: () => {
        penMode = true;
      },
    },
    { fingersPan: () => penMode, everythingPans: () => handTool },
  );
});

test("a mouse draws", () => {
  down(1, "mouse", 0, 0, 0);
  move(1, 5, 5, 10);
  up(1, 20);
  assert.deepEqual(heard, ["begin mouse", "move 1", "end"]);
});

test("the middle button moves the paper, the right one does nothing", () => {
  assert.equal(down(1, "mouse", 0, 0, 0, 2), false);
  down(1, "mouse", 0, 0, 0, 1);
  move(1, 7, 3, 10);
  up(1, 20);
  assert.deepEqual(heard, ["pan 7,3"]);
});

test("with the hand tool or the space bar everything moves the paper", () => {
  handTool = true;
  down(1, "mouse", 0, 0, 0);
  move(1, 4, 0, 10);
  assert.deepEqual(heard, ["pan 4,0"]);
});

test("one finger draws while no pen was seen", () => {
  down(1, "touch", 0, 0, 0);
  up(1, 400);
  assert.deepEqual(heard, ["begin touch", "end"]);
});

test("a second finger that comes soon takes the stroke back and pinches", () => {
  down(1, "touch", 0, 0, 0);
  move(1, 3, 0, 20);
  down(2, "touch", 100, 0, 60);
  move(2, 140, 0, 80);
  assert.deepEqual(heard, ["begin touch", "move 1", "cancel", "pinch"]);
});

test("a finger that comes late does not disturb the stroke", () => {
  down(1, "touch", 0, 0, 0);
  for (let i = 1; i < 10; i++) move(1, i * 10, 0, i * 60);
  down(2, "touch", 300, 300, 600);
  up(1, 700);
  assert.equal(heard.includes("cancel"), false);
  assert.equal(heard.at(-1), "end");
});

test("a tap with two fingers undoes, with three it redoes, and leaves no dot", () => {
  down(1, "touch", 0, 0, 0);
  down(2, "touch", 80, 0, 30);
  up(1, 120);
  up(2, 130);
  assert.deepEqual(heard, ["begin touch", "cancel", "tap 2"]);
  heard.length = 0;
  for (const id of [1, 2, 3]) down(id, "touch", id * 60, 0, 1000 + id * 20);
  for (const id of [1, 2, 3]) up(id, 1150 + id);
  assert.equal(heard.at(-1), "tap 3");
});

test("a pinch is no tap", () => {
  down(1, "touch", 0, 0, 0);
  down(2, "touch", 80, 0, 30);
  move(2, 160, 0, 60);
  up(1, 120);
  up(2, 130);
  assert.equal(
    heard.some((word) => word.startsWith("tap")),
    false,
  );
});

test("once a pen has touched, a finger only moves the paper", () => {
  down(1, "pen", 0, 0, 0);
  up(1, 50);
  down(2, "touch", 0, 0, 100);
  move(2, 9, 0, 120);
  up(2, 140);
  assert.deepEqual(heard, ["begin pen", "end", "pan 9,0"]);
});

test("the palm beside the pen does nothing", () => {
  down(1, "pen", 0, 0, 0);
  assert.equal(down(2, "touch", 200, 200, 20), false);
  move(2, 230, 230, 30);
  move(1, 5, 5, 40);
  up(2, 50);
  up(1, 60);
  assert.deepEqual(heard, ["begin pen", "move 1", "end"]);
});

test("a palm that lands before the first pen contact loses its stroke to the pen", () => {
  down(1, "touch", 200, 200, 0);
  down(2, "pen", 0, 0, 40);
  move(2, 5, 5, 60);
  up(2, 80);
  assert.deepEqual(heard, ["begin touch", "cancel", "begin pen", "move 1", "end"]);
});

test("a pointer that the browser takes away leaves no half stroke", () => {
  down(1, "touch", 0, 0, 0);
  router.lost(1);
  move(1, 50, 50, 20);
  assert.deepEqual(heard, ["begin touch", "cancel"]);
  down(2, "mouse", 0, 0, 100);
  assert.equal(heard.at(-1), "begin mouse");
});

test("when one finger of a pinch leaves, the other carries on without a jump", () => {
  down(1, "touch", 0, 0, 0);
  down(2, "touch", 100, 0, 20);
  move(2, 150, 0, 40);
  up(1, 500);
  move(2, 153, 2, 520);
  assert.equal(heard.at(-1), "pan 3,2");
});

/** @param {number} id @param {"mouse" | "pen" | "touch"} kind @param {number} x @param {number} y @param {number} time @param {number} [button] */
function down(id, kind, x, y, time, button = 0) {
  return router.down({ id, kind, button, eraser: false, at: { x, y, pressure: 0.5, time } });
}

/** @param {number} id @param {number} x @param {number} y @param {number} time */
function move(id, x, y, time) {
  router.move(id, [{ x, y, pressure: 0.5, time }]);
}

/** @param {number} id @param {number} time */
function up(id, time) {
  router.up(id, time);
}
