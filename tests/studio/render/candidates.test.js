// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { emptySketch } from "../../../src/sketch2fashion/studio/document/sketch.js";
import { ApiError } from "../../../src/sketch2fashion/studio/render/api.js";
import { CANDIDATES, Candidates } from "../../../src/sketch2fashion/studio/render/candidates.js";
import { framed } from "../../../src/sketch2fashion/studio/render/frame.js";

/** @typedef {import("../../../src/sketch2fashion/studio/render/candidates.js").Studio} Studio */
/** @typedef {import("../../../src/sketch2fashion/studio/render/atelier.js").RenderOptions} RenderOptions */

/** @param {RenderOptions} options @returns {Promise<import("../../../src/sketch2fashion/studio/render/api.js").Rendered>} */
async function rendered({ seed, variants }) {
  const images = Array.from({ length: variants }, (_, index) => ({
    blob: new Blob([`${seed + index}`]),
    seed: seed + index,
    box: /** @type {[number, number, number, number]} */ ([64, 0, 128, 256]),
  }));
  return { category: "hat", scores: {}, seconds: 0, images };
}

/** @param {Studio["render"]} render @returns {Studio} */
const studio = (render) => ({ render, refine: 0.5, category: null });

test("sixteen come a few at a time, each with a seed of its own and what makes it again", async () => {
  /** @type {number[]} */
  const counts = [];
  /** @type {RenderOptions[]} */
  const asked = [];
  const candidates = new Candidates(() => counts.push(candidates.list.length));
  const sketch = emptySketch();
  const work = candidates.start(
    sketch,
    studio((_, options) => {
      asked.push(options);
      return rendered(options);
    }),
    32,
  );
  await work;
  assert.deepEqual(counts, [0, 4, 8, 12, 16, 16]);
  assert.equal(candidates.state, "done");
  assert.deepEqual(
    candidates.list.map(({ recipe }) => recipe.seed),
    Array.from({ length: CANDIDATES }, (_, index) => 32 + index),
  );
  assert.deepEqual(candidates.list[5].recipe, { category: "hat", refine: 0.5, seed: 37 });
  assert.deepEqual(candidates.list[5].picture.box, { x: 0.25, y: 0, width: 0.5, height: 1 });
  assert.ok(asked.every(({ size, category }) => size === 256 && category === "auto"));
});

test("a drawing that changes gives up what is on its way", async () => {
  let asked = 0;
  const candidates = new Candidates(() => {});
  const work = candidates.start(
    emptySketch(),
    studio(
      (_, options, signal) =>
        new Promise((resolve, reject) => {
          signal.addEventListener("abort", () => reject(new ApiError("cancelled", "cancelled")));
          if (++asked === 1) resolve(rendered(options));
        }),
    ),
    0,
  );
  await new Promise(setImmediate);
  assert.equal(candidates.list.length, 4);
  candidates.clear();
  await work;
  assert.equal(asked, 2);
  assert.equal(candidates.list.length, 0);
  assert.equal(candidates.state, "idle");
  assert.equal(candidates.problem, null);
});

test("mixed garments stand in front and stay when others are asked for", async () => {
  const candidates = new Candidates(() => {});
  await candidates.start(
    emptySketch(),
    studio((_, options) => rendered(options)),
    0,
  );
  const picture = framed(new Blob(["mix"]), 3, 512, { x: 0, y: 0, width: 1, height: 1 });
  const mix = { picture, recipe: { category: "hat", refine: 0.5, seed: 3 }, sketch: emptySketch(), isMixed: true };
  candidates.add(mix);
  assert.equal(candidates.list[0], mix);
  await candidates.start(
    emptySketch(),
    studio((_, options) => rendered(options)),
    16,
  );
  assert.equal(candidates.list.length, CANDIDATES + 1);
  assert.equal(candidates.list[0], mix);
  assert.equal(candidates.list[1].recipe.seed, 16);
});

test("a server that fails is told of, and what had come stays", async () => {
  let asked = 0;
  const candidates = new Candidates(() => {});
  await candidates.start(
    emptySketch(),
    studio(async (_, options) => {
      if (++asked === 3) throw new ApiError("away", "gone");
      return rendered(options);
    }),
    0,
  );
  assert.equal(candidates.state, "failed");
  assert.equal(candidates.problem?.kind, "away");
  assert.equal(candidates.list.length, 8);
});
