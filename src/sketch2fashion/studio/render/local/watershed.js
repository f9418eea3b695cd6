// @ts-check
/** Flooding from markers, lowest pixels first, older ones before younger ones: the order of scikit-image's watershed. */

/**
 * @param {Float64Array} heights @param {Int32Array} markers @param {Uint8Array} inside @param {number} width
 * @returns {Int32Array} the marker of each pixel, 0 where none reaches
 */
export function watershed(heights, markers, inside, width) {
  const labels = markers.map((marker, at) => (inside[at] ? marker : 0));
  const heap = new Heap(heights.length);
  for (let at = 0; at < labels.length; at++) if (labels[at]) heap.push(at, heights[at], 0);
  let age = 0;
  while (heap.size > 0) {
    const at = heap.pop();
    const x = at % width;
    const spread = (/** @type {number} */ next) => {
      if (next < 0 || next >= labels.length || !inside[next] || labels[next]) return;
      labels[next] = labels[at];
      heap.push(next, heights[next], ++age);
    };
    spread(at - width);
    if (x > 0) spread(at - 1);
    if (x < width - 1) spread(at + 1);
    spread(at + width);
  }
  return labels;
}

/** A binary heap; among equals the order matters, so it is the plain one. */
class Heap {
  size = 0;

  /** @param {number} most */
  constructor(most) {
    this.places = new Int32Array(most + 1);
    this.values = new Float64Array(most + 1);
    this.ages = new Float64Array(most + 1);
  }

  /** @param {number} place @param {number} value @param {number} age */
  push(place, value, age) {
    let child = this.size++;
    this.places[child] = place;
    this.values[child] = value;
    this.ages[child] = age;
    while (child > 0) {
      const parent = ((child + 1) >> 1) - 1;
      if (!this.#smaller(child, parent)) break;
      this.#swap(child, parent);
      child = parent;
    }
  }

  pop() {
    const first = this.places[0];
    this.#swap(0, --this.size);
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let least = at;
      if (left < this.size && this.#smaller(left, least)) least = left;
      if (right < this.size && this.#smaller(right, least)) least = right;
      if (least === at) return first;
      this.#swap(at, least);
      at = least;
    }
  }

  /** @param {number} one @param {number} other */
  #smaller(one, other) {
    return this.values[one] !== this.values[other] ? this.values[one] < this.values[other] : this.ages[one] < this.ages[other];
  }

  /** @param {number} one @param {number} other */
  #swap(one, other) {
    for (const list of [this.places, this.values, this.ages]) [list[one], list[other]] = [list[other], list[one]];
  }
}
