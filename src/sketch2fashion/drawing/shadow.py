"""Faint guidance under the pen: where the lines of such a garment usually run, given what is drawn so far.

The unfinished drawing is placed in several frames (what is there may be the whole garment or one sleeve of it), each is completed by
the shape model, and the frame whose completion runs along most of the drawn ink wins. Some garments of the model's own imagination that
lie near it are blended with it. Nothing is shown where something is already drawn. An empty canvas shows the category's mean garment.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from sketch2fashion.categories import require_category
from sketch2fashion.drawing.framing import FILL, INK, Frame, frame_of, to_canvas, to_square
from sketch2fashion.drawing.shape_statistics import code_statistics, sampled_codes
from sketch2fashion.drawing.shapes import REACH, SIDE, Codes, Planes, decoded, encoded, reduced
from sketch2fashion.garment import Box, Layers, Picture

INK_COLOUR = (38, 42, 60)
STRENGTH = 0.5  # alpha of a line that all blended garments agree on
INNER = 0.7  # of an outline's strength: lines inside the garment
LINE = 1.3  # px of SIDE: half the width of a guidance line
CLEAR = 5.0  # px of SIDE: so near to drawn ink nothing is shown
IMAGINED = 256  # garments to find the neighbours among
NEIGHBOURS = 2
OWN_SHARE = 0.55  # of the blend: the drawing's own completion
GROWTH = (1.0, 1.6)  # sides of the ink's own frame that the whole garment may have
ALIKE = 0.15  # of their sides, as a logarithm: frames less different are one
SHOWN = 512  # px: longer side of the guidance, at most


@dataclass(frozen=True, eq=False)
class Shadow:
    """Guidance on the drawing's canvas (RGBA, its aspect, the longer side at most SHOWN) and the box of the imagined garment in its px."""

    picture: Picture
    category: str
    box: Box


def shadow(layers: Layers, category: str) -> Shadow:
    """Guidance for an unfinished drawing; `layers` may be without ink. Raises `UnknownCategory`, `BadValue`."""
    category = require_category(category)
    empty = not (layers.lines > INK).any()
    frames = [_canvas_frame(layers)] if empty else _frames(layers)
    squares = (
        np.stack([reduced(to_square(layers, frame).lines) for frame in frames]) if not empty else np.zeros((1, SIDE, SIDE), np.float32)
    )
    codes = code_statistics()[category].mean[None] if empty else encoded(squares, category)
    planes = decoded(codes, category)
    best = 0 if empty else _best(squares, planes, frames)
    blend = _lines(planes[best : best + 1])[0]
    if not empty:
        others = _lines(decoded(_neighbours(codes[best], category), category)).mean(axis=0)
        blend = OWN_SHARE * blend + (1 - OWN_SHARE) * others
    faint = STRENGTH * blend * _undrawn(squares[best])
    return _on_canvas(faint, planes[best, 0], frames[best], category)


# --- where ------------------------------------------------------------------------------------------------------------------


def _canvas_frame(layers: Layers) -> Frame:
    """The square in the middle of the canvas."""
    width, height = layers.size
    side = float(min(width, height))
    left, top = (width - side) / 2, (height - side) / 2
    margin = side * (1 - FILL) / 2
    return Frame(width, height, left, top, side, (left + margin, top + margin, left + side - margin, top + side - margin))


def _frames(layers: Layers) -> list[Frame]:
    """Squares that the whole garment may fill: the ink's own, larger ones around it, and the canvas where the ink lies in it."""
    own = frame_of(layers)
    canvas = _canvas_frame(layers)
    frames = [_enlarged(own, growth, canvas) for growth in GROWTH]
    inside = own.ink[0] >= canvas.left and own.ink[1] >= canvas.top
    inside = inside and own.ink[2] <= canvas.left + canvas.side and own.ink[3] <= canvas.top + canvas.side
    another = all(abs(np.log(canvas.side / frame.side)) > ALIKE for frame in frames)
    return [*frames, canvas] if inside and another else frames


