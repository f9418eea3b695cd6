// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { pointsOfPath } from "../../../src/sketch2fashion/studio/geometry/curve.js";
import { pressureOf, pressureOfSpeed } from "../../../src/sketch2fashion/studio/geometry/pressure.js";
import { simplified } from "../../../src/sketch2fashion/studio/geometry/simplify.js";
import { Stabiliser } from "../../../src/sketch2fashion/studio/geometry/stabiliser.js";
import { randomFrom, scribble } from "../random.js";

/** @typedef {import("../../../src/sketch2fashion/studio/geometry/types.js").Point} Point */

test("a straight line needs two points", () => {
  /** @type {Point[]} */
  const line = Array.from({ length: 200 }, (_, i) => [i, 2 * i, 0.5, i]);
  assert.deepEqual(simplified(line, 0.5), [line[0], line[199]]);
});

test("a simplified line stays within its tolerance", () => {
  const points = scribble(randomFrom(2), 300);
  const kept = simplified(points, 4);
  assert.ok(kept.length < points.length);
  for (const [x, y] of points) assert.ok(distanceToLine(x, y, kept) <= 4 + 1e-9);
});

test("a change of pressure on a straight line is kept", () => {
  assert.equal(
    simplified(
      [
        [0, 0, 0.2, 0],
        [50, 0, 1, 8],
        [100, 0, 0.2, 16],
      ],
      0.5,
    ).length,
    3,
  );
});

test("ten thousand points do not overflow the stack", () => {
  assert.ok(simplified(scribble(randomFrom(4), 10_000), 0.1).length > 1000);
});

test("a steadied line is calmer and still ends where the pen was lifted", () => {
  const random = randomFrom(6);
  /** @type {Point[]} */
  const shaky = Array.from({ length: 100 }, (_, i) => [i * 8, 100 + (random() - 0.5) * 12, 0.5, i * 8]);
  const stabiliser = new Stabiliser(0.8);
  const calm = shaky.map((point) => stabiliser.push(point)).filter((point) => point !== null);
  const last = stabiliser.finish();
  assert.ok(wobble(calm.slice(20)) < wobble(shaky.slice(20)) / 3);
  assert.ok(last && Math.abs(last[0] - 792) < 0.1);
});

test("without a stabiliser the points stay where they were", () => {
  const stabiliser = new Stabiliser(0);
  const out = [/** @type {Point} */ ([0, 0, 0.5, 0]), /** @type {Point} */ ([10, 3, 0.5, 8])].map((point) => stabiliser.push(point));
  assert.deepEqual(
    out.map((point) => point?.slice(0, 2)),
    [
      [0, 0],
      [10, 3],
    ],
  );
});

test("points that say nothing new are left out", () => {
  const stabiliser = new Stabiliser(0);
  stabiliser.push([5, 5, 0.5, 0]);
  assert.equal(stabiliser.push([5.2, 5, 0.5, 8]), null);
});

test("a fast mouse draws thinner than a slow one, and pressure can be switched off", () => {
  assert.ok(pressureOfSpeed(5) < pressureOfSpeed(0.1));
  assert.equal(pressureOf({ kind: "pen", pressure: 0.9 }, 1, false), 0.5);
  assert.ok(pressureOf({ kind: "pen", pressure: 0.9 }, 1, true) > pressureOf({ kind: "pen", pressure: 0.2 }, 1, true));
});

test("path data becomes evenly spaced points through its corners", () => {
  const [square, line] = pointsOfPath("M0 0 H100 V100 H0 Z M10 10 C10 50 50 90 90 90");
  assert.deepEqual(square[0].slice(0, 2), [0, 0]);
  assert.deepEqual(square[square.length - 1].slice(0, 2), [0, 0]);
  assert.deepEqual(line[line.length - 1].slice(0, 2), [90, 90]);
  for (let i = 1; i < line.length; i++) assert.ok(Math.hypot(line[i][0] - line[i - 1][0], line[i][1] - line[i - 1][1]) < 6.6);
});

/** @param {Point[]} points */
function wobble(points) {
  return points.slice(1).reduce((sum, [, y], index) => sum + Math.abs(y - points[index][1]), 0) / points.length;
}

/** @param {number} x @param {number} y @param {Point[]} line */
function distanceToLine(x, y, line) {
  let least = Infinity;
  for (let i = 1; i < line.length; i++) {
    const [[ax, ay], [bx, by]] = [line[i - 1], line[i]];
    const length = (bx - ax) ** 2 + (by - ay) ** 2;
    const t = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
    least = Math.min(least, Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)));
  }
  return least;
}
