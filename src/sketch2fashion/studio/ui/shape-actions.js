// @ts-check
/** What the model of garment shapes does for a drawing: a part of the registry in actions.js. */

import { hasInk } from "../document/sketch.js";

/** @typedef {import("./actions.js").Action} Action */

/** @type {Action[]} */
export const SHAPE_ACTIONS = [
  {
    id: "shadow",
    group: "view",
    label: "action.shadow",
    hint: "action.shadow.hint",
    icon: "guide",
    keys: ["KeyJ"],
    active: (app) => app.settings.values.shadow,
    run: (app) => app.settings.set("shadow", !app.settings.values.shadow),
  },
  {
    id: "traceShadow",
    group: "edit",
    label: "action.traceShadow",
    short: "action.traceShadow.short",
    icon: "trace",
    keys: ["shift+KeyJ"],
    enabled: (app) => app.shadow.isShown,
    run: (app) => app.shadow.trace(),
  },
  {
    id: "tidy",
    group: "edit",
    label: "action.tidy",
    hint: "action.tidy.hint",
    icon: "tidy",
    keys: ["KeyT"],
    enabled: (app) => app.tidy.isOpen || hasInk(app.history.sketch),
    active: (app) => app.tidy.isOpen,
    run: (app, from) => app.tidy.toggle(from),
  },
];
