"""Write the studio's templates: a few designs of our wardrobe for each category, as small as drawings can be.

    python scripts/studio_templates.py          (half a minute)

One entry of `examples/templates.json`: id, category, names, `lines` ([width, "x y dx dy dx dy …"] in whole canvas pixels on 1024 × 1024,
each later point as the way from the one before) and `dots` ([x, y, width, colour]).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sketch2fashion.drawing.designs import Design, design_of
from sketch2fashion.drawing.strokes import Stroke

OUT = Path(__file__).parents[1] / "src" / "sketch2fashion" / "studio" / "examples" / "templates.json"

CHOSEN = {
    "t-shirt": ("crew", "v-neck", "raglan", "oversized"),
    "pants": ("straight-jeans", "joggers", "cargo", "palazzo"),
    "skirt": ("pencil", "pleated", "a-line", "tiered"),
    "hat": ("cap", "bucket", "pom-beanie", "fedora"),
    "long-sleeve": ("crew", "turtleneck", "cardigan"),
    "shirt": ("oxford", "denim", "camp"),
    "polo": ("classic", "rugby", "zip"),
    "hoodie": ("classic", "zip", "cropped"),
    "top": ("tank", "camisole", "corset"),
    "shorts": ("denim", "cargo", "running"),
    "dress": ("tea", "short-wrap", "shirt", "puff"),
    "outerwear": ("trench", "bomber", "soft-blazer", "puffer", "biker"),
    "shoes": ("sneaker", "high-top", "chelsea", "mary-jane"),
}


def template_of(design: Design) -> dict[str, Any]:
    """One entry of the file."""
    strokes = {layer.kind: layer.strokes for layer in design.sketch.layers}
    return {
        "id": design.id,
        "category": design.category,
        "en": design.title_en,
        "ko": design.title_ko,
        "lines": [[_short(stroke.width), _steps(stroke)] for stroke in strokes["line"]],
        "dots": [[*_place(stroke), _short(stroke.width), stroke.colour] for stroke in strokes["colour"]],
    }


def chosen() -> Iterator[Design]:
    """The designs, in the order of the categories."""
    for category, cuts in CHOSEN.items():
        for cut in cuts:
            yield design_of(f"{category}-{cut}")


def _place(stroke: Stroke) -> tuple[int, int]:
    x, y, *_ = stroke.points[0]
    return round(x), round(y)


def _steps(stroke: Stroke) -> str:
    places = [(round(x), round(y)) for x, y, *_ in stroke.points]
    kept = [place for index, place in enumerate(places) if index == 0 or place != places[index - 1]]
    steps = [(x - kept[index - 1][0], y - kept[index - 1][1]) if index else (x, y) for index, (x, y) in enumerate(kept)]
    return " ".join(f"{x} {y}" for x, y in steps)


def _short(value: float) -> float | int:
    return int(value) if float(value).is_integer() else round(value, 1)


if __name__ == "__main__":
    entries = [template_of(design) for design in chosen()]
    OUT.write_text("[\n" + ",\n".join(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in entries) + "\n]\n")
