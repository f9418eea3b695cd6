"""Every endpoint, asked by its own OpenAPI description for things nobody should ask: no 5xx but "not now", no traceback, nothing slow.

The short form makes a few requests of each operation; `make fuzz` sets FUZZ_REQUESTS for the long one, shared among them.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings

from sketch2fashion.settings import load_settings
from sketch2fashion.web.app import create_app
from tests.web.conftest import ADMIN_TOKEN, catalog_folder  # noqa: F401  # fixtures
from tests.web.helpers import START_S, serving

from .seeds import mutated, seeds

schemathesis = pytest.importorskip("schemathesis", reason="pip install schemathesis")

REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "150"))
SECONDS = float(os.environ.get("FUZZ_SECONDS", "6"))  # of the processor, a slow one too: other programs do not count …
HANG_SECONDS = 90.0  # … and of the clock, for what waits for something that never comes
NOT_NOW = {"busy", "not_ready"}


@pytest.fixture(scope="module")
def fuzzed(catalog_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:  # noqa: F811
    """A service of its own, with writes."""
    state = tmp_path_factory.mktemp("fuzz") / "state"
    chosen = load_settings(catalog=str(catalog_folder), admin_token=ADMIN_TOKEN, state=state, jobs=20)
    with serving(create_app(chosen)) as url:
        waited = time.monotonic() + START_S
        while httpx.get(f"{url}/health/ready", timeout=60).status_code != 200:
            assert time.monotonic() < waited
            time.sleep(0.05)
        yield url


class Watch:
    """Seconds since it was made. The service runs in this process, so the processor time is the service's, too."""

    def __init__(self) -> None:
        self._clock, self._processor = time.monotonic(), time.process_time()

    def check(self) -> None:
        """Fail after a slow reply."""
        clock, processor = time.monotonic() - self._clock, time.process_time() - self._processor
        assert min(clock, processor) < SECONDS, f"{clock:.1f} s, {processor:.1f} s of the processor"
        assert clock < HANG_SECONDS, f"{clock:.1f} s"


def check(reply: Any, watch: Watch) -> None:
    """A reply of any endpoint: quick, ours, and no fault."""
    watch.check()
    assert "Traceback" not in reply.text
    error = _error(reply.text)
    if error is not None:
        assert reply.status_code < 500 or (reply.status_code == 503 and error["code"] in NOT_NOW), reply.text
    else:
        assert reply.status_code < 400, (reply.status_code, reply.text[:200])


def _error(text: str) -> dict[str, str] | None:
    """The error in a reply, if it is one."""
    try:
        error: dict[str, str] | None = json.loads(text).get("error")
    except (ValueError, AttributeError):
        return None
    return error


def test_every_operation_stands_what_its_description_allows_and_forbids(fuzzed: str) -> None:
    schema = schemathesis.openapi.from_url(f"{fuzzed}/openapi.json")
    operations = [result.ok() for result in schema.get_all_operations() if not result.ok().path.endswith("/events")]
    each = max(2, REQUESTS // (2 * len(operations)))
    asked = 0
    for operation in operations:
        for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
            asked += _ask(operation, mode, each)
    assert asked >= len(operations)


def _ask(operation: Any, mode: Any, examples: int) -> int:
    asked = 0

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    def ask(case: Any) -> None:
        nonlocal asked
        watch = Watch()
        reply = case.call(headers={"Authorization": f"Bearer {ADMIN_TOKEN}"} if asked % 2 else {}, timeout=120)
        asked += 1
        check(reply, watch)

    try:
        ask()
    except BaseException as problem:
        if type(problem).__name__ not in ("Unsatisfiable", "SkipTest", "Skipped"):
            raise  # an operation that takes nothing cannot be asked for something wrong
    return asked


@pytest.mark.parametrize(
    ("path", "part", "kind"),
    [
        ("/api/v1/render", "sketch", "sketches"),
        ("/api/v1/render", "sketch", "vectors"),
        ("/api/v1/tidy", "sketch", "pictures"),
        ("/api/v1/search", "image", "pictures"),
        ("/api/v1/photo", "image", "pictures"),
        ("/api/v1/jobs", "sketch", "drawings"),
        ("/api/v1/products", "image", "pictures"),
    ],
)
def test_damaged_files_are_refused_in_one_sentence(fuzzed: str, path: str, part: str, kind: str) -> None:
    chance, known = random.Random(2), seeds(kind)
    with httpx.Client(base_url=fuzzed, timeout=60, headers={"Authorization": f"Bearer {ADMIN_TOKEN}"}) as client:
        for number in range(max(3, REQUESTS // 20)):
            data = mutated(chance.choice(known), known, chance)
            form = {"product": f'{{"id": "fuzz-{number}", "title": "x"}}'} if path.endswith("products") else {}
            watch = Watch()
            reply = client.post(path, files={part: ("x", data)}, data=form)
            watch.check()
            assert "Traceback" not in reply.text
            assert reply.status_code in (200, 201, 202, 413, 415, 422, 503), reply.text
            if reply.status_code == 503:
                assert reply.json()["error"]["code"] in NOT_NOW
