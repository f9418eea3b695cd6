// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { lengthOf, Nearby, partsAway, spaced } from "../../../src/sketch2fashion/studio/geometry/near.js";

/** @typedef {import("../../../src/sketch2fashion/studio/geometry/types.js").Point} Point */

/** @param {...[number, number]} spots @returns {Point[]} */
const line = (...spots) => spots.map(([x, y], index) => [x, y, 0.5, index * 10]);

test("a straight line of two points is near all along its way", () => {
  const others = /** @type {Nearby<string>} */ (new Nearby(20));
  others.add(line([0, 0], [1000, 0]), "hem");
  assert.equal(others.nearest(437, 12), "hem");
  assert.equal(others.nearest(437, 24), undefined);
});

test("the nearest of two lines answers, also over the edge of a cell", () => {
  const others = /** @type {Nearby<string>} */ (new Nearby(50));
  others.add(line([0, 48], [300, 48]), "upper");
  others.add(line([0, 80], [300, 80]), "lower");
  assert.equal(others.nearest(149, 51), "upper");
  assert.equal(others.nearest(151, 74), "lower");
});

test("only the parts that nothing is near to are left, without crumbs", () => {
  const drawn = /** @type {Nearby<true>} */ (new Nearby(10));
  drawn.add(line([0, 0], [100, 0]), true);
  const parts = partsAway(line([0, 3], [200, 3]), drawn, 20);
  assert.equal(parts.length, 1);
  assert.ok(parts[0].every(([x]) => x > 105));
  assert.ok(Math.abs(lengthOf(parts[0]) - 90) < 8);
  assert.deepEqual(partsAway(line([100, 3], [118, 3]), drawn, 20), []);
});

test("points in between keep ends, order and time", () => {
  const dense = spaced(line([0, 0], [10, 0]), 3);
  assert.deepEqual(
    dense.map(([x, , , ms]) => [x, ms]),
    [
      [0, 0],
      [2.5, 2.5],
      [5, 5],
      [7.5, 7.5],
      [10, 10],
    ],
  );
});
