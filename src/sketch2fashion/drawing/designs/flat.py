"""A fashion flat on the table: pieces laid one over the other, seams and stitches on them, and their colours.

A piece hides what lies beneath it, so a collar or a pocket needs no thought about the lines under it. Colours become what a person
would leave: one dot in every part that the lines cut out, in the colour of the piece that is on top there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

from sketch2fashion.drawing.designs.path import Path, Polyline, contains, dense, distance_to, simplified
from sketch2fashion.drawing.strokes import Layer, Sketch, Stroke

CANVAS = 1024  # px a side, as the studio's own paper
FILL = 0.86  # of the canvas: the garment's longer side
OUTLINE = 8.0  # px: the edge of a piece
SEAM = 6.0  # px: a line on a piece
STITCH = 4.0  # px: a dash of top-stitching
DASH, GAP = 12.0, 8.0  # px
SMOOTHNESS = 0.35  # px: how far a stroke's points may leave the true curve
PRESSURE = 0.5  # what a mouse reports: the nominal width

STEP = 0.15  # cm between the points at which one line meets another
TOUCH = 0.12  # cm: this near to its edge a piece hides what is beneath
CRUMB = 0.25  # cm: pieces of line shorter than this are no lines

MAP = 384  # px a side of the plane on which colour dots find their place
DOT = 18.0  # px: the usual width of a colour dot
SMALLEST_PART = 60.0  # px² on that plane: smaller parts get no dot of their own
ROOM = 0.72  # of the room around it that a dot fills where there is little


@dataclass(frozen=True, eq=False)
class _Mark:
    """One line on the flat, in cm. `width` in canvas px."""

    points: Polyline
    width: float
    dashed: bool = False


@dataclass(frozen=True, eq=False)
class _Piece:
    """A closed piece of cloth and its colour, None: that of the garment."""

    outline: Polyline
    colour: str | None


@dataclass(frozen=True, eq=False)
class _Paint:
    """A broad stroke of colour that stays inside a piece: a stripe, a check. `width` in cm."""

    points: Polyline
    width: float
    colour: str


class Flat:
    """A garment being laid out, in cm. `base` is the colour (`#rrggbb`) of every piece that names none."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._pieces: list[_Piece] = []
        self._marks: list[_Mark] = []
        self._paints: list[_Paint] = []

    # --- pieces -------------------------------------------------------------------------------------------------------------

    def piece(self, outline: Path, colour: str | None = None, width: float = OUTLINE) -> Path:
        """Lay a closed piece on top of everything before; returns its outline."""
        closed = outline.closed()
        self._marks = list(_cut_by(self._marks, closed.points, keep_inside=False))
        self._paints = [_Paint(part, paint.width, paint.colour) for paint in self._paints for part in _outside(paint.points, closed.points)]
        self._pieces.append(_Piece(closed.points, colour))
        self._marks.append(_Mark(closed.points, width))
        return closed

    def half(self, right: Path, colour: str | None = None, width: float = OUTLINE) -> Path:
        """Lay a piece that is the right half given, from the middle to the middle, and its mirror image."""
        return self.piece(right.whole(), colour, width)

    def pair(self, right: Path, colour: str | None = None, width: float = OUTLINE) -> Path:
        """Lay a piece on the right and its mirror image on the left; returns the right one's outline."""
        self.piece(right.mirrored(), colour, width)
        return self.piece(right, colour, width)

    # --- lines --------------------------------------------------------------------------------------------------------------

    def seam(self, *paths: Path, on: Path | None = None, both: bool = False, width: float = SEAM) -> None:
        """Draw lines, on one piece only if `on` is given, and on the other side too if `both`."""
        for path in paths:
            self._draw(path, on, _Mark(path.points, width))
            if both:
                self._draw(path.mirrored(), on.mirrored() if on else None, _Mark(path.mirrored().points, width))

    def stitch(self, *paths: Path, on: Path | None = None, both: bool = False) -> None:
        """Draw dashed lines of top-stitching."""
        for path in paths:
            self._draw(path, on, _Mark(path.points, STITCH, dashed=True))
            if both:
                self._draw(path.mirrored(), on.mirrored() if on else None, _Mark(path.mirrored().points, STITCH, dashed=True))

    def _draw(self, path: Path, on: Path | None, mark: _Mark) -> None:
        self._marks += [mark] if on is None else _cut_by([mark], on.points, keep_inside=True)

    # --- colour -------------------------------------------------------------------------------------------------------------

    def paint(self, path: Path, width: float, colour: str, on: Path) -> None:
        """A broad stroke of colour, `width` in cm, that stays on the piece `on`."""
        self._paints += [_Paint(part, width, colour) for part in _inside(path.points, on.points)]

    # --- the sketch ---------------------------------------------------------------------------------------------------------

    def sketch(self, category: str) -> Sketch:
        """The flat on a square canvas, centred: a colour layer, an empty border layer and a line layer, as the studio has them."""
        paper = self._paper()
        lines = [stroke for mark in self._marks for stroke in paper.strokes(mark)]
        layers = (
            Layer("colour", "colour", strokes=tuple(self._colour_strokes(paper))),
            Layer("border", "border"),
            Layer("line", "line", strokes=tuple(lines)),
        )
        return Sketch((CANVAS, CANVAS), category, layers)

    def _paper(self) -> _Paper:
        every = np.vstack([mark.points for mark in self._marks])
        low, high = every.min(axis=0), every.max(axis=0)
        scale = CANVAS * FILL / float((high - low).max())
        return _Paper(scale, CANVAS / 2 - (low + high) / 2 * scale)

    def _colour_strokes(self, paper: _Paper) -> Iterator[Stroke]:
        for paint in self._paints:
            yield paper.stroke(paint.points, paint.width * paper.scale, paint.colour)
        if not self._paints:  # painted stripes say the colours of their pieces themselves
            yield from (_dot(dot) for dot in self._dots(paper, everywhere=True))
        else:
            yield from (_dot(dot) for dot in self._dots(paper, everywhere=False))

    def _dots(self, paper: _Paper, *, everywhere: bool) -> Iterator[_Dot]:
        """One dot for each part that the lines cut out, the largest first. Parts that paint reaches keep their paint."""
        tops, ink, painted = self._tops(paper), self._ink(paper), self._painted(paper)
        shrink = MAP / CANVAS
        dots = []
        for number, piece in enumerate(self._pieces, start=1):
            parts, count = ndimage.label((tops == number) & ~ink)
            for part in range(1, count + 1):
                room = parts == part
                if room.sum() < SMALLEST_PART or (painted & room).any():
                    continue
                depth = ndimage.distance_transform_edt(np.pad(room, 1))[1:-1, 1:-1]
                y, x = np.unravel_index(int(depth.argmax()), depth.shape)
                width = min(DOT, 2 * ROOM * float(depth[y, x]) / shrink)
                dots.append(_Dot((x + 0.5) / shrink, (y + 0.5) / shrink, width, piece.colour or self.base, int(room.sum())))
        return iter(sorted(dots, key=lambda dot: -dot.area))

    def _tops(self, paper: _Paper) -> NDArray[np.int32]:
        """Which piece (from 1) lies on top at each place, (MAP, MAP); 0 is the table."""
        image = Image.new("I", (MAP, MAP))
        pen = ImageDraw.Draw(image)
        for number, piece in enumerate(self._pieces, start=1):
            pen.polygon(_corners(paper.placed(piece.outline) * (MAP / CANVAS)), fill=number)
        return np.asarray(image, np.int32)

    def _ink(self, paper: _Paper) -> NDArray[np.bool_]:
        image = Image.new("L", (MAP, MAP))
        pen = ImageDraw.Draw(image)
        for mark in self._marks:
            pen.line(_corners(paper.placed(mark.points) * (MAP / CANVAS)), fill=255, width=4, joint="curve")
        return np.asarray(image) > 0

    def _painted(self, paper: _Paper) -> NDArray[np.bool_]:
        image = Image.new("L", (MAP, MAP))
        pen = ImageDraw.Draw(image)
        for paint in self._paints:
            width = max(2, round(paint.width * paper.scale * MAP / CANVAS))
            pen.line(_corners(paper.placed(paint.points) * (MAP / CANVAS)), fill=255, width=width)
        return np.asarray(image) > 0


