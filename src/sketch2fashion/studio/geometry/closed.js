// @ts-check
/** Whether lines go around something: the beginning of a garment does not yet. */

import { flooded, grown } from "./flood.js";

/** @typedef {import("./types.js").Point} Point */
/** @typedef {import("./types.js").Box} Box */
/** @typedef {import("./flood.js").Mask} Mask */
/** @typedef {{ points: readonly Point[], mirror: boolean }} Line */

const SIDE = 128; // cells of the longer side; enough to tell inside from outside
const LEAST_INSIDE = 0.12; // of the box: a flared hat encloses less of it than a shirt

/**
 * @param {readonly Line[]} lines @param {Box} box that holds them, canvas pixels @param {number} gap canvas pixels that still count as closed
 * @param {number} reflection mirrored lines are drawn again at this minus x
 */
export function encloses(lines, box, gap, reflection) {
  const scale = SIDE / Math.max(box.width, box.height);
  const reach = Math.ceil((gap * scale) / 2);
  const margin = reach + 2; // so that the outside is one piece
  const [width, height] = [box.width, box.height].map((side) => Math.ceil(side * scale) + 2 * margin);
  const walls = { width, height, data: new Uint8Array(width * height) };
  for (const { points, mirror } of lines) {
    draw(walls, points, (x, y) => [(x - box.x) * scale + margin, (y - box.y) * scale + margin]);
    if (mirror) draw(walls, points, (x, y) => [(reflection - x - box.x) * scale + margin, (y - box.y) * scale + margin]);
  }
  const closed = grown(walls, reach);
  const outside = flooded(closed, 0);
  let inside = 0;
  for (let cell = 0; cell < closed.data.length; cell++) if (!closed.data[cell] && !outside.data[cell]) inside++;
  return inside >= LEAST_INSIDE * box.width * box.height * scale * scale;
}

/** @param {Mask} mask @param {readonly Point[]} points @param {(x: number, y: number) => [number, number]} place */
function draw(mask, points, place) {
  let [x, y] = place(points[0][0], points[0][1]);
  for (const point of points) {
    const [nextX, nextY] = place(point[0], point[1]);
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(nextX - x), Math.abs(nextY - y))));
    for (let step = 0; step <= steps; step++) set(mask, x + ((nextX - x) * step) / steps, y + ((nextY - y) * step) / steps);
    [x, y] = [nextX, nextY];
  }
}

/** @param {Mask} mask @param {number} x @param {number} y */
function set({ width, height, data }, x, y) {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  if (column >= 0 && column < width && row >= 0 && row < height) data[row * width + column] = 1;
}
