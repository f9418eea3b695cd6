// @ts-check
/** The raster planes of a sketch: lines and borders as anti-aliased ink, colours as hard marks. The twin of `drawing/strokes.py`. */

import { drawPoint, drawThinLine, fillEllipse, fillPolygon } from "./draw.js";

/** @typedef {import("../../document/sketch.js").Sketch} Sketch */
/** @typedef {import("../../document/sketch.js").Layer} Layer */
/** @typedef {import("../../document/sketch.js").Stroke} Stroke */
/** @typedef {import("./draw.js").Raster} Raster */
/**
 * @typedef {object} Layers  planes of width × height
 * @property {number} width
 * @property {number} height
 * @property {Float32Array} lines 0 paper … 1 ink
 * @property {Uint32Array} hints RGBA, the red in the lowest byte; 0 is no hint
 * @property {Float32Array} borders
 * @property {Uint8Array | null} auto
 * @property {number | null} gap px
 */

const LONGEST_SIDE = 2048;
const OVERSAMPLING = 4;
const OVERSAMPLED_SIDE = 4096;
const FILL_DOT = 1 / 100;
const AUTO = 254; // alpha, only in here: a mark of "any colour"

/** @param {Sketch} sketch @returns {Layers} */
export function rasterise(sketch) {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(...sketch.canvas));
  const [width, height] = sketch.canvas.map((side) => Math.max(1, roundEven(side * scale)));
  const shown = sketch.layers.filter(({ visible, opacity }) => visible && opacity > 0);
  const of = (/** @type {Layer["kind"]} */ kind) => shown.filter((layer) => layer.kind === kind);
  const hints = colours(of("colour"), width, height, scale);
  /** @type {Uint8Array | null} */
  let auto = null;
  for (let at = 0; at < hints.length; at++) {
    if (hints[at] >>> 24 !== AUTO) continue;
    auto ??= new Uint8Array(hints.length);
    auto[at] = 1;
    hints[at] = 0;
  }
  const gap = sketch.gap === undefined || sketch.gap === null ? null : sketch.gap * scale;
  const [lines, borders] = [ink(of("line"), width, height, scale), ink(of("border"), width, height, scale)];
  const layers = { width, height, lines, hints, borders, auto, gap };
  if (sketch.focus) blankAround(layers, sketch.focus, scale);
  return layers;
}

/** To the nearest whole number, halves to the even one, as Python rounds. @param {number} value */
export function roundEven(value) {
  const low = Math.floor(value);
  const rest = value - low;
  return rest === 0.5 ? low + (Math.abs(low) % 2) : rest < 0.5 ? low : low + 1;
}

/** @param {Layer[]} layers @param {number} width @param {number} height @param {number} scale */
function ink(layers, width, height, scale) {
  const plane = new Float32Array(width * height);
  const cells = Math.max(1, Math.min(OVERSAMPLING, Math.floor(OVERSAMPLED_SIDE / Math.max(width, height))));
  for (const { strokes, opacity } of layers) {
    if (strokes.length === 0) continue;
    const fine = { cells: new Uint8Array(width * height * cells * cells), width: width * cells, height: height * cells };
    for (const stroke of strokes) draw(fine, stroke, scale * cells, stroke.tool === "erase" ? 0 : 255);
    const strength = Math.fround(opacity / 255);
    const [top, bottom] = rowsOf(strokes, scale, height);
    const part = fine.cells.subarray(top * cells * fine.width, bottom * cells * fine.width);
    const coarse = reduced(part, fine.width, (bottom - top) * cells, cells);
    for (let at = 0, to = top * width; at < coarse.length; at++, to++) {
      if (coarse[at] === 0) continue;
      const value = Math.fround(coarse[at] * strength);
      if (value > plane[to]) plane[to] = value;
    }
  }
  return plane;
}

/** The rows of the plane that strokes can touch. @param {Stroke[]} strokes @param {number} scale @param {number} height */
function rowsOf(strokes, scale, height) {
  let [top, bottom] = [height, 0];
  for (const { points, width } of strokes) {
    for (const [, y] of points) {
      top = Math.min(top, Math.floor((y - width) * scale) - 2);
      bottom = Math.max(bottom, Math.ceil((y + width) * scale) + 2);
    }
  }
  return [Math.min(Math.max(top, 0), height), Math.max(Math.min(bottom, height), 0)];
}

