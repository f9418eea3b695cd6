"""The nouns that travel between the layers. Arrays say their range in their alias; dicts stop at the JSON edge."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Lines: TypeAlias = NDArray[np.float32]  # (H, W), 0 paper … 1 ink
Plane: TypeAlias = NDArray[np.float32]  # (H, W), 0 … 1
Mask: TypeAlias = NDArray[np.bool_]  # (H, W)
Hints: TypeAlias = NDArray[np.uint8]  # (H, W, 4) sRGB, alpha >= 128: a hint here
Flats: TypeAlias = NDArray[np.uint8]  # (H, W, 4) sRGB, alpha 0: free, the renderer chooses
Picture: TypeAlias = NDArray[np.uint8]  # (H, W, 4) sRGB, straight alpha
Rgb: TypeAlias = NDArray[np.uint8]  # (H, W, 3) sRGB
Vector: TypeAlias = NDArray[np.float32]  # (256,), length 1

HINT_ALPHA = 128  # from this alpha on, a pixel of `Hints` is a hint


@dataclass(frozen=True, eq=False)
class Layers:
    """The raster planes of one sketch, all of its canvas size: what every later step reads.

    `borders` split colour regions and are never rendered. `category` is the user's choice or None. `auto` marks regions that the
    renderer colours as it likes, whatever the hints say. `gap`: px up to which a gap in a line stops a colour; None: the usual.
    """

    lines: Lines
    hints: Hints
    borders: Lines
    category: str | None = None
    auto: Mask | None = None
    gap: float | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        height, width = self.lines.shape
        return width, height


@dataclass(frozen=True, eq=False)
class Garment:
    """A picture of a garment and how it was made. `pixels` is RGBA with straight alpha."""

    pixels: Picture
    category: str
    model: str
    seed: int
    refine: float


@dataclass(frozen=True)
class Box:
    """Where something lies in a picture, in its pixels."""

    x: int
    y: int
    width: int
    height: int

    def as_list(self) -> list[int]:
        """`[x, y, w, h]`, the form of the JSON replies."""
        return [self.x, self.y, self.width, self.height]


@dataclass(frozen=True)
class Match:
    """A product that was found, with its score (0 … 1, comparable within one shop only) and the reason for it.

    `colours` are colour families; `in_stock` is None where the shop does not say.
    """

    id: str
    title: str
    price: str | None  # decimal, major units
    currency: str | None  # ISO 4217
    image: str
    link: str
    shop: str
    category: str | None
    score: float
    why: dict[str, float] = field(default_factory=dict)
    colours: tuple[str, ...] = ()
    in_stock: bool | None = None
