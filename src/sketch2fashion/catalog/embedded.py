"""A catalogue in a folder: SQLite is the truth, memory-mapped generations of the vectors make it fast.

A search looks at the newest whole generation plus the rows that changed since, taken from SQLite by revision; so it sees every commit of
every process at once, and no generation, an old one or a damaged one costs time, never answers. A build runs in a process of its
own: the one that serves never stops for it. Up to the setting `exact_pictures` a search scans all rows; a generation with more has a
graph.
"""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sketch2fashion.catalog import generations, records
from sketch2fashion.catalog.database import Database, number_fact, only_builder
from sketch2fashion.catalog.reembed import reembedded
from sketch2fashion.catalog.segments import EMPTY, Segment, best_products
from sketch2fashion.catalog.store import EVERYTHING, Candidate, Catalog, Filter, Item, Reembed, Stats, VectorQuery
from sketch2fashion.errors import CatalogError, NotFound
from sketch2fashion.settings import settings

BUILD_FROM = 2_000  # pictures outside the newest generation before another is worth building: they are read at each opening
BUILD_SHARE = 0.2  # … and this share of the generation's own size
_GROUP = 4_096  # rows: newer ones join the last stretch of recent rows up to this size, so that no commit copies many
_REEMBED_BATCH = 16
_ATTEMPTS = 3  # a product found may be changed by another process before it is read
_BUILDER_GRACE_SECONDS = 10.0
_BUILD_POLL_SECONDS = 0.2
_GENERATIONS = "vectors"


@dataclass(frozen=True, eq=False)
class _View:
    """All that a search reads, as of one revision: it is replaced, never changed, so that threads need no lock while they search."""

    stamp: generations.Stamp
    model: str | None
    revision: int
    settled: Segment  # a generation, or EMPTY
    recent: tuple[Segment, ...] = ()  # rows since


