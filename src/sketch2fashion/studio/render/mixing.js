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
  const isOneDrawing = forServer(linesOf(first.sketch)) === forServer(linesOf(second.sketch));
  return steps.map(({ blob, sketch }, index) => {
    const share = shares[index];
    const { recipe } = share < 0.5 ? first : second;
    const mixed = resized(fromS2f(sketch), Math.max(...first.sketch.canvas));
    const drawing = isOneDrawing ? withColoursOf(first.sketch, mixed) : mixed;
    return { share, sketch: drawing, recipe, picture: framed(blob, recipe.seed, size, boxOfInk(drawing)) };
  });
}

/** What decides the shape. @param {Sketch} sketch @returns {Sketch} */
function linesOf({ canvas, gap, layers }) {
  const shape = layers.filter(({ kind, visible }) => kind !== "colour" && visible);
  return { format: "s2f", version: 1, canvas, category: null, ...(gap && { gap }), layers: shape };
}

/** The own strokes stay; only their colours are those of the mix. @param {Sketch} own @param {Sketch} mixed of the same canvas @returns {Sketch} */
export function withColoursOf(own, mixed) {
  const colours = mixed.layers.filter(({ kind }) => kind === "colour").flatMap(({ strokes }) => strokes);
  const target = own.layers.find(({ kind, visible }) => kind === "colour" && visible)?.id;
  const { base: _, ...rest } = own;
  const layers = own.layers.map((layer) => (layer.kind === "colour" ? { ...layer, strokes: layer.id === target ? colours : [] } : layer));
  return target ? { ...rest, layers } : mixed;
}
