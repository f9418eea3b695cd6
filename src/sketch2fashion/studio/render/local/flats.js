// @ts-check
/** Colour regions from geometry: hints fill the regions that lines enclose. The twin of `drawing/flats.py`, which explains it. */

import { distances, mask, pieces, where } from "./masks.js";
import { WALL } from "./outline.js";
import { watershed } from "./watershed.js";

/** @typedef {import("./masks.js").Mask} Mask */
/** @typedef {import("./rasterise.js").Layers} Layers */
/** @typedef {{ where: Int32Array, colours: number[] }} Marks  colours: RGBA, the red in the lowest byte */

const DOOR = 4;
const NO_DOOR = 0.5;
const LEVELS = [0.7, 0.45, 0];
const NARROW = 0.7;
const SLIVER = 25;
const GOOD_PART = 0.25;
const COVERED = 0.4;
const NEAR = 0.1;
const SAME_COLOUR = 4;
const REFERENCE = 256;

/** The regions inside the silhouette: 0 outside, 1 … n. @param {Layers} layers @param {Mask} inside */
export function regions({ width, height, lines, borders, gap }, inside) {
  const found = new Int32Array(width * height);
  const box = boxOf(inside);
  if (!box) return found;
  const part = cut(inside, box);
  const walls = cut(
    where(inside, (at) => lines[at] > WALL || borders[at] > WALL),
    box,
  );
  const scale = height / REFERENCE;
  const rooms = roomsOf(part, walls, scale, gap === null ? DOOR * scale : Math.max(gap / 2, NO_DOOR));
  for (let y = 0; y < part.height; y++) found.set(rooms.subarray(y * part.width, (y + 1) * part.width), (y + box.top) * width + box.left);
  return found;
}

/** Each region with its colour, 0 where it is free. @param {Layers} layers @param {Mask} inside @param {Int32Array} rooms */
export function flats({ width, height, lines, hints, auto }, inside, rooms) {
  const filled = new Uint32Array(width * height);
  const coloured = marksOf(hints, width, height);
  if (coloured.colours.length === 0 || !inside.bits.includes(1)) return filled;
  const { marks, free } = withFree(coloured, auto, width, height);
  const walls = where(inside, (at) => lines[at] > WALL);
  const painted = paintedRooms(rooms, marks, walls);
  const areas = new Float64Array(marks.colours.length + 1);
  for (const mark of painted) areas[mark]++;
  areas[0] = 0;
  areas.fill(0, free);
  const base = areas.some((area) => area > 0) ? areas.indexOf(areas.reduce((most, area) => Math.max(most, area), 0)) : 0;
  for (let at = 0; at < filled.length; at++) {
    if (!inside.bits[at]) continue;
    const mark = painted[at] || base;
    if (mark > 0 && mark < free) filled[at] = (marks.colours[mark - 1] | 0xff000000) >>> 0;
  }
  return filled;
}

// --- rooms and doors

/** @param {Mask} inside @param {Mask} walls @param {number} scale @param {number} door */
function roomsOf(inside, walls, scale, door) {
  const paper = where(inside, (at) => inside.bits[at] && !walls.bits[at]);
  const depth = depthOf(paper);
  /** @type {Int32Array} */
  let rooms = basinsOf(paper, markersOf(paper, depth, door), depth);
  rooms = joinedThroughDoors(rooms, depth, door, inside.width);
  rooms = spreadOverLines(rooms, inside);
  return withoutSlivers(rooms, walls, SLIVER * scale ** 2);
}

/** @param {Mask} paper */
function depthOf(paper) {
  const { squares } = distances(paper);
  return Float32Array.from(squares, (square, at) => (paper.bits[at] ? Math.sqrt(square) : 0));
}

/** @param {Mask} plane @param {Float32Array} depth @param {number} door */
function markersOf(plane, depth, door) {
  const deeper = (/** @type {number} */ level) => {
    const least = Math.fround(level);
    return pieces(where(plane, (at) => depth[at] > least));
  };
  const first = deeper(door);
  const markers = first.labels;
  let count = first.pieces;
  for (const level of LEVELS) {
    const { labels, pieces: found } = deeper(level * door);
    const known = new Uint8Array(found + 1);
    known[0] = 1;
    for (let at = 0; at < markers.length; at++) if (markers[at] > 0) known[labels[at]] = 1;
    for (let at = 0; at < markers.length; at++) if (!known[labels[at]]) markers[at] = labels[at] + count;
    count += found;
  }
  return renumbered(markers);
}

