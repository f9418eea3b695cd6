"""How good a match is, and why: shape, colour and kind of garment as one score from 0 to 1.

    shape  = share · cos(query, product photo) + (1 - share) · cos(query, product line drawing)      share: PHOTO_SHARES
    score  = ((1 - COLOUR_SHARE) · shape + COLOUR_SHARE · colour) · doubt about the category

Without a colour in the query, shape is all. The category only doubts: a wrong guess must not hide the right product.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sketch2fashion.catalog.palette import likeness
from sketch2fashion.catalog.store import Candidate, Favour, Filter, VectorQuery
from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.search.query import Query

PHOTO_SHARES = {"drawing": 0.3, "photo": 0.5, "product": 0.5}  # of the product's photo in the shape; its line drawing has the rest
CLOSE_SHAPES = {"drawing": 0.5, "photo": 0.55, "product": 0.55}  # from this shape on a product is called close: docs/benchmarks.md
COLOUR_SHARE = 0.35  # of the colour in the score of a query that has colours
CATEGORY_DOUBT = 0.15  # what a product of an unlikely category loses at most
CANDIDATES = 100  # products that are ranked exactly


@dataclass(frozen=True)
class Score:
    """The score of a candidate and what it is made of; `colour` is None where the query has none."""

    total: float
    shape: float
    colour: float | None


def vector_query(query: Query, model: str, where: Filter, limit: int) -> VectorQuery:
    """The search for candidates that `score_of` then ranks."""
    factors = _factors(query.category_scores) if where.category is None else {}
    favour = Favour(factors, query.palette, COLOUR_SHARE if len(query.palette) else 0.0)
    return VectorQuery(query.photo, query.sketch, model, PHOTO_SHARES[query.kind], max(limit, CANDIDATES), where, favour)


def score_of(query: Query, candidate: Candidate, where: Filter) -> Score:
    """How well a candidate matches."""
    share = PHOTO_SHARES[query.kind]
    shape = min(1.0, max(0.0, share * candidate.photo + (1 - share) * candidate.sketch))
    colour = likeness(query.palette, candidate.palette) if len(query.palette) else None
    total = shape if colour is None else (1 - COLOUR_SHARE) * shape + COLOUR_SHARE * colour
    if where.category is None:
        total *= _factors(query.category_scores)[candidate.product.category]
    return Score(total, shape, colour)


def is_close(shape: float | None, kind: str) -> bool:
    """Whether a match deserves to be called like the query. A shop that tells no shape has judged that itself."""
    return shape is None or shape >= CLOSE_SHAPES[kind]


def _factors(scores: Mapping[str, float]) -> dict[str | None, float]:
    """What the score of a product of each category is multiplied by; a product without one is halfway doubted."""
    best = max(scores.values())
    factors: dict[str | None, float] = {name: 1 - CATEGORY_DOUBT * (best - scores.get(name, 0.0)) for name in CATEGORY_NAMES}
    return {**factors, None: 1 - CATEGORY_DOUBT * best / 2}
