"""Facets: how many of the products that a search looked at are of each kind, colour, shop and price, to narrow it down with.

They count what was ranked (at most the hundred likeliest), not the whole catalogue: a click on a facet leads to products like the query.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sketch2fashion.garment import Match

PRICE_BANDS = 4


@dataclass(frozen=True)
class PriceBand:
    """Products of one currency from `low` to below `high` (the last band includes it), in major units."""

    currency: str
    low: Decimal
    high: Decimal
    products: int


@dataclass(frozen=True)
class Facets:
    """Counts of products by what a filter can ask for, the most frequent first; `products` is how many were counted."""

    products: int = 0
    categories: Mapping[str, int] = field(default_factory=dict)
    colours: Mapping[str, int] = field(default_factory=dict)
    sellers: Mapping[str, int] = field(default_factory=dict)
    prices: tuple[PriceBand, ...] = ()
    in_stock: int = 0


def facets_of(matches: Sequence[Match]) -> Facets:
    """The facets of some matches. A product of two colours counts for both."""
    return Facets(
        products=len(matches),
        categories=_counted(match.category for match in matches if match.category),
        colours=_counted(colour for match in matches for colour in match.colours),
        sellers=_counted(match.shop for match in matches),
        prices=_price_bands(matches),
        in_stock=sum(match.in_stock is True for match in matches),
    )


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items(), key=lambda pair: (-pair[1], pair[0])))


def _price_bands(matches: Sequence[Match]) -> tuple[PriceBand, ...]:
    """Up to four bands with about as many products each, in the currency that most products have."""
    amounts: dict[str, list[Decimal]] = {}
    for match in matches:
        if match.price is not None and match.currency is not None:
            amounts.setdefault(match.currency, []).append(Decimal(match.price))
    if not amounts:
        return ()
    currency = max(amounts, key=lambda name: (len(amounts[name]), name))
    prices = sorted(amounts[currency])
    inner = {_round(prices[len(prices) * part // PRICE_BANDS]) for part in range(1, PRICE_BANDS)}
    edges = sorted({prices[0], *(edge for edge in inner if prices[0] < edge < prices[-1]), prices[-1]})
    if len(edges) == 1:
        return (PriceBand(currency, prices[0], prices[0], len(prices)),)
    bands = itertools.pairwise(edges)
    return tuple(PriceBand(currency, low, high, sum(_lies(price, low, high, edges[-1]) for price in prices)) for low, high in bands)


def _lies(price: Decimal, low: Decimal, high: Decimal, last: Decimal) -> bool:
    return low <= price < high or (high == last == price)


def _round(price: Decimal) -> Decimal:
    """To two digits that people would say: 47.3 → 47, 38 900 → 39 000."""
    if price <= 0:
        return price
    digits = math.floor(price.log10()) - 1
    return price.quantize(Decimal(1).scaleb(digits)).quantize(Decimal(1)) if digits >= 0 else price.quantize(Decimal(1).scaleb(digits))
