"""POST /api/v1/modify."""

from __future__ import annotations

import base64
import json
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image, ImageDraw

from .helpers import encoded, opened, png, problem_of, shirt
from .test_photo import garment_photo
from .test_render import AS_JSON, render, rgba

RECOLOUR = {"kind": "recolour", "colour": "#1c305c"}


def modify(client: httpx.Client, image: bytes, operation: Any, *, as_json: bool = False, **parts: bytes | str) -> httpx.Response:
    files: dict[str, Any] = {name: (name, data) for name, data in parts.items()}
    text = operation if isinstance(operation, str) else json.dumps(operation)
    reply = client.post(
        "/api/v1/modify",
        files={"image": ("garment", image), **files},
        data={"operation": text},
        headers=AS_JSON if as_json else {},
    )
    return reply


@pytest.fixture(scope="module")
def garment(ready: httpx.Client, drawing: bytes) -> bytes:
    return render(ready, drawing, category="t-shirt").content


def test_a_garment_gets_another_colour(ready: httpx.Client, garment: bytes) -> None:
    reply = modify(ready, garment, RECOLOUR)
    old, new = np.asarray(opened(garment)), rgba(reply)
    assert np.array_equal(old[..., 3], new[..., 3])
    assert np.abs(np.median(new[new[..., 3] == 255][:, :3], axis=0) - (28, 48, 92)).max() <= 3
    assert (reply.headers["x-s2f-kind"], json.loads(reply.headers["x-s2f-size"])) == ("recolour", [205, 256])
    assert "compositeWithTrained" in opened(reply.content).info["DigitalSourceType"]


def test_eight_colourways_come_in_one_call(ready: httpx.Client, garment: bytes) -> None:
    colours = [f"#{level:02x}40a0" for level in range(0, 240, 30)]
    body = modify(ready, garment, {"kind": "colourways", "colours": colours}, as_json=True).json()
    assert set(body) == {"kind", "size", "seconds", "images"}
    assert len({image["png"] for image in body["images"]}) == 8
    assert opened(base64.b64decode(body["images"][7]["png"])).size == (205, 256)


def test_colourways_do_not_fit_into_one_png(ready: httpx.Client, garment: bytes) -> None:
    reply = modify(ready, garment, {"kind": "colourways", "colours": ["#000000", "#ffffff"]})
    assert (reply.status_code, problem_of(reply)["code"]) == (422, "bad_value")


def test_a_mask_says_what_is_painted(ready: httpx.Client, garment: bytes) -> None:
    mask = Image.new("RGBA", (205, 256), (0, 0, 0, 0))
    mask.paste((255, 255, 255, 255), (80, 130, 120, 170))
    differ = (np.asarray(opened(garment)) != rgba(modify(ready, garment, RECOLOUR, mask=png(mask)))).any(axis=-1)
    assert differ[135:165, 85:115].mean() > 0.99
    differ[127:173, 77:123] = False
    assert not differ.any()


def test_a_picture_of_a_fabric_is_laid_in(ready: httpx.Client, garment: bytes) -> None:
    tile = Image.new("RGB", (32, 32), (30, 120, 60))
    new = rgba(modify(ready, garment, {"kind": "fabric"}, fabric=png(tile)))
    assert np.abs(np.median(new[new[..., 3] == 255][:, :3], axis=0) - (30, 120, 60)).max() <= 3


def test_an_edit_renders_only_what_the_drawing_changed(ready: httpx.Client, garment: bytes, drawing: bytes) -> None:
    after = shirt(dot=(220, 30, 40))
    ImageDraw.Draw(after).line([(190, 380), (290, 380)], fill="black", width=6)
    new = rgba(modify(ready, garment, {"kind": "edit", "category": "t-shirt"}, before=drawing, sketch=png(after)))
    differ = (np.asarray(opened(garment)) != new).any(axis=-1)
    assert differ[150:175].any()
    assert not differ[:145].any()
    assert not differ[180:].any()


