// @ts-check
/**
 * The garment in its frame: alone, with my lines over it, or both with a handle to wipe between them. It fills the frame
 * wherever on the paper it was drawn.
 */

import { toSvg } from "../document/svg.js";
import { closeUp } from "../geometry/view.js";
import { sizeOf } from "./bounds.js";
import { h, mark, update } from "./dom.js";
import { categoryText, label, t } from "./i18n.js";
import { provenanceOf } from "./pictures.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../geometry/types.js").Box} Box */
/** @typedef {import("../render/atelier.js").Picture} Picture */
/** @typedef {"garment" | "lines" | "wipe"} View */
/** @typedef {import("./bounds.js").Size} Size */

/** @type {View[]} */
export const VIEWS = ["garment", "lines", "wipe"];
const SHARPEN_MS = 120;
const REST_MS = 250; // lines over the garment follow the hand when it rests

export class GarmentView {
  /** @type {Picture | null} */
  #shown = null;
  #lines = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer = undefined;

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.image = h("img", { class: "garment-image", alt: "", hidden: true, draggable: false });
    this.sharper = h("img", { class: "garment-sharper", alt: "", hidden: true, draggable: false });
    this.window = h("div", { class: "garment-window" }, this.image, this.sharper);
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
    if (picture && picture.url !== this.#shown?.url) this.#show(picture, this.#shown);
    if (!this.sheet.hidden && this.#lines === "") this.#drawLines();
    if (picture)
      for (const image of [this.image, this.sharper, this.lines])
        fillFrame(image, frame, this.app.garmentInput?.heldBox ?? picture.box, this.app.history.sketch.canvas);
    this.#shown = picture;
    if (!picture) update(this.made, { textContent: "" });
  }

  /** @param {Picture} picture @param {Picture | null} before */
  async #show(picture, before) {
    if (before && isSharper(picture, before)) this.#sharpen(picture);
    else {
      this.sharper.hidden = true;
      this.image.src = picture.url;
    }
    if (this.app.paper.isBusy) return; // the picture after the last stroke says it as well
    const { Software: maker = "" } = await provenanceOf(picture.blob);
    const { madeAt } = this.app.atelier;
    const model = maker.replace("Sketch2Fashion ", "");
    this.made.textContent = model && madeAt ? t(`garment.made.${madeAt}`, { model, host: location.host }) : "";
  }

  /** The same garment in more pixels: it takes the place of the coarse one without a flash. @param {Picture} picture */
  async #sharpen(picture) {
    const isStale = () => this.#shown?.url !== picture.url;
    this.sharper.src = picture.url;
    await this.sharper.decode().catch(() => {});
    if (isStale()) return;
    this.sharper.hidden = false;
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (!isCalm) await this.sharper.animate({ opacity: [0, 1] }, SHARPEN_MS).finished.catch(() => {});
    if (isStale()) return;
    this.image.src = picture.url;
    await this.image.decode().catch(() => {});
    if (!isStale()) this.sharper.hidden = true;
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

/** Whether it is the same garment with more pixels. @param {Picture} picture @param {Picture} before */
function isSharper(picture, before) {
  const [one, other] = [picture, before].map(({ box }) => [box.x, box.y, box.width, box.height]);
  const isThere = one.every((value, index) => Math.abs(value - other[index]) < SAME_PLACE);
  return picture.size > before.size && picture.seed === before.seed && isThere;
}

const SAME_PLACE = 0.01; // of the picture's side

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
