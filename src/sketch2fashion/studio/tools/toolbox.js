// @ts-check
/** All tools by name. A new tool is one line here and one entry among the actions. */

import { Eyedropper } from "./eyedropper.js";
import { Fill } from "./fill.js";
import { Freehand } from "./freehand.js";
import { Select } from "./select.js";
import { ShapeTool } from "./shape.js";
import { WarpTool } from "./warp.js";

/** @typedef {import("./freehand.js").Tool} Tool */
/** @typedef {"pen" | "shape" | "colour" | "fill" | "border" | "eraser" | "warp" | "select" | "eyedropper" | "hand"} ToolId */

export const INK = "#1d1c1a";

/** @satisfies {Record<Exclude<ToolId, "hand">, Tool>} the hand moves the paper and needs no tool */
export const TOOLBOX = {
  pen: new Freehand("pen", { kind: "line", tool: "pen", varies: true, colour: INK }),
  shape: new ShapeTool(INK),
  colour: new Freehand("colour", { kind: "colour", tool: "pen", varies: false }),
  fill: new Fill(),
  border: new Freehand("border", { kind: "border", tool: "pen", varies: false, colour: INK }),
  eraser: new Freehand("eraser", { kind: "all", tool: "erase", varies: false }),
  warp: new WarpTool(),
  select: new Select(),
  eyedropper: new Eyedropper(),
};

/** Tools that draw, so that Alt and a long press pick a colour instead. */
export const DRAWING_TOOLS = ["pen", "colour", "fill", "border", "eraser"];

/** Canvas pixels at the thinnest and the thickest, and the first choice. @type {Record<string, { least: number, most: number, first: number }>} */
export const WIDTHS = {
  pen: { least: 2, most: 24, first: 6 },
  shape: { least: 2, most: 24, first: 6 },
  colour: { least: 8, most: 120, first: 30 },
  border: { least: 3, most: 12, first: 5 },
  eraser: { least: 8, most: 160, first: 40 },
  warp: { least: 60, most: 800, first: 260 },
};
