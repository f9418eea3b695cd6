// @ts-check
/** Up to sixteen garments of the same drawing that differ: pick one, ask for others like it, mix two of them. */

import { drawingAlone, SetBase } from "../document/base.js";
import { hasInk } from "../document/sketch.js";
import { Candidates, CANDIDATES as COUNT } from "../render/candidates.js";
import { garmentsBetween } from "../render/mixing.js";
import { h, icon } from "./dom.js";
import { reasonOf } from "./files.js";
import { useBetween } from "./fixing.js";
import { fillFrame } from "./garment-view.js";
import { label, t } from "./i18n.js";
import { moreLikeThis } from "./more-like.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../render/candidates.js").Candidate} Candidate */

const REST_MS = 700; // a hand that draws on wants no grid of what was
const PATIENCE_MS = 60_000;

/** @type {import("./change-panel.js").Page} */
export const CANDIDATES = {
  id: "candidates",
  label: "change.candidates.title",
  icon: "grid",
  build: (app) => new CandidatesPage(app),
};

class CandidatesPage {
  #isOpen = false;
  #isStale = true;
  #isMixing = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer = undefined;
  #firstSeed = 0;
  /** @type {Candidate[]} at most two, for the mix */
  #marked = [];
  /** @type {Map<Candidate, HTMLElement>} */
  #tiles = new Map();

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.candidates = new Candidates(() => this.#draw());
    this.#firstSeed = blockOf(app.settings.values.seed);
    this.grid = label(h("div", { class: "candidates-grid", role: "group" }), "label", "change.candidates.title");
    this.note = h("p", { class: "change-note", role: "status" });
    this.again = this.#button("shuffle", "change.candidates.others", () => this.#others());
    this.like = this.#button("sparkle", "change.candidates.like", () => this.#like());
    this.mix = this.#button("mix", "change.candidates.mix", () => this.#mixMarked());
    this.mix.classList.add("accent");
    this.element = h(
      "div",
      { class: "candidates" },
      this.grid,
      h("div", { class: "change-foot" }, this.note, this.again, this.like, this.mix),
    );
    app.history.onStep(({ change }) => change.kind !== "base" && change.kind !== "references" && this.#drawingChanged());
    app.settings.onChange((name) => (name === "refine" || name === "renderHere") && this.#drawingChanged());
  }

  refresh() {
    if (!this.#isOpen) {
      this.#isOpen = true;
      if (this.#isStale) this.#startSoon(0);
    }
    this.#draw();
  }

  favourites() {
    return this.candidates.list.filter((candidate) => candidate.isMixed || this.#marked.includes(candidate));
  }

  close() {
    this.#isOpen = false;
    clearTimeout(this.#timer);
    if (this.candidates.state === "working") this.#isStale = true;
    this.candidates.stop();
  }

  #drawingChanged() {
    this.#isStale = true;
    this.#marked = [];
    this.candidates.clear();
    if (this.#isOpen) this.#startSoon(REST_MS);
  }

  /** @param {number} ms */
  #startSoon(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.app.paper.isBusy) return this.#startSoon(REST_MS);
      if (hasInk(this.app.history.sketch)) this.#start();
    }, ms);
  }

  #start() {
    const { atelier, history, settings } = this.app;
    this.#isStale = false;
    this.#marked = [];
    const { render } = atelier.engine();
    const studio = { render, refine: settings.values.refine, category: history.sketch.category };
    return this.candidates.start(drawingAlone(history.sketch), studio, this.#firstSeed);
  }

  #others() {
    this.#firstSeed = blockOf(Math.floor(Math.random() * 1e6) * COUNT);
    this.#start();
  }

  /** Other fabrics in the colour of the one that is shown; the colour becomes a mark, which is a change of the drawing. */
  async #like() {
    this.#firstSeed = blockOf(Math.floor(Math.random() * 1e6) * COUNT);
    const { cursor } = this.app.history;
    await moreLikeThis(this.app);
    if (this.app.history.cursor === cursor) this.#start(); // it had a colour of its own already
  }

