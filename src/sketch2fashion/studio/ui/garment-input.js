// @ts-check
/**
 * Drawing right on the picture of the garment, with the tools of the paper: the place on the picture is a place of the drawing, and the
 * stroke is seen here and on the paper at once. Over the picture it stays until the new picture shows what it did.
 *
 * A mouse and a pen draw there whenever a tool that leaves something is chosen. A finger does while the page of brushes is open; otherwise
 * it goes on scrolling the panel that the picture stands in.
 */

import { axisOf } from "../document/sketch.js";
import { diameter } from "../geometry/outline.js";
import { closeUp, toCanvas } from "../geometry/view.js";
import { PointerRouter } from "../tools/pointer-router.js";
import { Bounds } from "./bounds.js";
import { h } from "./dom.js";
import { paintPiece } from "./painter.js";
import { capture, coalesced } from "./stage-input.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../document/sketch.js").Stroke} Stroke */
/** @typedef {import("../geometry/view.js").View} View */
/** @typedef {import("../tools/pointer-router.js").Sample} Sample */
/** @typedef {import("../tools/pointer-router.js").Contact} Contact */

export const BRUSHES = ["pen", "colour", "fill", "border", "eraser", "warp"];
const RUBBED = "#ffffff"; // what the eraser takes is seen as paper until the new picture is there
const STAYS_MS = 6000; // at most, until the new picture is there
const LEAST_RING_PX = 8;

export class GarmentInput {
  /** @type {Stroke | null} */
  #stroke = null;
  /** @type {import("../geometry/types.js").Box | null} see `heldBox` */
  #box = null;
  /** @type {Sample | null} */
  #last = null;
  #speed = 0;
  #clearing = 0;
  #shownAtEnd = "";

