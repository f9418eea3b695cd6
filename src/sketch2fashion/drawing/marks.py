"""Colour marks: which hint pixels belong together, and which one colour each mark has.

Strokes from the studio have exact colours. Marks in pictures scatter (JPEG, paper, soft edges), so close colours are gathered
around the most frequent ones before they are told apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, cast

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage.color import rgb2lab

from sketch2fashion.garment import HINT_ALPHA, Hints

Colours: TypeAlias = NDArray[np.uint8]  # (n, 3) sRGB

NOISE = 12.0  # ΔE (CIE 1976): how far the pixels of one mark may scatter in a picture
COLOURS_MAX = 32  # more different colours than these are the noise of a picture
SAME_COLOUR = 4.0  # ΔE: marks that are closer are one colour
COARSE_BITS = 3  # of each channel, dropped where a picture holds very many colours


@dataclass(frozen=True, eq=False)
class Marks:
    """Connected marks of one colour each: `where` is (H, W) int32 with mark numbers from 1, `colours` (n, 3) uint8."""

    where: NDArray[np.int32]
    colours: Colours


def marks_of(hints: Hints) -> Marks:
    """The marks of a hint plane, with the median colour of each."""
    where = np.zeros(hints.shape[:2], np.int32)
    marked = hints[..., 3] >= HINT_ALPHA
    pixels = hints[marked][:, :3]
    kinds = colour_kinds(pixels)
    colours: list[Colours] = []
    for kind in range(int(kinds.max(initial=-1)) + 1):
        mask = np.zeros(marked.shape, np.bool_)
        mask[marked] = kinds == kind
        pieces, count = ndimage.label(mask, np.ones((3, 3)))
        where[mask] = pieces[mask] + len(colours)
        colours += [median_colour(hints[pieces == piece][:, :3]) for piece in range(1, count + 1)]
    return Marks(where, np.array(colours, np.uint8).reshape(-1, 3))


def colour_kinds(pixels: Colours) -> NDArray[np.intp]:
    """A number from 0 for each pixel; the same number for pixels of one colour, or of close colours where there are very many."""
    codes = (pixels[:, 0].astype(np.int32) << 16) | (pixels[:, 1].astype(np.int32) << 8) | pixels[:, 2]
    unique, inverse, counts = np.unique(codes, return_inverse=True, return_counts=True)
    if len(unique) <= COLOURS_MAX:
        return cast(NDArray[np.intp], inverse)
    if len(unique) > 2000:
        dropped = 0x010101 * ((1 << COARSE_BITS) - 1)
        unique, inverse, counts = np.unique((codes & ~dropped) | (dropped & 0x040404), return_inverse=True, return_counts=True)
    _, kinds = np.unique(_leaders(unique, counts)[inverse], return_inverse=True)
    return kinds


def _leaders(codes: NDArray[np.int32], counts: NDArray[np.intp]) -> NDArray[np.intp]:
    """For each colour the index of the most frequent colour within NOISE of it."""
    rgb = np.stack([codes >> 16, (codes >> 8) & 255, codes & 255], axis=1).astype(np.uint8)
    lab = lab_of(rgb)
    leader = np.full(len(codes), -1, np.intp)
    for index in np.argsort(-counts, kind="stable"):
        if leader[index] < 0:
            close = (np.linalg.norm(lab - lab[index], axis=1) < NOISE) & (leader < 0)
            leader[close] = index
    return leader


def median_colour(pixels: Colours) -> Colours:
    """The middle value of each channel, (3,); the upper one of two middles, so always a value that was there."""
    return cast(Colours, np.sort(pixels, axis=0)[len(pixels) // 2])


def all_same(colours: Colours) -> bool:
    """Whether colours differ less than an eye would call two colours."""
    lab = lab_of(colours)
    return bool((np.linalg.norm(lab - lab[0], axis=1) < SAME_COLOUR).all())


def lab_of(colours: Colours) -> NDArray[np.float64]:
    """CIELAB of sRGB colours, (n, 3)."""
    return cast(NDArray[np.float64], rgb2lab(colours[None])[0])
