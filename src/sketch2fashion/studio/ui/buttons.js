// @ts-check
/** Buttons, menus and sheets drawn from actions. */

import { ACTIONS, actionById, isEnabled } from "./actions.js";
import { h, icon, mark, update } from "./dom.js";
import { label } from "./i18n.js";
import { keyCaps } from "./shortcuts.js";

/** @typedef {import("./app.js").App} App */

export const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

/**
 * @param {App} app @param {string} id of the action
 * @param {{ style?: "icon" | "text" | "item", class?: string }} [look]
 */
export function actionButton(app, id, { style = "icon", class: extra = "" } = {}) {
  const action = actionById(id);
  const button = h("button", {
    type: "button",
    class: `${style === "icon" ? "icon-button" : style === "text" ? "text-button" : "menu-item"} ${extra}`,
    "data-action": id,
  });
  button.addEventListener("click", () => app.run(id, button));
  button.append(icon(action.icon));
  if (style === "icon") {
    label(button, "label", action.label);
    label(button, "tip", action.label);
    if (action.hint) label(button, "hint", action.hint);
    if (action.keys?.[0]) button.dataset.keys = keyCaps(action.keys[0], MAC).join(" ");
  } else {
    button.append(label(h("span"), "text", (style === "text" && action.short) || action.label));
    if (style === "item" && action.keys?.[0]) button.append(caps(action.keys[0]));
  }
  if (action.active) button.setAttribute("aria-pressed", "false");
  return button;
}

/** @param {string} shortcut */
export function caps(shortcut) {
  return h("span", { class: "caps", "aria-hidden": "true" }, ...keyCaps(shortcut, MAC).map((cap) => h("kbd", { textContent: cap })));
}

/** Bring every button of the page up to date with what is possible and what is on. @param {App} app */
export function refreshButtons(app) {
  const states = new Map(ACTIONS.map((action) => [action.id, { disabled: !isEnabled(action, app), active: action.active?.(app) }]));
  for (const button of document.querySelectorAll("button[data-action]")) {
    const state = states.get(/** @type {HTMLButtonElement} */ (button).dataset.action ?? "");
    if (!state) continue;
    update(/** @type {HTMLButtonElement} */ (button), { disabled: state.disabled });
    if (state.active !== undefined) mark(button, "aria-pressed", String(state.active));
  }
}

/**
 * A small window beside a button. It closes by itself on Escape and on a click elsewhere.
 * @param {string} id @param {...Node} content
 */
export function popover(id, ...content) {
  const element = h("div", { id, class: "popover", popover: "auto" }, ...content);
  document.body.append(element);
  return element;
}

/** @param {HTMLElement} element a popover @param {HTMLElement} beside */
export function openBeside(element, beside) {
  if (element.matches(":popover-open")) return element.hidePopover();
  element.showPopover();
  const anchor = beside.getBoundingClientRect();
  const own = element.getBoundingClientRect();
  const below = anchor.bottom + 8 + own.height <= innerHeight;
  const right = anchor.width < 120 && anchor.height > 30 && anchor.left < 90 && innerWidth > 760; // the tool rail
  const left = right ? anchor.right + 12 : Math.min(anchor.left, innerWidth - own.width - 12);
  const top = right ? Math.min(anchor.top, innerHeight - own.height - 12) : below ? anchor.bottom + 8 : anchor.top - own.height - 8;
  element.style.left = `${Math.max(12, left)}px`;
  element.style.top = `${Math.max(12, top)}px`;
}

/** A window in front of everything. @param {string} titleKey @param {...Node} content */
export function dialog(titleKey, ...content) {
  const close = h("button", { type: "button", class: "icon-button dialog-close" }, icon("close"));
  label(close, "label", "action.close");
  const title = label(h("h2", { id: `title-${titleKey.replace(".", "-")}` }), "text", titleKey);
  const element = h("dialog", { class: "dialog", "aria-labelledby": title.id }, h("header", {}, title, close), ...content);
  close.addEventListener("click", () => element.close());
  element.addEventListener("click", (event) => event.target === element && element.close());
  document.body.append(element);
  return element;
}
