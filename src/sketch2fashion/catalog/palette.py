"""The colours of a garment: a few CIELAB clusters with their shares, how alike two palettes look, and colour families by name.

Everything is compared perceptually (CIEDE2000), so that a shaded red is near a plain red and far from a blue of the same lightness.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2
from skimage.color import deltaE_ciede2000, rgb2lab

from sketch2fashion.errors import BadValue
from sketch2fashion.garment import Mask, Rgb

Palette: TypeAlias = NDArray[np.float32]  # (K, 4): L 0…100, a, b, share 0…1; the largest share first; K ≤ PALETTE_SIZE, 0 = unknown

PALETTE_SIZE = 4
NO_PALETTE: Palette = np.zeros((0, 4), np.float32)

_SAMPLES = 2_000  # pixels that the clusters are found on: more changes nothing that an eye sees
_SAME_COLOUR = 12.0  # ΔE2000 under which two clusters are folds and light of one colour
_SMALLEST_SHARE = 0.05  # buttons, labels, edges
_ALIKE_SCALE = 22.0  # ΔE2000 at which the likeness has fallen to 1/e; a red and an orange are about this far apart
_FAMILY_SHARE = 0.25  # a colour with this share of a garment puts it into the family


def palette_of(rgb: Rgb, garment: Mask) -> Palette:
    """The colours of the pixels where `garment` is true. The same pixels always give the same palette."""
    pixels = rgb[garment]
    if len(pixels) == 0:
        return NO_PALETTE
    lab = rgb2lab(pixels[:: max(1, len(pixels) // _SAMPLES)].astype(np.float32) / 255).astype(np.float32)  # (N, 3)
    clusters = _clusters(lab)
    merged = _merged(clusters)
    kept = merged[merged[:, 3] >= _SMALLEST_SHARE]
    kept[:, 3] /= kept[:, 3].sum()
    return cast(Palette, kept.astype(np.float32))


def likeness(one: Palette, other: Palette) -> float:
    """How alike two palettes look, 0 … 1: each colour finds its nearest in the other palette, weighed by its share. Symmetric."""
    if len(one) == 0 or len(other) == 0:
        return 0.0
    distance = _difference(one[:, None, :3], other[None, :, :3])  # (K, M)
    alike = np.exp(-((distance / _ALIKE_SCALE) ** 2))
    there = float(alike.max(axis=1) @ one[:, 3])
    back = float(alike.max(axis=0) @ other[:, 3])
    return min(1.0, (there + back) / 2)


def quick_likeness(colours: NDArray[np.float32], palette: Palette) -> NDArray[np.float32]:
    """A fast stand-in for `likeness` over many main colours (N, 3) in Lab → (N,); it chooses candidates, `likeness` ranks them."""
    alike = np.zeros(len(colours), np.float32)
    for lightness, a, b, share in palette:
        squared = (colours[:, 0] - lightness) ** 2 + (colours[:, 1] - a) ** 2 + (colours[:, 2] - b) ** 2
        alike += share * np.exp(squared * np.float32(-1 / (2 * _ALIKE_SCALE**2)))  # ΔE76 runs about √2 ahead of ΔE2000
    return alike


def _clusters(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    """(K, 4) cluster centres with shares, the largest first."""
    distinct = len(np.unique(np.round(lab), axis=0))
    centres, labels = kmeans2(lab, min(PALETTE_SIZE, distinct), minit="++", rng=np.random.default_rng(0), missing="warn")
    shares = np.bincount(labels, minlength=len(centres)) / len(lab)
    order = np.argsort(-shares, kind="stable")
    return np.column_stack([centres, shares])[order].astype(np.float32)


def _merged(clusters: NDArray[np.float32]) -> NDArray[np.float32]:
    """Clusters that an eye takes for one colour become one, at the place of their weighed mean."""
    merged: list[NDArray[Any]] = []
    for cluster in clusters[clusters[:, 3] > 0]:
        for index, known in enumerate(merged):
            if float(_difference(known[:3], cluster[:3])) < _SAME_COLOUR:
                share = known[3] + cluster[3]
                merged[index] = np.append((known[:3] * known[3] + cluster[:3] * cluster[3]) / share, share).astype(np.float32)
                break
        else:
            merged.append(cluster)
    together = np.stack(merged)
    return cast(NDArray[np.float32], together[np.argsort(-together[:, 3], kind="stable")])


def _difference(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.asarray(deltaE_ciede2000(one, other), np.float64)  # type: ignore[no-untyped-call]


# ── Colour families: the words that people filter by ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Family:
    """A colour word to filter by, a typical sRGB colour, and the other words that shops and people use for it (en, ko)."""

    name: str
    rgb: tuple[int, int, int]
    words: tuple[str, ...]


FAMILIES: tuple[Family, ...] = (
    Family("black", (20, 20, 22), ("jet", "검정", "검은색", "블랙")),
    Family("grey", (130, 130, 130), ("gray", "charcoal", "silver", "heather", "회색", "그레이")),
    Family("white", (250, 250, 250), ("ivory", "off-white", "cream", "흰색", "하얀색", "화이트", "아이보리")),
    Family("red", (200, 30, 35), ("burgundy", "crimson", "scarlet", "maroon", "wine", "빨강", "빨간색", "레드", "버건디")),
    Family("orange", (240, 130, 30), ("coral", "rust", "주황", "주황색", "오렌지")),
    Family("yellow", (245, 215, 50), ("mustard", "gold", "노랑", "노란색", "옐로우")),
    Family("green", (50, 140, 70), ("olive", "khaki", "mint", "lime", "초록", "초록색", "녹색", "그린", "카키", "민트")),
    Family("blue", (40, 90, 190), ("navy", "denim", "indigo", "teal", "sky", "파랑", "파란색", "블루", "네이비", "남색", "하늘색")),
    Family("purple", (120, 60, 160), ("violet", "lavender", "lilac", "plum", "보라", "보라색", "퍼플")),
    Family("pink", (240, 140, 175), ("rose", "magenta", "fuchsia", "분홍", "분홍색", "핑크")),
    Family("brown", (110, 70, 40), ("chocolate", "coffee", "camel", "갈색", "브라운")),
    Family("beige", (220, 200, 170), ("sand", "tan", "nude", "oatmeal", "베이지")),
)
FAMILY_NAMES: tuple[str, ...] = tuple(family.name for family in FAMILIES)
_FAMILY_BIT = {name: 1 << index for index, name in enumerate(FAMILY_NAMES)}
_FAMILY_OF_WORD = {word: family.name for family in FAMILIES for word in (family.name, *family.words)}

# An eye calls a colour by its hue once it has some chroma, so families are cut in L, C, h instead of by the nearest example.
_GREY_CHROMA = 9.0
_HUES: tuple[tuple[float, str], ...] = (  # up to this hue angle in degrees of CIELAB
    (12.0, "pink"),
    (46.0, "red"),
    (74.0, "orange"),
    (105.0, "yellow"),
    (190.0, "green"),
    (307.0, "blue"),
    (330.0, "purple"),
    (360.0, "pink"),
)


def require_family(word: str) -> str:
    """The family that a word means (any case, English or Korean). Raises `BadValue` with the allowed names."""
    name = _FAMILY_OF_WORD.get(word.strip().lower())
    if name is None:
        raise BadValue(f'"{word}" is not a colour that products are sorted by.', hint=f"Allowed: {', '.join(FAMILY_NAMES)}.")
    return name


def families_in_words(text: str) -> frozenset[str]:
    """The families that a shop's own colour words name: "Navy / White" → {blue, white}."""
    words = "".join(character if character.isalnum() or character == "-" else " " for character in text.lower()).split()
    return frozenset(_FAMILY_OF_WORD[word] for word in words if word in _FAMILY_OF_WORD)


