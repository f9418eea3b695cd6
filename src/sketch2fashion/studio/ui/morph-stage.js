// @ts-check
/** Frames of a morph in place of the garment: two neighbours faded into each other, each with the garment as large as the frame allows. */

import { closeUp } from "../geometry/view.js";
import { around } from "../render/morph.js";
import { h } from "./dom.js";

/** @typedef {import("../render/morph.js").Frame} Frame */

export class MorphStage {
  /** @param {HTMLElement} figure around the garment */
  constructor(figure) {
    this.figure = figure;
    this.canvas = h("canvas", { class: "morph-stage", role: "img", hidden: true });
    figure.append(this.canvas);
  }

  hide() {
    this.canvas.hidden = true;
    this.figure.removeAttribute("data-morphing");
  }

  /** @param {Frame[]} frames @param {number} share @param {boolean} fades whether neighbours are mixed; else the nearer one is shown */
  show(frames, share, fades) {
    this.canvas.hidden = false;
    this.figure.setAttribute("data-morphing", "");
    const context = this.#cleared();
    const { lower, upper, part } = around(frames, share);
    if (!fades || lower === upper) return this.#paint(context, part < 0.5 ? lower : upper, 1);
    this.#paint(context, lower, 1 - part);
    context.globalCompositeOperation = "lighter"; // both add up to exactly one garment, edges included
    this.#paint(context, upper, part);
    context.globalCompositeOperation = "source-over";
  }

  #cleared() {
    const { canvas } = this;
    const [width, height] = [this.figure.clientWidth, this.figure.clientHeight].map((side) => Math.round(side * devicePixelRatio));
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    else context.clearRect(0, 0, width, height);
    context.imageSmoothingQuality = "high";
    return context;
  }

  /** @param {CanvasRenderingContext2D} context @param {Frame} frame @param {number} weight */
  #paint(context, { bitmap, box }, weight) {
    const { width, height } = this.canvas;
    const aspect = bitmap.width / bitmap.height;
    const { scale, x, y } = closeUp(aspect, { width, height }, box);
    const across = Math.min(width, height * aspect);
    const down = across / aspect;
    context.globalAlpha = weight;
    context.drawImage(bitmap, x + ((width - across) / 2) * scale, y + ((height - down) / 2) * scale, across * scale, down * scale);
    context.globalAlpha = 1;
  }
}
