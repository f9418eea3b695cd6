"""GET /api/v1/shops, and searches of shops on the web: off by default, asked with consent only, and never in anybody's way."""

from __future__ import annotations

import base64
import contextlib
import io
import threading
from collections.abc import Iterator

import httpx
import pytest
from PIL import Image

from sketch2fashion.search.shops.channel3 import SHOP as CHANNEL3
from sketch2fashion.search.shops.channel3 import Channel3
from sketch2fashion.settings import settings

from ..search.shops.conftest import Answer, ShopServer
from .helpers import encoded, problem_of
from .test_photo import garment_photo
from .test_search import search

OFFER = {"url": "https://a.example/1", "domain": "a.example", "price": {"price": 59, "currency": "USD"}}
COAT = {"id": "1", "title": "Wool coat", "offers": [OFFER]}


@pytest.fixture
def channel3(monkeypatch: pytest.MonkeyPatch) -> Iterator[ShopServer]:
    """The shop channel3, turned on, at a server of the test."""
    assert isinstance(CHANNEL3, Channel3)
    monkeypatch.setenv("SKETCH2FASHION_CHANNEL3_KEY", "k")
    settings.cache_clear()
    with contextlib.closing(ShopServer()) as server:
        server.answers["/v1/image-search"] = Answer({"products": [COAT]})
        monkeypatch.setattr(CHANNEL3, "_api", server.url)
        yield server
        CHANNEL3.close()
    settings.cache_clear()


def test_the_shops_say_whether_they_are_on_and_what_is_sent(client: httpx.Client) -> None:
    shops = client.get("/api/v1/shops").json()["shops"]
    assert shops[0] == {"name": "catalog", "title": "catalog", "on": True, "web": False, "sends": ""}
    web = {shop["name"]: shop for shop in shops[1:]}
    assert set(web) >= {"shopify", "ebay", "channel3", "lens"}
    assert all(shop["web"] and not shop["on"] and shop["sends"] for shop in web.values())


def test_a_shop_that_is_off_says_how_it_is_turned_on(ready: httpx.Client, drawing: bytes) -> None:
    reply = search(ready, sketch=drawing, options={"shop": "ebay", "consent": "true"})
    assert reply.status_code == 422
    assert "ebay_id and ebay_secret" in problem_of(reply)["hint"]


def test_a_shop_is_asked_only_with_consent(ready: httpx.Client, drawing: bytes, channel3: ShopServer) -> None:
    assert {shop["name"]: shop["on"] for shop in ready.get("/api/v1/shops").json()["shops"]}["channel3"]
    refused = search(ready, sketch=drawing, options={"shop": "channel3"})
    assert refused.status_code == 422
    assert "consent" in problem_of(refused)["hint"]
    assert channel3.asked == []
    found = search(ready, sketch=drawing, options={"shop": "channel3", "consent": "true"}).json()
    assert [(match["title"], match["price"], match["link"]) for match in found["matches"]] == [
        ("Wool coat", "59.00", "https://a.example/1")
    ]
    assert found["matches"][0]["why"] == {"shape": None, "colour": None}


def test_a_photo_leaves_without_its_metadata(ready: httpx.Client, channel3: ShopServer) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    photo = encoded(garment_photo(), "JPEG", exif=exif)
    assert b"taken at home" in photo
    assert search(ready, image=photo, options={"shop": "channel3", "consent": "true"}).status_code == 200
    sent = base64.b64decode(channel3.asked[0].fields["base64_image"])
    assert b"taken at home" not in sent
    assert not Image.open(io.BytesIO(sent)).getexif()


def test_a_shop_that_fails_is_a_bad_gateway(ready: httpx.Client, drawing: bytes, channel3: ShopServer) -> None:
    channel3.answers["/v1/image-search"] = Answer({}, 402)
    reply = search(ready, sketch=drawing, options={"shop": "channel3", "consent": "true"})
    assert reply.status_code == 502
    assert problem_of(reply)["code"] == "shop_unavailable"


def test_waiting_for_a_slow_shop_holds_up_nobody(ready: httpx.Client, drawing: bytes, channel3: ShopServer) -> None:
    channel3.answers["/v1/image-search"] = Answer({"products": [COAT]}, slow=8)
    options = {"shop": "channel3", "consent": "true"}
    waiting = [threading.Thread(target=search, args=(ready,), kwargs={"sketch": drawing, "options": options}) for _ in range(3)]
    for thread in waiting:
        thread.start()
    while len(channel3.asked) < 3:
        threading.Event().wait(0.02)
    assert search(ready, sketch=drawing).status_code == 200
    assert all(thread.is_alive() for thread in waiting), "the shop has not answered yet"
    channel3.release()
    for thread in waiting:
        thread.join()
