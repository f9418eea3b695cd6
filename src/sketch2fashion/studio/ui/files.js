// @ts-check
/** What goes in and out: files, drops, pastes, downloads. Opening is a command, so Undo brings the old drawing back. */

import { withPictureInside, withPictureOnShelf } from "../document/base.js";
import { ClearSketch, ReplaceSketch } from "../document/commands.js";
import { textOf } from "../document/png.js";
import { fromS2f, isBlank, SketchError, toS2f } from "../document/sketch.js";
import { toSvg } from "../document/svg.js";
import { ApiError } from "../render/api.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { importPicture } from "./picture-import.js";
import { bytesOf, drawingBitmap, garmentBitmap, pngOf, provenanceOf, sideBySide, sizeOf } from "./pictures.js";
import { psdOf } from "./psd.js";

/** @typedef {import("./app.js").App} App */

const PICTURES = "image/png,image/jpeg,image/webp,image/avif,image/heic,image/heif,image/svg+xml";
const LARGEST_SKETCH_BYTES = 32e6;
const SKETCH_ENTRY = "s2f"; // the text entry of a PNG that holds the drawing
const MADE_HERE = { Software: "Sketch2Fashion" };

export class Files {
  /** Who may want a file that is dropped on them; the first one that says so gets it. @type {((file: File, event: DragEvent) => boolean)[]} */
  takers = [];

  /** @param {App} app @param {HTMLElement} dropZone */
  constructor(app, dropZone) {
    this.app = app;
    this.input = this.#fileInput();
    this.#listen(dropZone);
  }

  startEmpty() {
    const { sketch } = this.app.history;
    if (isBlank(sketch) && sketch.category === null && !sketch.base) return;
    this.app.drawings.leaveNamed();
    this.app.history.execute(new ClearSketch());
    this.app.toasts.say("toast.cleared");
  }

  /** Let the user choose a file. */
  choose() {
    this.input.value = ""; // the same file may be opened again
    this.input.click();
  }

  /** @param {File} file */
  async open(file) {
    try {
      if (/\.(s2f|json)$/i.test(file.name) || file.type === "application/json") await this.#openSketch(file);
      else await this.#openPicture(file);
    } catch (problem) {
      this.app.toasts.warn(reasonOf(problem));
    }
  }

  async saveDrawing() {
    this.#download(new Blob([await this.#s2f()], { type: "application/json" }), `${this.#name}.s2f`);
  }

  /** @param {"transparent" | "white"} [background] */
  async saveSvg(background) {
    this.#download(new Blob([toSvg(this.app.history.sketch, { background })], { type: "image/svg+xml" }), `${this.#name}.svg`);
  }

  async saveGarment() {
    const picture = await this.app.atelier.fine();
    if (picture) this.#download(picture.blob, `${this.#name}-${picture.seed}.png`);
  }

  async copyGarment() {
    await this.#copy(this.app.atelier.fine().then((picture) => /** @type {Blob} */ (picture?.blob)));
  }

  async savePsd() {
    this.app.toasts.say("toast.packing");
    const picture = await this.app.atelier.fine();
    const names = {
      paper: t("layer.paper"),
      garment: t("garment.title"),
      kind: (/** @type {string} */ kind) => t(`layer.${kind}`),
    };
    const provenance = picture ? await provenanceOf(picture.blob) : {};
    this.#download(await psdOf(this.app.history.sketch, picture, names, provenance), `${this.#name}.psd`);
  }

  /** @param {string} text */
  saveCsv(text) {
    this.#download(new Blob([text], { type: "text/csv;charset=utf-8" }), "sketch2fashion-favourites.csv");
  }

  /** @param {Blob} style @param {string} name */
  saveStyle(style, name) {
    this.#download(style, `${name.replace(/[\\/:*?"<>|]/g, " ").trim()}.safetensors`);
  }

  /** @param {Blob} png @param {string} ending of the name, after that of the drawing */
  savePicture(png, ending) {
    this.#download(png, `${this.#name}-${ending}.png`);
  }

  /** @param {import("./export-dialog.js").Wish} wish */
  exportPicture(wish) {
    if (wish.format === "s2f") return this.saveDrawing();
    if (wish.format === "svg") return this.saveSvg(wish.background);
    if (wish.format === "psd") return this.savePsd();
    return this.#png(wish).then((png) => this.#download(png, `${this.#name}${wish.what === "drawing" ? "-drawing" : ""}.png`));
  }

