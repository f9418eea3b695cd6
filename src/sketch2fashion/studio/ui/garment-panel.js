// @ts-check
/** The garment beside the drawing: the picture, what it is, how it is doing, other designs, and the way to the shops. */

import { SetCategory } from "../document/commands.js";
import { hasInk } from "../document/sketch.js";
import { sizeOf } from "./bounds.js";
import { actionButton } from "./buttons.js";
import { ChangePanel } from "./change-panel.js";
import { h, icon, mark, update } from "./dom.js";
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
const COARSE_PX = 256;
const NO_MODEL = "model_unavailable"; // waiting does not help: somebody has to install it
const TICK_MS = 500; // the countdown to the next try
const WORTH_SAYING_MS = 1200; // a picture that takes longer than this gets its expected time said

export class GarmentPanel {
  #isAwaited = false;

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
      h("div", { class: "garment-tools" }, ...["fix", "overlay", "saveGarment"].map((id) => actionButton(app, id))),
    );
    this.designs = h("div", { class: "designs", role: "group" });
    label(this.designs, "label", "garment.variants");
    this.designButtons = Array.from({ length: DESIGNS }, (_, index) => this.#designButton(index));
    this.designs.append(...this.designButtons);
    this.fixed = h(
      "div",
      { class: "fixed-chip", hidden: true },
      icon("pin", 18),
      h("p", {}, label(h("strong"), "text", "garment.fixed"), label(h("span"), "text", "garment.fixed.hint")),
      actionButton(app, "release", { style: "text", class: "small" }),
    );
    this.refine = this.#refineSlider();
    this.change = new ChangePanel(app, place);
    this.designRow = h(
      "div",
      { class: "design-row" },
      this.designs,
      h("div", { class: "design-tools" }, ...["shuffle", "moreLike", "lock"].map((id) => actionButton(app, id))),
    );
    place.append(
      h(
        "header",
        { class: "garment-head" },
        h("span", { class: "select-wrap" }, this.category, icon("chevron", 16)),
        h("span", { class: "status-wrap" }, this.status, this.stop, this.here, this.retry),
      ),
      this.figure,
      this.fixed,
      this.designRow,
      this.moments.strip,
      this.change.tabs,
      this.change.sheet,
      this.refine.wrapper,
      actionButton(app, "find", { style: "text", class: "primary" }),
    );
    app.atelier.onChange(() => this.refresh());
    app.settings.onChange(() => this.refresh());
    app.history.onStep(() => this.refresh());
    onLanguage(() => this.refresh());
    new ResizeObserver(() => this.refresh()).observe(this.figure);
    setInterval(() => this.#refreshStatus(), TICK_MS);
    this.#draw();
  }

  /** Whether the garment is shown in more pixels than the coarse picture has. */
  get isLarge() {
    const { width, height } = sizeOf(this.figure);
    return Math.min(width, height) * devicePixelRatio > COARSE_PX;
  }

  /** Once in the next frame, however much has changed. */
  refresh() {
    if (this.#isAwaited) return;
    this.#isAwaited = true;
    requestAnimationFrame(() => {
      this.#isAwaited = false;
      this.#draw();
    });
  }

  #draw() {
    if (this.app.paper.isBusy) {
      update(this.empty, { hidden: this.app.atelier.picture !== null });
      this.view.refresh(this.figure); // the rest waits until the pen is lifted
      return this.#refreshStatus();
    }
    this.#refreshPicture();
    this.#refreshDesigns();
    this.change.refresh();
    this.#refreshCategory();
    this.#refreshStatus();
    const { refine } = this.app.settings.values;
    const isFixed = this.app.atelier.base !== null;
    update(this.fixed, { hidden: !isFixed });
    update(this.designRow, { hidden: isFixed });
    update(this.refine.input, { disabled: isFixed, value: String(Math.round(refine * 100)) });
    const canRecut = this.app.engines.current.place === "server"; // the page's own renderer smooths, and no more
    update(this.refine.far, { textContent: t(canRecut ? "garment.recut" : "garment.refined") });
    vary(this.refine.input, "--filled", `${refine * 100}%`);
  }

  #refreshPicture() {
    const { picture } = this.app.atelier;
    update(this.empty, { hidden: picture !== null });
    update(this.emptyText, { textContent: t(hasInk(this.app.history.sketch) ? "garment.coming" : "garment.empty") });
    this.view.refresh(this.figure);
    this.moments.refresh();
  }

  #refreshDesigns() {
    const { designs, picture } = this.app.atelier;
    this.designButtons.forEach((button, index) => {
      const design = designs[index];
      const image = /** @type {HTMLImageElement} */ (button.firstElementChild);
      update(button, { disabled: !design });
      update(image, { hidden: !design });
      if (design && image.src !== design.url) image.src = design.url;
      if (design) fillFrame(image, button, design.box, this.app.history.sketch.canvas);
      mark(button, "aria-pressed", String(design !== undefined && design.seed === picture?.seed));
      if (design) mark(button, "data-tooltip", t("garment.seed", { seed: design.seed }));
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
    update(this.category, { value: chosen ?? "" });
  }

  #refreshStatus() {
    const { status, tookMs, picture } = this.app.atelier;
    const { phase, error, retryAt } = status;
    const seconds = Math.max(1, Math.ceil((retryAt - performance.now()) / 1000));
    const reason = error ? (hasText(`error.${error.code}`) ? t(`error.${error.code}`) : `${error.message} ${error.hint}`) : "";
    const drawing = this.app.paper.isBusy && phase !== "away" && phase !== "busy";
    const shown = drawing ? "drawing" : phase === "idle" && picture ? "ready" : error?.code === NO_MODEL ? "refused" : phase;
    const timing = shown === "ready" && tookMs !== null ? ` · ${t("status.timing", { ms: Math.round(tookMs) })}` : "";
    mark(this.status, "data-phase", shown);
    mark(this.figure, "data-phase", shown);
    const text = /** @type {HTMLElement} */ (this.status.lastElementChild);
    const isStranded = shown === "away" && this.app.atelier.base !== null; // no engine in the page can change a picture
    const isMaking = shown === "working" || (shown === "slow" && this.app.engines.loading !== null);
    const message = isMaking ? this.#progress() : t(isStranded ? "status.away.fixed" : `status.${shown}`, { seconds, reason }) + timing;
    update(text, { textContent: message });
    const waits = phase === "away" || phase === "busy";
    update(this.retry, { hidden: !waits });
    update(this.here, { hidden: !waits || isStranded || !this.app.engines.canRenderHere || this.app.settings.values.renderHere });
    update(this.stop, { hidden: phase !== "slow" });
  }

  /** What is being done and, where that is worth waiting for, how long it usually takes. */
  #progress() {
    const { loading } = this.app.engines;
    if (loading !== null) return t("status.loading", { percent: Math.round(100 * loading) });
    const { expectedMs, waitedMs } = this.app.atelier;
    vary(this.figure, "--done", (expectedMs ? Math.min(0.96, waitedMs / expectedMs) : 0.4).toFixed(2));
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
    const far = h("span", { class: "far" });
    const wrapper = h("div", { class: "refine" }, label(h("span"), "text", "garment.myLines"), input, far);
    return { input, far, wrapper };
  }
}

/** @param {HTMLElement} element @param {string} name of a property of its style @param {string} value */
function vary(element, name, value) {
  if (element.style.getPropertyValue(name) !== value) element.style.setProperty(name, value);
}
