// @ts-check
/**
 * The tools that leave a trace of the hand: pen, colour pen, border pen, eraser. They differ only in their ink.
 *
 * A tool gets points in canvas pixels and shows a draft; only the finished stroke becomes a command.
 */

import { AddStrokes } from "../document/commands.js";
import { layerOfKind } from "../document/sketch.js";
import { boxesTouch, inkBox } from "../geometry/outline.js";
import { pressureOf } from "../geometry/pressure.js";
import { Stabiliser } from "../geometry/stabiliser.js";

/** @typedef {import("../geometry/types.js").Point} Point */
/** @typedef {import("../document/sketch.js").Sketch} Sketch */
/** @typedef {import("../document/sketch.js").Stroke} Stroke */
/** @typedef {import("../document/sketch.js").LayerKind} LayerKind */
/** @typedef {import("../document/commands.js").Command} Command */
/** @typedef {{ x: number, y: number, pressure: number, time: number, speed: number }} Touchdown  canvas pixels; speed in screen pixels a ms */
/** @typedef {{ width: number, colour: string, mirror: boolean, pressure: boolean, steadiness: number }} Ink */
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
 */
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
    this.#desk = desk;
    this.#began = at.time;
    this.#stabiliser = new Stabiliser(steadiness);
    this.#stroke = { tool: this.trace.tool, points: [], width, colour: this.trace.colour ?? colour, mirror };
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
    const additions = this.#targets(desk.sketch, stroke).map((layerId) => ({ layerId, stroke: { ...stroke } }));
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
    const end = snapped(x, y, to);
    stroke.points.length = 0;
    stroke.points.push([x, y, 0.5, ms], [end.x, end.y, 0.5, Math.round(to.time - this.#began)]);
    desk.draft.restart();
  }

  /** The eraser wipes every layer that it meets. @param {Sketch} sketch @param {Stroke} stroke */
  #targets(sketch, stroke) {
    if (this.trace.kind !== "all") return [layerOfKind(sketch, this.trace.kind)?.id ?? ""].filter(Boolean);
    const width = sketch.canvas[0];
    const box = inkBox(stroke, width);
    return sketch.layers
      .filter((layer) => layer.visible && layer.strokes.some((other) => boxesTouch(box, inkBox(other, width))))
      .map((layer) => layer.id);
  }
}

const SNAP_DEGREES = 15;

/** Straight lines keep to steps of 15°, so that hems come out level. @param {number} x @param {number} y @param {{ x: number, y: number }} to */
function snapped(x, y, to) {
  const length = Math.hypot(to.x - x, to.y - y);
  const step = (SNAP_DEGREES * Math.PI) / 180;
  const angle = Math.round(Math.atan2(to.y - y, to.x - x) / step) * step;
  return { x: Math.round((x + length * Math.cos(angle)) * 10) / 10, y: Math.round((y + length * Math.sin(angle)) * 10) / 10 };
}
