"""Bring a feed into a catalogue, as a stream: memory does not grow with the feed.

    rows ─▶ understand, read the pictures ─┬─▶ unchanged: nothing to do
            (threads, some rows ahead)     ├─▶ new words or price, same pictures: stored at once
                                           └─▶ new pictures ─▶ prepare (an executor: processes, machines) ─▶ stored

What is reported is committed: nothing of it is lost by a kill, and importing again goes on where the last run stopped, since a row that is
stored as it stands in the feed costs one look. A row that cannot be used goes into the report and stops nobody.
"""

from __future__ import annotations

import csv
import hashlib
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from sketch2fashion.catalog.executors import InProcess
from sketch2fashion.catalog.feeds import Row, feed_of
from sketch2fashion.catalog.feeds.columns import offer_of
from sketch2fashion.catalog.pictures import look_at
from sketch2fashion.catalog.prepare import Executor, Look, PreparedPicture, PreparedProduct, RawProduct, prepare, prepare_all
from sketch2fashion.catalog.product import Product
from sketch2fashion.catalog.store import Catalog, Item, StoredPicture
from sketch2fashion.errors import BadFeed, BadImage, NotFound, Sketch2FashionError, TooLarge
from sketch2fashion.search.embedder import model_id
from sketch2fashion.settings import settings

_SURE = 0.5  # an embedder's score from which it names the category that the feed does not
_READERS = 4  # threads that understand rows and read their pictures
_ROWS_AHEAD = 32  # that are read before they are wanted
_BYTES_AHEAD = 128_000_000  # of pictures that are held for them
_COMMIT_ROWS = 64  # rows that need no preparing are committed in groups of so many


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


def import_source(
    catalog: Catalog,
    source: Path,
    *,
    on_commit: Callable[[Progress], None] = lambda progress: None,
    problems: Path | None = None,
    executor: Executor | None = None,
    look: Look = look_at,
    model: str | None = None,
) -> ImportReport:
    """Import a feed file or a folder of pictures; the same id again is an update. `problems` is where bad rows are listed.

    `on_commit` is called after each batch that is safely stored. `executor` is where pictures are prepared (this process), `look` makes
    their features, `model` names what those come from (the installed embedder). Raises `NotFound`, `BadFeed` (no feed at all) and
    `CatalogError`.
    """
    feed, path = feed_of(source)
    tally = _Tally(problems or _default_report(catalog))
    work = _Import(catalog, tally, model or model_id(), on_commit)
    try:
        for prepared in prepare_all(work.to_prepare(feed.rows(path)), executor or InProcess(), look):
            work.store(prepared)
        work.commit()
    finally:
        tally.close()
    catalog.settle()
    seconds = time.perf_counter() - tally.started
    return ImportReport(tally.imported, tally.unchanged, tally.failed, seconds, tally.report if tally.failed else None)


def import_picture(catalog: Catalog, product: Product, data: bytes) -> Item:
    """Store one product with its picture (PNG, JPEG, WebP …); returns what was stored. Raises `BadImage` and `CatalogError`."""
    prepared = prepare(RawProduct(0, (data,)))
    (picture,) = prepared.pictures
    if isinstance(picture, str):
        raise BadImage(picture)
    stored = StoredPicture(picture.webp, picture.seen.features, hashlib.sha256(data).hexdigest())
    item = Item(_with_category(product, None, prepared), (stored,), source_digest(product, (stored.digest,)))
    catalog.upsert([item], model_id())
    return item


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
        if self._met.execute("INSERT OR IGNORE INTO met VALUES (?, ?)", (ready.id, ready.row.place)).rowcount:
            return ready
        (first,) = self._met.execute("SELECT place FROM met WHERE id = ?", (ready.id,)).fetchone()
        return _Ready(ready.row, ready.product, problem=f'The id "{ready.id}" came before, in {first}.')

    def close(self) -> None:
        """Let go of the list of ids."""
        self._met.close()

    def fail(self, row: Row, id: str, problem: str) -> None:
        """Write a bad row to the report, at once: a killed import has told what it met."""
        first = self.failed == 0
        self.failed += 1
        self.report.parent.mkdir(parents=True, exist_ok=True)
        with self.report.open("w" if first else "a", encoding="utf-8-sig" if first else "utf-8", newline="") as file:
            writer = csv.writer(file)
            if first:
                writer.writerow(["place", "id", "problem"])
            writer.writerow([row.place, id, problem])


# ── One import ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, eq=False)
class _Picture:
    """A picture that a row names: it is `stored` already, or its bytes are in `data` until they are prepared, or `problem` says why not.

    `digest` tells whether it changed; "" means that nobody can say.
    """

    origin: str
    digest: str = ""
    data: bytes | None = None
    stored: StoredPicture | None = None
    problem: str = ""

    @property
    def is_fresh(self) -> bool:
        return self.stored is None and not self.problem


@dataclass(frozen=True, eq=False)
class _Ready:
    """A row, understood and its pictures read; or why not."""

    row: Row
    product: Product | None = None
    pictures: tuple[_Picture, ...] = ()
    known: Item | None = None
    problem: str = ""

    @property
    def id(self) -> str:
        return self.product.id if self.product else self.row.fields.get("id", "")

    @property
    def digest(self) -> str:
        """Of all that the feed says, the pictures included; "" if it is worth another try the next time."""
        assert self.product is not None
        return source_digest(self.product, tuple(picture.digest for picture in self.pictures))

    @property
    def fresh(self) -> tuple[bytes, ...]:
        """The picture files that must be prepared."""
        return tuple(picture.data or b"" for picture in self.pictures if picture.is_fresh)

    def without_data(self) -> _Ready:
        """The same, without the bytes of its pictures, which are somewhere else now."""
        return replace(self, pictures=tuple(replace(picture, data=None) for picture in self.pictures))


