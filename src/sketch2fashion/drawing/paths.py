"""Lines 1 px wide → paths to draw them along: the ways between ends and crossings, smoothed where a hand shook."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sketch2fashion.drawing.grid import Points, grown, neighbours
from sketch2fashion.garment import Mask

CORNER = np.deg2rad(50)  # a path that turns by more within the reach has a corner there

Path: TypeAlias = NDArray[np.float64]  # (n, 2) row and column, px


def paths(middle: Mask, spur: float) -> Iterator[Path]:
    """The ways between ends and crossings, in walking order; each reaches into its crossings so that lines still meet."""
    crossings = grown(middle & (neighbours(middle) > 2), 1) & middle
    branches, _ = ndimage.label(middle & ~crossings, np.ones((3, 3)))
    knots = np.argwhere(crossings).astype(np.float64)
    for number, piece in enumerate(ndimage.find_objects(branches), start=1):
        pixels = np.argwhere(branches[piece] == number) + np.array([part.start for part in piece])
        path = _walked(pixels)
        head, tail = _knot_at(path[0], knots), _knot_at(path[-1], knots)
        loose = (head is None) != (tail is None)
        if not (loose and len(path) < spur):
            yield np.concatenate([part for part in (head, path, tail) if part is not None])
    yield from (knot[None] for knot in knots)  # dots that fill the crossings themselves


def _walked(pixels: NDArray[np.intp]) -> Path:
    """The pixels of one unbranched piece of a skeleton from end to end (from anywhere in a loop)."""
    left = {(int(row), int(column)) for row, column in pixels}
    steps = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    around = {
        (row, column): [(row + down, column + right) for down, right in steps if (row + down, column + right) in left]
        for row, column in left
    }  # each is among its own
    here = min(around, key=lambda pixel: (len(around[pixel]), pixel))
    order = []
    while True:
        order.append(here)
        left.discard(here)
        ahead = [pixel for pixel in around[here] if pixel in left]
        if not ahead:
            break
        row, column = here
        here = min(ahead, key=lambda pixel: abs(pixel[0] - row) + abs(pixel[1] - column))  # straight before diagonal
    closed = len(order) > 4 and order[0] in around[order[-1]]
    return np.array([*order, order[0]] if closed else order, np.float64)


def _knot_at(end: Points, knots: Points) -> Path | None:
    """The crossing's pixel beside the end of a path, (1, 2)."""
    if not len(knots):
        return None
    distances = np.abs(knots - end).max(axis=1)
    nearest = int(distances.argmin())
    return knots[nearest : nearest + 1] if distances[nearest] <= 1.5 else None


def smoothed(path: Path, reach: float) -> Path:
    """A path (n, 2) without wobble shorter than `reach` px; its ends and corners stay where they are."""
    stops = [0, *_corners(path, reach), len(path) - 1]
    parts = [_smoothed_part(path[start : stop + 1], reach) for start, stop in pairwise(stops) if stop > start]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])]) if parts else path


def _corners(path: Path, reach: float) -> list[int]:
    lag = max(2, round(1.5 * reach))
    if len(path) <= 2 * lag:
        return []
    before, after = path[lag:-lag] - path[: -2 * lag], path[2 * lag :] - path[lag:-lag]
    turn = np.arctan2(before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0], (before * after).sum(axis=1))
    turn = np.abs(turn)
    peak = (turn == ndimage.maximum_filter1d(turn, 2 * lag + 1)) & (turn > CORNER)
    found = np.flatnonzero(peak) + lag
    return [int(corner) for corner, previous in zip(found, [-lag, *found], strict=False) if corner - previous >= lag]


def _smoothed_part(part: Path, reach: float) -> Path:
    """Gaussian along the part, reflected through its ends, which so stay in place."""
    pad = min(len(part) - 1, round(4 * reach))
    if pad < 2:
        return part
    extended = np.concatenate([2 * part[0] - part[pad:0:-1], part, 2 * part[-1] - part[-2 : -pad - 2 : -1]])
    soft: Path = ndimage.gaussian_filter1d(extended, reach, axis=0)[pad : pad + len(part)]
    soft[0], soft[-1] = part[0], part[-1]
    return soft


def length(path: Path) -> float:
    """Along the path, px."""
    return float(np.hypot(*np.diff(path, axis=0).T).sum())


def runs(path: Path, wanted: NDArray[np.bool_]) -> list[Path]:
    """The stretches of a path, of two points and more, whose points are wanted."""
    numbers, count = ndimage.label(wanted)
    return [path[numbers == number] for number in range(1, count + 1) if (numbers == number).sum() > 1]
