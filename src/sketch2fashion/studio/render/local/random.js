// @ts-check
/**
 * The server's random numbers: numpy's `default_rng` (SeedSequence, PCG64) with its normal numbers by the ziggurat of 256
 * steps. The same seed gives the same garment on both sides.
 */

const MASK64 = (1n << 64n) - 1n;
const MASK128 = (1n << 128n) - 1n;
const MULTIPLIER = (2549297995355413924n << 64n) + 4865540595714422341n;
const EDGE = 3.6541528853610088; // where the ziggurat's tail begins
const AREA = 0.00492867323399; // of each of its steps

export class Random {
  #state = 0n;
  #increment = 0n;
  /** @type {number | null} the other half of the last 64 bits */
  #half = null;

  /** @param {number | number[]} seed whole numbers from 0 */
  constructor(seed) {
    const words = [seed].flat().flatMap(wordsOf);
    const [a, b, c, d] = stateOf(words);
    this.#increment = ((((c << 64n) | d) << 1n) | 1n) & MASK128;
    this.#step();
    this.#state = (this.#state + ((a << 64n) | b)) & MASK128;
    this.#step();
  }

  /** From 0 up to, and without, `limit`. @param {number} limit below 2³² */
  below(limit) {
    if (limit === 1) return 0; // nothing to choose, nothing drawn
    const wide = BigInt(limit);
    let product = BigInt(this.#bits32()) * wide;
    const threshold = (0xffffffffn - (wide - 1n)) % wide;
    while ((product & 0xffffffffn) < wide && (product & 0xffffffffn) < threshold) product = BigInt(this.#bits32()) * wide;
    return Number(product >> 32n);
  }

  /** A standard normal number in double precision. */
  normal() {
    for (;;) {
      const bits = this.#bits64();
      const step = Number(bits & 255n);
      const negative = Boolean((bits >> 8n) & 1n);
      const size = Number((bits >> 9n) & 0xfffffffffffffn);
      const x = size * DOUBLE.widths[step] * (negative ? -1 : 1);
      if (size < DOUBLE.limits[step]) return x;
      if (step === 0) {
        const tail = this.#tail(() => this.unit());
        return (Math.floor(size / 256) & 1) === 1 ? -tail : tail;
      }
      if ((DOUBLE.heights[step - 1] - DOUBLE.heights[step]) * this.unit() + DOUBLE.heights[step] < Math.exp(-0.5 * x * x)) return x;
    }
  }

  /** Standard normal numbers in single precision. @param {number} count */
  normals32(count) {
    const numbers = new Float32Array(count);
    for (let index = 0; index < count; index++) numbers[index] = this.#normal32();
    return numbers;
  }

  #normal32() {
    for (;;) {
      const bits = this.#bits32();
      const step = bits & 255;
      const size = bits >>> 9;
      const x = Math.fround(size * SINGLE.widths[step]) * ((bits >>> 8) & 1 ? -1 : 1);
      if (size < SINGLE.limits[step]) return x;
      if (step === 0) {
        const tail = this.#tail(() => (this.#bits32() >>> 8) / 16777216);
        return (size >>> 8) & 1 ? -tail : tail;
      }
      const height = (SINGLE.heights[step - 1] - SINGLE.heights[step]) * ((this.#bits32() >>> 8) / 16777216) + SINGLE.heights[step];
      if (Math.fround(height) < Math.fround(Math.exp(-0.5 * x * x))) return x;
    }
  }

  /** @param {() => number} unit */
  #tail(unit) {
    for (;;) {
      const x = -Math.log1p(-unit()) / EDGE;
      const y = -Math.log1p(-unit());
      if (y + y > x * x) return EDGE + x;
    }
  }

  /** From 0 up to, and without, 1. */
  unit() {
    return Number(this.#bits64() >> 11n) / 2 ** 53;
  }

  #bits32() {
    if (this.#half !== null) {
      const half = this.#half;
      this.#half = null;
      return half;
    }
    const bits = this.#bits64();
    this.#half = Number(bits >> 32n);
    return Number(bits & 0xffffffffn);
  }

  #bits64() {
    this.#step();
    const [high, low] = [this.#state >> 64n, this.#state & MASK64];
    const turn = high >> 58n;
    const mixed = high ^ low;
    return ((mixed >> turn) | (mixed << (64n - turn))) & MASK64;
  }

  #step() {
    this.#state = (this.#state * MULTIPLIER + this.#increment) & MASK128;
  }
}

/** @param {number} value @returns {number[]} 32 bits each, the lowest first */
function wordsOf(value) {
  return value < 2 ** 32 ? [value] : [value % 2 ** 32, Math.floor(value / 2 ** 32)];
}

/** numpy's SeedSequence: four numbers of 64 bits. @param {number[]} entropy */
function stateOf(entropy) {
  let constant = 0x43b0d7e5;
  const hashed = (/** @type {number} */ value) => {
    let word = (value ^ constant) >>> 0;
    constant = Math.imul(constant, 0x931e8875) >>> 0;
    word = Math.imul(word, constant) >>> 0;
    return (word ^ (word >>> 16)) >>> 0;
  };
  const mixed = (/** @type {number} */ x, /** @type {number} */ y) => {
    const word = (Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y)) >>> 0;
    return (word ^ (word >>> 16)) >>> 0;
  };
  const pool = Array.from({ length: 4 }, (_, index) => hashed(entropy[index] ?? 0));
  for (let from = 0; from < 4; from++) for (let to = 0; to < 4; to++) if (from !== to) pool[to] = mixed(pool[to], hashed(pool[from]));
  for (const word of entropy.slice(4)) for (let to = 0; to < 4; to++) pool[to] = mixed(pool[to], hashed(word));
  let second = 0x8b51f9dd;
  const words = Array.from({ length: 8 }, (_, index) => {
    let word = (pool[index % 4] ^ second) >>> 0;
    second = Math.imul(second, 0x58f38ded) >>> 0;
    word = Math.imul(word, second) >>> 0;
    return BigInt((word ^ (word >>> 16)) >>> 0);
  });
  return [0, 2, 4, 6].map((index) => words[index] | (words[index + 1] << 32n));
}

/** The steps of the ziggurat for whole numbers of so many bits. @param {number} bits @param {(value: number) => number} rounded */
function tables(bits, rounded) {
  const unit = 2 ** bits;
  const height = (/** @type {number} */ x) => Math.exp(-0.5 * x * x);
  const edges = new Float64Array(256);
  edges[255] = EDGE;
  for (let step = 254; step >= 1; step--) edges[step] = Math.sqrt(-2 * Math.log(AREA / edges[step + 1] + height(edges[step + 1])));
  const base = AREA / height(EDGE);
  return {
    widths: edges.map((edge, step) => rounded((step === 0 ? base : edge) / unit)),
    limits: edges.map((edge, step) => Math.floor(step === 0 ? (EDGE / base) * unit : step === 1 ? 0 : (edges[step - 1] / edge) * unit)),
    heights: edges.map((edge, step) => rounded(step === 0 ? 1 : height(edge))),
  };
}

const DOUBLE = tables(52, (value) => value);
const SINGLE = tables(23, Math.fround);
