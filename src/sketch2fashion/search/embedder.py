"""Any picture of a garment (photo, render or line drawing) to a 256-d unit vector and category scores.

All three kinds live in one space: a line drawing of a skirt lies near photos of that skirt. The garment is first cut to its bounding
box and laid on a white square of which it fills 92 %, as everything the network learned from was.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.errors import EmptyDrawing, ModelUnavailable
from sketch2fashion.garment import Picture, Rgb, Vector
from sketch2fashion.images import on_white, resize
from sketch2fashion.models import registry

DIMENSIONS = 256
SIDE = 224  # px, what the network sees
FILL = 0.92  # share of the square that the garment's longer side takes
_PAPER = 245  # a pixel is garment when one of its channels is darker than this
_BATCH = 16  # pictures in one inference: more gains nothing on a CPU and costs memory


@dataclass(frozen=True, eq=False)
class Embedding:
    """Where a picture lies in the space of garments, and how much it looks like each category (0 … 1, independent of each other)."""

    vector: Vector
    category_scores: dict[str, float]

    @property
    def category(self) -> str:
        """The likeliest category."""
        return max(self.category_scores, key=lambda name: self.category_scores[name])


def embed(rgb: Rgb | Picture) -> Embedding:
    """Embed one picture, (H, W, 3) on white or (H, W, 4) with alpha, of any size. Raises `EmptyDrawing` for a white picture."""
    return embed_many([rgb])[0]


def embed_many(batch: Sequence[Rgb | Picture]) -> list[Embedding]:
    """Embed many pictures, in the order given. Raises `EmptyDrawing` if one of them is all white."""
    squares = [garment_square(picture) for picture in batch]
    return [embedding for start in range(0, len(squares), _BATCH) for embedding in _embed_squares(squares[start : start + _BATCH])]


def garment_square(picture: Rgb | Picture, side: int = SIDE) -> Rgb:
    """What is not paper in the picture, cut out by its bounding box and centred on a white square, (side, side, 3)."""
    rgb = on_white(picture) if picture.shape[2] == 4 else picture
    ink = np.minimum(np.minimum(rgb[..., 0], rgb[..., 1]), rgb[..., 2]) < _PAPER  # several times as fast as min(axis=2)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if len(rows) == 0:
        raise EmptyDrawing("The picture is all white; there is no garment in it.")
    crop = rgb[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = side * FILL / max(crop.shape[:2])
    height, width = (max(1, round(length * scale)) for length in crop.shape[:2])
    square = np.full((side, side, 3), 255, np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = resize(np.ascontiguousarray(crop), width, height)
    return square


@functools.cache
def model_id() -> str:
    """Version and checksum of the installed embedder. Vectors of different ids must never be compared."""
    path = registry.model_path("embedder")
    if not path.is_file():
        raise ModelUnavailable("The model embedder is not installed (embedder.onnx is missing).", hint="Reinstall the package.")
    return "embedder-" + hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _embed_squares(squares: Sequence[Rgb]) -> list[Embedding]:
    pixels = np.stack(squares).astype(np.float32).transpose(0, 3, 1, 2) / np.float32(255)  # (B, 3, 224, 224)
    outputs = registry.session("embedder").run(["vector", "scores"], {"rgb": np.ascontiguousarray(pixels)})
    vectors, scores = cast(list[NDArray[np.float32]], outputs)
    return [
        Embedding(vector, {name: float(value) for name, value in zip(CATEGORY_NAMES, row, strict=True)})
        for vector, row in zip(vectors, scores, strict=True)
    ]
