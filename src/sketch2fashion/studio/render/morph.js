// @ts-check
/**
 * The way from one garment to another: frames that are fetched once, a few in the middle first, and then shown at any place at once. The
 * first and the last frame are the two garments themselves. Knows no element of the page.
 */

import { Fetching } from "./fetching.js";
import { garmentsBetween } from "./mixing.js";

/** @typedef {import("../document/sketch.js").Sketch} Sketch */
/** @typedef {import("../geometry/types.js").Box} Box */
/** @typedef {import("./frame.js").Picture} Picture */
/** @typedef {import("./mixing.js").Between} Between */
/** @typedef {import("./mixing.js").End} End */
/** @typedef {End & { picture: Picture }} Version  a garment with what makes it */
/** @typedef {{ share: number, bitmap: ImageBitmap, box: Box }} Frame */
/** @typedef {(first: End, second: End, shares: number[], size: 256 | 512, signal: AbortSignal) => Promise<Between[]>} Mixer */

/** Shares of the frames between, the rough ones first. Thirteen frames with both ends. */
export const ROUNDS = [
  [3, 6, 9],
  [1, 5, 7, 11],
  [2, 4, 8, 10],
].map((round) => round.map((twelfth) => twelfth / 12));
const SIZE = 256;

export class Morph extends Fetching {
  /** @type {[Version, Version] | null} */
  ends = null;
  /** @type {Frame[]} in the order of their shares; empty until there is something between the ends */
  frames = [];

  /** @param {() => void} told something has changed @param {Mixer} [mix] @param {(blob: Blob) => Promise<ImageBitmap>} [decode] */
  constructor(told, mix = garmentsBetween, decode = createImageBitmap) {
    super(told);
    this.mix = mix;
    this.decode = (/** @type {Blob} */ blob) => decode(blob);
  }

  /** @param {Version} first @param {Version} second */
  async start(first, second) {
    this.clear();
    this.ends = [first, second];
    await this.fetch(async (signal) => {
      const ends = await Promise.all([first, second].map((end, share) => this.#frame(end.picture, share)));
      for (const shares of ROUNDS) {
        const steps = await this.mix(first, second, shares, SIZE, signal);
        const fresh = await Promise.all(steps.map(({ picture, share }) => this.#frame(picture, share)));
        for (const { picture } of steps) URL.revokeObjectURL(picture.url); // only their pixels are shown
        if (signal.aborted) return closeAll([...ends, ...fresh]);
        this.frames = [...(this.frames.length > 0 ? this.frames : ends), ...fresh].sort((a, b) => a.share - b.share);
        this.told();
      }
    });
  }

  /** The garment at a place, large, with its drawing. @param {number} share @param {AbortSignal} signal @returns {Promise<Between>} */
  async at(share, signal) {
    const [first, second] = /** @type {[Version, Version]} */ (this.ends);
    const [step] = await this.mix(first, second, [share], 512, signal);
    return step;
  }

  clear() {
    this.stop();
    closeAll(this.frames);
    this.frames = [];
    this.ends = null;
    this.problem = null;
    this.state = "idle";
  }

  /** @param {Picture} picture @param {number} share @returns {Promise<Frame>} */
  async #frame({ blob, box }, share) {
    return { share, bitmap: await this.decode(blob), box };
  }
}

/**
 * The two frames around a place and how far it is from the first to the second, 0 … 1.
 * @template {{ share: number }} T @param {T[]} frames in order, at least one @param {number} share @returns {{ lower: T, upper: T, part: number }}
 */
export function around(frames, share) {
  const above = frames.findIndex((frame) => frame.share >= share);
  if (above <= 0) {
    const only = frames[above < 0 ? frames.length - 1 : 0];
    return { lower: only, upper: only, part: 0 };
  }
  const [lower, upper] = [frames[above - 1], frames[above]];
  return { lower, upper, part: (share - lower.share) / (upper.share - lower.share) };
}

/** Where a to-and-fro is after a time: it is slow at the ends. @param {number} ms @param {number} from 0 … 1, at 0 ms, going up */
export function toAndFro(ms, from) {
  const begun = 0.5 - Math.sin(Math.asin(1 - 2 * from) / 3); // the time at which it is there
  const swing = (begun + ms / SWEEP_MS) % 2;
  const time = swing <= 1 ? swing : 2 - swing;
  return time * time * (3 - 2 * time);
}

const SWEEP_MS = 2600;

/** @param {Frame[]} frames */
function closeAll(frames) {
  for (const { bitmap } of frames) bitmap.close?.();
}
