"""An open jacket is one garment, two legs under a waistline are trousers; two garments beside each other stay two."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from scipy import ndimage

from sketch2fashion.drawing.outline import silhouette

from .shapes import T_SHIRT, Corner, closed, filled, lines_of, overlap

FRONT: tuple[Corner, ...] = ((100, 30), (108, 60), (108, 220), (60, 220), (60, 110), (44, 170), (20, 160), (44, 60), (80, 30))
BOOT: tuple[Corner, ...] = ((70, 20), (110, 20), (110, 220), (20, 220), (24, 180), (70, 160))
LEG: tuple[Corner, ...] = ((50, 30), (104, 30), (104, 226), (50, 226))


def mirrored(path: Sequence[Corner]) -> list[Corner]:
    return [(256 - x, y) for x, y in path]


def shrunk(path: Sequence[Corner], left: float) -> list[Corner]:
    """At 0.45 of its size, `left` px from the left."""
    return [(left + 0.45 * x, 60 + 0.45 * y) for x, y in path]


def pieces(*paths: Sequence[Corner]) -> int:
    count: int = ndimage.label(silhouette(lines_of(*paths)))[1]
    return count


def test_between_the_fronts_of_an_open_jacket_lies_its_back() -> None:
    found = silhouette(lines_of(closed(FRONT), closed(mirrored(FRONT))))
    jacket = filled(FRONT) | filled(mirrored(FRONT)) | filled([(100, 30), (156, 30), (148, 220), (108, 220)])
    assert overlap(found, jacket) > 0.95
    assert not found[160, 52], "between sleeve and body"


def test_the_back_of_an_open_jacket_begins_at_its_neckline() -> None:
    neckline: list[Corner] = [(104, 45), (116, 64), (140, 64), (152, 45)]
    found = silhouette(lines_of(closed(FRONT), closed(mirrored(FRONT)), neckline))
    assert found[80, 128]
    assert not found[:56, 126:131].any()


def test_one_drawn_armpit_is_enough() -> None:
    half: list[Corner] = [(156, 30), (148, 60), (148, 220), (196, 220), (196, 60), (176, 30)]
    assert pieces(closed(FRONT), closed(half)) == 1


def test_legs_that_a_waistline_joins_are_trousers() -> None:
    found = silhouette(lines_of(closed(LEG), closed(mirrored(LEG)), [(50, 30), (206, 30)]))
    assert ndimage.label(found)[1] == 1
    assert found[50, 128]
    assert not found[120:, 112:144].any()


@pytest.mark.parametrize(
    "paths",
    [
        (closed(LEG), closed(mirrored(LEG))),
        (closed(BOOT), closed(mirrored(BOOT))),
        (closed(shrunk(T_SHIRT, 6)), closed(shrunk(T_SHIRT, 130))),
    ],
    ids=["socks", "boots", "t-shirts"],
)
def test_what_is_a_pair_stays_a_pair(paths: tuple[list[Corner], ...]) -> None:
    assert pieces(*paths) == 2


def test_nothing_is_done_to_one_piece() -> None:
    whole = silhouette(lines_of(closed(T_SHIRT)))
    assert overlap(whole, filled(T_SHIRT)) > 0.96
    assert np.count_nonzero(whole[120:230, :60]) == 0
