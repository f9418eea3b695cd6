// @ts-check
/**
 * Strokes that were picked, and what can be done with them. Surprising: a mirrored stroke is drawn twice but stored once, so
 * a pick says which of its two sides was meant.
 *
 * With the mirror on, changing one side changes the other as its mirror image. Otherwise, and when both sides are moved
 * together, the two part into strokes of their own, unless they are still each other's mirror image.
 */

import { growth, keepsSymmetry, movedPoints, reflected } from "../geometry/affine.js";
import { distanceToInk, isInside } from "../geometry/lasso.js";
import { inkBox, joined, mirrored } from "../geometry/outline.js";
import { AddStrokes, SwapStrokes } from "./commands.js";
import { isUsable, layerById, layerToDrawOn } from "./sketch.js";

/** @typedef {import("./sketch.js").Sketch} Sketch */
/** @typedef {import("./sketch.js").Stroke} Stroke */
/** @typedef {import("./sketch.js").LayerKind} LayerKind */
/** @typedef {import("../geometry/types.js").Spot} Spot */
/** @typedef {import("../geometry/types.js").Box} Box */
/** @typedef {import("../geometry/affine.js").Matrix} Matrix */
/** @typedef {"own" | "image" | "both"} Side  of a mirrored stroke; others are picked as "both" */
/** @typedef {{ layerId: string, index: number, side: Side }} Pick */
/** @typedef {{ kind: LayerKind, stroke: Stroke }[]} Clip  what was copied */

const LEAST_WIDTH = 1;
const MOST_WIDTH = 400;

/** The strokes that lie in a loop, on layers that can be changed. @param {Sketch} sketch @param {readonly Spot[]} loop @returns {Pick[]} */
export function picksInside(sketch, loop) {
  const [width] = sketch.canvas;
  const picks = eachStroke(sketch).flatMap(({ layerId, index, stroke }) => {
    const own = isInside(stroke.points, loop);
    const image = stroke.mirror && isInside(mirrored(stroke.points, width), loop);
    if (!own && !image) return [];
    return [{ layerId, index, side: sideOf(own, image, stroke.mirror), erases: stroke.tool === "erase" }];
  });
  const visible = picks.some(({ erases }) => !erases); // erasing alone cannot be seen, so it cannot be meant
  return visible ? picks.map(({ layerId, index, side }) => ({ layerId, index, side })) : [];
}

/** The topmost stroke within reach of a place. @param {Sketch} sketch @param {Spot} spot @param {number} reach canvas pixels @returns {Pick | null} */
export function pickAt(sketch, spot, reach) {
  const [width] = sketch.canvas;
  for (const { layerId, index, stroke } of eachStroke(sketch).reverse()) {
    if (stroke.tool === "erase") continue;
    const own = distanceToInk(stroke.points, stroke.width, spot) <= reach;
    const image = stroke.mirror && distanceToInk(mirrored(stroke.points, width), stroke.width, spot) <= reach;
    if (own || image) return { layerId, index, side: sideOf(own, image, stroke.mirror) };
  }
  return null;
}

/** Everything that can be changed. @param {Sketch} sketch @returns {Pick[]} */
export function everyPick(sketch) {
  return eachStroke(sketch).map(({ layerId, index }) => ({ layerId, index, side: /** @type {const} */ ("both") }));
}

/** Both lists, a stroke once. @param {readonly Pick[]} picks @param {readonly Pick[]} more @returns {Pick[]} */
export function together(picks, more) {
  const all = new Map(picks.map((pick) => [keyOf(pick), pick]));
  for (const pick of more) {
    const known = all.get(keyOf(pick));
    all.set(keyOf(pick), known && known.side !== pick.side ? { ...pick, side: "both" } : pick);
  }
  return [...all.values()].sort((a, b) => a.index - b.index);
}

/** @param {Sketch} sketch @param {Pick} pick @returns {Stroke} */
export function strokeOf(sketch, { layerId, index }) {
  return layerById(sketch, layerId).strokes[index];
}

