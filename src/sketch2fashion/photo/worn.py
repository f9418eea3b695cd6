"""The garment alone, where a person wears it: skin, hair, shoes and the other clothes go, the garment of the product's category stays.

No network: clothes are patches of like colour, skin has colours of its own, and limbs and faces lie beside the garment, never within it.

    garment and person ─▶ patches of like colour ─┬─▶ skin ─── enough of it, beside the cloth? ── no ─▶ nothing is taken away
                                                  └─▶ cloth ─▶ the main patch, and what lies at its height

Which patch is the main one: the largest, and where the category is known, the one at that category's place on a body. Measured figures
are in docs/benchmarks.md; laid-out garments are meant to pass untouched.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.cluster.vq import kmeans2
from scipy.sparse.csgraph import connected_components
from skimage.color import rgb2lab

from sketch2fashion.garment import HINT_ALPHA, Mask, Picture
from sketch2fashion.images import resize

_SIDE = 112  # px, the longer side at which is looked
_COLOURS = 8
_SAMPLES = 800  # pixels that the colours are found on
_LIGHT_SHARE = 0.6  # of lightness in the difference of two colours: folds are not another cloth
_SAME_COLOUR = 11.0  # difference of colours that are one cloth
_SMALLEST_PATCH = 0.004  # of the person's pixels
_LEAST_SKIN, _MOST_SKIN = 0.08, 0.78  # share of the picture's figure that is skin where a person is in it
_SKIN_SHARE = 0.25  # of a patch's pixels: light and shade take the rest out of the band
_SLENDER = 1.2  # height to width that a standing figure has at least
_BESIDE = 0.5  # share of the skin that lies beside the cloth, not within its outline
_LEAST_CLOTH = 0.06  # share that the main patch has at least
_ABOVE, _BELOW = 0.04, 0.06  # of the main patch's height: what lies nearer to its ends is a face, a belt, another garment

_HIGH, _LOW = 1.0, -1.0
_PLACE = {  # on a body: > 0 prefers what is high, < 0 what is low; the others are told by size alone
    **dict.fromkeys(("t-shirt", "long-sleeve", "shirt", "polo", "hoodie", "top", "outerwear"), _HIGH),
    **dict.fromkeys(("pants", "skirt", "shorts"), _LOW),
    "hat": 4 * _HIGH,
    "shoes": 4 * _LOW,
}


def worn_garment(figure: Picture, category: str | None = None) -> Picture:
    """`figure`, (H, W, 4), cut out, without who wears the garment; the same picture where nobody does, as far as that can be told."""
    small = _reduced(figure)
    solid = small[..., 3] >= HINT_ALPHA
    if not _may_be_worn(small[..., :3], solid):
        return figure
    patches = _patches(small[..., :3], solid)
    main = _main_patch(patches.cloth, solid, category)
    if main is None or not _is_worn(main, patches.skin, solid):
        return figure
    kept = _garment(main, patches, solid)
    return _narrowed(figure, kept)


def _may_be_worn(rgb: NDArray[np.uint8], solid: Mask) -> bool:
    """A first look that costs next to nothing: whether it stands upright and has skin's colours at all."""
    if solid.any(axis=1).sum() < _SLENDER * max(1, solid.any(axis=0).sum()):
        return False
    return bool((_has_skin_colour(rgb) & solid).sum() >= _LEAST_SKIN / 2 * solid.sum())


@dataclass(frozen=True, eq=False)
class _Patches:
    """Connected pixels of like colour, and all that has the colours of skin."""

    cloth: list[Mask]
    skin: Mask


def _reduced(figure: Picture) -> Picture:
    height, width = figure.shape[:2]
    scale = min(1.0, _SIDE / max(height, width))
    return resize(figure, max(1, round(width * scale)), max(1, round(height * scale)))


def _patches(rgb: NDArray[np.uint8], solid: Mask) -> _Patches:
    colours = _colour_numbers(rgb, solid)
    like_skin = _has_skin_colour(rgb) & solid
    skin, cloth = np.zeros_like(solid), []
    smallest = _SMALLEST_PATCH * solid.sum()
    for number in np.unique(colours[solid]):
        area = colours == number
        if like_skin[area].mean() > _SKIN_SHARE:
            skin |= area
            continue
        labels, count = ndimage.label(ndimage.binary_opening(area))
        cloth += [labels == label for label in range(1, count + 1) if (labels == label).sum() >= smallest]
    return _Patches(cloth, skin)


