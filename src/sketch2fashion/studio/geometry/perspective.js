// @ts-check
/** A photographed sheet seen straight from above: find its four corners, and pull the picture flat. Works on plain RGBA arrays. */

/** @typedef {import("./types.js").Spot} Spot */
/** @typedef {import("./trace.js").Pixels} Pixels */
/** @typedef {[Spot, Spot, Spot, Spot]} Corners  clockwise from the top left, 0 … 1 of the picture */

/** @type {Corners} */
export const WHOLE = [
  { x: 0, y: 0 },
  { x: 1, y: 0 },
  { x: 1, y: 1 },
  { x: 0, y: 1 },
];

const LOOK_PX = 160; // the sheet is looked for on a small copy
const SMALLEST_SHEET = 0.2; // of the picture
const FILLED = 0.8; // of the four-sided figure: what is found must be about as full as a sheet
const NOT_ALL = 0.97; // of the picture: a sheet that fills it needs no pulling
const INWARDS = 0.028; // of the way to the middle
const CONTRAST = 24; // grey levels between table and sheet

/**
 * The corners of a bright sheet on a darker table, or the picture's own where none is seen.
 * @param {Pixels} pixels @returns {Corners}
 */
export function sheetCorners(pixels) {
  const small = reduced(pixels);
  const { width, height } = small;
  const split = brightSplit(small.grey);
  if (split === null) return structuredClone(WHOLE);
  const sheet = largestBright(small, split);
  const area = sheet.length / (width * height);
  if (area < SMALLEST_SHEET || area > NOT_ALL) return structuredClone(WHOLE);
  const corners = extremes(sheet, width);
  if (quadArea(corners) === 0 || sheet.length / quadArea(corners) < FILLED) return structuredClone(WHOLE);
  return /** @type {Corners} */ (inwards(corners).map(({ x, y }) => ({ x: (x + 0.5) / width, y: (y + 0.5) / height })));
}

/** A little towards the middle: nothing of the table may look like a line at the edge. @param {Spot[]} corners @returns {Spot[]} */
function inwards(corners) {
  const middle = { x: corners.reduce((sum, { x }) => sum + x / 4, 0), y: corners.reduce((sum, { y }) => sum + y / 4, 0) };
  return corners.map(({ x, y }) => ({ x: x + (middle.x - x) * INWARDS, y: y + (middle.y - y) * INWARDS }));
}

/**
 * The part of a picture between four corners as an upright rectangle. Out: the mean of the opposite sides' lengths.
 * @param {Pixels} pixels @param {Corners} corners @returns {Pixels}
 */
export function flattened(pixels, corners) {
  const at = corners.map(({ x, y }) => ({ x: x * pixels.width, y: y * pixels.height }));
  const [a, b, c, d] = at;
  const width = Math.max(8, Math.round((length(a, b) + length(d, c)) / 2));
  const height = Math.max(8, Math.round((length(a, d) + length(b, c)) / 2));
  const [m0, m1, m2, m3, m4, m5, m6, m7] = unitSquareTo(at);
  const data = new Uint8ClampedArray(width * height * 4);
  for (let row = 0; row < height; row++) {
    const v = (row + 0.5) / height;
    for (let column = 0; column < width; column++) {
      const u = (column + 0.5) / width;
      const depth = m6 * u + m7 * v + 1;
      sample(pixels, (m0 * u + m1 * v + m2) / depth - 0.5, (m3 * u + m4 * v + m5) / depth - 0.5, data, (row * width + column) * 4);
    }
  }
  return { width, height, data };
}

/** Whether four corners make a figure that can be pulled flat: convex, the right way round. @param {Corners} corners */
export function isConvex(corners) {
  return corners.every((corner, index) => {
    const next = corners[(index + 1) % 4];
    const later = corners[(index + 2) % 4];
    return (next.x - corner.x) * (later.y - next.y) - (next.y - corner.y) * (later.x - next.x) > 1e-4;
  });
}

/** The homography from the unit square (Heckbert 1989). @param {Spot[]} corners @returns {number[]} eight numbers, the ninth is 1 */
function unitSquareTo([p0, p1, p2, p3]) {
  const [sx, sy] = [p0.x - p1.x + p2.x - p3.x, p0.y - p1.y + p2.y - p3.y];
  const [dx1, dx2, dy1, dy2] = [p1.x - p2.x, p3.x - p2.x, p1.y - p2.y, p3.y - p2.y];
  const whole = dx1 * dy2 - dx2 * dy1 || 1e-9;
  const g = (sx * dy2 - dx2 * sy) / whole;
  const h = (dx1 * sy - sx * dy1) / whole;
  return [p1.x - p0.x + g * p1.x, p3.x - p0.x + h * p3.x, p0.x, p1.y - p0.y + g * p1.y, p3.y - p0.y + h * p3.y, p0.y, g, h];
}