def families_in_palette(palette: Palette) -> frozenset[str]:
    """The families of the colours that cover a good part of the garment."""
    return frozenset(_family_of(*colour[:3]) for colour in palette if colour[3] >= _FAMILY_SHARE)


def families_of(word: str | None, palette: Palette) -> frozenset[str]:
    """The shop's own word decides; where it has none, or one that we do not know, the picture does."""
    return families_in_words(word or "") or families_in_palette(palette)


def family_bits(names: frozenset[str]) -> int:
    """A set of families as the bits of one integer, the form in which many products are filtered at once."""
    return sum(_FAMILY_BIT[name] for name in names)


def _family_of(lightness: float, a: float, b: float) -> str:
    """The word most people would use for one Lab colour; a test walks through the colours that are easily mistaken."""
    chroma = float(np.hypot(a, b))
    hue = float(np.degrees(np.arctan2(b, a)) % 360)
    if lightness < 17 and chroma < 18:
        return "black"
    if chroma < _GREY_CHROMA:
        return "black" if lightness < 21 else "grey" if lightness < 86 else "white"
    if lightness > 93 and chroma < 15:
        return "white"
    if 85 <= hue < 120 and lightness < 58:
        return "green"  # olive
    if 40 <= hue < 105 and chroma < 30 and lightness >= 62:
        return "beige"
    if 30 <= hue < 95 and lightness < 50 and chroma < 48:
        return "brown" if hue >= 46 or chroma < 25 else "red"
    if (hue < 35 or hue >= 330) and lightness > 62:
        return "pink"
    if 35 <= hue < 46 and lightness > 60:
        return "orange"  # coral: no red is that light
    if 295 <= hue < 307 and lightness > 55:
        return "purple"  # lavender: pale violets turn towards blue
    return next(name for limit, name in _HUES if hue < limit or limit == 360.0)
