// @ts-check
/**
 * A real garment as the start: its photo stays as it is, its lines become ink on the paper, and what is drawn from then on changes the
 * photo where it lies. From a file, or from a product that was found.
 */

import { CANVAS_PX, fromS2f, isBlank, resized } from "../document/sketch.js";
import { layersOfPhoto } from "../render/api.js";
import { h } from "./dom.js";
import { reasonOf } from "./files.js";
import { withPicture } from "./fixing.js";
import { t } from "./i18n.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../document/sketch.js").Sketch} Sketch */

const LARGEST_PX = 1536; // of the longer side: every change sends the picture, and every step keeps one
const PATIENCE_MS = 60_000;

/** The drawing of a garment photo with the photo behind it, to be opened. @param {App} app @param {Blob} photo @returns {Promise<Sketch>} */
export async function startFromPhoto(app, photo) {
  const picture = await pngOfPhoto(photo);
  const sketch = await sketchOfPhoto(picture);
  return isBlank(sketch) ? sketch : withPicture(app, sketch, picture);
}

/** The drawing that the server makes of a garment photo. @param {Blob} photo @returns {Promise<Sketch>} */
export async function sketchOfPhoto(photo) {
  const { sketch, category } = await layersOfPhoto(photo, AbortSignal.timeout(PATIENCE_MS));
  const read = resized(fromS2f(sketch), CANVAS_PX); // tools have the same size on every paper that starts here
  read.category ??= category;
  return read;
}

/** Change this one. @param {App} app @param {{ image: string, title: string }} product */
export async function changeProduct(app, { image, title }) {
  if (!isOurs(image)) return app.toasts.say("results.change.elsewhere");
  app.toasts.say("open.reading");
  try {
    const reply = await fetch(image, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!reply.ok) throw new Error(`${image}: HTTP ${reply.status}`);
    const sketch = await startFromPhoto(app, await reply.blob());
    if (isBlank(sketch)) return app.toasts.warn(t("error.noLines"));
    app.drawings.leaveNamed();
    app.open(sketch);
    app.results.hide();
    app.toasts.say("toast.photoReady", { title });
  } catch (problem) {
    app.toasts.warn(reasonOf(problem));
  }
}

/** The product that a product's page asked to change, if it did; the address becomes the plain one again. @param {App} app */
export function changeProductOfAddress(app) {
  const address = new URL(location.href);
  const id = address.searchParams.get("change");
  if (id === null) return;
  address.searchParams.delete("change");
  history.replaceState(history.state, "", address);
  changeProduct(app, { image: `/api/v1/products/${encodeURIComponent(id)}/image`, title: id });
}

/** Pictures of shops on the web stay there: the page loads nothing from elsewhere. @param {string} image */
function isOurs(image) {
  return image !== "" && new URL(image, location.href).origin === location.origin;
}

/** The photo's own pixels as a PNG, turned as its EXIF says; a PNG that is small enough is taken as it is. @param {Blob} photo */
async function pngOfPhoto(photo) {
  const bitmap = await createImageBitmap(photo);
  const scale = Math.min(1, LARGEST_PX / Math.max(bitmap.width, bitmap.height));
  const canvas = h("canvas", {
    width: Math.max(1, Math.round(bitmap.width * scale)),
    height: Math.max(1, Math.round(bitmap.height * scale)),
  });
  try {
    if (scale === 1 && photo.type === "image/png") return photo;
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  } finally {
    bitmap.close();
  }
  const png = await new Promise((/** @type {(blob: Blob | null) => void} */ done) => canvas.toBlob(done, "image/png"));
  if (!png) throw new Error("the picture is too large for this browser");
  return png;
}
