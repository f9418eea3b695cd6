// @ts-check
/** What the server's model of garment shapes does with a drawing: guide lines to draw along, and tidied lines. */

import { blobOf, formOf, json } from "./api.js";

/** @typedef {[x: number, y: number, width: number, height: number]} Place */
/** @typedef {{ category: string, picture: Blob }} Guide  picture: as large as the drawing, its lines in the alpha */
/** @typedef {{ strength: number, category: string, parts: string[] | null }} TidyOptions  strength 0 … 1; parts null: all of them */

/**
 * What the garment could become, from what is drawn of it.
 * @param {string} sketch `.s2f` text @param {string} category @param {AbortSignal} signal @returns {Promise<Guide>}
 */
export async function shadowOf(sketch, category, signal) {
  const reply = await json("shadow", { method: "POST", body: withSketch(formOf({ category }), sketch), signal });
  return { category: reply.category, picture: blobOf(reply.image, "image/png") };
}

/**
 * The drawing's lines, clean: dark on white, as large as the drawing.
 * @param {string} sketch `.s2f` text @param {TidyOptions} options @param {AbortSignal} signal @returns {Promise<Blob>}
 */
export async function tidiedLines(sketch, { strength, category, parts }, signal) {
  const form = formOf({ strength, category, parts: parts?.join(",") });
  const reply = await json("tidy", { method: "POST", body: withSketch(form, sketch), signal });
  return blobOf(reply.png, "image/png");
}

/** @param {FormData} form @param {string} sketch */
function withSketch(form, sketch) {
  form.append("sketch", new Blob([sketch], { type: "application/json" }), "sketch.s2f");
  return form;
}
