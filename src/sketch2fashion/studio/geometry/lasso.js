// @ts-check
/** Which strokes a loop or a tap means. Pure geometry on points. */

import { diameter } from "./outline.js";

/** @typedef {import("./types.js").Point} Point */
/** @typedef {import("./types.js").Spot} Spot */
/** @typedef {import("./types.js").Box} Box */

const MEANT = 0.5; // of a stroke's points: from this part on, a loop means the whole stroke

/** @param {readonly Point[]} points @param {readonly Spot[]} loop closed by itself */
export function isInside(points, loop) {
  const inside = points.reduce((count, [x, y]) => count + Number(holds(loop, x, y)), 0);
  return points.length > 0 && inside >= MEANT * points.length;
}

/** Whether a polygon holds a place (even-odd). @param {readonly Spot[]} loop @param {number} x @param {number} y */
export function holds(loop, x, y) {
  let inside = false;
  for (let index = 0, last = loop.length - 1; index < loop.length; last = index++) {
    const [a, b] = [loop[index], loop[last]];
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}

/** How far a place lies from the ink of a stroke; 0 on it. @param {readonly Point[]} points @param {number} width @param {Spot} spot */
export function distanceToInk(points, width, { x, y }) {
  let nearest = Infinity;
  for (let index = 0; index < points.length; index++) {
    const b = points[index];
    const a = points[Math.max(0, index - 1)];
    const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
    const length = dx * dx + dy * dy;
    const t = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - a[0]) * dx + (y - a[1]) * dy) / length));
    nearest = Math.min(nearest, Math.hypot(x - a[0] - t * dx, y - a[1] - t * dy));
  }
  return Math.max(0, nearest - diameter(width, 0.5) / 2);
}

/** The four corners of a box. @param {Box} box @returns {Spot[]} clockwise from the top left */
export function cornersOf({ x, y, width, height }) {
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ];
}
