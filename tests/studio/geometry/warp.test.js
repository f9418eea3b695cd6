// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Flow, warpedPoints, warpedStroke } from "../../../src/sketch2fashion/studio/geometry/warp.js";
import { WarpedPicture } from "../../../src/sketch2fashion/studio/geometry/warp-picture.js";
import { randomFrom, scribble } from "../random.js";

/** @typedef {import("../../../src/sketch2fashion/studio/geometry/types.js").Point} Point */
/** @typedef {import("../../../src/sketch2fashion/studio/geometry/warp.js").Warp} Warp */

const CANVAS = 1024;
const random = randomFrom(11);

/** Drags of any kind, many of them much longer than their radius. @returns {Warp} */
function anyWarp() {
  const place = () => ({ x: random() * CANVAS, y: random() * CANVAS });
  return { from: place(), to: place(), radius: 20 + random() * 280, axis: random() < 0.5 ? null : CANVAS / 2 };
}

/** @param {Partial<Warp>} [change] @returns {Warp} */
function sleeve(change) {
  return { from: { x: 300, y: 400 }, to: { x: 240, y: 480 }, radius: 120, axis: null, ...change };
}

/** @param {Partial<import("../../../src/sketch2fashion/studio/document/sketch.js").Stroke>} [change] */
function stroke(change) {
  return { tool: /** @type {const} */ ("pen"), points: scribble(random, 30), width: 6, colour: "#000000", mirror: false, ...change };
}

test("a drag of no length leaves every stroke the object that it was", () => {
  const flow = new Flow(sleeve({ to: { x: 300, y: 400 } }));
  const one = stroke();
  assert.ok(flow.isStill);
  assert.deepEqual(flow.at(301, 402), [301, 402]);
  assert.equal(warpedStroke(one, flow, CANVAS)[0], one);
});

test("the grabbed place goes where the hand goes", () => {
  for (let round = 0; round < 50; round++) {
    const warp = { ...anyWarp(), axis: null };
    const [x, y] = new Flow(warp).at(warp.from.x, warp.from.y);
    assert.ok(Math.hypot(x - warp.to.x, y - warp.to.y) < 1e-6);
  }
});

test("what lies out of reach stays the very same object", () => {
  const flow = new Flow(sleeve());
  const far = stroke({
    points: [
      [700, 100, 0.5, 0],
      [720, 900, 0.5, 8],
    ],
  });
  const near = stroke({
    points: [
      [290, 380, 0.5, 0],
      [310, 420, 0.5, 8],
    ],
  });
  const beside = stroke({
    points: [
      [300, 279, 0.5, 0],
      [150, 380, 0.5, 8],
    ],
    width: 3,
  }); // in the box of the reach, out of its circle
  assert.equal(warpedStroke(far, flow, CANVAS)[0], far);
  assert.notEqual(warpedStroke(near, flow, CANVAS)[0], near);
  assert.deepEqual(flow.at(150, 380), [150, 380]);
  assert.notEqual(warpedStroke(beside, flow, CANVAS)[0], beside, "its middle is in reach, and bends");
});

test("cloth never folds over itself: neighbours keep their order, and every place has one origin", () => {
  for (let round = 0; round < 60; round++) {
    const flow = new Flow(anyWarp());
    for (let place = 0; place < 60; place++) {
      const [x, y] = [random() * CANVAS, random() * CANVAS];
      const [a, b, c] = [flow.at(x, y), flow.at(x + 1e-5, y), flow.at(x, y + 1e-5)];
      const turn = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
      assert.ok(turn > -1e-17, `folded at ${x}, ${y}`);
      const again = flow.at(...flow.back(...a)); // where cloth is pressed together, only this way round says how exact it is
      assert.ok(Math.hypot(again[0] - a[0], again[1] - a[1]) < 0.1, `came back to ${again}, not ${a}`);
    }
  }
});

test("with the mirror both sides move as mirror images, and nothing crosses the axis", () => {
  for (let round = 0; round < 60; round++) {
    const flow = new Flow({ ...anyWarp(), axis: 512 });
    const [x, y] = [random() * CANVAS, random() * CANVAS];
    const [one, other] = [flow.at(x, y), flow.at(CANVAS - x, y)];
    assert.ok(Math.abs(one[0] + other[0] - CANVAS) < 1e-6 && Math.abs(one[1] - other[1]) < 1e-6);
    assert.ok(Math.abs(flow.at(512, y)[0] - 512) < 1e-9);
    assert.ok((x - 512) * (one[0] - 512) >= 0);
  }
});

