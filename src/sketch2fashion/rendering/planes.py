"""The renderer's input planes and its condition vector. The order is a contract with the trained network: see
`training.networks.renderer`, whose test compares the two.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.garment import Flats, Lines, Mask

SIDE = 256
PLANES = 7
STYLES = 8
CONDITIONS = len(CATEGORY_NAMES) + 1 + STYLES


def input_planes(lines: Lines, flats: Flats, silhouette: Mask, random: np.random.Generator) -> NDArray[np.float32]:
    """Lines, flats (colour and known), silhouette, all 0 … 1, and standard normal noise: (7, H, W).

    Flats outside the silhouette do not count.
    """
    known = ((flats[..., 3] >= 128) & silhouette).astype(np.float32)
    colour = flats[..., :3].astype(np.float32) / 255 * known[..., None]
    noise = random.standard_normal((1, *lines.shape), dtype=np.float32)
    return np.concatenate([lines[None], colour.transpose(2, 0, 1), known[None], silhouette[None].astype(np.float32), noise])


def condition_vector(category: str, refine: float, style: NDArray[np.float32]) -> NDArray[np.float32]:
    """One-hot category, refine level and fabric style as (22,)."""
    one_hot = np.zeros(len(CATEGORY_NAMES), np.float32)
    one_hot[CATEGORY_NAMES.index(category)] = 1
    return np.concatenate([one_hot, np.array([refine], np.float32), style.astype(np.float32)])
