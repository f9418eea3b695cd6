"""A wobbly, open, lopsided doodle → a well-cut garment of that kind: the nearest plain cut, in its proportions, even on both sides.

doodle ─▶ the outline that was meant (`shapes`) ─▶ the plain cut that bends least to it (`designs.cuts`), bent by the broad difference
       ─▶ its seams, collar and hems; beside them what was drawn inside the doodle, and its colours, carried along

The shape model closes what is open; it leaves lopsided what is lopsided. A cut has straight seams and crisp corners, and keeps them,
because only the broad difference between the two outlines moves it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage
from scipy.spatial import cKDTree

from sketch2fashion.drawing.correspondence import Places, Warp, outlines, paired
from sketch2fashion.drawing.designs.cuts import EVEN, Cut, cuts, evenness, in_square
from sketch2fashion.drawing.framing import REFERENCE, Frame, frame_of, to_square
from sketch2fashion.drawing.grid import filled_polygon
from sketch2fashion.drawing.outline import silhouette
from sketch2fashion.drawing.paths import length, runs
from sketch2fashion.drawing.projection import meant
from sketch2fashion.drawing.shapes import INNER_WIDTH
from sketch2fashion.drawing.strokes import MOUSE_PRESSURE, Layer, Sketch, Stroke, rasterise
from sketch2fashion.drawing.tidy import cleaned, tidy
from sketch2fashion.garment import Layers, Lines, Mask

BROAD = 10.0  # points of an outline: what differs over less than that is the hand's
ASPECT, STRAIN = 12.0, 10.0  # px of distance that a cut may lie farther off if it need not be stretched so, or bent so
INK = 0.3  # from here on a pixel is a line
NEAR, HELD, OPEN = 4.0, 0.97, 0.12  # px; a closed outline holds so much of the ink, and so much of its rim at most is far from all ink
RICH, DRAWN = 500.0, 250.0  # px of lines inside: who draws so many knows what to cut; of an outline that is even, fewer say so
FARTHEST = 70.0  # px: a cut that fits worse is none of this doodle
COARSE = 3  # a third of the points say which cuts come near …
CANDIDATES = 5  # … and of these the inner lines are compared, too
LOOSE = 12.0  # px: inner lines farther apart have nothing to do with each other
OUTSIDE = 9.0  # px: drawn lines this near to the outline are the outline …
EDGE = 3.0  # px: … and the cut's, which are no hand's
SAME = 5.0  # px: a drawn line that runs this near to one of the cut's is that line
IN_THE_WAY = 7.0  # px: lines of the cut this near to what was drawn give way
SHORTEST = 14.0  # px of a drawn line that begins or ends at the outline; shorter ones overshoot
PEN = 1.15  # of the cut's own pen, which is made for larger paper


@dataclass(frozen=True, eq=False)
class _Fit:
    """A cut on a doodle's outline: its points, where they come to lie, and where the doodle's are, all walked together."""

    cut: Cut
    corner: Places  # (2,) and
    scale: Places  # (2,): how the cut is laid on the doodle's box
    first: Places
    moved: Places
    second: Places
    cost: float  # px

    def lines(self) -> list[tuple[Places, float]]:
        """The cut's lines where they come to lie."""
        warp = Warp((self.first,), (self.moved,))
        return [(warp(line * self.scale + self.corner), width) for line, width in self.cut.lines]


def recut(layers: Layers, category: str, strength: float = 1.0) -> Layers:
    """The layers with the lines of a well-cut garment, on the same canvas; the very same where somebody has drawn one, seams and all.

    `strength` 0 … 1: how far towards the cut. Where no cut of that kind comes near, the drawing is tidied instead.
    Raises `EmptyDrawing`, `BadValue` beyond 4 : 1.
    """
    frame = frame_of(layers)
    lines = to_square(layers, frame).lines
    seen = silhouette(lines)
    outline = _outline(replace(layers, category=category), lines, seen)
    if outline is None:
        return layers
    inside = _filled(outline)
    inner = _inner(layers, frame, _depth(inside), _depth(seen))
    drawn = sum(length(line) for line in inner)
    if drawn >= RICH or (drawn >= DRAWN and evenness(inside) >= EVEN):
        return layers
    fit = _best(category, outline, inner)
    if fit is None:
        return tidy(replace(layers, category=category), strength)
    fit = replace(fit, moved=(1 - strength) * fit.second + strength * fit.moved)
    carry = Warp((fit.second,), (fit.moved,))
    return _laid(layers, frame, fit, [carry(line) for line in inner])


