// @ts-check
/** The parts of the drawing as it is now, found in a worker of their own; asked for again only when the drawing has changed. */

import { forServer } from "./wire.js";

/** @typedef {import("../document/sketch.js").Sketch} Sketch */
/** @typedef {import("../geometry/labels.js").Parts} Parts */

export class PartsFinder {
  /** @type {Worker | null} */
  #worker = null;
  #last = 0;
  #text = "";
  /** @type {Promise<Parts | null>} */
  #found = Promise.resolve(null);
  /** @type {Map<number, (parts: Parts | null) => void>} */
  #waiting = new Map();

  /** @param {Sketch} sketch @returns {Promise<Parts | null>} null where nothing is drawn */
  of(sketch) {
    const text = forServer(sketch);
    if (text === this.#text) return this.#found;
    this.#text = text;
    this.#found = this.#ask(text);
    return this.#found;
  }

  /** @param {string} sketch @returns {Promise<Parts | null>} */
  #ask(sketch) {
    const id = ++this.#last;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#start().postMessage({ id, sketch });
    });
  }

  #start() {
    if (this.#worker) return this.#worker;
    const worker = new Worker("/studio/render/parts-worker.js", { type: "module" });
    worker.addEventListener("message", ({ data: { id, parts } }) => this.#answer(id, parts));
    worker.addEventListener("error", () => {
      this.#worker = null;
      this.#text = "";
      for (const id of this.#waiting.keys()) this.#answer(id, null);
    });
    this.#worker = worker;
    return worker;
  }

  /** @param {number} id @param {Parts | null} parts */
  #answer(id, parts) {
    this.#waiting.get(id)?.(parts);
    this.#waiting.delete(id);
  }
}
