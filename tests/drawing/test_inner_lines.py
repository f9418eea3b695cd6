"""Lines inside a garment that nobody drew: where they may run, and that the same drawing gets the same ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path as FilePath

import numpy as np
import pytest
from scipy import ndimage

from sketch2fashion.drawing import inner_lines
from sketch2fashion.drawing.inner_lines import MOST, curve, imagined, resampled, seed_of, turned
from sketch2fashion.drawing.parts import parts_weight
from sketch2fashion.drawing.paths import Path, length
from sketch2fashion.drawing.shapes import SIDE
from sketch2fashion.drawing.strokes import Stroke
from sketch2fashion.drawing.tidy import Clean, cleaned, tidy
from sketch2fashion.errors import ModelUnavailable, UnknownCategory
from sketch2fashion.garment import Layers, Lines, Mask
from sketch2fashion.models import registry
from sketch2fashion.settings import settings

from .shapes import PANTS, T_SHIRT, closed, filled, layers_of, lines_of


def depth_of(inside: Mask) -> Lines:
    depth: Lines = ndimage.distance_transform_edt(inside) - ndimage.distance_transform_edt(~inside).astype(np.float32)
    return np.clip(depth / 12, -1, 1)


@pytest.fixture(scope="module")
def shirt() -> Lines:
    return depth_of(filled(T_SHIRT)[::2, ::2] > 0.5)


@pytest.fixture(scope="module")
def drawing() -> Layers:
    return replace(layers_of(lines_of(closed(T_SHIRT))), category="t-shirt")


def drawn_apart(clean: Clean) -> Lines:
    """The lines that nobody drew, alone."""
    return replace(clean, strokes=()).layers().lines


def path_of(stroke: Stroke) -> Path:
    """Rows and columns, px of the canvas."""
    return np.array([(y, x) for x, y, *_ in stroke.points])


def test_lines_lie_inside_the_garment_and_are_no_more_than_its_kind_has(shirt: Lines) -> None:
    counts = []
    for seed in range(6):
        lines = imagined(shirt, "t-shirt", (), seed)
        counts.append(len(lines))
        for line in lines:
            assert ndimage.map_coordinates(shirt, line.T, order=1).min() > 0
            assert length(line) >= inner_lines.SHORTEST
    assert 0 < max(counts) <= MOST
    assert np.mean(counts) > 3


def test_the_same_seed_draws_the_same_lines_and_another_draws_others(shirt: Lines) -> None:
    first, again, other = (imagined(shirt, "t-shirt", (), seed) for seed in (1, 1, 2))
    assert len(first) == len(again)
    assert all(np.array_equal(one, same) for one, same in zip(first, again, strict=True))
    assert len(first) != len(other) or not all(np.array_equal(one, another) for one, another in zip(first, other, strict=True))


def test_no_line_runs_along_one_that_is_there(shirt: Lines) -> None:
    there = tuple(np.array([[row, 45.0], [row, 82.0]]) for row in range(30, 110, 4))
    taken = np.ones((SIDE, SIDE), np.bool_)
    for line in there:
        taken[int(line[0, 0]), 45:83] = False
    near = ndimage.distance_transform_edt(taken)
    for seed in range(4):
        for line in imagined(shirt, "t-shirt", there, seed):
            assert (ndimage.map_coordinates(near, line.T, order=1) < 2).mean() <= 0.5


def test_a_garment_full_of_lines_gets_no_more(shirt: Lines) -> None:
    there = tuple(np.array([[float(row), 50.0], [float(row), 78.0]]) for row in range(40, 40 + MOST))
    assert imagined(shirt, "t-shirt", there, 0) == ()


def test_points_go_evenly_along_a_path_from_its_upper_end_and_the_curve_passes_them() -> None:
    path = turned(np.array([[30.0, 10.0], [10.0, 10.0], [10.0, 50.0]]))
    assert path[0].tolist() == [10.0, 50.0]
    points = resampled(path, 8)
    assert np.allclose(np.hypot(*np.diff(points, axis=0).T), 60 / 7, atol=2.6)  # a step over the corner is shorter
    smooth = curve(points)
    assert max(np.hypot(*(smooth - point).T).min() for point in points) < 1.5


def test_a_drawing_gives_its_own_seed() -> None:
    ink = lines_of(closed(T_SHIRT))
    assert seed_of(ink) == seed_of(ink.copy())
    assert seed_of(ink) != seed_of(lines_of(closed(PANTS)))


def test_unknown_categories_are_refused(shirt: Lines) -> None:
    with pytest.raises(UnknownCategory):
        imagined(shirt, "spoon", (), 0)


def test_a_damaged_model_is_one_sentence(shirt: Lines, tmp_path: FilePath, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = registry.model_path("strokes")
    (tmp_path / "strokes.onnx").write_bytes(shipped.read_bytes()[:-100])
    (tmp_path / "strokes.json").write_bytes(shipped.with_suffix(".json").read_bytes())
    monkeypatch.setenv("SKETCH2FASHION_MODELS", str(tmp_path))
    settings.cache_clear()
    registry.session.cache_clear()
    try:
        with pytest.raises(ModelUnavailable, match=r"strokes\.onnx is damaged"):
            imagined(shirt, "t-shirt", (), 0)
    finally:
        monkeypatch.undo()
        settings.cache_clear()
        registry.session.cache_clear()


# --- as tidying uses them ---------------------------------------------------------------------------------------------------


def test_tidying_adds_them_from_a_strength_of_0_6_on_and_inside_the_outline_alone(drawing: Layers) -> None:
    assert cleaned(drawing).imagined == cleaned(drawing, 0.59).imagined == ()
    for strength in (0.6, 1.0):
        clean = cleaned(drawing, strength)
        assert clean.imagined
        inside = ndimage.binary_erosion(filled(T_SHIRT) > 0.5, iterations=1) if strength < 1 else filled(T_SHIRT) > 0.5
        assert (drawn_apart(clean)[~inside] > 0.5).mean() < 1e-3


def test_the_same_drawing_is_tidied_to_the_same_lines(drawing: Layers) -> None:
    assert np.array_equal(tidy(drawing, 0.8).lines, tidy(drawing, 0.8).lines)


def test_parts_limit_them(drawing: Layers) -> None:
    weight = parts_weight(filled(T_SHIRT) > 0.5, "t-shirt", ("sleeves",))
    for strength in (0.6, 0.8, 1.0):
        assert not (drawn_apart(cleaned(drawing, strength, ("sleeves",)))[weight < 0.2] > 0.5).any()


def test_lines_that_somebody_drew_inside_stay_and_are_not_drawn_twice(drawing: Layers) -> None:
    seams = lines_of(*([(90, row), (166, row)] for row in range(108, 220, 14)))
    clean = cleaned(replace(drawing, lines=np.maximum(drawing.lines, seams)), 0.8)
    own = replace(clean, imagined=()).layers().lines
    assert ndimage.distance_transform_edt(own < 0.5)[seams > 0.8].mean() < 2
    far = ndimage.distance_transform_edt(seams < 0.5)
    shares = [(far[tuple(resampled(path_of(stroke), 20).round().astype(int).T)] < 3).mean() for stroke in clean.imagined]
    assert max(shares) < 0.7


def test_buttons_and_a_waistband_that_somebody_drew_stay() -> None:
    button = [(128 + 4 * np.cos(angle), 60 + 4 * np.sin(angle)) for angle in np.linspace(0, 2 * np.pi, 12)]
    waistband = [(80, 34), (178, 34)]
    marks = lines_of(button, waistband)
    drawing = replace(layers_of(np.maximum(lines_of(closed(PANTS)), marks)), category="pants")
    for strength in (0.6, 1.0):
        own = replace(cleaned(drawing, strength), imagined=()).layers().lines
        away = ndimage.distance_transform_edt(own < 0.5)
        assert away[lines_of(button) > 0.8].max() < 6  # a small ring may become a dot
        assert np.median(away[lines_of(waistband) > 0.8]) < 3
