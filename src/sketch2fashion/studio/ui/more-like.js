// @ts-check
/**
 * "More like this": other designs of the same colour. Where the drawing has no colour of its own, the garment's colour
 * becomes one dot on the drawing, so that it stays whatever is tried next. Undo takes the dot away.
 */

import { AddStrokes } from "../document/commands.js";
import { layerOfKind } from "../document/sketch.js";
import { garmentBitmap } from "./pictures.js";

/** @typedef {import("./app.js").App} App */

const SIDE_PX = 96;
const OPAQUE = 200;

/** @param {App} app */
export async function moreLikeThis(app) {
  const { picture } = app.atelier;
  if (!picture) return;
  const { sketch } = app.history;
  const layer = layerOfKind(sketch, "colour");
  if (layer && sketch.layers.every(({ kind, strokes }) => kind !== "colour" || strokes.length === 0)) {
    const [width, height] = sketch.canvas;
    const shrink = SIDE_PX / Math.max(width, height);
    const size = { width: Math.round(width * shrink), height: Math.round(height * shrink) };
    const bitmap = await garmentBitmap(picture, size, "transparent");
    const { data } = /** @type {CanvasRenderingContext2D} */ (bitmap.getContext("2d")).getImageData(0, 0, size.width, size.height);
    const dot = mainColour(data, size.width);
    if (dot) {
      const point = /** @type {[number, number, number, number]} */ ([(dot.x + 0.5) / shrink, (dot.y + 0.5) / shrink, 0.5, 0]);
      const stroke = { tool: /** @type {const} */ ("fill"), points: [point], width: 12, colour: dot.colour, mirror: false };
      app.history.execute(new AddStrokes([{ layerId: layer.id, stroke }]));
    }
  }
  app.atelier.shuffle(true);
}

/**
 * The middle colour of the opaque part, and a place of that colour as deep inside as the middle of the picture allows.
 * @param {Uint8ClampedArray} data RGBA @param {number} width @returns {{ colour: string, x: number, y: number } | null}
 */
export function mainColour(data, width) {
  /** @type {number[]} */
  const inside = [];
  for (let at = 0; at < data.length; at += 4) if (data[at + 3] >= OPAQUE) inside.push(at);
  if (inside.length === 0) return null;
  const middle = [0, 1, 2].map((part) => inside.map((at) => data[at + part]).sort((a, b) => a - b)[inside.length >> 1]);
  const places = inside.map((at) => ({ x: (at / 4) % width, y: Math.floor(at / 4 / width) }));
  const x = places.reduce((sum, place) => sum + place.x, 0) / places.length;
  const y = places.reduce((sum, place) => sum + place.y, 0) / places.length;
  const nearest = places.reduce((best, place) =>
    Math.hypot(place.x - x, place.y - y) < Math.hypot(best.x - x, best.y - y) ? place : best,
  );
  return { colour: `#${middle.map((part) => part.toString(16).padStart(2, "0")).join("")}`, ...nearest };
}