  /** @param {App} app @param {HTMLElement} figure the frame of the picture */
  constructor(app, figure) {
    this.app = app;
    this.figure = figure;
    this.bounds = new Bounds(figure);
    this.canvas = h("canvas", { class: "garment-draft", "aria-hidden": "true" });
    this.ring = h("div", { class: "ring", hidden: true });
    figure.append(this.canvas, this.ring);
    this.router = new PointerRouter(this.#intentions(), { fingersPan: () => false, everythingPans: () => false });
    this.#listen();
    app.atelier.onChange(() => this.#newPicture());
  }

  /** What a pointer on the picture would do: the picture, the tool, a setting or the open page may be another one. */
  refresh() {
    this.figure.toggleAttribute("data-paintable", this.#draws("mouse"));
    this.figure.toggleAttribute("data-touchable", this.#draws("touch"));
    if (!this.#draws("mouse")) this.ring.hidden = true;
  }

  /** What the frame is filled with while somebody draws here: pictures that come meanwhile must not move under the hand. */
  get heldBox() {
    return this.#box;
  }

  /** Where the drawing lies in the frame. @returns {View | null} null without a picture */
  get view() {
    const box = this.#box ?? this.app.atelier.picture?.box;
    if (!box) return null;
    const [width, height] = this.app.history.sketch.canvas;
    const frame = { width: this.figure.clientWidth, height: this.figure.clientHeight };
    const near = closeUp(width / height, frame, box);
    const fitted = Math.min(frame.width / width, frame.height / height);
    const left = (frame.width - width * fitted) / 2;
    const top = (frame.height - height * fitted) / 2;
    return { scale: near.scale * fitted, x: near.x + left * near.scale, y: near.y + top * near.scale };
  }

  /** @param {Contact["kind"]} device */
  #draws(device) {
    const { tool, garmentView, drawOnGarment } = this.app.settings.values;
    if (!this.app.atelier.picture || garmentView === "wipe" || !BRUSHES.includes(tool) || !drawOnGarment) return false;
    return device !== "touch" || this.app.panel.change.open === "brushes";
  }

  /** @returns {import("../tools/pointer-router.js").Intentions} */
  #intentions() {
    const { app } = this;
    const nothing = () => {};
    return {
      begin: (contact) => {
        this.#last = null;
        this.#speed = 0;
        this.#box = app.atelier.picture?.box ?? null;
        app.input.keyBegin(this.#touchdown(contact.at), contact.kind, this.#draft);
      },
      move: (samples) => app.input.keyMove(...samples.map((sample) => this.#touchdown(sample))),
      end: () => {
        app.input.keyEnd(true);
        this.#letGo();
      },
      cancel: () => {
        app.input.keyEnd(false);
        this.#wipe();
        this.#letGo();
      },
      pan: nothing,
      pinch: nothing,
      tap: (fingers) => app.run(fingers === 2 ? "undo" : "redo"),
      penSeen: nothing,
    };
  }

  #listen() {
    const { figure, router } = this;
    figure.addEventListener("pointerdown", (event) => {
      if (!(event.target instanceof Element) || event.target.closest("button, a, input, select")) return;
      const kind = kindOf(event);
      if (!this.#draws(kind)) return;
      this.app.input.holdKeys(event);
      const contact = { id: event.pointerId, kind, button: event.button, eraser: (event.buttons & 32) !== 0, at: this.#sample(event) };
      if (!router.down(contact)) return;
      event.preventDefault();
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur(); // keys now mean the drawing
      capture(figure, event.pointerId);
    });
    figure.addEventListener("pointermove", (event) => {
      this.app.input.holdKeys(event);
      router.move(
        event.pointerId,
        coalesced(event).map((each) => this.#sample(each)),
      );
      this.#showRing(event);
    });
    figure.addEventListener("pointerup", (event) => router.up(event.pointerId, event.timeStamp));
    figure.addEventListener("pointercancel", (event) => router.lost(event.pointerId));
    figure.addEventListener("pointerleave", () => (this.ring.hidden = true));
    figure.addEventListener("touchstart", (event) => this.#holdPage(event), { passive: false });
    figure.addEventListener("touchmove", (event) => this.#holdPage(event), { passive: false });
  }

  /** Safari scrolls the page under a finger that draws. @param {TouchEvent} event */
  #holdPage(event) {
    const control = event.target instanceof Element && event.target.closest("button, a, input, select");
    if (!control && this.#draws("touch")) event.preventDefault();
  }

  /** @param {PointerEvent} event @returns {Sample} */
  #sample(event) {
    return { ...this.bounds.spot(event), pressure: event.pressure, time: event.timeStamp };
  }

  /** @param {Sample} sample @returns {import("../tools/freehand.js").Touchdown} */
  #touchdown(sample) {
    const last = this.#last;
    if (last && sample.time > last.time) {
      const speed = Math.hypot(sample.x - last.x, sample.y - last.y) / (sample.time - last.time);
      this.#speed += (speed - this.#speed) * 0.3;
    }
    this.#last = sample;
    return { ...toCanvas(/** @type {View} */ (this.view), sample), pressure: sample.pressure, time: sample.time, speed: this.#speed };
  }

  /** @param {PointerEvent} event */
  #showRing(event) {
    const { tool, widths } = this.app.settings.values;
    const size = diameter(widths[tool] ?? 0, 0.5) * (this.view?.scale ?? 0);
    const shown = kindOf(event) !== "touch" && this.#draws("mouse") && size >= LEAST_RING_PX;
    this.ring.hidden = !shown;
    if (!shown) return;
    const { x, y } = this.bounds.spot(event);
    this.ring.style.width = this.ring.style.height = `${size}px`;
    this.ring.style.transform = `translate(${x - size / 2}px, ${y - size / 2}px)`;
  }

  // --- the unfinished stroke: on the paper, and here ---

  /** @type {import("../tools/freehand.js").Draft} */
  #draft = {
    begin: (stroke, kind) => {
      this.app.paper.draft.begin(stroke, kind);
      this.#stroke = stroke;
      this.#fit();
    },
    extend: (from) => {
      this.app.paper.draft.extend(from);
      this.#paint(from);
    },
    restart: () => {
      this.app.paper.draft.restart();
      this.#wipe();
      this.#paint(0);
    },
    end: () => {
      this.app.paper.draft.end();
      this.#stroke = null;
      this.#shownAtEnd = this.app.atelier.picture?.url ?? "";
      this.#clearing = window.setTimeout(() => this.#wipe(), STAYS_MS);
    },
  };

  /** @param {number} from index of the first new point */
  #paint(from) {
    const stroke = this.#stroke;
    if (!stroke) return;
    const rubs = stroke.tool === "erase";
    const seen = rubs ? { ...stroke, tool: /** @type {const} */ ("pen"), colour: RUBBED } : stroke;
    paintPiece(this.#context, seen, from, 2 * axisOf(this.app.history.sketch));
  }

  /** As many pixels as the screen has, and canvas pixels to draw in. */
  #fit() {
    clearTimeout(this.#clearing);
    const { clientWidth, clientHeight } = this.figure;
    const view = /** @type {View} */ (this.view);
    this.canvas.width = Math.max(1, Math.round(clientWidth * devicePixelRatio));
    this.canvas.height = Math.max(1, Math.round(clientHeight * devicePixelRatio));
    const scale = view.scale * devicePixelRatio;
    this.#context.setTransform(scale, 0, 0, scale, view.x * devicePixelRatio, view.y * devicePixelRatio);
  }

  #wipe() {
    clearTimeout(this.#clearing);
    this.#clearing = 0;
    const context = this.#context;
    context.save();
    context.resetTransform();
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.restore();
    this.#letGo();
  }

  /** The frame may be filled anew, unless a stroke is still seen over the old picture. */
  #letGo() {
    if (this.#stroke || this.#clearing !== 0 || this.router.mode === "stroke") return;
    this.#box = null;
    this.app.panel.refresh();
  }

  /** The stroke is in the picture now. */
  #newPicture() {
    const { picture, status } = this.app.atelier;
    if (this.#clearing === 0 || this.#stroke) return;
    if (picture?.url !== this.#shownAtEnd && status.phase === "ready") this.#wipe();
    if (status.phase === "refused") this.#wipe();
  }

  get #context() {
    return /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
  }
}

/** @param {PointerEvent} event @returns {Contact["kind"]} */
function kindOf({ pointerType }) {
  return pointerType === "pen" || pointerType === "touch" ? pointerType : "mouse";
}
