"""Health, readiness and metrics, idle and under load."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from sketch2fashion.settings import load_settings
from sketch2fashion.web.app import create_app
from sketch2fashion.web.problems import NotReady
from sketch2fashion.web.readiness import Readiness, Step

from .helpers import START_S, png, problem_of, serving, shirt


def test_alive_is_alive(client: httpx.Client) -> None:
    assert client.get("/health/live").json() == {"status": "alive"}


def test_ready_lists_the_models_and_nothing_missing(ready: httpx.Client) -> None:
    reply = ready.get("/health/ready")
    assert reply.status_code == 200
    assert reply.json()["missing"] == {}
    assert {"renderer", "embedder", "cutout", "linework"} <= set(reply.json()["models"])
    assert reply.headers["cache-control"] == "no-store"


def test_metrics_count_requests_by_route_and_status(client: httpx.Client) -> None:
    client.get("/nothing/at/all")
    client.get("/api/v1/products/none")
    text = client.get("/metrics").text
    assert 's2f_requests_total{method="GET",route="(none)",status="404"}' in text
    assert 's2f_requests_total{method="GET",route="/api/v1/products/{id:path}",status="404"}' in text
    assert "s2f_pool_waiting 0.0" in text
    assert "/nothing/at/all" not in text  # a path that anyone may invent is no label


def until(condition: object, seconds: float = START_S) -> None:
    waited = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < waited
        time.sleep(0.005)


def test_what_is_missing_says_why_and_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sketch2fashion.web.readiness.RETRY_S", 0.01)
    tries: list[int] = []

    def late() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise OSError("not yet")

    readiness = Readiness([Step("first", lambda: None), Step("late", late)])
    assert readiness.missing == {"first": "is still loading", "late": "is still loading"}
    readiness.start()
    until(lambda: readiness.ready)
    assert len(tries) == 3


def test_a_part_that_cannot_be_loaded_keeps_its_reason() -> None:
    readiness = Readiness([Step("broken", lambda: 1 / 0)])
    readiness.start()
    until(lambda: readiness.missing["broken"] != "is still loading")
    assert readiness.missing == {"broken": "failed (ZeroDivisionError)"}
    assert not readiness.ready
    readiness.wait_until_tried(1)
    readiness.stop()


def test_a_request_that_comes_during_the_start_waits_for_it() -> None:
    gate = threading.Event()
    readiness = Readiness([Step("slow", gate.wait)])
    readiness.start()
    with pytest.raises(NotReady):
        readiness.wait_until_tried(0.01)
    gate.set()
    readiness.wait_until_tried(START_S)


@pytest.mark.slow
def test_under_load_health_answers_at_once_and_nothing_fails_but_for_being_busy(catalog_folder: Path) -> None:
    settings = load_settings(catalog=str(catalog_folder), concurrency=1, queue=2)
    drawing = png(shirt(dot=(200, 30, 40)))
    with serving(create_app(settings)) as url, httpx.Client(base_url=url, timeout=120) as client:
        until(lambda: client.get("/health/ready").status_code == 200, START_S)
        slowest = 0.0
        over = threading.Event()

        def watch() -> None:
            nonlocal slowest
            with httpx.Client(base_url=url, timeout=120) as watcher:
                while not over.is_set():
                    started = time.perf_counter()
                    assert watcher.get("/health/live").status_code == 200
                    slowest = max(slowest, time.perf_counter() - started)
                    time.sleep(0.02)

        begun = time.perf_counter()
        with ThreadPoolExecutor(13) as people:
            watching = people.submit(watch)
            replies = list(
                people.map(lambda seed: client.post("/api/v1/render", files={"sketch": drawing}, data={"seed": seed}), range(36))
            )
            took = time.perf_counter() - begun
            over.set()
            watching.result()
    refused = [reply for reply in replies if reply.status_code != 200]
    assert 0 < len(refused) < len(replies)
    for reply in refused:
        assert (reply.status_code, problem_of(reply)["code"]) == (503, "busy")
        assert int(reply.headers["retry-after"]) >= 1
    assert slowest < max(1.0, took / 4), "health waits in no line"


@pytest.mark.slow
def test_of_a_stream_of_requests_the_stale_ones_are_dropped(catalog_folder: Path) -> None:
    """Each stroke of a drawing aborts the request before it; those that still wait must not cost the newest its turn."""
    settings = load_settings(catalog=str(catalog_folder), concurrency=1, queue=3)
    drawing = png(shirt(dot=(200, 30, 40)))
    with serving(create_app(settings)) as url:
        with httpx.Client(base_url=url, timeout=120) as client:
            until(lambda: client.get("/health/ready").status_code == 200, START_S)
        for seed in range(12):
            with pytest.raises(httpx.ReadTimeout):
                httpx.post(f"{url}/api/v1/render", files={"sketch": drawing}, data={"seed": seed}, timeout=httpx.Timeout(120, read=0.004))
        newest = httpx.post(f"{url}/api/v1/render", files={"sketch": drawing}, timeout=120)
    assert newest.status_code == 200


def test_metrics_tell_of_stages_queue_models_and_store(ready: httpx.Client, drawing: bytes) -> None:
    ready.post("/api/v1/render", files={"sketch": drawing}).raise_for_status()
    ready.post("/api/v1/search", files={"image": drawing}).raise_for_status()
    text = ready.get("/metrics").text
    counted = {line.split(" ")[0]: float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line and not line.startswith("#")}
    for series in (
        's2f_stage_seconds_count{stage="render"}',
        "s2f_queue_seconds_count",
        's2f_model_seconds_count{model="renderer"}',
        's2f_model_seconds_count{model="embedder"}',
        's2f_store_seconds_count{call="search"}',
        's2f_request_seconds_count{route="/api/v1/search"}',
    ):
        assert counted[series] >= 1, series
    assert counted["s2f_store_up"] == 1
    assert counted["s2f_pool_waiting"] == 0
