"""Turn a line drawing into pen strokes that a person can edit: thin it, walk along it, join what runs on straight, simplify.

ink ─▶ skeleton ─▶ paths between ends and crossings ─▶ short spurs off ─▶ joined across crossings ─▶ few points each
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage.measure import approximate_polygon
from skimage.morphology import skeletonize

from sketch2fashion.garment import Lines

Pixel: TypeAlias = tuple[int, int]  # row, column
Path: TypeAlias = list[Pixel]
Graph: TypeAlias = dict[Pixel, list[Pixel]]

INK = 0.4  # from this on, a pixel belongs to a line
SHORTEST = 0.018  # of the longer side; a shorter loose end is a spur, a shorter lone line a speck
PINHOLE = 0.012  # of the longer side: white this small within ink is a flaw of the line, not a ring
TOLERANCE = 0.0016  # of the longer side: how far a simplified stroke may leave the line
STRAIGHT_ON = math.cos(math.radians(40))  # paths that meet within this angle are one stroke
LOOK_BACK = 6  # px along a path that give its direction at the end
_AROUND = ((-1, 0), (0, -1), (0, 1), (1, 0), (-1, -1), (-1, 1), (1, -1), (1, 1))


def trace(lines: Lines) -> list[tuple[NDArray[np.float64], float]]:
    """The strokes of a drawing, longest first: points (N, 2) as x, y in px, and the pen's width in px."""
    longer = max(lines.shape)
    ink = _without_pinholes(lines > INK, (PINHOLE * longer) ** 2)
    skeleton: NDArray[np.bool_] = skeletonize(ink)  # type: ignore[no-untyped-call]
    half_width = np.asarray(ndimage.distance_transform_edt(ink))
    graph = _neighbours(skeleton)
    paths = _joined([path for path in _paths(graph) if not _is_spur(path, graph, SHORTEST * longer)])
    strokes = []
    for path in sorted(paths, key=len, reverse=True):
        if len(path) >= SHORTEST * longer:
            pixels = np.array(path)
            width = 2 * float(np.median(half_width[pixels[:, 0], pixels[:, 1]])) - 0.5
            strokes.append((_simplified(pixels, TOLERANCE * longer), max(1.0, width)))
    return strokes


def _without_pinholes(ink: NDArray[np.bool_], largest: float) -> NDArray[np.bool_]:
    holes, _ = ndimage.label(~ink)
    small = np.bincount(holes.ravel()) <= largest
    small[0] = False
    filled: NDArray[np.bool_] = ink | small[holes]
    return filled


def _simplified(pixels: NDArray[np.int64], tolerance: float) -> NDArray[np.float64]:
    smooth = pixels.astype(np.float64)
    if len(smooth) > 4:  # the skeleton's stairs are not the hand's
        closed = np.abs(pixels[0] - pixels[-1]).max() <= 1
        mode = "wrap" if closed else "nearest"
        smooth = ndimage.gaussian_filter1d(smooth, 1.2, axis=0, mode=mode)
        smooth[0], smooth[-1] = pixels[0], pixels[-1]
    few = np.asarray(approximate_polygon(smooth, max(0.4, tolerance)))  # type: ignore[no-untyped-call]
    return few[:, ::-1] + 0.5


# ---------------------------------------------------------------------------------------------------------------- paths


def _paths(neighbours: Graph) -> list[Path]:
    """Every way between two pixels that are no mere passage (ends and crossings), and the loops that have neither."""
    nodes = [pixel for pixel, around in neighbours.items() if len(around) != 2]
    used: set[tuple[Pixel, Pixel]] = set()
    paths = [path for node in nodes for path in _walks(node, neighbours, used)]
    walked = {pixel for path in paths for pixel in path}
    for start in neighbours:
        if start not in walked and len(neighbours[start]) == 2:
            loop = next(_walks(start, neighbours, used))
            walked.update(loop)
            paths.append(loop)
    return paths


