// @ts-check
/**
 * The server's /api/v1, one function a call. Every failure is an ApiError that says whether trying again can help.
 */

import { sketchForm } from "./multipart.js";

/** @typedef {{ category: string, scores: Record<string, number>, images: RenderedImage[], seconds: number }} Rendered  seconds: of work, without the way */
/** @typedef {{ blob: Blob, seed: number, box: [number, number, number, number] }} RenderedImage */
/** @typedef {{ refine: number, variants: number, seed: number, size: 256 | 512, category: string, style?: import("./styles.js").Style }} RenderOptions */
/**
 * @typedef {{ id: string, title: string, price: string | null, currency: string | null, image: string, link: string, shop: string,
 *   category: string | null, score: number, why: { shape: number | null, colour: number | null } }} Match
 */
/**
 * @typedef {object} Filters
 * @property {string} [category]
 * @property {string} [colour]
 * @property {string} [priceMin]
 * @property {string} [priceMax]
 * @property {string} [words]
 * @property {string} [seller]
 * @property {boolean} [inStock]
 * @property {string} [shop]
 * @property {boolean} [consent] that the picture may be shown to a shop on the web
 * @property {string} [crop] x, y, width, height as shares of the picture
 * @property {number} [top]
 */
/** @typedef {{ currency: string, min: string, max: string, products: number }} PriceBand */
/**
 * @typedef {object} Facets  how many of the products that are most alike there are of each
 * @property {number} products
 * @property {Record<string, number>} categories
 * @property {Record<string, number>} colours
 * @property {Record<string, number>} sellers
 * @property {PriceBand[]} prices
 * @property {number} in_stock
 */
/** @typedef {{ category: string | null, seconds: number, matches: Match[], close?: boolean, facets?: Facets }} Found */
/** @typedef {{ name: string, title: string, on: boolean, web: boolean, sends: string }} Shop  web: pictures leave the server, which `sends` describes */
/** @typedef {{ sketch: string, category: string | null }} PhotoLayers */
/** @typedef {{ category: string, refine: number, seed: number }} Recipe  what makes a picture of a drawing */
/** @typedef {{ blob: Blob, sketch: string }} MorphStep  sketch: `.s2f` text */

/** `away`: no server, or it failed. `busy`: it asks to wait. `refused`: the request itself is wrong. `cancelled`: by us. */
export class ApiError extends Error {
  /** @param {"away" | "busy" | "refused" | "cancelled"} kind @param {string} message @param {{ code?: string, hint?: string, waitMs?: number }} [more] */
  constructor(kind, message, { code = "", hint = "", waitMs = 0 } = {}) {
    super(message);
    this.kind = kind;
    this.code = code;
    this.hint = hint;
    this.waitMs = waitMs;
  }
}

/** @param {string | Blob} sketch `.s2f` @param {RenderOptions} options @param {AbortSignal} signal @returns {Promise<Rendered>} */
export async function renderGarment(sketch, options, signal) {
  const request = renderRequest(sketch, options, signal);
  if (options.variants === 1) return picture("render", request);
  const reply = await json("render", request);
  return {
    category: reply.category,
    scores: reply.category_scores ?? {},
    seconds: reply.seconds,
    images: reply.images.map((/** @type {any} */ image) => ({
      blob: blobOf(image.png, "image/png"),
      seed: image.seed,
      box: image.box ?? reply.box,
    })),
  };
}

/** @param {string | Blob} sketch @param {RenderOptions} options @param {AbortSignal} signal @returns {RequestInit} */
function renderRequest(sketch, { style, ...options }, signal) {
  const fields = { ...options, background: "transparent", ...(style && "name" in style ? { style: style.name } : {}) };
  if (!style || !("file" in style)) {
    const { body, type } = sketchForm(fields, sketch);
    return { method: "POST", body, headers: { "Content-Type": type }, signal };
  }
  const form = formOf(fields);
  form.append("style_file", style.file, "style.safetensors");
  form.append("sketch", new Blob([sketch], { type: "application/json" }), "sketch.s2f");
  return { method: "POST", body: form, signal };
}

/**
 * The picture with what the drawing changed since `before` rendered into it; the rest keeps its very pixels.
 * @param {Blob} picture @param {string} before `.s2f` text @param {string} sketch `.s2f` text
 * @param {{ category: string, refine: number, seed: number }} options of the first rendering @param {AbortSignal} signal
 * @returns {Promise<{ blob: Blob, seconds: number }>}
 */
export async function editPicture(picture, before, sketch, options, signal) {
  const form = formOf({ operation: JSON.stringify({ kind: "edit", ...options }) });
  form.append("image", picture, "garment.png");
  form.append("before", new Blob([before], { type: "application/json" }), "before.s2f");
  form.append("sketch", new Blob([sketch], { type: "application/json" }), "sketch.s2f");
  const reply = await json("modify", { method: "POST", body: form, signal });
  return { blob: blobOf(reply.images[0].png, "image/png"), seconds: reply.seconds };
}

/**
 * Garments between two drawings, one for each share: 0 is the first drawing's, 1 the second's.
 * @param {string} first `.s2f` text @param {string} second `.s2f` text
 * @param {{ shares: number[], first: Recipe, second: Recipe, size: 256 | 512 }} options @param {AbortSignal} signal
 * @returns {Promise<MorphStep[]>}
 */
