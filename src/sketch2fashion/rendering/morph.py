"""Between two garments: drawings whose shape, lines and colours lie on the way from one to the other, and the garments they become.

    two drawings ─▶ squares ─▶ outlines paired (`drawing.correspondence`) ─▶ the outline between, drawn once
                               └▶ both drawings' inner lines carried onto it; where two meet, the nearer drawing's line stays
    flats ─▶ the same way ─▶ mixed in Oklab, one colour a region;   fabric style and noise ─▶ turned from one seed's to the other's

Every step is a drawing of its own (strokes and colour marks), from which a user can go on. Shares 0 and 1 are the drawings' own renders.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, cast

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import cKDTree
from skimage.draw import polygon2mask

from sketch2fashion.drawing.correspondence import Pairs, Places, Warp, matched, moved_inward
from sketch2fashion.drawing.framing import FILL, REFERENCE, Frame, to_square
from sketch2fashion.drawing.strokes import MOUSE_PRESSURE, Layer, Sketch, Stroke, rasterise
from sketch2fashion.garment import Flats, Garment, Layers, Lines, Mask
from sketch2fashion.photo import sketch_of
from sketch2fashion.photo.colours import Dot
from sketch2fashion.photo.trace import trace
from sketch2fashion.rendering.look import Look, between
from sketch2fashion.rendering.oklab import from_oklab, to_oklab
from sketch2fashion.rendering.renderer import Prepared, RenderOptions, as_meant, category_of, garments_of, looks_of, prepare, render

SIDE = REFERENCE
FINE = 2 * SIDE  # px: the square in which lines are traced
PEN = 2.5  # px: the lines of a step
ON_OUTLINE = 5.0  # px: a line this near to the edge is the outline
EDGE_LINE = 1.2  # px: the outline's line runs this far inside the garment's edge
SAME_LINE = 8.0  # px: a line of the one drawing this near to one of the other …
SAME_SHARE = 0.3  # … for as much of its length, is the same line, or in its way
SHORTEST = 6.0  # px: of an inner line
TWINS = 6.0  # px: a line this near to the mirror picture of another one is its twin, and comes and goes with it
POINT = 2.0  # px: from one point of a line to the next
DOT_LEAST, DOT_MOST = 1.5, 9.0  # px: radius of a colour mark
EARLY, LATE = 0.25, 0.75  # shares between which the inner lines change over: a single fold of the other garment looks lost
SMOOTH = 1.2  # points of the outline: its own noise is no shape

_Strokes: TypeAlias = list[Places]  # lines as x, y in px of the square


@dataclass(frozen=True, eq=False)
class Step:
    """One step of a morph: a drawing and its garment."""

    sketch: Sketch
    garment: Garment


@dataclass(frozen=True, eq=False)
class _End:
    """One of the two drawings: in the square, its inner lines and borders, and what its own render looks like."""

    layers: Layers
    options: RenderOptions
    prepared: Prepared
    inner: _Strokes
    borders: _Strokes
    look: Look


def morph(first: Layers, second: Layers, shares: Sequence[float], options: tuple[RenderOptions, RenderOptions]) -> tuple[Step, ...]:
    """A step for each share, 0 (the first drawing) … 1 (the second). `options` are those of the two renders. Raises as `render`."""
    one, other = (_end(layers, each) for layers, each in zip((first, second), options, strict=True))
    inside = [share for share in shares if 0 < share < 1]
    steps = iter(_steps(one, other, inside) if inside else [])
    return tuple(_own(one) if share <= 0 else _own(other) if share >= 1 else next(steps) for share in shares)


def _end(layers: Layers, options: RenderOptions) -> _End:
    prepared = prepare(layers)
    options = replace(options, category=category_of(layers, prepared, options), variants=1)
    meant, painting = as_meant(layers, options.category, options)
    prepared = prepared if meant is layers else prepare(meant)
    fine = to_square(meant, prepared.frame, FINE)
    return _End(
        layers,
        options,
        prepared,
        inner=_inner(_traced(fine.lines), prepared.silhouette),
        borders=_traced(fine.borders) if meant.borders.any() else [],
        look=looks_of(prepared, options.category, painting)[0],
    )


def _own(end: _End) -> Step:
    """The drawing as it is, and its own render. Colours that nobody asked for are not written into it: its seed gives them again."""
    marked = cast(bool, end.layers.hints[..., 3].any())
    dots = _dots(end.prepared.labels, end.prepared.flats, end.prepared.frame) if marked else []
    sketch = sketch_of(end.layers.lines, dots, end.options.category)
    return Step(sketch, render(end.layers, end.options).garments[0])


def _steps(first: _End, second: _End, shares: Sequence[float]) -> list[Step]:
    pairs = matched(first.prepared.silhouette, second.prepared.silhouette)
    sketches = [_sketch_between(first, second, pairs, share) for share in shares]
    drawn = [rasterise(sketch) for sketch in sketches]
    prepared = [prepare(layers) for layers in drawn]
    looks = [between(first.look, second.look, share, each.flats) for share, each in zip(shares, prepared, strict=True)]
    options = [(first if share < 0.5 else second).options for share in shares]
    garments = garments_of(prepared, drawn, looks, options)
    return [Step(sketch, garment) for sketch, garment in zip(sketches, garments, strict=True)]


# --- a drawing between two ----------------------------------------------------------------------------------------------------


def _sketch_between(first: _End, second: _End, pairs: Pairs, share: float) -> Sketch:
    outline = tuple(_without_noise(line) for line in pairs.between(share))
    warps = Warp(pairs.first, outline), Warp(pairs.second, outline)
    inside = _filled(outline)
    ours, theirs = ([warp(line) for line in end.inner] for end, warp in zip((first, second), warps, strict=True))
    nearest, warp = (first, warps[0]) if share < 0.5 else (second, warps[1])
    frame = _frame_between(first.prepared.frame, second.prepared.frame, share)
    edge = [_closed(moved_inward(line, EDGE_LINE)) for line in outline if np.ptp(line, axis=0).max() > SHORTEST]
    lines = [*edge, *_pieces_inside(_merged(ours, theirs, share), inside)]
    layers = [Layer("lines", "line", strokes=tuple(_stroke(line, frame) for line in lines))]
    if nearest.borders:
        borders = _pieces_inside([warp(line) for line in nearest.borders], inside)
        layers.append(Layer("borders", "border", strokes=tuple(_stroke(line, frame) for line in borders)))
    sketch = Sketch((frame.width, frame.height), nearest.options.category, tuple(layers))
    labels = prepare(rasterise(sketch), frame).labels
    colours = _mixed(first, second, (Warp(outline, pairs.first), Warp(outline, pairs.second)), share)
    dots = _dots(labels, colours, frame)
    marks = tuple(Stroke(points=((dot.x, dot.y, MOUSE_PRESSURE, 0.0),), width=2 * dot.radius, colour=dot.hex) for dot in dots)
    return replace(sketch, layers=(*layers, Layer("colours", "colour", strokes=marks)))


def _traced(lines: Lines) -> _Strokes:
    """The lines of a square of FINE px as points in px of SIDE."""
    return [_every(points * (SIDE / FINE), POINT) for points, _ in trace(lines)]


def _every(line: Places, step: float) -> Places:
    """A line with a point every `step` px."""
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    at = np.linspace(0, lengths[-1], max(2, round(lengths[-1] / step) + 1))
    return np.stack([np.interp(at, lengths, line[:, axis]) for axis in (0, 1)], axis=1)


def _inner(lines: _Strokes, silhouette: Mask) -> _Strokes:
    """What is left of the lines without the outline; each piece still reaches it, so that regions stay closed."""
    depth = np.asarray(ndimage.distance_transform_edt(silhouette))
    return [
        piece
        for line in lines
        for piece in _runs(line, _at(depth, line) > ON_OUTLINE, reach=max(1, round(ON_OUTLINE / POINT)))
        if (len(piece) - 1) * POINT >= SHORTEST
    ]


def _pieces_inside(lines: _Strokes, inside: Mask) -> _Strokes:
    """The parts of the lines that lie in a mask."""
    return [piece for line in lines for piece in _runs(line, _at(inside, line), reach=0) if len(piece) > 2]


def _runs(line: Places, wanted: Mask, reach: int) -> _Strokes:
    """The pieces of a line whose points are wanted, each `reach` points longer at both ends."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], wanted, [False]]).astype(np.int8)))
    return [line[max(0, start - reach) : stop + reach] for start, stop in zip(edges[::2], edges[1::2], strict=True)]


