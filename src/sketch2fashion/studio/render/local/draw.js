// @ts-check
/**
 * Discs, polygons and lines on a raster, in whole numbers: the same cells as the server's imaging library (Pillow) fills.
 * docs/pixels.md says each rule. Coordinates are cut to whole numbers first, towards zero.
 */

/** @typedef {Uint8Array | Uint32Array} Cells */
/** @typedef {{ cells: Cells, width: number, height: number }} Raster */
/** @typedef {{ top: number, bottom: number, left: number, right: number, x: number, y: number, slope: number }} Edge */

/** @param {Raster} raster @param {number} x @param {number} y @param {number} value */
export function drawPoint({ cells, width, height }, x, y, value) {
  if (x >= 0 && y >= 0 && x < width && y < height) cells[y * width + x] = value;
}

/** The ellipse in a box, its edges included. @param {Raster} raster @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 @param {number} value */
export function fillEllipse(raster, x0, y0, x1, y1, value) {
  const [left, top] = [Math.trunc(x0), Math.trunc(y0)];
  const [a, b] = [Math.trunc(x1) - left, Math.trunc(y1) - top];
  if (a < 0 || b < 0) return;
  let [x, y] = [a, b % 2]; // on the quarter, in half cells from the centre
  let row = y;
  let reach = x;
  const away = (/** @type {number} */ px, /** @type {number} */ py) => Math.abs(a * a * py * py + b * b * px * px - a * a * b * b);
  const paint = () => {
    for (const side of row === 0 ? [0] : [-row, row])
      fillSpan(raster, left + (a - reach) / 2, left + (a + reach) / 2, top + (b + side) / 2, value);
  };
  while (x !== a % 2 || y !== b) {
    let [nextX, nextY, least] = [x, y + 2, away(x, y + 2)];
    if (x > 1) {
      if (away(x - 2, y + 2) < least) [nextX, nextY, least] = [x - 2, y + 2, away(x - 2, y + 2)];
      if (away(x - 2, y) < least) [nextX, nextY] = [x - 2, y];
    }
    [x, y] = [nextX, nextY];
    if (y === row) continue;
    paint();
    [row, reach] = [y, x];
  }
  paint();
}

/** @param {Raster} raster @param {number[]} corners x, y, x, y … @param {number} value */
export function fillPolygon(raster, corners, value) {
  const whole = corners.map(Math.trunc);
  const edges = edgesOf(whole);
  const slanted = [];
  let [top, bottom] = [raster.height - 1, 0];
  for (const edge of edges) {
    top = Math.min(top, edge.top);
    bottom = Math.max(bottom, edge.bottom);
    if (edge.top === edge.bottom) fillSpan(raster, edge.left, edge.right, edge.top, value);
    else slanted.push(edge);
  }
  const last = Math.min(bottom, raster.height);
  for (let y = Math.max(0, top); y <= last; y++) {
    const crossings = crossingsAt(slanted, y, last);
    let free = 0; // cells before this one are filled already
    for (let index = 1; index < crossings.length; index += 2) {
      const end = roundDown(crossings[index]);
      if (end < free) continue;
      const start = Math.max(roundUp(crossings[index - 1]), free);
      if (end < start) continue;
      fillSpan(raster, start, end, y, value);
      free = end + 1;
    }
  }
}

/** A line of a width above 1. @param {Raster} raster @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 @param {number} width @param {number} value */
export function drawWideLine(raster, x0, y0, x1, y1, width, value) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  if (dx === 0 && dy === 0) return drawPoint(raster, x0, y0, value);
  const length = Math.hypot(dx, dy);
  const half = (width - 1) / 2;
  const [more, less] = [roundUp(half) / length, roundDown(half) / length];
  const [downX, upX] = [roundDown(less * dy), roundDown(more * dy)];
  const [downY, upY] = [roundUp(less * dx), roundUp(more * dx)];
  fillPolygon(raster, [x0 - downX, y0 + upY, x1 - downX, y1 + upY, x1 + upX, y1 - downY, x0 + upX, y0 - downY], value);
}

