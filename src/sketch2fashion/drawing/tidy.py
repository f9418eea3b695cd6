"""A rough drawing → clean lines: dust gone, double strokes one, small gaps closed, wobble smoothed, corners kept, one width.

Lines are thinned to paths, each path is smoothed between its corners, and the strokes are drawn afresh. Colours, borders and solid
black areas stay as they are. Nothing is invented: what is far apart stays apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

from sketch2fashion.drawing.bridges import open_ends, spans
from sketch2fashion.drawing.framing import FILL, REFERENCE, THICKEST, THINNEST, line_width, solid_areas
from sketch2fashion.drawing.grid import Points, eroded, grown, neighbours, skeleton
from sketch2fashion.drawing.strokes import MOUSE_PRESSURE, Layer, Sketch, Stroke, rasterise
from sketch2fashion.errors import EmptyDrawing
from sketch2fashion.garment import Layers, Lines, Mask

WORK = 768  # px: the longer side of the plane on which lines are thinned
INK = 0.2
GAP = 0.05  # of the ink's longer side: wider gaps are meant
SMOOTH = 0.010  # of the ink's longer side: the reach of the smoothing along a path
CORNER = np.deg2rad(50)  # a path that turns by more within the reach has a corner there
DUST = 2.0  # line widths squared: smaller pieces are dust
PINHOLE = 6.0  # line widths squared: smaller holes within ink are no rings
SPUR = 2.5  # line widths: shorter loose branches come from thinning, not from the hand

_Path: TypeAlias = NDArray[np.float64]  # (n, 2) row and column, px of the work plane


def tidy(layers: Layers) -> Layers:
    """The same layers with clean lines. Raises `EmptyDrawing` without ink."""
    ink, scale = _work_plane(layers.lines)
    if not ink.any():
        raise EmptyDrawing("There are no lines to tidy.", hint="Draw the outline of a garment.")
    width = line_width(ink)
    length = _longer_side(ink)
    ink = _without_dust(ink, DUST * width**2)
    solid = solid_areas(ink)
    middle = _middle(ink & ~solid, width, GAP * length)
    reach = max(1.5, SMOOTH * length)
    paths = [smoothed(path, reach) for path in _paths(middle, SPUR * width)]
    unit = length / (FILL * REFERENCE)  # px of the work plane to one px of the renderer's square
    drawn = _drawn(paths, float(np.clip(width, THINNEST * unit, THICKEST * unit)), scale, layers.size)
    return replace(layers, lines=np.maximum(drawn, _at_size(solid, layers.size)))


def _work_plane(lines: Lines) -> tuple[Mask, float]:
    """Ink on a plane of at most WORK px, and the canvas px to one of its px."""
    scale = max(1.0, max(lines.shape) / WORK)
    if scale == 1:
        return lines > INK * max(float(lines.max()), INK), 1.0
    size = (max(1, round(lines.shape[1] / scale)), max(1, round(lines.shape[0] / scale)))
    small = np.asarray(Image.fromarray(lines).resize(size, Image.Resampling.BOX))
    return small > INK * max(float(small.max()), INK), scale


def _longer_side(ink: Mask) -> float:
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return float(max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1)


def _without_dust(ink: Mask, smallest: float) -> Mask:
    pieces, _ = ndimage.label(ink, np.ones((3, 3)))
    areas = np.bincount(pieces.ravel())
    areas[0] = 0
    kept: Mask = (areas >= min(smallest, areas.max()))[pieces]
    return kept


def _middle(ink: Mask, width: float, gap: float) -> Mask:
    """The lines' middle, 1 px wide, with neighbouring strokes joined and small gaps bridged."""
    near = max(1, round(width / 2))
    joined = eroded(grown(np.pad(ink, near), near), near)[near:-near, near:-near]
    middle = skeleton(_without_pinholes(joined, PINHOLE * width**2))
    ends = open_ends(middle, max(2, round(SPUR * width)))
    if not len(ends.places):
        return middle
    image = Image.fromarray(middle.astype(np.uint8))
    pen = ImageDraw.Draw(image)
    for start, stop in spans(ends, middle, gap / 2):
        pen.line((start[1], start[0], stop[1], stop[0]), fill=1)
    return skeleton(np.asarray(image) > 0)


def _without_pinholes(ink: Mask, largest: float) -> Mask:
    """Paper left between two strokes of one line belongs to that line."""
    holes, _ = ndimage.label(~ink)
    small = np.bincount(holes.ravel()) <= largest
    small[0] = False
    filled: Mask = ink | small[holes]
    return filled


# --- paths ------------------------------------------------------------------------------------------------------------------


