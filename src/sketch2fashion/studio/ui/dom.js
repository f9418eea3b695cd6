// @ts-check
/** Elements without a framework: `h("button", { class: "tool", onclick }, icon("pen"))`. */

import { ICONS } from "./icons.js";

/** @typedef {Record<string, unknown>} Props */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Props} [props] `on…` are listeners, `class` and `aria-…` and `data-…` attributes, the rest properties
 * @param {...(Node | string | null | undefined)} children @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) set(element, name, value);
  for (const child of children) if (child !== null && child !== undefined) element.append(child);
  return element;
}

/** @param {keyof typeof ICONS} name @param {number} [size] */
export function icon(name, size = 22) {
  const svg = svgElement("svg", { viewBox: "0 0 24 24", width: size, height: size, class: "icon", "aria-hidden": "true" });
  for (const path of ICONS[name]) svg.append(svgElement("path", typeof path === "string" ? { d: path } : path));
  return svg;
}

/** @param {string} tag @param {Record<string, string | number>} attributes */
export function svgElement(tag, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

/** Set what differs: writing the same again would still make the browser look. @template {Element} T @param {T} element @param {Partial<T>} values */
export function update(element, values) {
  for (const [name, value] of Object.entries(values)) {
    if (/** @type {any} */ (element)[name] !== value) Object.assign(element, { [name]: value });
  }
}

/** The same for an attribute. @param {Element} element @param {string} name @param {string} value */
export function mark(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Whether keys are text there. A field of a window that has just closed keeps the focus until the next frame, but takes none. @param {EventTarget | null} target */
export function takesText(target) {
  return target instanceof Element && target.matches("input:not([type=range]), select, textarea") && target.checkVisibility();
}

/** These children in this order. Those that stay are not taken out: a finger that is down on one would press nothing. @param {Element} place @param {Element[]} children */
export function arrange(place, children) {
  for (const child of [...place.children]) if (!children.includes(child)) child.remove();
  for (const [index, child] of children.entries())
    if (place.children[index] !== child) place.insertBefore(child, place.children[index] ?? null);
}

/** @template {Element} T @param {string} id @param {new () => T} type @returns {T} */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`the page has no #${id}`);
  return element;
}

/** @param {HTMLElement} element @param {string} name @param {unknown} value */
function set(element, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
  else if (name === "class" || name.includes("-") || name === "role" || name === "for")
    element.setAttribute(name, value === true ? "" : String(value));
  else Object.assign(element, { [name]: value });
}
