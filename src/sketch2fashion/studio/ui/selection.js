// @ts-check
/**
 * What is picked on the paper: its frame with handles, and everything that can be done with it. Picks end with any change that
 * is not their own.
 */

import { SwapStrokes } from "../document/commands.js";
import {
  areThere,
  boxOfPicks,
  copied,
  deleted,
  everyPick,
  pasted,
  pickAt,
  picksAfter,
  picksInside,
  picksOfAdded,
  strokeOf,
  together,
  transformed,
} from "../document/selection.js";
import { IDENTITY, moved, moving, scaling } from "../geometry/affine.js";
import { cornersOf } from "../geometry/lasso.js";
import { svgElement } from "./dom.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../document/selection.js").Pick} Pick */
/** @typedef {import("../geometry/affine.js").Matrix} Matrix */
/** @typedef {import("../geometry/types.js").Spot} Spot */
/** @typedef {import("../geometry/types.js").Box} Box */
/** @typedef {import("../tools/freehand.js").Handle} Handle */

const REACH_PX = { mouse: 9, pen: 12, touch: 22 }; // screen pixels around a handle or a line
const LEAST_FRAME_PX = 52; // screen pixels
const TURN_PX = 30; // the turning handle stands this far above the frame
const PASTE_PX = 28; // canvas pixels: a copy lies a little aside, so that it is seen
const NUDGE_REST_MS = 500;
const HANDLES = /** @type {const} */ (["nw", "n", "ne", "e", "se", "s", "sw", "w"]);

export class Selection {
  /** @type {Pick[]} */
  picks = [];
  /** @type {Box | null} */
  box = null;
  /** @type {import("../document/selection.js").Clip} */
  clip = [];
  #pastes = 0;
  #own = false; // a step of ours is being taken
  /** @type {Matrix} */
  #matrix = IDENTITY;
  #lifted = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #nudging = undefined;

