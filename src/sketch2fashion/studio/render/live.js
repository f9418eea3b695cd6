// @ts-check
/**
 * Keeps a picture up to date with a drawing that changes all the time: the newest request wins, older ones are cancelled,
 * and when the server is slow or gone it waits, tries again and says so. It never holds the drawing itself.
 */

import { ApiError } from "./api.js";

/** @typedef {"idle" | "working" | "slow" | "ready" | "away" | "busy" | "refused"} Phase */
/** @typedef {{ phase: Phase, error: ApiError | null, retryAt: number }} Status  retryAt: ms of the clock, in phases away and busy */
/**
 * @template Job, Result
 * @typedef {object} Wiring
 * @property {(job: Job, signal: AbortSignal) => Promise<Result>} send
 * @property {(result: Result, job: Job) => void} show
 * @property {(status: Status) => void} tell
 * @property {() => number} [patienceMs] after which a request is given up
 * @property {Clock} [clock]
 */
/** @typedef {{ now: () => number, after: (ms: number, run: () => void) => any, stop: (timer: any) => void }} Clock */

const SOON_MS = 4; // several commands in one frame are one request
const GATHER_MS = 40; // after a request that has just left a newer one waits a little for the newest
const STARVED_MS = 500; // drawing without a pause must not mean that nothing is ever shown
const SLOW_MS = 2500;
const GIVE_UP_MS = 30_000;
const RETRY_MS = [800, 1600, 3000, 6000, 10_000];

/** @type {Clock} */
const REAL_CLOCK = {
  now: () => performance.now(),
  after: (ms, run) => setTimeout(run, ms),
  stop: (timer) => clearTimeout(timer),
};

/** @template Job, Result */
export class LiveRequest {
  /** @type {Job | null} what waits to be sent */
  #next = null;
  /** @type {{ job: Job, abort: AbortController } | null} */
  #flight = null;
  #failures = 0;
  #shownAt = 0;
  #sentAt = 0;
  #hungrySince = 0; // when the first of the requests came that have no answer yet
  /** @type {any} */
  #timer = null;
  /** @type {any} */
  #slowTimer = null;
  /** @type {Status} */
  status = { phase: "idle", error: null, retryAt: 0 };

  /** @param {Wiring<Job, Result>} wiring */
  constructor(wiring) {
    this.wiring = wiring;
    this.clock = wiring.clock ?? REAL_CLOCK;
  }

  /** @param {Job} job @param {{ patient?: boolean }} [manner] patient: after what is on its way, which is still worth showing */
  request(job, { patient = false } = {}) {
    if (!this.#flight && this.#next === null) this.#hungrySince = this.clock.now();
    this.#next = job;
    if (this.#isWaitingForServer()) return; // the retry takes the newest job
    if (patient && this.#flight) return;
    this.#wake(this.#flight && this.clock.now() - this.#sentAt < GATHER_MS ? GATHER_MS : SOON_MS);
    this.#tell("working");
  }

  /** Forget what was asked; a picture that is shown stays. */
  cancel() {
    this.#next = null;
    this.#failures = 0;
    this.#land();
    this.#stopTimer();
    this.#tell("idle");
  }

  /** Do not wait any longer: the network is back, or the user asks. */
  retryNow() {
    if (this.#isWaitingForServer()) this.#wake(0);
  }

  /** @param {number} ms */
  #wake(ms) {
    this.#stopTimer();
    this.#timer = this.clock.after(ms, () => this.#start());
  }

  #start() {
    this.#timer = null;
    if (this.#next === null) return;
    if (this.#flight && this.#isStarved()) return; // let an older picture through; the newest follows when it is shown
    this.#land();
    this.#fly(this.#next);
  }

  /** @param {Job} job */
  async #fly(job) {
    const flight = { job, abort: new AbortController() };
    this.#next = null;
    this.#flight = flight;
    this.#sentAt = this.clock.now();
    this.#tell("working");
    this.#watch(flight);
    try {
      const result = await this.wiring.send(job, flight.abort.signal);
      if (this.#flight === flight) this.#arrived(result, job);
    } catch (problem) {
      if (this.#flight === flight) this.#failed(problem, job);
    }
  }

  /** @param {Result} result @param {Job} job */
  #arrived(result, job) {
    this.#land();
    this.#failures = 0;
    this.#shownAt = this.clock.now();
    this.wiring.show(result, job);
    if (this.#next === null) this.#tell("ready");
    else this.#wake(0);
  }

  /** @param {unknown} problem @param {Job} job */
  #failed(problem, job) {
    const gaveUp = this.#flight?.abort.signal.aborted;
    this.#land();
    const error = problem instanceof ApiError && !gaveUp ? problem : new ApiError("away", String(problem));
    if (error.kind === "refused") {
      if (this.#next === null) this.#tell("refused", error);
      else this.#wake(0);
      return;
    }
    this.#next ??= job;
    const wait = Math.max(error.waitMs, RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)]);
    this.#failures++;
    this.#wake(wait);
    this.#tell(error.kind === "busy" ? "busy" : "away", error, this.clock.now() + wait);
  }

  /** @param {{ abort: AbortController }} flight */
  #watch(flight) {
    this.#slowTimer = this.clock.after(SLOW_MS, () => {
      this.#tell("slow");
      const patience = this.wiring.patienceMs?.() ?? GIVE_UP_MS;
      this.#slowTimer = this.clock.after(patience - SLOW_MS, () => flight.abort.abort());
    });
  }

  #land() {
    this.clock.stop(this.#slowTimer);
    const flight = this.#flight;
    this.#flight = null;
    flight?.abort.abort();
  }

  #stopTimer() {
    this.clock.stop(this.#timer);
    this.#timer = null;
  }

  #isStarved() {
    return this.clock.now() - Math.max(this.#shownAt, this.#hungrySince) > STARVED_MS;
  }

  #isWaitingForServer() {
    return (this.status.phase === "away" || this.status.phase === "busy") && this.#timer !== null;
  }

  /** @param {Phase} phase @param {ApiError | null} [error] @param {number} [retryAt] */
  #tell(phase, error = null, retryAt = 0) {
    if (this.status.phase === phase && phase !== "away" && phase !== "busy") return;
    this.status = { phase, error, retryAt };
    this.wiring.tell(this.status);
  }
}
