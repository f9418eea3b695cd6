// The shipped models in node, through the runtime that the page uses: wasm on one thread.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

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

export const run = async (name, feeds) => {
  const tensors = Object.entries(feeds).map(([key, { data, shape }]) => [key, new ort.Tensor("float32", data, shape)]);
  const outputs = await sessions[name].run(Object.fromEntries(tensors));
  return Object.fromEntries(Object.entries(outputs).map(([key, tensor]) => [key, tensor.data]));
};

export const statistics = JSON.parse(readFileSync(new URL("models/renderer-statistics.json", PACKAGE), "utf8"));
