"""Faint guidance under the pen: where the lines of such a garment usually run, given what is drawn so far.

The shape model imagines some garments of the category. What is drawn may be any part of one of them, so each is laid over the drawing
in many ways: the ink may be all of it, its left half, its upper third … The garments whose outlines run along most of the drawn ink
win: the best is shown with its inner lines, the next ones' outlines fainter, as a designer's search lines. Nothing is shown where
something is already drawn. An empty canvas shows the category's mean garment.

ShadowDraw (Lee, Zitnick & Cohen 2011) looks for its shadows among photos' edges in this way; here a model imagines them.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

from sketch2fashion.categories import require_category
from sketch2fashion.drawing.framing import FILL, INK
from sketch2fashion.drawing.paths import Path
from sketch2fashion.drawing.shape_statistics import code_statistics, sampled_codes
from sketch2fashion.drawing.shapes import REACH, SIDE, Drawing, decoded, garments_of, traced
from sketch2fashion.garment import Box, Layers, Lines, Picture

INK_COLOUR = (38, 42, 60)
OUTLINE, INNER, ANOTHER = 0.55, 0.4, 0.2  # alpha: the best garment's outline, the lines inside it, other garments' outlines
WIDTH = 0.006  # of the garment's larger side: a guidance line
FINE = 2  # cells a px when drawing
CLEAR = 0.025  # of the picture's larger side: so near to drawn ink nothing is shown
IMAGINED = 40  # garments
SHARES = (1.0, 0.7, 0.5, 0.35)  # of the garment's width or height that the ink may be
LEAST = 0.2  # … and of its area
POINTS = (80, 240)  # of the ink that are compared, in the first round and in the second
REFINED = 12  # of the first round's answers are tried at more sizes
SIZES = (0.9, 1.0, 1.12)
FAR = 8.0  # px of SIDE: ink farther from the outline than this is no part of it
DISTORTED, MISSING, OUTSIDE = 3.0, 0.6, 8.0  # px of SIDE: the price of other proportions, of a part not drawn, of lying off the canvas
OTHERS = 2
SHOWN = 512  # px: longer side of the guidance, at most

Table = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Shadow:
    """Guidance on the drawing's canvas (RGBA, its aspect, the longer side at most SHOWN) and the box of the imagined garment in its px."""

    picture: Picture
    category: str
    box: Box


@dataclass(frozen=True)
class Laid:
    """A garment laid over the canvas: number `garment` of the imagined ones (None: the mean one) and its box in canvas px."""

    garment: int | None
    box: tuple[float, float, float, float]  # left, top, right, bottom


def shadow(layers: Layers, category: str) -> Shadow:
    """Guidance for an unfinished drawing; `layers` may be without ink. Raises `UnknownCategory`, `BadValue`."""
    category = require_category(category)
    points = _points(layers.lines)
    laid = _laid(points, layers.size, category) if len(points) else [_in_the_middle(layers.size, category)]
    scale = min(SHOWN, max(layers.size)) / max(layers.size)
    size = max(1, round(layers.size[0] * scale)), max(1, round(layers.size[1] * scale))
    garments = [_on_canvas(_drawing(category, each.garment), _box_of(category, each.garment), each, scale) for each in laid]
    best = garments[0]
    sets = [(other.outlines, ANOTHER) for other in garments[1:]] + [(best.inner, INNER), (best.outlines, OUTLINE)]
    side = max(laid[0].box[2] - laid[0].box[0], laid[0].box[3] - laid[0].box[1]) * scale
    picture = np.empty((size[1], size[0], 4), np.uint8)
    picture[..., :3], picture[..., 3] = INK_COLOUR, np.rint(_drawn(sets, max(1.0, WIDTH * side), size) * _free(layers.lines, size))
    return Shadow(picture, category, _cut(laid[0].box, scale, size))


# --- where ------------------------------------------------------------------------------------------------------------------


def _points(lines: Lines) -> Table:
    """Some of the ink, evenly spread, (n, 2), x and y in canvas px."""
    rows, columns = np.nonzero(lines > INK)
    points = np.stack([columns, rows], axis=1).astype(np.float32) + 0.5
    return _spread(points, POINTS[1])


