"""POST /api/v1/tidy, /api/v1/flats and /api/v1/shadow."""

from __future__ import annotations

import base64
import json

import httpx
import numpy as np
import pytest
from PIL import Image

from sketch2fashion.drawing.strokes import Sketch

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


def test_a_strength_completes_the_garment_and_gives_it_as_strokes(ready: httpx.Client, drawing: bytes) -> None:
    plain = ready.post("/api/v1/tidy", files={"sketch": drawing})
    options = {"strength": "0.7", "category": "t-shirt"}
    reply = ready.post("/api/v1/tidy", files={"sketch": drawing}, data=options, headers={"Accept": "application/json"})
    body = reply.json()
    assert reply.status_code == 200, reply.text
    assert base64.b64decode(body["png"]) != plain.content
    assert (body["category"], body["size"]) == ("t-shirt", [480, 600])
    sketch = Sketch.from_json(json.dumps(body["sketch"]))
    assert sketch.canvas == (480, 600)
    assert body["details"] in [layer.id for layer in sketch.layers]
    assert len(sketch.layers) == 2
    assert all(layer.strokes for layer in sketch.layers)


def test_tidying_recognises_what_it_is_where_nobody_said(ready: httpx.Client, drawing: bytes) -> None:
    body = ready.post("/api/v1/tidy", files={"sketch": drawing}, data={"strength": "0.4"}, headers={"Accept": "application/json"}).json()
    assert body["category"] in ("t-shirt", "top", "polo", "shirt")
    assert body["details"] is None


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"strength": "1.4"}, "bad_value"),
        ({"parts": "elbow"}, "bad_value"),
        ({"strength": "0.5", "category": "skirt", "parts": "sleeves"}, "bad_value"),
        ({"category": "spoon"}, "unknown_category"),
    ],
)
def test_wrong_options_of_tidy_are_422(ready: httpx.Client, drawing: bytes, options: dict[str, str], code: str) -> None:
    reply = ready.post("/api/v1/tidy", files={"sketch": drawing}, data=options)
    assert (reply.status_code, problem_of(reply)["code"]) == (422, code)


def test_guidance_is_faint_ink_on_the_drawings_canvas(ready: httpx.Client, drawing: bytes) -> None:
    reply = ready.post("/api/v1/shadow", files={"sketch": drawing}, data={"category": "t-shirt"})
    body = reply.json()
    assert reply.status_code == 200, reply.text
    picture = np.asarray(opened(base64.b64decode(body["image"])))
    assert picture.shape == (512, 410, 4)
    assert body["size"] == [410, 512]
    assert 10 < picture[..., 3].max() <= 150
    assert body["category"] == "t-shirt"


@pytest.mark.parametrize("empty", [Sketch((300, 300)).to_json().encode(), png(Image.new("L", (300, 300), 255))])
def test_an_empty_canvas_gets_guidance_once_its_category_is_known(ready: httpx.Client, empty: bytes) -> None:
    told = ready.post("/api/v1/shadow", files={"sketch": empty}, data={"category": "hat"})
    assert told.status_code == 200, told.text
    x, _y, width, _height = told.json()["box"]
    assert width > 150
    assert 0 <= x <= 300 - width
    untold = ready.post("/api/v1/shadow", files={"sketch": empty})
    assert (untold.status_code, problem_of(untold)["code"]) == (422, "bad_value")
