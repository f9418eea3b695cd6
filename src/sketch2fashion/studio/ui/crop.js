// @ts-check
/**
 * The part of the picture that is searched with: a frame with four handles over it. Every handle is a button that the
 * arrow keys move, so it works without a pointer.
 */

import { clamp } from "../geometry/view.js";
import { h } from "./dom.js";
import { label } from "./i18n.js";

/** @typedef {{ left: number, top: number, right: number, bottom: number }} Part  0 … 1 of the picture */

export const WHOLE = Object.freeze({ left: 0, top: 0, right: 1, bottom: 1 });
const CORNERS = /** @type {const} */ ([
  ["left", "top"],
  ["right", "top"],
  ["left", "bottom"],
  ["right", "bottom"],
]);
const LEAST = 0.15;
const STEP = 0.04;

export class Crop {
  /** @type {Part} */
  part = { ...WHOLE };

  /** @param {HTMLImageElement} image @param {() => void} changed when a handle is let go */
  constructor(image, changed) {
    this.changed = changed;
    this.frame = h("div", { class: "crop-frame" });
    this.handles = CORNERS.map(([across, down]) => this.#handle(across, down));
    this.element = h("div", { class: "crop" }, image, this.frame, ...this.handles);
    this.#show();
  }

  /** The crop as the server reads it; empty for the whole picture. */
  get value() {
    const { left, top, right, bottom } = this.part;
    if (left <= 0 && top <= 0 && right >= 1 && bottom >= 1) return "";
    return [left, top, right - left, bottom - top].map((share) => share.toFixed(4)).join(",");
  }

  reset() {
    this.part = { ...WHOLE };
    this.#show();
  }

  /** @param {"left" | "right"} across @param {"top" | "bottom"} down */
  #handle(across, down) {
    const handle = h("button", { type: "button", class: `crop-handle ${across} ${down}` });
    label(handle, "label", `results.crop.${down}.${across}`);
    handle.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      handle.focus();
    });
    handle.addEventListener("pointermove", (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      const box = this.element.getBoundingClientRect();
      this.#move(across, down, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
    });
    handle.addEventListener("pointerup", () => this.changed());
    handle.addEventListener("keydown", (event) => {
      const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
      if (dx === 0 && dy === 0) return;
      event.preventDefault();
      event.stopPropagation();
      this.#move(across, down, this.part[across] + dx * STEP, this.part[down] + dy * STEP);
      this.changed();
    });
    return handle;
  }

  /** @param {"left" | "right"} across @param {"top" | "bottom"} down @param {number} x @param {number} y */
  #move(across, down, x, y) {
    const { part } = this;
    part[across] = across === "left" ? clamp(x, 0, part.right - LEAST) : clamp(x, part.left + LEAST, 1);
    part[down] = down === "top" ? clamp(y, 0, part.bottom - LEAST) : clamp(y, part.top + LEAST, 1);
    this.#show();
  }

  #show() {
    for (const [side, share] of Object.entries(this.part)) this.element.style.setProperty(`--${side}`, String(share));
  }
}
