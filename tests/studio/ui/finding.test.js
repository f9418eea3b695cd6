// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Favourites } from "../../../src/sketch2fashion/studio/ui/favourites.js";
import { isNarrowed, NOTHING, searchOf, wishOf } from "../../../src/sketch2fashion/studio/ui/search-address.js";

/** @param {string} id @param {string} title @returns {import("../../../src/sketch2fashion/studio/render/api.js").Match} */
const product = (id, title) => ({
  id,
  title,
  price: "39000",
  currency: "KRW",
  image: `/api/v1/products/${id}/image`,
  link: `/products/${id}`,
  shop: "catalog",
  category: "t-shirt",
  score: 0.9,
  why: { shape: 0.9, colour: 0.8 },
});

test("what is looked for comes out of the address as it went in", () => {
  const wish = { ...NOTHING, open: true, category: "skirt", colour: "red", priceMin: "10", words: "울 zip", inStock: true, like: "한글/1" };
  assert.deepEqual(wishOf(searchOf(wish)), wish);
});

test("a closed drawer leaves the address plain, and other parts of it alone", () => {
  assert.equal(searchOf({ ...NOTHING, category: "skirt" }), "");
  assert.equal(searchOf({ ...NOTHING }, "?lang=ko&find=1&kind=hat"), "?lang=ko");
});

test("an address that makes no sense asks for nothing strange", () => {
  const wish = wishOf("?find=1&from=cheap&to=-5&unknown=1");
  assert.equal(wish.open, true);
  assert.equal(wish.priceMin, "");
  assert.equal(wish.priceMax, "");
  assert.ok(!isNarrowed(wish));
});

test("favourites are kept, found again, and taken away", () => {
  const favourites = new Favourites();
  assert.equal(favourites.toggle(product("1", "Red t-shirt")), true);
  assert.ok(favourites.has(product("1", "another title")));
  assert.equal(favourites.toggle(product("1", "Red t-shirt")), false);
  assert.equal(favourites.products.length, 0);
});

test("favourites as CSV are quoted, have whole addresses, and hold no formula", () => {
  const favourites = new Favourites();
  favourites.toggle(product("2", '=HYPERLINK("x"), "best"'));
  const [head, row] = favourites.csv("http://studio.example/").slice(1).trim().split("\r\n");
  assert.equal(head, "id,title,price,currency,shop,category,link,image");
  assert.equal(
    row,
    '2,"\'=HYPERLINK(""x""), ""best""",39000,KRW,catalog,t-shirt,http://studio.example/products/2,http://studio.example/api/v1/products/2/image',
  );
});
