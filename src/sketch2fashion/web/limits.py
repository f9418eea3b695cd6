"""No request holds more of the service than its share: bytes over the limit are refused while they stream in, a body that
trickles is given up, all bodies together stay within a budget, and nothing is buffered here.
"""

from __future__ import annotations

import asyncio
import contextlib
import time

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CHUNK_TIMEOUT_S = 20.0  # between two chunks of one body
GRACE_S = 20.0  # that every body has, however slowly it comes …
SLOWEST_BYTES_PER_S = 10_000  # … and from then on it must have come this fast: 80 kbit/s
BUDGET_BODIES = 8  # bodies of the largest size that a worker holds at once; most are a thousandth of that
BUDGET_RETRY_S = 2
DRAIN_BYTES = 64_000_000  # at most so much is read and thrown away before a refusal, so that the client gets to read it
DRAIN_TIMEOUT_S = 5.0
DRAIN_PAUSE_S = 0.5  # a client that pauses this long is listening


class BodyLimit:
    """ASGI middleware: a body over `max_bytes` is refused with 413, whether or not it declares its length.

    The refusal is an `HTTPException` from `receive`, because that is what the framework lets through from its form parser.
    """

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes
        self.budget = Budget(BUDGET_BODIES * max_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = _LimitedBody(Headers(scope=scope), receive, self.max_bytes, self.budget)
        try:
            await self.app(scope, body, send)
        finally:
            body.let_go()


class Budget:
    """Bytes that all unanswered requests of a worker may hold together, in memory and in spooled files."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.held = 0

    def take(self, count: int) -> bool:
        """Whether `count` more fit; if so they are held."""
        if self.held + count > self.limit:
            return False
        self.held += count
        return True

    def give_back(self, count: int) -> None:
        """Bytes of a request that is over."""
        self.held -= count


class _LimitedBody:
    """One request's `receive`, which counts what streams through it."""

    def __init__(self, headers: Headers, receive: Receive, max_bytes: int, budget: Budget) -> None:
        length = headers.get("content-length", "")
        self._declared = int(length) if length.isdecimal() else 0
        self._client_waits = headers.get("expect", "").lower() == "100-continue"
        self._receive = receive
        self._max_bytes = max_bytes
        self._budget = budget
        self._seen = 0
        self._held = 0
        self._complete = False
        self._started = time.monotonic()

    async def __call__(self) -> Message:
        if self._complete:  # the body is over: what comes now is the client leaving, however long that takes
            return await self._receive()
        if self._declared > self._max_bytes:
            if not self._client_waits:
                await self._drain()
            raise self._too_large()
        message = await self._next_chunk()
        self._count(message)
        if self._seen > self._max_bytes:
            await self._drain()
            raise self._too_large()
        self._hold(len(message.get("body", b"")))
        return message

    def let_go(self) -> None:
        """The request is over; its bytes are no longer held."""
        self._budget.give_back(self._held)
        self._held = 0

    def _hold(self, count: int) -> None:
        if not self._budget.take(count):
            message = "The server holds as many uploads as it can."
            raise HTTPException(503, message, {"Connection": "close", "Retry-After": str(BUDGET_RETRY_S)})
        self._held += count

    def _count(self, message: Message) -> None:
        self._seen += len(message.get("body", b""))
        self._complete = not message.get("more_body", False)

    async def _next_chunk(self) -> Message:
        spent = time.monotonic() - self._started
        left = GRACE_S + self._seen / SLOWEST_BYTES_PER_S - spent
        try:
            async with asyncio.timeout(max(0.0, min(left, CHUNK_TIMEOUT_S))):
                return await self._receive()
        except TimeoutError:
            message = f"The request came too slowly: {self._seen:,} bytes of its body in {time.monotonic() - self._started:.0f} seconds."
            raise HTTPException(408, message, {"Connection": "close"}) from None

    async def _drain(self) -> None:
        """Throw away what is still coming: a connection that is closed on a sender hides the reply from it."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_TIMEOUT_S):
                while not self._complete and self._seen < self._max_bytes + DRAIN_BYTES:
                    async with asyncio.timeout(DRAIN_PAUSE_S):
                        self._count(await self._receive())

    def _too_large(self) -> HTTPException:
        message = f"The request has more than {self._max_bytes / 1e6:g} MB, which is the most that is accepted."
        return HTTPException(413, message, {"Connection": "close"})
