"""Bring a feed into a catalogue, as a stream: memory does not grow with the feed.

    rows ─▶ understand, read the pictures ─┬─▶ unchanged: nothing to do
            (threads, some rows ahead)     ├─▶ new words or price, same pictures: stored at once
                                           └─▶ new pictures ─▶ prepare (an executor: processes, machines) ─▶ stored

What is reported is committed: nothing of it is lost by a kill, and importing again goes on where the last run stopped, since a row that is
stored as it stands in the feed costs one look. A row that cannot be used goes into the report and stops nobody.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import json
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from sketch2fashion.catalog.executors import InProcess
from sketch2fashion.catalog.feeds import Row, feed_of
from sketch2fashion.catalog.feeds.columns import id_of, offer_of
from sketch2fashion.catalog.feeds.source import Columns
from sketch2fashion.catalog.fetching import Fetcher, FetchProblem, is_address
from sketch2fashion.catalog.pace import Pace, counting
from sketch2fashion.catalog.pictures import look_at
from sketch2fashion.catalog.prepare import Executor, Look, PreparedPicture, PreparedProduct, RawProduct, prepare, prepare_all
from sketch2fashion.catalog.product import Product
from sketch2fashion.catalog.store import Catalog, Item, StoredPicture, every_item
from sketch2fashion.errors import BadFeed, BadImage, NotFound, Sketch2FashionError, TooLarge
from sketch2fashion.images import decode
from sketch2fashion.search.embedder import model_id
from sketch2fashion.settings import settings

_SURE = 0.5  # an embedder's score from which it names the category that the feed does not
_READERS = 16  # threads that understand rows and read their pictures; most of them wait for a server
_ROWS_AHEAD = 48  # that are read before they are wanted
_BYTES_AHEAD = 128_000_000  # of pictures that are held for them
_COMMIT_ROWS = 64  # rows that need no preparing are committed in groups of so many


@dataclass(frozen=True)
class ImportOptions:
    """How to import. `format` forces the feed's format, `columns` says what its columns mean.

    `refetch` fetches pictures of the web again although their address did not change. `prune` removes the products of the feed's shops
    that are not in the feed any more, unless that were more than half of them: then only with `prune_anyway`.
    """

    format: str | None = None
    columns: Columns = field(default_factory=Columns)
    refetch: bool = False
    prune: bool = False
    prune_anyway: bool = False


@dataclass(frozen=True)
class Progress:
    """How far an import is. `ids` are the products that were committed just now; the numbers count from its start.

    `total` is the number of rows in the feed, None until they are counted; `seconds_left` is None until it can be told.
    """

    ids: tuple[str, ...]
    imported: int
    unchanged: int
    failed: int
    removed: int = 0
    total: int | None = None
    seconds_left: float | None = None

    @property
    def rows(self) -> int:
        """Rows that are done."""
        return self.imported + self.unchanged + self.failed + self.removed


@dataclass(frozen=True)
class ImportReport:
    """How an import went. `problems` is the file that names each bad row and each picture that was left out, if there were any.

    `removed` counts products that the feed says are gone and those that were pruned; `not_pruned` says why pruning was refused.
    """

    imported: int
    unchanged: int
    failed: int
    seconds: float
    problems: Path | None
    removed: int = 0
    pictures_left_out: int = 0
    not_pruned: str = ""


def import_source(
    catalog: Catalog,
    source: Path,
    options: ImportOptions | None = None,
    *,
    on_commit: Callable[[Progress], None] = lambda progress: None,
    problems: Path | None = None,
    executor: Executor | None = None,
    fetcher: Fetcher | None = None,
    look: Look = look_at,
    model: str | None = None,
) -> ImportReport:
    """Import a feed file or a folder of pictures; the same id again is an update. `problems` is where bad rows are listed,
    as CSV or, with the ending .jsonl, as JSON lines.

    `on_commit` is called after each batch that is safely stored. `executor` is where pictures are prepared (this process), `fetcher` how
    those of the web are fetched, `look` makes their features, `model` names what those come from (the installed embedder).
    Raises `NotFound`, `BadFeed` (no feed at all), `BadValue` (an unknown format) and `CatalogError`.
    """
    options = options or ImportOptions()
    feed, opened = feed_of(source, options.format, options.columns)
    tally = _Tally(problems or _default_report(catalog))
    fetched = fetcher or Fetcher()
    reader = _Reader(catalog, options, fetched)
    work = _Import(catalog, tally, model or model_id(), on_commit)
    with contextlib.closing(tally), contextlib.closing(fetched), counting(feed, opened) as pace:
        work.pace = pace
        for prepared in prepare_all(work.to_prepare(reader.ready_rows(feed.rows(opened))), executor or InProcess(), look):
            work.store(prepared)
        work.commit()
        not_pruned = _pruned(catalog, tally, anyway=options.prune_anyway) if options.prune else ""
        catalog.settle()
        return tally.report_of(not_pruned)


def import_picture(catalog: Catalog, product: Product, data: bytes) -> Item:
    """Store one product with its picture (PNG, JPEG, WebP …); returns what was stored.

    Raises `TooLarge`, `UnsupportedFormat`, `BadImage` and `CatalogError`.
    """
    prepared = prepare(RawProduct(0, (data,), product.category))
    (picture,) = prepared.pictures
    if isinstance(picture, str):
        decode(data)  # raises the error itself: a prepared product only holds its sentence
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
    removed: int = 0
    pictures_left_out: int = 0
    unclear: str = ""  # the place of a row that may have been any product, or after which the feed ends early
    started: float = field(default_factory=time.perf_counter)
    _lines: int = 0
    _met: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(""))  # a file of its own that goes by itself

    def __post_init__(self) -> None:
        self._met.execute("CREATE TABLE met (id TEXT PRIMARY KEY, place TEXT) WITHOUT ROWID")
        self._met.execute("CREATE TABLE failed (id TEXT PRIMARY KEY) WITHOUT ROWID")
        self._met.execute("CREATE TABLE shops (name TEXT PRIMARY KEY) WITHOUT ROWID")

    def without_repeat(self, ready: _Ready) -> _Ready:
        """The row, or what is wrong with it if its id came before: the first one counts, in this run and in the next."""
        if ready.problem:
            return ready
        if ready.product is not None:
            self._met.execute("INSERT OR IGNORE INTO shops VALUES (?)", (ready.product.shop,))
        if self._met.execute("INSERT OR IGNORE INTO met VALUES (?, ?)", (ready.id, ready.row.place)).rowcount:
            return ready
        (first,) = self._met.execute("SELECT place FROM met WHERE id = ?", (ready.id,)).fetchone()
        return replace(ready, pictures=(), problem=f'The id "{ready.id}" came before, in {first}.')

    def is_gone(self, item: Item) -> bool | None:
        """Whether a stored product of the feed's shops is not in the feed; None for a product of another shop."""
        if not self._met.execute("SELECT 1 FROM shops WHERE name = ?", (item.product.shop,)).fetchone():
            return None
        found = "SELECT 1 FROM met WHERE id = ? UNION ALL SELECT 1 FROM failed WHERE id = ?"
        return self._met.execute(found, (item.product.id, item.product.id)).fetchone() is None

    def fail(self, ready: _Ready, problem: str) -> None:
        """Count a bad row and write it to the report. Its product, if it is stored, stays as it is."""
        self.failed += 1
        self._met.execute("INSERT OR IGNORE INTO failed VALUES (?)", (ready.id,))
        if ready.row.ends_early or not ready.id:
            self.unclear = ready.row.place
        self._write(ready, problem)

    def leave_out(self, ready: _Ready, problem: str) -> None:
        """Count a picture that cannot be used, of a product that has others."""
        self.pictures_left_out += 1
        self._write(ready, f"A picture was left out: {problem}")

    def report_of(self, not_pruned: str) -> ImportReport:
        """What the caller is told at the end."""
        seconds = time.perf_counter() - self.started
        problems = self.report if self._lines else None
        counts = self.imported, self.unchanged, self.failed, seconds
        return ImportReport(*counts, problems, self.removed, self.pictures_left_out, not_pruned)

    def close(self) -> None:
        """Let go of the list of ids."""
        self._met.close()

    def _write(self, ready: _Ready, problem: str) -> None:
        """At once: a killed import has told what it met."""
        first = self._lines == 0
        self._lines += 1
        told = {"place": ready.row.place, "id": ready.id, "problem": problem}
        self.report.parent.mkdir(parents=True, exist_ok=True)
        as_json = self.report.suffix.lower() in (".jsonl", ".json", ".ndjson")
        with self.report.open("w" if first else "a", encoding="utf-8" if as_json or not first else "utf-8-sig", newline="") as file:
            if as_json:
                file.write(json.dumps(told, ensure_ascii=False) + "\n")
                return
            writer = csv.DictWriter(file, list(told))
            if first:
                writer.writeheader()
            writer.writerow(told)


