"""Make the golden files of tests/pixels again: python scripts/pixels.py

The server (Python) and the page (JavaScript) must see the same drawing in the same pixels, see docs/pixels.md. Each drawing lies there
as `NAME.s2f`; beside it `NAME.planes.gz` holds what both sides must make of it, one plane of 256 × 256 bytes after the other: lines,
borders, silhouette, regions, and the flats as red, green, blue, alpha.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sketch2fashion.drawing.strokes import Sketch, rasterise
from sketch2fashion.rendering.renderer import Prepared, prepare

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "pixels"
JACKET_FRONT = [[400, 120], [432, 240], [432, 880], [240, 880], [240, 440], [176, 680], [80, 640], [176, 240], [320, 120], [400, 120]]
OPEN_SHOULDER = [[280, 80], [56, 320], [280, 420], [296, 300], [336, 380], [336, 960]]
DRAWN = ("t-shirt", "dress", "pants", "hat", "hoodie", "skirt")  # the studio's examples, put there once


def main() -> None:
    """Write the drawings that are made from others, then the planes of all."""
    for name, sketch in variations().items():
        (FOLDER / f"{name}.s2f").write_text(json.dumps(sketch, separators=(",", ":")), "utf-8")
    for path in sorted(FOLDER.glob("*.s2f")):
        packed = gzip.compress(planes_of(drawing(path)).tobytes(), 9, mtime=0)
        path.with_suffix(".planes.gz").write_bytes(packed)
        sys.stdout.write(f"{path.stem}: {len(packed)} bytes\n")


def drawing(path: Path) -> Prepared:
    """A drawing in the renderer's square."""
    return prepare(rasterise(Sketch.from_json(path.read_text("utf-8"))))


def planes_of(prepared: Prepared) -> NDArray[np.uint8]:
    """Eight planes, (8, 256, 256)."""
    square = prepared.square
    lines, borders = (np.rint(255 * plane).astype(np.uint8) for plane in (square.lines, square.borders))
    flat = prepared.flats.transpose(2, 0, 1)
    return np.concatenate([np.stack([lines, borders, prepared.silhouette.astype(np.uint8), prepared.labels.astype(np.uint8)]), flat])


def variations() -> dict[str, dict[str, Any]]:
    """What hands do: gaps, open outlines and fronts, hairlines, markers, several colours, two garments, odd papers."""
    shirt, hoodie, pants, dress = (_read(name) for name in ("t-shirt", "hoodie", "pants", "dress"))
    return {
        "open-hem": _without(shirt, "line", 1),
        "open-everywhere": _gapped(dress, 0.12),
        "hairline": _wide(pants, 0.35),
        "marker": _wide(dress, 6.0),
        "two-colours": _marked(shirt, [("#d4202f", [(512, 500)], False), ("#1b3a8a", [(512, 700), (300, 420)], False)]),
        "any-colour": _marked(hoodie, [("#2f8a57", [(512, 600)], False), ("#000000", [(250, 560)], True)]),
        "no-colour": _marked(pants, []),
        "dashed-border": _bordered(dress),
        "wide-paper": {**_moved(shirt, 500, 60), "canvas": [2400, 1200]},
        "one-of-two": {**_moved(shirt, 0, 0, also=_moved(pants, 1000, 0)), "canvas": [2048, 1024], "focus": [1024, 0, 1024, 1024]},
        "open-jacket": _lines(shirt, [JACKET_FRONT, [[420, 178], [464, 250], [560, 250], [604, 178]]]),
        "open-shoulders": _lines(shirt, [OPEN_SHOULDER, [[512, 160], [520, 960]], [[480, 700], [500, 760], [470, 760]]]),
        "two-legs": _lines(shirt, [[[200, 120], [416, 120], [400, 904], [216, 904], [200, 120]], [[200, 130], [824, 112]]]),
        "small-gaps-only": {**_gapped(shirt, 0.06), "gap": 6},
        "pencil": {**shirt, "layers": [{**layer, "opacity": 0.4} if layer["kind"] == "line" else layer for layer in shirt["layers"]]},
    }


