// @ts-check
/** How strokes look. The only module that knows both strokes and the 2-D context. */

import { centreLineOf, diameter, inkBox, outlineOf, tracedOn } from "../geometry/outline.js";

/** @typedef {import("../document/sketch.js").Stroke} Stroke */
/** @typedef {import("../document/sketch.js").LayerKind} LayerKind */
/** @typedef {import("../geometry/types.js").Box} Box */
/** @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context */

const BORDER_COLOUR = "#3f8fc4"; // the blue of pattern pencils: a helper, not ink
const BORDER_DASH = [14, 12];

/** @type {WeakMap<Stroke, { path: Path2D, box: Box }>} */
const known = new WeakMap();

/** The shape of a finished stroke, made once. @param {Stroke} stroke @param {number} canvasWidth */
export function shapeOf(stroke, canvasWidth) {
  let shape = known.get(stroke);
  if (!shape) {
    shape = { path: tracedOn(new Path2D(), outlineOf(stroke.points, stroke.width)), box: inkBox(stroke, canvasWidth) };
    known.set(stroke, shape);
  }
  return shape;
}

/**
 * Paint a finished stroke. The context measures in canvas pixels.
 * @param {Context} context @param {Stroke} stroke @param {LayerKind} kind @param {number} canvasWidth
 */
export function paintStroke(context, stroke, kind, canvasWidth) {
  if (stroke.tool === "fill") return; // shown as a wash, see washes.js
  if (stroke.tool === "erase") paintErased(context, shapeOf(stroke, canvasWidth).path, stroke.mirror, canvasWidth);
  else if (kind === "border") paintBorder(context, stroke, canvasWidth);
  else paintInk(context, shapeOf(stroke, canvasWidth).path, inkOf(stroke), stroke.mirror, canvasWidth);
}

/**
 * Paint the newest part of an unfinished stroke over what is there. Ink is opaque, so the pieces may overlap.
 * @param {Context} context @param {Stroke} stroke @param {number} from index of the first new point @param {number} canvasWidth
 */
export function paintPiece(context, stroke, from, canvasWidth) {
  const piece = stroke.points.slice(Math.max(0, from - PIECE_OVERLAP));
  const path = tracedOn(new Path2D(), outlineOf(piece, stroke.width));
  if (stroke.tool === "erase") paintErased(context, path, stroke.mirror, canvasWidth);
  else paintInk(context, path, inkOf(stroke), stroke.mirror, canvasWidth);
}

const PIECE_OVERLAP = 6; // points; enough for the outline to turn smoothly into the next piece

/** Dashed, so that it is never taken for a line of the garment. @param {Context} context @param {Stroke} stroke @param {number} canvasWidth */
export function paintBorder(context, stroke, canvasWidth) {
  context.save();
  context.strokeStyle = BORDER_COLOUR;
  context.lineWidth = diameter(stroke.width, 0.5);
  context.lineCap = "round";
  context.lineJoin = "round";
  context.setLineDash(BORDER_DASH);
  const path = new Path2D(centreLineOf(stroke.points));
  twice(context, stroke.mirror, canvasWidth, () => context.stroke(path));
  context.restore();
}

/** @param {Stroke} stroke */
function inkOf({ colour, auto }) {
  return auto ? anyColour() : colour;
}

export const ANY_COLOURS = ["#d9a5a0", "#e2cf9b", "#a9cbb0", "#a5bcd9", "#c5aed6"]; // "any colour": all of them, none of them

/** @type {CanvasPattern | null} */
let anyPattern = null;

/** Bands of many pale colours. */
function anyColour() {
  if (anyPattern) return anyPattern;
  const tile = new OffscreenCanvas(ANY_COLOURS.length * BAND_PX, ANY_COLOURS.length * BAND_PX);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (tile.getContext("2d"));
  for (let x = 0; x < tile.width; x++) {
    for (let y = 0; y < tile.height; y++) {
      context.fillStyle = ANY_COLOURS[Math.floor((x + y) / BAND_PX) % ANY_COLOURS.length];
      context.fillRect(x, y, 1, 1);
    }
  }
  anyPattern = /** @type {CanvasPattern} */ (context.createPattern(tile, "repeat"));
  return anyPattern;
}

const BAND_PX = 9;

/** @param {Context} context @param {Path2D} path @param {string | CanvasPattern} colour @param {boolean} mirror @param {number} canvasWidth */
function paintInk(context, path, colour, mirror, canvasWidth) {
  context.fillStyle = colour;
  twice(context, mirror, canvasWidth, () => context.fill(path));
}

/** @param {Context} context @param {Path2D} path @param {boolean} mirror @param {number} canvasWidth */
function paintErased(context, path, mirror, canvasWidth) {
  context.globalCompositeOperation = "destination-out";
  paintInk(context, path, "#000", mirror, canvasWidth);
  context.globalCompositeOperation = "source-over";
}

/** Once, and once more left and right swapped. @param {Context} context @param {boolean} mirror @param {number} canvasWidth @param {() => void} paint */
function twice(context, mirror, canvasWidth, paint) {
  paint();
  if (!mirror) return;
  context.save();
  context.translate(canvasWidth, 0);
  context.scale(-1, 1);
  paint();
  context.restore();
}
