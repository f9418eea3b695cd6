// @ts-check
/** A ring as wide as the tool under the pointer, and a fainter one where the mirror will draw. */

import { axisOf } from "../document/sketch.js";
import { diameter } from "../geometry/outline.js";
import { Bounds } from "./bounds.js";
import { h } from "./dom.js";

const SMALLEST_PX = 8; // a thinner tool is the tip of the crosshair

export class BrushRing {
  /** @type {{ x: number, y: number } | null} stage pixels */
  #at = null;

  /** @param {HTMLElement} stage @param {import("./paper.js").Paper} paper @param {import("./settings.js").Settings} settings */
  constructor(stage, paper, settings) {
    this.stage = stage;
    this.paper = paper;
    this.settings = settings;
    this.bounds = new Bounds(stage);
    this.ring = h("div", { class: "ring", hidden: true });
    this.mirrored = h("div", { class: "ring mirrored-ring", hidden: true });
    stage.append(this.mirrored, this.ring);
    stage.addEventListener("pointermove", (event) => this.#moved(event));
    stage.addEventListener("pointerleave", () => this.#hide());
    settings.onChange(() => this.#draw());
    paper.onView(() => this.#draw());
  }

  /** @param {PointerEvent} event */
  #moved(event) {
    if (event.pointerType === "touch" || (event.target instanceof Element && event.target.closest("button"))) return this.#hide();
    this.#at = this.bounds.spot(event);
    this.#draw();
  }

  #hide() {
    this.#at = null;
    this.#draw();
  }

  #draw() {
    const { tool, widths, mirror } = this.settings.values;
    const size = diameter(widths[tool] ?? 0, 0.5) * this.paper.view.scale;
    const shown = this.#at !== null && size >= SMALLEST_PX;
    show(this.ring, shown);
    show(this.mirrored, shown && mirror);
    if (!this.#at || !shown) return;
    place(this.ring, this.#at.x, this.#at.y, size);
    const { scale, x } = this.paper.view;
    place(this.mirrored, 2 * (x + axisOf(this.paper.sketch) * scale) - this.#at.x, this.#at.y, size);
  }
}

/** @param {HTMLElement} ring @param {number} x @param {number} y @param {number} size */
function place(ring, x, y, size) {
  const wide = `${size}px`;
  if (ring.style.width !== wide) ring.style.width = ring.style.height = wide; // moving it must not lay it out anew
  ring.style.transform = `translate(${x - size / 2}px, ${y - size / 2}px)`;
}

/** @param {HTMLElement} ring @param {boolean} shown */
function show(ring, shown) {
  if (ring.hidden === shown) ring.hidden = !shown;
}
