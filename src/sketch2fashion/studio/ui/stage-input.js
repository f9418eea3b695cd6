// @ts-check
/** Browser events on the stage → the pointer router → tools and view. Every browser quirk of input lives here. */

import { PointerRouter } from "../tools/pointer-router.js";
import { DRAWING_TOOLS, TOOLBOX } from "../tools/toolbox.js";
import { Bounds } from "./bounds.js";

/** @typedef {import("./paper.js").Paper} Paper */
/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {import("../document/history.js").History} History */
/** @typedef {import("../tools/pointer-router.js").Sample} Sample */
/** @typedef {import("../tools/pointer-router.js").Contact} Contact */
/** @typedef {import("../tools/freehand.js").Tool} Tool */
/** @typedef {import("../tools/freehand.js").Touchdown} Touchdown */
/**
 * @typedef {object} Told  what the rest of the page hears
 * @property {() => void} penDown
 * @property {() => void} penMoved
 * @property {(finished: boolean) => void} penUp
 * @property {() => void} undo
 * @property {() => void} redo
 * @property {() => void} penMode
 * @property {() => Pick<import("../tools/freehand.js").Desk, "hand" | "layerId" | "refused">} desk
 * @property {(event: MouseEvent) => void} menu
 */

const ZOOM_PER_WHEEL_PX = 0.0016;
const WHEEL_LINE_PX = 32;
const LONG_PRESS_MS = 480;
const STILL_PX = 7; // a finger that rests moves this much

export class StageInput {
  spaceHeld = false;
  #shiftHeld = false;
  #altHeld = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #longPress = undefined;
  /** @type {{ x: number, y: number }} */
  #pressedAt = { x: 0, y: 0 };
  /** @type {Tool | null} */
  #tool = null;
  /** @type {Sample | null} */
  #lastSample = null;
  #speed = 0;

