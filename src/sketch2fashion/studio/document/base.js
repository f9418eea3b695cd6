// @ts-check
/**
 * The picture that a drawing goes on from, if there is one: a garment that somebody fixed, recoloured or dragged into shape, or a photo.
 *
 * While the drawing is what it was when the picture came (`before`), the garment is that picture, pixel by pixel; later strokes change the
 * picture where they lie and nowhere else. The picture itself is a PNG beside the drawing: the drawing and its commands hold its name only,
 * so that undo, autosave and the copies of a drawing stay light.
 */

/** @typedef {import("./sketch.js").Sketch} Sketch */
/** @typedef {import("./commands.js").Change} Change */
/** @typedef {import("./commands.js").Command} Command */
/**
 * @typedef {object} Base
 * @property {string} picture name of a PNG on the shelf; in a file, the PNG itself as a `data:` URL
 * @property {Sketch} before the drawing that the picture shows
 * @property {string | null} category null: recognise it
 * @property {number} seed of the first rendering
 * @property {number} refine of the first rendering, 0 … 1
 */

/** The pictures of one drawing and its past, by a name that is made of their content. */
export class PictureShelf {
  /** @type {Map<string, Blob>} */
  #pictures = new Map();

  /** @param {Blob} picture a PNG @returns {Promise<string>} its name: the same for the same bytes */
  async put(picture) {
    const name = await nameOf(picture);
    if (!this.#pictures.has(name)) this.#pictures.set(name, picture);
    return name;
  }

  /** @param {string} name */
  get(name) {
    return this.#pictures.get(name) ?? null;
  }

  /** What was kept under this name. @param {string} name @param {Blob} picture */
  restore(name, picture) {
    this.#pictures.set(name, picture);
  }
}

/** Another picture to go on from, or none: the whole drawing is rendered again. @implements {Command} */
export class SetBase {
  type = "set-base";
  /** @type {Base | null | undefined} */
  #before = undefined;

  /** @param {Base | null} base */
  constructor(base) {
    this.base = base;
  }

  /** @param {Sketch} sketch @returns {Change} */
  execute(sketch) {
    this.#before = sketch.base;
    return this.#set(sketch, this.base);
  }

  /** @param {Sketch} sketch @returns {Change} */
  undo(sketch) {
    return this.#set(sketch, this.#before);
  }

  toJSON() {
    return { type: this.type, base: this.base };
  }

  /** @param {Sketch} sketch @param {Base | null | undefined} base @returns {Change} */
  #set(sketch, base) {
    if (base) sketch.base = base;
    else delete sketch.base;
    return { kind: "base" };
  }
}

/** The name of the picture that a command brings or a drawing goes on from. @param {any} holder a sketch, or what a command writes */
export function pictureNamedIn(holder) {
  return /** @type {string | null} */ (holder?.base?.picture ?? holder?.sketch?.base?.picture ?? null);
}

/** The drawing as a base remembers it: strokes never change, so the copy shares them. @param {Sketch} sketch @returns {Sketch} */
export function drawingAlone({ base: _, references: __, ...sketch }) {
  return { ...sketch, layers: sketch.layers.map((layer) => ({ ...layer, strokes: [...layer.strokes] })) };
}

/** As it goes into a file: with the picture inside. @param {Sketch} sketch @param {PictureShelf} shelf @returns {Promise<Sketch>} */
export async function withPictureInside(sketch, shelf) {
  const { base, ...rest } = sketch;
  const picture = base && shelf.get(base.picture);
  if (!base) return sketch;
  return picture ? { ...rest, base: { ...base, picture: await dataUrlOf(picture) } } : rest;
}

/** The other way: the picture of a file goes onto the shelf. @param {Sketch} sketch @param {PictureShelf} shelf @returns {Promise<Sketch>} */
export async function withPictureOnShelf(sketch, shelf) {
  const { base, ...rest } = sketch;
  if (!base || shelf.get(base.picture)) return sketch;
  const picture = pngOfDataUrl(base.picture);
  return picture ? { ...rest, base: { ...base, picture: await shelf.put(picture) } } : rest;
}

/** @param {Blob} picture */
async function nameOf(picture) {
  const bytes = crypto.subtle
    ? await crypto.subtle.digest("SHA-256", await picture.arrayBuffer())
    : crypto.getRandomValues(new Uint8Array(32)).buffer; // plain http over a network name: no digest, so the same picture may be kept twice
  return [...new Uint8Array(bytes, 0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {Blob} picture */
async function dataUrlOf(picture) {
  const bytes = new Uint8Array(await picture.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return `data:image/png;base64,${btoa(text)}`;
}

/** @param {string} url @returns {Blob | null} null for what is no PNG */
function pngOfDataUrl(url) {
  try {
    const bytes = Uint8Array.from(atob(url.replace(/^data:image\/png;base64,/, "")), (letter) => letter.charCodeAt(0));
    return PNG.every((byte, index) => bytes[index] === byte) ? new Blob([bytes], { type: "image/png" }) : null;
  } catch {
    return null;
  }
}

const PNG = [137, 80, 78, 71, 13, 10, 26, 10];
