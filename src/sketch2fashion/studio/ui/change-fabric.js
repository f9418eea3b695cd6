// @ts-check
/**
 * Another fabric for the garment or parts of it: one of the shelf in any colours, or a picture of a fabric; with scale and angle. What it
 * looks like is shown in the garment's frame at once, and becomes the picture when it is laid in.
 */

import { isLight } from "../geometry/colour.js";
import { fabricsOfServer, inCloth } from "../render/looks.js";
import { h, icon } from "./dom.js";
import { reasonOf } from "./files.js";
import { goOnFrom } from "./fixing.js";
import { fillFrame } from "./garment-view.js";
import { label, t } from "./i18n.js";
import { PartPicker } from "./part-picker.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../render/looks.js").Fabric} Fabric */
/** @typedef {import("../render/looks.js").Cloth} Cloth */

const PREVIEW_MS = 140; // after the last movement of a slider
const FINEST = 0.004; // repeat, of the garment's longer side
const COARSEST = 1;
const PICTURE_SCALE = 0.25;
const LARGEST_PX = 1024; // of a picture of a fabric: finer is not seen in a garment
const OWN = "own";

/** @type {Promise<Fabric[]> | null} */
let shelf = null;

/** @type {import("./change-panel.js").Page} */
export const FABRIC = { id: "fabric", label: "change.fabric.title", icon: "fabric", build: (app) => new FabricPage(app) };

