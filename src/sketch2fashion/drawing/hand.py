"""The hand: what an untrained hand makes of a clean line drawing. One definition for training and for every benchmark.

At level ℓ the drawing is warped by a smooth field whose largest move is 20·ℓ px at 256 px, 30 %·ℓ of its strokes are missing, and
strokes have gaps of up to 12·ℓ px. Only the lines move, never the picture that they stand for. Benchmarks use ℓ = 0.5, seed 0.
"""

from __future__ import annotations

from typing import TypeAlias, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from sketch2fashion.drawing.framing import INK, REFERENCE
from sketch2fashion.drawing.grid import grown, neighbours, skeleton
from sketch2fashion.errors import BadValue
from sketch2fashion.garment import Lines

GRID = 10  # offsets a side
LARGEST_MOVE = 20.0  # px at 256 px, level 1
MISSING = 0.3  # of the strokes, level 1
LONGEST_GAP = 12.0  # px at 256 px, level 1
GAPPED = 0.5  # of the strokes that stay and are three gaps long
BACKBONE = 0.25  # of all ink: a stroke that is more of it is never missing, or nothing would be left

_Labels: TypeAlias = NDArray[np.int32]
_Field: TypeAlias = NDArray[np.float32]  # (2, H, W) px, down and right


def draw_by_hand(lines: Lines, level: float, generator: np.random.Generator | int) -> Lines:
    """`lines`, (H, W), as a hand of level 0 (exact) … 1 (very rough) draws them. The same generator state gives the same drawing.

    Raises `BadValue` for a level outside 0 … 1.
    """
    if not 0 <= level <= 1:
        raise BadValue(f"The level of the hand is {level:g}; it must be from 0 to 1.")
    generator = np.random.default_rng(generator)
    if level == 0 or not (lines > INK).any():
        return lines.copy()
    scale = max(lines.shape) / REFERENCE
    broken = _without_strokes_and_gaps(lines, level, scale, generator)
    return _warped(broken, _field(lines.shape, LARGEST_MOVE * level * scale, generator))


def _without_strokes_and_gaps(lines: Lines, level: float, scale: float, generator: np.random.Generator) -> Lines:
    middle = skeleton(lines > INK)
    strokes, count = ndimage.label(middle & ~grown(middle & (neighbours(middle) > 2), 1), np.ones((3, 3)))
    if not count:
        return lines
    lengths = np.bincount(strokes.ravel(), minlength=count + 1)[1:]
    gone = generator.permutation(count)[: round(MISSING * level * count)]
    gone = gone[lengths[gone] < BACKBONE * lengths.sum()]
    kept = np.ones(count + 1, np.bool_)
    kept[gone + 1] = False
    left = np.where(kept[_nearest_stroke(strokes)], lines, np.float32(0))
    for stroke, piece in enumerate(ndimage.find_objects(strokes), start=1):
        gap = generator.uniform(0, LONGEST_GAP * level * scale)
        if kept[stroke] and generator.random() < GAPPED and lengths[stroke - 1] > 3 * gap:
            places = np.argwhere(strokes[piece] == stroke)
            row, column = places[generator.integers(len(places))]
            _cut(left, row + piece[0].start, column + piece[1].start, gap / 2)
    return left


def _nearest_stroke(strokes: _Labels) -> _Labels:
    """For each pixel the stroke whose middle line is nearest."""
    rows, columns = ndimage.distance_transform_edt(strokes == 0, return_distances=False, return_indices=True)
    return cast(_Labels, strokes[rows, columns])


def _cut(lines: Lines, row: int, column: int, radius: float) -> None:
    """Wipe a disc, in place."""
    reach = int(np.ceil(radius)) + 1
    top, left = max(0, row - reach), max(0, column - reach)
    part = lines[top : row + reach + 1, left : column + reach + 1]
    rows, columns = np.ogrid[top : top + part.shape[0], left : left + part.shape[1]]
    part *= np.clip(np.hypot(rows - row, columns - column) - radius, 0, 1)


def _field(shape: tuple[int, ...], largest: float, generator: np.random.Generator) -> _Field:
    """Smooth random moves whose largest is `largest` px long."""
    offsets = ndimage.gaussian_filter(generator.uniform(-1, 1, (2, GRID, GRID)), (0, 1, 1), mode="nearest")
    size = (shape[1], shape[0])
    planes = [Image.fromarray(plane.astype(np.float32)).resize(size, Image.Resampling.BICUBIC) for plane in offsets]
    field = np.stack([np.asarray(plane) for plane in planes])
    return cast(_Field, field * (largest / max(float(np.hypot(*field).max()), 1e-6)))


def _warped(lines: Lines, field: _Field) -> Lines:
    rows, columns = np.indices(lines.shape, np.float32)
    moved: Lines = ndimage.map_coordinates(lines, (rows + field[0], columns + field[1]), order=1, mode="constant")
    return np.clip(moved, 0, 1)
