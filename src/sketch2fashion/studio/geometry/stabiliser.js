// @ts-check
/**
 * Steadies a hand and thins out its points. What comes out is what is stored, so every program sees the same line.
 */

/** @typedef {import("./types.js").Point} Point */

const CLOSEST_PX = 0.8; // canvas pixels; points that lie closer say nothing new
const STRONGEST_PULL = 0.92; // at strength 1 a point keeps this much of the way still to go

/**
 * A running average that the pen pulls along. It ends exactly where the pen was lifted.
 */
export class Stabiliser {
  /** @param {number} strength 0 (off) … 1 (very steady) */
  constructor(strength) {
    this.lag = Math.min(Math.max(strength, 0), 1) * STRONGEST_PULL;
    /** @type {Point | null} */
    this.held = null;
    /** @type {Point | null} */
    this.raw = null;
  }

  /**
   * @param {Point} point as the device reports it
   * @returns {Point | null} the steadied point, or null where it lies too close to the last one
   */
  push(point) {
    this.raw = point;
    const last = this.held;
    if (!last) return this.#hold(point);
    const x = point[0] + (last[0] - point[0]) * this.lag;
    const y = point[1] + (last[1] - point[1]) * this.lag;
    if (Math.hypot(x - last[0], y - last[1]) < CLOSEST_PX) return null;
    const pressure = point[2] + (last[2] - point[2]) * Math.min(0.6, this.lag + 0.3); // sensors jump more than hands do
    return this.#hold([x, y, pressure, point[3]]);
  }

  /** The last point, where the pen really left the paper. @returns {Point | null} */
  finish() {
    const { raw, held } = this;
    if (!raw || !held || Math.hypot(raw[0] - held[0], raw[1] - held[1]) < CLOSEST_PX) return null;
    return this.#hold([raw[0], raw[1], held[2], raw[3]]);
  }

  /** @param {Point} point @returns {Point} */
  #hold(point) {
    this.held = [round(point[0], 10), round(point[1], 10), round(point[2], 1000), Math.round(point[3])];
    return this.held;
  }
}

/** @param {number} value @param {number} parts */
function round(value, parts) {
  return Math.round(value * parts) / parts;
}
