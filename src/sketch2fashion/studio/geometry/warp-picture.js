// @ts-check
/**
 * A picture dragged by a warp. Each pixel asks where it came from: exactly on a grid of few places, straight in between, which is
 * both quick enough for every frame and finer than the eye. What the warp does not reach keeps its very bytes.
 */

import { boxesTouch, joined } from "./outline.js";

/** @typedef {import("./types.js").Box} Box */
/** @typedef {import("./warp.js").Flow} Flow */
/** @typedef {{ width: number, height: number, data: Uint8ClampedArray }} Pixels  RGBA, straight alpha */
/** @typedef {{ x: number, y: number, pixels: Pixels }} Part  x, y: where it lies in the picture */

const GRID_PX = 4; // picture pixels between the places of the grid
const STILL_PX = 0.002; // a pixel that moved less is the same pixel

export class WarpedPicture {
  #premultiplied;

  /** @param {Pixels} pixels @param {number} scale picture pixels to a canvas pixel */
  constructor(pixels, scale) {
    this.pixels = pixels;
    this.scale = scale;
    this.#premultiplied = premultiplied(pixels);
  }

  /**
   * The parts of the picture that a warp reaches, as they are afterwards.
   * @param {Flow} flow @param {readonly Box[]} [also] canvas pixels: what must be in them too, to undo what an earlier warp showed
   * @returns {Part[]}
   */
  after(flow, also = []) {
    const boxes = apart([...(flow.isStill ? [] : flow.boxes), ...also].map((box) => this.#onPicture(box)).filter(holdsPixels));
    return boxes.map(({ x, y, width, height }) => {
      const pixels = { width, height, data: new Uint8ClampedArray(4 * width * height) };
      this.#fill(pixels, x, y, this.#origins(flow, x, y, width, height));
      return { x, y, pixels };
    });
  }

  /** The whole picture afterwards. @param {Flow} flow @returns {Pixels} */
  whole(flow) {
    const { width, height, data } = this.pixels;
    const whole = { width, height, data: new Uint8ClampedArray(data) };
    for (const { x, y, pixels } of this.after(flow)) {
      const row = 4 * pixels.width;
      for (let down = 0; down < pixels.height; down++)
        whole.data.set(pixels.data.subarray(down * row, (down + 1) * row), 4 * ((down + y) * width + x));
    }
    return whole;
  }

  /** Whole picture pixels. @param {Box} box canvas pixels @returns {Box} */
  #onPicture(box) {
    const x = Math.max(0, onGrid(box.x * this.scale));
    const y = Math.max(0, onGrid(box.y * this.scale));
    const right = Math.min(this.pixels.width, Math.ceil((box.x + box.width) * this.scale));
    const bottom = Math.min(this.pixels.height, Math.ceil((box.y + box.height) * this.scale));
    return { x, y, width: right - x, height: bottom - y };
  }

  /** How far away each place of the grid was, in picture pixels. @param {Flow} flow @param {number} left @param {number} top @param {number} width @param {number} height */
  #origins(flow, left, top, width, height) {
    const [columns, rows] = [Math.ceil(width / GRID_PX) + 1, Math.ceil(height / GRID_PX) + 1];
    const across = new Float32Array(columns * rows);
    const down = new Float32Array(columns * rows);
    for (let row = 0, at = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, at++) {
        const [x, y] = [(left + column * GRID_PX + 0.5) / this.scale, (top + row * GRID_PX + 0.5) / this.scale];
        if (!flow.reaches({ x, y, width: 0, height: 0 })) continue;
        const [fromX, fromY] = flow.back(x, y);
        across[at] = (fromX - x) * this.scale;
        down[at] = (fromY - y) * this.scale;
      }
    }
    return { columns, across, down };
  }

  /** Cell by cell of the grid, row by row. @param {Pixels} part @param {number} left @param {number} top @param {{ columns: number, across: Float32Array, down: Float32Array }} origins */
  #fill({ width, height, data }, left, top, { columns, across, down }) {
    const source = words(this.pixels.data);
    const target = words(data);
    for (let y = 0; y < height; y++) {
      const above = Math.floor(y / GRID_PX) * columns;
      const share = (y % GRID_PX) / GRID_PX;
      for (let x = 0, corner = above; x < width; x += GRID_PX, corner++) {
        const end = Math.min(x + GRID_PX, width);
        const dx = between(across, corner, columns, share);
        const dy = between(down, corner, columns, share);
        const nextX = between(across, corner + 1, columns, share);
        const nextY = between(down, corner + 1, columns, share);
        if (isStill(dx) && isStill(dy) && isStill(nextX) && isStill(nextY)) {
          const same = (top + y) * this.pixels.width + left;
          for (let at = x; at < end; at++) target[y * width + at] = source[same + at];
        } else {
          const stepX = 1 + (nextX - dx) / GRID_PX;
          const stepY = (nextY - dy) / GRID_PX;
          for (let at = x; at < end; at++)
            this.#sample(left + x + dx + (at - x) * stepX, top + y + dy + (at - x) * stepY, data, 4 * (y * width + at));
        }
      }
    }
  }

  /** Between four pixels. @param {number} x @param {number} y pixel places @param {Uint8ClampedArray} target @param {number} at */
  #sample(x, y, target, at) {
    const { width, height } = this.pixels;
    const colours = this.#premultiplied;
    const column = clamped(x, width - 1);
    const row = clamped(y, height - 1);
    const left = Math.floor(column);
    const top = Math.floor(row);
    const right = column - left;
    const below = row - top;
    const a = 4 * (top * width + left);
    const b = left + 1 < width ? a + 4 : a;
    const c = top + 1 < height ? a + 4 * width : a;
    const d = c + b - a;
    const ofA = (1 - right) * (1 - below);
    const ofB = right * (1 - below);
    const ofC = (1 - right) * below;
    const ofD = right * below;
    const alpha = colours[a + 3] * ofA + colours[b + 3] * ofB + colours[c + 3] * ofC + colours[d + 3] * ofD;
    target[at + 3] = alpha;
    if (target[at + 3] === 0) return;
    const share = 255 / alpha;
    for (let part = 0; part < 3; part++)
      target[at + part] = share * (colours[a + part] * ofA + colours[b + part] * ofB + colours[c + part] * ofC + colours[d + part] * ofD);
  }
}

