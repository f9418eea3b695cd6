// @ts-check
/** The style that garments are rendered in, if one is chosen: it goes with every picture that the server is asked for. */

import { StyleShelf } from "../document/styles.js";

/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {import("../render/atelier.js").Engine} Engine */
/** @typedef {import("../render/styles.js").Style} Style */

const OF_SERVER = "server:"; // before the name of one that the server keeps

export class Styles {
  shelf = new StyleShelf();
  /** @type {Style | null} */
  #worn = null;

  /** @param {Settings} settings @param {() => void} changed every picture is another one now */
  constructor(settings, changed) {
    this.settings = settings;
    this.changed = changed;
    settings.onChange((name) => name === "style" && this.#fetch());
    if (settings.values.style) this.#fetch();
  }

  /** What a style is called in the settings. @param {{ id: string } | { name: string }} style */
  static key(style) {
    return "id" in style ? style.id : `${OF_SERVER}${style.name}`;
  }

  /** @param {string} key of settings @returns {Promise<Style | null>} null: it is gone */
  async find(key) {
    if (key.startsWith(OF_SERVER)) return { name: key.slice(OF_SERVER.length) };
    const own = await this.shelf.get(key);
    return own && { file: own.file };
  }

  /** The same engine, rendering in the chosen style; the models in the page know none. @param {Engine} engine @returns {Engine} */
  dressed(engine) {
    const style = this.#worn;
    if (!style || engine.place !== "server") return engine;
    return { ...engine, render: (sketch, options, signal) => engine.render(sketch, { ...options, style }, signal) };
  }

  async #fetch() {
    const { style } = this.settings.values;
    const found = style ? await this.find(style) : null;
    if (style !== this.settings.values.style) return; // another was chosen meanwhile
    this.#worn = found;
    if (style && !found) this.settings.set("style", "");
    else this.changed();
  }
}
