"""Cloth by pattern: stripes, checks, dots, weaves and any picture of a fabric, laid into a part of a garment under its own light.

A pattern is a function of cloth coordinates (u, v), in repeats, and gives linear light. `FABRICS` is the registry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, cast

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sketch2fashion.garment import Picture
from sketch2fashion.images import on_white, resize
from sketch2fashion.rendering.light import Linear, Target, covered, linear_of, repainted

Coordinates: TypeAlias = NDArray[np.floating]  # (N,), in repeats of the pattern
Colours: TypeAlias = tuple[tuple[int, int, int], ...]  # sRGB
Paint: TypeAlias = Callable[[Coordinates, Coordinates, Linear, float], Linear]  # u, v, colours (n, 3), repeats a pixel → (N, 3)

LONG = 1.6  # a part this much longer than wide has a direction, which its cloth follows …
TURNED = np.deg2rad(60)  # … unless it lies across, as hems and belts do


@dataclass(frozen=True)
class Fabric:
    """A pattern, the colours that it has if nobody says otherwise, and its repeat as a share of the garment's longer side."""

    paint: Paint
    colours: Colours
    scale: float


def in_fabric(target: Target, fabric: Fabric, colours: Colours = (), scale: float | None = None, angle: float = 0.0) -> Picture:
    """The target in a pattern. `scale`: repeat as a share of the garment's longer side; `angle`: degrees, clockwise."""
    repeat = max(target.extent * (scale or fabric.scale), 1.0)
    u, v = _cloth(target, repeat, angle)
    chosen = linear_of(np.array([*colours, *fabric.colours[len(colours) :]], np.uint8))
    return repainted(target, fabric.paint(u, v, chosen, 1 / repeat))


def in_picture(target: Target, tile: Picture, scale: float = 0.25, angle: float = 0.0) -> Picture:
    """The target in a fabric of which there is a picture (h, w, 4): it is repeated, each time `scale` of the garment's longer side wide."""
    repeat = max(target.extent * scale, 1.0)
    rgb = on_white(tile)
    width = min(rgb.shape[1], max(1, round(repeat)))  # reduced, against moiré, but never enlarged: a narrow strip would fill the memory
    seen = resize(rgb, width, max(1, round(rgb.shape[0] * width / rgb.shape[1])))
    u, v = _cloth(target, repeat / seen.shape[1], angle)
    linear = linear_of(seen)
    planes = [ndimage.map_coordinates(linear[..., channel], [v, u], order=1, mode="grid-wrap") for channel in range(3)]
    return repainted(target, np.stack(planes, axis=1))


def _cloth(target: Target, repeat: float, angle: float) -> tuple[Coordinates, Coordinates]:
    """Cloth coordinates of the covered pixels, in repeats, from the part's middle and turned with it."""
    rows, columns = (axis.astype(np.float32) for axis in covered(target))
    y, x = rows - rows.mean(), columns - columns.mean()
    turn = np.deg2rad(angle) + _direction(x, y)
    u, v = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    return (u / repeat).astype(np.float32), (v / repeat).astype(np.float32)


def _direction(x: NDArray[np.float32], y: NDArray[np.float32]) -> float:
    """How far a long part is turned from upright, in radians; 0 for one that is not long, or lies across."""
    if x.size < 3:
        return 0.0
    lengths, axes = np.linalg.eigh(np.cov(np.stack([x, y])))
    if lengths[1] < LONG**2 * max(lengths[0], 1e-6):
        return 0.0
    across, down = axes[:, 1] if axes[1, 1] >= 0 else -axes[:, 1]
    turn = float(np.arctan2(-across, down))
    return turn if abs(turn) <= TURNED else 0.0


# --- patterns ---------------------------------------------------------------------------------------------------------------


def _stripes(u: Coordinates, v: Coordinates, colours: Linear, pixel: float) -> Linear:
    return _mixed(colours[0], colours[1], _band(u, 0.5, pixel))


