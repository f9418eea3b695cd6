"""A real photo as the start: untouched it is itself, pixel by pixel, and one recoloured part changes nothing else.

On five photos of the shared catalogue, which is no part of the project; test_modify.py holds the same on a photo that is made there.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage
from skimage import color

from sketch2fashion.drawing import read_drawing
from sketch2fashion.garment import Layers, Mask, Picture
from sketch2fashion.images import decode
from sketch2fashion.photo import photo_layers
from sketch2fashion.photo.cutout import alpha_of, cutout
from sketch2fashion.rendering.local import FEATHER
from sketch2fashion.rendering.modify import Edit, Recolour, Weave, modify
from sketch2fashion.rendering.parts import panels

IMAGES = Path(__file__).parents[3] / "shared" / "catalogue" / "images"
PHOTOS = range(5)


def photo(number: int) -> Picture:
    """Every eleventh photo: other garments, men's and women's."""
    found = sorted(IMAGES.glob("*.jpg"))[7::11]
    if len(found) <= number:
        pytest.skip("needs the photos of ../shared/catalogue, which is not here")
    return decode(found[number].read_bytes())


def drawing_of(picture: Picture) -> Layers:
    """Its drawing as the studio and the service hand it on."""
    return read_drawing(photo_layers(picture).sketch.to_json().encode())


def difference(one: Picture, other: Picture) -> NDArray[np.float64]:
    """ΔE00 of each pixel, (H, W)."""
    seen = (color.rgb2lab(each[..., :3].astype(np.float64) / 255) for each in (one, other))
    return np.asarray(color.deltaE_ciede2000(*seen))  # type: ignore[no-untyped-call]


def beside(part: Mask) -> Mask:
    """Farther from a part than its feather."""
    far: Mask = ndimage.distance_transform_edt(~part) > FEATHER
    return far


@pytest.mark.parametrize("number", PHOTOS)
def test_an_untouched_photo_stays_itself_pixel_by_pixel(number: int) -> None:
    picture = photo(number)
    layers = drawing_of(picture)
    assert np.array_equal(modify(picture, Edit(), before=layers, after=layers).pictures[0], picture)


@pytest.mark.parametrize("number", PHOTOS)
def test_one_recoloured_part_of_a_photo_changes_nothing_beside_it(number: int) -> None:
    picture = photo(number)
    cut = cutout(picture)
    rows, columns = np.nonzero(alpha_of(cut) > 0.9)
    middle = len(rows) // 2
    at = ((float(columns[middle]) + 0.5) / picture.shape[1], (float(rows[middle]) + 0.5) / picture.shape[0])
    part = panels(cut, (at,))
    new = modify(picture, Recolour("#2f6fd6", at=(at,))).pictures[0]
    seen = difference(picture, new)
    assert seen[beside(part)].max() == 0
    assert seen[part].mean() > 3


@pytest.mark.parametrize("number", PHOTOS[:2])
def test_a_fabric_on_a_masked_part_of_a_photo_changes_nothing_beside_it(number: int) -> None:
    picture = photo(number)
    mask = np.zeros(picture.shape[:2], np.bool_)
    height, width = picture.shape[:2]
    mask[2 * height // 5 : 3 * height // 5, 2 * width // 5 : 3 * width // 5] = True
    new = modify(picture, Weave("linen"), mask=mask).pictures[0]
    assert np.array_equal(new[beside(mask)], picture[beside(mask)])
    assert difference(picture, new)[mask].mean() > 1