  /** @param {HTMLElement} stage @param {Paper} paper @param {History} history @param {Settings} settings @param {Told} told */
  constructor(stage, paper, history, settings, told) {
    this.stage = stage;
    this.paper = paper;
    this.history = history;
    this.settings = settings;
    this.told = told;
    this.bounds = new Bounds(stage);
    this.router = new PointerRouter(this.#intentions(), {
      fingersPan: () => settings.values.penMode,
      everythingPans: () => this.spaceHeld || settings.values.tool === "hand",
    });
    this.#listenToPointers();
    this.#listenToWheelAndKeys();
  }

  /**
   * The tool goes down by other means: the keyboard's pen, or a pointer on the garment.
   * @param {Touchdown} at @param {Contact["kind"]} [device] @param {import("../tools/freehand.js").Draft} [draft] where the stroke is seen
   */
  keyBegin(at, device = "mouse", draft = this.paper.draft) {
    if (this.#tool) this.#tool.cancel();
    this.#tool = TOOLBOX[this.settings.values.tool === "hand" ? "pen" : this.settings.values.tool];
    this.#tool.begin(at, { ...this.#desk(this.#tool.id, device), draft });
    this.told.penDown();
  }

  /** @param {...Touchdown} places oldest first, never none */
  keyMove(...places) {
    this.#tool?.move(places);
    this.told.penMoved();
  }

  /** @param {boolean} wanted */
  keyEnd(wanted) {
    this.#finish(wanted);
  }

  /** A curve that waits for its second drag stays as it is. */
  settle() {
    TOOLBOX.shape.finish();
  }

  /** @returns {import("../tools/pointer-router.js").Intentions} */
  #intentions() {
    const { paper, told } = this;
    return {
      begin: (contact) => this.#begin(contact),
      move: (samples) => {
        const [{ x, y }] = samples;
        if (Math.hypot(x - this.#pressedAt.x, y - this.#pressedAt.y) > STILL_PX) clearTimeout(this.#longPress);
        this.#tool?.move(samples.map((sample) => this.#touchdown(sample)));
        told.penMoved();
      },
      end: () => this.#finish(true),
      cancel: () => this.#finish(false),
      pan: (dx, dy) => paper.pan(dx, dy),
      pinch: (before, after) => paper.pinch(before, after),
      tap: (fingers) => (fingers === 2 ? told.undo() : told.redo()),
      penSeen: () => {
        if (!this.settings.values.penMode) told.penMode();
      },
    };
  }

  /** @param {Contact} contact */
  #begin(contact) {
    const chosen = this.settings.values.tool;
    const draws = DRAWING_TOOLS.includes(chosen);
    const id = contact.eraser ? "eraser" : draws && this.#altHeld ? "eyedropper" : chosen === "hand" ? "pen" : chosen;
    if (this.#tool && this.#tool !== TOOLBOX[id]) this.#tool.cancel();
    this.#tool = TOOLBOX[id];
    this.#lastSample = null;
    this.#speed = 0;
    this.#pressedAt = contact.at;
    this.#tool.begin(this.#touchdown(contact.at), this.#desk(id, contact.kind));
    if (draws && contact.kind === "touch") this.#longPress = setTimeout(() => this.#pickInstead(contact), LONG_PRESS_MS);
    this.told.penDown();
  }

  /** A finger that rests on the paper asks for the colour there. @param {Contact} contact */
  #pickInstead(contact) {
    this.#tool?.cancel();
    this.#tool = TOOLBOX.eyedropper;
    this.#tool.begin(this.#touchdown(contact.at), this.#desk("eyedropper", contact.kind));
    navigator.vibrate?.(8);
  }

  /** @param {string} id of the tool @param {Contact["kind"]} device @returns {import("../tools/freehand.js").Desk} */
  #desk(id, device) {
    const { values } = this.settings;
    return {
      sketch: this.history.sketch,
      ink: {
        width: values.widths[id] ?? 6,
        colour: values.colour,
        auto: values.autoColour,
        mirror: values.mirror,
        pressure: values.pressure,
        steadiness: values.steadiness,
      },
      draft: this.paper.draft,
      execute: (command) => this.history.execute(command),
      device,
      straight: () => this.#shiftHeld,
      centred: () => this.#altHeld,
      ...this.told.desk(),
    };
  }

  /** @param {boolean} wanted whether the stroke is to stay */
  #finish(wanted) {
    clearTimeout(this.#longPress);
    if (wanted) this.#tool?.end();
    else this.#tool?.cancel();
    if (this.#tool !== TOOLBOX.shape || !TOOLBOX.shape.waits) this.#tool = null;
    this.told.penUp(wanted);
  }

  /** @param {Sample} sample @returns {Touchdown} */
  #touchdown(sample) {
    const last = this.#lastSample;
    if (last && sample.time > last.time) {
      const speed = Math.hypot(sample.x - last.x, sample.y - last.y) / (sample.time - last.time);
      this.#speed += (speed - this.#speed) * 0.3; // single samples jitter
    }
    this.#lastSample = sample;
    return { ...this.paper.toCanvas(sample), pressure: sample.pressure, time: sample.time, speed: this.#speed };
  }

  #listenToPointers() {
    const { stage, router } = this;
    stage.addEventListener("pointerdown", (event) => {
      if (event.target instanceof Element && event.target.closest("button, a, input, select, .floating")) return;
      this.holdKeys(event);
      if (!router.down(this.#contact(event))) return;
      event.preventDefault();
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur(); // keys now mean the drawing
      capture(stage, event.pointerId);
    });
    stage.addEventListener("pointermove", (event) => {
      this.holdKeys(event);
      router.move(
        event.pointerId,
        coalesced(event).map((each) => this.#sample(each)),
      );
    });
    stage.addEventListener("pointerup", (event) => router.up(event.pointerId, event.timeStamp));
    stage.addEventListener("pointercancel", (event) => router.lost(event.pointerId));
    stage.addEventListener("contextmenu", (event) => {
      event.preventDefault();
      if (router.mode === "rest" && !isControl(event.target)) this.told.menu(event);
    });
    for (const type of ["touchstart", "touchmove", "gesturestart"]) {
      stage.addEventListener(type, (event) => isControl(event.target) || event.preventDefault(), { passive: false }); // Safari pans and zooms the page
    }
  }

  #listenToWheelAndKeys() {
    const { stage, paper } = this;
    stage.addEventListener(
      "wheel",
      (event) => {
        if (event.target instanceof Element && event.target.closest(".floating")) return; // a panel scrolls by itself
        event.preventDefault();
        const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? WHEEL_LINE_PX : 1;
        if (event.shiftKey) paper.pan(-(event.deltaX || event.deltaY) * unit, 0);
        else paper.zoom(Math.exp(-event.deltaY * unit * ZOOM_PER_WHEEL_PX * (event.ctrlKey ? 5 : 1)), this.bounds.spot(event));
      },
      { passive: false },
    );
    addEventListener("keydown", (event) => {
      if (event.code !== "Space" || isControl(event.target)) return;
      event.preventDefault();
      this.#holdSpace(true);
    });
    addEventListener("keyup", (event) => event.code === "Space" && this.#holdSpace(false));
    addEventListener("blur", () => this.#holdSpace(false));
  }

  /** @param {boolean} held */
  #holdSpace(held) {
    this.spaceHeld = held;
    this.stage.classList.toggle("grabbing", held);
  }

  /** Shift and Alt mean something to the tools. @param {PointerEvent} event */
  holdKeys({ shiftKey, altKey }) {
    this.#shiftHeld = shiftKey;
    this.#altHeld = altKey;
  }

  /** @param {PointerEvent} event @returns {Contact} */
  #contact(event) {
    const kind = event.pointerType === "pen" || event.pointerType === "touch" ? event.pointerType : "mouse";
    return { id: event.pointerId, kind, button: event.button, eraser: (event.buttons & 32) !== 0, at: this.#sample(event) };
  }

  /** @param {PointerEvent} event @returns {Sample} */
  #sample(event) {
    return { ...this.bounds.spot(event), pressure: event.pressure, time: event.timeStamp };
  }
}

/** All positions since the last frame, where the browser tells (a pen reports 240 a second, a frame shows one). @param {PointerEvent} event */
export function coalesced(event) {
  const events = event.getCoalescedEvents?.() ?? [];
  return events.length > 0 ? events : [event];
}

/** @param {EventTarget | null} target */
function isControl(target) {
  return target instanceof Element && target.closest("button, a, input, select, textarea, dialog, .floating") !== null;
}

/** @param {Element} element @param {number} pointerId */
export function capture(element, pointerId) {
  try {
    element.setPointerCapture(pointerId);
  } catch {
    // the pointer is gone already: its strokes end with pointerup or pointercancel all the same
  }
}
