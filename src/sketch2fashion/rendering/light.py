"""Cloth painted anew under the light that is already in a picture: folds and shadows stay, the colour changes.

Light is relative: a pixel's luminance over the median luminance of its region, in linear light. So the region's median becomes
exactly the colour that was asked for, the model by which `exact.py` holds colours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from sketch2fashion.garment import Picture, Plane, Rgb
from sketch2fashion.images import blurred

Linear: TypeAlias = NDArray[np.float32]  # (…, 3), 0 … 1, linear light
Places: TypeAlias = tuple[NDArray[np.intp], NDArray[np.intp]]  # rows and columns, (N,) each

LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)  # of linear sRGB (ITU-R BT.709)
DARKEST = 0.02  # added to both luminances: the noise of black cloth must not become the folds of white cloth
LEAST_ROOM = 0.02  # of the light, above the colour: white keeps a trace of its highlights
BROAD = 0.01  # of the garment: a fold is wider
FULL = 0.99  # cover from which on a pixel says how light its region is


@dataclass(frozen=True, eq=False)
class Target:
    """What is painted: a `picture` (H, W, 4), its `cloth` (H, W, 3) without background in the rim, and how far each pixel takes
    part, `cover` (H, W), 0 … 1. Pixels with no cover are never written. `extent`: the whole garment's longer side in px."""

    picture: Picture
    cloth: Rgb
    cover: Plane
    extent: float


def linear_of(values: NDArray[np.uint8]) -> Linear:
    """sRGB bytes (…, 3) in linear light."""
    return _TO_LINEAR[values]


def repainted(target: Target, paint: Linear, contrast: float = 1.0, shine: float = 0.0) -> Picture:
    """The picture with its covered pixels in `paint`, one colour (3,) or one for each covered pixel in row order (N, 3).

    `contrast`: the light to this power; `shine`: white light added where a fold faces the light. Neither moves the median.
    """
    places = covered(target)
    light = relative_light(target)
    gleam = np.zeros_like(light)
    if contrast != 1 or shine:
        broad = _broad(target, light)  # folds, not the grain of the cloth that was there
        light = light * broad ** np.float32(contrast - 1)
        gleam = _highlight(broad, shine)
    new = bytes_of(paint * _with_shoulder(light, paint)[:, None] + gleam[:, None])
    out = target.picture.copy()
    old = out[places][:, :3].astype(np.float32)
    change = (new - target.cloth[places]) * target.cover[places][:, None]
    out[(*places, slice(0, 3))] = np.clip(np.rint(old + change), 0, 255).astype(np.uint8)
    return out


def covered(target: Target) -> Places:
    """Where there is something to paint, in row order."""
    return cast(Places, np.nonzero(target.cover > 0))


def relative_light(target: Target) -> NDArray[np.float32]:
    """The light on each covered pixel, (N,): 1 where it is as bright as the region's median."""
    places = covered(target)
    luminance = linear_of(target.cloth[places]) @ LUMINANCE
    full = target.cover[places] >= FULL
    usual = float(np.median(luminance[full] if full.any() else luminance)) if luminance.size else 1.0
    return cast(NDArray[np.float32], ((luminance + DARKEST) / (usual + DARKEST)).astype(np.float32))


def _broad(target: Target, light: NDArray[np.float32]) -> NDArray[np.float32]:
    """The light of each covered pixel, (N,), with that of the pixels around it."""
    places = covered(target)
    planes = np.zeros((2, *target.cover.shape), np.float32)
    planes[0][places] = light
    planes[1][places] = 1
    shade, weight = (blurred(plane, BROAD * target.extent)[places] for plane in planes)
    return cast(NDArray[np.float32], shade / weight)


def _highlight(light: NDArray[np.float32], shine: float) -> NDArray[np.float32]:
    """White light on what is brighter than the median, softly limited: black leather gleams too."""
    above = np.maximum(light - 1, 0)
    return cast(NDArray[np.float32], np.float32(shine) * (1 - np.exp(-12 * above**2)))


def _with_shoulder(light: NDArray[np.float32], paint: Linear) -> NDArray[np.float32]:
    """Light bent so that nothing is clipped: the nearer a colour is to white, the less brighter it can get."""
    peak = np.maximum(paint.max(axis=-1), 1e-3)
    room = np.maximum(1 / peak - 1, LEAST_ROOM).astype(np.float32)
    above = np.maximum(light - 1, 0)
    bent: NDArray[np.float32] = np.minimum(light, 1) + room * (1 - np.exp(-above / room))
    return bent


def bytes_of(linear: Linear) -> NDArray[np.float32]:
    """Linear light as sRGB, 0 … 255, not yet rounded."""
    clipped = np.clip(linear, 0, 1)
    encoded = np.where(clipped <= 0.0031308, 12.92 * clipped, 1.055 * clipped ** (1 / 2.4) - 0.055)
    return cast(NDArray[np.float32], (encoded * 255).astype(np.float32))


def _table() -> NDArray[np.float32]:
    encoded = np.arange(256) / 255
    return cast(NDArray[np.float32], np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4).astype(np.float32))


_TO_LINEAR = _table()
