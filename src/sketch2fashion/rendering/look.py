"""How a drawing is made up: colours, fabric and folds. A seed is a look: the candidate that a user picked looks the same when it is
rendered alone, after the next stroke, or in another grid.

Sixteen seeds, from a multiple of 16 on, are a family: its palettes are chosen far apart from one another. The first of a family is
plain: the main colour alone, in the category's usual fabric.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sketch2fashion.garment import Flats
from sketch2fashion.rendering.colourway import Palette
from sketch2fashion.rendering.planes import SIDE, STYLES, condition_vector, refine_in
from sketch2fashion.rendering.statistics import palettes_of, sample_palettes, style_at
from sketch2fashion.rendering.style import Style

FAMILY = 16  # seeds
FIRST_STYLE = 0.4  # of the fabric's spread: the first of a family keeps near the usual fabric, the others roam


@dataclass(frozen=True, eq=False)
class Look:
    """What the network is given beside the drawing: flats (256, 256, 4), fabric style (8,), noise (256, 256), condition (22,)."""

    fill: Flats
    condition: NDArray[np.float32]
    noise: NDArray[np.float32]

    @property
    def refine(self) -> float:
        """ℓ, 0 … 1."""
        return refine_in(self.condition)


def look_of(category: str, refine: float, seed: int, fill: Flats, own: Style | None = None) -> Look:
    """The look of a seed, with these flats; in the cloth of a style that knows its own."""
    source = np.random.default_rng(seed)
    normal = source.standard_normal(STYLES).astype(np.float32)
    strength = FIRST_STYLE if is_first(seed) else 1.0
    fabric = own.fabric if own else None
    style = style_at(category, normal, strength) if fabric is None else fabric.at(normal, strength)
    return Look(fill, condition_vector(category, refine, style), source.standard_normal((SIDE, SIDE), dtype=np.float32))


def between(first: Look, second: Look, share: float, fill: Flats) -> Look:
    """The look on the way from one (share 0) to another (1), with these flats. Noise is turned, not faded, so that folds stay as deep."""
    angle = share * np.pi / 2  # noises of 65 536 numbers stand at right angles
    noise = np.cos(angle) * first.noise + np.sin(angle) * second.noise
    condition = (1 - share) * first.condition + share * second.condition
    return Look(fill, condition.astype(np.float32), noise.astype(np.float32))


def is_first(seed: int) -> bool:
    """Whether a seed is the first of its family, the plain one."""
    return seed % FAMILY == 0


def palette_of(category: str, seed: int, own: Style | None = None) -> Palette:
    """The colours of a seed where no colour was asked for: those of a style that has some, or of such garments."""
    return _family(category, own.palettes if own else (), seed - seed % FAMILY)[seed % FAMILY]


@functools.lru_cache(maxsize=256)
def _family(category: str, own: tuple[Palette, ...], first: int) -> tuple[Palette, ...]:
    return tuple(sample_palettes(own or palettes_of(category), FAMILY, np.random.default_rng([first, 1])))