/** @param {Mask} paper @param {Int32Array} markers @param {Float32Array} depth */
function basinsOf(paper, markers, depth) {
  const { labels, pieces: count } = pieces(paper);
  const low = new Float64Array(count + 1).fill(Number.POSITIVE_INFINITY);
  const high = new Int32Array(count + 1);
  for (let at = 0; at < markers.length; at++) {
    if (!markers[at]) continue;
    low[labels[at]] = Math.min(low[labels[at]], markers[at]);
    high[labels[at]] = Math.max(high[labels[at]], markers[at]);
  }
  high[0] = 0;
  const contested = paper.bits.map((bit, at) => (bit && low[labels[at]] !== high[labels[at]] ? 1 : 0));
  const basins = labels.map((label) => high[label]);
  if (!contested.includes(1)) return basins;
  const flooded = watershed(
    Float64Array.from(depth, (value) => -value),
    markers,
    contested,
    paper.width,
  );
  return basins.map((basin, at) => (contested[at] ? flooded[at] : basin));
}

/** @param {Int32Array} basins @param {Float32Array} depth @param {number} door @param {number} width */
function joinedThroughDoors(basins, depth, door, width) {
  const passages = passagesOf(basins, depth, width);
  const count = basins.reduce((most, basin) => Math.max(most, basin), 0) + 1;
  const room = new Float32Array(count);
  for (let at = 0; at < basins.length; at++) room[basins[at]] = Math.max(room[basins[at]], depth[at]);
  const parent = Int32Array.from({ length: count }, (_, index) => index);
  const root = (/** @type {number} */ basin) => {
    let at = basin;
    while (parent[at] !== at) at = parent[at] = parent[parent[at]];
    return at;
  };
  for (const { first, second, passage } of passages.sort((a, b) => b.passage - a.passage || a.first - b.first || a.second - b.second)) {
    const [one, other] = [root(first), root(second)];
    if (one === other || !(passage >= Math.min(door, Math.fround(Math.fround(NARROW) * Math.min(room[one], room[other]))))) continue;
    parent[other] = one;
    room[one] = Math.max(room[one], room[other]);
  }
  return renumbered(basins.map(root));
}

/** Pairs of basins that meet, and half the width of their widest passage. @param {Int32Array} basins @param {Float32Array} depth @param {number} width */
function passagesOf(basins, depth, width) {
  /** @type {Map<string, { first: number, second: number, passage: number }>} */
  const found = new Map();
  eachMeeting(basins, width, (one, other) => {
    const [first, second] = [Math.min(basins[one], basins[other]), Math.max(basins[one], basins[other])];
    const passage = Math.min(depth[one], depth[other]);
    const known = found.get(`${first} ${second}`);
    if (known) known.passage = Math.max(known.passage, passage);
    else found.set(`${first} ${second}`, { first, second, passage });
  });
  return [...found.values()];
}

/** Each pixel and its right, then its lower neighbour, where they belong to different rooms. @param {Int32Array} rooms @param {number} width @param {(one: number, other: number) => void} tell */
function eachMeeting(rooms, width, tell) {
  for (let at = 0; at < rooms.length; at++) {
    if (!rooms[at]) continue;
    if ((at + 1) % width !== 0 && rooms[at + 1] && rooms[at + 1] !== rooms[at]) tell(at, at + 1);
    if (at + width < rooms.length && rooms[at + width] && rooms[at + width] !== rooms[at]) tell(at, at + width);
  }
}

/** Line pixels go to the rooms beside them, ring by ring. @param {Int32Array} rooms @param {Mask} inside */
function spreadOverLines(rooms, inside) {
  const { width } = inside;
  for (;;) {
    const old = rooms.slice();
    let changed = false;
    for (let at = 0; at < rooms.length; at++) {
      if (old[at] || !inside.bits[at]) continue;
      const x = at % width;
      // the order of the server's four sweeps: from the right, from the left, from below, from above
      const value = (x < width - 1 && old[at + 1]) || (x > 0 && old[at - 1]) || old[at + width] || (at >= width && old[at - width]) || 0;
      if (value) {
        rooms[at] = value;
        changed = true;
      }
    }
    if (!changed) break;
  }
  const rest = where(inside, (at) => inside.bits[at] && !rooms[at]);
  if (!rest.bits.includes(1)) return rooms;
  const { labels } = pieces(rest);
  const most = rooms.reduce((high, room) => Math.max(high, room), 0);
  return rooms.map((room, at) => (labels[at] ? labels[at] + most : room));
}

