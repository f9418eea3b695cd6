// @ts-check
/**
 * Where garments are made: by the server, or by the same models in a worker of this page. The worker, its runtime and the
 * models come when somebody wants them; from then on they are in the browser's cache.
 */

import { ApiError, renderGarment } from "./api.js";

/** @typedef {import("./atelier.js").Engine} Engine */
/** @typedef {import("./api.js").Rendered} Rendered */
/** @typedef {import("./api.js").RenderOptions} RenderOptions */
/** @typedef {{ resolve: (result: Rendered) => void, reject: (problem: ApiError) => void }} Waiting */

/** @type {Engine} */
export const SERVER = { place: "server", patienceMs: 30_000, render: renderGarment };

export class Engines {
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Map<number, Waiting>} */
  #waiting = new Map();
  #last = 0;
  /** @type {number | null} 0 … 1 while the models come, else null */
  loading = null;
  canRenderHere = canRunHere();
  /** @type {() => void} */
  #onReady = () => {};
  #isReady = false;
  /** @type {Engine} */
  browser = { place: "browser", patienceMs: 600_000, render: (sketch, options, signal) => this.#render(sketch, options, signal) };

  /** @param {() => boolean} wantsBrowser @param {() => void} told something has changed */
  constructor(wantsBrowser, told) {
    this.wantsBrowser = wantsBrowser;
    this.told = told;
  }

  /** Called once the models are here. @param {() => void} told */
  onReady(told) {
    this.#onReady = told;
    if (this.#isReady) told();
  }

  get current() {
    return this.canRenderHere && this.wantsBrowser() ? this.browser : SERVER;
  }

  /** @param {string | Blob} sketch @param {RenderOptions} options @param {AbortSignal} signal @returns {Promise<Rendered>} */
  #render(sketch, options, signal) {
    const worker = this.#start();
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      signal.addEventListener("abort", () => {
        if (!this.#waiting.delete(id)) return;
        worker.postMessage({ cancel: id });
        reject(new ApiError("cancelled", "cancelled"));
      });
      worker.postMessage({ id, sketch, options });
    });
  }

  #start() {
    if (this.#worker) return this.#worker;
    const worker = new Worker("/studio/render/worker.js", { type: "module" });
    worker.addEventListener("message", ({ data }) => this.#hear(data));
    worker.addEventListener("error", () => this.#break());
    this.#worker = worker;
    return worker;
  }

  /** @param {any} message */
  #hear({ id, result, problem, loading }) {
    if (loading !== undefined) {
      this.loading = loading;
      return this.told();
    }
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (result && !this.#isReady) {
      this.#isReady = true;
      this.#onReady();
    }
    if (result) waiting?.resolve(result);
    else waiting?.reject(new ApiError(problem.kind, problem.message, { code: problem.code }));
  }

  /** The worker could not start or has crashed; the next picture tries a new one. */
  #break() {
    this.#worker?.terminate();
    this.#worker = null;
    this.loading = null;
    for (const { reject } of this.#waiting.values()) reject(new ApiError("away", "the worker stopped"));
    this.#waiting.clear();
  }
}

/** WebAssembly with vector instructions, and streams that pack: every browser of the last years has them. */
function canRunHere() {
  return (
    typeof WebAssembly === "object" &&
    typeof Worker === "function" &&
    typeof CompressionStream === "function" &&
    WebAssembly.validate(VECTORS)
  );
}

/** The smallest module that uses a vector instruction. */
const VECTORS = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]);
