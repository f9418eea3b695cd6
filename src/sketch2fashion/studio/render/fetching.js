// @ts-check
/** Something that is fetched in several steps, shown as it comes, and can be called off at any of them. Knows no element of the page. */

import { ApiError } from "./api.js";

export class Fetching {
  /** @type {"idle" | "working" | "done" | "failed"} */
  state = "idle";
  /** @type {ApiError | null} */
  problem = null;
  /** @type {AbortController | null} */
  #work = null;

  /** @param {() => void} told something has changed */
  constructor(told) {
    this.told = told;
  }

  /** In place of what is fetched now. @param {(signal: AbortSignal) => Promise<void>} run returns early once it is called off */
  async fetch(run) {
    this.stop();
    this.#work = new AbortController();
    const { signal } = this.#work;
    this.state = "working";
    this.problem = null;
    this.told();
    try {
      await run(signal);
      if (signal.aborted) return;
      this.state = "done";
    } catch (problem) {
      if (signal.aborted) return;
      this.state = "failed";
      this.problem = problem instanceof ApiError ? problem : new ApiError("away", String(problem));
    }
    this.told();
  }

  /** What is there stays. */
  stop() {
    this.#work?.abort();
    this.#work = null;
    if (this.state === "working") this.state = "idle";
  }
}
