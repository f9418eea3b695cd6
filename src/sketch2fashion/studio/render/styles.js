// @ts-check
/** Styles at the server: learned from a few sketches, which it does not keep, and garments that are made in one. */

import { fromS2f } from "../document/sketch.js";
import { blobOf, file, formOf, json } from "./api.js";

/** @typedef {{ name: string } | { file: Blob }} Style  one that the server keeps, or the bytes of one's own */
/** @typedef {{ picture: Blob, sketch: import("../document/sketch.js").Sketch, seed: number, category: string | null }} Design */
/** @typedef {{ designs: Design[], sliders: number }} Designs */

/** The names of those that whoever runs the server has put there. @returns {Promise<string[]>} */
export async function stylesOfServer() {
  const reply = await json("styles", { signal: AbortSignal.timeout(10_000) }).catch(() => null);
  return (reply?.styles ?? []).map((/** @type {{ name: string }} */ { name }) => name);
}

/** @param {{ blob: Blob, name: string }[]} sketches 1 … 10 drawings, or photos @param {boolean} photos @param {AbortSignal} signal */
export async function learnedStyle(sketches, photos, signal) {
  const form = formOf({ photos: photos ? "true" : "" });
  for (const { blob, name } of sketches) form.append("sketch", blob, name);
  return file("styles", { method: "POST", body: form, signal });
}

/**
 * New garments of a style; the same seed and sliders give the same ones.
 * @param {Style} style @param {{ count: number, seed: number, sliders: number[] }} wish sliders: -3 … 3 @param {AbortSignal} signal
 * @returns {Promise<Designs>}
 */
export async function designsIn(style, { count, seed, sliders }, signal) {
  const form = formOf({ count, seed, sliders: sliders.some((value) => value !== 0) ? sliders.join(",") : "" });
  addStyle(form, style, { name: "name", file: "style" });
  const reply = await json("styles/sample", { method: "POST", body: form, signal });
  const designs = reply.designs.map((/** @type {any} */ design) => ({
    picture: blobOf(design.png, "image/png"),
    sketch: fromS2f(typeof design.sketch === "string" ? design.sketch : JSON.stringify(design.sketch)),
    seed: design.seed,
    category: design.category,
  }));
  return { designs, sliders: reply.sliders };
}

/** @param {FormData} form @param {Style} style @param {{ name: string, file: string }} fields what the call names them */
export function addStyle(form, style, fields) {
  if ("file" in style) form.append(fields.file, style.file, "style.safetensors");
  else form.append(fields.name, style.name);
}
