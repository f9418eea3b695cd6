"""Drawings made for the tests: lines of a garment with known truth, gaps included."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from sketch2fashion.drawing.grid import filled_polygon
from sketch2fashion.garment import Hints, Layers, Lines, Mask

Corner = tuple[float, float]  # x, y in px at 256

T_SHIRT: tuple[Corner, ...] = (
    (96, 24), (112, 36), (144, 36), (160, 24), (236, 70), (212, 112), (184, 94), (184, 232), (72, 232), (72, 94), (44, 112), (20, 70),
)  # fmt: skip
PANTS: tuple[Corner, ...] = ((80, 16), (176, 16), (206, 240), (152, 240), (130, 90), (126, 90), (104, 240), (50, 240))


def lines_of(*paths: Sequence[Corner], width: int = 3, size: int = 256) -> Lines:
    """Ink along open paths."""
    image = Image.new("L", (4 * size, 4 * size))
    pen = ImageDraw.Draw(image)
    for path in paths:
        points = [(x * size / 64, y * size / 64) for x, y in path]
        pen.line([(x, y) for x, y in points], fill=255, width=4 * width, joint="curve")
    ink: Lines = np.divide(np.asarray(image.reduce(4)), 255, dtype=np.float32)
    return ink


def closed(path: Sequence[Corner]) -> list[Corner]:
    return [*path, path[0], path[1]]


def filled(path: Sequence[Corner], size: int = 256) -> Mask:
    return filled_polygon(np.array([(y, x) for x, y in path]) * (size / 256), (size, size))


def layers_of(lines: Lines, hints: Hints | None = None, borders: Lines | None = None) -> Layers:
    return Layers(
        lines=lines,
        hints=np.zeros((*lines.shape, 4), np.uint8) if hints is None else hints,
        borders=np.zeros_like(lines) if borders is None else borders,
    )


def dots(*marks: tuple[float, float, tuple[int, int, int]], radius: int = 3, size: int = 256) -> Hints:
    """Square colour marks at x, y."""
    hints = np.zeros((size, size, 4), np.uint8)
    for x, y, colour in marks:
        hints[int(y) - radius : int(y) + radius + 1, int(x) - radius : int(x) + radius + 1] = (*colour, 255)
    return hints


def overlap(one: Mask, other: Mask) -> float:
    """Intersection over union."""
    return float((one & other).sum() / max((one | other).sum(), 1))
