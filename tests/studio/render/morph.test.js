// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { emptySketch } from "../../../src/sketch2fashion/studio/document/sketch.js";
import { ApiError } from "../../../src/sketch2fashion/studio/render/api.js";
import { framed } from "../../../src/sketch2fashion/studio/render/frame.js";
import { around, Morph, ROUNDS, toAndFro } from "../../../src/sketch2fashion/studio/render/morph.js";

/** @typedef {import("../../../src/sketch2fashion/studio/render/morph.js").Mixer} Mixer */

const BOX = { x: 0, y: 0, width: 1, height: 1 };

/** @param {number} seed */
function version(seed) {
  return { sketch: emptySketch(), recipe: { category: "hat", refine: 0.3, seed }, picture: framed(new Blob([`${seed}`]), seed, 512, BOX) };
}

/** @param {number[][]} asked @returns {Mixer} */
function mixer(asked) {
  return async (first, _second, shares, size) => {
    asked.push(shares);
    return shares.map((share) => ({
      share,
      sketch: first.sketch,
      recipe: first.recipe,
      picture: framed(new Blob([`${share}`]), 0, size, BOX),
    }));
  };
}

/** @param {number[]} closed counts bitmaps that are let go */
const decoder = (closed) => async () => /** @type {any} */ ({ close: () => closed.push(1) });

test("the rounds fill every twelfth, the quarters first", () => {
  const shares = ROUNDS.flat();
  assert.deepEqual(
    shares.toSorted((a, b) => a - b),
    Array.from({ length: 11 }, (_, index) => (index + 1) / 12),
  );
  assert.deepEqual(ROUNDS[0], [0.25, 0.5, 0.75]);
});

test("frames come in rounds, always in order, with the two garments at the ends", async () => {
  /** @type {number[][]} */
  const asked = [];
  /** @type {number[]} */
  const counts = [];
  const morph = new Morph(() => counts.push(morph.frames.length), mixer(asked), decoder([]));
  await morph.start(version(1), version(2));
  assert.deepEqual(asked, ROUNDS);
  assert.deepEqual([...new Set(counts)], [0, 5, 9, 13]);
  const shares = morph.frames.map(({ share }) => share);
  assert.deepEqual(
    shares,
    shares.toSorted((a, b) => a - b),
  );
  assert.equal(shares[0], 0);
  assert.equal(shares[12], 1);
  assert.equal(morph.state, "done");
});

test("another choice gives up the one before, and nothing of it is shown", async () => {
  /** @type {(() => void)[]} */
  const waiting = [];
  /** @type {Mixer} */
  const slow = (first, second, shares, size, signal) =>
    new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(new ApiError("cancelled", "cancelled")));
      waiting.push(() => resolve(mixer([])(first, second, shares, size, signal)));
    });
  const morph = new Morph(() => {}, slow, decoder([]));
  const given = morph.start(version(1), version(2));
  await new Promise(setImmediate);
  const [one, two] = [version(3), version(4)];
  morph.start(one, two);
  await given;
  assert.equal(morph.state, "working");
  assert.deepEqual(morph.ends, [one, two]);
  assert.equal(morph.frames.length, 0);
});

test("a failure says why; what had come stays usable", async () => {
  let rounds = 0;
  const morph = new Morph(
    () => {},
    async (...all) => {
      if (rounds++ === 1) throw new ApiError("busy", "come back");
      return mixer([])(...all);
    },
    decoder([]),
  );
  await morph.start(version(1), version(2));
  assert.equal(morph.state, "failed");
  assert.equal(morph.problem?.kind, "busy");
  assert.equal(morph.frames.length, 5);
});

test("bitmaps are let go with their frames", async () => {
  /** @type {number[]} */
  const closed = [];
  const morph = new Morph(() => {}, mixer([]), decoder(closed));
  await morph.start(version(1), version(2));
  morph.clear();
  assert.equal(closed.length, 13);
  assert.equal(morph.frames.length, 0);
});

test("between two frames the part says how near the second is", () => {
  const frames = [0, 0.25, 1].map((share) => ({ share }));
  assert.deepEqual(around(frames, 0), { lower: frames[0], upper: frames[0], part: 0 });
  const { lower, upper, part } = around(frames, 0.4);
  assert.deepEqual([lower, upper], [frames[1], frames[2]]);
  assert.ok(Math.abs(part - 0.2) < 1e-9);
  assert.deepEqual(around(frames, 1), { lower: frames[1], upper: frames[2], part: 1 });
});

test("playing goes on from where it is, to the end and back, never out of range", () => {
  for (const from of [0, 0.2, 0.5, 0.99, 1]) {
    assert.ok(Math.abs(toAndFro(0, from) - from) < 1e-9, `${from}`);
    const places = Array.from({ length: 400 }, (_, index) => toAndFro(index * 16, from));
    assert.ok(places.every((place) => place >= 0 && place <= 1));
    assert.ok(Math.max(...places) > 0.99 && Math.min(...places) < 0.01);
    assert.ok(places.every((place, index) => index === 0 || Math.abs(place - places[index - 1]) < 0.02));
  }
});
