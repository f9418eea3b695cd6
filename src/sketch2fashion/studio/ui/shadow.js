// @ts-check
/**
 * Shadow guidance: faint lines under the drawing of what the garment could become, to draw along. They come anew after each
 * stroke and never while the pen is down; what fails leaves the last ones. They are no part of the drawing: neither saved nor
 * exported nor rendered, until somebody traces them.
 */

import { AddStrokes } from "../document/commands.js";
import { missingStrokes } from "../document/redrawn.js";
import { hasInk, layerToDrawOn } from "../document/sketch.js";
import { ApiError } from "../render/api.js";
import { shadowOf } from "../render/shape.js";
import { forServer } from "../render/wire.js";
import { INK } from "../tools/toolbox.js";
import { actionButton } from "./buttons.js";
import { h } from "./dom.js";
import { label } from "./i18n.js";
import { linePicture } from "./line-picture.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../document/commands.js").Change} Change */

const REST_MS = 260; // the garment's own picture is asked for first
const PATIENCE_MS = 25_000; // the first time the server imagines some garments of the category
const OFFER_MS = 15_000;
const OFFERED_STROKES = { least: 2, most: 6 }; // enough to be guessed from, few enough to need help
const FAINTEST = 0.15;

export class Shadow {
  /** @type {import("./line-picture.js").LinePicture | null} */
  #picture = null;
  /** @type {AbortController | null} */
  #flight = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer = undefined;
  #isMissing = false; // the server has no model for it: it is not asked again before somebody wants it anew

  /** @param {App} app @param {HTMLElement} stage */
  constructor(app, stage) {
    this.app = app;
    this.canvas = h("canvas", { class: "shadow-lines", hidden: true });
    app.paper.base.before(this.canvas); // under the ink, over the colours
    this.opacity = h("input", { type: "range", min: String(FAINTEST * 100), max: "100", class: "slider" });
    label(this.opacity, "label", "shadow.opacity");
    this.opacity.addEventListener("input", () => app.settings.set("shadowOpacity", Number(this.opacity.value) / 100));
    this.bar = h("div", { class: "shadow-bar floating", role: "group", hidden: true }, this.opacity);
    this.bar.append(actionButton(app, "traceShadow", { style: "text" }));
    label(this.bar, "label", "action.shadow");
    stage.append(this.bar);
    app.history.onStep(({ change }) => this.#changed(change));
    app.settings.onChange((name) => {
      if (name === "shadow") this.#switched();
      if (name === "shadowOpacity") this.refresh();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#paint());
    this.refresh();
    this.follow();
  }

  get isOn() {
    return this.app.settings.values.shadow;
  }

  /** Whether there is something to trace. */
  get isShown() {
    return this.isOn && this.#picture !== null;
  }

  /** The pen is down: nothing under it moves. */
  pause() {
    clearTimeout(this.#timer);
    this.#flight?.abort();
    this.#flight = null;
  }

  /** The pen is up, or the drawing has changed: guide lines for what it is now. */
  follow() {
    this.pause();
    if (!hasInk(this.app.history.sketch) && this.app.history.sketch.category === null) return this.#clear(); // anything could come
    if (!this.isOn && !this.#mayOffer()) return;
    if (!this.#isMissing) this.#timer = setTimeout(() => this.#ask(), REST_MS);
  }

  /** Guide lines become strokes, where there are none yet. */
  trace() {
    const { history, layerId, settings, toasts } = this.app;
    if (!this.#picture) return;
    const target = layerToDrawOn(history.sketch, "line", layerId);
    if (!target) return this.app.refuseLayer("line");
    const look = { width: settings.values.widths.pen, colour: INK };
    const strokes = missingStrokes(history.sketch, this.#picture.lines(history.sketch.canvas), look);
    if (strokes.length === 0) return toasts.say("shadow.nothing");
    history.execute(new AddStrokes(strokes.map((stroke) => ({ layerId: target.id, stroke }))));
    toasts.say("shadow.traced", { strokes: strokes.length });
  }

  refresh() {
    const { shadowOpacity } = this.app.settings.values;
    this.bar.hidden = !this.isOn;
    this.canvas.hidden = !this.isShown;
    this.canvas.style.opacity = String(shadowOpacity);
    this.opacity.value = String(Math.round(shadowOpacity * 100));
    this.app.refresh();
  }

  /** @param {Change} change */
  #changed(change) {
    if (change.kind === "everything") this.#clear(); // another drawing
    const layers = "layerIds" in change ? change.layerIds : null;
    const { sketch } = this.app.history;
    if (change.kind === "references") return;
    if (layers && layers.length > 0 && layers.every((id) => sketch.layers.find((layer) => layer.id === id)?.kind === "colour")) return;
    this.follow();
  }

  #switched() {
    this.#isMissing = false;
    this.app.toasts.tell(this.isOn ? "shadow.on" : "shadow.off");
    this.app.settings.set("shadowOffered", true); // who found it needs no hint
    if (this.isOn) this.follow();
    else this.pause();
    this.refresh();
  }

  /** A first hint, once: to somebody who has begun a garment that is known already. */
  #mayOffer() {
    const { sketch } = this.app.history;
    const strokes = sketch.layers.filter(({ kind }) => kind === "line").flatMap((layer) => layer.strokes);
    const few = strokes.length >= OFFERED_STROKES.least && strokes.length <= OFFERED_STROKES.most;
    return few && this.#category !== null && !this.app.settings.values.shadowOffered;
  }

  get #category() {
    return this.app.history.sketch.category ?? this.app.atelier.category;
  }

  async #ask() {
    const flight = new AbortController();
    this.#flight = flight;
    try {
      const patience = AbortSignal.any([flight.signal, AbortSignal.timeout(PATIENCE_MS)]);
      const { picture } = await shadowOf(forServer(this.app.history.sketch), this.#category ?? "auto", patience);
      const lines = await linePicture(picture);
      if (this.#flight !== flight) return;
      this.#picture = lines;
      this.#paint();
      if (!this.isOn) this.#offer();
    } catch (problem) {
      if (this.#flight === flight) this.#failed(problem);
    }
  }

  /** @param {unknown} problem the last lines stay; the next stroke asks again */
  #failed(problem) {
    if (!(problem instanceof ApiError) || !MISSING.includes(problem.code)) return;
    this.#isMissing = true;
    this.#clear();
  }

  #offer() {
    this.app.settings.set("shadowOffered", true);
    this.app.toasts.offer("shadow.offer", "shadow.offer.yes", () => this.app.settings.set("shadow", true), OFFER_MS);
  }

  #paint() {
    this.#picture?.paintOn(this.canvas, getComputedStyle(this.canvas).color);
    this.refresh();
  }

  #clear() {
    this.#picture = null;
    this.refresh();
  }
}

const MISSING = ["model_unavailable", "not_found", "method_not_allowed"];
