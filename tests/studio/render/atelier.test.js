// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { PictureShelf } from "../../../src/sketch2fashion/studio/document/base.js";
import { sketchOf } from "../../../src/sketch2fashion/studio/examples/examples.js";
import { Atelier } from "../../../src/sketch2fashion/studio/render/atelier.js";

/** @typedef {{ size: number, variants: number, seed: number }} Asked */

const REST_MS = 600;

test("when the hand rests the same garment comes in 512 px, then small designs beside it", async () => {
  const { atelier, asked } = studio(5);
  atelier.follow();
  await until(() => atelier.designs.length === 4);
  assert.deepEqual(
    asked.map(({ size, variants }) => [size, variants]),
    [
      [256, 1],
      [512, 1],
      [256, 4],
    ],
  );
  assert.equal(asked[1].seed, asked[0].seed);
  assert.equal(atelier.picture?.size, 512);
  assert.equal(atelier.designs[0], atelier.picture);
});

test("a design that is picked becomes fine, and a fine one is not asked for again", async () => {
  const { atelier, asked } = studio(5);
  atelier.follow();
  await until(() => atelier.designs.length === 4);
  atelier.pick(2);
  await until(() => atelier.picture?.size === 512);
  assert.equal(atelier.picture?.seed, 2);
  assert.deepEqual(asked.at(-1), { size: 512, variants: 1, seed: 2 });
  assert.equal(atelier.designs[2], atelier.picture);
  const count = asked.length;
  atelier.pick(2);
  await pause(20);
  assert.equal(asked.length, count);
});

test("a server that is slow with the coarse picture is not asked for the fine one", async () => {
  const { atelier, asked } = studio(REST_MS + 40);
  atelier.follow();
  await until(() => atelier.designs.length === 4);
  assert.ok(asked.every(({ size }) => size === 256));
});

test("where the page does not want it no fine picture is asked for", async () => {
  const { atelier, asked } = studio(5);
  atelier.wantsFine = () => false;
  atelier.follow();
  await until(() => atelier.designs.length === 4);
  assert.ok(asked.every(({ size }) => size === 256));
});

test("the next stroke calls the fine picture off", async () => {
  const { atelier, asked } = studio(5);
  atelier.follow();
  await until(() => atelier.picture !== null);
  await pause(REST_MS / 2);
  atelier.follow();
  await until(() => asked.length === 2);
  await pause(REST_MS - 100);
  assert.ok(asked.every(({ size }) => size === 256));
  atelier.stop();
});

/** A shirt, and an engine that takes so long for a picture. @param {number} ms */
function studio(ms) {
  /** @type {Asked[]} */
  const asked = [];
  const wishes = { refine: 0.3, seed: 0, seedLocked: false };
  const engine = {
    place: /** @type {const} */ ("server"),
    patienceMs: 30_000,
    render: async (/** @type {unknown} */ _sketch, /** @type {any} */ { size, variants, seed }) => {
      asked.push({ size, variants, seed });
      await pause(ms);
      const box = /** @type {[number, number, number, number]} */ ([0, 0, size, size]);
      const images = Array.from({ length: variants }, (_, index) => ({ blob: new Blob(["png"]), seed: seed + index, box }));
      return { category: "t-shirt", scores: {}, seconds: ms / 1000, images };
    },
  };
  const choose = (/** @type {number} */ seed) => {
    wishes.seed = seed;
  };
  const atelier = new Atelier(
    sketchOf("t-shirt"),
    () => null,
    () => wishes,
    choose,
    () => engine,
    new PictureShelf(),
  );
  return { atelier, asked };
}

/** @param {number} ms */
function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** @param {() => boolean} condition */
async function until(condition) {
  for (let waited = 0; !condition(); waited += 5) {
    assert.ok(waited < 20_000, "it never came");
    await pause(5);
  }
}
