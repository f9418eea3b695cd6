"""The lines that a garment of this outline would have inside: seams, plackets, pockets and folds, drawn one stroke after another.

The model `strokes` tells how likely each next stroke is, given the outline, what it is, and the lines that are there. Strokes are drawn
by these likelihoods, from a seed that the drawing itself gives, so that the same drawing always gets the same lines. What would leave
the garment or run along a line that is there is drawn anew.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage
from scipy.interpolate import CubicSpline

from sketch2fashion.categories import CATEGORY_NAMES, require_category
from sketch2fashion.drawing.paths import Path, length
from sketch2fashion.drawing.shapes import SIDE
from sketch2fashion.models import registry

PLANE = 64  # px: the size at which the model sees a depth
POINTS, LEVELS, CODES, CELLS, KNOWN = 8, 3, 512, 32 * 32, 160  # of the model
MOST = 36  # strokes in all
OWN = 12  # lines that are there are told to the model, the longest
TRIES = 48  # strokes that are drawn at most, the refused ones among them
TEMPERATURE = 0.8  # of the draw: less keeps nearer to the likeliest
RIM = 0.17  # depth: lines end where they come nearer to the outline (2 px)
SHORTEST = 4.0  # px
APART = 2.0  # px: nearer to a line that is there, a line is the same line
FINE = 2.0  # px between the points of a line


def imagined(
    depth: NDArray[np.float32], category: str | None, there: Sequence[Path], seed: int, temperature: float = TEMPERATURE
) -> tuple[Path, ...]:
    """Lines inside a garment of that depth (SIDE, SIDE), -1 … 1, that the lines that are `there` leave room for; px of SIDE.

    The same arguments give the same lines. Raises `UnknownCategory`, `ModelUnavailable`.
    """
    random = np.random.default_rng(seed)
    outline = _known(depth)
    place = len(CATEGORY_NAMES) if category is None else CATEGORY_NAMES.index(require_category(category))
    told = [turned(resampled(path, POINTS)) for path in sorted((path for path in there if len(path) > 1), key=length, reverse=True)[:OWN]]
    own = len(told)
    taken = _Taken(there)
    found: list[Path] = []
    refused = False
    for _ in range(TRIES):
        if len(there) + len(found) >= MOST:
            break
        stroke, end = _next(outline, place, told, own, random, temperature)
        if not refused and random.random() < end:  # after a refusal it has been asked already
            break
        piece = _inside(curve(stroke), depth)
        refused = piece is None or taken.holds(piece)
        if piece is None or refused:
            continue
        told.append(stroke)
        taken.add(piece)
        found.append(piece)
    return tuple(found)


def seed_of(ink: NDArray[np.float32]) -> int:
    """A number that the drawing itself gives."""
    return zlib.crc32(np.rint(ink * 15).astype(np.uint8).tobytes())


# --- the model --------------------------------------------------------------------------------------------------------------


def _known(depth: NDArray[np.float32]) -> NDArray[np.float32]:
    """What the model knows of an outline, (1, CELLS, KNOWN)."""
    small = depth.reshape(PLANE, 2, PLANE, 2).mean((1, 3)).astype(np.float32)
    return _run(["known"], depth=small[None, None])[0]


def _next(
    outline: NDArray[np.float32],
    category: int,
    told: Sequence[NDArray[np.float64]],
    own: int,
    random: np.random.Generator,
    temperature: float,
) -> tuple[NDArray[np.float64], float]:
    """The next stroke (POINTS, 2), and how likely nothing more belongs there."""
    lines = np.array(told, np.float32).reshape(1, -1, POINTS, 2)
    stroke, end = _run(
        ["stroke", "end"],
        outline=outline,
        category=np.array([category], np.int64),
        lines=lines,
        drawn=(np.arange(len(told)) < own).astype(np.int64)[None],
        place_noise=(temperature * random.gumbel(size=(1, CELLS))).astype(np.float32),
        code_noise=(temperature * random.gumbel(size=(1, LEVELS, CODES))).astype(np.float32),
    )
    return np.asarray(stroke[0], np.float64), float(end[0])


def _run(wanted: list[str], **given: NDArray[np.generic]) -> list[NDArray[np.float32]]:
    """One part of the model. The runtime computes both; the other's inputs are empty, or as short as can be."""
    feeds: dict[str, NDArray[np.generic]] = {
        "depth": np.zeros((0, 1, PLANE, PLANE), np.float32),
        "outline": np.zeros((1, CELLS, KNOWN), np.float32),
        "category": np.zeros(1, np.int64),
        "lines": np.zeros((1, 0, POINTS, 2), np.float32),
        "drawn": np.zeros((1, 0), np.int64),
        "place_noise": np.zeros((1, CELLS), np.float32),
        "code_noise": np.zeros((1, LEVELS, CODES), np.float32),
    }
    answers: list[NDArray[np.float32]] = registry.session("strokes").run(wanted, feeds | given)
    return answers


# --- paths ------------------------------------------------------------------------------------------------------------------


def resampled(path: Path, count: int) -> Path:
    """`count` points at even distances along a path."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
    places = np.linspace(0, along[-1], count)
    return np.stack([np.interp(places, along, path[:, axis]) for axis in (0, 1)], axis=1)


def turned(path: Path) -> Path:
    """The path from its upper end, a level one from its left: the way in which the model draws."""
    down, right = path[-1] - path[0]
    return path[::-1] if down + 0.3 * right < 0 else path


def curve(stroke: NDArray[np.float64]) -> Path:
    """A smooth path through a stroke's points."""
    count = max(POINTS, round(length(stroke) / FINE) + 1)
    smooth = CubicSpline(np.arange(len(stroke)), stroke)
    return np.asarray(smooth(np.linspace(0, len(stroke) - 1, count)), np.float64)


def _inside(path: Path, depth: NDArray[np.float32]) -> Path | None:
    """The longest piece of a path well inside the garment; None where that is short, or less than half of the path."""
    within = ndimage.map_coordinates(depth, path.T, order=1, mode="nearest") > RIM
    runs, count = ndimage.label(within)
    pieces = [path[runs == number] for number in range(1, count + 1)]
    longest = max(pieces, key=len, default=path[:0])
    return longest if len(longest) > 1 and length(longest) >= max(SHORTEST, 0.5 * length(path)) else None


class _Taken:
    """Where lines run already."""

    def __init__(self, lines: Sequence[Path]) -> None:
        self._image = Image.new("1", (SIDE, SIDE))
        self._pen = ImageDraw.Draw(self._image)
        for path in lines:
            self._line(path)
        self._distance = self._measured()

    def add(self, path: Path) -> None:
        self._line(path)
        self._distance = self._measured()

    def holds(self, path: Path) -> bool:
        """Whether more than half of the path runs along a line that is there."""
        near = ndimage.map_coordinates(self._distance, path.T, order=1, mode="nearest") < APART
        return bool(near.mean() > 0.5)

    def _line(self, path: Path) -> None:
        self._pen.line(path[:, ::-1].ravel().tolist(), fill=1)

    def _measured(self) -> NDArray[np.float64]:
        ink = np.asarray(self._image, np.bool_)
        return np.asarray(ndimage.distance_transform_edt(~ink) if ink.any() else np.full(ink.shape, np.inf), np.float64)
