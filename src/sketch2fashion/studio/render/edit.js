// @ts-check
/**
 * The garment of a drawing that goes on from a picture: the picture itself while nothing has changed, else the picture with what changed
 * rendered into it. The server does that; there is no such engine in the page.
 */

import { inkBox, joined } from "../geometry/outline.js";
import { editPicture } from "./api.js";
import { forServer } from "./wire.js";

/** @typedef {import("../document/sketch.js").Sketch} Sketch */
/** @typedef {import("../document/base.js").Base} Base */
/** @typedef {import("../geometry/types.js").Box} Box */
/** @typedef {import("./atelier.js").Unfinished} Unfinished */
/** @typedef {{ base: Base, blob: Blob, seconds: number }} Edited */

/** Whether the picture shows the drawing as it is. What garment it is called does not change a picture. @param {Sketch} sketch @param {Base} base */
export function showsIt(sketch, base) {
  return forServer({ ...sketch, category: null }) === forServer({ ...base.before, category: null });
}

/**
 * @param {Base} base @param {Blob} picture of the base @param {Sketch} sketch @param {Unfinished | null} unfinished @param {AbortSignal} signal
 * @returns {Promise<Edited>}
 */
export async function editOf(base, picture, sketch, unfinished, signal) {
  const { category, seed, refine } = base;
  const options = { category: category ?? "auto", seed, refine };
  return { base, ...(await editPicture(picture, forServer(base.before), forServer(sketch, unfinished), options, signal)) };
}

/** Where the lines are, as shares of the canvas; the whole canvas where there are none. @param {Sketch} sketch @returns {Box} */
export function boxOfInk({ layers, canvas: [width, height] }) {
  const strokes = layers.filter(({ kind, visible }) => kind === "line" && visible).flatMap((layer) => layer.strokes);
  const box = strokes.filter(({ tool }) => tool === "pen").reduce((all, each) => joined(all, inkBox(each, width)), NO_BOX);
  if (!box) return { x: 0, y: 0, width: 1, height: 1 };
  const [left, right] = [box.x, box.x + box.width].map((x) => Math.min(Math.max(x / width, 0), 1));
  const [top, bottom] = [box.y, box.y + box.height].map((y) => Math.min(Math.max(y / height, 0), 1));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

const NO_BOX = /** @type {Box | null} */ (null);

/** Pixels of the longer side of a PNG. @param {Blob} png */
export async function sideOf(png) {
  const head = new DataView(await png.slice(16, 24).arrayBuffer());
  return Math.max(head.getUint32(0), head.getUint32(4));
}
