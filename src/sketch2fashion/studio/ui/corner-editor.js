// @ts-check
/** A photo of a sheet with its four corners to drag, by hand or with the arrow keys. */

import { isConvex } from "../geometry/perspective.js";
import { clamp } from "../geometry/view.js";
import { h, svgElement } from "./dom.js";
import { label } from "./i18n.js";

/** @typedef {import("../geometry/perspective.js").Corners} Corners */

const NAMES = ["topLeft", "topRight", "bottomRight", "bottomLeft"];
const STEP = 0.005; // of the picture, a key
const FAR_STEP = 0.04;

export class CornerEditor {
  /** @param {string} url of the picture @param {string} alt @param {Corners} corners where they are first */
  constructor(url, alt, corners) {
    /** @type {Corners} */
    this.corners = structuredClone(corners);
    this.polygon = svgElement("polygon", {});
    const svg = svgElement("svg", { viewBox: "0 0 1 1", preserveAspectRatio: "none", "aria-hidden": "true" });
    svg.append(this.polygon);
    this.grips = NAMES.map((name, index) => this.#grip(name, index));
    this.element = h("div", { class: "corners" }, h("img", { src: url, alt, draggable: false }), svg, ...this.grips);
    this.#draw();
  }

  /** @param {string} name @param {number} index */
  #grip(name, index) {
    const grip = h("button", { type: "button", class: "corner" });
    label(grip, "label", `corner.${name}`);
    grip.addEventListener("pointerdown", (event) => grip.setPointerCapture(event.pointerId));
    grip.addEventListener("pointermove", (event) => {
      if (!grip.hasPointerCapture(event.pointerId)) return;
      const { left, top, width, height } = this.element.getBoundingClientRect();
      this.#move(index, (event.clientX - left) / width, (event.clientY - top) / height);
    });
    grip.addEventListener("keydown", (event) => {
      const step = event.shiftKey ? FAR_STEP : STEP;
      const [dx, dy] = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key] ?? [0, 0];
      if (dx === 0 && dy === 0) return;
      event.preventDefault();
      this.#move(index, this.corners[index].x + dx, this.corners[index].y + dy);
    });
    return grip;
  }

  /** @param {number} index @param {number} x @param {number} y */
  #move(index, x, y) {
    const moved = /** @type {Corners} */ (structuredClone(this.corners));
    moved[index] = { x: clamp(x, 0, 1), y: clamp(y, 0, 1) };
    if (!isConvex(moved)) return; // such a sheet there is not
    this.corners = moved;
    this.#draw();
  }

  #draw() {
    this.polygon.setAttribute("points", this.corners.map(({ x, y }) => `${x},${y}`).join(" "));
    this.grips.forEach((grip, index) => {
      grip.style.left = `${this.corners[index].x * 100}%`;
      grip.style.top = `${this.corners[index].y * 100}%`;
    });
  }
}
