// @ts-check
/**
 * Which parts of the garment are meant: point at the picture to see a part, click to take it, Shift takes several. The same parts stand
 * beside it as buttons, for the keyboard. No part taken means the whole garment.
 */

import { labelAt, labelsOn } from "../geometry/labels.js";
import { PartsFinder } from "../render/parts-finder.js";
import { h } from "./dom.js";
import { fillFrame } from "./garment-view.js";
import { label, t } from "./i18n.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../geometry/labels.js").Parts} Parts */

const SHADE_PX = 512; // of the picture's longer side: the outline of a part
const MOST_BUTTONS = 10;
const LEAST_SHARE = 0.002; // of the garment: smaller parts are details of the lines
const LOOK_PX = 256; // finely enough to know which colour a part has
const OPAQUE = 200;

const finder = new PartsFinder(); // one for all pages: they ask about the same drawing

export class PartPicker {
  /** @type {Set<number>} labels; none: the whole garment */
  chosen = new Set();
  /** @type {Parts | null} */
  parts = null;
  /** @type {Map<number, string>} the colour that each part has in the picture */
  shown = new Map();
  #isActive = false;
  #hovered = 0;
  #drawn = "";
  #picture = "";
  /** @type {(() => void)[]} */
  #letGo = [];

  /** @param {App} app @param {() => void} told another choice */
  constructor(app, told) {
    this.app = app;
    this.told = told;
    this.shade = h("canvas", { class: "part-shade", "aria-hidden": "true" });
    this.element = label(h("div", { class: "parts", role: "group" }), "label", "change.parts.title");
  }

  /** The page is open, or something has changed. */
  async refresh() {
    if (!this.#isActive) this.#listen();
    this.#place();
    if (!this.element.hasChildNodes()) this.#drawButtons(); // the parts take a moment
    const { atelier } = this.app;
    const parts = await finder.of(this.app.history.sketch);
    if (!this.#isActive) return;
    if (parts !== this.parts) {
      this.parts = parts;
      this.#keepChoice();
      this.#drawn = "";
    }
    if (atelier.picture && atelier.picture.url !== this.#picture) await this.#look(atelier.picture);
    this.#drawButtons();
    this.#paint();
  }

  close() {
    this.#isActive = false;
    this.#hovered = 0;
    for (const each of this.#letGo.splice(0)) each();
    this.shade.remove();
  }

  /** The parts of the drawing as it is now, and the colours they are shown in. */
  async known() {
    await this.refresh();
    return this.parts;
  }

  /** What the choice covers, for the server: a PNG of the picture's size, or null for the whole garment. @param {Blob} picture */
  async mask(picture) {
    if (this.chosen.size === 0 || !this.parts) return null;
    const bitmap = await createImageBitmap(picture);
    const { width, height } = bitmap;
    bitmap.close();
    const canvas = h("canvas", { width, height });
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const image = context.createImageData(width, height);
    const labels = labelsOn(this.parts, width, height);
    for (let at = 0; at < labels.length; at++) image.data.fill(this.chosen.has(labels[at]) ? 255 : 0, 4 * at, 4 * at + 4);
    context.putImageData(image, 0, 0);
    return /** @type {Promise<Blob | null>} */ (new Promise((done) => canvas.toBlob(done, "image/png")));
  }

  get #figure() {
    return this.app.panel.figure;
  }

  #listen() {
    this.#isActive = true;
    this.app.panel.view.window.append(this.shade);
    const figure = this.#figure;
    const abort = new AbortController();
    const { signal } = abort;
    figure.addEventListener("pointermove", (event) => event.pointerType !== "touch" && this.#hover(this.#under(event)), { signal });
    figure.addEventListener("pointerleave", () => this.#hover(0), { signal });
    figure.addEventListener("click", (event) => this.#click(event), { signal });
    figure.toggleAttribute("data-picking", true);
    this.#letGo.push(
      () => abort.abort(),
      () => figure.removeAttribute("data-picking"),
    );
  }

  /** @param {MouseEvent} event */
  #click(event) {
    if (event.target instanceof Element && event.target.closest("button, input")) return;
    const found = this.#under(event);
    if (found) this.#choose(found, event.shiftKey);
    else if (this.chosen.size > 0) this.#choose(0, false);
  }

  /** @param {MouseEvent} event */
  #under({ clientX, clientY }) {
    const place = placeIn(this.shade, this.app.history.sketch.canvas, clientX, clientY);
    const label = this.parts && place ? labelAt(this.parts, place.x, place.y) : 0;
    return this.#offered.some((part) => part.label === label) ? label : 0;
  }

  /** @param {number} label 0: the whole garment @param {boolean} adding to those that are chosen */
  #choose(label, adding) {
    const was = this.chosen.has(label);
    if (label === 0) this.chosen.clear();
    else if (adding) was ? this.chosen.delete(label) : this.chosen.add(label);
    else this.chosen = was && this.chosen.size === 1 ? new Set() : new Set([label]);
    this.#drawButtons();
    this.#paint();
    this.told();
  }

  /** @param {number} label */
  #hover(label) {
    if (this.#hovered === label) return;
    this.#hovered = label;
    this.#paint();
  }

  get #offered() {
    return (this.parts?.parts ?? []).filter(({ share }) => share >= LEAST_SHARE);
  }

