// Renders .s2f files as the page does, for tests/pixels/test_pixels.py: node render-files.mjs SIZE FOLDER FILE…
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { fromS2f } from "../../../src/sketch2fashion/studio/document/sketch.js";
import { garmentsOf } from "../../../src/sketch2fashion/studio/render/local/garment.js";

const PACKAGE = new URL("../../../src/sketch2fashion/", import.meta.url);
const RUNTIME = new URL("studio/vendor/onnxruntime-web/", PACKAGE);

const ort = await import(new URL("ort.mjs", RUNTIME).href);
ort.env.wasm.numThreads = 1;
ort.env.wasm.wasmBinary = gunzipSync(readFileSync(new URL("ort-wasm-simd-threaded.wasm.gz", RUNTIME)));
const sessions = {};
for (const name of ["renderer", "embedder", "upscaler"])
  sessions[name] = await ort.InferenceSession.create(readFileSync(new URL(`models/${name}.onnx`, PACKAGE)), {
    executionProviders: ["wasm"],
  });

const run = async (name, feeds) => {
  const tensors = Object.entries(feeds).map(([key, { data, shape }]) => [key, new ort.Tensor("float32", data, shape)]);
  const outputs = await sessions[name].run(Object.fromEntries(tensors));
  return Object.fromEntries(Object.entries(outputs).map(([key, tensor]) => [key, tensor.data]));
};

const statistics = JSON.parse(readFileSync(new URL("models/renderer-statistics.json", PACKAGE), "utf8"));
const [size, folder, ...files] = process.argv.slice(2);
for (const file of files) {
  const started = performance.now();
  const options = { category: "auto", refine: 0.3, variants: 2, seed: 7, size: Number(size) };
  const { category, images } = await garmentsOf(fromS2f(readFileSync(file, "utf8")), options, statistics, run);
  const name = basename(file, ".s2f");
  for (const [index, { pixels }] of images.entries()) writeFileSync(join(folder, `${name}-${index}.rgba`), pixels);
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ category, box: images[0].box, ms: performance.now() - started }));
}
