"""Lines to strokes: what was drawn stays drawn, with few points and few pieces."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw
from scipy import ndimage

from sketch2fashion.drawing.strokes import rasterise
from sketch2fashion.garment import Lines
from sketch2fashion.photo import sketch_of
from sketch2fashion.photo.trace import trace


def drawn(*paths: list[tuple[float, float]], width: int = 4, side: int = 256) -> Lines:
    image = Image.new("L", (side, side))
    for path in paths:
        ImageDraw.Draw(image).line(path, fill=255, width=width, joint="curve")
    ink: Lines = np.divide(np.asarray(image), 255, dtype=np.float32)
    return ink


CIRCLE = [(128 + 80 * np.cos(turn), 128 + 80 * np.sin(turn)) for turn in np.linspace(0, 2 * np.pi, 90)]


def test_a_straight_line_is_one_stroke_of_few_points() -> None:
    ((points, width),) = trace(drawn([(30, 40), (220, 200)]))
    assert len(points) <= 4
    assert 2.5 < width < 5.5
    ends = sorted((tuple(points[0]), tuple(points[-1])))
    assert np.allclose(ends, [(30, 40), (220, 200)], atol=4)


def test_a_circle_is_one_closed_stroke() -> None:
    ((points, _),) = trace(drawn(CIRCLE))
    assert np.abs(points[0] - points[-1]).max() < 3
    assert np.allclose(np.hypot(*(points - 128).T), 80, atol=3)
    assert len(points) < 60


def test_lines_that_cross_run_on_straight() -> None:
    strokes = trace(drawn([(20, 128), (236, 128)], [(128, 20), (128, 236)]))
    assert len(strokes) == 2
    for points, _ in strokes:
        assert np.ptp(points, axis=0).max() > 190


def test_a_branch_stays_a_stroke_of_its_own() -> None:
    strokes = trace(drawn([(20, 200), (236, 200)], [(128, 200), (128, 40)]))
    assert len(strokes) == 2


def test_specks_are_no_strokes() -> None:
    lines = drawn([(30, 40), (220, 200)])
    lines[100:102, 30:32] = 1
    assert len(trace(lines)) == 1


def test_a_pinhole_in_a_line_makes_no_ring() -> None:
    lines = drawn([(30, 128), (220, 128)], width=6)
    lines[127:129, 100:102] = 0
    assert len(trace(lines)) == 1


def test_paper_gives_no_strokes() -> None:
    assert trace(np.zeros((50, 80), np.float32)) == []


def test_strokes_drawn_again_cover_what_was_drawn() -> None:
    lines = drawn(CIRCLE, [(60, 128), (196, 128)], [(128, 60), (100, 190), (150, 200)])
    again = rasterise(sketch_of(lines, [])).lines
    assert ndimage.binary_dilation(again > 0.5, iterations=2)[lines > 0.5].mean() > 0.97
    assert ndimage.binary_dilation(lines > 0.5, iterations=2)[again > 0.5].mean() > 0.97


@pytest.mark.parametrize("seed", range(12))
def test_scribbles_never_break_it(seed: int) -> None:
    random = np.random.default_rng(seed)
    lines = ndimage.gaussian_filter(random.random((64, 90)), random.uniform(0.3, 2)) > random.uniform(0.4, 0.6)
    for points, width in trace(lines.astype(np.float32)):
        assert np.isfinite(points).all()
        assert len(points) >= 2
        assert width >= 1
        assert (points >= 0).all()
        assert (points <= (90, 64)).all()
