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
from sketch2fashion.drawing.flats import regions
from sketch2fashion.drawing.framing import REFERENCE, Frame, frame_of, to_square
from sketch2fashion.drawing.strokes import Layer, Sketch, Stroke, rasterise

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

MAP = REFERENCE  # px a side of the plane on which colour dots find their place: where flats will look for them
BARE = 0.1  # ink up to here is bare cloth
BRUSH = 1.3  # cm: the widest stroke of paint
SHY = 0.35  # cm: paint keeps away from edges, so that two pieces' paint never runs together
LAP = 1.05  # how much strokes of paint overlap
DOT = 18.0  # px: the usual width of a colour dot
SMALLEST_DOT = 5.0  # px
MAIN_PART = 0.12  # of the largest part: smaller ones of the garment's own colour need no dot
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
    within: Polyline | None = None  # of which only the part counts that lies on this piece


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

    def cover(self, area: Path, colour: str | None = None) -> None:
        """Hide what lies in an area under plain cloth, without an edge."""
        closed = area.closed()
        self._marks = list(_cut_by(self._marks, closed.points, keep_inside=False))
        self._pieces.append(_Piece(closed.points, colour))

    def block(self, area: Path, on: Path, colour: str | None = None, width: float = SEAM) -> None:
        """Another cloth where `area` covers the piece `on`; seams only where its edge crosses the piece."""
        self._pieces.append(_Piece(area.closed().points, colour, on.points))
        self.seam(area.closed(), on=on, width=width)

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
        """A band of colour along a straight way, `width` in cm, that stays on the piece `on`: thin strokes side by side."""
        count = int(np.ceil(width / BRUSH))
        brush = width / count
        for index in range(count):
            lane = path.aside((index + 0.5) * brush - width / 2)
            for part in _within(lane.points, on.points, brush / 2 + SHY):
                self._paints.append(_Paint(simplified(part, 0.01), brush * LAP, colour))

    # --- the sketch ---------------------------------------------------------------------------------------------------------

    def sketch(self, category: str) -> Sketch:
        """The flat on a square canvas, centred: a colour layer, an empty border layer and a line layer, as the studio has them."""
        paper, lines = self._paper(), self._lines()
        paints = tuple(paper.stroke(paint.points, paint.width * paper.scale, paint.colour) for paint in self._paints)
        dots = tuple(_dot_stroke(dot) for dot in self._dots(paper, lines))
        return Sketch((CANVAS, CANVAS), category, (Layer("colour", "colour", strokes=paints + dots), Layer("border", "border"), lines))

    def drawing(self, category: str) -> Sketch:
        """The lines of `sketch` alone, at a fraction of the time."""
        return Sketch((CANVAS, CANVAS), category, (self._lines(),))

    def _lines(self) -> Layer:
        paper = self._paper()
        return Layer("line", "line", strokes=tuple(stroke for mark in self._marks for stroke in paper.strokes(mark)))

    def _paper(self) -> _Paper:
        every = np.vstack([mark.points for mark in self._marks])
        low, high = every.min(axis=0), every.max(axis=0)
        scale = CANVAS * FILL / float((high - low).max())
        return _Paper(scale, CANVAS / 2 - (low + high) / 2 * scale)

    def _dots(self, paper: _Paper, lines: Layer) -> list[_Dot]:
        """A dot in each region that the lines enclose, in the colour of what lies on top in most of it; painted regions need none.

        Regions without a dot take the colour of the largest that has one: where that is the garment's own, its small parts are left out.
        """
        drawn = rasterise(_halved(lines))
        half = frame_of(drawn)
        ink = to_square(drawn, half, MAP).lines
        frame = replace(half, left=2 * half.left, top=2 * half.top, side=2 * half.side)
        rooms = regions(ink)
        tops, painted = self._tops(paper, frame), self._painted(paper, frame)
        dots = []
        for number, box in enumerate(ndimage.find_objects(rooms), start=1):
            room = rooms[box] == number
            if not (painted[box] & room).any():
                dots += self._dot_in(room, tops[box], ink[box] > BARE, (box[1].start, box[0].start), frame)
        dots.sort(key=lambda dot: -dot.area)
        if dots and dots[0].colour == self.base:
            dots = [dot for dot in dots if dot.colour != self.base or dot.area >= MAIN_PART * dots[0].area]
        return dots

    def _dot_in(
        self, room: NDArray[np.bool_], tops: NDArray[np.int32], ink: NDArray[np.bool_], corner: tuple[int, int], frame: Frame
    ) -> list[_Dot]:
        """The dot of one region, whose box begins at `corner` (x, y) of the map: where the cloth that fills most of it has most room."""
        colours = [self.base] + [piece.colour or self.base for piece in self._pieces]
        names = sorted(set(colours))
        cloth = np.array([names.index(colour) for colour in colours])[tops]
        free = room & ~ink
        if not free.any():
            return []
        most = int(np.bincount(cloth[free]).argmax())
        depth = ndimage.distance_transform_edt(np.pad(free & (cloth == most), 1))[1:-1, 1:-1]
        y, x = np.unravel_index(int(depth.argmax()), depth.shape)
        pixel = frame.side / MAP
        width = max(SMALLEST_DOT, min(DOT, 2 * ROOM * float(depth[y, x]) * pixel))
        left, top = frame.left + (corner[0] + float(x) + 0.5) * pixel, frame.top + (corner[1] + float(y) + 0.5) * pixel
        return [_Dot(left, top, width, names[most], int(room.sum()))]

    def _tops(self, paper: _Paper, frame: Frame) -> NDArray[np.int32]:
        """Which piece (from 1) lies on top at each place of the framed square, (MAP, MAP); 0 is the table."""
        tops = np.zeros((MAP, MAP), np.int32)
        for number, piece in enumerate(self._pieces, start=1):
            here = _filled(paper.framed(piece.outline, frame))
            if piece.within is not None:
                here &= _filled(paper.framed(piece.within, frame))
            tops[here] = number
        return tops

    def _painted(self, paper: _Paper, frame: Frame) -> NDArray[np.bool_]:
        image = Image.new("L", (MAP, MAP))
        pen = ImageDraw.Draw(image)
        for paint in self._paints:
            width = max(1, round(paint.width * paper.scale * MAP / frame.side))
            pen.line(_corners(paper.framed(paint.points, frame)), fill=255, width=width)
        return np.asarray(image) > 0


