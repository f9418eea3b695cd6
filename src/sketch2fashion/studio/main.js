// @ts-check
/** Starts the studio: language, the drawing of last time or the example, and the page around it. */

import { PictureShelf } from "./document/base.js";
import { ReplaceSketch } from "./document/commands.js";
import { History } from "./document/history.js";
import { holdsDrawing, sketchOfFragment } from "./document/share.js";
import { emptySketch, isBlank } from "./document/sketch.js";
import { newSlot, slotOfThisTab } from "./document/slot.js";
import { openStorage } from "./document/storage.js";
import { App } from "./ui/app.js";
import { byId } from "./ui/dom.js";
import { firstSketch, languageOfHost, tellHost, useThemeOfHost } from "./ui/host.js";
import { preferredLanguage, useLanguage } from "./ui/i18n.js";
import { keepForOffline } from "./ui/offline.js";
import { changeProductOfAddress } from "./ui/photo-start.js";
import { Settings } from "./ui/settings.js";

start();

async function start() {
  useThemeOfHost();
  const settings = new Settings();
  const shared = await drawingOfAddress();
  if (shared?.sketch) newSlot(); // what somebody sent never takes the place of the own drawing
  const shelf = new PictureShelf();
  const [storage] = await Promise.all([
    slotOfThisTab().then((slot) => openStorage(slot, shelf)),
    useLanguage(languageOfHost() ?? settings.values.language ?? preferredLanguage()),
  ]);
  const before = shared?.sketch ? new History(shared.sketch) : await storage.load().catch(() => null);
  const history = before ?? new History(emptySketch());
  storage.follow(history);
  const app = new App(history, settings, storage, shelf);
  storage.onTrouble(() => app.toasts.say("toast.notKept"));
  if (!storage.keeps) app.toasts.say("toast.notKept");
  if (!before) history.execute(new ReplaceSketch(firstSketch()));
  else app.atelier.follow();
  greet(app, !before && !settings.values.tipsSeen);
  if (shared) app.toasts.say(shared.sketch ? "toast.shared" : "error.brokenLink");
  app.results.restore();
  changeProductOfAddress(app);
  keepForOffline(app);
  tellHost(app);
  document.body.dataset.ready = "";
  Object.assign(window, { studio: app }); // for the curious, and for tests of the real page
}

/** The drawing that somebody sent as a link; `sketch` is null if it cannot be read. The address becomes the plain one again. */
async function drawingOfAddress() {
  addEventListener("hashchange", () => holdsDrawing(location.hash) && location.reload());
  const { hash } = location;
  if (!holdsDrawing(hash)) return null;
  history.replaceState(history.state, "", location.pathname + location.search);
  return { sketch: await sketchOfFragment(hash).catch(() => null) };
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
