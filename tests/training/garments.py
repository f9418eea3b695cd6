"""Small garments that the tests draw themselves: a coloured trapezium with a seam, on a transparent ground."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sketch2fashion.training.renderer_data import GarmentSet, prepare

SIDE = 256


def drawn_garment(seed: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """RGBA (256, 256, 4) and its lines (256, 256), 255 = ink."""
    random = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:SIDE, 0:SIDE]
    half = 60 + 40 * random.random() + (rows - 20) * 0.15 * random.random()
    inside = (rows >= 20) & (rows < 236) & (np.abs(columns - 128) < half)
    seam = int(random.integers(90, 160))
    colours = random.integers(40, 220, (2, 3))
    shade = 1 - 0.3 * np.abs(columns - 128) / 128
    rgb = np.where((rows < seam)[..., None], colours[0], colours[1]) * shade[..., None]
    garment = np.dstack([rgb, 255 * inside]).astype(np.uint8)
    garment[~inside] = 0
    outline = (inside & (np.abs(np.abs(columns - 128) - half) < 2.5)) | (inside & ((rows < 23) | (rows >= 233)))
    lines = np.where(outline | (inside & (np.abs(rows - seam) < 2)), 255, 0).astype(np.uint8)
    return garment, lines


def drawn_set(count: int) -> GarmentSet:
    """A prepared set of drawn garments, t-shirts and skirts in turn."""
    garments, lines = (np.stack(column) for column in zip(*(drawn_garment(seed) for seed in range(count)), strict=True))
    return prepare(garments, lines, np.zeros_like(lines), ["t-shirt" if index % 2 else "skirt" for index in range(count)], workers=1)
