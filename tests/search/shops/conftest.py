"""A shop on the loopback that speaks the documented shapes, and a question to ask it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from sketch2fashion.catalog.store import Filter
from sketch2fashion.search.shops import asking
from sketch2fashion.search.shops.web import Question, jpeg
from sketch2fashion.settings import settings


@dataclass
class Asked:
    """One request as the shop got it."""

    method: str
    path: str
    parameters: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def fields(self) -> Any:
        return json.loads(self.body)


@dataclass
class Answer:
    """What the shop answers; `slow` are seconds before it does."""

    fields: Any = None
    status: int = 200
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    slow: float = 0.0


class ShopServer:
    """Answers by path: an `Answer`, or a function of the request. Keeps what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer | Callable[[Asked], Answer]] = {}
        self.asked: list[Asked] = []
        self._stopping = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _any(self) -> None:
                server.answer(self)

            do_GET = do_POST = do_PUT = do_DELETE = _any

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(request.path)
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        parameters = {name: values[0] for name, values in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in request.headers.items()}
        asked = Asked(request.command, parts.path, parameters, headers, body)
        self.asked.append(asked)
        found = (
            self.answers.get(f"{asked.method} {asked.path}") or self.answers.get(asked.path) or self.answers.get("*") or Answer(status=404)
        )
        answer = found(asked) if callable(found) else found
        self._stopping.wait(answer.slow)
        sent = json.dumps(answer.fields).encode() if answer.body is None else answer.body
        try:
            request.send_response(answer.status)
            for name, value in {"Content-Type": "application/json", "Content-Length": str(len(sent)), **answer.headers}.items():
                request.send_header(name, value)
            request.end_headers()
            request.wfile.write(sent)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def release(self) -> None:
        """Answer now whoever waits for a slow answer."""
        self._stopping.set()

    def close(self) -> None:
        self.release()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


@pytest.fixture
def server() -> Iterator[ShopServer]:
    server = ShopServer()
    yield server
    server.close()


@pytest.fixture(autouse=True)
def fresh_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """A function that sets settings for this test; without it all shops are off."""
    monkeypatch.setattr(asking, "_PAUSE", 0.01)

    def choose(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"SKETCH2FASHION_{name.upper()}", value)
        settings.cache_clear()

    settings.cache_clear()
    yield choose
    settings.cache_clear()


@pytest.fixture
def question() -> Question:
    """A red square on white, and no filter."""
    picture = np.full((60, 40, 3), 255, np.uint8)
    picture[10:50, 10:30] = (200, 30, 35)
    return Question(jpeg(picture), "red skirt", Filter(), 20)
