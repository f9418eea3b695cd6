// @ts-check
/**
 * A drawing to garments, with the server's own models: frame, recognise, fill, run the network, hold the colours, lay back
 * on the canvas. The twin of `rendering/renderer.py`. Knows no runtime: the models come as functions.
 */

import { painted } from "./colourway.js";
import { bytesOfPlanes, finished } from "./finish.js";
import { flats, regions } from "./flats.js";
import { frameOf, REFERENCE as SIDE, toCanvas, toSquare } from "./framing.js";
import { silhouette } from "./outline.js";
import { Random } from "./random.js";
import { rasterise, roundEven } from "./rasterise.js";
import { LANCZOS, resized } from "./resample.js";

/** @typedef {import("../../document/sketch.js").Sketch} Sketch */
/** @typedef {import("./rasterise.js").Layers} Layers */
/** @typedef {import("./framing.js").Frame} Frame */
/** @typedef {import("./masks.js").Mask} Mask */
/** @typedef {Record<string, { data: Float32Array, shape: number[] }>} Tensors */
/** @typedef {(name: "renderer" | "embedder" | "upscaler", feeds: Tensors) => Promise<Record<string, Float32Array>>} Run */
/** @typedef {{ style_mean: number[], style_factor: number[][], palettes: number[][][] }} CategoryStatistics */
/** @typedef {{ category: string, refine: number, variants: number, seed: number, size: number }} Options */
/** @typedef {{ pixels: Uint8Array, width: number, height: number, seed: number, box: [number, number, number, number] }} Made */

export const CATEGORY_NAMES = [
  "t-shirt",
  "pants",
  "skirt",
  "hat",
  "long-sleeve",
  "shirt",
  "polo",
  "hoodie",
  "top",
  "shorts",
  "dress",
  "outerwear",
  "shoes",
];
export const PLANES = 7; // lines, red, green, blue, known, silhouette, noise
const STYLES = 8;
const FIRST_STYLE = 0.4;
const FAMILY = 16; // seeds whose palettes are chosen apart; the first of them is the plain one, see `rendering/look.py`
const EMBEDDER_SIDE = 224;
const EMBEDDER_FILL = 0.92;
const PAPER = 245;
const HAZE = 0.04;
const PIXELS = SIDE * SIDE;
const LONGEST_ASPECT = 4;