def _spread(points: Table, count: int) -> Table:
    return points if len(points) <= count else points[np.linspace(0, len(points) - 1, count).astype(int)]


def _laid(points: Table, size: tuple[int, int], category: str) -> list[Laid]:
    """The garments that the ink may be part of, the likeliest first."""
    count = len(_garments(category).boxes)
    ink = (*points.min(axis=0), *points.max(axis=0))
    spans = product(_spans(ink[0], ink[2], size[0]), _spans(ink[1], ink[3], size[1]))
    ways = [(x, y) for x, y in spans if x[2] * y[2] >= LEAST]
    boxes = np.array([(x[0], y[0], x[1], y[1]) for x, y in ways], np.float32)
    missing = np.array([2 - x[2] - y[2] for x, y in ways], np.float32)
    garments, places = (part.ravel() for part in np.meshgrid(np.arange(count), np.arange(len(boxes)), indexing="ij"))
    costs = _costs(_spread(points, POINTS[0]), garments, boxes[places], missing[places], size, category)
    first = np.argsort(costs, kind="stable")[:REFINED]
    finer = [
        (garments[row], _resized(boxes[places[row]], ink, *sizes), missing[places[row]]) for row in first for sizes in product(SIZES, SIZES)
    ]
    numbers, tried, lacking = (np.array(part) for part in zip(*finer, strict=True))
    costs = _costs(points, numbers, tried, lacking, size, category)
    answers: dict[int, Laid] = {}
    for row in np.argsort(costs, kind="stable"):
        answers.setdefault(int(numbers[row]), Laid(int(numbers[row]), tuple(tried[row].tolist())))
    return list(answers.values())[: 1 + OTHERS]


def _spans(start: float, end: float, limit: int) -> list[tuple[float, float, float]]:
    """Where the garment may begin and end along one axis, and how much of it the ink would be."""
    length = max(end - start, 0.02 * limit)
    spans = [(start, start + length, 1.0)]
    for share in SHARES[1:]:
        whole = length / share
        spans += [(start, start + whole, share), (end - whole, end, share), ((start + end - whole) / 2, (start + end + whole) / 2, share)]
    return spans


def _resized(box: Table, ink: Sequence[float], wide: float, high: float) -> Table:
    """The box made wider and higher about the middle of the ink, so that what is drawn stays where it is in the garment."""
    middle = np.array([ink[0] + ink[2], ink[1] + ink[3]] * 2, np.float32) / 2
    return np.asarray(middle + (box - middle) * np.array([wide, high] * 2, np.float32))


