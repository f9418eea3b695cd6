// @ts-check
/**
 * Makes garments of the drawing: one picture that follows the pen, and, when the hand rests, a finer one with other
 * designs beside it. Holds what is shown; knows no element of the page.
 *
 * A drawing that goes on from a picture (document/base.js) shows that picture, and then what later strokes make of it (edit.js).
 */

import { hasInk } from "../document/sketch.js";
import { boxOfInk, editOf, showsIt, sideOf } from "./edit.js";
import { framed, pictureOfRender } from "./frame.js";
import { LiveRequest } from "./live.js";
import { expectedOf, withTime } from "./pace.js";
import { bodyForServer } from "./wire.js";

/** @typedef {import("../document/sketch.js").Sketch} Sketch */
/** @typedef {import("../document/base.js").Base} Base */
/** @typedef {import("./api.js").Rendered} Rendered */
/** @typedef {import("./edit.js").Edited} Edited */
/** @typedef {import("./live.js").Status} Status */
/** @typedef {import("./frame.js").Picture} Picture */
/** @typedef {{ sketch: Sketch, picture: Picture, category: string | null, refine: number }} Moment  a garment as it once was, with its drawing */
/** @typedef {import("./api.js").RenderOptions} RenderOptions */
/** @typedef {{ place: "server" | "browser", patienceMs: number, render: (sketch: string | Blob, options: RenderOptions, signal: AbortSignal) => Promise<Rendered> }} Engine */
/** @typedef {{ stroke: import("../document/sketch.js").Stroke, kind: import("../document/sketch.js").LayerKind }} Unfinished */
/** @typedef {{ refine: number, seed: number, category: string }} Job  the drawing itself is read when the request leaves */
/** @typedef {{ refine: number, seed: number, seedLocked: boolean }} Wishes */

const REST_MS = 600; // a hand that has not moved for so long wants to look: at a finer picture, then at other designs
const SLOW_MS = 600; // where a coarse picture takes longer than this, nobody waits for a fine one
const DESIGNS = 4;
const MOMENTS = 24;

export class Atelier {
  /** @type {Picture | null} */
  picture = null;
  /** @type {Picture[]} */
  designs = [];
  /** @type {string | null} what the server recognised, or was told */
  category = null;
  /** @type {number | null} milliseconds from the request to the picture */
  tookMs = null;
  /** @type {Moment[]} what was there before, the newest first */
  moments = [];
  /** @type {Engine["place"] | null} where the picture was made */
  madeAt = null;
  /** Counts the changes of what the garment is made of. */
  revision = 0;
  /** @type {Status} */
  status = { phase: "idle", error: null, retryAt: 0 };
  /** @type {Set<() => void>} */
  #listeners = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #restTimer = undefined;
  #askedAt = 0;
  /** @type {Record<Engine["place"], number[]>} ms that past pictures took */
  #times = { server: [], browser: [] };
  #designsAreNew = false; // those that are shown are of the drawing as it is
  #firstDesign = 0; // seed of the first of the other designs
  /** @type {string[]} object URLs of the pictures that are shown */
  #urls = [];
  /** @type {{ base: Base, picture: Picture } | null} the picture that the drawing goes on from, ready to be shown */
  #fixed = null;

