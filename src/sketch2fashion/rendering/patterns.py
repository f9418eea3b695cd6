"""What cloth looks like close up: stripes, checks, dots and prints, weaves and knits, leather and fleece.

A pattern is a function of cloth coordinates (u, v), in repeats, and gives linear light. Weaves are height maps lit from the upper
left; each fabric also says how it takes the garment's own light: satin and leather shine, fleece swallows it. `FABRICS` is the registry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias, cast

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import cKDTree

from sketch2fashion.rendering.light import Linear

Coordinates: TypeAlias = NDArray[np.floating]  # (N,), in repeats of the pattern
Colours: TypeAlias = tuple[tuple[int, int, int], ...]  # sRGB
Paint: TypeAlias = Callable[[Coordinates, Coordinates, Linear, float], Linear]  # u, v, colours (n, 3), repeats a pixel → (N, 3)
Tile: TypeAlias = NDArray[np.float32]  # (TILE, TILE), one repeat

TILE = 256  # px of a repeat that is made once and then sampled


@dataclass(frozen=True)
class Fabric:
    """A pattern, the colours that it has if nobody says otherwise, and its repeat as a share of the garment's longer side.

    `contrast`: the garment's light to this power, above 1 for cloth with deep folds, below for soft ones. `shine`: white light that
    is added where a fold faces the light.
    """

    paint: Paint
    colours: Colours
    scale: float
    contrast: float = 1.0
    shine: float = 0.0


# --- prints and coloured weaves ---------------------------------------------------------------------------------------------


def _stripes(u: Coordinates, v: Coordinates, colours: Linear, pixel: float) -> Linear:
    return _mixed(colours[0], colours[1], _band(u, 0.5, pixel))


def _checks(u: Coordinates, v: Coordinates, colours: Linear, pixel: float) -> Linear:
    """Gingham: where both bands cross full colour, where one lies half."""
    return _mixed(colours[0], colours[1], (_band(u, 0.5, pixel) + _band(v, 0.5, pixel)) / 2)


def _tartan(u: Coordinates, v: Coordinates, colours: Linear, pixel: float) -> Linear:
    """A ground, broad bands and a fine line, the same sett both ways; where they cross, half of each shows."""
    warp, weft = (_sett(place, colours, pixel) for place in (u, v))
    return cast(Linear, (warp + weft) / 2)


def _sett(place: Coordinates, colours: Linear, pixel: float) -> Linear:
    cloth = _mixed(colours[0], colours[1], _band(place, 0.4, pixel))
    cloth += (colours[0] - cloth) * _band(place, 0.08, pixel)[:, None]
    return cast(Linear, cloth + (colours[2] - cloth) * _band(place + 0.5, 0.07, pixel)[:, None])


def _dots(u: Coordinates, v: Coordinates, colours: Linear, pixel: float) -> Linear:
    """Dots of a third of the repeat, in rows that are set off by half."""
    first = np.hypot(_centred(u), _centred(v))
    second = np.hypot(_centred(u + 0.5), _centred(v + 0.5))
    return _mixed(colours[0], colours[1], _edge(0.17 - np.minimum(first, second), pixel))


def _floral(u: Coordinates, v: Coordinates, colours: Linear, pixel: float) -> Linear:
    """Scattered flowers of five petals, with hearts and leaves."""
    cloth = np.broadcast_to(colours[0], (*u.shape, 3))
    for share, colour in zip(_flowers(), (colours[3], colours[1], colours[2]), strict=True):
        cloth = cloth + (colour - cloth) * _sampled(share, u, v, pixel)[:, None]
    return cast(Linear, cloth.astype(np.float32))


# --- weaves, knits, skins ---------------------------------------------------------------------------------------------------


def _twill(u: Coordinates, v: Coordinates, colours: Linear, pixel: float) -> Linear:
    """Diagonal ridges."""
    return _shaded(colours[0], 1 + 0.16 * _faded(np.cos(2 * np.pi * (u + v)), pixel))


def _denim(u: Coordinates, v: Coordinates, colours: Linear, pixel: float) -> Linear:
    """Twill whose pale weft shows between the ridges, in yarns that differ: the warp's streaks run down."""
    ridge = _faded(np.cos(2 * np.pi * (u + v)), pixel)
    yarns = 0.03 * _yarns(u, 11) + 0.015 * _yarns(v, 23)
    streaks = 0.06 * _sampled(_fibres(), u / 40, v / 40, pixel / 40)
    return _mixed(colours[0], colours[1], np.clip(0.13 - 0.09 * ridge + yarns + streaks, 0, 1))