export async function morphGarments(first, second, options, signal) {
  const form = formOf({ operation: JSON.stringify({ kind: "morph", ...options }) });
  form.append("before", new Blob([first], { type: "application/json" }), "first.s2f");
  form.append("sketch", new Blob([second], { type: "application/json" }), "second.s2f");
  const reply = await json("modify", { method: "POST", body: form, signal });
  return reply.images.map((/** @type {any} */ image) => ({
    blob: blobOf(image.png, "image/png"),
    sketch: typeof image.sketch === "string" ? image.sketch : JSON.stringify(image.sketch),
  }));
}

/**
 * Products like a picture of a garment, like a product, or like a drawing where there is no picture yet.
 * @param {{ picture: Blob } | { sketch: string } | { product: string }} query @param {Filters} filters @param {AbortSignal} signal
 * @returns {Promise<Found>}
 */
export async function findProducts(query, filters, signal) {
  const form = formOf({
    top: filters.top ?? 24,
    category: filters.category,
    colour: filters.colour,
    price_min: filters.priceMin,
    price_max: filters.priceMax,
    words: filters.words,
    seller: filters.seller,
    in_stock: filters.inStock ? "true" : "",
    shop: filters.shop,
    consent: filters.consent ? "true" : "",
    ...("picture" in query ? { as: "photo", crop: filters.crop } : {}),
    ...("product" in query ? { product: query.product } : {}),
  });
  if ("picture" in query) form.append("image", query.picture, "garment.png");
  if ("sketch" in query) form.append("sketch", new Blob([query.sketch], { type: "application/json" }), "sketch.s2f");
  return json("search", { method: "POST", body: form, signal });
}

/** Where products can be looked for; nothing where the server only knows its own catalogue. @returns {Promise<Shop[]>} */
export async function shopsOfServer() {
  const reply = await json("shops", { signal: AbortSignal.timeout(10_000) }).catch(() => null);
  return (reply?.shops ?? []).filter((/** @type {Shop} */ { on }) => on);
}

/** The drawing that makes a garment photo. @param {Blob} photo @param {AbortSignal} signal @returns {Promise<PhotoLayers>} */
export async function layersOfPhoto(photo, signal) {
  const form = new FormData();
  form.append("image", photo, "photo");
  const reply = await json("photo", { method: "POST", body: form, signal });
  return { sketch: typeof reply.sketch === "string" ? reply.sketch : JSON.stringify(reply.sketch), category: reply.category };
}

/** @param {Record<string, string | number | undefined>} fields empty ones are left out */
export function formOf(fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined && value !== "") form.append(name, String(value));
  return form;
}

/**
 * One picture comes as a PNG with the facts in its headers: no text to unpack while somebody draws.
 * @param {string} path @param {RequestInit} init @returns {Promise<Rendered>}
 */
async function picture(path, init) {
  const response = await reach(`/api/v1/${path}`, { ...init, headers: { ...init.headers, Accept: "image/png" } });
  if (!response.ok) throw await refusal(response);
  const fact = (/** @type {string} */ name) => response.headers.get(`X-S2F-${name}`) ?? "";
  try {
    return {
      category: fact("Category"),
      scores: JSON.parse(fact("Category-Scores")),
      seconds: Number(fact("Seconds")),
      images: [{ blob: await response.blob(), seed: Number(fact("Seed")), box: JSON.parse(fact("Box")) }],
    };
  } catch (problem) {
    throw init.signal?.aborted ? new ApiError("cancelled", "cancelled") : new ApiError("away", String(problem));
  }
}

/** The reply to a call that answers with JSON. @param {string} path @param {RequestInit} init @returns {Promise<any>} */
export async function json(path, init) {
  const response = await reach(`/api/v1/${path}`, { ...init, headers: { ...init.headers, Accept: "application/json" } });
  if (!response.ok) throw await refusal(response);
  try {
    return await response.json();
  } catch (problem) {
    throw init.signal?.aborted ? new ApiError("cancelled", "cancelled") : new ApiError("away", String(problem));
  }
}

/** The reply to a call that answers with a file. @param {string} path @param {RequestInit} init @returns {Promise<Blob>} */
export async function file(path, init) {
  const response = await reach(`/api/v1/${path}`, init);
  if (!response.ok) throw await refusal(response);
  return response.blob();
}

/** @param {string} url @param {RequestInit} init */
async function reach(url, init) {
  try {
    return await fetch(url, init);
  } catch (problem) {
    if (init.signal?.aborted) throw new ApiError("cancelled", "cancelled");
    throw new ApiError("away", String(problem));
  }
}

/** @param {Response} response */
async function refusal(response) {
  const { error = {} } = await response.json().catch(() => ({}));
  const kind = response.status === 429 || response.status === 503 ? "busy" : response.status >= 500 ? "away" : "refused";
  return new ApiError(kind, error.message ?? `HTTP ${response.status}`, {
    code: error.code,
    hint: error.hint,
    waitMs: Number(response.headers.get("Retry-After") ?? 0) * 1000,
  });
}

/** @param {string} base64 @param {string} type */
export function blobOf(base64, type) {
  return new Blob([bytesOf(base64)], { type });
}

/** @param {string} base64 @returns {Uint8Array<ArrayBuffer>} */
function bytesOf(base64) {
  if ("fromBase64" in Uint8Array) return /** @type {any} */ (Uint8Array).fromBase64(base64); // newer browsers do it at once
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
