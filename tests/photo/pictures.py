"""Photos that the tests take themselves: a t-shirt with a shaded fold on a wooden table, with known outline."""

from __future__ import annotations

import functools
from typing import cast

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

from sketch2fashion.garment import Mask, Picture

OUTLINE = [
    (96, 24), (112, 36), (144, 36), (160, 24), (236, 70), (212, 112), (184, 94), (184, 232), (72, 232), (72, 94), (44, 112), (20, 70),
]  # fmt: skip
WIDTH, HEIGHT = 300, 400
RED = (196, 40, 48)


def shirt_mask(width: int = WIDTH, height: int = HEIGHT) -> Mask:
    """Where the t-shirt lies."""
    image = Image.new("1", (width, height))
    scale = min(width, height) / 300
    ImageDraw.Draw(image).polygon([(width / 2 + (x - 128) * scale, height / 2 + (y - 128) * scale) for x, y in OUTLINE], fill=1)
    return np.asarray(image, np.bool_).copy()


@functools.cache
def shirt_photo(width: int = WIDTH, height: int = HEIGHT, colour: tuple[int, int, int] = RED) -> Picture:
    """An opaque photo (height, width, 4); read-only, as it is kept."""
    random = np.random.default_rng(5)
    mask = shirt_mask(width, height)
    grain = ndimage.gaussian_filter(random.normal(0, 1, (height, width)), (0.6, 25)) * 60
    wood = np.array([172, 138, 96]) + grain[..., None]
    folds = 1 + 0.12 * np.sin(np.arange(width) / width * 24)[None, :, None]
    cloth = np.array(colour) * folds + random.normal(0, 4, (height, width, 1))
    shadow = 1 - 0.35 * ndimage.gaussian_filter(np.roll(mask, (5, 4), (0, 1)).astype(float), 5)[..., None]
    soft = ndimage.gaussian_filter(mask.astype(float), 0.7)[..., None]
    rgb = np.clip(cloth * soft + wood * shadow * (1 - soft), 0, 255)
    photo = np.dstack([rgb, np.full((height, width), 255)]).astype(np.uint8)
    photo.flags.writeable = False
    return photo


def cut_shirt(side: int = 256, stripe: tuple[int, int, int] | None = None) -> Picture:
    """The t-shirt alone, transparent around it, with a band of another colour over the chest if asked for."""
    mask = shirt_mask(side, side)
    rgb = np.broadcast_to(np.array(RED), (side, side, 3)).copy()
    if stripe is not None:
        rgb[round(side * 0.5) : round(side * 0.65)] = stripe
    return cast(Picture, np.dstack([rgb * mask[..., None], 255 * mask]).astype(np.uint8))


def overlap(one: Mask, other: Mask) -> float:
    """Intersection over union."""
    return float((one & other).sum() / max(1, (one | other).sum()))