  /** @param {Candidate} candidate */
  async #pick(candidate) {
    const { picture, recipe, sketch, isMixed } = candidate;
    const { app } = this;
    if (!isMixed) {
      if (app.history.sketch.base) app.history.execute(new SetBase(null));
      return app.atelier.choose(picture, recipe.category);
    }
    return useBetween(app, { sketch, picture, recipe });
  }

  /** @param {Candidate} candidate */
  #mark(candidate) {
    const marked = this.#marked.filter((each) => each !== candidate);
    this.#marked = marked.length < this.#marked.length ? marked : [...this.#marked, candidate].slice(-2);
    this.#draw();
  }

  async #mixMarked() {
    const [first, second] = this.#marked;
    this.#isMixing = true;
    this.#draw();
    try {
      const [{ picture, recipe, sketch }] = await garmentsBetween(first, second, [0.5], 512, AbortSignal.timeout(PATIENCE_MS));
      if (this.#marked[0] === first && this.#marked[1] === second) {
        this.#marked = [];
        this.candidates.add({ picture, recipe, sketch, isMixed: true });
        this.app.toasts.tell("change.candidates.mixed");
      }
    } catch (problem) {
      this.app.toasts.warn(reasonOf(problem));
    }
    this.#isMixing = false;
    this.#draw();
  }

  // --- what is shown ---

  #draw() {
    if (!this.#isOpen) return;
    const { list, state } = this.candidates;
    for (const [candidate, tile] of this.#tiles) {
      if (list.includes(candidate)) continue;
      tile.remove();
      this.#tiles.delete(candidate);
    }
    for (const [index, candidate] of list.entries()) this.#show(candidate, index);
    this.#showEmpty(state === "failed" ? 0 : Math.max(0, COUNT - list.filter(({ isMixed }) => !isMixed).length));
    this.mix.disabled = this.#marked.length < 2 || this.#isMixing;
    this.again.disabled = state === "working" || !hasInk(this.app.history.sketch);
    this.like.disabled = state === "working" || this.app.atelier.picture === null || this.app.atelier.base !== null;
    const words = this.#words();
    if (this.note.textContent !== words) this.note.textContent = words;
  }

  #words() {
    const { state, problem } = this.candidates;
    if (!hasInk(this.app.history.sketch)) return t("garment.empty");
    if (this.#isMixing) return t("change.candidates.mixing");
    if (state === "failed") return reasonOf(problem);
    if (state !== "done") return t("change.candidates.coming");
    return this.#marked.length === 0 ? t("change.candidates.hint") : t("change.candidates.marked", { count: this.#marked.length });
  }

  /** @param {Candidate} candidate @param {number} index */
  #show(candidate, index) {
    const tile = this.#tiles.get(candidate) ?? this.#tile(candidate, index);
    if (this.grid.children[index] !== tile) this.grid.insertBefore(tile, this.grid.children[index] ?? null);
    const [pick, mark] = /** @type {HTMLButtonElement[]} */ ([...tile.children]);
    const { picture } = this.app.atelier;
    pick.setAttribute("aria-pressed", String(picture?.blob === candidate.picture.blob || this.#isShown(candidate)));
    const isMarked = this.#marked.includes(candidate);
    mark.setAttribute("aria-pressed", String(isMarked));
    const image = /** @type {HTMLElement} */ (pick.firstElementChild);
    fillFrame(image, pick, candidate.picture.box, candidate.sketch.canvas);
  }

  /** @param {Candidate} candidate */
  #isShown({ isMixed, recipe }) {
    const { picture, base } = this.app.atelier;
    return !isMixed && !base && picture?.seed === recipe.seed;
  }

  /** @param {Candidate} candidate @param {number} index */
  #tile(candidate, index) {
    const { picture, isMixed, recipe } = candidate;
    const pick = h(
      "button",
      { type: "button", class: "design candidate", "aria-pressed": "false", onclick: () => this.#pick(candidate) },
      h("img", { src: picture.url, alt: "", draggable: false }),
    );
    if (isMixed) label(pick, "label", "change.candidates.oneMixed");
    else label(pick, "label", "garment.variant", { number: index + 1 });
    const mark = h("button", { type: "button", class: "candidate-mark", "aria-pressed": "false", onclick: () => this.#mark(candidate) });
    mark.append(icon("mix", 14));
    label(mark, "label", "change.candidates.mark", { number: isMixed ? "" : index + 1, seed: recipe.seed });
    if (isMixed) pick.append(h("span", { class: "morph-letter", "aria-hidden": "true" }, icon("mix", 14)));
    const tile = h("div", { class: isMixed ? "candidate-tile mixed" : "candidate-tile" }, pick, mark);
    this.#tiles.set(candidate, tile);
    return tile;
  }

  /** Places for those that are still to come. @param {number} count */
  #showEmpty(count) {
    const empty = this.grid.querySelectorAll(".candidate-coming");
    for (const each of [...empty].slice(count)) each.remove();
    for (let at = empty.length; at < count; at++) this.grid.append(h("div", { class: "candidate-coming" }));
  }

  /** @param {keyof typeof import("./icons.js").ICONS} picture @param {string} words @param {() => unknown} run */
  #button(picture, words, run) {
    return h("button", { type: "button", class: "text-button small", onclick: run }, icon(picture, 16), label(h("span"), "text", words));
  }
}

/** The first of the row of seeds that a seed is in. @param {number} seed */
function blockOf(seed) {
  return Math.floor(seed / COUNT) * COUNT;
}
