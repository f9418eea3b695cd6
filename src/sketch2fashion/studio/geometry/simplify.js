// @ts-check
/** Fewer points for the same line (Ramer, Douglas, Peucker), without recursion: strokes can have thousands of points. */

/** @typedef {import("./types.js").Point} Point */

const PRESSURE_AS_PX = 8; // a full change of pressure counts as this much distance

/** @param {readonly Point[]} points @param {number} tolerance canvas pixels @returns {Point[]} first and last are kept */
export function simplified(points, tolerance) {
  if (points.length < 3) return [...points];
  const kept = new Uint8Array(points.length);
  kept[0] = kept[points.length - 1] = 1;
  /** @type {[number, number][]} */
  const todo = [[0, points.length - 1]];
  for (let span = todo.pop(); span; span = todo.pop()) {
    const [first, last] = span;
    const farthest = farthestBetween(points, first, last, tolerance);
    if (farthest === -1) continue;
    kept[farthest] = 1;
    todo.push([first, farthest], [farthest, last]);
  }
  return points.filter((_, index) => kept[index]);
}

/** @param {readonly Point[]} points @param {number} first @param {number} last @param {number} tolerance */
function farthestBetween(points, first, last, tolerance) {
  let farthest = -1;
  let most = tolerance;
  for (let index = first + 1; index < last; index++) {
    const distance = fromChord(points[index], points[first], points[last]);
    if (distance > most) [farthest, most] = [index, distance];
  }
  return farthest;
}

/** @param {Point} point @param {Point} a @param {Point} b */
function fromChord([x, y, pressure], a, b) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - a[0]) * dx + (y - a[1]) * dy) / length));
  const away = Math.hypot(x - a[0] - t * dx, y - a[1] - t * dy);
  return Math.max(away, Math.abs(pressure - a[2] - t * (b[2] - a[2])) * PRESSURE_AS_PX);
}
