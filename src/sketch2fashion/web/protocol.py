"""HTTP/1.1 as uvicorn speaks it, with less patience: who sends a request's head slowly, or never reads the reply, is let go.

uvicorn bounds only the time between two requests of a connection. Without the bounds here, some hundreds of connections that
say a byte a minute (slowloris) hold every file descriptor of a worker, `/health` included. A connection is *waiting* while it is
the client's turn; when there are more connections than `connections` allows, the one that waits longest makes room.
"""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

from sketch2fashion.settings import settings
from sketch2fashion.web.stopping import stopping

HEAD_TIMEOUT_S = 10.0  # for the request line and headers, all of them
LEAVE_S = 0.3  # for which a connection is still listened to at the stop: its request may be on the way
READ_TIMEOUT_S = 30.0  # that a client may leave a full buffer of reply unread


class PatientProtocol(H11Protocol):
    """One connection. The class holds those of the process in the order in which their clients' turns began."""

    _waiting: ClassVar[dict[PatientProtocol, None]] = {}

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._most = settings().connections
        self._leaving = False
        self._head_timer: asyncio.TimerHandle | None = None
        self._read_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """A client has connected: it must say what it wants now."""
        super().connection_made(transport)
        self._waiting[self] = None
        self._expect_head()
        self._make_room()
        if stopping.is_set():  # accepted in the same moment
            self.shutdown()

    def data_received(self, data: bytes) -> None:
        """A piece of a request: of its head, or of its body, whose pace `limits.BodyLimit` watches."""
        super().data_received(data)
        if self.cycle is None or self.cycle.response_complete:
            self._expect_head()
            return
        self._cancel_head_timer()
        if self._leaving:
            self.cycle.keep_alive = False
        if not self.cycle.more_body:
            self._waiting.pop(self, None)

    def shutdown(self) -> None:
        """The server stops: answer what has been asked or is just being asked, then close."""
        self._leaving = True
        if self.cycle is None or self.cycle.response_complete:
            self.loop.call_later(LEAVE_S, self._leave)
        else:
            super().shutdown()

    def _leave(self) -> None:
        if not self.transport.is_closing():
            super().shutdown()

    def on_response_complete(self) -> None:
        """The reply is written: it is the client's turn again, from now."""
        self._waiting.pop(self, None)
        self._waiting[self] = None
        super().on_response_complete()  # may begin the next request of a pipeline
        if self.cycle is not None and not self.cycle.response_complete and not self.cycle.more_body:
            self._waiting.pop(self, None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._waiting.pop(self, None)
        self._cancel_head_timer()
        self._cancel_read_timer()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """The client does not read; uvicorn waits for it, but not for ever."""
        super().pause_writing()
        if self._read_timer is None:
            self._read_timer = self.loop.call_later(READ_TIMEOUT_S, self.transport.abort)

    def resume_writing(self) -> None:
        """The client reads."""
        self._cancel_read_timer()
        super().resume_writing()

    def _expect_head(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(HEAD_TIMEOUT_S, self.transport.abort)

    def _make_room(self) -> None:
        if len(self.connections) > self._most:
            oldest = next(iter(self._waiting))
            if oldest is not self:
                self._waiting.pop(oldest)
                oldest.transport.abort()

    def _cancel_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _cancel_read_timer(self) -> None:
        if self._read_timer is not None:
            self._read_timer.cancel()
            self._read_timer = None