/** @param {Pixels} from @param {number} x @param {number} y @param {Uint8ClampedArray} to @param {number} at */
function sample({ width, height, data }, x, y, to, at) {
  const left = Math.min(Math.max(Math.floor(x), 0), width - 1);
  const top = Math.min(Math.max(Math.floor(y), 0), height - 1);
  const right = Math.min(left + 1, width - 1);
  const bottom = Math.min(top + 1, height - 1);
  const [u, v] = [Math.min(Math.max(x - left, 0), 1), Math.min(Math.max(y - top, 0), 1)];
  for (let part = 0; part < 4; part++) {
    const above = data[(top * width + left) * 4 + part] * (1 - u) + data[(top * width + right) * 4 + part] * u;
    const below = data[(bottom * width + left) * 4 + part] * (1 - u) + data[(bottom * width + right) * 4 + part] * u;
    to[at + part] = above * (1 - v) + below * v;
  }
}

/** A small grey copy, each pixel the brightest of its block: lines on the sheet vanish. @param {Pixels} pixels */
function reduced({ width, height, data }) {
  const block = Math.max(1, Math.ceil(Math.max(width, height) / LOOK_PX));
  const [across, down] = [Math.max(1, Math.floor(width / block)), Math.max(1, Math.floor(height / block))];
  const grey = new Uint8Array(across * down);
  for (let row = 0; row < down * block; row++) {
    for (let column = 0; column < across * block; column++) {
      const at = (row * width + column) * 4;
      const value = 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];
      const cell = Math.floor(row / block) * across + Math.floor(column / block);
      if (value > grey[cell]) grey[cell] = value;
    }
  }
  return { width: across, height: down, grey };
}

/** The grey level between table and sheet (Otsu), or null where there is no such split. @param {Uint8Array} grey */
function brightSplit(grey) {
  const counts = new Float64Array(256);
  for (const value of grey) counts[value]++;
  const total = grey.reduce((sum, value) => sum + value, 0);
  let [darker, darkSum, best, split, means] = [0, 0, 0, 0, [0, 0]];
  for (let level = 0; level < 255; level++) {
    darker += counts[level];
    darkSum += level * counts[level];
    const brighter = grey.length - darker;
    if (darker === 0 || brighter === 0) continue;
    const [dark, bright] = [darkSum / darker, (total - darkSum) / brighter];
    const between = darker * brighter * (bright - dark) ** 2;
    if (between > best) [best, split, means] = [between, level, [dark, bright]];
  }
  return means[1] - means[0] < CONTRAST ? null : split;
}

/** @param {{ width: number, height: number, grey: Uint8Array }} small @param {number} split @returns {number[]} indices */
function largestBright({ width, height, grey }, split) {
  const seen = new Uint8Array(grey.length);
  /** @type {number[]} */
  let largest = [];
  for (let start = 0; start < grey.length; start++) {
    if (seen[start] || grey[start] <= split) continue;
    seen[start] = 1;
    const part = [start];
    for (let next = 0; next < part.length; next++) {
      const at = part[next];
      const column = at % width;
      for (const other of [column > 0 ? at - 1 : -1, column < width - 1 ? at + 1 : -1, at - width, at + width]) {
        if (other < 0 || other >= width * height || seen[other] || grey[other] <= split) continue;
        seen[other] = 1;
        part.push(other);
      }
    }
    if (part.length > largest.length) largest = part;
  }
  return largest;
}

/** The places farthest towards each corner. @param {number[]} indices @param {number} width @returns {Spot[]} clockwise from the top left */
function extremes(indices, width) {
  const towards = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ];
  return towards.map(([right, down]) => {
    let best = { x: 0, y: 0 };
    let most = -Infinity;
    for (const at of indices) {
      const [x, y] = [at % width, Math.floor(at / width)];
      if (right * x + down * y > most) [best, most] = [{ x, y }, right * x + down * y];
    }
    return best;
  });
}

/** @param {Spot[]} corners */
function quadArea(corners) {
  return Math.abs(corners.reduce((sum, { x, y }, index) => sum + x * corners[(index + 1) % 4].y - corners[(index + 1) % 4].x * y, 0) / 2);
}

/** @param {Spot} a @param {Spot} b */
function length(a, b) {
  return Math.hypot(b.x - a.x, b.y - a.y);
}
