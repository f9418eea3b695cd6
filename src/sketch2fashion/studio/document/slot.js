// @ts-check
/** Which drawing this tab works on: a name that a tab keeps over its reloads, and that no other tab has at the same time. */

const KEY = "sketch2fashion.slot";

/** A duplicated tab copies the name of the first one, and then may not have it. @returns {Promise<string>} */
export async function slotOfThisTab() {
  let slot = remembered() ?? newSlot();
  while (!(await isOurs(slot))) slot = newSlot();
  return slot;
}

/** A name that no drawing has yet, remembered for this tab. */
export function newSlot() {
  const fresh = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
  rememberSlot(fresh);
  return fresh;
}

/** @param {string} slot what the next load of this tab opens */
export function rememberSlot(slot) {
  try {
    sessionStorage.setItem(KEY, slot);
  } catch {
    // cookies are blocked: the name lasts for this visit
  }
}

/** Names that some tab holds now; none where the browser cannot tell. @returns {Promise<Set<string>>} */
export async function slotsInUse() {
  const { held = [] } = (await navigator.locks?.query().catch(() => null)) ?? {};
  return new Set(held.flatMap(({ name }) => name ?? []));
}

let letGo = () => {};

/**
 * Holds the name until the tab takes another or is closed. Locks are missing on plain http over a network name, and refused in the
 * frame of another site where the browser keeps nothing for it.
 * @param {string} slot
 */
export function isOurs(slot) {
  if (!navigator.locks) return true;
  return new Promise((/** @type {(ours: boolean) => void} */ tell) => {
    const asked = navigator.locks.request(slot, { ifAvailable: true }, (lock) => {
      tell(lock !== null);
      if (lock === null) return undefined;
      letGo();
      return new Promise((/** @type {(done: undefined) => void} */ done) => {
        letGo = () => done(undefined);
      });
    });
    asked.catch(() => tell(true));
  });
}

function remembered() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}
