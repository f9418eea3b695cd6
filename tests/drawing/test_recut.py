"""A doodle cut anew: even and whole where it was lopsided and open, and still what was drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import ndimage

from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.drawing.correspondence import outlines
from sketch2fashion.drawing.designs import design_of
from sketch2fashion.drawing.designs.cuts import cuts, evenness
from sketch2fashion.drawing.flats import flats
from sketch2fashion.drawing.framing import REFERENCE, frame_of, to_square
from sketch2fashion.drawing.grid import filled_polygon
from sketch2fashion.drawing.outline import silhouette
from sketch2fashion.drawing.recut import _fitted, _laid, recut
from sketch2fashion.drawing.strokes import Layer, Sketch, Stroke, rasterise
from sketch2fashion.errors import EmptyDrawing
from sketch2fashion.garment import Layers, Mask

SIZE = 512
RED = "#c81e2d"
RED_RGB = (200, 30, 45)
LOPSIDED = [(60, 200), (150, 90), (215, 75), (250, 110), (300, 80), (360, 60), (450, 120), (470, 230), (400, 260)]
LOPSIDED += [(352, 190), (372, 300), (330, 430), (160, 410), (175, 190), (120, 230), (60, 200)]
TROUSERS = [(150, 60), (370, 95), (400, 440), (290, 460), (262, 220), (220, 430), (110, 400), (150, 60)]


def doodle(path: list[tuple[int, int]], *more: list[tuple[int, int]], dots: tuple[tuple[int, int], ...] = ()) -> Layers:
    lines = tuple(Stroke(tuple((x, y, 0.5, 0.0) for x, y in each), width=5) for each in (path, *more))
    marks = tuple(Stroke(((x, y, 0.5, 0.0),), width=14, colour=RED) for x, y in dots)
    return rasterise(Sketch((SIZE, SIZE), None, (Layer("colour", "colour", strokes=marks), Layer("line", "line", strokes=lines))))


def inside(layers: Layers) -> Mask:
    return silhouette(layers.lines)


def box(mask: Mask) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]), int(rows[-1])


@pytest.mark.parametrize(("category", "path"), [("t-shirt", LOPSIDED), ("pants", TROUSERS)])
def test_a_lopsided_doodle_becomes_even_where_it_was_drawn(category: str, path: list[tuple[int, int]]) -> None:
    drawn = doodle(path)
    before, after = inside(drawn), inside(recut(drawn, category))
    assert evenness(before) < 0.85
    assert evenness(after) > 0.95
    assert ndimage.label(after)[1] == 1
    assert np.abs(np.subtract(box(before), box(after))).max() <= 10  # px of 512


def test_an_open_doodle_is_closed() -> None:
    open_hem = doodle(LOPSIDED[:12], LOPSIDED[12:])
    after = inside(recut(open_hem, "t-shirt"))
    assert evenness(after) > 0.95
    assert after.sum() > 0.8 * inside(doodle(LOPSIDED)).sum()


def test_strength_is_how_far_towards_the_cut() -> None:
    drawn = doodle(LOPSIDED)
    found = [evenness(inside(recut(drawn, "t-shirt", strength))) for strength in (0.0, 0.5, 1.0)]
    assert found == sorted(found)
    assert found[0] < 0.88
    assert found[1] < 0.95


def test_a_colour_stays_on_its_sleeve_and_on_the_body() -> None:
    cut = recut(doodle(LOPSIDED, dots=((430, 190), (250, 300))), "t-shirt")
    marks, count = ndimage.label(cut.hints[..., 3] >= 128)
    assert count == 2
    assert (np.median(cut.hints[marks > 0][:, :3], axis=0) == RED_RGB).all()
    filled = flats(cut)
    assert (filled[inside(cut)][:, :3] == RED_RGB).all(axis=1).mean() > 0.99
    rows, columns = np.array(sorted(ndimage.center_of_mass(marks > 0, marks, [1, 2]), key=lambda place: place[1])).T
    assert 220 < columns[0] < 310
    assert 250 < rows[0] < 340
    assert columns[1] > 390
    assert rows[1] < 230


def test_what_was_drawn_inside_stays() -> None:
    pocket = [(270, 180), (330, 185), (325, 240), (272, 236), (270, 180)]
    plain, pocketed = (recut(doodle(LOPSIDED, *more), "t-shirt").lines for more in ((), (pocket,)))
    added = pocketed - plain > 0.5
    left, top, right, bottom = box(added)
    assert 220 < left < right < 380
    assert 130 < top < bottom < 290
    assert added.sum() > 0.6 * (4 * 58 * 5)


def test_a_line_beside_an_armhole_never_opens_the_side_that_goes_on_from_it() -> None:
    layers = doodle(LOPSIDED)
    frame = frame_of(layers)
    lines = to_square(layers, frame).lines
    tried = 0
    for cut in cuts("long-sleeve"):
        fit = _fitted(cut, outlines(silhouette(lines))[0])
        depth = ndimage.distance_transform_edt(filled_polygon(fit.moved[:, ::-1], lines.shape))
        whole = inside(_laid(layers, frame, fit, [])).sum()
        for line, _ in fit.lines():
            deep = line[ndimage.map_coordinates(depth, line.T[::-1], order=1) > 3]
            if 0.5 * len(line) < len(deep) < 0.9 * len(line) and len(deep) > 20:
                tried += 1
                assert inside(_laid(layers, frame, fit, [np.add(deep, (6.0, 0.0))])).sum() > 0.97 * whole
    assert tried > 3


def test_who_draws_seams_and_all_is_left_alone() -> None:
    for name in ("shirt-oxford", "outerwear-denim"):
        drawn = rasterise(design_of(name).sketch)
        assert recut(drawn, name.split("-")[0]) is drawn


def test_a_plain_even_outline_gets_the_collar_that_it_lacks() -> None:
    right = [(256 + x, y) for x, y in ((0, 100), (40, 85), (110, 110), (170, 200), (120, 230), (100, 190), (100, 420), (0, 420))]
    drawn = doodle([*right, *((512 - x, y) for x, y in reversed(right))])
    cut = recut(drawn, "t-shirt")
    within = ndimage.binary_erosion(inside(drawn), iterations=20)
    assert (drawn.lines[within] > 0.5).sum() == 0
    assert (cut.lines[within] > 0.5).sum() > 300


def test_the_same_doodle_gives_the_same_lines_and_nothing_else_changes() -> None:
    drawn = replace(doodle(LOPSIDED), gap=7.0)
    one, other = (recut(drawn, "long-sleeve") for _ in range(2))
    assert np.array_equal(one.lines, other.lines)
    assert (one.size, one.gap, one.category) == (drawn.size, 7.0, None)


def test_paper_without_ink_is_refused() -> None:
    with pytest.raises(EmptyDrawing):
        recut(replace(doodle(LOPSIDED), lines=np.zeros((SIZE, SIZE), np.float32)), "hat")


@pytest.mark.parametrize("category", CATEGORY_NAMES)
def test_every_category_has_plain_cuts(category: str) -> None:
    found = cuts(category)
    assert len(found) >= 6
    for cut in found:
        assert (cut.outline >= 0).all()
        assert (cut.outline < REFERENCE).all()
        assert all(np.isfinite(line).all() and width > 0.3 for line, width in cut.lines)
    if category == "hat":  # a cap's peak may lie on either side
        middles = [cut.outline[:, 0].mean() - (cut.outline[:, 0].min() + cut.outline[:, 0].max()) / 2 for cut in found if not cut.even]
        assert min(middles) < 0 < max(middles)
