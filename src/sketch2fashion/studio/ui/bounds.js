// @ts-check
/**
 * Where an element lies in the window and how large it is, read once and kept: asking the browser in every frame would make it lay
 * out the page while somebody draws.
 */

/** @typedef {{ width: number, height: number }} Size */

export class Bounds {
  /** @type {DOMRect | null} */
  #rect = null;

  /** @param {Element} element */
  constructor(element) {
    this.element = element;
    new ResizeObserver(() => this.forget()).observe(element);
    addEventListener("resize", () => this.forget());
    addEventListener("scroll", () => this.forget(), { capture: true, passive: true });
    element.addEventListener("pointerenter", () => this.forget());
    element.addEventListener("pointerdown", () => this.forget(), { capture: true }); // it may have moved without a change of size
  }

  get rect() {
    this.#rect ??= this.element.getBoundingClientRect();
    return this.#rect;
  }

  /** A place in the window, from the element's corner. @param {{ clientX: number, clientY: number }} event */
  spot({ clientX, clientY }) {
    const { left, top } = this.rect;
    return { x: clientX - left, y: clientY - top };
  }

  /** Read it again the next time. */
  forget() {
    this.#rect = null;
  }
}

/** @type {WeakMap<Element, Size>} */
const sizes = new WeakMap();
const watcher = new ResizeObserver((entries) => {
  for (const { target } of entries) sizes.set(target, { width: target.clientWidth, height: target.clientHeight });
});

/** Its inner size in CSS pixels. @param {Element} frame @returns {Size} */
export function sizeOf(frame) {
  const known = sizes.get(frame);
  if (known) return known;
  const size = { width: frame.clientWidth, height: frame.clientHeight };
  sizes.set(frame, size);
  watcher.observe(frame);
  return size;
}
