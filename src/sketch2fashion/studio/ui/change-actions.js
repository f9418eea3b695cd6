// @ts-check
/** The pages of the change panel and the fixed picture: a part of the registry in actions.js. */

import { fixPicture, releasePicture } from "./fixing.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./actions.js").Action} Action */

/** @type {Action[]} */
export const CHANGE_ACTIONS = [
  page("candidates", "grid", "KeyD"),
  page("morph", "morph", "shift+KeyD"),
  page("recolour", "colour", "shift+KeyC"),
  page("fabric", "fabric", "shift+KeyF"),
  {
    id: "colourways",
    group: "change",
    label: "action.colourways",
    icon: "grid",
    keys: ["shift+KeyW"],
    enabled: (app) => app.atelier.picture !== null,
    run: async (app) => (await import("./change-recolour.js")).showColourways(app), // its elements need a page; this list does not
  },
  {
    id: "fix",
    group: "change",
    label: "action.fix",
    hint: "action.fix.hint",
    icon: "pin",
    keys: ["shift+KeyK"],
    enabled: (app) => app.atelier.picture !== null && !isFixedAsShown(app),
    run: fixPicture,
  },
  {
    id: "release",
    group: "change",
    label: "action.release",
    short: "action.release.short",
    hint: "action.release.hint",
    icon: "close",
    keys: ["shift+alt+KeyK"],
    enabled: (app) => app.history.sketch.base !== undefined,
    run: releasePicture,
  },
];

/** @param {string} id @param {Action["icon"]} icon @param {string} key @returns {Action} */
function page(id, icon, key) {
  return {
    id: `${id}Page`,
    group: "change",
    label: `change.${id}.title`,
    icon,
    keys: [key],
    active: (app) => app.panel.change.open === id,
    run: (app) => app.panel.change.toggle(id),
  };
}

/** Whether fixing would change nothing. @param {App} app */
function isFixedAsShown({ atelier, shelf }) {
  return atelier.base !== null && shelf.get(atelier.base.picture) === atelier.picture?.blob;
}