def _outline(layers: Layers, lines: Lines, seen: Mask) -> Places | None:
    """The doodle's outline: its own where it is closed, otherwise the one that the shape model completes; None where there is none."""
    ink = lines > INK
    of_ink, of_seen = (ndimage.distance_transform_edt(~mask) for mask in (ink, seen))
    rim = seen & ~ndimage.binary_erosion(seen)
    own = outlines(seen)
    if own and (of_seen[ink] <= NEAR).mean() >= HELD and (of_ink[rim] > NEAR).mean() <= OPEN:
        return own[0]
    completed = outlines(meant(layers))
    either = completed + own if len(completed) == 1 else own + completed  # the two fronts of an open coat are one piece by its own
    return either[0] if either else None


# --- the cut ----------------------------------------------------------------------------------------------------------------


def _best(category: str, outline: Places, inner: list[Places]) -> _Fit | None:
    near = sorted(cuts(category), key=lambda cut: _fitted(cut, outline, every=COARSE).cost)[:CANDIDATES]
    fits = [_fitted(cut, outline) for cut in near]
    best = min(fits, key=lambda fit: fit.cost + _unlike(fit, inner), default=None)
    return best if best is not None and best.cost <= FARTHEST else None


def _fitted(cut: Cut, outline: Places, every: int = 1) -> _Fit:
    """The cut laid on the doodle's box, then bent to its outline by what differs broadly. Of both outlines one point of `every` counts."""
    low, size = outline.min(axis=0), np.ptp(outline, axis=0)
    scale = size / np.maximum(np.ptp(cut.outline, axis=0), 1)
    corner = low - cut.outline.min(axis=0) * scale
    first, second = paired((cut.outline * scale + corner)[::every], outline[::every], REFERENCE)
    moved = first + ndimage.gaussian_filter1d(second - first, BROAD, axis=0, mode="wrap")
    if cut.even:
        moved = _even(first, moved)
    moved = (moved - moved.min(axis=0)) * size / np.maximum(np.ptp(moved, axis=0), 1) + low
    before, after = _apart(first, second), _apart(moved, second)
    strain = _apart(np.diff(moved, axis=0), np.diff(first, axis=0)) / _apart(first[1:], first[:-1])
    cost = before + after + ASPECT * abs(float(np.log(scale[0] / scale[1]))) + STRAIN * strain
    return _Fit(cut, corner, scale, first, moved, second, cost)


def _apart(first: Places, second: Places) -> float:
    return float(np.linalg.norm(first - second, axis=1).mean())


def _even(first: Places, moved: Places) -> Places:
    """Both sides of an outline as the mean of the two. `first` is even and says which point is whose partner."""
    middle = (first[:, 0].min() + first[:, 0].max()) / 2
    partner = moved[cKDTree(first).query(_flipped(first, middle))[1]]
    axis = float(np.median(moved[:, 0] + partner[:, 0]) / 2)
    return cast(Places, ndimage.gaussian_filter1d((moved + _flipped(partner, axis)) / 2, 1.0, axis=0, mode="wrap"))


def _flipped(places: Places, axis: float) -> Places:
    return np.stack([2 * axis - places[:, 0], places[:, 1]], axis=1)


def _unlike(fit: _Fit, inner: list[Places]) -> float:
    """How far drawn inner lines are from the cut's, px, 0 where nothing was drawn inside."""
    if not inner:
        return 0.0
    drawn = Warp((fit.second,), (fit.moved,))(np.concatenate(inner))
    apart, _ = cKDTree(np.concatenate([line for line, _ in fit.lines()])).query(drawn, distance_upper_bound=LOOSE)
    return float(np.minimum(apart, LOOSE).mean())