def _neighbours(skeleton: NDArray[np.bool_]) -> Graph:
    """For each pixel those beside it; a diagonal one only where no straight step leads there too."""
    padded = np.pad(skeleton, 1)
    height, width = skeleton.shape
    ink = {(down, right): padded[1 + down : 1 + down + height, 1 + right : 1 + right + width] for down, right in _AROUND}
    open_ways = [ink[down, right] & ~(ink[down, 0] | ink[0, right]) if down and right else ink[down, right] for down, right in _AROUND]
    rows, columns = np.nonzero(skeleton)
    ways = np.stack(open_ways)[:, rows, columns].T.tolist()  # for each pixel, one truth a direction
    return {
        (row, column): [(row + down, column + right) for (down, right), is_open in zip(_AROUND, way, strict=True) if is_open]
        for row, column, way in zip(rows.tolist(), columns.tolist(), ways, strict=True)
    }


def _walks(start: Pixel, neighbours: Graph, used: set[tuple[Pixel, Pixel]]) -> Iterator[Path]:
    """The paths that leave `start`, each walked once, up to the next end, crossing or `start` itself."""
    for first in neighbours[start]:
        if (start, first) in used:
            continue
        path, before, here = [start, first], start, first
        used.add((start, first))
        while len(neighbours[here]) == 2 and here != start:
            one, other = neighbours[here]
            before, here = here, other if one == before else one
            path.append(here)
        used.add((here, before))
        yield path


def _is_spur(path: Path, neighbours: Graph, shortest: float) -> bool:
    """A short path with a loose end on one side only."""
    if len(path) >= shortest or path[0] == path[-1]:
        return False
    loose = [len(neighbours[end]) == 1 for end in (path[0], path[-1])]
    return loose[0] != loose[1]


# -------------------------------------------------------------------------------------------------------------- joining


def _joined(paths: list[Path]) -> list[Path]:
    """Where paths meet, the two that run on most nearly straight become one; so on until none is left to join."""
    paths = [path for path in paths if len(path) > 1]
    ends: dict[Pixel, list[int]] = {}
    for index, path in enumerate(paths):
        for end in {path[0], path[-1]} if path[0] != path[-1] else ():
            ends.setdefault(end, []).append(index)
    alive = dict(enumerate(paths))
    name = {index: index for index in alive}  # what a path has become part of
    for crossing, meeting in ends.items():
        candidates = sorted({_final(name, index) for index in meeting})
        while (pair := _straightest([index for index in candidates if _ends_at(alive[index], crossing)], alive, crossing)) is not None:
            first, second = pair
            alive[first] = _chained(alive[first], alive.pop(second), crossing)
            name[second] = first
            candidates.remove(second)
            if alive[first][0] == alive[first][-1]:
                candidates.remove(first)
    return list(alive.values())


def _final(name: dict[int, int], index: int) -> int:
    while name[index] != index:
        index = name[index]
    return index


def _ends_at(path: Path, crossing: Pixel) -> bool:
    """Whether exactly one of its ends is there (a closed path has no end to join)."""
    return (path[0] == crossing) != (path[-1] == crossing)


def _straightest(candidates: list[int], paths: dict[int, Path], crossing: Pixel) -> tuple[int, int] | None:
    best, found = STRAIGHT_ON, None
    leaving = {index: _direction(paths[index], crossing) for index in candidates}
    for position, first in enumerate(candidates):
        for second in candidates[position + 1 :]:
            ahead = -float(leaving[first] @ leaving[second])
            if ahead > best or (len(candidates) == 2 and found is None and ahead > 0):
                best, found = max(best, ahead), (first, second)
    return found


def _direction(path: Path, crossing: Pixel) -> NDArray[np.float64]:
    """The unit vector in which the path leaves the crossing."""
    onward = path if path[0] == crossing else path[::-1]
    step = np.subtract(onward[min(LOOK_BACK, len(onward) - 1)], onward[0]).astype(np.float64)
    return np.asarray(step / max(float(np.hypot(*step)), 1e-9))


def _chained(first: Path, second: Path, crossing: Pixel) -> Path:
    head = first if first[-1] == crossing else first[::-1]
    tail = second if second[0] == crossing else second[::-1]
    return [*head, *tail[1:]]
