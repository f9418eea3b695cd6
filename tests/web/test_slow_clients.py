"""Clients that are slow, greedy or many never keep `/health` from answering. Real sockets, with the times made short."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from sketch2fashion.web import limits, protocol
from sketch2fashion.web.limits import BodyLimit
from sketch2fashion.web.observe import Metrics, Observe
from sketch2fashion.web.problems import install_problem_handlers
from sketch2fashion.web.protocol import PatientProtocol

from .helpers import problem_of, serving

MOST_CONNECTIONS = 8
LARGEST = 100_000


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A small service behind the same protocol and limits."""
    app = FastAPI()
    install_problem_handlers(app)
    app.add_middleware(BodyLimit, max_bytes=LARGEST)
    app.add_middleware(Observe, metrics=Metrics())

    @app.get("/health/live")
    async def live() -> str:
        return "alive"

    @app.post("/raw")
    async def raw(request: Request) -> int:
        return len(await request.body())

    @app.get("/large")
    async def large() -> Response:
        return Response(bytes(50_000_000))

    monkeypatch.setattr(protocol, "HEAD_TIMEOUT_S", 0.4)
    monkeypatch.setattr(protocol, "READ_TIMEOUT_S", 0.4)
    with serving(app, http=PatientProtocol) as address:
        yield address


def connected(url: str, text: bytes = b"") -> socket.socket:
    address = urlsplit(url)
    connection = socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=60)
    connection.sendall(text)
    return connection


def closed_within(connection: socket.socket, seconds: float) -> bool:
    connection.settimeout(seconds)
    try:
        while connection.recv(65536):
            pass
    except TimeoutError:
        return False
    except ConnectionError:
        return True
    return True


def test_a_head_that_never_ends_is_given_up(url: str) -> None:
    with connected(url, b"GET /health/live HTTP/1.1\r\nHost: x\r\n") as connection:
        started = time.monotonic()
        for _ in range(4):  # a byte now and then does not buy more time
            time.sleep(0.05)
            connection.sendall(b"X")
        assert closed_within(connection, 60)
        assert time.monotonic() - started < 30


def test_a_connection_that_says_nothing_is_given_up(url: str) -> None:
    with connected(url) as connection:
        assert closed_within(connection, 60)


def test_a_second_head_that_never_ends_is_given_up_too(url: str) -> None:
    request = b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"
    with connected(url, request) as connection:
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        connection.sendall(request[:20])
        assert closed_within(connection, 60)


def test_who_does_not_read_the_reply_is_given_up(url: str) -> None:
    with connected(url, b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n") as connection:
        time.sleep(1.5)
        assert closed_within(connection, 60), "what the kernel held is read, and then the end comes"


def test_idle_connections_make_room_and_health_is_always_answered(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_TIMEOUT_S", 60.0)
    monkeypatch.setattr(protocol, "settings", lambda: type("Few", (), {"connections": MOST_CONNECTIONS}))
    idlers = [connected(url, b"GET / HTTP/1.1\r\n") for _ in range(3 * MOST_CONNECTIONS)]
    try:
        started = time.monotonic()
        assert httpx.get(f"{url}/health/live", timeout=60).status_code == 200
        assert time.monotonic() - started < 30
        assert closed_within(idlers[0], 30), "the oldest went first"
        assert not closed_within(idlers[-1], 0.2)
    finally:
        for idler in idlers:
            idler.close()


def test_a_body_that_drips_is_408_however_regularly(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "GRACE_S", 0.5)
    head = b"POST /raw HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n"
    with connected(url, head) as connection:
        started = time.monotonic()
        connection.settimeout(0.05)
        reply = b""
        while not reply and time.monotonic() - started < 60:
            try:
                connection.sendall(b".")
                reply = connection.recv(65536)
            except TimeoutError:
                continue
        assert reply.startswith(b"HTTP/1.1 408")
        assert time.monotonic() - started < 60


def test_a_body_that_is_slow_but_steady_arrives(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "GRACE_S", 1.0)

    def steady() -> Iterator[bytes]:
        for _ in range(20):
            yield bytes(4_000)  # 40 kB/s, for twice as long as every body has
            time.sleep(0.1)

    assert httpx.post(f"{url}/raw", content=steady(), timeout=60).json() == 80_000


def test_all_bodies_together_stay_within_the_budget(url: str) -> None:
    head = b"POST /raw HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"
    holders = [connected(url, head + bytes(99_000)) for _ in range(limits.BUDGET_BODIES)]
    try:
        refused = _until(lambda: httpx.post(f"{url}/raw", content=bytes(90_000), timeout=60), 503)
        assert problem_of(refused)["code"] == "busy"
        assert int(refused.headers["retry-after"]) >= 1
        assert httpx.get(f"{url}/health/live", timeout=60).status_code == 200
    finally:
        for holder in holders:
            holder.close()
    assert _until(lambda: httpx.post(f"{url}/raw", content=bytes(90_000), timeout=60), 200).json() == 90_000


def _until(ask: Callable[[], httpx.Response], status: int) -> httpx.Response:
    """The first reply of that status; what was sent or closed elsewhere takes its moment to arrive."""
    deadline = time.monotonic() + 60
    while (reply := ask()).status_code != status:
        assert time.monotonic() < deadline, reply.text
        time.sleep(0.05)
    return reply


def test_a_client_that_leaves_midway_is_no_fault_of_ours(
    url: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    connected(url, b"POST /raw HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nhalf").close()
    written = ""
    deadline = time.monotonic() + 60
    while "status=499" not in written:
        assert time.monotonic() < deadline, written
        time.sleep(0.05)
        written += capfd.readouterr().out + caplog.text
    assert "Traceback" not in written


def test_work_that_never_ends_makes_the_worker_say_so(catalog_folder: Path, tmp_path: Path) -> None:
    import asyncio
    import threading
    from typing import cast

    from sketch2fashion.web.pool import Crowded, Pool

    async def scene() -> None:
        pool, gate = Pool(1, 1, 1.0, work_timeout=0.1), threading.Event()
        with pytest.raises(Crowded, match="not done within"):
            await pool.run(cast(Request, None), lambda: gate.wait(60))
        assert pool.running == 1, "the thread keeps its place"
        async with asyncio.timeout(60):
            while not pool.stuck:
                await asyncio.sleep(0.01)
        gate.set()
        while pool.running:
            await asyncio.sleep(0.01)
        assert not pool.stuck

    asyncio.run(scene())
