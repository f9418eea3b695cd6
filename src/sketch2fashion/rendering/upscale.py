"""512 px: the square twice as large, its edges where the drawing has them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sketch2fashion.garment import Lines, Picture
from sketch2fashion.models.registry import session

HAZE = 0.04  # alpha this near to 0 or 1 is the network's rounding, not an edge


def upscaled(squares: Sequence[Picture], lines: Lines) -> list[Picture]:
    """Pictures (S, S, 4), straight alpha, at (2 S, 2 S, 4); `lines` (2 S, 2 S) is their drawing. Raises `ModelUnavailable`."""
    return [_upscaled(square, lines) for square in squares]  # 16 in one run: twice the time, whose planes outgrow all caches, and 600 MB


def _upscaled(square: Picture, lines: Lines) -> Picture:
    rgba = square.transpose(2, 0, 1).astype(np.float32) / 255
    (large,) = session("upscaler").run(["large"], {"rgba": rgba[None], "lines": lines[None, None].astype(np.float32)})
    large[:, 3] = np.clip((large[:, 3] - HAZE) / (1 - 2 * HAZE), 0, 1)
    picture = np.rint(large[0] * 255).astype(np.uint8).transpose(1, 2, 0)
    return np.where(picture[..., 3:] > 0, picture, 0).astype(np.uint8)
