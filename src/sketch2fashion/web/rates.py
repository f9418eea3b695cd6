"""How often each caller may ask, counted together by all workers of this machine.

The generic cell rate algorithm: a caller is known by one number, the moment at which its allowance will be whole again. Those
moments stand in a small file that all workers map, under a lock; they are read from a clock that only runs forward. The file has a
fixed number of places and a caller's place follows from its name, so memory is bounded whoever comes: should two meet in one place,
the newcomer takes it.
"""

from __future__ import annotations

import contextlib
import hashlib
import mmap
import os
import struct
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

if sys.platform != "win32":  # there one worker counts alone
    import fcntl

PLACES = 1 << 15
BURST_S = 10.0  # seconds' worth of requests that may come at once after a pause
_PLACE = struct.Struct("<Qd")  # name's digest, moment


class Rates:
    """The counters. `path`: a file that the workers share; without it, this process counts alone."""

    def __init__(self, path: Path | None = None) -> None:
        self._lock = threading.Lock()
        self._file = None if path is None else os.open(path, os.O_RDWR | os.O_CREAT, 0o600)  # open as long as the process lives
        if self._file is not None:
            os.truncate(self._file, PLACES * _PLACE.size)  # grown with holes by the first; of this size ever after
        self._places = mmap.mmap(-1 if self._file is None else self._file, PLACES * _PLACE.size)

    def wait_s(self, name: str, per_minute: int) -> float:
        """0 if one more request of `name` is within `per_minute`, and it is counted; else the seconds after which one will be."""
        step = 60.0 / per_minute
        digest = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")
        offset = digest % PLACES * _PLACE.size
        with self._alone():
            owner, whole_at = _PLACE.unpack_from(self._places, offset)
            now = time.monotonic()
            horizon = max(BURST_S, step)
            ahead = whole_at - now if owner == digest else 0.0
            if not 0.0 <= ahead <= horizon + step:  # long ago, or of a time before the machine started anew
                ahead = 0.0
            if ahead + step > horizon + 1e-9:
                return ahead + step - horizon
            _PLACE.pack_into(self._places, offset, digest, now + ahead + step)
            return 0.0

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        with self._lock:
            if sys.platform != "win32" and self._file is not None:
                fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                if sys.platform != "win32" and self._file is not None:
                    fcntl.flock(self._file, fcntl.LOCK_UN)


def shared_rates() -> Rates:
    """The counters of this worker: those of its supervisor's other workers too, if it has one."""
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")  # what the workers share for as long as their supervisor runs
    return Rates(Path(folder) / "rates" if folder else None)