def _checks(u: Coordinates, v: Coordinates, colours: Linear, pixel: float) -> Linear:
    """Gingham: where both bands cross full colour, where one lies half."""
    return _mixed(colours[0], colours[1], (_band(u, 0.5, pixel) + _band(v, 0.5, pixel)) / 2)


def _dots(u: Coordinates, v: Coordinates, colours: Linear, pixel: float) -> Linear:
    """Dots of a third of the repeat, in rows that are set off by half."""
    first = np.hypot(_centred(u), _centred(v))
    second = np.hypot(_centred(u + 0.5), _centred(v + 0.5))
    return _mixed(colours[0], colours[1], _edge(0.17 - np.minimum(first, second), pixel))


def _twill(u: Coordinates, v: Coordinates, colours: Linear, pixel: float) -> Linear:
    """Diagonal ridges."""
    return _shaded(colours[0], 1 + 0.16 * _faded(np.cos(2 * np.pi * (u + v)), pixel))


def _denim(u: Coordinates, v: Coordinates, colours: Linear, pixel: float) -> Linear:
    """Twill whose pale weft shows between the ridges, in yarns that differ."""
    ridge = _faded(np.cos(2 * np.pi * (u + v)), pixel)
    yarns = _yarns(u, 11) + _yarns(v, 23)
    return _mixed(colours[0], colours[1], np.clip(0.16 - 0.16 * ridge + 0.1 * yarns, 0, 1))


def _knit(u: Coordinates, v: Coordinates, colours: Linear, pixel: float) -> Linear:
    """Columns of stitches, each a V."""
    column = np.abs(_centred(u))
    legs = _faded(np.cos(2 * np.pi * (v + 0.8 * column)), pixel)
    groove = np.exp(-((0.5 - column) ** 2) / 0.01) + 0.5 * np.exp(-(column**2) / 0.004)
    return _shaded(colours[0], 1 + 0.16 * legs - 0.25 * _faded(groove, pixel))


FABRICS: dict[str, Fabric] = {
    "stripes": Fabric(_stripes, ((245, 243, 238), (28, 48, 92)), 0.06),
    "checks": Fabric(_checks, ((245, 243, 238), (170, 34, 44)), 0.07),
    "dots": Fabric(_dots, ((28, 48, 92), (245, 243, 238)), 0.08),
    "knit": Fabric(_knit, ((196, 182, 158),), 0.025),
    "denim": Fabric(_denim, ((52, 76, 118), (214, 218, 224)), 0.014),
    "twill": Fabric(_twill, ((150, 132, 100),), 0.016),
}


def _centred(place: Coordinates) -> Coordinates:
    return place - np.rint(place)


def _band(place: Coordinates, width: float, pixel: float) -> Coordinates:
    """1 on a band of `width` repeats, 0 beside it."""
    return _edge(width / 2 - np.abs(_centred(place)), pixel)


def _edge(inside: Coordinates, pixel: float) -> Coordinates:
    """How much of a pixel lies inside an edge that is `inside` repeats away."""
    share: Coordinates = np.clip(inside / pixel + 0.5, 0, 1).astype(np.float32)
    return share


def _faded(wave: Coordinates, pixel: float) -> Coordinates:
    """A weave too fine for the pixels is plain cloth, not a moiré."""
    faded: Coordinates = wave * np.float32(np.clip(2 - 4 * pixel, 0, 1))
    return faded


def _yarns(place: Coordinates, seed: int) -> Coordinates:
    """A value for each yarn, -1 … 1, the same at every call."""
    values = np.random.default_rng(seed).uniform(-1, 1, 512).astype(np.float32)
    chosen: Coordinates = values[np.floor(4 * place).astype(np.int64) % 512]
    return chosen


def _mixed(one: Linear, other: Linear, share: Coordinates) -> Linear:
    return cast(Linear, one + (other - one) * share[:, None])


def _shaded(colour: Linear, light: Coordinates) -> Linear:
    return cast(Linear, np.clip(colour * light[:, None], 0, 1))