@dataclass(frozen=True)
class _Dot:
    x: float  # canvas px, as `width`
    y: float
    width: float
    colour: str
    area: int


def _dot(dot: _Dot) -> Stroke:
    return Stroke(((round(dot.x, 1), round(dot.y, 1), PRESSURE, 0.0),), "pen", round(dot.width, 1), dot.colour)


@dataclass(frozen=True, eq=False)
class _Paper:
    """Where the table's centimetres lie on the canvas."""

    scale: float  # px to a cm
    origin: NDArray[np.float64]  # (2,) px

    def placed(self, points: Polyline) -> Polyline:
        return points * self.scale + self.origin

    def stroke(self, points: Polyline, width: float, colour: str = "#000000") -> Stroke:
        placed = np.round(simplified(self.placed(points), SMOOTHNESS), 1)
        return Stroke(tuple((float(x), float(y), PRESSURE, 0.0) for x, y in placed), "pen", round(width, 1), colour)

    def strokes(self, mark: _Mark) -> Iterator[Stroke]:
        parts: Iterable[Polyline] = _dashes(mark.points, (DASH + GAP) / self.scale, DASH / self.scale) if mark.dashed else [mark.points]
        return (self.stroke(part, mark.width) for part in parts)


def _corners(points: Polyline) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in points]


