"""POST /api/v1/search."""

from __future__ import annotations

from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from sketch2fashion.errors import BadValue
from sketch2fashion.web.routes.search import cropped

from .helpers import encoded, png, problem_of, shirt
from .test_photo import garment_photo


def search(client: httpx.Client, *, options: dict[str, Any] | None = None, **parts: bytes) -> httpx.Response:
    return client.post("/api/v1/search", files={name: (name, data) for name, data in parts.items()}, data=options or {})


def test_a_sketch_finds_products_with_the_reason_for_each(ready: httpx.Client, drawing: bytes) -> None:
    body = search(ready, sketch=drawing, options={"top": 3}).json()
    assert set(body) == {"category", "as", "seconds", "close", "matches", "facets"}
    assert set(body["facets"]) == {"products", "categories", "colours", "sellers", "prices", "in_stock"}
    assert body["facets"]["products"] >= len(body["matches"])
    assert body["as"] == "drawing"
    assert len(body["matches"]) == 3
    for match in body["matches"]:
        assert set(match) == {"id", "title", "price", "currency", "image", "link", "shop", "category", "score", "why"}
        assert 0 <= match["score"] <= 1
        assert set(match["why"]) == {"shape", "colour"}
        assert ready.get(match["image"]).headers["content-type"] == "image/webp"
        assert match["link"]
    scores = [match["score"] for match in body["matches"]]
    assert scores == sorted(scores, reverse=True)


def test_a_picture_is_told_to_be_drawn_or_photographed(ready: httpx.Client, drawing: bytes) -> None:
    assert search(ready, image=drawing).json()["as"] == "drawing"
    assert search(ready, image=encoded(garment_photo(), "JPEG")).json()["as"] == "photo"
    assert search(ready, image=drawing, options={"as": "photo"}).json()["as"] == "photo"


def test_more_like_a_product_and_words_that_it_must_have(ready: httpx.Client, drawing: bytes) -> None:
    found = search(ready, options={"product": "demo-3"}).json()
    assert found["as"] == "product"
    assert "demo-3" not in {match["id"] for match in found["matches"]}
    assert search(ready, options={"product": "no-such"}).status_code == 404
    assert search(ready, sketch=drawing, options={"product": "demo-3"}).status_code == 400
    assert search(ready, options={"product": "demo-3", "crop": "0,0,1,1"}).status_code == 422
    title = ready.get("/api/v1/products/demo-3").json()["title"]
    named = search(ready, sketch=drawing, options={"words": title.upper()}).json()["matches"]
    assert "demo-3" in {match["id"] for match in named}
    assert search(ready, sketch=drawing, options={"seller": "nobody"}).json()["matches"] == []


def test_a_result_without_a_link_of_its_own_leads_to_its_page_here(ready: httpx.Client, drawing: bytes) -> None:
    matches = search(ready, sketch=drawing, options={"top": 200}).json()["matches"]
    own = next(match for match in matches if match["id"] == "hostile")
    assert own["link"] == "/products/hostile"
    assert ready.get(own["link"]).status_code == 200


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ({"category": "skirt"}, {"demo-3", "한글"}),
        ({"category": "skirt", "in-stock": "true", "price-max": "100"}, set()),
        ({"price-min": "40000", "price-max": "50000"}, {"demo-3"}),
        ({"price_min": "40000", "price_max": "50000"}, {"demo-3"}),
    ],
)
def test_filters_have_the_names_of_the_command_line(ready: httpx.Client, drawing: bytes, options: dict[str, str], ids: set[str]) -> None:
    matches = search(ready, sketch=drawing, options=options).json()["matches"]
    found = {match["id"] for match in matches}
    assert found == ids if ids else not [match for match in matches if match["currency"] == "KRW"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"as": "poem"}, "drawing"),
        ({"top": "0"}, "between 1"),
        ({"top": "many"}, "whole number"),
        ({"category": "sock"}, "t-shirt"),
        ({"colour": "octarine"}, "red"),
        ({"price-min": "cheap"}, "must be a number"),
        ({"price-min": "9", "price-max": "3"}, "above"),
        ({"shop": "corner"}, "catalog"),
        ({"shop": "ebay"}, "is off"),
        ({"in-stock": "perhaps"}, "true or false"),
        ({"sise": "3"}, "price-min"),
        ({"crop": "a,b"}, "x,y,w,h"),
        ({"crop": "0,0,0.001,0.001"}, "16 px"),
        ({"crop": "0,0,-5,5"}, "x,y,w,h"),
    ],
)
def test_a_wrong_option_is_422_and_says_what_is_allowed(ready: httpx.Client, drawing: bytes, options: dict[str, str], words: str) -> None:
    reply = search(ready, image=drawing, options=options)
    assert reply.status_code == 422
    assert words in problem_of(reply)["message"] + problem_of(reply)["hint"]


def test_contradicting_parts_are_refused(ready: httpx.Client, drawing: bytes) -> None:
    for reply, status in (
        (search(ready, image=drawing, sketch=drawing), 400),
        (ready.post("/api/v1/search"), 400),
        (search(ready, image=drawing, hints=drawing), 422),
        (search(ready, sketch=drawing, options={"as": "photo"}), 422),
        (search(ready, sketch=drawing, options={"crop": "0,0,1,1"}), 422),
    ):
        assert reply.status_code == status
        problem_of(reply)


def test_an_empty_drawing_finds_nothing_but_a_sentence(ready: httpx.Client) -> None:
    reply = search(ready, sketch=png(Image.new("L", (64, 64), 255)))
    assert (reply.status_code, problem_of(reply)["code"]) == (422, "empty_drawing")


def test_a_crop_looks_at_its_part_only(ready: httpx.Client) -> None:
    both = garment_photo()
    both.paste(shirt(300, 400), (300, 0))
    reply = search(ready, image=png(both), options={"crop": "0,150,300,650"})
    assert reply.status_code == 200


PICTURE = np.arange(40 * 80 * 4, dtype=np.uint32).astype(np.uint8).reshape(40, 80, 4)


@pytest.mark.parametrize(
    ("crop", "sent"),
    [
        ("20,10,40,20", (80, 40)),
        ("[20, 10, 40, 20]", (80, 40)),
        ("40,20,80,40", (160, 80)),  # the picture was reduced by half on the way in
        ("0.25,0.25,0.5,0.5", (999, 999)),
    ],
)
def test_a_crop_is_in_pixels_as_sent_or_in_shares(crop: str, sent: tuple[int, int]) -> None:
    assert np.array_equal(cropped(PICTURE, crop, sent), PICTURE[10:30, 20:60])


def test_a_crop_over_the_edge_stops_at_the_edge() -> None:
    assert cropped(PICTURE, "-10,-10,1000,1000", (80, 40)).shape == PICTURE.shape


@pytest.mark.parametrize("crop", ["", "1,2,3", "1,2,3,4,5", "nan,0,1,1", "0,0,1e999,1", "0,0,0,0", "[[1]]", '"a",1,2,3', "100,0,50,50"])
def test_a_crop_that_is_no_box_is_refused(crop: str) -> None:
    with pytest.raises(BadValue, match="crop"):
        cropped(PICTURE, crop, (80, 40))