def _colour_numbers(rgb: NDArray[np.uint8], solid: Mask) -> NDArray[np.intp]:
    """The number of each pixel's colour, (H, W); -1 outside. Colours that an eye takes for one cloth share a number."""
    lab = (rgb2lab(rgb[solid]) * np.array([_LIGHT_SHARE, 1, 1])).astype(np.float32)
    sample = lab[:: max(1, len(lab) // _SAMPLES)]
    distinct = len(np.unique(np.round(sample), axis=0))
    centres, _ = kmeans2(sample, min(_COLOURS, distinct), minit="++", rng=np.random.default_rng(0), missing="warn")
    nearest = np.linalg.norm(lab[:, None] - centres[None], axis=2).argmin(1)
    near = np.linalg.norm(centres[:, None] - centres[None], axis=2) < _SAME_COLOUR
    _, joined = connected_components(near)
    numbers = np.full(solid.shape, -1, np.intp)
    numbers[solid] = joined[nearest]
    return numbers


def _has_skin_colour(rgb: NDArray[np.uint8]) -> Mask:
    """Where a pixel may be skin, light or dark: a narrow band of hues in YCbCr."""
    red, green, blue = (rgb[..., channel].astype(np.float32) for channel in range(3))
    yellow = 128 - 0.168736 * red - 0.331264 * green + 0.5 * blue  # Cb
    rosy = 128 + 0.5 * red - 0.418688 * green - 0.081312 * blue  # Cr
    band = (rosy >= 136) & (rosy <= 174) & (yellow >= 95) & (yellow <= 122) & (rosy - yellow >= 18) & (rosy - yellow < 60)
    return np.asarray(band & (red > green) & (green > blue) & (red > 60), bool)


def _main_patch(cloth: list[Mask], solid: Mask, category: str | None) -> Mask | None:
    """The patch that most likely belongs to the garment; None without cloth."""
    rows = np.flatnonzero(solid.any(axis=1))
    place = _PLACE.get(category or "", 0.0)

    def weight(patch: Mask) -> float:
        depth = (float(np.flatnonzero(patch).mean()) / patch.shape[1] - rows[0]) / max(1, len(rows))  # 0 the top … 1 the bottom
        nearness = (1 - depth) ** place if place >= 0 else depth**-place
        return float(patch.sum() * nearness)

    return max(cloth, key=weight, default=None)


def _is_worn(main: Mask, skin: Mask, solid: Mask) -> bool:
    """Skin, not too little and not nearly all, and most of it beside the cloth: a face, arms, legs."""
    figure = solid.sum()
    if not _LEAST_SKIN <= skin.sum() / figure <= _MOST_SKIN or main.sum() / figure < _LEAST_CLOTH:
        return False
    columns = np.arange(main.shape[1])[None]
    there = main.any(axis=1, keepdims=True)
    first, last = main.argmax(axis=1)[:, None], main.shape[1] - 1 - main[:, ::-1].argmax(axis=1)[:, None]
    within = there & (columns >= first) & (columns <= last)
    return bool((skin & ~within).sum() >= _BESIDE * skin.sum())


def _garment(main: Mask, patches: _Patches, solid: Mask) -> Mask:
    """The main patch with all cloth at its height (sleeves, pockets, prints), without gaps and without the skin at its edge."""
    rows = np.flatnonzero(main.any(axis=1))
    height = len(rows)
    top, bottom = rows[0] + _ABOVE * height, rows[-1] - _BELOW * height
    kept = main.copy()
    for patch in patches.cloth:
        if top <= float(np.argwhere(patch)[:, 0].mean()) <= bottom:
            kept |= patch
    inner = ndimage.binary_erosion(ndimage.binary_fill_holes(kept), iterations=2)
    closed = np.asarray(ndimage.binary_closing(np.pad(kept, 4), iterations=3), bool)[4:-4, 4:-4]
    garment: Mask = np.asarray(ndimage.binary_fill_holes(closed & solid & ~(patches.skin & ~inner)), bool)
    return garment


def _narrowed(figure: Picture, kept: Mask) -> Picture:
    """The picture with nothing but the kept part, at its own size, with a soft edge."""
    height, width = figure.shape[:2]
    share = resize(np.where(kept, 255, 0).astype(np.uint8), width, height).astype(np.float32) / 255
    narrowed = figure.copy()
    narrowed[..., 3] = np.rint(figure[..., 3] * share)
    return narrowed
