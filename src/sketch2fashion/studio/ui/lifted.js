// @ts-check
/**
 * Strokes while they are moved: taken off their layers, painted once on canvases of their own, and moved by CSS, so that three
 * thousand of them follow the finger as lightly as three.
 */

import { partsOf, strokeOf } from "../document/selection.js";
import { IDENTITY, reflected } from "../geometry/affine.js";
import { inkBox, joined } from "../geometry/outline.js";
import { h } from "./dom.js";
import { paintStroke } from "./painter.js";

/** @typedef {import("../document/sketch.js").Sketch} Sketch */
/** @typedef {import("../document/selection.js").Pick} Pick */
/** @typedef {import("../geometry/affine.js").Matrix} Matrix */
/** @typedef {import("./layer-stack.js").LayerStack} LayerStack */

const LARGEST_SCALE = 2; // bitmap pixels a canvas pixel

export class Lifted {
  /** @type {{ canvas: HTMLCanvasElement, follows: "matrix" | "mirror" | "nothing" }[]} */
  #sheets = [];

  /** @param {HTMLElement} place @param {Sketch} sketch @param {LayerStack[]} stacks */
  constructor(place, sketch, stacks) {
    this.place = place;
    this.sketch = sketch;
    this.stacks = stacks;
  }

  /** @param {readonly Pick[]} picks @param {boolean} mirrorOn @param {number} scale screen pixels a canvas pixel */
  begin(picks, mirrorOn, scale) {
    const parts = partsOf(this.sketch, picks, mirrorOn);
    for (const follows of /** @type {const} */ (["nothing", "mirror", "matrix"])) {
      const own = parts.filter((part) => part.follows === follows);
      if (own.length > 0) this.#sheets.push({ canvas: this.#paint(own, Math.min(LARGEST_SCALE, scale)), follows });
    }
    this.place.append(...this.#sheets.map(({ canvas }) => canvas));
    this.#show(new Set(picks.map((pick) => strokeOf(this.sketch, pick))));
  }

  /** @param {Matrix} matrix */
  move(matrix) {
    for (const { canvas, follows } of this.#sheets) {
      const own = follows === "matrix" ? matrix : follows === "mirror" ? reflected(matrix, this.sketch.canvas[0]) : IDENTITY;
      canvas.style.transform = `matrix(${own.join(",")})`;
    }
  }

  /** Back on their layers. */
  end() {
    for (const { canvas } of this.#sheets) canvas.remove();
    this.#sheets = [];
    this.#show(new Set());
  }

  /** @param {Set<import("../document/sketch.js").Stroke>} lifted those that the layers leave out from now on */
  #show(lifted) {
    const [width] = this.sketch.canvas;
    const touched = [...lifted, ...this.stacks[0].lifted];
    const box = touched.reduce(
      (all, stroke) => joined(all, inkBox(stroke, width)),
      /** @type {import("../geometry/types.js").Box | null} */ (null),
    );
    for (const stack of this.stacks) {
      stack.lifted = lifted;
      if (box && stack.isShown) stack.restore(box);
    }
  }

  /** @param {{ kind: import("../document/sketch.js").LayerKind, stroke: import("../document/sketch.js").Stroke }[]} parts @param {number} scale */
  #paint(parts, scale) {
    const [width, height] = this.sketch.canvas;
    const canvas = h("canvas", { class: "lifted", width: Math.round(width * scale), height: Math.round(height * scale) });
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.scale(scale, scale);
    for (const { kind, stroke } of parts) {
      if (stroke.tool === "fill") paintStroke(context, { ...stroke, tool: "pen" }, kind, width);
      else if (stroke.tool === "pen") paintStroke(context, stroke, kind, width);
    }
    return canvas;
  }
}
