// Renders .s2f files as the page does, for tests/pixels/test_pixels.py: node render-files.mjs SIZE FOLDER FILE…
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fromS2f } from "../../../src/sketch2fashion/studio/document/sketch.js";
import { garmentsOf } from "../../../src/sketch2fashion/studio/render/local/garment.js";
import { run, statistics } from "./runtime.mjs";

const [size, folder, ...files] = process.argv.slice(2);
for (const file of files) {
  const options = { category: "auto", refine: 0.3, variants: 2, seed: 7, size: Number(size) };
  const { category, images } = await garmentsOf(fromS2f(readFileSync(file, "utf8")), options, statistics, run);
  const name = basename(file, ".s2f");
  for (const [index, { pixels }] of images.entries()) writeFileSync(join(folder, `${name}-${index}.rgba`), pixels);
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ category, box: images[0].box }));
}
