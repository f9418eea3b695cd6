// @ts-check
/** Pictures at another size, as Pillow resamples them: weights in 22 fixed bits, 8 bits between the two passes. */

const PRECISION = 22;

/** @typedef {{ support: number, weight: (x: number) => number }} Filter */

/** @type {Filter} */
export const BOX = { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) };
/** @type {Filter} */
export const BICUBIC = {
  support: 2,
  weight(signed) {
    const x = Math.abs(signed);
    if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
    return x < 2 ? ((x - 5) * x + 8) * x * -0.5 + 2 : 0;
  },
};
/** @type {Filter} */
export const LANCZOS = { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) };

/**
 * One channel of 8 bits. @param {Uint8Array} plane @param {number} width @param {number} height @param {number} across @param {number} down
 * @param {Filter} filter @param {[number, number, number, number]} [box] left, top, right, bottom of what is taken
 */
export function resized(plane, width, height, across, down, filter, box = [0, 0, width, height]) {
  const [left, top, right, bottom] = box.map(Math.fround);
  const sideways = across === width && left === 0 && right === width ? null : weightsOf(width, left, right, across, filter);
  const upright = down === height && top === 0 && bottom === height ? null : weightsOf(height, top, bottom, down, filter);
  const wide = sideways ? passed(plane, height, width, 1, across, sideways, across, 1) : plane;
  return upright ? passed(wide, across, 1, across, down, upright, 1, across) : wide;
}

/**
 * Along one direction. @param {Uint8Array} plane @param {number} lanes @param {number} laneStep @param {number} step @param {number} count of outputs
 * @param {{ starts: Int32Array, sizes: Int32Array, weights: Int32Array, most: number }} table @param {number} outLane @param {number} outStep
 */
function passed(plane, lanes, laneStep, step, count, { starts, sizes, weights, most }, outLane, outStep) {
  const out = new Uint8Array(lanes * count);
  for (let lane = 0; lane < lanes; lane++) {
    const base = lane * laneStep;
    for (let index = 0; index < count; index++) {
      let sum = 1 << (PRECISION - 1);
      let at = base + starts[index] * step;
      for (let k = index * most, end = k + sizes[index]; k < end; k++, at += step) sum += plane[at] * weights[k];
      const value = Math.floor(sum / (1 << PRECISION));
      out[lane * outLane + index * outStep] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
  return out;
}

/** @param {number} size @param {number} from @param {number} to @param {number} count @param {Filter} filter */
function weightsOf(size, from, to, count, filter) {
  const scale = (to - from) / count;
  const stretch = Math.max(scale, 1);
  const support = filter.support * stretch;
  const most = Math.ceil(support) * 2 + 1;
  const [starts, sizes, weights] = [new Int32Array(count), new Int32Array(count), new Int32Array(count * most)];
  const exact = new Float64Array(most);
  for (let index = 0; index < count; index++) {
    const centre = from + (index + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const length = Math.min(size, Math.trunc(centre + support + 0.5)) - first;
    let sum = 0;
    for (let k = 0; k < length; k++) {
      exact[k] = filter.weight((k + first - centre + 0.5) * (1 / stretch));
      sum += exact[k];
    }
    starts[index] = first;
    sizes[index] = length;
    for (let k = 0; k < length; k++) {
      const share = (sum !== 0 ? exact[k] / sum : exact[k]) * (1 << PRECISION);
      weights[index * most + k] = Math.trunc(share < 0 ? share - 0.5 : share + 0.5);
    }
  }
  return { starts, sizes, weights, most };
}

/** @param {number} x */
function sinc(x) {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}
