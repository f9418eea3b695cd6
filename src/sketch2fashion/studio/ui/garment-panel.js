// @ts-check
/** The garment beside the drawing: the picture, what it is, how it is doing, other designs, and the way to the shops. */

import { SetCategory } from "../document/commands.js";
import { hasInk } from "../document/sketch.js";
import { actionButton } from "./buttons.js";
import { h, icon } from "./dom.js";
import { fillFrame, GarmentView } from "./garment-view.js";
import { categoryText, hasText, label, onLanguage, t } from "./i18n.js";
import { Moments } from "./moments.js";

/** @typedef {import("./app.js").App} App */

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
const WORTH_SAYING_MS = 1200; // a picture that takes longer than this gets its expected time said

export class GarmentPanel {
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
    this.here = label(
      h("button", { type: "button", class: "text-button small", hidden: true, onclick: () => app.run("renderHere") }),
      "text",
      "action.renderHere.short",
    );
    this.stop = label(
      h("button", { type: "button", class: "text-button small", hidden: true, onclick: () => app.atelier.stop() }),
      "text",
      "action.stop",
    );
    this.view = new GarmentView(app);
    this.moments = new Moments(app);
    this.emptyText = h("p");
    this.empty = h("div", { class: "garment-empty" }, icon("examples", 72), this.emptyText);
    this.figure = h(
      "figure",
      { class: "garment-picture" },
      this.empty,
      ...this.view.parts,
      h("div", { class: "garment-views" }, ...["viewGarment", "viewLines", "viewWipe"].map((id) => actionButton(app, id))),
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
        h("span", { class: "status-wrap" }, this.status, this.stop, this.here, this.retry),
      ),
      this.figure,
      h(
        "div",
        { class: "design-row" },
        this.designs,
        h("div", { class: "design-tools" }, ...["shuffle", "moreLike", "lock"].map((id) => actionButton(app, id))),
      ),
      this.moments.strip,
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
    const { picture } = this.app.atelier;
    this.empty.hidden = picture !== null;
    this.emptyText.textContent = t(hasInk(this.app.history.sketch) ? "garment.coming" : "garment.empty");
    this.view.refresh(this.figure);
    this.moments.refresh();
  }

  #refreshDesigns() {
    const { designs, picture } = this.app.atelier;
    this.designButtons.forEach((button, index) => {
      const design = designs[index];
      const image = /** @type {HTMLImageElement} */ (button.firstElementChild);
      button.disabled = !design;
      image.hidden = !design;
      if (design && image.src !== design.url) image.src = design.url;
      if (design) fillFrame(image, button, design.box, this.app.history.sketch.canvas);
      button.setAttribute("aria-pressed", String(design !== undefined && design.seed === picture?.seed));
      if (design) button.dataset.tooltip = t("garment.seed", { seed: design.seed });
    });
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
    const isMaking = shown === "working" || (shown === "slow" && this.app.engines.loading !== null);
    const message = isMaking ? this.#progress() : t(`status.${shown}`, { seconds, reason }) + timing;
    if (text.textContent !== message) text.textContent = message;
    const waits = phase === "away" || phase === "busy";
    this.retry.hidden = !waits;
    this.here.hidden = !waits || !this.app.engines.canRenderHere || this.app.settings.values.renderHere;
    this.stop.hidden = phase !== "slow";
  }

  /** What is being done and, where that is worth waiting for, how long it usually takes. */
  #progress() {
    const { loading } = this.app.engines;
    if (loading !== null) return t("status.loading", { percent: Math.round(100 * loading) });
    const { expectedMs, waitedMs } = this.app.atelier;
    this.figure.style.setProperty("--done", String(expectedMs ? Math.min(0.96, waitedMs / expectedMs) : 0.4));
    return expectedMs !== null && expectedMs > WORTH_SAYING_MS
      ? t("status.expected", { seconds: Math.ceil(expectedMs / 1000) })
      : t("status.working");
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
