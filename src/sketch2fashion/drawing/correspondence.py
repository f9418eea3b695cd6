"""Which place of one garment's outline is which of another's, and the smooth warp that carries one onto the other.

outlines ─▶ points by length ─▶ dynamic time warping (where they lie, which way they run, how they turn) ─▶ pairs ─▶ thin plates

A sleeve's upper edge meets a sleeve's upper edge, though one is short and one is long: the way an outline runs counts more than
where it lies. (Sederberg and Greenwood, "A physically based approach to 2-D shape blending", 1992, pair points by the same idea.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, cast

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.interpolate import RBFInterpolator
from scipy.optimize import linear_sum_assignment
from skimage.measure import find_contours

from sketch2fashion.garment import Mask

Places: TypeAlias = NDArray[np.float64]  # (N, 2), x and y in px

POINTS = 288  # of each outline
AREA_LEAST = 0.02  # of the largest piece: smaller ones have no outline of their own
RUNS, LIES, TURNS = 1.0, 0.9, 0.5  # what differences of direction, place and bend cost
STEP = 0.04  # cost of staying on one outline while the other goes on: a long edge is shrunk, rather than left out
BEND_REACH = 9  # points before and after, over which an outline's bend is measured
SMOOTH = 0.7  # px: how far a warp may miss its pairs
EDGE_BLUR = 1.0  # px: the pixels' stairs are no shape
HELD = 3  # every so many pairs hold a warp
GRID = 33  # nodes a side, on which a warp of a whole plane is found


@dataclass(frozen=True, eq=False)
class Pairs:
    """Closed outlines of two shapes, point by point: `first[i]` and `second[i]` (N, 2) are the same place of the garment."""

    first: tuple[Places, ...]
    second: tuple[Places, ...]

    def between(self, share: float) -> tuple[Places, ...]:
        """The outlines on the way: 0 is the first shape, 1 the second."""
        return tuple((1 - share) * one + share * other for one, other in zip(self.first, self.second, strict=True))


def matched(first: Mask, second: Mask) -> Pairs:
    """The outlines of two silhouettes (H, W) as pairs. A piece without a partner shrinks to its middle."""
    ours, theirs = outlines(first), outlines(second)
    partners = _partners(ours, theirs, first.shape[0])
    pairs = [paired(ours[one], theirs[other], first.shape[0]) for one, other in partners]
    pairs += [(line, _point_of(line)) for at, line in enumerate(ours) if at not in {one for one, _ in partners}]
    pairs += [(_point_of(line), line) for at, line in enumerate(theirs) if at not in {other for _, other in partners}]
    return Pairs(tuple(one for one, _ in pairs), tuple(other for _, other in pairs))


def outlines(mask: Mask) -> list[Places]:
    """The outer outlines of a mask's pieces, (POINTS, 2) each, clockwise, largest first."""
    filled = np.pad(np.asarray(ndimage.binary_fill_holes(mask)), 2)
    depth = ndimage.distance_transform_edt(filled) - ndimage.distance_transform_edt(~filled)
    soft = ndimage.gaussian_filter(depth.astype(np.float64), EDGE_BLUR)
    found = [line[:-1, ::-1] - 2 for line in find_contours(soft, 0.0) if np.array_equal(line[0], line[-1])]  # type: ignore[no-untyped-call]
    sized = sorted(((_area(line), line) for line in found), key=lambda pair: -abs(pair[0]))
    if not sized:
        return []
    largest = abs(sized[0][0])
    return [_resampled(line if area > 0 else line[::-1], POINTS) for area, line in sized if abs(area) >= AREA_LEAST * largest]


def moved_inward(line: Places, distance: float) -> Places:
    """A closed clockwise outline, `distance` px farther inside."""
    ahead = _directions(line)
    return line + distance * np.stack([-ahead[:, 1], ahead[:, 0]], axis=1)


def _area(line: Places) -> float:
    x, y = line.T
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y) / 2)


def _resampled(line: Places, count: int) -> Places:
    """A closed line at `count` places of equal distance along it."""
    closed = np.concatenate([line, line[:1]])
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(closed, axis=0).T))])
    at = np.linspace(0, lengths[-1], count, endpoint=False)
    return np.stack([np.interp(at, lengths, closed[:, axis]) for axis in (0, 1)], axis=1)


def _partners(ours: list[Places], theirs: list[Places], side: int) -> list[tuple[int, int]]:
    """The pieces that are the same, by where they lie."""
    if not ours or not theirs:
        return []
    middles = [np.array([line.mean(axis=0) for line in lines]) for lines in (ours, theirs)]
    apart = np.hypot(*np.moveaxis(middles[0][:, None] - middles[1][None], -1, 0)) / side
    rows, columns = linear_sum_assignment(apart)
    return [(int(row), int(column)) for row, column in zip(rows, columns, strict=True)]


def _point_of(line: Places) -> Places:
    return np.repeat(line.mean(axis=0)[None], len(line), axis=0)


# --- one outline on another ---------------------------------------------------------------------------------------------------