/** Means of squares of `cells` × `cells`, a power of two. @param {Uint8Array} fine @param {number} width @param {number} height @param {number} cells */
export function reduced(fine, width, height, cells) {
  const [across, down] = [Math.ceil(width / cells), Math.ceil(height / cells)];
  if (cells === 1) return fine;
  const means = new Uint8Array(across * down);
  const count = cells * cells;
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      let sum = count >> 1;
      for (let row = 0, start = y * cells * width + x * cells; row < cells; row++, start += width)
        for (let at = start; at < start + cells; at++) sum += fine[at];
      means[y * across + x] = (sum / count) | 0;
    }
  }
  return means;
}

/** Later layers lie above earlier ones. @param {Layer[]} layers @param {number} width @param {number} height @param {number} scale */
function colours(layers, width, height, scale) {
  const marks = new Uint32Array(width * height);
  for (const { strokes } of layers) {
    if (strokes.length === 0) continue;
    const sheet = { cells: new Uint32Array(width * height), width, height };
    for (const stroke of strokes) {
      const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(stroke.colour.slice(at, at + 2), 16));
      const mark = (((stroke.auto ? AUTO : 255) << 24) | (blue << 16) | (green << 8) | red) >>> 0;
      draw(sheet, stroke, scale, stroke.tool === "erase" ? 0 : mark);
    }
    for (let at = 0; at < marks.length; at++) if (sheet.cells[at]) marks[at] = sheet.cells[at];
  }
  return marks;
}

/** @param {Raster} raster @param {Stroke} stroke @param {number} scale @param {number} value */
function draw(raster, stroke, scale, value) {
  const least = stroke.tool === "fill" ? FILL_DOT * raster.width : 1;
  const dots = stroke.points.map(([x, y, pressure]) => [
    x * scale - 0.5,
    y * scale - 0.5,
    Math.max(stroke.width * scale * (0.5 + pressure), least) / 2,
  ]);
  drawPath(raster, dots, value);
  if (stroke.mirror)
    drawPath(
      raster,
      dots.map(([x, y, radius]) => [raster.width - 1 - x, y, radius]),
      value,
    );
}

/** @param {Raster} raster @param {number[][]} dots x, y, radius @param {number} value */
function drawPath(raster, dots, value) {
  for (const [x, y, radius] of dots) {
    if (radius > 0.75) fillEllipse(raster, x - radius, y - radius, x + radius, y + radius, value);
    else drawPoint(raster, roundEven(x), roundEven(y), value);
  }
  for (let index = 1; index < dots.length; index++) {
    const [x0, y0, r0] = dots[index - 1];
    const [x1, y1, r1] = dots[index];
    const length = Math.hypot(x1 - x0, y1 - y0);
    if (length < 1e-6) continue;
    if (Math.max(r0, r1) <= 0.75) {
      drawThinLine(raster, x0, y0, x1, y1, value);
      continue;
    }
    const [acrossX, acrossY] = [(y0 - y1) / length, (x1 - x0) / length];
    fillPolygon(
      raster,
      [
        x0 + acrossX * r0,
        y0 + acrossY * r0,
        x1 + acrossX * r1,
        y1 + acrossY * r1,
        x1 - acrossX * r1,
        y1 - acrossY * r1,
        x0 - acrossX * r0,
        y0 - acrossY * r0,
      ],
      value,
    );
  }
}

/** Nothing is left outside of what is meant. @param {Layers} layers @param {[number, number, number, number]} focus @param {number} scale */
function blankAround({ width, height, lines, hints, borders, auto }, focus, scale) {
  const [x, y, across, down] = focus.map((value) => value * scale);
  const [left, top, right, bottom] = [Math.floor(x), Math.floor(y), Math.ceil(x + across), Math.ceil(y + down)];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      if (row >= top && row < bottom && column >= left && column < right) continue;
      const at = row * width + column;
      lines[at] = 0;
      hints[at] = 0;
      borders[at] = 0;
      if (auto) auto[at] = 0;
    }
  }
}
