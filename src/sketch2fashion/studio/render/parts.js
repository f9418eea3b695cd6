// @ts-check
/**
 * The parts of a drawing: what its lines enclose, found as the renderer finds it, finely enough to paint a picture by. Places are shares of
 * the canvas, 0 … 1, so that they hold for the paper and for every picture of the drawing.
 */

import { flats, regions } from "./local/flats.js";
import { frameOf, toSquare } from "./local/framing.js";
import { distances, where } from "./local/masks.js";
import { silhouette, WALL } from "./local/outline.js";
import { rasterise } from "./local/rasterise.js";

/** @typedef {import("../document/sketch.js").Sketch} Sketch */
/**
 * @typedef {object} Part
 * @property {number} label
 * @property {number} share of the garment, 0 … 1
 * @property {[number, number]} spot the place farthest from its edge
 * @property {number} room how far that is, in canvas pixels
 * @property {string | null} colour what marks give it, `#rrggbb`; null: the renderer chooses
 */
/**
 * @typedef {object} Parts
 * @property {number} side of the square of labels
 * @property {Int32Array} labels 0 outside, else the part, also a little beyond the outline
 * @property {{ left: number, top: number, side: number, width: number, height: number }} frame of the square, and the canvas, in pixels
 * @property {Part[]} parts the largest first
 */

const SIDE = 512;
const BEYOND_PX = 10; // of the square: a garment's own edge lies beside the line that stands for it

/** @param {Sketch} sketch @returns {Parts | null} null where nothing is drawn */
export function partsOf(sketch) {
  const layers = rasterise(sketch);
  const frame = frameOf(layers);
  if (!frame) return null;
  const square = toSquare(layers, frame, SIDE);
  const inside = silhouette(square.lines, SIDE);
  const rooms = regions(square, inside);
  const colours = flats(square, inside, rooms);
  const { left, top, side, width, height } = frame;
  const canvas = { left, top, side, width, height };
  return { side: SIDE, labels: grownOutward(rooms, BEYOND_PX), frame: canvas, parts: described(rooms, square.lines, colours, canvas) };
}

/** @param {Parts} parts @param {number} x share of the canvas @param {number} y */
export function labelAt({ side, labels, frame }, x, y) {
  const column = Math.floor(((x * frame.width - frame.left) * side) / frame.side);
  const row = Math.floor(((y * frame.height - frame.top) * side) / frame.side);
  return column < 0 || row < 0 || column >= side || row >= side ? 0 : labels[row * side + column];
}

/** The label of each pixel of a picture of the whole canvas. @param {Parts} parts @param {number} width @param {number} height */
export function labelsOn(parts, width, height) {
  const { side, labels, frame } = parts;
  const found = new Int32Array(width * height);
  const columns = Array.from({ length: width }, (_, x) =>
    Math.floor(((((x + 0.5) / width) * frame.width - frame.left) * side) / frame.side),
  );
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((((y + 0.5) / height) * frame.height - frame.top) * side) / frame.side);
    if (row < 0 || row >= side) continue;
    for (let x = 0; x < width; x++) if (columns[x] >= 0 && columns[x] < side) found[y * width + x] = labels[row * side + columns[x]];
  }
  return found;
}

/** @param {Int32Array} rooms @param {Float32Array} lines @param {Uint32Array} colours @param {Parts["frame"]} frame @returns {Part[]} */
function described(rooms, lines, colours, frame) {
  const count = rooms.reduce((most, label) => Math.max(most, label), 0);
  const areas = new Float64Array(count + 1);
  for (const label of rooms) areas[label]++;
  const whole = areas.reduce((sum, area, label) => (label > 0 ? sum + area : sum), 0);
  const deep = new Float64Array(count + 1);
  const places = new Int32Array(count + 1);
  const { squares } = distances({ bits: innerOf(rooms, lines).bits, width: SIDE, height: SIDE });
  for (let at = 0; at < rooms.length; at++) {
    if (squares[at] <= deep[rooms[at]]) continue;
    deep[rooms[at]] = squares[at];
    places[rooms[at]] = at;
  }
  const share = (/** @type {number} */ cell, /** @type {number} */ start, /** @type {number} */ length) =>
    (start + ((cell + 0.5) * frame.side) / SIDE) / length;
  return Array.from({ length: count }, (_, index) => index + 1)
    .filter((label) => areas[label] > 0)
    .sort((one, other) => areas[other] - areas[one])
    .map((label) => ({
      label,
      share: areas[label] / whole,
      spot: [share(places[label] % SIDE, frame.left, frame.width), share(Math.floor(places[label] / SIDE), frame.top, frame.height)],
      room: (Math.sqrt(deep[label]) * frame.side) / SIDE,
      colour: colours[places[label]] >>> 24 ? hexOf(colours[places[label]]) : null,
    }));
}

/** What lies inside of a part: neither on a line nor beside another part. @param {Int32Array} rooms @param {Float32Array} lines */
function innerOf(rooms, lines) {
  const like = { width: SIDE, height: SIDE, bits: new Uint8Array(0) };
  return where(
    like,
    (at) =>
      rooms[at] > 0 &&
      lines[at] <= WALL &&
      rooms[at - 1] === rooms[at] &&
      rooms[at + 1] === rooms[at] &&
      rooms[at - SIDE] === rooms[at] &&
      rooms[at + SIDE] === rooms[at],
  );
}

/** Labels that reach so many pixels beyond the outline, each to what is nearest. @param {Int32Array} rooms @param {number} reach */
function grownOutward(rooms, reach) {
  const { squares, nearest } = distances({ bits: Uint8Array.from(rooms, (label) => (label > 0 ? 0 : 1)), width: SIDE, height: SIDE });
  return rooms.map((label, at) => (label > 0 || squares[at] > reach ** 2 ? label : rooms[nearest[at]]));
}

/** @param {number} rgba the red in the lowest byte */
function hexOf(rgba) {
  return `#${[0, 8, 16].map((shift) => ((rgba >>> shift) & 255).toString(16).padStart(2, "0")).join("")}`;
}
