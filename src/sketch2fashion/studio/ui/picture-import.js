// @ts-check
/**
 * A picture comes in: a drawing on paper (pulled flat, cleaned, traced into strokes), a photo of a garment (the server makes a
 * drawing of it, or it stays and is changed), or something to trace by hand. One window asks which, with the likelier answer in focus.
 */

import { SetReference } from "../document/commands.js";
import { isBlank } from "../document/sketch.js";
import { flattened, sheetCorners, WHOLE } from "../geometry/perspective.js";
import { dialog } from "./buttons.js";
import { CornerEditor } from "./corner-editor.js";
import { h, icon } from "./dom.js";
import { label, t } from "./i18n.js";
import { looksLikeDrawing, pictureOf, pixelsOf, sketchOfPicture } from "./paper-reader.js";
import { sketchOfPhoto, startFromPhoto } from "./photo-start.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../document/sketch.js").Sketch} Sketch */
/** @typedef {import("../geometry/trace.js").Pixels} Pixels */
/** @typedef {"drawing" | "change" | "photo" | "reference"} Kind */
/** @typedef {{ kind: Kind, corners: import("../geometry/perspective.js").Corners }} Answer */

const TRACED_OPACITY = 0.5;
const ICONS = /** @type {const} */ ({ drawing: "pen", change: "sparkle", photo: "photo", reference: "layers" });

/**
 * @param {App} app @param {File} file
 * @returns {Promise<Sketch | null>} what is to be opened; null when nothing is, or when the picture lies under the paper now
 */
export async function importPicture(app, file) {
  const pixels = await pixelsOf(file).catch(() => null); // HEIC: only the server can read it
  const answer = await ask(file, pixels);
  if (!answer) return null;
  if (answer.kind === "reference" && pixels) return layUnder(app, pictureOf(flat(pixels, answer)), file.name);
  app.toasts.say("open.reading");
  const sketch = await sketchOf(app, file, pixels, answer);
  if (!isBlank(sketch)) return sketch;
  app.toasts.warn(t("error.noLines"));
  return null;
}

/** @param {App} app @param {File} file @param {Pixels | null} pixels @param {Answer} answer */
function sketchOf(app, file, pixels, answer) {
  if (answer.kind === "drawing" && pixels) return sketchOfPicture(flat(pixels, answer));
  return answer.kind === "change" ? startFromPhoto(app, file) : sketchOfPhoto(file);
}

/** @param {Pixels} pixels @param {Answer} answer */
function flat(pixels, { corners }) {
  return JSON.stringify(corners) === JSON.stringify(WHOLE) ? pixels : flattened(pixels, corners);
}

/** @param {App} app @param {{ url: string, width: number, height: number }} picture @param {string} name @returns {null} */
function layUnder(app, picture, name) {
  const [width, height] = app.history.sketch.canvas;
  const scale = Math.min(width / picture.width, height / picture.height);
  const [across, down] = [picture.width * scale, picture.height * scale];
  app.history.execute(
    new SetReference(`picture-${Date.now().toString(36)}`, {
      name,
      visible: true,
      opacity: TRACED_OPACITY,
      box: [Math.round((width - across) / 2), Math.round((height - down) / 2), Math.round(across), Math.round(down)],
      picture: picture.url,
    }),
  );
  app.toasts.say("toast.traced");
  return null;
}

/** @param {File} file @param {Pixels | null} pixels null: this browser cannot read it @returns {Promise<Answer | null>} */
function ask(file, pixels) {
  const url = URL.createObjectURL(file);
  const corners = pixels ? sheetCorners(pixels) : WHOLE;
  const likelyDrawing = pixels !== null && looksLikeDrawing(flat(pixels, { kind: "drawing", corners }));
  const editor = pixels && new CornerEditor(url, file.name, likelyDrawing ? corners : WHOLE);
  const kinds = /** @type {Kind[]} */ (pixels ? ["drawing", "change", "photo", "reference"] : ["photo"]);
  return new Promise((resolve) => {
    /** @type {Answer | null} */
    let answer = null;
    const choices = kinds.map((kind) => {
      const button = choice(kind, kind === (likelyDrawing ? "drawing" : pixels ? "change" : "photo"));
      button.addEventListener("click", () => {
        answer = { kind, corners: editor?.corners ?? WHOLE };
        box.close();
      });
      return button;
    });
    const box = dialog(
      "open.title",
      ...(editor ? [editor.element, label(h("p", { class: "corners-hint" }), "text", "open.corners")] : []),
      h("div", { class: "choices" }, ...choices),
    );
    box.addEventListener("close", () => {
      URL.revokeObjectURL(url);
      box.remove();
      resolve(answer);
    });
    box.showModal();
  });
}

/** @param {Kind} kind @param {boolean} likely */
function choice(kind, likely) {
  const text = h(
    "span",
    { class: "choice-text" },
    label(h("strong"), "text", `open.${kind}`),
    label(h("small"), "text", `open.${kind}.hint`),
  );
  return h("button", { type: "button", class: "choice", autofocus: likely }, icon(ICONS[kind], 26), text);
}
