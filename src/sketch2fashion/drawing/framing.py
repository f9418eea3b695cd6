"""Registration: from a drawing anywhere on its canvas to the square that the renderer sees, and back to where it was drawn.

The ink's longer side fills 92 % of the square, as the training garments do. Every drawing arrives with lines of 2 to 3 px at
256 px, whatever pen drew them: hairlines are thickened before they can fade in the reduction, markers are thinned to their middle
line, and solid black areas become their outline.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from sketch2fashion.drawing.grid import eroded, skeleton
from sketch2fashion.errors import BadValue, EmptyDrawing
from sketch2fashion.garment import HINT_ALPHA, Box, Hints, Layers, Lines, Mask, Picture

FILL = 0.92  # of the square's side: the ink's longer side
ASPECT_MAX = 4.0
INK = 0.2  # a pixel from this value on is ink
REFERENCE = 256  # px: line widths below are meant at this size
LINE_WIDTH = 2.5  # px: what too thin and too thick lines become
THINNEST, THICKEST = 1.8, 3.6  # px: lines in between stay as they were drawn
SOLID = 11.0  # px: ink wider than this is an area, not a line …
MARKER = 14.0  # px: … unless all lines are about as wide, up to this
HEADROOM = 0.8  # of alpha, while resampling
_LOWERED = np.rint(np.arange(256) * HEADROOM).astype(np.uint8)  # alpha → alpha with room above
_RAISED = np.minimum(np.rint(np.arange(256) / HEADROOM), 255).astype(np.uint8)  # … and back

_Bits: TypeAlias = NDArray[np.uint8]


@dataclass(frozen=True)
class Frame:
    """Where the square lies on a canvas of `width` × `height` px: its top left corner and side, and the ink's box, in canvas px."""

    width: int
    height: int
    left: float
    top: float
    side: float
    ink: tuple[float, float, float, float]  # left, top, right, bottom


def frame_of(layers: Layers) -> Frame:
    """The square around the ink. Raises `EmptyDrawing` without ink, `BadValue` if the canvas is longer than 4 : 1."""
    width, height = layers.size
    if max(width, height) > ASPECT_MAX * min(width, height):
        raise BadValue(f"The drawing is {width} × {height} px; its sides may differ by 4 : 1 at most.", hint="Crop it, or add margin.")
    left, top, right, bottom = _bounds(layers.lines > INK)
    side = max(right - left, bottom - top) / FILL
    return Frame(
        width=width,
        height=height,
        left=(left + right - side) / 2,
        top=(top + bottom - side) / 2,
        side=side,
        ink=(left, top, right, bottom),
    )


def to_square(layers: Layers, frame: Frame, size: int = REFERENCE) -> Layers:
    """The framed part of the layers as `size` × `size` planes, with lines of 2 to 3 px at 256 px. Hint colours stay exact."""
    return Layers(
        lines=_square_ink(layers.lines, frame, size),
        hints=_square_hints(layers.hints, frame, size),
        borders=_square_ink(layers.borders, frame, size) if layers.borders.any() else np.zeros((size, size), np.float32),
        category=layers.category,
        auto=None if layers.auto is None else _square_hints(_as_hints(layers.auto), frame, size)[..., 3] > 0,
        gap=None if layers.gap is None else layers.gap * size / frame.side,
    )


def square_lines(layers: Layers, frame: Frame, size: int) -> Lines:
    """The lines of `to_square` alone."""
    return _square_ink(layers.lines, frame, size)


def to_canvas(square: Picture, frame: Frame, size: int) -> tuple[Picture, Box]:
    """Lay what was made in the square back where it was drawn.

    `square` is (S, S, 4). Returns a picture with the canvas' aspect whose longer side is `size`, transparent around the square,
    and the box of the ink in its pixels.
    """
    scale = size / max(frame.width, frame.height)
    width, height = (max(1, round(side * scale)) for side in (frame.width, frame.height))
    x = _span(frame.left * scale, frame.side * scale, width)
    y = _span(frame.top * scale, frame.side * scale, height)
    canvas = np.zeros((height, width, 4), np.uint8)
    if x.stop > x.start and y.stop > y.start:
        per_pixel = square.shape[0] / (frame.side * scale)  # square pixels to one output pixel
        source = (
            (x.start - frame.left * scale) * per_pixel,
            (y.start - frame.top * scale) * per_pixel,
            (x.stop - frame.left * scale) * per_pixel,
            (y.stop - frame.top * scale) * per_pixel,
        )
        canvas[y, x] = _resampled(square, source, x.stop - x.start, y.stop - y.start)
    return canvas, _ink_box(frame, scale, width, height)


