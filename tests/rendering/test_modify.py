"""Changing a garment: what was asked for changes, and nothing else does; folds stay."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

from sketch2fashion.drawing import read_drawing
from sketch2fashion.errors import BadValue, EmptyDrawing
from sketch2fashion.garment import Layers, Mask, Picture
from sketch2fashion.photo import photo_layers
from sketch2fashion.photo.cutout import cutout
from sketch2fashion.rendering import parts
from sketch2fashion.rendering.fabric import FABRICS
from sketch2fashion.rendering.light import LUMINANCE, linear_of
from sketch2fashion.rendering.local import FEATHER, change_between
from sketch2fashion.rendering.modify import Colourways, Edit, Modification, Operation, Recolour, Weave, modify, operation_of
from sketch2fashion.rendering.renderer import RenderOptions, render

from .test_renderer import RED, drawing, lopsided

NAVY, WHITE, BLACK = "#1c305c", "#fafaf8", "#141416"
EIGHT = (NAVY, WHITE, BLACK, "#aa222c", "#2e7d4f", "#e8c547", "#b06fa8", "#8c8c8c")
BODY = ((0.5, 0.6),)


@pytest.fixture(scope="module")
def garment() -> Picture:
    return render(drawing({(240, 300): RED}), RenderOptions(category="t-shirt")).garments[0].pixels


@pytest.fixture(scope="module")
def photo() -> Picture:
    """A red t-shirt with soft folds on a wall with grain."""
    image = Image.new("L", (300, 400), 0)
    outline = [(90, 100), (125, 90), (175, 90), (210, 100), (260, 160), (225, 190), (205, 170), (205, 320), (95, 320), (95, 170)]
    ImageDraw.Draw(image).polygon([*outline, (75, 190), (40, 160)], fill=255)
    inside = ndimage.gaussian_filter(np.asarray(image, np.float32) / 255, 0.8)[..., None]
    folds = 1 + 0.2 * np.sin(np.arange(300) / 11)[None, :, None]
    grain = np.random.default_rng(3).normal(0, 2, (400, 300, 1))
    rgb = inside * np.array((170, 30, 40)) * folds + (1 - inside) * np.array((186, 180, 170)) + grain
    return np.dstack([np.clip(rgb, 0, 255), np.full((400, 300), 255)]).astype(np.uint8)


def changed(one: Picture, other: Picture) -> Mask:
    difference: Mask = (one != other).any(axis=-1)
    return difference


def median(picture: Picture, where: Mask) -> NDArray[np.float64]:
    return np.asarray(np.median(picture[where][:, :3], axis=0))


def hex_of(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


def opaque(picture: Picture) -> Mask:
    inside: Mask = picture[..., 3] == 255
    return inside


@pytest.mark.parametrize("colour", EIGHT)
def test_the_whole_garment_gets_exactly_the_colour(garment: Picture, colour: str) -> None:
    new = modify(garment, Recolour(colour)).pictures[0]
    assert np.abs(median(new, opaque(garment)) - hex_of(colour)).max() <= 3
    assert np.array_equal(new[..., 3], garment[..., 3])


def test_folds_stay_when_the_colour_changes(garment: Picture) -> None:
    inside = opaque(garment)
    before = linear_of(garment[inside][:, :3]) @ LUMINANCE
    for colour in (NAVY, "#e8c547"):
        after = linear_of(modify(garment, Recolour(colour)).pictures[0][inside][:, :3]) @ LUMINANCE
        assert np.corrcoef(before, after)[0, 1] > 0.95
        assert after.std() / np.median(after) > 0.3 * before.std() / np.median(before)


def test_eight_colourways_come_in_one_call(garment: Picture) -> None:
    made = modify(garment, Colourways(EIGHT))
    assert len(made.pictures) == 8
    for colour, picture in zip(EIGHT, made.pictures, strict=True):
        assert np.array_equal(picture, modify(garment, Recolour(colour)).pictures[0])


def test_a_mask_bounds_what_is_painted(garment: Picture) -> None:
    mask = np.zeros(garment.shape[:2], np.bool_)
    mask[130:170, 90:150] = True
    new = modify(garment, Recolour(NAVY), mask=mask).pictures[0]
    beside = ndimage.distance_transform_edt(~mask)
    assert not changed(garment, new)[beside >= FEATHER].any()
    assert changed(garment, new)[140:160, 100:140].mean() > 0.99


def test_a_photo_keeps_its_wall_and_gets_the_colour(photo: Picture) -> None:
    new = modify(photo, Recolour(NAVY)).pictures[0]
    assert np.array_equal(new[:70], photo[:70])
    assert np.array_equal(new[350:], photo[350:])
    assert np.abs(np.median(new[180:300, 110:190, :3].reshape(-1, 3), axis=0) - hex_of(NAVY)).max() <= 12
    assert (new[..., 3] == 255).all()


def test_a_point_paints_its_panel_and_no_other() -> None:
    layers = drawing({(240, 300): RED, (240, 408): (240, 240, 238)})
    garment = render(layers, RenderOptions(category="t-shirt")).garments[0].pixels
    new = modify(garment, Recolour(NAVY, at=((0.5, 0.5),))).pictures[0]
    touched = changed(garment, new)
    assert touched[110:180, 90:150].mean() > 0.95, "the body"
    assert touched[203:207, 90:150].mean() < 0.05, "the hem"


@pytest.mark.parametrize("pattern", FABRICS)
def test_a_fabric_fills_the_part_and_nothing_else(garment: Picture, pattern: str) -> None:
    new = modify(garment, Weave(pattern)).pictures[0]
    assert not changed(garment, new)[garment[..., 3] == 0].any()
    assert changed(garment, new)[opaque(garment)].mean() > 0.95
    assert np.array_equal(new[..., 3], garment[..., 3])


def test_stripes_have_the_colours_and_the_repeat_that_were_asked_for(garment: Picture) -> None:
    new = modify(garment, Weave("stripes", ("#ffffff", "#000080"), scale=0.1)).pictures[0]
    row = new[150, 85:150, 0].astype(int)
    edges = np.flatnonzero(np.diff((row > 128).astype(int)) != 0)
    rows, columns = np.nonzero(garment[..., 3] > 127)
    extent = max(np.ptp(rows), np.ptp(columns)) + 1
    assert np.diff(edges).mean() == pytest.approx(extent * 0.1 / 2, abs=1)


def test_turned_stripes_lie_across(garment: Picture) -> None:
    new = modify(garment, Weave("stripes", angle=90)).pictures[0].astype(int)
    body = new[110:180, 95:145, 0]
    assert np.abs(np.diff(body, axis=0)).mean() > 3 * np.abs(np.diff(body, axis=1)).mean()


def test_a_picture_of_a_fabric_is_laid_in(garment: Picture) -> None:
    tile = np.full((40, 40, 4), 255, np.uint8)
    tile[:, :, :3] = (30, 120, 60)
    tile[:20, :, :3] = (220, 200, 40)
    new = modify(garment, Weave(scale=0.2), fabric=tile).pictures[0][opaque(garment)][:, :3].astype(int)
    near = [(np.abs(new - colour).max(axis=1) < 40).mean() for colour in ((30, 120, 60), (220, 200, 40))]
    assert min(near) > 0.25


def test_a_narrow_strip_of_fabric_does_not_fill_the_memory(garment: Picture) -> None:
    strip = np.full((2048, 3, 4), 255, np.uint8)
    tracemalloc.start()
    modify(garment, Weave(scale=1.0), fabric=strip)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50e6


def with_pocket(layers: Layers) -> Layers:
    image = Image.new("L", layers.size, 0)
    ImageDraw.Draw(image).rectangle((255, 240, 300, 300), outline=255, width=4)
    return replace(layers, lines=np.maximum(layers.lines, np.asarray(image, np.float32) / np.float32(255)))


def test_what_the_edit_did_not_touch_stays_pixel_identical(garment: Picture) -> None:
    before = drawing({(240, 300): RED})
    after = with_pocket(before)
    new = modify(garment, Edit(category="t-shirt"), before=before, after=after).pictures[0]
    touched = changed(garment, new)
    pocket = ndimage.distance_transform_edt(~change_between(before, after, garment.shape).where)
    assert not touched[pocket >= FEATHER].any()
    rows, columns = np.nonzero(touched)
    assert touched.any()
    assert (rows.min() > 100, rows.max() < 170, columns.min() > 110, columns.max() < 170) == (True,) * 4
    assert touched.mean() < 0.06


def test_the_edit_takes_the_colour_that_the_picture_has_by_now(garment: Picture) -> None:
    before = drawing({(240, 300): RED})
    navy = modify(garment, Recolour(NAVY)).pictures[0]
    new = modify(navy, Edit(category="t-shirt"), before=before, after=with_pocket(before)).pictures[0]
    touched = changed(navy, new) & opaque(new)
    assert touched.any()
    assert np.abs(median(new, touched) - hex_of(NAVY)).max() <= 25
    assert (new[touched][:, 2] > new[touched][:, 0]).mean() > 0.99, "blue, not the drawing's red"


def test_a_longer_shirt_grows_below_and_keeps_its_top(garment: Picture) -> None:
    before = drawing({(240, 300): RED})
    image = Image.new("L", before.size, 0)
    ImageDraw.Draw(image).line([(150, 420), (150, 470), (330, 470), (330, 420)], fill=255, width=4)
    after = replace(before, lines=np.maximum(before.lines, np.asarray(image, np.float32) / np.float32(255)))
    new = modify(garment, Edit(category="t-shirt"), before=before, after=after).pictures[0]
    assert garment[222, 120, 3] == 0
    assert new[222, 120, 3] == 255
    assert np.array_equal(new[:190], garment[:190])


def test_without_a_change_nothing_changes(garment: Picture) -> None:
    same = drawing({(240, 300): RED})
    assert np.array_equal(modify(garment, Edit(), before=same, after=same).pictures[0], garment)


def test_another_colour_on_a_part_changes_that_part_alone() -> None:
    before = drawing({(240, 300): RED, (240, 408): (240, 240, 238)})
    after = drawing({(240, 300): (28, 48, 92), (240, 408): (240, 240, 238)})
    old = render(before, RenderOptions(category="t-shirt")).garments[0].pixels
    new = modify(old, Edit(category="t-shirt"), before=before, after=after).pictures[0]
    touched = changed(old, new)
    assert touched[110:180, 90:150].mean() > 0.99, "the body"
    assert np.abs(median(new, touched & opaque(new)) - (28, 48, 92)).max() <= 12
    assert not touched[205:208, 90:150].any(), "the hem"


def test_rubbing_everything_out_is_refused(garment: Picture) -> None:
    before = drawing({(240, 300): RED})
    with pytest.raises(EmptyDrawing):
        modify(garment, Edit(), before=before, after=replace(before, lines=np.zeros_like(before.lines)))


def test_rubbing_a_line_out_leaves_the_rest_where_it_was(garment: Picture) -> None:
    after = drawing({(240, 300): RED})
    before = with_pocket(after)
    old = render(before, RenderOptions(category="t-shirt")).garments[0].pixels
    new = modify(old, Edit(category="t-shirt"), before=before, after=after).pictures[0]
    touched = changed(old, new)
    assert touched[115:165, 122:160].any()
    assert touched.mean() < 0.06


def test_an_untouched_photo_comes_back_as_it_was(photo: Picture) -> None:
    drawn = read_drawing(photo_layers(photo).sketch.to_json().encode())
    assert np.array_equal(modify(photo, Edit(category="t-shirt"), after=drawn).pictures[0], photo)


def test_a_line_on_a_photo_changes_the_photo_there_alone_and_without_a_seam(photo: Picture) -> None:
    before = read_drawing(photo_layers(photo).sketch.to_json().encode())
    image = Image.new("L", before.size, 0)
    ImageDraw.Draw(image).rectangle((130, 210, 170, 255), outline=255, width=3)
    after = replace(before, lines=np.maximum(before.lines, np.asarray(image, np.float32) / np.float32(255)))
    new = modify(photo, Edit(category="t-shirt"), after=after).pictures[0]
    touched = changed(photo, new)
    away = ndimage.distance_transform_edt(~change_between(before, after, photo.shape).where)
    assert touched.any()
    assert not touched[away >= FEATHER].any()
    rim = (away > 0) & (away < FEATHER)
    assert np.abs(new[rim].astype(int) - photo[rim]).mean() < 12


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"kind": "paint"}, "recolour"),
        ({"kind": ["recolour"]}, "recolour"),
        ({"kind": "recolour"}, "colour"),
        ({"kind": "recolour", "colour": "red"}, "#rrggbb"),
        ({"kind": "recolour", "colour": "#123456", "size": 3}, "colour, at"),
        ({"kind": "recolour", "colour": "#123456", "at": [[2, 0.5]]}, "0 to 1"),
        ({"kind": "recolour", "colour": "#123456", "at": 3}, "points"),
        ({"kind": "colourways", "colours": []}, "1 to 16"),
        ({"kind": "fabric", "pattern": "tweed"}, "stripes"),
        ({"kind": "fabric", "pattern": "dots", "scale": 0}, "scale"),
        ({"kind": "fabric", "pattern": "dots", "angle": "much"}, "angle"),
        ({"kind": "edit", "refine": 2}, "refine"),
        ({"kind": "edit", "seed": 1.5}, "seed"),
    ],
)
def test_a_wrong_operation_says_what_is_allowed(values: dict[str, object], words: str) -> None:
    with pytest.raises(BadValue) as caught:
        operation_of(values)
    assert words in str(caught.value)


def test_haze_far_from_the_cloth_is_not_painted(photo: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    cut = cutout(photo)
    cut[10:40, 10:60, 3] = 100
    monkeypatch.setattr(parts, "cutout", lambda picture: cut)
    assert np.array_equal(modify(photo, Recolour(NAVY)).pictures[0][5:45, 5:65], photo[5:45, 5:65])


def test_a_point_beside_the_garment_is_refused(garment: Picture) -> None:
    with pytest.raises(BadValue, match="does not lie on the garment"):
        modify(garment, Recolour(NAVY, at=((0.01, 0.01),)))


def test_an_operation_reads_the_same_from_json() -> None:
    read: Operation = operation_of({"kind": "fabric", "pattern": "dots", "colours": ["#ffffff"], "at": [[0.5, 0.4]]})
    assert read == Weave("dots", ("#ffffff",), at=((0.5, 0.4),))


def test_the_reply_says_what_was_done(garment: Picture) -> None:
    made: Modification = modify(garment, Recolour(NAVY))
    assert made.kind == "recolour"
    assert made.seconds > 0


def test_a_patch_on_a_garment_that_was_cut_anew_lies_where_a_new_rendering_has_it_and_changes_nothing_else() -> None:
    before, options = lopsided(), RenderOptions(category="t-shirt", refine=1.0)
    image = Image.fromarray((before.lines * 255).astype(np.uint8))
    ImageDraw.Draw(image).line([(380, 120), (420, 140), (415, 190), (378, 170), (380, 120)], fill=255, width=5)
    after = replace(before, lines=np.asarray(image, np.float32) / np.float32(255))
    old, whole = (render(layers, options).garments[0].pixels for layers in (before, after))
    new = modify(old, Edit("t-shirt", 1.0, 0), before=before, after=after).pictures[0]
    made, wanted = (np.abs(old.astype(int) - each).max(axis=2) > 12 for each in (new, whole))
    assert (made & wanted).sum() > 0.4 * (made | wanted).sum()
    assert not changed(old, new)[:, :150].any()


def test_a_photo_is_never_cut_anew(photo: Picture) -> None:
    drawn = read_drawing(photo_layers(photo).sketch.to_json().encode())
    after = with_line(drawn)
    touched = changed(photo, modify(photo, Edit("t-shirt", 1.0), before=drawn, after=after).pictures[0])
    away = ndimage.distance_transform_edt(~change_between(drawn, after, photo.shape).where)
    assert touched.any()
    assert not touched[away >= FEATHER].any()


def with_line(layers: Layers) -> Layers:
    image = Image.fromarray((layers.lines * 255).astype(np.uint8))
    middle = image.width // 2, image.height // 2
    ImageDraw.Draw(image).line([middle, (middle[0] + 20, middle[1])], fill=255, width=3)
    return replace(layers, lines=np.asarray(image, np.float32) / np.float32(255))
