"""Smooth outlines in centimetres: a pen that walks from point to point along straight lines, bows and Bézier curves.

The garment's middle is x = 0, x grows to the viewer's right, y grows downwards. The right half of a garment is drawn clockwise, from
the middle of the neck down the side to the hem; then a positive bow always bulges outwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Polyline: TypeAlias = NDArray[np.float64]  # (N, 2): x, y in cm, y down
Place: TypeAlias = tuple[float, float]

CURVE_STEPS = 24  # points of one curved piece
TINY = 1e-9  # cm


@dataclass(frozen=True, eq=False)
class Path:
    """A line under way; every step gives a new, longer path. Made by `start`."""

    points: Polyline

    @property
    def end(self) -> Place:
        """Where the pen stands."""
        x, y = self.points[-1]
        return float(x), float(y)

    def to(self, *places: Place) -> Path:
        """Straight on, from place to place."""
        return self._with(np.array(places, np.float64))

    def bow(self, place: Place, depth: float) -> Path:
        """An arc to `place` that leaves the straight line by `depth` cm in its middle; clockwise, positive is outwards."""
        start, end = self.points[-1], np.array(place)
        chord = end - start
        normal = np.array([chord[1], -chord[0]]) / max(float(np.hypot(*chord)), TINY)
        lift = normal * depth * 4 / 3
        return self.curve(tuple(start + chord * 0.3 + lift), tuple(start + chord * 0.7 + lift), place)

    def curve(self, leave: Place, arrive: Place, place: Place) -> Path:
        """A cubic Bézier with the control points `leave` and `arrive`."""
        t = np.linspace(0, 1, CURVE_STEPS + 1)[1:, None]
        corners = [self.points[-1], np.array(leave), np.array(arrive), np.array(place)]
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
        return self._with(sum((w * c for w, c in zip(weights, corners, strict=True)), np.zeros((CURVE_STEPS, 2))))

    def smooth(self, *places: Place) -> Path:
        """One smooth curve through all places (a centripetal Catmull-Rom spline), tangents at its ends left to themselves."""
        return self._with(_spline(np.vstack([self.points[-1:], np.array(places, np.float64)]))[1:])

    def wave(self, place: Place, count: int, depth: float) -> Path:
        """`count` bows in a row to `place`, each `depth` cm deep: a scalloped or ruffled edge."""
        path, start, end = self, self.points[-1], np.array(place)
        for index in range(1, count + 1):
            path = path.bow(tuple(start + (end - start) * index / count), depth)
        return path

    def join(self, other: Path) -> Path:
        """Go on along another path."""
        return self._with(other.points)

    def back(self) -> Path:
        """The same line, drawn from its end."""
        return Path(self.points[::-1])

    def mirrored(self) -> Path:
        """Left and right swapped."""
        return Path(self.points * (-1.0, 1.0))

    def moved(self, dx: float, dy: float) -> Path:
        """Shifted by so many cm."""
        return Path(self.points + np.array([dx, dy]))

    def turned(self, degrees: float, about: Place) -> Path:
        """Turned clockwise (as seen on the page) about a place."""
        angle = np.radians(degrees)
        matrix = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        return Path((self.points - about) @ matrix + about)

    def closed(self) -> Path:
        """Back to where it began."""
        return self._with(self.points[:1])

    def whole(self) -> Path:
        """A right half, from the middle to the middle, with its mirror image: one closed outline."""
        return self.join(self.mirrored().back()).closed()

    def at(self, share: float) -> Place:
        """The place at a share (0 … 1) of the path's length."""
        steps = np.hypot(*np.diff(self.points, axis=0).T)
        length = np.concatenate([[0], np.cumsum(steps)])
        x, y = (np.interp(share * length[-1], length, self.points[:, axis]) for axis in (0, 1))
        return float(x), float(y)

    def part(self, first: float, last: float) -> Path:
        """The piece between two shares of the path's length."""
        steps = np.hypot(*np.diff(self.points, axis=0).T)
        shares = np.concatenate([[0], np.cumsum(steps)]) / max(float(steps.sum()), TINY)
        inner = self.points[(shares > first) & (shares < last)]
        return Path(np.vstack([[self.at(first)], inner, [self.at(last)]]))

    def aside(self, distance: float) -> Path:
        """A parallel line `distance` cm to the left of the way (clockwise: outwards; negative: inwards)."""
        step = np.gradient(self.points, axis=0)
        normal = np.stack([step[:, 1], -step[:, 0]], axis=1) / np.maximum(np.hypot(*step.T), TINY)[:, None]
        return Path(self.points + normal * distance)

    def _with(self, more: Polyline) -> Path:
        points = np.vstack([self.points, more])
        moved = np.hypot(*np.diff(points, axis=0).T) > TINY
        return Path(points[np.concatenate([[True], moved])])


def start(x: float, y: float) -> Path:
    """Put the pen down."""
    return Path(np.array([[x, y]], np.float64))


def line(*places: Place) -> Path:
    """Straight from place to place."""
    return start(*places[0]).to(*places[1:])


