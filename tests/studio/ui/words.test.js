// @ts-check
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { ACTIONS } from "../../../src/sketch2fashion/studio/ui/actions.js";
import { ICONS } from "../../../src/sketch2fashion/studio/ui/icons.js";
import { keyCaps, pressed } from "../../../src/sketch2fashion/studio/ui/shortcuts.js";

const STUDIO = new URL("../../../src/sketch2fashion/studio/", import.meta.url);
/** @param {string} name @returns {Record<string, string>} */
const strings = (name) => JSON.parse(readFileSync(new URL(`i18n/${name}.json`, STUDIO), "utf8"));
const [en, ko] = [strings("en"), strings("ko")];
const sources = readdirSync(STUDIO, { recursive: true, encoding: "utf8" })
  .filter((path) => /\.(js|html)$/.test(path) && !path.startsWith("vendor"))
  .map((path) => readFileSync(new URL(path, STUDIO), "utf8"));

test("both languages have the same keys", () => {
  assert.deepEqual(Object.keys(en).sort(), Object.keys(ko).sort());
});

test("both languages have the same placeholders", () => {
  const placeholders = (/** @type {string} */ text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const key of Object.keys(en)) assert.deepEqual(placeholders(ko[key]), placeholders(en[key]), key);
});

test("no string is empty, and Korean is Korean", () => {
  const same = new Set(["app.name", "stage.zoom", "status.timing", "action.language"]);
  for (const key of Object.keys(en)) {
    assert.ok(en[key].trim() && ko[key].trim(), key);
    if (!same.has(key)) assert.match(ko[key], /[가-힣]/, key);
  }
});

test("every key that the page names exists", () => {
  const named = sources.flatMap((text) => [
    ...text.matchAll(/\bt\("([\w.-]+)"/g),
    ...text.matchAll(/"(?:text|label|tip|placeholder|alt)", "([\w.-]+)"/g),
    ...text.matchAll(/data-(?:text|label|tip)="([\w.-]+)"/g),
    ...text.matchAll(/\b(?:say|dialog)\(\s*"([\w.-]+)"/g),
  ]);
  assert.ok(named.length > 60);
  for (const [, key] of named) assert.ok(key in en, key);
});

test("every action has its words, its icon, and a name of its own", () => {
  assert.equal(new Set(ACTIONS.map(({ id }) => id)).size, ACTIONS.length);
  for (const { id, label, hint, short, icon } of ACTIONS) {
    for (const key of [label, hint, short]) if (key) assert.ok(key in en, `${id}: ${key}`);
    assert.ok(icon in ICONS, id);
  }
});

test("no two actions share a key", () => {
  const keys = ACTIONS.flatMap((action) => action.keys ?? []);
  assert.equal(new Set(keys).size, keys.length);
});

test("every shortcut is one that a key press can produce", () => {
  for (const shortcut of ACTIONS.flatMap((action) => action.keys ?? [])) {
    const parts = shortcut.split("+");
    const press = {
      code: parts[parts.length - 1],
      ctrlKey: parts.includes("mod"),
      metaKey: false,
      shiftKey: parts.includes("shift"),
      altKey: parts.includes("alt"),
    };
    assert.equal(pressed(press), shortcut);
  }
});

test("keys are written as people write them", () => {
  assert.deepEqual(keyCaps("mod+shift+KeyZ", false), ["Ctrl", "Shift", "Z"]);
  assert.deepEqual(keyCaps("mod+shift+KeyZ", true), ["⌘", "⇧", "Z"]);
  assert.deepEqual(keyCaps("shift+Slash", false), ["?"]);
});

test("the page runs under a strict policy: no inline script, no inline style, nothing from elsewhere", () => {
  for (const text of sources) {
    assert.doesNotMatch(text, /\sstyle="|<style|\son\w+="/);
    assert.doesNotMatch(text, /(?:src|href)="https?:/);
    assert.doesNotMatch(text, /\beval\(|new Function\(/);
  }
});
