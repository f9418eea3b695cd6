"""Ask a shop on the web: JSON over HTTP with time-outs, one more attempt where that is polite, and errors that say whose fault it is.

Nothing of a request is ever logged or put into a message: its headers and address may hold the operator's key, its body is the user's
picture.
"""

from __future__ import annotations

import functools
import json
import os
import random
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import certifi
import httpcore

from sketch2fashion import __version__
from sketch2fashion.errors import ShopUnavailable

CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 5.0, 15.0, 25.0
ATTEMPTS = 2
_PAUSE = 0.4  # seconds before the second attempt
_LONGEST_PAUSE = 5.0  # seconds that a server's Retry-After may cost the user
_LARGEST_REPLY = 16_000_000  # bytes
_USER_AGENT = f"Sketch2Fashion/{__version__}"
_PASSING = (500, 502, 503, 504)


@dataclass(frozen=True)
class Reply:
    """What a shop answered. Numbers in `body` are exact: decimals are `Decimal`, never floats."""

    status: int
    body: Any


class Client:
    """HTTP to one shop, from any number of threads."""

    def __init__(self, shop: str) -> None:
        self._shop = shop
        self._pool = httpcore.ConnectionPool(ssl_context=_tls(), max_connections=8, keepalive_expiry=20.0)

    def ask(
        self, method: str, address: str, *, headers: Mapping[str, str] | None = None, body: bytes = b"", kind: str = "application/json"
    ) -> Reply:
        """The shop's answer, whatever its status below 500. Raises `ShopUnavailable` for none, a broken one, or one over 500."""
        deadline = time.monotonic() + WHOLE_SECONDS
        sent = {
            "User-Agent": _USER_AGENT,
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            **(headers or {}),
        }
        if body:
            sent["Content-Type"] = kind
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._answer(method, address, sent, body, deadline)
            except _Passing as problem:
                pause = min(problem.pause or _PAUSE * random.uniform(0.8, 1.4), _LONGEST_PAUSE)
                if attempt == ATTEMPTS or time.monotonic() + pause > deadline:
                    raise ShopUnavailable(f"{self._shop} {problem}.", hint="Try again later.") from None
                time.sleep(pause)
        raise AssertionError("unreachable")

    def get(self, address: str, parameters: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Reply:
        """GET with parameters."""
        return self.ask("GET", f"{address}?{urlencode(parameters)}", headers=headers)

    def post(self, address: str, fields: Any, headers: Mapping[str, str] | None = None) -> Reply:
        """POST of JSON."""
        return self.ask("POST", address, headers=headers, body=json.dumps(fields).encode())

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()

    def _answer(self, method: str, address: str, headers: Mapping[str, str], body: bytes, deadline: float) -> Reply:
        left = max(0.1, deadline - time.monotonic())
        timeout = {"connect": min(CONNECT_SECONDS, left), "read": min(READ_SECONDS, left), "write": min(READ_SECONDS, left), "pool": left}
        try:
            with self._pool.stream(
                method, address, headers=list(headers.items()), content=body, extensions={"timeout": timeout}
            ) as response:
                data = self._read(response, deadline)
                status, kind = response.status, _header(response, b"content-type")
                if status in _PASSING:
                    raise _Passing(f"answers {status}", _seconds(_header(response, b"retry-after")))
        except httpcore.TimeoutException:
            raise _Passing("does not answer in time") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError):
            raise _Passing("cannot be reached") from None
        return Reply(status, self._parsed(data, status, kind))

    def _read(self, response: httpcore.Response, deadline: float) -> bytes:
        data = bytearray()
        for block in response.iter_stream():
            data += block
            if len(data) > _LARGEST_REPLY:
                raise ShopUnavailable(f"{self._shop} answers more than {_LARGEST_REPLY / 1e6:.0f} MB.")
            if time.monotonic() > deadline:
                raise _Passing("does not answer in time")
        return bytes(data)

    def _parsed(self, data: bytes, status: int, kind: str) -> Any:
        if not data.strip():
            return None
        text = data.decode("utf-8", "replace")
        if "text/event-stream" in kind:  # JSON-RPC over a stream: the last event is the answer
            text = next((line[5:] for line in reversed(text.splitlines()) if line.startswith("data:")), "")
        try:
            return json.loads(text, parse_float=Decimal)
        except (ValueError, RecursionError):
            if status >= 400:
                return None  # error pages may be anything
            raise ShopUnavailable(f"{self._shop} answers something that is no JSON.") from None


class _Passing(Exception):
    """A failure that may pass; `pause` is what the server asked for."""

    def __init__(self, message: str, pause: float | None = None) -> None:
        super().__init__(message)
        self.pause = pause


class Guard:
    """Keeps one shop from being asked too often, and users from waiting for one that is down. Safe to use from any thread."""

    FAILURES = 3  # in a row, after which the shop rests
    REST_SECONDS = 30.0

    def __init__(self, shop: str) -> None:
        self._shop = shop
        self._lock = threading.Lock()
        self._failures = 0
        self._resting_until = 0.0
        self._day, self._asked = 0, 0

    def enter(self, quota: int) -> None:
        """Count one question. Raises `ShopUnavailable` while the shop rests, or when the day's quota (0: none) is used up."""
        with self._lock:
            now, today = time.monotonic(), int(time.time() // 86_400)
            if now < self._resting_until:
                raise ShopUnavailable(f"{self._shop} has failed {self._failures} times in a row and is left alone for a moment.")
            if self._failures >= self.FAILURES:
                self._resting_until = now + self.REST_SECONDS  # one question tries whether it is back; the others rest on
            if today != self._day:
                self._day, self._asked = today, 0
            if quota and self._asked >= quota:
                raise ShopUnavailable(f"{self._shop} was asked {quota} times today, which is the limit.", hint="The setting is shop_quota.")
            self._asked += 1

    def succeeded(self) -> None:
        """The shop answered."""
        with self._lock:
            self._failures, self._resting_until = 0, 0.0

    def failed(self) -> None:
        """The shop did not answer."""
        with self._lock:
            self._failures += 1
            if self._failures >= self.FAILURES:
                self._resting_until = time.monotonic() + self.REST_SECONDS


def _header(response: httpcore.Response, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in response.headers if key.lower() == name), "")


def _seconds(text: str) -> float | None:
    return float(text) if text.strip().isdecimal() else None


@functools.cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=os.environ.get("SSL_CERT_FILE") or certifi.where())
