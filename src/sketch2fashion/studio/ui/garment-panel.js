// @ts-check
/** The garment beside the drawing: the picture, what it is, how it is doing, other designs, and the way to the shops. */

import { SetCategory } from "../document/commands.js";
import { hasInk } from "../document/sketch.js";
import { closeUp } from "../geometry/view.js";
import { actionButton } from "./buttons.js";
import { h, icon } from "./dom.js";
import { categoryText, hasText, label, onLanguage, t } from "./i18n.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../geometry/types.js").Box} Box */

export const CATEGORIES = [
  "t-shirt",
  "pants",
  "skirt",
  "hat",
  "long-sleeve",
  "shirt",
  "polo",
  "hoodie",
  "top",
  "shorts",
  "dress",
  "outerwear",
  "shoes",
];
const DESIGNS = 4;
const NO_MODEL = "model_unavailable"; // waiting does not help: somebody has to install it
const TICK_MS = 500; // the countdown to the next try

export class GarmentPanel {
  #shown = "";

  /** @param {App} app @param {HTMLElement} place */
  constructor(app, place) {
    this.app = app;
    this.category = h("select", { class: "select", id: "category" });
    label(this.category, "label", "garment.category");
    this.category.addEventListener("change", () => app.history.execute(new SetCategory(this.category.value || null)));
    this.status = h("p", { class: "status", role: "status" }, h("span", { class: "status-dot" }), h("span", { class: "status-text" }));
    this.retry = label(
      h("button", { type: "button", class: "text-button small", hidden: true, onclick: () => app.atelier.retryNow() }),
      "text",
      "action.retry",
    );
    this.image = h("img", { class: "garment-image", alt: "", hidden: true, draggable: false });
    this.emptyText = h("p");
    this.empty = h("div", { class: "garment-empty" }, icon("examples", 72), this.emptyText);
    this.figure = h(
      "figure",
      { class: "garment-picture" },
      this.empty,
      this.image,
      h("div", { class: "garment-tools" }, actionButton(app, "overlay"), actionButton(app, "saveGarment")),
    );
    this.designs = h("div", { class: "designs", role: "group" });
    label(this.designs, "label", "garment.variants");
    this.designButtons = Array.from({ length: DESIGNS }, (_, index) => this.#designButton(index));
    this.designs.append(...this.designButtons);
    this.refine = this.#refineSlider();
    place.append(
      h(
        "header",
        { class: "garment-head" },
        h("span", { class: "select-wrap" }, this.category, icon("chevron", 16)),
        h("span", { class: "status-wrap" }, this.status, this.retry),
      ),
      this.figure,
      h(
        "div",
        { class: "design-row" },
        this.designs,
        h("div", { class: "design-tools" }, actionButton(app, "shuffle"), actionButton(app, "lock")),
      ),
      this.refine.wrapper,
      actionButton(app, "find", { style: "text", class: "primary" }),
    );
    app.atelier.onChange(() => this.refresh());
    app.settings.onChange(() => this.refresh());
    app.history.onStep(() => this.refresh());
    onLanguage(() => this.refresh());
    new ResizeObserver(() => this.refresh()).observe(this.figure);
    setInterval(() => this.#refreshStatus(), TICK_MS);
    this.refresh();
  }

  refresh() {
    this.#refreshPicture();
    this.#refreshDesigns();
    this.#refreshCategory();
    this.#refreshStatus();
    const { refine } = this.app.settings.values;
    this.refine.input.value = String(Math.round(refine * 100));
    this.refine.input.style.setProperty("--filled", `${refine * 100}%`);
  }

  #refreshPicture() {
    const { picture, category } = this.app.atelier;
    this.image.hidden = picture === null;
    this.empty.hidden = picture !== null;
    this.emptyText.textContent = t(hasInk(this.app.history.sketch) ? "garment.coming" : "garment.empty");
    if (picture && picture.url !== this.#shown) this.image.src = picture.url;
    if (picture) this.#fillFrame(this.image, this.figure, picture.box);
    this.#shown = picture?.url ?? "";
    this.image.alt = picture ? t("garment.alt", { category: categoryText(category) }) : "";
  }

  #refreshDesigns() {
    const { designs, picture } = this.app.atelier;
    this.designButtons.forEach((button, index) => {
      const design = designs[index];
      const image = /** @type {HTMLImageElement} */ (button.firstElementChild);
      button.disabled = !design;
      image.hidden = !design;
      if (design && image.src !== design.url) image.src = design.url;
      if (design) this.#fillFrame(image, button, design.box);
      button.setAttribute("aria-pressed", String(design !== undefined && design.seed === picture?.seed));
      if (design) button.dataset.tooltip = t("garment.seed", { seed: design.seed });
    });
  }

  /** The garment fills its frame wherever on the paper it was drawn. @param {HTMLElement} image @param {HTMLElement} frame @param {Box} box */
  #fillFrame(image, frame, box) {
    const [width, height] = this.app.history.sketch.canvas;
    const { scale, x, y } = closeUp(width / height, { width: frame.clientWidth, height: frame.clientHeight }, box);
    image.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px) scale(${scale.toFixed(4)})`;
  }

  #refreshCategory() {
    const chosen = this.app.history.sketch.category;
    const recognised = chosen === null ? this.app.atelier.category : null;
    const auto = recognised ? t("garment.recognised", { category: categoryText(recognised) }) : t("garment.auto");
    const names = chosen !== null && !hasText(`category.${chosen}`) ? [...CATEGORIES, chosen] : CATEGORIES;
    const texts = [auto, ...names.map((name) => categoryText(name))];
    if (this.category.textContent !== texts.join("")) {
      this.category.replaceChildren(...["", ...names].map((value, index) => h("option", { value, textContent: texts[index] })));
    }
    this.category.value = chosen ?? "";
  }

  #refreshStatus() {
    const { status, tookMs, picture } = this.app.atelier;
    const { phase, error, retryAt } = status;
    const seconds = Math.max(1, Math.ceil((retryAt - performance.now()) / 1000));
    const reason = error ? (hasText(`error.${error.code}`) ? t(`error.${error.code}`) : `${error.message} ${error.hint}`) : "";
    const drawing = this.app.paper.isBusy && phase !== "away" && phase !== "busy";
    const shown = drawing ? "drawing" : phase === "idle" && picture ? "ready" : error?.code === NO_MODEL ? "refused" : phase;
    const timing = shown === "ready" && tookMs !== null ? ` · ${t("status.timing", { ms: Math.round(tookMs) })}` : "";
    this.status.dataset.phase = shown;
    this.figure.dataset.phase = shown;
    const text = /** @type {HTMLElement} */ (this.status.lastElementChild);
    const message = t(`status.${shown}`, { seconds, reason }) + timing;
    if (text.textContent !== message) text.textContent = message;
    this.retry.hidden = phase !== "away" && phase !== "busy";
  }

  /** @param {number} index */
  #designButton(index) {
    const button = h("button", { type: "button", class: "design", disabled: true }, h("img", { alt: "", hidden: true, draggable: false }));
    label(button, "label", "garment.variant", { number: index + 1 });
    button.addEventListener("click", () => this.app.atelier.pick(this.app.atelier.designs[index].seed));
    return button;
  }

  #refineSlider() {
    const input = h("input", { type: "range", min: "0", max: "100", step: "5", class: "slider" });
    label(input, "label", "garment.refine");
    input.addEventListener("input", () => this.app.settings.set("refine", Number(input.value) / 100));
    const wrapper = h(
      "div",
      { class: "refine" },
      label(h("span"), "text", "garment.myLines"),
      input,
      label(h("span"), "text", "garment.refined"),
    );
    return { input, wrapper };
  }
}
