// @ts-check
/** The colours of a picture, as a designer would pick them from it: common ones that differ. */

import { hexOf, oklab } from "./colour.js";

/** @typedef {{ rgb: [number, number, number], weight: number, lab: [number, number, number] }} Bin */

const BITS = 4; // of each channel: as many shades as count as one colour
const OPAQUE = 200;
const COMMON = 0.4; // how much more a colour counts that covers more: 0 only difference counts, 1 only area
const PAPER = 0.93; // lightness from which on a picture's border is its background

/**
 * @param {Uint8ClampedArray} data RGBA @param {number} width @param {number} count how many colours at most
 * @returns {string[]} `#rrggbb`, the commonest first
 */
export function paletteOf(data, width, count) {
  const bins = binsOf(data, backgroundOf(data, width));
  /** @type {Bin[]} */
  const chosen = [];
  while (chosen.length < count && bins.length > 0) {
    const worth = bins.map((bin) => bin.weight ** COMMON * Math.min(1, ...chosen.map((other) => distance(bin, other) / 0.3)));
    const best = worth.indexOf(Math.max(...worth));
    if (chosen.length > 0 && Math.min(...chosen.map((other) => distance(bins[best], other))) < 0.03) break; // all others are the same to the eye
    chosen.push(bins[best]);
    bins.splice(best, 1);
  }
  return chosen.map(({ rgb }) => hexOf(rgb));
}

/** @param {Uint8ClampedArray} data @param {((at: number) => boolean)} isBackground @returns {Bin[]} */
function binsOf(data, isBackground) {
  /** @type {Map<number, [number, number, number, number]>} */
  const sums = new Map();
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] < OPAQUE || isBackground(at)) continue;
    const key = [0, 1, 2].reduce((all, part) => (all << BITS) | (data[at + part] >> (8 - BITS)), 0);
    const sum = sums.get(key) ?? [0, 0, 0, 0];
    for (const part of [0, 1, 2]) sum[part] += data[at + part];
    sum[3]++;
    sums.set(key, sum);
  }
  const least = [...sums.values()].reduce((all, sum) => all + sum[3], 0) / 400;
  return [...sums.values()]
    .filter((sum) => sum[3] >= least)
    .map(([red, green, blue, weight]) => {
      const rgb = /** @type {[number, number, number]} */ ([red / weight, green / weight, blue / weight]);
      return { rgb, weight, lab: oklab(rgb) };
    });
}

/** White paper around a product is no colour of it. @param {Uint8ClampedArray} data @param {number} width @returns {(at: number) => boolean} */
function backgroundOf(data, width) {
  const corners = [0, 4 * (width - 1), data.length - 4 * width, data.length - 4];
  const isPaper = (/** @type {number} */ at) => oklab([data[at], data[at + 1], data[at + 2]])[0] >= PAPER;
  return corners.every(isPaper) ? isPaper : () => false;
}

/** @param {Bin} one @param {Bin} other */
function distance(one, other) {
  return Math.hypot(...one.lab.map((part, index) => part - other.lab[index]));
}
