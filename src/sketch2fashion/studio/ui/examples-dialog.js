// @ts-check
/** Examples as pictures to choose from, drawn by the same painter as the paper. */

import { EXAMPLES, sketchOf } from "../examples/examples.js";
import { dialog } from "./buttons.js";
import { h } from "./dom.js";
import { label } from "./i18n.js";
import { paintStroke } from "./painter.js";

/** @typedef {import("../document/sketch.js").Sketch} Sketch */

const THUMBNAIL_PX = 320;

/** @param {(sketch: Sketch) => void} choose */
export function examplesDialog(choose) {
  const grid = h("div", { class: "example-grid" });
  const box = dialog("examples.title", grid);
  for (const name of Object.keys(EXAMPLES)) {
    const sketch = sketchOf(name);
    const button = h(
      "button",
      { type: "button", class: "example", "data-example": name },
      thumbnail(sketch),
      label(h("span"), "text", `example.${name}`),
    );
    button.addEventListener("click", () => {
      box.close();
      choose(sketch);
    });
    grid.append(button);
  }
  return box;
}

/** @param {Sketch} sketch */
function thumbnail(sketch) {
  const canvas = h("canvas", { width: THUMBNAIL_PX, height: THUMBNAIL_PX });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const [width] = sketch.canvas;
  context.scale(THUMBNAIL_PX / width, THUMBNAIL_PX / width);
  for (const layer of sketch.layers) for (const stroke of layer.strokes) paintStroke(context, stroke, layer.kind, width);
  return canvas;
}