/** @param {Int32Array} start @param {Mask} walls @param {number} smallest */
function withoutSlivers(start, walls, smallest) {
  let rooms = start;
  for (let round = 0; round < 3; round++) {
    const count = rooms.reduce((most, room) => Math.max(most, room), 0) + 1;
    const papers = new Float64Array(count);
    for (let at = 0; at < rooms.length; at++) if (!walls.bits[at]) papers[rooms[at]]++;
    const small = [...papers.keys()].filter((room) => room > 0 && papers[room] < smallest);
    if (small.length === 0 || small.length === count - 1) break;
    const edges = new Float64Array(count * count);
    eachMeeting(rooms, walls.width, (one, other) => {
      edges[rooms[one] * count + rooms[other]]++;
      edges[rooms[other] * count + rooms[one]]++;
    });
    for (let room = 0; room < count; room++)
      for (const each of small) edges[room * count + each] = Math.floor(edges[room * count + each] / 2);
    const target = Int32Array.from({ length: count }, (_, index) => index);
    for (const room of small) {
      const row = edges.subarray(room * count, (room + 1) * count);
      const most = row.reduce((high, edge) => Math.max(high, edge), 0);
      if (most > 0) target[room] = row.indexOf(most);
    }
    rooms = renumbered(rooms.map((room) => target[target[room]]));
  }
  return rooms;
}

/** Numbered without holes. @param {Int32Array} rooms */
function renumbered(rooms) {
  const present = new Uint8Array(rooms.reduce((most, room) => Math.max(most, room), 0) + 1);
  for (const room of rooms) present[room] = 1;
  present[0] = 0;
  let next = 0;
  const numbers = Int32Array.from(present, (is) => (is ? ++next : 0));
  return rooms.map((room) => numbers[room]);
}

/** @param {Mask} of */
function boxOf({ bits, width, height }) {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let at = 0; at < bits.length; at++) {
    if (!bits[at]) continue;
    const [x, y] = [at % width, Math.floor(at / width)];
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = y + 1;
  }
  return right > 0 ? { left, top, right, bottom } : null;
}

/** @param {Mask} of @param {{ left: number, top: number, right: number, bottom: number }} box */
function cut({ bits, width }, { left, top, right, bottom }) {
  const part = mask(right - left, bottom - top);
  for (let y = top; y < bottom; y++) part.bits.set(bits.subarray(y * width + left, y * width + right), (y - top) * part.width);
  return part;
}

// --- hints

/** Connected marks of one colour each; colours in the order of their red, green, blue. @param {Uint32Array} hints @param {number} width @param {number} height @returns {Marks} */
function marksOf(hints, width, height) {
  const code = (/** @type {number} */ mark) => ((mark & 255) << 16) | (((mark >>> 8) & 255) << 8) | ((mark >>> 16) & 255);
  const kinds = [...new Set(hints.filter((mark) => mark !== 0))].sort((a, b) => code(a) - code(b));
  const found = new Int32Array(hints.length);
  /** @type {number[]} */
  const colours = [];
  for (const kind of kinds) {
    const { labels, pieces: count } = pieces(
      where(mask(width, height), (at) => hints[at] === kind),
      true,
    );
    for (let at = 0; at < found.length; at++) if (labels[at]) found[at] = labels[at] + colours.length;
    for (let piece = 0; piece < count; piece++) colours.push(kind);
  }
  return { where: found, colours };
}

/** The marks and, after them, those of "any colour". @param {Marks} marks @param {Uint8Array | null} auto @param {number} width @param {number} height */
function withFree(marks, auto, width, height) {
  const free = marks.colours.length + 1;
  if (!auto?.includes(1)) return { marks, free };
  const { labels, pieces: count } = pieces(mask(width, height, auto), true);
  const places = marks.where.map((mark, at) => (labels[at] ? labels[at] + free - 1 : mark));
  return { marks: { where: places, colours: [...marks.colours, ...Array(count).fill(0xff000000)] }, free };
}

/** The mark that each pixel takes its colour from, 0 where none reaches. @param {Int32Array} rooms @param {Marks} marks @param {Mask} walls */
function paintedRooms(rooms, marks, walls) {
  const width = rooms.reduce((most, room) => Math.max(most, room), 0) + 1;
  const table = marksInRooms(rooms, marks, walls, width);
  const areas = new Float64Array(width);
  for (const room of rooms) areas[room]++;
  /** @type {number[][]} */
  const wanted = Array.from({ length: width }, () => []);
  table.forEach((row, mark) => {
    const total = Math.max(
      row.reduce((sum, pixels) => sum + pixels, 0),
      1,
    );
    const most = row.indexOf(row.reduce((high, pixels) => Math.max(high, pixels), 0));
    row.forEach((pixels, room) => {
      if (pixels > 0 && (pixels >= GOOD_PART * total || pixels >= COVERED * areas[room] || room === most)) wanted[room].push(mark);
    });
  });
  const painted = new Int32Array(rooms.length);
  wanted.forEach((list, room) => {
    if (list.length === 0) return;
    const inside = where(walls, (at) => rooms[at] === room);
    const colours = list.map((mark) => marks.colours[mark - 1]);
    const shared = allSame(colours) ? null : sharedRoom(inside, list, marks, walls);
    for (let at = 0; at < painted.length; at++) if (inside.bits[at]) painted[at] = shared ? shared[at] : list[0];
  });
  return painted;
}

