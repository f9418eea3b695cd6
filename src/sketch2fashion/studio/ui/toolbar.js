// @ts-check
/** The tools and what belongs to the chosen one: width, colours, shape, gap, mirror. */

import { SetOption } from "../document/commands.js";
import { SHAPES } from "../geometry/shapes.js";
import { WIDTHS } from "../tools/toolbox.js";
import { actionButton, openBeside } from "./buttons.js";
import { ColourCard } from "./colour-card.js";
import { h, icon } from "./dom.js";
import { label, onLanguage } from "./i18n.js";
import { GAP } from "./washes.js";

/** @typedef {import("./app.js").App} App */

const TOOLS = ["pen", "shape", "colour", "fill", "border", "eraser", "warp", "select", "hand"];
const TOOLS_WITH_COLOUR = ["colour", "fill"];
const TOOLS_OF_A_HAND = ["pen", "colour", "border", "eraser"]; // steadiness and pressure matter
const WIDEST_GAP = 1 / 12; // of the longer side

export class Toolbar {
  /** @param {App} app @param {HTMLElement} rail @param {HTMLElement} options */
  constructor(app, rail, options) {
    this.app = app;
    this.options = options;
    label(rail, "label", "group.tools");
    rail.append(...TOOLS.map((id) => actionButton(app, id, { class: "tool" })));
    rail.addEventListener("keydown", (event) => moveFocus(rail, event));
    this.width = this.#widthSlider();
    this.gap = this.#gapSlider();
    this.shapes = this.#choice("shape", SHAPES, "group.shapes");
    this.marquee = this.#choice("marquee", ["lasso", "box"], "group.marquee");
    this.picked = h(
      "div",
      { class: "bar picked" },
      ...["duplicate", "flipAcross", "flipDown", "remove"].map((id) => actionButton(app, id)),
    );
    this.colours = new ColourCard(app);
    this.brush = this.#brushButton();
    options.append(
      this.shapes.element,
      this.marquee.element,
      this.picked,
      this.gap.wrapper,
      this.width.wrapper,
      this.brush,
      this.colours.well,
      this.colours.swatches,
      actionButton(app, "mirror", { style: "text", class: "mirror" }),
      actionButton(app, "layers", { class: "layers-button" }),
    );
    app.settings.onChange(() => this.refresh());
    app.history.onStep(({ change }) => (change.kind === "option" || change.kind === "everything") && this.refresh());
    onLanguage(() => this.refresh());
    this.refresh();
  }

  refresh() {
    const { tool, widths, shape, marquee } = this.app.settings.values;
    const range = WIDTHS[tool];
    const coloured = TOOLS_WITH_COLOUR.includes(tool);
    this.width.wrapper.hidden = !range;
    this.gap.wrapper.hidden = tool !== "fill";
    this.brush.hidden = !TOOLS_OF_A_HAND.includes(tool);
    this.shapes.element.hidden = tool !== "shape";
    this.marquee.element.hidden = this.picked.hidden = tool !== "select";
    this.options.dataset.tool = tool;
    this.colours.refresh(coloured);
    this.shapes.show(shape);
    this.marquee.show(marquee);
    if (range) this.#showWidth(range, widths[tool]);
    if (tool === "fill") this.#showGap();
  }

  /** How the pen behaves, beside the pen. */
  #brushButton() {
    const button = h("button", { type: "button", class: "icon-button", "aria-haspopup": "true" }, icon("brush"));
    label(button, "label", "action.settings");
    label(button, "tip", "action.settings");
    button.addEventListener("click", () => openBeside(this.app.settingsPopover, button));
    return button;
  }

  /**
   * One of a few, as a row of icons.
   * @template {"shape" | "marquee"} Name @param {Name} name a setting @param {readonly (import("./settings.js").Values[Name] & keyof typeof import("./icons.js").ICONS)[]} values
   * @param {string} group key of the translations
   */
  #choice(name, values, group) {
    const element = label(h("div", { class: "segments", role: "group" }), "label", group);
    const buttons = values.map((value) => {
      const button = h("button", { type: "button", class: "icon-button", "data-value": value }, icon(value));
      label(button, "label", `${name}.${value}`);
      label(button, "tip", `${name}.${value}`);
      button.addEventListener("click", () => this.app.settings.set(name, value));
      element.append(button);
      return button;
    });
    const show = (/** @type {string} */ chosen) => {
      for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.value === chosen));
    };
    return { element, show };
  }

  #gapSlider() {
    const input = h("input", { type: "range", min: "0", max: "100", class: "slider", id: "gap" });
    const text = label(h("label", { for: "gap" }), "text", "option.gap");
    input.addEventListener("input", () => {
      const longer = Math.max(...this.app.history.sketch.canvas);
      this.app.history.execute(new SetOption("gap", Math.max(1, Math.round((Number(input.value) / 100) * WIDEST_GAP * longer))));
    });
    return { input, wrapper: label(h("div", { class: "width gap" }, text, input), "tip", "option.gap.hint") };
  }

  #showGap() {
    const { gap, canvas } = this.app.history.sketch;
    const longer = Math.max(...canvas);
    const width = gap ?? GAP * longer;
    this.gap.input.value = String((width / (WIDEST_GAP * longer)) * 100);
    this.gap.input.setAttribute("aria-valuetext", `${Math.round(width)} px`);
  }

  #widthSlider() {
    const input = h("input", { type: "range", min: "0", max: "100", class: "slider" });
    label(input, "label", "option.width");
    const dot = h("span", { class: "width-dot" });
    input.addEventListener("input", () => {
      const { least, most } = WIDTHS[this.app.settings.values.tool];
      this.app.setWidth(least * (most / least) ** (Number(input.value) / 100)); // equal steps to the eye
    });
    return { input, dot, wrapper: h("div", { class: "width" }, h("span", { class: "width-preview" }, dot), input) };
  }

  /** @param {{ least: number, most: number }} range @param {number} width */
  #showWidth({ least, most }, width) {
    const { input, dot } = this.width;
    input.value = String((Math.log(width / least) / Math.log(most / least)) * 100);
    input.setAttribute("aria-valuetext", `${Math.round(width)} px`);
    dot.style.setProperty("--size", `${Math.max(3, Math.min(26, width * 0.7))}px`);
    const { tool, colour } = this.app.settings.values;
    dot.style.setProperty("--swatch", TOOLS_WITH_COLOUR.includes(tool) ? colour : "currentColor");
  }
}

/** The arrow keys go from tool to tool. @param {HTMLElement} rail @param {KeyboardEvent} event */
function moveFocus(rail, event) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const tools = [...rail.querySelectorAll("button")];
  const at = tools.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
  tools[(at + step + tools.length) % tools.length].focus();
  event.preventDefault();
}