/** Whether every pick is still there, after an undo for instance. @param {Sketch} sketch @param {readonly Pick[]} picks */
export function areThere(sketch, picks) {
  return picks.every(({ layerId, index }) => sketch.layers.find(({ id }) => id === layerId)?.strokes[index]);
}

/** The box around the picked sides. @param {Sketch} sketch @param {readonly Pick[]} picks @returns {Box | null} */
export function boxOfPicks(sketch, picks) {
  const [width] = sketch.canvas;
  /** @type {Box | null} */
  let box = null;
  for (const pick of picks) {
    const stroke = strokeOf(sketch, pick);
    if (stroke.tool === "erase" && picks.length > 1) continue;
    box = joined(box, inkBox(pick.side === "both" ? stroke : sideAlone(stroke, pick.side, width), width));
  }
  return box;
}

/**
 * What a change makes of the picked strokes: those that follow the matrix, those that follow it in the mirror, those that stay.
 * @param {Sketch} sketch @param {readonly Pick[]} picks @param {boolean} mirrorOn
 * @returns {{ kind: LayerKind, stroke: Stroke, follows: "matrix" | "mirror" | "nothing" }[]} single-sided
 */
export function partsOf(sketch, picks, mirrorOn) {
  const [width] = sketch.canvas;
  const height = (/** @type {Pick} */ { layerId }) => sketch.layers.findIndex(({ id }) => id === layerId);
  return [...picks]
    .sort((a, b) => height(a) - height(b) || a.index - b.index)
    .flatMap((pick) => {
      const stroke = strokeOf(sketch, pick);
      const { kind } = layerById(sketch, pick.layerId);
      if (!stroke.mirror) return [{ kind, stroke, follows: /** @type {const} */ ("matrix") }];
      const other = mirrorOn ? /** @type {const} */ ("mirror") : /** @type {const} */ ("nothing");
      return /** @type {const} */ (["own", "image"]).map((side) => ({
        kind,
        stroke: sideAlone(stroke, side, width),
        follows: pick.side === "both" || pick.side === side ? /** @type {const} */ ("matrix") : other,
      }));
    });
}

/** @param {Sketch} sketch @param {readonly Pick[]} picks @param {Matrix} matrix @param {boolean} mirrorOn @returns {SwapStrokes} */
export function transformed(sketch, picks, matrix, mirrorOn) {
  const [width] = sketch.canvas;
  return new SwapStrokes(
    picks.map((pick) => ({
      layerId: pick.layerId,
      index: pick.index,
      strokes: changed(strokeOf(sketch, pick), pick.side, matrix, mirrorOn, width),
    })),
  );
}

/** Where the picks are after `transformed`: a stroke that parted counts twice. @param {readonly Pick[]} picks @param {SwapStrokes} command @returns {Pick[]} */
export function picksAfter(picks, command) {
  /** @type {Map<string, number>} */
  const shifts = new Map();
  return [...picks]
    .sort((a, b) => a.index - b.index)
    .flatMap((pick) => {
      const swap = command.swaps.find(({ layerId, index }) => layerId === pick.layerId && index === pick.index);
      const shift = shifts.get(pick.layerId) ?? 0;
      const count = swap?.strokes.length ?? 1;
      shifts.set(pick.layerId, shift + count - 1);
      if (count === 2 && pick.side !== "both")
        return [{ ...pick, index: pick.index + shift + (pick.side === "own" ? 0 : 1), side: /** @type {const} */ ("both") }];
      return Array.from({ length: count }, (_, part) => ({
        ...pick,
        index: pick.index + shift + part,
        side: count === 2 ? /** @type {const} */ ("both") : pick.side,
      }));
    });
}

/** @param {Sketch} sketch @param {readonly Pick[]} picks @returns {SwapStrokes} a picked half of a mirrored stroke goes, the other stays */
export function deleted(sketch, picks, mirrorOn = true) {
  const [width] = sketch.canvas;
  return new SwapStrokes(
    picks.map(({ layerId, index, side }) => {
      const stroke = strokeOf(sketch, { layerId, index, side });
      const stays = stroke.mirror && side !== "both" && !mirrorOn;
      return { layerId, index, strokes: stays ? [sideAlone(stroke, side === "own" ? "image" : "own", width)] : [] };
    }),
  );
}

