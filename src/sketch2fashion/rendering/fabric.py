"""Fabric laid into a part of a garment under the light that is already there: one of `patterns.FABRICS`, or a picture of a fabric."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sketch2fashion.garment import Picture
from sketch2fashion.images import on_white, resize
from sketch2fashion.rendering.light import Target, covered, linear_of, repainted
from sketch2fashion.rendering.patterns import FABRICS as FABRICS  # the registry, for those who lay fabrics in
from sketch2fashion.rendering.patterns import Colours, Coordinates, Fabric

LONG = 1.6  # a part this much longer than wide has a direction, which its cloth follows …
SWATCH = 2.2  # a swatch shows this part of a garment: one over it
TURNED = np.deg2rad(60)  # … unless it lies across, as hems and belts do


def in_fabric(target: Target, fabric: Fabric, colours: Colours = (), scale: float | None = None, angle: float = 0.0) -> Picture:
    """The target in a pattern. `scale`: repeat as a share of the garment's longer side; `angle`: degrees, clockwise."""
    repeat = max(target.extent * (scale or fabric.scale), 1.0)
    u, v = _cloth(target, repeat, angle)
    chosen = linear_of(np.array([*colours, *fabric.colours[len(colours) :]], np.uint8))
    return repainted(target, fabric.paint(u, v, chosen, 1 / repeat), fabric.contrast, fabric.shine)


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


def swatch(fabric: Fabric, colours: Colours = (), side: int = 96) -> Picture:
    """A square of the fabric, (side, side, 4), with two soft folds: what a shelf of fabrics shows."""
    place = (np.arange(side, dtype=np.float32) + 0.5) / side
    across, down = np.meshgrid(place, place)
    light = 1 + 0.2 * np.sin(2 * np.pi * (1.3 * across + 0.5 * down)) * (0.4 + 0.6 * down)
    cloth = np.repeat(np.rint(150 * light ** (1 / 2.2))[..., None], 3, axis=2).astype(np.uint8)
    picture = np.dstack([cloth, np.full((side, side), 255, np.uint8)])
    shown = max(SWATCH * side, 5 / fabric.scale)  # of fine weaves a smaller piece, so that they can be seen
    return in_fabric(Target(picture, cloth, np.ones((side, side), np.float32), shown), fabric, colours)


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
