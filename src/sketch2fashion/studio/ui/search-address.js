// @ts-check
/** What is looked for, in the page's address: so Back works, a reload stays where it was, and a search can be sent on. */

/**
 * @typedef {object} Wish
 * @property {boolean} open
 * @property {string} category
 * @property {string} colour
 * @property {string} priceMin
 * @property {string} priceMax
 * @property {string} words
 * @property {string} seller
 * @property {boolean} inStock
 * @property {string} shop
 * @property {string} like the id of a product that the others shall be like
 * @property {boolean} favourites
 */

/** @type {Wish} */
export const NOTHING = {
  open: false,
  category: "",
  colour: "",
  priceMin: "",
  priceMax: "",
  words: "",
  seller: "",
  inStock: false,
  shop: "",
  like: "",
  favourites: false,
};

const NAMES = /** @type {const} */ ({
  open: "find",
  category: "kind",
  colour: "colour",
  priceMin: "from",
  priceMax: "to",
  words: "words",
  seller: "seller",
  inStock: "stock",
  shop: "shop",
  like: "like",
  favourites: "favourites",
});

/** @param {string} search `location.search` @returns {Wish} */
export function wishOf(search) {
  const parameters = new URLSearchParams(search);
  const wish = { ...NOTHING };
  for (const name of /** @type {(keyof Wish)[]} */ (Object.keys(NAMES))) {
    const value = parameters.get(NAMES[name]);
    if (value !== null) Object.assign(wish, { [name]: typeof NOTHING[name] === "boolean" ? true : value });
  }
  for (const name of /** @type {const} */ (["priceMin", "priceMax"])) if (!(Number(wish[name]) >= 0)) wish[name] = "";
  return wish;
}

/** The `?…` of an address, empty for a closed drawer; what else stands there stays. @param {Wish} wish @param {string} search */
export function searchOf(wish, search = "") {
  const parameters = new URLSearchParams(search);
  for (const name of Object.values(NAMES)) parameters.delete(name);
  if (wish.open) {
    for (const name of /** @type {(keyof Wish)[]} */ (Object.keys(NAMES))) {
      if (wish[name] === true) parameters.set(NAMES[name], "1");
      else if (wish[name]) parameters.set(NAMES[name], String(wish[name]));
    }
  }
  const text = parameters.toString();
  return text ? `?${text}` : "";
}

/** Whether anything narrows the search. @param {Wish} wish */
export function isNarrowed(wish) {
  return Boolean(wish.category || wish.colour || wish.priceMin || wish.priceMax || wish.words || wish.seller || wish.inStock);
}
