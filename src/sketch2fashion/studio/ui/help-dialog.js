// @ts-check
/** The sheet of keys and gestures, drawn from the actions. */

import { ACTIONS } from "./actions.js";
import { caps, dialog } from "./buttons.js";
import { h } from "./dom.js";
import { label } from "./i18n.js";

const GROUPS = /** @type {const} */ (["tools", "edit", "select", "layers", "garment", "change", "view", "file"]);
const GESTURES = [
  "help.space",
  "help.wheel",
  "help.shift",
  "help.alt",
  "help.press",
  "help.pinch",
  "help.tap",
  "help.pen",
  "help.brushes",
  "help.keys",
];

export function helpDialog() {
  const sections = GROUPS.map((group) => {
    const rows = ACTIONS.filter((action) => action.group === group && action.keys?.length).map((action) =>
      h("div", { class: "key-row" }, label(h("dt"), "text", action.label), h("dd", {}, caps(action.keys?.[0] ?? ""))),
    );
    return h("section", {}, label(h("h3"), "text", `group.${group}`), h("dl", {}, ...rows));
  });
  const gestures = h(
    "section",
    { class: "wide" },
    label(h("h3"), "text", "group.gestures"),
    h("ul", {}, ...GESTURES.map((key) => label(h("li"), "text", key))),
  );
  return dialog("help.title", h("div", { class: "key-sheet" }, ...sections, gestures));
}