/** Why a drawing cannot be rendered; `code` is that of the server. */
export class NoGarment extends Error {
  /** @param {"empty_drawing" | "bad_value"} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/**
 * @param {Sketch} sketch @param {Options} options @param {Record<string, CategoryStatistics>} statistics @param {Run} run
 * @param {() => boolean} [isStale] asked between the steps; throws nothing, gives null
 */
export async function garmentsOf(sketch, options, statistics, run, isStale = () => false) {
  const layers = rasterise(sketch);
  const prepared = prepare(layers);
  const scores = await recognise(prepared.square.lines, run);
  const best = CATEGORY_NAMES.reduce((found, name) => (scores[name] > scores[found] ? name : found));
  const category = options.category !== "auto" ? options.category : (sketch.category ?? best);
  if (isStale()) return null;
  let squares = await paint(prepared, category, options, statistics, run);
  if (isStale()) return null;
  let side = SIDE;
  if (options.size > SIDE) {
    side = 2 * SIDE;
    squares = await upscaled(squares, toSquare(layers, prepared.frame, side).lines, run);
  }
  const images = squares.map((square, offset) => ({
    ...toCanvas(square, side, prepared.frame, options.size),
    seed: options.seed + offset,
  }));
  return { category, scores, images };
}

/** The drawing in the renderer's square, its regions filled. @param {Layers} layers */
export function prepare(layers) {
  if (Math.max(layers.width, layers.height) > LONGEST_ASPECT * Math.min(layers.width, layers.height)) throw new NoGarment("bad_value");
  const frame = frameOf(layers);
  if (!frame) throw new NoGarment("empty_drawing");
  const square = toSquare(layers, frame);
  const inside = silhouette(square.lines, SIDE);
  const rooms = regions(square, inside);
  return { frame, square, inside, rooms, flats: flats(square, inside, rooms) };
}

/** Category scores of the lines. @param {Float32Array} lines @param {Run} run @returns {Promise<Record<string, number>>} */
async function recognise(lines, run) {
  const grey = garmentSquare(lines);
  const data = new Float32Array(3 * grey.length);
  for (let at = 0; at < grey.length; at++) data[at] = data[grey.length + at] = data[2 * grey.length + at] = grey[at] / 255;
  const { scores } = await run("embedder", { rgb: { data, shape: [1, 3, EMBEDDER_SIDE, EMBEDDER_SIDE] } });
  return Object.fromEntries(CATEGORY_NAMES.map((name, index) => [name, scores[index]]));
}

/** What is not paper, centred on a white square. @param {Float32Array} lines */
export function garmentSquare(lines) {
  const ink = Uint8Array.from(lines, (value) => roundEven(Math.fround(Math.fround(1 - value) * 255)));
  let [left, top, right, bottom] = [SIDE, SIDE, 0, 0];
  for (let at = 0; at < PIXELS; at++) {
    if (ink[at] >= PAPER) continue;
    const [x, y] = [at % SIDE, Math.floor(at / SIDE)];
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x + 1), Math.min(top, y), y + 1];
  }
  const [across, down] = [right - left, bottom - top];
  const crop = new Uint8Array(across * down);
  for (let y = 0; y < down; y++) crop.set(ink.subarray((y + top) * SIDE + left, (y + top) * SIDE + right), y * across);
  const scale = (EMBEDDER_SIDE * EMBEDDER_FILL) / Math.max(across, down);
  const [width, height] = [across, down].map((length) => Math.max(1, roundEven(length * scale)));
  const small = resized(crop, across, down, width, height, LANCZOS);
  const square = new Uint8Array(EMBEDDER_SIDE * EMBEDDER_SIDE).fill(255);
  const [x, y] = [Math.floor((EMBEDDER_SIDE - width) / 2), Math.floor((EMBEDDER_SIDE - height) / 2)];
  for (let row = 0; row < height; row++) square.set(small.subarray(row * width, (row + 1) * width), (row + y) * EMBEDDER_SIDE + x);
  return square;
}

/** @param {ReturnType<typeof prepare>} prepared @param {string} category @param {Options} options @param {Record<string, CategoryStatistics>} statistics @param {Run} run */
async function paint(prepared, category, { refine, variants, seed }, statistics, run) {
  const fills = Array.from({ length: variants }, (_, offset) => fillOf(prepared, statistics[category].palettes, seed + offset));
  const planes = new Float32Array(variants * PLANES * PIXELS);
  const conditions = new Float32Array(variants * (CATEGORY_NAMES.length + 1 + STYLES));
  for (let offset = 0; offset < variants; offset++) {
    const random = new Random(seed + offset);
    const style = styleOf(statistics[category], random, (seed + offset) % FAMILY === 0 ? FIRST_STYLE : 1);
    const at = offset * (CATEGORY_NAMES.length + 1 + STYLES);
    conditions[at + CATEGORY_NAMES.indexOf(category)] = 1;
    conditions.set([refine, ...style], at + CATEGORY_NAMES.length);
    planes.set(planesOf(prepared, fills[offset], random), offset * PLANES * PIXELS);
  }
  const { rgba } = await run("renderer", {
    planes: { data: planes, shape: [variants, PLANES, SIDE, SIDE] },
    conditions: { data: conditions, shape: [variants, CATEGORY_NAMES.length + 1 + STYLES] },
  });
  return fills.map((fill, index) =>
    finished(bytesOfPlanes(rgba, index * 4 * PIXELS, PIXELS), fill, prepared.square.lines, prepared.inside, refine),
  );
}

