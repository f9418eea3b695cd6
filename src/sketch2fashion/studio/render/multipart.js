// @ts-check
/**
 * A form as one text, or as one blob where the drawing is one. While a pen moves this costs the page half of what `FormData` does,
 * whose every part the browser hands from process to process.
 */

/**
 * @param {Record<string, string | number>} fields empty ones are left out @param {string | Blob} sketch `.s2f`
 * @returns {{ body: string | Blob, type: string }} type: for the header Content-Type
 */
export function sketchForm(fields, sketch) {
  const boundary = `s2f-${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`;
  const given = Object.entries(fields).filter(([, value]) => value !== "");
  const parts = given.map(([name, value]) => `--${boundary}\r\n${named(name)}\r\n\r\n${value}\r\n`);
  const head = `${parts.join("")}--${boundary}\r\n${named("sketch")}; filename="sketch.s2f"\r\nContent-Type: application/json\r\n\r\n`;
  const tail = `\r\n--${boundary}--\r\n`;
  return {
    body: typeof sketch === "string" ? `${head}${sketch}${tail}` : new Blob([head, sketch, tail]),
    type: `multipart/form-data; boundary=${boundary}`,
  };
}

/** @param {string} name of ours: letters and low lines */
function named(name) {
  return `Content-Disposition: form-data; name="${name}"`;
}
