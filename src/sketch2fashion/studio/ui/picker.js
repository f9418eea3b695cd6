// @ts-check
/** The eyedropper's drop: shows above the pointer which colour would be taken. */

import { h } from "./dom.js";

/** @typedef {import("./app.js").App} App */

/** @typedef {import("../tools/freehand.js").Picker} PickerOfTools */
/** @implements {PickerOfTools} */
export class Picker {
  /** @type {string | null} */
  #colour = null;

  /** @param {App} app @param {HTMLElement} stage */
  constructor(app, stage) {
    this.app = app;
    this.drop = h("div", { class: "drop-of-colour", hidden: true });
    stage.append(this.drop);
  }

  /** @param {{ x: number, y: number }} spot canvas pixels */
  show(spot) {
    this.#colour = this.app.paper.colourAt(spot);
    const { x, y } = this.app.paper.toScreen(spot);
    this.drop.hidden = false;
    this.drop.style.setProperty("--swatch", this.#colour);
    this.drop.style.translate = `${x}px ${y}px`;
  }

  take() {
    if (this.#colour) this.app.useColour(this.#colour, true);
  }

  hide() {
    this.drop.hidden = true;
    this.#colour = null;
  }
}
