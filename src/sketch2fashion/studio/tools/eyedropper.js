// @ts-check
/** Takes the colour that the pointer was lifted on; what it would take is shown meanwhile. */

/** @typedef {import("./freehand.js").Tool} Tool */
/** @typedef {import("./freehand.js").Touchdown} Touchdown */
/** @typedef {import("./freehand.js").Desk} Desk */

/** @implements {Tool} */
export class Eyedropper {
  id = "eyedropper";
  /** @type {Desk | null} */
  #desk = null;

  /** @param {Touchdown} at @param {Desk} desk */
  begin(at, desk) {
    this.#desk = desk;
    desk.hand.picker.show(at);
  }

  /** @param {Touchdown[]} touches */
  move(touches) {
    this.#desk?.hand.picker.show(touches[touches.length - 1]);
  }

  end() {
    this.#desk?.hand.picker.take();
    this.cancel();
  }

  cancel() {
    this.#desk?.hand.picker.hide();
    this.#desk = null;
  }
}
