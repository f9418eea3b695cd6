// @ts-check
/** What a style is learned from: the drawing on the paper, kept ones, files; or photos of a brand's garments. */

import { hasInk } from "../document/sketch.js";
import { forServer } from "../render/wire.js";
import { h, icon } from "./dom.js";
import { label, onLanguage, t } from "./i18n.js";
import { drawingBitmap } from "./pictures.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../document/sketch.js").Sketch} Sketch */
/** @typedef {{ id: string, name: string, photo: boolean, picture: () => Promise<Blob | null>, read: () => Promise<Blob> }} Source */

const MOST = 10;
const FILES = "image/png,image/jpeg,image/webp,image/avif,image/heic,image/heif,image/svg+xml,.s2f";
const PHOTOS = "image/png,image/jpeg,image/webp,image/avif,image/heic,image/heif";
const THUMBNAIL_PX = 160;

export class StyleSources {
  /** @type {Source[]} */
  #files = [];
  /** @type {Source[]} */
  #drawings = [];
  /** @type {Set<string>} ids */
  #picked = new Set();
  /** @type {Map<string, string>} addresses of the little pictures */
  #urls = new Map();
  #shown = "";

  /** @param {App} app @param {() => void} changed */
  constructor(app, changed) {
    this.app = app;
    this.changed = changed;
    this.grid = label(h("div", { class: "style-sources", role: "group" }), "label", "change.style.sources");
    this.count = h("p", { class: "change-note", role: "status" });
    this.input = h("input", { type: "file", multiple: true, hidden: true });
    this.input.addEventListener("change", () => this.#add([...(this.input.files ?? [])]));
    const add = h(
      "button",
      { type: "button", class: "text-button small" },
      icon("plus", 16),
      label(h("span"), "text", "change.style.files"),
    );
    add.addEventListener("click", () => this.#choose());
    this.photos = h("input", { type: "checkbox", class: "switch" });
    this.photos.addEventListener("change", () => {
      this.#picked.clear();
      this.#draw();
    });
    this.element = h(
      "div",
      { class: "style-sources-part" },
      this.grid,
      h("div", { class: "style-foot" }, this.count, add, this.input),
      h("label", { class: "setting row" }, label(h("span"), "text", "change.style.photos"), this.photos),
    );
    onLanguage(() => this.#draw());
  }

  get arePhotos() {
    return this.photos.checked;
  }

  /** @returns {Source[]} */
  get chosen() {
    return this.#all.filter(({ id }) => this.#picked.has(id));
  }

  clear() {
    this.#files = [];
    this.#picked.clear();
    this.photos.checked = false;
    this.#draw();
  }

  /** The drawings may be others now. */
  async refresh() {
    const { storage, history } = this.app;
    const kept = await storage.drawings().catch(() => []);
    const state = JSON.stringify([kept.map(({ slot, saved }) => [slot, saved]), history.cursor]);
    if (state === this.#shown) return;
    this.#shown = state;
    const others = kept.filter(({ isOpen }) => !isOpen).map((drawing) => this.#kept(drawing));
    this.#drawings = [...(hasInk(history.sketch) ? [this.#current()] : []), ...others];
    this.#forget("open");
    this.#draw();
  }

  get #all() {
    const files = this.#files.filter(({ photo }) => photo === this.arePhotos);
    return this.arePhotos ? files : [...this.#drawings, ...files];
  }

  /** @returns {Source} the drawing on the paper, as it is when it is needed */
  #current() {
    const { history } = this.app;
    return {
      id: "open",
      name: t("drawings.here"),
      photo: false,
      picture: () => thumbnail(history.sketch),
      read: async () => new Blob([forServer(history.sketch)], { type: "application/json" }),
    };
  }

  /** @param {import("../document/storage.js").Drawing} drawing @returns {Source} */
  #kept({ slot, name, thumbnail: small }) {
    return {
      id: slot,
      name: name || t("drawings.unnamed"),
      photo: false,
      picture: async () => small,
      read: async () => {
        const sketch = await this.app.storage.sketchIn(slot);
        if (!sketch) throw new Error("the drawing is gone");
        return new Blob([forServer(sketch)], { type: "application/json" });
      },
    };
  }

  #choose() {
    this.input.value = "";
    this.input.accept = this.arePhotos ? PHOTOS : FILES;
    this.input.click();
  }

  /** @param {File[]} files */
  #add(files) {
    for (const file of files) {
      const id = `file ${file.name} ${file.size} ${file.lastModified}`;
      if (this.#files.some((each) => each.id === id)) continue;
      this.#files.push({
        id,
        name: file.name,
        photo: this.arePhotos,
        picture: async () => (file.type.startsWith("image/") ? file : null),
        read: async () => file,
      });
      if (this.#picked.size < MOST) this.#picked.add(id);
    }
    this.#draw();
  }

  #draw() {
    this.grid.replaceChildren(...this.#all.map((source) => this.#tile(source)));
    this.count.textContent = t("change.style.count", { count: this.chosen.length, most: MOST });
    this.changed();
  }

  /** @param {Source} source */
  #tile(source) {
    const picked = this.#picked.has(source.id);
    const button = h("button", {
      type: "button",
      class: "style-source",
      "aria-pressed": String(picked),
      disabled: !picked && this.#picked.size >= MOST,
      "aria-label": source.name,
    });
    button.append(icon("page", 28), h("span", { class: "style-tick" }, icon("check", 14)));
    button.addEventListener("click", () => {
      if (picked) this.#picked.delete(source.id);
      else this.#picked.add(source.id);
      this.#draw();
      this.#focus(source.id);
    });
    this.#paint(button, source);
    return button;
  }

  /** @param {HTMLElement} button @param {Source} source */
  async #paint(button, { id, picture }) {
    if (!this.#urls.has(id)) {
      const blob = await picture().catch(() => null);
      if (blob && !this.#urls.has(id)) this.#urls.set(id, URL.createObjectURL(blob));
    }
    const url = this.#urls.get(id);
    if (url) button.firstElementChild?.replaceWith(h("img", { src: url, alt: "", draggable: false }));
  }

  /** The tiles are new, the hand is where it was. @param {string} id */
  #focus(id) {
    const index = this.#all.findIndex((source) => source.id === id);
    const tile = this.grid.children[index];
    if (tile instanceof HTMLElement) tile.focus();
  }

  /** @param {string} id */
  #forget(id) {
    const url = this.#urls.get(id);
    if (url) URL.revokeObjectURL(url);
    this.#urls.delete(id);
  }
}

/** @param {Sketch} sketch @returns {Promise<Blob | null>} */
async function thumbnail(sketch) {
  const scale = THUMBNAIL_PX / Math.max(...sketch.canvas);
  const [width, height] = sketch.canvas.map((side) => Math.round(side * scale));
  const canvas = await drawingBitmap(sketch, { width, height }, "white");
  return new Promise((done) => canvas.toBlob(done, "image/webp", 0.8));
}
