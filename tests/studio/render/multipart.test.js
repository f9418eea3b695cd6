import assert from "node:assert/strict";
import { test } from "node:test";

import { sketchForm } from "../../../src/sketch2fashion/studio/render/multipart.js";

const SKETCH = '{"format":"s2f","title":"바지 — ½"}';

for (const [kind, sketch] of Object.entries({ text: SKETCH, blob: new Blob([SKETCH]) })) {
  test(`a form with a drawing as ${kind} is read as any other form`, async () => {
    const { body, type } = sketchForm({ refine: 0.3, category: "auto", style: "" }, sketch);
    assert.equal(typeof body === "string", kind === "text");
    const form = await new Response(body, { headers: { "Content-Type": type } }).formData();
    assert.deepEqual([...form.keys()], ["refine", "category", "sketch"]);
    assert.equal(form.get("refine"), "0.3");
    const file = /** @type {File} */ (form.get("sketch"));
    assert.deepEqual([file.name, file.type, await file.text()], ["sketch.s2f", "application/json", SKETCH]);
  });
}
