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
  const [storage] = await Promise.all([slotOfThisTab().then(openStorage), useLanguage(settings.values.language ?? preferredLanguage())]);
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
  const stop = app.history.onStep(() => {
    tip.hidden = true;
    stop();
  });
  byId("tip-start", HTMLButtonElement).addEventListener("click", () => {
    tip.hidden = true;
    app.run("clear");
  });
  byId("tip-close", HTMLButtonElement).addEventListener("click", () => {
    tip.hidden = true;
    app.settings.set("tipsSeen", true);
  });
}

/**
 * A name that a tab keeps over its reloads, and no other tab has: a duplicated tab copies the name, and then may not have it.
 * @returns {Promise<string>}
 */
async function slotOfThisTab() {
  let slot = remembered() ?? remember();
  while (!(await isOurs(slot))) slot = remember();
  return slot;
}

function remembered() {
  try {
    return sessionStorage.getItem(SLOT);
  } catch {
    return null;
  }
}

function remember() {
  const fresh = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
  try {
    sessionStorage.setItem(SLOT, fresh);
  } catch {
    // cookies are blocked: the name lasts for this visit
  }
  return fresh;
}

/** Holds the name until the tab is closed. Locks are missing on plain http over a network name. @param {string} slot */
function isOurs(slot) {
  if (!navigator.locks) return true;
  return new Promise((/** @type {(ours: boolean) => void} */ tell) => {
    navigator.locks.request(slot, { ifAvailable: true }, (lock) => {
      tell(lock !== null);
      return lock === null ? undefined : new Promise(() => {});
    });
  });
}
