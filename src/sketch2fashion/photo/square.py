"""The square that a garment is looked at in: its longer side fills 92 % of it, as in the garment sets that the networks learned from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from PIL import Image

from sketch2fashion.garment import Box, Picture, Plane

FILLED = 0.92  # of the side


@dataclass(frozen=True)
class Square:
    """A square in a picture's pixels; it may reach past the picture's edges."""

    left: int
    top: int
    side: int

    @classmethod
    def around(cls, box: Box) -> Square:
        """The square whose 92 % the box fills, the box in its middle."""
        side = max(1, round(max(box.width, box.height) / FILLED))
        return cls(box.x + (box.width - side) // 2, box.y + (box.height - side) // 2, side)

    def cropped(self, picture: Picture) -> Picture:
        """What the square shows, (side, side, 4); transparent beyond the picture's edges."""
        square = np.zeros((self.side, self.side, 4), np.uint8)
        there, here = self._overlap(picture.shape[0], picture.shape[1])
        square[here] = picture[there]
        return square

    def laid_back(self, plane: Plane, height: int, width: int) -> Plane:
        """A drawing of what the square shows, in its place on an empty (height, width) plane."""
        canvas = np.zeros((height, width), np.float32)
        there, here = self._overlap(height, width)
        canvas[there] = resize_plane(plane, self.side, self.side)[here]
        return canvas

    def _overlap(self, height: int, width: int) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
        """The common part, as slices of the picture and of the square."""
        top, left = max(0, self.top), max(0, self.left)
        bottom, right = min(height, self.top + self.side), min(width, self.left + self.side)
        picture = (slice(top, bottom), slice(left, right))
        return picture, (slice(top - self.top, bottom - self.top), slice(left - self.left, right - self.left))


def resize_plane(plane: Plane, width: int, height: int, *, smooth: bool = False) -> Plane:
    """A plane at another size, 0 … 1; `smooth` keeps lines even when they are enlarged."""
    if plane.shape == (height, width):
        return plane
    method = Image.Resampling.BICUBIC if smooth else Image.Resampling.BILINEAR
    image = Image.fromarray(np.ascontiguousarray(plane, np.float32)).resize((width, height), method)
    return cast(Plane, np.clip(np.asarray(image, np.float32), 0, 1))
