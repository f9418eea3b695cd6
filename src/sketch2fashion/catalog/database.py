"""The SQLite file of an embedded catalogue: its tables, its connections, and one clear sentence for each thing that can fail.

WAL lets any number of processes read while one writes. Every write transaction takes the next `revision`; what changed since a revision
is found by index (`pictures.revision`, `removed.revision`), which is how readers keep their vectors current.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from sketch2fashion.errors import CatalogError

FILE_NAME = "catalog.sqlite"
BUSY_SECONDS = 60.0  # a writer waits this long for another process's batch
_CACHE_KIB = 16_384  # a connection; SQLite's own 2 MiB make every search read the file again
_APPLICATION = 0x53324643  # "S2FC": tells our file from any other SQLite file
_VERSION = 1

_SCHEMA = (
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID",
    "INSERT INTO facts VALUES ('revision', 0), ('model', NULL), ('pruned', 0)",
    # `amount` is the price in ten-thousandths of a major unit, -1 where none is known
    """CREATE TABLE products (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, price TEXT, currency TEXT, link TEXT NOT NULL, category TEXT, colour TEXT,
        in_stock INTEGER NOT NULL, shop TEXT NOT NULL, extra TEXT NOT NULL, amount INTEGER NOT NULL, source_digest TEXT NOT NULL)""",
    "CREATE INDEX products_by_category ON products (category, id)",
    # numbers of pictures are never used twice, so that a removed one can never be taken for another
    """CREATE TABLE pictures (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        product INTEGER NOT NULL REFERENCES products (number) ON DELETE CASCADE,
        position INTEGER NOT NULL, digest TEXT NOT NULL, origin TEXT NOT NULL, revision INTEGER NOT NULL, UNIQUE (product, position))""",
    "CREATE INDEX pictures_by_revision ON pictures (revision)",
    # photo and sketch are 256 float16 each, palette float32 (K, 4); a second model is there only while reindexing
    """CREATE TABLE vectors (
        picture INTEGER NOT NULL REFERENCES pictures (number) ON DELETE CASCADE,
        model TEXT NOT NULL, photo BLOB NOT NULL, sketch BLOB NOT NULL, palette BLOB NOT NULL, families TEXT NOT NULL,
        PRIMARY KEY (picture, model))""",  # with rowids: in an index tree each row of this size would take a page of its own
    "CREATE TABLE thumbnails (picture INTEGER PRIMARY KEY REFERENCES pictures (number) ON DELETE CASCADE, webp BLOB NOT NULL)",
    "CREATE TABLE removed (picture INTEGER PRIMARY KEY, revision INTEGER NOT NULL)",
    "CREATE INDEX removed_by_revision ON removed (revision)",
)


class Database:
    """The SQLite file in `folder`. A connection serves one thread at a time; there are as many as threads use it at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._mine = threading.local()  # .connection: what this thread has on loan
        self._free: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._closed = False

    @property
    def exists(self) -> bool:
        """Whether there is a file at all."""
        return (self.folder / FILE_NAME).is_file()

    def create(self) -> None:
        """Make folder, file and tables; what is there stays."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise CatalogError(f"The folder {self.folder} cannot be made: {problem.strerror}.") from problem
        with self._clear_errors(), self._connection(make=True) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")
            try:
                if connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0] == 0:
                    for statement in _SCHEMA:
                        connection.execute(statement)
                    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                    connection.execute(f"PRAGMA user_version = {_VERSION}")
            finally:
                connection.execute("COMMIT")

    def check(self) -> None:
        """Raise `CatalogError` unless the file is a catalogue that this version reads."""
        if not self.exists:
            raise CatalogError(f"There is no catalogue in {self.folder}.", hint="Make one: sketch2fashion catalog import SOURCE")
        with self._clear_errors(), self._connection() as connection:
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            version = connection.execute("PRAGMA user_version").fetchone()[0]
        if application != _APPLICATION:
            raise CatalogError(f"{self.folder / FILE_NAME} is a database of another program.")
        if version > _VERSION:
            raise CatalogError(f"The catalogue in {self.folder} was made by a newer version of Sketch2Fashion.", hint="Update this one.")

    @contextlib.contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """A consistent look at everything committed so far; inside another `read` or `write` of this thread, the same look."""
        with self._clear_errors(), self._connection() as connection:
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("COMMIT")

    @contextlib.contextmanager
    def write(self) -> Iterator[tuple[sqlite3.Connection, int]]:
        """A transaction and its revision; committed (and flushed to the disk) when the block ends without an error."""
        with self._clear_errors(), self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                connection.execute("UPDATE facts SET value = value + 1 WHERE name = 'revision'")
                yield connection, number_fact(connection, "revision")
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def close(self) -> None:
        """Close all connections; those on loan when they come back."""
        with self._lock:
            self._closed = True
            for connection in self._free:
                connection.close()
            self._free.clear()

    @contextlib.contextmanager
    def _connection(self, *, make: bool = False) -> Iterator[sqlite3.Connection]:
        """A connection on loan; the one that this thread has already, if it has one."""
        known: sqlite3.Connection | None = getattr(self._mine, "connection", None)
        if known is not None:
            yield known
            return
        with self._lock:
            connection = self._free.pop() if self._free else None
        self._mine.connection = connection = connection or self._connected(make)
        broken = False
        try:
            yield connection
        except sqlite3.DatabaseError:  # what this process believes of the file may be wrong for good: begin anew
            broken = True
            raise
        finally:
            self._mine.connection = None
            with self._lock:
                self._free.append(connection)
                if self._closed or broken:
                    for each in self._free:
                        each.close()
                    self._free.clear()

    def _connected(self, make: bool) -> sqlite3.Connection:
        # Only `create` may make a file: a plain connect would leave an empty one at a mistyped path.
        address = f"{(self.folder / FILE_NAME).absolute().as_uri()}?mode={'rwc' if make else 'rw'}"
        connection = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        connection.create_function("fold", 1, str.casefold, deterministic=True)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        connection.execute("PRAGMA synchronous = FULL")  # "imported" outlives a power cut, not only a killed process
        return connection

    @contextlib.contextmanager
    def _clear_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as problem:
            if "locked" in str(problem):
                waited = f"{BUSY_SECONDS:.0f} s"
                raise CatalogError(f"Another process has been writing to the catalogue in {self.folder} for over {waited}.") from problem
            raise CatalogError(f"The catalogue in {self.folder} cannot be used: {problem}.") from problem
        except sqlite3.DatabaseError as problem:
            hint = "Put back a copy of it, or import into a new folder with --catalog."
            raise CatalogError(f"The catalogue in {self.folder} is damaged: {problem}.", hint=hint) from problem


def fact(connection: sqlite3.Connection, name: str) -> str | int | None:
    """One value of the `facts` table."""
    row = connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
    if row is None:
        raise sqlite3.DatabaseError(f"the fact {name} is missing")
    value: str | int | None = row[0]
    return value


def number_fact(connection: sqlite3.Connection, name: str) -> int:
    """One value of the `facts` table that is a number."""
    return int(fact(connection, name) or 0)


@contextlib.contextmanager
def only_builder(folder: Path) -> Iterator[bool]:
    """True in the one process that may build derived files now. The lock is SQLite's own, so a killed process leaves none behind."""
    connection = sqlite3.connect(folder / "build.lock", timeout=0, isolation_level=None)
    try:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            yield False
            return
        yield True
    finally:
        connection.close()
