"""Fabrics: they keep the colour, are cloth at every size, and take light as their stuff does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage
from skimage import color

from sketch2fashion.garment import Picture
from sketch2fashion.rendering import patterns
from sketch2fashion.rendering.fabric import in_fabric, swatch
from sketch2fashion.rendering.light import LUMINANCE, Target, linear_of
from sketch2fashion.rendering.patterns import FABRICS

PLAIN = [name for name, fabric in FABRICS.items() if len(fabric.colours) == 1]
NAMED_BY_DESIGNERS = ("denim", "knit", "leather", "linen", "satin", "fleece", "stripes", "checks", "dots", "floral")


def folded(side: int = 256) -> Target:
    """Grey cloth with three broad folds, as large as a garment."""
    light = 1 + 0.15 * np.sin(np.arange(side) / side * 6 * np.pi)
    cloth = np.repeat(np.repeat(np.rint(150 * light)[None, :, None], side, 0), 3, 2).astype(np.uint8)
    picture = np.dstack([cloth, np.full((side, side), 255, np.uint8)])
    return Target(picture, cloth, np.ones((side, side), np.float32), float(side))


def luminance(picture: Picture) -> NDArray[np.float32]:
    shades: NDArray[np.float32] = linear_of(picture[..., :3]) @ LUMINANCE
    return shades


def folds_in(name: str, colour: tuple[int, int, int]) -> float:
    """How deep the folds are in a fabric, against its own brightness; its weave is smoothed away."""
    shades = ndimage.gaussian_filter(luminance(in_fabric(folded(), FABRICS[name], (colour,))), (20, 6))
    return float((shades.max() - shades.min()) / np.median(shades))


@pytest.mark.parametrize("name", NAMED_BY_DESIGNERS)
def test_there_is(name: str) -> None:
    assert name in FABRICS


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("colour", [(170, 34, 44), (28, 48, 92), (190, 186, 178)])
def test_cloth_of_one_colour_has_that_colour(name: str, colour: tuple[int, int, int]) -> None:
    new = in_fabric(folded(), FABRICS[name], (colour,))[..., :3].reshape(-1, 3)
    seen, wanted = (color.rgb2lab(np.asarray(each, np.float64) / 255) for each in (np.median(new, axis=0), colour))
    assert float(np.linalg.norm(seen - wanted)) < 7


@pytest.mark.parametrize("name", FABRICS)
@pytest.mark.parametrize("scale", [0.004, 1.0])
def test_every_repeat_from_the_smallest_to_the_largest_is_cloth(name: str, scale: float) -> None:
    new = in_fabric(folded(), FABRICS[name], scale=scale, angle=30)
    assert (new[..., 3] == 255).all()
    assert luminance(new).max() > 0


@pytest.mark.parametrize("name", PLAIN)
def test_a_weave_finer_than_the_pixels_is_plain_and_no_moire(name: str) -> None:
    fine = luminance(in_fabric(folded(), FABRICS[name], ((150, 140, 120),), scale=0.004))
    across = np.abs(np.diff(fine, axis=0)).mean() / fine.mean()
    assert across < 0.03


def test_satin_has_deeper_folds_than_twill_and_fleece_softer_ones() -> None:
    colour = (120, 60, 80)
    assert folds_in("satin", colour) > 1.8 * folds_in("twill", colour)
    assert folds_in("fleece", colour) < 0.9 * folds_in("twill", colour)


def test_black_leather_gleams() -> None:
    black = (20, 20, 22)
    gleam = luminance(in_fabric(folded(), FABRICS["leather"], (black,)))
    plain = luminance(in_fabric(folded(), FABRICS["twill"], (black,)))
    assert np.percentile(gleam, 99) > 2 * np.percentile(plain, 99)


@pytest.mark.parametrize("tile", [patterns._slubs, patterns._fibres, patterns._pebbles, patterns._curls])
def test_a_tile_has_no_seam(tile: Callable[[], patterns.Tile]) -> None:
    """Between its last and first row or column there is no greater step than inside of it."""
    for made in (tile(), tile().T):
        steps = np.abs(np.diff(made, axis=0)).mean(axis=1)
        assert np.abs(made[0] - made[-1]).mean() < 1.2 * steps.max()


@pytest.mark.parametrize("name", FABRICS)
def test_a_swatch_shows_more_than_a_flat_colour(name: str) -> None:
    shown = swatch(FABRICS[name], side=64)
    assert shown.shape == (64, 64, 4)
    assert shown[..., :3].std(axis=(0, 1)).max() > 4


def test_the_same_fabric_is_the_same_at_every_call() -> None:
    assert np.array_equal(in_fabric(folded(), FABRICS["leather"]), in_fabric(folded(), FABRICS["leather"]))
