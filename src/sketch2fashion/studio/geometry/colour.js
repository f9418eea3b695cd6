// @ts-check
/** Colours as `#rrggbb`: parse, mix, compare. sRGB throughout; distances in OKLab. */

/** @typedef {[red: number, green: number, blue: number]} Rgb  0 … 255 */

/** @param {string} text @returns {string | null} `#rrggbb` in lower case, or null */
export function hexColour(text) {
  const digits = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim())?.[1];
  if (!digits) return null;
  const full = digits.length === 3 ? [...digits].map((digit) => digit + digit).join("") : digits;
  return `#${full.toLowerCase()}`;
}

/** @param {string} hex `#rrggbb` @returns {Rgb} */
export function rgbOf(hex) {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** @param {Rgb} rgb */
export function hexOf([red, green, blue]) {
  return `#${[red, green, blue].map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}

/** Relative luminance of WCAG, 0 … 1. @param {Rgb} rgb */
export function luminance(rgb) {
  const [red, green, blue] = rgb.map(linear);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio of WCAG, 1 … 21. @param {Rgb} a @param {Rgb} b */
export function contrast(a, b) {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

/** Whether a mark on a patch of this colour should be dark. @param {string} hex */
export function isLight(hex) {
  return luminance(rgbOf(hex)) > 0.4;
}

/** OKLab. @param {Rgb} rgb @returns {[number, number, number]} lightness 0 … 1, a, b */
export function oklab(rgb) {
  const [r, g, b] = rgb.map(linear);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** How colourful, 0 (grey) … about 0.3. @param {Rgb} rgb */
export function chroma(rgb) {
  const [, a, b] = oklab(rgb);
  return Math.hypot(a, b);
}

/** @param {number} part 0 … 255 */
function linear(part) {
  const value = part / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