/** @param {Sketch} sketch @param {readonly Pick[]} picks @returns {Clip} */
export function copied(sketch, picks) {
  const [width] = sketch.canvas;
  return picks.map((pick) => {
    const stroke = strokeOf(sketch, pick);
    return {
      kind: layerById(sketch, pick.layerId).kind,
      stroke: structuredClone(pick.side === "both" ? stroke : sideAlone(stroke, pick.side, width)),
    };
  });
}

/**
 * What was copied, on top of the layers of its kind, moved. A mirrored stroke that moves sideways becomes two.
 * @param {Sketch} sketch @param {Clip} clip @param {Matrix} matrix @param {string | null} chosen layer
 * @returns {AddStrokes | null} null when no layer takes it
 */
export function pasted(sketch, clip, matrix, chosen) {
  const [width] = sketch.canvas;
  const additions = clip.flatMap(({ kind, stroke }) => {
    const layer = layerToDrawOn(sketch, kind, chosen);
    return layer ? changed(stroke, "both", matrix, false, width).map((each) => ({ layerId: layer.id, stroke: each })) : [];
  });
  return additions.length > 0 ? new AddStrokes(additions) : null;
}

/** The newest strokes of each layer as picks: what `AddStrokes` has just added. @param {Sketch} sketch @param {AddStrokes} command @returns {Pick[]} */
export function picksOfAdded(sketch, { additions }) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { layerId } of additions) counts.set(layerId, (counts.get(layerId) ?? 0) + 1);
  return [...counts].flatMap(([layerId, count]) => {
    const { length } = layerById(sketch, layerId).strokes;
    return Array.from({ length: count }, (_, nth) => ({ layerId, index: length - count + nth, side: /** @type {const} */ ("both") }));
  });
}

/** @param {Stroke} stroke @param {Side} side @param {Matrix} matrix @param {boolean} mirrorOn @param {number} width @returns {Stroke[]} */
function changed(stroke, side, matrix, mirrorOn, width) {
  if (!stroke.mirror || (side === "both" && keepsSymmetry(matrix, width))) return [movedStroke(stroke, matrix)];
  if (side === "both")
    return [movedStroke(sideAlone(stroke, "own", width), matrix), movedStroke(sideAlone(stroke, "image", width), matrix)];
  if (mirrorOn) return [movedStroke(stroke, side === "own" ? matrix : reflected(matrix, width))];
  const [own, image] = [sideAlone(stroke, "own", width), sideAlone(stroke, "image", width)];
  return side === "own" ? [movedStroke(own, matrix), image] : [own, movedStroke(image, matrix)];
}

/** @param {Stroke} stroke @param {Matrix} matrix @returns {Stroke} */
function movedStroke(stroke, matrix) {
  const width = stroke.tool === "fill" ? stroke.width : stroke.width * growth(matrix);
  const kept = Math.min(Math.max(Math.round(width * 100) / 100, LEAST_WIDTH), MOST_WIDTH);
  return { ...stroke, width: kept, points: movedPoints(matrix, stroke.points) };
}

/** One side of a mirrored stroke as a stroke of its own. @param {Stroke} stroke @param {Side} side @param {number} width @returns {Stroke} */
function sideAlone(stroke, side, width) {
  return { ...stroke, mirror: false, points: side === "image" ? mirrored(stroke.points, width) : stroke.points };
}

/** @param {Sketch} sketch */
function eachStroke(sketch) {
  return sketch.layers.filter(isUsable).flatMap((layer) => layer.strokes.map((stroke, index) => ({ layerId: layer.id, index, stroke })));
}

/** @param {boolean} own @param {boolean} image @param {boolean} mirror @returns {Side} */
function sideOf(own, image, mirror) {
  if (!mirror || (own && image)) return "both";
  return own ? "own" : "image";
}

/** @param {Pick} pick */
function keyOf({ layerId, index }) {
  return `${index} ${layerId}`;
}
