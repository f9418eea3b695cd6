"""The few colour dots that a person would have put on a line drawing to say what colours this garment has.

One dot for the colour that covers most, one for each region that clearly differs from it. Dots lie well inside their region, away
from every line, so that "a hint colours the region that it lies in" gives the garment's colours back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage import color

from sketch2fashion.drawing.flats import regions
from sketch2fashion.garment import Hints, Lines, Mask, Picture

MOST_DOTS = 16
LEAST_REGION = 0.004  # of the garment's area; less gets no dot of its own
DIFFERENT = 13.0  # ΔE from the base colour, lightness at half weight: a fold's shadow is no other colour
CONTRARY = 22.0  # ΔE that a small region needs: creases are small and dark
LARGE_REGION = 0.03  # of the garment's area
LIGHTNESS_WEIGHT = 0.5
INK = 0.3  # from this on, a pixel belongs to a line
DOT = 1 / 100  # of the longer side: a dot's radius, where there is room
LEAST_ROOM = 1.5  # px between a dot's centre and the next line


@dataclass(frozen=True)
class Dot:
    """A colour mark: centre and radius in px, sRGB 0 … 255."""

    x: int
    y: int
    radius: float
    colour: tuple[int, int, int]

    @property
    def hex(self) -> str:
        """`#rrggbb`."""
        return "#{:02x}{:02x}{:02x}".format(*self.colour)


def hint_colours(garment: Picture, lines: Lines) -> Hints:
    """Hints (H, W, 4) for a garment that fills its square and its drawing, both (H, W); empty where there is no garment."""
    return dots_as_hints(colour_dots(garment, lines), lines.shape)


def colour_dots(garment: Picture, lines: Lines) -> list[Dot]:
    """The dots themselves, the base colour's first, then by the area of their region; at most MOST_DOTS."""
    inside = garment[..., 3] >= 128
    if not inside.any():
        return []
    areas = [area for area in _areas(garment, lines, inside) if area.room >= LEAST_ROOM]
    if not areas:
        return []
    areas.sort(key=lambda area: -area.size)
    choices = [_choice(areas, base) for base in {id(area): area for area in (areas[0], _commonest(areas))}.values()]
    best = min(choices, key=lambda chosen: _error(areas, chosen))
    return [area.dot(max(lines.shape)) for area in best]


def _choice(areas: Sequence[_Area], base: _Area) -> list[_Area]:
    """The areas to dot when `base` gives the base colour: itself and the largest ones that differ from it.

    The largest dotted area is what gives the base colour, so nothing larger may be dotted.
    """
    other = [area for area in areas if area.size <= base.size and area.differs_from(base) >= (DIFFERENT if area.is_large else CONTRARY)]
    return [base, *other][:MOST_DOTS]


def _error(areas: Sequence[_Area], chosen: Sequence[_Area]) -> float:
    """How far the garment's colours are from what these dots make of it, weighed by area."""
    dotted = {id(area) for area in chosen}
    return sum(area.size * min(area.differs_from(chosen[0]), 50.0) for area in areas if id(area) not in dotted)


def dots_as_hints(dots: Sequence[Dot], shape: tuple[int, int]) -> Hints:
    """The dots on an empty (H, W, 4) plane."""
    hints = np.zeros((*shape, 4), np.uint8)
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    for dot in reversed(dots):  # the base colour is drawn last: nothing may hide it
        hints[(columns - dot.x) ** 2 + (rows - dot.y) ** 2 <= dot.radius**2] = (*dot.colour, 255)
    return hints


@dataclass(frozen=True, eq=False)
class _Area:
    """One region of the drawing: its size, its colour as the eye takes it, and the place farthest from its border."""

    size: int
    is_large: bool
    rgb: NDArray[np.float64]
    lab: NDArray[np.float64]
    x: int
    y: int
    room: float

    def differs_from(self, other: _Area) -> float:
        return float(np.linalg.norm((self.lab - other.lab) * (LIGHTNESS_WEIGHT, 1, 1)))

    def dot(self, longer_side: int) -> Dot:
        red, green, blue = (int(value) for value in np.rint(self.rgb))
        return Dot(self.x, self.y, float(min(max(1.5, DOT * longer_side), self.room)), (red, green, blue))


def _areas(garment: Picture, lines: Lines, inside: Mask) -> list[_Area]:
    labels = np.where(inside, regions(lines, silhouette=inside), 0)
    least = max(12, LEAST_REGION * int(inside.sum()))
    room = np.asarray(ndimage.distance_transform_edt(_free(labels, lines)))
    boxes = ndimage.find_objects(labels)
    found = []
    for number, box in enumerate(boxes, start=1):
        if box is None:
            continue
        here = labels[box] == number
        if here.sum() >= least:
            found.append(_area(garment[box], here, np.where(here, room[box], 0), box, LARGE_REGION * int(inside.sum())))
    return found


def _area(pixels: Picture, here: Mask, room: NDArray[np.float64], box: tuple[slice, slice], large: float) -> _Area:
    y, x = np.unravel_index(int(room.argmax()), room.shape)
    rgb = _main_colour(pixels[here & (room >= min(2.0, room.max()))][:, :3])
    lab = color.rgb2lab((rgb / 255).reshape(1, 1, 3))[0, 0]
    size = int(here.sum())
    return _Area(size, size >= large, rgb, lab, int(x) + box[1].start, int(y) + box[0].start, float(room.max()))


def _free(labels: NDArray[np.int32], lines: Lines) -> Mask:
    """Where a dot may lie: off the ink, and off the border between two regions."""
    border = np.zeros(labels.shape, np.bool_)
    border[:, 1:] |= labels[:, 1:] != labels[:, :-1]
    border[1:] |= labels[1:] != labels[:-1]
    return (labels > 0) & (lines < INK) & ~border


def _main_colour(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The colour that a person would call this: the median of the half that is neither in shadow nor in glare."""
    values = pixels.astype(np.float64)
    light = values @ (0.299, 0.587, 0.114)
    low, high = np.percentile(light, (35, 85))
    return cast(NDArray[np.float64], np.median(values[(light >= low) & (light <= high)], axis=0))


def _commonest(areas: Sequence[_Area]) -> _Area:
    """The largest area of the colour that most of the garment has."""
    support = [sum(other.size for other in areas if other.differs_from(area) < DIFFERENT) for area in areas]
    colour = areas[int(np.argmax(support))]
    return next(area for area in areas if area.differs_from(colour) < DIFFERENT)
