"""Fetch product pictures from the web, whose addresses a stranger's feed chose: every guard stands here.

    https only · no private, loopback or link-local address, checked on what the connection really goes to (a name cannot answer twice) ·
    redirects checked anew, at most five · size, time and content type limited · few connections to one host, patient with busy ones

What comes back is only bytes; `images.decode` says whether they are a picture. Nothing here follows the system's proxy settings: a proxy
would connect for us, unchecked.
"""

from __future__ import annotations

import functools
import ipaddress
import os
import random
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import certifi
import httpcore

from sketch2fashion import __version__
from sketch2fashion.errors import BadFeed, Sketch2FashionError
from sketch2fashion.settings import settings

CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 10.0, 15.0, 60.0
MOST_REDIRECTS = 5
ATTEMPTS = 3
PER_HOST = 4  # connections at a time
_LONGEST_PAUSE = 30.0  # seconds that a server's Retry-After may ask for
_FIRST_PAUSE = 0.5  # seconds, doubled with each attempt
_GIVEN_UP_AFTER = 8  # failures in a row, after which a host is not asked again for a while
_GIVEN_UP_SECONDS = 60.0
_REDIRECTS = (301, 302, 303, 307, 308)
_BUSY = (408, 425, 429, 500, 502, 503, 504)
_ADDRESS = re.compile(r"(?i)(?:https?:)?//")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_USER_AGENT = f"Sketch2Fashion/{__version__} (product pictures of a shop's own feed)"

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class FetchProblem(Sketch2FashionError):
    """A picture that could not be fetched. `again` says that another time may do."""

    code = "bad_feed"
    status = 422

    def __init__(self, message: str, *, hint: str = "", again: bool = False) -> None:
        super().__init__(message, hint=hint)
        self.again = again


def is_address(reference: str) -> bool:
    """Whether a picture is named by an address on the web, and not by a file."""
    return _ADDRESS.match(reference) is not None


def address_of(reference: str) -> str:
    """The address as it is asked for: https (http is asked over https too), Korean and spaces encoded. Raises `BadFeed`.

    Hosts of the setting `private_hosts` keep http.
    """
    text = "https:" + reference if reference.startswith("//") else reference.strip()
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
        name = host if _is_ip(host) or host.isascii() else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        raise BadFeed(f'The picture\'s address "{reference[:80]}" cannot be read.') from None
    if not name or parts.username is not None or parts.password is not None:
        raise BadFeed(f'The picture\'s address "{reference[:80]}" has no host, or a password in it.')
    scheme = parts.scheme.lower()
    if scheme == "http" and not _is_allowed_private(name, port or 80, settings().private_hosts):
        scheme, port = "https", None if port == 80 else port
    where = f"[{name}]" if ":" in name else name
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return urlunsplit((scheme, where if port is None else f"{where}:{port}", path, quote(parts.query, safe="/?%:@!$&'()*+,;=~-._"), ""))


class Fetcher:
    """Fetches pictures, from any number of threads. `private_hosts` (host or host:port) are hosts whose address may be private.

    Without them it is the setting `private_hosts`, which is empty.
    """

    def __init__(self, private_hosts: Iterable[str] | None = None) -> None:
        self._private = frozenset(settings().private_hosts if private_hosts is None else private_hosts)
        self._pool = httpcore.ConnectionPool(
            ssl_context=_tls(),
            max_connections=64,
            max_keepalive_connections=32,
            keepalive_expiry=15.0,
            retries=0,
            network_backend=_CheckedNetwork(self._private),
        )
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    def fetch(self, address: str) -> bytes:
        """The bytes at an address. Raises `FetchProblem`, which says whether another time may do."""
        deadline = time.monotonic() + WHOLE_SECONDS
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._asked(address, deadline)
            if answer.location is None:
                return answer.body
            address = _redirected(address, answer.location)
        raise FetchProblem(f"{_short(address)} redirects more than {MOST_REDIRECTS} times.")

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()

    def _asked(self, address: str, deadline: float) -> _Answer:
        """An answer, after as many attempts as it takes and is polite."""
        host = self._host(address)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with host.turn():
                    answer = self._answer(address, deadline)
                host.succeeded()
                return answer
            except _Unsure as problem:
                host.failed()
                pause = min(problem.pause or _FIRST_PAUSE * 2 ** (attempt - 1) * random.uniform(0.8, 1.4), _LONGEST_PAUSE)
                if attempt == ATTEMPTS or time.monotonic() + pause > deadline:
                    raise FetchProblem(f"{_short(address)} {problem}.", again=True) from problem
                time.sleep(pause)
        raise AssertionError("unreachable")

    def _answer(self, address: str, deadline: float) -> _Answer:
        _check_scheme(address, self._private)
        left = max(0.1, deadline - time.monotonic())
        timeout = {"connect": min(CONNECT_SECONDS, left), "read": min(READ_SECONDS, left), "write": READ_SECONDS, "pool": left}
        headers = [("User-Agent", _USER_AGENT), ("Accept", "image/*"), ("Accept-Encoding", "identity")]
        try:
            with self._pool.stream("GET", address, headers=headers, extensions={"timeout": timeout}) as response:
                return _read(response, address, deadline)
        except httpcore.TimeoutException as problem:
            raise _Unsure("did not answer in time") from problem
        except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError) as problem:
            raise _Unsure(f"could not be reached ({_reason(problem)})") from problem
        except (httpcore.UnsupportedProtocol, UnicodeError, ValueError) as problem:
            raise FetchProblem(f'The address "{_short(address)}" cannot be asked for.') from problem

    def _host(self, address: str) -> _Host:
        name = urlsplit(address).netloc
        with self._lock:
            return self._hosts.setdefault(name, _Host(name))


