// @ts-check
/**
 * The garment as a fixed picture: from then on a stroke changes the picture where it lies, and the rest stays pixel by pixel. Recoloured,
 * woven, warped and photographed garments come the same way, through `goOnFrom`. Every step can be undone.
 */

import { drawingAlone, SetBase } from "../document/base.js";
import { ReplaceSketch } from "../document/commands.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../document/sketch.js").Sketch} Sketch */
/** @typedef {{ category: string | null, seed: number, refine: number }} Making  how the picture was rendered first */

/** The garment that is shown becomes what the next strokes change. @param {App} app */
export async function fixPicture(app) {
  const { revision } = app.atelier;
  const picture = await app.atelier.fine();
  if (!picture || app.atelier.revision !== revision) return; // drawn on meanwhile: that garment is no longer shown
  await goOnFrom(app, picture.blob);
  app.toasts.say("toast.fixed");
}

/** Back to rendering the whole drawing. @param {App} app */
export function releasePicture(app) {
  if (app.history.sketch.base) app.history.execute(new SetBase(null));
}

/**
 * This picture of the drawing as it is now is what the next strokes change: one step that Undo takes back.
 * @param {App} app @param {Blob} picture a PNG of the canvas's aspect @param {Partial<Making>} [making] what differs from how the garment was made so far
 */
export async function goOnFrom(app, picture, making = {}) {
  const name = await app.shelf.put(picture);
  const { sketch } = app.history;
  app.history.execute(new SetBase({ picture: name, before: drawingAlone(sketch), ...makingOf(app), ...making }));
}

/**
 * A drawing that comes together with its picture (a photo and its lines), to be opened with `app.open`.
 * @param {App} app @param {Sketch} sketch @param {Blob} picture a PNG of the canvas's aspect @param {Partial<Making>} [making] @returns {Promise<Sketch>}
 */
export async function withPicture(app, sketch, picture, making = {}) {
  const usual = { category: sketch.category, seed: 0, refine: app.settings.values.refine };
  return { ...sketch, base: { picture: await app.shelf.put(picture), before: drawingAlone(sketch), ...usual, ...making } };
}

/**
 * A garment between two others: its drawing takes the place of the present one, with the picture as it was seen. What is traced, and where the
 * mirror stands, stays. Undo returns.
 * @param {App} app @param {{ sketch: Sketch, picture: import("../render/frame.js").Picture, recipe: import("../render/api.js").Recipe }} between
 */
export async function useBetween(app, { sketch, picture, recipe }) {
  const { references, axis } = app.history.sketch;
  const drawing = { ...sketch, ...(references && { references }), ...(axis !== undefined && { axis }) };
  app.history.execute(new ReplaceSketch(await withPicture(app, drawing, picture.blob, recipe)));
  app.toasts.say("toast.between");
}

/** @param {App} app @returns {Making} */
function makingOf({ atelier, history, settings }) {
  const { base } = history.sketch;
  if (base) return { category: base.category, seed: base.seed, refine: base.refine };
  return { category: atelier.category, seed: atelier.picture?.seed ?? settings.values.seed, refine: settings.values.refine };
}