def smooth(*places: Place) -> Path:
    """One smooth curve through all places."""
    return start(*places[0]).smooth(*places[1:])


def bow(one: Place, other: Place, depth: float) -> Path:
    """One arc."""
    return start(*one).bow(other, depth)


def ellipse(x: float, y: float, rx: float, ry: float) -> Path:
    """A closed ellipse about (x, y)."""
    angle = np.linspace(0, 2 * np.pi, 2 * CURVE_STEPS + 1)
    return Path(np.stack([x + rx * np.cos(angle), y + ry * np.sin(angle)], axis=1))


def box(left: float, top: float, right: float, bottom: float, corner: float = 0.0) -> Path:
    """A closed rectangle, its lower corners rounded by `corner` cm."""
    if corner <= 0:
        return line((left, top), (right, top), (right, bottom), (left, bottom)).closed()
    path = line((left, top), (right, top), (right, bottom - corner)).curve(
        (right, bottom - corner * 0.45), (right - corner * 0.45, bottom), (right - corner, bottom)
    )
    path = path.to((left + corner, bottom))
    return path.curve((left + corner * 0.45, bottom), (left, bottom - corner * 0.45), (left, bottom - corner)).closed()


def between(one: Place, other: Place, share: float) -> Place:
    """The place at a share of the way from one place to another."""
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def contains(polygon: Polyline, points: Polyline) -> NDArray[np.bool_]:
    """Which of the points (N, 2) lie inside a closed polygon (even-odd rule)."""
    x, y = points[:, 0:1], points[:, 1:2]
    x0, y0 = polygon[:, 0], polygon[:, 1]
    x1, y1 = np.roll(x0, -1), np.roll(y0, -1)
    spans = (y0 > y) != (y1 > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = x0 + (y - y0) * (x1 - x0) / (y1 - y0)
    return np.asarray((spans & (x < crossing)).sum(axis=1) % 2 == 1)


def distance_to(polygon: Polyline, points: Polyline) -> NDArray[np.float64]:
    """Each point's distance (N,) to the edge of a polygon, in cm."""
    edge = np.roll(polygon, -1, axis=0) - polygon
    square = np.maximum((edge**2).sum(axis=1), TINY)
    x, y = (points[:, axis, None] - polygon[None, :, axis] for axis in (0, 1))  # (N, M)
    share = np.clip((x * edge[:, 0] + y * edge[:, 1]) / square, 0, 1)
    return np.asarray(np.sqrt(((x - share * edge[:, 0]) ** 2 + (y - share * edge[:, 1]) ** 2).min(axis=1, initial=np.inf)))


def dense(points: Polyline, step: float) -> Polyline:
    """The same line with a point at least every `step` cm; its own points stay."""
    leaps = np.diff(points, axis=0)
    counts = np.maximum(1, np.ceil(np.hypot(*leaps.T) / step).astype(int))
    firsts = np.repeat(np.cumsum(counts) - counts, counts)
    shares = (np.arange(counts.sum()) - firsts + 1) / np.repeat(counts, counts)
    return np.vstack([points[:1], np.repeat(points[:-1], counts, axis=0) + np.repeat(leaps, counts, axis=0) * shares[:, None]])


def simplified(points: Polyline, tolerance: float) -> Polyline:
    """The line with as few of its points as keep it within `tolerance` cm (Ramer-Douglas-Peucker)."""
    keep = np.zeros(len(points), np.bool_)
    keep[[0, -1]] = True
    waiting = [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        gaps = _gaps(points[first], points[last], points[first + 1 : last])
        farthest = int(gaps.argmax())
        if gaps[farthest] > tolerance:
            middle = first + 1 + farthest
            keep[middle] = True
            waiting += [(first, middle), (middle, last)]
    return points[keep]


def _gaps(one: Polyline, other: Polyline, points: Polyline) -> NDArray[np.float64]:
    """Distances (N,) of points to the straight line between two points."""
    chord = other - one
    share = np.clip((points - one) @ chord / max(float(chord @ chord), TINY), 0, 1)
    return np.asarray(np.hypot(*(points - one - share[:, None] * chord).T))


def _spline(points: Polyline) -> Polyline:
    """Centripetal Catmull-Rom through the points, as Bézier pieces: no loops and no cusps between uneven points."""
    if len(points) == 2:
        return points
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    root = np.sqrt(np.maximum(np.hypot(*np.diff(padded, axis=0).T), TINY))
    path = Path(points[:1])
    for index in range(1, len(padded) - 2):
        before, here, there, after = padded[index - 1 : index + 3]
        d1, d2, d3 = root[index - 1], root[index], root[index + 1]
        leave = (d1**2 * there - d2**2 * before + (2 * d1**2 + 3 * d1 * d2 + d2**2) * here) / (3 * d1 * (d1 + d2))
        arrive = (d3**2 * here - d2**2 * after + (2 * d3**2 + 3 * d3 * d2 + d2**2) * there) / (3 * d3 * (d3 + d2))
        path = path.curve(_place(leave), _place(arrive), _place(there))
    return path.points


def _place(point: Sequence[float] | Polyline) -> Place:
    return float(point[0]), float(point[1])
