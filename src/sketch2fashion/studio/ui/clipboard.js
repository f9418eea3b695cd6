// @ts-check
/**
 * Strokes on the clipboard, as a small `.s2f` text, so that they travel between tabs. Works where the page may not use the
 * clipboard by itself (plain http over a network): the browser's own copy and paste events always may.
 */

import { emptySketch, fromS2f, layerOfKind, toS2f } from "../document/sketch.js";
import { takesText } from "./dom.js";

/** @typedef {import("./app.js").App} App */

/** @param {App} app */
export function followClipboard(app) {
  for (const type of /** @type {const} */ (["copy", "cut"])) {
    document.addEventListener(type, (event) => {
      if (isText(event.target) || app.selection.isEmpty || !event.clipboardData) return;
      app.selection[type]();
      event.clipboardData.setData("text/plain", textOf(app));
      event.preventDefault();
    });
  }
  document.addEventListener("paste", (event) => {
    const { clipboardData } = event;
    if (isText(event.target) || !clipboardData || clipboardData.files.length > 0) return; // pictures: files.js
    const clip = clipOf(clipboardData.getData("text/plain"));
    if (clip && JSON.stringify(clip) !== JSON.stringify(app.selection.clip)) app.selection.take(clip);
    if (app.selection.clip.length === 0) return;
    event.preventDefault();
    app.selection.paste();
  });
}

/** @param {App} app */
function textOf(app) {
  const [width, height] = app.history.sketch.canvas;
  const sketch = emptySketch(width, height);
  for (const { kind, stroke } of app.selection.clip) layerOfKind(sketch, kind)?.strokes.push(stroke);
  return toS2f(sketch);
}

/** @param {string} text @returns {import("../document/selection.js").Clip | null} null when it is no drawing */
function clipOf(text) {
  if (!text.startsWith('{"format":"s2f"')) return null;
  try {
    return fromS2f(text).layers.flatMap(({ kind, strokes }) => strokes.map((stroke) => ({ kind, stroke })));
  } catch {
    return null;
  }
}

/** @param {EventTarget | null} target */
function isText(target) {
  return target instanceof Element && !target.matches("select") && takesText(target);
}