# --- where ------------------------------------------------------------------------------------------------------------------


def _bounds(ink: Mask) -> tuple[float, float, float, float]:
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not rows.size:
        raise EmptyDrawing("There is no ink in the drawing.", hint="Draw the outline of a garment with dark lines on a light ground.")
    return float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1)


def _span(start: float, length: float, limit: int) -> slice:
    """The whole output pixels between `start` and `start + length` that lie on the canvas."""
    first, last = max(0, int(np.ceil(start - 1e-6))), min(limit, int(np.floor(start + length + 1e-6)))
    return slice(first, max(first, last))


def _ink_box(frame: Frame, scale: float, width: int, height: int) -> Box:
    left, top, right, bottom = (edge * scale for edge in frame.ink)
    x, y = min(int(left), width - 1), min(int(top), height - 1)
    return Box(x, y, max(1, min(width, int(np.ceil(right))) - x), max(1, min(height, int(np.ceil(bottom))) - y))


def _resampled(square: Picture, source: tuple[float, float, float, float], width: int, height: int) -> Picture:
    """Part of a square at another size, alpha premultiplied so that the cut-out's edge gets no dark fringe.

    The filter overshoots beside edges. Alpha is lowered before and raised after, so that it can overshoot together with the
    colours; clipped at 255 it would leave them too bright there.
    """
    side = square.shape[0]
    box = tuple(min(max(edge, 0.0), float(side)) for edge in source)
    lowered = square.copy()
    lowered[..., 3] = _LOWERED[square[..., 3]]
    image = Image.fromarray(lowered).convert("RGBa")
    resized = image.resize((width, height), Image.Resampling.LANCZOS, box=cast(tuple[float, float, float, float], box))
    picture = np.asarray(resized.convert("RGBA"), np.uint8).copy()
    picture[..., 3] = _RAISED[picture[..., 3]]
    return picture


def _framed(plane: NDArray[np.uint8], frame: Frame, size: int) -> NDArray[np.uint8]:
    """One plane cut to the square and resampled to `size`; what lies outside the canvas is 0."""
    left, top = int(np.floor(frame.left)), int(np.floor(frame.top))
    right, bottom = int(np.ceil(frame.left + frame.side)), int(np.ceil(frame.top + frame.side))
    padded = np.zeros((bottom - top, right - left), np.uint8)
    x0, y0, x1, y1 = max(left, 0), max(top, 0), min(right, frame.width), min(bottom, frame.height)
    padded[y0 - top : y1 - top, x0 - left : x1 - left] = plane[y0:y1, x0:x1]
    box = (frame.left - left, frame.top - top, frame.left - left + frame.side, frame.top - top + frame.side)
    reducing = frame.side > size
    method = Image.Resampling.BOX if reducing else Image.Resampling.BICUBIC
    return np.asarray(Image.fromarray(padded).resize((size, size), method, box=box), np.uint8)


# --- lines ------------------------------------------------------------------------------------------------------------------


def _square_ink(ink: Lines, frame: Frame, size: int) -> Lines:
    darkest = max(float(ink.max()), INK)
    grey = (ink * (255 / darkest)).astype(np.uint8)  # a pencil's grey counts as its ink
    width = line_width(grey > 96) * (size / frame.side) * (REFERENCE / size)  # at 256 px
    if THINNEST <= width <= THICKEST:
        return _as_lines(_framed(grey, frame, size))
    if width > THICKEST:
        return _as_lines(_thinned(_framed(grey, frame, size) > 96))
    bold = _thickened(_framed(grey, frame, 2 * size))
    return _as_lines(np.asarray(Image.fromarray(bold).reduce(2)))


def _as_lines(grey: _Bits) -> Lines:
    return np.divide(grey, 255, dtype=np.float32)


def line_width(ink: Mask) -> float:
    """The usual width of the lines in px: twice the area to the length of their edges. 0 without ink."""
    area = int(np.count_nonzero(ink))
    edges = int(np.count_nonzero(ink[1:] != ink[:-1])) + int(np.count_nonzero(ink[:, 1:] != ink[:, :-1]))
    return 2 * area / (max(edges, 1) * np.pi / 4)  # π/4: the mean of |cos| + |sin| turned over, for lines of any direction


