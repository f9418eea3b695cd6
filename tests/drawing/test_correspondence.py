"""Outlines that are paired by the place of the garment, and the warps between them."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from sketch2fashion.drawing.correspondence import Warp, matched, moved_inward, outlines
from sketch2fashion.garment import Mask

CUFF = 215


def shirt(sleeve: int) -> Mask:
    """A body with two slanted sleeves that end at the row `sleeve`."""
    image = Image.new("L", (256, 256))
    pen = ImageDraw.Draw(image)
    pen.polygon([(90, 30), (166, 30), (172, 230), (84, 230)], fill=255)
    for side in (-1, 1):
        x = 128 + side * 38
        down = sleeve - 34
        pen.polygon([(x, 32), (x, 80), (x + side * down * 0.4, sleeve), (x + side * (28 + down * 0.4), sleeve - 10)], fill=255)
    return np.asarray(image) > 127


def test_the_outline_between_a_shape_and_itself_is_that_shape() -> None:
    mask = shirt(120)
    pairs = matched(mask, mask)
    assert np.abs(pairs.between(0.5)[0] - pairs.first[0]).max() < 1.5


def test_a_short_sleeve_grows_into_a_long_one() -> None:
    """The cuff comes from the short sleeve's end, and not from the side of the body, which lies nearer to it."""
    pairs = matched(shirt(110), shirt(CUFF))
    at_cuff = pairs.second[0][:, 1] > CUFF - 8
    left = at_cuff & (pairs.second[0][:, 0] < 75)
    origins = pairs.first[0][left]
    assert len(origins) > 3
    assert (origins[:, 0] < 75).all()
    assert np.abs(np.median(origins[:, 1]) - 105) < 12


def test_steps_on_the_way_grow_steadily() -> None:
    pairs = matched(shirt(100), shirt(CUFF))
    lowest = [line[0][line[0][:, 0] < 70][:, 1].max() for line in (pairs.between(share) for share in (0, 0.25, 0.5, 0.75, 1))]
    assert np.diff(lowest).min() > 10


def test_a_piece_without_a_partner_shrinks_to_a_point() -> None:
    one = np.zeros((256, 256), np.bool_)
    one[60:120, 40:100] = True
    two = one.copy()
    two[60:120, 150:200] = True
    sizes = sorted(float(np.ptp(line, axis=0).max()) for line in matched(two, one).between(1.0))
    assert sizes[0] < 1e-9
    assert sizes[1] > 55


def test_a_warp_carries_one_outline_onto_the_other_and_stays_smooth_inside() -> None:
    pairs = matched(shirt(110), shirt(CUFF))
    warp = Warp(pairs.first, pairs.second)
    assert np.median(np.linalg.norm(warp(pairs.first[0]) - pairs.second[0], axis=1)) < 2.5
    middle = np.stack([np.full(50, 128.0), np.linspace(50, 210, 50)], axis=1)
    assert np.abs(warp(middle)[:, 0] - 128).max() < 3
    assert (np.diff(warp(middle)[:, 1]) > 0).all()


def test_a_grid_says_the_same_as_the_warp_itself() -> None:
    pairs = matched(shirt(110), shirt(140))
    warp = Warp(pairs.first, pairs.second)
    assert np.abs(warp.grid(256)[:, 100, 140] - warp(np.array([[140.0, 100.0]]))[0]).max() < 1.0


def test_an_outline_moves_inward_all_around() -> None:
    (line,) = outlines(shirt(110))
    inside = moved_inward(line, 4.0)
    rows, columns = np.rint(inside.T[::-1]).astype(int)
    assert shirt(110)[rows, columns].mean() > 0.97
