// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { centreLineOf, inkBox, mirrored, outlineOf, pathOf, tracedOn } from "../../../src/sketch2fashion/studio/geometry/outline.js";
import { randomFrom, scribble } from "../random.js";

/** @typedef {import("../../../src/sketch2fashion/studio/geometry/types.js").Point} Point */

/** @type {Record<string, Point[]>} */
const TRICKY = {
  "one point": [[10, 10, 0.5, 0]],
  "two equal points": [
    [10, 10, 0.5, 0],
    [10, 10, 0.5, 8],
  ],
  "a step too small to see": [
    [10, 10, 0.5, 0],
    [10.001, 10, 0.5, 8],
  ],
  "there and back": [
    [10, 10, 0.5, 0],
    [90, 10, 0.5, 8],
    [10, 10, 0.5, 16],
  ],
  "no pressure": [
    [10, 10, 0, 0],
    [40, 40, 0, 8],
  ],
  "outside the paper": [
    [-400, -400, 1, 0],
    [5000, 9000, 1, 8],
  ],
};

for (const [name, points] of Object.entries(TRICKY)) {
  test(`${name} has an outline`, () => {
    const path = pathOf(outlineOf(points, 6));
    assert.ok(path.length > 0);
    assert.doesNotMatch(path, /NaN|Infinity/);
  });
}

test("no number is lost in 500 random scribbles", () => {
  const random = randomFrom(7);
  for (let round = 0; round < 500; round++) {
    const points = scribble(random, 1 + Math.floor(random() * 60));
    const width = 1 + random() * 120;
    assert.doesNotMatch(pathOf(outlineOf(points, width)) + centreLineOf(points), /NaN|Infinity|undefined/);
  }
});

test("no points, no outline", () => {
  assert.deepEqual(outlineOf([], 6), []);
  assert.equal(pathOf([]), "");
});

test("making an outline does not change the points", () => {
  const points = scribble(randomFrom(3), 40);
  const before = structuredClone(points);
  outlineOf(points, 9);
  assert.deepEqual(points, before);
});

test("full pressure is three times as wide as none, as on the server", () => {
  const heightAt = (/** @type {number} */ pressure) => {
    /** @type {Point[]} */
    const line = Array.from({ length: 40 }, (_, i) => [i * 10, 100, pressure, i * 8]);
    const ys = outlineOf(line, 20).map(([, y]) => y);
    return Math.max(...ys) - Math.min(...ys);
  };
  assert.ok(Math.abs(heightAt(0.5) - 20) < 0.6);
  assert.ok(Math.abs(heightAt(1) - 30) < 0.6);
  assert.ok(Math.abs(heightAt(0) - 10) < 0.6);
});

test("mirroring twice gives the stroke back", () => {
  const points = scribble(randomFrom(5), 30).map(([x, y, p, ms]) => /** @type {Point} */ ([Math.round(x), Math.round(y), p, ms]));
  assert.deepEqual(mirrored(mirrored(points, 1024), 1024), points);
});

test("the box holds the ink and its mirror image", () => {
  const random = randomFrom(11);
  for (let round = 0; round < 100; round++) {
    const stroke = { points: scribble(random, 20), width: 1 + random() * 60, mirror: true };
    const box = inkBox(stroke, 1024);
    const corners = [...outlineOf(stroke.points, stroke.width), ...outlineOf(mirrored(stroke.points, 1024), stroke.width)];
    for (const [x, y] of corners) {
      assert.ok(x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height, `round ${round}`);
    }
  }
});

test("an outline that is drawn at once has the shape of the one that is written as text", () => {
  const outline = outlineOf(scribble(randomFrom(5), 30), 8);
  /** @type {(string | number)[]} */
  const drawn = [];
  const record =
    (/** @type {string} */ name) =>
    (/** @type {number[]} */ ...numbers) =>
      void drawn.push(name, ...numbers);
  tracedOn({ moveTo: record("M"), quadraticCurveTo: record("Q"), closePath: record("Z") }, outline);
  const written = [...pathOf(outline).matchAll(/[MQZ]|-?[\d.]+/g)].map(([part]) => (/[MQZ]/.test(part) ? part : Number(part)));
  assert.equal(drawn.length, written.length);
  for (const [index, part] of drawn.entries()) {
    if (typeof part === "string") assert.equal(part, written[index]);
    else assert.ok(Math.abs(part - Number(written[index])) <= 0.006);
  }
});
