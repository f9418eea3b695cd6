// @ts-check
/** The handle of the mirror's axis: drag it or use the arrow keys; a double click puts it back into the middle. */

import { SetOption } from "../document/commands.js";
import { axisOf } from "../document/sketch.js";
import { clamp } from "../geometry/view.js";
import { h, icon } from "./dom.js";
import { label } from "./i18n.js";

/** @typedef {import("./app.js").App} App */

const STEP_PX = 4; // canvas pixels a key
const MAGNET_PX = 8; // screen pixels around the middle
const TOP_PX = 4; // stage pixels that the grip keeps from the edge

export class AxisGrip {
  /** @param {App} app @param {HTMLElement} stage */
  constructor(app, stage) {
    this.app = app;
    this.grip = h("button", { type: "button", class: "axis-grip", role: "slider", "aria-orientation": "horizontal" }, icon("mirror", 16));
    label(this.grip, "label", "option.axis");
    stage.append(this.grip);
    this.grip.addEventListener("pointerdown", (event) => this.grip.setPointerCapture(event.pointerId));
    this.grip.addEventListener("pointermove", (event) => this.grip.hasPointerCapture(event.pointerId) && this.#drag(event));
    this.grip.addEventListener("dblclick", () => this.centre());
    this.grip.addEventListener("keydown", (event) => this.#key(event));
    app.paper.onView(() => this.place());
    app.settings.onChange(() => this.place());
    this.place();
  }

  centre() {
    this.app.history.execute(new SetOption("axis", null));
  }

  place() {
    const { paper, settings, history } = this.app;
    const axis = axisOf(history.sketch);
    const [width] = history.sketch.canvas;
    const { x, y } = paper.toScreen({ x: axis, y: 0 });
    this.grip.hidden = !settings.values.mirror;
    const half = this.grip.offsetWidth / 2; // larger for fingers
    this.grip.style.translate = `${x - half}px ${Math.max(TOP_PX, y - half)}px`;
    for (const [name, value] of Object.entries({ min: 0, max: width, now: Math.round(axis) }))
      this.grip.setAttribute(`aria-value${name}`, String(value));
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    const { left } = this.app.stage.getBoundingClientRect();
    this.#set(this.app.paper.toCanvas({ x: event.clientX - left, y: 0 }).x);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const step = { ArrowLeft: -STEP_PX, ArrowRight: STEP_PX }[event.key];
    if (step) this.#set(axisOf(this.app.history.sketch) + step, true);
    else if (event.key === "Home") this.centre();
    else return;
    event.preventDefault();
  }

  /** @param {number} x canvas pixels @param {boolean} [exact] by keys the middle does not attract */
  #set(x, exact = false) {
    const { sketch } = this.app.history;
    const [width] = sketch.canvas;
    const inMiddle = Math.abs(x - width / 2) < (exact ? STEP_PX / 2 : MAGNET_PX / this.app.paper.view.scale);
    const wanted = inMiddle ? width / 2 : clamp(Math.round(x), 0, width);
    if (wanted !== axisOf(sketch)) this.app.history.execute(new SetOption("axis", inMiddle ? null : wanted));
  }
}
