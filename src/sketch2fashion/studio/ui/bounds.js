// @ts-check
/**
 * Where an element lies in the window, read once and kept: asking the browser in every frame would make it lay out the page
 * while somebody draws.
 */

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
