// @ts-check
/**
 * How near lines are to other lines. The points of the others lie in square cells as wide as the reach, so that a question
 * looks at nine cells however long a drawing is.
 */

/** @typedef {import("./types.js").Point} Point */

/** @template Tag */
export class Nearby {
  /** @type {Map<string, { x: number, y: number, tag: Tag }[]>} */
  #cells = new Map();

  /** @param {number} reach what lies farther away is not near */
  constructor(reach) {
    this.reach = reach;
  }

  /** @param {Point[]} points of one line @param {Tag} tag what a question gets to hear */
  add(points, tag) {
    for (const [x, y] of spaced(points, this.reach / 2)) {
      const key = this.#key(x, y);
      const cell = this.#cells.get(key);
      if (cell) cell.push({ x, y, tag });
      else this.#cells.set(key, [{ x, y, tag }]);
    }
  }

  /** The tag of the nearest line within reach. @param {number} x @param {number} y @returns {Tag | undefined} */
  nearest(x, y) {
    let best;
    let distance = this.reach;
    for (const dx of [-1, 0, 1]) {
      for (const dy of [-1, 0, 1]) {
        for (const each of this.#cells.get(this.#key(x + dx * this.reach, y + dy * this.reach)) ?? []) {
          const away = Math.hypot(each.x - x, each.y - y);
          if (away > distance) continue;
          distance = away;
          best = each.tag;
        }
      }
    }
    return best;
  }

  /** @param {number} x @param {number} y */
  #key(x, y) {
    return `${Math.floor(x / this.reach)},${Math.floor(y / this.reach)}`;
  }
}

/** The same line with points at most a step apart. @param {Point[]} points @param {number} step @returns {Point[]} */
export function spaced(points, step) {
  return points.flatMap((point, index) => {
    if (index === 0) return [point];
    const [x, y, , ms] = points[index - 1];
    const parts = Math.max(1, Math.ceil(Math.hypot(point[0] - x, point[1] - y) / step));
    return Array.from({ length: parts }, (_, part) => {
      const share = (part + 1) / parts;
      return /** @type {Point} */ ([x + (point[0] - x) * share, y + (point[1] - y) * share, point[2], ms + (point[3] - ms) * share]);
    });
  });
}

/**
 * The parts of a line that no other line is near to, and that are long enough to be meant.
 * @template Tag @param {Point[]} points @param {Nearby<Tag>} others @param {number} shortest @returns {Point[][]}
 */
export function partsAway(points, others, shortest) {
  /** @type {Point[][]} */
  const parts = [[]];
  for (const point of spaced(points, others.reach / 3)) {
    if (others.nearest(point[0], point[1]) === undefined) parts[parts.length - 1].push(point);
    else if (parts[parts.length - 1].length > 0) parts.push([]);
  }
  return parts.filter((part) => lengthOf(part) >= shortest);
}

/** @param {Point[]} points */
export function lengthOf(points) {
  return points.slice(1).reduce((sum, [x, y], index) => sum + Math.hypot(x - points[index][0], y - points[index][1]), 0);
}
