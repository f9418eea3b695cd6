// @ts-check
/**
 * The page that embeds the studio (embed.js), if one does: its wishes come in the address, what happens goes to it as messages.
 *
 * Messages are addressed to the origin that the address names. A frame of any other origin gets nothing: the browser compares. Which sites
 * may frame the studio at all is the server's to say (`frame-ancestors`).
 */

import { emptySketch } from "../document/sketch.js";
import { EXAMPLES, sketchOf } from "../examples/examples.js";
import { CATEGORIES } from "./garment-panel.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../document/sketch.js").Sketch} Sketch */
/** @typedef {import("./i18n.js").Language} Language */

const wishes = new URLSearchParams(location.search);
const origin = window.parent === window ? "" : originOf(wishes.get("embedded") ?? "");

/** The language that the host asks for. @returns {Language | null} */
export function languageOfHost() {
  const language = wishes.get("embedded-lang")?.slice(0, 2).toLowerCase();
  return origin && (language === "ko" || language === "en") ? language : null;
}

/** Light or dark, if the host asks for one: the rules that follow the system then follow the host. */
export function useThemeOfHost() {
  const theme = wishes.get("embedded-theme");
  if (!origin || (theme !== "light" && theme !== "dark")) return;
  document.documentElement.style.colorScheme = theme;
  for (const sheet of document.styleSheets)
    for (const rule of sheet.cssRules)
      if (rule instanceof CSSMediaRule && rule.conditionText === "(prefers-color-scheme: dark)")
        rule.media.mediaText = theme === "dark" ? "all" : "not all";
}

/** The drawing to begin with, where there is none of before: of the kind that the host asks for. @returns {Sketch} */
export function firstSketch() {
  const category = wishes.get("embedded-category") ?? "";
  if (!origin || !CATEGORIES.includes(category)) return sketchOf("t-shirt");
  return category in EXAMPLES ? sketchOf(/** @type {keyof typeof EXAMPLES} */ (category)) : { ...emptySketch(), category };
}

/** The one seller whose products the host wants to see; empty for all. */
export function sellerOfHost() {
  return origin ? (wishes.get("embedded-seller") ?? "") : "";
}

/** From now on the host hears what happens. @param {App} app */
export function tellHost(app) {
  if (!origin) return;
  let shown = app.atelier.picture;
  app.atelier.onChange(() => {
    const { picture } = app.atelier;
    if (picture && picture !== shown) tellRender(app, picture);
    shown = picture;
  });
  app.results.onFound = (found) => tell("search", { category: found.category, close: found.close !== false, matches: found.matches });
  document.addEventListener("click", tellChoice, true);
  tell("ready", {});
}

/** @param {App} app @param {import("../render/atelier.js").Picture} picture */
function tellRender(app, picture) {
  tell("render", { png: picture.blob, category: app.atelier.category, seed: picture.seed, size: picture.size });
}

/** A product that is opened: its link says which. @param {MouseEvent} event */
function tellChoice(event) {
  const link = event.target instanceof Element ? event.target.closest(".product a[data-product]") : null;
  if (link instanceof HTMLAnchorElement) tell("choose", { id: link.dataset.product, link: link.href });
}

/** @param {string} event @param {object} detail */
function tell(event, detail) {
  window.parent.postMessage({ from: "sketch2fashion", event, detail }, origin);
}

/** @param {string} text @returns {string} the origin that it is, or nothing */
function originOf(text) {
  try {
    const { protocol, origin } = new URL(text);
    return (protocol === "https:" || protocol === "http:") && origin === text ? origin : "";
  } catch {
    return "";
  }
}
