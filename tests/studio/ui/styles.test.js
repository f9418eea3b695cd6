// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { StyleShelf } from "../../../src/sketch2fashion/studio/document/styles.js";
import { Settings } from "../../../src/sketch2fashion/studio/ui/settings.js";
import { Styles } from "../../../src/sketch2fashion/studio/ui/styles.js";

/** @typedef {import("../../../src/sketch2fashion/studio/render/atelier.js").Engine} Engine */
/** @typedef {import("../../../src/sketch2fashion/studio/render/api.js").RenderOptions} RenderOptions */

const file = new Blob(["style"]);
const style = (/** @type {string} */ name) => ({ name, file, sketches: 4, photos: false });
/** @type {RenderOptions} */
const options = { refine: 0.3, variants: 1, seed: 0, size: 256, category: "auto" };

/** An engine that notes what it is asked for. @param {Engine["place"]} place */
function engine(place) {
  /** @type {RenderOptions[]} */
  const asked = [];
  const render = async (/** @type {unknown} */ _, /** @type {RenderOptions} */ wish) => {
    asked.push(wish);
    return { category: "t-shirt", scores: {}, images: [], seconds: 0 };
  };
  return { asked, engine: /** @type {Engine} */ ({ place, patienceMs: 1, render }) };
}

const settled = () => new Promise((done) => setTimeout(done, 20));

test("where the browser keeps nothing, a style lasts for this visit", async () => {
  const shelf = new StyleShelf();
  const kept = await shelf.add(style("Atelier"));
  await shelf.rename(kept.id, "Winter");
  assert.deepEqual(
    (await shelf.all()).map(({ name }) => name),
    ["Winter"],
  );
  await shelf.remove(kept.id);
  assert.equal(await shelf.get(kept.id), null);
});

test("a chosen style goes with what the server renders, and with nothing that the page renders itself", async () => {
  const settings = new Settings();
  let changes = 0;
  const styles = new Styles(settings, () => changes++);
  const own = await styles.shelf.add(style("Atelier"));
  const [server, browser] = [engine("server"), engine("browser")];
  const render = (/** @type {Engine} */ each) => styles.dressed(each).render("", options, AbortSignal.timeout(1000));
  await render(server.engine);
  settings.set("style", Styles.key(own));
  await settled();
  await render(server.engine);
  await render(browser.engine);
  settings.set("style", Styles.key({ name: "brand" }));
  await settled();
  await render(server.engine);
  assert.deepEqual(
    server.asked.map((wish) => wish.style),
    [undefined, { file }, { name: "brand" }],
  );
  assert.equal(browser.asked[0].style, undefined);
  assert.equal(changes, 2);
});

test("a style that is gone is not asked for again", async () => {
  const settings = new Settings();
  const styles = new Styles(settings, () => {});
  settings.set("style", "lost");
  await settled();
  assert.equal(settings.values.style, "");
  assert.equal(styles.dressed(engine("server").engine).place, "server");
});
