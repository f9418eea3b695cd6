// @ts-check
/** Pictures under the drawing, to trace: shown, never rendered. */

import { hexOf } from "../geometry/colour.js";
import { h } from "./dom.js";

/** @typedef {import("../document/sketch.js").Sketch} Sketch */

export class References {
  /** @type {Map<string, HTMLImageElement>} */
  #pictures = new Map();

  /** @param {HTMLElement} place @param {Sketch} sketch */
  constructor(place, sketch) {
    this.place = place;
    this.sketch = sketch;
  }

  refresh() {
    const shown = this.sketch.references ?? [];
    for (const [id, picture] of this.#pictures) {
      if (shown.some((each) => each.id === id)) continue;
      picture.remove();
      this.#pictures.delete(id);
    }
    for (const { id, picture, box, visible, opacity } of shown) {
      const element = this.#pictures.get(id) ?? h("img", { alt: "", draggable: false });
      this.#pictures.set(id, element);
      if (element.src !== picture) element.src = picture;
      const [x, y, width, height] = box;
      Object.assign(element.style, {
        left: `${x}px`,
        top: `${y}px`,
        width: `${width}px`,
        height: `${height}px`,
        opacity: visible ? opacity : 0,
      });
      this.place.append(element); // in this order
    }
  }

  /** @param {{ x: number, y: number }} spot canvas pixels @returns {string | null} */
  colourAt(spot) {
    for (const { id, box, visible } of [...(this.sketch.references ?? [])].reverse()) {
      const [x, y, width, height] = box;
      const picture = this.#pictures.get(id);
      const [u, v] = [(spot.x - x) / width, (spot.y - y) / height];
      if (!visible || !picture?.naturalWidth || u < 0 || v < 0 || u >= 1 || v >= 1) continue;
      const context = /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(1, 1).getContext("2d"));
      context.drawImage(picture, Math.floor(u * picture.naturalWidth), Math.floor(v * picture.naturalHeight), 1, 1, 0, 0, 1, 1);
      const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
      if (alpha > 127) return hexOf([red, green, blue]);
    }
    return null;
  }
}
