"""The val garments as tasks: a line drawing, places for colour dots, and the photo that the answer should look like.

The drawing is what the shipped `linework` makes of the photo, so that every garment has one of the same kind. Dots lie at random inside
the garment, apart from one another, and take the photo's colour there; the first k of the same fifteen are used for k hints.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sketch2fashion.catalog.palette import families_in_palette, palette_of
from sketch2fashion.garment import Hints, Layers, Lines, Mask, Picture
from sketch2fashion.training.evaluation.measures import lab_of

SIDE = 256  # px
DOTS = 7  # hints of the main table
HINT_COUNTS = (1, 3, 7, 15)
DOT_RADIUS = 3  # px
APART = 12  # px between the middles of two dots, where the garment has room for that
PLAIN_DELTA_E = 12.0
PLAIN_SHARE = 0.9

Place = tuple[int, int]  # row, column
Colour = tuple[int, int, int]


@dataclass(frozen=True, eq=False)
class Case:
    """One garment as a task."""

    id: str
    category: str
    family: str  # of its main colour, see `catalog.palette`
    plain: bool  # one colour within ΔE 12 on 90 % of the pixels
    photo: Picture  # (256, 256, 4)
    lines: Lines  # (256, 256)
    places: tuple[Place, ...]  # of the dots; fewer than fifteen where the garment is tiny

    @property
    def mask(self) -> Mask:
        """Where the garment is."""
        return np.asarray(self.photo[..., 3] >= 128)

    def layers(self, dots: int, *, lines: Lines | None = None, first: Colour | None = None) -> Layers:
        """The drawing with its first `dots` hints; `lines` in place of its own, `first` in place of the first dot's colour."""
        lines = self.lines if lines is None else lines
        return Layers(lines, self.hints(dots, first), np.zeros_like(lines), self.category)

    def hints(self, dots: int, first: Colour | None = None) -> Hints:
        """The dots as a user would set them, (256, 256, 4)."""
        hints = np.zeros_like(self.photo)
        for number, place in enumerate(self.places[:dots]):
            recoloured = first is not None and number == 0
            hints[around(place)] = (*(first if recoloured else self.colour_at(place)), 255)  # type: ignore[misc]
        return hints

    def colour_at(self, place: Place) -> Colour:
        """The photo's median colour under a dot."""
        red, green, blue = np.median(self.photo[around(place)][..., :3].reshape(-1, 3), axis=0).astype(np.uint8)
        return int(red), int(green), int(blue)


def case_of(identifier: str, category: str, photo: Picture, lines: Lines, number: int) -> Case:
    """A garment (256, 256, 4) and its drawing as a task; `number` seeds the places of its dots."""
    return Case(
        id=identifier,
        category=category,
        family=_family(photo),
        plain=is_plain(photo),
        photo=photo,
        lines=lines,
        places=_dot_places(photo[..., 3] >= 128, np.random.default_rng(number)),
    )


def around(place: Place) -> tuple[slice, slice]:
    """The square that a dot covers."""
    row, column = place
    return (slice(max(row - DOT_RADIUS, 0), row + DOT_RADIUS + 1), slice(max(column - DOT_RADIUS, 0), column + DOT_RADIUS + 1))


def is_plain(photo: Picture) -> bool:
    """Whether one colour covers 90 % of the garment's pixels within ΔE 12."""
    pixels = photo[photo[..., 3] >= 200][:, :3]
    if not len(pixels):
        return False
    lab = lab_of(pixels)
    return bool((np.linalg.norm(lab - np.median(lab, axis=0), axis=1) <= PLAIN_DELTA_E).mean() >= PLAIN_SHARE)


def spread_out(labels: Sequence[str], limit: int | None) -> list[int]:
    """Places of `limit` items (all of them for None) that take each label in turn, in their first order."""
    if limit is None or limit >= len(labels):
        return list(range(len(labels)))
    seen: dict[str, int] = {}
    rounds = []
    for place, label in enumerate(labels):
        seen[label] = seen.get(label, -1) + 1
        rounds.append((seen[label], place))
    return sorted(place for _, place in sorted(rounds)[:limit])


def _family(photo: Picture) -> str:
    mask = photo[..., 3] >= 200
    if not mask.any():
        return "none"
    return next(iter(families_in_palette(palette_of(photo[..., :3], mask)[:1])), "none")


def _dot_places(mask: Mask, random: np.random.Generator) -> tuple[Place, ...]:
    inside = ndimage.binary_erosion(mask, iterations=DOT_RADIUS + 2)
    places = np.argwhere(inside if inside.any() else mask)
    shuffled = places[random.permutation(len(places))]
    chosen = _apart(shuffled, APART)
    missing = [(int(row), int(column)) for row, column in shuffled[: max(HINT_COUNTS) - len(chosen)]]
    return (*chosen, *missing)


def _apart(places: NDArray[np.int64], distance: int) -> list[Place]:
    """The first fifteen places that keep the distance from those before them."""
    chosen: list[Place] = []
    for row, column in places[:2000]:
        if all(abs(row - r) >= distance or abs(column - c) >= distance for r, c in chosen):
            chosen.append((int(row), int(column)))
        if len(chosen) == max(HINT_COUNTS):
            break
    return chosen
