// @ts-check
/**
 * Where the paper lies on the screen: pan, zoom, fit. Pure arithmetic, no document.
 *
 * A view maps canvas pixels to screen pixels: screen = canvas · scale + (x, y).
 */

/** @typedef {import("./types.js").Spot} Spot */
/** @typedef {import("./types.js").Box} Box */
/** @typedef {{ scale: number, x: number, y: number }} View */
/** @typedef {{ width: number, height: number }} Size */

export const SMALLEST_SCALE = 0.1;
export const LARGEST_SCALE = 16;
const KEPT_VISIBLE_PX = 48; // this much of the paper can always be grabbed again

/**
 * The view that shows the whole canvas in the middle of a window.
 * @param {Size} canvas @param {Size} screen @param {number} [margin] screen pixels around the paper
 * @returns {View}
 */
export function fitView(canvas, screen, margin = 0) {
  const free = { width: Math.max(1, screen.width - 2 * margin), height: Math.max(1, screen.height - 2 * margin) };
  const scale = clamp(Math.min(free.width / canvas.width, free.height / canvas.height), SMALLEST_SCALE, LARGEST_SCALE);
  return {
    scale,
    x: (screen.width - canvas.width * scale) / 2,
    y: (screen.height - canvas.height * scale) / 2,
  };
}

/** The view that shows a part of the canvas as large as the window allows. @param {Box} part @param {Size} screen @param {number} margin @returns {View} */
export function viewOfPart(part, screen, margin) {
  const view = fitView(part, screen, margin);
  return { scale: view.scale, x: view.x - part.x * view.scale, y: view.y - part.y * view.scale };
}

/** @param {View} view @param {Spot} spot @returns {Spot} */
export function toCanvas(view, spot) {
  return { x: (spot.x - view.x) / view.scale, y: (spot.y - view.y) / view.scale };
}

/** @param {View} view @param {Spot} spot @returns {Spot} */
export function toScreen(view, spot) {
  return { x: spot.x * view.scale + view.x, y: spot.y * view.scale + view.y };
}

/**
 * Zoom by a factor, so that what lies under `anchor` (screen pixels) stays there.
 * @param {View} view @param {Spot} anchor @param {number} factor @returns {View}
 */
export function zoomAt(view, anchor, factor) {
  const scale = clamp(view.scale * factor, SMALLEST_SCALE, LARGEST_SCALE);
  const grown = scale / view.scale;
  return { scale, x: anchor.x - (anchor.x - view.x) * grown, y: anchor.y - (anchor.y - view.y) * grown };
}

/** @param {View} view @param {number} dx @param {number} dy @returns {View} */
export function panBy(view, dx, dy) {
  return { ...view, x: view.x + dx, y: view.y + dy };
}

/**
 * Two fingers that moved from `before` to `after`: their middle carries the paper, their distance scales it.
 * @param {View} view @param {[Spot, Spot]} before @param {[Spot, Spot]} after @returns {View}
 */
export function pinch(view, before, after) {
  const from = middle(before);
  const to = middle(after);
  const spread = distance(before);
  const factor = spread > 1 ? distance(after) / spread : 1;
  return panBy(zoomAt(view, from, factor), to.x - from.x, to.y - from.y);
}

/**
 * The same view, moved back so far that some of the paper stays in the window.
 * @param {View} view @param {Size} canvas @param {Size} screen @returns {View}
 */
export function keepInSight(view, canvas, screen) {
  const width = canvas.width * view.scale;
  const height = canvas.height * view.scale;
  return {
    scale: view.scale,
    x: clamp(view.x, KEPT_VISIBLE_PX - width, screen.width - KEPT_VISIBLE_PX),
    y: clamp(view.y, KEPT_VISIBLE_PX - height, screen.height - KEPT_VISIBLE_PX),
  };
}

/** The part of the canvas that the window shows. @param {View} view @param {Size} canvas @param {Size} screen @returns {Box} */
export function visiblePart(view, canvas, screen) {
  const from = toCanvas(view, { x: 0, y: 0 });
  const to = toCanvas(view, { x: screen.width, y: screen.height });
  const x = clamp(from.x, 0, canvas.width);
  const y = clamp(from.y, 0, canvas.height);
  return { x, y, width: clamp(to.x, 0, canvas.width) - x, height: clamp(to.y, 0, canvas.height) - y };
}

const CLOSE_UP_FILL = 0.86; // of the frame
const CLOSEST_UP = 2.4; // more would show pixels

/**
 * How to scale (from the top left) and move a picture that is fitted into a frame, so that a part of it fills the frame.
 * @param {number} aspect of the picture, width / height @param {Size} frame @param {Box} part 0 … 1 of the picture @returns {View}
 */
export function closeUp(aspect, frame, part) {
  const width = Math.min(frame.width, frame.height * aspect);
  const height = width / aspect;
  const left = (frame.width - width) / 2;
  const top = (frame.height - height) / 2;
  const fill = Math.min(frame.width / (part.width * width), frame.height / (part.height * height)) * CLOSE_UP_FILL;
  const scale = Math.min(CLOSEST_UP, Number.isFinite(fill) ? fill : 1);
  return {
    scale,
    x: frame.width / 2 - (left + (part.x + part.width / 2) * width) * scale,
    y: frame.height / 2 - (top + (part.y + part.height / 2) * height) * scale,
  };
}

/** @param {number} value @param {number} low @param {number} high */
export function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}

/** @param {[Spot, Spot]} pair */
function middle([a, b]) {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

/** @param {[Spot, Spot]} pair */
function distance([a, b]) {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
