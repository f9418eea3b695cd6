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
_SHARES = np.arange(256, dtype=np.float32) / 255


def input_planes(lines: Lines, flats: Flats, silhouette: Mask, noise: NDArray[np.float32]) -> NDArray[np.float32]:
    """Lines, flats (colour and known), silhouette, all 0 … 1, and standard normal `noise` (H, W): (7, H, W).

    Flats outside the silhouette do not count.
    """
    known = (flats[..., 3] >= 128) & silhouette
    planes = np.empty((PLANES, *lines.shape), np.float32)
    planes[0] = lines
    for channel in range(3):
        planes[1 + channel] = np.where(known, _SHARES[flats[..., channel]], 0)
    planes[4], planes[5] = known, silhouette
    planes[6] = noise
    return planes


def condition_vector(category: str, refine: float, style: NDArray[np.float32]) -> NDArray[np.float32]:
    """One-hot category, refine level and fabric style as (22,)."""
    one_hot = np.zeros(len(CATEGORY_NAMES), np.float32)
    one_hot[CATEGORY_NAMES.index(category)] = 1
    return np.concatenate([one_hot, np.array([refine], np.float32), style.astype(np.float32)])


def refine_in(condition: NDArray[np.float32]) -> float:
    """The refine level of a condition vector."""
    return float(condition[len(CATEGORY_NAMES)])
