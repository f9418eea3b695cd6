// @ts-check
/** A link that holds the whole drawing. It never goes to a server: what follows `#` stays in the browser. */

import { fragmentOf, LONGEST_LINK } from "../document/share.js";
import { dialog } from "./buttons.js";
import { h, icon } from "./dom.js";
import { label, t } from "./i18n.js";

/** @typedef {import("./app.js").App} App */

export class ShareDialog {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.link = label(h("input", { class: "text-field", type: "text", readOnly: true, id: "share-link" }), "label", "share.link");
    this.note = h("p", { class: "share-note", role: "status" });
    this.copy = this.#button("copy", "share.copy", () => this.#copy());
    this.send = this.#button("external", "share.send", () => navigator.share({ title: "Sketch2Fashion", url: this.link.value }));
    this.file = this.#button("save", "action.saveDrawing", async () => app.files.saveDrawing());
    this.copy.classList.add("primary");
    this.box = dialog(
      "share.title",
      label(h("p", { class: "share-about" }), "text", "share.about"),
      this.link,
      this.note,
      h("div", { class: "export-buttons" }, this.copy, this.send, this.file),
    );
    this.box.classList.add("narrow");
  }

  async open() {
    const fragment = await fragmentOf(this.app.history.sketch);
    const fits = fragment.length <= LONGEST_LINK;
    this.link.value = fits ? `${location.origin}/#${fragment}` : "";
    this.link.hidden = !fits;
    this.copy.hidden = !fits;
    this.send.hidden = !fits || typeof navigator.share !== "function";
    const size = Math.ceil(fragment.length / 1024);
    const picture = this.app.history.sketch.base ? t("share.fixed") : "";
    this.note.textContent =
      `${fits ? t("share.size", { size }) : t("share.tooLong", { size, limit: LONGEST_LINK / 1024 })} ${picture}`.trim();
    this.box.showModal();
    if (fits) this.link.select();
  }

  async #copy() {
    if (navigator.clipboard) await navigator.clipboard.writeText(this.link.value);
    else {
      this.link.select();
      document.execCommand("copy"); // on plain http over a network name there is no other way
    }
    this.box.close();
    this.app.toasts.say("toast.copied");
  }

  /** @param {"copy" | "external" | "save"} picture @param {string} words @param {() => Promise<unknown>} run */
  #button(picture, words, run) {
    const button = h("button", { type: "button", class: "text-button" }, icon(picture), label(h("span"), "text", words));
    button.addEventListener("click", () => run().catch(() => {}));
    return button;
  }
}
