"""The picture that pix2pix is given: black Canny lines and colour dots on white, all in the same three channels.

The recipe's own: Canny with thresholds 45 and 100 of 255, 350 dots of 3 × 3 px with the photo's colours, at random places of the garment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from skimage.color import rgb2gray
from skimage.feature import canny

from sketch2fashion.garment import Picture, Rgb
from sketch2fashion.images import on_white

DOT_COUNT = 350
DOT_RADIUS = 1  # px
CANNY_LOW, CANNY_HIGH = 45 / 255, 100 / 255
_SIGMA = 0.5  # px: next to none, as OpenCV's Canny has none

Dot = tuple[tuple[slice, slice], Sequence[int]]  # the square that it covers, its colour


def canny_lines(photo: Picture) -> NDArray[np.bool_]:
    """Canny edges (H, W) of a garment on white."""
    grey = rgb2gray(on_white(photo))
    return np.asarray(canny(grey, sigma=_SIGMA, low_threshold=CANNY_LOW, high_threshold=CANNY_HIGH))  # type: ignore[no-untyped-call]


def input_picture(lines: NDArray[np.bool_], dots: Iterable[Dot]) -> Rgb:
    """Lines (H, W) and dots as the RGB picture (H, W, 3) that the network reads."""
    picture = np.full((*lines.shape, 3), 255, np.uint8)
    picture[lines] = 0
    for square, colour in dots:
        picture[square] = colour
    return picture


def random_dots(photo: Picture, count: int, random: np.random.Generator) -> list[Dot]:
    """`count` dots at random places of the garment, each with the colour of its middle pixel."""
    places = np.argwhere(photo[..., 3] >= 128)
    if not len(places):
        return []
    chosen = places[random.integers(0, len(places), count)]
    return [(_square(int(row), int(column)), photo[row, column, :3].tolist()) for row, column in chosen]


def _square(row: int, column: int) -> tuple[slice, slice]:
    return (
        slice(max(row - DOT_RADIUS, 0), row + DOT_RADIUS + 1),
        slice(max(column - DOT_RADIUS, 0), column + DOT_RADIUS + 1),
    )