@dataclass(frozen=True)
class _Answer:
    body: bytes = b""
    location: str | None = None


class _Unsure(Exception):
    """Nothing came, and that may pass. `pause` is what the server asked for, in seconds."""

    def __init__(self, message: str, pause: float | None = None) -> None:
        super().__init__(message)
        self.pause = pause


@dataclass
class _Host:
    """How one host is treated: few connections at a time, and a rest after many failures."""

    name: str
    _failures: int = 0
    _resting_until: float = 0.0
    _slots: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(PER_HOST))

    def turn(self) -> threading.Semaphore:
        """A place among the connections, as a context. Raises `FetchProblem` while the host rests."""
        if time.monotonic() < self._resting_until:
            raise FetchProblem(f"{self.name} has failed {self._failures} times in a row and is left alone for a while.", again=True)
        return self._slots

    def succeeded(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        self._failures += 1
        if self._failures >= _GIVEN_UP_AFTER:
            self._resting_until = time.monotonic() + _GIVEN_UP_SECONDS


# ── Where a connection may go ─────────────────────────────────────────────────────────────────────────────────────────────────────


class _CheckedNetwork(httpcore.SyncBackend):
    """Connects to an address that was checked, not to a name that may mean another one a moment later."""

    def __init__(self, private_hosts: frozenset[str]) -> None:
        self._private = private_hosts

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None, socket_options: Any = None
    ) -> httpcore.NetworkStream:
        """As of the base class. Raises `FetchProblem` if every address of the host is private."""
        anything_goes = _is_allowed_private(host, port, self._private)
        addresses = [address for address in _resolved(host, port) if anything_goes or is_public(address)]
        if not addresses:
            raise FetchProblem(f"{host} is an address inside a private network, from which no picture is fetched.", hint=_PRIVATE_HINT)
        for address in addresses[:-1]:
            try:
                return super().connect_tcp(str(address), port, timeout, local_address, socket_options)
            except httpcore.ConnectError:
                continue
        return super().connect_tcp(str(addresses[-1]), port, timeout, local_address, socket_options)


_PRIVATE_HINT = "The setting private_hosts names hosts that may be."


def is_public(address: Address) -> bool:
    """Whether an IP address is one of the open Internet, in whatever disguise it comes (IPv4 inside IPv6, 6to4, Teredo, NAT64)."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def _resolved(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise httpcore.ConnectError(f"no such host: {host}") from problem
    return list(dict.fromkeys(ipaddress.ip_address(str(entry[4][0]).split("%")[0]) for entry in found))


def _check_scheme(address: str, private: frozenset[str]) -> None:
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and _is_allowed_private(parts.hostname or "", parts.port or 80, private)):
        return
    raise FetchProblem(f"{_short(address)} is not an https address.")


def _redirected(address: str, location: str) -> str:
    try:
        return address_of(urljoin(address, location))
    except BadFeed as problem:
        raise FetchProblem(f"{_short(address)} redirects to an address that is not asked: {problem.message}") from None


def _is_allowed_private(host: str, port: int, allowed: Iterable[str]) -> bool:
    name = f"[{host}]" if ":" in host else host
    return not {name.lower(), f"{name.lower()}:{port}"}.isdisjoint(allowed)


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


# ── What may come back ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _read(response: httpcore.Response, address: str, deadline: float) -> _Answer:
    headers = {name.lower(): value.decode("latin-1") for name, value in response.headers}
    if response.status in _REDIRECTS and b"location" in headers:
        return _Answer(location=headers[b"location"])
    if response.status in _BUSY:
        raise _Unsure(f"answers {response.status}", _asked_pause(headers.get(b"retry-after", "")))
    if response.status != 200:
        raise FetchProblem(f"{_short(address)} answers {response.status}.", again=response.status >= 500)
    _check_headers(headers, address)
    body = bytearray()
    for block in response.iter_stream():
        body += block
        if len(body) > settings().max_bytes:
            raise _too_large(address)
        if time.monotonic() > deadline:
            raise _Unsure(f"takes more than {WHOLE_SECONDS:.0f} s")
    return _Answer(bytes(body))


def _check_headers(headers: dict[bytes, str], address: str) -> None:
    kind = headers.get(b"content-type", "").split(";")[0].strip().lower()
    if kind and not kind.startswith("image/") and kind not in ("application/octet-stream", "binary/octet-stream"):
        raise FetchProblem(f"{_short(address)} is {kind[:40]}, not a picture.")
    if headers.get(b"content-encoding", "identity").lower() != "identity":
        raise FetchProblem(f"{_short(address)} comes packed ({headers[b'content-encoding'][:20]}), which nobody asked for.")
    size = headers.get(b"content-length", "")
    if size.isdecimal() and int(size) > settings().max_bytes:
        raise _too_large(address)


def _too_large(address: str) -> FetchProblem:
    return FetchProblem(f"{_short(address)} has more than {settings().max_bytes / 1e6:.0f} MB.")


def _asked_pause(text: str) -> float | None:
    """Seconds of a Retry-After header, which may be a number or a date."""
    if text.strip().isdecimal():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError):
        return None


def _short(address: str) -> str:
    return address if len(address) <= 120 else address[:119] + "…"


def _reason(problem: BaseException) -> str:
    return str(problem)[:100] or type(problem).__name__


@functools.cache
def _tls() -> ssl.SSLContext:
    """Trusts the authorities that certifi lists, or those of SSL_CERT_FILE, as OpenSSL's own tools do."""
    return ssl.create_default_context(cafile=os.environ.get("SSL_CERT_FILE") or certifi.where())
