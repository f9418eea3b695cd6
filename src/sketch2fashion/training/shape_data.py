"""What `shape` learns from: garments as paths, drawn cleanly for the answer and by a hand for the question.

A photo's linework is soft and full of folds. Here each garment becomes what a designer would trace of it: the closed outlines of its
silhouette and the strongest lines inside, as paths. Paths can be redrawn by a hand of any level in a millisecond: simplified to the
corners that a hurried hand makes, bent, cut, doubled, forgotten, drawn with another pen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path as FilePath
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage
from skimage.filters import apply_hysteresis_threshold
from skimage.measure import approximate_polygon, find_contours

from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.drawing.grid import skeleton
from sketch2fashion.drawing.paths import Path, length, paths, smoothed
from sketch2fashion.drawing.shapes import SHORTEST
from sketch2fashion.errors import BadFeed
from sketch2fashion.training.dataset.table import TABLE_NAME
from sketch2fashion.training.networks.shape import REACH, SIDE
from sketch2fashion.training.wardrobe import read_pieces

READ = 2 * SIDE  # px: the size at which drawings are traced
FAINT, CLEAR = 0.30, 0.60  # share of ink: a traced line is somewhere clear and nowhere faint
RIM = 5.0  # px of READ: lines nearer to the edge are the outline
MOST = 36  # lines inside a garment, the heaviest; more are a print
STORED_REACH = 2 * REACH  # px of SIDE: where the stored distance is cut off, so that pictures can be enlarged
GRID, LARGEST_MOVE = 10, 10.0  # the hand of drawing/hand.py, px of SIDE
FINE = 2  # cells a px when drawing
_VERSION = 2

Random: TypeAlias = np.random.Generator
Ink: TypeAlias = NDArray[np.uint8]  # (SIDE, SIDE), 255 = ink


@dataclass(frozen=True, eq=False)
class Shapes:
    """N garments of one split; paths are rows and columns in px of SIDE."""

    categories: NDArray[np.int64]  # (N,) places in CATEGORY_NAMES
    depths: NDArray[np.int8]  # (N, SIDE, SIDE): 127 is STORED_REACH px inside
    outlines: tuple[tuple[Path, ...], ...]
    inner: tuple[tuple[Path, ...], ...]  # the heaviest first

    def __len__(self) -> int:
        return len(self.categories)


def load_shapes(data: FilePath, split: str, cache: FilePath | None = None, limit: int | None = None) -> Shapes:
    """The garments of a split, from a garment set or a pack; kept in `cache`, as tracing takes minutes. Raises `BadFeed`."""
    path = None if cache is None else cache / f"shapes-{_fingerprint(data, split, limit)}.npz"
    if path is not None and path.is_file():
        return _sparse(_read(path))
    shapes = _traced_set(data, split, limit)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(shapes, path)
    return _sparse(shapes)


def traced_garment(alpha: NDArray[np.uint8], ink: NDArray[np.uint8]) -> tuple[NDArray[np.int8], tuple[Path, ...], tuple[Path, ...]]:
    """Depth, outlines and inner paths of a garment: its coverage and its linework (255 = ink), (READ, READ) each."""
    inside = ndimage.binary_fill_holes(alpha > 127) if (alpha > 127).mean() < 0.05 else alpha > 127
    depth = ndimage.distance_transform_edt(inside) - ndimage.distance_transform_edt(~inside)
    depth = depth - np.where(inside, 0.5, -0.5)
    contours = [contour for contour in find_contours(np.pad(ndimage.gaussian_filter(depth, 1.0), 1, constant_values=-9.0), 0.0)]  # type: ignore[no-untyped-call]
    long = max((len(contour) for contour in contours), default=0)
    outlines = tuple(_at_side(contour - 1) for contour in contours if len(contour) >= max(24, 0.12 * long))
    lines = ink.astype(np.float32) / 255
    strong = apply_hysteresis_threshold(ndimage.gaussian_filter(lines, 0.7), FAINT, CLEAR)  # type: ignore[no-untyped-call]
    ways = [smoothed(way, 2.5) for way in paths(skeleton(strong & (depth > RIM)), 6.0) if len(way) >= 2.4 * SHORTEST]
    weights = [len(way) * float(ndimage.map_coordinates(lines, way.T, order=1).mean()) for way in ways]
    heaviest = [ways[place] for place in np.argsort(weights)[::-1][:MOST]]
    half = depth.reshape(SIDE, 2, SIDE, 2).mean((1, 3)) / 2
    stored = np.rint(np.clip(half / STORED_REACH, -1, 1) * 127).astype(np.int8)
    return stored, outlines, tuple(_at_side(way) for way in heaviest)


# --- drawing ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Placement:
    """How a garment is laid on its square before anyone draws it: mirrored or not, another size and place."""

    mirrored: bool
    zoom: float
    down: float  # px of SIDE
    right: float

    @staticmethod
    def random(random: Random) -> Placement:
        """Mostly as large as the garments are; now and then smaller, as on a canvas with room around."""
        zoom = float(random.uniform(0.75, 1.0) if random.random() < 0.25 else random.uniform(0.94, 1.05))
        room = 3.0 + SIDE * max(0.0, 1 - zoom) / 2
        return Placement(bool(random.random() < 0.5), zoom, *random.uniform(-room, room, 2).tolist())

    def of(self, path: Path) -> Path:
        """The path where it lies then."""
        middle = (SIDE - 1) / 2
        placed = (path - middle) * self.zoom
        if self.mirrored:
            placed = placed * (1.0, -1.0)
        return np.asarray(placed + np.array([middle + self.down, middle + self.right]))

    def of_depth(self, depth: NDArray[np.int8]) -> NDArray[np.float32]:
        """The signed distance where it lies then, -1 … 1 at REACH px."""
        plane = depth[:, ::-1] if self.mirrored else depth
        middle = (SIDE - 1) / 2
        offset = [middle - (middle + move) / self.zoom for move in (self.down, self.right)]
        moved = ndimage.affine_transform(plane.astype(np.float32), [1 / self.zoom] * 2, offset, order=1, mode="constant", cval=-127.0)
        return np.asarray(np.clip(moved * (self.zoom * STORED_REACH / (127 * REACH)), -1, 1), np.float32)


def drawn_ink(ways: Sequence[Path], width: float) -> Ink:
    """Paths drawn with a pen of `width` px."""
    image = Image.new("L", (FINE * SIDE, FINE * SIDE))
    pen = ImageDraw.Draw(image)
    thick = max(1, round(width * FINE))
    for way in ways:
        if len(way) > 1:
            pen.line(((way[:, ::-1] + 0.5) * FINE - 0.5).ravel().tolist(), fill=255, width=thick, joint="curve")
    return np.asarray(image.reduce(FINE), np.uint8)


def by_hand(outlines: Sequence[Path], inner: Sequence[Path], level: float, random: Random) -> Ink:
    """What a hand of level 0 … 1 draws of a garment: the outline and none, some or all of the lines inside."""
    field = _field(LARGEST_MOVE * level, random)
    straight = random.random() < 0.6  # corners are moved, what lies between them stays straight
    coarse = 0.35 + float(random.uniform(0, 4.2)) * level
    strokes = [part for outline in outlines for part in _strokes_of_outline(outline, coarse, level, random)]
    strokes += [_simplified(way, coarse * 0.6) for way in _remembered(inner, random)]
    kept = _not_forgotten(strokes, level, random)
    return drawn_ink(
        [_by_hand(stroke, field, straight, level, random) for stroke in _doubled(kept, level, random)], random.uniform(0.8, 2.0)
    )


def _strokes_of_outline(outline: Path, coarse: float, level: float, random: Random) -> list[Path]:
    """A closed outline cut into a few strokes that start and end anywhere."""
    corners = _simplified(outline, coarse)
    if len(corners) < 5:
        corners = _simplified(outline, 0.35)
    corners = np.roll(corners[:-1], random.integers(len(corners)), axis=0)
    closed = np.concatenate([corners, corners[:1]])
    most = min(6, len(closed) - 2)
    count = int(random.integers(0, max(most, 0) + 1))
    cuts = sorted(random.choice(np.arange(1, max(len(closed) - 1, 2)), size=count, replace=False).tolist())
    stops = [0, *cuts, len(closed) - 1]
    return [closed[start : stop + 1] for start, stop in pairwise(stops) if stop > start]


def _remembered(inner: Sequence[Path], random: Random) -> list[Path]:
    kind = random.random()
    if not inner or kind < 0.4:
        return []
    if kind < 0.8:
        return [way for place, way in enumerate(inner[:12]) if random.random() < 0.7 / (1 + 0.3 * place)]
    return list(inner)


def _not_forgotten(strokes: list[Path], level: float, random: Random) -> list[Path]:
    """Some strokes are missing, but never one that is much of the drawing."""
    lengths = np.array([length(stroke) for stroke in strokes])
    gone = (random.random(len(strokes)) < 0.3 * level) & (lengths < 0.25 * lengths.sum())
    return [stroke for stroke, missing in zip(strokes, gone, strict=True) if not missing]


def _doubled(strokes: list[Path], level: float, random: Random) -> list[Path]:
    """Some strokes are drawn twice."""
    share = 0.25 * level * float(random.random() < 0.4)
    return strokes + [stroke + random.normal(0, 1.2, stroke.shape) for stroke in strokes if random.random() < share]


def _by_hand(stroke: Path, field: NDArray[np.float64], straight: bool, level: float, random: Random) -> Path:
    way = stroke if straight else _resampled(stroke, 2.0)
    places = np.clip(way, 0, SIDE - 1) * ((GRID - 1) / (SIDE - 1))
    moved = way + np.stack([ndimage.map_coordinates(plane, places.T, order=1, mode="nearest") for plane in field], axis=1)
    shaken: Path = moved + random.normal(0, 0.25 + 0.7 * level, moved.shape) * (1.0 if straight else 0.4)
    if level > 0 and len(shaken) > 1:  # ends that overshoot or stop short
        for end, inward in ((0, 1), (-1, -2)):
            ahead = shaken[end] - shaken[inward]
            shaken[end] = shaken[end] + ahead / max(float(np.hypot(*ahead)), 1e-6) * random.normal(0, 2.0 * level)
    return shaken


def _field(largest: float, random: Random) -> NDArray[np.float64]:
    """Smooth moves (2, GRID, GRID) in px, the largest `largest`."""
    offsets = np.asarray(ndimage.gaussian_filter(random.uniform(-1, 1, (2, GRID, GRID)), (0, 1, 1), mode="nearest"), np.float64)
    return offsets * (largest / max(float(np.hypot(*offsets).max()), 1e-6))


def _simplified(way: Path, tolerance: float) -> Path:
    return np.asarray(approximate_polygon(way, tolerance), np.float64)  # type: ignore[no-untyped-call]


def _resampled(way: Path, spacing: float) -> Path:
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(way, axis=0).T))])
    places = np.linspace(0, along[-1], max(2, round(along[-1] / spacing) + 1))
    return np.stack([np.interp(places, along, way[:, axis]) for axis in (0, 1)], axis=1)


def _at_side(way: Path) -> Path:
    return np.asarray(way / 2 - 0.25)


# --- preparation ------------------------------------------------------------------------------------------------------------


def _traced_set(data: FilePath, split: str, limit: int | None) -> Shapes:
    rows = []
    for piece in read_pieces(data, split, READ):
        ink = piece.given if piece.given is not None else piece.lines
        if ink is not None:
            rows.append((CATEGORY_NAMES.index(piece.row.category), *traced_garment(piece.picture[..., 3], ink)))
        if limit is not None and len(rows) >= limit:
            break
    if not rows:
        raise BadFeed(f"{data} has no {split} garments with line drawings.")
    categories, depths, outlines, inner = zip(*rows, strict=True)
    return Shapes(np.array(categories, np.int64), np.stack(depths), tuple(outlines), tuple(inner))


def _sparse(shapes: Shapes) -> Shapes:
    """A third of the points is enough for a pen, and is drawn in half the time."""
    sets = (
        tuple(tuple(way if len(way) < 8 else np.concatenate([way[:-1:3], way[-1:]]) for way in garment) for garment in part)
        for part in (shapes.outlines, shapes.inner)
    )
    return Shapes(shapes.categories, shapes.depths, *sets)


def _fingerprint(data: FilePath, split: str, limit: int | None) -> str:
    index = data / TABLE_NAME if (data / TABLE_NAME).is_file() else data / "pack.json"
    if not index.is_file():
        raise BadFeed(f"{data} is neither a garment set ({TABLE_NAME}) nor a pack (pack.json).")
    text = json.dumps([_VERSION, split, limit, hashlib.sha256(index.read_bytes()).hexdigest()])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _write(shapes: Shapes, path: FilePath) -> None:
    """Plain arrays: all points in one table, with the number of points of each path and of paths of each garment."""
    arrays: dict[str, Any] = {"categories": shapes.categories, "depths": shapes.depths}
    for name, sets in (("outlines", shapes.outlines), ("inner", shapes.inner)):
        ways = [way for garment in sets for way in garment]
        arrays[f"{name}_points"] = np.concatenate(ways).astype(np.float32) if ways else np.zeros((0, 2), np.float32)
        arrays[f"{name}_lengths"] = np.array([len(way) for way in ways], np.int64)
        arrays[f"{name}_counts"] = np.array([len(garment) for garment in sets], np.int64)
    partial = path.with_suffix(".part.npz")
    np.savez(partial, **arrays)
    partial.replace(path)


def _read(path: FilePath) -> Shapes:
    with np.load(path) as arrays:
        sets = {
            name: _split_sets(*(arrays[f"{name}_{part}"] for part in ("points", "lengths", "counts"))) for name in ("outlines", "inner")
        }
        return Shapes(arrays["categories"], arrays["depths"], sets["outlines"], sets["inner"])


def _split_sets(points: NDArray[np.float32], lengths: NDArray[np.int64], counts: NDArray[np.int64]) -> tuple[tuple[Path, ...], ...]:
    ways = np.split(points.astype(np.float64), np.cumsum(lengths)[:-1]) if len(lengths) else []
    stops = np.concatenate([[0], np.cumsum(counts)])
    return tuple(tuple(ways[start:stop]) for start, stop in pairwise(stops))
