"""The space of plausible garments: line drawings to codes and back, rough lines to clean ones, faint guidance for unfinished drawings.

The model `shape` works on a square of 128 px in which a garment fills 92 %. It draws no lines: it tells for each pixel how deep it
lies inside the garment, and how likely a line runs there. Outlines are traced where the depth is 0, inner lines along their ridges, so
that both are smooth at any size and can be kept as strokes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage
from skimage.measure import approximate_polygon, find_contours

from sketch2fashion.categories import CATEGORY_NAMES, require_category
from sketch2fashion.drawing.framing import frame_of, to_square
from sketch2fashion.drawing.grid import skeleton
from sketch2fashion.drawing.paths import Path, paths, smoothed
from sketch2fashion.drawing.strokes import MOUSE_PRESSURE, Layer, Sketch, Stroke, rasterise
from sketch2fashion.errors import BadValue
from sketch2fashion.garment import Layers, Lines
from sketch2fashion.models import registry

SIDE = 128  # px of the model's square
CODE = 64  # numbers
CANVAS = 256  # px of the drawings that are made here
REACH = 12.0  # px of SIDE: a depth of 1
OUTLINE_WIDTH, INNER_WIDTH = 2.6, 1.9  # px of CANVAS
SOFT = 0.5  # px of SIDE: depths are smoothed by this before they are traced
INKED = 0.5  # a line's share of ink from here on is drawn
SMALLEST = 0.04  # of SIDE squared … of an outline's area: smaller islands and holes are noise
SHORTEST = 5.0  # px of SIDE: shorter inner lines are noise

Codes: TypeAlias = NDArray[np.float32]  # (n, CODE), about a unit Gaussian
Planes: TypeAlias = NDArray[np.float32]  # (n, 2, SIDE, SIDE): depth -1 … 1, share of ink 0 … 1


@dataclass(frozen=True, eq=False)
class Drawing:
    """A garment as paths, in px of the model's square: closed outlines and the lines inside them."""

    outlines: tuple[Path, ...]
    inner: tuple[Path, ...]


def codes_of(drawings: Sequence[Layers], category: str | None) -> Codes:
    """The codes of some drawings, each framed by its own ink: (n, CODE). Raises `EmptyDrawing`, `UnknownCategory`."""
    return encoded(np.stack([square_of(layers) for layers in drawings]), category)


def drawn(codes: Codes, category: str | None) -> list[Layers]:
    """Clean line drawings of the garments that codes (n, CODE) stand for, each on a canvas of 256 × 256 px."""
    return [layers_of(traced(planes), category) for planes in garments_of(codes, category)]


def silhouettes_of(codes: Codes, category: str | None) -> NDArray[np.float32]:
    """How much of each pixel lies inside the garments that codes (n, CODE) stand for: (n, 128, 128), 0 … 1."""
    return np.asarray(np.clip(0.5 + REACH * decoded(codes, category)[:, 0], 0, 1), np.float32)


def garments_of(codes: Codes, category: str | None) -> Planes:
    """The planes of codes with crisp lines: their outline is drawn, and the model draws what belongs inside it."""
    outlines = decoded(codes, category)
    lines = np.stack([inked(Drawing(traced(planes).outlines, ())) for planes in outlines])
    made = tidied(lines, codes, category, np.zeros(len(codes), np.float32))
    made[:, 0] = outlines[:, 0]
    return made


# --- the model --------------------------------------------------------------------------------------------------------------


def encoded(squares: NDArray[np.float32], category: str | None) -> Codes:
    """Ink (n, SIDE, SIDE) → codes (n, CODE)."""
    return _run("mean", lines=squares, category=category)


def decoded(codes: Codes, category: str | None) -> Planes:
    """Codes (n, CODE) → planes; lines that could run in many places are faint in all of them."""
    return _run("decoded", code=_checked(codes), category=category)


def tidied(squares: NDArray[np.float32], codes: Codes, category: str | None, strength: NDArray[np.float32]) -> Planes:
    """Ink (n, SIDE, SIDE), their codes, (n,) strengths 0 (as drawn) … 1 (as such garments are) → planes with crisp lines."""
    return _run("tidied", lines=squares, code=_checked(codes), category=category, strength=strength)


def _run(
    wanted: str,
    *,
    category: str | None,
    lines: NDArray[np.float32] | None = None,
    code: Codes | None = None,
    strength: NDArray[np.float32] | None = None,
) -> NDArray[np.float32]:
    """One part of the model. The others' inputs must be there, but they are not computed."""
    given = lines if lines is not None else code
    count = 0 if given is None else len(given)
    place = len(CATEGORY_NAMES) if category is None else CATEGORY_NAMES.index(require_category(category))
    feeds = {
        "lines": np.zeros((count, 1, SIDE, SIDE), np.float32) if lines is None else lines[:, None].astype(np.float32, copy=False),
        "category": np.full(count, place, np.int64),
        "code": np.zeros((count, CODE), np.float32) if code is None else code,
        "strength": np.zeros(count, np.float32) if strength is None else strength,
    }
    options = ort.RunOptions()
    options.only_execute_path_to_fetches = True
    return cast(NDArray[np.float32], registry.session("shape").run([wanted], feeds, options)[0])


