// @ts-check
/**
 * Keeps the studio in the browser, so that it opens without its server. The server is always asked first and the copy is
 * what answers when it is away; the models and the wasm runtime, which are large, come from the copy while the server is
 * asked whether they are still the same. Nothing of the API is kept.
 */

/** @typedef {{ respondWith: (reply: Promise<Response>) => void, waitUntil: (work: Promise<unknown>) => void, request: Request }} FetchEvent */

const CACHE = "sketch2fashion-1";
const LARGE = /^\/studio\/(models|vendor\/onnxruntime-web)\//;
const PATIENCE_MS = 3000; // a server that takes longer is as good as away

addEventListener("install", (event) => {
  const { waitUntil } = /** @type {any} */ (event);
  waitUntil.call(
    event,
    open().then((cache) => cache.add("/")),
  );
});

addEventListener("activate", (event) => {
  const { waitUntil } = /** @type {any} */ (event);
  waitUntil.call(event, Promise.all([forgetOthers(), /** @type {any} */ (self).clients.claim()]));
});

addEventListener("message", (event) => {
  const { data, waitUntil } = /** @type {any} */ (event);
  if (data === "take over") /** @type {any} */ (self).skipWaiting();
  if (Array.isArray(data?.keep)) waitUntil.call(event, keep(data.keep));
});

addEventListener("fetch", (event) => {
  const { request } = /** @type {FetchEvent} */ (/** @type {unknown} */ (event));
  const { origin, pathname } = new URL(request.url);
  const isOurs = origin === location.origin && request.method === "GET" && (pathname === "/" || pathname.startsWith("/studio/"));
  if (isOurs) /** @type {any} */ (event).respondWith(LARGE.test(pathname) ? fromCopy(request) : fromServer(request));
});

/** @param {Request} request */
async function fromServer(request) {
  const cache = await open();
  const key = new URL(request.url).pathname; // the page is the same whatever is searched for
  const copy = await cache.match(key);
  try {
    const reply = await (copy ? Promise.race([fetch(request), tooLate()]) : fetch(request));
    if (reply.ok) await cache.put(key, reply.clone());
    return reply.status >= 500 && copy ? copy : reply;
  } catch (problem) {
    if (copy) return copy;
    throw problem;
  }
}

/** @param {Request} request */
async function fromCopy(request) {
  const cache = await open();
  const key = new URL(request.url).pathname;
  const copy = await cache.match(key);
  const fresh = fetch(request).then(async (reply) => {
    if (reply.ok) await cache.put(key, reply.clone());
    return reply;
  });
  if (!copy) return fresh;
  fresh.catch(() => {}); // the server is away: the copy is all there is
  return copy;
}

/** What a page loaded before this worker was there, or will need. @param {string[]} paths */
async function keep(paths) {
  const cache = await open();
  for (const path of paths) {
    if (!path.startsWith("/studio/") || (await cache.match(path))) continue;
    const reply = await fetch(path).catch(() => null);
    if (reply?.ok) await cache.put(path, reply);
  }
}

/** @returns {Promise<never>} */
function tooLate() {
  return new Promise((_, reject) => setTimeout(() => reject(new Error("the server takes too long")), PATIENCE_MS));
}

async function forgetOthers() {
  for (const name of await caches.keys()) if (name.startsWith("sketch2fashion-") && name !== CACHE) await caches.delete(name);
}

function open() {
  return caches.open(CACHE);
}
