// @ts-check
/**
 * Two languages, switched in place. Text in the page carries its key (`data-text`, `data-label`, `data-tip`), so a switch
 * is one walk over the page.
 */

/** @typedef {"en" | "ko"} Language */
/** @typedef {Record<string, string | number>} Params */

/** @type {Language[]} */
export const LANGUAGES = ["en", "ko"];
const ATTRIBUTES = /** @type {const} */ ({
  text: null,
  label: "aria-label",
  tip: "data-tooltip",
  placeholder: "placeholder",
  alt: "alt",
  hint: "data-explained",
});

/** @type {Language} */
let language = "en";
/** @type {Record<string, string>} */
let strings = {};
/** @type {Set<() => void>} */
const listeners = new Set();

/** @returns {Language} what the browser asks for */
export function preferredLanguage() {
  return navigator.languages?.some((tag) => tag.toLowerCase().startsWith("ko")) && !navigator.language.startsWith("en") ? "ko" : "en";
}

/** @param {Language} wanted */
export async function useLanguage(wanted) {
  const response = await fetch(`/studio/i18n/${wanted}.json`);
  if (!response.ok) throw new Error(`no strings for ${wanted}`);
  strings = await response.json();
  language = wanted;
  document.documentElement.lang = wanted;
  translate(document);
  for (const listener of listeners) listener();
}

export function currentLanguage() {
  return language;
}

/** @param {string} key @param {Params} [params] */
export function t(key, params = {}) {
  const text = strings[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => String(params[name] ?? ""));
}

/** @param {string} key */
export function hasText(key) {
  return key in strings;
}

/** Text that the page computes itself hears of a switch here. @param {() => void} listener */
export function onLanguage(listener) {
  listeners.add(listener);
}

/**
 * Give an element a translated text or attribute that follows a switch of the language.
 * @template {Element} T
 * @param {T} element @param {keyof typeof ATTRIBUTES} what @param {string} key @param {Params} [params] @returns {T}
 */
export function label(element, what, key, params) {
  const data = /** @type {HTMLElement} */ (/** @type {unknown} */ (element)).dataset;
  data[what] = key;
  if (params) data.params = JSON.stringify(params);
  apply(element, what, key, params);
  return element;
}

/** @param {ParentNode} root */
export function translate(root) {
  for (const what of /** @type {(keyof typeof ATTRIBUTES)[]} */ (Object.keys(ATTRIBUTES))) {
    for (const element of root.querySelectorAll(`[data-${what}]`)) {
      const { dataset } = /** @type {HTMLElement} */ (element);
      apply(element, what, dataset[what] ?? "", dataset.params ? JSON.parse(dataset.params) : undefined);
    }
  }
}

/** @param {Element} element @param {keyof typeof ATTRIBUTES} what @param {string} key @param {Params} [params] */
function apply(element, what, key, params) {
  const attribute = ATTRIBUTES[what];
  const text = t(key, params);
  if (attribute === null) element.textContent = text;
  else element.setAttribute(attribute, text);
}

/** @param {string} price decimal, major units @param {string | null} currency ISO 4217 */
export function priceText(price, currency) {
  const amount = Number(price);
  if (!Number.isFinite(amount)) return price;
  try {
    return new Intl.NumberFormat(language, currency ? { style: "currency", currency } : {}).format(amount);
  } catch {
    return `${price} ${currency}`; // not a currency that the browser knows
  }
}

/** @param {string | null} category @returns {string} its name, or itself where we have none */
export function categoryText(category) {
  return category === null ? "" : hasText(`category.${category}`) ? t(`category.${category}`) : category;
}
