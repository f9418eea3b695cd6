// @ts-check
/**
 * Everything that a person can do, as data. The toolbar, the menus, the tooltips and the sheet of keys are drawn from this
 * list, so none of them can forget one.
 */

import { WIDTHS } from "../tools/toolbox.js";
import { CANVAS_ACTIONS } from "./canvas-actions.js";
import { CHANGE_ACTIONS } from "./change-actions.js";
import { GARMENT_ACTIONS } from "./garment-actions.js";
import { canCopy } from "./pictures.js";
import { SHAPE_ACTIONS } from "./shape-actions.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {"tools" | "edit" | "select" | "layers" | "view" | "file" | "garment" | "change"} Group */
/**
 * @typedef {object} Action
 * @property {string} id
 * @property {Group} group
 * @property {string} label key of the translations
 * @property {keyof typeof import("./icons.js").ICONS} icon
 * @property {string[]} [keys] see shortcuts.js; the first one is shown
 * @property {string} [hint] key of the translations
 * @property {string} [short] key of the translations, for a button with little room
 * @property {boolean} [native] the browser's own event for these keys does it (copy, cut, paste)
 * @property {boolean} [hidden] not worth a line in the command palette
 * @property {(app: App) => boolean} [enabled] always, when left out
 * @property {(app: App) => boolean} [active] for switches: whether it is on
 * @property {(app: App, from?: HTMLElement) => unknown} run
 */

