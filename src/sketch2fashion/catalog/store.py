"""What a catalogue is: one small interface, whatever home it has.

A home keeps products, a 512 px picture of each and the picture's vectors. `upsert` returns once the items are committed: they survive
a killed process. Any number of processes use one catalogue at once, and what one deletes no other still finds.
`tests/catalog/test_conformance.py` holds every home to this.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Self

from sketch2fashion.catalog.palette import NO_PALETTE, Palette
from sketch2fashion.catalog.product import Product
from sketch2fashion.errors import BadValue
from sketch2fashion.garment import Vector


@dataclass(frozen=True, eq=False)
class Features:
    """What a search looks at in one picture: its vector, the vector of its line drawing, its colours."""

    photo: Vector
    sketch: Vector
    palette: Palette = field(default_factory=NO_PALETTE.copy)


@dataclass(frozen=True, eq=False)
class StoredPicture:
    """One picture of a product. `webp` is what is shown; `digest` tells whether the source changed; `origin` is where it came from."""

    webp: bytes
    features: Features
    digest: str = ""
    origin: str = ""


@dataclass(frozen=True, eq=False)
class Item:
    """A product with its pictures, the first of which is the main one. `source_digest` is the digest of the feed's row."""

    product: Product
    pictures: tuple[StoredPicture, ...]
    source_digest: str = ""


@dataclass(frozen=True)
class Filter:
    """Which products count. Empty fields do not filter; the bounds are major units of each product's own currency.

    `shop` is a product's own shop, as it is written there. `words` must all occur, in any case and place, in what a shop says of its
    product: title, colour and the values of the extra fields (brand, material …).
    """

    category: str | None = None
    colour: str | None = None  # a family of palette.FAMILY_NAMES
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    in_stock: bool = False
    shop: str | None = None
    words: tuple[str, ...] = ()

    @property
    def reads_text(self) -> bool:
        """Whether a home must look at the products' texts, which no vector row holds."""
        return self.shop is not None or bool(self.words)


EVERYTHING = Filter()


@dataclass(frozen=True, eq=False)
class Favour:
    """What makes one candidate better than another of like shape; filters nothing.

    `categories` multiplies the fused cosine of a product by a factor for its category (`None`: products without one; absent: 1);
    `palette` with `colour_share` > 0 mixes in how alike the main colours are.
    """

    categories: Mapping[str | None, float] = field(default_factory=dict)
    palette: Palette = field(default_factory=NO_PALETTE.copy)
    colour_share: float = 0.0


@dataclass(frozen=True, eq=False)
class VectorQuery:
    """Search for products by `photo_share`·cos(photo, product photo) + (1 - photo_share)·cos(sketch, product line drawing).

    `model` is the embedder that made the query's vectors; a catalogue of another model refuses the query.
    """

    photo: Vector
    sketch: Vector
    model: str
    photo_share: float
    limit: int
    where: Filter = EVERYTHING
    favour: Favour = field(default_factory=Favour)


@dataclass(frozen=True, eq=False)
class Candidate:
    """A product that a search found, with the cosines of its best picture and that picture's colours."""

    product: Product
    photo: float
    sketch: float
    palette: Palette
    origin: str


@dataclass(frozen=True)
class Stats:
    """Figures of a catalogue; `categories` counts products, `size` is bytes on disk."""

    uri: str
    products: int
    pictures: int
    categories: dict[str, int]
    model: str | None
    size: int


Reembed = Callable[[Sequence[bytes], Sequence[str | None]], Sequence[Features]]  # kept pictures (WebP), their categories → features


class Catalog(ABC):
    """One catalogue, open. Methods may be called from any thread; all raise `CatalogError` when the home cannot be used."""

    uri: str

    @abstractmethod
    def create(self) -> None:
        """Make the home if it is not there yet; a home that is there stays as it is."""

    @abstractmethod
    def upsert(self, items: Sequence[Item], model: str) -> None:
        """Store items in one transaction; an id that is there is replaced. Returns when they are committed.

        `model` is the embedder that made the vectors. Raises `CatalogError` if the catalogue holds vectors of another one.
        """

    @abstractmethod
    def delete(self, ids: Iterable[str]) -> int:
        """Remove products with their pictures; ids that are not there are passed over. Returns how many went."""

    @abstractmethod
    def search(self, query: VectorQuery) -> list[Candidate]:
        """At most `query.limit` products, the best first, each once."""

    @abstractmethod
    def get(self, id: str) -> Item:
        """One product with everything that is kept of it. Raises `NotFound`."""

    @abstractmethod
    def count(self, where: Filter = EVERYTHING) -> int:
        """How many products pass the filter."""

    @abstractmethod
    def scan(self, *, after: str = "", limit: int = 100, where: Filter = EVERYTHING) -> list[Item]:
        """A page of items in the order of their ids, starting behind the id `after`."""

    @abstractmethod
    def stats(self) -> Stats:
        """Figures of the whole catalogue."""

    @abstractmethod
    def reindex(self, reembed: Reembed, model: str, on_progress: Callable[[int, int], None] = lambda done, of: None) -> int:
        """Make the features of all pictures again with `model`, resumable; what is searched changes at once, at the end.

        Returns how many pictures were embedded in this call; `on_progress` gets (pictures done, pictures in all).
        """

    def settle(self) -> None:  # noqa: B027  (a home without derived files has nothing to do)
        """Bring derived files up to date now, for instance after an import. Nothing depends on it but speed."""

    def close(self) -> None:  # noqa: B027  (a home may have nothing to close)
        """Let go of files and connections."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def open_catalog(uri: str, *, create: bool = False) -> Catalog:
    """The catalogue at `uri`: a folder, or milvus://host:port/name. Raises `CatalogError` if there is none and `create` is false."""
    if uri.startswith("milvus://"):
        from sketch2fashion.catalog.milvus import MilvusCatalog  # the homes import this module

        return MilvusCatalog(uri, create=create)
    if "://" in uri and not uri.startswith("file://"):
        raise BadValue(f'"{uri}" is no address of a catalogue.', hint="Give a folder, or milvus://host:port/name.")
    from sketch2fashion.catalog.embedded import EmbeddedCatalog

    return EmbeddedCatalog(Path(uri.removeprefix("file://")).expanduser(), create=create)


def every_item(catalog: Catalog, page: int = 100) -> Iterator[Item]:
    """All items in the order of their ids, a page at a time in memory."""
    after = ""
    while items := catalog.scan(after=after, limit=page):
        yield from items
        after = items[-1].product.id
