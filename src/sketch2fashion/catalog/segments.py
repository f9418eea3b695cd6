"""Search over rows of vectors: a segment is a matrix and, row by row, the few facts that filters need.

One product gives the fused cosine of every picture, because the fusion is linear: each row holds [photo | sketch], and the query is
[w·photo | (1 - w)·sketch]. The matrix is there twice: rounded to bytes, which a scan of all rows reads, and as float16, from which the
few best of the scan are scored exactly. Rows of one category stand together where a segment is sorted, so a category filter reads only
them. A large segment has a graph too, which finds the candidates of a search with few filters without reading all rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeAlias, cast

import numkong
import numpy as np
from numpy.typing import NDArray

from sketch2fashion.catalog.graph import Graph
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
Bytes: TypeAlias = NDArray[np.int8]
Halves: TypeAlias = NDArray[np.float16]
Places: TypeAlias = NDArray[np.intp]

_SURPLUS = 32  # rows that a scan of bytes gives beyond twice the wanted: their order is not quite that of the exact scores
_SCAN_ROWS = 65_536  # rows of one scan: others get their turn between two
_GATHER_BELOW = 0.1  # share of the rows that pass the filters under which only they are scanned
_FAVOUR_POOL = 1_500  # candidates of a graph where colours or categories have a say in which are the best


class Facts:
    """What filters need to know of each row: the columns of `ROW`, each an array of its own."""

    def __init__(self, columns: Mapping[str, NDArray[Any]]) -> None:
        self._columns = columns

    @staticmethod
    def of(rows: Rows) -> Facts:
        """The columns of structured rows."""
        return Facts({name: np.ascontiguousarray(rows[name]) for name in ROW.names or ()})

    def __len__(self) -> int:
        return len(self._columns["picture"])

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._columns[name]

    def at(self, places: Places | slice) -> Facts:
        """The facts of some rows."""
        return Facts({name: column[places] for name, column in self._columns.items()})

    def followed_by(self, other: Facts) -> Facts:
        """These rows and then those."""
        return Facts({name: np.concatenate([column, other[name]]) for name, column in self._columns.items()})


@dataclass(frozen=True, eq=False)
class Segment:
    """Some pictures of a catalogue: their vectors (N, 512) as float16 and as bytes, their facts, and which of them still stand.

    A byte of row i is worth `steps[i]`.
    """

    vectors: Halves
    rounded: Bytes
    steps: Scores
    facts: Facts
    alive: Mask
    by_category: bool = False  # rows stand in the order of their category
    graph: Graph | None = None

    @staticmethod
    def of(vectors: NDArray[np.float32], rows: Rows) -> Segment:
        """A segment of vectors (N, 512) and their rows."""
        rounded, steps = rounded_rows(vectors)
        return Segment(vectors.astype(np.float16), rounded, steps, Facts.of(rows), np.ones(len(rows), bool))

    def __len__(self) -> int:
        return len(self.steps)

    def without(self, pictures: NDArray[np.int64]) -> Segment:
        """The same segment in which these pictures no longer stand."""
        gone = np.isin(self.facts["picture"], pictures)
        return replace(self, alive=self.alive & ~gone) if gone.any() else self

    def only(self, products: NDArray[np.int64]) -> Segment:
        """The same segment in which only the pictures of these products stand."""
        return replace(self, alive=self.alive & np.isin(self.facts["product"], products))

    def followed_by(self, other: Segment) -> Segment:
        """One segment, in no order, with the rows of both."""
        return Segment(
            np.concatenate([self.vectors, other.vectors]),
            np.concatenate([self.rounded, other.rounded]),
            np.concatenate([self.steps, other.steps]),
            self.facts.followed_by(other.facts),
            np.concatenate([self.alive, other.alive]),
        )


@dataclass(frozen=True)
class Pick:
    """A found picture: its number, its product's number, the score that it was chosen by, and its two cosines."""

    picture: int
    product: int
    score: float
    photo: float
    sketch: float


def best_products(segments: Sequence[Segment], query: VectorQuery, *, exact_up_to: int) -> list[Pick]:
    """The best picture of each of the `query.limit` best products, the best first; equal scores in the order of the pictures.

    A graph is asked only where more than `exact_up_to` rows pass the filters; fewer are all looked at.
    """
    wanted = query.limit
    while True:
        found = [pick for segment in segments for pick in _best(segment, query, wanted, exact_up_to)]
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


def favoured(cosines: Scores, facts: Facts, favour: Favour) -> Scores:
    """The scores of rows whose fused cosines are known; of the facts, `colour` and `category` are read."""
    scores = np.maximum(cosines, 0)
    if favour.colour_share > 0 and len(favour.palette):
        alike = np.nan_to_num(quick_likeness(facts["colour"], favour.palette))
        scores = scores * np.float32(1 - favour.colour_share) + alike * np.float32(favour.colour_share)
    factors = _factors(favour)
    return cast(Scores, scores if factors is None else scores * factors[facts["category"]])


def has_favour(favour: Favour) -> bool:
    """Whether anything but the cosine decides."""
    return bool(favour.categories) or (favour.colour_share > 0 and len(favour.palette) > 0)


def rounded_rows(vectors: NDArray[np.floating[Any]]) -> tuple[Bytes, Scores]:
    """Vectors (N, D) as bytes, and what a byte of each row is worth: its largest part is 127 of it."""
    largest = np.abs(vectors).max(axis=1, initial=0).astype(np.float32)
    steps = np.where(largest > 0, largest / 127, 1).astype(np.float32)
    return np.rint(vectors / steps[:, None]).astype(np.int8), steps