  /** After another stroke the parts have other numbers: the choice starts anew. */
  #keepChoice() {
    if (this.chosen.size === 0) return;
    this.chosen.clear();
    this.told();
  }

  #drawButtons() {
    const several = this.#offered.slice(0, MOST_BUTTONS);
    /** @type {[number, string, string | undefined][]} */
    const buttons =
      several.length > 1 ? several.map((part, index) => [part.label, this.#nameOf(part, index), this.shown.get(part.label)]) : [];
    buttons.unshift([0, t("change.parts.whole"), ""]);
    const state = JSON.stringify([buttons, [...this.chosen]]);
    if (this.element.dataset.state === state) return; // one that a finger is down on must not go for another like it
    this.element.dataset.state = state;
    const focused = this.element.contains(document.activeElement) ? document.activeElement?.getAttribute("data-part") : null;
    this.element.replaceChildren(...buttons.map((button) => this.#button(...button)));
    if (focused !== null) /** @type {HTMLElement | null} */ (this.element.querySelector(`[data-part="${focused}"]`))?.focus();
  }

  /** @param {{ share: number }} part @param {number} index */
  #nameOf({ share }, index) {
    return t("change.parts.part", { number: index + 1, percent: Math.max(1, Math.round(100 * share)) });
  }

  /** @param {number} label @param {string} words @param {string} [colour] */
  #button(label, words, colour) {
    const isOn = label === 0 ? this.chosen.size === 0 : this.chosen.has(label);
    const chip = colour ? h("span", { class: "part-colour" }) : null;
    chip?.style.setProperty("--swatch", colour ?? "");
    const text = label === 0 ? words : words.split(" · ")[0];
    const button = h("button", { type: "button", class: "part", "data-part": label, "aria-pressed": String(isOn) }, chip, text);
    button.setAttribute("aria-label", words);
    button.addEventListener("click", (event) => this.#choose(label, event.shiftKey || event.ctrlKey || event.metaKey));
    button.addEventListener("pointerenter", () => this.#hover(label));
    button.addEventListener("pointerleave", () => this.#hover(0));
    return button;
  }

  /** The outline lies over the picture wherever that is in its frame. */
  #place() {
    const { picture } = this.app.atelier;
    this.shade.hidden = picture === null;
    const { canvas } = this.app.history.sketch;
    if (picture) fillFrame(this.shade, this.#figure, picture.box, canvas);
    const scale = SHADE_PX / Math.max(...canvas);
    const [width, height] = canvas.map((side) => Math.round(side * scale));
    if (this.shade.width !== width || this.shade.height !== height) {
      Object.assign(this.shade, { width, height });
      this.#drawn = "";
    }
  }

  #paint() {
    const state = `${this.#hovered}:${[...this.chosen].join()}`;
    if (this.#drawn === state) return;
    this.#drawn = state;
    const { width, height } = this.shade;
    const context = /** @type {CanvasRenderingContext2D} */ (this.shade.getContext("2d"));
    context.clearRect(0, 0, width, height);
    if (!this.parts || (this.#hovered === 0 && this.chosen.size === 0)) return;
    const labels = labelsOn(this.parts, width, height);
    const image = context.createImageData(width, height);
    paintParts(image, labels, this.#hovered, this.chosen);
    context.putImageData(image, 0, 0);
  }

  /** Which colour each part has. @param {import("../render/atelier.js").Picture} picture */
  async #look({ blob, url }) {
    this.#picture = url;
    const { canvas } = this.app.history.sketch;
    const [width, height] = canvas.map((side) => Math.max(1, Math.round((side * LOOK_PX) / Math.max(...canvas))));
    const bitmap = await createImageBitmap(blob);
    const surface = h("canvas", { width, height });
    const context = /** @type {CanvasRenderingContext2D} */ (surface.getContext("2d", { willReadFrequently: true }));
    context.drawImage(bitmap, 0, 0, width, height);
    bitmap.close();
    if (this.parts) this.shown = coloursOf(context.getImageData(0, 0, width, height).data, labelsOn(this.parts, width, height));
  }
}

/**
 * Where a point of the window is in a picture that is fitted into its element, as shares of the picture; null where it is not shown.
 * @param {HTMLElement} element @param {[number, number]} size of the picture, in any unit @param {number} clientX @param {number} clientY
 */
export function placeIn(element, [width, height], clientX, clientY) {
  const box = element.getBoundingClientRect();
  const scale = Math.min(box.width / width, box.height / height);
  if (!(scale > 0)) return null;
  const [left, top] = [box.left + (box.width - width * scale) / 2, box.top + (box.height - height * scale) / 2];
  return { x: (clientX - left) / (width * scale), y: (clientY - top) / (height * scale) };
}

/**
 * What is pointed at gets a veil, what is chosen an outline: its colour stays to be judged.
 * @param {ImageData} image @param {Int32Array} labels @param {number} hovered @param {Set<number>} chosen
 */
function paintParts({ data, width }, labels, hovered, chosen) {
  for (let at = 0; at < labels.length; at++) {
    const label = labels[at];
    if (label === 0 || (label !== hovered && !chosen.has(label))) continue;
    const isEdge = [at - 2, at + 2, at - 2 * width, at + 2 * width].some((beside) => labels[beside] !== label);
    const dash = (((at % width) + Math.floor(at / width)) >> 3) & 1;
    if (isEdge) data.set(dash && chosen.has(label) ? [255, 255, 255, 255] : [201, 60, 22, 255], 4 * at);
    else if (label === hovered && !chosen.has(label)) data.set([201, 60, 22, 70], 4 * at);
  }
}

/** The middle colour of each part. @param {Uint8ClampedArray} data RGBA @param {Int32Array} labels @returns {Map<number, string>} */
export function coloursOf(data, labels) {
  /** @type {Map<number, [number[], number[], number[]]>} */
  const seen = new Map();
  for (let at = 0; at < labels.length; at++) {
    if (labels[at] === 0 || data[4 * at + 3] < OPAQUE) continue;
    const planes = seen.get(labels[at]) ?? [[], [], []];
    for (const channel of [0, 1, 2]) planes[channel].push(data[4 * at + channel]);
    seen.set(labels[at], /** @type {[number[], number[], number[]]} */ (planes));
  }
  const middle = (/** @type {number[]} */ values) => values.sort((one, other) => one - other)[values.length >> 1];
  return new Map(
    [...seen].map(([label, planes]) => [label, `#${planes.map((plane) => middle(plane).toString(16).padStart(2, "0")).join("")}`]),
  );
}
