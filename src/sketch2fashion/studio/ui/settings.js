// @ts-check
/** What a person has chosen, kept in this browser: one flat table with its defaults. */

import { WIDTHS } from "../tools/toolbox.js";

const KEY = "sketch2fashion.settings";

export const DEFAULTS = {
  language: /** @type {"en" | "ko" | null} */ (null), // null: as the browser asks
  tool: /** @type {import("../tools/toolbox.js").ToolId} */ ("pen"),
  colour: "#d4202f",
  recentColours: /** @type {string[]} */ ([]),
  widths: Object.fromEntries(Object.entries(WIDTHS).map(([tool, { first }]) => [tool, first])),
  autoColour: false, // the next colour mark leaves its region to the renderer
  shape: /** @type {import("../geometry/shapes.js").Shape} */ ("line"),
  marquee: /** @type {"lasso" | "box"} */ ("lasso"),
  leftHanded: false,
  layersShown: false,
  mirror: true,
  pressure: true,
  steadiness: 0.35, // 0 … 1
  penMode: false, // a pen has been seen: fingers move the paper
  warpStrength: 1, // share of the hand's way that a dragged place goes, up to 1
  drawOnGarment: true, // mouse and pen draw on the garment, too
  overlay: false,
  shadow: false, // guide lines under the drawing
  shadowOpacity: 0.5, // 0 … 1
  shadowOffered: false, // they have been pointed out once
  garmentView: /** @type {import("./garment-view.js").View} */ ("garment"),
  renderHere: false, // in the browser instead of at the server
  refine: 0.3, // 0 my lines … 1 refined
  seed: 0,
  seedLocked: false,
  style: "", // key of the style that garments are rendered in (styles.js); empty: none
  tipsSeen: false,
};

/** @typedef {typeof DEFAULTS} Values */

export class Settings {
  /** @type {Values} */
  values = structuredClone(DEFAULTS);
  /** @type {Set<(changed: keyof Values) => void>} */
  #listeners = new Set();

  constructor() {
    try {
      const stored = JSON.parse(localStorage.getItem(KEY) ?? "{}");
      for (const name of /** @type {(keyof Values)[]} */ (Object.keys(DEFAULTS))) adopt(this.values, name, stored[name]);
    } catch {
      // nothing stored, or nothing readable: the defaults are fine
    }
  }

  /** @template {keyof Values} Name @param {Name} name @param {Values[Name]} value */
  set(name, value) {
    if (this.values[name] === value) return;
    this.values[name] = value;
    try {
      localStorage.setItem(KEY, JSON.stringify(this.values));
    } catch {
      // private window or full disk: the choice lasts for this visit
    }
    for (const listener of this.#listeners) listener(name);
  }

  /** @param {(changed: keyof Values) => void} listener */
  onChange(listener) {
    this.#listeners.add(listener);
  }
}

/** Take a stored value where it has the type of the default. @param {any} values @param {keyof Values} name @param {unknown} stored */
function adopt(values, name, stored) {
  const usual = DEFAULTS[name];
  if (stored === undefined || stored === null) return;
  if (usual !== null && typeof stored !== typeof usual) return;
  values[name] = typeof usual === "object" && !Array.isArray(usual) && usual !== null ? { ...usual, ...stored } : stored;
}
