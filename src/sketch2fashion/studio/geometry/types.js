// @ts-check
/**
 * The shapes that travel between the modules. No code here: only names for the type checker and the reader.
 *
 * @typedef {[x: number, y: number, pressure: number, ms: number]} Point
 *   Canvas pixels, y down; pressure 0 … 1, where 0.5 (a mouse) means the nominal width; ms since the stroke began.
 * @typedef {{ x: number, y: number }} Spot
 * @typedef {{ x: number, y: number, width: number, height: number }} Box
 */
export {};
