// @ts-check
/** How long a picture will take, going by the last ones. The middle one, so that a single slow start does not frighten anybody. */

const REMEMBERED = 9;

/** @param {number[]} times ms, the newest last @param {number} took */
export function withTime(times, took) {
  return [...times, took].slice(-REMEMBERED);
}

/** @param {number[]} times ms @returns {number | null} null while there are none */
export function expectedOf(times) {
  if (times.length === 0) return null;
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
