// @ts-check
/** What a right click on the paper offers: what fits the selection first. */

import { actionById, isEnabled } from "./actions.js";
import { actionButton, popover } from "./buttons.js";

/** @typedef {import("./app.js").App} App */

const ON_SELECTION = ["cut", "copy", "paste", "duplicate", "flipAcross", "flipDown", "remove", "fitSelection", "deselect"];
const ON_PAPER = ["undo", "redo", "paste", "selectAll", "fit", "figure", "layers", "palette"];

/** @param {App} app @returns {(event: MouseEvent) => void} opens it */
export function contextMenu(app) {
  const menu = popover("context-menu");
  menu.addEventListener("click", () => menu.hidePopover());
  return ({ clientX, clientY }) => {
    const ids = app.selection.isEmpty ? ON_PAPER : ON_SELECTION;
    menu.replaceChildren(...ids.filter((id) => isEnabled(actionById(id), app)).map((id) => actionButton(app, id, { style: "item" })));
    menu.showPopover();
    const { width, height } = menu.getBoundingClientRect();
    menu.style.left = `${Math.max(8, Math.min(clientX, innerWidth - width - 8))}px`;
    menu.style.top = `${Math.max(8, Math.min(clientY, innerHeight - height - 8))}px`;
    menu.querySelector("button")?.focus();
  };
}
