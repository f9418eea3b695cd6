// @ts-check
/**
 * A style of one's own: one to ten sketches go in, endless new garments of their cut come out. Pick one to go on drawing from it,
 * or render every drawing in the style.
 */

import { CANVAS_PX, resized } from "../document/sketch.js";
import { LONGEST_NAME } from "../document/styles.js";
import { designsIn, learnedStyle, stylesOfServer } from "../render/styles.js";
import { h, icon } from "./dom.js";
import { reasonOf } from "./files.js";
import { withPicture } from "./fixing.js";
import { label, onLanguage, t } from "./i18n.js";
import { StyleSources } from "./style-sources.js";
import { Styles } from "./styles.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../document/styles.js").OwnStyle} OwnStyle */
/** @typedef {import("../render/styles.js").Design} Design */
/** @typedef {{ key: string, name: string, own: OwnStyle | null }} Entry */

const DESIGNS = 8;
const WIDEST = 3; // of a slider, to both sides
const SAME_FOR_ALL = ["length", "flare", "waist"]; // the last sliders of every style; those before are its own
const REST_MS = 300; // a slider that moves asks when it rests
const PATIENCE_MS = 120_000;

/** @type {import("./change-panel.js").Page} */
export const STYLE = { id: "style", label: "change.style.title", icon: "style", build: (app) => new StylePage(app) };

class StylePage {
  /** @type {Entry[]} */
  #entries = [];
  /** @type {Entry | null} null: a new one is being made */
  #chosen = null;
  #isLoaded = false;
  #seed = freshSeed();
  /** @type {number[]} */
  #values = [];
  /** @type {AbortController | null} */
  #flight = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer = undefined;
  /** @type {string[]} */
  #urls = [];

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.sources = new StyleSources(app, () => this.#mark());
    this.choice = label(h("select", { class: "select" }), "label", "change.style.mine");
    this.choice.addEventListener("change", () => this.#choose(this.#entries.find(({ key }) => key === this.choice.value) ?? null));
    this.note = h("p", { class: "change-note", role: "status" });
    this.learning = this.#learnForm();
    this.making = this.#makingPart();
    this.element = h(
      "div",
      { class: "change-page style-page" },
      h("div", { class: "style-head" }, h("span", { class: "select-wrap" }, this.choice, icon("chevron", 16)), this.#uploadButton()),
      this.learning.element,
      this.making.element,
      this.note,
    );
    onLanguage(() => this.#fillChoice());
  }

  refresh() {
    if (!this.#isLoaded) {
      this.#isLoaded = true;
      this.#load(this.app.settings.values.style);
    }
    if (this.#chosen === null && !this.app.paper.isBusy) this.sources.refresh();
    this.#mark();
  }

  /** The page is hidden: what is on its way is not waited for. */
  close() {
    this.#stop();
    this.#isLoaded = false; // another tab may have learned one meanwhile
  }

  // --- which style ---

  /** @param {string} wanted key of the one to show */
  async #load(wanted) {
    const [own, ofServer] = await Promise.all([this.app.styles.shelf.all(), stylesOfServer()]);
    this.#entries = [
      ...own.map((style) => ({ key: Styles.key(style), name: style.name, own: style })),
      ...ofServer.map((name) => ({ key: Styles.key({ name }), name, own: null })),
    ];
    this.#choose(this.#entries.find(({ key }) => key === wanted) ?? this.#entries[0] ?? null);
  }

  #fillChoice() {
    const fresh = h("option", { value: "", textContent: t("change.style.new") });
    const options = this.#entries.map(({ key, name, own }) =>
      h("option", { value: key, textContent: own ? name : t("change.style.ofServer", { name }) }),
    );
    this.choice.replaceChildren(...options, fresh);
    this.choice.value = this.#chosen?.key ?? "";
  }

