"""Hold the user's colours: shift each flat colour so that its median is the colour that was asked for.

The network adds folds and light around the flats; whatever bias it has left is taken out here, region by region.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sketch2fashion.garment import Flats, Mask, Rgb

SLACK = 1.0  # of 255; below this nobody sees the difference
FEW = 20  # px: a label with fewer measured pixels is measured over all of its pixels


def exact_colours(rgb: Rgb, flats: Flats, labels: NDArray[np.int32], measured: Mask) -> Rgb:
    """Shift every labelled region of `rgb` (H, W, 3) to its flat colour. `labels` (H, W): 0 is left alone.

    Medians are taken over the `measured` pixels (the region's inside, away from ink), or over the whole region where there are few.
    """
    count = int(labels.max()) + 1
    if count <= 1:
        return rgb
    enough = np.bincount(labels[measured], minlength=count) >= FEW
    places = np.flatnonzero(measured | ~enough[labels])
    rows = labels.ravel().astype(np.intp) * 256  # of tables with a row for each label and a column for each value
    wanted = _colour_of(labels, flats, count)
    got = np.stack([_medians(rows[places] + rgb[..., channel].ravel()[places], count) for channel in range(3)], axis=1)
    shift = wanted - got
    shift[np.abs(shift).max(axis=1) <= SLACK] = 0
    shift[0] = 0
    tables = np.clip(np.rint(np.arange(256) + shift.T[..., None]), 0, 255).astype(np.uint8)  # (3, count, 256)
    shifted = np.empty_like(rgb)
    for channel, table in enumerate(tables):
        shifted[..., channel] = table.ravel()[rows + rgb[..., channel].ravel()].reshape(labels.shape)
    return shifted


def _colour_of(labels: NDArray[np.int32], flats: Flats, count: int) -> NDArray[np.float64]:
    """The flat colour of each label: that of any of its pixels, as a region has one colour."""
    somewhere = np.zeros(count, np.intp)
    somewhere[labels.ravel()] = np.arange(labels.size)
    return flats.reshape(-1, 4)[somewhere, :3].astype(np.float64)


def _medians(cells: NDArray[np.intp], count: int) -> NDArray[np.float64]:
    """Median of each label from the cells of a joint histogram; one pass, however many labels there are."""
    cumulative = np.bincount(cells, minlength=count * 256).reshape(count, 256).cumsum(axis=1)
    below: NDArray[np.bool_] = cumulative < (cumulative[:, -1:] + 1) / 2
    return np.asarray(below.sum(axis=1), np.float64)
