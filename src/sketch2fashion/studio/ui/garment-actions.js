// @ts-check
/** What can be done with a garment, and all ways to keep and share it: a part of the registry in actions.js. */

import { canShare } from "../document/share.js";

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
];
