// @ts-check
/**
 * The studio without its server: a service worker keeps it, where the browser has one (not on plain http over a network
 * name). When the server has a newer version, the page says so and changes on request: never under somebody's hand.
 */

/** @typedef {import("./app.js").App} App */

const CHECK_MS = 10 * 60_000;

/** What the page loads only when it is wanted. */
export const LATER = ["i18n/en.json", "i18n/ko.json", "manifest.webmanifest", "icons/icon-192.png", "ui/film-worker.js"];

/** What rendering in the browser needs. */
export const RENDERING = [
  ...["worker", "parts-worker", "parts"].map((name) => `render/${name}.js`),
  ...[
    "bridges",
    "colourway",
    "draw",
    "finish",
    "flats",
    "framing",
    "fronts",
    "garment",
    "hull",
    "masks",
    "outline",
    "png",
    "random",
    "rasterise",
    "resample",
    "watershed",
  ].map((name) => `render/local/${name}.js`),
  "vendor/onnxruntime-web/ort.mjs",
  "vendor/onnxruntime-web/ort-wasm-simd-threaded.wasm",
  ...["renderer", "embedder", "upscaler"].map((name) => `models/${name}.onnx`),
  "models/renderer.json",
  "models/renderer-statistics.json",
];

/** @param {App} app */
export async function keepForOffline(app) {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register("/service-worker.js", { scope: "/" });
    const { active } = await navigator.serviceWorker.ready;
    const loaded = performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname);
    const keep = (/** @type {string[]} */ paths) => active?.postMessage({ keep: paths });
    keep([...loaded.filter((path) => path.startsWith("/studio/")), ...LATER.map((path) => `/studio/${path}`)]);
    app.engines.onReady(() => keep(RENDERING.map((path) => `/studio/${path}`)));
  } catch {
    // private windows and old browsers: the studio works, it only needs its server
  }
  watchVersion(app);
}

/** @param {App} app */
async function watchVersion(app) {
  const version = await versionOfServer();
  let asked = Date.now();
  document.addEventListener("visibilitychange", async () => {
    if (document.hidden || Date.now() - asked < CHECK_MS) return;
    asked = Date.now();
    const now = await versionOfServer();
    if (version && now && now !== version) {
      app.toasts.offer("toast.newVersion", "action.reload", async () => {
        await app.storage.settled();
        location.reload();
      });
    }
  });
}

/** @returns {Promise<string | null>} */
async function versionOfServer() {
  const reply = await fetch("/health/ready").catch(() => null);
  const facts = await reply?.json().catch(() => null);
  return facts?.version ?? null;
}
