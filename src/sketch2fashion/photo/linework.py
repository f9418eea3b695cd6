"""Draw the lines of a garment as a careful hand would: a small network, at 256 … 384 px whatever the picture's size.

Expects the garment on white (`images.on_white` of a cut-out). What a line is depends on how large the garment is seen, so a
large picture is reduced first and its lines are brought up again; nothing finer than 1/384 of the picture is ever a line.
"""

from __future__ import annotations

from typing import cast

import numpy as np

from sketch2fashion.garment import Lines, Rgb
from sketch2fashion.images import resize
from sketch2fashion.models.registry import session
from sketch2fashion.photo.square import resize_plane

SMALLEST_SIDE, LARGEST_SIDE = 256, 384  # px; the longer side of what the network looks at
_STRIDE = 16  # the network's input sides are multiples of this


def draw_lines(rgb: Rgb) -> Lines:
    """The line drawing of (H, W, 3) `rgb`, of the same size; 1 = ink."""
    height, width = rgb.shape[:2]
    scale = np.clip(max(height, width), SMALLEST_SIDE, LARGEST_SIDE) / max(height, width)
    seen = resize(rgb, max(1, round(width * scale)), max(1, round(height * scale)))
    return resize_plane(_ink(_padded(seen))[: seen.shape[0], : seen.shape[1]], width, height, smooth=True)


def _padded(rgb: Rgb) -> Rgb:
    """White added on the right and below, up to multiples of the network's stride."""
    height, width = rgb.shape[:2]
    return np.pad(rgb, ((0, -height % _STRIDE), (0, -width % _STRIDE), (0, 0)), constant_values=255)


def _ink(rgb: Rgb) -> Lines:
    planes = (rgb.astype(np.float32) / 255).transpose(2, 0, 1)[None]
    (lines,) = session("linework").run(["lines"], {"rgb": np.ascontiguousarray(planes)})
    return cast(Lines, np.asarray(lines, np.float32)[0, 0])
