"""Workers and their supervisor are killed and hung, under load."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from .conftest import broken_service, crowd, lives

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="finds the workers in /proc"),
]
BACK_S = 2.0  # or half as long as the machine needs for the whole start, where it is a slow one
Ask = Callable[[httpx.Client], httpx.Response]


def test_a_killed_worker_costs_only_its_own_requests_and_is_replaced(tmp_path: Path, catalog_folder: Path, render: Ask) -> None:
    with broken_service(tmp_path, catalog_folder, workers=2) as service:
        soon_s = max(BACK_S, service.wait_until(service.ready) / 2)
        victim = service.workers()[0]
        with crowd(service, render, callers=3) as seen:
            time.sleep(1.0)
            os.kill(victim, signal.SIGKILL)
            killed = time.monotonic()
            service.wait_until(lambda: len([pid for pid in service.workers() if lives(pid)]) == 2 and victim not in service.workers())
            service.wait_until(lambda: service.answers("/health/live"))
            back_s = time.monotonic() - killed
            time.sleep(2.0)
        assert back_s < soon_s
        assert set(seen.statuses) <= {200, 0}
        assert seen.statuses.count(0) <= 3, "no caller lost more than the request that the dead worker was answering"
        assert all(moment - killed < soon_s for moment in seen.broken_at)
        assert seen.statuses.count(200) > 3
        assert "a worker ended" in service.log


def test_all_workers_killed_at_once_are_back_within_two_seconds(tmp_path: Path, catalog_folder: Path) -> None:
    with broken_service(tmp_path, catalog_folder, workers=2) as service:
        soon_s = max(BACK_S, service.wait_until(service.ready) / 2)
        for pid in service.workers():
            os.kill(pid, signal.SIGKILL)
        assert service.wait_until(lambda: service.answers("/api/v1/categories")) < soon_s
        service.wait_until(service.ready)


def test_a_hung_worker_is_replaced(tmp_path: Path, catalog_folder: Path) -> None:
    patience = "import sketch2fashion.web.supervisor as supervisor; supervisor.HUNG_S = 3.0"
    with broken_service(tmp_path, catalog_folder, workers=2, before=patience) as service:
        service.wait_until(service.ready)
        victim = service.workers()[0]
        os.kill(victim, signal.SIGSTOP)
        service.wait_until(lambda: victim not in service.workers() and len(service.workers()) == 2)
        assert "a worker hangs" in service.log
        service.wait_until(service.ready)


def test_a_killed_template_leaves_no_gap(tmp_path: Path, catalog_folder: Path) -> None:
    with broken_service(tmp_path, catalog_folder, workers=2) as service:
        service.wait_until(service.ready)
        old = service.workers()
        template = int(Path(f"/proc/{old[0]}/stat").read_text().rpartition(")")[2].split()[1])
        with crowd(service, lambda client: client.get("/api/v1/categories"), callers=1) as seen:
            os.kill(template, signal.SIGKILL)
            service.wait_until(lambda: len(service.workers()) == 2 and not any(lives(pid) for pid in old))
        assert set(seen.statuses) == {200}


def test_workers_end_with_their_supervisor_and_free_the_port(tmp_path: Path, catalog_folder: Path) -> None:
    with broken_service(tmp_path, catalog_folder, workers=2) as service:
        service.wait_until(service.ready)
        workers = service.workers()
        service.process.kill()
        service.wait_until(lambda: not any(lives(pid) for pid in workers))
        address = urlsplit(service.url)
        with socket.socket() as again:
            again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            again.bind((str(address.hostname), int(address.port or 0)))


def test_a_hangup_signal_replaces_the_workers_without_a_gap(tmp_path: Path, catalog_folder: Path) -> None:
    with broken_service(tmp_path, catalog_folder, workers=2) as service:
        service.wait_until(service.ready)
        old = service.workers()
        with crowd(service, lambda client: client.get("/api/v1/categories"), callers=2) as seen:
            service.process.send_signal(signal.SIGHUP)
            service.wait_until(lambda: not any(lives(pid) for pid in old))
            assert len(service.workers()) == 2
        assert set(seen.statuses) == {200}


def test_a_job_survives_the_death_of_its_workers(tmp_path: Path, catalog_folder: Path, drawing: bytes) -> None:
    with broken_service(tmp_path, catalog_folder, workers=2) as service:
        service.wait_until(service.ready)
        files = [("sketch", (f"{place}.png", drawing)) for place in range(6)]
        job = service.client.post("/api/v1/jobs", files=files).json()
        url = f"/api/v1/jobs/{job['id']}"
        service.wait_until(lambda: httpx.get(f"{service.url}{url}").json()["done"] >= 1)
        for pid in service.workers():
            os.kill(pid, signal.SIGKILL)
        service.wait_until(lambda: service.answers(url))
        service.wait_until(lambda: httpx.get(f"{service.url}{url}").json()["state"] == "done", 180)
        assert httpx.get(f"{service.url}{url}").json()["done"] == 6


def test_an_event_stream_ends_with_the_stop_which_waits_for_no_job(tmp_path: Path, catalog_folder: Path, drawing: bytes) -> None:
    with broken_service(tmp_path, catalog_folder) as service:
        service.wait_until(service.ready)
        files = [("sketch", (f"{place}.png", drawing)) for place in range(40)]
        id = service.client.post("/api/v1/jobs", files=files, data={"variants": 4}).json()["id"]
        with service.client.stream("GET", f"/api/v1/jobs/{id}/events") as stream:
            lines = stream.iter_lines()
            while not next(lines).startswith("event: item"):
                pass
            service.process.send_signal(signal.SIGTERM)
            told = time.monotonic()
            assert "event: stopping" in list(lines)
        assert service.process.wait(60) is not None
        assert time.monotonic() - told < 45
    with broken_service(tmp_path, catalog_folder) as service:  # and goes on where it was
        service.wait_until(lambda: service.answers(f"/api/v1/jobs/{id}"))
        job = httpx.get(f"{service.url}/api/v1/jobs/{id}").json()
        assert 1 <= job["done"] < 40
        service.wait_until(lambda: httpx.get(f"{service.url}/api/v1/jobs/{id}").json()["done"] > job["done"])