  /** @param {App} app @param {HTMLElement} stage */
  constructor(app, stage) {
    this.app = app;
    this.paper = app.paper;
    this.svg = svgElement("svg", { class: "selection", "aria-hidden": "true" });
    this.loop = svgElement("polyline", { class: "loop" });
    this.frame = svgElement("polygon", { class: "frame" });
    this.stem = svgElement("line", { class: "stem" });
    this.dots = [...HANDLES, "turn"].map(() => svgElement("circle", { r: 5.5, class: "handle" }));
    this.svg.append(this.loop, this.frame, this.stem, ...this.dots);
    stage.append(this.svg);
    app.paper.onView(() => this.draw());
    app.history.onStep(() => this.#own || this.clear());
    app.settings.onChange((name) => name === "tool" && app.settings.values.tool !== "select" && this.clear());
    this.draw();
  }

  get isEmpty() {
    return this.picks.length === 0;
  }

  /** @param {Pick[]} picks */
  set(picks) {
    this.#settle();
    this.picks = areThere(this.#sketch, picks) ? picks : [];
    this.box = this.#frameOf(this.isEmpty ? null : boxOfPicks(this.#sketch, this.picks));
    this.draw();
    this.app.refresh();
  }

  clear() {
    if (this.isEmpty) return;
    if (this.#lifted) this.release(false);
    clearTimeout(this.#nudging);
    this.set([]);
  }

  // --- what the tool asks for (`Selecting` of tools/freehand.js) ---

  /** @param {Spot} spot canvas pixels @param {"mouse" | "pen" | "touch"} device @returns {Handle | null} */
  handleAt(spot, device) {
    if (!this.box) return null;
    const at = this.paper.toScreen(spot);
    const near = this.#handlePlaces().find(({ place }) => Math.hypot(place.x - at.x, place.y - at.y) <= REACH_PX[device]);
    if (near) return near.handle;
    const { x, y, width, height } = this.box;
    return spot.x >= x && spot.x <= x + width && spot.y >= y && spot.y <= y + height ? "move" : null;
  }

  /** @param {Handle} _handle */
  grab(_handle) {
    this.#settle();
    this.#lift();
  }

  /** @param {Matrix} matrix */
  drag(matrix) {
    this.#matrix = matrix;
    this.paper.lifted.move(matrix);
    this.draw();
  }

  /** @param {boolean} wanted */
  release(wanted) {
    if (!this.#lifted) return;
    const matrix = this.#matrix;
    this.#lifted = false;
    this.#matrix = IDENTITY;
    this.paper.lifted.end();
    if (wanted) this.apply(matrix);
    else this.draw();
  }

  /** @param {Spot[]} loop @param {boolean} closed */
  showLoop(loop, closed) {
    const corners = loop.map((spot) => this.paper.toScreen(spot));
    if (closed && corners.length > 0) corners.push(corners[0]);
    this.loop.setAttribute("points", corners.map(({ x, y }) => `${x},${y}`).join(" "));
  }

  /** @param {Spot[]} loop @param {boolean} add */
  pickInside(loop, add) {
    const found = picksInside(this.#sketch, loop);
    this.set(add ? together(this.picks, found) : found);
    if (found.length > 0) this.app.toasts.tell("toast.picked", { count: this.picks.length });
  }

  /** @param {Spot} spot @param {"mouse" | "pen" | "touch"} device @param {boolean} add */
  pickAt(spot, device, add) {
    const found = pickAt(this.#sketch, spot, REACH_PX[device] / this.paper.view.scale);
    this.set(add ? together(this.picks, found ? [found] : []) : found ? [found] : []);
  }

  // --- what the actions do ---

  selectAll() {
    this.app.settings.set("tool", "select");
    this.set(everyPick(this.#sketch));
  }

  /** @param {Matrix} matrix */
  apply(matrix) {
    if (this.isEmpty) return;
    const command = transformed(this.#sketch, this.picks, matrix, this.app.settings.values.mirror);
    this.#execute(command, () => picksAfter(this.picks, command));
  }

  /** Left and right, or top and bottom. @param {"across" | "down"} direction */
  flip(direction) {
    if (!this.box) return;
    const { x, y, width, height } = this.box;
    const middle = { x: x + width / 2, y: y + height / 2 };
    this.apply(direction === "across" ? scaling(-1, 1, middle) : scaling(1, -1, middle));
  }

  remove() {
    if (this.isEmpty) return;
    const command = deleted(this.#sketch, this.picks, this.app.settings.values.mirror);
    this.#execute(command, () => []);
  }

  copy() {
    this.clip = copied(this.#sketch, this.picks);
    this.#pastes = 0;
  }

  /** Strokes that were copied elsewhere. @param {import("../document/selection.js").Clip} clip */
  take(clip) {
    this.clip = clip;
    this.#pastes = 0;
  }

  cut() {
    this.copy();
    this.remove();
  }

  paste() {
    if (this.clip.length === 0) return;
    this.#pastes++;
    const aside = PASTE_PX * this.#pastes;
    const command = pasted(this.#sketch, this.clip, moving(aside, aside), this.app.layerId);
    if (!command) return this.app.refuseLayer(this.clip[0].kind);
    this.app.settings.set("tool", "select");
    this.#execute(command, () => picksOfAdded(this.#sketch, command));
  }

  duplicate() {
    const { clip } = this;
    const pastes = this.#pastes;
    this.copy();
    this.paste();
    [this.clip, this.#pastes] = [clip, pastes];
  }

  /** @param {string} colour of the picked colour marks */
  recolour(colour) {
    const swaps = this.picks.flatMap(({ layerId, index }) => {
      const stroke = strokeOf(this.#sketch, { layerId, index, side: "both" });
      const coloured = this.#sketch.layers.find(({ id }) => id === layerId)?.kind === "colour" && stroke.tool !== "erase";
      const { auto, ...rest } = stroke;
      return coloured ? [{ layerId, index, strokes: [{ ...rest, colour }] }] : [];
    });
    if (swaps.length > 0) this.#execute(new SwapStrokes(swaps), () => this.picks);
  }

  /** By the arrow keys: a row of steps is one change. @param {number} dx @param {number} dy canvas pixels */
  nudge(dx, dy) {
    if (this.isEmpty) return;
    if (!this.#lifted) this.#lift();
    this.drag(moving(this.#matrix[4] + dx, this.#matrix[5] + dy));
    clearTimeout(this.#nudging);
    this.#nudging = setTimeout(() => this.release(true), NUDGE_REST_MS);
  }

  /** Wide enough that a thin line can be grabbed between its handles. @param {Box | null} box @returns {Box | null} */
  #frameOf(box) {
    const least = LEAST_FRAME_PX / this.paper.view.scale;
    if (!box || (box.width >= least && box.height >= least)) return box;
    const [width, height] = [Math.max(box.width, least), Math.max(box.height, least)];
    return { x: box.x - (width - box.width) / 2, y: box.y - (height - box.height) / 2, width, height };
  }

  /** A nudge that waits is made now. */
  #settle() {
    clearTimeout(this.#nudging);
    if (this.#lifted) this.release(true);
  }

  #lift() {
    this.#lifted = true;
    this.#matrix = IDENTITY;
    this.paper.lifted.begin(this.picks, this.app.settings.values.mirror, this.paper.view.scale * devicePixelRatio);
  }

  /** @param {import("../document/commands.js").Command} command @param {() => Pick[]} picks what is picked afterwards */
  #execute(command, picks) {
    this.#own = true;
    this.app.history.execute(command);
    const after = picks();
    this.#own = false;
    this.set(after);
  }

  get #sketch() {
    return this.app.history.sketch;
  }

  // --- how it is shown ---

  draw() {
    const corners = this.#corners();
    this.svg.classList.toggle("empty", corners.length === 0);
    if (corners.length === 0) return;
    this.frame.setAttribute("points", corners.map(({ x, y }) => `${x},${y}`).join(" "));
    const places = this.#handlePlaces();
    places.forEach(({ place }, index) => {
      this.dots[index].setAttribute("cx", String(place.x));
      this.dots[index].setAttribute("cy", String(place.y));
    });
    const [top, turn] = [places[1].place, places[8].place];
    for (const [name, value] of Object.entries({ x1: top.x, y1: top.y, x2: turn.x, y2: turn.y }))
      this.stem.setAttribute(name, String(value));
  }

  /** Screen pixels, clockwise from the top left of the box. @returns {Spot[]} */
  #corners() {
    if (!this.box) return [];
    return cornersOf(this.box).map((corner) => this.paper.toScreen(moved(this.#matrix, corner)));
  }

  /** @returns {{ handle: Handle, place: Spot }[]} */
  #handlePlaces() {
    const [nw, ne, se, sw] = this.#corners();
    const n = between(nw, ne);
    const up = Math.hypot(nw.x - sw.x, nw.y - sw.y) || 1;
    const places = { nw, n, ne, e: between(ne, se), se, s: between(sw, se), sw, w: between(nw, sw) };
    const turn = { x: n.x + ((nw.x - sw.x) / up) * TURN_PX, y: n.y + ((nw.y - sw.y) / up) * TURN_PX };
    return [...HANDLES.map((handle) => ({ handle, place: places[handle] })), { handle: /** @type {const} */ ("turn"), place: turn }];
  }
}

/** @param {Spot} a @param {Spot} b @returns {Spot} */
function between(a, b) {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}
