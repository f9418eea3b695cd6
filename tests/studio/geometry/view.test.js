// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  closeUp,
  fitView,
  keepInSight,
  LARGEST_SCALE,
  pinch,
  SMALLEST_SCALE,
  toCanvas,
  toScreen,
  visiblePart,
  zoomAt,
} from "../../../src/sketch2fashion/studio/geometry/view.js";
import { randomFrom } from "../random.js";

const CANVAS = { width: 1024, height: 1024 };
const SCREEN = { width: 800, height: 500 };

test("a fitted paper lies in the middle with its margin", () => {
  const view = fitView(CANVAS, SCREEN, 20);
  assert.equal(view.scale, 460 / 1024);
  assert.deepEqual(toScreen(view, { x: 512, y: 512 }), { x: 400, y: 250 });
});

test("zooming keeps what lies under the pointer, also at the limits", () => {
  const random = randomFrom(1);
  let view = fitView(CANVAS, SCREEN);
  for (let round = 0; round < 500; round++) {
    const anchor = { x: random() * 800, y: random() * 500 };
    const before = toCanvas(view, anchor);
    view = zoomAt(view, anchor, 0.2 + random() * 4);
    const after = toCanvas(view, anchor);
    assert.ok(Math.hypot(after.x - before.x, after.y - before.y) < 1e-6);
    assert.ok(view.scale >= SMALLEST_SCALE && view.scale <= LARGEST_SCALE);
  }
});

test("screen and canvas are each other's inverse", () => {
  const view = { scale: 0.37, x: -12, y: 99 };
  const { x, y } = toScreen(view, toCanvas(view, { x: 123, y: 456 }));
  assert.ok(Math.abs(x - 123) < 1e-9 && Math.abs(y - 456) < 1e-9);
});

test("both fingers of a pinch keep hold of the paper", () => {
  const view = { scale: 1, x: 10, y: 20 };
  const next = pinch(
    view,
    [
      { x: 100, y: 100 },
      { x: 200, y: 100 },
    ],
    [
      { x: 80, y: 150 },
      { x: 280, y: 150 },
    ],
  );
  assert.equal(next.scale, 2);
  assert.deepEqual(toCanvas(next, { x: 80, y: 150 }), toCanvas(view, { x: 100, y: 100 }));
  assert.deepEqual(toCanvas(next, { x: 280, y: 150 }), toCanvas(view, { x: 200, y: 100 }));
});

test("two fingers on one spot do not zoom to infinity", () => {
  const spot = { x: 5, y: 5 };
  const next = pinch({ scale: 1, x: 0, y: 0 }, [spot, spot], [spot, { x: 90, y: 5 }]);
  assert.equal(next.scale, 1);
});

test("the paper can never be lost beyond the edge", () => {
  const view = keepInSight({ scale: 0.5, x: 99_999, y: -99_999 }, CANVAS, SCREEN);
  const part = visiblePart(view, CANVAS, SCREEN);
  assert.ok(part.width > 0 && part.height > 0);
});

test("a close-up centres the garment and never shows pixels", () => {
  const frame = { width: 400, height: 300 };
  const { scale, x, y } = closeUp(1, frame, { x: 0.25, y: 0.25, width: 0.5, height: 0.5 });
  assert.ok(Math.abs(200 * scale + x - 200) < 1e-9 && Math.abs(150 * scale + y - 150) < 1e-9);
  assert.ok(scale > 1.5);
  assert.equal(closeUp(1, frame, { x: 0.5, y: 0.5, width: 0.01, height: 0.01 }).scale, 2.4);
  assert.ok(Object.values(closeUp(1, frame, { x: 0, y: 0, width: 0, height: 0 })).every(Number.isFinite));
});
