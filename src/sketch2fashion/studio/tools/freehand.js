// @ts-check
/**
 * The tools that leave a trace of the hand: pen, colour pen, border pen, eraser. They differ only in their ink.
 *
 * A tool gets points in canvas pixels and shows a draft; only the finished stroke becomes a command.
 */

import { AddStrokes } from "../document/commands.js";
import { axisOf, isUsable, layerToDrawOn } from "../document/sketch.js";
import { boxesTouch, inkBox, mirrored } from "../geometry/outline.js";
import { pressureOf } from "../geometry/pressure.js";
import { snapped } from "../geometry/shapes.js";
import { Stabiliser } from "../geometry/stabiliser.js";

/** @typedef {import("../geometry/types.js").Point} Point */
/** @typedef {import("../document/sketch.js").Sketch} Sketch */
/** @typedef {import("../document/sketch.js").Stroke} Stroke */
/** @typedef {import("../document/sketch.js").LayerKind} LayerKind */
/** @typedef {import("../document/commands.js").Command} Command */
/** @typedef {{ x: number, y: number, pressure: number, time: number, speed: number }} Touchdown  canvas pixels; speed in screen pixels a ms */
/** @typedef {{ width: number, colour: string, auto: boolean, mirror: boolean, pressure: boolean, steadiness: number }} Ink */
/**
 * @typedef {object} Draft  where the unfinished stroke is shown
 * @property {(stroke: Stroke, kind: LayerKind | "all") => void} begin
 * @property {(from: number) => void} extend points from this index on are new
 * @property {() => void} restart the stroke's points were replaced
 * @property {() => void} end take the draft away
 */
/**
 * @typedef {object} Desk  what a tool may use
 * @property {Sketch} sketch
 * @property {Ink} ink
 * @property {Draft} draft
 * @property {(command: Command) => void} execute
 * @property {"mouse" | "pen" | "touch"} device
 * @property {() => boolean} straight Shift is held
 * @property {() => boolean} centred Alt is held
 * @property {string | null} layerId the layer that is chosen
 * @property {(kind: LayerKind) => void} refused no layer of this kind takes ink
 * @property {Hand} hand
 */
/**
 * @typedef {object} Hand  what the tools that draw nothing use: the selection, and the colour under the pointer
 * @property {import("../geometry/shapes.js").Shape} shape
 * @property {"lasso" | "box"} marquee
 * @property {Picker} picker
 * @property {Selecting} selection
 * @property {import("./warp.js").Warping} warping
 */
/**
 * @typedef {object} Picker
 * @property {(spot: Spot) => void} show the colour at a place
 * @property {() => void} take it
 * @property {() => void} hide
 */
/**
 * @typedef {object} Selecting
 * @property {(spot: Spot, device: "mouse" | "pen" | "touch") => Handle | null} handleAt
 * @property {Box | null} box
 * @property {(handle: Handle) => void} grab
 * @property {(matrix: import("../geometry/affine.js").Matrix) => void} drag
 * @property {(wanted: boolean) => void} release
 * @property {(loop: Spot[], closed: boolean) => void} showLoop
 * @property {(loop: Spot[], add: boolean) => void} pickInside
 * @property {(spot: Spot, device: "mouse" | "pen" | "touch", add: boolean) => void} pickAt
 */
/** @typedef {import("../geometry/types.js").Spot} Spot */
/** @typedef {import("../geometry/types.js").Box} Box */
/** @typedef {"move" | "turn" | "n" | "ne" | "e" | "se" | "s" | "sw" | "w" | "nw"} Handle */
/**
 * @typedef {object} Tool
 * @property {string} id
 * @property {(at: Touchdown, desk: Desk) => void} begin
 * @property {(points: Touchdown[]) => void} move
 * @property {() => void} end
 * @property {() => void} cancel
 */

/** @implements {Tool} */
export class Freehand {
  /** @type {Stroke | null} */
  #stroke = null;
  /** @type {Desk | null} */
  #desk = null;
  #stabiliser = new Stabiliser(0);
  #began = 0;

