"""Facets count what was found, by what a filter can ask for."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal

from sketch2fashion.garment import Match
from sketch2fashion.search.facets import Facets, facets_of

MATCH = Match("a", "A", "10.00", "USD", "", "", "Atelier", "skirt", 0.5, colours=("red",), in_stock=True)


def test_each_facet_is_counted_the_most_frequent_first() -> None:
    found = [MATCH, replace(MATCH, category="hat", colours=("blue", "red"), in_stock=False), replace(MATCH, shop="Mode", category=None)]
    facets = facets_of(found)
    assert facets.products == 3
    assert list(facets.categories.items()) == [("hat", 1), ("skirt", 1)]
    assert list(facets.colours.items()) == [("red", 3), ("blue", 1)]
    assert list(facets.sellers.items()) == [("Atelier", 2), ("Mode", 1)]
    assert facets.in_stock == 2


def test_price_bands_hold_every_price_of_the_main_currency_once() -> None:
    prices = ["9.90", "12.00", "19.90", "25.00", "39.00", "59.00", "120.00"]
    found = [replace(MATCH, price=price) for price in prices] + [replace(MATCH, price="39000", currency="KRW"), replace(MATCH, price=None)]
    bands = facets_of(found).prices
    assert {band.currency for band in bands} == {"USD"}
    assert sum(band.products for band in bands) == len(prices)
    assert (bands[0].low, bands[-1].high) == (Decimal("9.90"), Decimal("120.00"))
    assert all(one.high == other.low for one, other in itertools.pairwise(bands))
    assert all(band.products for band in bands)


def test_one_price_is_one_band_and_none_is_none() -> None:
    (band,) = facets_of([MATCH, MATCH]).prices
    assert (band.low, band.high, band.products) == (Decimal("10.00"), Decimal("10.00"), 2)
    assert facets_of([replace(MATCH, price=None, currency=None)]).prices == ()
    assert facets_of([]) == Facets()
