"""Hints fill the region that they lie in, exactly, and stop at lines."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sketch2fashion.drawing.flats import flats, regions, silhouette
from sketch2fashion.garment import Lines

from .shapes import T_SHIRT, Corner, closed, dots, filled, layers_of, lines_of

RED, BLUE, WHITE, BLACK = (220, 30, 40), (30, 80, 200), (255, 255, 255), (0, 0, 0)
LEFT_SEAM: list[Corner] = [(72, 98), (88, 24)]
RIGHT_SEAM: list[Corner] = [(184, 98), (168, 24)]


def shirt(*more: list[Corner]) -> Lines:
    return lines_of(closed(T_SHIRT), *more)


def count(lines: Lines, borders: Lines | None = None) -> int:
    return int(regions(lines, borders).max())


# --- regions ----------------------------------------------------------------------------------------------------------------


def test_every_pixel_of_the_garment_belongs_to_a_region() -> None:
    lines = shirt(LEFT_SEAM, RIGHT_SEAM)
    found = regions(lines)
    assert found.dtype == np.int32
    assert np.array_equal(found > 0, silhouette(lines))


def test_seams_part_sleeves_from_the_body() -> None:
    found = regions(shirt(LEFT_SEAM, RIGHT_SEAM))
    assert found.max() == 3
    assert len({found[80, 40], found[150, 128], found[80, 216]}) == 3


@pytest.mark.parametrize("gap", [2, 4, 7])
def test_a_gap_in_a_seam_still_parts(gap: int) -> None:
    upper, lower = [(88.0, 24.0), (80.5, 60.0 - gap / 2)], [(80.0, 60.0 + gap / 2), (72.0, 98.0)]
    assert count(shirt(upper, lower)) == 2


def test_a_fold_line_that_ends_in_the_open_parts_nothing() -> None:
    assert count(shirt([(72, 94), (110, 130)], [(128, 160), (128, 200)])) == 1


def test_a_wide_opening_is_no_door() -> None:
    assert count(shirt([(72, 150), (110, 150)], [(146, 150), (184, 150)])) == 1


def test_border_lines_split_like_drawn_lines() -> None:
    assert count(shirt(), lines_of([(60, 150), (200, 150)])) == 2


def test_specks_and_buttons_are_no_regions() -> None:
    button: list[Corner] = [(128, 150), (131, 150), (131, 153), (128, 153), (128, 150)]
    assert count(shirt(button, [(120, 100), (121, 100)])) == 1


def test_a_narrow_cuff_is_a_region_of_its_own() -> None:
    found = regions(shirt([(72, 222), (184, 222)]))
    assert found.max() == 2
    assert found[227, 128] != found[200, 128]


def test_lines_are_shared_between_the_regions_beside_them() -> None:
    found = regions(shirt([(72, 160), (184, 160)]))
    assert found[158, 128] == found[100, 128]
    assert found[162, 128] == found[200, 128]


# --- flats ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("colour", [RED, WHITE, BLACK, (1, 2, 3)])
def test_one_dot_colours_the_whole_shirt(colour: tuple[int, int, int]) -> None:
    lines = shirt(LEFT_SEAM, RIGHT_SEAM)
    filled_in = flats(layers_of(lines, dots((128, 150, colour))))
    inside = silhouette(lines)
    assert (filled_in[inside] == (*colour, 255)).all()
    assert not filled_in[~inside].any()


def test_no_hint_leaves_all_free() -> None:
    assert not flats(layers_of(shirt())).any()


def test_each_region_takes_its_own_hint() -> None:
    filled_in = flats(layers_of(shirt(LEFT_SEAM, RIGHT_SEAM), dots((128, 150, RED), (40, 80, BLUE), (216, 80, WHITE))))
    assert tuple(filled_in[200, 128, :3]) == RED
    assert tuple(filled_in[70, 60, :3]) == BLUE
    assert tuple(filled_in[70, 200, :3]) == WHITE


def test_regions_without_a_hint_take_the_colour_of_the_largest_hinted_region() -> None:
    filled_in = flats(layers_of(shirt(LEFT_SEAM, RIGHT_SEAM), dots((128, 150, RED), (40, 80, BLUE))))
    assert tuple(filled_in[80, 216, :3]) == RED


def test_a_region_marked_auto_stays_free_and_the_others_keep_their_colour() -> None:
    layers = layers_of(shirt(LEFT_SEAM, RIGHT_SEAM), dots((128, 150, RED)))
    free = flats(replace(layers, auto=dots((40, 80, BLACK))[..., 3] > 0))
    assert not free[80, 40].any()
    assert tuple(free[150, 128]) == (*RED, 255)
    assert tuple(free[80, 216]) == (*RED, 255)


def test_auto_never_becomes_the_base_colour() -> None:
    layers = layers_of(shirt(LEFT_SEAM, RIGHT_SEAM), dots((40, 80, BLUE)))
    free = flats(replace(layers, auto=dots((128, 150, BLACK))[..., 3] > 0))
    assert not free[150, 128].any()
    assert tuple(free[80, 216]) == (*BLUE, 255)


def test_a_smaller_gap_tolerance_lets_the_colour_through() -> None:
    upper, lower = [(88.0, 24.0), (80.5, 57.0)], [(80.0, 63.0), (72.0, 98.0)]
    lines = shirt(upper, lower)
    assert regions(lines).max() == 2
    assert regions(lines, gap=2.0).max() == 1
    assert regions(shirt([(72, 150), (110, 150)], [(126, 150), (184, 150)]), gap=24.0).max() == 2


def test_two_colours_in_one_region_share_it() -> None:
    filled_in = flats(layers_of(shirt(), dots((128, 80, RED), (128, 210, BLUE))))
    assert tuple(filled_in[60, 128, :3]) == RED
    assert tuple(filled_in[225, 100, :3]) == BLUE
    assert tuple(filled_in[140, 128, :3]) == RED
    assert tuple(filled_in[150, 128, :3]) == BLUE


def test_two_dots_of_one_colour_do_not_split() -> None:
    filled_in = flats(layers_of(shirt(), dots((128, 80, RED), (128, 210, RED))))
    assert np.unique(filled_in[silhouette(shirt())], axis=0).tolist() == [[*RED, 255]]


def test_a_hint_on_a_line_or_just_outside_belongs_to_the_nearest_region() -> None:
    lines = shirt(LEFT_SEAM, RIGHT_SEAM)
    for x, y in ((184, 150), (194, 160)):
        filled_in = flats(layers_of(lines, dots((x, y, BLUE), (40, 80, RED), radius=1)))
        assert tuple(filled_in[150, 128, :3]) == BLUE


def test_a_hint_far_from_the_garment_colours_nothing() -> None:
    assert not flats(layers_of(shirt(), dots((20, 220, BLUE)))).any()


def test_a_stroke_across_a_seam_colours_both_sides_but_an_overshoot_does_not() -> None:
    lines = shirt([(72, 160), (184, 160)])
    across, overshoot = (np.zeros((256, 256, 4), np.uint8) for _ in range(2))
    across[130:190, 125:131] = (*BLUE, 255)
    overshoot[110:165, 125:131] = (*BLUE, 255)
    other = dots((100, 210, RED))
    both = flats(layers_of(lines, np.maximum(across, other)))
    assert tuple(both[140, 80, :3]) == BLUE
    assert tuple(both[180, 170, :3]) == BLUE
    one = flats(layers_of(lines, np.maximum(overshoot, other)))
    assert tuple(one[140, 80, :3]) == BLUE
    assert tuple(one[200, 170, :3]) == RED


def test_the_colour_of_a_noisy_mark_is_its_median() -> None:
    generator = np.random.default_rng(0)
    hints = dots((128, 150, RED), radius=8)
    marked = hints[..., 3] > 0
    noisy = np.clip(np.array(RED) + generator.normal(0, 3, (int(marked.sum()), 3)), 0, 255)
    hints[marked, :3] = noisy.astype(np.uint8)
    filled_in = flats(layers_of(shirt(), hints))
    colours = np.unique(filled_in[silhouette(shirt())][:, :3].astype(int), axis=0)
    assert np.abs(colours - RED).max() <= 6


def test_a_given_silhouette_is_respected() -> None:
    inside = filled(T_SHIRT)
    inside[:100] = False
    filled_in = flats(layers_of(shirt(), dots((128, 150, RED))), silhouette=inside)
    assert np.array_equal(filled_in[..., 3] > 0, inside)


@given(st.lists(st.tuples(st.integers(4, 250), st.integers(4, 250), st.tuples(*[st.integers(0, 255)] * 3)), min_size=1, max_size=5))
@settings(max_examples=25, deadline=None)
def test_flats_hold_only_colours_that_someone_chose(marks: list[tuple[int, int, tuple[int, int, int]]]) -> None:
    filled_in = flats(layers_of(shirt(LEFT_SEAM, RIGHT_SEAM), dots(*marks, radius=2)))
    opaque = filled_in[..., 3] > 0
    assert np.unique(filled_in[..., 3]).tolist() in ([0], [0, 255])
    assert {tuple(colour) for colour in filled_in[opaque][:, :3].tolist()} <= {colour for _, _, colour in marks}
    assert not opaque.any() or np.array_equal(opaque, silhouette(shirt(LEFT_SEAM, RIGHT_SEAM)))