def _read(name: str) -> dict[str, Any]:
    sketch: dict[str, Any] = json.loads((FOLDER / f"{name}.s2f").read_text("utf-8"))
    return sketch


def _lines(sketch: dict[str, Any], paths: list[list[list[int]]]) -> dict[str, Any]:
    """Other lines: polygons' edges, those that begin in the left half with their mirror picture."""
    strokes = [
        {"tool": "pen", "points": [[*point, 0.5] for point in path], "width": 8, "colour": "#000000", "mirror": path[0][0] < 415}
        for path in paths
    ]
    return _changed(sketch, "line", lambda _: strokes)


def _changed(sketch: dict[str, Any], kind: str, change: Any) -> dict[str, Any]:
    layers = [{**layer, "strokes": change(layer["strokes"])} if layer["kind"] == kind else layer for layer in sketch["layers"]]
    return {**sketch, "layers": layers}


def _without(sketch: dict[str, Any], kind: str, index: int) -> dict[str, Any]:
    return _changed(sketch, kind, lambda strokes: [stroke for place, stroke in enumerate(strokes) if place != index])


def _gapped(sketch: dict[str, Any], share: float) -> dict[str, Any]:
    """Every stroke loses that share of its points, in its middle."""

    def parts(stroke: dict[str, Any]) -> list[dict[str, Any]]:
        points = stroke["points"]
        first, last = (round(len(points) * (0.5 + side * share / 2)) for side in (-1, 1))
        return [{**stroke, "points": part} for part in (points[:first], points[last:]) if len(part) > 1]

    return _changed(sketch, "line", lambda strokes: [part for stroke in strokes for part in parts(stroke)])


def _wide(sketch: dict[str, Any], factor: float) -> dict[str, Any]:
    return _changed(sketch, "line", lambda strokes: [{**stroke, "width": stroke["width"] * factor} for stroke in strokes])


def _marked(sketch: dict[str, Any], marks: list[tuple[str, list[tuple[int, int]], bool]]) -> dict[str, Any]:
    strokes = [
        {"tool": "pen", "points": [[x, y, 0.5] for x, y in points], "width": 24, "colour": colour, "mirror": False}
        | ({"auto": True} if auto else {})
        for colour, points, auto in marks
    ]
    return _changed(sketch, "colour", lambda _: strokes)


def _bordered(sketch: dict[str, Any]) -> dict[str, Any]:
    border = {
        "tool": "pen",
        "points": [[150, 520, 0.5], [512, 560, 0.5], [880, 520, 0.5]],
        "width": 8,
        "colour": "#000000",
        "mirror": False,
    }
    marked = _marked(sketch, [("#e8b23a", [(512, 420)], False), ("#5a2a6b", [(512, 760)], False)])
    return _changed(marked, "border", lambda _: [border])


def _moved(sketch: dict[str, Any], right: float, down: float, also: dict[str, Any] | None = None) -> dict[str, Any]:
    """The drawing elsewhere; mirrored strokes become two, as the mirror stands in the middle of the paper."""
    width = sketch["canvas"][0]
    layers = []
    for index, layer in enumerate(sketch["layers"]):
        strokes = []
        for stroke in layer["strokes"]:
            sides = [stroke["points"]]
            if stroke["mirror"]:
                sides.append([[width - x, *rest] for x, *rest in stroke["points"]])
            for points in sides:
                moved = [[round(x + right, 2), round(y + down, 2), *rest] for x, y, *rest in points]
                strokes.append({**stroke, "points": moved, "mirror": False})
        layers.append({**layer, "strokes": strokes + (also["layers"][index]["strokes"] if also else [])})
    return {**sketch, "layers": layers}


if __name__ == "__main__":
    main()
