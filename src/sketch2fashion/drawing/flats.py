"""Colour regions from geometry: hints fill the regions that drawn and border lines enclose, and stop at those lines.

A drawing is seen as rooms with doors. A door is a gap that the hand left in a line; it parts two rooms where it is narrow, both
in px and against the rooms. Line pixels are shared between the rooms beside them, so that no pixel of the garment is left over.
"""

from __future__ import annotations

from typing import TypeAlias, cast

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage.segmentation import watershed

from sketch2fashion.drawing import outline
from sketch2fashion.drawing.framing import REFERENCE, frame_of, to_square
from sketch2fashion.drawing.marks import Marks, all_same, marks_of
from sketch2fashion.drawing.outline import silhouette as silhouette  # one of this module's verbs
from sketch2fashion.garment import Flats, Layers, Lines, Mask

Regions: TypeAlias = NDArray[np.int32]  # (H, W), 0 outside, 1 … n

FINEST = 512  # px: the largest square on which a whole drawing's flats are found
DOOR = 4.0  # px at 256 px: half the width of the widest gap that parts two rooms
NO_DOOR = 0.5  # px: gaps closed by no more than the raster itself
LEVELS = (0.7, 0.45, 0.0)  # of DOOR: depths at which ever narrower rooms are found
NARROW = 0.7  # of a room's own half width: wider than this is no door but the room going on
SLIVER = 25  # px² at 256 px: smaller regions join their neighbour
GOOD_PART = 0.25  # of a mark: a region that holds as much of it takes its colour …
COVERED = 0.4  # … and so does a region that is covered as far as this
NEAR = 0.1  # of the square: a mark farther outside colours nothing

BESIDE = ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:]))  # each pixel and its right, then its lower neighbour

_Depth: TypeAlias = NDArray[np.float32]  # (H, W) px to the next line or to the outside


def regions(lines: Lines, borders: Lines | None = None, silhouette: Mask | None = None, gap: float | None = None) -> Regions:
    """The regions that lines and borders enclose inside the silhouette, (H, W) int32: 0 outside, 1 … n.

    Every pixel of the silhouette, also under a line, belongs to a region. Gaps of up to `gap` px are closed, 8 px at 256 px usually.
    """
    inside = outline.silhouette(lines) if silhouette is None else silhouette
    if not inside.any():
        return np.zeros(lines.shape, np.int32)
    box = _box(inside)
    walls = lines[box] > outline.WALL
    if borders is not None:
        walls |= borders[box] > outline.WALL
    found = np.zeros(lines.shape, np.int32)
    scale = lines.shape[0] / REFERENCE
    found[box] = _rooms(inside[box], walls, scale, DOOR * scale if gap is None else max(gap / 2, NO_DOOR))
    return found


def flats(layers: Layers, *, silhouette: Mask | None = None, rooms: Regions | None = None) -> Flats:
    """Each region of square layers filled with its colour, (H, W, 4); alpha 0 outside, and everywhere if there is no hint.

    A hint colours the region that it lies in; several colours in one region share it; regions without a hint take the base
    colour, that of the hinted region with the largest area; regions with a mark of `layers.auto` stay free. `rooms`: the layers'
    regions, if they are known already.
    """
    inside = outline.silhouette(layers.lines) if silhouette is None else silhouette
    filled = np.zeros((*layers.lines.shape, 4), np.uint8)
    colours = marks_of(layers.hints)
    if not colours.colours.size or not inside.any():
        return filled
    marks, free = _with_free(colours, layers.auto)
    rooms = regions(layers.lines, layers.borders, inside, layers.gap) if rooms is None else rooms
    painted = _painted(rooms, marks, layers.lines > outline.WALL)
    areas = np.bincount(painted.ravel(), minlength=len(marks.colours) + 1)
    areas[0] = 0
    areas[free:] = 0
    if areas.any():
        painted[(painted == 0) & inside] = areas.argmax()
    coloured = inside & (painted > 0) & (painted < free)
    filled[coloured, :3] = marks.colours[painted[coloured] - 1]
    filled[coloured, 3] = 255
    return filled


def fill(layers: Layers) -> Flats:
    """Flats of a whole drawing, registered to its canvas: (H, W, 4) of the layers' size, each pixel exactly one hint's colour."""
    frame = frame_of(layers)
    side = min(FINEST, max(REFERENCE, round(frame.side)))
    square = flats(to_square(layers, frame, side))
    width, height = layers.size
    rows, columns = (
        np.clip(np.floor((np.arange(length) + 0.5 - start) * (side / frame.side)).astype(np.intp), -1, side)
        for length, start in ((height, frame.top), (width, frame.left))
    )
    padded = np.pad(square, ((1, 1), (1, 1), (0, 0)))  # what lies outside the square is empty
    filled: Flats = padded[rows + 1][:, columns + 1]
    return filled


# --- rooms and doors --------------------------------------------------------------------------------------------------------


