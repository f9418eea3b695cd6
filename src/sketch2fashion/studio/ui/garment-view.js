// @ts-check
/**
 * The garment in its frame: alone, with my lines over it, or both with a handle to wipe between them. It fills the frame
 * wherever on the paper it was drawn.
 */

import { toSvg } from "../document/svg.js";
import { closeUp } from "../geometry/view.js";
import { h, mark, update } from "./dom.js";
import { categoryText, label, t } from "./i18n.js";
import { provenanceOf } from "./pictures.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../geometry/types.js").Box} Box */
/** @typedef {import("../render/atelier.js").Picture} Picture */
/** @typedef {"garment" | "lines" | "wipe"} View */
/** @typedef {{ width: number, height: number }} Size */

/** @type {View[]} */
export const VIEWS = ["garment", "lines", "wipe"];
const REST_MS = 250; // lines over the garment follow the hand when it rests

export class GarmentView {
  #shown = "";
  #lines = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer = undefined;

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.image = h("img", { class: "garment-image", alt: "", hidden: true, draggable: false });
    this.window = h("div", { class: "garment-window" }, this.image);
    this.lines = h("img", { class: "garment-lines", alt: "", draggable: false });
    this.sheet = h("div", { class: "lines-window", hidden: true }, this.lines);
    this.wipe = h("input", { type: "range", class: "wipe", min: "0", max: "100", value: "50", hidden: true });
    label(this.wipe, "label", "garment.wipe");
    this.wipe.addEventListener("input", () => this.#showWipe());
    this.made = h("p", { class: "garment-made" });
    this.parts = [this.window, this.sheet, this.wipe, this.made];
    app.history.onStep(() => this.#linesSoon());
    app.settings.onChange((name) => name === "garmentView" && this.#drawLines());
    this.#showWipe();
  }

  /** @param {HTMLElement} frame */
  refresh(frame) {
    const { picture, category } = this.app.atelier;
    const view = this.app.settings.values.garmentView;
    update(this.image, { hidden: picture === null, alt: picture ? t("garment.alt", { category: categoryText(category) }) : "" });
    update(this.sheet, { hidden: view === "garment" || picture === null });
    update(this.wipe, { hidden: view !== "wipe" || picture === null });
    mark(frame, "data-view", view);
    if (picture && picture.url !== this.#shown) this.#show(picture);
    if (!this.sheet.hidden && this.#lines === "") this.#drawLines();
    if (picture) for (const image of [this.image, this.lines]) fillFrame(image, frame, picture.box, this.app.history.sketch.canvas);
    this.#shown = picture?.url ?? "";
    if (!picture) update(this.made, { textContent: "" });
  }

  /** @param {Picture} picture */
  async #show(picture) {
    this.image.src = picture.url;
    const { Software: maker = "" } = await provenanceOf(picture.blob);
    const { madeAt } = this.app.atelier;
    const model = maker.replace("Sketch2Fashion ", "");
    this.made.textContent = model && madeAt ? t(`garment.made.${madeAt}`, { model, host: location.host }) : "";
  }

  #linesSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#drawLines(), REST_MS);
  }

  #drawLines() {
    if (this.app.settings.values.garmentView === "garment") return;
    const { sketch } = this.app.history;
    const layers = sketch.layers.filter(({ kind }) => kind === "line");
    const old = this.#lines;
    this.#lines = URL.createObjectURL(new Blob([toSvg({ ...sketch, layers })], { type: "image/svg+xml" }));
    this.lines.src = this.#lines;
    if (old) URL.revokeObjectURL(old);
  }

  #showWipe() {
    for (const part of [this.window, this.sheet, this.wipe]) part.style.setProperty("--wiped", `${this.wipe.value}%`);
  }
}

/** @param {HTMLElement} image of the whole paper @param {HTMLElement} frame @param {Box} box @param {[number, number]} canvas */
export function fillFrame(image, frame, box, canvas) {
  fill(image, sizeOf(frame), box, canvas);
}

/** @param {HTMLElement} image of the whole paper @param {Size} size of the frame @param {Box} box @param {[number, number]} canvas */
export function fill(image, size, box, [width, height]) {
  const { scale, x, y } = closeUp(width / height, size, box);
  const place = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px) scale(${scale.toFixed(4)})`;
  if (image.style.transform !== place) image.style.transform = place;
}

/** @type {WeakMap<Element, Size>} asking the browser each time would make it lay out the page in the middle of a stroke */
const sizes = new WeakMap();
const watcher = new ResizeObserver((entries) => {
  for (const { target } of entries) sizes.set(target, { width: target.clientWidth, height: target.clientHeight });
});

/** @param {Element} frame @returns {Size} */
export function sizeOf(frame) {
  const known = sizes.get(frame);
  if (known) return known;
  const size = { width: frame.clientWidth, height: frame.clientHeight };
  sizes.set(frame, size);
  watcher.observe(frame);
  return size;
}
