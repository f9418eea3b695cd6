"""Bring a feed into a catalogue: row by row, in small batches, each of which is committed before it is reported.

Nothing that was reported is lost by a kill, and importing again goes on where the last run stopped: a row that is stored as it stands
in the feed costs one look. A row that cannot be used goes into the report and stops nobody. Memory does not grow with the feed.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from sketch2fashion.catalog.feeds import Row, feed_of
from sketch2fashion.catalog.feeds.columns import Offer, offer_of
from sketch2fashion.catalog.pictures import Seen, kept_picture, look_at
from sketch2fashion.catalog.product import Product
from sketch2fashion.catalog.store import Catalog, Item, StoredPicture
from sketch2fashion.errors import BadFeed, BadImage, EmptyDrawing, NotFound, Sketch2FashionError, TooLarge
from sketch2fashion.search.embedder import model_id
from sketch2fashion.settings import settings

BATCH = 16  # rows that are committed together
_SURE = 0.5  # an embedder's score from which it names the category that the feed does not
_READERS = 2  # threads that read and decode the next batch while the networks look at this one

Look: TypeAlias = Callable[[Sequence[bytes]], Sequence[Seen]]


@dataclass(frozen=True)
class Progress:
    """How far an import is. `ids` are the products that were committed just now; the numbers count from its start."""

    ids: tuple[str, ...]
    imported: int
    unchanged: int
    failed: int


@dataclass(frozen=True)
class ImportReport:
    """How an import went. `problems` is the file that names each bad row, if there was one."""

    imported: int
    unchanged: int
    failed: int
    seconds: float
    problems: Path | None


@dataclass(frozen=True, eq=False)
class _Ready:
    """A row, understood and its picture read; or why not."""

    row: Row
    offer: Offer | None = None
    digest: str = ""
    webp: bytes = b""
    known: Item | None = None
    problem: str = ""

    @property
    def product(self) -> Product:
        assert self.offer is not None
        return self.offer.product

    @property
    def has_same_picture(self) -> bool:
        return self.known is not None and [picture.digest for picture in self.known.pictures] == [self.digest]

    @property
    def is_unchanged(self) -> bool:
        return self.has_same_picture and self.known is not None and self.known.source_digest == self.product.digest()


@dataclass
class _Tally:
    """What is counted while an import runs, and the report that grows with it."""

    report: Path
    imported: int = 0
    unchanged: int = 0
    failed: int = 0
    started: float = field(default_factory=time.perf_counter)
    _met: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(""))  # a file of its own that goes by itself

    def __post_init__(self) -> None:
        self._met.execute("CREATE TABLE met (id TEXT PRIMARY KEY, place TEXT) WITHOUT ROWID")

    def without_repeat(self, ready: _Ready) -> _Ready:
        """The row, or what is wrong with it if its id came before: the first one counts, in this run and in the next."""
        if ready.problem:
            return ready
        id, place = ready.product.id, ready.row.place
        if self._met.execute("INSERT OR IGNORE INTO met VALUES (?, ?)", (id, place)).rowcount:
            return ready
        (first,) = self._met.execute("SELECT place FROM met WHERE id = ?", (id,)).fetchone()
        return _Ready(ready.row, problem=f'The id "{id}" came before, in {first}.')

    def close(self) -> None:
        """Let go of the list of ids."""
        self._met.close()

    def fail(self, row: Row, problem: str) -> None:
        """Write a bad row to the report, at once: a killed import has told what it met."""
        first = self.failed == 0
        self.failed += 1
        self.report.parent.mkdir(parents=True, exist_ok=True)
        with self.report.open("w" if first else "a", encoding="utf-8-sig" if first else "utf-8", newline="") as file:
            writer = csv.writer(file)
            if first:
                writer.writerow(["place", "id", "problem"])
            writer.writerow([row.place, row.fields.get("id", ""), problem])


def import_source(
    catalog: Catalog,
    source: Path,
    *,
    on_commit: Callable[[Progress], None] = lambda progress: None,
    problems: Path | None = None,
    look: Look = look_at,
    model: str | None = None,
) -> ImportReport:
    """Import a feed file or a folder of pictures; the same id again is an update. `problems` is where bad rows are listed.

    `on_commit` is called after each batch that is safely stored. `look` makes the features, `model` names what they come from (the
    installed embedder). Raises `NotFound`, `BadFeed` (no feed at all) and `CatalogError`.
    """
    feed, path = feed_of(source)
    model = model or model_id()
    tally = _Tally(problems or _default_report(catalog))
    for batch in _ready_batches(catalog, feed.rows(path)):
        items = _import_batch(catalog, batch, tally, look, model)
        on_commit(Progress(tuple(item.product.id for item in items), tally.imported, tally.unchanged, tally.failed))
    tally.close()
    catalog.settle()
    seconds = time.perf_counter() - tally.started
    return ImportReport(tally.imported, tally.unchanged, tally.failed, seconds, tally.report if tally.failed else None)


def import_picture(catalog: Catalog, product: Product, data: bytes) -> Item:
    """Store one product with its picture (PNG, JPEG, WebP …); returns what was stored. Raises `BadImage` and `CatalogError`."""
    webp = kept_picture(data)
    item = _item(_Ready(Row("", Path()), Offer(product, Path()), hashlib.sha256(data).hexdigest(), webp), look_at([webp])[0])
    catalog.upsert([item], model_id())
    return item


# ── Reading and decoding, a batch ahead of the networks ───────────────────────────────────────────────────────────────────────────


def _ready_batches(catalog: Catalog, rows: Iterator[Row]) -> Iterator[list[_Ready]]:
    """Batches of rows made ready, the next one while the caller still works on the one before."""
    with ThreadPoolExecutor(_READERS) as readers:
        waiting: list[Future[_Ready]] = []
        while batch := list(itertools.islice(rows, BATCH)):
            coming = [readers.submit(_ready, catalog, row) for row in batch]
            if waiting:
                yield [future.result() for future in waiting]
            waiting = coming
        if waiting:
            yield [future.result() for future in waiting]


def _ready(catalog: Catalog, row: Row) -> _Ready:
    try:
        offer = offer_of(row)
        data = _bytes_of(offer.picture)
        ready = _Ready(row, offer, hashlib.sha256(data).hexdigest(), known=_known(catalog, offer.product.id))
        return ready if ready.has_same_picture else replace(ready, webp=kept_picture(data))
    except (BadFeed, BadImage, TooLarge) as problem:
        return _Ready(row, problem=str(problem))
    except Sketch2FashionError as problem:
        if problem.status >= 500:  # ours or the catalogue's fault, not the row's
            raise
        return _Ready(row, problem=str(problem))


def _bytes_of(path: Path) -> bytes:
    limit = settings().max_bytes
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as problem:
        raise BadFeed(f"The picture {path.name} cannot be read: {problem.strerror}.") from problem
    if len(data) > limit:
        raise TooLarge(f"The picture {path.name} has more than {limit / 1e6:.0f} MB.")
    return data


def _known(catalog: Catalog, id: str) -> Item | None:
    try:
        return catalog.get(id)
    except NotFound:
        return None


# ── Looking and storing ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _import_batch(catalog: Catalog, batch: list[_Ready], tally: _Tally, look: Look, model: str) -> list[Item]:
    """Store what is new or changed in a batch; the items are committed when this returns."""
    batch = [tally.without_repeat(ready) for ready in batch]
    usable = [ready for ready in batch if not ready.problem]
    changed = [ready for ready in usable if not ready.is_unchanged]
    items = [_with_new_fields(ready) for ready in changed if ready.has_same_picture]
    for ready, seen in _seen([ready for ready in changed if not ready.has_same_picture], look):
        if isinstance(seen, Seen):
            items.append(_item(ready, seen))
        else:
            tally.fail(ready.row, seen)
    for ready in batch:
        if ready.problem:
            tally.fail(ready.row, ready.problem)
    if items:
        catalog.upsert(items, model)
    tally.imported += len(items)
    tally.unchanged += len(usable) - len(changed)
    return items


def _seen(fresh: list[_Ready], look: Look) -> Iterator[tuple[_Ready, Seen | str]]:
    """What the networks see in each picture, or why they cannot: one bad picture does not take its batch with it."""
    if not fresh:
        return
    try:
        yield from zip(fresh, look([ready.webp for ready in fresh]), strict=True)
    except (BadImage, EmptyDrawing) as problem:
        if len(fresh) == 1:
            yield fresh[0], str(problem)
            return
        for ready in fresh:
            yield from _seen([ready], look)


def _item(ready: _Ready, seen: Seen) -> Item:
    picture = StoredPicture(ready.webp, seen.features, ready.digest, str(ready.offer.picture) if ready.offer else "")
    product = ready.product
    if product.category is None:
        best = max(seen.category_scores, key=lambda name: seen.category_scores[name])
        product = replace(product, category=best if seen.category_scores[best] >= _SURE else None)
    return Item(product, (picture,), ready.product.digest())


def _with_new_fields(ready: _Ready) -> Item:
    """The same picture under new words or a new price: nothing to look at again."""
    assert ready.known is not None
    product = ready.product if ready.product.category else replace(ready.product, category=ready.known.product.category)
    return Item(product, ready.known.pictures, ready.product.digest())


def _default_report(catalog: Catalog) -> Path:
    stamp = time.strftime("%Y%m%d-%H%M%S")
    home = Path(catalog.uri) if "://" not in catalog.uri else Path.cwd()
    return home / "reports" / f"import-{stamp}.csv"
