"""Several workers on one socket, and the process that keeps them running.

A worker is forked from a *template* process that has imported everything and started nothing (multiprocessing's fork server), so a
new one serves a fraction of a second after the old one died; where there is no fork, it is started afresh. The supervisor waits on
the workers' ends, so it learns of a death at once, and on their heartbeats, so it learns of a worker that hangs. A worker watches
a pipe whose other end only the supervisor holds: when that closes, it finishes what it does and ends.

Workers count into files of their slot, not of their process id, so that metrics neither restart nor pile up when one is replaced.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import multiprocessing.connection
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from ctypes import c_double
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Any

import structlog

_log = structlog.get_logger("sketch2fashion.web")

BEAT_S = 0.5
HUNG_S = 20.0  # without a heartbeat; far beyond what a busy machine does to an event loop
START_S = 120.0  # that a worker has for its first heartbeat
SHORT_LIFE_S = 5.0  # a worker that dies sooner died of its start
BACKOFF_S = (0.0, 0.1, 0.5, 1.0, 2.0, 5.0)  # before the start after so many short lives
GRACE_S = 2.0  # beyond what a worker itself gives its running requests
STARTUP_FAILED = 3  # uvicorn's exit status when the application cannot start
_TEMPLATE_DIED = 255  # what multiprocessing reports as the status of a worker whose template is gone
_TEMPLATE_IMPORTS = ["sketch2fashion.web.app", "sketch2fashion.web.server"]

Work = Callable[["Slot"], None]


@dataclass(frozen=True)
class Slot:
    """What a worker is told: its number, the socket, where its heart beats, and the pipe that closes with the supervisor."""

    number: int
    listener: socket.socket
    heart: c_double  # shared memory: the monotonic second of the last beat, 0 before the first
    lifeline: Connection

    def beat(self) -> None:
        """Say that the event loop turns."""
        self.heart.value = time.monotonic()

    async def beat_while(self, healthy: Callable[[], bool]) -> None:
        """Beat as long as `healthy` says so; a worker that cannot mend itself falls silent and is replaced."""
        while True:
            if healthy():
                self.beat()
            await asyncio.sleep(BEAT_S)

    def watch(self, stop: Callable[[], None]) -> None:
        """Call `stop` when the supervisor is gone."""

        def wait() -> None:
            with contextlib.suppress(EOFError, OSError):
                self.lifeline.recv()
            stop()

        threading.Thread(target=wait, name="lifeline", daemon=True).start()


@dataclass
class _Worker:
    """A process in a slot."""

    number: int
    process: BaseProcess
    heart: c_double
    lifeline: Connection  # our end
    started: float = field(default_factory=time.monotonic)


class Supervisor:
    """Keeps `count` processes running `work` until SIGINT or SIGTERM."""

    def __init__(self, listener: socket.socket, count: int, work: Work, grace_s: float) -> None:
        self._listener = listener
        self._work = work
        self._grace_s = grace_s + GRACE_S
        self._context: Any = _context()
        self._workers: dict[int, _Worker] = {}
        self._orphans: list[_Worker] = []  # they live, but the template that would tell of their end does not
        self._due: dict[int, float] = {number: 0.0 for number in range(count)}  # empty slots → when to fill them
        self._short_lives = [0] * count
        self._stops = 0
        self._renew = False
        self._ever_beat = False
        self._wake_read, self._wake_write = socket.socketpair()
        self._wake_read.setblocking(False)
        self._wake_write.setblocking(False)

    def run(self) -> bool:
        """Serve until told to stop. Returns whether any worker ever came up."""
        with self._signals():
            while not self._stops:
                self._fill_slots()
                self._wait()
                self._bury_dead()
                self._release_orphans()
                self._kill_hung()
                if self._renew:
                    self._renew_all()
            self._stop_all()
        return self._ever_beat

    def _fill_slots(self) -> None:
        now = time.monotonic()
        for number in [number for number, due in self._due.items() if due <= now]:
            try:
                self._workers[number] = self._started(number)
            except (EOFError, OSError) as problem:  # the template is dying, or the machine is out of processes
                self._due[number] = now + BACKOFF_S[2]
                _log.warning("a worker cannot be started yet", worker=number, why=str(problem))
            else:
                del self._due[number]

    def _started(self, number: int) -> _Worker:
        theirs, ours = self._context.Pipe(duplex=False)
        heart: c_double = self._context.RawValue("d", 0.0)
        slot = Slot(number, self._listener, heart, theirs)
        process = self._context.Process(target=self._work, args=(slot,), name=f"worker-{number}")
        try:
            process.start()
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        return _Worker(number, process, heart, ours)

    def _wait(self) -> None:
        """Until a worker ends, a signal comes, a slot is due or it is time to look at the heartbeats."""
        pause = min([BEAT_S, *(due - time.monotonic() for due in self._due.values())])
        ends = [worker.process.sentinel for worker in self._workers.values()]
        multiprocessing.connection.wait([*ends, self._wake_read.fileno()], timeout=max(pause, 0.0))
        with contextlib.suppress(BlockingIOError):
            while self._wake_read.recv(64):
                pass

    def _bury_dead(self) -> None:
        self._ever_beat = self._ever_beat or any(worker.heart.value for worker in self._workers.values())
        for worker in [worker for worker in self._workers.values() if not worker.process.is_alive()]:
            self._bury(worker)

    def _bury(self, worker: _Worker) -> None:
        del self._workers[worker.number]
        worker.process.join()
        if worker.process.exitcode == _TEMPLATE_DIED and _lives(worker.process.pid):
            self._orphans.append(worker)
            self._due[worker.number] = 0.0
            _log.warning("the template of the workers ended; worker by worker is replaced", worker=worker.number)
            return
        worker.lifeline.close()
        if worker.process.exitcode == STARTUP_FAILED and not self._ever_beat:
            self._stops += 1  # it would fail the same way for ever; the log says why
            return
        lived = time.monotonic() - worker.started
        self._short_lives[worker.number] = self._short_lives[worker.number] + 1 if lived < SHORT_LIFE_S else 0
        pause = BACKOFF_S[min(self._short_lives[worker.number], len(BACKOFF_S) - 1)]
        self._due[worker.number] = time.monotonic() + pause
        _log.warning("a worker ended", worker=worker.number, exit=worker.process.exitcode, lived_s=round(lived, 1), again_in_s=pause)

    def _release_orphans(self) -> None:
        """An orphan serves until its successor does; then its lifeline ends, and it with it."""
        for orphan in list(self._orphans):
            successor = self._workers.get(orphan.number)
            if self._stops or (successor is not None and successor.heart.value):
                self._orphans.remove(orphan)
                orphan.lifeline.close()

    def _kill_hung(self) -> None:
        now = time.monotonic()
        for worker in self._workers.values():
            last = worker.heart.value
            if now - (last or worker.started) > (HUNG_S if last else START_S):
                _log.error("a worker hangs and is replaced", worker=worker.number)
                worker.process.kill()

    def _renew_all(self) -> None:
        """One after the other: the new worker beats before the old one is told to end."""
        self._renew = False
        for number, old in list(self._workers.items()):
            try:
                new = self._started(number)
            except (EOFError, OSError) as problem:
                _log.warning("a worker cannot be replaced", worker=number, why=str(problem))
                return
            deadline = time.monotonic() + START_S
            while not new.heart.value and new.process.is_alive() and time.monotonic() < deadline and not self._stops:
                time.sleep(0.05)
            self._workers[number] = new
            _terminate(old)
            old.process.join(self._grace_s)
            _kill(old)

    def _stop_all(self) -> None:
        stops = self._stops
        self._release_orphans()
        for worker in self._workers.values():
            _terminate(worker)
        deadline = time.monotonic() + self._grace_s
        while any(worker.process.is_alive() for worker in self._workers.values()):
            if time.monotonic() > deadline or self._stops > stops:  # told again: at once
                break
            self._wait()
        for worker in self._workers.values():
            _kill(worker)

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        def stop(number: int, frame: FrameType | None) -> None:
            self._stops += 1

        def renew(number: int, frame: FrameType | None) -> None:
            self._renew = True

        handlers: dict[int, Any] = {signal.SIGINT: stop, signal.SIGTERM: stop}
        if hasattr(signal, "SIGHUP"):
            handlers[signal.SIGHUP] = renew
        before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
        woken = signal.set_wakeup_fd(self._wake_write.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(woken)
            for number, handler in before.items():
                signal.signal(number, handler)
            self._wake_read.close()
            self._wake_write.close()


def count_into_slot(number: int) -> None:
    """Let this process's metrics go into the files of its slot; called before any metric is made."""
    from prometheus_client import values

    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        values.ValueClass = values.MultiProcessValue(lambda: number)  # type: ignore[no-untyped-call]


def _lives(pid: int | None) -> bool:
    if pid is None:
        return False
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _context() -> Any:
    """How workers are made: forked from a template where that is possible."""
    if sys.platform == "win32" or "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_TEMPLATE_IMPORTS)
    return context


def _terminate(worker: _Worker) -> None:
    with contextlib.suppress(OSError, ValueError):
        worker.process.terminate()


def _kill(worker: _Worker) -> None:
    with contextlib.suppress(OSError, ValueError):
        worker.process.kill()
    worker.process.join()
    worker.lifeline.close()
