"""Who wears a garment goes, the garment of the product's category stays; laid-out garments pass untouched."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from sketch2fashion.garment import HINT_ALPHA, Picture
from sketch2fashion.photo.worn import worn_garment

Colour = tuple[int, int, int]
SKINS: tuple[Colour, ...] = ((224, 172, 140), (141, 85, 60))
SHIRT, TROUSERS, SHOES = (30, 90, 170), (60, 60, 62), (240, 240, 240)
WIDTH, HEIGHT = 240, 520


def person(skin: Colour) -> Picture:
    """Someone in a t-shirt, trousers and shoes, cut out."""
    image = Image.new("RGBA", (WIDTH, HEIGHT), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.ellipse((90, 5, 150, 85), fill=skin)
    pen.rectangle((105, 75, 135, 100), fill=skin)
    pen.rectangle((35, 140, 65, 300), fill=skin)
    pen.rectangle((175, 140, 205, 300), fill=skin)
    pen.rectangle((70, 95, 170, 270), fill=SHIRT)
    pen.rectangle((30, 95, 210, 150), fill=SHIRT)
    pen.rectangle((75, 271, 165, 480), fill=TROUSERS)
    pen.rectangle((70, 481, 170, 515), fill=SHOES)
    return np.asarray(image)


def colours_kept(picture: Picture) -> dict[Colour, float]:
    """The share of each colour of the person that is still there."""
    kept = picture[..., 3] >= HINT_ALPHA
    shares = {}
    for colour in (*SKINS, SHIRT, TROUSERS, SHOES):
        area = (person(SKINS[0])[..., :3] == colour).all(axis=2) | (person(SKINS[1])[..., :3] == colour).all(axis=2)
        shares[colour] = float(kept[area].mean())
    return shares


@pytest.mark.parametrize("skin", SKINS)
@pytest.mark.parametrize(("category", "wanted"), [("t-shirt", SHIRT), ("pants", TROUSERS), (None, SHIRT)])
def test_only_the_garment_of_the_category_stays(skin: Colour, category: str | None, wanted: Colour) -> None:
    shares = colours_kept(worn_garment(person(skin), category))
    assert shares.pop(wanted) > 0.9
    assert max(shares.values()) < 0.1


@pytest.mark.parametrize("colour", [(200, 30, 35), (224, 172, 140), (141, 85, 60), (20, 20, 22)])
def test_a_garment_that_nobody_wears_stays_as_it_is(colour: Colour) -> None:
    image = Image.new("RGBA", (200, 300), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.polygon([(60, 20), (140, 20), (190, 90), (150, 110), (150, 280), (50, 280), (50, 110), (10, 90)], fill=colour)
    pen.rectangle((85, 120, 115, 150), fill=(250, 250, 250))
    picture = np.asarray(image)
    assert worn_garment(picture) is picture


def test_a_print_in_the_colours_of_skin_is_no_skin() -> None:
    image = Image.new("RGBA", (200, 300), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.rectangle((30, 20, 170, 280), fill=(30, 90, 170))
    pen.ellipse((60, 90, 140, 200), fill=SKINS[0])
    picture = np.asarray(image)
    assert worn_garment(picture, "t-shirt") is picture


def test_an_empty_picture_stays_empty() -> None:
    picture = np.zeros((40, 30, 4), np.uint8)
    assert worn_garment(picture) is picture