def _pruned(catalog: Catalog, tally: _Tally, *, anyway: bool) -> str:
    """Remove the products of the feed's shops that the feed does not have any more; or say why that was refused."""
    if tally.unclear and not anyway:
        return f"The feed cannot be read whole ({tally.unclear}), so nobody knows what is missing from it."
    of_shops, gone = 0, []
    for item in every_item(catalog):
        missing = tally.is_gone(item)
        of_shops += missing is not None
        if missing:
            gone.append(item.product.id)
    if 2 * len(gone) > of_shops and not anyway:
        return f"The feed lacks {len(gone)} of the {of_shops} products of its shops, more than half."
    for start in range(0, len(gone), _COMMIT_ROWS):
        tally.removed += catalog.delete(gone[start : start + _COMMIT_ROWS])
    return ""


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
    again: bool = False  # the problem may pass

    @property
    def is_fresh(self) -> bool:
        return self.stored is None and not self.problem


@dataclass(frozen=True, eq=False)
class _Ready:
    """A row, understood and its pictures read; or why not."""

    row: Row
    id: str
    product: Product | None = None
    pictures: tuple[_Picture, ...] = ()
    known: Item | None = None
    problem: str = ""
    left_out: tuple[str, ...] = ()  # what is wrong with pictures that are not in `pictures`

    @property
    def digest(self) -> str:
        """Of all that the feed says, the pictures included; "" if it is worth another try the next time."""
        assert self.product is not None
        if any(picture.again for picture in self.pictures):
            return ""
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
        self._gone: list[str] = []
        self._untold = 0
        self.pace = Pace()

    def to_prepare(self, rows: Iterator[_Ready]) -> Iterator[RawProduct]:
        """The products whose pictures must be prepared; all other rows are dealt with on the way."""
        for number, read in enumerate(rows):
            ready = self._tally.without_repeat(read)
            if not ready.problem and ready.fresh:
                self._preparing[number] = ready.without_data()
                yield RawProduct(number, ready.fresh, None if ready.product is None else ready.product.category)
                continue
            self._settle(number, ready)
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
        if self._gone:
            self._tally.removed += self._catalog.delete(self._gone)
        tally = self._tally
        tally.imported += len(self._items)
        ids = tuple(item.product.id for item in self._items)
        self._items.clear()
        self._gone.clear()
        self._untold = 0
        progress = Progress(ids, tally.imported, tally.unchanged, tally.failed, tally.removed, self.pace.total)
        self._on_commit(replace(progress, seconds_left=self.pace.seconds_left(progress.rows)))

    def _settle(self, number: int, ready: _Ready) -> None:
        """A row that needs no preparing."""
        if ready.problem:
            self._tally.fail(ready, ready.problem)
        elif ready.row.removed:
            if ready.known is None:
                self._tally.unchanged += 1
            else:
                self._gone.append(ready.id)
        elif ready.known is not None and ready.known.source_digest == ready.digest:
            self._tally.unchanged += 1
        else:
            self._finish(ready, PreparedProduct(number, ()))

    def _finish(self, ready: _Ready, prepared: PreparedProduct) -> None:
        """A product whose pictures are all seen: one that cannot be used is left out, with all of them the product."""
        assert ready.product is not None
        results = iter(prepared.pictures)
        pictures = [(picture, next(results) if picture.is_fresh else picture.problem) for picture in ready.pictures]
        stored = [kept for picture, result in pictures if (kept := _stored(picture, result)) is not None]
        problems = [*ready.left_out, *(result for _, result in pictures if isinstance(result, str) and result)]
        if not stored:
            self._tally.fail(ready, problems[0])
            return
        for problem in problems:
            self._tally.leave_out(ready, problem)
        if ready.known is not None and _is_same(ready, stored):
            self._tally.unchanged += 1
        else:
            product = _with_category(ready.product, ready.known, prepared)
            self._items.append(Item(product, tuple(stored), ready.digest))


