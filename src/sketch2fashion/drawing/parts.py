"""Parts of a garment as places on its silhouette: what "tidy the sleeves only" means.

Boxes in shares of the silhouette's own box (x from 0 at the left to 1 at the right, y downwards); sleeves are two. Their edges are
feathered, so that what is tidied runs into what is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sketch2fashion.errors import BadValue
from sketch2fashion.garment import Mask

_Box: TypeAlias = tuple[float, float, float, float]  # left, top, right, bottom

FEATHER = 0.03  # of the silhouette's longer side: the Gaussian over a part's edge
PARTS = ("collar", "sleeves", "hem", "waistband", "legs", "brim")

_UPPER: dict[str, tuple[_Box, ...]] = {
    "collar": ((0.25, -0.1, 0.75, 0.22),),
    "sleeves": ((-0.1, -0.1, 0.27, 0.9), (0.73, -0.1, 1.1, 0.9)),
    "hem": ((0.2, 0.82, 0.8, 1.1),),
}
_LOWER: dict[str, tuple[_Box, ...]] = {
    "waistband": ((-0.1, -0.1, 1.1, 0.17),),
    "legs": ((-0.1, 0.3, 1.1, 1.1),),
    "hem": ((-0.1, 0.85, 1.1, 1.1),),
}
_BOXES: dict[str, dict[str, tuple[_Box, ...]]] = {
    **dict.fromkeys(("t-shirt", "long-sleeve", "shirt", "polo", "hoodie", "outerwear"), _UPPER),
    "top": {name: boxes for name, boxes in _UPPER.items() if name != "sleeves"},
    "dress": {**_UPPER, "hem": ((-0.1, 0.85, 1.1, 1.1),)},
    "pants": _LOWER,
    "shorts": _LOWER,
    "skirt": {name: boxes for name, boxes in _LOWER.items() if name != "legs"},
    "hat": {"brim": ((-0.1, 0.62, 1.1, 1.1),)},
    "shoes": {},
}


def parts_of(category: str) -> tuple[str, ...]:
    """The parts that garments of a category have."""
    return tuple(_BOXES[category])


def require_parts(text: str) -> tuple[str, ...]:
    """The parts that a comma list names; none for an empty one. Raises `BadValue`."""
    names = tuple(name.strip().lower() for name in text.split(",") if name.strip())
    for name in names:
        if name not in PARTS:
            raise BadValue(f'"{name[:40]}" is not a part of a garment.', hint=f"Parts: {', '.join(PARTS)}.")
    return names


def parts_weight(silhouette: Mask, category: str | None, parts: Sequence[str]) -> NDArray[np.float32]:
    """1 within the parts, 0 elsewhere, feathered between, (H, W). All of the plane where no part is named.

    Raises `BadValue` for a part that such garments do not have, or without a category.
    """
    if not parts:
        return np.ones(silhouette.shape, np.float32)
    if category is None:
        raise BadValue("Parts belong to a kind of garment, and no category was given.", hint="Give the category.")
    known = _BOXES[category]
    for name in parts:
        if name not in known:
            raise BadValue(f"A {category} has no {name}.", hint=f"Its parts: {', '.join(known) or 'none'}.")
    return _weight(silhouette, [box for name in parts for box in known[name]])


def _weight(silhouette: Mask, boxes: Sequence[_Box]) -> NDArray[np.float32]:
    rows, columns = np.flatnonzero(silhouette.any(axis=1)), np.flatnonzero(silhouette.any(axis=0))
    weight = np.zeros(silhouette.shape, np.float32)
    if not rows.size:
        return weight
    top, left = int(rows[0]), int(columns[0])
    height, width = int(rows[-1]) + 1 - top, int(columns[-1]) + 1 - left
    for x0, y0, x1, y1 in boxes:
        across = slice(max(0, round(left + x0 * width)), max(0, round(left + x1 * width)))
        weight[max(0, round(top + y0 * height)) : max(0, round(top + y1 * height)), across] = 1
    return np.asarray(ndimage.gaussian_filter(weight, FEATHER * max(height, width)), np.float32)
