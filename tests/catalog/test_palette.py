"""Colours of garments: the same to an eye, the same to a search."""

from __future__ import annotations

import numpy as np
import pytest

from sketch2fashion.catalog.palette import (
    FAMILIES,
    NO_PALETTE,
    families_in_palette,
    families_in_words,
    likeness,
    palette_of,
    quick_likeness,
    require_family,
)
from sketch2fashion.errors import BadValue

from .making import plain

RED, BLUE, WHITE = (200, 30, 35), (40, 90, 190), (250, 250, 250)


def test_a_shaded_garment_has_one_colour() -> None:
    light = np.linspace(0.75, 1.0, 64)[None, :, None]
    shaded = np.rint(np.array(RED) * np.repeat(light, 64, axis=0)).astype(np.uint8)
    assert len(palette_of(shaded, np.ones((64, 64), bool))) == 1


def test_stripes_have_two_colours_with_their_shares() -> None:
    stripes = np.zeros((40, 40, 3), np.uint8)
    stripes[:] = RED
    stripes[:10] = WHITE
    palette = palette_of(stripes, np.ones((40, 40), bool))
    np.testing.assert_allclose(palette[:, 3], [0.75, 0.25], atol=0.02)


def test_only_the_garment_counts() -> None:
    picture = np.full((20, 20, 3), 255, np.uint8)
    picture[5:15, 5:15] = BLUE
    mask = np.zeros((20, 20), bool)
    mask[5:15, 5:15] = True
    assert families_in_palette(palette_of(picture, mask)) == {"blue"}
    assert len(palette_of(picture, np.zeros((20, 20), bool))) == 0


def test_the_same_pixels_give_the_same_palette() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    mask = np.ones((64, 64), bool)
    np.testing.assert_array_equal(palette_of(noise, mask), palette_of(noise, mask))


def test_likeness_is_as_an_eye_has_it() -> None:
    red = plain(RED)
    assert likeness(red, red) == pytest.approx(1)
    assert likeness(red, plain((165, 20, 28))) > 0.85, "a darker red"
    assert likeness(red, plain((240, 130, 30))) < 0.4, "orange"
    assert likeness(red, plain(BLUE)) < 0.1
    assert likeness(red, plain(BLUE)) == pytest.approx(likeness(plain(BLUE), red))
    assert likeness(red, NO_PALETTE) == 0


def test_the_quick_likeness_orders_as_the_exact_one() -> None:
    others = [plain(rgb) for rgb in (RED, (165, 20, 28), (240, 130, 30), BLUE)]
    quick = quick_likeness(np.stack([other[0, :3] for other in others]), plain(RED))
    assert list(np.argsort(-quick)) == [0, 1, 2, 3]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_each_family_holds_its_own_example(family: object) -> None:
    assert families_in_palette(plain(family.rgb)) == {family.name}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("rgb", "name"),
    [
        ((20, 25, 60), "blue"),  # navy
        ((0, 0, 255), "blue"),
        ((150, 200, 240), "blue"),  # sky
        ((0, 128, 128), "blue"),  # teal
        ((100, 10, 25), "red"),  # maroon
        ((255, 120, 90), "orange"),  # coral
        ((190, 170, 230), "purple"),  # lavender
        ((110, 110, 30), "green"),  # olive
        ((255, 215, 0), "yellow"),  # gold
        ((250, 245, 230), "white"),  # cream
        ((60, 62, 65), "grey"),
        ((35, 34, 36), "black"),
        ((200, 20, 140), "pink"),  # magenta
    ],
)
def test_colours_that_are_easily_mistaken(rgb: tuple[int, int, int], name: str) -> None:
    assert families_in_palette(plain(rgb)) == {name}


def test_words_of_shops() -> None:
    assert families_in_words("Navy / White") == {"blue", "white"}
    assert families_in_words("빨간색") == {"red"}
    assert families_in_words("Sunset Dream") == set()
    assert require_family("Gray") == "grey"
    with pytest.raises(BadValue, match="beige"):
        require_family("plaid")