# ── Reading, some rows ahead ──────────────────────────────────────────────────────────────────────────────────────────────────────


class _Reader:
    """Understands rows and reads their pictures, in threads, ahead of whoever asks for them."""

    def __init__(self, catalog: Catalog, options: ImportOptions, fetcher: Fetcher) -> None:
        self._catalog = catalog
        self._options = options
        self._fetcher = fetcher

    def ready_rows(self, rows: Iterator[Row]) -> Iterator[_Ready]:
        """The rows, in their order, made ready while the caller works on those before."""
        waiting: deque[Future[_Ready]] = deque()
        readers = ThreadPoolExecutor(_READERS)
        try:
            while True:
                while len(waiting) < _ROWS_AHEAD and _held(waiting) < _BYTES_AHEAD and (row := next(rows, None)) is not None:
                    waiting.append(readers.submit(self._ready, row))
                if not waiting:
                    return
                yield waiting.popleft().result()
        finally:
            readers.shutdown(cancel_futures=True)

    def _ready(self, row: Row) -> _Ready:
        id = id_of(row, self._options.columns)
        if row.removed and id:
            return _Ready(row, id, known=_known(self._catalog, id))
        try:
            offer = offer_of(row, self._options.columns)
        except Sketch2FashionError as problem:
            return _Ready(row, id, problem=str(problem))
        known = _known(self._catalog, offer.product.id)
        pictures = tuple(_picture(reference, known) for reference in offer.pictures)
        ready = _Ready(row, offer.product.id, offer.product, pictures, known, left_out=offer.problems)
        if known is not None and known.source_digest == ready.digest and not self._options.refetch:
            return replace(ready, pictures=tuple(map(_as_before, pictures)))
        return replace(ready, pictures=tuple(self._fetched(picture) for picture in pictures))

    def _fetched(self, picture: _Picture) -> _Picture:
        """The picture with its bytes, if it is one of the web that is not stored, or is wanted anew."""
        if not is_address(picture.origin) or (picture.stored is not None and not self._options.refetch):
            return picture
        try:
            return replace(picture, data=self._fetcher.fetch(picture.origin), stored=None)
        except FetchProblem as problem:
            return replace(picture, problem=str(problem), again=problem.again)


