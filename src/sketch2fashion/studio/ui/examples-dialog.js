// @ts-check
/**
 * Drawings to start from, for every kind of garment, drawn by the same painter as the paper: open one to change it, or lay it
 * under the paper to trace it.
 */

import { SetReference } from "../document/commands.js";
import { toSvg } from "../document/svg.js";
import { EXAMPLES, sketchOf } from "../examples/examples.js";
import { FIGURE_ID, figureReference, figureSvg } from "../examples/figure.js";
import { loadTemplates, sketchOfTemplate } from "../examples/templates.js";
import { dialog } from "./buttons.js";
import { h, icon } from "./dom.js";
import { currentLanguage, label, onLanguage, t } from "./i18n.js";
import { paintStroke } from "./painter.js";

/** @typedef {import("../document/sketch.js").Sketch} Sketch */
/** @typedef {import("./app.js").App} App */
/** @typedef {{ id: string, category: string, sketch: () => Sketch, name: () => string }} Entry */

const THUMBNAIL_PX = 300;
const TRACED_OPACITY = 0.4;

export class ExamplesDialog {
  /** @type {Entry[]} */
  #entries = Object.keys(EXAMPLES).map((name) => ({
    id: name,
    category: name,
    sketch: () => sketchOf(name),
    name: () => t(`example.${name}`),
  }));
  /** @type {string | null} */
  #category = null;
  #loaded = false;

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.chips = label(h("div", { class: "chips", role: "group" }), "label", "garment.category");
    this.grid = h("div", { class: "example-grid" });
    this.dialog = dialog("examples.title", this.chips, this.grid);
    this.dialog.classList.add("examples");
    this.seen = new IntersectionObserver((places) => this.#paintSeen(places), { root: this.dialog, rootMargin: "200px" });
    onLanguage(() => this.#fill());
  }

  async open() {
    this.#fill();
    this.dialog.showModal();
    if (this.#loaded) return;
    const templates = await loadTemplates().catch(() => null);
    if (!templates) return this.app.toasts.warn(t("error.away")); // our own six are there all the same
    this.#loaded = true;
    const fromTemplates = templates.map((each) => ({
      id: each.id,
      category: each.category,
      sketch: () => sketchOfTemplate(each),
      name: () => each[currentLanguage()],
    }));
    const categories = [...new Set(fromTemplates.map(({ category }) => category))];
    const all = [...this.#entries, ...fromTemplates];
    this.#entries = categories.flatMap((category) => all.filter((each) => each.category === category));
    this.#fill();
  }

  #fill() {
    const categories = [...new Set(this.#entries.map(({ category }) => category))];
    this.chips.replaceChildren(this.#chip(null), ...categories.map((category) => this.#chip(category)));
    this.seen.disconnect();
    const shown = this.#entries.filter(({ category }) => this.#category === null || category === this.#category);
    this.grid.replaceChildren(...(this.#category === null ? [this.#figure()] : []), ...shown.map((entry) => this.#card(entry)));
  }

  /** @param {string | null} category */
  #chip(category) {
    const chosen = category === this.#category;
    const chip = h("button", {
      type: "button",
      class: "chip",
      "aria-pressed": String(chosen),
      textContent: t(category ? `category.${category}` : "examples.all"),
    });
    chip.addEventListener("click", () => {
      this.#category = category;
      this.#fill();
      this.chips.querySelector('[aria-pressed="true"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
      const again = this.chips.querySelector('[aria-pressed="true"]');
      if (again instanceof HTMLElement) again.focus();
    });
    return chip;
  }

  /** @param {Entry} entry */
  #card(entry) {
    const canvas = h("canvas", { width: THUMBNAIL_PX, height: THUMBNAIL_PX });
    const open = h(
      "button",
      { type: "button", class: "example", "data-example": entry.id },
      canvas,
      h("span", { textContent: entry.name() }),
    );
    open.addEventListener("click", () => {
      this.dialog.close();
      this.app.open(entry.sketch());
    });
    this.#unpainted.set(canvas, entry);
    this.seen.observe(canvas);
    return h("div", { class: "example-card" }, open, this.#traceButton(entry));
  }

  /** @type {WeakMap<Element, Entry>} */
  #unpainted = new WeakMap();

  /** @param {Entry} entry */
  #traceButton(entry) {
    const button = h("button", { type: "button", class: "icon-button small trace" }, icon("layers", 18));
    button.setAttribute("aria-label", `${t("examples.trace")}: ${entry.name()}`);
    label(button, "tip", "examples.trace");
    button.addEventListener("click", () => {
      this.dialog.close();
      this.#trace(entry);
    });
    return button;
  }

  /** Only its lines, under the paper. @param {Entry} entry */
  #trace(entry) {
    const { history, toasts } = this.app;
    const sketch = entry.sketch();
    sketch.layers = sketch.layers.filter(({ kind }) => kind === "line");
    const [width, height] = history.sketch.canvas;
    const side = Math.min(width, height);
    history.execute(
      new SetReference(`template-${entry.id}`, {
        name: entry.name(),
        visible: true,
        opacity: TRACED_OPACITY,
        box: [(width - side) / 2, (height - side) / 2, side, side],
        picture: `data:image/svg+xml,${encodeURIComponent(toSvg(sketch))}`,
      }),
    );
    toasts.say("toast.traced");
  }

  #figure() {
    const picture = h("img", { alt: "", src: `data:image/svg+xml,${encodeURIComponent(figureSvg())}` });
    const button = h(
      "button",
      { type: "button", class: "example", "data-example": "figure" },
      picture,
      h("span", { textContent: t("action.figure") }),
    );
    button.addEventListener("click", () => {
      this.dialog.close();
      this.app.history.execute(new SetReference(FIGURE_ID, figureReference(this.app.history.sketch.canvas, t("layer.figure"))));
      this.app.toasts.say("toast.traced");
    });
    return h("div", { class: "example-card" }, button);
  }

  /** @param {IntersectionObserverEntry[]} places */
  #paintSeen(places) {
    for (const { isIntersecting, target } of places) {
      const entry = this.#unpainted.get(target);
      if (!isIntersecting || !entry || !(target instanceof HTMLCanvasElement)) continue;
      this.#unpainted.delete(target);
      this.seen.unobserve(target);
      paint(target, entry.sketch());
    }
  }
}

/** @param {HTMLCanvasElement} canvas @param {Sketch} sketch */
function paint(canvas, sketch) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const [width] = sketch.canvas;
  context.scale(canvas.width / width, canvas.width / width);
  for (const layer of sketch.layers) for (const stroke of layer.strokes) paintStroke(context, stroke, layer.kind, width);
}
