"""Find products: `find(query, options)`, where the query is a drawing, a picture of one, a photo, a render or a product's id.

matches = find(read_drawing(data)).matches            # a drawing with its colours
matches = find(decode(data), SearchOptions(colour="red", price_max=Decimal(60)))
"""

from __future__ import annotations

import functools
import time
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from sketch2fashion.catalog.palette import require_family
from sketch2fashion.catalog.store import Catalog, Filter, open_catalog
from sketch2fashion.categories import require_category
from sketch2fashion.drawing import read_drawing
from sketch2fashion.drawing.paper import read_picture
from sketch2fashion.errors import BadValue
from sketch2fashion.garment import Layers, Match, Picture
from sketch2fashion.images import decode
from sketch2fashion.search.facets import Facets, facets_of
from sketch2fashion.search.kind import looks_drawn
from sketch2fashion.search.query import Query, query_of_drawing, query_of_picture, query_of_product
from sketch2fashion.search.ranking import CANDIDATES, is_close
from sketch2fashion.search.shops import OWN, ShopRequest, require_shop
from sketch2fashion.settings import settings

KINDS = ("auto", "drawing", "photo")
LARGEST_TOP = 200

Searchable: TypeAlias = Layers | Picture | str  # a drawing; a picture of a drawing, a photo or a render; a product's id


@dataclass(frozen=True)
class SearchOptions:
    """How to search; the defaults are those of the command line. Raises `BadValue` or `UnknownCategory` when made.

    `as_` says what a picture is; prices are bounds in major units of each product's own currency. `words` must all occur in what the
    product's seller says of it; `seller` is the product's own shop, `shop` the place to look. A shop on the web is shown the picture only
    with `consent`: the user's own yes.
    """

    as_: str = "auto"
    top: int = 20
    category: str | None = None
    colour: str | None = None
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    in_stock: bool = False
    shop: str = "catalog"
    words: str = ""
    seller: str | None = None
    consent: bool = False

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
        words = tuple(self.words.split())
        return Filter(self.category, self.colour, self.price_min, self.price_max, self.in_stock, self.seller or None, words)


@dataclass(frozen=True)
class Findings:
    """What was found, the best first. `category` is the one that was chosen or recognised, `as_` what the query was taken for.

    `close` is False when nothing is really like the query: the matches are then the least unlike.
    """

    matches: tuple[Match, ...]
    category: str
    as_: str
    seconds: float
    close: bool = True
    facets: Facets = field(default_factory=Facets)


def find(query: Searchable, options: SearchOptions | None = None, *, catalog: Catalog | None = None) -> Findings:
    """Find products like `query`, in `catalog` or the one that the settings name.

    Raises `EmptyDrawing`, `BadImage` (no garment in a photo), `NotFound` (no such product), `CatalogError`, `ModelUnavailable`, and for
    shops on the web `BadValue` (off, or no consent) and `ShopUnavailable`.
    """
    options = options or SearchOptions()
    started = time.perf_counter()
    if catalog is None and (options.shop == OWN or isinstance(query, str)):
        catalog = _open(settings().catalog)
    asked = understood(query, options, catalog)
    return ask_shop(asked, options, catalog, without=query if isinstance(query, str) else None, started=started)


def understood(query: Searchable, options: SearchOptions, catalog: Catalog | None) -> Query:
    """The first half of `find`, which works on the processor: what to look for. Only a product's id needs the catalogue."""
    if isinstance(query, str):
        assert catalog is not None
        return query_of_product(catalog.get(query))
    if isinstance(query, Layers):
        return query_of_drawing(query, options.category)
    drawn = looks_drawn(query) if options.as_ == "auto" else options.as_ == "drawing"
    return query_of_drawing(read_picture(query), options.category) if drawn else query_of_picture(query, options.category)


def ask_shop(
    asked: Query, options: SearchOptions, catalog: Catalog | None, *, without: str | None = None, started: float | None = None
) -> Findings:
    """The second half of `find`, which for a shop on the web mostly waits. `started` is when the search began."""
    started = time.perf_counter() if started is None else started
    request = ShopRequest(asked, options.where, options.top, catalog, without, pool=CANDIDATES, consent=options.consent)
    found = require_shop(options.shop).search(request)
    return Findings(
        matches=tuple(found[: options.top]),
        category=options.category or asked.category,
        as_=asked.kind,
        seconds=time.perf_counter() - started,
        close=any(is_close(match.why.get("shape"), asked.kind) for match in found[: options.top]),
        facets=facets_of(found),
    )


def searchable(data: bytes, as_: str = "auto", hints: bytes | None = None) -> Layers | Picture:
    """The query that a file is: strokes (.s2f, SVG) are drawings, a picture is told apart later unless `as_` or hints say that it is drawn.

    Raises `BadValue` for hints on a photo, `BadImage` and `BadSketch` for a file that is neither.
    """
    if as_ == "photo" and hints is not None:
        raise BadValue("Hints belong to a drawing, not to a photo.")
    if as_ == "drawing" or hints is not None:
        return read_drawing(data, hints)
    return decode(data) if as_ == "photo" or not _is_text(data) else read_drawing(data)


def _is_text(data: bytes) -> bool:
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"<")


@functools.cache
def _open(uri: str) -> Catalog:
    """Opened once a process: the vectors are mapped and checked only then."""
    return open_catalog(uri)
