// @ts-check
/** Short messages at the bottom of the page. A live region reads them out. */

import { h } from "./dom.js";
import { t } from "./i18n.js";

/** @typedef {import("./i18n.js").Params} Params */

const SHOWN_MS = 4200;
const ERROR_MS = 8000;

export class Toasts {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
    this.spoken = h("p", { class: "visually-hidden" });
    place.append(this.spoken);
  }

  /** For those who hear the page; the others see it. @param {string} key @param {Params} [params] */
  tell(key, params) {
    this.spoken.textContent = t(key, params);
  }

  /** @param {string} key @param {Params} [params] */
  say(key, params) {
    this.show(t(key, params), SHOWN_MS);
  }

  /** @param {string} text what went wrong, translated already */
  warn(text) {
    this.show(text, ERROR_MS, "warning");
  }

  /**
   * Something to agree to.
   * @param {string} key @param {string} action key of its button @param {() => unknown} run @param {number} [ms] it stays until it is answered, when left out
   */
  offer(key, action, run, ms) {
    const yes = h("button", { type: "button", class: "link", textContent: t(action), onclick: run });
    const toast = h("p", { class: "toast offer" }, h("span", { textContent: t(key) }), yes);
    yes.addEventListener("click", () => toast.remove());
    this.put(toast, ".toast.offer", ms);
  }

  /** @param {string} text @param {number} ms @param {string} [look] */
  show(text, ms, look = "") {
    this.put(h("p", { class: `toast ${look}`, textContent: text }), ".toast:not(.offer)", ms);
  }

  /**
   * Instead of the last one of its kind: an offer must not take away a message that nobody has read yet, nor a message an offer.
   * @param {HTMLElement} toast @param {string} kind selects those of its kind @param {number} [ms]
   */
  put(toast, kind, ms) {
    this.place.querySelector(kind)?.remove();
    this.place.append(toast);
    if (ms) setTimeout(() => toast.remove(), ms);
  }
}
