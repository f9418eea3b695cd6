"""The filled outline: exact for closed drawings, plausible for open ones, never a bare line, never the whole square."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from sketch2fashion.drawing import outline
from sketch2fashion.drawing.framing import frame_of, to_square
from sketch2fashion.drawing.outline import silhouette
from sketch2fashion.drawing.strokes import Sketch, rasterise
from sketch2fashion.garment import Lines

from .shapes import PANTS, T_SHIRT, Corner, closed, filled, layers_of, lines_of, overlap

SHARED = Path(__file__).resolve().parents[3] / "shared"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="../shared is not beside the project")


@pytest.mark.parametrize("size", [128, 256, 512])
@pytest.mark.parametrize("path", [T_SHIRT, PANTS])
def test_a_closed_outline_is_filled_to_the_middle_of_its_line(path: tuple[Corner, ...], size: int) -> None:
    found = silhouette(lines_of(closed(path), width=max(2, 3 * size // 256), size=size))
    assert found.dtype == np.bool_
    assert overlap(found, filled(path, size)) > 0.965


@pytest.mark.parametrize("gap", [3, 8, 20, 40])
def test_a_gap_in_the_outline_does_not_drain_it(gap: int) -> None:
    left, right = (128 - gap / 2, 232.0), (128 + gap / 2, 232.0)
    lines = lines_of([right, *T_SHIRT[7:0:-1], T_SHIRT[0], *T_SHIRT[:7:-1], left])
    assert overlap(silhouette(lines), filled(T_SHIRT)) > 0.96


def test_a_missing_hem_is_bridged_from_side_to_side() -> None:
    lines = lines_of([T_SHIRT[7], *T_SHIRT[6::-1], *T_SHIRT[:7:-1]])
    assert overlap(silhouette(lines), filled(T_SHIRT)) > 0.96


def test_a_ball_closes_an_opening_straight_and_not_with_its_own_hollow() -> None:
    walls = lines_of([(34, 116), (34, 12), (64, 12), (64, 116)], size=256, width=2)[:128, :128] > 0.25
    *_, by_the_largest_ball = outline._candidates(walls)
    hem = [np.flatnonzero(by_the_largest_ball[:, column])[-1] for column in range(36, 63)]
    assert min(hem) >= 112


def test_a_hoodie_with_a_gap_in_every_line_keeps_its_body() -> None:
    """All ink would belong to hood, sleeves and hem alone; the body runs dry through the gaps around it."""
    hoodie = json.loads((Path(__file__).parents[1] / "pixels" / "hoodie.s2f").read_text("utf-8"))
    for layer in hoodie["layers"]:
        halves = [(stroke, half) for stroke in layer["strokes"] for half in _halves(stroke["points"], 0.12) if layer["kind"] == "line"]
        layer["strokes"] = [{**stroke, "points": half} for stroke, half in halves if len(half) > 1]
    layers = rasterise(Sketch.from_json(json.dumps(hoodie)))
    found = silhouette(to_square(layers, frame_of(layers)).lines)
    assert found[120, 128]
    assert ndimage.label(found)[1] == 1


def test_an_open_neckline_and_a_missing_hem_are_both_bridged() -> None:
    lines = lines_of(T_SHIRT[3:8], [*T_SHIRT[8:], T_SHIRT[0]])
    assert overlap(silhouette(lines), filled([T_SHIRT[0], *T_SHIRT[3:]])) > 0.95


def test_open_trouser_legs_are_closed_one_by_one() -> None:
    lines = lines_of([PANTS[6], PANTS[5], PANTS[4], PANTS[3]], [PANTS[7], PANTS[0], PANTS[1], PANTS[2]])
    found = silhouette(lines)
    assert overlap(found, filled(PANTS)) > 0.95
    assert not found[220, 128]


def test_what_lies_between_sleeve_and_body_stays_background() -> None:
    found = silhouette(lines_of(closed(PANTS)))
    assert not found[200, 128]
    assert found[200, 80]


def test_details_and_print_do_not_change_the_outline() -> None:
    print_ = [[(90 + 12 * step, 130), (96 + 12 * step, 200)] for step in range(7)]
    lines = lines_of(closed(T_SHIRT), [(72, 94), (84, 30)], [(184, 94), (172, 30)], *print_)
    assert overlap(silhouette(lines), filled(T_SHIRT)) > 0.965


def test_a_waistband_that_ran_dry_through_a_small_gap_is_filled_too() -> None:
    band: list[Corner] = [(80, 48), (80, 18), (176, 18), (176, 44)]  # ends 3 px above the trousers
    trousers = [(x, 48 + 0.8 * (y - 16)) for x, y in PANTS]
    assert silhouette(lines_of(closed(trousers), band))[30, 128]


def test_stray_marks_beside_the_garment_are_left_out() -> None:
    found = silhouette(lines_of(closed(T_SHIRT), [(10, 150), (40, 220)], [(230, 200), (232, 202)]))
    assert overlap(found, filled(T_SHIRT)) > 0.965
    assert not found[185, 24]


@pytest.mark.parametrize(
    "path",
    [
        [(20, 128), (236, 128)],
        [(20, 20), (128, 236), (236, 20)],
        [(30, 30), (230, 32), (220, 120)],
        [(128, 128), (130, 128)],
    ],
)
def test_a_few_strokes_already_give_an_opaque_piece(path: list[Corner]) -> None:
    lines = lines_of(path)
    found = silhouette(lines)
    assert 2 * np.count_nonzero(lines > 0.3) < np.count_nonzero(found) < 0.6 * found.size
    assert ndimage.label(found)[1] == 1


def test_no_ink_gives_nothing() -> None:
    assert not silhouette(np.zeros((256, 256), np.float32)).any()


@needs_shared
def test_line_drawings_of_garments_give_back_their_cut_out() -> None:
    with (SHARED / "data" / "garments.csv").open() as table:
        drawn = [row["id"] for row in csv.DictReader(table) if row["lines"] == "1"]
    overlaps = []
    for name in drawn[:: len(drawn) // 40]:
        alpha = Image.open(SHARED / "data" / "garments" / f"{name}.webp").convert("RGBA").getchannel("A")
        lines = Image.open(SHARED / "data" / "lines" / f"{name}.webp").convert("L")
        ink = 1 - np.divide(np.asarray(lines.resize((256, 256), Image.Resampling.BOX)), 255, dtype=np.float32)
        overlaps.append(overlap(silhouette(ink), np.asarray(alpha.resize((256, 256), Image.Resampling.BOX)) > 127))
    assert np.median(overlaps) >= 0.985
    assert np.mean(np.array(overlaps) >= 0.96) >= 0.9


@needs_shared
def test_drawings_of_untrained_hands_give_one_garment() -> None:
    good = [_is_one_garment(square) for path in sorted(SHARED.glob("sketches/human/*/*.png"))[::18] for square in [_square(path)]]
    assert np.mean(good) >= 0.95


def _halves(points: list[list[float]], gap: float) -> tuple[list[list[float]], list[list[float]]]:
    """A stroke without that share of its points, in its middle."""
    first, last = (round(len(points) * (0.5 + side * gap / 2)) for side in (-1, 1))
    return points[:first], points[last:]


def _square(path: Path) -> Lines:
    ink = 1 - np.divide(np.asarray(Image.open(path).convert("L")), 255, dtype=np.float32)
    layers = layers_of(ink)
    return to_square(layers, frame_of(layers)).lines


def _is_one_garment(lines: Lines) -> bool:
    """At most two pieces (a jacket's open front), most of the ink in or at them, neither thin nor all of the square."""
    found = silhouette(lines)
    ink = lines > 0.3
    pieces, count = ndimage.label(found)
    largest = np.bincount(pieces.ravel())[1:].max(initial=0)
    touched = np.count_nonzero(ink & ndimage.binary_dilation(found, iterations=4)) / np.count_nonzero(ink)
    return bool(count <= 3 and largest > 0.4 * found.sum() and touched > 0.75 and 0.08 < found.mean() < 0.8)