test("a mirrored stroke stays one when both sides move alike, and parts when only one does", () => {
  const one = stroke({
    mirror: true,
    points: [
      [300, 380, 0.5, 0],
      [300, 420, 0.5, 8],
    ],
  });
  const together = warpedStroke(one, new Flow(sleeve({ axis: 512 })), CANVAS);
  assert.equal(together.length, 1);
  assert.equal(together[0].mirror, true);
  const [own, image] = warpedStroke(one, new Flow(sleeve()), CANVAS);
  assert.deepEqual([own.mirror, image.mirror], [false, false]);
  assert.notDeepEqual(own.points[0].slice(0, 2), [300, 380]);
  assert.deepEqual(
    image.points.map(([x, y]) => [x, y]),
    [
      [724, 380],
      [724, 420],
    ],
    "the other half stays",
  );
});

test("a line of two points bends", () => {
  const flow = new Flow(sleeve());
  const warped = warpedPoints(
    [
      [100, 400, 0.2, 0],
      [600, 400, 0.8, 100],
    ],
    flow,
  );
  assert.deepEqual(
    [warped[0], warped[warped.length - 1]],
    [
      [100, 400, 0.2, 0],
      [600, 400, 0.8, 100],
    ],
  );
  assert.ok(Math.max(...warped.map(([, y]) => y)) > 470);
  for (let index = 1; index < warped.length; index++) {
    const [a, b] = [warped[index - 1], warped[index]];
    if (a[0] > 130 && b[0] < 400) assert.ok(Math.hypot(b[0] - a[0], b[1] - a[1]) <= 31, "no long straight pieces where it bends");
    assert.ok(b[2] >= a[2] && b[3] >= a[3], "pressure and time go on");
  }
});

test("a picture moves as the strokes do, and keeps its bytes where nothing moves", () => {
  const side = 256;
  const data = new Uint8ClampedArray(4 * side * side);
  for (let at = 0; at < data.length; at += 4) data.set([random() * 255, random() * 255, random() * 255, 255], at);
  const dot = [75, 100]; // canvas 300, 400
  for (let y = -3; y <= 3; y++) for (let x = -3; x <= 3; x++) data.set([255, 0, 0, 255], 4 * ((dot[1] + y) * side + dot[0] + x));
  const flow = new Flow(sleeve());
  const after = new WarpedPicture({ width: side, height: side, data }, side / CANVAS).whole(flow);
  assert.deepEqual([...after.data.subarray(4 * (120 * side + 60), 4 * (120 * side + 60) + 4)], [255, 0, 0, 255], "at 240, 480");
  let same = 0;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [u, v] = [(x + 0.5) * 4, (y + 0.5) * 4];
      if (Math.min(Math.hypot(u - 300, v - 400), Math.hypot(u - 240, v - 480), Math.hypot(u - 270, v - 440)) < 140) continue;
      same++;
      const at = 4 * (y * side + x);
      assert.deepEqual(after.data.subarray(at, at + 4), data.subarray(at, at + 4));
    }
  }
  assert.ok(same > 30_000);
});

test("the edge of moved cloth blends with nothing: its colour stays", () => {
  const side = 128;
  const data = new Uint8ClampedArray(4 * side * side);
  for (let y = 20; y < 60; y++) for (let x = 20; x < 60; x++) data.set([200, 40, 30, 255], 4 * (y * side + x));
  const after = new WarpedPicture({ width: side, height: side, data }, side / CANVAS).whole(
    new Flow({ from: { x: 480, y: 320 }, to: { x: 560, y: 330 }, radius: 150, axis: null }),
  );
  let soft = 0;
  for (let at = 0; at < after.data.length; at += 4) {
    const alpha = after.data[at + 3];
    if (alpha < 8) continue;
    if (alpha < 250) soft++;
    assert.ok(Math.abs(after.data[at] - 200) <= 2 && Math.abs(after.data[at + 1] - 40) <= 2);
  }
  assert.ok(soft > 5);
});

test("a drag seen on a part of the picture is the drag of the whole", () => {
  const side = 200;
  const data = new Uint8ClampedArray(4 * side * side).map(() => random() * 255);
  const picture = new WarpedPicture({ width: side, height: side, data }, side / CANVAS);
  const flow = new Flow(sleeve({ axis: 512 }));
  const whole = picture.whole(flow);
  const [image, part, ...others] = picture.after(flow, [{ x: 0, y: 0, width: 200, height: 400 }]);
  assert.ok(image.x > 100 && others.length === 0, "one part for each hand");
  assert.deepEqual([part.x, part.y], [0, 0]);
  for (let x = 0; x < part.pixels.width; x++) {
    const row = 80;
    const [a, b] = [4 * (row * part.pixels.width + x), 4 * (row * side + x)];
    for (let channel = 0; channel < 4; channel++) assert.ok(part.pixels.data[a + channel] === whole.data[b + channel]);
  }
});
