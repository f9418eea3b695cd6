"""The process itself: start, logs, workers, stop."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from .conftest import ADMIN_TOKEN
from .helpers import encoded
from .test_photo import garment_photo

MOST_MEMORY_BYTES = 700e6

_SCRIPT = """
import socket, sys
from sketch2fashion.web.server import run
if __name__ == "__main__":
    run(socket.socket(fileno=int(sys.argv[1])), workers=int(sys.argv[2]))
"""


@contextmanager
def process(folder: Path, catalog: Path, *, workers: int = 1, **environment: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`run` in a process of its own, its log going to `folder/log`."""
    script = folder / "serve.py"
    script.write_text(_SCRIPT)
    settings = {"SKETCH2FASHION_CATALOG": str(catalog), "SKETCH2FASHION_ADMIN_TOKEN": ADMIN_TOKEN, "SKETCH2FASHION_LOG_JSON": "true"}
    with socket.create_server(("127.0.0.1", 0)) as listener, (folder / "log").open("w") as log:
        listener.set_inheritable(True)
        child = subprocess.Popen(
            [sys.executable, str(script), str(listener.fileno()), str(workers)],
            env={**os.environ, **settings, **environment},
            stderr=log,
            pass_fds=[listener.fileno()],
            text=True,
        )
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}", child
        finally:
            child.kill()
            child.wait()


def wait_until_ready(url: str, seconds: float) -> float:
    """Seconds until `/health/ready` says 200."""
    started = time.monotonic()
    while True:
        try:
            if httpx.get(f"{url}/health/ready", timeout=seconds).status_code == 200:
                return time.monotonic() - started
        except httpx.HTTPError:
            pass
        assert time.monotonic() - started < seconds
        time.sleep(0.05)


def log_lines(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "log").read_text().splitlines()]


@pytest.mark.slow
def test_it_starts_logs_each_request_and_stops_when_told(tmp_path: Path, catalog_folder: Path, drawing: bytes) -> None:
    with process(tmp_path, catalog_folder) as (url, child):
        wait_until_ready(url, 120)
        reply = httpx.post(f"{url}/api/v1/render", files={"sketch": drawing}, headers={"X-Request-Id": "find-me"}, timeout=120)
        assert reply.status_code == 200
        httpx.delete(f"{url}/api/v1/products/x?secret=1", headers={"Authorization": f"Bearer {ADMIN_TOKEN}"})
        child.send_signal(signal.SIGTERM)
        child.wait(60)
    lines = log_lines(tmp_path)
    render = next(line for line in lines if line.get("request_id") == "find-me")
    assert (render["method"], render["path"], render["status"]) == ("POST", "/api/v1/render", 200)
    assert float(str(render["ms"])) > 0
    text = (tmp_path / "log").read_text()
    assert ADMIN_TOKEN not in text
    assert "secret" not in text
    assert "Traceback" not in text


@pytest.mark.slow
def test_a_reply_is_sent_at_once_and_not_when_the_last_one_was_confirmed(catalog_folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from sketch2fashion.cli import main; main()", "serve", "--port", str(port)]
    child = subprocess.Popen([*command, "--catalog", str(catalog_folder)], stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_ready(url, 120)
        took = []
        with httpx.Client(base_url=url, timeout=120) as client:
            for _ in range(60):
                started = time.perf_counter()
                assert client.get("/studio/main.js").status_code == 200
                took.append(time.perf_counter() - started)
        assert sorted(took)[len(took) // 3] < 0.035  # what waits for the confirmation takes 0.04 s more; a busy machine delays some
    finally:
        child.kill()
        child.wait()


@pytest.mark.slow
def test_a_running_request_is_finished_before_the_stop(tmp_path: Path, catalog_folder: Path, drawing: bytes) -> None:
    with process(tmp_path, catalog_folder) as (url, child):
        wait_until_ready(url, 120)
        request = httpx.Request(
            "POST", f"{url}/api/v1/render", files={"sketch": drawing}, data={"variants": "4"}, headers={"accept": "application/json"}
        )
        with httpx.Client(timeout=120) as client, ThreadPoolExecutor(1) as person:
            coming = person.submit(client.send, request)
            while not coming.done() and "s2f_pool_running 1.0" not in client.get(f"{url}/metrics").text:
                time.sleep(0.01)
            child.send_signal(signal.SIGTERM)
            reply = coming.result()
        assert reply.status_code == 200
        assert len(reply.json()["images"]) == 4
        child.wait(60)


@pytest.mark.slow
def test_one_worker_stays_small_whatever_is_sent_to_it(tmp_path: Path, catalog_folder: Path, drawing: bytes) -> None:
    phone_photo = encoded(garment_photo().resize((6_000, 8_000)), "JPEG")  # 48 MP
    with process(tmp_path, catalog_folder) as (url, _):
        wait_until_ready(url, 120)
        with httpx.Client(base_url=url, timeout=120) as client:
            for _ in range(2):
                assert client.post("/api/v1/photo", files={"image": phone_photo}).status_code == 200
                assert client.post("/api/v1/search", files={"image": phone_photo}).status_code == 200
                assert client.post("/api/v1/render", files={"sketch": drawing}, data={"size": 512}).status_code == 200
            metrics = client.get("/metrics").text
    resident = next(line for line in metrics.splitlines() if line.startswith("process_resident_memory_bytes"))
    assert float(resident.split()[-1]) < MOST_MEMORY_BYTES


@pytest.mark.slow
def test_two_workers_share_one_port_and_count_together(tmp_path: Path, catalog_folder: Path) -> None:
    with process(tmp_path, catalog_folder, workers=2) as (url, child):
        wait_until_ready(url, 120)
        for _ in range(20):
            assert httpx.get(f"{url}/api/v1/categories").status_code == 200
        metrics = httpx.get(f"{url}/metrics").text
        counted = next(line for line in metrics.splitlines() if line.startswith("s2f_requests_total") and "/api/v1/categories" in line)
        assert float(counted.split()[-1]) == 20
        child.send_signal(signal.SIGTERM)
        child.wait(60)