# --- what was drawn inside --------------------------------------------------------------------------------------------------


def _inner(layers: Layers, frame: Frame, *depths: NDArray[np.float64]) -> list[Places]:
    """Lines of the doodle well inside all its outlines, (N, 2) each, in px of the square."""
    depth = np.minimum.reduce(depths)
    lines = []
    for stroke in cleaned(layers).strokes:
        line = in_square(stroke, frame)
        lines += [run for run in runs(line, _at(depth, line) > OUTSIDE) if len(run) == len(line) or length(run) >= SHORTEST]
    return lines


def _filled(outline: Places) -> Mask:
    return filled_polygon(outline[:, ::-1], (REFERENCE, REFERENCE))


def _depth(inside: Mask) -> NDArray[np.float64]:
    """How far it is to the edge, from within as from without, px."""
    return np.asarray(np.maximum(ndimage.distance_transform_edt(inside), ndimage.distance_transform_edt(~inside)))


def _at(plane: NDArray[np.floating[Any]], line: Places) -> NDArray[np.float64]:
    return np.asarray(ndimage.map_coordinates(plane, line.T[::-1], order=1, mode="nearest"))


# --- the drawing ------------------------------------------------------------------------------------------------------------


def _laid(layers: Layers, frame: Frame, fit: _Fit, drawn: list[Places]) -> Layers:
    """The layers with the lines of the cut, and of what was drawn those that it has not; colours and borders come along."""
    lines = fit.lines()
    of_cut = cKDTree(np.concatenate([line for line, _ in lines]))
    own = [(line, INNER_WIDTH) for line in drawn if np.median(of_cut.query(line)[0]) > SAME]
    if own:
        near = cKDTree(np.concatenate([line for line, _ in own]))
        depth = _depth(_filled(fit.moved))
        outline = [(_at(depth, line) < EDGE).mean() > 0.1 for line, _ in lines]  # its own and that of a piece that it ends in
        beside = [(near.query(line)[0] < IN_THE_WAY).mean() < 0.5 for line, _ in lines]
        lines = [line for line, kept in zip(lines, np.logical_or(outline, beside), strict=True) if kept]
    strokes = [_stroke(line, width, frame) for line, width in (*((line, PEN * width) for line, width in lines), *own)]
    made = rasterise(Sketch(canvas=layers.size, layers=(Layer("lines", strokes=tuple(strokes)),)))
    if not (layers.hints[..., 3].any() or layers.borders.any() or layers.auto is not None):
        return replace(layers, lines=made.lines)
    places = _sources(layers, frame, Warp((fit.moved,), (fit.second,)))
    auto = None if layers.auto is None else layers.auto[places]
    return replace(layers, lines=made.lines, hints=layers.hints[places], borders=layers.borders[places], auto=auto)


def _stroke(line: Places, width: float, frame: Frame) -> Stroke:
    scale = frame.side / REFERENCE
    points = (line + 0.5) * scale + (frame.left, frame.top)
    return Stroke(points=tuple((x, y, MOUSE_PRESSURE, 0.0) for x, y in points.tolist()), width=width * scale)


def _sources(layers: Layers, frame: Frame, back: Warp) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Which pixel of the canvas comes to lie at each, as rows and columns. Outside the frame, each stays."""
    width, height = layers.size
    rows, columns = np.indices((height, width), np.int32)
    top, left, side = round(frame.top), round(frame.left), round(frame.side)
    part = slice(max(top, 0), min(top + side, height)), slice(max(left, 0), min(left + side, width))
    within = tuple(slice(each.start - start, each.stop - start) for each, start in zip(part, (top, left), strict=True))
    for places, plane, start, most in zip((columns, rows), back.grid(REFERENCE), (frame.left, frame.top), (width, height), strict=True):
        canvas = (np.asarray(plane, np.float32) + 0.5) * (frame.side / REFERENCE) + start - 0.5
        large = Image.fromarray(canvas).resize((side, side), Image.Resampling.BILINEAR)
        places[part] = np.rint(np.asarray(large)[within]).clip(0, most - 1)
    return rows, columns
