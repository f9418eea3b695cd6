// @ts-check
/** Garments between two garments: a mix of two candidates, the frames of a morph, and the drawing that belongs to each. */

import { fromS2f, resized } from "../document/sketch.js";
import { morphGarments } from "./api.js";
import { boxOfInk } from "./edit.js";
import { framed } from "./frame.js";
import { forServer } from "./wire.js";

/** @typedef {import("../document/sketch.js").Sketch} Sketch */
/** @typedef {import("./api.js").Recipe} Recipe */
/** @typedef {import("./frame.js").Picture} Picture */
/** @typedef {{ sketch: Sketch, recipe: Recipe }} End */
/** @typedef {{ share: number, picture: Picture, sketch: Sketch, recipe: Recipe }} Between */

/**
 * One garment for each share, from the first (0) to the second (1).
 * @param {End} first @param {End} second @param {number[]} shares @param {256 | 512} size @param {AbortSignal} signal @returns {Promise<Between[]>}
 */
export async function garmentsBetween(first, second, shares, size, signal) {
  const options = { shares, first: first.recipe, second: second.recipe, size };
  const steps = await morphGarments(forServer(first.sketch), forServer(second.sketch), options, signal);
  return steps.map(({ blob, sketch }, index) => {
    const share = shares[index];
    const { recipe } = share < 0.5 ? first : second;
    const drawing = resized(fromS2f(sketch), Math.max(...first.sketch.canvas));
    return { share, sketch: drawing, recipe, picture: framed(blob, recipe.seed, size, boxOfInk(drawing)) };
  });
}