  /** @param {Entry | null} entry */
  #choose(entry) {
    this.#stop();
    this.#chosen = entry;
    this.#values = [];
    this.#fillChoice();
    this.learning.element.hidden = entry !== null;
    this.making.element.hidden = entry === null;
    this.making.grid.replaceChildren();
    this.making.sliders.replaceChildren();
    this.making.name.value = entry?.name ?? "";
    for (const each of this.making.ofOwn) each.hidden = !entry?.own;
    this.#say("");
    this.#mark();
    if (entry) this.#sample();
    else this.sources.refresh();
  }

  // --- learning ---

  #learnForm() {
    const name = h("input", { type: "text", class: "text-field", maxLength: LONGEST_NAME, autocomplete: "off" });
    label(name, "label", "change.style.name");
    label(name, "placeholder", "change.style.name");
    const learn = label(h("button", { type: "submit", class: "text-button accent" }), "text", "change.style.learn");
    const progress = h("progress", { class: "style-progress", hidden: true });
    label(progress, "label", "change.style.learning");
    const form = h("form", { class: "style-name" }, name, learn);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#learn();
    });
    const about = label(h("p", { class: "change-note" }), "text", "change.style.about");
    return { element: h("div", { class: "style-learn" }, about, this.sources.element, form, progress), name, learn, progress };
  }

  async #learn() {
    const sketches = this.sources.chosen;
    if (sketches.length === 0) return this.#say(t("change.style.pickSome"));
    const flight = this.#start("change.style.learning");
    try {
      const files = await Promise.all(sketches.map(async ({ name, read }) => ({ name, blob: await read() })));
      const file = await learnedStyle(files, this.sources.arePhotos, withPatience(flight));
      const name = this.learning.name.value.trim() || t("change.style.unnamed", { number: this.#entries.length + 1 });
      const kept = await this.app.styles.shelf.add({ name, file, sketches: files.length, photos: this.sources.arePhotos });
      this.learning.name.value = "";
      this.sources.clear();
      this.#end(flight);
      await this.#load(Styles.key(kept));
    } catch (problem) {
      this.#failed(flight, problem);
    }
  }

  // --- designs ---

  #makingPart() {
    const grid = label(h("div", { class: "style-grid", role: "group" }), "label", "change.style.designs");
    const sliders = h("div", { class: "style-sliders" });
    const more = this.#button("shuffle", "change.style.more", () => this.#more());
    const wear = h("input", { type: "checkbox", class: "switch" });
    wear.addEventListener("change", () => this.app.settings.set("style", wear.checked && this.#chosen ? this.#chosen.key : ""));
    const wearing = h("label", { class: "setting row" }, label(h("span"), "text", "change.style.wear"), wear);
    const name = h("input", { type: "text", class: "text-field", maxLength: LONGEST_NAME, autocomplete: "off" });
    label(name, "label", "change.style.name");
    name.addEventListener("change", () => this.#rename(name.value.trim()));
    const download = this.#button("download", "change.style.download", () => this.#download());
    const remove = this.#button("remove", "change.style.remove", () => this.#remove(remove));
    const ofOwn = [name, download, remove];
    const foot = h("div", { class: "style-foot" }, name, download, remove);
    return {
      element: h("div", { class: "style-making" }, grid, sliders, h("div", { class: "style-foot" }, more), wearing, foot),
      grid,
      sliders,
      more,
      wear,
      name,
      ofOwn,
    };
  }

  #more() {
    this.#seed = freshSeed();
    return this.#sample();
  }

  async #sample() {
    const entry = this.#chosen;
    if (!entry) return;
    const flight = this.#start("change.style.making");
    try {
      const style = await this.app.styles.find(entry.key);
      if (!style) throw new Error("the style is gone");
      const wish = { count: DESIGNS, seed: this.#seed, sliders: this.#values };
      const { designs, sliders } = await designsIn(style, wish, withPatience(flight));
      if (this.#flight !== flight) return;
      this.#end(flight);
      this.#show(designs);
      if (this.making.sliders.children.length !== sliders) this.#showSliders(sliders);
    } catch (problem) {
      this.#failed(flight, problem);
    }
  }

  /** @param {Design[]} designs */
  #show(designs) {
    for (const url of this.#urls.splice(0)) URL.revokeObjectURL(url);
    this.making.grid.replaceChildren(...designs.map((design, index) => this.#tile(design, index)));
  }

  /** @param {Design} design @param {number} index */
  #tile(design, index) {
    const url = URL.createObjectURL(design.picture);
    this.#urls.push(url);
    const button = h("button", { type: "button", class: "design" }, h("img", { src: url, alt: "", draggable: false }));
    label(button, "label", "garment.variant", { number: index + 1 });
    button.addEventListener("click", () => this.#pick(design));
    return button;
  }

  /** @param {Design} design */
  async #pick({ picture, sketch, seed, category }) {
    const drawing = resized({ ...sketch, category: category ?? sketch.category }, CANVAS_PX);
    this.app.open(await withPicture(this.app, drawing, picture, { seed, category }));
    this.app.toasts.say("change.style.picked");
  }

  /** @param {number} count */
  #showSliders(count) {
    this.#values = Array.from({ length: count }, () => 0);
    this.making.sliders.replaceChildren(...this.#values.map((_, index) => this.#slider(index)));
  }

  /** @param {number} index */
  #slider(index) {
    const input = h("input", { type: "range", min: String(-WIDEST), max: String(WIDEST), step: "0.25", value: "0", class: "slider" });
    input.addEventListener("input", () => {
      this.#values[index] = Number(input.value);
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#sample(), REST_MS);
    });
    const known = SAME_FOR_ALL[index - (this.#values.length - SAME_FOR_ALL.length)];
    const name = known
      ? label(h("span"), "text", `change.style.${known}`)
      : label(h("span"), "text", "change.style.slider", { number: index + 1 });
    return h("label", { class: "style-slider" }, name, input);
  }

  // --- keeping ---

  /** @param {string} name */
  async #rename(name) {
    const own = this.#chosen?.own;
    if (!own) return;
    if (name === "") {
      this.making.name.value = own.name;
      return;
    }
    await this.app.styles.shelf.rename(own.id, name);
    for (const entry of this.#entries) if (entry.own?.id === own.id) entry.name = name;
    this.#fillChoice();
  }

  #download() {
    const own = this.#chosen?.own;
    if (own) this.app.files.saveStyle(own.file, own.name);
  }

  /** A second click means it. @param {HTMLElement} button */
  async #remove(button) {
    const own = this.#chosen?.own;
    if (!own) return;
    if (!button.classList.contains("sure")) {
      button.classList.add("sure");
      label(/** @type {Element} */ (button.lastElementChild), "text", "drawings.sure");
      button.addEventListener("blur", () => this.#unsure(button), { once: true });
      return;
    }
    this.#unsure(button);
    if (this.app.settings.values.style === own.id) this.app.settings.set("style", "");
    await this.app.styles.shelf.remove(own.id);
    await this.#load("");
  }

  /** @param {HTMLElement} button */
  #unsure(button) {
    button.classList.remove("sure");
    label(/** @type {Element} */ (button.lastElementChild), "text", "change.style.remove");
  }

  #uploadButton() {
    const input = h("input", { type: "file", accept: ".safetensors", hidden: true });
    const button = this.#button("open", "change.style.upload", () => input.click());
    input.addEventListener("change", async () => {
      const [file] = input.files ?? [];
      input.value = "";
      if (!file) return;
      const name = file.name.replace(/\.safetensors$/i, "").slice(0, LONGEST_NAME);
      const kept = await this.app.styles.shelf.add({ name, file: new Blob([await file.arrayBuffer()]), sketches: 0, photos: false });
      await this.#load(Styles.key(kept));
    });
    return h("span", {}, button, input);
  }

  // --- what is said ---

  /** @param {string} words key of the translations */
  #start(words) {
    this.#stop();
    const flight = new AbortController();
    this.#flight = flight;
    this.#say(t(words));
    this.#mark();
    return flight;
  }

  /** @param {AbortController} flight */
  #end(flight) {
    if (this.#flight !== flight) return;
    this.#flight = null;
    this.#say("");
    this.#mark();
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#flight?.abort();
    this.#flight = null;
  }

  /** @param {AbortController} flight @param {unknown} problem */
  #failed(flight, problem) {
    if (this.#flight !== flight) return; // given up by us
    this.#flight = null;
    this.#say(reasonOf(problem));
    this.#mark();
  }

  /** @param {string} words */
  #say(words) {
    this.note.textContent = words;
    this.note.hidden = words === "";
  }

  #mark() {
    const busy = this.#flight !== null;
    this.element.setAttribute("aria-busy", String(busy));
    this.learning.learn.disabled = busy || this.sources.chosen.length === 0;
    this.learning.progress.hidden = !busy;
    this.making.more.disabled = busy;
    this.making.wear.checked = this.#chosen !== null && this.app.settings.values.style === this.#chosen.key;
  }

  /** @param {keyof typeof import("./icons.js").ICONS} picture @param {string} words @param {() => unknown} run */
  #button(picture, words, run) {
    return h("button", { type: "button", class: "text-button small", onclick: run }, icon(picture, 16), label(h("span"), "text", words));
  }
}

/** @param {AbortController} flight */
function withPatience(flight) {
  return AbortSignal.any([flight.signal, AbortSignal.timeout(PATIENCE_MS)]);
}

function freshSeed() {
  return Math.floor(Math.random() * 1e6);
}
