// How long a garment takes in the page, on one thread, warm: node benchmarks/in_page.mjs [ROUNDS]
// Prints one JSON line: milliseconds of wall clock and of the processor for one picture of 256 px, over the drawings of tests/pixels.
import { readdirSync, readFileSync } from "node:fs";
import { fromS2f } from "../src/sketch2fashion/studio/document/sketch.js";
import { garmentsOf } from "../src/sketch2fashion/studio/render/local/garment.js";
import { run, statistics } from "../tests/studio/render/runtime.mjs";

const FOLDER = new URL("../tests/pixels/", import.meta.url);
const OPTIONS = { category: "auto", refine: 0.3, variants: 1, seed: 0, size: 256 };
const rounds = Number(process.argv[2] ?? 3);
const sketches = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".s2f"))
  .map((name) => fromS2f(readFileSync(new URL(name, FOLDER), "utf8")));

await garmentsOf(sketches[0], OPTIONS, statistics, run); // the first one compiles
const [walls, processors] = [[], []];
for (let round = 0; round < rounds; round++) {
  for (const sketch of sketches) {
    const [started, used] = [performance.now(), process.cpuUsage()];
    await garmentsOf(sketch, OPTIONS, statistics, run);
    const { user, system } = process.cpuUsage(used);
    walls.push(performance.now() - started);
    processors.push((user + system) / 1000);
  }
}
const quantile = (values, share) => Math.round(values.sort((a, b) => a - b)[Math.floor(values.length * share)]);
const facts = { pictures: walls.length, p50_ms: quantile(walls, 0.5), p95_ms: quantile(walls, 0.95), p50_cpu_ms: quantile(processors, 0.5) };
console.log(JSON.stringify(facts));
