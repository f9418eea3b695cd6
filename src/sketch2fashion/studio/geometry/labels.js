// @ts-check
/**
 * Which part of a garment a place belongs to. Places are shares of the canvas, 0 … 1, so that they hold for the paper and for every picture
 * of the drawing.
 */

/**
 * @typedef {object} Part
 * @property {number} label
 * @property {number} share of the garment, 0 … 1
 * @property {[number, number]} spot the place farthest from its edge
 * @property {number} room how far that is, in canvas pixels
 * @property {string | null} colour what marks give it, `#rrggbb`; null: the renderer chooses
 */
/**
 * @typedef {object} Parts
 * @property {number} side of the square of labels
 * @property {Int32Array} labels 0 outside, else the part, also a little beyond the outline
 * @property {{ left: number, top: number, side: number, width: number, height: number }} frame of the square, and the canvas, in pixels
 * @property {Part[]} parts the largest first
 */

/** @param {Parts} parts @param {number} x share of the canvas @param {number} y */
export function labelAt({ side, labels, frame }, x, y) {
  const column = Math.floor(((x * frame.width - frame.left) * side) / frame.side);
  const row = Math.floor(((y * frame.height - frame.top) * side) / frame.side);
  return column < 0 || row < 0 || column >= side || row >= side ? 0 : labels[row * side + column];
}

/** The label of each pixel of a picture of the whole canvas. @param {Parts} parts @param {number} width @param {number} height */
export function labelsOn(parts, width, height) {
  const { side, labels, frame } = parts;
  const found = new Int32Array(width * height);
  const columns = Array.from({ length: width }, (_, x) =>
    Math.floor(((((x + 0.5) / width) * frame.width - frame.left) * side) / frame.side),
  );
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((((y + 0.5) / height) * frame.height - frame.top) * side) / frame.side);
    if (row < 0 || row >= side) continue;
    for (let x = 0; x < width; x++) if (columns[x] >= 0 && columns[x] < side) found[y * width + x] = labels[row * side + columns[x]];
  }
  return found;
}