/** @param {Box} box */
function holdsPixels({ width, height }) {
  return width > 0 && height > 0;
}

/** Boxes that touch become one, so that no pixel is made twice. @param {Box[]} boxes @returns {Box[]} */
function apart(boxes) {
  /** @type {Box[]} */
  let found = [];
  for (let box of boxes) {
    for (let other = found.find((each) => boxesTouch(each, box)); other; other = found.find((each) => boxesTouch(each, box))) {
      const taken = other;
      box = joined(box, taken);
      found = found.filter((each) => each !== taken);
    }
    found.push(box);
  }
  return found;
}

/** So that every part of a picture has the grid of the whole. @param {number} place */
function onGrid(place) {
  return Math.floor(place / GRID_PX) * GRID_PX;
}

/** On the way down from a place of the grid to the one below. @param {Float32Array} grid @param {number} at @param {number} columns @param {number} share */
function between(grid, at, columns, share) {
  return grid[at] + (grid[at + columns] - grid[at]) * share;
}

/** @param {number} moved picture pixels */
function isStill(moved) {
  return moved < STILL_PX && moved > -STILL_PX;
}

/** Pixels as one number each. @param {Uint8ClampedArray} data */
function words(data) {
  return new Uint32Array(data.buffer, data.byteOffset, data.length / 4);
}

/** So that the edge of cloth blends with nothing. @param {Pixels} pixels */
function premultiplied({ data }) {
  const colours = new Float32Array(data.length);
  for (let at = 0; at < data.length; at += 4) {
    const share = data[at + 3] / 255;
    colours[at] = data[at] * share;
    colours[at + 1] = data[at + 1] * share;
    colours[at + 2] = data[at + 2] * share;
    colours[at + 3] = data[at + 3];
  }
  return colours;
}

/** @param {number} value @param {number} most */
function clamped(value, most) {
  return value < 0 ? 0 : value > most ? most : value;
}
