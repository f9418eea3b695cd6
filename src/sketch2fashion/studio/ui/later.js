// @ts-check
/** Work that waits until no frame needs the time. */

const AT_LATEST_MS = 500;

/**
 * However often it is asked for, it is done once, when the page has nothing better to do.
 * @param {() => void} work @returns {() => void} ask for it
 */
export function whenIdle(work) {
  let isAsked = false;
  return () => {
    if (isAsked) return;
    isAsked = true;
    idle(() => {
      isAsked = false;
      work();
    });
  };
}

/** @param {() => void} run */
function idle(run) {
  if (typeof requestIdleCallback === "function") requestIdleCallback(run, { timeout: AT_LATEST_MS });
  else setTimeout(run, AT_LATEST_MS / 10); // Safari
}