def _knit(u: Coordinates, v: Coordinates, colours: Linear, pixel: float) -> Linear:
    """Columns of stitches, each a V."""
    column = np.abs(_centred(u))
    legs = _faded(np.cos(2 * np.pi * (v + 0.8 * column)), pixel)
    groove = np.exp(-((0.5 - column) ** 2) / 0.01) + 0.5 * np.exp(-(column**2) / 0.004)
    return _shaded(colours[0], 1 + 0.16 * legs - 0.25 * _faded(groove, pixel))


def _corduroy(u: Coordinates, v: Coordinates, colours: Linear, pixel: float) -> Linear:
    """Round ribs with dark gaps between them, in a pile that the hand has brushed."""
    rib = 1 - (2 * np.abs(_centred(u))) ** 4  # flat on top, steep at the gap
    lit = 0.25 * np.sin(2 * np.pi * u)
    pile = 0.08 * _sampled(_fibres(), u / 12, v / 12, pixel / 12)
    return _shaded(colours[0], 1 + _faded(0.3 * rib - 0.3 + 0.3 * lit, pixel) + pile)


def _linen(u: Coordinates, v: Coordinates, colours: Linear, pixel: float) -> Linear:
    """Plain weave of yarns that are thick here and thin there."""
    return _shaded(colours[0], 1 + 0.5 * _sampled(_slubs(), u, v, pixel))


def _satin(u: Coordinates, v: Coordinates, colours: Linear, pixel: float) -> Linear:
    """Long floats side by side: hardly any weave, much sheen."""
    return _shaded(colours[0], 1 + 0.06 * _sampled(_fibres(), u, v, pixel))


def _leather(u: Coordinates, v: Coordinates, colours: Linear, pixel: float) -> Linear:
    """Pebbles parted by creases."""
    return _shaded(colours[0], 1 + 0.55 * _sampled(_pebbles(), u, v, pixel))


def _fleece(u: Coordinates, v: Coordinates, colours: Linear, pixel: float) -> Linear:
    """Small soft curls."""
    return _shaded(colours[0], 1 + 0.17 * _sampled(_curls(), u, v, pixel))


WHITE, NAVY = (245, 243, 238), (28, 48, 92)

FABRICS: dict[str, Fabric] = {
    "stripes": Fabric(_stripes, (WHITE, NAVY), 0.06),
    "checks": Fabric(_checks, (WHITE, (170, 34, 44)), 0.07),
    "tartan": Fabric(_tartan, ((150, 32, 38), (26, 52, 44), (228, 196, 92)), 0.16, 0.9),
    "dots": Fabric(_dots, (NAVY, WHITE), 0.08),
    "floral": Fabric(_floral, ((236, 228, 212), (190, 72, 88), (236, 190, 84), (88, 116, 84)), 0.3),
    "denim": Fabric(_denim, ((52, 76, 118), (214, 218, 224)), 0.014),
    "twill": Fabric(_twill, ((150, 132, 100),), 0.016),
    "linen": Fabric(_linen, ((206, 190, 160),), 0.16),
    "knit": Fabric(_knit, ((196, 182, 158),), 0.025),
    "corduroy": Fabric(_corduroy, ((134, 88, 48),), 0.022, 0.9),
    "fleece": Fabric(_fleece, ((226, 214, 194),), 0.22, 0.75),
    "leather": Fabric(_leather, ((74, 46, 34),), 0.2, 1.6, 0.16),
    "satin": Fabric(_satin, ((150, 30, 70),), 0.3, 2.4, 0.3),
}


