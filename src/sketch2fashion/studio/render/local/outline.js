// @ts-check
/** The filled outline of a drawing, also where the hand left it open. The twin of `drawing/outline.py`, which explains it. */

import { bridged } from "./bridges.js";
import { between } from "./fronts.js";
import { convexHull, filledHull, polygonArea } from "./hull.js";
import {
  and,
  borderConnected,
  count,
  cropped,
  distances,
  eroded,
  grown,
  largePieces,
  mask,
  not,
  or,
  padded,
  pieces,
  pooled,
  where,
} from "./masks.js";
import { roundEven } from "./rasterise.js";

/** @typedef {import("./masks.js").Mask} Mask */

export const WALL = 0.25;
const COARSE = 128;
const SMALL_BALLS = [0, 1];
const ROOM = 3;
const LARGE_BALLS = [2, 3, 4.5, 6.5, 9, 12.5, 17.5];
const ARC = 5;
const THIN_BODY = 2;
const PIECE = 0.2;
const BARE_INK = 0.14;
const BARE_RIM = 0.45;
const WHOLE = 0.6;
const ONE_DRAWING = 4;
const PAIR = 0.7;
const LEAST_OF_HULL = 0.3;
const CLEARLY = 0.08;
const HOPELESS = 0.8;
const SCRAP = 0.02;
const THIN = 0.06;

/** @param {Float32Array} lines @param {number} side @returns {Mask} */
export function silhouette(lines, side) {
  const darkest = lines.reduce((most, value) => Math.max(most, value), 0);
  const walls = where(mask(side, side), (at) => lines[at] > Math.min(WALL, darkest / 2));
  if (!walls.bits.includes(1)) return walls;
  const factor = Math.max(1, roundEven(side / COARSE));
  const coarse = pooled(walls, factor);
  const test = testOf(coarse);
  let inside = not(borderConnected(not(walls)));
  if (test(pooled(inside, factor)) < 1) {
    const better = repaired(coarse, test);
    if (!better) return hullOf(walls);
    inside = atFullSize(better, walls, factor);
  }
  return trimmed(withBacks(withDrainedRooms(inside, coarse, walls, factor), coarse, walls, factor), walls);
}

/** @param {Mask} inside @param {Mask} coarse @param {Mask} walls @param {number} factor */
function withBacks(inside, coarse, walls, factor) {
  const garment = pooled(inside, factor);
  const back = between(largePieces(eroded(garment, THIN_BODY), PIECE), coarse);
  return back.bits.includes(1) ? or(inside, atFullSize(or(garment, grown(back, THIN_BODY + 1)), walls, factor)) : inside;
}

/** @param {Mask} inside @param {Mask} coarse @param {Mask} walls @param {number} factor */
function withDrainedRooms(inside, coarse, walls, factor) {
  const closed = enclosed(coarse, 1);
  const known = pooled(inside, factor);
  const dry = where(closed, (at) => closed.bits[at] && !known.bits[at]);
  const rooms = and(grown(eroded(dry, ROOM), ROOM + 1), closed);
  return rooms.bits.includes(1) ? or(inside, atFullSize(or(rooms, coarse), walls, factor)) : inside;
}

/** @param {Mask} walls @param {(inside: Mask) => number} test */
function repaired(walls, test) {
  /** @type {Mask | null} */
  let best = null;
  let bestScore = HOPELESS - CLEARLY;
  for (const inside of candidates(walls)) {
    const score = test(inside);
    if (score > bestScore + CLEARLY) [best, bestScore] = [inside, score];
    if (score >= 1) break;
  }
  return best;
}

/** @param {Mask} walls @returns {Generator<Mask>} */
function* candidates(walls) {
  for (const radius of SMALL_BALLS) yield enclosed(walls, radius);
  for (const closed of bridged(walls)) yield not(borderConnected(not(closed)));
  const margin = Math.trunc(Math.max(...LARGE_BALLS)) + 1;
  const free = not(padded(walls, margin));
  const depth = distances(free).squares;
  for (const radius of LARGE_BALLS) {
    const outside = borderConnected(where(free, (at) => Math.sqrt(depth[at]) > radius));
    const away = distances(not(outside)).squares;
    const kept = cropped(
      where(free, (at) => !(Math.sqrt(away[at]) <= radius)),
      margin,
    );
    yield withChords(or(kept, walls), walls);
  }
}

