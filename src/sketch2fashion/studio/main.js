// @ts-check
/** Starts the studio: language, the drawing of last time or the example, and the page around it. */

import { ReplaceSketch } from "./document/commands.js";
import { History } from "./document/history.js";
import { emptySketch, isBlank } from "./document/sketch.js";
import { openStorage } from "./document/storage.js";
import { sketchOf } from "./examples/examples.js";
import { App } from "./ui/app.js";
import { byId } from "./ui/dom.js";
import { preferredLanguage, useLanguage } from "./ui/i18n.js";
import { Settings } from "./ui/settings.js";

const SLOT = "sketch2fashion.slot";

start();

async function start() {
  const settings = new Settings();
  const [storage] = await Promise.all([openStorage(slotOfThisTab()), useLanguage(settings.values.language ?? preferredLanguage())]);
  const before = await storage.load().catch(() => null);
  const history = before ?? new History(emptySketch());
  storage.follow(history);
  const app = new App(history, settings);
  storage.onTrouble(() => app.toasts.say("toast.notKept"));
  if (!storage.keeps) app.toasts.say("toast.notKept");
  if (!before) history.execute(new ReplaceSketch(sketchOf("t-shirt")));
  else app.atelier.follow();
  greet(app, !before && !settings.values.tipsSeen);
  document.body.dataset.ready = "";
  Object.assign(window, { studio: app }); // for the curious, and for tests of the real page
}

/** @param {App} app @param {boolean} first */
function greet(app, first) {
  const tip = byId("tip", HTMLElement);
  tip.hidden = !first || isBlank(app.history.sketch);
  byId("tip-start", HTMLButtonElement).addEventListener("click", () => {
    tip.hidden = true;
    app.run("clear");
  });
  byId("tip-close", HTMLButtonElement).addEventListener("click", () => {
    tip.hidden = true;
    app.settings.set("tipsSeen", true);
  });
}

/** A name that a tab keeps over its reloads, and no other tab has. */
function slotOfThisTab() {
  try {
    const known = sessionStorage.getItem(SLOT);
    if (known) return known;
    const fresh = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
    sessionStorage.setItem(SLOT, fresh);
    return fresh;
  } catch {
    return "only";
  }
}
