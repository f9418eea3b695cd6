"""A drawing is damaged or hostile: one clear sentence in time, nothing of it is kept or touched, and the next good one is rendered."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.helpers import problem_of

from .conftest import Service, broken_service

pytestmark = pytest.mark.slow

WHOLE = (Path(__file__).parents[1] / "pixels" / "t-shirt.s2f").read_bytes()
IN_TIME_S = 2.0  # on a processor of its own
BUSY = 5  # times that, on a machine that does other things too


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("drawings")
    with broken_service(folder, folder / "no-catalogue") as running:
        running.wait_until(running.ready)
        yield running


def with_strokes(strokes: object) -> bytes:
    drawing = json.loads(WHOLE)
    drawing["layers"][0]["strokes"] = strokes
    return json.dumps(drawing).encode()


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param(WHOLE[: len(WHOLE) // 2], id="cut in the middle"),
        pytest.param(WHOLE[:40] + b"\x00\xff" + WHOLE[42:], id="two bytes"),
        pytest.param(WHOLE.replace(b'"version":1', b'"version":99', 1), id="a version to come"),
        pytest.param(with_strokes("none"), id="strokes that are none"),
        pytest.param(with_strokes([{"tool": "pen", "points": [[1e308, -1e308, 0, 0]] * 3, "width": 1e308}]), id="far away"),
        pytest.param(b'{"format":"s2f","version":1,"canvas":[1e9,1e9],"layers":[]}', id="a canvas of a square million"),
        pytest.param(b'{"format":"s2f","layers":' + b"[" * 200_000, id="brackets without end"),
        pytest.param(
            b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg">&x;</svg>', id="an entity"
        ),
    ],
)
def test_a_damaged_drawing_is_one_clear_sentence_and_harms_nobody(service: Service, drawing: bytes, damaged: bytes) -> None:
    started = time.monotonic()
    reply = service.client.post("/api/v1/render", files={"sketch": ("drawing.s2f", damaged)})
    assert time.monotonic() - started < BUSY * IN_TIME_S
    assert reply.status_code in (415, 422), reply.text
    assert "root:" not in reply.text
    assert "Traceback" not in service.log
    assert problem_of(reply)["message"].count("\n") == 0
    assert service.client.post("/api/v1/render", files={"sketch": drawing}).status_code == 200


def test_the_same_drawing_undamaged_is_rendered(service: Service) -> None:
    assert service.client.post("/api/v1/render", files={"sketch": ("drawing.s2f", WHOLE)}).status_code == 200