def scanned(rounded: Bytes, steps: Scores, vector: Vector) -> Scores:
    """Nearly the products of all rows with a vector, (N,): off by what rounding to bytes costs, about 0.002 for unit vectors."""
    asked, step = rounded_rows(vector[None])
    products = np.empty((1, len(rounded)), np.float32)
    for start in range(0, len(rounded), _SCAN_ROWS):
        part = slice(start, start + _SCAN_ROWS)
        numkong.cdist(asked, rounded[part], "dot", out=products[:, part])
    return cast(Scores, products[0] * (steps * step[0]))


def _best(segment: Segment, query: VectorQuery, wanted: int, exact_up_to: int) -> Iterator[Pick]:
    places = _likely(segment, query, wanted, exact_up_to)
    if len(places) == 0:
        return
    facts, vectors = segment.facts.at(places), segment.vectors[places].astype(np.float32)
    photos, sketches = vectors[:, :DIMENSIONS] @ query.photo, vectors[:, DIMENSIONS:] @ query.sketch
    cosines = query.photo_share * photos + (1 - query.photo_share) * sketches
    scores = favoured(cosines.astype(np.float32), facts, query.favour)
    best = _largest(scores, wanted)
    columns = facts["picture"][best], facts["product"][best], scores[best], photos[best], sketches[best]
    yield from (Pick(*values) for values in zip(*(column.tolist() for column in columns), strict=True))


def _likely(segment: Segment, query: VectorQuery, wanted: int, exact_up_to: int) -> Places:
    """The rows that may be among the `wanted` best of those that pass the filters."""
    part = _part(segment, query.where)
    passes = segment.alive[part] & _passes(segment.facts.at(part), query.where)
    passing = int(passes.sum())
    if passing == 0:
        return np.zeros(0, np.intp)
    if segment.graph is not None and passing > exact_up_to:
        places = _from_graph(segment, segment.graph, query, wanted, part, passes)
        if len(places) >= min(wanted, passing):
            return places
    return _from_scan(segment, query, wanted, part, passes)


def _from_graph(segment: Segment, graph: Graph, query: VectorQuery, wanted: int, part: slice, passes: Mask) -> Places:
    """Rows near the query that pass, found without reading all: so many that the filters leave enough."""
    pool = max(2 * wanted, graph.pool, _FAVOUR_POOL if has_favour(query.favour) else 0)
    asked, _ = rounded_rows(fused(query)[None])
    places = graph.nearest(asked[0], int(pool * len(segment) / passes.sum()))
    places = places[(places >= part.start) & (places < part.stop)]
    return cast(Places, places[passes[places - part.start]])


def _from_scan(segment: Segment, query: VectorQuery, wanted: int, part: slice, passes: Mask) -> Places:
    """The best rows that pass by a scan of bytes, a few more than wanted."""
    few = passes.mean() < _GATHER_BELOW
    places = (np.flatnonzero(passes) if few else np.arange(len(passes))) + part.start
    rows = places if few else part  # a slice is a view, places make a copy
    cosines = scanned(segment.rounded[rows], segment.steps[rows], fused(query))
    scores = favoured(cosines, segment.facts.at(rows), query.favour)
    if not few:
        scores[~passes] = -np.inf
    return cast(Places, places[_largest(scores, 2 * wanted + _SURPLUS)])


def _part(segment: Segment, where: Filter) -> slice:
    """The stretch of rows that can pass the category filter."""
    if where.category is None or not segment.by_category:
        return slice(0, len(segment))
    code = category_code(where.category)
    start, stop = np.searchsorted(segment.facts["category"], [code, code + 1])
    return slice(int(start), int(stop))


def _factors(favour: Favour) -> Scores | None:
    """The category factors by code, (14,), or None if they change nothing."""
    if not favour.categories:
        return None
    return np.array([favour.categories.get(name, 1.0) for name in (*CATEGORY_NAMES, None)], np.float32)


def _passes(facts: Facts, where: Filter) -> Mask:
    passes = np.ones(len(facts), bool)
    for condition in _conditions(facts, where):
        passes &= condition
    return passes


def _conditions(facts: Facts, where: Filter) -> Iterable[Mask]:
    """The rows that pass each part of a filter."""
    if where.category is not None:
        yield facts["category"] == category_code(where.category)
    if where.colour is not None:
        yield (facts["families"] & np.uint32(family_bits(frozenset([where.colour])))) != 0
    if where.price_min is not None or where.price_max is not None:
        yield facts["amount"] != NO_AMOUNT  # a product without a price is in no price range
    if where.price_min is not None:
        yield facts["amount"] >= amount_of(where.price_min)
    if where.price_max is not None:
        yield facts["amount"] <= amount_of(where.price_max)
    if where.in_stock:
        yield facts["in_stock"]


def _largest(scores: Scores, wanted: int) -> Places:
    """Places of the `wanted` largest finite scores, in any order."""
    places = np.argpartition(-scores, wanted)[:wanted] if wanted < len(scores) else np.arange(len(scores))
    return places[np.isfinite(scores[places])]


EMPTY = Segment.of(np.zeros((0, WIDTH), np.float32), np.zeros(0, ROW))
