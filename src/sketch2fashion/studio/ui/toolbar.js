// @ts-check
/** The tools and what belongs to the chosen one: width, colours, mirror. */

import { isLight } from "../geometry/colour.js";
import { WIDTHS } from "../tools/toolbox.js";
import { actionButton, openBeside, popover } from "./buttons.js";
import { h, icon } from "./dom.js";
import { label, onLanguage, t } from "./i18n.js";

/** @typedef {import("./app.js").App} App */

/** Our colour card. @type {[name: string, colour: string][]} */
export const COLOURS = [
  ["red", "#d4202f"],
  ["pink", "#f2a0b5"],
  ["orange", "#ee7f2d"],
  ["yellow", "#f3c93c"],
  ["green", "#2f8a57"],
  ["olive", "#6b6f3b"],
  ["sky", "#9cc9ef"],
  ["blue", "#2f6fd6"],
  ["navy", "#1f2f57"],
  ["purple", "#6f4bb0"],
  ["beige", "#d9c4a1"],
  ["brown", "#7a4b2c"],
  ["white", "#ffffff"],
  ["grey", "#8e9196"],
  ["black", "#1b1b1f"],
];
const RECENT = 5;
const TOOLS_WITH_COLOUR = ["colour", "fill"];

export class Toolbar {
  /** @param {App} app @param {HTMLElement} rail @param {HTMLElement} options */
  constructor(app, rail, options) {
    this.app = app;
    this.options = options;
    label(rail, "label", "group.tools");
    rail.append(...["pen", "colour", "fill", "border", "eraser", "hand"].map((id) => actionButton(app, id, { class: "tool" })));
    rail.addEventListener("keydown", (event) => moveFocus(rail, event));
    this.width = this.#widthSlider();
    this.swatches = h("div", { class: "swatches", role: "group" });
    label(this.swatches, "label", "group.colours");
    this.current = h("button", { type: "button", class: "colour-well" });
    this.card = popover("colour-card");
    this.current.addEventListener("click", () => openBeside(this.card, this.current));
    options.append(this.width.wrapper, this.current, this.swatches, actionButton(app, "mirror", { style: "text", class: "mirror" }));
    app.settings.onChange(() => this.refresh());
    onLanguage(() => this.refresh());
    this.refresh();
  }

  refresh() {
    const { tool, widths, colour } = this.app.settings.values;
    const range = WIDTHS[tool];
    const coloured = TOOLS_WITH_COLOUR.includes(tool);
    this.width.wrapper.hidden = !range;
    this.swatches.hidden = this.current.hidden = !coloured;
    this.options.dataset.tool = tool;
    if (range) this.#showWidth(range, widths[tool]);
    if (coloured) this.#showColours();
    this.current.style.setProperty("--swatch", colour);
    this.current.setAttribute("aria-label", `${t("group.colours")}: ${colourName(colour)}`);
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

  #showColours() {
    this.swatches.replaceChildren(...this.#swatchButtons());
    this.card.replaceChildren(h("div", { class: "card-grid" }, ...this.#swatchButtons()));
  }

  #swatchButtons() {
    const { recentColours } = this.app.settings.values;
    const known = COLOURS.map(([, colour]) => colour);
    const more = recentColours.filter((colour) => !known.includes(colour));
    return [...[...known, ...more].map((colour) => this.#swatch(colour)), this.#customColour()];
  }

  /** @param {string} colour */
  #swatch(colour) {
    const chosen = this.app.settings.values.colour === colour;
    const button = h("button", {
      type: "button",
      class: `swatch${isLight(colour) ? " light" : ""}`,
      "data-colour": colour,
      "aria-pressed": String(chosen),
      "aria-label": colourName(colour),
      "data-tooltip": colourName(colour),
    });
    button.style.setProperty("--swatch", colour);
    button.addEventListener("click", () => this.app.settings.set("colour", colour));
    return button;
  }

  #customColour() {
    const input = h("input", { type: "color", value: this.app.settings.values.colour, class: "custom-input" });
    label(input, "label", "option.customColour");
    input.addEventListener("change", () => this.#keep(input.value));
    return label(h("label", { class: "swatch custom" }, icon("zoomIn", 14), input), "tip", "option.customColour");
  }

  /** @param {string} colour */
  #keep(colour) {
    const { settings } = this.app;
    settings.set("recentColours", [colour, ...settings.values.recentColours.filter((other) => other !== colour)].slice(0, RECENT));
    settings.set("colour", colour);
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

/** @param {string} colour */
function colourName(colour) {
  const name = COLOURS.find(([, value]) => value === colour)?.[0];
  return name ? t(`colour.${name}`) : colour;
}
