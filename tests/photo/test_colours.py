"""Colour dots: few, inside their regions, and enough to get the garment's colours back."""

from __future__ import annotations

import numpy as np
import pytest

from sketch2fashion.drawing.flats import flats
from sketch2fashion.garment import Layers, Lines, Picture
from sketch2fashion.photo.colours import MOST_DOTS, colour_dots, hint_colours
from tests.photo.pictures import RED, cut_shirt, shirt_mask


def lines_between(garment: Picture) -> Lines:
    """Ink wherever the garment's colour or alpha changes: a perfect drawing."""
    changes = np.zeros(garment.shape[:2], np.bool_)
    values = garment.astype(np.int16)
    changes[:, 1:] |= np.abs(np.diff(values, axis=1)).max(2) > 20
    changes[1:] |= np.abs(np.diff(values, axis=0)).max(2) > 20
    wide = changes.copy()
    wide[:-1] |= changes[1:]
    wide[:, :-1] |= changes[:, 1:]
    return wide.astype(np.float32)


def close(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= 6


def test_a_plain_shirt_needs_one_dot() -> None:
    (dot,) = colour_dots(cut_shirt(), lines_between(cut_shirt()))
    assert close(dot.colour, RED)
    assert shirt_mask(256, 256)[dot.y, dot.x]
    assert dot.hex == "#c42830"


def test_a_band_gets_its_own_dot_and_the_base_comes_first() -> None:
    shirt = cut_shirt(stripe=(20, 60, 160))
    dots = colour_dots(shirt, lines_between(shirt))
    assert close(dots[0].colour, RED)
    assert any(close(dot.colour, (20, 60, 160)) for dot in dots)


def test_flats_from_the_dots_give_the_garment_back() -> None:
    shirt = cut_shirt(stripe=(20, 60, 160))
    lines = lines_between(shirt)
    filled = flats(Layers(lines, hint_colours(shirt, lines), np.zeros_like(lines)), silhouette=shirt[..., 3] > 127)
    inside = (shirt[..., 3] > 127) & (lines == 0)
    error = np.abs(filled[inside][:, :3].astype(int) - shirt[inside][:, :3]).max(1)
    assert (error <= 8).mean() > 0.97


def test_dots_keep_off_the_lines() -> None:
    shirt = cut_shirt(stripe=(20, 60, 160))
    lines = lines_between(shirt)
    assert not (lines[hint_colours(shirt, lines)[..., 3] > 0] > 0.5).any()


def test_a_soft_shadow_is_no_other_colour() -> None:
    shirt = cut_shirt()
    shade = 1 - 0.25 * (np.arange(256) > 128)
    shirt[..., :3] = (shirt[..., :3] * shade[None, :, None]).astype(np.uint8)
    assert len(colour_dots(shirt, lines_between(cut_shirt()))) == 1


def test_a_harlequin_gets_no_more_than_the_most_dots() -> None:
    shirt = cut_shirt()
    random = np.random.default_rng(1)
    patches = np.kron(random.integers(0, 255, (16, 16, 3)), np.ones((16, 16, 1)))
    shirt[..., :3] = (patches * (shirt[..., 3:] > 0)).astype(np.uint8)
    assert 1 <= len(colour_dots(shirt, lines_between(shirt))) <= MOST_DOTS


@pytest.mark.parametrize("alpha", [0, 60])
def test_no_garment_no_dots(alpha: int) -> None:
    empty = np.full((64, 64, 4), alpha, np.uint8)
    assert colour_dots(empty, np.zeros((64, 64), np.float32)) == []
    assert not hint_colours(empty, np.zeros((64, 64), np.float32)).any()


def test_all_ink_leaves_no_room_for_a_dot() -> None:
    assert colour_dots(cut_shirt(), np.ones((256, 256), np.float32)) == []