  /** @param {import("./export-dialog.js").Wish} wish */
  copyPicture(wish) {
    return this.#copy(this.#png(wish));
  }

  /** @param {Promise<Blob>} picture Safari wants to be asked before the picture is there */
  async #copy(picture) {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
    this.app.toasts.say("toast.copied");
  }

  /** What was made by a model goes on saying so. @param {import("./export-dialog.js").Wish} wish */
  async #png({ what, background, scale, reopens }) {
    const { sketch } = this.app.history;
    const size = sizeOf(sketch, scale);
    const picture = what === "drawing" ? null : await this.app.atelier.fine();
    /** @type {Record<string, string>} */
    const sceneEntry = reopens ? { [SKETCH_ENTRY]: await this.#s2f() } : {};
    if (!picture) return pngOf(await drawingBitmap(sketch, size, background), { ...MADE_HERE, ...sceneEntry });
    const canvas = what === "both" ? await sideBySide(sketch, picture, size, background) : await garmentBitmap(picture, size, background);
    return pngOf(canvas, { ...(await provenanceOf(picture.blob)), ...sceneEntry });
  }

  /** Part of the page for as long as it lives: a loose one may be collected while its dialog opens. */
  #fileInput() {
    const input = h("input", { type: "file", accept: `.s2f,application/json,${PICTURES}`, hidden: true });
    input.addEventListener("change", () => input.files?.[0] && this.open(input.files[0]));
    document.body.append(input);
    return input;
  }

  /** The drawing's file, with the picture that it goes on from inside. */
  async #s2f() {
    return toS2f(await withPictureInside(this.app.history.sketch, this.app.shelf));
  }

  get #name() {
    const given = this.app.drawings.name.replace(/[\\/:*?"<>|]/g, " ").trim();
    return given || (this.app.history.sketch.category ?? this.app.atelier.category ?? "drawing");
  }

  /** @param {Blob} blob @param {string} name */
  #download(blob, name) {
    const url = URL.createObjectURL(blob);
    h("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    this.app.toasts.say("toast.saved", { name });
  }

  /** @param {File} file */
  async #openSketch(file) {
    if (file.size > LARGEST_SKETCH_BYTES) throw new SketchError("brokenSketch");
    await this.#replace(fromS2f(await file.text()), file.name);
  }

  /** @param {File} file */
  async #openPicture(file) {
    const scene = textOf(await bytesOf(file))[SKETCH_ENTRY]; // a picture that was saved here knows its drawing
    if (scene) return await this.#replace(fromS2f(scene), file.name);
    const sketch = await importPicture(this.app, file);
    if (sketch) await this.#replace(sketch, file.name);
  }

  /** @param {import("../document/sketch.js").Sketch} sketch @param {string} name */
  async #replace(sketch, name) {
    this.app.history.execute(new ReplaceSketch(await withPictureOnShelf(sketch, this.app.shelf)));
    this.app.paper.fit();
    this.app.toasts.say("toast.opened", { name });
  }

  /** @param {HTMLElement} dropZone */
  #listen(dropZone) {
    let depth = 0;
    addEventListener("dragenter", (event) => {
      event.preventDefault();
      dropZone.hidden = ++depth === 0;
    });
    addEventListener("dragleave", () => {
      dropZone.hidden = --depth <= 0;
    });
    addEventListener("dragover", (event) => event.preventDefault());
    addEventListener("drop", (event) => {
      event.preventDefault();
      depth = 0;
      dropZone.hidden = true;
      const file = event.dataTransfer?.files[0];
      if (file && !this.takers.some((take) => take(file, event))) this.open(file);
    });
    addEventListener("paste", (event) => {
      const file = event.clipboardData?.files[0];
      if (file) this.open(file);
    });
  }
}

/** @param {unknown} problem */
export function reasonOf(problem) {
  if (problem instanceof SketchError) return t(`error.${problem.code}`);
  if (!(problem instanceof ApiError)) return t("error.notPicture");
  if (problem.kind === "busy") return t("error.busy");
  if (problem.kind !== "refused") return t("error.away");
  return `${problem.message} ${problem.hint}`.trim();
}
