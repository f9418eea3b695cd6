"""Colours for a drawing that has none."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sketch2fashion.rendering.colourway import painted

RED, CREAM, DARK_RED = (200, 30, 40), (240, 230, 210), (190, 28, 38)


def shirt(pocket: int = 45) -> NDArray[np.int32]:
    """A body (1), two sleeves (2, 3) and a pocket (4) whose left side is at `pocket`."""
    labels = np.zeros((100, 100), np.int32)
    labels[10:90, 30:70] = 1
    labels[15:45, 10:30] = 2
    labels[15:44, 70:90] = 3
    labels[30:40, pocket : pocket + 10] = 4
    return labels


def colours(flats: NDArray[np.uint8], labels: NDArray[np.int32]) -> list[tuple[int, ...]]:
    return [tuple(int(value) for value in flats[labels == label][0, :3]) for label in (1, 2, 3, 4)]


def test_the_first_variant_has_the_main_colour_alone() -> None:
    assert colours(painted(shirt(), (RED, CREAM)), shirt()) == [RED] * 4


def test_sleeves_share_their_second_colour_and_the_body_keeps_the_main_one() -> None:
    seen = set()
    for seed in range(40):
        body, left, right, pocket = colours(painted(shirt(), (RED, CREAM), np.random.default_rng(seed)), shirt())
        assert body == RED
        assert left == right
        seen.add((left, pocket))
    assert seen == {(RED, RED), (CREAM, RED), (RED, CREAM)}


def test_what_is_on_one_side_only_keeps_the_main_colour() -> None:
    labels = shirt(pocket=52)
    assert {colours(painted(labels, (RED, CREAM), np.random.default_rng(seed)), labels)[3] for seed in range(40)} == {RED}


def test_a_shade_of_the_main_colour_is_no_second_colour() -> None:
    for seed in range(20):
        assert set(colours(painted(shirt(), (RED, DARK_RED), np.random.default_rng(seed)), shirt())) == {RED}


def test_nothing_outside_the_garment_is_painted() -> None:
    labels = shirt()
    flats = painted(labels, (RED, CREAM), np.random.default_rng(3))
    assert (flats[labels == 0] == 0).all()
    assert (flats[labels > 0][:, 3] == 255).all()
