// @ts-check
/**
 * Tidying with a slider: from lines that only lost their wobble (0) to lines as the model of garment shapes knows them (100 %),
 * for the whole garment or for some of its parts. The paper shows the result at once; only Apply changes the drawing, as one
 * step that Undo takes back.
 */

import { drawingAlone } from "../document/base.js";
import { tidyStep } from "../document/redrawn.js";
import { hasInk } from "../document/sketch.js";
import { clamp } from "../geometry/view.js";
import { LiveRequest } from "../render/live.js";
import { tidiedStrokes } from "../render/shape.js";
import { forServer } from "../render/wire.js";
import { h, icon } from "./dom.js";
import { hasText, label, onLanguage, t } from "./i18n.js";
import { paintStroke } from "./painter.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../document/sketch.js").Sketch} Sketch */
/** @typedef {{ strokes: import("../document/sketch.js").Stroke[], details: import("../document/sketch.js").Stroke[] }} Tidied */
/** @typedef {import("../render/shape.js").TidyOptions} TidyOptions */
/** @typedef {import("../render/live.js").Status} Status */

/** What of a garment can be tidied alone, by category. */
const UPPER = ["collar", "sleeves", "hem"];
const LOWER = ["waistband", "legs", "hem"];
const PARTS = /** @type {Record<string, string[]>} */ ({
  "t-shirt": UPPER,
  "long-sleeve": UPPER,
  shirt: UPPER,
  polo: UPPER,
  hoodie: UPPER,
  outerwear: UPPER,
  top: ["collar", "hem"],
  dress: UPPER,
  pants: LOWER,
  shorts: LOWER,
  skirt: ["waistband", "hem"],
  hat: ["brim"],
  shoes: [],
});
const FIRST_STRENGTH = 50; // percent
const FINEST = 2; // bitmap pixels a canvas pixel

export class TidyPanel {
  /** @type {import("../document/commands.js").Command | null} the server's strokes in place of the drawing's */
  #step = null;
  #isShown = false; // the server has answered, also where no layer may be changed
  /** @type {Set<string>} parts that stay as they were drawn */
  #left = new Set();
  /** @type {HTMLElement | null} where the focus goes back to */
  #from = null;
  #isApplying = false;