class EmbeddedCatalog(Catalog):
    """The catalogue in a folder. Raises `CatalogError` if there is none and `create` is false."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self.folder = folder
        self.uri = str(folder)
        self._database = Database(folder)
        self._vectors = folder / _GENERATIONS
        self._exact_up_to = settings().exact_pictures
        self._view: _View | None = None
        self._refreshing = threading.Lock()
        self._unsettled = 0  # pictures written here since the last look at whether to build
        self._builder: subprocess.Popen[bytes] | None = None
        if create:
            self.create()
        try:
            self._database.check()
        except CatalogError:
            self._database.close()
            raise

    def create(self) -> None:
        self._database.create()

    def upsert(self, items: Sequence[Item], model: str) -> None:
        with self._database.write() as (connection, revision):
            records.claim_model(connection, model, self.folder)
            for item in items:
                records.put(connection, revision, item, model)
        self._unsettled += sum(len(item.pictures) for item in items)
        if self._unsettled >= BUILD_FROM:
            self._unsettled = 0
            self._build_elsewhere_if_due()

    def delete(self, ids: Iterable[str]) -> int:
        with self._database.write() as (connection, revision):
            return sum(records.take_out(connection, revision, id) for id in ids)

    def search(self, query: VectorQuery) -> list[Candidate]:
        for _ in range(_ATTEMPTS):
            view = self._current_view()
            if view.model is None:
                return []
            if view.model != query.model:
                raise records.other_model(view.model, query.model, self.folder)
            picks = best_products(self._segments(view, query.where), query, exact_up_to=self._exact_up_to)
            with self._database.read() as connection:
                found = records.candidates(connection, picks, view.model)
            if len(found) == len(picks):
                break
        return found

    def _segments(self, view: _View, where: Filter) -> list[Segment]:
        """What is searched: all segments of the view, without the products whose texts do not pass."""
        segments = [view.settled, *view.recent]
        if not where.reads_text:
            return segments
        with self._database.read() as connection:
            products = records.saying(connection, where)
        return [segment.only(products) for segment in segments]

    def get(self, id: str) -> Item:
        with self._database.read() as connection:
            row = connection.execute(f"SELECT {records.PRODUCT} FROM products WHERE id = ?", (id,)).fetchone()
            if row is None:
                raise NotFound(f'There is no product "{id}" in the catalogue.')
            return records.item(connection, row)

    def count(self, where: Filter = EVERYTHING) -> int:
        condition, values = records.condition(where)
        with self._database.read() as connection:
            return int(connection.execute(f"SELECT COUNT(*) FROM products WHERE {condition}", values).fetchone()[0])

    def scan(self, *, after: str = "", limit: int = 100, where: Filter = EVERYTHING) -> list[Item]:
        condition, values = records.condition(where)
        with self._database.read() as connection:
            statement = f"SELECT {records.PRODUCT} FROM products WHERE id > ? AND {condition} ORDER BY id LIMIT ?"
            return [records.item(connection, row) for row in connection.execute(statement, (after, *values, limit)).fetchall()]

    def stats(self) -> Stats:
        with self._database.read() as connection:
            products = connection.execute("SELECT COUNT(*) FROM products").fetchone()[0]
            pictures = connection.execute("SELECT COUNT(*) FROM pictures").fetchone()[0]
            categories = connection.execute(
                "SELECT category, COUNT(*) FROM products WHERE category IS NOT NULL GROUP BY category ORDER BY category"
            ).fetchall()
            model = records.model_of(connection)
        return Stats(self.uri, products, pictures, dict(categories), model, _size_of(self.folder))

    def reindex(self, reembed: Reembed, model: str, on_progress: Callable[[int, int], None] = lambda done, of: None) -> int:
        embedded = self._embed_missing(reembed, model, on_progress)
        while not self._build(model):  # of the old vectors, by another process; a switch without a generation would make searches slow
            time.sleep(_BUILD_POLL_SECONDS)
        while not self._switch_model(model):  # another process stored pictures meanwhile
            embedded += self._embed_missing(reembed, model, on_progress)
        return embedded

    def settle(self) -> None:
        self._unsettled = 0
        if self._unbuilt()[0] >= BUILD_FROM:
            self.build_generation()

    def close(self) -> None:
        if self._builder is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._builder.wait(_BUILDER_GRACE_SECONDS)
        self._database.close()
        self._view = None

    def build_generation(self) -> bool:
        """Write a generation of everything committed, now. False if another process is already building one."""
        with self._database.read() as connection:
            model = records.model_of(connection)
        return model is None or self._build(model)

    # ── What a search reads ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _current_view(self) -> _View:
        """The view of the newest commit."""
        stamp = generations.stamp(self._vectors)
        with self._database.read() as connection:
            if _is_current(self._view, connection, stamp):
                assert self._view is not None
                return self._view
        with self._refreshing:
            self._view = self._refreshed(self._view, stamp)
            return self._view

    def _refreshed(self, view: _View | None, stamp: generations.Stamp) -> _View:
        with self._database.read() as connection:
            model, pruned = records.model_of(connection), number_fact(connection, "pruned")
        if view is None or view.stamp != stamp or view.model != model or view.revision < pruned:
            view = self._base(stamp, model, thorough=view is None)
        with self._database.read() as connection:  # after the generation was chosen: it cannot be ahead of what is read now
            if records.model_of(connection) != model:
                return self._refreshed(None, stamp)
            revision = number_fact(connection, "revision")
            if view.revision > revision:  # somebody put back an older copy of the database
                view = _View(stamp, model, 0, EMPTY)
                self._build_elsewhere()
            return view if model is None or view.revision == revision else _caught_up(view, connection, model, revision)

    def _base(self, stamp: generations.Stamp, model: str | None, *, thorough: bool) -> _View:
        """The view that the newest whole generation gives, or an empty one that SQLite fills."""
        generation = generations.newest(self._vectors, model or "", thorough=thorough)
        if generation is not None:
            return _View(stamp, model, generation.manifest.revision, generation.segment)
        if stamp is not None:  # there were generations, and none can be used
            self._build_elsewhere()
        return _View(stamp, model, 0, EMPTY)

    def _build_elsewhere_if_due(self) -> None:
        waiting, built = self._unbuilt()
        if waiting >= max(BUILD_FROM, BUILD_SHARE * built):
            self._build_elsewhere()

    def _unbuilt(self) -> tuple[int, int]:
        """How many pictures are outside the newest generation, and how many in it; loads no vector, so imports stay small."""
        with self._database.read() as connection:
            newest = generations.newest_manifest(self._vectors, records.model_of(connection) or "")
            revision, built = (newest.revision, newest.count) if newest else (0, 0)
            waiting = connection.execute("SELECT COUNT(*) FROM pictures WHERE revision > ?", (revision,)).fetchone()[0]
        return waiting, built

    def _build_elsewhere(self) -> None:
        if self._builder is not None and self._builder.poll() is None:
            return
        command = [sys.executable, "-m", "sketch2fashion.catalog.build", str(self.folder)]
        nowhere = subprocess.DEVNULL
        self._builder = subprocess.Popen(command, stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True)

    # ── Upkeep ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _build(self, model: str) -> bool:
        with only_builder(self.folder) as alone:
            if not alone:
                return False
            with self._database.read() as connection:
                places = records.places(connection, model)
                revision = number_fact(connection, "revision")
                try:
                    chunks = records.chunks(connection, model, places)
                    generations.write(self._vectors, revision, model, len(places), chunks, exact_up_to=self._exact_up_to)
                except OSError as problem:
                    raise CatalogError(f"The index of the catalogue in {self.folder} cannot be written: {problem}.") from problem
            generations.clean(self._vectors)
            self._forget_removed()
        return True

    def _embed_missing(self, reembed: Reembed, model: str, on_progress: Callable[[int, int], None]) -> int:
        """Give every picture vectors of `model`, batch by batch, each committed at once."""
        embedded, after = 0, 0
        while True:
            with self._database.read() as connection:
                total = connection.execute("SELECT COUNT(*) FROM pictures").fetchone()[0]
                batch = connection.execute(records.NOT_EMBEDDED, (model, after, _REEMBED_BATCH)).fetchall()
            if not batch:
                return embedded
            features = reembedded(reembed, [row[1] for row in batch], [row[3] for row in batch])
            with self._database.write() as (connection, _):
                for (picture, _, colour, _), made in zip(batch, features, strict=True):
                    if connection.execute("SELECT 1 FROM pictures WHERE number = ?", (picture,)).fetchone():  # not deleted meanwhile
                        records.put_vectors(connection, picture, model, made, colour)
                done = connection.execute("SELECT COUNT(*) FROM vectors WHERE model = ?", (model,)).fetchone()[0]
            embedded, after = embedded + len(batch), batch[-1][0]
            on_progress(done, total)

    def _switch_model(self, model: str) -> bool:
        """Search with the new model's vectors from now on, if every picture has them."""
        with self._database.write() as (connection, _):
            if connection.execute(records.NOT_EMBEDDED, (model, 0, 1)).fetchone() is not None:
                return False
            connection.execute("UPDATE facts SET value = ? WHERE name = 'model'", (model,))
            connection.execute("DELETE FROM vectors WHERE model <> ?", (model,))
        return True

    def _forget_removed(self) -> None:
        """Drop the marks of pictures that were removed before any kept generation; who is further behind starts afresh."""
        oldest = generations.oldest_revision(self._vectors)
        with self._database.write() as (connection, _):
            connection.execute("DELETE FROM removed WHERE revision <= ?", (oldest,))
            connection.execute("UPDATE facts SET value = MAX(value, ?) WHERE name = 'pruned'", (oldest,))


def _size_of(folder: Path) -> int:
    """Bytes of all files under a folder; one that another process removes meanwhile counts nothing."""
    size = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            size += path.stat().st_size if path.is_file() else 0
    return size


def _is_current(view: _View | None, connection: sqlite3.Connection, stamp: generations.Stamp) -> bool:
    return view is not None and view.stamp == stamp and view.revision == number_fact(connection, "revision")


def _caught_up(view: _View, connection: sqlite3.Connection, model: str, revision: int) -> _View:
    """The view with everything that was committed since."""
    removed = np.array(connection.execute("SELECT picture FROM removed WHERE revision > ?", (view.revision,)).fetchall(), np.int64).ravel()
    added = connection.execute(f"{records.VECTOR_ROWS} WHERE pictures.revision > ? ORDER BY pictures.number", (model, view.revision))
    recent = [segment.without(removed) for segment in view.recent]
    for vectors, rows in records.vector_rows(added):
        fresh = Segment.of(vectors, rows)
        if recent and len(recent[-1]) + len(fresh) <= _GROUP:
            fresh = recent.pop().followed_by(fresh)
        recent.append(fresh)
    return _View(view.stamp, model, revision, view.settled.without(removed), tuple(recent))
