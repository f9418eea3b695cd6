"""The cut-out, with the shipped network, on photos whose outline is known."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest

from sketch2fashion.errors import BadImage
from sketch2fashion.models import registry
from sketch2fashion.photo.cutout import LEAST_PART, alpha_of, cutout, garment_box
from tests.photo.pictures import RED, cut_shirt, overlap, shirt_mask, shirt_photo


def test_a_shirt_on_a_table_is_cut_out_along_its_outline() -> None:
    cut = cutout(shirt_photo())
    assert cut.shape == shirt_photo().shape
    assert overlap(cut[..., 3] > 127, shirt_mask()) > 0.95


def test_the_edge_is_sharp_at_the_photo_s_own_size() -> None:
    alpha = alpha_of(cutout(shirt_photo(600, 800)))
    assert overlap(alpha > 0.5, shirt_mask(600, 800)) > 0.95
    assert ((alpha > 0.1) & (alpha < 0.9)).mean() < 0.03  # a 256 px alpha that is merely enlarged has more


def test_no_old_background_shines_through_the_rim() -> None:
    cut = cutout(shirt_photo())
    rim = (cut[..., 3] > 40) & (cut[..., 3] < 250)
    assert rim.any()
    redness = cut[rim][:, 0].astype(int) - cut[rim][:, 1]
    assert np.median(redness) > 0.7 * (RED[0] - RED[1])


def test_a_small_garment_in_a_large_photo_is_found() -> None:
    photo = np.tile(shirt_photo()[:1, :1], (1200, 1200, 1))
    photo[400:800, 500:800] = shirt_photo()
    mask = np.zeros((1200, 1200), np.bool_)
    mask[400:800, 500:800] = shirt_mask()
    assert overlap(cutout(photo)[..., 3] > 127, mask) > 0.85


def test_a_transparent_picture_keeps_its_own_alpha() -> None:
    assert np.array_equal(cutout(cut_shirt()), cut_shirt())


def test_the_same_photo_gives_the_same_cut_out() -> None:
    assert np.array_equal(cutout(shirt_photo()), cutout(shirt_photo()))


def test_an_empty_photo_is_refused_with_advice() -> None:
    with pytest.raises(BadImage, match="No garment") as problem:
        cutout(np.full((300, 300, 4), 255, np.uint8))
    assert problem.value.hint


@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (200, 3), (17, 31)])
def test_odd_shapes_give_an_answer_or_a_clear_refusal(shape: tuple[int, int]) -> None:
    picture = np.random.default_rng(0).integers(0, 255, (*shape, 4), dtype=np.uint8)
    picture[..., 3] = 255
    with contextlib.suppress(BadImage):
        assert cutout(picture).shape == picture.shape


def test_the_box_grows_but_not_over_the_edge() -> None:
    alpha = np.zeros((100, 100), np.float32)
    alpha[10:50, 60:90] = 1
    box = garment_box(alpha, margin=0.5)
    assert box is not None
    assert box.as_list() == [40, 0, 60, 69]
    assert garment_box(np.zeros((5, 5), np.float32)) is None


def test_the_network_is_within_its_budget() -> None:
    card = registry.card("cutout")
    assert card.parameters <= 3_000_000
    assert registry.verify("cutout")
    assert 0 < LEAST_PART < 1