/** Lines, colour, known, silhouette, noise. @param {ReturnType<typeof prepare>} prepared @param {Uint32Array} fill @param {Random} random */
function planesOf({ square, inside }, fill, random) {
  const planes = new Float32Array(PLANES * PIXELS);
  planes.set(square.lines);
  for (let at = 0; at < PIXELS; at++) {
    planes[5 * PIXELS + at] = inside.bits[at];
    if (!inside.bits[at] || fill[at] >>> 24 < 128) continue;
    for (let channel = 0; channel < 3; channel++) planes[(1 + channel) * PIXELS + at] = ((fill[at] >>> (8 * channel)) & 255) / 255;
    planes[4 * PIXELS + at] = 1;
  }
  planes.set(random.normals32(PIXELS), 6 * PIXELS);
  return planes;
}

/** @param {CategoryStatistics} of @param {Random} random @param {number} strength */
function styleOf({ style_mean: mean, style_factor: factor }, random, strength) {
  const normals = mean.map(() => random.normal());
  return mean.map((middle, row) => {
    const away = factor[row].reduce((sum, share, column) => sum + share * normals[column], 0);
    return Math.min(3, Math.max(-3, middle + strength * away));
  });
}

/** The flats that a seed gives; what no colour was asked for gets one that such garments have. @param {ReturnType<typeof prepare>} prepared @param {number[][][]} palettes of the category @param {number} seed */
function fillOf({ rooms, flats: known }, palettes, seed) {
  if (!rooms.some((room, at) => room > 0 && known[at] === 0)) return known;
  const place = seed % FAMILY;
  const family = palettesOf(palettes, place + 1, new Random([seed - place, 1]));
  const way = painted(rooms, family[place], place > 0 ? new Random([seed, 2]) : null);
  return known.map((mark, at) => (mark === 0 ? way[at] : mark));
}

/** Each is the farthest of a few draws from those before. @param {number[][][]} known @param {number} count @param {Random} random */
function palettesOf(known, count, random) {
  /** @type {number[][][]} */
  const chosen = [];
  for (let index = 0; index < count; index++) {
    const draws = Array.from({ length: index === 0 ? 1 : 6 }, () => known[random.below(known.length)]);
    const away = draws.map((draw) => (chosen.length === 0 ? 0 : Math.min(...chosen.map((other) => distance(draw[0], other[0])))));
    chosen.push(draws[away.indexOf(Math.max(...away))]);
  }
  return chosen;
}

/** @param {number[]} first @param {number[]} second */
function distance(first, second) {
  return [0.6, 1, 0.5].reduce((sum, weight, channel) => sum + weight * Math.abs(first[channel] - second[channel]), 0);
}

/** Twice as large, edges where the drawing has them. @param {Uint8Array[]} squares @param {Float32Array} lines @param {Run} run */
async function upscaled(squares, lines, run) {
  const pixels = 4 * PIXELS;
  const rgba = new Float32Array(squares.length * pixels);
  const drawing = new Float32Array(squares.length * pixels);
  squares.forEach((square, index) => {
    for (let at = 0; at < PIXELS; at++)
      for (let channel = 0; channel < 4; channel++) rgba[index * pixels + channel * PIXELS + at] = square[4 * at + channel] / 255;
    drawing.set(lines, index * pixels);
  });
  const { large } = await run("upscaler", {
    rgba: { data: rgba, shape: [squares.length, 4, SIDE, SIDE] },
    lines: { data: drawing, shape: [squares.length, 1, 2 * SIDE, 2 * SIDE] },
  });
  return squares.map((_, index) => {
    const planes = large.slice(index * 4 * pixels, (index + 1) * 4 * pixels);
    for (let at = 3 * pixels; at < 4 * pixels; at++) planes[at] = (planes[at] - HAZE) / (1 - 2 * HAZE);
    const picture = bytesOfPlanes(planes, 0, pixels);
    for (let at = 0; at < picture.length; at += 4) if (picture[at + 3] === 0) picture.fill(0, at, at + 3);
    return picture;
  });
}