def _rooms(inside: Mask, walls: Mask, scale: float, door: float) -> Regions:
    paper = inside & ~walls
    depth = cast(_Depth, ndimage.distance_transform_edt(paper).astype(np.float32))
    rooms = _basins(paper, _markers(depth, door), depth)
    rooms = _joined_through_doors(rooms, depth, door)
    rooms = _spread_over_lines(rooms, inside)
    return _without_slivers(rooms, walls, SLIVER * scale**2)


def _markers(depth: _Depth, door: float) -> Regions:
    """The middles of rooms: what stays connected above the width of a door, then narrower rooms that hold no middle yet."""
    markers, count = ndimage.label(depth > door)
    for level in LEVELS:
        pieces, found = ndimage.label(depth > level * door)
        new = np.ones(found + 1, np.bool_)
        new[0] = False
        new[pieces[markers > 0]] = False
        fresh = new[pieces]
        markers[fresh] = pieces[fresh] + count
        count += found
    return _renumbered(markers)


def _basins(paper: Mask, markers: Regions, depth: _Depth) -> Regions:
    """Each pixel of paper with the marker that it belongs to. Only pieces of paper with several markers need the watershed."""
    pieces, count = ndimage.label(paper)
    marked = markers > 0
    low = np.full(count + 1, np.iinfo(np.int32).max, np.int32)
    high = np.zeros(count + 1, np.int32)
    np.minimum.at(low, pieces[marked], markers[marked])
    np.maximum.at(high, pieces[marked], markers[marked])
    high[0] = 0
    contested: Mask = (low != high)[pieces] & paper
    basins: Regions = high[pieces]
    if contested.any():
        basins[contested] = _flooded(-depth, markers, contested)[contested]
    return basins


def _flooded(height: NDArray[np.floating], markers: Regions, inside: Mask) -> Regions:
    return cast(Regions, watershed(height, markers, mask=inside).astype(np.int32))  # type: ignore[no-untyped-call]


def _joined_through_doors(basins: Regions, depth: _Depth, door: float) -> Regions:
    """Basins joined where the passage between them is no door. Widest passages first, as rooms grow by joining."""
    first, second, passage = _passages(basins, depth)
    room = np.zeros(int(basins.max()) + 1, np.float32)
    for width in np.unique(np.concatenate([first, second])):
        room[width] = depth[basins == width].max()
    parent = list(range(len(room)))
    for index in np.argsort(-passage, kind="stable"):
        one, other = _root(parent, int(first[index])), _root(parent, int(second[index]))
        if one != other and passage[index] >= min(door, NARROW * min(room[one], room[other])):
            parent[other] = one
            room[one] = max(room[one], room[other])
    return _renumbered(np.array([_root(parent, basin) for basin in range(len(parent))], np.int32)[basins])


def _root(parent: list[int], basin: int) -> int:
    while parent[basin] != basin:
        parent[basin] = parent[parent[basin]]
        basin = parent[basin]
    return basin


def _passages(basins: Regions, depth: _Depth) -> tuple[Regions, Regions, _Depth]:
    """Pairs of basins that meet beside the lines, and the half width of their widest passage."""
    pairs, widths = [], []
    for one, other in BESIDE:
        meet = (basins[one] != basins[other]) & (basins[one] > 0) & (basins[other] > 0)
        pairs.append(np.sort(np.stack([basins[one][meet], basins[other][meet]], axis=1), axis=1))
        widths.append(np.minimum(depth[one][meet], depth[other][meet]))
    unique, inverse = np.unique(np.concatenate(pairs), axis=0, return_inverse=True)
    widest = np.zeros(len(unique), np.float32)
    np.maximum.at(widest, inverse.ravel(), np.concatenate(widths))
    return unique[:, 0], unique[:, 1], widest


def _spread_over_lines(rooms: Regions, inside: Mask) -> Regions:
    """Line pixels given to the rooms beside them, ring by ring; pieces that are nothing but ink become rooms of their own."""
    rooms = rooms.copy()
    while True:
        before = np.count_nonzero(rooms)
        old = rooms.copy()
        for one, other in BESIDE:
            for target, source in ((one, other), (other, one)):
                take = (rooms[target] == 0) & inside[target]
                rooms[target][take] = old[source][take]
        if np.count_nonzero(rooms) == before:
            break
    rest = inside & (rooms == 0)
    if rest.any():
        pieces, _ = ndimage.label(rest)
        rooms[rest] = pieces[rest] + rooms.max()
    return rooms