  /**
   * @param {Sketch} sketch @param {() => Unfinished | null} unfinished the stroke under the pen
   * @param {() => Wishes} wishes @param {(seed: number) => void} chooseSeed @param {() => Engine} engine
   * @param {import("../document/base.js").PictureShelf} shelf
   */
  constructor(sketch, unfinished, wishes, chooseSeed, engine, shelf) {
    this.sketch = sketch;
    this.shelf = shelf;
    this.engine = engine;
    this.unfinished = unfinished;
    this.wishes = wishes;
    this.chooseSeed = chooseSeed;
    this.#firstDesign = wishes().seed;
    this.quick = new LiveRequest({
      send: (/** @type {Job} */ job, signal) => this.#one(job, signal),
      show: (/** @type {Rendered | Edited} */ result) => ("base" in result ? this.#showEdited(result) : this.#showQuick(result)),
      tell: (status) => this.#tell(status),
      patienceMs: () => (this.base ? SERVER_PATIENCE_MS : this.engine().patienceMs),
    });
    this.sharpened = new LiveRequest({
      send: (/** @type {Job} */ job, signal) => this.#render(job, { size: FINE_PX, variants: 1 }, signal),
      show: (/** @type {Rendered} */ result) => this.#showFine(result),
      tell: () => {},
      patienceMs: () => this.engine().patienceMs,
    });
    this.rested = new LiveRequest({
      send: (/** @type {Job} */ job, signal) => this.#variants(job, signal),
      show: (/** @type {Rendered} */ result) => this.#showDesigns(result),
      tell: () => {}, // the quick picture is there already; these come when they come
      patienceMs: () => this.engine().patienceMs,
    });
  }

  /** Whether the page has room and means to show more than the coarse picture. @type {() => boolean} */
  wantsFine = () => true;

  /** @param {() => void} listener */
  onChange(listener) {
    this.#listeners.add(listener);
  }

  /** The drawing or a wish has changed. @param {{ patient?: boolean }} [manner] see LiveRequest.request */
  follow(manner) {
    this.revision++;
    clearTimeout(this.#restTimer);
    this.sharpened.cancel();
    this.rested.cancel();
    this.#designsAreNew = false;
    if (this.base) return this.#followBase(this.base);
    this.#fixed = null;
    if (!hasInk(this.sketch) && this.unfinished()?.kind !== "line") return this.#forget();
    this.quick.request(this.#job(), manner);
  }

  /** What the drawing goes on from; null where it does not, or where its picture is lost. */
  get base() {
    const { base } = this.sketch;
    return base && this.shelf.get(base.picture) ? base : null;
  }

  /** Four designs that were not there before; a locked one stays. @param {boolean} [keep] the one that is shown, locked or not */
  shuffle(keep = false) {
    this.#firstDesign = Math.floor(Math.random() * 1e6) * DESIGNS;
    if (!keep && !this.wishes().seedLocked) this.chooseSeed(this.#firstDesign);
    this.designs = [];
    this.follow();
  }

  /** @param {number} seed of one of the designs */
  pick(seed) {
    const design = this.designs.find((each) => each.seed === seed);
    if (!design) return;
    this.revision++;
    this.chooseSeed(seed);
    this.picture = design;
    this.#remember();
    if (design.size < FINE_PX && this.#finePays) this.sharpened.request(this.#job());
    this.#changed();
  }

  /** A garment of this drawing that was made elsewhere is the design now. @param {Picture} picture @param {string} category */
  choose({ blob, seed, size, box }, category) {
    this.stop(); // what is on its way is another design
    this.revision++;
    this.chooseSeed(seed);
    this.picture = framed(blob, seed, size, box);
    this.category = category;
    this.#remember();
    this.#changed();
    this.#rest();
  }

  retryNow() {
    this.quick.retryNow();
    this.sharpened.retryNow();
    this.rested.retryNow();
  }

  /** Stop waiting; the next change of the drawing asks again. */
  stop() {
    clearTimeout(this.#restTimer);
    this.quick.cancel();
    this.sharpened.cancel();
    this.rested.cancel();
  }

  /** How long the picture that is being made takes, going by those before; null while nothing is known. */
  get expectedMs() {
    return expectedOf(this.#times[this.engine().place]);
  }

  /** Milliseconds since the picture that is being made was asked for. */
  get waitedMs() {
    return performance.now() - this.#askedAt;
  }

  /** The picture that is shown, in the fine size. @returns {Promise<Picture | null>} the coarse one where the fine one cannot be had */
  async fine() {
    const shown = this.picture;
    if (!shown || shown.size >= FINE_PX || this.base) return shown;
    try {
      const job = { ...this.#job(), seed: shown.seed, size: FINE_PX, variants: 1 };
      const { images } = await this.engine().render(bodyForServer(this.sketch), job, AbortSignal.timeout(this.engine().patienceMs));
      const fine = pictureOfRender(images[0], FINE_PX, this.sketch.canvas);
      if (this.picture === shown) this.picture = fine;
      this.moments = this.moments.map((moment) => (moment.picture === shown ? { ...moment, picture: fine } : moment));
      this.#changed();
      return fine;
    } catch {
      return shown;
    }
  }

  /** @returns {Job} */
  #job() {
    const { refine, seed } = this.wishes();
    return { refine, seed, category: this.sketch.category ?? "auto" };
  }

  /** @param {Base} base */
  #followBase(base) {
    this.designs = [];
    if (!this.unfinished() && showsIt(this.sketch, base)) {
      this.quick.cancel();
      return this.#showFixed(base);
    }
    if (this.#fixed?.base.picture !== base.picture) this.#showFixed(base); // until the edit is there, and while the server is away
    this.quick.request(this.#job());
  }

  /** @param {Base} base */
  #showFixed(base) {
    const blob = /** @type {Blob} */ (this.shelf.get(base.picture));
    if (this.#fixed?.base.picture !== base.picture) {
      const picture = framed(blob, base.seed, FINE_PX, boxOfInk(base.before));
      this.#fixed = { base, picture };
      sideOf(blob).then((side) => Object.assign(picture, { size: side }));
    }
    this.picture = this.#fixed.picture;
    this.category = base.category;
    this.tookMs = null;
    this.#rememberSoon();
    this.#changed();
  }

  /** @param {Edited} result */
  #showEdited({ base, blob }) {
    if (this.base?.picture !== base.picture) return;
    this.picture = framed(blob, base.seed, this.#fixed?.picture.size ?? FINE_PX, boxOfInk(this.sketch));
    this.category = base.category;
    this.tookMs = this.waitedMs;
    this.madeAt = "server";
    this.#times.server = withTime(this.#times.server, this.tookMs);
    this.#rememberSoon();
    this.#changed();
  }

  #rememberSoon() {
    clearTimeout(this.#restTimer);
    this.#restTimer = setTimeout(() => {
      this.#remember();
      this.#changed();
    }, REST_MS);
  }

  /** @param {Job} job @param {AbortSignal} signal */
  #variants(job, signal) {
    return this.#render({ ...job, seed: this.#firstDesign }, { size: 256, variants: DESIGNS }, signal); // shown small; the one that is picked gets fine
  }

  /** @param {Job} job @param {AbortSignal} signal @returns {Promise<Rendered | Edited>} */
  #one(job, signal) {
    this.#askedAt = performance.now();
    const { base } = this;
    const picture = base && this.shelf.get(base.picture);
    return base && picture
      ? editOf(base, picture, this.sketch, this.unfinished(), signal)
      : this.#render(job, { size: 256, variants: 1 }, signal);
  }

  /** @param {Job} job @param {{ size: 256 | 512, variants: number }} kind @param {AbortSignal} signal */
  #render(job, kind, signal) {
    return this.engine().render(bodyForServer(this.sketch, this.unfinished()), { ...job, ...kind }, signal);
  }

  /** @param {Rendered} result */
  #showQuick(result) {
    if (this.base) return; // asked for before there was one
    this.picture = pictureOfRender(result.images[0], 256, this.sketch.canvas);
    this.category = result.category;
    this.tookMs = this.waitedMs;
    this.madeAt = this.engine().place;
    this.#times[this.madeAt] = withTime(this.#times[this.madeAt], this.tookMs);
    this.#restTimer = setTimeout(() => this.#rest(), REST_MS);
    this.#changed();
  }

  #rest() {
    if (this.#finePays) this.sharpened.request(this.#job());
    else this.rested.request(this.#job());
  }

  get #finePays() {
    return this.wantsFine() && this.tookMs !== null && this.tookMs <= SLOW_MS;
  }

  /** The same garment in the size of a large window. @param {Rendered} result */
  #showFine(result) {
    if (this.base) return;
    const before = this.picture;
    const fine = pictureOfRender(result.images[0], FINE_PX, this.sketch.canvas);
    this.picture = fine;
    this.designs = this.designs.map((design) => (design === before ? fine : design));
    if (!this.#designsAreNew) this.rested.request(this.#job());
    this.#remember();
    this.#changed();
  }

  /** @param {Rendered} result */
  #showDesigns(result) {
    const shown = this.picture;
    const fresh = result.images.map((image) => pictureOfRender(image, 256, this.sketch.canvas));
    const place = fresh.findIndex((design) => design.seed === shown?.seed);
    if (shown && place >= 0) fresh[place] = shown;
    this.designs = (shown && place < 0 ? [shown, ...fresh] : fresh).slice(0, DESIGNS);
    this.picture ??= this.designs[0];
    this.#designsAreNew = true;
    this.#remember();
    this.#changed();
  }

