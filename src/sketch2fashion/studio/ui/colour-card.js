// @ts-check
/** Which colour the next mark has: our card, the last ones, a hex, one from the picture, or any that the renderer likes. */

import { hexColour, isLight } from "../geometry/colour.js";
import { actionButton, openBeside, popover } from "./buttons.js";
import { h, icon } from "./dom.js";
import { label, t } from "./i18n.js";

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
const RECENT = 10;

export class ColourCard {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.well = h("button", { type: "button", class: "colour-well", "aria-haspopup": "true" });
    this.swatches = label(h("div", { class: "swatches", role: "group" }), "label", "group.colours");
    this.grid = h("div", { class: "card-grid" });
    this.recent = h("div", { class: "card-grid recent" });
    this.recentTitle = label(h("h3"), "text", "group.recent");
    this.hex = this.#hexField();
    this.native = this.#nativeField();
    this.card = popover(
      "colour-card",
      this.grid,
      this.recentTitle,
      this.recent,
      h("div", { class: "card-row" }, this.native.wrapper, this.hex, actionButton(app, "eyedropper")),
      actionButton(app, "anyColour", { style: "item", class: "any-colour" }),
    );
    this.card.setAttribute("role", "dialog");
    label(this.card, "label", "group.colours");
    this.card.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest('[data-action="eyedropper"], [data-action="anyColour"]'))
        this.card.hidePopover();
    });
    this.well.addEventListener("click", () => openBeside(this.card, this.well));
  }

  /** @param {boolean} shown whether the tool has a colour */
  refresh(shown) {
    const { colour, autoColour } = this.app.settings.values;
    this.well.hidden = this.swatches.hidden = !shown;
    const name = autoColour ? t("action.anyColour") : colourName(colour);
    this.well.style.setProperty("--swatch", colour);
    this.well.classList.toggle("any", autoColour);
    this.well.setAttribute("aria-label", `${t("group.colours")}: ${name}`);
    if (!shown) return;
    this.swatches.replaceChildren(...COLOURS.map(([, value]) => this.#swatch(value)));
    this.grid.replaceChildren(...COLOURS.map(([, value]) => this.#swatch(value)));
    const { recentColours } = this.app.settings.values;
    this.recent.replaceChildren(...recentColours.map((value) => this.#swatch(value)));
    this.recent.hidden = this.recentTitle.hidden = recentColours.length === 0;
    this.hex.value = colour;
    this.native.input.value = colour;
  }

  /** @param {string} colour */
  #swatch(colour) {
    const { values } = this.app.settings;
    const button = h("button", {
      type: "button",
      class: `swatch${isLight(colour) ? " light" : ""}`,
      "data-colour": colour,
      "aria-pressed": String(!values.autoColour && values.colour === colour),
      "aria-label": colourName(colour),
      "data-tooltip": colourName(colour),
    });
    button.style.setProperty("--swatch", colour);
    button.addEventListener("click", () => {
      this.app.useColour(colour);
      this.#focusAgain(colour);
    });
    return button;
  }

  /** Swatches are made anew with every choice; the keyboard stays where it was. @param {string} colour */
  #focusAgain(colour) {
    for (const place of [this.grid, this.recent, this.swatches]) {
      const again = place.checkVisibility() && place.querySelector(`[data-colour="${colour}"]`);
      if (again instanceof HTMLElement) return again.focus();
    }
  }

  #hexField() {
    const field = h("input", { type: "text", class: "price hex", spellcheck: false, autocomplete: "off", maxLength: 7 });
    label(field, "label", "option.hex");
    field.addEventListener("input", () => {
      const colour = hexColour(field.value);
      field.setAttribute("aria-invalid", String(colour === null));
    });
    field.addEventListener("change", () => {
      const colour = hexColour(field.value);
      if (colour) this.app.useColour(colour);
      else field.value = this.app.settings.values.colour;
      field.setAttribute("aria-invalid", "false");
    });
    return field;
  }

  #nativeField() {
    const input = h("input", { type: "color", class: "custom-input" });
    label(input, "label", "option.customColour");
    input.addEventListener("change", () => this.app.useColour(input.value));
    const wrapper = label(h("label", { class: "swatch custom" }, icon("plus", 14), input), "tip", "option.customColour");
    return { input, wrapper };
  }
}

/** The last ones first, those of our card left out. @param {string[]} recent @param {string} colour @returns {string[]} */
export function withRecent(recent, colour) {
  if (COLOURS.some(([, value]) => value === colour)) return recent;
  return [colour, ...recent.filter((other) => other !== colour)].slice(0, RECENT);
}

/** @param {string} colour */
function colourName(colour) {
  const name = COLOURS.find(([, value]) => value === colour)?.[0];
  return name ? t(`colour.${name}`) : colour;
}
