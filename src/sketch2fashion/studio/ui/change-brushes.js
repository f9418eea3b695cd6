// @ts-check
/** The page of brushes: colour, line, eraser and warp, for the drawing and right on the picture of the garment. */

import { WIDTHS } from "../tools/toolbox.js";
import { actionButton } from "./buttons.js";
import { COLOURS } from "./colour-card.js";
import { h } from "./dom.js";
import { label, t } from "./i18n.js";

/** @typedef {import("./app.js").App} App */

const BRUSHES = ["colour", "pen", "eraser", "warp"];
const LEAST_STRENGTH = 0.2;

/** @type {import("./change-panel.js").Page} */
export const BRUSHES_PAGE = {
  id: "brushes",
  label: "change.brushes.title",
  icon: "brush",
  build: (app) => new Brushes(app),
  drawsOnPaper: true,
};

class Brushes {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.size = slider("change.brushes.size", (share) => {
      const { least, most } = this.#range;
      app.setWidth(least * (most / least) ** share); // equal steps to the eye
    });
    this.strength = slider("change.brushes.strength", (share) =>
      app.settings.set("warpStrength", LEAST_STRENGTH + (1 - LEAST_STRENGTH) * share),
    );
    this.swatches = label(h("div", { class: "brush-colours", role: "group" }), "label", "group.colours");
    this.swatches.append(...COLOURS.map(([, colour]) => this.#swatch(colour)));
    this.hint = h("p", { class: "brush-hint" });
    this.here = h("input", { type: "checkbox", class: "switch" });
    this.here.addEventListener("change", () => app.settings.set("drawOnGarment", this.here.checked));
    this.element = h(
      "div",
      { class: "brushes" },
      label(
        h("div", { class: "brush-row", role: "group" }, ...BRUSHES.map((id) => actionButton(app, id, { style: "text" }))),
        "label",
        "group.tools",
      ),
      this.swatches,
      h("div", { class: "brush-sliders" }, this.size.row, this.strength.row),
      this.hint,
      h("label", { class: "brush-here" }, label(h("span"), "text", "change.brushes.here"), this.here),
    );
    this.refresh();
  }

  refresh() {
    const { tool, widths, warpStrength, colour, autoColour, drawOnGarment } = this.app.settings.values;
    const range = WIDTHS[tool];
    this.size.row.hidden = !range;
    if (range) this.size.show(Math.log(widths[tool] / range.least) / Math.log(range.most / range.least), `${Math.round(widths[tool])} px`);
    this.strength.row.hidden = tool !== "warp";
    this.strength.show((warpStrength - LEAST_STRENGTH) / (1 - LEAST_STRENGTH), `${Math.round(100 * warpStrength)} %`);
    this.swatches.hidden = tool !== "colour";
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (this.swatches.querySelectorAll("button")))
      button.setAttribute("aria-pressed", String(!autoColour && button.dataset.colour === colour));
    this.hint.textContent = t(BRUSHES.includes(tool) ? `change.brushes.${tool}` : "change.brushes.choose");
    this.here.checked = drawOnGarment;
  }

  get #range() {
    return WIDTHS[this.app.settings.values.tool] ?? WIDTHS.pen;
  }

  /** @param {string} colour */
  #swatch(colour) {
    const button = h("button", { type: "button", class: "swatch", "data-colour": colour, "aria-label": colour });
    button.style.setProperty("--swatch", colour);
    button.addEventListener("click", () => this.app.useColour(colour));
    return button;
  }
}

/** @param {string} words key of the translations @param {(share: number) => void} choose */
function slider(words, choose) {
  const input = h("input", { type: "range", min: "0", max: "100", class: "slider" });
  label(input, "label", words);
  input.addEventListener("input", () => choose(Number(input.value) / 100));
  const value = h("output", {});
  const row = h("div", { class: "brush-slider" }, label(h("span"), "text", words), input, value);
  return {
    row,
    /** @param {number} share @param {string} text */
    show: (share, text) => {
      input.value = String(Math.round(100 * share));
      input.setAttribute("aria-valuetext", text);
      input.style.setProperty("--filled", `${100 * share}%`);
      value.textContent = text;
    },
  };
}
