"""GET and POST /api/v1/styles, POST /api/v1/styles/sample, and renders in a style."""

from __future__ import annotations

import base64
import json
from typing import Any

import httpx
import numpy as np
import pytest

from sketch2fashion.drawing.strokes import Sketch

from .helpers import opened, png, problem_of, shirt
from .test_render import render, rgba


@pytest.fixture(scope="module")
def style(ready: httpx.Client, drawing: bytes) -> bytes:
    files = [("sketch", ("one.png", drawing)), ("sketch", ("two.png", png(shirt(dot=(20, 130, 120)))))]
    reply = ready.post("/api/v1/styles", files=files)
    assert reply.status_code == 200, reply.text
    return reply.content


def test_a_style_is_the_answer_and_nothing_is_kept(ready: httpx.Client, style: bytes) -> None:
    assert 1_000 < len(style) < 300_000
    assert ready.get("/api/v1/styles").json() == {"styles": []}


def test_designs_of_a_style_come_with_their_drawings(ready: httpx.Client, style: bytes) -> None:
    reply = ready.post("/api/v1/styles/sample", files={"style": ("s", style)}, data={"count": "2", "seed": "5", "sliders": "1,-1"})
    body = reply.json()
    assert reply.status_code == 200, body
    assert (len(body["designs"]), [each["seed"] for each in body["designs"]]) == (2, [5, 6])
    assert body["sliders"] >= 3
    for each in body["designs"]:
        assert opened(base64.b64decode(each["png"])).size == (256, 256)
        assert Sketch.from_json(json.dumps(each["sketch"])).category == each["category"]


def test_a_drawing_is_rendered_in_a_style_that_was_sent(ready: httpx.Client, style: bytes) -> None:
    plain = png(shirt())
    reply = ready.post("/api/v1/render", files={"sketch": ("d", plain), "style_file": ("s", style)}, data={"category": "t-shirt"})
    pixels = rgba(reply)
    assert np.abs(np.median(pixels[pixels[..., 3] == 255][:, :3], axis=0) - (20, 130, 120)).max() <= 10


@pytest.mark.parametrize(
    ("parts", "status", "said"),
    [
        ({"count": (None, "2")}, 422, "No style"),
        ({"name": (None, "mine")}, 422, "no style named"),
        ({"name": (None, "../etc")}, 422, "name of a style"),
        ({"style": ("s", b"rubbish")}, 422, "no style"),
    ],
)
def test_what_is_wrong_with_a_style_is_said_in_one_sentence(ready: httpx.Client, parts: dict[str, Any], status: int, said: str) -> None:
    reply = ready.post("/api/v1/styles/sample", files=parts)
    assert reply.status_code == status
    assert said in problem_of(reply)["message"]


def test_eleven_sketches_are_too_many(ready: httpx.Client, drawing: bytes) -> None:
    reply = ready.post("/api/v1/styles", files=[("sketch", (f"{n}.png", drawing)) for n in range(11)])
    assert (reply.status_code, problem_of(reply)["message"].count("1 to 10")) == (422, 1)


def test_an_unknown_style_is_a_wrong_value(ready: httpx.Client, drawing: bytes) -> None:
    assert render(ready, drawing, style="mine").status_code == 422