def _at(plane: NDArray[np.generic], line: Places) -> NDArray[np.bool_]:
    """A plane's values under the points of a line; 0 outside of it."""
    columns, rows = np.rint(line.T).astype(np.intp)
    seen = (rows >= 0) & (rows < len(plane)) & (columns >= 0) & (columns < len(plane))
    return cast(NDArray[np.bool_], np.where(seen, plane[rows.clip(0, len(plane) - 1), columns.clip(0, len(plane) - 1)], 0))


def _merged(ours: _Strokes, theirs: _Strokes, share: float) -> _Strokes:
    """Inner lines of both drawings, as much of each as its share says, twins together. The longest of the nearer drawing come first; what
    runs along, or across, a line of the other drawing that is there already is left out: so there is never a line and its ghost."""
    turned = float(np.clip((share - EARLY) / (LATE - EARLY), 0, 1))
    sides = [(_twins(ours), 1 - turned), (_twins(theirs), turned)]
    room = sum(weight * sum(map(_length, groups)) for groups, weight in sides)
    ranked = sorted(
        ((weight * _length(group), side, group) for side, (groups, weight) in enumerate(sides) for group in groups),
        key=lambda entry: -entry[0],
    )
    chosen: tuple[_Strokes, _Strokes] = ([], [])
    for _, side, group in ranked:
        if _length(group) <= room and not any(_is_in_the_way(line, chosen[1 - side]) for line in group):
            chosen[side].extend(group)
            room -= _length(group)
    return [*chosen[0], *chosen[1]]