# --- tiles: one repeat, made once -------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _slubs() -> Tile:
    """Height of a plain weave, lit: 32 yarns each way, over and under in turn, each with its own thickness along its way."""
    count, random = 32, np.random.default_rng(41)
    place = (np.arange(TILE, dtype=np.float32) + 0.5) / TILE * count
    profile = np.cos(np.pi * (place - np.floor(place) - 0.5))  # round yarns
    thick = [ndimage.gaussian_filter1d(random.normal(0, 1, (count, TILE)), TILE / 16, axis=1, mode="wrap") for _ in range(2)]
    weft, warp = (np.repeat(1 + 0.28 * each / each.std(), TILE // count, axis=0) for each in thick)
    over = (np.floor(place)[:, None] + np.floor(place)[None, :]) % 2
    height = np.where(over > 0, profile[:, None] * weft, profile[None, :] * warp.T)
    tone = 0.1 * (weft + warp.T - 2)  # thick yarns are paler
    return _even(0.55 * (height - height.mean()) + 1.6 * tone)


@lru_cache(maxsize=1)
def _fibres() -> Tile:
    """Fine threads that run down."""
    noise = np.random.default_rng(43).normal(0, 1, (TILE, TILE)).astype(np.float32)
    return _even(ndimage.gaussian_filter(noise, (14, 0.7), mode="wrap"))


@lru_cache(maxsize=1)
def _pebbles() -> Tile:
    """Cells of a grain: how far each place is from the next crease, lit from the upper left."""
    random = np.random.default_rng(47)
    steps = (np.arange(17) + 0.5) / 17
    seeds = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2) + random.uniform(-0.03, 0.03, (289, 2))
    grid = (np.arange(TILE) + 0.5) / TILE
    places = np.stack(np.meshgrid(grid, grid), axis=-1).reshape(-1, 2)
    near, _ = cKDTree(seeds % 1, boxsize=1).query(places, k=2)
    room = (near[:, 1] - near[:, 0]).reshape(TILE, TILE) * 17
    height = ndimage.gaussian_filter(np.minimum(room, 0.45), 1.4, mode="wrap")
    return _even(2.4 * _lit(height) + 1.3 * (height - height.mean()))


@lru_cache(maxsize=1)
def _curls() -> Tile:
    """Tufts of two sizes, lit from the upper left."""
    random = np.random.default_rng(53)
    noise = [ndimage.gaussian_filter(random.normal(0, 1, (TILE, TILE)), size, mode="wrap") for size in (6.0, 2.2)]
    height = sum(each / each.std() * share for each, share in zip(noise, (1.0, 0.2), strict=True))
    return _even(3.2 * _lit(height) + 0.35 * height)


@lru_cache(maxsize=1)
def _flowers() -> tuple[Tile, Tile, Tile]:
    """How much of each place is leaf, petal and heart."""
    flowers = ((0.2, 0.24, 0.15, 0.3), (0.68, 0.14, 0.1, 1.0), (0.62, 0.62, 0.16, 0.7), (0.14, 0.72, 0.11, 0.1), (0.42, 0.9, 0.08, 0.5))
    leaf, petal, heart = (np.zeros((TILE, TILE), np.float32) for _ in range(3))
    for x, y, size, turn in flowers:
        across, down = _from_place(x, y)
        radius, angle = np.hypot(across, down) / size, np.arctan2(down, across) + turn
        petal = np.maximum(petal, _inside(0.62 + 0.38 * np.abs(np.cos(2.5 * angle)) - radius, size))
        heart = np.maximum(heart, _inside(0.26 - radius, size))
        for side in (0.9, 3.4):
            leaf = np.maximum(leaf, _leaf(across, down, size, turn + side))
    return leaf, petal, heart


def _leaf(across: Tile, down: Tile, size: float, turn: float) -> Tile:
    along = (across * np.cos(turn) + down * np.sin(turn)) / size - 1.3
    beside = (down * np.cos(turn) - across * np.sin(turn)) / size
    return _inside(0.24 * (1 - (along / 0.62) ** 2) - np.abs(beside), size)


def _from_place(x: float, y: float) -> tuple[Tile, Tile]:
    """From a place of the tile to each pixel, the short way round."""
    grid = (np.arange(TILE, dtype=np.float32) + 0.5) / TILE
    across, down = ((each - place + 0.5) % 1 - 0.5 for each, place in ((grid[None, :], x), (grid[:, None], y)))
    return np.broadcast_to(across, (TILE, TILE)), np.broadcast_to(down, (TILE, TILE))


def _inside(depth: NDArray[np.floating], size: float) -> Tile:
    """1 inside of a shape that is `size` repeats large, with an edge of a pixel."""
    return cast(Tile, np.clip(depth * size * TILE + 0.5, 0, 1).astype(np.float32))


def _lit(height: NDArray[np.floating]) -> NDArray[np.floating]:
    """A height map's slope towards the light, which comes from the upper left."""
    down, across = (np.roll(height, -1, axis) - np.roll(height, 1, axis) for axis in (0, 1))
    return cast(NDArray[np.floating], (down + across) / 2)


def _even(tile: NDArray[np.floating]) -> Tile:
    """A tile whose median is 0, so that the cloth's median is its colour; outliers are cut off."""
    return cast(Tile, np.clip(tile - np.median(tile), -0.9, 0.9).astype(np.float32))


# --- tools ------------------------------------------------------------------------------------------------------------------


def _sampled(tile: Tile, u: Coordinates, v: Coordinates, pixel: float) -> Coordinates:
    """A tile at places (u, v), smoothed to the pixels that show it: finer than they are there is plain cloth, not a moiré."""
    smooth = ndimage.gaussian_filter(tile, 0.4 * pixel * TILE, mode="wrap")
    places = [v * TILE - 0.5, u * TILE - 0.5]
    return cast(Coordinates, ndimage.map_coordinates(smooth, places, order=1, mode="grid-wrap").astype(np.float32))


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
