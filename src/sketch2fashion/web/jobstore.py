"""Batch jobs on disk: what was asked, what is done, and the pictures that came of it. One SQLite file that all workers share.

What was accepted survives a killed worker: an item is *claimed* for a few seconds at a time, and one whose worker fell silent is
queued again by whoever looks next. An item that took three workers with it is given up. Claims count on the machine's monotonic
clock, which all its processes share and nobody sets; after a restart of the machine old claims are void. A drawing is deleted
as soon as its item is settled; the results when the job expires or is deleted. Deleted rows are overwritten.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sketch2fashion.errors import BadValue, Busy, NotFound, Sketch2FashionError

FILE = "jobs.sqlite3"
CLAIM_S = 6.0  # renewed every third of it while the worker lives
ATTEMPTS = 3
MOST_BYTES = 1_000_000_000  # of all jobs together, results not yet made included
BYTES_PER_PICTURE = 200_000  # a 512 px garment as PNG, generously
QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"
SETTLED = (DONE, FAILED, CANCELLED)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, person TEXT NOT NULL, idempotency TEXT, fingerprint TEXT NOT NULL,
    options TEXT NOT NULL, created REAL NOT NULL, expires REAL NOT NULL, bytes INTEGER NOT NULL,
    UNIQUE (owner, idempotency)
);
CREATE TABLE IF NOT EXISTS items (
    job TEXT NOT NULL REFERENCES jobs ON DELETE CASCADE, place INTEGER NOT NULL, name TEXT NOT NULL,
    sketch BLOB, hints BLOB, state TEXT NOT NULL DEFAULT 'queued', claimed_until REAL, attempts INTEGER NOT NULL DEFAULT 0,
    settled INTEGER, reply TEXT, PRIMARY KEY (job, place)
);
CREATE INDEX IF NOT EXISTS open_items ON items (state) WHERE state IN ('queued', 'running');
CREATE TABLE IF NOT EXISTS pictures (
    job TEXT NOT NULL, place INTEGER NOT NULL, variant INTEGER NOT NULL, png BLOB NOT NULL, PRIMARY KEY (job, place, variant),
    FOREIGN KEY (job, place) REFERENCES items ON DELETE CASCADE
);
"""


class JobsUnavailable(Sketch2FashionError):
    """The file of jobs cannot be used."""

    code = "jobs_unavailable"
    status = 503


@dataclass(frozen=True)
class Order:
    """A job as it is asked for. `drawings`: (name, sketch, hints or None) each."""

    drawings: Sequence[tuple[str, bytes, bytes | None]]
    options: dict[str, Any]
    fingerprint: str
    owner: str = ""  # the read key's name
    person: str = ""  # digest of the data id
    idempotency: str | None = None


@dataclass(frozen=True)
class Task:
    """An item that this worker has claimed."""

    job: str
    place: int
    sketch: bytes
    hints: bytes | None
    options: dict[str, Any]


@dataclass(frozen=True)
class ItemStatus:
    """One drawing of a job. `reply`: the JSON of its rendering, or its error; `settled`: the how-manieth that was settled."""

    place: int
    name: str
    state: str
    settled: int | None
    reply: dict[str, Any] | None


@dataclass(frozen=True)
class JobStatus:
    """A job as it stands. Times are seconds since 1970."""

    id: str
    owner: str
    options: dict[str, Any]
    created: float
    expires: float
    items: tuple[ItemStatus, ...] = field(default=())

    @property
    def state(self) -> str:
        """`queued`, `running`, or when every item is settled `cancelled`, `failed` (all of them failed) or `done`."""
        states = {item.state for item in self.items}
        if states <= {QUEUED}:
            return QUEUED
        if states & {QUEUED, RUNNING}:
            return RUNNING
        return CANCELLED if CANCELLED in states else FAILED if states == {FAILED} else DONE

    def count(self, *states: str) -> int:
        """Items in these states."""
        return sum(item.state in states for item in self.items)


