// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32, deflateSync } from "node:zlib";
import { textOf, withText } from "../../../src/sketch2fashion/studio/document/png.js";

/** One red pixel, written by hand from the specification. */
const PIXEL = bytesOf(
  "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082",
);

/** @param {string} hex @returns {Uint8Array<ArrayBuffer>} */
function bytesOf(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

test("text that was written is read again, Latin and Korean", () => {
  const entries = { Software: "Sketch2Fashion renderer 1", Seed: "7", Title: "빨간 티셔츠" };
  assert.deepEqual(textOf(withText(PIXEL, entries)), entries);
});

test("writing a name again replaces it and keeps the others", () => {
  const once = withText(PIXEL, { Seed: "7", Refine: "0.3" });
  assert.deepEqual(textOf(withText(once, { Seed: "8" })), { Seed: "8", Refine: "0.3" });
});

test("the picture itself stays as it was", () => {
  const marked = withText(PIXEL, { Seed: "7" });
  assert.ok(Buffer.from(marked).includes(Buffer.from(PIXEL.subarray(33))));
  assert.deepEqual(marked.subarray(0, 33), PIXEL.subarray(0, 33));
});

test("the checksum of a chunk is that of zlib", () => {
  const marked = Buffer.from(withText(PIXEL, { Seed: "7" }));
  const at = marked.indexOf("tEXt");
  assert.equal(marked.readUInt32BE(at + 4 + "Seed".length + 2), crc32(marked.subarray(at, at + 4 + "Seed".length + 2)));
});

test("a file that is no PNG has no text and is left alone", () => {
  const other = Uint8Array.from(deflateSync("no picture"));
  assert.deepEqual(textOf(other), {});
  assert.equal(withText(other, { Seed: "7" }), other);
  assert.deepEqual(textOf(PIXEL.subarray(0, 20)), {});
});
