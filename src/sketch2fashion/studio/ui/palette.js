// @ts-check
/** Every action by its name: type a few letters, Enter does it. */

import { ACTIONS, isEnabled } from "./actions.js";
import { caps } from "./buttons.js";
import { h, icon } from "./dom.js";
import { label, t } from "./i18n.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./actions.js").Action} Action */

export class Palette {
  /** @type {Action[]} */
  #found = [];
  #at = 0;

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.list = h("ul", { class: "palette-list", role: "listbox", id: "palette-list" });
    label(this.list, "label", "action.palette");
    this.field = h("input", {
      type: "text",
      class: "palette-field",
      role: "combobox",
      "aria-expanded": "true",
      "aria-controls": "palette-list",
      autocomplete: "off",
      spellcheck: false,
    });
    label(this.field, "label", "palette.search");
    label(this.field, "placeholder", "palette.search");
    this.dialog = h("dialog", { class: "dialog palette" }, h("div", { class: "palette-head" }, icon("find", 20), this.field), this.list);
    label(this.dialog, "label", "action.palette");
    document.body.append(this.dialog);
    this.field.addEventListener("input", () => this.#search());
    this.field.addEventListener("keydown", (event) => this.#key(event));
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
  }

  open() {
    this.field.value = "";
    this.#search();
    this.dialog.showModal();
    this.field.focus();
  }

  #search() {
    const words = this.field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const named = ACTIONS.filter((action) => !action.hidden && action.id !== "palette").map((action) => ({
      action,
      text: t(action.label).toLowerCase(),
    }));
    this.#found = named
      .filter(({ text, action }) => words.every((word) => text.includes(word) || action.id.toLowerCase().includes(word)))
      .sort((a, b) => rank(b) - rank(a))
      .map(({ action }) => action);
    this.#at = 0;
    this.list.replaceChildren(...this.#found.map((action, index) => this.#row(action, index)));
    this.#mark();

    /** What begins with what was typed comes first. @param {{ action: Action, text: string }} entry */
    function rank({ text }) {
      if (words.length === 0 || !text.startsWith(words[0])) return 0;
      return 1 + 1 / text.length; // the shorter name is the nearer one
    }
  }

  /** @param {Action} action @param {number} index */
  #row(action, index) {
    const possible = isEnabled(action, this.app);
    const row = h("li", { class: "menu-item", role: "option", id: `palette-${action.id}`, "aria-disabled": String(!possible) });
    row.append(icon(action.icon), h("span", { textContent: t(action.label) }));
    if (action.keys?.[0]) row.append(caps(action.keys[0]));
    row.addEventListener("click", () => this.#do(action));
    row.addEventListener("pointermove", () => {
      this.#at = index;
      this.#mark();
    });
    return row;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.#found.length > 0) {
      this.#at = (this.#at + step + this.#found.length) % this.#found.length;
      this.#mark();
    } else if (event.key === "Enter" && this.#found[this.#at]) this.#do(this.#found[this.#at]);
    else return;
    event.preventDefault();
  }

  #mark() {
    [...this.list.children].forEach((row, index) => {
      row.setAttribute("aria-selected", String(index === this.#at));
      if (index === this.#at) row.scrollIntoView({ block: "nearest" });
    });
    const action = this.#found[this.#at];
    if (action) this.field.setAttribute("aria-activedescendant", `palette-${action.id}`);
    else this.field.removeAttribute("aria-activedescendant");
  }

  /** @param {Action} action */
  #do(action) {
    if (!isEnabled(action, this.app)) return;
    this.dialog.close();
    this.app.run(action.id);
  }
}
