// @ts-check
/** Products that somebody likes, kept in this browser and nowhere else; as a CSV file for whoever wants to take them along. */

/** @typedef {import("../render/api.js").Match} Match */

const KEY = "sketch2fashion.favourites";
const MOST = 500;
const COLUMNS = /** @type {const} */ (["id", "title", "price", "currency", "shop", "category", "link", "image"]);

export class Favourites {
  /** @type {Match[]} the newest first */
  products = [];

  constructor() {
    try {
      const stored = JSON.parse(localStorage.getItem(KEY) ?? "[]");
      if (Array.isArray(stored)) this.products = stored.filter((each) => typeof each?.id === "string" && typeof each?.title === "string");
    } catch {
      // nothing stored, or nothing readable
    }
  }

  /** @param {Match} match */
  has(match) {
    return this.products.some((each) => isSame(each, match));
  }

  /** @param {Match} match @returns {boolean} whether it is one now */
  toggle(match) {
    const had = this.has(match);
    this.products = had ? this.products.filter((each) => !isSame(each, match)) : [match, ...this.products].slice(0, MOST);
    try {
      localStorage.setItem(KEY, JSON.stringify(this.products));
    } catch {
      // private window or full disk: they last for this visit
    }
    return !had;
  }

  /** @param {string} base of links that are relative */
  csv(base) {
    const rows = this.products.map((product) => COLUMNS.map((name) => cell(name, product[name], base)).join(","));
    return `\uFEFF${[COLUMNS.join(","), ...rows].join("\r\n")}\r\n`; // the mark makes spreadsheets read Korean rightly
  }
}

/**
 * Quoted; and a text that a spreadsheet would take for a formula gets an apostrophe before it.
 * @param {string} name @param {string | null} value @param {string} base
 */
function cell(name, value, base) {
  const text = value === null || value === undefined ? "" : name === "link" || name === "image" ? absolute(value, base) : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** @param {string} address @param {string} base */
function absolute(address, base) {
  try {
    return new URL(address, base).href;
  } catch {
    return "";
  }
}

/** @param {Match} one @param {Match} other */
function isSame(one, other) {
  return one.id === other.id && one.shop === other.shop;
}
