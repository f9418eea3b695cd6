// @ts-check
/** The drawing as SVG with its real strokes, for other programs and for every bitmap that is saved here. */

import { centreLineOf, outlineOf, pathOf } from "../geometry/outline.js";

/** @typedef {import("./sketch.js").Sketch} Sketch */
/** @typedef {import("./sketch.js").Stroke} Stroke */
/** @typedef {import("./sketch.js").Layer} Layer */

const FILL_MARK_RADIUS = 7;

/** @param {Sketch} sketch @param {{ background?: "white" | "transparent" }} [look] */
export function toSvg(sketch, { background = "transparent" } = {}) {
  const [width, height] = sketch.canvas;
  const axis = sketch.axis ?? width / 2;
  const paper = background === "white" ? [`<rect width="${width}" height="${height}" fill="#fff"/>`] : [];
  const groups = sketch.layers.filter((layer) => layer.visible).map((layer) => groupOf(layer, width, height, axis));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">\n${[...paper, ...groups].join("\n")}\n</svg>\n`;
}

/**
 * Erasing acts on earlier strokes only, so each eraser stroke masks the group of what was drawn before it.
 * @param {Layer} layer @param {number} width @param {number} height @param {number} axis
 */
function groupOf({ id, kind, opacity, strokes }, width, height, axis) {
  let content = "";
  strokes.forEach((stroke, index) => {
    const shape = shapeOf(stroke, kind, axis);
    if (stroke.tool !== "erase") content += shape;
    else if (content) {
      const mask = `erase-${escaped(id)}-${index}`;
      content = `<mask id="${mask}" maskUnits="userSpaceOnUse" x="0" y="0" width="${width}" height="${height}"><rect width="${width}" height="${height}" fill="#fff"/>${shape}</mask><g mask="url(#${mask})">${content}</g>`;
    }
  });
  return `<g id="${escaped(id)}" data-kind="${kind}" opacity="${opacity}">${content}</g>`;
}

/** @param {Stroke} stroke @param {Layer["kind"]} kind @param {number} axis where the mirror stands */
function shapeOf(stroke, kind, axis) {
  const shape = elementOf(stroke, kind);
  return stroke.mirror ? `${shape}<g transform="translate(${2 * axis} 0) scale(-1 1)">${shape}</g>` : shape;
}

/** @param {Stroke} stroke @param {Layer["kind"]} kind */
function elementOf({ tool, points, width, colour }, kind) {
  if (tool === "fill") return points.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="${FILL_MARK_RADIUS}" fill="${colour}"/>`).join("");
  if (tool === "erase") return `<path d="${pathOf(outlineOf(points, width))}" fill="#000"/>`;
  if (kind !== "border") return `<path d="${pathOf(outlineOf(points, width))}" fill="${colour}"/>`;
  return `<path d="${centreLineOf(points)}" fill="none" stroke="#3f8fc4" stroke-width="${width}" stroke-linecap="round" stroke-dasharray="14 12"/>`;
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/[^\w-]/g, "_");
}
