// @ts-check
/** What the garment was before, as a strip of little pictures; a click goes back there, and Undo comes back from it. */

import { ReplaceSketch } from "../document/commands.js";
import { arrange, h } from "./dom.js";
import { fill } from "./garment-view.js";
import { label, t } from "./i18n.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../render/atelier.js").Moment} Moment */

export class Moments {
  /** @type {Moment[]} */
  #shown = [];
  /** @type {Map<Moment, HTMLElement>} */
  #buttons = new Map();

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.strip = label(h("div", { class: "moments", role: "group", hidden: true }), "label", "garment.history");
  }

  refresh() {
    const { moments } = this.app.atelier;
    if (moments === this.#shown) return;
    this.#shown = moments;
    this.strip.hidden = moments.length < 2;
    this.#buttons = new Map(moments.map((moment) => [moment, this.#buttons.get(moment) ?? this.#button(moment)]));
    arrange(this.strip, [...this.#buttons.values()]);
    const first = this.strip.firstElementChild;
    if (!first) return;
    const size = { width: first.clientWidth, height: first.clientHeight }; // all are of one size
    for (const [index, button] of [...this.strip.children].entries()) {
      button.setAttribute("aria-label", index === 0 ? t("garment.now") : t("garment.before", { steps: index }));
      fill(/** @type {HTMLElement} */ (button.firstElementChild), size, moments[index].picture.box, moments[index].sketch.canvas);
    }
  }

  /** @param {Moment} moment */
  #button(moment) {
    const button = h("button", { type: "button", class: "moment" }, h("img", { src: moment.picture.url, alt: "", draggable: false }));
    button.addEventListener("click", () => this.#restore(moment));
    return button;
  }

  /** @param {Moment} moment */
  #restore({ sketch, picture, refine }) {
    this.app.settings.set("refine", refine);
    this.app.settings.set("seed", picture.seed);
    this.app.history.execute(new ReplaceSketch(sketch));
    this.app.toasts.say("toast.restored");
  }
}
