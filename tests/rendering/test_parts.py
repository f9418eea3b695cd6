"""What of a picture is painted when nobody says which part: the garment, and not who wears it."""

from __future__ import annotations

import pytest
from scipy import ndimage

from sketch2fashion.garment import Mask, Picture
from sketch2fashion.rendering import parts
from sketch2fashion.rendering.modify import Recolour, modify
from tests.photo.test_worn import SHIRT, SKINS, TROUSERS, person

WALL = (200, 198, 194)
EDGE = 5  # px in which two colours meet


def photo_of(figure: Picture) -> Picture:
    """Someone before a wall, a whole photo."""
    photo = figure.copy()
    photo[photo[..., 3] == 0] = (*WALL, 255)
    return photo


def inside(photo: Picture, colour: tuple[int, int, int]) -> Mask:
    """Where a colour is, away from its edges."""
    found: Mask = ndimage.binary_erosion((photo[..., :3] == colour).all(axis=-1), iterations=EDGE)
    return found


@pytest.mark.parametrize("skin", SKINS)
def test_the_garment_takes_the_colour_and_who_wears_it_does_not(skin: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    photo = photo_of(person(skin))
    monkeypatch.setattr(parts, "cutout", lambda picture: person(skin))  # the cut-out has tests of its own
    new = modify(photo, Recolour("#2e7d4f")).pictures[0]
    changed = (new != photo).any(axis=-1)
    assert changed[inside(photo, SHIRT)].all()
    for colour in (skin, TROUSERS, WALL):
        assert not changed[inside(photo, colour)].any()


def test_the_edge_of_the_garment_is_where_the_colours_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wearer is told apart on a small copy; the edge that is painted is the photo's own."""
    photo = photo_of(person(SKINS[0]))
    monkeypatch.setattr(parts, "cutout", lambda picture: person(SKINS[0]))
    new = modify(photo, Recolour("#2e7d4f")).pictures[0]
    changed = (new != photo).any(axis=-1)
    shirt = (photo[..., :3] == SHIRT).all(axis=-1)
    assert changed[shirt].mean() > 0.99
    assert changed[(photo[..., :3] == TROUSERS).all(axis=-1)].mean() < 0.01


def test_a_part_that_is_asked_for_is_painted_whoever_wears_it(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = photo_of(person(SKINS[0]))
    monkeypatch.setattr(parts, "cutout", lambda picture: person(SKINS[0]))
    mask = (photo[..., :3] == TROUSERS).all(axis=-1)
    new = modify(photo, Recolour("#2e7d4f"), mask=mask).pictures[0]
    assert (new != photo).any(axis=-1)[inside(photo, TROUSERS)].all()
