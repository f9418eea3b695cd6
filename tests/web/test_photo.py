"""POST /api/v1/photo."""

from __future__ import annotations

import base64
import json

import httpx
import numpy as np
import pytest
from PIL import Image, ImageDraw

from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.drawing.strokes import Sketch

from .helpers import encoded, opened, png, problem_of


def garment_photo() -> Image.Image:
    """A plain red t-shirt shape on a wall."""
    image = Image.new("RGB", (600, 800), (176, 170, 160))
    outline = [(180, 200), (250, 180), (350, 180), (420, 200), (520, 320), (450, 380), (410, 340), (410, 640), (190, 640), (190, 340)]
    ImageDraw.Draw(image).polygon([*outline, (150, 380), (80, 320)], fill=(190, 30, 40))
    return image


def test_a_photo_gives_the_layers_that_a_hand_would_draw(ready: httpx.Client) -> None:
    body = ready.post("/api/v1/photo", files={"image": encoded(garment_photo(), "JPEG")}).json()
    assert set(body) == {"cutout", "lines", "hints", "sketch", "category", "category_scores", "seconds"}
    cut, lines, hints = (np.asarray(opened(base64.b64decode(body[name]))) for name in ("cutout", "lines", "hints"))
    assert cut.shape == hints.shape == (800, 600, 4)
    assert lines.shape == (800, 600)
    assert cut[450, 300, 3] > 200
    assert cut[20, 20, 3] < 50
    assert Sketch.from_json(json.dumps(body["sketch"])).canvas == (600, 800)
    assert set(body["category_scores"]) == set(CATEGORY_NAMES)
    assert body["category"] in CATEGORY_NAMES


def test_the_photo_may_be_called_photo_too(ready: httpx.Client) -> None:
    assert ready.post("/api/v1/photo", files={"photo": png(garment_photo().resize((150, 200)))}).status_code == 200


def test_what_came_back_can_be_rendered(ready: httpx.Client) -> None:
    body = ready.post("/api/v1/photo", files={"image": png(garment_photo())}).json()
    assert ready.post("/api/v1/render", files={"sketch": json.dumps(body["sketch"])}).status_code == 200


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [(b"", 422, "bad_image"), (b"GIF89a nothing", 415, "unsupported_format"), (png(garment_photo())[:900], 422, "bad_image")],
)
def test_a_bad_photo_is_one_clear_sentence(ready: httpx.Client, data: bytes, status: int, code: str) -> None:
    reply = ready.post("/api/v1/photo", files={"image": ("p.png", data)})
    assert (reply.status_code, problem_of(reply)["code"]) == (status, code)


def test_a_form_without_a_photo_is_400(ready: httpx.Client) -> None:
    reply = ready.post("/api/v1/photo")
    assert (reply.status_code, problem_of(reply)["code"]) == (400, "bad_request")
    assert "image" in problem_of(reply)["message"]
