"""Find products: `find(query, options)`, where the query is a drawing, a picture of one, a photo, a render or a product's id.

    matches = find(read_drawing(data)).matches            # a drawing with its colours
    matches = find(decode(data), SearchOptions(colour="red", price_max=Decimal(60)))
"""

from __future__ import annotations

import functools
import time
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from sketch2fashion.catalog.palette import require_family
from sketch2fashion.catalog.store import Catalog, Filter, open_catalog
from sketch2fashion.categories import require_category
from sketch2fashion.drawing.paper import read_picture
from sketch2fashion.errors import BadValue
from sketch2fashion.garment import Layers, Match, Picture
from sketch2fashion.search.kind import looks_drawn
from sketch2fashion.search.query import Query, query_of_drawing, query_of_picture, query_of_product
from sketch2fashion.search.shops import ShopRequest, require_shop
from sketch2fashion.settings import settings

KINDS = ("auto", "drawing", "photo")
LARGEST_TOP = 200

Searchable: TypeAlias = Layers | Picture | str  # a drawing; a picture of a drawing, a photo or a render; a product's id


@dataclass(frozen=True)
class SearchOptions:
    """How to search; the defaults are those of the command line. Raises `BadValue` or `UnknownCategory` when made.

    `as_` says what a picture is; prices are bounds in major units of each product's own currency.
    """

    as_: str = "auto"
    top: int = 20
    category: str | None = None
    colour: str | None = None
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    in_stock: bool = False
    shop: str = "catalog"

    def __post_init__(self) -> None:
        if self.as_ not in KINDS:
            raise BadValue(f'as is "{self.as_}".', hint=f"Allowed: {', '.join(KINDS)}.")
        if not 1 <= self.top <= LARGEST_TOP:
            raise BadValue(f"top is {self.top}; it must be between 1 and {LARGEST_TOP}.")
        object.__setattr__(self, "category", None if self.category in (None, "", "auto") else require_category(self.category))
        object.__setattr__(self, "colour", require_family(self.colour) if self.colour else None)
        for name, price in (("price_min", self.price_min), ("price_max", self.price_max)):
            if price is not None and not (price.is_finite() and price >= 0):
                raise BadValue(f"{name} is {price}; it must be 0 or more.")
        if self.price_min is not None and self.price_max is not None and self.price_min > self.price_max:
            raise BadValue(f"price_min {self.price_min} is above price_max {self.price_max}.")
        require_shop(self.shop)

    @property
    def where(self) -> Filter:
        """The filter that these options ask for."""
        return Filter(self.category, self.colour, self.price_min, self.price_max, self.in_stock)


@dataclass(frozen=True)
class Findings:
    """What was found, the best first. `category` is the one that was chosen or recognised, `as_` what the query was taken for."""

    matches: tuple[Match, ...]
    category: str
    as_: str
    seconds: float


def find(query: Searchable, options: SearchOptions | None = None, *, catalog: Catalog | None = None) -> Findings:
    """Find products like `query`, in `catalog` or the one that the settings name.

    Raises `EmptyDrawing`, `BadImage` (no garment in a photo), `NotFound` (no such product), `CatalogError`, `ModelUnavailable`.
    """
    options = options or SearchOptions()
    started = time.perf_counter()
    catalog = catalog or _open(settings().catalog)
    asked = _query(query, options, catalog)
    without = query if isinstance(query, str) else None
    matches = require_shop(options.shop).search(ShopRequest(asked, options.where, options.top, catalog, without))
    return Findings(tuple(matches), options.category or asked.category, asked.kind, time.perf_counter() - started)


def _query(query: Searchable, options: SearchOptions, catalog: Catalog) -> Query:
    if isinstance(query, str):
        return query_of_product(catalog.get(query))
    if isinstance(query, Layers):
        return query_of_drawing(query, options.category)
    drawn = looks_drawn(query) if options.as_ == "auto" else options.as_ == "drawing"
    return query_of_drawing(read_picture(query), options.category) if drawn else query_of_picture(query)


@functools.cache
def _open(uri: str) -> Catalog:
    """Opened once a process: the vectors are mapped and checked only then."""
    return open_catalog(uri)
