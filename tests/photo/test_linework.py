"""The line drawing, with the shipped network, on garments that the test paints."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from sketch2fashion.garment import Lines, Rgb
from sketch2fashion.images import on_white
from sketch2fashion.models import registry
from sketch2fashion.photo.linework import draw_lines
from tests.photo.pictures import cut_shirt, shirt_mask


def outline_found(lines: Lines, side: int) -> float:
    """The share of the t-shirt's outline that has ink within 3 px (at 256 px)."""
    mask = shirt_mask(side, side)
    edge = mask & ~ndimage.binary_erosion(mask)
    near = ndimage.binary_dilation(lines > 0.5, iterations=max(3, round(3 * side / 256)))
    return float((edge & near).sum() / edge.sum())


@pytest.mark.parametrize("side", [180, 256, 384, 700])
def test_the_outline_is_drawn_at_any_size(side: int) -> None:
    lines = draw_lines(on_white(cut_shirt(side)))
    assert lines.shape == (side, side)
    assert outline_found(lines, side) > 0.97


def test_plain_cloth_stays_paper() -> None:
    lines = draw_lines(on_white(cut_shirt()))
    inside = ndimage.binary_erosion(shirt_mask(256, 256), iterations=8)
    assert (lines[inside] > 0.5).mean() < 0.01


def test_a_band_of_another_colour_gets_lines_at_both_edges() -> None:
    lines = draw_lines(on_white(cut_shirt(stripe=(240, 240, 240))))
    middle = lines[:, 100:150].mean(1)
    for edge in (128, 166):
        assert middle[edge - 4 : edge + 5].max() > 0.6


def test_a_white_shirt_on_white_still_has_an_outline() -> None:
    shirt = on_white(cut_shirt())
    shaded: Rgb = np.where(shirt_mask(256, 256)[..., None], 243, 255).repeat(3, 2).astype(np.uint8)
    assert shaded.shape == shirt.shape
    assert outline_found(draw_lines(shaded), 256) > 0.9


def test_white_paper_gives_no_ink() -> None:
    assert draw_lines(np.full((100, 60, 3), 255, np.uint8)).max() < 0.3


@pytest.mark.parametrize("shape", [(1, 1), (2, 300), (257, 33)])
def test_odd_shapes_come_back_in_their_own_shape(shape: tuple[int, int]) -> None:
    lines = draw_lines(np.full((*shape, 3), 255, np.uint8))
    assert lines.shape == shape
    assert lines.dtype == np.float32


def test_lines_do_not_depend_on_the_cloth_s_colour() -> None:
    red = draw_lines(on_white(cut_shirt())) > 0.5
    other = cut_shirt()
    other[..., :3] = other[..., [2, 1, 0]]
    blue = draw_lines(on_white(other)) > 0.5
    assert (red & ndimage.binary_dilation(blue, iterations=2)).sum() > 0.9 * red.sum()


def test_the_network_is_within_its_budget() -> None:
    assert registry.card("linework").parameters <= 500_000
    assert registry.verify("linework")
