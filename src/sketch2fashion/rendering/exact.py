"""Hold the user's colours: shift each flat colour so that its median is the colour that was asked for.

The network adds folds and light around the flats; whatever bias it has left is taken out here, region by region.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sketch2fashion.garment import Flats, Mask, Rgb

SLACK = 1.0  # of 255; below this nobody sees the difference


def exact_colours(rgb: Rgb, flats: Flats, labels: NDArray[np.int32], measured: Mask) -> Rgb:
    """Shift every labelled region of `rgb` (H, W, 3) to its flat colour. `labels` (H, W): 0 is left alone.

    Medians are taken over the `measured` pixels (the region's inside, away from ink), or over the whole region where there are few.
    """
    count = int(labels.max()) + 1
    if count <= 1:
        return rgb
    wanted = _colour_of(labels, flats, count)
    got = np.stack([_medians(rgb[..., channel], labels, measured, count) for channel in range(3)], axis=1)
    shift = wanted - got
    shift[np.abs(shift).max(axis=1) <= SLACK] = 0
    shift[0] = 0
    return np.clip(np.rint(rgb + shift[labels]), 0, 255).astype(np.uint8)


def _colour_of(labels: NDArray[np.int32], flats: Flats, count: int) -> NDArray[np.float64]:
    """The flat colour of each label: the one of its first pixel, as a region has one colour."""
    values, first = np.unique(labels, return_index=True)
    colours = np.zeros((count, 3))
    colours[values] = flats.reshape(-1, 4)[first, :3]
    return colours


def _medians(values: NDArray[np.uint8], labels: NDArray[np.int32], measured: Mask, count: int) -> NDArray[np.float64]:
    """Median of each label from a joint histogram; one pass, however many labels there are."""
    enough = np.bincount(labels[measured], minlength=count) >= 20
    chosen = measured | ~enough[labels]
    histogram = np.bincount(labels[chosen] * 256 + values[chosen], minlength=count * 256).reshape(count, 256)
    cumulative = histogram.cumsum(axis=1)
    below: NDArray[np.bool_] = cumulative < (cumulative[:, -1:] + 1) / 2
    return np.asarray(below.sum(axis=1), np.float64)
