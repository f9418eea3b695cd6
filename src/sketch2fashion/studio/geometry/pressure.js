// @ts-check
/**
 * One pressure for every device: 0.5 is the nominal width. A pen reports its own; a mouse and a finger get a light one from
 * their speed, because ink of constant width looks dead.
 */

const CALM_PX_MS = 0.6; // screen pixels a millisecond: slower than this is pressed a little harder
const FAST_PX_MS = 3;
const SLOW_PRESSURE = 0.56;
const FAST_PRESSURE = 0.36;

/** @typedef {{ kind: "mouse" | "pen" | "touch", pressure: number }} Device */

/** What the pen says, softened: light strokes of a stylus lie near 0.2 and must stay visible. @param {number} pressure 0 … 1 */
export function penPressure(pressure) {
  return Math.min(1, Math.max(0.05, pressure) ** 0.7);
}

/** @param {number} speed screen pixels a millisecond */
export function pressureOfSpeed(speed) {
  const haste = Math.min(1, Math.max(0, (speed - CALM_PX_MS) / (FAST_PX_MS - CALM_PX_MS)));
  return SLOW_PRESSURE + (FAST_PRESSURE - SLOW_PRESSURE) * haste;
}

/** @param {Device} device @param {number} speed @param {boolean} varies whether the width may vary at all */
export function pressureOf(device, speed, varies) {
  if (!varies) return 0.5;
  return device.kind === "pen" && device.pressure > 0 ? penPressure(device.pressure) : pressureOfSpeed(speed);
}
