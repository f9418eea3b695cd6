// @ts-check
/**
 * A smooth drag of a place: what lies near it follows the hand, what lies farther away than the radius stays where it was.
 *
 * The drag is walked in steps so small that each of them is one to one (the displacement changes by less than its own length from
 * place to place), so the whole is one to one too: cloth never folds over itself, however far it is dragged. With a mirror axis both
 * sides are dragged at once, and nothing crosses the axis. Pure arithmetic, no document.
 */

/** @typedef {import("./types.js").Point} Point */
/** @typedef {import("./types.js").Spot} Spot */
/** @typedef {import("./types.js").Box} Box */
/** @typedef {{ from: Spot, to: Spot, radius: number, axis: number | null }} Warp  canvas pixels; axis: x of the mirror, null without one */
/** @typedef {{ readonly points: readonly Point[], readonly mirror: boolean }} Trace  as much of a stroke as a warp changes */

const CORE = 0.3; // of the radius: what lies so near follows the hand wholly
const STEP = 1 / 8; // of the radius: with the steepest slope of `weight` two kernels together stay below 1 a step
const INVERSE_ROUNDS = 12; // at most, of the fixed point; each leaves a third of the error, or less
const INVERSE_PX = 1e-3;
const FINEST_PX = 3; // canvas pixels between points that are put into a line to let it bend
const BENDS = 6; // points a radius
const STRETCH = 1.5; // pieces that grew more than this are split …
const MOST_SPLITS = 4; // … into sixteen at most

/** A warp, ready to move places. */
export class Flow {
  #steps;
  #dx;
  #dy;
  #pushX = 0; // of the step that was looked at last: no object a place, as pictures have many
  #pushY = 0;

  /** @param {Warp} warp */
  constructor({ from, to, radius, axis }) {
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    this.from = from;
    this.radius = radius;
    this.axis = axis;
    this.#steps = Math.ceil(Math.hypot(dx, dy) / (radius * STEP));
    this.#dx = this.#steps ? dx / this.#steps : 0;
    this.#dy = this.#steps ? dy / this.#steps : 0;
    this.boxes = reachOf({ from, to, radius, axis });
  }

  /** Nothing moves. */
  get isStill() {
    return this.#steps === 0;
  }

  /** Whether something in a box may move. @param {Box} box */
  reaches({ x, y, width, height }) {
    return (
      !this.isStill && this.boxes.some((box) => box.x < x + width && x < box.x + box.width && box.y < y + height && y < box.y + box.height)
    );
  }

  /** Where a place goes. @param {number} x @param {number} y @returns {[number, number]} */
  at(x, y) {
    for (let step = 0; step < this.#steps; step++) {
      this.#push(x, y, step);
      x += this.#pushX;
      y += this.#pushY;
    }
    return [x, y];
  }

  /** Where a place came from. @param {number} x @param {number} y @returns {[number, number]} */
  back(x, y) {
    for (let step = this.#steps - 1; step >= 0; step--) {
      const toX = x;
      const toY = y;
      for (let round = 0; round < INVERSE_ROUNDS; round++) {
        this.#push(x, y, step);
        const missed = Math.abs(toX - this.#pushX - x) + Math.abs(toY - this.#pushY - y);
        x = toX - this.#pushX;
        y = toY - this.#pushY;
        if (missed < INVERSE_PX) break; // also where this step reaches nothing: what moves into its reach came from there
      }
    }
    return [x, y];
  }

  /** One small step of both hands; where they overlap, never more than one hand's. @param {number} x @param {number} y @param {number} step */
  #push(x, y, step) {
    const centreX = this.from.x + this.#dx * step;
    const down = y - this.from.y - this.#dy * step;
    const own = weight((x - centreX) ** 2 + down ** 2, this.radius);
    const image = this.axis === null ? 0 : weight((x - 2 * this.axis + centreX) ** 2 + down ** 2, this.radius);
    this.#pushX = this.#dx * (own - image);
    this.#pushY = this.#dy * (own + image - own * image);
  }
}

/** How much of a step is followed, 1 … 0, smooth at both ends. @param {number} squared distance @param {number} radius */
function weight(squared, radius) {
  if (squared >= radius * radius) return 0;
  const t = (Math.sqrt(squared) / radius - CORE) / (1 - CORE);
  return t <= 0 ? 1 : 1 - t * t * (3 - 2 * t);
}

