// @ts-check
/**
 * Products for the garment: a drawer beside the drawing, so that both stay in sight. What is looked for stands in the
 * page's address.
 */

import { findProducts, shopsOfServer } from "../render/api.js";
import { forServer } from "../render/wire.js";
import { Crop } from "./crop.js";
import { h, icon } from "./dom.js";
import { Favourites } from "./favourites.js";
import { reasonOf } from "./files.js";
import { CATEGORIES } from "./garment-panel.js";
import { sellerOfHost } from "./host.js";
import { categoryText, label, onLanguage, priceText, t } from "./i18n.js";
import { changeProduct } from "./photo-start.js";
import { productCard } from "./product-card.js";
import { isNarrowed, NOTHING, searchOf, wishOf } from "./search-address.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../render/api.js").Match} Match */
/** @typedef {import("../render/api.js").Found} Found */
/** @typedef {import("./search-address.js").Wish} Wish */

/** The colour words that the server filters by. */
const FAMILIES = ["black", "grey", "white", "red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "beige"];
const OWN_SHOP = "catalog";
const TYPING_MS = 450;
const NARROW = matchMedia("(max-width: 860px)"); // as in layout.css

export class Results {
  /** @type {Wish} */
  wish = { ...NOTHING };
  /** Told of every search. @type {(found: Found) => void} */
  onFound = () => {};
  favourites = new Favourites();
  /** @type {AbortController | null} */
  #searching = null;
  /** @type {Found | null} */
  #found = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #typingTimer = undefined;
  /** @type {import("../render/api.js").Shop[]} */
  #shops = [];
  /** @type {Set<string>} shops on the web that may see the picture, for this visit */
  #agreed = new Set();
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
    this.crop = new Crop(this.query, () => this.search());
    this.again = label(
      h("button", { type: "button", class: "text-button small", hidden: true, onclick: () => this.search() }),
      "text",
      "results.again",
    );
    this.heart = label(h("button", { type: "button", class: "icon-button" }, icon("heart")), "label", "results.favourites");
    this.heart.addEventListener("click", () => this.#want({ favourites: !this.wish.favourites, like: "" }));
    this.csv = label(h("button", { type: "button", class: "text-button small" }), "text", "results.csv");
    this.csv.addEventListener("click", () => this.app.files.saveCsv(this.favourites.csv(location.origin)));
    this.filters = this.#filterBar();
    this.tabs = label(h("div", { class: "segments shops", role: "group", hidden: true }), "label", "results.shops");
    this.list = h("ul", { class: "products" });
    drawer.setAttribute("aria-labelledby", "results-title");
    drawer.append(
      h("header", { class: "results-head" }, this.crop.element, h("div", {}, this.title, this.summary), this.heart, this.close),
      this.tabs,
      this.filters.bar,
      h("div", { class: "results-deeds" }, this.again, this.csv),
      this.list,
    );
    drawer.addEventListener("keydown", (event) => event.key === "Escape" && this.hide());
    addEventListener("popstate", () => this.#follow());
    app.atelier.onChange(() => this.#noticeChange());
    onLanguage(() => this.#draw());
  }

  get isOpen() {
    return !this.drawer.hidden;
  }

  /** What the address asks for, once there is a garment to look with. */
  restore() {
    const wish = wishOf(location.search);
    if (!wish.open) return;
    if (this.app.atelier.picture || wish.like || wish.favourites) return this.#follow();
    this.app.atelier.onChange(() => {
      if (this.app.atelier.picture && !this.isOpen && wishOf(location.search).open) this.#follow();
    });
  }

  hide() {
    this.#want({ ...NOTHING });
  }

  /** Search for the garment that is shown, or for the drawing itself while there is none. */
  async search() {
    if (!this.wish.open) return this.#want({ open: true });
    if (this.wish.favourites) return this.#draw();
    const { picture } = this.app.atelier;
    this.#show(picture?.url ?? "");
    const asks = await this.#shopThatAsks();
    if (asks) return this.#askConsent(asks);
    const searching = this.#begin();
    try {
      const { like, ...filters } = this.wish;
      const query = like ? { product: like } : picture ? { picture: picture.blob } : { sketch: forServer(this.app.history.sketch) };
      const found = await findProducts(
        query,
        { ...filters, seller: filters.seller || sellerOfHost(), ...this.#permission(filters.shop), crop: this.crop.value },
        searching.signal,
      );
      if (searching !== this.#searching) return;
      this.#found = found;
      this.#draw();
      this.onFound(found);
    } catch (problem) {
      if (searching === this.#searching && !searching.signal.aborted) this.#fail(reasonOf(problem));
    } finally {
      if (searching === this.#searching) this.drawer.removeAttribute("aria-busy");
    }
  }

  /** Look for something else; Back returns. @param {Partial<Wish>} change */
  #want(change) {
    const wish = { ...this.wish, ...change };
    const address = location.pathname + searchOf(wish, location.search) + location.hash;
    if (address !== location.pathname + location.search + location.hash) history.pushState(null, "", address);
    this.#follow();
  }

  /** Show what the address says. */
  #follow() {
    const wish = wishOf(location.search);
    if (wish.shop && this.#shops.length > 0 && !this.#shops.some(({ name }) => name === wish.shop)) wish.shop = "";
    if (wish.like !== this.wish.like) this.crop.reset();
    this.wish = wish;
    this.#fillFilters();
    if (!wish.open) return this.#leave();
    if (!this.isOpen) this.#readShops();
    if (!wish.favourites) return this.search();
    this.#show(this.app.atelier.picture?.url ?? "");
    return this.#draw();
  }

  #leave() {
    this.#searching?.abort();
    if (this.drawer.hidden) return;
    this.drawer.hidden = true;
    this.#coverPage(false);
    /** @type {HTMLElement | null} */ (document.querySelector('[data-action="find"]'))?.focus();
  }

  async #readShops() {
    if (this.#shops.length === 0) this.#shops = await shopsOfServer();
    this.#drawTabs();
  }

  /** @param {string} shop */
  #permission(shop) {
    return { consent: this.#agreed.has(shop) };
  }

  /** The chosen shop, if it lies on the web and may not see the picture yet. */
  async #shopThatAsks() {
    const { shop } = this.wish;
    if (!shop || this.#agreed.has(shop)) return null;
    await this.#readShops();
    return this.#shops.find(({ name, web }) => name === shop && web) ?? null;
  }

  /** Nothing leaves the server before somebody has said yes. @param {import("../render/api.js").Shop} shop */
  #askConsent({ name, title, sends }) {
    this.#searching?.abort();
    this.drawer.removeAttribute("aria-busy");
    this.summary.textContent = "";
    const yes = label(h("button", { type: "button", class: "text-button primary" }), "text", "results.agree");
    yes.addEventListener("click", () => {
      this.#agreed.add(name);
      this.search();
    });
    const words = label(h("p"), "text", "results.consent", { shop: title });
    this.list.replaceChildren(h("li", { class: "nothing consent" }, words, h("small", { textContent: sends, lang: "en" }), yes));
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
    this.crop.element.hidden = url === "" || this.wish.like !== "" || this.wish.favourites;
    if (url) this.query.src = url;
    if (opening) this.title.focus();
  }

  /** On a phone the results are the whole page: what lies behind cannot be reached. @param {boolean} covered */
  #coverPage(covered) {
    for (const behind of document.querySelectorAll(".top, .rail, .stage, .options, .garment")) behind.toggleAttribute("inert", covered);
  }

  #noticeChange() {
    const { picture, revision } = this.app.atelier;
    this.again.hidden = this.drawer.hidden || !picture || revision === this.#queried || this.wish.favourites;
  }

  #draw() {
    this.#drawFilters();
    const { favourites } = this.wish;
    this.heart.setAttribute("aria-pressed", String(favourites));
    this.csv.hidden = !favourites || this.favourites.products.length === 0;
    this.filters.bar.hidden = favourites;
    this.title.textContent = t(favourites ? "results.favourites" : this.wish.like ? "results.likeThis" : "results.title");
    if (favourites) this.drawer.removeAttribute("aria-busy");
    const matches = favourites ? this.favourites.products : this.#found?.matches;
    if (!matches) return;
    this.summary.textContent = this.#summary(matches.length);
    this.list.replaceChildren(...matches.map((match) => this.#card(match)));
    if (matches.length === 0 && !favourites) this.list.append(h("li", { class: "nothing" }, this.#clearButton()));
  }

  /** @param {number} count */
  #summary(count) {
    if (this.wish.favourites) return t(count > 0 ? "results.kept" : "results.noneKept", { count });
    if (count === 0) return t("results.none");
    return t(this.#found?.close === false ? "results.nothingClose" : "results.count", { count });
  }

  /** @param {Match} match */
  #card(match) {
    return productCard(match, {
      isFavourite: this.favourites.has(match),
      canLike: this.wish.shop === "" && !this.wish.favourites,
      like: ({ id }) => this.#want({ like: id, favourites: false, category: "", colour: "" }),
      change: (each) => changeProduct(this.app, each),
      favour: (each) => this.favourites.toggle(each),
    });
  }

  #drawTabs() {
    this.tabs.hidden = this.#shops.length < 2;
    this.tabs.replaceChildren(
      ...this.#shops.map(({ name, title }) => {
        const text = name === OWN_SHOP ? t("results.ownShop") : title;
        const tab = h("button", { type: "button", class: "segment", textContent: text });
        tab.setAttribute("aria-pressed", String((this.wish.shop || OWN_SHOP) === name));
        tab.addEventListener("click", () => this.#want({ shop: name === OWN_SHOP ? "" : name, like: "", favourites: false }));
        return tab;
      }),
    );
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
    button.addEventListener("click", () => this.#want({ ...NOTHING, open: true, like: this.wish.like, shop: this.wish.shop }));
    return button;
  }

  #filterBar() {
    const category = h("select", { class: "select" });
    const colour = h("select", { class: "select" });
    const priceMin = h("input", { class: "price", type: "number", min: "0", step: "any", inputMode: "decimal" });
    const priceMax = h("input", { class: "price", type: "number", min: "0", step: "any", inputMode: "decimal" });
    const words = h("input", { class: "price words", type: "search", maxLength: 80 });
    const seller = h("select", { class: "select" });
    const inStock = h("input", { type: "checkbox", class: "switch" });
    const fields = { category, colour, priceMin, priceMax, words, seller };
    for (const [field, name, hint] of /** @type {const} */ ([
      [priceMin, "results.priceFrom", "results.from"],
      [priceMax, "results.priceTo", "results.to"],
      [words, "results.words", "results.words"],
    ])) {
      label(field, "label", name);
      label(field, "placeholder", hint);
      field.addEventListener("input", () => {
        clearTimeout(this.#typingTimer);
        this.#typingTimer = setTimeout(() => this.#wantFields(), TYPING_MS);
      });
    }
    label(category, "label", "results.category");
    label(colour, "label", "results.colour");
    label(seller, "label", "results.seller");
    for (const field of [category, colour, seller, inStock]) field.addEventListener("change", () => this.#wantFields());
    const wrap = (/** @type {HTMLElement} */ field) => h("span", { class: "select-wrap" }, field, icon("chevron", 16));
    const sellers = wrap(seller);
    const clear = this.#clearButton();
    clear.classList.add("small");
    const bar = h(
      "div",
      { class: "filters" },
      wrap(category),
      wrap(colour),
      h("span", { class: "prices" }, priceMin, h("span", { "aria-hidden": "true" }, "–"), priceMax),
      h("span", { class: "select-wrap" }, words),
      sellers,
      h("label", { class: "stock" }, inStock, label(h("span"), "text", "results.inStock")),
      clear,
    );
    const bands = h("div", { class: "bands" });
    bar.append(bands);
    return { bar, ...fields, inStock, sellers, clear, bands };
  }

  #wantFields() {
    const { category, colour, priceMin, priceMax, words, seller, inStock } = this.filters;
    this.#want({
      category: category.value,
      colour: colour.value,
      priceMin: priceMin.value,
      priceMax: priceMax.value,
      words: words.value.trim(),
      seller: seller.value,
      inStock: inStock.checked,
    });
  }

  /** The address may have changed without the fields. */
  #fillFilters() {
    this.#drawFilters();
    this.#drawTabs();
    const { priceMin, priceMax, words, inStock } = this.filters;
    for (const [field, value] of /** @type {const} */ ([
      [priceMin, this.wish.priceMin],
      [priceMax, this.wish.priceMax],
      [words, this.wish.words],
    ]))
      if (document.activeElement !== field) field.value = value;
    inStock.checked = this.wish.inStock;
  }

  #drawFilters() {
    const { category, colour, seller, sellers, clear, bands } = this.filters;
    const facets = this.#found?.facets;
    const counted = (/** @type {string} */ text, /** @type {number | undefined} */ count) => (count ? `${text} (${count})` : text);
    const kinds = CATEGORIES.map((name) => pair(name, counted(categoryText(name), facets?.categories[name])));
    const colours = FAMILIES.map((name) => pair(name, counted(t(`colour.${name}`), facets?.colours[name])));
    const names = Object.keys(facets?.sellers ?? {});
    if (this.wish.seller && !names.includes(this.wish.seller)) names.push(this.wish.seller);
    fillSelect(category, [pair("", t("results.anyCategory")), ...kinds], this.wish.category);
    fillSelect(colour, [pair("", t("results.anyColour")), ...colours], this.wish.colour);
    const known = names.map((name) => pair(name, counted(name === OWN_SHOP ? t("results.ownShop") : name, facets?.sellers[name])));
    fillSelect(seller, [pair("", t("results.anySeller")), ...known], this.wish.seller);
    sellers.hidden = names.length < 2 && !this.wish.seller;
    clear.hidden = !isNarrowed(this.wish);
    bands.replaceChildren(...(facets?.prices ?? []).map((band) => this.#band(band)));
    bands.hidden = (facets?.prices ?? []).length < 2;
  }

  /** A price band to click on. @param {import("../render/api.js").PriceBand} band */
  #band({ currency, min, max, products }) {
    const text = `${priceText(min, currency)} – ${priceText(max, currency)} (${products})`;
    const band = h("button", { type: "button", class: "text-button small", textContent: text });
    band.addEventListener("click", () => this.#want({ priceMin: min, priceMax: max }));
    return band;
  }
}

/** @param {HTMLSelectElement} select @param {[value: string, text: string][]} options @param {string} chosen */
function fillSelect(select, options, chosen) {
  select.replaceChildren(...options.map(([value, textContent]) => h("option", { value, textContent })));
  select.value = chosen;
}

/** @param {string} value @param {string} text @returns {[string, string]} */
function pair(value, text) {
  return [value, text];
}
