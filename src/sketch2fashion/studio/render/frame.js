// @ts-check
/** A picture of a garment with the place of the garment in it. */

/** @typedef {import("../geometry/types.js").Box} Box */
/** @typedef {import("./api.js").RenderedImage} RenderedImage */
/** @typedef {{ blob: Blob, url: string, seed: number, size: number, box: Box }} Picture  box: where the garment is, 0 … 1 of the picture */

/** @param {Blob} blob @param {number} seed @param {number} size of its longer side @param {Box} box @returns {Picture} */
export function framed(blob, seed, size, box) {
  return { blob, seed, size, url: URL.createObjectURL(blob), box };
}

/** @param {RenderedImage} image @param {number} size of its longer side @param {[number, number]} canvas @returns {Picture} */
export function pictureOfRender({ blob, seed, box: [x, y, width, height] }, size, canvas) {
  const [across, down] = canvas.map((side) => (size * side) / Math.max(...canvas));
  return framed(blob, seed, size, { x: x / across, y: y / down, width: width / across, height: height / down });
}
