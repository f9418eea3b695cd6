// @ts-check
/** The fill: one click gives the region under it a colour. What it stores is a hint; the server finds the region again. */

import { AddStrokes } from "../document/commands.js";
import { layerToDrawOn } from "../document/sketch.js";
import { storable } from "./freehand.js";

/** @typedef {import("./freehand.js").Tool} Tool */
/** @typedef {import("./freehand.js").Touchdown} Touchdown */
/** @typedef {import("./freehand.js").Desk} Desk */
/** @typedef {import("../geometry/types.js").Point} Point */

export const FILL_MARK_PX = 14; // the mark that a fill leaves in the colour layer

/** @implements {Tool} */
export class Fill {
  id = "fill";
  /** @type {Touchdown | null} */
  #at = null;
  /** @type {Desk | null} */
  #desk = null;

  /** @param {Touchdown} at @param {Desk} desk */
  begin(at, desk) {
    this.#at = at;
    this.#desk = desk;
  }

  /** @param {Touchdown[]} touches the place where the pointer is lifted counts */
  move(touches) {
    this.#at = touches[touches.length - 1];
  }

  end() {
    const [at, desk] = [this.#at, this.#desk];
    this.cancel();
    if (!at || !desk || !onPaper(at, desk.sketch.canvas)) return;
    const layer = layerToDrawOn(desk.sketch, "colour", desk.layerId);
    if (!layer) return desk.refused("colour");
    /** @type {Point} */
    const point = [Math.round(at.x), Math.round(at.y), 0.5, 0];
    const { colour, mirror, auto } = desk.ink;
    /** @type {import("../document/sketch.js").Stroke} */
    const stroke = { tool: "fill", points: [point], width: FILL_MARK_PX, colour, mirror, ...(auto && { auto }) };
    desk.execute(new AddStrokes(storable(stroke, desk.sketch).map((each) => ({ layerId: layer.id, stroke: each }))));
  }

  cancel() {
    this.#at = null;
    this.#desk = null;
  }
}

/** @param {{ x: number, y: number }} at @param {[number, number]} canvas */
function onPaper(at, [width, height]) {
  return at.x >= 0 && at.y >= 0 && at.x <= width && at.y <= height;
}
