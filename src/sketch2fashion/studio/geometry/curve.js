// @ts-check
/**
 * SVG path data (M L H V C S Q Z, absolute) as evenly spaced pen points: how the examples are written down.
 */

/** @typedef {import("./types.js").Point} Point */
/** @typedef {[number, number]} Pair */

const SPACING_PX = 6;
const MS_A_POINT = 8; // a calm hand; replays look natural

/**
 * @param {string} data @param {number} [spacing] canvas pixels between points
 * @returns {Point[][]} one list of points for each sub-path
 */
export function pointsOfPath(data, spacing = SPACING_PX) {
  return subPaths(data).map((corners) => asPen(evenly(corners, spacing)));
}

/** @param {string} data @returns {Pair[][]} finely sampled */
function subPaths(data) {
  /** @type {Pair[][]} */
  const paths = [];
  /** @type {Pair[]} */
  let path = [];
  /** @type {Pair} */
  let at = [0, 0];
  /** @type {Pair} */
  let handle = [0, 0]; // of the last cubic, for S
  for (const [, command, numbers] of data.matchAll(/([MLHVCSQZ])([^MLHVCSQZ]*)/g)) {
    const values = numbers.match(/-?\d*\.?\d+/g)?.map(Number) ?? [];
    if (command === "Z") go([path[0]]);
    const size = SIZES[command];
    for (let start = 0; size && start < values.length; start += size) step(command, values.slice(start, start + size));
  }
  return paths;

  /** @param {string} command @param {number[]} v */
  function step(command, v) {
    if (command === "M") {
      path = [[v[0], v[1]]];
      paths.push(path);
      at = path[0];
    } else if (command === "L") go([[v[0], v[1]]]);
    else if (command === "H") go([[v[0], at[1]]]);
    else if (command === "V") go([[at[0], v[0]]]);
    else if (command === "C") cubic([v[0], v[1]], [v[2], v[3]], [v[4], v[5]]);
    else if (command === "S") cubic([2 * at[0] - handle[0], 2 * at[1] - handle[1]], [v[0], v[1]], [v[2], v[3]]);
    else if (command === "Q") quadratic([v[0], v[1]], [v[2], v[3]]);
    if (command !== "C" && command !== "S") handle = at;
  }

  /** @param {Pair[]} points */
  function go(points) {
    path.push(...points);
    at = points[points.length - 1];
  }

  /** @param {Pair} b @param {Pair} c @param {Pair} d */
  function cubic(b, c, d) {
    const a = at;
    go(FRACTIONS.map((t) => between(between3(a, b, c, t), between3(b, c, d, t), t)));
    handle = c;
  }

  /** @param {Pair} b @param {Pair} c */
  function quadratic(b, c) {
    const a = at;
    go(FRACTIONS.map((t) => between3(a, b, c, t)));
  }
}

/** @type {Record<string, number>} how many numbers a command takes */
const SIZES = { M: 2, L: 2, H: 1, V: 1, C: 6, S: 4, Q: 4 };
const FRACTIONS = Array.from({ length: 32 }, (_, index) => (index + 1) / 32);

/** @param {Pair} a @param {Pair} b @param {number} t @returns {Pair} */
function between(a, b, t) {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
}

/** @param {Pair} a @param {Pair} b @param {Pair} c @param {number} t */
function between3(a, b, c, t) {
  return between(between(a, b, t), between(b, c, t), t);
}

/** Points at equal distances along a line, first and last kept. @param {Pair[]} line @param {number} spacing @returns {Pair[]} */
function evenly(line, spacing) {
  const result = [line[0]];
  let walked = 0;
  for (let index = 1; index < line.length; index++) {
    const [a, b] = [line[index - 1], line[index]];
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    for (let next = spacing - walked; next <= length; next += spacing) result.push(between(a, b, next / length));
    walked = (walked + length) % spacing;
  }
  const last = line[line.length - 1];
  const [x, y] = result[result.length - 1];
  if (Math.hypot(last[0] - x, last[1] - y) > 0.5) result.push(last);
  return result;
}

/** Pressed lightly at both ends, as a hand does. @param {Pair[]} line @returns {Point[]} */
function asPen(line) {
  return line.map(([x, y], index) => {
    const fromEnd = Math.min(index, line.length - 1 - index);
    const pressure = 0.5 - 0.22 * Math.max(0, 1 - fromEnd / 4);
    return [Math.round(x * 10) / 10, Math.round(y * 10) / 10, Math.round(pressure * 1000) / 1000, index * MS_A_POINT];
  });
}
