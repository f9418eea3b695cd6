"""An open jacket is one garment: between its two fronts one sees its back.

Two bodies side by side are fronts if their facing sides are smooth, while on a far side an armpit is cut out below a sleeve. Two garments
on one paper have sleeves on both sides; boots have their toes below. Legs have no armpit; they are trousers if a line joins them
at the waist.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sketch2fashion.drawing.grid import convex_hull, filled_polygon, grown
from sketch2fashion.garment import Mask

BESIDE = 0.5  # of the rows of the lower body, at least, lie beside the other one
SMOOTH = 0.1  # of a front's area, at most, is missing on its inner side …
ARMPIT = 0.05  # … and at least that on its outer side
YOKE = 0.2  # of the rows that two legs share is trousers, not leg
GAP = 2  # px at 128 px: half of what a back neckline may leave open


@dataclass(frozen=True, eq=False)
class _Body:
    """One piece of a garment, with the first and the last column of each row, (H,) each; H × W and -1 where it has none."""

    mask: Mask
    first: NDArray[np.intp]
    last: NDArray[np.intp]

    @classmethod
    def of(cls, mask: Mask) -> _Body:
        width = mask.shape[1]
        some = mask.any(axis=1)
        return cls(mask, np.where(some, mask.argmax(axis=1), width), np.where(some, width - 1 - mask[:, ::-1].argmax(axis=1), -1))

    @property
    def rows(self) -> NDArray[np.bool_]:
        """The rows that the body reaches, (H,)."""
        return self.last >= 0


def between(bodies: Mask, walls: Mask) -> Mask:
    """What lies between two fronts, or between two legs at the waist: `bodies` are the large pieces, `walls` the ink, (H, W) both."""
    found = np.zeros_like(bodies)
    labels, count = ndimage.label(bodies)
    pieces = sorted((_Body.of(labels == label) for label in range(1, count + 1)), key=_middle)
    for left, right in pairwise(pieces):
        rows = left.rows & right.rows & (left.last < right.first)
        if np.count_nonzero(rows) < BESIDE * min(np.count_nonzero(left.rows), np.count_nonzero(right.rows)):
            continue
        if _are_fronts(left, right):
            found |= _below_neckline(_span(left, right, rows), walls)
        else:
            found |= _yoke(left, right, rows, walls)
    return found


def _middle(body: _Body) -> float:
    columns = np.nonzero(body.mask)[1]
    return float(columns.sum()) / columns.size


def _span(left: _Body, right: _Body, rows: NDArray[np.bool_]) -> Mask:
    columns = np.arange(left.mask.shape[1])
    span: Mask = rows[:, None] & (columns > left.last[:, None]) & (columns < right.first[:, None])
    return span


# --- fronts -------------------------------------------------------------------------------------------------------------------


def _are_fronts(left: _Body, right: _Body) -> bool:
    missing = (_missing(left, inner_is_right=True), _missing(right, inner_is_right=False))
    return max(inner for inner, _ in missing) <= SMOOTH and max(armpit for _, armpit in missing) >= ARMPIT


def _missing(body: _Body, *, inner_is_right: bool) -> tuple[float, float]:
    """What the hull has and the body has not, as shares of the body: on its inner side, and elsewhere if that is an armpit."""
    hull = filled_polygon(convex_hull(body.mask), body.mask.shape) | body.mask
    columns = np.arange(hull.shape[1])
    beyond = columns > body.last[:, None] if inner_is_right else columns < body.first[:, None]
    inner, outer = hull & beyond, hull & ~beyond & ~body.mask
    area = int(np.count_nonzero(body.mask))
    is_armpit = outer.any() and _height(outer) > _height(body.mask)
    return np.count_nonzero(inner) / area, np.count_nonzero(outer) / area if is_armpit else 0.0


def _height(mask: Mask) -> float:
    """The mean row; larger is lower."""
    rows = np.nonzero(mask)[0]
    return float(rows.sum()) / rows.size


def _below_neckline(span: Mask, walls: Mask) -> Mask:
    """The span below a line that crosses it: a back neckline. All of it if none does."""
    rows = np.flatnonzero(span.any(axis=1))
    free = span & ~grown(walls, GAP)
    labels, _ = ndimage.label(free)
    top, bottom = labels[rows[0]], labels[rows[-1]]
    above = np.setdiff1d(top, np.append(bottom, 0))
    if not np.setdiff1d(bottom, [0]).size:
        return span
    cut: Mask = span & ~grown(np.isin(labels, above), GAP)
    return cut


# --- legs ---------------------------------------------------------------------------------------------------------------------


def _yoke(left: _Body, right: _Body, rows: NDArray[np.bool_], walls: Mask) -> Mask:
    """The upper part of what lies between two legs, if a line joins them there."""
    shared = np.flatnonzero(rows)
    lowest = int(shared[int(YOKE * (len(shared) - 1))])
    upper = walls | left.mask | right.mask
    upper[lowest + 1 :] = False
    labels, _ = ndimage.label(upper, np.ones((3, 3)))
    if not np.intersect1d(labels[left.mask & upper], labels[right.mask & upper]).size:
        return np.zeros_like(walls)
    return _span(left, right, rows & (np.arange(len(rows)) <= lowest))
