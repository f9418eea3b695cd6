// @ts-check
/** Other colours and fabrics for a picture of a garment: the server's `modify`, and its shelf of fabrics. */

import { blobOf, formOf, json } from "./api.js";

/** @typedef {{ name: string, colours: string[], scale: number, swatch: Blob }} Fabric */
/** @typedef {{ pattern?: string, picture?: Blob, colours?: string[], scale: number, angle: number }} Cloth  a pattern or a picture of a fabric */

const PATIENCE_MS = 60_000;

/**
 * @param {Blob} picture @param {string} colour @param {Blob | null} mask a PNG of the picture's size; null: the whole garment
 * @param {AbortSignal} [signal] @returns {Promise<Blob>}
 */
export async function inColour(picture, colour, mask, signal) {
  const [made] = await modified(picture, { kind: "recolour", colour }, { mask }, signal);
  return made;
}

/** One picture for each colour. @param {Blob} picture @param {string[]} colours @param {Blob | null} mask @param {AbortSignal} [signal] */
export function inColours(picture, colours, mask, signal) {
  return modified(picture, { kind: "colourways", colours }, { mask }, signal);
}

/** @param {Blob} picture @param {Cloth} cloth @param {Blob | null} mask @param {AbortSignal} [signal] */
export async function inCloth(picture, { pattern, picture: fabric, colours, scale, angle }, mask, signal) {
  const operation = { kind: "fabric", scale, angle, ...(fabric ? {} : { pattern, colours }) };
  const [made] = await modified(picture, operation, { mask, fabric: fabric ?? null }, signal);
  return made;
}

/** @returns {Promise<Fabric[]>} */
export async function fabricsOfServer() {
  const { fabrics } = await json("fabrics", { signal: AbortSignal.timeout(PATIENCE_MS) });
  return fabrics.map((/** @type {any} */ each) => ({ ...each, swatch: blobOf(each.swatch, "image/png") }));
}

/** @param {Blob} picture @param {object} operation @param {Record<string, Blob | null>} parts @param {AbortSignal} [signal] @returns {Promise<Blob[]>} */
async function modified(picture, operation, parts, signal) {
  const form = formOf({ operation: JSON.stringify(operation) });
  form.append("image", picture, "garment.png");
  for (const [name, part] of Object.entries(parts)) if (part) form.append(name, part, `${name}.png`);
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const { images } = await json("modify", { method: "POST", body: form, signal: signal ? AbortSignal.any([signal, patience]) : patience });
  return images.map((/** @type {{ png: string }} */ { png }) => blobOf(png, "image/png"));
}
