// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesThrough, chunk, joinedBytes, SIGNATURE, textOf, withText } from "../../../src/sketch2fashion/studio/document/png.js";
import { pixelsOfPng, pngOfPixels } from "../../../src/sketch2fashion/studio/document/png-pixels.js";
import { randomFrom } from "../random.js";

const random = randomFrom(5);

/** Noise with every alpha, the least of it too. @param {number} width @param {number} height */
function noise(width, height) {
  return { width, height, data: Uint8ClampedArray.from({ length: 4 * width * height }, () => random() * 256) };
}

/** As another program might write it: each row with another filter. @param {import("../../../src/sketch2fashion/studio/geometry/warp-picture.js").Pixels} pixels @param {number} channels */
async function filtered({ width, height, data }, channels) {
  const length = width * channels;
  const value = (/** @type {number} */ y, /** @type {number} */ at) =>
    y < 0 || at < 0 ? 0 : data[4 * (y * width + Math.floor(at / channels)) + (at % channels)];
  const rows = new Uint8Array(height * (length + 1));
  for (let y = 0; y < height; y++) {
    const filter = y % 5;
    rows[y * (length + 1)] = filter;
    for (let at = 0; at < length; at++) {
      const [a, b, c] = [value(y, at - channels), value(y - 1, at), value(y - 1, at - channels)];
      const byDistance = [a, b, c].sort((one, other) => Math.abs(a + b - c - one) - Math.abs(a + b - c - other))[0]; // stable: a, b, c
      rows[y * (length + 1) + 1 + at] = value(y, at) - [0, a, b, (a + b) >> 1, byDistance][filter];
    }
  }
  const head = new Uint8Array(13);
  new DataView(head.buffer).setUint32(0, width);
  new DataView(head.buffer).setUint32(4, height);
  head.set([8, channels === 4 ? 6 : 2], 8);
  const packed = await bytesThrough(rows, new CompressionStream("deflate"));
  const middle = packed.length >> 1; // in two pieces, as large files are
  const data2 = [chunk("IDAT", packed.slice(0, middle)), chunk("IDAT", packed.slice(middle))];
  return joinedBytes([Uint8Array.from(SIGNATURE), chunk("IHDR", head), ...data2, chunk("IEND", new Uint8Array(0))]);
}

test("pixels come back from a PNG byte for byte, however clear they are", async () => {
  const pixels = noise(37, 21);
  assert.deepEqual(await pixelsOfPng(await pngOfPixels(pixels)), pixels);
});

test("every filter of PNG is understood, with alpha and without", async () => {
  const pixels = noise(19, 16);
  assert.deepEqual(await pixelsOfPng(await filtered(pixels, 4)), pixels);
  const opaque = { ...pixels, data: pixels.data.map((value, at) => (at % 4 === 3 ? 255 : value)) };
  assert.deepEqual(await pixelsOfPng(await filtered(opaque, 3)), opaque);
});

test("text entries can be taken over to the new file", async () => {
  const png = withText(await pngOfPixels(noise(3, 2)), { Software: "Sketch2Fashion renderer 4" });
  assert.deepEqual(textOf(png), { Software: "Sketch2Fashion renderer 4" });
  assert.equal((await pixelsOfPng(png))?.width, 3);
});

test("what is no such PNG is told apart", async () => {
  const png = await pngOfPixels(noise(9, 9));
  assert.equal(await pixelsOfPng(Uint8Array.of(1, 2, 3)), null);
  assert.equal(await pixelsOfPng(png.slice(0, png.length - 40)), null);
  const sixteen = png.slice();
  sixteen[24] = 16; // bits
  assert.equal(await pixelsOfPng(sixteen), null);
});
