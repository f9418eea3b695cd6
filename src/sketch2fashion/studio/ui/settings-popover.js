// @ts-check
/** How the pen behaves: the few things that people want to change about it. */

import { popover } from "./buttons.js";
import { h } from "./dom.js";
import { label } from "./i18n.js";

/** @typedef {import("./app.js").App} App */

/** @param {App} app */
export function settingsPopover(app) {
  const { settings } = app;
  const steadiness = h("input", { type: "range", min: "0", max: "100", class: "slider", id: "steadiness" });
  steadiness.addEventListener("input", () => settings.set("steadiness", Number(steadiness.value) / 100));
  const pressure = checkbox(settings, "pressure");
  const penMode = checkbox(settings, "penMode");
  const leftHanded = checkbox(settings, "leftHanded");
  const renderHere = checkbox(settings, "renderHere");
  renderHere.row.hidden = !app.engines.canRenderHere;
  const element = popover(
    "settings",
    label(h("h2"), "text", "action.settings"),
    h("div", { class: "setting" }, label(h("label", { for: "steadiness" }), "text", "option.steadiness"), steadiness),
    pressure.row,
    penMode.row,
    leftHanded.row,
    renderHere.row,
  );
  element.setAttribute("role", "dialog");
  label(element, "label", "action.settings");
  element.addEventListener("beforetoggle", () => {
    steadiness.value = String(settings.values.steadiness * 100);
    for (const { input, name } of [pressure, penMode, leftHanded, renderHere]) input.checked = settings.values[name];
  });
  return element;
}

/** @template {"pressure" | "penMode" | "leftHanded" | "renderHere"} Name @param {import("./settings.js").Settings} settings @param {Name} name */
function checkbox(settings, name) {
  const input = h("input", { type: "checkbox", class: "switch" });
  input.addEventListener("change", () => settings.set(name, input.checked));
  return { input, name, row: h("label", { class: "setting row" }, label(h("span"), "text", `option.${name}`), input) };
}