/** @param {Warp} warp @returns {Box[]} that hold all that may move, one for each hand */
function reachOf({ from, to, radius, axis }) {
  const box = {
    x: Math.min(from.x, to.x) - radius,
    y: Math.min(from.y, to.y) - radius,
    width: Math.abs(to.x - from.x) + 2 * radius,
    height: Math.abs(to.y - from.y) + 2 * radius,
  };
  return axis === null ? [box] : [box, { ...box, x: 2 * axis - box.x - box.width }];
}

/**
 * A stroke after a warp: itself, the very same object, if nothing of it moved; two if the halves of a mirrored one part.
 * @template {Trace} Stroke @param {Stroke} stroke @param {Flow} flow @param {number} canvasWidth a mirrored stroke mirrors in its middle
 * @returns {Stroke[]}
 */
export function warpedStroke(stroke, flow, canvasWidth) {
  if (!stroke.mirror || flow.axis === canvasWidth / 2) {
    const points = warpedPoints(stroke.points, flow);
    return points === stroke.points ? [stroke] : [{ ...stroke, points }];
  }
  const image = /** @type {Point[]} */ (stroke.points.map(([x, y, pressure, ms]) => [canvasWidth - x, y, pressure, ms]));
  const sides = [stroke.points, image].map((points) => ({ points, warped: warpedPoints(points, flow) }));
  if (sides.every(({ points, warped }) => points === warped)) return [stroke];
  return sides.map(({ warped }) => ({ ...stroke, mirror: false, points: warped }));
}

/** The points where they went, more of them where the line bends; the same list if none of them moved. @param {readonly Point[]} points @param {Flow} flow @returns {readonly Point[]} */
export function warpedPoints(points, flow) {
  if (!flow.reaches(boxOf(points))) return points;
  const gap = Math.max(FINEST_PX, flow.radius / BENDS);
  const from = withBends(points, flow, gap);
  const to = from.map((point) => moved(point, flow));
  if (to.every((point, index) => point === from[index])) return points;
  const warped = [to[0]];
  for (let index = 1; index < to.length; index++) {
    addStretched(warped, [from[index - 1], from[index]], [to[index - 1], to[index]], flow, gap);
    warped.push(to[index]);
  }
  return warped;
}

/** @param {Point} point @param {Flow} flow @returns {Point} itself if it stays */
function moved(point, flow) {
  const [x, y] = flow.at(point[0], point[1]);
  return x === point[0] && y === point[1] ? point : [rounded(x), rounded(y), point[2], point[3]];
}

/** A long straight piece needs points to bend at. @param {readonly Point[]} points @param {Flow} flow @param {number} gap @returns {Point[]} */
function withBends(points, flow, gap) {
  const bending = points.slice(0, 1);
  for (let index = 1; index < points.length; index++) {
    const [before, point] = [points[index - 1], points[index]];
    const length = distance(before, point);
    if (length > gap && flow.reaches(boxOf([before, point]))) {
      const pieces = Math.ceil(length / gap);
      for (let piece = 1; piece < pieces; piece++) bending.push(mixed(before, point, piece / pieces));
    }
    bending.push(point);
  }
  return bending;
}

/**
 * What lies between two places that were drawn apart. @param {Point[]} warped @param {[Point, Point]} from @param {[Point, Point]} to
 * @param {Flow} flow @param {number} gap @param {number} [depth]
 */
function addStretched(warped, from, to, flow, gap, depth = 0) {
  if (depth === MOST_SPLITS || distance(...to) <= gap * STRETCH) return;
  const middle = mixed(...from, 0.5);
  const there = moved(middle, flow);
  addStretched(warped, [from[0], middle], [to[0], there], flow, gap, depth + 1);
  warped.push(there);
  addStretched(warped, [middle, from[1]], [there, to[1]], flow, gap, depth + 1);
}

/** @param {Point} a @param {Point} b */
function distance(a, b) {
  const [across, down] = [b[0] - a[0], b[1] - a[1]];
  return Math.sqrt(across * across + down * down); // twice as quick as Math.hypot
}

/** @param {Point} a @param {Point} b @param {number} t @returns {Point} */
function mixed(a, b, t) {
  const part = (/** @type {number} */ index) => a[index] + (b[index] - a[index]) * t;
  return [rounded(part(0)), rounded(part(1)), part(2), Math.round(part(3))];
}

/** @param {readonly Point[]} points @returns {Box} */
function boxOf(points) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** @param {number} value */
function rounded(value) {
  return Math.round(value * 100) / 100;
}
