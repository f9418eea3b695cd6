// @ts-check
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { textOf, withText } from "../../../src/sketch2fashion/studio/document/png.js";
import { emptySketch, fromS2f } from "../../../src/sketch2fashion/studio/document/sketch.js";
import { NoGarment, prepare } from "../../../src/sketch2fashion/studio/render/local/garment.js";
import { pngOfPixels } from "../../../src/sketch2fashion/studio/render/local/png.js";
import { Random } from "../../../src/sketch2fashion/studio/render/local/random.js";
import { rasterise } from "../../../src/sketch2fashion/studio/render/local/rasterise.js";

/** The page's side of docs/pixels.md; the server's is tests/pixels/test_pixels.py, on the same files. */
const AGREED = new URL("../../pixels/", import.meta.url);
const PIXELS = 256 * 256;
const names = readdirSync(AGREED)
  .filter((file) => file.endsWith(".s2f"))
  .map((file) => file.slice(0, -4));

/** @param {ArrayLike<number>} made @param {Uint8Array} agreed @param {string} what */
function assertSame(made, agreed, what) {
  let apart = 0;
  for (let at = 0; at < PIXELS; at++) if (made[at] !== agreed[at]) apart++;
  assert.equal(apart, 0, `${what}: ${apart} pixels differ`);
}

for (const name of names) {
  test(`${name} becomes the agreed planes`, () => {
    const { square, inside, rooms, flats } = prepare(rasterise(fromS2f(readFileSync(new URL(`${name}.s2f`, AGREED), "utf8"))));
    const agreed = gunzipSync(readFileSync(new URL(`${name}.planes.gz`, AGREED)));
    const plane = (/** @type {number} */ index) => agreed.subarray(index * PIXELS, (index + 1) * PIXELS);
    const bytes = (/** @type {Float32Array} */ values) => values.map((value) => Math.round(value * 255));
    assertSame(bytes(square.lines), plane(0), "lines");
    assertSame(bytes(square.borders), plane(1), "borders");
    assertSame(inside.bits, plane(2), "silhouette");
    assertSame(rooms, plane(3), "regions");
    for (let channel = 0; channel < 4; channel++)
      assertSame(
        flats.map((mark) => (mark >>> (8 * channel)) & 255),
        plane(4 + channel),
        `flats ${channel}`,
      );
  });
}

test("the agreed drawings are there", () => assert.ok(names.length >= 15));

test("an empty paper and one that is too long are refused, as by the server", () => {
  assert.throws(
    () => prepare(rasterise(emptySketch())),
    (problem) => problem instanceof NoGarment && problem.code === "empty_drawing",
  );
  assert.throws(
    () => prepare(rasterise(emptySketch(1000, 200))),
    (problem) => problem instanceof NoGarment && problem.code === "bad_value",
  );
});

test("random numbers are numpy's", () => {
  const random = new Random(7);
  const doubles = Array.from({ length: 3 }, () => random.normal());
  const agreed = [0.0012301533574825742, 0.2987455375084699, -0.2741378553622176]; // default_rng(7).standard_normal(3)
  for (const [index, value] of doubles.entries()) assert.ok(Math.abs(value - agreed[index]) < 1e-10);
  const whole = new Random([7, 1]);
  assert.deepEqual(
    Array.from({ length: 7 }, () => whole.below(97)),
    [84, 74, 84, 10, 25, 18, 21], // default_rng([7, 1]).integers(0, 97)
  );
});

test("a picture is a PNG that keeps every byte, also under low alpha", async () => {
  const pixels = Uint8Array.from([201, 3, 77, 1, 9, 8, 7, 128, 255, 254, 253, 255, 0, 0, 0, 0]);
  const png = withText(await pngOfPixels(pixels, 2, 2), { Seed: "7" });
  assert.deepEqual(textOf(png), { Seed: "7" });
  const at = Buffer.from(png).indexOf("IDAT");
  const { inflateSync } = await import("node:zlib");
  const rows = inflateSync(png.subarray(at + 4));
  assert.deepEqual([rows[0], ...rows.subarray(1, 9)], [2, 201, 3, 77, 1, 9, 8, 7, 128]);
  assert.equal((rows[10] + rows[1]) & 255, 255);
});