class JobStore:
    """The file of jobs. Methods may be called from any thread; they raise `JobsUnavailable` when the file cannot be used."""

    def __init__(self, folder: Path, *, most_jobs: int, hours: float) -> None:
        self.path = folder / FILE
        self._most_jobs = most_jobs
        self._seconds = hours * 3600
        self._local = threading.local()

    def exists(self) -> bool:
        """Whether a job was ever accepted here; until then nothing is written."""
        return self.path.exists()

    def add(self, order: Order) -> tuple[str, bool]:
        """Accept a job, or find the one that this idempotency key already made. Returns its id and whether it is new.

        Raises `Busy` when there are as many jobs, or bytes, as are kept; `BadValue` when the key was used for something else.
        """
        size = sum(len(sketch) + len(hints or b"") for _, sketch, hints in order.drawings)
        size += len(order.drawings) * int(order.options.get("variants", 1)) * BYTES_PER_PICTURE
        with self._writing() as db:
            self._drop_expired(db)
            known = self._by_key(db, order)
            if known is not None:
                return known, False
            self._refuse_if_full(db, size)
            return self._inserted(db, order, size), True

    def get(self, id: str) -> JobStatus:
        """A job as it stands. Raises `NotFound`."""
        with self._reading() as db:
            job = db.execute("SELECT owner, options, created, expires FROM jobs WHERE id = ? AND expires > ?", (id, time.time())).fetchone()
            if job is None:
                raise _no_job(id)
            rows = db.execute("SELECT place, name, state, settled, reply FROM items WHERE job = ? ORDER BY place", (id,)).fetchall()
        items = tuple(ItemStatus(row[0], row[1], row[2], row[3], json.loads(row[4]) if row[4] else None) for row in rows)
        return JobStatus(id, job[0], json.loads(job[1]), job[2], job[3], items)

    def picture(self, id: str, place: int, variant: int) -> bytes:
        """A PNG. Raises `NotFound`."""
        with self._reading() as db:
            row = db.execute("SELECT png FROM pictures WHERE job = ? AND place = ? AND variant = ?", (id, place, variant)).fetchone()
        if row is None:
            raise NotFound(f'The job "{id[:40]}" has no picture {place}/{variant}.')
        png: bytes = row[0]
        return png

    def delete(self, id: str) -> None:
        """Cancel what is not done and forget everything. Raises `NotFound`."""
        with self._writing() as db:
            if db.execute("DELETE FROM jobs WHERE id = ?", (id,)).rowcount == 0:
                raise _no_job(id)

    def delete_of(self, person: str) -> int:
        """Delete all jobs of one data id; returns how many."""
        if not self.exists():
            return 0
        with self._writing() as db:
            return db.execute("DELETE FROM jobs WHERE person = ? AND person != ''", (person,)).rowcount

    def claim(self) -> Task | None:
        """The oldest item that waits, now this worker's; None if there is none."""
        with self._writing() as db:
            self._drop_expired(db)
            _requeue_abandoned(db)
            row = db.execute(
                "SELECT items.job, place, sketch, hints, options FROM items JOIN jobs ON jobs.id = items.job"
                " WHERE state = 'queued' ORDER BY created, place LIMIT 1"
            ).fetchone()
            if row is None:
                return None
            db.execute(
                "UPDATE items SET state = 'running', attempts = attempts + 1, claimed_until = ? WHERE job = ? AND place = ?",
                (time.monotonic() + CLAIM_S, row[0], row[1]),
            )
            return Task(row[0], row[1], row[2], row[3], json.loads(row[4]))

    def renew(self, task: Task) -> None:
        """Say that the worker of this task lives."""
        with self._writing() as db:
            db.execute(
                "UPDATE items SET claimed_until = ? WHERE job = ? AND place = ? AND state = 'running'",
                (time.monotonic() + CLAIM_S, task.job, task.place),
            )

    def release(self, task: Task) -> None:
        """Queue the task again: this worker stops before it has begun."""
        with self._writing() as db:
            db.execute(
                "UPDATE items SET state = 'queued', attempts = attempts - 1, claimed_until = NULL"
                " WHERE job = ? AND place = ? AND state = 'running'",
                (task.job, task.place),
            )

    def settle(self, task: Task, reply: dict[str, Any], pngs: Sequence[bytes] = (), *, failed: bool = False) -> None:
        """Write down how the task ended. A job that was deleted meanwhile stays deleted."""
        with self._writing() as db:
            if _settle(db, task.job, task.place, FAILED if failed else DONE, reply):
                rows = [(task.job, task.place, variant, png) for variant, png in enumerate(pngs, 1)]
                db.executemany("INSERT INTO pictures VALUES (?, ?, ?, ?)", rows)

    def open_items(self) -> int:
        """Items that wait or run."""
        if not self.exists():
            return 0
        with self._reading() as db:
            count: int = db.execute("SELECT count(*) FROM items WHERE state IN ('queued', 'running')").fetchone()[0]
        return count

    def _by_key(self, db: sqlite3.Connection, order: Order) -> str | None:
        if order.idempotency is None:
            return None
        row = db.execute(
            "SELECT id, fingerprint FROM jobs WHERE owner = ? AND idempotency = ?", (order.owner, order.idempotency)
        ).fetchone()
        if row is None:
            return None
        if row[1] != order.fingerprint:
            raise BadValue("This Idempotency-Key made another job.", hint="Send a new key with new drawings or options.")
        id: str = row[0]
        return id

    def _refuse_if_full(self, db: sqlite3.Connection, size: int) -> None:
        jobs, held = db.execute("SELECT count(*), coalesce(sum(bytes), 0) FROM jobs").fetchone()
        if jobs >= self._most_jobs or held + size > MOST_BYTES:
            raise Busy(f"The server keeps {jobs} jobs, and no more fit.", hint="Fetch and delete finished ones, or try again later.")

    def _inserted(self, db: sqlite3.Connection, order: Order, size: int) -> str:
        id, now, options = uuid.uuid4().hex, time.time(), json.dumps(order.options)
        db.execute(
            "INSERT INTO jobs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                id,
                order.owner,
                order.person,
                order.idempotency,
                order.fingerprint,
                options,
                now,
                now + self._seconds,
                size,
            ),
        )
        rows = [(id, place, name, sketch, hints) for place, (name, sketch, hints) in enumerate(order.drawings, 1)]
        db.executemany("INSERT INTO items (job, place, name, sketch, hints) VALUES (?, ?, ?, ?, ?)", rows)
        return id

    def _drop_expired(self, db: sqlite3.Connection) -> None:
        db.execute("DELETE FROM jobs WHERE expires <= ?", (time.time(),))

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._translated():
            db = self._connection()
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.rollback()
                raise
            db.commit()

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._translated():
            if not self.exists():
                raise NotFound("There is no job of that id.")
            yield self._connection()

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is not None and self.exists():
            return db
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        db = sqlite3.connect(self.path, timeout=5.0, isolation_level=None)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA secure_delete = ON")
        db.executescript(_SCHEMA)
        self.path.chmod(0o600)
        self._local.db = db
        return db

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as problem:
            self._local.db = None
            hint = "The operator can see with `sketch2fashion doctor` what is wrong with the folder of the state setting."
            raise JobsUnavailable("The file of jobs cannot be used now.", hint=hint) from problem


