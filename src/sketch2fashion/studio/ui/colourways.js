// @ts-check
/**
 * Colourways: the garment in eight colours side by side, as a sheet that is passed round. The colours come from a season, from the
 * drawing and the last ones, or from a photo; each can be changed. One that is picked becomes the picture; the sheet is saved as a PNG.
 */

import { hexColour } from "../geometry/colour.js";
import { paletteOf } from "../geometry/palette.js";
import { inColours } from "../render/looks.js";
import { dialog } from "./buttons.js";
import { COLOURS } from "./colour-card.js";
import { h, icon } from "./dom.js";
import { reasonOf } from "./files.js";
import { label, onLanguage, t } from "./i18n.js";
import { pixelsOf } from "./paper-reader.js";
import { pngOf, provenanceOf } from "./pictures.js";
import { SEASONS, shadeName } from "./shades.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {{ mask: (picture: Blob) => Promise<Blob | null>, take: (picture: Blob, colour: string) => unknown }} Deeds */
/** @typedef {{ colour: string, picture: Blob, url: string }} Way */

const COUNT = 8;
const COLUMNS = 4;
const CELL_PX = 512;
const TYPING_MS = 250;

export class Colourways {
  source = "autumn";
  /** @type {string[]} */
  colours = SEASONS.autumn.map(([, colour]) => colour);
  /** @type {Way[]} */
  ways = [];
  #key = ""; // of what is on the sheet
  /** @type {AbortController | null} */
  #work = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer = undefined;

