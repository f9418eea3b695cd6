// @ts-check
/** Templates: designs of our wardrobe as compact entries (scripts/studio_templates.py writes them) → sketches. */

import { emptySketch, layerOfKind } from "../document/sketch.js";

/** @typedef {import("../document/sketch.js").Sketch} Sketch */
/** @typedef {import("../geometry/types.js").Point} Point */
/** @typedef {[x: number, y: number, width: number, colour: string]} Dot */
/** @typedef {{ id: string, category: string, en: string, ko: string, lines: [width: number, steps: string][], dots: Dot[] }} Template */

const INK = "#1d1c1a";
const MS_A_POINT = 8;

/** @returns {Promise<Template[]>} fetched when they are first looked at */
export async function loadTemplates() {
  const answer = await fetch(new URL("./templates.json", import.meta.url));
  if (!answer.ok) throw new Error(`templates: ${answer.status}`);
  return answer.json();
}

/** @param {Template} template @returns {Sketch} */
export function sketchOfTemplate({ category, lines, dots }) {
  const sketch = emptySketch();
  sketch.category = category;
  const common = { tool: /** @type {const} */ ("pen"), mirror: false };
  layerOfKind(sketch, "line")?.strokes.push(...lines.map(([width, steps]) => ({ ...common, width, colour: INK, points: pointsOf(steps) })));
  layerOfKind(sketch, "colour")?.strokes.push(
    ...dots.map(([x, y, width, colour]) => ({ ...common, width, colour, points: [/** @type {Point} */ ([x, y, 0.5, 0])] })),
  );
  return sketch;
}

/** @param {string} steps "x y dx dy …" @returns {Point[]} */
function pointsOf(steps) {
  const numbers = steps.split(" ").map(Number);
  let [x, y] = [0, 0];
  return Array.from({ length: numbers.length / 2 }, (_, index) => {
    x += numbers[2 * index];
    y += numbers[2 * index + 1];
    return [x, y, 0.5, index * MS_A_POINT];
  });
}
