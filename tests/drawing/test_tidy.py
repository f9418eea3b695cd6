"""Tidy: cleaner lines of the same drawing, hints untouched."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy import ndimage

from sketch2fashion.drawing.framing import line_width
from sketch2fashion.drawing.outline import silhouette
from sketch2fashion.drawing.paths import smoothed
from sketch2fashion.drawing.tidy import tidy
from sketch2fashion.errors import EmptyDrawing
from sketch2fashion.garment import Lines

from .shapes import PANTS, T_SHIRT, Corner, closed, dots, filled, layers_of, lines_of, overlap


def cleaned(lines: Lines) -> Lines:
    return tidy(layers_of(lines)).lines


def farthest(lines: Lines, truth: Lines) -> float:
    """How far ink lies from the true lines, at most, in px."""
    return float(ndimage.distance_transform_edt(truth < 0.5)[lines > 0.5].max())


def wobbly(path: list[Corner], size: float) -> list[Corner]:
    corners = np.array(path)
    steps = np.arange(12)[:, None] / 12
    points = np.concatenate([start + steps * (stop - start) for start, stop in pairwise(corners)])
    points += np.random.default_rng(0).normal(0, size, points.shape)
    return [(float(x), float(y)) for x, y in points]


@pytest.mark.parametrize("path", [T_SHIRT, PANTS])
@pytest.mark.parametrize("size", [256, 512, 1100])
def test_a_clean_drawing_stays_where_it_is(path: tuple[Corner, ...], size: int) -> None:
    lines = lines_of(closed(path), width=max(2, 3 * size // 256), size=size)
    clean = cleaned(lines)
    assert clean.shape == lines.shape
    assert farthest(clean, lines) <= 3 * size / 256
    assert farthest(lines, clean) <= 10 * size / 256  # where two lines meet at a very sharp angle they become one
    assert overlap(silhouette(clean), filled(path, size)) > 0.94


def test_dust_goes() -> None:
    lines = lines_of(closed(T_SHIRT))
    dusty = lines.copy()
    dusty[np.random.default_rng(1).random(lines.shape) > 0.998] = 1
    assert farthest(cleaned(dusty), lines) <= 3


def test_small_gaps_close_and_wide_ones_stay_open() -> None:
    lines = lines_of(closed(T_SHIRT))
    lines[150:157, 60:80] = 0
    lines[140:180, 176:192] = 0
    clean = cleaned(lines)
    assert clean[153, 66:78].max() > 0.5
    assert not clean[155:165, 176:192].any()


def test_wobble_is_smoothed() -> None:
    def roughness(lines: Lines) -> float:
        side = lines[110:220, 56:88]  # the shirt's left side, which is straight down
        middle = (side * np.arange(side.shape[1])).sum(axis=1) / side.sum(axis=1)
        return float(np.abs(np.diff(middle, 2)).mean())

    rough = lines_of(wobbly(closed(T_SHIRT), 0.9))
    clean = cleaned(rough)
    assert roughness(clean) < 0.65 * roughness(rough)
    assert farthest(clean, rough) <= 4


def test_a_double_stroke_becomes_one() -> None:
    lines = lines_of([(60, 40), (60, 220)], [(63, 40), (63, 220)], [(60, 220), (200, 220)], width=2)
    across = cleaned(lines)[130] > 0.5
    assert ndimage.label(across)[1] == 1
    assert across.sum() <= 5


@pytest.mark.parametrize("pen", [1, 3, 9])
def test_all_lines_get_one_width(pen: int) -> None:
    lines = np.maximum(lines_of(closed(T_SHIRT), width=pen), lines_of([(72, 160), (184, 160)], width=pen + 2))
    clean = cleaned(lines)
    assert 1.4 <= line_width(clean > 0.5) <= 4.6
    assert abs(clean[:, 128][155:166].sum() - clean[:, 128][226:238].sum()) < 1


def test_corners_stay_sharp_and_ends_stay_put() -> None:
    legs = [(0.0, float(step)) for step in range(40)] + [(float(step), 40.0) for step in range(40)]
    soft = smoothed(np.array(legs), 3.0)
    assert np.hypot(*(soft - (0, 40)).T).min() < 1.5
    assert np.array_equal(soft[[0, -1]], np.array(legs)[[0, -1]])


def test_hints_and_category_are_kept() -> None:
    layers = layers_of(lines_of(closed(T_SHIRT)), dots((128, 128, (200, 10, 20))))
    assert np.array_equal(tidy(layers).hints, layers.hints)


def test_a_single_dot_survives_and_nothing_is_refused() -> None:
    assert cleaned(lines_of([(100, 100), (101, 100)])).any()
    with pytest.raises(EmptyDrawing):
        tidy(layers_of(np.zeros((64, 64), np.float32)))
