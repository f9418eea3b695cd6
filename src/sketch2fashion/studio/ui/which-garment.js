// @ts-check
/** Two garments on one paper: asks which one is meant, shows it, and lets it be changed. Only the meant one is rendered. */

import { SetOption } from "../document/commands.js";

import { encloses } from "../geometry/closed.js";
import { areTwins, garmentBoxes, grownBy } from "../geometry/clusters.js";
import { boxesTouch, inkBox, joined } from "../geometry/outline.js";
import { h } from "./dom.js";
import { label, onLanguage, t } from "./i18n.js";
import { GAP } from "./washes.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../geometry/types.js").Box} Box */
/** @typedef {import("../document/sketch.js").Place} Place */
/** @typedef {import("../document/sketch.js").Stroke} Stroke */
/** @typedef {import("../document/sketch.js").Sketch} Sketch */

const LOOK_MS = 350; // after the last change
const MARGIN = 0.012; // of the longer side, around the meant garment
const MOST = 6; // more are no garments but a pattern

export class WhichGarment {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer = undefined;
  /** @type {Box[]} */
  boxes = [];
  /** @type {HTMLElement[]} */
  #frames = [];
  #dismissed = 0;

  /** @param {App} app @param {HTMLElement} stage */
  constructor(app, stage) {
    this.app = app;
    this.stage = stage;
    this.buttons = h("div", { class: "bar" });
    this.bar = h("div", { class: "which floating", role: "group", hidden: true }, label(h("span"), "text", "which.title"), this.buttons);
    label(this.bar, "label", "which.title");
    stage.append(this.bar);
    app.history.onStep(() => this.#later());
    app.paper.onView(() => this.#place());
    onLanguage(() => this.#show());
    this.#later();
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), LOOK_MS);
  }

  #look() {
    if (this.app.paper.isBusy) return this.#later();
    const { sketch } = this.app.history;
    this.boxes = garmentsOn(sketch);
    if (this.boxes.length < 2) this.#dismissed = 0;
    const { focus } = sketch;
    const stale = focus && !this.boxes.some((box) => isMeant(box, focus));
    if (focus && (this.boxes.length < 2 || stale)) this.#refocus(focus);
    this.#show();
  }

  /** The meant garment grew, or is the only one now. @param {Place} focus */
  #refocus(focus) {
    const [x, y, width, height] = focus;
    const meant = this.boxes.length > 1 ? this.boxes.find((box) => boxesTouch(box, { x, y, width, height })) : undefined;
    this.app.history.execute(new SetOption("focus", meant ? this.#placeOf(meant) : null));
  }

  #show() {
    const { focus } = this.app.history.sketch;
    const asks = this.boxes.length > 1 && (focus !== undefined || this.#dismissed !== this.boxes.length);
    const state = JSON.stringify([asks, this.boxes, focus, t("which.all")]);
    if (this.bar.dataset.state === state) return; // a button that a finger is down on must not go for another like it
    this.bar.dataset.state = state;
    this.bar.hidden = !asks;
    for (const frame of this.#frames) frame.remove();
    this.#frames = asks ? this.boxes.map((box, index) => this.#frame(index, focus !== undefined && !isMeant(box, focus))) : [];
    if (!asks) return;
    const choices = this.boxes.map((box, index) =>
      this.#choice(t("which.garment", { number: index + 1 }), this.#placeOf(box), focus && isMeant(box, focus)),
    );
    this.buttons.replaceChildren(...choices, this.#choice(t("which.all"), null, false));
    this.stage.append(...this.#frames);
    this.#place();
  }

  /** @param {string} text @param {Place | null} place @param {boolean | undefined} chosen */
  #choice(text, place, chosen) {
    const button = h("button", { type: "button", class: "text-button small", textContent: text, "aria-pressed": String(chosen === true) });
    button.addEventListener("click", () => {
      this.#dismissed = place ? 0 : this.boxes.length;
      if (place || this.app.history.sketch.focus) this.app.history.execute(new SetOption("focus", place));
      this.#show();
    });
    return button;
  }

  /** @param {number} index @param {boolean} leftOut */
  #frame(index, leftOut) {
    return h("div", { class: `garment-box${leftOut ? " left-out" : ""}`, "data-number": String(index + 1) });
  }

  #place() {
    this.#frames.forEach((frame, index) => {
      const [x, y, width, height] = this.#placeOf(this.boxes[index]);
      const at = this.app.paper.toScreen({ x, y });
      const { scale } = this.app.paper.view;
      Object.assign(frame.style, { translate: `${at.x}px ${at.y}px`, width: `${width * scale}px`, height: `${height * scale}px` });
    });
  }

  /** @param {Box} box @returns {Place} */
  #placeOf(box) {
    const { x, y, width, height } = grownBy(box, MARGIN * Math.max(...this.app.history.sketch.canvas));
    return [Math.round(x), Math.round(y), Math.round(width), Math.round(height)];
  }
}

/**
 * The boxes of the garments that are drawn: of those whose lines go around something, where there are several groups of lines. The
 * beginning of a garment, its shoulders and its hem for example, is none by itself.
 * @param {Sketch} sketch @returns {Box[]}
 */
export function garmentsOn(sketch) {
  const lines = linesOf(sketch);
  const longerSide = Math.max(...sketch.canvas);
  const found = garmentBoxes(inkedBoxes(lines, sketch.canvas[0]), longerSide);
  if (found.length < 2 || found.length > MOST) return found.length > MOST ? [] : found;
  const gap = sketch.gap ?? GAP * longerSide;
  return found.filter((box) => {
    const own = lines.filter((stroke) => boxesTouch(boxOf(stroke, sketch.canvas[0]), box));
    return encloses(own, box, gap, sketch.canvas[0]);
  });
}

/** @param {Sketch} sketch */
function linesOf(sketch) {
  return sketch.layers
    .filter((layer) => layer.kind === "line" && layer.visible)
    .flatMap(({ strokes }) => strokes)
    .filter(({ tool, points }) => tool === "pen" && points.length > 0);
}

/**
 * A mirrored stroke and its image are one garment's two halves, however far apart, also where they are stored as two.
 * @param {readonly Stroke[]} lines @param {number} width @returns {Box[]}
 */
function inkedBoxes(lines, width) {
  /** @type {Box[]} */
  const boxes = [];
  for (const [index, stroke] of lines.entries()) {
    const before = lines[index - 1];
    const box = boxOf(stroke, width);
    if (before && areTwins(before.points, stroke.points)) boxes.push(joined(boxes.pop() ?? null, box));
    else boxes.push(box);
  }
  return boxes;
}

/** @type {WeakMap<Stroke, Box>} a paper of three thousand strokes is looked at after each */
const known = new WeakMap();

/** @param {Stroke} stroke @param {number} width @returns {Box} */
function boxOf(stroke, width) {
  const box = known.get(stroke) ?? inkBox(stroke, width);
  known.set(stroke, box);
  return box;
}

/** @param {Box} box @param {Place} focus */
function isMeant(box, [x, y, width, height]) {
  return box.x >= x - 1 && box.y >= y - 1 && box.x + box.width <= x + width + 1 && box.y + box.height <= y + height + 1;
}
