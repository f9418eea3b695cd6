"""Who may ask, how often, and from whose pages: read keys, rates, and CORS by allow-list.

Only `/api/` is watched; pages, health and metrics are not. The admin token is no read key, but who holds it has no rate.
"""

from __future__ import annotations

import math

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from sketch2fashion.errors import Sketch2FashionError, TooManyRequests, Unauthorized
from sketch2fashion.settings import Settings
from sketch2fashion.web.keys import PREFIX, Key, KeyRing
from sketch2fashion.web.observe import Metrics
from sketch2fashion.web.problems import library_error
from sketch2fashion.web.rates import Rates, shared_rates
from sketch2fashion.web.tokens import is_admin

WATCHED = "/api/"
NO_KEY = "(address)"
_METHODS = ("GET", "POST", "DELETE")
_ASKED_HEADERS = ("Accept", "Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID", "X-Api-Key", "X-Data-Id", "X-Request-Id")
_SHOWN_HEADERS = (
    "X-Request-Id",
    "Retry-After",
    "Location",
    *(f"X-S2F-{name}" for name in ("Category", "Category-Scores", "Refine", "Seed", "Size", "Box", "Seconds")),
    "X-Data-Id",
)


class Crowding(TooManyRequests):
    """`TooManyRequests` that says in how many seconds a new try is worth it."""

    def __init__(self, message: str, retry_after_s: int) -> None:
        super().__init__(message, hint=f"Try again in {retry_after_s} s.")
        self.headers = {"Retry-After": str(retry_after_s)}


class Access:
    """ASGI middleware: answers 401 and 429 before anything of the body is read."""

    def __init__(self, app: ASGIApp, settings: Settings, keys: KeyRing, metrics: Metrics) -> None:
        self.app = app
        self.settings = settings
        self.keys = keys
        self.metrics = metrics
        self._rates: Rates | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(WATCHED):
            try:
                self._admit(scope)
            except Sketch2FashionError as refusal:
                await library_error(Request(scope), refusal)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _admit(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        given = _given(headers)
        if given is not None and is_admin(self.settings.admin_token, given):
            return
        key = self._key(given, headers.get("origin", "")) if given is not None and given.startswith(PREFIX) else None
        scope["state"]["key"] = key.name if key else None
        if key is not None:
            self._count(key.name, f"key {key.name}", key.per_minute)
        elif not self.settings.public:
            raise Unauthorized("This server answers only requests with a read key.", hint="Send the header: X-Api-Key: <key>.")
        elif self.settings.rate:
            self._count(NO_KEY, f"address {_address(scope)}", self.settings.rate)

    def _key(self, given: str, origin: str) -> Key:
        key = self.keys.find(given)
        if key is None:
            raise Unauthorized("The read key is not known here.")
        if origin and key.origins and origin.lower() not in key.origins:
            raise Unauthorized(f"The read key may not be used from {origin}.", hint=f"Allowed: {', '.join(key.origins)}.")
        return key

    def _count(self, label: str, name: str, per_minute: int) -> None:
        self._rates = self._rates or shared_rates()
        wait_s = self._rates.wait_s(name, per_minute)
        if wait_s > 0:
            self.metrics.limited.labels(label).inc()
            raise Crowding(f"More than {per_minute} requests a minute.", math.ceil(wait_s))


class Cors(CORSMiddleware):
    """CORS for the sites of the `origins` setting and of the keys; to every other site it stays closed. No cookies."""

    def __init__(self, app: ASGIApp, settings: Settings, keys: KeyRing) -> None:
        super().__init__(app, (), _METHODS, _ASKED_HEADERS, expose_headers=_SHOWN_HEADERS, max_age=600)
        self._origins = settings.origins
        self._ring = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer sites that are allowed; to others a reply looks as if there were no CORS, preflights included."""
        origin = Headers(scope=scope).get("origin") if scope["type"] == "http" else None
        if origin is None or not self.is_allowed_origin(origin):
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    def is_allowed_origin(self, origin: str) -> bool:
        """Whether pages of that site may read replies."""
        return origin.lower() in self._origins or self._ring.allows_origin(origin.lower())


def _given(headers: Headers) -> str | None:
    """The key or token of a request, from either header."""
    if "x-api-key" in headers:
        return headers["x-api-key"].strip()
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else ""