def paired(first: Places, second: Places, side: int) -> tuple[Places, Places]:
    """Two closed outlines, each walked through so that both are at the same place at the same time."""
    costs = _costs(first, second, side)
    start = np.unravel_index(int(costs.argmin()), costs.shape)
    first, second = np.roll(first, -start[0], axis=0), np.roll(second, -start[1], axis=0)
    costs = np.roll(costs, (-int(start[0]), -int(start[1])), axis=(0, 1))
    way = _cheapest_way(np.pad(costs, ((0, 1), (0, 1)), mode="wrap"))
    return _walked(first, way[:, 0]), _walked(second, way[:, 1])


def _costs(first: Places, second: Places, side: int) -> NDArray[np.float64]:
    """What it costs to call two points the same, (N, M)."""
    runs = [_directions(line) for line in (first, second)]
    lies = np.linalg.norm(first[:, None] - second[None], axis=2) / side
    turns = [_bends(line) for line in (first, second)]
    return cast(
        NDArray[np.float64],
        RUNS * (1 - runs[0] @ runs[1].T) / 2 + LIES * lies + TURNS * np.abs(turns[0][:, None] - turns[1][None]) / np.pi,
    )


def _directions(line: Places) -> Places:
    ahead = np.roll(line, -3, axis=0) - np.roll(line, 3, axis=0)
    return cast(Places, ahead / np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-9))


def _bends(line: Places) -> NDArray[np.float64]:
    """How far the outline turns at each point, in radians; to the right is positive."""
    before, after = line - np.roll(line, BEND_REACH, axis=0), np.roll(line, -BEND_REACH, axis=0) - line
    cross = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
    return cast(NDArray[np.float64], np.arctan2(cross, (before * after).sum(axis=1)))


def _cheapest_way(costs: NDArray[np.float64]) -> NDArray[np.intp]:
    """From the first pair to the last, a step on one outline or on both at a time, (K, 2)."""
    rows, columns = costs.shape
    total = np.full((rows, columns), np.inf)
    total[0] = np.cumsum(costs[0] + STEP) - STEP
    for row in range(1, rows):
        total[row] = _row_of(np.minimum(total[row - 1] + STEP, _shifted(total[row - 1])), costs[row])
    way = [(rows - 1, columns - 1)]
    while way[-1] != (0, 0):
        row, column = way[-1]
        before = [(row - 1, column - 1), (row - 1, column), (row, column - 1)]
        dearer = [0.0, STEP, STEP]
        known = [(total[place] + more, place) for place, more in zip(before, dearer, strict=True) if min(place) >= 0]
        way.append(min(known)[1])
    return np.array(way[::-1], np.intp)


def _shifted(row: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([[np.inf], row[:-1]])


def _row_of(entered: NDArray[np.float64], costs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Least cost to each place of a row, entered from the row above or reached along the row; a sum and a running minimum."""
    along = np.cumsum(costs + STEP)
    least: NDArray[np.float64] = along + np.minimum.accumulate(entered + costs - along)
    return least


def _walked(line: Places, way: NDArray[np.intp]) -> Places:
    """The outline at POINTS moments of the walk. Steps on the spot are spread out, so that no edge collapses to a point."""
    closed = np.concatenate([line, line[:1]])
    moments = ndimage.gaussian_filter1d(way.astype(np.float64), 2.0, mode="nearest")
    moments[0], moments[-1] = 0.0, len(line)
    at = np.interp(np.linspace(0, len(way) - 1, POINTS, endpoint=False), np.arange(len(way)), moments)
    return np.stack([np.interp(at, np.arange(len(closed)), closed[:, axis]) for axis in (0, 1)], axis=1)


# --- warps --------------------------------------------------------------------------------------------------------------------


class Warp:
    """A smooth map of the plane that carries the outlines `source` onto `target`: thin plates."""

    def __init__(self, source: tuple[Places, ...], target: tuple[Places, ...]) -> None:
        start, stop = np.concatenate(source)[::HELD], np.concatenate(target)[::HELD]
        kept = _distinct(start)
        self._map = RBFInterpolator(start[kept], stop[kept] - start[kept], kernel="thin_plate_spline", smoothing=SMOOTH**2 * len(kept))

    def __call__(self, places: Places) -> Places:
        """Where places (N, 2) come to lie, (N, 2)."""
        return places + cast(Places, self._map(places)) if len(places) else places

    def grid(self, side: int) -> Places:
        """Where the pixels of a square come to lie, (2, side, side) as x and y: found on a coarse grid, and linear between."""
        nodes = np.linspace(0, side - 1, GRID)
        x, y = np.meshgrid(nodes, nodes)
        moved = self(np.stack([x.ravel(), y.ravel()], axis=1)).reshape(GRID, GRID, 2)
        at = np.linspace(0, GRID - 1, side)
        rows, columns = np.meshgrid(at, at, indexing="ij")
        return np.stack([ndimage.map_coordinates(moved[..., axis], [rows, columns], order=1) for axis in (0, 1)])


def _distinct(places: Places) -> NDArray[np.intp]:
    """One of each place: thin plates cannot pull one point to two."""
    _, kept = np.unique(np.round(places, 1), axis=0, return_index=True)
    return np.sort(kept)
