"""Read keys: what a shop puts into its own site or server so that its requests are counted as its own.

The file holds no key in clear, only SHA-256 digests, and is read again when it changes, so that a key can be revoked without a
restart. A key is 192 random bits, so its plain digest cannot be guessed at, and digests are compared in constant time.

    [[key]]
    name = "shop"
    sha256 = "9f86d0…"
    per_minute = 120
    origins = ["https://shop.example"]     # from a browser only there; left out: from anywhere
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from sketch2fashion.errors import BadValue
from sketch2fashion.settings import require_origin

PREFIX = "s2f_"
USUAL_PER_MINUTE = 120
LOOK_AGAIN_S = 2.0
_log = structlog.get_logger("sketch2fashion.web")


@dataclass(frozen=True)
class Key:
    """One key: whose it is, how often it may ask, and from which sites' pages (empty: any)."""

    name: str
    digest: bytes
    per_minute: int
    origins: tuple[str, ...] = ()


class KeyRing:
    """The keys of a file. Raises `BadValue` if the file cannot be read when the ring is made; later, the last good state stays."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._keys: tuple[Key, ...] = ()
        self._stamp: tuple[int, int] | None = None
        self._looked = time.monotonic()
        if path is not None:
            self._stamp = _stamp(path)
            self._keys = read_keys(path)

    def find(self, given: str) -> Key | None:
        """The key whose text is `given`."""
        digest = hashlib.sha256(given.encode()).digest()
        found = None
        for key in self._all():  # all of them: the time tells nothing
            if hmac.compare_digest(key.digest, digest):
                found = key
        return found

    def allows_origin(self, origin: str) -> bool:
        """Whether some key may be used from the pages of that site."""
        return any(origin in key.origins for key in self._all())

    def _all(self) -> tuple[Key, ...]:
        if self._path is None or time.monotonic() - self._looked < LOOK_AGAIN_S:
            return self._keys
        with self._lock:
            self._looked = time.monotonic()
            self._read_if_changed(self._path)
            return self._keys

    def _read_if_changed(self, path: Path) -> None:
        try:
            stamp = _stamp(path)
            if stamp != self._stamp:
                self._keys = read_keys(path)
                self._stamp = stamp
                _log.info("keys read again", names=[key.name for key in self._keys])
        except BadValue as problem:
            _log.error("the keys stay as they were", why=str(problem))


def read_keys(path: Path) -> tuple[Key, ...]:
    """The keys of a file. Raises `BadValue` that says what is wrong with it."""
    try:
        rows = tomllib.loads(path.read_text("utf-8")).get("key", [])
    except (OSError, ValueError) as problem:
        raise BadValue(f"The file of read keys {path} cannot be read: {problem}.") from None
    if not isinstance(rows, list):
        raise BadValue(f"{path}: write each key as a table [[key]].")
    keys = tuple(_key(row, f"{path}: key {place}") for place, row in enumerate(rows, 1))
    if len({key.name for key in keys}) < len(keys):
        raise BadValue(f"{path}: two keys have the same name.")
    return keys


def new_key(name: str) -> tuple[str, str]:
    """A new key's text, to hand out once, and its lines for the file of keys."""
    text = PREFIX + secrets.token_urlsafe(24)
    digest = hashlib.sha256(text.encode()).hexdigest()
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return text, f'[[key]]\nname = "{quoted}"\nsha256 = "{digest}"\nper_minute = {USUAL_PER_MINUTE}\norigins = []\n'


def _key(row: Any, where: str) -> Key:
    try:
        unknown = set(row) - {"name", "sha256", "per_minute", "origins"}
        if unknown:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        digest = bytes.fromhex(row["sha256"])
        per_minute = row.get("per_minute", USUAL_PER_MINUTE)
        if not isinstance(row["name"], str) or not row["name"] or len(digest) != 32:
            raise ValueError("name must be a text and sha256 64 hex digits")
        if not isinstance(per_minute, int) or not 1 <= per_minute <= 1_000_000:
            raise ValueError("per_minute must be a whole number from 1 to 1,000,000")
        return Key(row["name"], digest, per_minute, tuple(require_origin(origin) for origin in row.get("origins", [])))
    except KeyError as missing:
        raise BadValue(f"{where} has no {missing.args[0]}.") from None
    except (TypeError, ValueError) as problem:
        raise BadValue(f"{where}: {problem}.") from None


def _stamp(path: Path) -> tuple[int, int]:
    try:
        facts = path.stat()
    except OSError as problem:
        raise BadValue(f"The file of read keys {path} cannot be read: {problem.strerror}.") from None
    return facts.st_mtime_ns, facts.st_size
