"""Find near-duplicates by perceptual hash, and split a set so that none of them lies on both sides.

The hash says for each of 16 × 16 places whether the picture gets clearly lighter to the right and downwards (512 bits; cloth grain
and JPEG noise do not count); a mean colour keeps apart what only shares a shape, as a red and a blue t-shirt on a table do.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage import color

from sketch2fashion.garment import Rgb

HASH_SIDE = 16
CLEARLY = 3  # grey levels of 255
SAME_BITS = 48  # of 512: at most that many differ between near-duplicates
SAME_COLOUR = 12.0  # ΔE between the mean colours, at most


@dataclass(frozen=True, eq=False)
class Likeness:
    """What a picture is compared by."""

    bits: NDArray[np.uint8]  # (64,) packed
    colour: NDArray[np.float32]  # (3,) mean CIE Lab

    def to_text(self) -> str:
        """As one line of text; `from_text` reads it."""
        return f"{self.bits.tobytes().hex()} {' '.join(f'{value:.2f}' for value in self.colour)}"

    @classmethod
    def from_text(cls, text: str) -> Likeness:
        """Read what `to_text` wrote."""
        bits, *colour = text.split()
        return cls(np.frombuffer(bytes.fromhex(bits), np.uint8), np.array(colour, np.float32))


def likeness_of(rgb: Rgb) -> Likeness:
    """The likeness of (H, W, 3) uint8."""
    image = Image.fromarray(rgb)
    grey = np.asarray(image.convert("L").resize((HASH_SIDE + 1, HASH_SIDE + 1), Image.Resampling.BOX), np.int16)
    rises = np.stack([grey[:-1, 1:] > grey[:-1, :-1] + CLEARLY, grey[1:, :-1] > grey[:-1, :-1] + CLEARLY])
    small = np.asarray(image.resize((16, 16), Image.Resampling.BOX))
    return Likeness(np.packbits(rises.ravel()), cast(NDArray[np.float32], color.rgb2lab(small).mean((0, 1)).astype(np.float32)))


def groups_of(pictures: Sequence[Likeness]) -> list[int]:
    """For each picture the number of the first picture that it is (through others, if need be) a near-duplicate of."""
    parents = list(range(len(pictures)))
    if not pictures:
        return parents
    bits = np.stack([picture.bits for picture in pictures])
    colours = np.stack([picture.colour for picture in pictures])
    for index in range(1, len(pictures)):
        differing = np.bitwise_count(bits[:index] ^ bits[index]).sum(1)
        near = (differing <= SAME_BITS) & (np.linalg.norm(colours[:index] - colours[index], axis=1) <= SAME_COLOUR)
        for other in np.flatnonzero(near):
            first, second = sorted((_root(parents, index), _root(parents, int(other))))
            parents[second] = first
    return [_root(parents, index) for index in range(len(pictures))]


def split_of(ids: Sequence[str], categories: Sequence[str], groups: Sequence[int], val_share: float) -> list[str]:
    """ "train" or "val" for each picture: about `val_share` of each category, whole groups only.

    Groups are taken in the order of a hash of their first id, so adding pictures later moves few of those already there.
    """
    members: dict[int, list[int]] = defaultdict(list)
    for index, group in enumerate(groups):
        members[group].append(index)
    by_category: dict[str, list[int]] = defaultdict(list)
    for group, indices in members.items():
        by_category[categories[indices[0]]].append(group)
    splits = ["train"] * len(ids)
    for owned in by_category.values():
        wanted = round(val_share * sum(len(members[group]) for group in owned))
        for group in sorted(owned, key=lambda group: hashlib.sha256(ids[group].encode()).digest()):
            if wanted <= 0:
                break
            if len(members[group]) <= wanted:
                wanted -= len(members[group])
                for index in members[group]:
                    splits[index] = "val"
    return splits


def _root(parents: list[int], index: int) -> int:
    while parents[index] != index:
        parents[index] = parents[parents[index]]
        index = parents[index]
    return index
