"""512 px: the square twice as large, its edges where the drawing has them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sketch2fashion.garment import Lines, Picture
from sketch2fashion.models.registry import session

HAZE = 0.04  # alpha this near to 0 or 1 is the network's rounding, not an edge


def upscaled(squares: Sequence[Picture], lines: Lines) -> list[Picture]:
    """Pictures (S, S, 4), straight alpha, at (2 S, 2 S, 4); `lines` (2 S, 2 S) is their drawing. Raises `ModelUnavailable`."""
    rgba = np.stack(squares).transpose(0, 3, 1, 2).astype(np.float32) / 255
    drawing = np.broadcast_to(lines[None, None], (len(squares), 1, *lines.shape)).astype(np.float32)
    (large,) = session("upscaler").run(["large"], {"rgba": rgba, "lines": drawing})
    large[:, 3] = np.clip((large[:, 3] - HAZE) / (1 - 2 * HAZE), 0, 1)
    pictures = np.rint(large * 255).astype(np.uint8).transpose(0, 2, 3, 1)
    return [np.where(picture[..., 3:] > 0, picture, 0).astype(np.uint8) for picture in pictures]