def _enlarged(frame: Frame, growth: float, canvas: Frame) -> Frame:
    """A larger square around the same ink, moved towards the canvas' middle, where there is room for the rest."""
    side = frame.side * growth
    room = side - frame.side
    shift_x, shift_y = (
        np.clip((middle_canvas - middle) / max(frame.side, 1e-6), -0.5, 0.5) * room
        for middle, middle_canvas in (
            (frame.left + frame.side / 2, canvas.left + canvas.side / 2),
            (frame.top + frame.side / 2, canvas.top + canvas.side / 2),
        )
    )
    left = frame.left - room / 2 + float(shift_x)
    top = frame.top - room / 2 + float(shift_y)
    return Frame(frame.width, frame.height, left, top, side, frame.ink)


def _best(squares: NDArray[np.float32], planes: Planes, frames: Sequence[Frame]) -> int:
    """The frame in which the drawn ink lies nearest to lines of the completed garment, in canvas px."""
    errors = []
    for square, plane, frame in zip(squares, planes, frames, strict=True):
        lines = (np.abs(plane[0]) * REACH < 1) | (plane[1] > 0.4)
        ink = square > 0.3
        distance = ndimage.distance_transform_edt(~lines) if lines.any() else np.full(ink.shape, float(SIDE))
        errors.append(float(np.minimum(distance[ink], SIDE / 8).mean()) * frame.side if ink.any() else np.inf)
    return int(np.argmin(errors))


# --- what -------------------------------------------------------------------------------------------------------------------


def _neighbours(code: NDArray[np.float32], category: str) -> Codes:
    """The imagined garments nearest to a code, drawn halfway to it, so that they agree with the drawing where it says something."""
    imagined = _imagined(category)
    nearest = np.argsort(((imagined - code) ** 2).sum(axis=1))[:NEIGHBOURS]
    return np.asarray(0.5 * imagined[nearest] + 0.5 * code, np.float32)


@functools.cache
def _imagined(category: str) -> Codes:
    return sampled_codes(category, IMAGINED, 0)


def _lines(planes: Planes) -> NDArray[np.float32]:
    """Outlines and inner lines of planes (n, 2, SIDE, SIDE) as ink (n, SIDE, SIDE)."""
    outlines = np.clip(LINE + 0.5 - np.abs(planes[:, 0]) * REACH, 0, 1)
    return np.asarray(np.maximum(outlines, INNER * planes[:, 1] * (planes[:, 0] > 0)), np.float32)


def _undrawn(square: NDArray[np.float32]) -> NDArray[np.float32]:
    """1 far from drawn ink, 0 beside it."""
    ink = square > 0.2
    if not ink.any():
        return np.ones(square.shape, np.float32)
    return np.asarray(np.clip((ndimage.distance_transform_edt(~ink) - CLEAR / 2) / (CLEAR / 2), 0, 1), np.float32)


def _on_canvas(faint: NDArray[np.float32], depth: NDArray[np.float32], frame: Frame, category: str) -> Shadow:
    large = Image.fromarray(np.rint(255 * np.clip(faint, 0, 1)).astype(np.uint8)).resize((4 * SIDE, 4 * SIDE), Image.Resampling.BICUBIC)
    square = np.empty((4 * SIDE, 4 * SIDE, 4), np.uint8)
    square[..., :3], square[..., 3] = INK_COLOUR, np.asarray(large)
    size = min(SHOWN, max(frame.width, frame.height))
    picture, _ = to_canvas(square, frame, size)
    return Shadow(picture, category, _box(depth > 0, frame, size / max(frame.width, frame.height), picture.shape))


def _box(inside: NDArray[np.bool_], frame: Frame, scale: float, shape: tuple[int, ...]) -> Box:
    """The imagined garment's box in px of the picture, cut at its edges."""
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    if not rows.size:
        return Box(0, 0, 0, 0)
    unit = frame.side / SIDE
    left, right = ((frame.left + edge * unit) * scale for edge in (columns[0], columns[-1] + 1))
    top, bottom = ((frame.top + edge * unit) * scale for edge in (rows[0], rows[-1] + 1))
    x, y = max(0, round(left)), max(0, round(top))
    return Box(x, y, max(0, min(shape[1], round(right)) - x), max(0, min(shape[0], round(bottom)) - y))
