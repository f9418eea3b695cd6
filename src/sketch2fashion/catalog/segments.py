"""Exact search over rows of vectors: a segment is a matrix and, row by row, the few facts that filters need.

One matrix product gives the fused cosine of every picture, because the fusion is linear: each row holds [photo | sketch], and the query
is [w·photo | (1 - w)·sketch]. Rows of one category stand together where a segment is sorted, so a category filter reads only them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from sketch2fashion.catalog.palette import family_bits, quick_likeness
from sketch2fashion.catalog.store import Favour, Filter, VectorQuery
from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.garment import Mask, Vector

DIMENSIONS = 256
WIDTH = 2 * DIMENSIONS  # a row: the picture's vector, then that of its line drawing
AMOUNT_SCALE = 10_000  # prices are compared as whole ten-thousandths of a major unit: exact in every currency
NO_AMOUNT = -1
NO_CATEGORY = len(CATEGORY_NAMES)

ROW = np.dtype(
    [
        ("picture", "<i8"),
        ("product", "<i8"),
        ("amount", "<i8"),  # NO_AMOUNT: no price known
        ("colour", "<f4", (3,)),  # Lab of the main colour; NaN: unknown
        ("families", "<u4"),  # palette.family_bits
        ("category", "<i2"),  # place in CATEGORY_NAMES, or NO_CATEGORY
        ("in_stock", "?"),
    ]
)
Rows: TypeAlias = NDArray[np.void]  # (N,) of ROW
Scores: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Segment:
    """Some pictures of a catalogue: their vectors (N, 512), their facts, and which of them still stand."""

    vectors: NDArray[np.float32]
    rows: Rows
    alive: Mask
    by_category: bool = False  # rows stand in the order of their category

    def without(self, pictures: NDArray[np.int64]) -> Segment:
        """The same segment in which these pictures no longer stand."""
        gone = np.isin(self.rows["picture"], pictures)
        return replace(self, alive=self.alive & ~gone) if gone.any() else self

    def extended(self, vectors: NDArray[np.float32], rows: Rows) -> Segment:
        """The same segment with more rows behind."""
        alive = np.ones(len(rows), bool)
        return Segment(np.concatenate([self.vectors, vectors]), np.concatenate([self.rows, rows]), np.concatenate([self.alive, alive]))


EMPTY = Segment(np.zeros((0, WIDTH), np.float32), np.zeros(0, ROW), np.zeros(0, bool))


@dataclass(frozen=True)
class Pick:
    """A found picture: its number, its product's number, the score that it was chosen by, and its two cosines."""

    picture: int
    product: int
    score: float
    photo: float
    sketch: float


def best_products(segments: Sequence[Segment], query: VectorQuery) -> list[Pick]:
    """The best picture of each of the `query.limit` best products, the best first; equal scores in the order of the pictures."""
    wanted = query.limit
    while True:
        found = [pick for segment in segments for pick in _best(segment, query, wanted)]
        found.sort(key=lambda pick: (-pick.score, pick.picture))
        best: dict[int, Pick] = {}
        for pick in found[:wanted]:
            best.setdefault(pick.product, pick)
        if len(best) >= query.limit or len(found) < wanted:  # enough, or all there are
            return list(best.values())[: query.limit]
        wanted *= 4  # several pictures of one product crowded others out


def amount_of(price: Decimal | None) -> int:
    """A price in the unit of the `amount` column."""
    return NO_AMOUNT if price is None else int(price * AMOUNT_SCALE)


def category_code(name: str | None) -> int:
    """A category in the form of the `category` column."""
    return NO_CATEGORY if name is None else CATEGORY_NAMES.index(name)


def fused(query: VectorQuery) -> Vector:
    """The one vector (512,) whose product with a row is the fused cosine."""
    return np.concatenate([query.photo * query.photo_share, query.sketch * (1 - query.photo_share)]).astype(np.float32)


def _best(segment: Segment, query: VectorQuery, wanted: int) -> Iterable[Pick]:
    vector, codes = fused(query), _factors(query.favour)
    for part in _parts(segment, query.where):
        rows = segment.rows[part]
        if len(rows) == 0:
            continue
        scores = _favoured(segment.vectors[part] @ vector, rows, query.favour, codes)
        scores[~(segment.alive[part] & _passes(rows, query.where))] = -np.inf
        places = _largest(scores, wanted)
        found = segment.vectors[part][places]
        cosines = found[:, :DIMENSIONS] @ query.photo, found[:, DIMENSIONS:] @ query.sketch
        columns = rows["picture"][places], rows["product"][places], scores[places], *cosines
        yield from (Pick(*values) for values in zip(*(column.tolist() for column in columns), strict=True))


def _parts(segment: Segment, where: Filter) -> list[slice]:
    """The stretches of rows that can pass the category filter."""
    if where.category is None or not segment.by_category:
        return [slice(0, len(segment.rows))]
    code = category_code(where.category)
    start, stop = np.searchsorted(segment.rows["category"], [code, code + 1])
    return [slice(int(start), int(stop))]


def _favoured(cosines: Scores, rows: Rows, favour: Favour, factors: Scores | None) -> Scores:
    scores = np.maximum(cosines, 0)
    if favour.colour_share > 0 and len(favour.palette):
        alike = np.nan_to_num(quick_likeness(rows["colour"], favour.palette))
        scores = scores * np.float32(1 - favour.colour_share) + alike * np.float32(favour.colour_share)
    return cast(Scores, scores if factors is None else scores * factors[rows["category"]])


def _factors(favour: Favour) -> Scores | None:
    """The category factors by code, (14,), or None if they change nothing."""
    if not favour.categories:
        return None
    return np.array([favour.categories.get(name, 1.0) for name in (*CATEGORY_NAMES, None)], np.float32)


def _passes(rows: Rows, where: Filter) -> Mask:
    passes = np.ones(len(rows), bool)
    if where.category is not None:
        passes &= rows["category"] == category_code(where.category)
    if where.colour is not None:
        passes &= (rows["families"] & family_bits(frozenset([where.colour]))) != 0
    if where.price_min is not None or where.price_max is not None:
        passes &= rows["amount"] != NO_AMOUNT  # a product without a price is in no price range
    if where.price_min is not None:
        passes &= rows["amount"] >= amount_of(where.price_min)
    if where.price_max is not None:
        passes &= rows["amount"] <= amount_of(where.price_max)
    if where.in_stock:
        passes &= rows["in_stock"]
    return passes


def _largest(scores: Scores, wanted: int) -> NDArray[np.intp]:
    """Places of the `wanted` largest finite scores, in any order."""
    places = np.argpartition(-scores, wanted)[:wanted] if wanted < len(scores) else np.arange(len(scores))
    return places[np.isfinite(scores[places])]
