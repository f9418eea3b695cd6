// @ts-check
/**
 * Text inside PNG files. The server writes there that a model made the picture, which one, and with what seed; a canvas
 * forgets it, so what is exported from one gets it back here.
 */

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */
/** @typedef {{ type: string, data: Bytes, start: number, end: number }} Chunk  start and end: of the whole chunk in the file */

export const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
const LATIN = new TextDecoder("latin1");
const UTF8 = new TextDecoder();

/** The text entries of a PNG file; empty for a file that is none. @param {Bytes} png @returns {Record<string, string>} */
export function textOf(png) {
  /** @type {Record<string, string>} */
  const found = {};
  for (const { type, data } of chunksOf(png)) {
    const end = data.indexOf(0);
    if (end < 1) continue;
    const name = LATIN.decode(data.subarray(0, end));
    if (type === "tEXt") found[name] = LATIN.decode(data.subarray(end + 1));
    if (type === "iTXt" && data[end + 1] === 0) found[name] = UTF8.decode(data.subarray(afterZeros(data, end + 3, 2)));
  }
  return found;
}

/**
 * The same picture with these entries, in place of those of the same names. A file that is no PNG comes back as it is.
 * @param {Bytes} png @param {Record<string, string>} entries @returns {Bytes}
 */
export function withText(png, entries) {
  const chunks = chunksOf(png);
  if (chunks[0]?.type !== "IHDR") return png;
  const kept = chunks.filter(({ type, data }) => !isText(type) || !(LATIN.decode(data.subarray(0, data.indexOf(0))) in entries));
  const fresh = Object.entries(entries).map(([name, text]) => textChunk(name, text));
  const [head, ...rest] = kept.map(({ start, end }) => png.subarray(start, end));
  return joinedBytes([png.subarray(0, SIGNATURE.length), head, ...fresh, ...rest]);
}

/** Up to the first chunk that is cut off or damaged. @param {Bytes} png @returns {Chunk[]} */
export function chunksOf(png) {
  const chunks = [];
  if (!SIGNATURE.every((byte, index) => png[index] === byte)) return [];
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  for (let start = SIGNATURE.length; start + 12 <= png.length; ) {
    const end = start + 12 + view.getUint32(start);
    if (end > png.length) break;
    chunks.push({ type: LATIN.decode(png.subarray(start + 4, start + 8)), data: png.subarray(start + 8, end - 4), start, end });
    start = end;
  }
  return chunks;
}

/** Latin text as tEXt, which every program reads; all other text as iTXt. @param {string} name @param {string} text @returns {Bytes} */
function textChunk(name, text) {
  const isLatin = [...text].every((letter) => letter.charCodeAt(0) < 256);
  const key = latinBytes(name);
  if (isLatin) return chunk("tEXt", joinedBytes([key, new Uint8Array(1), latinBytes(text)]));
  return chunk("iTXt", joinedBytes([key, new Uint8Array(5), new TextEncoder().encode(text)])); // not packed, no language, no translated name
}

/** @param {string} type @param {Bytes} data @returns {Bytes} */
export function chunk(type, data) {
  const bytes = new Uint8Array(data.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(latinBytes(type), 4);
  bytes.set(data, 8);
  view.setUint32(data.length + 8, checksum(bytes.subarray(4, data.length + 8)));
  return bytes;
}

/** @param {Bytes[]} parts @returns {Bytes} */
export function joinedBytes(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Packed or unpacked. @param {Bytes} bytes @param {CompressionStream | DecompressionStream} stream @returns {Promise<Bytes>} */
export async function bytesThrough(bytes, stream) {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}

/** @param {string} text @returns {Bytes} */
function latinBytes(text) {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** @param {string} type */
function isText(type) {
  return type === "tEXt" || type === "iTXt";
}

/** The place after the next `count` zero bytes. @param {Bytes} data @param {number} from @param {number} count */
function afterZeros(data, from, count) {
  let at = from;
  for (let seen = 0; seen < count && at < data.length; at++) if (data[at] === 0) seen++;
  return at;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

/** CRC-32 as the PNG specification has it. @param {Bytes} bytes */
function checksum(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = CRC_TABLE[(value ^ byte) & 255] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