def test_an_untouched_photo_comes_back_as_it_was(ready: httpx.Client) -> None:
    photo = png(garment_photo())
    sketch = ready.post("/api/v1/photo", files={"image": photo}).json()["sketch"]
    new = rgba(modify(ready, photo, {"kind": "edit"}, sketch=json.dumps(sketch)))
    assert np.array_equal(new[..., :3], np.asarray(garment_photo()))


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        ("not json", "JSON object"),
        ("[1]", "JSON object"),
        ("[" * 5000, "JSON object"),
        ({"kind": "sew"}, "recolour, fabric, edit, colourways"),
        ({"kind": "recolour", "colour": "blue"}, "#rrggbb"),
        ({"kind": "fabric"}, "stripes"),
        ({"kind": "fabric", "pattern": "dots", "scale": 10**400}, "scale"),
        ('{"kind": "fabric", "pattern": "dots", "angle": NaN}', "angle"),
        ({"kind": "edit"}, "sketch"),
        ({**RECOLOUR, "at": [[0.01, 0.01]]}, "does not lie on the garment"),
    ],
)
def test_a_wrong_operation_is_422_and_says_what_is_allowed(ready: httpx.Client, garment: bytes, operation: Any, words: str) -> None:
    reply = modify(ready, garment, operation)
    assert (reply.status_code, problem_of(reply)["code"]) == (422, "bad_value")
    assert words in problem_of(reply)["message"] + problem_of(reply)["hint"]


def test_a_part_that_would_be_ignored_is_refused(ready: httpx.Client, garment: bytes, drawing: bytes) -> None:
    reply = modify(ready, garment, RECOLOUR, sketch=drawing)
    assert (reply.status_code, problem_of(reply)["code"]) == (422, "bad_value")
    assert "sketch" in problem_of(reply)["message"]


def test_a_mask_of_another_size_is_refused(ready: httpx.Client, garment: bytes) -> None:
    reply = modify(ready, garment, RECOLOUR, mask=png(Image.new("L", (10, 12), 255)))
    assert reply.status_code == 422
    assert "10 × 12" in problem_of(reply)["message"]


@pytest.mark.parametrize(("data", "status"), [(b"", 422), (b"hello", 415), (encoded(shirt(), "PNG")[:500], 422)])
def test_a_bad_picture_is_one_clear_sentence(ready: httpx.Client, data: bytes, status: int) -> None:
    reply = modify(ready, data, RECOLOUR)
    assert reply.status_code == status
    assert problem_of(reply)["message"]


def test_a_form_without_a_picture_is_400(ready: httpx.Client) -> None:
    reply = ready.post("/api/v1/modify", data={"operation": json.dumps(RECOLOUR)})
    assert (reply.status_code, problem_of(reply)["code"]) == (400, "bad_request")


def test_a_morph_gives_a_picture_and_a_drawing_for_each_share(ready: httpx.Client, drawing: bytes) -> None:
    operation = {"kind": "morph", "shares": [0, 0.5, 1], "first": {"category": "t-shirt"}, "second": {"category": "dress", "seed": 4}}
    files = {"before": ("one.png", drawing), "sketch": ("other.png", png(shirt(dot=(20, 40, 160))))}
    reply = ready.post("/api/v1/modify", files=files, data={"operation": json.dumps(operation)}, headers=AS_JSON)
    body = reply.json()
    assert reply.status_code == 200, body
    assert (body["kind"], len(body["images"])) == ("morph", 3)
    assert [image["sketch"]["format"] for image in body["images"]] == ["s2f"] * 3
    own = base64.b64decode(body["images"][0]["png"])
    assert np.array_equal(np.asarray(opened(own)), rgba(render(ready, drawing, category="t-shirt")))
    assert problem_of(ready.post("/api/v1/modify", files=files, data={"operation": json.dumps(operation)}))["code"] == "bad_value"