class FabricPage {
  /** @type {Fabric[]} */
  #fabrics = [];
  /** @type {string | null} name of a fabric, or OWN */
  #chosen = null;
  /** @type {Blob | null} */
  #own = null;
  /** @type {string[]} */
  #colours = [];
  #scale = PICTURE_SCALE;
  #angle = 0;
  /** @type {{ blob: Blob, url: string, revision: number } | null} */
  #preview = null;
  /** @type {AbortController | null} */
  #work = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer = undefined;
  #problem = "";
  #isLaying = false;
  /** @type {Blob | null} the garment below, as last seen */
  #below = null;

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.parts = new PartPicker(app, () => this.#lookSoon());
    this.shown = h("img", { class: "garment-image fabric-preview", alt: "", hidden: true, draggable: false });
    this.grid = label(h("div", { class: "fabrics", role: "group" }), "label", "change.fabric.title");
    this.file = h("input", { type: "file", accept: "image/*", hidden: true });
    this.file.addEventListener("change", () => this.file.files?.[0] && this.#useOwn(this.file.files[0]));
    this.wells = label(h("div", { class: "fabric-colours", role: "group" }), "label", "group.colours");
    this.scale = this.#slider("scale", 0, 100, (value) => {
      this.#scale = FINEST * (COARSEST / FINEST) ** (value / 100); // even steps for the eye
    });
    this.angle = this.#slider("angle", -90, 90, (value) => {
      this.#angle = value;
    });
    this.controls = h("div", { class: "fabric-controls", hidden: true }, this.wells, this.scale.row, this.angle.row);
    this.note = h("p", { class: "change-note", role: "status" });
    this.cancel = label(h("button", { type: "button", class: "text-button small" }), "text", "change.fabric.cancel");
    this.cancel.addEventListener("click", () => this.#choose(null));
    this.apply = h(
      "button",
      { type: "button", class: "text-button small accent" },
      icon("check", 18),
      label(h("span"), "text", "change.fabric.apply"),
    );
    this.apply.addEventListener("click", () => this.#layIn());
    this.element = h(
      "div",
      { class: "fabric-page" },
      this.parts.element,
      this.grid,
      this.file,
      this.controls,
      h("div", { class: "change-foot" }, this.note, this.cancel, this.apply),
    );
    app.files.takers.push((file, event) => this.#drop(file, event));
  }

  async refresh() {
    const { atelier } = this.app;
    this.parts.refresh();
    if (!this.shown.isConnected) this.app.panel.view.window.append(this.shown);
    const below = atelier.picture?.blob ?? null;
    if (this.#below !== below) {
      this.#below = below;
      if (this.#chosen) this.#lookSoon();
    }
    this.#draw();
    if (this.#fabrics.length > 0) return;
    shelf ??= fabricsOfServer();
    try {
      this.#fabrics = await shelf;
      this.#drawShelf();
    } catch (problem) {
      shelf = null;
      this.#problem = reasonOf(problem);
    }
    this.#draw();
  }

  close() {
    this.#choose(null);
    this.parts.close();
    this.shown.remove();
  }

  // --- what is chosen

  /** @param {string | null} name null: none */
  #choose(name) {
    const fabric = this.#fabrics.find((each) => each.name === name);
    this.#chosen = name;
    if (fabric) this.#take(fabric.colours, fabric.scale);
    if (name === OWN) this.#take([], PICTURE_SCALE);
    if (name === null) this.#forget();
    else this.#lookSoon();
    this.#draw();
    this.grid.querySelector('[aria-pressed="true"]')?.scrollIntoView({ block: "nearest", inline: "center" });
  }

  /** @param {string[]} colours @param {number} scale */
  #take(colours, scale) {
    this.#colours = [...colours];
    this.#scale = scale;
    this.#angle = 0;
    this.scale.input.value = String(Math.round((100 * Math.log(scale / FINEST)) / Math.log(COARSEST / FINEST)));
    this.angle.input.value = "0";
  }

  /** @param {File} file */
  async #useOwn(file) {
    this.file.value = "";
    try {
      this.#own = await smallPng(file);
      this.#drawShelf();
      this.#choose(OWN);
    } catch {
      this.app.toasts.warn(t("error.notPicture"));
    }
  }

  /** A picture that is dropped here is a fabric, not a drawing to open. @param {File} file @param {DragEvent} event */
  #drop(file, { clientX, clientY }) {
    const isHere = this.element.checkVisibility() && document.elementsFromPoint(clientX, clientY).includes(this.element);
    if (isHere) this.#useOwn(file);
    return isHere;
  }

  /** @returns {Cloth} */
  get #cloth() {
    const common = { scale: Math.min(COARSEST, Math.max(FINEST, this.#scale)), angle: this.#angle };
    return this.#chosen === OWN && this.#own
      ? { picture: this.#own, ...common }
      : { pattern: /** @type {string} */ (this.#chosen), colours: this.#colours, ...common };
  }

  // --- looking and laying in

  #lookSoon() {
    this.#draw();
    if (!this.#chosen) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), PREVIEW_MS);
  }

  async #look() {
    const { picture, revision } = this.app.atelier;
    if (!picture || !this.#chosen) return;
    this.#work?.abort();
    const work = new AbortController();
    this.#work = work;
    this.#problem = "";
    this.#draw();
    try {
      const blob = await inCloth(picture.blob, this.#cloth, await this.parts.mask(picture.blob), work.signal);
      if (work.signal.aborted) return;
      this.#show(blob, revision);
    } catch (problem) {
      if (work.signal.aborted) return;
      this.#problem = reasonOf(problem);
    }
    this.#work = null;
    this.#draw();
  }

  /** @param {Blob} blob @param {number} revision */
  #show(blob, revision) {
    const old = this.#preview;
    this.#preview = { blob, url: URL.createObjectURL(blob), revision };
    this.shown.src = this.#preview.url;
    if (old) setTimeout(() => URL.revokeObjectURL(old.url), 1000);
  }

  /** What is chosen now, whether its preview is there yet or not, in the fine size. */
  async #layIn() {
    const { atelier } = this.app;
    const { revision } = atelier;
    const [cloth, name] = [this.#cloth, this.#nameOf(/** @type {string} */ (this.#chosen))];
    this.#isLaying = true;
    this.#draw();
    try {
      const picture = await atelier.fine();
      const blob = picture && (await inCloth(picture.blob, cloth, await this.parts.mask(picture.blob)));
      if (!blob || atelier.revision !== revision) return; // drawn on meanwhile: that garment is no longer shown
      await goOnFrom(this.app, blob);
      this.app.toasts.say("change.fabric.done", { name });
      this.#choose(null);
    } catch (problem) {
      this.app.toasts.warn(reasonOf(problem));
    } finally {
      this.#isLaying = false;
      this.#draw();
    }
  }

  #forget() {
    clearTimeout(this.#timer);
    this.#work?.abort();
    this.#work = null;
    if (this.#preview) URL.revokeObjectURL(this.#preview.url);
    this.#preview = null;
    this.#problem = "";
  }

  // --- what is seen

  #draw() {
    const { picture } = this.app.atelier;
    const isCurrent = this.#preview !== null && this.#preview.revision === this.app.atelier.revision;
    this.shown.hidden = !isCurrent;
    if (picture && isCurrent) fillFrame(this.shown, this.app.panel.figure, picture.box, this.app.history.sketch.canvas);
    this.element.toggleAttribute("inert", picture === null);
    for (const button of this.grid.querySelectorAll("[data-fabric]")) {
      button.setAttribute("aria-pressed", String(button.getAttribute("data-fabric") === this.#chosen));
    }
    this.controls.hidden = this.#chosen === null;
    this.#drawWells();
    const percent = (this.#scale * 100).toFixed(this.#scale < 0.1 ? 1 : 0);
    this.scale.value.textContent = `${percent} %`;
    this.angle.value.textContent = `${this.#angle}°`;
    this.cancel.hidden = this.apply.hidden = this.#chosen === null;
    this.apply.disabled = this.#isLaying;
    const key = this.#work || this.#isLaying ? "change.fabric.looking" : this.#chosen ? "change.fabric.ready" : "change.fabric.hint";
    this.note.textContent = this.#problem || t(key);
  }

  #drawShelf() {
    const own = this.#own && this.#fabricButton(OWN, this.#own);
    const add = h("button", { type: "button", class: "fabric add" }, icon("photo", 22), label(h("span"), "text", "change.fabric.add"));
    add.addEventListener("click", () => this.file.click());
    this.grid.replaceChildren(...this.#fabrics.map(({ name, swatch }) => this.#fabricButton(name, swatch)), ...(own ? [own] : []), add);
  }

  /** @param {string} name @param {Blob} swatch */
  #fabricButton(name, swatch) {
    const image = h("img", { src: URL.createObjectURL(swatch), alt: "", draggable: false });
    const button = h("button", { type: "button", class: "fabric", "data-fabric": name }, image, label(h("span"), "text", `fabric.${name}`));
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => this.#choose(this.#chosen === name ? null : name));
    return button;
  }

  #drawWells() {
    const state = `${this.#chosen}:${this.#colours.join()}`;
    if (this.wells.dataset.state === state) return;
    this.wells.dataset.state = state;
    this.wells.hidden = this.#colours.length === 0;
    this.wells.replaceChildren(
      ...this.#colours.map((colour, index) => {
        const input = h("input", { type: "color", class: "custom-input", value: colour });
        input.setAttribute("aria-label", t("change.fabric.colour", { number: index + 1, colour }));
        input.addEventListener("change", () => {
          this.#colours = this.#colours.map((each, at) => (at === index ? input.value : each));
          this.#lookSoon();
        });
        const well = h("label", { class: `swatch fabric-well${isLight(colour) ? " light" : ""}`, title: colour }, input);
        well.style.setProperty("--swatch", colour);
        return well;
      }),
    );
  }

  /** @param {string} name */
  #nameOf(name) {
    return t(`fabric.${name}`);
  }

  /** @param {"scale" | "angle"} name @param {number} least @param {number} most @param {(value: number) => void} set */
  #slider(name, least, most, set) {
    const input = h("input", { type: "range", class: "slider", min: String(least), max: String(most), step: "1", value: "0" });
    label(input, "label", `change.fabric.${name}`);
    input.addEventListener("input", () => {
      set(Number(input.value));
      this.#lookSoon();
    });
    const value = h("output", { class: "fabric-value" });
    return { input, value, row: h("div", { class: "fabric-row" }, label(h("span"), "text", `change.fabric.${name}`), input, value) };
  }
}

/** A picture of a fabric as the server takes it, turned as its EXIF says. @param {File} file */
async function smallPng(file) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, LARGEST_PX / Math.max(bitmap.width, bitmap.height));
  const canvas = h("canvas", { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const png = await new Promise((/** @type {(blob: Blob | null) => void} */ done) => canvas.toBlob(done, "image/png"));
  if (!png) throw new Error("the picture is too large for this browser");
  return png;
}
