// @ts-check
/**
 * From the points of a pen to the shape of its ink.
 *
 * The width follows the pressure as the server's raster does: width · (0.5 + pressure) is the diameter. The stabiliser has
 * already smoothed the points, so perfect-freehand only builds the outline here; it moves no ink.
 */

import { getStroke } from "../vendor/perfect-freehand/index.mjs";

/** @typedef {import("./types.js").Point} Point */
/** @typedef {import("./types.js").Box} Box */

const INK = { thinning: 0.5, smoothing: 0.5, streamline: 0, simulatePressure: false, last: true };

/** The diameter of the tool at a point. @param {number} width @param {number} pressure */
export function diameter(width, pressure) {
  return width * (0.5 + pressure);
}

/**
 * The outline of a stroke as a closed polygon; a single point gives a dot.
 * @param {readonly Point[]} points @param {number} width @returns {[number, number][]}
 */
export function outlineOf(points, width) {
  if (points.length === 0) return [];
  if (isDot(points)) return dot(points[0], width);
  const outline = getStroke(/** @type {any} */ (points), { ...INK, size: width });
  return /** @type {[number, number][]} */ (outline);
}

/**
 * An outline as SVG path data, rounded through the middles of its sides.
 * @param {readonly [number, number][]} outline
 */
export function pathOf(outline) {
  if (outline.length < 3) return "";
  let path = "";
  for (let index = 0; index < outline.length; index++) {
    const [x, y] = outline[index];
    const [nextX, nextY] = outline[(index + 1) % outline.length];
    path += `${index === 0 ? `M${short((outline[outline.length - 1][0] + x) / 2)} ${short((outline[outline.length - 1][1] + y) / 2)}` : ""}`;
    path += `Q${short(x)} ${short(y)} ${short((x + nextX) / 2)} ${short((y + nextY) / 2)}`;
  }
  return `${path}Z`;
}

/**
 * The same outline drawn at once, without the way over text.
 * @template {Pick<Path2D, "moveTo" | "quadraticCurveTo" | "closePath">} Path
 * @param {Path} path @param {readonly [number, number][]} outline @returns {Path}
 */
export function tracedOn(path, outline) {
  if (outline.length < 3) return path;
  let [x, y] = outline[outline.length - 1];
  path.moveTo((x + outline[0][0]) / 2, (y + outline[0][1]) / 2);
  for (let index = 0; index < outline.length; index++) {
    [x, y] = outline[index];
    const [nextX, nextY] = outline[(index + 1) % outline.length];
    path.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  path.closePath();
  return path;
}

/**
 * The centre line as SVG path data, for dashed lines.
 * @param {readonly Point[]} points
 */
export function centreLineOf(points) {
  if (points.length === 0) return "";
  let path = `M${short(points[0][0])} ${short(points[0][1])}`;
  for (let index = 1; index < points.length - 1; index++) {
    const [x, y] = points[index];
    const [nextX, nextY] = points[index + 1];
    path += `Q${short(x)} ${short(y)} ${short((x + nextX) / 2)} ${short((y + nextY) / 2)}`;
  }
  const last = points[points.length - 1];
  return `${path}L${short(last[0])} ${short(last[1])}`;
}

/** Left and right swapped on a canvas of this width. @param {readonly Point[]} points @param {number} canvasWidth @returns {Point[]} */
export function mirrored(points, canvasWidth) {
  return points.map(([x, y, pressure, ms]) => [canvasWidth - x, y, pressure, ms]);
}

/**
 * The box that holds the ink of a stroke, its mirror image included.
 * @param {{ points: readonly Point[], width: number, mirror: boolean }} stroke @param {number} canvasWidth @returns {Box}
 */
export function inkBox(stroke, canvasWidth) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of stroke.points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  if (left > right) return { x: 0, y: 0, width: 0, height: 0 };
  if (stroke.mirror) [left, right] = [Math.min(left, canvasWidth - right), Math.max(right, canvasWidth - left)];
  const reach = diameter(stroke.width, 1) / 2 + 1;
  return { x: left - reach, y: top - reach, width: right - left + 2 * reach, height: bottom - top + 2 * reach };
}

/** @param {Box} a @param {Box} b */
export function boxesTouch(a, b) {
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height;
}

/** The smallest box that holds both. @param {Box | null} a @param {Box} b @returns {Box} */
export function joined(a, b) {
  if (!a) return b;
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return { x, y, width: Math.max(a.x + a.width, b.x + b.width) - x, height: Math.max(a.y + a.height, b.y + b.height) - y };
}

/** @param {readonly Point[]} points */
function isDot(points) {
  const [x, y] = points[0];
  return points.every((point) => Math.abs(point[0] - x) < 0.01 && Math.abs(point[1] - y) < 0.01);
}

/** @param {Point} point @param {number} width @returns {[number, number][]} */
function dot([x, y, pressure], width) {
  const radius = diameter(width, pressure) / 2;
  return Array.from({ length: 16 }, (_, corner) => {
    const angle = (corner / 16) * 2 * Math.PI;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });
}

/** @param {number} value */
function short(value) {
  return Math.round(value * 100) / 100;
}