def _costs(points: Table, garments: NDArray[np.int64], boxes: Table, missing: Table, size: tuple[int, int], category: str) -> Table:
    """How badly each garment (n,) laid into each box (n, 4) explains the ink, in px of SIDE."""
    all_of = _garments(category)
    own = all_of.boxes[garments]
    scale = (own[:, 2:] - own[:, :2]) / (boxes[:, 2:] - boxes[:, :2])  # px of SIDE in a canvas px
    there = own[:, None, :2] + (points[None] - boxes[:, None, :2]) * scale[:, None]
    cells = np.clip(there / 2, 0, SIDE // 2 - 1).astype(np.int64)
    distance = all_of.distances[garments[:, None], cells[..., 1], cells[..., 0]].mean(axis=1)
    distorted = np.abs(np.log(scale[:, 0] / scale[:, 1]))
    beyond = np.maximum(0, -boxes[:, :2]) + np.maximum(0, boxes[:, 2:] - np.array(size, np.float32))
    outside = (beyond / (boxes[:, 2:] - boxes[:, :2])).sum(axis=1)
    return np.asarray(distance + DISTORTED * distorted + MISSING * missing + OUTSIDE * outside)


def _in_the_middle(size: tuple[int, int], category: str) -> Laid:
    """The mean garment, as large as the canvas has room for."""
    left, top, right, bottom = _box_of(category, None)
    unit = FILL * min(size) / max(right - left, bottom - top)
    half = np.array([right - left, bottom - top]) * unit / 2
    middle = np.array(size) / 2
    return Laid(None, (*(middle - half).tolist(), *(middle + half).tolist()))


# --- what -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Garments:
    """The imagined garments of a category: boxes (n, 4) in px of SIDE, and how far from the outline each cell of 2 × 2 px lies."""

    boxes: Table
    distances: NDArray[np.float32]  # (n, SIDE / 2, SIDE / 2), at most FAR


@functools.cache
def _garments(category: str) -> _Garments:
    depths = decoded(sampled_codes(category, IMAGINED, 0), category)[:, 0]
    distances = np.minimum(np.abs(depths.reshape(-1, SIDE // 2, 2, SIDE // 2, 2).mean((2, 4))) * REACH, FAR)
    return _Garments(np.array([_inside(depth) for depth in depths], np.float32), distances.astype(np.float32))


def _inside(depth: NDArray[np.float32]) -> tuple[float, float, float, float]:
    inside = depth > 0
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    if not rows.size:
        return (0.0, 0.0, float(SIDE), float(SIDE))
    return float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1)


@functools.cache
def _drawing(category: str, garment: int | None) -> Drawing:
    """The paths of an imagined garment, or of the mean one."""
    statistics = code_statistics()[category]
    code = statistics.mean[None] if garment is None else sampled_codes(category, IMAGINED, 0)[garment : garment + 1]
    return traced(garments_of(code, category)[0])


@functools.cache
def _box_of(category: str, garment: int | None) -> tuple[float, float, float, float]:
    if garment is not None:
        left, top, right, bottom = _garments(category).boxes[garment].tolist()
        return left, top, right, bottom
    return _inside(decoded(code_statistics()[category].mean[None], category)[0, 0])


# --- how --------------------------------------------------------------------------------------------------------------------


def _on_canvas(drawing: Drawing, own: tuple[float, float, float, float], laid: Laid, scale: float) -> Drawing:
    """The paths, x and y in px of the guidance."""
    corner, target = np.array(own[:2]), np.array(laid.box)
    unit = (target[2:] - target[:2]) / (np.array(own[2:]) - corner)

    def placed(ways: Sequence[Path]) -> tuple[Path, ...]:
        return tuple(((way[:, ::-1] + 0.5 - corner) * unit + target[:2]) * scale for way in ways)

    return Drawing(placed(drawing.outlines), placed(drawing.inner))


def _drawn(sets: Sequence[tuple[Sequence[Path], float]], thick: float, size: tuple[int, int]) -> NDArray[np.float32]:
    """Sets of paths, each with its own alpha above those before it, as alpha 0 … 255."""
    image = Image.new("L", (FINE * size[0], FINE * size[1]))
    pen = ImageDraw.Draw(image)
    for ways, alpha in sets:
        for way in ways:
            pen.line((way * FINE - 0.5).ravel().tolist(), fill=round(255 * alpha), width=round(thick * FINE), joint="curve")
    return np.asarray(image.reduce(FINE), np.float32)


def _free(lines: Lines, size: tuple[int, int]) -> NDArray[np.float32]:
    """1 far from drawn ink, 0 beside it, on a plane of `size`."""
    ink = np.asarray(Image.fromarray(lines).resize(size, Image.Resampling.BOX)) > 0.1
    if not ink.any():
        return np.ones(ink.shape, np.float32)
    clear = CLEAR * max(size) / 2
    return np.asarray(np.clip((ndimage.distance_transform_edt(~ink) - clear) / clear, 0, 1), np.float32)


def _cut(box: tuple[float, float, float, float], scale: float, size: tuple[int, int]) -> Box:
    """The box in px of the picture, cut at its edges."""
    left, top, right, bottom = (round(edge * scale) for edge in box)
    x, y = min(max(0, left), size[0]), min(max(0, top), size[1])
    return Box(x, y, max(0, min(size[0], right) - x), max(0, min(size[1], bottom) - y))
