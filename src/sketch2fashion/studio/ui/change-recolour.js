// @ts-check
/** Another colour for the garment or parts of it; folds and light stay. A drawing gets a mark of the colour, a picture is painted anew. */

import { recolouring } from "../document/recolouring.js";
import { inColour } from "../render/looks.js";
import { ColourChoice } from "./colour-choice.js";
import { Colourways } from "./colourways.js";
import { h, icon } from "./dom.js";
import { reasonOf } from "./files.js";
import { goOnFrom } from "./fixing.js";
import { label, t } from "./i18n.js";
import { PartPicker } from "./part-picker.js";

/** @typedef {import("./app.js").App} App */

/** @type {RecolourPage | null} the one page, once it was opened */
let built = null;

/** @type {import("./change-panel.js").Page} */
export const RECOLOUR = {
  id: "recolour",
  label: "change.recolour.title",
  icon: "colour",
  build(app) {
    built = new RecolourPage(app);
    return built;
  },
};

/** The garment in eight colours. @param {App} app */
export function showColourways(app) {
  app.panel.change.show(RECOLOUR.id);
  built?.openColourways();
}

class RecolourPage {
  #isPainting = false;
  /** @type {Colourways | undefined} */
  #colourways;

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.parts = new PartPicker(app, () => this.refresh());
    this.colours = new ColourChoice(app, (colour) => this.apply(colour));
    this.note = h("p", { class: "change-note", role: "status" });
    this.sheet = h(
      "button",
      { type: "button", class: "text-button small" },
      icon("grid", 18),
      label(h("span"), "text", "change.colourways.open"),
    );
    this.sheet.addEventListener("click", () => this.openColourways());
    this.element = h("div", {}, this.parts.element, this.colours.element, h("div", { class: "change-foot" }, this.note, this.sheet));
  }

  refresh() {
    const { picture } = this.app.atelier;
    this.parts.refresh();
    this.colours.refresh();
    this.sheet.disabled = picture === null;
    this.element.toggleAttribute("inert", picture === null || this.#isPainting);
    const count = this.parts.chosen.size;
    this.note.textContent = t(this.#isPainting ? "change.recolour.painting" : count > 0 ? "change.parts.chosen" : "change.parts.hint", {
      count,
    });
  }

  close() {
    this.parts.close();
  }

  /** @param {string} colour `#rrggbb` */
  async apply(colour) {
    const { app } = this;
    if (!app.atelier.picture || this.#isPainting) return;
    if (!app.atelier.base) return this.#mark(colour);
    await this.#work(async () => {
      const { picture, revision } = app.atelier;
      if (!picture) return;
      const painted = await inColour(picture.blob, colour, await this.parts.mask(picture.blob));
      if (app.atelier.revision === revision) await goOnFrom(app, painted);
    });
  }

  /** @param {string} colour */
  async #mark(colour) {
    const { app, parts } = this;
    const { revision } = app.atelier;
    const known = await parts.known();
    if (!known || app.atelier.revision !== revision) return;
    const command = recolouring(app.history.sketch, known, parts.chosen, colour, parts.shown);
    if (command) app.history.execute(command);
    else app.refuseLayer("colour");
  }

  openColourways() {
    this.#colourways ??= new Colourways(this.app, {
      mask: (picture) => this.parts.mask(picture),
      take: (picture, colour) => this.#take(picture, colour),
    });
    this.#colourways.open();
  }

  /** A colourway that was picked from the sheet. @param {Blob} picture @param {string} colour */
  #take(picture, colour) {
    return this.app.atelier.base ? goOnFrom(this.app, picture) : this.#mark(colour);
  }

  /** @param {() => Promise<void>} deed */
  async #work(deed) {
    this.#isPainting = true;
    this.refresh();
    try {
      await deed();
    } catch (problem) {
      this.app.toasts.warn(reasonOf(problem));
    } finally {
      this.#isPainting = false;
      this.refresh();
    }
  }
}
