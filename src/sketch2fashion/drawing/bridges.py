"""Bridges between the open ends of strokes: where a hand would have gone on.

All open ends are paired at once so that the sum of the bridges is least. That is what tells two open trouser legs, closed one by
one, from a bridge over the gap between them, which nearest-first pairing gets wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from sketch2fashion.drawing.grid import Points, neighbours, skeleton
from sketch2fashion.garment import Mask

ENDS_MAX = 26  # more open ends than these are texture
ATTEMPTS = (  # how short a branch of the skeleton is no stroke (px at 128 px), what it costs to leave an end open, rounds of bridges
    (3, 0.35, 4),
    (8, 4.0, 1),  # no overshoots at corners, and nearly every end must find a partner
    (3, 4.0, 1),
)
TOUCH = 0.25  # of the square's side: how far an end looks ahead for a line to end on
TURN = 0.5  # how much dearer a bridge that turns by 90° at both ends is than a straight one

_Costs: TypeAlias = NDArray[np.float64]
Span: TypeAlias = tuple[Points, Points]


@dataclass(frozen=True)
class Ends:
    """Open ends of strokes: where (row, column) and the direction in which the stroke was going (unit vectors)."""

    places: Points
    ahead: Points


def bridged(walls: Mask) -> Iterator[Mask]:
    """`walls`, a plane of about 128 px, with more and more bridges: shortest first, at last also very long ones."""
    middle = skeleton(walls)
    image = Image.fromarray(walls.astype(np.uint8) * 255)
    side = max(walls.shape)
    for spur, alone, rounds in ATTEMPTS:
        ends = open_ends(middle, spur)
        if 0 < len(ends.places) <= ENDS_MAX:
            shortest_first = sorted(spans(ends, middle, alone * side), key=_length)
            yield from _drawn(image.copy(), shortest_first, rounds)


def _drawn(image: Image.Image, bridges: Sequence[Span], rounds: int) -> Iterator[Mask]:
    pen = ImageDraw.Draw(image)
    for group in np.array_split(np.arange(len(bridges)), rounds):
        for start, stop in (bridges[index] for index in group):
            pen.line((start[1], start[0], stop[1], stop[0]), fill=255, width=2)
        if group.size:
            yield np.asarray(image) > 0


def _length(span: Span) -> float:
    return float(np.hypot(*(span[0] - span[1])))


def open_ends(middle: Mask, spur: int) -> Ends:
    """The ends of a skeleton's strokes, without branches shorter than `spur` px."""
    pruned = middle
    for _ in range(spur):
        pruned = pruned & (neighbours(pruned) > 1)
    tips = np.argwhere(middle & (neighbours(middle) == 1)).astype(np.float64)
    stumps = np.argwhere(pruned & (neighbours(pruned) <= 1)).astype(np.float64)
    if not len(tips) or not len(stumps):
        return Ends(np.empty((0, 2)), np.empty((0, 2)))
    ways = tips[:, None] - stumps[None]  # (tips, stumps, 2)
    distances = np.hypot(ways[..., 0], ways[..., 1])
    nearest = distances.argmin(axis=1)
    found = np.arange(len(tips))
    true = distances[found, nearest] <= 1.5 * spur
    ahead = ways[found, nearest][true]
    return Ends(tips[true], ahead / np.maximum(np.hypot(ahead[:, 0], ahead[:, 1]), 1e-6)[:, None])


def spans(ends: Ends, middle: Mask, alone: float) -> list[Span]:
    """Start and stop of each bridge of the cheapest pairing, where it costs `alone` to leave an end open."""
    touch_costs, touched = _touches(ends, middle)
    partners = _cheapest_pairing(_pair_costs(ends), np.minimum(touch_costs, alone))
    found = []
    for end, partner in enumerate(partners):
        if partner > end:
            found.append((ends.places[end], ends.places[partner]))
        elif partner == end and touch_costs[end] < alone:
            found.append((ends.places[end], touched[end]))
    return found


def _pair_costs(ends: Ends) -> _Costs:
    """Length of the bridge between each two ends, dearer where it turns away from a stroke's direction."""
    ways = ends.places[None] - ends.places[:, None]  # (from, to, 2)
    lengths = np.hypot(ways[..., 0], ways[..., 1])
    straight = (ways * ends.ahead[:, None]).sum(axis=2) / np.maximum(lengths, 1e-6)  # cos of the turn at `from`
    return cast(_Costs, lengths * (1 + TURN * (2 - straight - straight.T) / 2))


def _touches(ends: Ends, middle: Mask) -> tuple[_Costs, Points]:
    """For each end the cost of, and the point for, going straight on to the next line."""
    lines = np.argwhere(middle).astype(np.float64)
    ways = lines[None] - ends.places[:, None]  # (ends, line pixels, 2)
    lengths = np.hypot(ways[..., 0], ways[..., 1])
    straight = (ways * ends.ahead[:, None]).sum(axis=2) / np.maximum(lengths, 1e-6)
    costs = np.where((straight > 0.5) & (lengths > 2) & (lengths < TOUCH * middle.shape[0]), lengths * (1 + TURN * (1 - straight)), np.inf)
    best = costs.argmin(axis=1)
    return costs[np.arange(len(best)), best], lines[best]


def _cheapest_pairing(pairs: _Costs, alone: _Costs) -> list[int]:
    """The partner of each end (itself: alone), near the least total cost: nearest first, then exchanges while they pay."""
    count = len(alone)
    partners = list(range(count))
    order = np.argsort(pairs, axis=None)
    for first, second in zip(*np.unravel_index(order, pairs.shape), strict=True):
        free = first != second and partners[first] == first and partners[second] == second
        if free and pairs[first, second] < alone[first] + alone[second]:
            partners[first], partners[second] = int(second), int(first)
    for _ in range(4 * count):
        if not _exchange(partners, pairs, alone):
            break
    return partners


def _exchange(partners: list[int], pairs: _Costs, alone: _Costs) -> bool:
    """Pair two ends that are not partners, and their former partners with each other, if that is cheaper."""

    def cost(first: int, second: int) -> float:
        return float(alone[first] if first == second else pairs[first, second])

    count = len(partners)
    best = -1e-6
    change: tuple[tuple[int, int], ...] = ()
    for first in range(count):
        for second in range(first + 1, count):
            old_first, old_second = partners[first], partners[second]
            if old_first == second:
                split = cost(first, first) + cost(second, second) - cost(first, second)
                if split < best:
                    best, change = split, ((first, first), (second, second))
                continue
            before = cost(first, old_first) + cost(second, old_second)
            left = [end for end, old in ((old_first, first), (old_second, second)) if end != old]
            after = cost(first, second) + (cost(left[0], left[-1]) if left else 0.0)
            if after - before < best:
                best = after - before
                change = ((first, second), (left[0], left[-1])) if left else ((first, second),)
    for one, other in change:
        partners[one], partners[other] = other, one
    return bool(change)
