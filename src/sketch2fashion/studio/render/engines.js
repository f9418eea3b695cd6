// @ts-check
/** Where garments are made: by the server, or by the same models in a worker of this page. */

import { renderGarment } from "./api.js";

/** @typedef {import("./atelier.js").Engine} Engine */

/** @type {Engine} */
export const SERVER = { place: "server", render: renderGarment };
