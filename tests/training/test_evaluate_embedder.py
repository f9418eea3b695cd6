"""The embedder's figures, on a set that the test draws."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

pytest.importorskip("torch", reason="training needs the extra `train`")

from sketch2fashion.catalog.palette import palette_of
from sketch2fashion.errors import BadValue
from sketch2fashion.models import registry
from sketch2fashion.search.embedder import model_id
from sketch2fashion.search.query import Query
from sketch2fashion.training import evaluate_embedder
from sketch2fashion.training.evaluate_embedder import (
    COARSE,
    HUMAN,
    Labels,
    colour_histograms,
    evaluate,
    evaluate_human,
    fitted_offsets,
    gradient_histograms,
    retrieval,
)
from sketch2fashion.training.evaluate_finding import evaluate_catalogue, evaluate_colours

needs_embedder = pytest.mark.skipif("embedder" not in registry.available(), reason="the embedder is not installed")


def write_garment(folder: Path, name: str, width: int, colour: tuple[int, int, int]) -> None:
    """A block of that width, and its outline as the line drawing."""
    garment, lines = Image.new("RGBA", (128, 128)), Image.new("L", (128, 128), 255)
    place = ((128 - width) // 2, 5, (128 + width) // 2, 123)
    ImageDraw.Draw(garment).rectangle(place, fill=(*colour, 255))
    ImageDraw.Draw(lines).rectangle(place, outline=0, width=2)
    for kind, picture in (("garments", garment), ("lines", lines)):
        (folder / kind).mkdir(parents=True, exist_ok=True)
        picture.save(folder / kind / f"{name}.webp", lossless=True)


@pytest.fixture
def garment_set(tmp_path: Path) -> Path:
    """Eight garments of two categories, two of them val."""
    folder = tmp_path / "data"
    rows = []
    for index in range(8):
        name = f"garment{index}"
        write_garment(folder, name, 30 + 11 * index, (30 * index, 120, 220 - 25 * index))
        rows.append((name, ("pants", "t-shirt")[index % 2], "val" if index < 2 else "train", str(index), "1", "0"))
    with (folder / "garments.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("id", "category", "split", "group", "lines", "photo"), *rows])
    return folder


@needs_embedder
def test_every_method_is_measured_on_the_same_drawings(garment_set: Path, tmp_path: Path) -> None:
    figures = evaluate(garment_set, tmp_path / "cache")
    assert (figures["garments"], figures["drawings"]) == (8, 2)
    for method in ("embedder", "imagenet", "hog", "colour"):
        for how in ("aligned", "by_hand"):
            for kind in ("photo", "sketch", "both"):
                found = figures[method][how][kind]
                assert 0 <= found["all_mixed"]["recall@1"] <= found["within_category"]["recall@1"] <= 1
    assert figures["hog"]["aligned"]["sketch"]["all_mixed"]["recall@1"] == 1  # a drawing finds itself
    assert set(figures["category"]) == {"photos", "drawings", "drawings_by_hand"}
    if "renderer" in registry.available():
        assert 0 <= figures["render"]["photo"]["all_mixed"]["recall@1"] <= 1
        assert 0 <= figures["render"]["colour_wrong"] <= 1
    json.dumps(figures)
    assert list((tmp_path / "cache" / "baselines").glob("hog-*.npy"))
    assert list((tmp_path / "cache" / "baselines").glob(f"{model_id()}-*.npy")), "ours are kept under the model's checksum"


def test_a_baseline_that_is_not_installed_is_told_with_the_way_to_install_it(garment_set: Path) -> None:
    with pytest.raises(BadValue, match="open_clip") as problem:
        evaluate(garment_set, clip="ViT-B-32/openai")
    assert "pip install open_clip_torch" in (problem.value.hint or "")


def test_a_wrong_colour_is_a_first_hit_that_looks_otherwise() -> None:
    red, blue = (palette_of(np.full((2, 2, 3), rgb, np.uint8), np.ones((2, 2), bool)) for rgb in ((200, 30, 35), (40, 90, 190)))
    shapes = np.eye(2, 256, dtype=np.float32)
    asked = Query(shapes[0], shapes[0], red, {"hat": 0.0}, np.zeros((1, 1, 3), np.uint8), "drawing")
    assert evaluate_colours([asked], shapes, shapes, [red, blue]) == 0
    assert evaluate_colours([asked], shapes, shapes, [blue, blue]) == 1
    assert evaluate_colours([asked, asked], np.ones_like(shapes), np.ones_like(shapes), [blue, red]) == 0, "the red of like shape is first"


@needs_embedder
def test_a_shops_products_are_measured_by_category_design_and_colour(tmp_path: Path) -> None:
    rows = []
    for design, (width, kind) in enumerate(((40, "pants"), (50, "pants"), (100, "t-shirt"), (110, "t-shirt"))):
        for word, colour in (("Red", (200, 30, 35)), ("Blue", (40, 90, 190))):
            write_garment(tmp_path, f"{design}-{word}", width, colour)
            rows.append((f"{design}-{word}", f"{word} {design}", f"design {design}", kind, word, f"garments/{design}-{word}.webp"))
    with (tmp_path / "products.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("id", "title", "name", "category", "colour", "image"), *rows])
    figures = evaluate_catalogue(tmp_path, tmp_path / "cache")
    assert figures["products"] == 8
    assert figures["red_queries"] == {"designs": 4, "blue_above_red": 0}
    assert figures["same_design_recall@5"] == 1
    assert set(figures["category_precision@5"]) == {"all", "pants", "t-shirt"}
    assert evaluate_catalogue(tmp_path, tmp_path / "cache") == figures, "from the cache the same"


def test_the_list_of_drawings_that_count_has_no_doubles() -> None:
    lines = Path(evaluate_embedder.__file__).with_name("human_keys.txt").read_text("utf-8").splitlines()
    keys = [line for line in lines if not line.startswith("#")]
    assert len(keys) == len(set(keys)) == 878
    assert all(key.isdigit() for key in keys)


@needs_embedder
def test_human_drawings_are_reported_on_the_half_that_was_not_fitted(tmp_path: Path) -> None:
    rows = []
    for index, category in enumerate(HUMAN * 4):
        (tmp_path / category).mkdir(exist_ok=True)
        picture = Image.new("L", (96, 96), 255)
        ImageDraw.Draw(picture).polygon([(20, 10), (70 + index % 5, 10), (80, 80), (15, 75 - index % 7)], outline=0)
        picture.save(tmp_path / category / f"{index + index // 6}.png")
        rows.append(json.dumps({"category": category, "key_id": str(index + index // 6)}))
    (tmp_path / "strokes.ndjson").write_text("\n".join(rows))
    figures = evaluate_human(tmp_path)
    assert figures["drawings"] == 12
    assert figures["raw"]["top1"] <= figures["raw"]["top2"] <= 1


def test_a_tie_and_a_near_duplicate_are_judged_fairly() -> None:
    labels = Labels(np.array(["hat", "hat", "hat", "skirt"]), np.array(["a", "a", "b", "c"]))
    twin_first = np.array([[0.5, 0.9, 0.1, 0.2]], np.float32)
    tie = np.array([[0.5, 0.1, 0.5, 0.2]], np.float32)
    stranger = np.array([[0.5, 0.1, 0.2, 0.9]], np.float32)
    first = np.array([0])
    assert retrieval(twin_first, first, labels)["within_category"]["recall@1"] == 1
    assert retrieval(tie, first, labels)["within_category"]["recall@1"] == 0
    assert retrieval(stranger, first, labels)["within_category"]["recall@1"] == 1
    assert retrieval(stranger, first, labels)["all_mixed"]["map"] == 0.5


def test_offsets_bring_each_class_to_its_share() -> None:
    random = np.random.default_rng(0)
    truth = np.repeat(np.arange(3), 100)
    logits = np.eye(3)[truth] * 2 + random.normal(0, 1, (300, 3)) + np.array([3.0, 0.0, -1.0])
    offsets = fitted_offsets(logits, truth)
    assert ((logits + offsets).argmax(1) == truth).mean() > (logits.argmax(1) == truth).mean() + 0.1
    assert offsets[0] < offsets[1] < offsets[2]


def test_baselines_describe_with_unit_vectors() -> None:
    picture = np.full((64, 64, 3), 255, np.uint8)
    picture[10:50, 20:40] = (200, 30, 30)
    for describe in (gradient_histograms, colour_histograms):
        assert np.linalg.norm(describe([picture]), axis=1) == pytest.approx(1, abs=1e-5)


def test_the_coarse_groups_are_the_six_that_people_drew() -> None:
    assert sorted(HUMAN) == sorted({name for group in COARSE for name in group})
    assert len(HUMAN) == 6
