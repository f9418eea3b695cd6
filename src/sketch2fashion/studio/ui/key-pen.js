// @ts-check
/**
 * Drawing without a pointer: while the paper has the focus and nothing is selected, the arrow keys move a cross-hair (Shift:
 * far, Alt: finely), Enter puts the pen down and lifts it, Escape gives the stroke up.
 */

import { clamp } from "../geometry/view.js";
import { h } from "./dom.js";

/** @typedef {import("./app.js").App} App */

const STEP_PX = 12; // canvas pixels a key press
const FAR_PX = 48;
const FINE_PX = 2;
const POINTS_A_STEP = 4;
const KEYS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
});

export class KeyPen {
  /** @type {{ x: number, y: number } | null} canvas pixels */
  #at = null;
  #down = false;
  #time = 0;

  /** @param {App} app @param {HTMLElement} stage */
  constructor(app, stage) {
    this.app = app;
    this.stage = stage;
    this.cursor = h("div", { class: "key-cursor", hidden: true });
    stage.append(this.cursor);
    stage.addEventListener("keydown", (event) => event.target === stage && this.#key(event));
    stage.addEventListener("blur", () => this.#hide());
    stage.addEventListener("pointerdown", () => this.#hide());
    app.paper.onView(() => this.#draw());
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const way = KEYS[event.code];
    if (way && this.app.selection.isEmpty && !event.ctrlKey && !event.metaKey)
      this.#move(way, event.shiftKey ? FAR_PX : event.altKey ? FINE_PX : STEP_PX);
    else if (event.code === "Enter" && !event.ctrlKey && !event.metaKey && this.#at) this.#press();
    else if (event.code === "Escape" && this.#down) this.#lift(false);
    else return;
    event.preventDefault();
  }

  /** @param {[number, number]} way @param {number} length */
  #move([right, down], length) {
    const { canvas } = this.app.history.sketch;
    const from = this.#at ?? { x: canvas[0] / 2, y: canvas[1] / 2 };
    const to = { x: clamp(from.x + right * length, 0, canvas[0]), y: clamp(from.y + down * length, 0, canvas[1]) };
    this.#at = to;
    if (this.#down) {
      for (let part = 1; part <= POINTS_A_STEP; part++) {
        const t = part / POINTS_A_STEP;
        this.app.input.keyMove(this.#touch(from.x + (to.x - from.x) * t, from.y + (to.y - from.y) * t));
      }
    }
    this.#draw();
  }

  #press() {
    if (this.#down) return this.#lift(true);
    if (!this.#at || this.app.settings.values.tool === "hand") return;
    this.#down = true;
    this.app.input.keyBegin(this.#touch(this.#at.x, this.#at.y));
    this.#draw();
  }

  /** @param {boolean} wanted */
  #lift(wanted) {
    this.#down = false;
    this.app.input.keyEnd(wanted);
    this.#draw();
  }

  #hide() {
    if (this.#down) this.#lift(true);
    this.#at = null;
    this.#draw();
  }

  #draw() {
    this.cursor.hidden = this.#at === null;
    this.cursor.classList.toggle("down", this.#down);
    if (!this.#at) return;
    const { x, y } = this.app.paper.toScreen(this.#at);
    this.cursor.style.translate = `${x}px ${y}px`;
  }

  /** @param {number} x @param {number} y @returns {import("../tools/freehand.js").Touchdown} */
  #touch(x, y) {
    this.#time += 8;
    return { x, y, pressure: 0.5, time: this.#time, speed: 0.5 };
  }
}
