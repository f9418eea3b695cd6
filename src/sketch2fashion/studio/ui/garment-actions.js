// @ts-check
/** What can be done with a garment, and all ways to keep and share it: a part of the registry in actions.js. */

import { canShare } from "../document/share.js";
import { moreLikeThis } from "./more-like.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./actions.js").Action} Action */

/** @type {Action[]} */
export const GARMENT_ACTIONS = [
  { id: "export", group: "file", label: "action.export", icon: "export", keys: ["mod+KeyE"], run: (app) => app.showExport() },
  { id: "savePsd", group: "file", label: "action.savePsd", icon: "save", run: (app) => app.files.savePsd() },
  {
    id: "share",
    group: "file",
    label: "action.share",
    icon: "share",
    keys: ["mod+shift+KeyL"],
    enabled: canShare,
    run: (app) => app.showShare(),
  },
  {
    id: "drawings",
    group: "file",
    label: "action.drawings",
    icon: "drawings",
    keys: ["mod+shift+KeyO"],
    run: (app) => app.drawings.open(),
  },
  view("garment", "examples"),
  view("lines", "pen"),
  view("wipe", "wipe"),
  {
    id: "moreLike",
    group: "garment",
    label: "action.moreLike",
    hint: "action.moreLike.hint",
    icon: "sparkle",
    keys: ["shift+KeyR"],
    enabled: (app) => app.atelier.picture !== null && !app.atelier.base,
    run: moreLikeThis,
  },
  {
    id: "renderHere",
    group: "garment",
    label: "action.renderHere",
    icon: "chip",
    enabled: (app) => app.engines.canRenderHere,
    active: (app) => app.settings.values.renderHere,
    run: (app) => app.settings.set("renderHere", !app.settings.values.renderHere),
  },
];

/** @param {import("./garment-view.js").View} name @param {Action["icon"]} icon @returns {Action} */
function view(name, icon) {
  const id = `view${name[0].toUpperCase()}${name.slice(1)}`;
  return {
    id,
    group: "garment",
    label: `action.${id}`,
    icon,
    keys: [`alt+Digit${["garment", "lines", "wipe"].indexOf(name) + 1}`],
    active: (app) => app.settings.values.garmentView === name,
    run: (app) => app.settings.set("garmentView", name),
  };
}
