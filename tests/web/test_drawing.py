"""POST /api/v1/tidy and /api/v1/flats."""

from __future__ import annotations

import base64

import httpx
import numpy as np
import pytest
from PIL import Image

from .helpers import opened, png, problem_of


def test_tidy_gives_black_lines_on_white_of_the_drawings_size(ready: httpx.Client, drawing: bytes) -> None:
    reply = ready.post("/api/v1/tidy", files={"sketch": drawing})
    picture = np.asarray(opened(reply.content).convert("L"))
    assert picture.shape == (600, 480)
    assert picture[5, 5] == 255
    assert picture.min() < 60


def test_flats_fill_the_garment_with_the_colour_of_its_dot(ready: httpx.Client, drawing: bytes) -> None:
    picture = np.asarray(opened(ready.post("/api/v1/flats", files={"sketch": drawing}).content))
    assert picture.shape == (600, 480, 4)
    assert picture[400, 240].tolist() == [220, 30, 40, 255]
    assert picture[5, 5, 3] == 0


@pytest.mark.parametrize("path", ["/api/v1/tidy", "/api/v1/flats"])
def test_json_holds_the_same_picture(ready: httpx.Client, drawing: bytes, path: str) -> None:
    body = ready.post(path, files={"sketch": drawing}, headers={"Accept": "application/json"}).json()
    assert base64.b64decode(body["png"]) == ready.post(path, files={"sketch": drawing}).content
    assert body["size"] == [480, 600]


@pytest.mark.parametrize("path", ["/api/v1/tidy", "/api/v1/flats"])
def test_an_empty_drawing_is_422(ready: httpx.Client, path: str) -> None:
    reply = ready.post(path, files={"sketch": png(Image.new("L", (50, 50), 255))})
    assert (reply.status_code, problem_of(reply)["code"]) == (422, "empty_drawing")


@pytest.mark.parametrize("path", ["/api/v1/render", "/api/v1/tidy", "/api/v1/flats"])
def test_a_request_without_a_drawing_is_400(ready: httpx.Client, path: str) -> None:
    boundary = {"content-type": "multipart/form-data; boundary=x"}
    no_boundary = {"content-type": "multipart/form-data"}
    for reply in (
        ready.post(path),
        ready.post(path, json={"sketch": "x"}),
        ready.post(path, files={"hints": b"x"}),
        ready.post(path, content=b"no form at all", headers=boundary),
        ready.post(path, content=b"--x\r\nContent-Dis", headers=boundary),
        ready.post(path, content=b"--x--", headers=no_boundary),
    ):
        assert (reply.status_code, problem_of(reply)["code"]) == (400, "bad_request")
