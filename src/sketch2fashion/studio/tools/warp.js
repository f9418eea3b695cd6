// @ts-check
/** Takes hold of a place of the garment and drags it. What is seen meanwhile, and the command at the end, are the desk's `warping`. */

/** @typedef {import("./freehand.js").Tool} Tool */
/** @typedef {import("./freehand.js").Touchdown} Touchdown */
/** @typedef {import("./freehand.js").Desk} Desk */
/** @typedef {import("../geometry/types.js").Spot} Spot */
/**
 * @typedef {object} Warping
 * @property {(spot: Spot, radius: number, mirror: boolean) => void} grab canvas pixels
 * @property {(spot: Spot) => void} drag
 * @property {(wanted: boolean) => void} release
 */

/** @implements {Tool} */
export class WarpTool {
  id = "warp";
  /** @type {Desk | null} */
  #desk = null;
  /** @type {Spot} */
  #from = { x: 0, y: 0 };

  /** @param {Touchdown} at @param {Desk} desk */
  begin({ x, y }, desk) {
    this.#desk = desk;
    this.#from = { x, y };
    desk.hand.warping.grab(this.#from, desk.ink.width / 2, desk.ink.mirror);
  }

  /** @param {Touchdown[]} touches */
  move(touches) {
    const { x, y } = touches[touches.length - 1];
    this.#desk?.hand.warping.drag(this.#desk.straight() ? this.#alongOneAxis(x, y) : { x, y });
  }

  end() {
    this.#finish(true);
  }

  cancel() {
    this.#finish(false);
  }

  /** @param {boolean} wanted */
  #finish(wanted) {
    const desk = this.#desk;
    this.#desk = null;
    desk?.hand.warping.release(wanted);
  }

  /** Shift: straight up, down or sideways. @param {number} x @param {number} y @returns {Spot} */
  #alongOneAxis(x, y) {
    const { x: fromX, y: fromY } = this.#from;
    return Math.abs(x - fromX) > Math.abs(y - fromY) ? { x, y: fromY } : { x: fromX, y };
  }
}