  /** @param {App} app @param {HTMLElement} stage */
  constructor(app, stage) {
    this.app = app;
    this.preview = h("canvas", { class: "tidy-preview", hidden: true });
    app.paper.draftCanvas.before(this.preview);
    this.strength = h("input", {
      type: "range",
      min: "0",
      max: "100",
      step: "5",
      value: String(FIRST_STRENGTH),
      class: "slider",
      id: "tidy-strength",
    });
    this.strength.addEventListener("input", () => this.#ask());
    this.percent = h("output", { for: "tidy-strength", class: "tidy-percent" });
    this.parts = label(h("div", { class: "chips tidy-parts", role: "group" }), "label", "tidy.parts");
    this.status = h("p", { class: "tidy-status", role: "status" });
    this.before = this.#beforeButton();
    this.apply = label(h("button", { type: "button", class: "text-button accent" }), "text", "tidy.apply");
    this.apply.addEventListener("click", () => this.#apply());
    const cancel = label(h("button", { type: "button", class: "text-button" }), "text", "tidy.cancel");
    cancel.addEventListener("click", () => this.close());
    const close = label(h("button", { type: "button", class: "icon-button small" }, icon("close", 16)), "label", "action.close");
    close.addEventListener("click", () => this.close());
    this.panel = h(
      "section",
      { class: "tidy floating", hidden: true },
      h("header", {}, label(h("h2"), "text", "tidy.title"), close),
      h(
        "div",
        { class: "tidy-strength" },
        label(h("label", { for: "tidy-strength" }), "text", "tidy.strength"),
        this.percent,
        this.strength,
      ),
      h("p", { class: "tidy-ends", "aria-hidden": "true" }, label(h("span"), "text", "tidy.mine"), label(h("span"), "text", "tidy.clean")),
      this.parts,
      this.status,
      h("div", { class: "tidy-buttons" }, this.before, cancel, this.apply),
    );
    label(this.panel, "label", "tidy.title");
    this.panel.addEventListener("keydown", (event) => this.#key(event));
    stage.append(this.panel);
    this.request = new LiveRequest({
      send: (/** @type {TidyOptions} */ options, signal) => tidiedStrokes(forServer(app.history.sketch), options, signal),
      show: (/** @type {Tidied} */ tidied) => this.#show(tidied),
      tell: (status) => this.#tell(status),
    });
    app.history.onStep(() => this.isOpen && !this.#isApplying && this.close()); // the hand draws on: nothing is left to compare
    onLanguage(() => this.isOpen && this.#fillParts());
  }

  get isOpen() {
    return !this.panel.hidden;
  }

  /** @param {HTMLElement} [from] the button */
  toggle(from) {
    if (this.isOpen) return this.close();
    if (!hasInk(this.app.history.sketch)) return this.app.toasts.say("tidy.empty");
    this.#from = from ?? null;
    this.#left.clear();
    this.panel.hidden = false;
    this.app.settings.set("layersShown", false); // they would lie over each other
    this.#fillParts();
    this.#ask();
    this.strength.focus();
    this.app.refresh();
  }

  close() {
    this.request.cancel();
    this.#step = null;
    this.#isShown = false;
    this.panel.hidden = true;
    this.#showPreview(false);
    if (this.#from?.isConnected) this.#from.focus();
    this.#from = null;
    this.app.refresh();
  }

  get #category() {
    return this.app.history.sketch.category ?? this.app.atelier.category ?? "auto";
  }

  #fillParts() {
    const parts = PARTS[this.#category] ?? [];
    this.parts.hidden = parts.length === 0;
    this.parts.replaceChildren(...parts.map((part) => this.#partBox(part)));
  }

  /** @param {string} part */
  #partBox(part) {
    const input = h("input", { type: "checkbox", checked: !this.#left.has(part), "data-part": part });
    input.addEventListener("change", () => {
      if (input.checked) this.#left.delete(part);
      else this.#left.add(part);
      this.#ask();
    });
    return h("label", { class: "chip" }, input, h("span", { textContent: t(`part.${part}`) }));
  }

  #ask() {
    const strength = Number(this.strength.value);
    this.percent.textContent = t("stage.zoom", { percent: strength });
    this.strength.style.setProperty("--filled", `${strength}%`);
    const all = PARTS[this.#category] ?? [];
    const parts = this.#left.size > 0 ? all.filter((part) => !this.#left.has(part)) : null;
    for (const input of this.parts.querySelectorAll("input")) input.disabled = strength === 0; // geometry knows no parts
    const isGeometric = strength === 0 || parts?.length === 0;
    this.request.request({ strength: isGeometric ? 0 : strength / 100, category: this.#category, parts: isGeometric ? null : parts });
  }

  /** @param {Tidied} tidied */
  #show(tidied) {
    const { sketch } = this.app.history;
    this.#step = tidyStep(sketch, tidied, t("tidy.details"));
    this.#isShown = true;
    const copy = drawingAlone(sketch);
    this.#step?.execute(copy);
    this.#paint(copy);
    this.#showPreview(true);
    this.apply.disabled = false;
  }

  /** The lines as they will look, at the resolution of the screen. @param {Sketch} sketch */
  #paint({ canvas: [width, height], layers }) {
    const scale = clamp(this.app.paper.view.scale * devicePixelRatio, 0.5, FINEST);
    Object.assign(this.preview, { width: Math.round(width * scale), height: Math.round(height * scale) });
    const context = /** @type {CanvasRenderingContext2D} */ (this.preview.getContext("2d"));
    context.setTransform(scale, 0, 0, scale, 0, 0);
    for (const { kind, visible, strokes } of layers) {
      if (kind === "line" && visible) for (const stroke of strokes) paintStroke(context, stroke, kind, width);
    }
  }

  /** @param {Status} status */
  #tell({ phase, error }) {
    const why = error && hasText(`error.${error.code}`) ? t(`error.${error.code}`) : error ? `${error.message} ${error.hint}`.trim() : "";
    const failed = phase === "away" || phase === "busy" || phase === "refused";
    this.status.textContent = failed ? (phase === "refused" || why ? why : t(`error.${phase}`)) : phase === "slow" ? t("status.slow") : "";
    this.apply.disabled = !this.#isShown || phase === "working" || phase === "slow" || failed;
    this.panel.setAttribute("aria-busy", String(phase === "working" || phase === "slow"));
  }

  /** @param {boolean} shown instead of the drawing's own lines */
  #showPreview(shown) {
    this.preview.hidden = !shown || !this.#isShown;
    this.app.paper.sheet.classList.toggle("tidying", !this.preview.hidden);
  }

  /** Held down, it shows the drawing as it is. */
  #beforeButton() {
    const button = h("button", { type: "button", class: "text-button" }, icon("eye", 18), label(h("span"), "text", "tidy.before"));
    const hold = (/** @type {boolean} */ held) => {
      button.setAttribute("aria-pressed", String(held));
      this.#showPreview(!held);
    };
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("pointerdown", (event) => {
      button.setPointerCapture(event.pointerId);
      hold(true);
    });
    for (const end of ["pointerup", "pointercancel", "blur", "keyup"]) button.addEventListener(end, () => hold(false));
    button.addEventListener("keydown", ({ key }) => (key === " " || key === "Enter") && hold(true));
    button.addEventListener("contextmenu", (event) => event.preventDefault()); // a finger that rests
    return button;
  }

  #apply() {
    const { history, toasts } = this.app;
    if (!this.#isShown) return;
    if (!this.#step) return this.app.refuseLayer("line");
    this.#isApplying = true;
    history.execute(this.#step);
    this.#isApplying = false;
    this.close();
    toasts.say("tidy.done");
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  }
}
