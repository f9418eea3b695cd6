"""A rough drawing → the garment that was meant, as clean strokes: the shape model's projection, laid back where the drawing was.

`strength` is how rough the hand is taken to have been. At little strength the outline stays on the drawn one and only what is missing
is closed; at full strength it becomes the nearest plausible garment. Lines that were drawn inside the garment and that the model did
not draw again are kept: what somebody meant is not lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

from sketch2fashion.drawing.framing import Frame, frame_of, to_square
from sketch2fashion.drawing.inner_lines import imagined, seed_of
from sketch2fashion.drawing.outline import silhouette
from sketch2fashion.drawing.parts import parts_weight
from sketch2fashion.drawing.paths import Path, length, runs
from sketch2fashion.drawing.shapes import REACH, SIDE, Drawing, encoded, near_lines, reduced, strokes_of, tidied, traced
from sketch2fashion.drawing.strokes import Stroke
from sketch2fashion.garment import Layers, Mask

WITHIN = 3.0  # px of SIDE: drawn lines deeper in the garment than this, or than half the tolerance, lie inside it
SURE = (0.5, 0.35)  # share of ink from which on a line is drawn, at strength 0 and what 1 takes off: more strength, more is completed
TOLERANCE = (3.0, 5.0)  # px of SIDE, at strength 0 and what 1 adds: drawn lines nearer to the model's are the same lines
SHORTEST = 6.0  # px of SIDE: shorter rests of strokes are not kept
IMAGINED_FROM = 0.6  # strength from which on the garment gets the lines that such garments have inside


@dataclass(frozen=True, eq=False)
class Projection:
    """Clean strokes of what was drawn and meant, and those of lines that nobody drew, on the drawing's canvas."""

    strokes: tuple[Stroke, ...]
    imagined: tuple[Stroke, ...]


def projected(layers: Layers, drawn: Iterable[Path], strength: float, parts: Sequence[str] = ()) -> Projection:
    """Clean strokes on the drawing's canvas. `drawn`: the drawing's own lines as paths, rows and columns in canvas px.

    `parts` limits the change to parts of the garment; elsewhere the drawn paths stay. Raises `EmptyDrawing`, `BadValue`.
    """
    frame = frame_of(layers)
    square = to_square(layers, frame)
    ink = reduced(square.lines)[None]
    code = encoded(ink, layers.category)
    planes = tidied(ink, code, layers.category, np.array([strength], np.float32))[0]
    inside = silhouette(square.lines)
    weight = _halved(parts_weight(inside, layers.category, parts))
    planes[0] = weight * planes[0] + (1 - weight) * _depth(inside)
    clean = seen = traced(planes, SURE[0] - SURE[1] * strength)
    if strength >= IMAGINED_FROM:
        clean = Drawing(seen.outlines, ())  # what belongs inside is drawn as whole strokes, around what the hand has drawn there
    own = [_to_square(path, frame) for path in drawn]
    outlines = [piece for path in clean.outlines for piece in _pieces(path, _at(weight, path) > 0.05)]
    inner = [piece for path in clean.inner for piece in _pieces(path, _at(weight, path) > 0.5)]
    made = Drawing(tuple(outlines), (*inner, *_kept(own, clean, seen, planes[0], weight, strength)))
    untouched = [piece for path in own for piece in _pieces(path, _at(weight, path) <= 0.05)]
    scale, corner = frame.side / SIDE, (frame.left, frame.top)
    strokes = (*strokes_of(made, scale, corner), *strokes_of(Drawing(tuple(untouched), ()), scale, corner))
    if strength < IMAGINED_FROM:
        return Projection(strokes, ())
    lines = imagined(_depth(_filled(clean.outlines)), layers.category, made.inner, seed_of(ink[0]))
    wanted = [piece for path in lines for piece in _pieces(path, _at(weight, path) > 0.5)]
    return Projection(strokes, strokes_of(Drawing((), tuple(wanted)), scale, corner))


def meant(layers: Layers) -> Mask:
    """What lies inside the outline that the drawing was meant to have, in the renderer's square, (256, 256). Raises as `projected`."""
    ink = reduced(to_square(layers, frame_of(layers)).lines)[None]
    planes = tidied(ink, encoded(ink, layers.category), layers.category, np.ones(1, np.float32))[0]
    return _filled(traced(planes).outlines)


def _kept(
    own: Sequence[Path], clean: Drawing, seen: Drawing, depth: NDArray[np.float32], weight: NDArray[np.float32], strength: float
) -> list[Path]:
    """Drawn paths, or parts of them, well inside the garment and far from every line of `clean`.

    Where the model saw an inner line that `clean` leaves out, what was drawn there is one, however near to the outline.
    """
    near = TOLERANCE[0] + TOLERANCE[1] * strength
    distance, to_seen = _distance(clean), _distance(Drawing((), () if clean.inner else seen.inner))
    deep = max(WITHIN, near / 2) / REACH
    kept = []
    for path in own:
        inside = _at(depth, path)
        new = (inside > deep) & (_at(distance, path) > near)
        new |= (inside > WITHIN / REACH) & (_at(to_seen, path) < TOLERANCE[0])
        new &= _at(weight, path) > 0.05
        whole = new.all() and not clean.inner  # a button, drawn where nothing else is drawn again
        kept += [
            piece
            for piece in _pieces(path, ndimage.binary_closing(new, iterations=4) & (inside > 0) if len(path) > 8 else new)
            if whole or length(piece) >= SHORTEST
        ]
    return kept


def _distance(drawing: Drawing) -> NDArray[np.float64]:
    """From each pixel of the model's square to the next line of the drawing, px."""
    ink = near_lines(drawing)
    return np.asarray(ndimage.distance_transform_edt(~ink) if ink.any() else np.full(ink.shape, np.inf), np.float64)


def _pieces(path: Path, wanted: NDArray[np.bool_]) -> list[Path]:
    """The runs of a path whose points are wanted; all of it, even a single point, where all are."""
    return [path] if wanted.all() else runs(path, wanted)


def _at(plane: NDArray[np.floating[Any]], path: Path) -> NDArray[np.float64]:
    return np.asarray(ndimage.map_coordinates(plane, path.T, order=1, mode="nearest"))


def _to_square(path: Path, frame: Frame) -> Path:
    """Canvas px → px of the model's square."""
    return (path + 0.5 - (frame.top, frame.left)) * (SIDE / frame.side) - 0.5


def _filled(outlines: Sequence[Path]) -> NDArray[np.bool_]:
    """What lies inside closed outlines, (2 SIDE, 2 SIDE); an outline within another is a hole."""
    inside = np.zeros((2 * SIDE, 2 * SIDE), np.bool_)
    for path in outlines:
        image = Image.new("1", (2 * SIDE, 2 * SIDE))
        ImageDraw.Draw(image).polygon((2 * path[:, ::-1] + 0.5).ravel().tolist(), fill=1)
        inside ^= np.asarray(image, np.bool_)
    return inside


def _depth(inside: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The signed distance of a silhouette (2 SIDE, 2 SIDE) as the model tells it."""
    depth = ndimage.distance_transform_edt(inside) - ndimage.distance_transform_edt(~inside)
    return np.asarray(np.clip(_halved(depth.astype(np.float32)) / (2 * REACH), -1, 1), np.float32)


def _halved(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(plane.reshape(plane.shape[0] // 2, 2, -1, 2).mean((1, 3)), np.float32)
