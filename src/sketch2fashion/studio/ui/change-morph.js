// @ts-check
/** From one garment to another: any two of what was made here, a slider between them, and the way to go on from a place between. */

import { ReplaceSketch } from "../document/commands.js";
import { Morph, toAndFro } from "../render/morph.js";
import { h, icon } from "./dom.js";
import { reasonOf } from "./files.js";
import { useBetween } from "./fixing.js";
import { fillFrame } from "./garment-view.js";
import { label, t } from "./i18n.js";
import { MorphStage } from "./morph-stage.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../render/morph.js").Version} Version */

const PATIENCE_MS = 60_000;
const STEP_MS = 700; // between frames where nothing may glide

/** @type {import("./change-panel.js").Page} */
export const MORPH = {
  id: "morph",
  label: "change.morph.title",
  icon: "morph",
  build: (app) => new MorphPage(app),
};

class MorphPage {
  #isOpen = false;
  #share = 1;
  #isShown = false; // the morph is in the garment's place
  #isTaking = false;
  /** @type {0 | 1} which end the next choice fills */
  #filling = 0;
  /** @type {[Version | null, Version | null]} */
  #ends = [null, null];
  /** @type {Version[]} */
  #versions = [];
  /** @type {number | null} the frame request while it plays */
  #playing = null;

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.morph = new Morph(() => this.#framesChanged());
    this.stage = new MorphStage(app.panel.figure);
    this.wells = /** @type {const} */ ([0, 1]).map((end) => this.#well(end));
    this.play = h("button", { type: "button", class: "icon-button morph-play", onclick: () => this.#togglePlay() }, icon("play", 20));
    this.slider = h("input", { type: "range", class: "slider", min: "0", max: "100", step: "1", value: "100" });
    label(this.slider, "label", "change.morph.slider");
    this.slider.addEventListener("input", () => this.#scrub(Number(this.slider.value) / 100));
    this.strip = label(h("div", { class: "morph-versions", role: "group" }), "label", "change.morph.versions");
    this.note = h("p", { class: "change-note", role: "status" });
    this.use = h(
      "button",
      { type: "button", class: "text-button small accent", onclick: () => this.#take() },
      icon("check", 16),
      label(h("span"), "text", "change.morph.use"),
    );
    this.element = h(
      "div",
      { class: "morph" },
      h("div", { class: "morph-way" }, this.wells[0], this.play, this.slider, this.wells[1]),
      this.strip,
      h("div", { class: "change-foot" }, this.note, this.use),
    );
    app.history.onStep(() => this.#leave());
    document.addEventListener("visibilitychange", () => document.hidden && this.#pause());
  }

  refresh() {
    if (!this.#isOpen) this.#open();
    else if (this.#ends.includes(null) && this.app.atelier.moments.length > 1) this.#chooseEnds(); // the second garment has come
    this.#draw();
    if (this.#isShown) this.#paint();
  }

  close() {
    this.#isOpen = false;
    this.morph.stop();
    this.#leave();
  }

  #open() {
    this.#isOpen = true;
    if (this.#ends.includes(null)) this.#chooseEnds();
    else if (this.morph.state !== "done") this.#fetch();
  }

  /** From the garment before to the present one. */
  #chooseEnds() {
    const [now, before] = this.#allVersions();
    this.#ends = [before ?? null, now ?? null];
    this.#fetch();
  }

  /** Everything that was made here and can be an end: earlier garments, the present one first, and what is marked in the grid. */
  #allVersions() {
    const { atelier, panel } = this.app;
    const moments = atelier.moments.map(({ sketch, picture, category, refine }) => ({
      sketch,
      picture,
      recipe: { category: category ?? "auto", refine, seed: picture.seed },
    }));
    const favourites = panel.change.favourites.map(({ sketch, picture, recipe }) => ({ sketch, picture, recipe }));
    return this.#sameObjects([...moments, ...favourites]);
  }

  /** A version that was there before stays the same object; each has a picture address of its own, which nobody else lets go. @param {Version[]} versions */
  #sameObjects(versions) {
    const known = new Set([...this.#versions, ...this.#ends.filter((end) => end !== null)]);
    this.#versions = versions.map((version) => {
      const { blob } = version.picture;
      const same = [...known].find(({ picture }) => picture.blob === blob);
      return same ?? { ...version, picture: { ...version.picture, url: URL.createObjectURL(blob) } };
    });
    for (const each of known) if (!this.#versions.includes(each) && !this.#ends.includes(each)) URL.revokeObjectURL(each.picture.url);
    return this.#versions;
  }

  #fetch() {
    const [first, second] = this.#ends;
    this.#pause();
    if (first && second && first !== second) this.morph.start(first, second);
    else this.morph.clear();
  }

  /** @param {Version} version */
  #choose(version) {
    this.#ends[this.#filling] = version;
    this.#filling = this.#filling === 0 ? 1 : 0;
    this.#hide();
    this.#fetch();
    this.#draw();
  }

  #framesChanged() {
    this.#draw();
    if (this.#isShown && this.morph.frames.length > 0) this.#paint();
  }

  // --- moving between the ends ---

  /** @param {number} share */
  #scrub(share) {
    this.#pause();
    this.#goTo(share);
    this.#draw();
  }

  /** @param {number} share */
  #goTo(share) {
    this.#share = share;
    this.slider.value = String(Math.round(share * 100));
    this.#showPlace();
    if (this.morph.frames.length === 0) return;
    this.#isShown = true;
    this.#paint();
  }

  #togglePlay() {
    if (this.#playing !== null) this.#pause();
    else this.#start();
    this.#draw();
  }

  #start() {
    if (this.morph.frames.length === 0) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const from = this.#share >= 1 ? 0 : this.#share;
    const begin = performance.now();
    const step = () => {
      const ms = performance.now() - begin;
      const count = this.morph.frames.length;
      this.#goTo(still ? this.morph.frames[Math.floor(ms / STEP_MS + from * (count - 1)) % count].share : toAndFro(ms, from));
      this.#playing = requestAnimationFrame(step);
    };
    this.#playing = requestAnimationFrame(step);
  }

  #pause() {
    if (this.#playing === null) return;
    cancelAnimationFrame(this.#playing);
    this.#playing = null;
    this.#draw();
  }

  /** The drawing changes: the live garment is what matters. */
  #leave() {
    this.#pause();
    this.#hide();
  }

  #hide() {
    this.#isShown = false;
    this.#share = 1;
    this.slider.value = "100";
    this.#showPlace();
    this.stage.hide();
  }

  /** The garment at this place becomes the drawing and its picture. */
  async #take() {
    const share = this.#share;
    const [first, second] = /** @type {[Version, Version]} */ (this.morph.ends);
    this.#pause();
    if (share <= 0 || share >= 1) return this.#takeEnd(share <= 0 ? first : second);
    this.#isTaking = true;
    this.#draw();
    try {
      const between = await this.morph.at(share, AbortSignal.timeout(PATIENCE_MS));
      await useBetween(this.app, between);
    } catch (problem) {
      this.app.toasts.warn(reasonOf(problem));
    }
    this.#isTaking = false;
    this.#draw();
  }

  /** @param {Version} version */
  #takeEnd({ sketch, recipe }) {
    this.app.settings.set("refine", recipe.refine);
    this.app.settings.set("seed", recipe.seed);
    this.app.history.execute(new ReplaceSketch(sketch));
    this.app.toasts.say("toast.restored");
  }

