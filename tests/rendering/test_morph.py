"""Between two garments: every step is a garment and a drawing, and both ends are the garments themselves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from sketch2fashion.drawing.designs.cuts import evenness
from sketch2fashion.drawing.strokes import rasterise
from sketch2fashion.errors import BadValue
from sketch2fashion.garment import Layers
from sketch2fashion.rendering.modify import Edit, Morph, modify, operation_of
from sketch2fashion.rendering.renderer import RenderOptions, render

from .test_renderer import lopsided

RED, BLUE = (200, 30, 45), (30, 60, 190)


def shirt(sleeve: int, colour: tuple[int, int, int] | None = None, size: tuple[int, int] = (512, 512)) -> Layers:
    """A shirt whose sleeves end at the row `sleeve`, with a hem seam."""
    image = Image.new("L", size, 0)
    pen = ImageDraw.Draw(image)
    out = 150 - (sleeve - 90) * 0.45
    left = [(216, 70), (160, 82), (out - 30, sleeve - 18), (out + 24, sleeve), (168, 170), (168, 440)]
    outline = [*left, *((512 - x, y) for x, y in reversed(left))]
    pen.line([*outline, outline[0]], fill=255, width=5, joint="curve")
    pen.line([(168, 418), (344, 418)], fill=255, width=5)
    lines = np.asarray(image, np.float32) / np.float32(255)
    hints = np.zeros((*lines.shape, 4), np.uint8)
    if colour:
        hints[280:292, 250:262] = (*colour, 255)
    return Layers(lines, hints, np.zeros_like(lines), "t-shirt")


def test_the_ends_are_the_two_drawings_own_renders() -> None:
    made = modify(None, Morph((0.0, 1.0), Edit("t-shirt", 0.3, 3), Edit("long-sleeve", 0.5, 8)), before=shirt(200), after=shirt(400))
    own = render(shirt(200), RenderOptions("t-shirt", 0.3, seed=3)), render(shirt(400), RenderOptions("long-sleeve", 0.5, seed=8))
    for picture, rendering in zip(made.pictures, own, strict=True):
        assert np.array_equal(picture, rendering.garments[0].pixels)


def test_sleeves_grow_and_red_turns_to_blue_on_the_way() -> None:
    made = modify(None, Morph((0.0, 0.5, 1.0)), before=shirt(200, RED), after=shirt(400, BLUE))
    lowest = [int(np.flatnonzero(picture[:, 60, 3] > 128).max(initial=0)) for picture in made.pictures]
    assert lowest[0] < lowest[1] < lowest[2]
    middle = np.median(made.pictures[1][130:180, 110:146, :3].reshape(-1, 3), axis=0)
    assert RED[0] > middle[0] > BLUE[0]
    assert RED[2] < middle[2] < BLUE[2]


def test_a_step_has_the_lines_of_one_garment_and_no_ghosts() -> None:
    made = modify(None, Morph((0.35, 0.5, 0.65)), before=shirt(200), after=shirt(400))
    ink = [float((rasterise(sketch).lines > 0.5).sum()) for sketch in made.sketches]
    most = max(float((shirt(sleeve).lines > 0.5).sum()) for sleeve in (200, 400))
    assert max(ink) < 1.15 * most


def test_a_user_can_go_on_from_a_step() -> None:
    made = modify(None, Morph((0.4,), size=256), before=shirt(200, RED), after=shirt(400, BLUE))
    again = render(rasterise(made.sketches[0]), RenderOptions()).garments[0].pixels
    both = (again[..., 3] > 200) & (made.pictures[0][..., 3] > 200)
    assert both.sum() > 0.97 * (made.pictures[0][..., 3] > 200).sum()
    apart = np.median(again[both][:, :3], axis=0) - np.median(made.pictures[0][both][:, :3], axis=0)
    assert np.abs(apart).max() <= 4


def test_drawings_on_papers_of_different_shape_meet_half_way() -> None:
    made = modify(None, Morph((0.0, 0.5, 1.0)), before=shirt(200, size=(512, 512)), after=shirt(400, size=(512, 640)))
    widths = [picture.shape[1] for picture in made.pictures]
    assert widths[0] > widths[1] > widths[2]
    assert (made.pictures[1][..., 3] > 200).sum() > 10_000


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"shares": []}, "shares"),
        ({"shares": [0.1] * 17}, "16"),
        ({"shares": [1.5]}, "0 to 1"),
        ({"first": 3}, "first"),
        ({"first": {"colour": "red"}}, "colour"),
        ({"size": 300}, "256 or 512"),
    ],
)
def test_a_wrong_morph_is_refused_in_one_sentence(values: dict[str, object], said: str) -> None:
    with pytest.raises(BadValue, match=said):
        operation_of({"kind": "morph"} | values)


def test_a_morph_needs_two_drawings_and_no_picture() -> None:
    with pytest.raises(BadValue, match="two drawings"):
        modify(None, Morph(), after=shirt(200))
    with pytest.raises(BadValue, match="image has no meaning"):
        modify(np.zeros((8, 8, 4), np.uint8), Morph(), before=shirt(200), after=shirt(400))


def test_a_garment_that_is_cut_anew_is_the_end_of_its_morph() -> None:
    options = RenderOptions("t-shirt", 1.0)
    made = modify(None, Morph((0.0, 0.1), Edit("t-shirt", 1.0), Edit("t-shirt", 1.0)), before=lopsided(), after=shirt(200))
    assert np.array_equal(made.pictures[0], render(lopsided(), replace(options, size=made.pictures[0].shape[0])).garments[0].pixels)
    assert all(evenness(picture[..., 3] > 128) > 0.93 for picture in made.pictures)