/** @type {Action[]} */
export const ACTIONS = [
  tool("pen", "KeyP", "KeyB"),
  tool("shape", "KeyU"),
  tool("colour", "KeyC"),
  tool("fill", "KeyF", "KeyG"),
  tool("border", "KeyL"),
  tool("eraser", "KeyE"),
  tool("warp", "KeyW"),
  tool("select", "KeyV", "KeyS"),
  tool("eyedropper", "KeyI"),
  tool("hand", "KeyH"),

  {
    id: "undo",
    group: "edit",
    label: "action.undo",
    icon: "undo",
    keys: ["mod+KeyZ"],
    enabled: (app) => app.history.canUndo,
    run: (app) => app.history.undo(),
  },
  {
    id: "redo",
    group: "edit",
    label: "action.redo",
    icon: "redo",
    keys: ["mod+shift+KeyZ", "mod+KeyY"],
    enabled: (app) => app.history.canRedo,
    run: (app) => app.history.redo(),
  },
  {
    id: "mirror",
    group: "edit",
    label: "action.mirror",
    icon: "mirror",
    keys: ["KeyM"],
    active: (app) => app.settings.values.mirror,
    run: (app) => app.toggle("mirror"),
  },
  {
    id: "thinner",
    group: "edit",
    label: "action.thinner",
    icon: "zoomOut",
    keys: ["BracketLeft"],
    enabled: hasWidth,
    run: (app) => app.changeWidth(1 / 1.25),
  },
  {
    id: "thicker",
    group: "edit",
    label: "action.thicker",
    icon: "zoomIn",
    keys: ["BracketRight"],
    enabled: hasWidth,
    run: (app) => app.changeWidth(1.25),
  },

  {
    id: "zoomIn",
    group: "view",
    label: "action.zoomIn",
    icon: "zoomIn",
    keys: ["Equal", "mod+Equal", "NumpadAdd"],
    run: (app) => app.paper.zoom(1.25),
  },
  {
    id: "zoomOut",
    group: "view",
    label: "action.zoomOut",
    icon: "zoomOut",
    keys: ["Minus", "mod+Minus", "NumpadSubtract"],
    run: (app) => app.paper.zoom(1 / 1.25),
  },
  { id: "fit", group: "view", label: "action.fit", icon: "fit", keys: ["Digit0", "mod+Digit0"], run: (app) => app.paper.fit() },
  {
    id: "actual",
    group: "view",
    label: "action.actual",
    icon: "expand",
    keys: ["Digit1", "mod+Digit1"],
    run: (app) => app.paper.zoom(1 / app.paper.view.scale),
  },
  {
    id: "overlay",
    group: "view",
    label: "action.overlay",
    icon: "overlay",
    keys: ["KeyO"],
    active: (app) => app.settings.values.overlay,
    run: (app) => app.toggle("overlay"),
  },

  {
    id: "clear",
    group: "file",
    label: "action.clear",
    short: "action.clear.short",
    icon: "page",
    keys: ["alt+KeyN", "shift+Delete"],
    run: (app) => app.files.startEmpty(),
  },
  { id: "examples", group: "file", label: "action.examples", icon: "examples", keys: ["KeyX"], run: (app) => app.showExamples() },
  { id: "open", group: "file", label: "action.open", icon: "open", keys: ["mod+KeyO"], run: (app) => app.files.choose() },
  {
    id: "saveDrawing",
    group: "file",
    label: "action.saveDrawing",
    icon: "save",
    keys: ["mod+KeyS"],
    run: (app) => app.files.saveDrawing(),
  },
  {
    id: "saveGarment",
    group: "file",
    label: "action.saveGarment",
    icon: "download",
    keys: ["mod+shift+KeyS"],
    enabled: hasGarment,
    run: (app) => app.files.saveGarment(),
  },
  { id: "saveSvg", group: "file", label: "action.saveSvg", icon: "save", run: (app) => app.files.saveSvg() },
  ...GARMENT_ACTIONS,
  ...CHANGE_ACTIONS,
  {
    id: "copyGarment",
    group: "file",
    label: "action.copyGarment",
    icon: "copy",
    keys: ["mod+shift+KeyC"],
    enabled: (app) => hasGarment(app) && canCopy(),
    run: (app) => app.files.copyGarment(),
  },

  {
    id: "find",
    group: "garment",
    label: "action.find",
    icon: "find",
    keys: ["mod+Enter"],
    enabled: hasGarment,
    run: (app) => app.results.search(),
  },
  {
    id: "shuffle",
    group: "garment",
    label: "action.shuffle",
    icon: "shuffle",
    keys: ["KeyR"],
    enabled: (app) => hasGarment(app) && !app.atelier.base,
    run: (app) => app.atelier.shuffle(),
  },
  {
    id: "lock",
    group: "garment",
    label: "action.lock",
    icon: "lock",
    keys: ["KeyK"],
    active: (app) => app.settings.values.seedLocked,
    run: (app) => app.toggle("seedLocked"),
  },

  ...CANVAS_ACTIONS,
  ...SHAPE_ACTIONS,

  { id: "settings", group: "view", label: "action.settings", icon: "settings", keys: ["Comma"], run: (app) => app.showSettings() },
  { id: "language", group: "view", label: "action.language", icon: "language", run: (app) => app.switchLanguage() },
  { id: "help", group: "view", label: "action.help", icon: "help", keys: ["shift+Slash"], run: (app) => app.showHelp() },
];

/** @param {string} id @returns {Action} */
export function actionById(id) {
  const action = ACTIONS.find((each) => each.id === id);
  if (!action) throw new Error(`no action ${id}`);
  return action;
}

/** @param {Action} action @param {App} app */
export function isEnabled(action, app) {
  return action.enabled?.(app) ?? true;
}

/** @param {import("../tools/toolbox.js").ToolId} id @param {...string} keys @returns {Action} */
function tool(id, ...keys) {
  return {
    id,
    group: "tools",
    label: `tool.${id}`,
    hint: `tool.${id}.hint`,
    icon: id,
    keys,
    active: (app) => app.settings.values.tool === id,
    run: (app) => app.settings.set("tool", id),
  };
}

/** @param {App} app */
function hasGarment(app) {
  return app.atelier.picture !== null;
}

/** @param {App} app */
function hasWidth(app) {
  return app.settings.values.tool in WIDTHS;
}
