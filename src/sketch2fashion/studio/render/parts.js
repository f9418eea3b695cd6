// @ts-check
/**
 * The parts of a drawing: what its lines enclose, found as the renderer finds it, finely enough to paint a picture by.
 */

import { flats, regions } from "./local/flats.js";
import { frameOf, toSquare } from "./local/framing.js";
import { distances, where } from "./local/masks.js";
import { silhouette, WALL } from "./local/outline.js";
import { rasterise } from "./local/rasterise.js";

/** @typedef {import("../document/sketch.js").Sketch} Sketch */
/** @typedef {import("../geometry/labels.js").Part} Part */
/** @typedef {import("../geometry/labels.js").Parts} Parts */

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
