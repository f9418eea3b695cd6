// @ts-check
/**
 * Ways to change the garment, as a row of tabs below it. Nothing is open at first; a second click on a tab closes its page again.
 *
 * A page is built when it is opened for the first time, and refreshed when the garment, the drawing, a setting or the language changes
 * while it is open.
 */

import { BRUSHES_PAGE } from "./change-brushes.js";
import { CANDIDATES } from "./change-candidates.js";
import { FABRIC } from "./change-fabric.js";
import { MORPH } from "./change-morph.js";
import { RECOLOUR } from "./change-recolour.js";
import { STYLE } from "./change-style.js";
import { h, icon } from "./dom.js";
import { label, onLanguage } from "./i18n.js";

/** @typedef {import("./app.js").App} App */
/**
 * @typedef {object} BuiltPage
 * @property {HTMLElement} element
 * @property {() => void} refresh the page is open, and something has changed
 * @property {() => void} [close] the page is hidden: stop what runs
 * @property {() => import("../render/candidates.js").Candidate[]} [favourites] garments that were made here and stand out, for other pages
 */
/**
 * @typedef {object} Page
 * @property {string} id
 * @property {string} label key of the translations
 * @property {keyof typeof import("./icons.js").ICONS} icon
 * @property {(app: App) => BuiltPage} build
 * @property {boolean} [drawsOnPaper] the paper stays in sight on a phone
 */

/** @type {Page[]} in the order of the tabs */
export const PAGES = [CANDIDATES, MORPH, BRUSHES_PAGE, RECOLOUR, FABRIC, STYLE];

export class ChangePanel {
  /** @type {Map<string, BuiltPage>} */
  #built = new Map();
  /** @type {string | null} */
  open = null;

  /** @param {App} app @param {HTMLElement} garment the panel around it, which makes room */
  constructor(app, garment) {
    this.app = app;
    this.garment = garment;
    this.tabs = label(h("div", { class: "change-tabs", role: "tablist" }), "label", "group.change");
    this.buttons = PAGES.map((page, index) => this.#tab(page, index));
    this.tabs.append(...this.buttons);
    this.tabs.addEventListener("keydown", (event) => this.#walk(event));
    this.sheet = h("div", { class: "change-sheet", role: "tabpanel", id: "change-sheet", hidden: true });
    this.sheet.addEventListener("keydown", (event) => this.#escape(event));
    onLanguage(() => this.refresh());
  }

  /** Open a page, or close it where it is open. @param {string} id */
  toggle(id) {
    this.show(this.open === id ? null : id);
  }

  /** @param {string | null} id null: none */
  show(id) {
    if (this.open === id) return;
    if (this.open) this.#built.get(this.open)?.close?.();
    this.open = id;
    const page = PAGES.find((each) => each.id === id);
    if (page) this.#page(page);
    this.sheet.hidden = !page;
    if (page) this.sheet.setAttribute("aria-labelledby", `change-tab-${page.id}`);
    this.garment.toggleAttribute("data-changing", page !== undefined);
    this.garment.toggleAttribute("data-paper-in-sight", page?.drawsOnPaper === true);
    for (const [id, { element }] of this.#built) element.hidden = id !== page?.id;
    this.#mark();
    this.refresh();
    this.app.refresh();
  }

  /** What stands out on the pages: marked and mixed garments. */
  get favourites() {
    return [...this.#built.values()].flatMap((page) => page.favourites?.() ?? []);
  }

  refresh() {
    if (this.open) this.#built.get(this.open)?.refresh();
  }

  /** @param {Page} page */
  #page(page) {
    if (this.#built.has(page.id)) return;
    const built = page.build(this.app);
    built.element.classList.add("change-page");
    this.#built.set(page.id, built);
    this.sheet.append(built.element);
  }

  #mark() {
    const opened = PAGES.findIndex(({ id }) => id === this.open);
    for (const [index, button] of this.buttons.entries()) {
      button.setAttribute("aria-selected", String(index === opened));
      button.tabIndex = index === Math.max(opened, 0) ? 0 : -1;
    }
  }

  /** @param {Page} page @param {number} index */
  #tab({ id, label: words, icon: picture }, index) {
    const button = h(
      "button",
      {
        type: "button",
        class: "change-tab",
        id: `change-tab-${id}`,
        role: "tab",
        "aria-selected": "false",
        "aria-controls": "change-sheet",
        tabIndex: index === 0 ? 0 : -1,
      },
      icon(picture, 20),
      label(h("span"), "text", words),
    );
    button.addEventListener("click", () => this.toggle(id));
    return button;
  }

  /** Arrow keys go from tab to tab; Enter or Space opens. @param {KeyboardEvent} event */
  #walk(event) {
    const at = this.buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const last = this.buttons.length - 1;
    const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[event.key];
    if (at < 0 || to === undefined) return this.#escape(event);
    event.preventDefault();
    for (const [index, button] of this.buttons.entries()) button.tabIndex = index === to ? 0 : -1;
    this.buttons[to].focus();
  }

  /** @param {KeyboardEvent} event */
  #escape(event) {
    if (event.key !== "Escape" || event.defaultPrevented || !this.open) return;
    event.preventDefault();
    const tab = this.buttons[PAGES.findIndex(({ id }) => id === this.open)];
    this.show(null);
    tab.focus();
  }
}