def _requeue_abandoned(db: sqlite3.Connection) -> None:
    now = time.monotonic()
    abandoned = db.execute(
        "SELECT job, place, attempts FROM items WHERE state = 'running' AND (claimed_until < ? OR claimed_until > ?)",
        (now, now + 2 * CLAIM_S),
    ).fetchall()
    for job, place, attempts in abandoned:
        if attempts < ATTEMPTS:
            db.execute("UPDATE items SET state = 'queued', claimed_until = NULL WHERE job = ? AND place = ?", (job, place))
        else:
            message = f"The drawing was given up: {ATTEMPTS} workers ended while they rendered it."
            _settle(db, job, place, FAILED, {"error": {"code": "gave_up", "message": message, "hint": ""}})


def _settle(db: sqlite3.Connection, job: str, place: int, state: str, reply: dict[str, Any]) -> bool:
    """Whether the item was still open."""
    return (
        db.execute(
            "UPDATE items SET state = :state, reply = :reply, sketch = NULL, hints = NULL, claimed_until = NULL,"
            " settled = (SELECT count(settled) + 1 FROM items WHERE job = :job)"
            " WHERE job = :job AND place = :place AND state = 'running'",
            {"state": state, "reply": json.dumps(reply), "job": job, "place": place},
        ).rowcount
        == 1
    )


def _no_job(id: str) -> NotFound:
    return NotFound(f'There is no job "{id[:40]}".', hint="Jobs are forgotten when they expire.")
