// @ts-check
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ApiError } from "../../../src/sketch2fashion/studio/render/api.js";
import { LiveRequest } from "../../../src/sketch2fashion/studio/render/live.js";

/** @typedef {{ job: string, signal: AbortSignal, answer: (result: string) => Promise<void>, fail: (error: Error) => Promise<void> }} Sent */

let clock = fakeClock();
/** @type {Sent[]} */
let sent = [];
/** @type {string[]} */
let shown = [];
/** @type {string[]} */
let phases = [];
/** @type {LiveRequest<string, string>} */
let live;

beforeEach(() => {
  clock = fakeClock();
  sent = [];
  shown = [];
  phases = [];
  live = new LiveRequest({ send, show: (result) => shown.push(result), tell: ({ phase }) => phases.push(phase), clock });
});

test("several changes in one moment are one request, of the newest", () => {
  for (const job of ["a", "b", "c"]) live.request(job);
  clock.pass(50);
  assert.deepEqual(
    sent.map(({ job }) => job),
    ["c"],
  );
});

test("a newer request cancels an older one, whose answer is never shown", async () => {
  await ask("a");
  await sent[0].answer("A"); // something was shown just now
  await ask("b");
  await ask("c");
  assert.equal(sent[1].signal.aborted, true);
  await sent[1].answer("B, too late");
  await sent[2].answer("C");
  assert.deepEqual(shown, ["A", "C"]);
  assert.equal(phases.at(-1), "ready");
});

test("drawing without a pause still shows pictures: a starved one may land, then the newest is asked for", async () => {
  await ask("a");
  await sent[0].answer("A");
  for (const job of "bcdefghijklm") await ask(job);
  const kept = sent[sent.length - 1];
  await ask("z");
  assert.equal(kept.signal.aborted, false);
  await kept.answer("K");
  clock.pass(1);
  assert.deepEqual(shown, ["A", "K"]);
  assert.equal(sent.at(-1)?.job, "z");
});

test("a pen that is still down waits for the picture that is on its way, and the newest drawing follows at once", async () => {
  await ask("a");
  await sent[0].answer("A");
  await ask("b");
  live.request("c", { patient: true });
  live.request("d", { patient: true });
  clock.pass(100);
  assert.equal(sent.length, 2);
  assert.equal(sent[1].signal.aborted, false);
  await sent[1].answer("B");
  clock.pass(1);
  assert.deepEqual(shown, ["A", "B"]);
  assert.equal(sent[2].job, "d");
});

test("after a rest a pen-up takes the place of the picture of its unfinished stroke", async () => {
  await ask("a");
  await sent[0].answer("A");
  clock.pass(5000);
  await ask("half a stroke");
  await ask("the stroke");
  assert.equal(sent[1].signal.aborted, true);
  assert.equal(sent[2].job, "the stroke");
});

test("a pen-up does not wait, but changes that follow each other quickly do", () => {
  live.request("a");
  clock.pass(5);
  assert.equal(sent.length, 1);
  clock.pass(100);
  live.request("b");
  clock.pass(5);
  assert.equal(sent.length, 2);
  live.request("c");
  clock.pass(20);
  live.request("d");
  clock.pass(20);
  assert.equal(sent.length, 2);
  clock.pass(30);
  assert.equal(sent.at(-1)?.job, "d");
  assert.equal(sent.length, 3);
});

test("a server that is gone is asked again, later and later, for the newest drawing", async () => {
  await ask("a");
  await sent[0].fail(new ApiError("away", "refused"));
  assert.equal(phases.at(-1), "away");
  live.request("b");
  clock.pass(799);
  assert.equal(sent.length, 1);
  clock.pass(2);
  assert.equal(sent[1].job, "b");
  await sent[1].fail(new ApiError("away", "refused"));
  clock.pass(1000);
  assert.equal(sent.length, 2);
  clock.pass(700);
  await sent[2].answer("B");
  assert.deepEqual(shown, ["B"]);
  assert.equal(phases.at(-1), "ready");
});

test("a busy server is left alone as long as it asks for", async () => {
  await ask("a");
  await sent[0].fail(new ApiError("busy", "queue full", { waitMs: 7000 }));
  clock.pass(6900);
  assert.equal(sent.length, 1);
  clock.pass(200);
  assert.equal(sent.length, 2);
});

test("trying now does not wait", async () => {
  await ask("a");
  await sent[0].fail(new ApiError("away", "refused"));
  live.retryNow();
  clock.pass(1);
  assert.equal(sent.length, 2);
});

test("a refused drawing is said once and not sent again", async () => {
  await ask("a");
  await sent[0].fail(new ApiError("refused", "no ink", { code: "empty_drawing" }));
  clock.pass(60_000);
  assert.equal(sent.length, 1);
  assert.equal(live.status.phase, "refused");
  assert.equal(live.status.error?.code, "empty_drawing");
});

test("a slow answer is called slow, and in the end the server counts as away", async () => {
  await ask("a");
  clock.pass(2600);
  assert.equal(phases.at(-1), "slow");
  clock.pass(30_000);
  assert.equal(sent[0].signal.aborted, true);
  await sent[0].fail(new ApiError("cancelled", "aborted"));
  assert.equal(phases.at(-1), "away");
});

test("cancelling forgets the request", async () => {
  await ask("a");
  live.cancel();
  await sent[0].answer("A");
  clock.pass(60_000);
  assert.deepEqual(shown, []);
  assert.equal(sent.length, 1);
});

/** @param {string} job */
async function ask(job) {
  live.request(job);
  clock.pass(50);
}

/** @param {string} job @param {AbortSignal} signal @returns {Promise<string>} */
function send(job, signal) {
  return new Promise((resolve, reject) => {
    const settled = () => new Promise((/** @type {(value: void) => void} */ done) => setImmediate(done));
    sent.push({
      job,
      signal,
      answer: (result) => {
        resolve(result);
        return settled();
      },
      fail: (error) => {
        reject(error);
        return settled();
      },
    });
  });
}

function fakeClock() {
  let now = 1000;
  let timers = /** @type {{ at: number, run: () => void }[]} */ ([]);
  return {
    now: () => now,
    after(/** @type {number} */ ms, /** @type {() => void} */ run) {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return timer;
    },
    stop(/** @type {any} */ timer) {
      timers = timers.filter((each) => each !== timer);
    },
    pass(/** @type {number} */ ms) {
      const until = now + ms;
      for (;;) {
        const next = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        now = Math.max(now, next.at);
        this.stop(next);
        next.run();
      }
      now = until;
    },
  };
}
