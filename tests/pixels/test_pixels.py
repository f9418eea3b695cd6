"""The server's side of docs/pixels.md. The page's side is tests/studio/render/pixels.test.js, on the same files."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from sketch2fashion.drawing.strokes import Sketch, rasterise
from sketch2fashion.rendering.renderer import RenderOptions, prepare, render

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
NAMES = sorted(path.stem for path in HERE.glob("*.s2f"))
RENDERED = ("t-shirt", "no-colour")
RUNTIME = ROOT / "src/sketch2fashion/studio/vendor/onnxruntime-web/ort.mjs"


def sketch(name: str) -> Sketch:
    return Sketch.from_json((HERE / f"{name}.s2f").read_text("utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_becomes_the_agreed_planes(name: str) -> None:
    prepared = prepare(rasterise(sketch(name)))
    lines, borders, silhouette, rooms, *flats = np.frombuffer(gzip.decompress((HERE / f"{name}.planes.gz").read_bytes()), np.uint8).reshape(
        8, 256, 256
    )
    for made, agreed in ((prepared.square.lines, lines), (prepared.square.borders, borders)):
        np.testing.assert_array_equal(np.rint(255 * made).astype(np.uint8), agreed)
    np.testing.assert_array_equal(prepared.silhouette, silhouette)
    np.testing.assert_array_equal(prepared.labels, rooms)
    np.testing.assert_array_equal(prepared.flats, np.stack(flats, axis=2))


def test_the_agreed_drawings_need_every_way_of_framing_and_repair() -> None:
    assert len(NAMES) >= 15
    silhouettes = {name: prepare(rasterise(sketch(name))) for name in ("t-shirt", "open-hem", "open-everywhere", "hairline", "marker")}
    assert all(0.05 < prepared.silhouette.mean() < 0.9 for prepared in silhouettes.values())


@pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")
@pytest.mark.skipif(not RUNTIME.is_file(), reason="the browser libraries are not installed: make vendor")
@pytest.mark.parametrize("size", [256, 512])
def test_a_garment_made_in_the_page_is_the_server_s_in_99_9_percent_of_its_pixels(size: int, tmp_path: Path) -> None:
    files = [str(HERE / f"{name}.s2f") for name in RENDERED]
    command = ["node", str(ROOT / "tests/studio/render/render-files.mjs"), str(size), str(tmp_path), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    for name in RENDERED:
        rendering = render(rasterise(sketch(name)), RenderOptions(variants=2, seed=7, size=size))
        facts = json.loads((tmp_path / f"{name}.json").read_text("utf-8"))
        assert facts["category"] == rendering.category
        assert facts["box"] == rendering.box.as_list()
        for index, garment in enumerate(rendering.garments):
            pixels = np.frombuffer((tmp_path / f"{name}-{index}.rgba").read_bytes(), np.uint8).reshape(garment.pixels.shape)
            apart = np.abs(pixels.astype(np.int16) - garment.pixels).max(axis=2)
            assert (apart > 2).mean() <= 0.001, (name, index, (apart > 2).mean())
