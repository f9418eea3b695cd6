"""No request holds more of the service than its share: bytes over the limit are refused while they stream in, a body that
trickles is given up, and nothing is buffered here.
"""

from __future__ import annotations

import asyncio
import contextlib

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CHUNK_TIMEOUT_S = 30.0  # between two chunks of one body
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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            receive = _LimitedBody(Headers(scope=scope), receive, self.max_bytes)
        await self.app(scope, receive, send)


class _LimitedBody:
    """One request's `receive`, which counts what streams through it."""

    def __init__(self, headers: Headers, receive: Receive, max_bytes: int) -> None:
        length = headers.get("content-length", "")
        self._declared = int(length) if length.isdecimal() else 0
        self._client_waits = headers.get("expect", "").lower() == "100-continue"
        self._receive = receive
        self._max_bytes = max_bytes
        self._seen = 0
        self._complete = False

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
        return message

    def _count(self, message: Message) -> None:
        self._seen += len(message.get("body", b""))
        self._complete = not message.get("more_body", False)

    async def _next_chunk(self) -> Message:
        try:
            async with asyncio.timeout(CHUNK_TIMEOUT_S):
                return await self._receive()
        except TimeoutError:
            message = f"Nothing more of the request came for {CHUNK_TIMEOUT_S:.0f} seconds."
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
