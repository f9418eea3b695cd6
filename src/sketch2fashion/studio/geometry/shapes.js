// @ts-check
/**
 * Line, rectangle, ellipse and curve from where a drag began and where it is, as evenly spaced pen points.
 * `even`: squares, circles, lines in steps of 15°. `centred`: the drag began in the middle.
 */

/** @typedef {import("./types.js").Point} Point */
/** @typedef {import("./types.js").Spot} Spot */
/** @typedef {"line" | "curve" | "rectangle" | "ellipse"} Shape */
/** @typedef {{ even: boolean, centred: boolean }} Manner */

export const SHAPES = /** @type {const} */ (["line", "curve", "rectangle", "ellipse"]);

const SPACING_PX = 8; // canvas pixels between the points of a curve
const SNAP_DEGREES = 15;

/** @param {Shape} shape @param {Spot} from @param {Spot} to @param {Manner} manner @returns {Point[]} */
export function shapePoints(shape, from, to, manner) {
  if (shape === "line" || shape === "curve") return straight(from, manner.even ? snapped(from, to) : to);
  const box = boxOf(from, to, manner);
  return shape === "rectangle" ? rectangle(box) : ellipse(box);
}

/** A chord pulled so that it passes through `through`. @param {Spot} from @param {Spot} to @param {Spot} through @returns {Point[]} */
export function bent(from, to, through) {
  const handle = { x: 2 * through.x - (from.x + to.x) / 2, y: 2 * through.y - (from.y + to.y) / 2 };
  const length = Math.hypot(handle.x - from.x, handle.y - from.y) + Math.hypot(to.x - handle.x, to.y - handle.y);
  const parts = Math.max(8, Math.ceil(length / SPACING_PX));
  return Array.from({ length: parts + 1 }, (_, index) => {
    const t = index / parts;
    const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
    return penPoint(a * from.x + b * handle.x + c * to.x, a * from.y + b * handle.y + c * to.y, index);
  });
}

/** Straight lines keep to steps of 15°, so that hems come out level. @param {Spot} from @param {Spot} to @returns {Spot} */
export function snapped(from, to) {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const step = (SNAP_DEGREES * Math.PI) / 180;
  const angle = Math.round(Math.atan2(to.y - from.y, to.x - from.x) / step) * step;
  return { x: tenths(from.x + length * Math.cos(angle)), y: tenths(from.y + length * Math.sin(angle)) };
}

/** @param {Spot} from @param {Spot} to @returns {Point[]} */
function straight(from, to) {
  return [penPoint(from.x, from.y, 0), penPoint((from.x + to.x) / 2, (from.y + to.y) / 2, 1), penPoint(to.x, to.y, 2)];
}

/** @param {Spot} from @param {Spot} to @param {Manner} manner */
function boxOf(from, to, { even, centred }) {
  let [dx, dy] = [to.x - from.x, to.y - from.y];
  if (even) {
    const side = Math.max(Math.abs(dx), Math.abs(dy));
    [dx, dy] = [side * (Math.sign(dx) || 1), side * (Math.sign(dy) || 1)];
  }
  const start = centred ? { x: from.x - dx, y: from.y - dy } : from;
  return { left: start.x, top: start.y, right: from.x + dx, bottom: from.y + dy };
}

/** @param {{ left: number, top: number, right: number, bottom: number }} box @returns {Point[]} closed */
function rectangle({ left, top, right, bottom }) {
  const corners = [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
    [left, top],
  ];
  const points = [penPoint(left, top, 0)];
  for (let side = 1; side < corners.length; side++) {
    const [[ax, ay], [bx, by]] = [corners[side - 1], corners[side]];
    const near = Math.min(0.45, 2 / Math.max(1, Math.hypot(bx - ax, by - ay))); // points close to the corner keep it sharp
    for (const t of [near, 0.5, 1 - near, 1]) points.push(penPoint(ax + (bx - ax) * t, ay + (by - ay) * t, points.length));
  }
  return points;
}

/** @param {{ left: number, top: number, right: number, bottom: number }} box @returns {Point[]} closed */
function ellipse({ left, top, right, bottom }) {
  const [x, y, across, down] = [(left + right) / 2, (top + bottom) / 2, Math.abs(right - left) / 2, Math.abs(bottom - top) / 2];
  const parts = Math.max(24, Math.ceil((Math.PI * (across + down)) / SPACING_PX));
  return Array.from({ length: parts + 1 }, (_, index) => {
    const angle = (index / parts) * 2 * Math.PI - Math.PI / 2;
    return penPoint(x + across * Math.cos(angle), y + down * Math.sin(angle), index);
  });
}

/** @param {number} x @param {number} y @param {number} index @returns {Point} */
function penPoint(x, y, index) {
  return [tenths(x), tenths(y), 0.5, index * 8];
}

/** @param {number} value */
function tenths(value) {
  return Math.round(value * 10) / 10;
}
