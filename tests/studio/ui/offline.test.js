// @ts-check
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { LATER, RENDERING } from "../../../src/sketch2fashion/studio/ui/offline.js";

const STUDIO = join(dirname(fileURLToPath(import.meta.url)), "../../../src/sketch2fashion/studio");

/** A module and all that it imports, by their paths in the studio. @param {string} path @param {Set<string>} [found] */
function reached(path, found = new Set()) {
  if (found.has(path) || path.startsWith("vendor/")) return found;
  found.add(path);
  const source = readFileSync(join(STUDIO, path), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  for (const [, other] of source.matchAll(/(?:from|import) "(\.[^"]+\.js)"/g)) reached(posix.join(posix.dirname(path), other), found);
  return found;
}

/** @param {string} worker @param {string[]} kept */
function missing(worker, kept) {
  const page = reached("main.js");
  return [...reached(worker)].filter((path) => !page.has(path) && !kept.includes(path));
}

test("without its server the studio has every module that renders in the page", () => {
  assert.deepEqual(missing("render/worker.js", RENDERING), []);
  assert.deepEqual(missing("render/parts-worker.js", RENDERING), []);
  for (const path of RENDERING.filter((path) => path.startsWith("render/"))) assert.ok(existsSync(join(STUDIO, path)), path);
});

test("without its server the studio has every module that drags pictures", () => {
  assert.deepEqual(missing("ui/film-worker.js", LATER), []);
});
