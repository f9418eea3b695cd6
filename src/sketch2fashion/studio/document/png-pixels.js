// @ts-check
/**
 * PNG files to pixels and back, byte for byte. A canvas cannot: it keeps colours multiplied by their alpha, so that reading a picture
 * into one and writing it again changes the soft edge of every garment a little.
 *
 * Reads what the server writes: 8 bits, RGB or RGBA, not interlaced.
 */

import { bytesThrough, chunk, chunksOf, joinedBytes, SIGNATURE } from "./png.js";

/** @typedef {import("./png.js").Bytes} Bytes */
/** @typedef {import("../geometry/warp-picture.js").Pixels} Pixels */

const CHANNELS = /** @type {Record<number, number>} */ ({ 2: 3, 6: 4 }); // by the PNG's type of colour
const UP = 2; // the filter of each row that is written: what differs from the row above

/** @param {Bytes} png @returns {Promise<Pixels | null>} null for other kinds of PNG, and for what is none */
export async function pixelsOfPng(png) {
  const chunks = chunksOf(png);
  const head = chunks[0]?.type === "IHDR" ? chunks[0].data : null;
  const channels = head && CHANNELS[head[9]];
  if (!head || !channels || head[8] !== 8 || head[12] !== 0) return null;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const packed = joinedBytes(chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data));
  const rows = await bytesThrough(packed, new DecompressionStream("deflate")).catch(() => null);
  if (rows?.length !== height * (1 + width * channels)) return null;
  unfilter(rows, width * channels, channels);
  const data = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0, from = y * (1 + width * channels) + 1; x < width; x++, at += 4, from += channels)
      for (let part = 0; part < channels; part++) data[at + part] = rows[from + part];
  }
  return { width, height, data };
}

/** @param {Pixels} pixels @returns {Promise<Bytes>} */
export async function pngOfPixels({ width, height, data }) {
  const rows = new Uint8Array(height * (1 + 4 * width));
  for (let y = 0; y < height; y++) {
    const from = 4 * width * y;
    const to = y * (1 + 4 * width);
    rows[to] = UP;
    for (let at = 0; at < 4 * width; at++) rows[to + 1 + at] = data[from + at] - (y > 0 ? data[from + at - 4 * width] : 0);
  }
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  head.set([8, 6], 8);
  const packed = await bytesThrough(rows, new CompressionStream("deflate"));
  return joinedBytes([Uint8Array.from(SIGNATURE), chunk("IHDR", head), chunk("IDAT", packed), chunk("IEND", new Uint8Array(0))]);
}

/** What the rows say about their neighbours, taken back in place. @param {Bytes} rows each begins with its filter @param {number} length of a row @param {number} back bytes to the pixel before */
function unfilter(rows, length, back) {
  for (let start = 0; start < rows.length; start += length + 1) {
    const filter = rows[start];
    for (let at = 1; at <= length; at++) {
      const place = start + at;
      const before = at > back ? rows[place - back] : 0;
      const above = start > 0 ? rows[place - length - 1] : 0;
      const corner = start > 0 && at > back ? rows[place - length - 1 - back] : 0;
      if (filter === 1) rows[place] += before;
      else if (filter === 2) rows[place] += above;
      else if (filter === 3) rows[place] += (before + above) >> 1;
      else if (filter === 4) rows[place] += nearest(before, above, corner);
    }
  }
}

/** Paeth's guess. @param {number} before @param {number} above @param {number} corner */
function nearest(before, above, corner) {
  const guess = before + above - corner;
  const [toBefore, toAbove, toCorner] = [Math.abs(guess - before), Math.abs(guess - above), Math.abs(guess - corner)];
  if (toBefore <= toAbove && toBefore <= toCorner) return before;
  return toAbove <= toCorner ? above : corner;
}
