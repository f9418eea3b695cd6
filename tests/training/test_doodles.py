"""Built and traced drawings."""

from __future__ import annotations

import numpy as np
import pytest

from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.training.doodles import as_by_hand, doodle, line, rasterise, scribble, traced


@pytest.mark.parametrize("category", CATEGORY_NAMES)
def test_every_category_can_be_drawn_in_endless_ways(category: str) -> None:
    random = np.random.default_rng(0)
    pictures = [rasterise(doodle(category, random), 64, random) for _ in range(25)]
    assert all(picture.shape == (64, 64) and picture.dtype == np.uint8 for picture in pictures)
    assert all(50 < int((picture > 100).sum()) < 64 * 64 // 2 for picture in pictures)
    assert len({picture.tobytes() for picture in pictures}) == 25


def test_the_same_seed_draws_the_same_doodle() -> None:
    first, second = (doodle("hat", np.random.default_rng(5)) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def test_a_drawing_fills_the_square_but_for_its_margin() -> None:
    random = np.random.default_rng(1)
    rows = np.flatnonzero(rasterise([line((0, 0), (3, 9))], 200, random, width=1.0).any(1))
    assert rows[-1] - rows[0] == pytest.approx(0.92 * 200, abs=3)


def test_a_traced_outline_stays_near_the_outline() -> None:
    angle = np.linspace(0, 2 * np.pi, 300)
    circle = 100 + 60 * np.stack([np.cos(angle), np.sin(angle)], 1)
    random = np.random.default_rng(2)
    for _ in range(20):
        points = np.concatenate(traced(circle, random))
        radius = np.hypot(*(points - points.mean(0)).T)
        assert 0.5 < np.median(radius) < 1.5  # half of the longer side is 1
        assert np.isfinite(points).all()


def test_haste_moves_lines_further_than_care() -> None:
    strokes = [line((0, 0), (0, 1), (1, 1), (1, 0)), line((0, 0), (1, 0))]

    def moved(care: float) -> float:
        random = np.random.default_rng(3)
        ends = [float(np.abs(as_by_hand(strokes, random, care)[0][0] - strokes[0][0]).max()) for _ in range(40)]
        return float(np.mean(ends))

    assert moved(0.0) > 1.3 * moved(1.0)


def test_scribbles_are_never_empty() -> None:
    random = np.random.default_rng(4)
    assert all(rasterise(scribble(random), 64, random).any() for _ in range(50))
