// @ts-check
/** Save or copy a picture: which, in what format, how large, on what ground. The preview is what will be in the file. */

import { dialog } from "./buttons.js";
import { h, icon } from "./dom.js";
import { label, onLanguage, t } from "./i18n.js";
import { canCopy, drawingBitmap, garmentBitmap, sideBySide, sizeOf } from "./pictures.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {"garment" | "drawing" | "both"} What */
/** @typedef {"png" | "svg" | "psd" | "s2f"} Format */
/** @typedef {{ what: What, format: Format, background: "transparent" | "white", scale: number, reopens: boolean }} Wish */

const FORMATS = /** @type {const} */ ({ garment: ["png", "psd"], drawing: ["png", "svg", "psd", "s2f"], both: ["png", "psd"] });

export class ExportDialog {
  /** @type {Wish} */
  wish = { what: "garment", format: "png", background: "transparent", scale: 2, reopens: true };
  #drawn = 0;

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.preview = h("div", { class: "export-preview" });
    this.what = this.#choice("what", ["garment", "drawing", "both"]);
    this.format = this.#choice("format", ["png", "svg", "psd", "s2f"]);
    this.scale = this.#choice("scale", ["1", "2", "3", "4"]);
    this.background = this.#choice("background", ["transparent", "white"]);
    this.reopens = h("input", { type: "checkbox", class: "switch", checked: true });
    this.reopens.addEventListener("change", () => this.#choose("reopens", this.reopens.checked));
    this.reopensRow = h("label", { class: "setting row" }, label(h("span"), "text", "export.reopens"), this.reopens);
    this.size = h("p", { class: "export-size" });
    this.copy = this.#button("copy", "export.copy", () => app.files.copyPicture(this.wish));
    this.save = this.#button("download", "export.save", () => app.files.exportPicture(this.wish));
    this.save.classList.add("primary");
    this.box = dialog(
      "export.title",
      h(
        "div",
        { class: "export" },
        h("div", {}, this.preview, this.size),
        h(
          "div",
          { class: "export-choices" },
          this.what.row,
          this.format.row,
          this.scale.row,
          this.background.row,
          this.reopensRow,
          h("div", { class: "export-buttons" }, this.save, this.copy),
        ),
      ),
    );
    this.box.classList.add("wide");
    onLanguage(() => this.#refresh());
    app.atelier.onChange(() => this.box.open && this.#refresh());
  }

  open() {
    if (!this.app.atelier.picture) this.wish.what = "drawing";
    this.app.atelier.fine();
    this.box.showModal();
    this.#refresh();
  }

  /** @template {keyof Wish} Name @param {Name} name @param {Wish[Name]} value */
  #choose(name, value) {
    this.wish[name] = value;
    this.#refresh();
  }

  #refresh() {
    const { wish } = this;
    const hasGarment = this.app.atelier.picture !== null;
    /** @type {readonly string[]} */
    const formats = FORMATS[wish.what];
    if (!formats.includes(wish.format)) wish.format = "png";
    this.what.show(wish.what, hasGarment ? ["garment", "drawing", "both"] : ["drawing"]);
    this.format.show(wish.format, formats);
    this.scale.show(String(wish.scale));
    this.background.show(wish.background);
    this.scale.row.hidden = wish.format !== "png";
    this.background.row.hidden = wish.format !== "png" && wish.format !== "svg";
    this.reopensRow.hidden = wish.format !== "png";
    this.copy.hidden = wish.format !== "png" || !canCopy();
    if (this.box.open) this.#drawPreview();
  }

  async #drawPreview() {
    const number = ++this.#drawn;
    const { sketch } = this.app.history;
    const { width, height } = sizeOf(sketch, this.wish.scale);
    const twice = this.wish.what === "both" ? 2 : 1;
    this.size.textContent =
      this.wish.format === "png" ? t("export.size", { width: width * twice, height }) : t(`export.about.${this.wish.format}`);
    const canvas = await this.#bitmap(sizeOf(sketch, 1));
    if (number !== this.#drawn) return;
    canvas.className = "export-picture";
    this.preview.dataset.background = this.wish.background;
    this.preview.replaceChildren(canvas);
  }

  /** @param {import("./pictures.js").Size} size */
  #bitmap(size) {
    const { sketch } = this.app.history;
    const { picture } = this.app.atelier;
    const { what, background } = this.wish;
    if (what === "drawing" || !picture) return drawingBitmap(sketch, size, background);
    return what === "both" ? sideBySide(sketch, picture, size, background) : garmentBitmap(picture, size, background);
  }

  /** Buttons of which one is on. @param {"what" | "format" | "scale" | "background"} name @param {string[]} values */
  #choice(name, values) {
    const buttons = values.map((value) => {
      const button = label(h("button", { type: "button", class: "segment", "data-value": value }), "text", `export.${name}.${value}`);
      button.addEventListener("click", () => this.#choose(name, /** @type {any} */ (name === "scale" ? Number(value) : value)));
      return button;
    });
    const group = label(h("div", { class: "segments", role: "group" }, ...buttons), "label", `export.${name}`);
    const row = h("div", { class: "export-row" }, label(h("span", { class: "export-label" }), "text", `export.${name}`), group);
    /** @param {string} chosen @param {readonly string[]} [possible] */
    const show = (chosen, possible) => {
      for (const button of buttons) {
        button.setAttribute("aria-pressed", String(button.dataset.value === chosen));
        button.hidden = possible !== undefined && !possible.includes(button.dataset.value ?? "");
      }
    };
    return { row, show };
  }

  /** @param {"copy" | "download"} picture @param {string} words @param {() => Promise<unknown>} run */
  #button(picture, words, run) {
    const button = h("button", { type: "button", class: "text-button" }, icon(picture), label(h("span"), "text", words));
    button.addEventListener("click", async () => {
      button.disabled = true;
      await run().finally(() => {
        button.disabled = false;
      });
      this.box.close();
    });
    return button;
  }
}
