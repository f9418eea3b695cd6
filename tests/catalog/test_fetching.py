"""Fetching pictures that a stranger's feed names: what may be asked, where a connection may go, what may come back."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpcore
import pytest

from sketch2fashion.catalog import fetching
from sketch2fashion.catalog.fetching import Fetcher, FetchProblem, address_of, is_public
from sketch2fashion.errors import BadFeed
from sketch2fashion.settings import settings

from .making import webp

PICTURE = webp()
Answer = Callable[[BaseHTTPRequestHandler], None]


class Server:
    """A real server on the loopback; `answers` maps paths to what is done about a request, `asked` lists the paths."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.most_at_once = 0
        self._now = 0
        self._lock = threading.Lock()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        self.host = f"127.0.0.1:{self._http.server_port}"
        self.url = f"http://{self.host}"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        with self._lock:
            self.asked.append(request.path)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            self.answers[request.path](request)
        except (BrokenPipeError, ConnectionResetError):
            pass
        finally:
            with self._lock:
                self._now -= 1

    def close(self) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


def sends(body: bytes = PICTURE, status: int = 200, **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in {"Content_Type": "image/webp", "Content_Length": str(len(body)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return answer


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def fetcher(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fetcher]:
    """A fetcher that may ask the server of the test, and nobody else inside this machine."""
    monkeypatch.setattr(fetching, "_FIRST_PAUSE", 0.01)
    monkeypatch.setenv("SKETCH2FASHION_PRIVATE_HOSTS", server.host)
    settings.cache_clear()
    fetcher = Fetcher()
    yield fetcher
    fetcher.close()
    settings.cache_clear()


def problem_of(fetcher: Fetcher, address: str) -> FetchProblem:
    with pytest.raises(FetchProblem) as caught:
        fetcher.fetch(address)
    return caught.value


def test_a_picture_is_fetched(server: Server, fetcher: Fetcher) -> None:
    server.answers["/a.webp"] = sends()
    assert fetcher.fetch(f"{server.url}/a.webp") == PICTURE


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.1.2.3", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "[::1]", "[fe80::1]", "[fd00::1]",
     "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "2130706433", "0x7f.1"],
)  # fmt: skip
def test_no_connection_goes_inside(host: str) -> None:
    fetcher = Fetcher(private_hosts=())
    problem = problem_of(fetcher, f"https://{host}/a.jpg")
    assert "inside a private network" in str(problem)
    assert not problem.again
    fetcher.close()


def test_a_name_is_judged_by_the_address_that_is_connected_to(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the name is asked for once, and what was checked is what is connected to."""
    answers = iter([[ipaddress.ip_address("127.0.0.1")], [ipaddress.ip_address("8.8.8.8")]])
    monkeypatch.setattr(fetching, "_resolved", lambda host, port: next(answers))
    connected: list[str] = []

    def connect(self: object, host: str, *rest: object) -> None:
        connected.append(host)
        raise httpcore.ConnectError("as far as the test goes")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    monkeypatch.setattr(fetching, "ATTEMPTS", 1)
    fetcher = Fetcher(private_hosts=())
    assert "private network" in str(problem_of(fetcher, "https://rebind.example/a.jpg"))
    assert "could not be reached" in str(problem_of(fetcher, "https://rebind.example/a.jpg"))
    assert connected == ["8.8.8.8"], "an address, never the name"
    fetcher.close()


def test_of_several_addresses_only_public_ones_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [ipaddress.ip_address(text) for text in ("10.0.0.1", "8.8.8.8", "::1", "8.8.4.4")]
    monkeypatch.setattr(fetching, "_resolved", lambda host, port: found)
    monkeypatch.setattr(fetching, "ATTEMPTS", 1)
    connected: list[str] = []

    def connect(self: object, host: str, *rest: object) -> None:
        connected.append(host)
        raise httpcore.ConnectError("as far as the test goes")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    fetcher = Fetcher(private_hosts=())
    assert problem_of(fetcher, "https://two.example/a.jpg").again
    assert connected == ["8.8.8.8", "8.8.4.4"]
    fetcher.close()


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("::ffff:8.8.8.8", True),
        ("224.0.0.1", False),
        ("ff02::1", False),
        ("198.18.0.1", False),
    ],
)
def test_what_is_a_public_address(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public


@pytest.mark.parametrize("target", ["https://127.0.0.1:{port}/b", "http://localhost:{port}/b", "http://169.254.169.254/latest/meta-data"])
def test_a_redirect_inside_is_not_followed(server: Server, fetcher: Fetcher, target: str) -> None:
    elsewhere = Server()
    server.answers["/a"] = sends(b"", 302, Location=target.format(port=elsewhere.host.split(":")[1]))
    assert "private network" in str(problem_of(fetcher, f"{server.url}/a"))
    assert elsewhere.asked == []
    elsewhere.close()


def test_redirects_are_followed_five_times(server: Server, fetcher: Fetcher) -> None:
    for number in range(5):
        server.answers[f"/{number}"] = sends(b"", 302, Location=f"/{number + 1}")
    server.answers["/5"] = sends()
    assert fetcher.fetch(f"{server.url}/0") == PICTURE
    server.answers["/5"] = sends(b"", 307, Location="/0")
    assert "more than 5 times" in str(problem_of(fetcher, f"{server.url}/0"))


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://shop.example/a", "https://user:word@shop.example/a", "javascript:1"])
def test_a_redirect_to_another_scheme_is_refused(server: Server, fetcher: Fetcher, location: str) -> None:
    server.answers["/a"] = sends(b"", 302, Location=location)
    assert not problem_of(fetcher, f"{server.url}/a").again


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (sends(b"<html>", Content_Type="text/html; charset=utf-8"), "is text/html, not a picture"),
        (sends(b"x", Content_Encoding="gzip"), "packed"),
        (sends(b"", 404), "answers 404"),
        (sends(b"", 403), "answers 403"),
        (sends(b"short", Content_Length="99000000"), "more than 32 MB"),
    ],
)
def test_what_is_not_a_picture_is_refused(server: Server, fetcher: Fetcher, answer: Answer, said: str) -> None:
    server.answers["/a"] = answer
    problem = problem_of(fetcher, f"{server.url}/a")
    assert said in str(problem)
    assert not problem.again
    assert server.asked == ["/a"], "no second attempt"


def test_a_body_without_end_is_cut_off(server: Server, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "image/png")
        request.send_header("Connection", "close")
        request.end_headers()
        while True:
            request.wfile.write(b"x" * 100_000)

    monkeypatch.setenv("SKETCH2FASHION_MAX_BYTES", "1000000")
    settings.cache_clear()
    server.answers["/a"] = endless
    assert "more than 1 MB" in str(problem_of(fetcher, f"{server.url}/a"))


def test_a_slow_server_is_given_up(server: Server, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    def drip(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "1000")
        request.end_headers()
        for _ in range(400):  # twenty seconds
            request.wfile.write(b"x")
            time.sleep(0.05)

    monkeypatch.setattr(fetching, "WHOLE_SECONDS", 0.3)
    server.answers["/a"] = drip
    started = time.perf_counter()
    assert problem_of(fetcher, f"{server.url}/a").again
    assert time.perf_counter() - started < 10


def test_a_busy_server_is_asked_again_when_it_says(server: Server, fetcher: Fetcher) -> None:
    answers = iter([sends(b"", 503), sends(b"", 429, Retry_After="1"), sends()])
    server.answers["/a"] = lambda request: next(answers)(request)
    started = time.perf_counter()
    assert fetcher.fetch(f"{server.url}/a") == PICTURE
    assert time.perf_counter() - started >= 1
    assert len(server.asked) == 3


def test_a_host_that_fails_and_fails_is_left_alone(server: Server, fetcher: Fetcher) -> None:
    server.answers["/a"] = sends(b"", 503)
    problems = [problem_of(fetcher, f"{server.url}/a") for _ in range(6)]
    assert "left alone" in str(problems[-1])
    assert all(problem.again for problem in problems)
    assert len(server.asked) <= 9


def test_few_connections_go_to_one_host_at_a_time(server: Server, fetcher: Fetcher) -> None:
    def slow(request: BaseHTTPRequestHandler) -> None:
        time.sleep(0.05)
        sends()(request)

    server.answers["/a"] = slow
    threads = [threading.Thread(target=fetcher.fetch, args=(f"{server.url}/a",)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.asked) == 16
    assert server.most_at_once <= fetching.PER_HOST


def test_nobody_there_may_pass(fetcher: Fetcher, server: Server) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    alone = Fetcher(private_hosts=[f"127.0.0.1:{port}"])
    assert problem_of(alone, f"http://127.0.0.1:{port}/a").again
    alone.close()


def test_by_default_no_private_host_may_be_asked() -> None:
    assert settings().private_hosts == ()


@pytest.mark.parametrize(
    ("reference", "address"),
    [
        ("http://shop.example/a.jpg", "https://shop.example/a.jpg"),
        ("//cdn.example/a.jpg", "https://cdn.example/a.jpg"),
        ("https://mall.example/상품 1.jpg?크기=1#top", "https://mall.example/%EC%83%81%ED%92%88%201.jpg?%ED%81%AC%EA%B8%B0=1"),
        ("https://쇼핑.example/a", "https://xn--hp4bo76a.example/a"),
        ("https://shop.example/a%20b.jpg", "https://shop.example/a%20b.jpg"),
        ("HTTPS://Shop.Example:8443/a", "https://shop.example:8443/a"),
    ],
)
def test_addresses_become_what_can_be_asked(reference: str, address: str) -> None:
    assert address_of(reference) == address


@pytest.mark.parametrize("reference", ["https://", "https://a:b@shop.example/x", "http://[::1", "https://shop.example:99999/"])
def test_what_is_no_address_is_refused(reference: str) -> None:
    with pytest.raises(BadFeed):
        address_of(reference)
