"""A real photo → the same layers that a hand would have drawn: cut-out, lines, colour hints, and strokes to go on with.

    layers = photo_layers(images.decode(photo_bytes))
    layers.sketch.to_json()      # opens in the studio

All planes are registered to the photo: the garment lies where it was photographed. What the garment is called is not this layer's
business; give `recognise` (for example the embedder's scores) to have the category filled in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from sketch2fashion.drawing.strokes import Layer, Point, Sketch, Stroke
from sketch2fashion.errors import BadImage
from sketch2fashion.garment import Layers, Lines, Picture, Rgb
from sketch2fashion.images import on_white, resize
from sketch2fashion.photo.colours import Dot, colour_dots, dots_as_hints
from sketch2fashion.photo.cutout import alpha_of, cutout, garment_box
from sketch2fashion.photo.linework import draw_lines
from sketch2fashion.photo.square import Square
from sketch2fashion.photo.trace import trace

Recognise = Callable[[Rgb], Mapping[str, float]]  # a garment on white → category scores

LONGEST_SIDE = 1024  # px, of every plane that comes back
LINES_SIDE = 384  # px, of the square in which lines are drawn
PEN_WIDTH = 1 / 170  # of the canvas's longer side: the studio's own pen


@dataclass(frozen=True, eq=False)
class PhotoLayers:
    """A photo taken apart. `cutout`, `layers` and `sketch` have the photo's shape, its longer side at most LONGEST_SIDE px."""

    cutout: Picture
    layers: Layers
    sketch: Sketch
    category: str | None
    category_scores: dict[str, float] = field(default_factory=dict)


def photo_layers(picture: Picture, recognise: Recognise | None = None) -> PhotoLayers:
    """Cut out, draw and dot the garment of a photo (H, W, 4). Raises `BadImage` where there is no garment."""
    cut = cutout(_at_most(picture, LONGEST_SIDE))
    box = garment_box(alpha_of(cut))
    if box is None:
        raise BadImage("No garment was found in the picture.", hint="Show one garment, opaque, at least a few pixels large.")
    square = Square.around(box)
    seen = resize(square.cropped(cut), LINES_SIDE, LINES_SIDE)
    drawn = draw_lines(on_white(seen))
    lines = square.laid_back(drawn, *cut.shape[:2])
    dots = [_in_place(dot, square) for dot in colour_dots(seen, drawn)]
    scores = dict(recognise(on_white(seen))) if recognise else {}
    category = max(scores, key=lambda name: scores[name]) if scores else None
    layers = Layers(lines, dots_as_hints(dots, lines.shape), np.zeros_like(lines), category)
    return PhotoLayers(cut, layers, sketch_of(lines, dots, category), category, scores)


def sketch_of(lines: Lines, dots: list[Dot], category: str | None = None) -> Sketch:
    """A sketch that a person can edit: the lines as pen strokes, the colours as dots."""
    pen = PEN_WIDTH * max(lines.shape)
    strokes = tuple(Stroke(_points(points), width=round(min(max(width, 0.6 * pen), 1.6 * pen), 2)) for points, width in trace(lines))
    marks = tuple(Stroke(points=((float(dot.x), float(dot.y), 0.5, 0.0),), width=2 * dot.radius, colour=dot.hex) for dot in dots)
    return Sketch(lines.shape[::-1], category, (Layer("lines", "line", strokes=strokes), Layer("colours", "colour", strokes=marks)))


def _in_place(dot: Dot, square: Square) -> Dot:
    """A dot of the square that was drawn in, in the photo's pixels."""
    scale = square.side / LINES_SIDE
    x, y = square.left + (dot.x + 0.5) * scale, square.top + (dot.y + 0.5) * scale
    return replace(dot, x=int(x), y=int(y), radius=dot.radius * scale)


def _points(points: NDArray[np.float64]) -> tuple[Point, ...]:
    return tuple((round(float(x), 2), round(float(y), 2), 0.5, 0.0) for x, y in points)


def _at_most(picture: Picture, longest: int) -> Picture:
    height, width = picture.shape[:2]
    scale = longest / max(height, width)
    return picture if scale >= 1 else resize(picture, max(1, round(width * scale)), max(1, round(height * scale)))


__all__ = ["PhotoLayers", "Recognise", "photo_layers", "sketch_of"]
