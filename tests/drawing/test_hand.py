"""The hand simulator: reproducible, bounded, and as rough as its level says."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from sketch2fashion.drawing import hand
from sketch2fashion.drawing.hand import draw_by_hand
from sketch2fashion.errors import BadValue

from .shapes import T_SHIRT, Corner, closed, lines_of

SEAMS: list[list[Corner]] = [[(72, 98), (88, 24)], [(184, 98), (168, 24)], [(72, 220), (184, 220)], [(100, 120), (130, 150)]]
LINES = lines_of(closed(T_SHIRT), *SEAMS)


def test_level_zero_changes_nothing() -> None:
    drawn = draw_by_hand(LINES, 0, np.random.default_rng(0))
    assert np.array_equal(drawn, LINES)
    assert drawn is not LINES


def test_the_same_seed_draws_the_same() -> None:
    first, again, other = (draw_by_hand(LINES, 0.5, np.random.default_rng(seed)) for seed in (0, 0, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert np.array_equal(first, draw_by_hand(LINES, 0.5, 0))


@pytest.mark.parametrize("size", [128, 256, 512])
def test_no_line_moves_farther_than_its_level_allows(size: int) -> None:
    lines = lines_of(closed(T_SHIRT), size=size)
    for seed in range(3):
        drawn = draw_by_hand(lines, 0.5, seed)
        away = ndimage.distance_transform_edt(lines < 0.5)[drawn > 0.5]
        assert away.max() <= 0.5 * hand.LARGEST_MOVE * size / 256 + 3
        assert away.max() >= 1


def test_a_higher_level_is_rougher() -> None:
    def distance(level: float) -> float:
        depth = ndimage.distance_transform_edt(LINES < 0.5)
        return float(np.mean([depth[draw_by_hand(LINES, level, seed) > 0.5].mean() for seed in range(4)]))

    assert distance(0.1) < distance(0.4) < distance(0.9)


def test_strokes_are_missing_but_never_the_drawing() -> None:
    for seed in range(8):
        share = draw_by_hand(LINES, 1.0, seed).sum() / LINES.sum()
        assert 0.35 < share < 1.05


def test_values_stay_ink() -> None:
    drawn = draw_by_hand(LINES, 0.7, 3)
    assert drawn.dtype == np.float32
    assert drawn.shape == LINES.shape
    assert 0 <= drawn.min() <= drawn.max() <= 1


def test_no_ink_stays_no_ink() -> None:
    assert not draw_by_hand(np.zeros((64, 64), np.float32), 1.0, 0).any()


@pytest.mark.parametrize("level", [-0.1, 1.1, float("nan")])
def test_a_level_outside_its_range_is_refused(level: float) -> None:
    with pytest.raises(BadValue, match="from 0 to 1"):
        draw_by_hand(LINES, level, 0)
