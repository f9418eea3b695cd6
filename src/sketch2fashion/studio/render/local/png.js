// @ts-check
/** RGBA bytes as a PNG file. Written here because a canvas multiplies colours by alpha and loses them at soft edges. */

import { chunk, joinedBytes, SIGNATURE } from "../../document/png.js";

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

const RGBA = 6;

/** @param {Uint8Array} pixels @param {number} width @param {number} height @returns {Promise<Bytes>} */
export async function pngOfPixels(pixels, width, height) {
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  head.set([8, RGBA, 0, 0, 0], 8);
  const packed = new Blob([filtered(pixels, width, height)]).stream().pipeThrough(new CompressionStream("deflate"));
  const data = new Uint8Array(await new Response(packed).arrayBuffer());
  return joinedBytes([new Uint8Array(SIGNATURE), chunk("IHDR", head), chunk("IDAT", data), chunk("IEND", new Uint8Array(0))]);
}

/** Each row as its difference to the row above, which packs small. @param {Uint8Array} pixels @param {number} width @param {number} height */
function filtered(pixels, width, height) {
  const stride = 4 * width;
  const rows = new Uint8Array((stride + 1) * height);
  for (let y = 0; y < height; y++) {
    const to = y * (stride + 1);
    rows[to] = 2;
    for (let x = 0; x < stride; x++) rows[to + 1 + x] = pixels[y * stride + x] - (y > 0 ? pixels[(y - 1) * stride + x] : 0);
  }
  return rows;
}