def _dashes(points: Polyline, period: float, dash: float) -> Iterator[Polyline]:
    path = Path(points)
    length = float(np.hypot(*np.diff(points, axis=0).T).sum())
    count = max(1, round(length / period))
    for index in range(count):
        begin = index * length / count
        yield path.part(begin / length, min(1.0, (begin + dash) / length)).points


# --- one line cut by another's piece ------------------------------------------------------------------------------------------


def _cut_by(marks: Iterable[_Mark], outline: Polyline, *, keep_inside: bool) -> Iterator[_Mark]:
    cut = _inside if keep_inside else _outside
    for mark in marks:
        for part in cut(mark.points, outline):
            yield replace(mark, points=part)


def _inside(points: Polyline, outline: Polyline) -> Iterator[Polyline]:
    """The parts of a line that lie on a piece."""
    fine = dense(points, STEP)
    return _runs(fine, contains(outline, fine) | (distance_to(outline, fine) < TOUCH))


def _outside(points: Polyline, outline: Polyline) -> Iterator[Polyline]:
    """The parts of a line that a piece leaves to be seen. A line that it does not touch stays as it is."""
    low, high = outline.min(axis=0) - TOUCH, outline.max(axis=0) + TOUCH
    if (points.max(axis=0) < low).any() or (points.min(axis=0) > high).any():
        return iter([points])
    fine = dense(points, STEP)
    covered = contains(outline, fine)
    near = ((fine >= low) & (fine <= high)).all(axis=1) & ~covered
    covered[near] |= distance_to(outline, fine[near]) < TOUCH
    return iter([points]) if not covered.any() else _runs(fine, ~covered)


def _runs(points: Polyline, kept: NDArray[np.bool_]) -> Iterator[Polyline]:
    """The stretches of points that are kept."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], kept, [False]]).astype(np.int8)))
    runs = [points[first:last] for first, last in zip(edges[::2], edges[1::2], strict=True)]
    if len(runs) > 1 and kept[0] and kept[-1] and np.allclose(points[0], points[-1]):  # a closed line has no beginning
        runs = [np.vstack([runs[-1], runs[0][1:]]), *runs[1:-1]]
    for run in runs:
        if len(run) > 1 and np.hypot(*np.diff(run, axis=0).T).sum() >= CRUMB:
            yield run
