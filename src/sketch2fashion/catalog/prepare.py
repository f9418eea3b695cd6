"""From a product's picture files to what the catalogue keeps and searches: decode, cut out, draw the lines, embed both.

    bytes ─▶ 512 px WebP ─▶ garment alone ─▶ photo vector, line drawing ─▶ sketch vector, palette

`prepare` is pure: bytes in, features out, no file, no network, no catalogue. So it may run anywhere (this process, others on this
machine, other machines), in any order, and again after a failure; `prepare_all` leaves where to an `Executor`.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from sketch2fashion.catalog.pictures import Seen, kept_picture, look_at
from sketch2fashion.errors import BadImage, EmptyDrawing, TooLarge

CHUNK = 16  # pictures that go to a worker together: as many as the embedder takes at once


@dataclass(frozen=True)
class RawProduct:
    """The picture files of one product as they came, each PNG, JPEG, WebP … bytes; `number` says whose they are.

    `category` tells which garment is meant where a person wears several.
    """

    number: int
    pictures: tuple[bytes, ...]
    category: str | None = None


@dataclass(frozen=True, eq=False)
class PreparedPicture:
    """What is kept of a picture and what the networks see in it."""

    webp: bytes
    seen: Seen


@dataclass(frozen=True, eq=False)
class PreparedProduct:
    """The pictures of `RawProduct` in the same order, each prepared or the sentence that says why it cannot be used."""

    number: int
    pictures: tuple[PreparedPicture | str, ...]


Look: TypeAlias = Callable[[Sequence[bytes], Sequence[str | None]], Sequence[Seen]]  # kept pictures (WebP), categories → what is in them
Chunk: TypeAlias = Sequence[RawProduct]
PrepareChunk: TypeAlias = Callable[[Chunk], list[PreparedProduct]]  # picklable, pure


class Executor(Protocol):
    """Where products are prepared. `catalog/executors.py` has this process and a pool of processes."""

    def map(self, prepare: PrepareChunk, chunks: Iterator[Chunk]) -> Iterator[list[PreparedProduct]]:
        """The results of all chunks, in any order, each chunk's once.

        Takes chunks only in the thread that asks for results, and only so many ahead as keep the workers busy: that bounds memory.
        A chunk whose worker dies is prepared again elsewhere.
        """


def prepare_all(products: Iterable[RawProduct], executor: Executor, look: Look = look_at) -> Iterator[list[PreparedProduct]]:
    """Prepare products with `executor`, a chunk's results at a time, in any order. `look` must be a module's function (picklable)."""
    yield from executor.map(functools.partial(prepare_chunk, look=look), chunked(products))


def prepare(product: RawProduct, look: Look = look_at) -> PreparedProduct:
    """Prepare one product. Never raises for a bad picture: its place in the result says what is wrong."""
    return prepare_chunk([product], look)[0]


def prepare_chunk(products: Chunk, look: Look = look_at) -> list[PreparedProduct]:
    """Prepare some products together, which is faster than one by one: the networks look at batches."""
    kept = [_kept(data) for product in products for data in product.pictures]
    categories = [product.category for product in products for _ in product.pictures]
    usable = [(webp, category) for webp, category in zip(kept, categories, strict=True) if isinstance(webp, bytes)]
    seen = iter(_seen([webp for webp, _ in usable], [category for _, category in usable], look))
    results = iter([_prepared(webp, next(seen)) if isinstance(webp, bytes) else webp.said for webp in kept])
    return [PreparedProduct(product.number, tuple(itertools.islice(results, len(product.pictures)))) for product in products]


def chunked(products: Iterable[RawProduct]) -> Iterator[list[RawProduct]]:
    """Products in groups of about `CHUNK` pictures."""
    chunk: list[RawProduct] = []
    for product in products:
        chunk.append(product)
        if sum(len(member.pictures) for member in chunk) >= CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


@dataclass(frozen=True)
class _Unusable:
    said: str


def _kept(data: bytes) -> bytes | _Unusable:
    try:
        return kept_picture(data)
    except (BadImage, TooLarge) as problem:
        return _Unusable(str(problem))


def _seen(webps: Sequence[bytes], categories: Sequence[str | None], look: Look) -> list[Seen | str]:
    """What the networks see in each picture, or why they cannot: one bad picture does not take its batch with it."""
    if not webps:
        return []
    try:
        return list(look(webps, categories))
    except (BadImage, EmptyDrawing) as problem:
        if len(webps) == 1:
            return [str(problem)]
        return [result for webp, category in zip(webps, categories, strict=True) for result in _seen([webp], [category], look)]


def _prepared(webp: bytes, seen: Seen | str) -> PreparedPicture | str:
    return seen if isinstance(seen, str) else PreparedPicture(webp, seen)
