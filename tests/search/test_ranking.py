"""The score and its reasons, by arithmetic: no network has a say here."""

from __future__ import annotations

import numpy as np
import pytest

from sketch2fashion.catalog.palette import NO_PALETTE, Palette, palette_of
from sketch2fashion.catalog.product import Product
from sketch2fashion.catalog.store import EVERYTHING, Candidate, Filter
from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.search.query import Query
from sketch2fashion.search.ranking import CATEGORY_DOUBT, CLOSE_SHAPES, PHOTO_SHARES, is_close, score_of, vector_query

from .shapes import BLUE, RED, Colour

NOWHERE = np.zeros(256, np.float32)


def plain(rgb: Colour) -> Palette:
    return palette_of(np.full((4, 4, 3), rgb, np.uint8), np.ones((4, 4), bool))


def asked(palette: Palette = NO_PALETTE, **scores: float) -> Query:
    return Query(NOWHERE, NOWHERE, palette, {**dict.fromkeys(CATEGORY_NAMES, 0.0), **scores}, np.zeros((1, 1, 3), np.uint8), "photo")


def candidate(shape: float, rgb: Colour = RED, category: str | None = "skirt") -> Candidate:
    return Candidate(Product("a", "A", category=category), shape, shape, plain(rgb), "")


def total(query: Query, found: Candidate, where: Filter = EVERYTHING) -> float:
    return score_of(query, found, where).total


def test_a_red_query_has_no_blue_above_a_red_of_like_shape() -> None:
    query = asked(plain(RED))
    for shape in (0.3, 0.5, 0.8):
        assert total(query, candidate(shape, (165, 20, 28))) > total(query, candidate(shape + 0.15, BLUE))


def test_without_a_colour_the_shape_is_all() -> None:
    score = score_of(asked(), candidate(0.7, BLUE), EVERYTHING)
    assert (score.total, score.shape, score.colour) == (0.7, 0.7, None)


def test_the_same_in_shape_and_colour_scores_one() -> None:
    assert total(asked(plain(RED)), candidate(1.0, RED)) == pytest.approx(1)
    assert total(asked(plain(RED)), candidate(1.002, RED)) <= 1, "float16 vectors can be a hair too long"
    assert total(asked(), candidate(-0.4)) == 0


def test_both_pictures_of_a_product_have_their_share() -> None:
    found = Candidate(Product("a", "A"), 1.0, 0.0, NO_PALETTE, "")
    assert score_of(asked(), found, EVERYTHING).shape == pytest.approx(PHOTO_SHARES["photo"])
    drawn = Query(NOWHERE, NOWHERE, NO_PALETTE, dict.fromkeys(CATEGORY_NAMES, 0.0), np.zeros((1, 1, 3), np.uint8), "drawing")
    assert score_of(drawn, found, EVERYTHING).shape == pytest.approx(PHOTO_SHARES["drawing"])
    assert PHOTO_SHARES["drawing"] < PHOTO_SHARES["photo"], "a drawing says more of a line drawing than of a photo"


def test_close_is_what_reaches_the_measured_shape() -> None:
    for kind, shape in CLOSE_SHAPES.items():
        assert is_close(shape, kind)
        assert not is_close(shape - 0.01, kind)
    assert is_close(None, "photo"), "a shop on the web has judged that itself"


def test_an_unlikely_category_costs_a_little_and_a_chosen_one_nothing() -> None:
    query = asked(skirt=0.9, pants=0.1)
    likely, unlikely, unknown = (total(query, candidate(0.8, category=category)) for category in ("skirt", "pants", None))
    assert likely == pytest.approx(0.8)
    assert unlikely == pytest.approx(0.8 * (1 - CATEGORY_DOUBT * 0.8))
    assert unlikely < unknown < likely
    assert total(query, candidate(0.8, category="pants"), Filter(category="pants")) == pytest.approx(0.8)


def test_what_looks_like_no_garment_doubts_nobody() -> None:
    assert total(asked(skirt=0.02, pants=0.01), candidate(0.8, category="pants")) == pytest.approx(0.8, abs=0.002)


def test_candidates_are_chosen_by_colour_too_where_there_is_one() -> None:
    assert vector_query(asked(), "m", EVERYTHING, 5).favour.colour_share == 0
    assert vector_query(asked(plain(RED)), "m", EVERYTHING, 5).favour.colour_share > 0
    assert vector_query(asked(skirt=0.9), "m", Filter(category="skirt"), 5).favour.categories == {}
