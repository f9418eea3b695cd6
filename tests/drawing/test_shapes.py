"""The space of garments at run time: codes, drawings of codes, tidying with a strength, parts, guidance; with the shipped model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import ndimage

from sketch2fashion.drawing.outline import silhouette
from sketch2fashion.drawing.parts import PARTS, parts_of, parts_weight, require_parts
from sketch2fashion.drawing.shadow import shadow
from sketch2fashion.drawing.shape_statistics import code_statistics, sampled_codes
from sketch2fashion.drawing.shapes import CANVAS, CODE, SIDE, codes_of, drawn, silhouettes_of, traced
from sketch2fashion.drawing.strokes import Layer, Sketch, Stroke, rasterise
from sketch2fashion.drawing.tidy import cleaned, tidy
from sketch2fashion.errors import BadValue, EmptyDrawing, UnknownCategory
from sketch2fashion.garment import Layers

from .shapes import PANTS, T_SHIRT, Corner, closed, filled, layers_of, lines_of, overlap


def drawing_of(path: tuple[Corner, ...], category: str | None, size: int = 256) -> Layers:
    return replace(layers_of(lines_of(closed(path), size=size)), category=category)


# --- codes ------------------------------------------------------------------------------------------------------------------


def test_a_drawing_comes_back_from_its_code_as_about_the_same_garment() -> None:
    codes = codes_of([drawing_of(PANTS, "pants")], "pants")
    assert codes.shape == (1, CODE)
    made = silhouettes_of(codes, "pants")
    assert made.shape == (1, SIDE, SIDE)
    assert overlap(made[0] > 0.5, filled(PANTS)[::2, ::2]) > 0.7


def test_codes_tell_pants_from_shirts_and_say_the_same_for_the_same_drawing() -> None:
    shirt, again, pants = codes_of([drawing_of(path, None) for path in (T_SHIRT, T_SHIRT, PANTS)], None)
    assert np.allclose(shirt, again, atol=1e-5)
    assert np.abs(shirt - pants).max() > 0.5


def test_codes_are_drawn_cleanly_on_256_px_and_differ() -> None:
    drawings = drawn(sampled_codes("t-shirt", 3, 0), "t-shirt")
    assert [layers.lines.shape for layers in drawings] == [(CANVAS, CANVAS)] * 3
    for layers in drawings:
        assert silhouette(layers.lines).mean() > 0.1
        assert ((layers.lines > 0.1) & (layers.lines < 0.9)).sum() < (layers.lines >= 0.9).sum() * 2  # crisp
    assert overlap(silhouette(drawings[0].lines), silhouette(drawings[1].lines)) < 0.97


def test_samples_of_spread_0_are_the_mean() -> None:
    assert np.allclose(sampled_codes("skirt", 2, 0, spread=0.0), code_statistics()["skirt"].mean)


def test_codes_of_another_length_and_unknown_categories_are_refused() -> None:
    with pytest.raises(BadValue, match=r"\(n, 64\)"):
        drawn(np.zeros((1, 63), np.float32), "t-shirt")
    with pytest.raises(UnknownCategory):
        drawn(np.zeros((1, CODE), np.float32), "spoon")


def test_planes_are_traced_to_their_outline_holes_and_lines() -> None:
    rows, columns = np.indices((SIDE, SIDE))
    radius = np.hypot(rows - 63.5, columns - 63.5)
    planes = np.stack([np.clip(np.minimum(50 - radius, radius - 20) / 12, -1, 1), (np.abs(rows - 28) < 1.5) & (np.abs(columns - 64) < 15)])
    drawing = traced(planes.astype(np.float32))
    assert sorted(round(float(np.hypot(*(path - 63.5).T).mean())) for path in drawing.outlines) == [20, 50]
    (line,) = drawing.inner
    assert np.abs(line[:, 0] - 28).max() < 1.5


# --- tidying ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("strength", [0.2, 0.6, 1.0])
@pytest.mark.parametrize(("path", "category"), [(T_SHIRT, "t-shirt"), (PANTS, "pants")])
def test_a_clean_garment_keeps_its_silhouette(path: tuple[Corner, ...], category: str, strength: float) -> None:
    clean = tidy(drawing_of(path, category), strength)
    assert clean.lines.shape == (256, 256)
    assert overlap(silhouette(clean.lines), filled(path)) > 0.85


def test_a_missing_hem_is_closed_only_above_strength_0() -> None:
    drawing = drawing_of(T_SHIRT, "t-shirt")
    drawing.lines[215:] = 0
    drawing.lines[:, 76:180][190:] = 0
    bottom = (slice(195, 250), slice(100, 156))
    assert not (tidy(drawing).lines[bottom] > 0.5).any()
    assert (tidy(drawing, 0.5).lines[bottom] > 0.5).any()


def test_what_was_drawn_inside_stays() -> None:
    drawing = drawing_of(T_SHIRT, "t-shirt")
    pocket = lines_of([(140, 150), (170, 150), (170, 180), (140, 180), (140, 150)])
    clean = tidy(replace(drawing, lines=np.maximum(drawing.lines, pocket)), 0.6)
    missed = ndimage.distance_transform_edt(clean.lines < 0.5)[pocket > 0.8]
    assert missed.mean() < 6


def test_a_part_changes_and_the_rest_does_not() -> None:
    drawing = drawing_of(T_SHIRT, "t-shirt")
    plain, collar, whole = tidy(drawing), tidy(drawing, 1.0, ("collar",)), tidy(drawing, 1.0)
    assert np.abs(collar.lines - plain.lines)[130:].max() < 0.75  # antialiasing of another pen, no other line
    far = ndimage.distance_transform_edt(plain.lines < 0.4)
    assert far[130:][collar.lines[130:] > 0.5].max() < 3
    assert not np.array_equal(collar.lines[:80], whole.lines)


def test_clean_strokes_are_what_the_picture_shows_and_keep_a_sketches_colours() -> None:
    shirt = Stroke(points=tuple((x, y, 0.5, 0.0) for x, y in closed(T_SHIRT)))
    colours = Layer(id="paint", kind="colour", strokes=(Stroke(points=((120, 150, 0.5, 0.0),), tool="fill", colour="#aa2030"),))
    sketch = Sketch((256, 256), "t-shirt", (Layer(id="pen", strokes=(shirt,)), colours), extra={"mood": 1})
    clean = cleaned(rasterise(sketch), 0.6)
    made = clean.sketch(sketch)
    assert [layer.id for layer in made.layers] == ["details", "pen", "paint"]  # lines that nobody drew are a layer to hide
    assert clean.details_id(sketch) == "details"
    assert made.layers[2] == colours
    assert made.extra == {"mood": 1}
    assert np.abs(rasterise(made).lines - clean.layers().lines).max() < 0.02
    assert all(layer.strokes for layer in Sketch.from_json(made.to_json()).layers)
    plain = cleaned(rasterise(sketch), 0.5)
    assert [layer.id for layer in plain.sketch(sketch).layers] == ["pen", "paint"]
    assert plain.details_id(sketch) is None


def test_solid_areas_become_strokes_that_fill_them() -> None:
    drawing = drawing_of(T_SHIRT, None)
    drawing.lines[140:180, 100:150] = 1
    made = rasterise(cleaned(drawing).sketch()).lines
    assert (made[144:176, 104:146] > 0.9).mean() > 0.97


def test_wrong_strengths_parts_and_empty_drawings_are_refused() -> None:
    drawing = drawing_of(PANTS, "pants")
    with pytest.raises(BadValue, match="from 0 to 1"):
        tidy(drawing, 1.5)
    with pytest.raises(BadValue, match="A pants has no sleeves"):
        tidy(drawing, 0.5, ("sleeves",))
    with pytest.raises(BadValue, match="no category"):
        tidy(replace(drawing, category=None), 0.5, ("legs",))
    with pytest.raises(EmptyDrawing):
        tidy(layers_of(np.zeros((64, 64), np.float32)), 0.5)
    with pytest.raises(BadValue, match="elbow"):
        require_parts("collar, elbow")


def test_parts_lie_where_they_should() -> None:
    assert require_parts(" Collar,hem ,") == ("collar", "hem")
    shirt = filled(T_SHIRT)
    sleeves, hem, collar = (parts_weight(shirt, "t-shirt", (part,)) for part in ("sleeves", "hem", "collar"))
    assert sleeves[80, 30] > 0.9
    assert sleeves[80, 128] < 0.1
    assert hem[230, 128] > 0.9
    assert hem[120, 128] < 0.01
    assert collar[30, 128] > 0.9
    assert parts_weight(shirt, None, ()).min() == 1
    assert all(part in PARTS for name in ("t-shirt", "pants", "hat", "skirt", "shoes") for part in parts_of(name))


# --- guidance ---------------------------------------------------------------------------------------------------------------


def test_an_empty_canvas_shows_the_mean_garment_in_its_middle() -> None:
    guidance = shadow(layers_of(np.zeros((300, 400), np.float32)), "dress")
    assert guidance.picture.shape == (300, 400, 4)
    assert 0 < guidance.picture[..., 3].max() <= 150
    box = guidance.box
    assert abs(box.x + box.width / 2 - 200) < 30
    assert box.height > 200


def test_guidance_stays_off_what_is_drawn_and_shows_the_rest() -> None:
    drawing = drawing_of(T_SHIRT, "t-shirt")
    drawing.lines[:, 128:] = 0
    guidance = shadow(drawing, "t-shirt")
    near = ndimage.distance_transform_edt(drawing.lines < 0.5) < 3
    assert guidance.picture[..., 3][near].max() <= 8
    assert guidance.picture[:, 128:, 3].max() > 25


def test_the_left_half_of_a_shirt_is_guided_to_its_right_half() -> None:
    drawing = drawing_of(T_SHIRT, "t-shirt")
    drawing.lines[:, 128:] = 0
    drawn = 128 - int(np.flatnonzero((drawing.lines > 0.5).any(axis=0))[0])
    box = shadow(drawing, "t-shirt").box
    assert 1.6 * drawn <= box.width <= 2.6 * drawn


def test_the_upper_part_of_a_shirt_is_guided_to_its_hem() -> None:
    drawing = drawing_of(T_SHIRT, "t-shirt")
    whole = np.flatnonzero((drawing.lines > 0.5).any(axis=1))
    drawing.lines[128:] = 0
    box = shadow(drawing, "t-shirt").box
    assert abs(box.y + box.height - int(whole[-1])) < 40


def test_guidance_of_an_unknown_category_is_refused() -> None:
    with pytest.raises(UnknownCategory):
        shadow(layers_of(np.zeros((64, 64), np.float32)), "spoon")
