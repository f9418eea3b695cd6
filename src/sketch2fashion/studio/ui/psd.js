// @ts-check
/** The drawing and its garment as a Photoshop file with layers. The library comes when it is needed. */

import { drawingBitmap, garmentBitmap, layerBitmap, sizeOf } from "./pictures.js";

/** @typedef {import("../document/sketch.js").Sketch} Sketch */
/** @typedef {import("../render/atelier.js").Picture} Picture */
/** @typedef {{ paper: string, garment: string, kind: (kind: string) => string }} Names */

const LIBRARY = "/studio/vendor/ag-psd/ag-psd.js";
const SCALE = 4;
const SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

/**
 * @param {Sketch} sketch @param {Picture | null} picture @param {Names} names of the layers @param {Record<string, string>} provenance
 * @returns {Promise<Blob>}
 */
export async function psdOf(sketch, picture, names, provenance) {
  await import(LIBRARY); // an older kind of module: it leaves itself on `window`
  const { writePsd } = /** @type {any} */ (window).agPsd;
  const size = sizeOf(sketch, SCALE);
  const paper = await drawingBitmap({ ...sketch, layers: [] }, size, "white");
  const layers = [{ name: names.paper, canvas: paper }]; // the lowest first
  if (picture) layers.push({ name: names.garment, canvas: await garmentBitmap(picture, size, "transparent") });
  for (const layer of sketch.layers) {
    const look = { opacity: layer.opacity, hidden: !layer.visible, blendMode: layer.kind === "colour" ? "multiply" : "normal" };
    layers.push({ name: layer.name ?? names.kind(layer.kind), canvas: await layerBitmap(sketch, layer, size), ...look });
  }
  const canvas = await drawingBitmap(sketch, size, "white");
  const imageResources = picture ? { xmpMetadata: xmpOf(provenance) } : {};
  return new Blob([writePsd({ ...size, canvas, children: layers, imageResources })], { type: "image/vnd.adobe.photoshop" });
}

/** @param {Record<string, string>} provenance */
function xmpOf({ Software = "Sketch2Fashion", Seed = "" }) {
  return `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmp:CreatorTool="${Software}" xmp:Label="Seed ${Seed}" Iptc4xmpExt:DigitalSourceType="${SOURCE_TYPE}"/></rdf:RDF></x:xmpmeta>`;
}
