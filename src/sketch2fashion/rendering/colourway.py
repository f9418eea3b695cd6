"""Colour for a drawing that has none: the main colour of a palette, and its second one where a designer would put it.

Second colours go to parts, not to single regions: two sleeves, both cuffs, all pockets of a size.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sketch2fashion.garment import Flats

Palette = tuple[tuple[int, int, int], ...]  # sRGB, the main colour first
SMALLEST, LARGEST = 0.008, 0.4  # share of the garment that a part in a second colour has
SAME_SIZE, SAME_HEIGHT = 0.3, 0.06  # two regions of one part differ in area and in height (of the picture) by less
SECOND = 0.5  # of the variants have a second colour, where the drawing has parts and the palette has one
SYMMETRIC = 0.8  # overlap of a part with its mirror picture: an odd patch in a second colour looks like a mistake
APART = 40.0  # sum of sRGB differences under which a second colour is a shade of the first


@dataclass(frozen=True)
class _Part:
    labels: tuple[int, ...]
    share: float


def painted(labels: NDArray[np.int32], palette: Palette, random: np.random.Generator | None = None) -> Flats:
    """Fill the regions `labels` (H, W; 0 outside) from a palette, (H, W, 4). Without `random`: the main colour alone."""
    colours = np.zeros((int(labels.max()) + 1, 4), np.uint8)
    colours[1:] = (*palette[0], 255)
    if random is not None and random.random() < SECOND:
        part, colour = _choice(labels, palette, random)
        colours[list(part)] = (*colour, 255)
    return colours[labels]


def _choice(labels: NDArray[np.int32], palette: Palette, random: np.random.Generator) -> tuple[tuple[int, ...], tuple[int, int, int]]:
    """A part and the colour that it gets; no labels where there is no part or no second colour."""
    seconds = [colour for colour in palette[1:] if float(np.abs(np.subtract(colour, palette[0])).sum()) >= APART]
    parts = [part for part in _parts(labels) if SMALLEST <= part.share <= LARGEST and _is_symmetric(labels, part)]
    if not seconds or not parts:
        return (), palette[0]
    return parts[int(random.integers(len(parts)))].labels, seconds[0]


def _parts(labels: NDArray[np.int32]) -> list[_Part]:
    """Regions of like size at like height belong together."""
    areas = np.bincount(labels.ravel()).astype(np.float64)
    rows = np.repeat(np.arange(labels.shape[0]), labels.shape[1])
    heights = np.bincount(labels.ravel(), weights=rows) / np.maximum(areas, 1) / labels.shape[0]
    areas[0] = 0
    left = [int(label) for label in np.argsort(-areas) if areas[label]]
    parts = []
    while left:
        first = left[0]
        same = [
            label
            for label in left
            if areas[label] >= (1 - SAME_SIZE) * areas[first] and abs(heights[label] - heights[first]) <= SAME_HEIGHT
        ]
        parts.append(_Part(tuple(same), float(areas[same].sum() / areas.sum())))
        left = [label for label in left if label not in same]
    return parts


def _is_symmetric(labels: NDArray[np.int32], part: _Part) -> bool:
    """Whether a part is its own mirror picture about the garment's middle."""
    columns = np.flatnonzero((labels > 0).any(axis=0))
    garment = labels[:, columns[0] : columns[-1] + 1]
    mask = np.isin(garment, part.labels)
    mirrored = mask[:, ::-1]
    return bool(np.count_nonzero(mask & mirrored) >= SYMMETRIC * np.count_nonzero(mask | mirrored))