def _length(lines: _Strokes) -> int:
    return sum(len(line) for line in lines)


def _twins(lines: _Strokes) -> list[_Strokes]:
    """The lines, each with its mirror picture about the middle of the square, where there is one."""
    left = list(lines)
    groups = []
    while left:
        line = left.pop(0)
        mirrored = line * (-1, 1) + (SIDE - 1, 0)
        near = [float(np.median(cKDTree(other).query(mirrored)[0])) for other in left]
        twin = [left.pop(int(np.argmin(near)))] if near and min(near) < TWINS else []
        groups.append([line, *twin])
    return groups


def _is_in_the_way(line: Places, others: _Strokes) -> bool:
    if not others:
        return False
    near = cKDTree(np.concatenate(others)).query(line)[0] < SAME_LINE
    return bool(near.mean() > SAME_SHARE)


def _closed(line: Places) -> Places:
    return np.concatenate([line, line[:1]])


def _without_noise(line: Places) -> Places:
    return cast(Places, ndimage.gaussian_filter1d(line, SMOOTH, axis=0, mode="wrap"))


def _filled(outline: tuple[Places, ...]) -> Mask:
    masks = [polygon2mask((SIDE, SIDE), line[:, ::-1]) for line in outline]  # type: ignore[no-untyped-call]
    return cast(Mask, np.any(masks, axis=0))


# --- where it lies ------------------------------------------------------------------------------------------------------------


def _frame_between(first: Frame, second: Frame, share: float) -> Frame:
    """The canvas and the place on it, on the way from one to the other; the canvas is as large as the larger one."""
    longest = max(max(frame.width, frame.height) for frame in (first, second))
    shapes, squares = [], []
    for frame in (first, second):
        scale = longest / max(frame.width, frame.height)
        shapes.append(np.array([frame.width, frame.height]) * scale)
        squares.append(np.array([frame.left, frame.top, frame.side]) * scale)
    width, height = np.rint((1 - share) * shapes[0] + share * shapes[1]).astype(int)
    left, top, side = (1 - share) * squares[0] + share * squares[1]
    margin = (1 - FILL) / 2 * side
    ink = (left + margin, top + margin, left + side - margin, top + side - margin)
    return Frame(int(width), int(height), float(left), float(top), float(side), tuple(float(edge) for edge in ink))  # type: ignore[arg-type]


def _stroke(line: Places, frame: Frame) -> Stroke:
    scale = frame.side / SIDE
    points = (line + 0.5) * scale + (frame.left, frame.top)
    return Stroke(tuple((round(x, 1), round(y, 1), MOUSE_PRESSURE, 0.0) for x, y in points.tolist()), width=round(PEN * scale, 2))


# --- colours ------------------------------------------------------------------------------------------------------------------


def _mixed(first: _End, second: _End, backs: tuple[Warp, Warp], share: float) -> Flats:
    """Both garments' colours carried onto the shape between and mixed, (SIDE, SIDE, 4)."""
    colours = []
    for end, back in zip((first, second), backs, strict=True):
        columns, rows = np.rint(back.grid(SIDE)).astype(np.intp).clip(0, SIDE - 1)
        colours.append(to_oklab(_to_the_edge(end.look.fill, end.prepared.silhouette)[rows, columns, :3]))
    mixed = from_oklab((1 - share) * colours[0] + share * colours[1])
    return np.dstack([mixed, np.full((SIDE, SIDE), 255, np.uint8)])


def _to_the_edge(fill: Flats, silhouette: Mask) -> Flats:
    """Every pixel in the colour of the nearest one inside."""
    rows, columns = ndimage.distance_transform_edt(~(silhouette & (fill[..., 3] > 0)), return_distances=False, return_indices=True)
    return cast(Flats, fill[rows, columns])


def _dots(labels: NDArray[np.int32], colours: Flats, frame: Frame) -> list[Dot]:
    """One mark for each region, where it is widest, in its usual colour; in px of the canvas. Free regions get none."""
    scale = frame.side / SIDE
    dots = []
    for label in range(1, int(labels.max()) + 1):
        room = labels == label
        coloured = room & (colours[..., 3] > 0)
        if not coloured.any():
            continue
        depth = np.asarray(ndimage.distance_transform_edt(np.pad(room, 1)))[1:-1, 1:-1]
        row, column = np.unravel_index(int(depth.argmax()), depth.shape)
        radius = float(np.clip(0.5 * depth[row, column], DOT_LEAST, DOT_MOST)) * scale
        usual = tuple(int(value) for value in np.median(colours[coloured][:, :3], axis=0))
        x, y = (column + 0.5) * scale + frame.left, (row + 0.5) * scale + frame.top
        dots.append(Dot(round(x), round(y), radius, cast(tuple[int, int, int], usual)))
    return dots