  // --- what is shown ---

  #paint() {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.stage.show(this.morph.frames, this.#share, !(still && this.#playing !== null));
    this.stage.canvas.setAttribute("aria-label", t("change.morph.place", { percent: Math.round(this.#share * 100) }));
  }

  #showPlace() {
    this.slider.style.setProperty("--filled", `${this.#share * 100}%`);
    this.slider.setAttribute("aria-valuetext", t("change.morph.place", { percent: Math.round(this.#share * 100) }));
  }

  #draw() {
    if (!this.#isOpen) return;
    const versions = this.#allVersions();
    const ready = this.morph.frames.length > 0;
    this.slider.disabled = !ready;
    this.play.disabled = !ready;
    this.use.disabled = !ready || this.#isTaking || !this.#isShown;
    this.play.replaceChildren(icon(this.#playing === null ? "play" : "pause", 20));
    label(this.play, "label", this.#playing === null ? "change.morph.play" : "change.morph.pause");
    for (const [end, well] of this.wells.entries()) this.#fillWell(well, /** @type {0 | 1} */ (end));
    this.#drawStrip(versions);
    const words = this.#words(versions.length);
    if (this.note.textContent !== words) this.note.textContent = words;
  }

  /** @param {number} count */
  #words(count) {
    const { state, problem } = this.morph;
    if (count < 2) return t("change.morph.empty");
    if (this.#isTaking) return t("change.morph.taking");
    if (state === "failed") return reasonOf(problem);
    if (state === "working") return t("change.morph.coming");
    return t(this.#ends[0] === this.#ends[1] ? "change.morph.same" : "change.morph.hint");
  }

  /** @param {0 | 1} end */
  #well(end) {
    const well = h("button", { type: "button", class: "design morph-well" }, h("img", { alt: "", draggable: false, hidden: true }));
    well.append(h("span", { class: "morph-letter", textContent: "AB"[end], "aria-hidden": "true" }));
    label(well, "label", end === 0 ? "change.morph.from" : "change.morph.to");
    well.addEventListener("click", () => {
      this.#filling = end;
      this.#draw();
    });
    return well;
  }

  /** @param {HTMLElement} well @param {0 | 1} end */
  #fillWell(well, end) {
    const version = this.#ends[end];
    const image = /** @type {HTMLImageElement} */ (well.firstElementChild);
    well.setAttribute("aria-pressed", String(this.#filling === end));
    image.hidden = version === null;
    if (version) showIn(image, well, version);
  }

  /** @param {Version[]} versions */
  #drawStrip(versions) {
    const buttons = /** @type {HTMLElement[]} */ ([...this.strip.children]);
    const shown = buttons.map((button) => button.dataset.url).join();
    if (shown !== versions.map(({ picture }) => picture.url).join()) {
      this.strip.replaceChildren(...versions.map((version, index) => this.#versionButton(version, index)));
    }
    for (const [index, button] of [...this.strip.children].entries()) {
      const letters = ["A", "B"].filter((_, end) => this.#ends[end] === versions[index]).join("");
      const badge = /** @type {HTMLElement} */ (button.lastElementChild);
      badge.textContent = letters;
      badge.hidden = letters === "";
      button.setAttribute("aria-pressed", String(letters !== ""));
      showIn(/** @type {HTMLImageElement} */ (button.firstElementChild), /** @type {HTMLElement} */ (button), versions[index]);
    }
  }

  /** @param {Version} version @param {number} index */
  #versionButton(version, index) {
    const button = h(
      "button",
      { type: "button", class: "moment", "data-url": version.picture.url, onclick: () => this.#choose(version) },
      h("img", { alt: "", draggable: false }),
      h("span", { class: "morph-letter", "aria-hidden": "true" }),
    );
    label(button, "label", "change.morph.version", { number: index + 1 });
    return button;
  }
}

/** @param {HTMLImageElement} image @param {HTMLElement} frame @param {Version} version */
function showIn(image, frame, { picture, sketch }) {
  if (image.src !== picture.url) image.src = picture.url;
  fillFrame(image, frame, picture.box, sketch.canvas);
}