def _halved(lines: Layer) -> Sketch:
    """The lines on a canvas of half the size: as many pixels as it takes to see the regions."""
    strokes = tuple(
        replace(stroke, points=tuple((x / 2, y / 2, pressure, ms) for x, y, pressure, ms in stroke.points), width=stroke.width / 2)
        for stroke in lines.strokes
    )
    return Sketch((CANVAS // 2, CANVAS // 2), None, (replace(lines, strokes=strokes),))


@dataclass(frozen=True)
class _Dot:
    x: float  # canvas px, as `width`
    y: float
    width: float
    colour: str
    area: int


def _dot_stroke(dot: _Dot) -> Stroke:
    return Stroke(((round(dot.x, 1), round(dot.y, 1), PRESSURE, 0.0),), "pen", round(dot.width, 1), dot.colour)


@dataclass(frozen=True, eq=False)
class _Paper:
    """Where the table's centimetres lie on the canvas."""

    scale: float  # px to a cm
    origin: NDArray[np.float64]  # (2,) px

    def placed(self, points: Polyline) -> Polyline:
        return points * self.scale + self.origin

    def framed(self, points: Polyline, frame: Frame) -> Polyline:
        """Points in px of the map, which is the square that the renderer will see."""
        return (self.placed(points) - (frame.left, frame.top)) * (MAP / frame.side)

    def stroke(self, points: Polyline, width: float, colour: str = "#000000") -> Stroke:
        placed = np.round(simplified(self.placed(points), SMOOTHNESS), 1)
        return Stroke(tuple((float(x), float(y), PRESSURE, 0.0) for x, y in placed), "pen", round(width, 1), colour)

    def strokes(self, mark: _Mark) -> Iterator[Stroke]:
        parts: Iterable[Polyline] = _dashes(mark.points, (DASH + GAP) / self.scale, DASH / self.scale) if mark.dashed else [mark.points]
        return (self.stroke(part, mark.width) for part in parts)


def _filled(outline: Polyline) -> NDArray[np.bool_]:
    image = Image.new("L", (MAP, MAP))
    ImageDraw.Draw(image).polygon(_corners(outline), fill=255)
    return np.asarray(image) > 0


def _corners(points: Polyline) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in points]


def _dashes(points: Polyline, period: float, dash: float) -> Iterator[Polyline]:
    path = Path(points)
    length = float(np.hypot(*np.diff(points, axis=0).T).sum())
    count = max(1, round(length / period))
    for index in range(count):
        begin = index * length / count + (length / count - dash) / 2  # half a gap at both ends: two halves of a seam join evenly
        yield path.part(max(0.0, begin / length), min(1.0, (begin + dash) / length)).points


# --- one line cut by another's piece ------------------------------------------------------------------------------------------


def _cut_by(marks: Iterable[_Mark], outline: Polyline, *, keep_inside: bool) -> Iterator[_Mark]:
    cut = _inside if keep_inside else _outside
    for mark in marks:
        for part in cut(mark.points, outline):
            yield replace(mark, points=part)


def _inside(points: Polyline, outline: Polyline) -> Iterator[Polyline]:
    """The parts of a line that lie on a piece."""
    fine = dense(points, STEP)
    return _runs(fine, _covered(fine, outline))


def _within(points: Polyline, outline: Polyline, margin: float) -> Iterator[Polyline]:
    """The parts of a line that lie on a piece, at least `margin` cm from its edge."""
    fine = dense(points, STEP)
    kept = contains(outline, fine)
    kept[kept] = distance_to(outline, fine[kept]) >= margin
    return _runs(fine, kept)


def _outside(points: Polyline, outline: Polyline) -> Iterator[Polyline]:
    """The parts of a line that a piece leaves to be seen. A line that it does not touch stays as it is."""
    low, high = outline.min(axis=0) - TOUCH, outline.max(axis=0) + TOUCH
    if (points.max(axis=0) < low).any() or (points.min(axis=0) > high).any():
        return iter([points])
    fine = dense(points, STEP)
    covered = _covered(fine, outline)
    return _runs(fine, ~covered) if covered.any() else iter([points])


def _covered(points: Polyline, outline: Polyline) -> NDArray[np.bool_]:
    """Which points lie on a piece or touch its edge."""
    covered = contains(outline, points)
    low, high = outline.min(axis=0) - TOUCH, outline.max(axis=0) + TOUCH
    near = ((points >= low) & (points <= high)).all(axis=1) & ~covered
    covered[near] = distance_to(outline, points[near]) < TOUCH
    return covered


def _runs(points: Polyline, kept: NDArray[np.bool_]) -> Iterator[Polyline]:
    """The stretches of points that are kept."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], kept, [False]]).astype(np.int8)))
    runs = [points[first:last] for first, last in zip(edges[::2], edges[1::2], strict=True)]
    if len(runs) > 1 and kept[0] and kept[-1] and np.allclose(points[0], points[-1]):  # a closed line has no beginning
        runs = [np.vstack([runs[-1], runs[0][1:]]), *runs[1:-1]]
    for run in runs:
        if len(run) > 1 and np.hypot(*np.diff(run, axis=0).T).sum() >= CRUMB:
            yield run
