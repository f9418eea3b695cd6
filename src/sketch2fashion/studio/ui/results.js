// @ts-check
/** Products for the garment: a drawer beside the drawing, so that both stay in sight. */

import { findProducts } from "../render/api.js";
import { forServer } from "../render/wire.js";
import { h, icon } from "./dom.js";
import { reasonOf } from "./files.js";
import { CATEGORIES } from "./garment-panel.js";
import { categoryText, currentLanguage, label, onLanguage, priceText, t } from "./i18n.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../render/api.js").Match} Match */
/** @typedef {import("../render/api.js").Found} Found */
/** @typedef {import("../render/api.js").Filters} Filters */

/** The colour words that the server filters by. */
const FAMILIES = ["black", "grey", "white", "red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "beige"];
const OWN_SHOP = "catalog"; // what products without a shop of their own say
const TYPING_MS = 450;
const NARROW = matchMedia("(max-width: 860px)"); // as in layout.css
const ALIKE = 0.6; // from this part score on the shape or the colour is worth naming

export class Results {
  /** @type {AbortController | null} */
  #searching = null;
  /** @type {Found | null} */
  #found = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #typingTimer = undefined;
  #queried = 0; // the state of the drawing that was searched with

  /** @param {App} app @param {HTMLElement} drawer */
  constructor(app, drawer) {
    this.app = app;
    this.drawer = drawer;
    this.close = label(
      h("button", { type: "button", class: "icon-button", onclick: () => this.hide() }, icon("close")),
      "label",
      "action.close",
    );
    this.title = label(h("h2", { id: "results-title", tabIndex: -1 }), "text", "results.title");
    this.summary = h("p", { class: "results-summary", role: "status" });
    this.query = h("img", { class: "query", alt: "", draggable: false });
    label(this.query, "alt", "results.query");
    this.again = label(
      h("button", { type: "button", class: "text-button small", hidden: true, onclick: () => this.search() }),
      "text",
      "results.again",
    );
    this.filters = this.#filterBar();
    this.list = h("ul", { class: "products" });
    drawer.setAttribute("aria-labelledby", "results-title");
    drawer.append(
      h("header", { class: "results-head" }, this.query, h("div", {}, this.title, this.summary), this.close),
      this.filters.bar,
      this.again,
      this.list,
    );
    drawer.addEventListener("keydown", (event) => event.key === "Escape" && this.hide());
    app.atelier.onChange(() => this.#noticeChange());
    onLanguage(() => this.#draw());
  }

  get isOpen() {
    return !this.drawer.hidden;
  }

  hide() {
    this.drawer.hidden = true;
    this.#coverPage(false);
    this.#searching?.abort();
    /** @type {HTMLElement | null} */ (document.querySelector('[data-action="find"]'))?.focus();
  }

  /** Search for the garment that is shown, or for the drawing itself while there is none. */
  async search() {
    const { picture } = this.app.atelier;
    this.#show(picture?.url ?? "");
    const searching = this.#begin();
    try {
      const query = picture ? { picture: picture.blob } : { sketch: forServer(this.app.history.sketch) };
      const found = await findProducts(query, this.#chosen(), searching.signal);
      if (searching !== this.#searching) return;
      this.#found = found;
      this.#draw();
    } catch (problem) {
      if (searching === this.#searching && !searching.signal.aborted) this.#fail(reasonOf(problem));
    } finally {
      this.drawer.removeAttribute("aria-busy");
    }
  }

  #begin() {
    this.#searching?.abort();
    this.#searching = new AbortController();
    this.drawer.setAttribute("aria-busy", "true");
    this.again.hidden = true;
    this.summary.textContent = t("results.searching");
    if (!this.#found)
      this.list.replaceChildren(
        ...Array.from({ length: 6 }, () => h("li", { class: "product placeholder" }, h("span", { class: "product-picture" }))),
      );
    return this.#searching;
  }

  /** @param {string} url of the garment */
  #show(url) {
    const opening = this.drawer.hidden;
    this.#coverPage(NARROW.matches);
    this.drawer.hidden = false;
    this.#queried = this.app.atelier.revision;
    this.query.hidden = url === "";
    if (url) this.query.src = url;
    if (opening) this.title.focus();
  }

  /** On a phone the results are the whole page: what lies behind cannot be reached. @param {boolean} covered */
  #coverPage(covered) {
    for (const behind of document.querySelectorAll(".top, .rail, .stage, .options, .garment")) behind.toggleAttribute("inert", covered);
  }

  #noticeChange() {
    const { picture, revision } = this.app.atelier;
    this.again.hidden = this.drawer.hidden || !picture || revision === this.#queried;
  }

  /** @returns {Filters} */
  #chosen() {
    const { category, colour, priceMin, priceMax } = this.filters;
    return { category: category.value, colour: colour.value, priceMin: priceMin.value, priceMax: priceMax.value };
  }

  #draw() {
    this.#drawFilters();
    if (!this.#found) return;
    const { matches } = this.#found;
    this.summary.textContent = matches.length > 0 ? t("results.count", { count: matches.length }) : t("results.none");
    this.list.replaceChildren(...matches.map(productCard));
    if (matches.length === 0) this.list.append(h("li", { class: "nothing" }, this.#clearButton()));
  }

  /** @param {string} reason */
  #fail(reason) {
    this.summary.textContent = reason;
    this.list.replaceChildren(
      h(
        "li",
        { class: "nothing" },
        label(h("button", { type: "button", class: "text-button", onclick: () => this.search() }), "text", "action.retry"),
      ),
    );
  }

  #clearButton() {
    const button = label(h("button", { type: "button", class: "text-button" }), "text", "results.clear");
    button.addEventListener("click", () => {
      const { category, colour, priceMin, priceMax } = this.filters;
      for (const field of [category, colour, priceMin, priceMax]) field.value = "";
      this.search();
    });
    return button;
  }

  #filterBar() {
    const category = h("select", { class: "select" });
    const colour = h("select", { class: "select" });
    const priceMin = h("input", { class: "price", type: "number", min: "0", step: "any", inputMode: "decimal" });
    const priceMax = h("input", { class: "price", type: "number", min: "0", step: "any", inputMode: "decimal" });
    label(category, "label", "results.category");
    label(colour, "label", "results.colour");
    for (const [field, name, hint] of /** @type {const} */ ([
      [priceMin, "results.priceFrom", "results.from"],
      [priceMax, "results.priceTo", "results.to"],
    ])) {
      label(field, "label", name);
      label(field, "placeholder", hint);
      field.addEventListener("input", () => {
        clearTimeout(this.#typingTimer);
        this.#typingTimer = setTimeout(() => this.search(), TYPING_MS);
      });
    }
    for (const field of [category, colour]) field.addEventListener("change", () => this.search());
    const wrap = (/** @type {HTMLElement} */ field) => h("span", { class: "select-wrap" }, field, icon("chevron", 16));
    const bar = h(
      "div",
      { class: "filters" },
      wrap(category),
      wrap(colour),
      h("span", { class: "prices" }, priceMin, h("span", { "aria-hidden": "true" }, "–"), priceMax),
    );
    return { bar, category, colour, priceMin, priceMax };
  }

  #drawFilters() {
    const { category, colour } = this.filters;
    fillSelect(category, [["", t("results.anyCategory")], ...CATEGORIES.map((name) => pair(name, categoryText(name)))]);
    fillSelect(colour, [["", t("results.anyColour")], ...FAMILIES.map((name) => pair(name, t(`colour.${name}`)))]);
  }
}

/** @param {Match} match */
function productCard(match) {
  const { title, price, currency, image, link, shop } = match;
  const cost = price === null ? t("results.noPrice") : priceText(price, currency);
  const picture = h("img", { src: image, alt: "", loading: "lazy", decoding: "async" });
  picture.addEventListener("error", () => picture.replaceWith(icon("examples", 48)), { once: true });
  return h(
    "li",
    { class: "product" },
    h(
      "a",
      {
        href: safeLink(link),
        target: "_blank",
        rel: "noopener",
        lang: currentLanguage(),
        "aria-label": `${title}, ${cost}, ${why(match)}, ${t("results.opens")}`,
      },
      h("span", { class: "product-picture" }, picture),
      h("span", { class: "product-title", textContent: title }),
      h(
        "span",
        { class: "product-line" },
        h("strong", { textContent: cost }),
        h("span", { class: "product-shop", textContent: shop === OWN_SHOP ? t("results.ownShop") : shop }),
      ),
      h("span", { class: "why", textContent: why(match) }),
    ),
  );
}

/** @param {Match} match */
function why({ score, why: reasons }) {
  return t("why.percent", { percent: Math.round(score * 100), what: t(`why.${strongest(reasons)}`) });
}

/** @param {Match["why"]} reasons */
function strongest(reasons) {
  const [shape, colour] = [reasons.shape ?? 0, reasons.colour ?? 0];
  if (shape >= ALIKE && colour >= ALIKE) return "both";
  if (shape < ALIKE && colour < ALIKE) return "look";
  return shape >= colour ? "shape" : "colour";
}

/** A feed may hold anything; only web addresses become links. @param {string} link */
function safeLink(link) {
  try {
    const { protocol, href } = new URL(link, location.href);
    return protocol === "https:" || protocol === "http:" ? href : "about:blank";
  } catch {
    return "about:blank";
  }
}

/** @param {HTMLSelectElement} select @param {[value: string, text: string][]} options */
function fillSelect(select, options) {
  const chosen = select.value;
  select.replaceChildren(...options.map(([value, textContent]) => h("option", { value, textContent })));
  select.value = chosen;
}

/** @param {string} value @param {string} text @returns {[string, string]} */
function pair(value, text) {
  return [value, text];
}
