"""GET /api/v1/fabrics: what a shelf of fabrics shows."""

from __future__ import annotations

import base64
import json

import httpx
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sketch2fashion.rendering.patterns import FABRICS

from .helpers import opened, png
from .test_modify import modify


def test_every_fabric_has_its_name_its_colours_and_a_swatch(client: httpx.Client) -> None:
    reply = client.get("/api/v1/fabrics")
    shelf = {fabric["name"]: fabric for fabric in reply.json()["fabrics"]}
    assert list(shelf) == list(FABRICS)
    assert "max-age" in reply.headers["Cache-Control"]
    assert shelf["denim"]["colours"] == ["#344c76", "#d6dae0"]
    assert all(opened(base64.b64decode(fabric["swatch"])).size == (96, 96) for fabric in shelf.values())


def test_what_is_on_the_shelf_can_be_laid_in_with_its_own_colours(ready: httpx.Client) -> None:
    garment = png(Image.fromarray(_cloth()))
    for fabric in ready.get("/api/v1/fabrics").json()["fabrics"]:
        operation = {"kind": "fabric", "pattern": fabric["name"], "colours": fabric["colours"], "scale": fabric["scale"]}
        assert modify(ready, garment, json.dumps(operation)).status_code == 200, fabric["name"]


def _cloth() -> NDArray[np.uint8]:
    """A grey rectangle on nothing."""
    picture = np.zeros((120, 100, 4), np.uint8)
    picture[20:100, 20:80] = (120, 120, 124, 255)
    return picture
