"""Is a picture a drawing or a garment (photo, render)?

A drawing is thin marks on paper: take away everything thinner than a marker's stroke, and nothing is left but paper, which changes
slowly whatever the light. A garment is an area: its outline stays, and a white one shows soft folds where a drawing shows none.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sketch2fashion.garment import Picture
from sketch2fashion.images import on_white, resize

_SIDE = 192  # px, the longer side at which is looked
_WIDEST_STROKE = 15  # px of _SIDE
_EDGE = 0.06  # change from one pixel to the next, 0 … 1, that no light on paper makes
_MOST_EDGES = 0.12  # edge pixels as a share of _SIDE: a page's corner may be in the picture
_INK = 0.22  # darker than the paper around it by this: a mark
_SHADE = 0.035  # … by this, away from marks: a fold
_MOST_SHADE = 0.04  # share of the picture


def looks_drawn(picture: Picture) -> bool:
    """Whether `picture` (H, W, 4) is a line drawing on paper or on nothing, dark on light or the reverse."""
    edges, shade = _measures(picture)
    return edges <= _MOST_EDGES and shade <= _MOST_SHADE


def _measures(picture: Picture) -> tuple[float, float]:
    """How much edge is left without thin marks (as a share of the side), and how much of the picture is soft shade."""
    light = _light(picture)
    paper = ndimage.grey_closing(np.pad(light, _WIDEST_STROKE, mode="edge"), (_WIDEST_STROKE, _WIDEST_STROKE))
    paper = paper[_WIDEST_STROKE:-_WIDEST_STROKE, _WIDEST_STROKE:-_WIDEST_STROKE]
    down, right = np.gradient(ndimage.uniform_filter(paper, 3))
    edges = int((np.hypot(down, right) > _EDGE).sum()) / _SIDE
    darkness = paper - light
    marks = ndimage.binary_dilation(darkness > _INK, iterations=3)
    return edges, float(((darkness > _SHADE) & ~marks).mean())


def _light(picture: Picture) -> NDArray[np.float32]:
    """The darkest channel (a coloured pen is ink too), 0 … 1, turned round where the paper is dark; at most _SIDE px."""
    height, width = picture.shape[:2]
    scale = min(1.0, _SIDE / max(height, width))
    small = resize(picture, max(1, round(width * scale)), max(1, round(height * scale)))
    rgb = on_white(small).astype(np.float32) / 255
    border = np.concatenate([rgb[0], rgb[-1], rgb[:, 0], rgb[:, -1]])
    light = 1 - rgb.max(axis=2) if float(np.median(border)) < 0.4 else rgb.min(axis=2)
    return np.asarray(light, np.float32)
