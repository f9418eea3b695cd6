// @ts-check
/** Colours with the names that designers give them: four seasons of eight, and the name nearest to any colour. */

import { oklab, rgbOf } from "../geometry/colour.js";
import { COLOURS } from "./colour-card.js";
import { t } from "./i18n.js";

/** @type {Record<string, [name: string, colour: string][]>} */
export const SEASONS = {
  spring: [
    ["blossom", "#f4b8c4"],
    ["mint", "#a8d8b9"],
    ["butter", "#f7e3a1"],
    ["lilac", "#c9b3dc"],
    ["peach", "#f6b99a"],
    ["leaf", "#86b85c"],
    ["coral", "#ef7d6a"],
    ["cornflower", "#7ea6e0"],
  ],
  summer: [
    ["shell", "#f3efe6"],
    ["lemon", "#f5d94e"],
    ["turquoise", "#2fb5b3"],
    ["ocean", "#1f6fa8"],
    ["watermelon", "#e5485d"],
    ["mango", "#f29a38"],
    ["palm", "#3d8b63"],
    ["sand", "#dcc7a1"],
  ],
  autumn: [
    ["rust", "#a8482a"],
    ["mustard", "#c8962e"],
    ["moss", "#6b6b35"],
    ["burgundy", "#6e1f32"],
    ["camel", "#b58654"],
    ["forest", "#2f4a38"],
    ["terracotta", "#c56a4b"],
    ["espresso", "#46302a"],
  ],
  winter: [
    ["midnight", "#1b2742"],
    ["charcoal", "#3a3d43"],
    ["ice", "#dbe6ee"],
    ["berry", "#8b2252"],
    ["emerald", "#17624a"],
    ["silver", "#b4b8bd"],
    ["snow", "#f6f6f4"],
    ["onyx", "#121317"],
  ],
};

const NAMED = [
  ...Object.values(SEASONS).flatMap((shades) => shades.map(([name, colour]) => ({ key: `shade.${name}`, lab: oklab(rgbOf(colour)) }))),
  ...COLOURS.map(([name, colour]) => ({ key: `colour.${name}`, lab: oklab(rgbOf(colour)) })),
];

/** What a colour is called, or what comes nearest. @param {string} colour `#rrggbb` */
export function shadeName(colour) {
  const lab = oklab(rgbOf(colour));
  const away = NAMED.map((each) => Math.hypot(...each.lab.map((part, index) => part - lab[index])));
  return t(NAMED[away.indexOf(Math.min(...away))].key);
}