def _without_slivers(rooms: Regions, walls: Mask, smallest: float) -> Regions:
    """Regions whose paper is smaller than `smallest` px² join the neighbour with which they share most of their edge."""
    for _ in range(3):  # slivers beside slivers need more than one round
        papers = np.bincount(rooms[~walls], minlength=int(rooms.max()) + 1)
        small = np.flatnonzero(papers < smallest)
        small = small[small > 0]
        if not small.size or small.size == rooms.max():
            break
        edges = _shared_edges(rooms)
        edges[:, small] //= 2  # rather a large neighbour
        target = np.arange(len(edges), dtype=np.int32)
        target[small] = np.where(edges[small].any(axis=1), edges[small].argmax(axis=1), small)
        rooms = _renumbered(target[target][rooms])
    return rooms


def _shared_edges(rooms: Regions) -> NDArray[np.int64]:
    """How many pixel edges each two regions share, (n + 1, n + 1); edges to the outside count nothing."""
    count = int(rooms.max()) + 1
    edges = np.zeros(count * count, np.int64)
    for one, other in BESIDE:
        meet = (rooms[one] != rooms[other]) & (rooms[one] > 0) & (rooms[other] > 0)
        edges += np.bincount(rooms[one][meet] * count + rooms[other][meet], minlength=count * count)
    square = edges.reshape(count, count)
    return cast(NDArray[np.int64], square + square.T)


def _renumbered(rooms: NDArray[np.int32]) -> Regions:
    """The same regions, numbered without holes; 0 stays 0."""
    present = np.bincount(rooms.ravel()) > 0
    present[0] = False
    numbers: Regions = np.cumsum(present, dtype=np.int32) * present
    return numbers[rooms]


def _box(mask: Mask) -> tuple[slice, slice]:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


# --- hints ------------------------------------------------------------------------------------------------------------------


def _with_free(marks: Marks, auto: Mask | None) -> tuple[Marks, int]:
    """The marks and, after them, those of "any colour" as marks too; the number of the first of these."""
    first = len(marks.colours) + 1
    if auto is None or not auto.any():
        return marks, first
    pieces, count = ndimage.label(auto, np.ones((3, 3)))
    where = np.where(pieces > 0, pieces + (first - 1), marks.where).astype(np.int32)
    return Marks(where, np.concatenate([marks.colours, np.zeros((count, 3), np.uint8)])), first


def _painted(rooms: Regions, marks: Marks, walls: Mask) -> Regions:
    """The mark (from 1) whose colour each pixel takes, 0 where no hint reaches."""
    table = _marks_in_rooms(rooms, marks, walls)  # (marks + 1, rooms + 1): pixels
    areas = np.bincount(rooms.ravel(), minlength=table.shape[1])
    totals = np.maximum(table.sum(axis=1, keepdims=True), 1)
    takes = (table >= GOOD_PART * totals) | (table >= COVERED * areas)
    takes &= table > 0
    takes[np.arange(len(table)), table.argmax(axis=1)] |= table.any(axis=1)
    painted = np.zeros_like(rooms)
    for room in np.flatnonzero(takes.any(axis=0)):
        inside = rooms == room
        wanted = np.flatnonzero(takes[:, room])
        painted[inside] = wanted[0] if all_same(marks.colours[wanted - 1]) else _shared_room(inside, wanted, marks, walls)[inside]
    return painted


def _marks_in_rooms(rooms: Regions, marks: Marks, walls: Mask) -> NDArray[np.int64]:
    """How many pixels of each mark lie in each room. Pixels on lines count only for marks that lie on lines altogether; marks
    just outside the garment count for the nearest room."""
    count, width = len(marks.colours) + 1, int(rooms.max()) + 1
    table = np.zeros((count, width), np.int64)
    for where in (~walls, walls):
        chosen = where & (marks.where > 0) & (rooms > 0)
        found = np.bincount(marks.where[chosen] * width + rooms[chosen], minlength=count * width).reshape(count, width)
        missing = ~table.any(axis=1)
        table[missing] = found[missing]
    for mark in np.flatnonzero(table[1:].sum(axis=1) == 0) + 1:
        room = _nearest_room(rooms, np.argwhere(marks.where == mark).mean(axis=0))
        table[mark, room] = 1 if room else 0
    return table


def _nearest_room(rooms: Regions, place: NDArray[np.float64]) -> int:
    places = np.argwhere(rooms > 0)
    distances = np.hypot(*(places - place).T)
    nearest = int(distances.argmin())
    return int(rooms[tuple(places[nearest])]) if distances[nearest] <= NEAR * rooms.shape[0] else 0


def _shared_room(inside: Mask, wanted: NDArray[np.intp], marks: Marks, walls: Mask) -> Regions:
    """One room shared among marks: each pixel goes to the mark that is nearest on the way through the room; lines are hills."""
    box = _box(inside)
    seeds = np.where(np.isin(marks.where[box], wanted) & inside[box], marks.where[box], 0)
    distance = ndimage.distance_transform_edt(seeds == 0)
    hills = walls[box] * distance.max()
    shared = np.zeros(inside.shape, np.int32)
    shared[box] = _flooded(distance + hills, seeds, inside[box])
    shared[inside & (shared == 0)] = wanted[0]
    return shared
