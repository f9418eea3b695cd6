// @ts-check
/**
 * The paper on the stage: what is drawn, the stroke under the pen, pan and zoom.
 *
 * Pan and zoom only move the paper (a CSS transform); bitmaps are made anew, sharp, once the view rests. While drawing, a
 * frame paints the newest few points on one canvas and nothing else.
 */

import { axisOf } from "../document/sketch.js";
import { hexOf } from "../geometry/colour.js";
import { inkBox, joined } from "../geometry/outline.js";
import { clamp, fitView, keepInSight, panBy, pinch, toCanvas, toScreen, viewOfPart, visiblePart, zoomAt } from "../geometry/view.js";
import { sizeOf } from "./bounds.js";
import { h } from "./dom.js";
import { LayerStack } from "./layer-stack.js";
import { Lifted } from "./lifted.js";
import { paintBorder, paintPiece } from "./painter.js";
import { References } from "./references.js";
import { Washes } from "./washes.js";

/** @typedef {import("../document/history.js").History} History */
/** @typedef {import("../document/sketch.js").Stroke} Stroke */
/** @typedef {import("../document/sketch.js").LayerKind} LayerKind */
/** @typedef {import("../geometry/types.js").Spot} Spot */
/** @typedef {import("../geometry/types.js").Box} Box */
/** @typedef {import("../geometry/view.js").View} View */

const PART_MARGIN_PX = 60; // around a selection that was zoomed to
const MARGIN_PX = 20; // around the paper when it fits the window
const REST_MS = 180; // a view that has not moved for so long is sharpened
const WASH_DELAY_MS = 60;
const WASH_OPACITY = 0.82; // as in layout.css
const SMALLEST_BITMAP = 0.5; // coarser bitmaps would lose the lines that stop a fill
const LARGEST_BITMAP = 2.5; // bitmap pixels a canvas pixel for the whole paper; beyond, only the visible part is sharpened
const MOST_BITMAP_BYTES = 96e6; // of all layers together; many layers are sharpened where they are visible only

export class Paper {
  /** @type {View} */
  view = { scale: 1, x: 0, y: 0 };
  fitted = true;
  /** @type {Set<() => void>} */
  #viewListeners = new Set();
  /** @type {{ stroke: Stroke, kind: LayerKind | "all", box: Box | null } | null} */
  #drafted = null;
  #washIsDue = false;
  /** @type {Box | null} of a finished stroke that the draft still shows */
  #ended = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #restTimer = undefined;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #washTimer = undefined;