  /** The hand rests: this is a garment to come back to. */
  #remember() {
    if (!this.picture) return;
    const moment = { sketch: snapshot(this.sketch), picture: this.picture, category: this.category, refine: this.wishes().refine };
    this.moments = [moment, ...this.moments.filter((each) => !isSame(each, moment))].slice(0, MOMENTS);
  }

  #forget() {
    this.quick.cancel();
    this.picture = null;
    this.designs = [];
    this.category = null;
    this.tookMs = null;
    this.#changed();
  }

  /** @param {Status} status */
  #tell(status) {
    this.status = status;
    this.#changed();
  }

  #changed() {
    this.#sweep();
    for (const listener of this.#listeners) listener();
  }

  /** Free the pictures that are no longer shown, a little later: they may still be fading out. */
  #sweep() {
    const kept = this.moments.map(({ picture }) => picture);
    const shown = new Set([this.picture, this.#fixed?.picture, ...this.designs, ...kept].map((picture) => picture?.url));
    for (const url of this.#urls) if (!shown.has(url)) setTimeout(() => URL.revokeObjectURL(url), FADE_MS);
    this.#urls = [...shown].filter((url) => url !== undefined);
  }
}

const FADE_MS = 4000;
const SERVER_PATIENCE_MS = 30_000;
const FINE_PX = /** @type {const} */ (512);

/** Strokes never change once they are drawn, so the copy shares them. @param {Sketch} sketch @returns {Sketch} */
function snapshot(sketch) {
  return { ...sketch, layers: sketch.layers.map((layer) => ({ ...layer, strokes: [...layer.strokes] })) };
}

/** @param {Moment} one @param {Moment} other */
function isSame(one, other) {
  if (one.picture.blob !== other.picture.blob && one.sketch.base?.picture !== other.sketch.base?.picture) return false;
  if (one.refine !== other.refine || one.picture.seed !== other.picture.seed || one.category !== other.category) return false;
  const [strokes, others] = [one, other].map(({ sketch }) => sketch.layers.flatMap((layer) => layer.strokes));
  return strokes.length === others.length && strokes.every((stroke, index) => stroke === others[index]);
}
