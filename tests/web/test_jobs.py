"""Batch jobs: over HTTP, and the file that they stand in."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from sketch2fashion.errors import BadValue, Busy, NotFound
from sketch2fashion.web import jobstore
from sketch2fashion.web.jobstore import ATTEMPTS, CLAIM_S, JobStore, JobsUnavailable, Order

from .helpers import opened, png, problem_of, shirt

JOBS = "/api/v1/jobs"


def parts(*drawings: bytes) -> list[tuple[str, tuple[str, bytes]]]:
    return [("sketch", (f"{place}.png", drawing)) for place, drawing in enumerate(drawings, 1)]


def finished(client: httpx.Client, id: str, seconds: float = 120) -> dict[str, Any]:
    waited = time.monotonic() + seconds
    while True:
        job: dict[str, Any] = client.get(f"{JOBS}/{id}").raise_for_status().json()
        if job["state"] not in ("queued", "running"):
            return job
        assert time.monotonic() < waited, job
        time.sleep(0.05)


@pytest.fixture(scope="module")
def job(ready: httpx.Client, drawing: bytes) -> dict[str, Any]:
    """A finished job: a drawing, an empty sheet, the drawing again."""
    reply = ready.post(JOBS, files=parts(drawing, png(shirt().resize((40, 40)).point(lambda _: 255)), drawing), data={"variants": 2})
    assert reply.status_code == 202
    assert reply.headers["location"] == f"{JOBS}/{reply.json()['id']}"
    return finished(ready, reply.json()["id"])


def test_a_job_renders_each_drawing_and_says_what_failed(job: dict[str, Any]) -> None:
    assert (job["state"], job["total"], job["done"], job["failed"]) == ("done", 3, 2, 1)
    first, empty, third = job["items"]
    assert (first["name"], first["state"], first["error"]) == ("1.png", "done", None)
    assert empty["result"] is None
    assert empty["error"]["code"] == "empty_drawing"
    assert len(third["result"]["images"]) == 2


def test_a_jobs_picture_is_the_one_that_a_render_gives(ready: httpx.Client, job: dict[str, Any], drawing: bytes) -> None:
    picture = ready.get(job["items"][0]["result"]["images"][0]["url"])
    assert picture.headers["content-type"] == "image/png"
    alone = ready.post("/api/v1/render", files={"sketch": drawing})
    assert opened(picture.content).tobytes() == opened(alone.content).tobytes()


def test_the_same_idempotency_key_makes_no_second_job(ready: httpx.Client, drawing: bytes) -> None:
    headers = {"Idempotency-Key": "order-7"}
    first = ready.post(JOBS, files=parts(drawing), headers=headers)
    again = ready.post(JOBS, files=parts(drawing), headers=headers)
    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json()["id"] == again.json()["id"]
    other = ready.post(JOBS, files=parts(drawing), data={"seed": 1}, headers=headers)
    assert other.status_code == 422
    assert "made another job" in problem_of(other)["message"]


def test_events_tell_each_item_and_then_the_end(ready: httpx.Client, drawing: bytes) -> None:
    id = ready.post(JOBS, files=parts(drawing, drawing)).json()["id"]
    with ready.stream("GET", f"{JOBS}/{id}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        events = list(events_of(stream))
    assert [name for name, _, _ in events] == ["item", "item", "end"]
    assert {data["place"] for name, _, data in events if name == "item"} == {1, 2}
    assert events[-1][2]["state"] == "done"


def test_a_client_that_reconnects_gets_only_what_it_missed(ready: httpx.Client, job: dict[str, Any]) -> None:
    with ready.stream("GET", f"{JOBS}/{job['id']}/events", headers={"Last-Event-ID": "2"}) as stream:
        events = list(events_of(stream))
    assert [(name, id) for name, id, _ in events] == [("item", "3"), ("end", "3")]


def events_of(stream: httpx.Response) -> Iterator[tuple[str, str, Any]]:
    event: dict[str, str] = {}
    for line in stream.iter_lines():
        if line:
            name, _, value = line.partition(": ")
            event[name] = value
        elif event.get("event"):
            yield event["event"], event.get("id", ""), json.loads(event["data"])
            event = {}


def test_a_deleted_job_is_gone_with_its_pictures(ready: httpx.Client, drawing: bytes) -> None:
    id = ready.post(JOBS, files=parts(drawing)).json()["id"]
    url = finished(ready, id)["items"][0]["result"]["images"][0]["url"]
    assert ready.delete(f"{JOBS}/{id}").status_code == 204
    for gone in (f"{JOBS}/{id}", url, f"{JOBS}/{id}/events"):
        assert problem_of(ready.get(gone))["code"] == "not_found"


def test_delete_my_data_takes_the_jobs_of_a_data_id(ready: httpx.Client, drawing: bytes) -> None:
    headers = {"X-Data-Id": "a-long-random-text-of-mine"}
    id = ready.post(JOBS, files=parts(drawing), headers=headers).json()["id"]
    assert ready.delete("/api/v1/data", headers={"X-Data-Id": "somebody-elses-long-text"}).json() == {"jobs": 0, "drawings": 0}
    assert ready.get(f"{JOBS}/{id}").status_code == 200
    assert ready.delete("/api/v1/data", headers=headers).json() == {"jobs": 1, "drawings": 0}
    assert ready.get(f"{JOBS}/{id}").status_code == 404


@pytest.mark.parametrize(
    ("files", "data", "headers"),
    [
        ([("hints", ("h.png", b"x"))], {}, {}),
        ([("sketch", ("s.png", b"x"))] * 65, {}, {}),
        ([("sketch", ("s.png", b"x"))], {"variants": "17"}, {}),
        ([("sketch", ("s.png", b"x"))], {"colour": "red"}, {}),
        ([("sketch", ("s.png", b"x")), ("hints", ("h.png", b"x")), ("hints", ("h.png", b"x"))], {}, {}),
        ([("sketch", ("s.png", b"x"))], {}, {"Idempotency-Key": "x" * 201}),
        ([("sketch", ("s.png", b"x"))], {}, {"X-Data-Id": "short"}),
    ],
)
def test_wrong_jobs_are_refused(client: httpx.Client, files: Any, data: dict[str, str], headers: dict[str, str]) -> None:
    reply = client.post(JOBS, files=files, data=data, headers=headers)
    assert reply.status_code in (400, 422), reply.text
    problem_of(reply)


class TestStore:
    """The file."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> JobStore:
        return JobStore(tmp_path / "state", most_jobs=3, hours=1)

    def order(self, *sketches: bytes, **fields: Any) -> Order:
        return Order([(f"{place}", sketch, None) for place, sketch in enumerate(sketches)], {"variants": 1}, "print", **fields)

    def test_nothing_is_written_before_a_job_comes(self, store: JobStore) -> None:
        assert not store.exists()
        with pytest.raises(NotFound):
            store.get("x")
        assert not store.path.parent.exists()

    def test_items_are_claimed_once_and_in_order(self, store: JobStore) -> None:
        store.add(self.order(b"a", b"b"))
        first, second = store.claim(), store.claim()
        assert first is not None
        assert second is not None
        assert (first.sketch, second.sketch) == (b"a", b"b")
        assert store.claim() is None

    def test_an_item_whose_worker_fell_silent_is_claimed_again_and_at_last_given_up(
        self, store: JobStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        id, _ = store.add(self.order(b"a"))
        now = time.monotonic()
        for attempt in range(ATTEMPTS):
            monkeypatch.setattr(time, "monotonic", lambda at=now + attempt * (CLAIM_S + 1): at)
            assert store.claim() is not None
            assert store.claim() is None
        monkeypatch.setattr(time, "monotonic", lambda: now + ATTEMPTS * (CLAIM_S + 1))
        assert store.claim() is None
        (item,) = store.get(id).items
        assert item.state == "failed"
        assert item.reply is not None
        assert item.reply["error"]["code"] == "gave_up"

    def test_a_claim_from_before_the_machine_started_anew_is_void(self, store: JobStore, monkeypatch: pytest.MonkeyPatch) -> None:
        store.add(self.order(b"a"))
        assert store.claim() is not None
        monkeypatch.setattr(time, "monotonic", lambda: 5.0)
        assert store.claim() is not None

    def test_a_calendar_that_jumps_takes_no_claim_away(self, store: JobStore, monkeypatch: pytest.MonkeyPatch) -> None:
        id, _ = store.add(self.order(b"a"))
        task = store.claim()
        assert task is not None
        now = time.time()
        monkeypatch.setattr(time, "time", lambda: now + 1800)
        assert store.claim() is None
        store.settle(task, {"images": []}, [b"png"])
        assert store.get(id).state == "done"

    def test_the_drawing_is_forgotten_when_its_item_is_settled(self, store: JobStore) -> None:
        store.add(self.order(b"a drawing that nobody else shall see"))
        task = store.claim()
        assert task is not None
        store.settle(task, {"images": []}, [b"png"])
        for _ in range(3):  # until the log is folded into the file
            store.claim()
        database = b"".join(path.read_bytes() for path in store.path.parent.glob(f"{jobstore.FILE}"))
        assert b"nobody else" not in database

    def test_jobs_expire(self, store: JobStore, monkeypatch: pytest.MonkeyPatch) -> None:
        id, _ = store.add(self.order(b"a"))
        now = time.time()
        monkeypatch.setattr(time, "time", lambda: now + 3601)
        with pytest.raises(NotFound):
            store.get(id)
        assert store.claim() is None

    def test_the_number_and_the_bytes_of_jobs_are_bounded(self, store: JobStore, monkeypatch: pytest.MonkeyPatch) -> None:
        for _ in range(3):
            store.add(self.order(b"a"))
        with pytest.raises(Busy):
            store.add(self.order(b"a"))
        monkeypatch.setattr(jobstore, "MOST_BYTES", 100)
        with pytest.raises(Busy):
            JobStore(store.path.parent / "other", most_jobs=3, hours=1).add(self.order(b"a"))

    def test_a_released_item_waits_again(self, store: JobStore) -> None:
        store.add(self.order(b"a"))
        for _ in range(ATTEMPTS + 2):
            task = store.claim()
            assert task is not None
            store.release(task)

    def test_another_worker_sees_what_this_one_accepted(self, store: JobStore) -> None:
        id, _ = store.add(self.order(b"a"))
        other = JobStore(store.path.parent, most_jobs=3, hours=1)
        assert other.get(id).state == "queued"
        assert other.open_items() == 1

    def test_a_key_of_someone_else_is_another_key(self, store: JobStore) -> None:
        first, _ = store.add(self.order(b"a", owner="shop", idempotency="k"))
        second, is_new = store.add(self.order(b"a", owner="other", idempotency="k"))
        assert is_new
        assert first != second
        with pytest.raises(BadValue, match="another job"):
            store.add(Order([("x", b"b", None)], {}, "other print", "shop", "", "k"))

    def test_a_folder_that_cannot_be_written_is_said_clearly(self, tmp_path: Path) -> None:
        (tmp_path / "state").write_text("a file, not a folder")
        with pytest.raises(JobsUnavailable):
            JobStore(tmp_path / "state", most_jobs=3, hours=1).add(self.order(b"a"))