  /** @param {HTMLElement} stage @param {History} history */
  constructor(stage, history) {
    this.stage = stage;
    this.history = history;
    this.sketch = history.sketch;
    this.traced = h("div", { class: "references" });
    this.wash = h("canvas", { class: "wash" });
    this.base = h("div", { class: "stack" });
    this.detail = h("div", { class: "stack" });
    this.draftCanvas = h("canvas", { class: "draft" });
    this.overlay = h("img", { class: "overlay", alt: "", hidden: true, draggable: false });
    this.axis = h("div", { class: "axis" });
    this.sheet = h("div", { class: "paper" }, this.traced, this.wash, this.base, this.detail, this.draftCanvas, this.overlay, this.axis);
    stage.prepend(this.sheet);
    this.baseStack = new LayerStack(this.base, this.sketch);
    this.detailStack = new LayerStack(this.detail, this.sketch);
    this.washes = new Washes(this.wash, this.sketch);
    this.references = new References(this.traced, this.sketch);
    this.lifted = new Lifted(this.sheet, this.sketch, [this.baseStack, this.detailStack]);
    history.onStep(({ change }) => this.#changed(change));
    new ResizeObserver(() => this.#resized()).observe(stage);
    this.#resized();
    this.#placeAxis();
    this.references.refresh();
  }

  /** @param {() => void} listener */
  onView(listener) {
    this.#viewListeners.add(listener);
  }

  // --- view ---

  fit() {
    this.fitted = true;
    this.#setView(fitView(this.#canvas, this.#screen, MARGIN_PX));
  }

  /** So that a part of the canvas fills the window. @param {Box} part */
  show(part) {
    this.fitted = false;
    this.#setView(viewOfPart(part, this.#screen, PART_MARGIN_PX));
  }

  /** @param {number} factor @param {Spot} [anchor] stage pixels; the middle when left out */
  zoom(factor, anchor = { x: this.#screen.width / 2, y: this.#screen.height / 2 }) {
    this.fitted = false;
    this.#setView(zoomAt(this.view, anchor, factor));
  }

  /** @param {number} dx @param {number} dy */
  pan(dx, dy) {
    this.fitted = false;
    this.#setView(panBy(this.view, dx, dy));
  }

  /** @param {[Spot, Spot]} before @param {[Spot, Spot]} after */
  pinch(before, after) {
    this.fitted = false;
    this.#setView(pinch(this.view, before, after));
  }

  /** @param {Spot} spot stage pixels @returns {Spot} canvas pixels */
  toCanvas(spot) {
    return toCanvas(this.view, spot);
  }

  /** @param {Spot} spot canvas pixels @returns {Spot} stage pixels */
  toScreen(spot) {
    return toScreen(this.view, spot);
  }

  /** The colour that is seen at a place. @param {Spot} spot canvas pixels @returns {string} */
  colourAt(spot) {
    const stack = this.detail.hidden ? this.baseStack : this.detailStack;
    for (const layer of this.sketch.layers.toReversed()) {
      const pixel = layer.visible ? stack.pixel(layer.id, spot) : null;
      if (pixel && pixel[3] >= 128) return hexOf([pixel[0], pixel[1], pixel[2]]);
    }
    return this.washes.colourAt(spot) ?? this.references.colourAt(spot) ?? "#ffffff";
  }

  // --- the unfinished stroke (the `Draft` of tools/freehand.js) ---

  /** @type {import("../tools/freehand.js").Draft} */
  draft = {
    begin: (stroke, kind) => {
      this.#finishWipe();
      this.#drafted = { stroke, kind, box: null };
      this.draftCanvas.dataset.kind = kind;
      this.#fitDraftCanvas();
    },
    extend: (from) => {
      if (!this.#drafted) return;
      const { stroke, kind } = this.#drafted;
      this.#drafted.box = joined(
        this.#drafted.box,
        inkBox({ ...stroke, points: stroke.points.slice(Math.max(0, from - 1)) }, this.#reflection),
      );
      if (kind === "border") this.#paintDraftBorder();
      else for (const context of this.#draftContexts()) paintPiece(context, stroke, from, this.#reflection);
    },
    restart: () => {
      this.#wipeDraft();
      this.draft.extend(0);
    },
    end: () => {
      if (this.#drafted?.kind === "all") this.#wipeDraft();
      else if (this.#drafted) this.#wipeSoon(this.#drafted);
      this.#drafted = null;
      if (this.#washIsDue) this.repaintWashes();
    },
  };

  /** The stroke under the pen, so that the garment can follow it before it is finished. */
  get unfinished() {
    if (!this.#drafted || this.#drafted.kind === "all") return null;
    const { stroke, kind } = this.#drafted;
    const centred = this.#reflection === this.sketch.canvas[0]; // a file's mirror stands in the middle
    return { stroke: centred ? stroke : { ...stroke, mirror: false }, kind };
  }

  /** Whether the pen is down. */
  get isBusy() {
    return this.#drafted !== null;
  }

  /** Whether everything is painted as it stays: sharp, with its washes, and without the draft of the last stroke. */
  get isSettled() {
    return !this.isBusy && this.#ended === null && this.#restTimer === undefined && this.#washTimer === undefined;
  }

  #draftContexts() {
    if (this.#drafted?.kind !== "all") return [this.#draftContext];
    return [...this.baseStack.contexts(), ...this.detailStack.contexts()];
  }

  #paintDraftBorder() {
    if (!this.#drafted) return;
    const context = this.#draftContext;
    if (this.#drafted.box) clearBox(context, this.#drafted.box);
    paintBorder(context, this.#drafted.stroke, this.#reflection);
  }

  /** The mirror takes x to this minus x. */
  get #reflection() {
    return 2 * axisOf(this.sketch);
  }

  /**
   * The draft reaches the screen ahead of the page, so it must not go before its layer shows the stroke. Where colours mix,
   * both together would be seen: there it goes in the very next frame.
   * @param {{ kind: LayerKind | "all", box: Box | null }} draft
   */
  #wipeSoon({ kind, box }) {
    this.#ended = box;
    if (kind === "colour") requestAnimationFrame(() => this.#finishWipe());
    else requestAnimationFrame(() => requestAnimationFrame(() => this.#finishWipe()));
  }

  #finishWipe() {
    if (this.#ended) clearBox(this.#draftContext, this.#ended);
    this.#ended = null;
  }

  #wipeDraft() {
    const box = this.#drafted?.box;
    if (!this.#drafted || !box) return;
    if (this.#drafted.kind !== "all") clearBox(this.#draftContext, box);
    else {
      this.baseStack.restore(box);
      if (!this.detail.hidden) this.detailStack.restore(box);
    }
    this.#drafted.box = null;
  }

  get #draftContext() {
    return /** @type {CanvasRenderingContext2D} */ (this.draftCanvas.getContext("2d", { desynchronized: true }));
  }

  /** The draft canvas covers what is visible, at the resolution of the screen. */
  #fitDraftCanvas() {
    const region = visiblePart(this.view, this.#canvas, this.#screen);
    const scale = this.view.scale * devicePixelRatio;
    const canvas = this.draftCanvas;
    const width = Math.max(1, Math.round(region.width * scale));
    const height = Math.max(1, Math.round(region.height * scale));
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    Object.assign(canvas.style, { left: `${region.x}px`, top: `${region.y}px`, width: `${region.width}px`, height: `${region.height}px` });
    this.#draftContext.setTransform(scale, 0, 0, scale, -region.x * scale, -region.y * scale);
  }

  // --- changes ---

  /** @param {import("../document/commands.js").Change} change */
  #changed(change) {
    if (change.kind === "category" || change.kind === "base") return;
    if (change.kind === "option" || change.kind === "everything") this.#placeAxis();
    if (change.kind === "references" || change.kind === "everything") this.references.refresh();
    if (change.kind === "references") return;
    if (change.kind === "everything" && !this.#hasSizeOf(this.baseStack.region)) this.#newSize();
    else this.baseStack.apply(change);
    if (!this.detail.hidden) this.detailStack.apply(change);
    this.repaintWashes();
  }

  repaintWashes() {
    clearTimeout(this.#washTimer);
    this.#washTimer = setTimeout(() => {
      this.#washTimer = undefined;
      this.#washIsDue = this.isBusy;
      if (this.isBusy) return; // not while a line is being drawn: when it ends
      const before = this.washes.openCount;
      this.washes.repaint(this.baseStack.bitmaps(["line", "border"]));
      if (this.washes.openCount > before) this.onOpenFill();
    }, WASH_DELAY_MS);
  }

  /** A little picture of the drawing, from the bitmaps that are there: painting thousands of strokes anew would be felt. @param {number} side of the longer one, pixels */
  thumbnail(side) {
    const { width, height } = this.#canvas;
    const scale = side / Math.max(width, height);
    const canvas = h("canvas", { width: Math.round(width * scale), height: Math.round(height * scale) });
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    for (const { bitmap, opacity } of [{ bitmap: this.wash, opacity: WASH_OPACITY }, ...this.baseStack.looks()]) {
      context.globalAlpha = opacity;
      if (bitmap.width > 0) context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    }
    return canvas;
  }

  /** Called when a colour was filled into a part that nothing encloses. */
  onOpenFill = () => {};

  /** A drawing of another size has come. */
  #newSize() {
    this.#resized();
    this.baseStack.show({ x: 0, y: 0, ...this.#canvas }, clamp(this.view.scale * devicePixelRatio, SMALLEST_BITMAP, this.#finest));
  }

  #placeAxis() {
    this.axis.style.left = `${axisOf(this.sketch)}px`;
    for (const listener of this.#viewListeners) listener();
  }

  /** Bitmap pixels a canvas pixel that the whole paper may have. */
  get #finest() {
    const { width, height } = this.#canvas;
    return Math.min(LARGEST_BITMAP, Math.sqrt(MOST_BITMAP_BYTES / (4 * width * height * this.sketch.layers.length)));
  }

  /** @param {Box} box */
  #hasSizeOf({ width, height }) {
    return width === this.#canvas.width && height === this.#canvas.height;
  }

  get #canvas() {
    const [width, height] = this.sketch.canvas;
    return { width, height };
  }

  get #screen() {
    return sizeOf(this.stage);
  }

  #resized() {
    const { width, height } = this.#canvas;
    Object.assign(this.sheet.style, { width: `${width}px`, height: `${height}px` });
    if (this.fitted) this.fit();
    else this.#setView(this.view);
  }

  /** @param {View} view */
  #setView(view) {
    const kept = keepInSight(view, this.#canvas, this.#screen);
    this.view = { scale: kept.scale, x: onPixel(kept.x), y: onPixel(kept.y) };
    this.sheet.style.transform = `translate(${this.view.x}px, ${this.view.y}px) scale(${this.view.scale})`;
    this.sheet.style.setProperty("--unscaled", String(1 / this.view.scale));
    clearTimeout(this.#restTimer);
    this.#restTimer = setTimeout(() => this.#sharpen(), this.baseStack.scale === 1 ? 0 : REST_MS);
    for (const listener of this.#viewListeners) listener();
  }

  /** Bitmaps of exactly the resolution that the screen shows. */
  #sharpen() {
    this.#restTimer = undefined;
    if (this.isBusy) {
      this.#restTimer = setTimeout(() => this.#sharpen(), REST_MS);
      return;
    }
    const wanted = this.view.scale * devicePixelRatio;
    const whole = { x: 0, y: 0, ...this.#canvas };
    const scale = clamp(wanted, SMALLEST_BITMAP, this.#finest);
    const zoomedIn = wanted > this.#finest + 0.001;
    if (!zoomedIn && Math.abs(scale - this.baseStack.scale) > 0.001) this.baseStack.show(whole, scale);
    this.detail.hidden = !zoomedIn;
    this.base.hidden = zoomedIn;
    if (zoomedIn) this.detailStack.show(visiblePart(this.view, this.#canvas, this.#screen), wanted);
    else this.detailStack.drop();
    this.repaintWashes();
  }
}

/** @param {CanvasRenderingContext2D} context @param {Box} box */
function clearBox(context, { x, y, width, height }) {
  context.clearRect(x - 2, y - 2, width + 4, height + 4);
}

/** @param {number} value CSS pixels @returns {number} on a pixel of the device */
function onPixel(value) {
  return Math.round(value * devicePixelRatio) / devicePixelRatio;
}