  /** @param {string} id @param {{ kind: LayerKind | "all", tool: "pen" | "erase", varies: boolean, colour?: string }} trace */
  constructor(id, trace) {
    this.id = id;
    this.trace = trace;
  }

  /** @param {Touchdown} at @param {Desk} desk */
  begin(at, desk) {
    const { width, colour, mirror, steadiness } = desk.ink;
    if (this.trace.kind !== "all" && !layerToDrawOn(desk.sketch, this.trace.kind, desk.layerId)) return desk.refused(this.trace.kind);
    this.#desk = desk;
    this.#began = at.time;
    this.#stabiliser = new Stabiliser(steadiness);
    this.#stroke = { tool: this.trace.tool, points: [], width, colour: this.trace.colour ?? colour, mirror };
    if (desk.ink.auto && this.trace.kind === "colour") this.#stroke.auto = true;
    this.#push(at);
    desk.draft.begin(this.#stroke, this.trace.kind);
    desk.draft.extend(0);
  }

  /** @param {Touchdown[]} touches */
  move(touches) {
    if (!this.#stroke || !this.#desk) return;
    if (this.#desk.straight()) return this.#straighten(touches[touches.length - 1]);
    const from = this.#stroke.points.length;
    for (const at of touches) this.#push(at);
    if (this.#stroke.points.length > from) this.#desk.draft.extend(from);
  }

  end() {
    const [stroke, desk] = [this.#stroke, this.#desk];
    if (!stroke || !desk) return;
    const last = this.#stabiliser.finish();
    if (last && !desk.straight()) stroke.points.push(last);
    this.cancel();
    const strokes = storable(stroke, desk.sketch);
    const additions = this.#targets(desk, strokes).flatMap((layerId) => strokes.map((each) => ({ layerId, stroke: { ...each } })));
    if (additions.length > 0) desk.execute(new AddStrokes(additions));
  }

  cancel() {
    this.#desk?.draft.end();
    this.#stroke = null;
    this.#desk = null;
  }

  /** @param {Touchdown} at */
  #push(at) {
    const [stroke, desk] = [this.#stroke, this.#desk];
    if (!stroke || !desk) return;
    const varies = this.trace.varies && desk.ink.pressure;
    const pressure = pressureOf({ kind: desk.device, pressure: at.pressure }, at.speed, varies);
    const point = this.#stabiliser.push([at.x, at.y, pressure, at.time - this.#began]);
    if (point) stroke.points.push(point);
  }

  /** @param {Touchdown} to */
  #straighten(to) {
    const [stroke, desk] = [this.#stroke, this.#desk];
    if (!stroke || !desk) return;
    const [x, y, , ms] = stroke.points[0];
    const end = snapped({ x, y }, to);
    stroke.points.length = 0;
    stroke.points.push([x, y, 0.5, ms], [end.x, end.y, 0.5, Math.round(to.time - this.#began)]);
    desk.draft.restart();
  }

  /** The eraser wipes every layer that it meets. @param {Desk} desk @param {Stroke[]} strokes */
  #targets({ sketch, layerId }, strokes) {
    if (this.trace.kind !== "all") return [layerToDrawOn(sketch, this.trace.kind, layerId)?.id ?? ""].filter(Boolean);
    const width = sketch.canvas[0];
    const boxes = strokes.map((stroke) => inkBox(stroke, width));
    return sketch.layers
      .filter((layer) => isUsable(layer) && layer.strokes.some((other) => boxes.some((box) => boxesTouch(box, inkBox(other, width)))))
      .map((layer) => layer.id);
  }
}

/**
 * A stroke as a file keeps it: its mirror stands in the middle of the canvas. About another axis it becomes two.
 * @param {Stroke} stroke @param {Sketch} sketch @returns {Stroke[]}
 */
export function storable(stroke, sketch) {
  const axis = axisOf(sketch);
  if (!stroke.mirror || axis === sketch.canvas[0] / 2) return [stroke];
  const single = { ...stroke, mirror: false };
  return [single, { ...single, points: mirrored(stroke.points, 2 * axis) }];
}
