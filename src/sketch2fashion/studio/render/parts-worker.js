// @ts-check
/** Finds the parts of a drawing beside the page, so that no frame waits for it. */

import { fromS2f } from "../document/sketch.js";
import { partsOf } from "./parts.js";

addEventListener("message", ({ data: { id, sketch } }) => {
  let parts = null;
  try {
    parts = partsOf(fromS2f(sketch));
  } catch {
    // a drawing that cannot be taken apart is one part
  }
  postMessage({ id, parts });
});
