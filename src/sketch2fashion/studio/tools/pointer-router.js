// @ts-check
/**
 * From raw pointers to intentions: a stroke, moving the paper, a tap with two or three fingers. No document here.
 *
 * A pen that touches once switches the fingers to moving the paper (palm rejection). Without a pen one finger draws, and a
 * second finger that follows soon turns the beginning stroke into a pinch and takes it back.
 */

/** @typedef {import("../geometry/types.js").Spot} Spot */
/**
 * @typedef {object} Sample  screen pixels, relative to the stage
 * @property {number} x
 * @property {number} y
 * @property {number} pressure
 * @property {number} time milliseconds
 */
/**
 * @typedef {object} Contact
 * @property {number} id
 * @property {"mouse" | "pen" | "touch"} kind
 * @property {number} button as PointerEvent.button
 * @property {boolean} eraser the pen's tail
 * @property {Sample} at
 */
/**
 * @typedef {object} Intentions
 * @property {(contact: Contact) => void} begin
 * @property {(samples: Sample[]) => void} move
 * @property {() => void} end
 * @property {() => void} cancel
 * @property {(dx: number, dy: number) => void} pan
 * @property {(before: [Spot, Spot], after: [Spot, Spot]) => void} pinch
 * @property {(fingers: number) => void} tap
 * @property {() => void} penSeen
 */

const SECOND_FINGER_MS = 320;
const SECOND_FINGER_PX = 18; // beyond both a stroke is meant, and another finger is ignored
const TAP_MS = 320;
const TAP_PX = 16;

export class PointerRouter {
  /** @type {"rest" | "stroke" | "pan" | "pinch"} */
  mode = "rest";
  /** @type {number | null} the pointer that draws or pans */
  leader = null;
  /** @type {Map<number, Sample>} touching fingers */
  fingers = new Map();
  #began = { time: 0, travelled: 0, most: 0 };
  /** @type {Spot} */
  #last = { x: 0, y: 0 };
  #drawsWithPen = false;

  /**
   * @param {Intentions} intentions
   * @param {{ fingersPan: () => boolean, everythingPans: () => boolean }} rules pen mode; hand tool or space bar
   */
  constructor(intentions, rules) {
    this.intentions = intentions;
    this.rules = rules;
  }

  /** @param {Contact} contact @returns {boolean} whether this pointer is ours */
  down(contact) {
    if (contact.kind === "touch") return this.#fingerDown(contact);
    if (contact.kind === "pen") this.intentions.penSeen();
    if (this.mode === "stroke" && contact.kind === "pen" && !this.#drawsWithPen) this.#giveUpStroke(); // it was the palm
    if (this.mode === "stroke") return false;
    if (contact.button === 1 || (contact.button === 0 && this.rules.everythingPans())) return this.#startPan(contact.id, contact.at);
    if (contact.button !== 0 && !contact.eraser) return false;
    return this.#startStroke(contact);
  }

  /** @param {number} id @param {Sample[]} samples oldest first, never empty */
  move(id, samples) {
    const at = samples[samples.length - 1];
    if (this.fingers.has(id)) this.#fingerMoved(id, at);
    if (id !== this.leader) return;
    if (this.mode === "stroke") this.intentions.move(samples);
    if (this.mode === "pan") {
      this.intentions.pan(at.x - this.#last.x, at.y - this.#last.y);
      this.#last = at;
    }
  }

  /** @param {number} id @param {number} time */
  up(id, time) {
    const wasFinger = this.fingers.delete(id);
    if (id === this.leader && this.mode === "stroke") this.#rest(() => this.intentions.end());
    else if (id === this.leader && this.mode === "pan") this.#rest();
    else if (wasFinger && this.mode === "pinch") this.#panWithTheOtherFinger();
    if (wasFinger && this.fingers.size === 0) this.#maybeTap(time);
  }

  /** The browser took the pointer away. @param {number} id */
  lost(id) {
    this.fingers.delete(id);
    if (id === this.leader && this.mode === "stroke") this.#giveUpStroke();
    else if (id === this.leader || this.fingers.size < 2) this.#rest();
  }

  /** @param {Contact} contact */
  #fingerDown(contact) {
    if (this.#drawsWithPen && this.mode === "stroke") return false; // the palm rests beside the pen
    this.fingers.set(contact.id, contact.at);
    if (this.fingers.size === 1) return this.#firstFinger(contact);
    this.#began.most = Math.max(this.#began.most, this.fingers.size);
    if (this.mode === "stroke" && this.#strokeIsMeant(contact.at.time)) return false;
    if (this.mode === "stroke") this.#giveUpStroke();
    if (this.fingers.size === 2) this.mode = "pinch";
    return true;
  }

  /** @param {Contact} contact */
  #firstFinger(contact) {
    this.#began = { time: contact.at.time, travelled: 0, most: 1 };
    if (this.rules.fingersPan() || this.rules.everythingPans()) return this.#startPan(contact.id, contact.at);
    return this.#startStroke(contact);
  }

  /** @param {number} id @param {Sample} at */
  #fingerMoved(id, at) {
    const from = /** @type {Sample} */ (this.fingers.get(id));
    this.#began.travelled += Math.hypot(at.x - from.x, at.y - from.y);
    const before = this.#twoFingers();
    this.fingers.set(id, at);
    const after = this.#twoFingers();
    if (this.mode === "pinch" && before && after) this.intentions.pinch(before, after);
  }

  /** @returns {[Spot, Spot] | null} */
  #twoFingers() {
    const [a, b] = this.fingers.values();
    return a && b ? [a, b] : null;
  }

  /** @param {Contact} contact */
  #startStroke(contact) {
    this.mode = "stroke";
    this.leader = contact.id;
    this.#drawsWithPen = contact.kind === "pen";
    this.intentions.begin(contact);
    return true;
  }

  /** @param {number} id @param {Sample} at */
  #startPan(id, at) {
    this.mode = "pan";
    this.leader = id;
    this.#last = at;
    return true;
  }

  #panWithTheOtherFinger() {
    const [rest] = this.fingers;
    if (rest) this.#startPan(rest[0], rest[1]);
    else this.#rest();
  }

  #giveUpStroke() {
    this.#rest(() => this.intentions.cancel());
  }

  /** @param {() => void} [last] */
  #rest(last) {
    this.mode = "rest";
    this.leader = null;
    this.#drawsWithPen = false;
    last?.();
  }

  /** @param {number} time */
  #strokeIsMeant(time) {
    return time - this.#began.time > SECOND_FINGER_MS || this.#began.travelled > SECOND_FINGER_PX;
  }

  /** @param {number} time */
  #maybeTap(time) {
    const { most, travelled } = this.#began;
    if (most >= 2 && time - this.#began.time < TAP_MS && travelled < TAP_PX) this.intentions.tap(most);
  }
}