def _held(waiting: deque[Future[_Ready]]) -> int:
    """Bytes of the pictures that have been read and wait."""
    return sum(len(data) for future in waiting if future.done() and not future.exception() for data in future.result().fresh)


def _picture(reference: Path | str, known: Item | None) -> _Picture:
    return _picture_on_the_web(reference, known) if isinstance(reference, str) else _picture_on_disk(reference, known)


def _picture_on_the_web(address: str, known: Item | None) -> _Picture:
    """Told by its address: shops give a changed picture a new one, and asking for millions anew each night serves nobody."""
    digest = hashlib.sha256(f"address {address}".encode()).hexdigest()
    return _Picture(address, digest, stored=_stored_already(digest, known))


def _picture_on_disk(path: Path, known: Item | None) -> _Picture:
    try:
        data = _bytes_of(path)
    except (BadFeed, TooLarge) as problem:
        return _Picture(str(path), problem=str(problem))
    digest = hashlib.sha256(data).hexdigest()
    stored = _stored_already(digest, known)
    return _Picture(str(path), digest, None if stored else data, stored)


def _as_before(picture: _Picture) -> _Picture:
    """A picture of a row that did not change: one that is not stored could not be used the last time, nor can it now."""
    return replace(picture, data=None, problem=picture.problem or ("" if picture.stored else "It could not be used before."))


def _stored_already(digest: str, known: Item | None) -> StoredPicture | None:
    return next((picture for picture in known.pictures if picture.digest == digest), None) if known else None


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


def _is_same(ready: _Ready, stored: list[StoredPicture]) -> bool:
    """Whether what would be stored is stored already: a picture that still cannot be fetched is no change."""
    assert ready.known is not None
    assert ready.product is not None
    as_before = replace(ready.product, category=ready.product.category or ready.known.product.category)
    same_pictures = [id(picture) for picture in stored] == [id(picture) for picture in ready.known.pictures]
    return same_pictures and as_before == ready.known.product and ready.digest == ready.known.source_digest


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
