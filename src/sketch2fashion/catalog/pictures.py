"""A product picture, as a search sees it: what is kept of it, and the features that are found by.

    bytes ─▶ 512 px WebP ─▶ garment alone, nobody in it, on white ─▶ photo vector
                                    │                               ─▶ line drawing ─▶ sketch vector
                                    └────────────────────────────────▶ palette

Features come from the kept WebP, not from the original: `catalog reindex` later sees exactly what the import saw.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image
from scipy import ndimage

from sketch2fashion.catalog.palette import palette_of
from sketch2fashion.catalog.store import Features
from sketch2fashion.errors import BadImage
from sketch2fashion.garment import HINT_ALPHA, Mask, Picture, Rgb
from sketch2fashion.images import decode, on_white
from sketch2fashion.photo.cutout import cutout
from sketch2fashion.photo.linework import draw_lines
from sketch2fashion.photo.worn import worn_garment
from sketch2fashion.search.embedder import embed_many, garment_square

KEPT_SIDE = 512  # px, the longer side of the picture that is kept
_QUALITY = 82
_LINES_SIDE = 256  # px, the square in which lines are drawn
_TRANSPARENT_SHARE = 0.02  # of the pixels: a picture with more is cut out already
_PLAIN_SHARE = 0.97  # of the border's pixels: with so many of one colour the background is plain
_STUDIO_SHARE = 0.55  # … before studio white, where the frame often cuts through who wears the garment
_STUDIO_WHITE = 235  # of 255, the darkest channel
_PLAIN_DIFFERENCE = 14  # of 255, in any channel


@dataclass(frozen=True, eq=False)
class Seen:
    """What the networks say of one picture."""

    features: Features
    category_scores: dict[str, float]


def kept_picture(data: bytes) -> bytes:
    """The WebP that is kept of a picture file. Raises what `images.decode` raises."""
    picture = decode(data, longest=KEPT_SIDE)
    buffer = io.BytesIO()
    Image.fromarray(picture if picture[..., 3].min() < 255 else picture[..., :3]).save(buffer, "WEBP", quality=_QUALITY)
    return buffer.getvalue()


def look_at(webps: Sequence[bytes], categories: Sequence[str | None] = ()) -> list[Seen]:
    """See kept pictures, in the order given; where a person wears the garment, only that of the product's category, if it is known.

    Raises `BadImage` if there is no garment in one of them.
    """
    known = categories or [None] * len(webps)
    garments = [worn_garment(garment_alone(decode(webp)), category) for webp, category in zip(webps, known, strict=True)]
    shown = [on_white(garment) for garment in garments]
    photos = embed_many(shown)
    sketches = embed_many([lines_picture(rgb) for rgb in shown])
    return [
        Seen(Features(photo.vector, sketch.vector, palette_of(garment[..., :3], garment[..., 3] >= HINT_ALPHA)), photo.category_scores)
        for garment, photo, sketch in zip(garments, photos, sketches, strict=True)
    ]


def features_of(webps: Sequence[bytes], categories: Sequence[str | None] = ()) -> list[Features]:
    """The features alone: what `Catalog.reindex` asks for."""
    return [seen.features for seen in look_at(webps, categories)]


def lines_picture(rgb: Rgb) -> Rgb:
    """The line drawing of a garment on white, black on white, (256, 256, 3)."""
    ink = draw_lines(garment_square(rgb, _LINES_SIDE))
    grey = np.rint(255 * (1 - ink)).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


def garment_alone(picture: Picture) -> Picture:
    """The picture with all but the garment transparent. Raises `BadImage` if no garment is found.

    A picture that is cut out already stays as it is, a plain background is told by its colour; only the rest needs the network.
    """
    if (picture[..., 3] < HINT_ALPHA).mean() > _TRANSPARENT_SHARE:
        return picture
    garment = _before_plain_background(picture)
    if garment is None:
        return cutout(picture)
    if not garment.any():
        raise BadImage("The picture is of one colour; there is no garment in it.")
    alone = picture.copy()
    alone[..., 3] = np.where(garment, 255, 0)
    return alone


def _before_plain_background(picture: Picture) -> Mask | None:
    """What stands before a background of one colour, holes that the garment encloses included; None if the background is not plain."""
    rgb = picture[..., :3].astype(np.int16)
    border = np.concatenate([rgb[:2].reshape(-1, 3), rgb[-2:].reshape(-1, 3), rgb[:, :2].reshape(-1, 3), rgb[:, -2:].reshape(-1, 3)])
    colour = np.rint(np.median(border, axis=0)).astype(np.int16)
    plain = (np.abs(border - colour).max(axis=1) <= _PLAIN_DIFFERENCE).mean()
    if plain < (_STUDIO_SHARE if colour.min() >= _STUDIO_WHITE else _PLAIN_SHARE):
        return None
    red, green, blue = (np.abs(rgb[..., channel] - colour[channel]) for channel in range(3))
    differs = np.maximum(np.maximum(red, green), blue) > _PLAIN_DIFFERENCE  # several times as fast as a maximum over the last axis
    closed = ndimage.binary_closing(np.pad(differs, 3), iterations=2)[3:-3, 3:-3]
    return np.asarray(ndimage.binary_fill_holes(closed | differs), bool)