def _thickened(double: _Bits) -> _Bits:
    """Lines that the reduction made narrow or faint, at LINE_WIDTH. `double` has twice the square's size."""
    faint = double > 12
    peak = float(np.percentile(double[faint], 90)) if faint.any() else 255.0
    bits = double > min(0.4 * peak, 96)
    missing = LINE_WIDTH * double.shape[0] / REFERENCE - 0.8 * line_width(bits)  # 0.8: stairs make thin lines look wide
    return dilated(bits, missing / 2)


def _thinned(ink: Mask) -> _Bits:
    """Lines at LINE_WIDTH around their middle; solid areas as their outline."""
    width = LINE_WIDTH * ink.shape[0] / REFERENCE
    solid = solid_areas(ink, ink.shape[0] / REFERENCE)
    outline = solid & ~eroded(solid, round(width))
    return np.where(outline, np.uint8(255), dilated(skeleton(ink & ~solid), width / 2))


def solid_areas(ink: Mask, scale: float | None = None) -> Mask:
    """Ink too wide to be a line. `scale`: px to one px of the square; from the ink's own extent if it is not given."""
    if scale is None:
        rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
        scale = (max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1) / (FILL * REFERENCE) if rows.size else 1.0
    usual = min(line_width(ink), MARKER * scale)
    radius = max(SOLID * scale / 2, usual)  # twice the usual half width: crossings of a marker are no areas
    cores = ndimage.distance_transform_edt(ink) > radius
    if not cores.any():
        return np.zeros_like(ink)
    return cast(Mask, (ndimage.distance_transform_edt(~cores) <= radius + 1) & ink)


def dilated(bits: Mask, radius: float) -> _Bits:
    """`bits` grown by `radius` px with a soft edge, 0 … 255. Meant for a radius of a few px."""
    hard = 255 * bits.astype(np.uint8)
    grown = hard.copy()
    reach = int(np.floor(max(radius, 0) + 0.5))
    for down in range(-reach, reach + 1):
        for right in range(-reach, reach + 1):
            weight = min(1.0, radius + 0.5 - float(np.hypot(down, right)))
            if weight > 0.05 and (down, right) != (0, 0):
                target, source = _shifted(grown, down, right), _shifted(hard, -down, -right)
                np.maximum(target, source if weight == 1 else (source * np.float32(weight)).astype(np.uint8), out=target)
    return grown


def _shifted(plane: _Bits, down: int, right: int) -> _Bits:
    """The part of a plane that another part, moved by the opposite offset, lies on."""
    rows = slice(max(down, 0), plane.shape[0] + min(down, 0))
    columns = slice(max(right, 0), plane.shape[1] + min(right, 0))
    return plane[rows, columns]


# --- hints ------------------------------------------------------------------------------------------------------------------


def _as_hints(marks: Mask) -> Hints:
    return np.repeat(np.where(marks, np.uint8(255), np.uint8(0))[..., None], 4, axis=2)


def _square_hints(hints: Hints, frame: Frame, size: int) -> Hints:
    """Hint marks in the square. Never blended: each is one of the colours that were there. The smallest dot survives."""
    square = np.zeros((size, size), np.uint32)
    colours = np.ascontiguousarray(hints).view(np.uint32)[..., 0]
    if frame.side > size:
        rows, columns = np.nonzero(hints[..., 3] >= HINT_ALPHA)
        y = np.floor((rows + 0.5 - frame.top) * (size / frame.side)).astype(np.intp)
        x = np.floor((columns + 0.5 - frame.left) * (size / frame.side)).astype(np.intp)
        inside = (x >= 0) & (x < size) & (y >= 0) & (y < size)
        square[y[inside], x[inside]] = colours[rows[inside], columns[inside]]
    else:
        steps = (np.arange(size) + 0.5) * (frame.side / size)
        rows, columns = np.floor(steps + frame.top).astype(np.intp), np.floor(steps + frame.left).astype(np.intp)
        found = colours[np.clip(rows, 0, frame.height - 1)][:, np.clip(columns, 0, frame.width - 1)]
        on_canvas = ((rows >= 0) & (rows < frame.height))[:, None] & ((columns >= 0) & (columns < frame.width))[None]
        square = np.where(on_canvas, found, 0).astype(np.uint32)
    marks = square.view(np.uint8).reshape(size, size, 4).copy()
    is_hint = marks[..., 3] >= HINT_ALPHA
    marks[~is_hint] = 0
    marks[is_hint, 3] = 255
    return marks
