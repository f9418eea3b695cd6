// @ts-check
/** The drawings that this browser keeps: names, little pictures, how much room they take, and the way back to them. */

import { isOurs, newSlot, rememberSlot, slotsInUse } from "../document/slot.js";
import { dialog } from "./buttons.js";
import { h, icon } from "./dom.js";
import { currentLanguage, label, onLanguage, t } from "./i18n.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../document/storage.js").Drawing} Drawing */

const THUMBNAIL_PX = 256;
const QUIET_MS = 3000; // a hand that rests so long does not notice that a little picture is made
const LONGEST_NAME = 80;

export class Drawings {
  name = "";
  #stale = true;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer = undefined;
  /** @type {string[]} */
  #urls = [];

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.field = h("input", { class: "text-field", type: "text", maxLength: LONGEST_NAME, id: "drawing-name", autocomplete: "off" });
    label(this.field, "placeholder", "drawings.name");
    label(this.field, "label", "drawings.name");
    const keep = label(h("button", { type: "submit", class: "text-button primary" }), "text", "drawings.keep");
    const form = h("form", { class: "drawings-form" }, this.field, keep);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#keep(this.field.value.trim());
    });
    this.list = h("ul", { class: "drawings" });
    this.room = h("p", { class: "drawings-room" });
    this.box = dialog("drawings.title", form, this.list, this.room);
    this.box.classList.add("wide");
    app.history.onStep(() => this.#touch());
    onLanguage(() => this.#showTitle());
    this.#readName();
  }

  async open() {
    await this.#makeThumbnail();
    this.field.value = this.name;
    await this.#draw();
    this.box.showModal();
  }

  /** What comes now is another drawing: a named one stays as it is. */
  leaveNamed() {
    if (this.name === "") return;
    const slot = newSlot();
    isOurs(slot);
    this.app.storage.moveTo(slot, this.app.history);
    this.name = "";
    this.#showTitle();
  }

  /** @param {string} name */
  async #keep(name) {
    if (name === "") return this.field.focus();
    this.name = name;
    await this.app.storage.describe(this.app.storage.slot, { name });
    await navigator.storage?.persist?.().catch(() => false);
    this.#showTitle();
    await this.#draw();
    this.app.toasts.say("toast.kept", { name });
  }

  async #readName() {
    const all = await this.app.storage.drawings().catch(() => []);
    this.name = all.find(({ isOpen }) => isOpen)?.name ?? "";
    this.#showTitle();
  }

  #showTitle() {
    document.title = this.name ? `${this.name} – Sketch2Fashion` : "Sketch2Fashion";
  }

  #touch() {
    this.#stale = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (!this.app.paper.isBusy) this.#makeThumbnail();
    }, QUIET_MS);
  }

  async #makeThumbnail() {
    if (!this.#stale || !this.app.storage.keeps) return;
    this.#stale = false;
    const canvas = this.app.paper.thumbnail(THUMBNAIL_PX);
    const thumbnail = await new Promise((/** @type {BlobCallback} */ done) => canvas.toBlob(done, "image/webp", 0.8));
    await this.app.storage.describe(this.app.storage.slot, { thumbnail });
  }

  async #draw() {
    const [drawings, inUse] = await Promise.all([this.app.storage.drawings(), slotsInUse()]);
    for (const url of this.#urls.splice(0)) URL.revokeObjectURL(url);
    this.list.replaceChildren(...drawings.map((drawing) => this.#card(drawing, inUse.has(drawing.slot))));
    const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
    this.room.textContent = !this.app.storage.keeps
      ? t("toast.notKept")
      : quota > 0
        ? t("drawings.room", { used: sizeText(usage), room: sizeText(quota) })
        : "";
  }

  /** @param {Drawing} drawing @param {boolean} inUse by some tab */
  #card({ slot, name, thumbnail, saved, isOpen }, inUse) {
    const url = thumbnail ? URL.createObjectURL(thumbnail) : "";
    this.#urls.push(url);
    const title = name || t("drawings.unnamed");
    const elsewhere = inUse && !isOpen;
    const open = h(
      "button",
      { type: "button", class: "drawing-open", disabled: elsewhere, "aria-current": isOpen ? "true" : false },
      url ? h("img", { src: url, alt: "", class: "drawing-picture" }) : h("span", { class: "drawing-picture" }, icon("page", 40)),
      h("strong", { textContent: title }),
      h("small", { textContent: isOpen ? t("drawings.here") : elsewhere ? t("drawings.elsewhere") : agoText(saved) }),
    );
    open.addEventListener("click", () => (isOpen ? this.box.close() : this.#goTo(slot)));
    const remove = h(
      "button",
      { type: "button", class: "icon-button small drawing-remove", hidden: isOpen || elsewhere },
      icon("close", 16),
    );
    label(remove, "label", "drawings.remove", { name: title });
    remove.addEventListener("click", async () => {
      if (!remove.classList.contains("sure")) {
        remove.classList.add("sure");
        remove.replaceChildren(label(h("span"), "text", "drawings.sure"));
        return;
      }
      await this.app.storage.remove(slot);
      await this.#draw();
    });
    return h("li", { class: "drawing" }, open, remove);
  }

  /** The tab becomes that drawing, with its own undo. @param {string} slot */
  async #goTo(slot) {
    await this.#makeThumbnail();
    await this.app.storage.settled();
    rememberSlot(slot);
    location.reload();
  }
}

/** @param {number} bytes */
function sizeText(bytes) {
  const [unit, factor] = bytes >= 1e9 ? ["gigabyte", 1e9] : bytes >= 1e6 ? ["megabyte", 1e6] : ["kilobyte", 1e3];
  const style = /** @type {const} */ ({ style: "unit", unitDisplay: "short", maximumFractionDigits: 1 });
  return new Intl.NumberFormat(currentLanguage(), { ...style, unit: String(unit) }).format(bytes / Number(factor));
}

/** @param {number} then ms since 1970 */
function agoText(then) {
  const minutes = (then - Date.now()) / 60_000;
  const format = new Intl.RelativeTimeFormat(currentLanguage(), { numeric: "auto" });
  if (minutes > -60) return format.format(Math.round(minutes), "minute");
  if (minutes > -60 * 24) return format.format(Math.round(minutes / 60), "hour");
  return new Intl.DateTimeFormat(currentLanguage(), { dateStyle: "medium", timeStyle: "short" }).format(then);
}