/** @param {Mask} inside @param {Mask} walls */
function withChords(inside, walls) {
  const core = eroded(inside, 1);
  const rim = where(inside, (at) => inside.bits[at] && !core.bits[at] && !walls.bits[at]);
  const { labels, pieces: arcs } = pieces(rim, true);
  let closed = inside;
  for (let arc = 1; arc <= arcs; arc++) {
    const one = where(rim, (at) => labels[at] === arc);
    if (count(one) >= ARC) closed = or(closed, filledHull(one));
  }
  return closed;
}

/** @param {Mask} walls @param {number} radius */
function enclosed(walls, radius) {
  return or(not(grown(borderConnected(not(grown(walls, radius))), radius)), walls);
}

/** @param {Mask} inside @param {Mask} walls @param {number} factor */
function atFullSize(inside, walls, factor) {
  const core = eroded(inside, 1);
  const { width } = walls;
  const free = where(walls, (at) => {
    const [x, y] = [Math.floor((at % width) / factor), Math.floor(Math.floor(at / width) / factor)];
    return !walls.bits[at] && !core.bits[y * core.width + x];
  });
  return not(borderConnected(free));
}

/** Does a filled outline look like a garment? @param {Mask} walls @returns {(inside: Mask) => number} */
function testOf(walls) {
  const seen = seenFromOutside(walls);
  const isOneDrawing = pieces(grown(walls, ONE_DRAWING)).pieces === 1;
  const hullArea = Math.max(polygonArea(convexHull(walls)), 1);
  return (inside) => {
    const body = largePieces(grown(eroded(inside, THIN_BODY), 2 * THIN_BODY), PIECE);
    return Math.min(
      1,
      share(walls, body) / (1 - BARE_INK),
      share(seen, body) / (1 - BARE_RIM),
      count(and(inside, body)) / hullArea / LEAST_OF_HULL,
      isOneDrawing ? wholeness(body, walls) : 1,
    );
  };
}

/** Below 1 if one drawing fell into unlike pieces. @param {Mask} body @param {Mask} walls */
function wholeness(body, walls) {
  const areas = areasOf(body);
  if (areas.length < 2) return 1;
  if (areas.length === 2 && Math.min(...areas) >= PAIR * Math.max(...areas)) return 1;
  const joined = areasOf(or(body, grown(between(body, walls), 1)));
  return Math.max(...joined) / joined.reduce((sum, area) => sum + area, 0) / WHOLE;
}

/** @param {Mask} of */
function areasOf(of) {
  const { labels, pieces: found } = pieces(of);
  const areas = new Array(found).fill(0);
  for (const label of labels) if (label) areas[label - 1]++;
  return areas;
}

/** The first ink from each side in each row and column. @param {Mask} walls */
function seenFromOutside({ bits, width, height }) {
  const seen = mask(width, height);
  const look = (/** @type {number} */ start, /** @type {number} */ step, /** @type {number} */ steps) => {
    for (let index = 0, at = start; index < steps; index++, at += step) {
      if (!bits[at]) continue;
      seen.bits[at] = 1;
      return;
    }
  };
  for (let y = 0; y < height; y++) {
    look(y * width, 1, width);
    look(y * width + width - 1, -1, width);
  }
  for (let x = 0; x < width; x++) {
    look(x, width, height);
    look((height - 1) * width + x, -width, height);
  }
  return seen;
}

/** @param {Mask} part @param {Mask} of */
function share(part, of) {
  return count(and(part, of)) / Math.max(count(part), 1);
}

/** Without bare lines and scraps. @param {Mask} inside @param {Mask} walls */
function trimmed(inside, walls) {
  const interior = where(inside, (at) => inside.bits[at] && !walls.bits[at]);
  const body = grown(eroded(inside, 3), 5);
  const garment = largePieces(eroded(and(inside, or(grown(interior, 3), body)), 1), SCRAP);
  return garment.bits.includes(1) ? garment : inside;
}

/** The ink's convex hull, thickened where the ink is but a line. @param {Mask} walls */
function hullOf(walls) {
  const hull = filledHull(walls);
  const rows = extent(hull, (at) => Math.floor(at / hull.width));
  const columns = extent(hull, (at) => at % hull.width);
  const missing = THIN * walls.width - count(hull) / Math.max(rows, columns, 1) / 2;
  if (missing <= 0) return hull;
  const { squares } = distances(not(hull));
  return where(hull, (at) => Math.sqrt(squares[at]) <= missing);
}

/** @param {Mask} of @param {(at: number) => number} place */
function extent({ bits }, place) {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 0; at < bits.length; at++) {
    if (!bits[at]) continue;
    least = Math.min(least, place(at));
    most = Math.max(most, place(at));
  }
  return most - least;
}