def _paths(middle: Mask, spur: float) -> Iterator[_Path]:
    """The ways between ends and crossings, in walking order; each reaches into its crossings so that lines still meet."""
    crossings = grown(middle & (neighbours(middle) > 2), 1) & middle
    branches, _ = ndimage.label(middle & ~crossings, np.ones((3, 3)))
    knots = np.argwhere(crossings).astype(np.float64)
    for number, piece in enumerate(ndimage.find_objects(branches), start=1):
        pixels = np.argwhere(branches[piece] == number) + np.array([part.start for part in piece])
        path = _walked(pixels)
        head, tail = _knot_at(path[0], knots), _knot_at(path[-1], knots)
        loose = (head is None) != (tail is None)
        if not (loose and len(path) < spur):
            yield np.concatenate([part for part in (head, path, tail) if part is not None])
    yield from (knot[None] for knot in knots)  # dots that fill the crossings themselves


def _walked(pixels: NDArray[np.intp]) -> _Path:
    """The pixels of one unbranched piece of a skeleton from end to end (from anywhere in a loop)."""
    left = {(int(row), int(column)) for row, column in pixels}
    steps = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    around = {
        (row, column): [(row + down, column + right) for down, right in steps if (row + down, column + right) in left]
        for row, column in left
    }  # each is among its own
    here = min(around, key=lambda pixel: (len(around[pixel]), pixel))
    order = []
    while True:
        order.append(here)
        left.discard(here)
        ahead = [pixel for pixel in around[here] if pixel in left]
        if not ahead:
            break
        row, column = here
        here = min(ahead, key=lambda pixel: abs(pixel[0] - row) + abs(pixel[1] - column))  # straight before diagonal
    closed = len(order) > 4 and order[0] in around[order[-1]]
    return np.array([*order, order[0]] if closed else order, np.float64)


def _knot_at(end: Points, knots: Points) -> _Path | None:
    """The crossing's pixel beside the end of a path, (1, 2)."""
    if not len(knots):
        return None
    distances = np.abs(knots - end).max(axis=1)
    nearest = int(distances.argmin())
    return knots[nearest : nearest + 1] if distances[nearest] <= 1.5 else None


def smoothed(path: _Path, reach: float) -> _Path:
    """A path (n, 2) without wobble shorter than `reach` px; its ends and corners stay where they are."""
    stops = [0, *_corners(path, reach), len(path) - 1]
    parts = [_smoothed_part(path[start : stop + 1], reach) for start, stop in pairwise(stops) if stop > start]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])]) if parts else path


def _corners(path: _Path, reach: float) -> list[int]:
    lag = max(2, round(1.5 * reach))
    if len(path) <= 2 * lag:
        return []
    before, after = path[lag:-lag] - path[: -2 * lag], path[2 * lag :] - path[lag:-lag]
    turn = np.arctan2(before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0], (before * after).sum(axis=1))
    turn = np.abs(turn)
    peak = (turn == ndimage.maximum_filter1d(turn, 2 * lag + 1)) & (turn > CORNER)
    found = np.flatnonzero(peak) + lag
    return [int(corner) for corner, previous in zip(found, [-lag, *found], strict=False) if corner - previous >= lag]


def _smoothed_part(part: _Path, reach: float) -> _Path:
    """Gaussian along the part, reflected through its ends, which so stay in place."""
    pad = min(len(part) - 1, round(4 * reach))
    if pad < 2:
        return part
    extended = np.concatenate([2 * part[0] - part[pad:0:-1], part, 2 * part[-1] - part[-2 : -pad - 2 : -1]])
    soft: _Path = ndimage.gaussian_filter1d(extended, reach, axis=0)[pad : pad + len(part)]
    soft[0], soft[-1] = part[0], part[-1]
    return soft


# --- ink --------------------------------------------------------------------------------------------------------------------


def _drawn(paths: list[_Path], width: float, scale: float, size: tuple[int, int]) -> Lines:
    """The paths drawn with a round pen of `width` px of the work plane, on a canvas of `size`."""
    strokes = tuple(
        Stroke(
            points=tuple(((column + 0.5) * scale, (row + 0.5) * scale, MOUSE_PRESSURE, 0.0) for row, column in _every_other(path).tolist()),
            width=width * scale,
        )
        for path in paths
    )
    return rasterise(Sketch(canvas=size, layers=(Layer(id="tidy", strokes=strokes),))).lines


def _every_other(path: _Path) -> _Path:
    return path if len(path) < 4 else np.concatenate([path[:-1:2], path[-1:]])


def _at_size(solid: Mask, size: tuple[int, int]) -> Lines:
    image = Image.fromarray(solid.astype(np.float32))
    return np.asarray(image.resize(size, Image.Resampling.BILINEAR), np.float32)