def _checked(codes: Codes) -> Codes:
    if codes.ndim != 2 or codes.shape[1] != CODE:
        raise BadValue(f"Codes have the shape {codes.shape}; it must be (n, {CODE}).")
    return codes.astype(np.float32, copy=False)


# --- planes and drawings ----------------------------------------------------------------------------------------------------


def square_of(layers: Layers) -> NDArray[np.float32]:
    """A drawing's ink as the model sees it: framed, (SIDE, SIDE), 0 … 1."""
    return reduced(to_square(layers, frame_of(layers)).lines)


def reduced(lines: Lines) -> NDArray[np.float32]:
    """Ink (2 SIDE, 2 SIDE) on the model's square, lines as dark as a pen of this size draws them."""
    half = np.asarray(Image.fromarray(lines).reduce(2), np.float32)
    return np.asarray(np.minimum(half * np.float32(1.25), 1), np.float32)


def traced(planes: NDArray[np.float32], inked_from: float = INKED) -> Drawing:
    """The paths that planes (2, SIDE, SIDE) show."""
    return Drawing(_outlines(planes[0]), _inner(planes[1], planes[0], inked_from))


def layers_of(drawing: Drawing, category: str | None, size: int = CANVAS) -> Layers:
    """The drawing in black on a canvas of `size` px."""
    return rasterise(sketch_of(drawing, category, size))


def sketch_of(drawing: Drawing, category: str | None, size: int = CANVAS) -> Sketch:
    """The drawing as strokes on a canvas of `size` px: outlines bolder than what lies inside."""
    scale = size / SIDE
    return Sketch(canvas=(size, size), category=category, layers=(Layer(id="lines", strokes=strokes_of(drawing, scale, (0.0, 0.0))),))


def strokes_of(drawing: Drawing, scale: float, corner: tuple[float, float]) -> tuple[Stroke, ...]:
    """Strokes in px of a canvas on which the square's top left corner lies at `corner` (x, y) and its pixels are `scale` px wide."""
    unit = scale * SIDE / CANVAS
    bold = [_stroke(path, scale, corner, OUTLINE_WIDTH * unit) for path in drawing.outlines]
    return (*bold, *(_stroke(path, scale, corner, INNER_WIDTH * unit) for path in drawing.inner))


def near_lines(drawing: Drawing) -> NDArray[np.bool_]:
    """The pixels of the model's square, (SIDE, SIDE), that a line of the drawing passes."""
    image = Image.new("1", (SIDE, SIDE))
    pen = ImageDraw.Draw(image)
    for path in (*drawing.outlines, *drawing.inner):
        pen.line((path[:, ::-1]).ravel().tolist(), fill=1)
    return np.asarray(image, np.bool_)


def inked(drawing: Drawing) -> NDArray[np.float32]:
    """The drawing as the model sees it."""
    return reduced(layers_of(drawing, None).lines)


def _stroke(path: Path, scale: float, corner: tuple[float, float], width: float) -> Stroke:
    points = (_sparse(path)[:, ::-1] + 0.5) * scale + np.array(corner)
    return Stroke(points=tuple((x, y, MOUSE_PRESSURE, 0.0) for x, y in points.tolist()), width=width)


def _sparse(path: Path) -> Path:
    """The points that a path needs to stay within a tenth of a pixel of itself."""
    return np.asarray(approximate_polygon(path, 0.1), np.float64)  # type: ignore[no-untyped-call]


def _outlines(depth: NDArray[np.float32]) -> tuple[Path, ...]:
    """Closed contours at depth 0, smoothed between their corners; specks and pinholes left out."""
    padded = np.pad(ndimage.gaussian_filter(depth, SOFT), 1, constant_values=-1.0)
    found = [contour - 1 for contour in find_contours(padded, 0.0)]  # type: ignore[no-untyped-call]
    areas = [_area(contour) for contour in found]
    least = SMALLEST * max(areas, default=0.0)
    return tuple(smoothed(contour, 1.5) for contour, area in zip(found, areas, strict=True) if area >= max(least, 12.0))


def _inner(ink: NDArray[np.float32], depth: NDArray[np.float32], inked_from: float) -> tuple[Path, ...]:
    """Ridges of the ink inside the garment, on a plane of twice the size so that near lines stay apart."""
    large = [np.asarray(Image.fromarray(plane).resize((2 * SIDE, 2 * SIDE), Image.Resampling.BICUBIC)) for plane in (ink, depth)]
    middle = skeleton((large[0] > inked_from) & (large[1] > 1 / REACH))
    ways = (smoothed(path, 2.5) / 2 - 0.25 for path in paths(middle, SHORTEST) if len(path) >= 2 * SHORTEST)
    return tuple(ways)


def _area(contour: Path) -> float:
    """Area inside a closed contour, whichever way it runs."""
    rows, columns = contour[:, 0], contour[:, 1]
    return abs(float(np.dot(rows[:-1], columns[1:]) - np.dot(columns[:-1], rows[1:]))) / 2
