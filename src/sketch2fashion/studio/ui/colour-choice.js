// @ts-check
/** A row of colours to choose from: our card, the last ones, a hex, any other, and one picked up from the screen or the garment. */

import { hexColour, isLight } from "../geometry/colour.js";
import { COLOURS, withRecent } from "./colour-card.js";
import { h, icon } from "./dom.js";
import { label, t } from "./i18n.js";
import { placeIn } from "./part-picker.js";

/** @typedef {import("./app.js").App} App */

const RECENT = 5;

export class ColourChoice {
  /** @param {App} app @param {(colour: string) => void} chosen */
  constructor(app, chosen) {
    this.app = app;
    this.chosen = chosen;
    /** @type {string | null} */
    this.colour = null;
    this.swatches = label(h("div", { class: "choice-colours", role: "group" }), "label", "group.colours");
    this.hex = this.#hexField();
    this.native = h("input", { type: "color", class: "custom-input" });
    label(this.native, "label", "option.customColour");
    this.native.addEventListener("change", () => this.take(this.native.value));
    this.dropper = label(
      h("button", { type: "button", class: "icon-button small" }, icon("eyedropper", 18)),
      "label",
      "change.colour.pick",
    );
    label(this.dropper, "tip", "change.colour.pick");
    this.dropper.addEventListener("click", () => this.#pickUp());
    const custom = label(h("label", { class: "swatch custom" }, icon("plus", 14), this.native), "tip", "option.customColour");
    this.element = h("div", { class: "colour-choice" }, this.swatches, h("div", { class: "choice-row" }, custom, this.hex, this.dropper));
  }

  refresh() {
    const { recentColours } = this.app.settings.values;
    const colours = [...COLOURS.map(([, value]) => value), ...recentColours.slice(0, RECENT)];
    const state = `${colours.join()}:${this.colour}:${t("group.colours")}`;
    if (this.swatches.dataset.state === state) return;
    this.swatches.dataset.state = state;
    const focused = this.swatches.contains(document.activeElement) ? document.activeElement?.getAttribute("data-colour") : null;
    this.swatches.replaceChildren(...colours.map((value) => swatchButton(value, value === this.colour, () => this.take(value))));
    if (focused) /** @type {HTMLElement | null} */ (this.swatches.querySelector(`[data-colour="${focused}"]`))?.focus();
    if (this.colour && document.activeElement !== this.hex) this.hex.value = this.colour;
    if (this.colour) this.native.value = this.colour;
  }

  /** @param {string} colour */
  take(colour) {
    const { settings } = this.app;
    this.colour = colour;
    settings.set("recentColours", withRecent(settings.values.recentColours, colour));
    this.refresh();
    this.chosen(colour);
  }

  /** Where the browser has no dropper of its own, the next click on the garment says which colour. */
  async #pickUp() {
    const Dropper = /** @type {any} */ (globalThis).EyeDropper;
    if (Dropper) {
      const found = await new Dropper().open().catch(() => null);
      if (found) this.take(hexColour(found.sRGBHex) ?? found.sRGBHex);
      return;
    }
    this.dropper.setAttribute("aria-pressed", "true");
    const figure = this.app.panel.figure;
    const pick = async (/** @type {MouseEvent} */ event) => {
      event.stopPropagation();
      this.dropper.removeAttribute("aria-pressed");
      const colour = await this.#colourUnder(event);
      if (colour) this.take(colour);
    };
    figure.addEventListener("click", pick, { capture: true, once: true });
  }

  /** @param {MouseEvent} event */
  async #colourUnder({ clientX, clientY }) {
    const { picture } = this.app.atelier;
    const place = placeIn(this.app.panel.view.image, this.app.history.sketch.canvas, clientX, clientY);
    if (!picture || !place) return null;
    const bitmap = await createImageBitmap(picture.blob);
    const canvas = h("canvas", { width: bitmap.width, height: bitmap.height });
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(Math.floor(place.x * bitmap.width), Math.floor(place.y * bitmap.height), 1, 1);
    const [red, green, blue, alpha] = data;
    return alpha < 128 ? null : `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
  }

  #hexField() {
    const field = h("input", { type: "text", class: "price hex", spellcheck: false, autocomplete: "off", maxLength: 7, placeholder: "#" });
    label(field, "label", "option.hex");
    field.addEventListener("change", () => {
      const colour = hexColour(field.value);
      field.setAttribute("aria-invalid", String(colour === null));
      if (colour) this.take(colour);
    });
    return field;
  }
}

/** @param {string} colour @param {boolean} isOn @param {() => void} take */
export function swatchButton(colour, isOn, take) {
  const name = COLOURS.find(([, value]) => value === colour)?.[0];
  const words = name ? t(`colour.${name}`) : colour;
  const button = h("button", {
    type: "button",
    class: `swatch${isLight(colour) ? " light" : ""}`,
    "data-colour": colour,
    "aria-pressed": String(isOn),
    "aria-label": words,
    title: words,
  });
  button.style.setProperty("--swatch", colour);
  button.addEventListener("click", take);
  return button;
}
