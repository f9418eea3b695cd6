"""Our own wardrobe of designs: enough of them, well drawn, in their colours."""

from __future__ import annotations

import re

import numpy as np
import pytest
from scipy import ndimage

from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.drawing.designs import Design, design_of, designs
from sketch2fashion.drawing.designs.flat import CANVAS, Flat
from sketch2fashion.drawing.designs.path import bow, box, contains, dense, ellipse, line, simplified, start
from sketch2fashion.drawing.flats import flats, silhouette
from sketch2fashion.drawing.framing import frame_of, to_square
from sketch2fashion.drawing.strokes import Sketch, rasterise
from sketch2fashion.errors import NotFound, UnknownCategory
from sketch2fashion.garment import HINT_ALPHA, Layers

EVERY = designs()


def square_of(sketch: Sketch) -> Layers:
    layers = rasterise(sketch)
    return to_square(layers, frame_of(layers))


def colour_at(sketch: Sketch, x: float, y: float) -> str:
    """The flat's colour at a place of the canvas, `#rrggbb`, or "" outside the garment."""
    layers = rasterise(sketch)
    frame = frame_of(layers)
    filled = flats(to_square(layers, frame))
    pixel = filled[int((y - frame.top) * 256 / frame.side), int((x - frame.left) * 256 / frame.side)]
    return "#" + bytes(pixel[:3]).hex() if pixel[3] else ""


# --- the wardrobe -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("category", CATEGORY_NAMES)
def test_every_category_has_at_least_twenty_designs(category: str) -> None:
    assert len(designs(category)) >= 20
    assert {design.category for design in designs(category)} == {category}


def test_ids_are_unique_and_begin_with_their_category() -> None:
    assert len({design.id for design in EVERY}) == len(EVERY)
    assert all(re.fullmatch(rf"{re.escape(design.category)}-[a-z0-9-]+", design.id) for design in EVERY)


def test_titles_are_unique_within_a_category_and_in_both_languages() -> None:
    for language in ("title_en", "title_ko"):
        titles = [(design.category, getattr(design, language)) for design in EVERY]
        assert len(set(titles)) == len(titles)
    assert all(re.search("[가-힣]", design.title_ko) for design in EVERY)


def test_a_design_is_found_by_its_id() -> None:
    assert design_of("t-shirt-crew").title_en == "Crew-neck tee"
    with pytest.raises(NotFound, match="no design"):
        design_of("t-shirt-nothing")
    with pytest.raises(UnknownCategory):
        designs("spaceship")


# --- the drawings -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("design", EVERY, ids=lambda design: design.id)
def test_a_design_is_a_garment_with_its_colours_inside(design: Design) -> None:
    sketch = design.sketch
    assert Sketch.from_json(sketch.to_json()) == sketch
    assert (sketch.canvas, sketch.category) == ((CANVAS, CANVAS), design.category)
    square = square_of(sketch)
    outline = silhouette(square.lines)
    pieces, count = ndimage.label(outline)
    sizes = np.bincount(pieces.ravel())[1:]
    assert sizes.max() > 0.97 * sizes.sum(), f"{count} pieces"
    assert outline.mean() > 0.09
    assert outline[1:-1, 1:-1].sum() == outline.sum()  # it keeps off the square's edge
    hints = square.hints[..., 3] >= HINT_ALPHA
    assert hints.any()
    assert not (hints & ~ndimage.binary_dilation(outline)).any()


@pytest.mark.parametrize("design", EVERY[::7], ids=lambda design: design.id)
def test_the_cloth_of_a_design_covers_most_of_what_its_pattern_leaves(design: Design) -> None:
    filled = flats(square_of(design.sketch))
    inside = filled[filled[..., 3] > 0][:, :3]
    cloth = np.frombuffer(bytes.fromhex(design.colours[0].hex[1:]), np.uint8)
    assert (inside == cloth).all(axis=1).mean() > 0.15


def test_designs_of_a_category_differ_in_shape() -> None:
    for category in ("t-shirt", "hat"):
        shapes = [silhouette(square_of(design.sketch).lines) for design in designs(category)]
        differing = [(one ^ other).sum() / (one | other).sum() for index, one in enumerate(shapes) for other in shapes[:index]]
        assert np.median(differing) > 0.1


def test_contrast_parts_take_their_own_colour() -> None:
    raglan = design_of("t-shirt-raglan")
    white, navy = (colour.hex for colour in raglan.colours)
    assert colour_at(raglan.sketch, CANVAS / 2, CANVAS * 0.7) == white
    assert colour_at(raglan.sketch, CANVAS * 0.2, CANVAS * 0.33) == navy
    assert colour_at(raglan.sketch, CANVAS * 0.8, CANVAS * 0.33) == navy


def test_stripes_keep_both_colours() -> None:
    breton = design_of("t-shirt-breton")
    filled = flats(square_of(breton.sketch))
    found = {"#" + bytes(colour).hex() for colour in np.unique(filled[filled[..., 3] > 0][:, :3], axis=0)}
    assert {colour.hex for colour in breton.colours} <= found


# --- the table --------------------------------------------------------------------------------------------------------------


def test_a_piece_hides_the_lines_under_it() -> None:
    flat = Flat("#ffffff")
    flat.piece(box(-20, 0, 20, 40))
    flat.seam(line((-20, 20), (20, 20)))
    flat.piece(box(-5, 10, 5, 30))
    ink = rasterise(flat.sketch("top")).lines
    middle = CANVAS // 2
    assert ink[middle, middle] == 0
    assert ink[middle, middle - 200] == 1


def test_each_part_gets_one_dot_and_small_parts_of_the_same_cloth_none() -> None:
    flat = Flat("#2244aa")
    flat.piece(box(-20, 0, 20, 40))
    flat.piece(box(-4, 4, 4, 12))  # a pocket of the same cloth
    flat.piece(ellipse(10, 30, 4, 4), "#ff0000")
    dots = flat.sketch("top").layers[0].strokes
    assert [dot.colour for dot in dots] == ["#2244aa", "#ff0000"]


def test_a_seam_stays_on_its_piece() -> None:
    flat = Flat("#ffffff")
    outline = flat.piece(box(-20, 0, 20, 40))
    flat.seam(line((-50, 20), (50, 20)), on=outline)
    xs = [x for stroke in flat.sketch("top").layers[2].strokes for x, _, _, _ in stroke.points]
    assert min(xs) > CANVAS * 0.05
    assert max(xs) < CANVAS * 0.95


# --- the pen ----------------------------------------------------------------------------------------------------------------


def test_a_positive_bow_bulges_outwards_on_a_clockwise_way() -> None:
    down = bow((10, 0), (10, 20), 3)
    assert down.points[:, 0].max() == pytest.approx(13, abs=0.01)


def test_a_right_half_becomes_a_symmetric_outline() -> None:
    whole = start(0, 0).to((10, 0)).bow((8, 30), 2).to((0, 30)).whole().points
    mirrored = whole * (-1, 1)
    assert all(np.hypot(*(mirrored - point).T).min() < 1e-9 for point in whole)


def test_inside_is_told_by_the_even_odd_rule() -> None:
    square = box(0, 0, 10, 10).points
    assert contains(square, np.array([[5.0, 5.0], [15.0, 5.0], [5.0, -1.0]])).tolist() == [True, False, False]


def test_dense_and_simplified_keep_the_line() -> None:
    corner = line((0, 0), (10, 0), (10, 10)).points
    fine = dense(corner, 0.5)
    assert np.hypot(*np.diff(fine, axis=0).T).max() <= 0.5
    assert simplified(fine, 0.01).tolist() == corner.tolist()