class _Import:
    """What one import has under way: rows whose pictures are being prepared, and items that wait for their commit."""

    def __init__(self, catalog: Catalog, tally: _Tally, model: str, on_commit: Callable[[Progress], None]) -> None:
        self._catalog = catalog
        self._tally = tally
        self._model = model
        self._on_commit = on_commit
        self._preparing: dict[int, _Ready] = {}
        self._items: list[Item] = []
        self._untold = 0

    def to_prepare(self, rows: Iterator[Row]) -> Iterator[RawProduct]:
        """The products whose pictures must be prepared; all other rows are dealt with on the way."""
        for number, read in enumerate(_ready_rows(self._catalog, rows)):
            ready = self._tally.without_repeat(read)
            if not ready.problem and ready.fresh:
                self._preparing[number] = ready.without_data()
                yield RawProduct(number, ready.fresh)
                continue
            if ready.problem:
                self._tally.fail(ready.row, ready.id, ready.problem)
            elif ready.known is not None and ready.known.source_digest == ready.digest:
                self._tally.unchanged += 1
            else:
                self._finish(ready, PreparedProduct(number, ()))
            self._untold += 1
            if self._untold >= _COMMIT_ROWS:
                self.commit()

    def store(self, prepared: list[PreparedProduct]) -> None:
        """Commit what came back from an executor."""
        for product in prepared:
            self._finish(self._preparing.pop(product.number), product)
        self.commit()

    def commit(self) -> None:
        """Store what waits, and tell."""
        if self._items:
            self._catalog.upsert(self._items, self._model)
        self._tally.imported += len(self._items)
        ids = tuple(item.product.id for item in self._items)
        self._items.clear()
        self._untold = 0
        self._on_commit(Progress(ids, self._tally.imported, self._tally.unchanged, self._tally.failed))

    def _finish(self, ready: _Ready, prepared: PreparedProduct) -> None:
        """A product whose pictures are all seen: one that cannot be used is left out, with all of them the product."""
        assert ready.product is not None
        results = iter(prepared.pictures)
        pictures = [(picture, next(results) if picture.is_fresh else picture.problem) for picture in ready.pictures]
        stored = [kept for picture, result in pictures if (kept := _stored(picture, result)) is not None]
        problems = [result for _, result in pictures if isinstance(result, str) and result]
        if stored:
            product = _with_category(ready.product, ready.known, prepared)
            self._items.append(Item(product, tuple(stored), ready.digest))
        else:
            self._tally.fail(ready.row, ready.id, problems[0])


# ── Reading, some rows ahead ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _ready_rows(catalog: Catalog, rows: Iterator[Row]) -> Iterator[_Ready]:
    """The rows, in their order, made ready by threads while the caller works on those before."""
    with ThreadPoolExecutor(_READERS) as readers:
        waiting: deque[Future[_Ready]] = deque()
        while True:
            while len(waiting) < _ROWS_AHEAD and _held(waiting) < _BYTES_AHEAD and (row := next(rows, None)) is not None:
                waiting.append(readers.submit(_ready, catalog, row))
            if not waiting:
                return
            yield waiting.popleft().result()


def _held(waiting: deque[Future[_Ready]]) -> int:
    """Bytes of the pictures that have been read and wait."""
    return sum(len(data) for future in waiting if future.done() and not future.exception() for data in future.result().fresh)


def _ready(catalog: Catalog, row: Row) -> _Ready:
    try:
        offer = offer_of(row)
    except Sketch2FashionError as problem:
        return _Ready(row, problem=str(problem))
    known = _known(catalog, offer.product.id)
    pictures = tuple(_picture(path, known) for path in offer.pictures)
    return _Ready(row, offer.product, pictures, known)


def _picture(path: Path, known: Item | None) -> _Picture:
    try:
        data = _bytes_of(path)
    except (BadFeed, TooLarge) as problem:
        return _Picture(str(path), problem=str(problem))
    digest = hashlib.sha256(data).hexdigest()
    stored = next((picture for picture in known.pictures if picture.digest == digest), None) if known else None
    return _Picture(str(path), digest, None if stored else data, stored)


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


# ── What is stored ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def source_digest(product: Product, pictures: tuple[str, ...]) -> str:
    """SHA-256 over a product as its feed has it and the digests of its pictures: equal digests, nothing to import."""
    return hashlib.sha256("\n".join((product.digest(), *pictures)).encode()).hexdigest()


def _stored(picture: _Picture, result: PreparedPicture | str) -> StoredPicture | None:
    if isinstance(result, PreparedPicture):
        return StoredPicture(result.webp, result.seen.features, picture.digest, picture.origin)
    return picture.stored


def _with_category(product: Product, known: Item | None, prepared: PreparedProduct) -> Product:
    """A product whose feed names no category takes the one that its main picture shows, or what was found out before."""
    if product.category is not None:
        return product
    if known is not None and known.product.category is not None:
        return replace(product, category=known.product.category)
    seen = next((picture.seen for picture in prepared.pictures if isinstance(picture, PreparedPicture)), None)
    if seen is None:
        return product
    best = max(seen.category_scores, key=lambda name: seen.category_scores[name])
    return replace(product, category=best if seen.category_scores[best] >= _SURE else None)


def _default_report(catalog: Catalog) -> Path:
    stamp = time.strftime("%Y%m%d-%H%M%S")
    home = Path(catalog.uri) if "://" not in catalog.uri else Path.cwd()
    return home / "reports" / f"import-{stamp}.csv"
