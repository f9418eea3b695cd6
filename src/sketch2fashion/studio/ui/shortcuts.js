// @ts-check
/** Keys as data: "mod+shift+KeyZ". By `event.code`, so that they work while a Korean keyboard is on. */

/** @typedef {{ code: string, ctrlKey: boolean, metaKey: boolean, shiftKey: boolean, altKey: boolean }} KeyPress */

const NAMES = /** @type {Record<string, string>} */ ({
  BracketLeft: "[",
  BracketRight: "]",
  Equal: "+",
  Minus: "−",
  Slash: "?",
  Comma: ",",
  Delete: "Del",
  Enter: "Enter",
  Backspace: "⌫",
});

/** @param {string} shortcut @param {KeyPress} press */
export function matches(shortcut, press) {
  return shortcut === pressed(press);
}

/** @param {KeyPress} press @returns {string} in the order mod, shift, alt, code */
export function pressed({ code, ctrlKey, metaKey, shiftKey, altKey }) {
  return [ctrlKey || metaKey ? "mod" : "", shiftKey ? "shift" : "", altKey ? "alt" : "", code].filter(Boolean).join("+");
}

/** As people write it: "Ctrl Shift Z", on a Mac "⌘ ⇧ Z". @param {string} shortcut @param {boolean} mac @returns {string[]} */
export function keyCaps(shortcut, mac) {
  const parts = shortcut.split("+");
  if (shortcut === "shift+Slash") return ["?"];
  return parts.map((part) => {
    if (part === "mod") return mac ? "⌘" : "Ctrl";
    if (part === "shift") return mac ? "⇧" : "Shift";
    if (part === "alt") return mac ? "⌥" : "Alt";
    return NAMES[part] ?? part.replace(/^(Key|Digit)/, "");
  });
}
