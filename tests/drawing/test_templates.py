"""The studio's templates are the wardrobe's designs as they are drawn now."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

from sketch2fashion.categories import CATEGORY_NAMES

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "studio_templates.py"
ENTRIES = json.loads((ROOT / "src" / "sketch2fashion" / "studio" / "examples" / "templates.json").read_text())


def test_every_category_has_at_least_three() -> None:
    found = [entry["category"] for entry in ENTRIES]
    assert all(found.count(name) >= 3 for name in CATEGORY_NAMES)


@pytest.mark.parametrize("index", [0, 20, -1])
def test_a_template_is_its_design(index: int) -> None:
    script = runpy.run_path(str(SCRIPT))
    design = list(script["chosen"]())[index]
    assert json.loads(json.dumps(script["template_of"](design))) == ENTRIES[index]
