// @ts-check
/** What the server's model of garment shapes does with a drawing: guide lines to draw along, and tidied lines. */

import { fromS2f } from "../document/sketch.js";
import { blobOf, formOf, json } from "./api.js";

/** @typedef {{ category: string, picture: Blob }} Guide  picture: of the drawing's aspect, its lines in the alpha */
/** @typedef {import("../document/sketch.js").Stroke} Stroke */
/** @typedef {{ strength: number, category: string, parts: string[] | null }} TidyOptions  strength 0 … 1; parts null: all of them */

/**
 * What the garment could become, from what is drawn of it.
 * @param {string | Blob} sketch `.s2f` @param {string} category @param {AbortSignal} signal @returns {Promise<Guide>}
 */
export async function shadowOf(sketch, category, signal) {
  const reply = await json("shadow", { method: "POST", body: withSketch(formOf({ category }), sketch), signal });
  return { category: reply.category, picture: blobOf(reply.image, "image/png") };
}

/**
 * The drawing's lines, clean, and lines inside the garment that nobody drew, in the drawing's pixels.
 * @param {string | Blob} sketch `.s2f` @param {TidyOptions} options @param {AbortSignal} signal
 * @returns {Promise<{ strokes: Stroke[], details: Stroke[] }>}
 */
export async function tidiedStrokes(sketch, { strength, category, parts }, signal) {
  const form = formOf({ strength, category, parts: parts?.join(",") });
  const reply = await json("tidy", { method: "POST", body: withSketch(form, sketch), signal });
  const { layers } = fromS2f(JSON.stringify(reply.sketch));
  const lines = layers.filter(({ kind }) => kind === "line");
  const isDetail = (/** @type {{ id: string }} */ { id }) => id === reply.details;
  return {
    strokes: lines.filter((layer) => !isDetail(layer)).flatMap(({ strokes }) => strokes),
    details: lines.filter(isDetail).flatMap(({ strokes }) => strokes),
  };
}

/** @param {FormData} form @param {string | Blob} sketch */
function withSketch(form, sketch) {
  form.append("sketch", new Blob([sketch], { type: "application/json" }), "sketch.s2f");
  return form;
}
