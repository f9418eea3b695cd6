// @ts-check
/**
 * Renders in the page: the server's own models through onnxruntime's wasm build, on one thread of a worker. Fetches what it
 * needs when the first drawing comes. A newer drawing makes an older one stale between two steps.
 */

import { withText } from "../document/png.js";
import { fromS2f, SketchError } from "../document/sketch.js";
import { garmentsOf, NoGarment, PLANES } from "./local/garment.js";
import { pngOfPixels } from "./local/png.js";

/** @typedef {import("./api.js").RenderOptions} RenderOptions */
/** @typedef {{ id: number, sketch: string | Blob, options: RenderOptions }} Job */
/** @typedef {{ run: import("./local/garment.js").Run, statistics: any, version: string }} Ready */

const RUNTIME = "/studio/vendor/onnxruntime-web/ort.mjs";
const WASM = "/studio/vendor/onnxruntime-web/ort-wasm-simd-threaded.wasm";
const MODELS = "/studio/models/";
const NAMES = /** @type {const} */ (["renderer", "embedder", "upscaler"]);
const SHARES = { [WASM]: 0.4, renderer: 0.3, embedder: 0.28, upscaler: 0.02 }; // of what has to come, roughly

/** @type {Promise<Ready> | null} */
let ready = null;
/** @type {Set<number>} */
const cancelled = new Set();
/** @type {Promise<void>} one drawing at a time */
let last = Promise.resolve();

addEventListener("message", ({ data }) => {
  if (data.cancel !== undefined) cancelled.add(data.cancel);
  else last = last.then(() => answer(data));
});

/** @param {Job} job */
async function answer({ id, sketch, options }) {
  if (cancelled.delete(id)) return;
  const isStale = () => cancelled.has(id);
  const started = performance.now();
  try {
    ready ??= prepare();
    const { run, statistics, version } = await ready;
    const text = typeof sketch === "string" ? sketch : await sketch.text();
    const made = await garmentsOf(fromS2f(text), options, statistics, run, () => isStale());
    await new Promise((resolve) => setTimeout(resolve)); // messages that came meanwhile
    if (!made || cancelled.delete(id)) return;
    const texts = {
      Software: `Sketch2Fashion renderer ${version}`,
      Description: "Picture made by a generative model from a drawing.",
      DigitalSourceType: "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
      Category: made.category,
      Refine: String(options.refine),
    };
    const images = await Promise.all(
      made.images.map(async ({ pixels, width, height, seed, box }) => {
        const png = withText(await pngOfPixels(pixels, width, height), { ...texts, Seed: String(seed) });
        return { blob: new Blob([png], { type: "image/png" }), seed, box };
      }),
    );
    const seconds = (performance.now() - started) / 1000;
    postMessage({ id, result: { category: made.category, scores: made.scores, images, seconds } });
  } catch (problem) {
    postMessage({ id, problem: described(problem) });
  }
}

/** @param {unknown} problem */
function described(problem) {
  if (problem instanceof NoGarment) return { kind: "refused", message: problem.message, code: problem.code };
  if (problem instanceof SketchError) return { kind: "refused", message: problem.message, code: "bad_sketch" };
  ready = null; // what could not be fetched may come the next time
  return { kind: "away", message: String(problem), code: "" };
}

/** @returns {Promise<Ready>} */
async function prepare() {
  const progress = new Map();
  const tell = (/** @type {string} */ name, /** @type {number} */ share) => {
    progress.set(name, share * SHARES[/** @type {keyof typeof SHARES} */ (name)]);
    postMessage({ loading: [...progress.values()].reduce((sum, part) => sum + part, 0) });
  };
  try {
    const [ort, wasm, statistics, card, ...models] = await Promise.all([
      import(RUNTIME),
      fetched(WASM, (share) => tell(WASM, share)),
      json(`${MODELS}renderer-statistics.json`),
      json(`${MODELS}renderer.json`),
      ...NAMES.map((name) => fetched(`${MODELS}${name}.onnx`, (share) => tell(name, share))),
    ]);
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmBinary = wasm;
    const options = { executionProviders: ["wasm"], graphOptimizationLevel: "all" };
    /** @type {Record<string, any>} */
    const sessions = {};
    for (const [index, name] of NAMES.entries()) sessions[name] = await ort.InferenceSession.create(models[index], options);
    if (!takesOurPlanes(sessions.renderer)) throw new Error("this renderer needs planes that this page cannot make: reload it");
    /** @type {Ready["run"]} */
    const run = async (name, feeds) => {
      const tensors = Object.entries(feeds).map(([key, { data, shape }]) => [key, new ort.Tensor("float32", data, shape)]);
      const outputs = await sessions[name].run(Object.fromEntries(tensors));
      return Object.fromEntries(Object.entries(outputs).map(([key, tensor]) => [key, tensor.data]));
    };
    return { run, statistics, version: card.version };
  } finally {
    postMessage({ loading: null });
  }
}

/** A server may have a newer renderer than the page knows. @param {any} session */
function takesOurPlanes(session) {
  const planes = session.inputMetadata?.find((/** @type {any} */ input) => input.name === "planes");
  return planes === undefined || planes.shape?.[1] === PLANES;
}

/** @param {string} url @param {(share: number) => void} tell @returns {Promise<Uint8Array>} */
async function fetched(url, tell) {
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Error(`${url}: HTTP ${response.status}`);
  const whole = Number(response.headers.get("Content-Length") ?? 0);
  const packed = response.headers.get("Content-Encoding") !== null; // the length is that of the packed file
  const parts = [];
  let length = 0;
  const reader = response.body.getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    parts.push(step.value);
    length += step.value.length;
    if (whole > 0) tell(Math.min(1, length / (packed ? 4 * whole : whole)));
  }
  tell(1);
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** @param {string} url */
async function json(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  return response.json();
}