/** Pixels of each mark in each room. @param {Int32Array} rooms @param {Marks} marks @param {Mask} walls @param {number} width */
function marksInRooms(rooms, marks, walls, width) {
  const table = Array.from({ length: marks.colours.length + 1 }, () => new Float64Array(width));
  for (const onLines of [0, 1]) {
    const found = table.map(() => new Float64Array(width));
    for (let at = 0; at < rooms.length; at++)
      if (walls.bits[at] === onLines && marks.where[at] > 0 && rooms[at] > 0) found[marks.where[at]][rooms[at]]++;
    table.forEach((row, mark) => {
      if (!row.some((pixels) => pixels > 0)) row.set(found[mark]);
    });
  }
  for (let mark = 1; mark < table.length; mark++) {
    if (table[mark].some((pixels) => pixels > 0)) continue;
    const room = nearestRoom(rooms, walls.width, middleOf(marks.where, mark, walls.width));
    if (room) table[mark][room] = 1;
  }
  return table;
}

/** @param {Int32Array} places @param {number} mark @param {number} width */
function middleOf(places, mark, width) {
  let [rows, columns, count] = [0, 0, 0];
  for (let at = 0; at < places.length; at++) {
    if (places[at] !== mark) continue;
    rows += Math.floor(at / width);
    columns += at % width;
    count++;
  }
  return [rows / count, columns / count];
}

/** @param {Int32Array} rooms @param {number} width @param {number[]} place */
function nearestRoom(rooms, width, [row, column]) {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (let at = 0; at < rooms.length; at++) {
    if (!rooms[at]) continue;
    const distance = Math.hypot(Math.floor(at / width) - row, (at % width) - column);
    if (distance < least) [best, least] = [rooms[at], distance];
  }
  return least <= (NEAR * rooms.length) / width ? best : 0;
}

/** One room shared among marks: each pixel goes to the nearest on the way; lines are hills. @param {Mask} inside @param {number[]} wanted @param {Marks} marks @param {Mask} walls */
function sharedRoom(inside, wanted, marks, walls) {
  const box = /** @type {NonNullable<ReturnType<typeof boxOf>>} */ (boxOf(inside));
  const part = cut(inside, box);
  const seeds = new Int32Array(part.bits.length);
  const at = (/** @type {number} */ index) => (Math.floor(index / part.width) + box.top) * inside.width + (index % part.width) + box.left;
  for (let index = 0; index < seeds.length; index++)
    if (part.bits[index] && wanted.includes(marks.where[at(index)])) seeds[index] = marks.where[at(index)];
  const { squares } = distances(where(part, (index) => seeds[index] === 0));
  const away = Float64Array.from(squares, Math.sqrt);
  const most = away.reduce((high, value) => Math.max(high, value), 0);
  const heights = away.map((value, index) => value + (walls.bits[at(index)] ? most : 0));
  const flooded = watershed(heights, seeds, part.bits, part.width);
  const shared = new Int32Array(inside.bits.length);
  for (let index = 0; index < flooded.length; index++) shared[at(index)] = flooded[index];
  return shared.map((mark, index) => (inside.bits[index] && mark === 0 ? wanted[0] : mark));
}

/** Whether an eye would call them one colour. @param {number[]} colours */
function allSame(colours) {
  const labs = colours.map(labOf);
  return labs.every((lab) => Math.hypot(...lab.map((value, index) => value - labs[0][index])) < SAME_COLOUR);
}

/** CIELAB (D65) of an sRGB colour. @param {number} mark */
function labOf(mark) {
  const [red, green, blue] = [mark & 255, (mark >>> 8) & 255, (mark >>> 16) & 255].map((byte) => {
    const value = byte / 255;
    return value > 0.04045 ? ((value + 0.055) / 1.055) ** 2.4 : value / 12.92;
  });
  const bend = (/** @type {number} */ value) => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116);
  const x = bend((0.412453 * red + 0.35758 * green + 0.180423 * blue) / 0.95047);
  const y = bend(0.212671 * red + 0.71516 * green + 0.072169 * blue);
  const z = bend((0.019334 * red + 0.119193 * green + 0.950227 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
