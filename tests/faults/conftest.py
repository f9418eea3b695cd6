"""A real service in a process of its own, to be broken on purpose. Every promise of docs/promises.md that is tested here is named so."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.web.conftest import ADMIN_TOKEN, catalog_folder, drawing  # noqa: F401  # fixtures

START_S = 120.0

# `before` runs in the process that serves, before anything of the package is imported.
_SCRIPT = """
import socket, sys
{before}
from sketch2fashion.web.server import run
if __name__ == "__main__":
    run(socket.socket(fileno=int(sys.argv[1])), workers=int(sys.argv[2]))
"""


@dataclass
class Service:
    """A running service: its address, its process, its log."""

    url: str
    process: subprocess.Popen[str]
    log_path: Path
    client: httpx.Client = field(repr=False)

    @property
    def log(self) -> str:
        """What it has said so far."""
        return self.log_path.read_text("utf-8")

    def workers(self) -> list[int]:
        """Process ids of the workers: the children of the template, which is the child of ours that has children."""
        return [worker for child in children(self.process.pid) for worker in children(child) if lives(worker)]

    def status(self, path: str, **form: bytes) -> int:
        """The status of a request on a connection of its own."""
        files = {name: (name, data) for name, data in form.items()}
        reply = httpx.request("POST" if files else "GET", f"{self.url}{path}", files=files or None, timeout=60)
        return reply.status_code

    def wait_until(self, condition: Callable[[], bool], seconds: float = START_S) -> float:
        """Seconds until the condition holds."""
        started = time.monotonic()
        while not condition():
            assert time.monotonic() - started < seconds, self.log[-3000:]
            time.sleep(0.02)
        return time.monotonic() - started

    def ready(self) -> bool:
        """Whether everything is loaded."""
        return self.answers("/health/ready")

    def answers(self, path: str) -> bool:
        """Whether a GET gives 200."""
        try:
            return httpx.get(f"{self.url}{path}", timeout=10).status_code == 200
        except httpx.HTTPError:
            return False


@dataclass
class Crowd:
    """Callers that ask again and again in threads; `statuses` of all replies, 0 for a connection that broke."""

    statuses: list[int] = field(default_factory=list)
    broken_at: list[float] = field(default_factory=list)


@contextmanager
def crowd(service: Service, ask: Callable[[httpx.Client], httpx.Response], callers: int) -> Iterator[Crowd]:
    """Load on a service while the block runs."""
    seen, over = Crowd(), threading.Event()

    def call() -> None:
        while not over.is_set():
            try:
                with httpx.Client(base_url=service.url, timeout=60) as client:
                    seen.statuses.append(ask(client).status_code)
            except httpx.HTTPError:
                seen.statuses.append(0)
                seen.broken_at.append(time.monotonic())

    threads = [threading.Thread(target=call, daemon=True) for _ in range(callers)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        over.set()
        for thread in threads:
            thread.join(60)


@contextmanager
def broken_service(folder: Path, catalog: Path, *, workers: int = 1, before: str = "", **environment: str) -> Iterator[Service]:
    """The service in `folder`, ready or not."""
    script = folder / "serve.py"
    script.write_text(_SCRIPT.format(before=before))
    variables = {
        "SKETCH2FASHION_CATALOG": str(catalog),
        "SKETCH2FASHION_ADMIN_TOKEN": ADMIN_TOKEN,
        "SKETCH2FASHION_STATE": str(folder / "state"),
        "SKETCH2FASHION_LOG_JSON": "true",
        "OMP_NUM_THREADS": "1",
    }
    log_path = folder / "log"
    with socket.create_server(("127.0.0.1", 0)) as listener, log_path.open("w") as log:
        listener.set_inheritable(True)
        command = [sys.executable, str(script), str(listener.fileno()), str(workers)]
        environ = {**os.environ, **variables, **environment}
        process = subprocess.Popen(command, env=environ, stderr=log, pass_fds=[listener.fileno()], text=True)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.close()  # the service's own copy is the only one
        try:
            with httpx.Client(base_url=url, timeout=60) as client:
                yield Service(url, process, log_path, client)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def children(pid: int) -> list[int]:
    """Process ids of the children (Linux)."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def lives(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def render(drawing: bytes) -> Callable[[httpx.Client], httpx.Response]:  # noqa: F811
    """Asks for a render."""
    return lambda client: client.post("/api/v1/render", files={"sketch": drawing})
