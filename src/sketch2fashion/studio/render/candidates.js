// @ts-check
/**
 * Many garments of one drawing, a few at a time: each is a seed, so the one that is picked is what the next strokes change. Garments that
 * were mixed of two stand before them. Knows no element of the page.
 */

import { Fetching } from "./fetching.js";
import { pictureOfRender } from "./frame.js";
import { forServer } from "./wire.js";

/** @typedef {import("../document/sketch.js").Sketch} Sketch */
/** @typedef {import("./api.js").Recipe} Recipe */
/** @typedef {import("./atelier.js").Engine} Engine */
/** @typedef {import("./atelier.js").Picture} Picture */
/** @typedef {{ picture: Picture, recipe: Recipe, sketch: Sketch, isMixed: boolean }} Candidate */
/** @typedef {{ render: Engine["render"], refine: number, category: string | null }} Studio */

export const CANDIDATES = 16;
const AT_ONCE = 4; // the first ones come soon, and a picture that the pen waits for is not far behind in the queue
const SIZE = 256;

export class Candidates extends Fetching {
  /** @type {Candidate[]} */
  list = [];

  /** Mixed ones stay. @param {Sketch} sketch which nobody changes @param {Studio} studio @param {number} seed of the first one */
  async start(sketch, studio, seed) {
    this.stop();
    this.#replace(this.list.filter(({ isMixed }) => isMixed));
    await this.fetch(async (signal) => {
      const text = forServer(sketch);
      for (let at = 0; at < CANDIDATES; at += AT_ONCE) {
        const options = { refine: studio.refine, seed: seed + at, category: studio.category ?? "auto" };
        const { images, category } = await studio.render(text, { ...options, variants: AT_ONCE, size: SIZE }, signal);
        if (signal.aborted) return;
        const recipe = (/** @type {number} */ seed) => ({ category, refine: studio.refine, seed });
        const pictures = images.map((image) => pictureOfRender(image, SIZE, sketch.canvas));
        this.list.push(...pictures.map((picture) => ({ picture, recipe: recipe(picture.seed), sketch, isMixed: false })));
        this.told();
      }
    });
  }

  /** The drawing is another one. */
  clear() {
    this.stop();
    this.state = "idle";
    this.problem = null;
    this.#replace([]);
    this.told();
  }

  /** @param {Candidate} candidate a mixed one: it goes in front */
  add(candidate) {
    this.list.unshift(candidate);
    this.told();
  }

  /** @param {Candidate[]} list the others' pictures are let go */
  #replace(list) {
    for (const each of this.list) if (!list.includes(each)) URL.revokeObjectURL(each.picture.url);
    this.list = list;
  }
}