  /** @param {App} app @param {Deeds} deeds */
  constructor(app, deeds) {
    this.app = app;
    this.deeds = deeds;
    this.sources = label(h("div", { class: "segments sources", role: "group" }), "label", "change.colourways.palette");
    this.photo = h("input", { type: "file", accept: "image/*", hidden: true });
    this.photo.addEventListener("change", () => this.photo.files?.[0] && this.#fromPhoto(this.photo.files[0]));
    this.grid = h("ul", { class: "ways" });
    this.note = h("p", { class: "change-note", role: "status" });
    this.save = h(
      "button",
      { type: "button", class: "text-button primary" },
      icon("download", 20),
      label(h("span"), "text", "change.colourways.save"),
    );
    this.save.addEventListener("click", () => this.#saveSheet());
    this.box = dialog(
      "change.colourways.title",
      this.sources,
      this.photo,
      this.grid,
      h("div", { class: "ways-foot" }, this.note, this.save),
    );
    this.box.classList.add("wide", "colourways");
    this.box.addEventListener("close", () => this.#work?.abort());
    onLanguage(() => this.box.open && this.#draw());
  }

  open() {
    this.box.showModal();
    this.#make();
  }

  #make() {
    clearTimeout(this.#timer);
    this.#draw();
    this.#timer = setTimeout(() => this.#paint(), TYPING_MS);
  }

  async #paint() {
    const { picture } = this.app.atelier;
    if (!picture) return;
    this.#work?.abort();
    this.#work = new AbortController();
    const { signal } = this.#work;
    const { colours } = this;
    try {
      const fine = (await this.app.atelier.fine()) ?? picture;
      const made = await inColours(fine.blob, colours, await this.deeds.mask(fine.blob), signal);
      if (signal.aborted) return;
      for (const { url } of this.ways) URL.revokeObjectURL(url);
      this.ways = made.map((blob, index) => ({ colour: colours[index], picture: blob, url: URL.createObjectURL(blob) }));
      this.#key = colours.join();
      this.#draw();
    } catch (problem) {
      if (!signal.aborted) this.note.textContent = reasonOf(problem);
    }
  }

  #draw() {
    const names = [...Object.keys(SEASONS), "mine", "photo"];
    const focused = this.sources.contains(document.activeElement) ? document.activeElement?.getAttribute("data-source") : null;
    this.sources.replaceChildren(...names.map((name) => this.#sourceButton(name)));
    if (focused) /** @type {HTMLElement | null} */ (this.sources.querySelector(`[data-source="${focused}"]`))?.focus();
    const isReady = this.#key === this.colours.join();
    this.grid.setAttribute("aria-busy", String(!isReady));
    this.grid.replaceChildren(...this.colours.map((colour, index) => this.#cell(colour, index, isReady ? this.ways[index] : undefined)));
    this.save.disabled = !isReady;
    this.note.textContent = t(isReady ? "change.colourways.hint" : "change.recolour.painting");
  }

  /** @param {string} name */
  #sourceButton(name) {
    const button = h("button", { type: "button", class: "segment", "data-source": name, textContent: t(`change.colourways.${name}`) });
    button.setAttribute("aria-pressed", String(this.source === name));
    button.addEventListener("click", () => this.#useSource(name));
    return button;
  }

  /** @param {string} name */
  #useSource(name) {
    if (name === "photo") return this.photo.click();
    this.source = name;
    this.colours = name === "mine" ? this.#ownColours() : SEASONS[name].map(([, colour]) => colour);
    this.#make();
  }

  /** The drawing's colours, the last ones, and our card where these are few. */
  #ownColours() {
    const { sketch } = this.app.history;
    const marks = sketch.layers.filter(({ kind }) => kind === "colour").flatMap(({ strokes }) => strokes);
    const used = marks.filter(({ tool, auto }) => tool !== "erase" && !auto).map(({ colour }) => colour);
    return [...new Set([...used, ...this.app.settings.values.recentColours, ...COLOURS.map(([, colour]) => colour)])].slice(0, COUNT);
  }

  /** @param {File} file */
  async #fromPhoto(file) {
    this.photo.value = "";
    try {
      const { data, width } = await pixelsOf(file);
      const found = paletteOf(new Uint8ClampedArray(data), width, COUNT);
      if (found.length === 0) return;
      this.source = "photo";
      this.colours = found;
      this.#make();
    } catch (problem) {
      this.app.toasts.warn(reasonOf(problem));
    }
  }

  /** @param {string} colour @param {number} index @param {Way} [way] */
  #cell(colour, index, way) {
    const name = shadeName(colour);
    const image = way ? h("img", { src: way.url, alt: "", draggable: false }) : null;
    const pick = h("button", { type: "button", class: "way", disabled: !way }, h("span", { class: "way-picture" }, image));
    pick.setAttribute("aria-label", t("change.colourways.take", { name, colour }));
    pick.addEventListener("click", () => way && this.#take(way));
    const well = h("input", { type: "color", class: "custom-input", value: colour });
    well.setAttribute("aria-label", t("change.colourways.change", { name, colour }));
    well.addEventListener("change", () => this.#change(index, well.value));
    const chip = h("label", { class: "swatch way-chip" }, well);
    chip.style.setProperty("--swatch", colour);
    const code = h("input", { type: "text", class: "way-code", value: colour.toUpperCase(), maxLength: 7, spellcheck: false });
    code.setAttribute("aria-label", `${t("option.hex")}: ${name}`);
    code.addEventListener("change", () => this.#change(index, code.value));
    return h(
      "li",
      {},
      pick,
      h("div", { class: "way-caption" }, chip, h("span", { class: "way-words" }, h("strong", { textContent: name }), code)),
    );
  }

  /** @param {number} index @param {string} text */
  #change(index, text) {
    const colour = hexColour(text);
    if (colour) this.colours = this.colours.map((each, at) => (at === index ? colour : each));
    this.#make();
  }

  /** @param {Way} way */
  async #take({ picture, colour }) {
    this.box.close();
    await this.deeds.take(picture, colour);
    this.app.toasts.say("change.colourways.taken", { name: shadeName(colour) });
  }

  async #saveSheet() {
    const canvas = await sheetOf(this.ways, getComputedStyle(document.body).fontFamily);
    const entries = { ...(await provenanceOf(this.ways[0].picture)), Colourways: this.colours.join(" ") };
    this.app.files.savePicture(await pngOf(canvas, entries), "colourways");
  }
}

/** @param {Way[]} ways @param {string} font */
async function sheetOf(ways, font) {
  const bitmaps = await Promise.all(ways.map(({ picture }) => createImageBitmap(picture)));
  const scale = Math.min(1, CELL_PX / Math.max(bitmaps[0].width, bitmaps[0].height));
  const [width, height] = [bitmaps[0].width, bitmaps[0].height].map((side) => Math.round(side * scale));
  const line = Math.max(20, Math.round(width / 12));
  const [gap, cell] = [line, height + 3 * line];
  const columns = Math.min(COLUMNS, ways.length);
  const canvas = h("canvas", {
    width: columns * (width + gap) + gap,
    height: Math.ceil(ways.length / columns) * cell + gap,
  });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.textBaseline = "middle";
  for (const [index, bitmap] of bitmaps.entries()) {
    const left = gap + (index % columns) * (width + gap);
    const top = gap + Math.floor(index / columns) * cell;
    context.drawImage(bitmap, left, top, width, height);
    drawCaption(context, ways[index].colour, font, { left: left + width / 8, top: top + height, line });
    bitmap.close();
  }
  return canvas;
}

/** @param {CanvasRenderingContext2D} context @param {string} colour @param {string} font @param {{ left: number, top: number, line: number }} place */
function drawCaption(context, colour, font, { left, top, line }) {
  const chip = 1.7 * line;
  context.fillStyle = colour;
  context.strokeStyle = "#c8cace";
  context.beginPath();
  context.roundRect(left, top + line / 4, chip, chip, line / 4);
  context.fill();
  context.stroke();
  context.fillStyle = "#202124";
  context.font = `600 ${0.62 * line}px ${font}`;
  context.fillText(shadeName(colour), left + chip + line / 2, top + 0.7 * line);
  context.fillStyle = "#5f6368";
  context.font = `${0.58 * line}px ${font}`;
  context.fillText(colour.toUpperCase(), left + chip + line / 2, top + 1.5 * line);
}
