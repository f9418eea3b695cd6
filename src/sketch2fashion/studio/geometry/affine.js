// @ts-check
/** Moving, scaling, turning and flipping as matrices: [a, b, c, d, e, f], x' = a·x + c·y + e, y' = b·x + d·y + f (as in CSS). */

/** @typedef {import("./types.js").Point} Point */
/** @typedef {import("./types.js").Spot} Spot */
/** @typedef {[a: number, b: number, c: number, d: number, e: number, f: number]} Matrix */

/** @type {Matrix} */
export const IDENTITY = [1, 0, 0, 1, 0, 0];

/** @param {number} dx @param {number} dy @returns {Matrix} */
export function moving(dx, dy) {
  return [1, 0, 0, 1, dx, dy];
}

/** @param {number} across @param {number} down @param {Spot} about what stays where it is @returns {Matrix} */
export function scaling(across, down, about) {
  return [across, 0, 0, down, about.x * (1 - across), about.y * (1 - down)];
}

/** @param {number} angle radians, clockwise on the screen @param {Spot} about @returns {Matrix} */
export function turning(angle, about) {
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  return [cosine, sine, -sine, cosine, about.x - about.x * cosine + about.y * sine, about.y - about.x * sine - about.y * cosine];
}

/** First `first`, then `second`. @param {Matrix} second @param {Matrix} first @returns {Matrix} */
export function after(second, first) {
  const [a, b, c, d, e, f] = second;
  const [p, q, r, s, t, u] = first;
  return [a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * t + c * u + e, b * t + d * u + f];
}

/** Left and right swapped on a canvas of this width. @param {number} width @returns {Matrix} */
export function reflection(width) {
  return [-1, 0, 0, 1, width, 0];
}

/** What happens to the mirror image when `matrix` happens to a stroke. @param {Matrix} matrix @param {number} width @returns {Matrix} */
export function reflected(matrix, width) {
  return after(reflection(width), after(matrix, reflection(width)));
}

/** Whether a drawing that is its own mirror image still is one afterwards. @param {Matrix} matrix @param {number} width */
export function keepsSymmetry([a, b, c, , e], width) {
  return Math.abs(b) < 1e-9 && Math.abs(c) < 1e-9 && Math.abs(2 * e - width * (1 - a)) < 1e-6;
}

/** @param {Matrix} matrix @param {Spot} spot @returns {Spot} */
export function moved([a, b, c, d, e, f], { x, y }) {
  return { x: a * x + c * y + e, y: b * x + d * y + f };
}

/** @param {Matrix} matrix @param {readonly Point[]} points @returns {Point[]} in tenths of a canvas pixel, as strokes are stored */
export function movedPoints([a, b, c, d, e, f], points) {
  return points.map(([x, y, pressure, ms]) => [tenths(a * x + c * y + e), tenths(b * x + d * y + f), pressure, ms]);
}

/** How much wider a line becomes. @param {Matrix} matrix */
export function growth([a, b, c, d]) {
  return Math.sqrt(Math.abs(a * d - b * c));
}

/** @param {number} value */
function tenths(value) {
  return Math.round(value * 10) / 10;
}
