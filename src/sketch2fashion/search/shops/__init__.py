"""Where products are found: one file a shop, through the entry points `sketch2fashion.shops`.

A shop takes a request and returns its matches, best first. Scores are comparable within one shop only, so shops are never mixed.
The own catalogue is a shop like any other; what shops on the web have in common stands in `web.py`.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Protocol

from sketch2fashion.catalog.store import Catalog, Filter
from sketch2fashion.errors import BadValue
from sketch2fashion.garment import Match
from sketch2fashion.search.query import Query

ENTRY_POINTS = "sketch2fashion.shops"
OWN = "catalog"  # the shop that is the own catalogue


@dataclass(frozen=True, eq=False)
class ShopRequest:
    """What a shop is asked. A shop on the web is shown `query.picture`, if the user gave `consent`; only the own one uses `catalog`.

    `without` is an id to leave out.

    `pool` is how many matches are of use for counting facets; a shop for which more of them cost nothing may return as many.
    """

    query: Query
    where: Filter
    top: int
    catalog: Catalog | None
    without: str | None = None
    pool: int = 0
    consent: bool = False


class Shop(Protocol):
    """A place that finds products for a picture."""

    name: str

    def search(self, request: ShopRequest) -> list[Match]:
        """The best `request.top` matches, the best first; at most `request.pool` if that is more."""


def require_shop(name: str) -> Shop:
    """The shop of that name. Raises `BadValue`, in one sentence that says which there are."""
    if name in shops():
        return shops()[name]
    raise BadValue(f'"{name}" is no shop.', hint=f"Shops: {', '.join(sorted(shops()))}.")


@functools.cache
def shops() -> dict[str, Shop]:
    """All shops that are installed, by name."""
    return {point.name: point.load() for point in entry_points(group=ENTRY_POINTS)}