/** A line one cell wide (Bresenham). @param {Raster} raster @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 @param {number} value */
export function drawThinLine(raster, x0, y0, x1, y1, value) {
  let [x, y] = [Math.trunc(x0), Math.trunc(y0)];
  const [across, down] = [Math.trunc(x1) - x, Math.trunc(y1) - y];
  const [dx, dy] = [Math.abs(across), Math.abs(down)];
  const [stepX, stepY] = [Math.sign(across), Math.sign(down)];
  const flat = dx > dy;
  let error = flat ? 2 * dy - dx : 2 * dx - dy;
  for (let index = 0; index <= Math.max(dx, dy); index++) {
    drawPoint(raster, x, y, value);
    if (error >= 0) {
      if (flat) y += stepY;
      else x += stepX;
      error -= 2 * (flat ? dx : dy);
    }
    error += 2 * (flat ? dy : dx);
    if (flat) x += stepX;
    else y += stepY;
  }
}

/** @param {Raster} raster @param {number} from @param {number} to the last cell @param {number} y @param {number} value */
function fillSpan({ cells, width, height }, from, to, y, value) {
  if (y < 0 || y >= height || from >= width || to < 0) return;
  const [first, last] = [Math.max(0, from), Math.min(width - 1, to)];
  if (first <= last) cells.fill(value, y * width + first, y * width + last + 1);
}

/** @param {number[]} corners @returns {Edge[]} */
function edgesOf(corners) {
  /** @type {Edge[]} */
  const edges = [];
  const count = corners.length / 2;
  for (let index = 0; index < count - 1; index++) {
    const [x0, y0, x1, y1] = corners.slice(2 * index, 2 * index + 4);
    if (y0 === y1 && index !== 0 && y0 === corners[2 * index - 1]) {
      const before = corners[2 * index - 2];
      const last = edges[edges.length - 1];
      if (x1 > x0 && x0 > before) {
        last.right = x1;
        continue;
      }
      if (x1 < x0 && x0 < before) {
        last.left = x1;
        continue;
      }
    }
    edges.push(edge(x0, y0, x1, y1));
  }
  const [x, y] = corners.slice(-2);
  if (x !== corners[0] || y !== corners[1]) edges.push(edge(x, y, corners[0], corners[1]));
  return edges;
}

/** @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 @returns {Edge} */
function edge(x0, y0, x1, y1) {
  return {
    left: Math.min(x0, x1),
    right: Math.max(x0, x1),
    top: Math.min(y0, y1),
    bottom: Math.max(y0, y1),
    x: x0,
    y: y0,
    slope: y0 === y1 ? 0 : Math.fround(Math.fround(x1 - x0) / Math.fround(y1 - y0)),
  };
}

/** @param {Edge} each @param {number} y */
function xAt(each, y) {
  return Math.fround(Math.fround(Math.fround(y - each.y) * each.slope) + Math.fround(each.x));
}

/** Where a row meets the edges, from left to right. @param {Edge[]} edges @param {number} y @param {number} last row of the polygon */
function crossingsAt(edges, y, last) {
  const found = [];
  for (let index = 0; index < edges.length; index++) {
    const current = edges[index];
    if (y < current.top || y > current.bottom) continue;
    const x = xAt(current, y);
    if (y === current.bottom && y < last) found.push(x, x);
    else if ((y === current.top || y === current.bottom) && current.slope !== 0) found.push(joined(edges, index, x, y));
    else found.push(x);
  }
  return found.sort((a, b) => a - b);
}

/** A corner of two edges that lean the same way, moved so that it touches its neighbour row. @param {Edge[]} edges @param {number} index @param {number} x @param {number} y */
function joined(edges, index, x, y) {
  const current = edges[index];
  for (let other = 0; other < index; other++) {
    const second = edges[other];
    if ((current.slope > 0 && second.slope <= 0) || (current.slope < 0 && second.slope >= 0)) continue;
    if (x !== xAt(second, y)) continue;
    const next = y + (y === current.bottom ? -1 : 1);
    const near = xAt(current, next);
    if (next >= second.top && next <= second.bottom) {
      const far = xAt(second, next);
      if (x > near + 1 && x > far + 1) return roundAway(Math.max(near, far)) + 1;
      if (x < near - 1 && x < far - 1) return roundAway(Math.min(near, far)) - 1;
    }
    break;
  }
  return x;
}

/** @param {number} value */
function roundUp(value) {
  return value >= 0 ? Math.floor(value + 0.5) : -Math.floor(-value + 0.5);
}

/** @param {number} value */
function roundDown(value) {
  return value >= 0 ? Math.ceil(value - 0.5) : -Math.ceil(-value - 0.5);
}

/** @param {number} value */
function roundAway(value) {
  return Math.sign(value) * Math.round(Math.abs(value));
}
