// @ts-check
/**
 * Lines, rectangles, ellipses and curves. Shift makes them even, Alt draws from the middle. A curve takes two drags: the first
 * lays its chord, the second pulls it; a tap leaves it as it is.
 */

import { AddStrokes } from "../document/commands.js";
import { layerToDrawOn } from "../document/sketch.js";
import { bent, shapePoints } from "../geometry/shapes.js";
import { storable } from "./freehand.js";

/** @typedef {import("./freehand.js").Tool} Tool */
/** @typedef {import("./freehand.js").Touchdown} Touchdown */
/** @typedef {import("./freehand.js").Desk} Desk */
/** @typedef {import("../document/sketch.js").Stroke} Stroke */
/** @typedef {import("../geometry/types.js").Spot} Spot */

const LEAST_PX = 3; // screen-independent: a shorter drag was a slip of the hand

/** @implements {Tool} */
export class ShapeTool {
  id = "shape";
  /** @type {Stroke | null} */
  #stroke = null;
  /** @type {Desk | null} */
  #desk = null;
  /** @type {Spot} */
  #from = { x: 0, y: 0 };
  /** @type {{ from: Spot, to: Spot } | null} of a curve that waits to be pulled */
  #chord = null;
  #pulls = false;

  /** @param {string} colour */
  constructor(colour) {
    this.colour = colour;
  }

  /** Whether a curve waits for its second drag. */
  get waits() {
    return this.#chord !== null;
  }

  /** @param {Touchdown} at @param {Desk} desk */
  begin(at, desk) {
    if (!layerToDrawOn(desk.sketch, "line", desk.layerId)) return desk.refused("line");
    this.#pulls = this.#chord !== null;
    this.#desk = desk;
    if (this.#pulls) return this.#follow(at);
    const { width, mirror } = desk.ink;
    this.#from = { x: at.x, y: at.y };
    this.#stroke = { tool: "pen", points: [], width, colour: this.colour, mirror };
    desk.draft.begin(this.#stroke, "line");
  }

  /** @param {Touchdown[]} touches */
  move(touches) {
    this.#follow(touches[touches.length - 1]);
  }

  end() {
    const [stroke, desk] = [this.#stroke, this.#desk];
    if (!stroke || !desk) return;
    const [first, last] = [stroke.points[0], stroke.points[stroke.points.length - 1]];
    const slipped = stroke.points.length === 0 || extent(stroke) < LEAST_PX;
    if (desk.hand.shape === "curve" && !this.#pulls && !slipped) {
      this.#chord = { from: { x: first[0], y: first[1] }, to: { x: last[0], y: last[1] } };
      return;
    }
    this.#clear();
    const layer = layerToDrawOn(desk.sketch, "line", desk.layerId);
    if (slipped || !layer) return;
    desk.execute(new AddStrokes(storable(stroke, desk.sketch).map((each) => ({ layerId: layer.id, stroke: { ...each } }))));
  }

  cancel() {
    this.#clear();
  }

  /** A curve that waits stays as it is: another tool is taken. */
  finish() {
    if (!this.#chord) return;
    this.#pulls = true;
    this.end();
  }

  #clear() {
    this.#desk?.draft.end();
    this.#stroke = null;
    this.#desk = null;
    this.#chord = null;
    this.#pulls = false;
  }

  /** @param {Spot} to */
  #follow(to) {
    const [stroke, desk] = [this.#stroke, this.#desk];
    if (!stroke || !desk) return;
    const points =
      this.#chord && this.#pulls
        ? bent(this.#chord.from, this.#chord.to, to)
        : shapePoints(desk.hand.shape, this.#from, to, { even: desk.straight(), centred: desk.centred() });
    stroke.points.length = 0;
    stroke.points.push(...points);
    desk.draft.restart();
  }
}

/** @param {Stroke} stroke the longer side of its box */
function extent({ points }) {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
}
