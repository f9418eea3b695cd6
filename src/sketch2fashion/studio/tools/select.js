// @ts-check
/**
 * Picks strokes with a loop, a box or a tap, and moves, scales and turns what is picked. Corners keep the proportions (Shift
 * frees them), sides stretch, Alt scales from the middle, Shift turns in steps of 15°.
 */

import { moving, scaling, turning } from "../geometry/affine.js";
import { cornersOf } from "../geometry/lasso.js";

/** @typedef {import("./freehand.js").Tool} Tool */
/** @typedef {import("./freehand.js").Touchdown} Touchdown */
/** @typedef {import("./freehand.js").Desk} Desk */
/** @typedef {import("./freehand.js").Handle} Handle */
/** @typedef {import("../geometry/types.js").Spot} Spot */
/** @typedef {import("../geometry/types.js").Box} Box */

const TAP_PX = 4; // canvas pixels: a shorter drag is a tap
const LEAST_SCALE = 0.02;
const TURN_STEP = Math.PI / 12;

/** @implements {Tool} */
export class Select {
  id = "select";
  /** @type {Desk | null} */
  #desk = null;
  /** @type {Handle | null} */
  #handle = null;
  /** @type {Box | null} */
  #box = null;
  /** @type {Spot[]} */
  #loop = [];

  /** @param {Touchdown} at @param {Desk} desk */
  begin(at, desk) {
    const { selection } = desk.hand;
    this.#desk = desk;
    this.#loop = [at];
    this.#handle = desk.straight() ? null : selection.handleAt(at, desk.device);
    this.#box = selection.box;
  }

  /** @param {Touchdown[]} touches */
  move(touches) {
    if (!this.#desk) return;
    const { selection, marquee } = this.#desk.hand;
    const at = touches[touches.length - 1];
    if (this.#handle && this.#box) {
      if (this.#travelled(at) && this.#loop.length === 1) {
        selection.grab(this.#handle);
        this.#loop.push(at);
      }
      if (this.#loop.length > 1) selection.drag(dragMatrix(this.#handle, this.#box, this.#loop[0], at, this.#desk));
      return;
    }
    if (marquee === "box") this.#loop = [this.#loop[0], at];
    else this.#loop.push(...touches);
    selection.showLoop(this.#outline(), marquee === "box");
  }

  end() {
    const desk = this.#desk;
    if (!desk) return;
    const { selection } = desk.hand;
    const [handle, loop] = [this.#handle, this.#outline()];
    const start = this.#loop[0];
    const tapped = handle ? this.#loop.length === 1 : !this.#loop.some((spot) => this.#travelled(spot));
    this.#desk = null;
    selection.showLoop([], false);
    if (handle && !tapped) selection.release(true);
    else if (tapped) selection.pickAt(start, desk.device, desk.straight());
    else selection.pickInside(loop, desk.straight());
  }

  cancel() {
    if (!this.#desk) return;
    const { selection } = this.#desk.hand;
    selection.showLoop([], false);
    if (this.#handle && this.#loop.length > 1) selection.release(false);
    this.#desk = null;
  }

  /** @param {Spot} spot */
  #travelled(spot) {
    return Math.hypot(spot.x - this.#loop[0].x, spot.y - this.#loop[0].y) > TAP_PX;
  }

  #outline() {
    if (this.#desk?.hand.marquee !== "box" || this.#loop.length < 2) return this.#loop;
    const [a, b] = this.#loop;
    return cornersOf({ x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) });
  }
}

/**
 * What dragging a handle of a box from one place to another means.
 * @param {Handle} handle @param {Box} box @param {Spot} from @param {Spot} to
 * @param {{ straight: () => boolean, centred: () => boolean }} keys Shift and Alt
 * @returns {import("../geometry/affine.js").Matrix}
 */
export function dragMatrix(handle, box, from, to, keys) {
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  if (handle === "move") return keys.straight() ? alongOneAxis(from, to) : moving(to.x - from.x, to.y - from.y);
  if (handle === "turn") {
    const angle = angleOf(middle, to) - angleOf(middle, from);
    return turning(keys.straight() ? Math.round(angle / TURN_STEP) * TURN_STEP : angle, middle);
  }
  const [right, down] = [
    handle.includes("e") ? 1 : handle.includes("w") ? -1 : 0,
    handle.includes("s") ? 1 : handle.includes("n") ? -1 : 0,
  ];
  const about = keys.centred() ? middle : { x: middle.x - (right * box.width) / 2, y: middle.y - (down * box.height) / 2 };
  const reach = keys.centred() ? 0.5 : 1;
  let across = right === 0 ? 1 : Math.max(LEAST_SCALE, 1 + (right * (to.x - from.x)) / Math.max(1, box.width * reach));
  let along = down === 0 ? 1 : Math.max(LEAST_SCALE, 1 + (down * (to.y - from.y)) / Math.max(1, box.height * reach));
  if (right !== 0 && down !== 0 && !keys.straight()) across = along = Math.max(across, along);
  return scaling(across, along, about);
}

/** @param {Spot} from @param {Spot} to */
function alongOneAxis(from, to) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  return Math.abs(dx) > Math.abs(dy) ? moving(dx, 0) : moving(0, dy);
}

/** @param {Spot} about @param {Spot} spot */
function angleOf(about, spot) {
  return Math.atan2(spot.y - about.y, spot.x - about.x);
}
