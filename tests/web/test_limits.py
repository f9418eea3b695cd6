"""Bodies over the limit, over real sockets."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI, UploadFile
from starlette.requests import Request

from sketch2fashion.web import limits
from sketch2fashion.web.limits import BodyLimit
from sketch2fashion.web.observe import Metrics, Observe
from sketch2fashion.web.problems import install_problem_handlers

from .helpers import problem_of, serving

LIMIT = 100_000


@pytest.fixture(scope="module")
def seen() -> list[int]:
    """How many bytes reached the application, request by request."""
    return []


@pytest.fixture(scope="module")
def url(seen: list[int]) -> Iterator[str]:
    app = FastAPI()
    install_problem_handlers(app)
    app.add_middleware(BodyLimit, max_bytes=LIMIT)
    app.add_middleware(Observe, metrics=Metrics())

    @app.post("/raw")
    async def raw(request: Request) -> int:
        seen.append(0)
        async for chunk in request.stream():
            seen[-1] += len(chunk)
        return seen[-1]

    @app.post("/form")
    async def form(file: UploadFile) -> int:
        return len(await file.read())

    with serving(app) as base:
        yield base


def test_a_body_of_exactly_the_limit_passes(url: str) -> None:
    assert httpx.post(f"{url}/raw", content=bytes(LIMIT)).json() == LIMIT


def test_one_byte_more_is_413(url: str) -> None:
    reply = httpx.post(f"{url}/raw", content=bytes(LIMIT + 1))
    assert reply.status_code == 413
    assert problem_of(reply)["code"] == "too_large"
    assert "0.1 MB" in reply.json()["error"]["message"]


def test_a_form_over_the_limit_is_413_and_not_a_parse_error(url: str) -> None:
    reply = httpx.post(f"{url}/form", files={"file": bytes(3 * LIMIT)})
    assert reply.status_code == 413
    assert problem_of(reply)["code"] == "too_large"


def test_a_body_without_a_length_is_stopped_while_it_streams(url: str, seen: list[int]) -> None:
    reply = httpx.post(f"{url}/raw", content=(bytes(10_000) for _ in range(50)))
    assert reply.status_code == 413
    assert problem_of(reply)["code"] == "too_large"
    assert seen[-1] <= LIMIT


def test_a_form_without_a_length_is_stopped_while_it_streams(url: str) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    chunks = [head, *(bytes(10_000) for _ in range(50)), b"\r\n--x--\r\n"]
    reply = httpx.post(f"{url}/form", content=iter(chunks), headers={"content-type": "multipart/form-data; boundary=x"})
    assert reply.status_code == 413


def test_a_client_that_asks_before_sending_is_refused_at_once(url: str) -> None:
    with _connected(url) as connection:
        connection.sendall(b"POST /raw HTTP/1.1\r\nHost: x\r\nContent-Length: 900000000\r\nExpect: 100-continue\r\n\r\n")
        reply = _status_line(connection)
    assert reply == "HTTP/1.1 413 Request Entity Too Large" or reply.startswith("HTTP/1.1 413")


def test_a_client_that_stops_sending_over_the_limit_gets_its_reply(url: str) -> None:
    with _connected(url) as connection:
        connection.sendall(b"POST /raw HTTP/1.1\r\nHost: x\r\nContent-Length: 900000000\r\n\r\n" + bytes(1_000))
        assert _status_line(connection).startswith("HTTP/1.1 413")


def test_a_body_that_never_comes_is_given_up(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CHUNK_TIMEOUT_S", 0.1)
    with _connected(url) as connection:
        connection.sendall(b"POST /raw HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf")
        assert _status_line(connection).startswith("HTTP/1.1 408")


def _connected(url: str) -> socket.socket:
    address = urlsplit(url)
    return socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=60)


def _status_line(connection: socket.socket) -> str:
    return connection.makefile("rb").readline().decode().strip()
