"""What is kept of drawings and photos: nothing, unless the operator names a folder; then for some days, and each sender can delete it.

A sender is known by a *data id*: a random text that the client makes up and sends as `X-Data-Id`, or that the server makes for one
reply. Whoever has it may delete what was sent under it. The folder's names are digests of it, so the folder does not give it away.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import shutil
import threading
import time
from pathlib import Path

import structlog

from sketch2fashion.errors import BadValue

HEADER = "X-Data-Id"
SWEEP_S = 600.0
_ID = re.compile(r"[A-Za-z0-9._~-]{16,128}")
_log = structlog.get_logger("sketch2fashion.web")


def new_data_id() -> str:
    """An id for a sender without one."""
    return secrets.token_urlsafe(24)


def digest_of(data_id: str) -> str:
    """What stands for a data id on disk. Raises `BadValue` for a text that is too short to be a secret."""
    if not _ID.fullmatch(data_id):
        raise BadValue(f"{HEADER} is no data id.", hint="Allowed: 16 to 128 letters, digits and . _ ~ -, chosen at random.")
    return hashlib.sha256(data_id.encode()).hexdigest()


class Keeper:
    """The folder of kept drawings. Failing to keep one is logged and harms no request."""

    def __init__(self, folder: Path, days: float) -> None:
        self.folder = folder
        self._seconds = days * 86_400
        self._over = threading.Event()

    def start(self) -> None:
        """Delete what is too old, now and from time to time."""
        threading.Thread(target=self._sweep_again_and_again, name="retention", daemon=True).start()

    def stop(self) -> None:
        """No more sweeping."""
        self._over.set()

    def keep(self, data: bytes, data_id: str, name: str) -> None:
        """Store one drawing under a data id."""
        try:
            place = self.folder / digest_of(data_id)
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            part = place / f".{name}.part"
            part.write_bytes(data)
            part.chmod(0o600)
            part.replace(place / f"{int(time.time())}-{name}")
        except OSError as problem:
            _log.warning("a drawing was not kept", why=problem.strerror)

    def delete(self, data_id: str) -> int:
        """Delete everything of a data id; returns how many files went."""
        place = self.folder / digest_of(data_id)
        count = sum(1 for _ in place.glob("[!.]*")) if place.is_dir() else 0
        shutil.rmtree(place, ignore_errors=True)
        return count

    def sweep(self) -> int:
        """Delete what is older than the days; returns how many files went."""
        limit, gone = time.time() - self._seconds, 0
        for path in self.folder.glob("*/*"):
            try:
                if path.stat().st_mtime < limit:
                    path.unlink()
                    gone += 1
            except OSError:  # another worker was faster
                continue
        for place in self.folder.glob("*/"):
            _remove_if_empty(place)
        return gone

    def _sweep_again_and_again(self) -> None:
        while not self._over.is_set():
            gone = self.sweep()
            if gone:
                _log.info("old drawings deleted", count=gone)
            self._over.wait(SWEEP_S)


def _remove_if_empty(place: Path) -> None:
    try:
        place.rmdir()
    except OSError:
        return
