"""Each shop's adapter against a server that speaks the documented shapes: what is sent, what is read, and each way it can go wrong."""

from __future__ import annotations

import base64
import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from sketch2fashion.catalog.store import Filter
from sketch2fashion.errors import ShopUnavailable
from sketch2fashion.search.shops.channel3 import Channel3
from sketch2fashion.search.shops.ebay import Ebay
from sketch2fashion.search.shops.lens import Lens
from sketch2fashion.search.shops.shopify import Shopify
from sketch2fashion.search.shops.web import Question, WebShop

from .conftest import Answer, Asked, ShopServer

Choose = Callable[..., None]
SHOPIFY_REPLY = {
    "jsonrpc": "2.0",
    "id": 1,
    "result": {
        "structuredContent": {
            "ucp": {"version": "2026-04-08"},
            "products": [
                {
                    "id": "gid://shopify/p/7f3a",
                    "title": "Pleated skirt",
                    "price_range": {"min": {"amount": 39000, "currency": "KRW"}, "max": {"amount": 39000, "currency": "KRW"}},
                    "media": [{"type": "video", "url": "https://cdn.example/v.mp4"}, {"type": "image", "url": "https://cdn.example/a.jpg"}],
                    "variants": [
                        {"id": "1", "url": "https://shop.example/products/x?variant=1", "price": {"amount": 41000, "currency": "KRW"},
                         "availability": {"available": False}, "seller": {"name": "Shop X", "domain": "shop.example"}},
                        {"id": "2", "url": "https://shop.example/products/x?variant=2", "price": {"amount": 39000, "currency": "KRW"},
                         "availability": {"available": True}, "seller": {"name": "Shop X", "domain": "shop.example"}},
                    ],
                },
                {
                    "id": "gid://shopify/p/8",
                    "title": "Dollar skirt",
                    "media": [],
                    "variants": [{"url": "https://other.example/y", "price": {"amount": 12000, "currency": "USD"}}],
                },
                {"id": "gid://shopify/p/9", "title": "No page", "variants": []},
                {"id": "gid://shopify/p/10", "title": "Evil", "variants": [{"url": "javascript:alert(1)"}]},
            ],
            "pagination": {"has_next_page": False},
        }
    },
}  # fmt: skip
EBAY_REPLY = {
    "total": 861,
    "itemSummaries": [
        {"itemId": "v1|1234|0", "title": "Red skirt", "image": {"imageUrl": "https://i.example/a.jpg"},
         "price": {"value": "24.99", "currency": "USD"}, "itemWebUrl": "https://www.ebay.example/itm/1234", "seller": {"username": "anna"}},
        {"itemId": "v1|1235|0", "title": "Blue\nskirt\u0000", "thumbnailImages": [{"imageUrl": "https://i.example/b.jpg"}],
         "itemWebUrl": "https://www.ebay.example/itm/1235", "itemAffiliateWebUrl": "https://www.ebay.example/itm/1235?campid=7"},
    ],
}  # fmt: skip
CHANNEL3_REPLY = b"""{"products": [{"id": "p1", "title": "Wool coat", "brands": [{"id": "b", "name": "Acme"}],
  "images": [{"url": "https://c.example/side.jpg", "is_main_image": false}, {"url": "https://c.example/main.jpg", "is_main_image": true}],
  "offers": [{"url": "https://sold.example/1", "domain": "sold.example", "price": {"price": 70.0, "currency": "USD"},
              "availability": "OutOfStock"},
             {"url": "https://buy.example/1", "domain": "buy.example", "price": {"price": 59.1, "currency": "USD"},
              "availability": "InStock"}]}],
  "next_page_token": null}"""
LENS_REPLY = b"""{"search_metadata": {"status": "Success"}, "visual_matches": [
  {"position": 1, "title": "\\ube68\\uac04 \\uce58\\ub9c8", "link": "https://mall.example/1", "source": "Mall", "thumbnail": "https://t.example/1.jpg",
   "price": {"value": "\\u20a939,000*", "extracted_value": 39000.0, "currency": "\\u20a9"}, "in_stock": true},
  {"position": 2, "title": "No price", "link": "https://mall.example/2", "source": "Mall", "thumbnail": "https://t.example/2.jpg"}]}"""


@pytest.fixture
def shopify(server: ShopServer, fresh_settings: Choose) -> Iterator[Shopify]:
    fresh_settings(shopify_profile="https://me.example/profile.json")
    server.answers["/"] = Answer(SHOPIFY_REPLY)
    with contextlib.closing(Shopify(server.url + "/")) as shop:
        yield shop


@pytest.fixture
def ebay(server: ShopServer, fresh_settings: Choose) -> Iterator[Ebay]:
    fresh_settings(ebay_id="me", ebay_secret="very-secret")
    server.answers["/identity/v1/oauth2/token"] = Answer({"access_token": "t-1", "expires_in": 7200})
    server.answers["/buy/browse/v1/item_summary/search_by_image"] = Answer(EBAY_REPLY)
    with contextlib.closing(Ebay(server.url)) as shop:
        yield shop


@pytest.fixture
def channel3(server: ShopServer, fresh_settings: Choose) -> Iterator[Channel3]:
    fresh_settings(channel3_key="very-secret")
    server.answers["/v1/image-search"] = Answer(body=CHANNEL3_REPLY)
    with contextlib.closing(Channel3(server.url)) as shop:
        yield shop


@pytest.fixture
def lens(server: ShopServer, fresh_settings: Choose) -> Iterator[Lens]:
    fresh_settings(lens_key="very-secret", lens_images="https://pictures.example")
    server.answers["/search"] = Answer(body=LENS_REPLY)
    server.answers["*"] = lambda asked: Answer(status=201 if asked.method == "PUT" else 204)
    with contextlib.closing(Lens(server.url + "/search", server.url + "/public")) as shop:
        yield shop


def test_shopify_is_asked_with_the_picture_the_words_and_the_country(shopify: Shopify, server: ShopServer, question: Question) -> None:
    shopify.asked(replace(question, where=Filter(price_max=Decimal(90000))))
    arguments = server.asked[0].fields["params"]["arguments"]
    catalog = arguments["catalog"]
    assert server.asked[0].fields["params"]["name"] == "search_catalog"
    assert arguments["meta"]["ucp-agent"]["profile"] == "https://me.example/profile.json"
    assert base64.b64decode(catalog["like"][0]["image"]["data"]) == question.picture
    assert catalog["query"] == "red skirt"
    assert catalog["context"] == {"address_country": "KR", "language": "ko", "currency": "KRW"}
    assert catalog["filters"] == {"available": True, "ships_to": {"country": "KR"}, "price": {"max": 90000}}
    assert catalog["pagination"] == {"limit": 20}


def test_shopify_counts_in_minor_units(shopify: Shopify, server: ShopServer, question: Question, fresh_settings: Choose) -> None:
    fresh_settings(shop_currency="USD")
    shopify.asked(replace(question, where=Filter(price_min=Decimal("10.50"))))
    assert server.asked[0].fields["params"]["arguments"]["catalog"]["filters"]["price"] == {"min": 1050}


def test_shopify_won_stay_won_and_dollars_are_cents(shopify: Shopify, question: Question) -> None:
    won, dollars = shopify.asked(question)
    assert (won.price, won.currency, won.link) == ("39000", "KRW", "https://shop.example/products/x?variant=2")
    assert (won.title, won.shop, won.image) == ("Pleated skirt", "Shop X", "https://cdn.example/a.jpg")
    assert (dollars.price, dollars.currency, dollars.shop) == ("120.00", "USD", "Shopify")


def test_shopify_may_answer_as_an_event_stream(shopify: Shopify, server: ShopServer, question: Question) -> None:
    body = b"event: message\ndata: " + json.dumps(SHOPIFY_REPLY).encode() + b"\n\n"
    server.answers["/"] = Answer(body=body, headers={"Content-Type": "text/event-stream"})
    assert len(shopify.asked(question)) == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"jsonrpc": "2.0", "id": 1, "error": {"code": -32602, "message": "Tool not found: search_catalog"}},
        {"jsonrpc": "2.0", "id": 1, "result": {"isError": True, "content": [{"type": "text", "text": "profile_unreachable"}]}},
    ],
)
def test_shopify_errors_inside_a_good_reply_are_errors(shopify: Shopify, server: ShopServer, question: Question, fields: Any) -> None:
    server.answers["/"] = Answer(fields)
    with pytest.raises(ShopUnavailable, match=r"Tool not found|profile_unreachable"):
        shopify.asked(question)


def test_ebay_is_asked_with_a_token_and_filters(ebay: Ebay, server: ShopServer, question: Question) -> None:
    ebay.asked(replace(question, where=Filter(price_min=Decimal(10), price_max=Decimal(80))))
    token, search = server.asked
    assert base64.b64decode(token.headers["authorization"].removeprefix("Basic ")) == b"me:very-secret"
    assert token.body == b"grant_type=client_credentials&scope=https%3A%2F%2Fapi.ebay.com%2Foauth%2Fapi_scope"
    assert search.headers["authorization"] == "Bearer t-1"
    assert search.headers["x-ebay-c-marketplace-id"] == "EBAY_US"
    assert search.parameters["filter"] == "deliveryCountry:KR,buyingOptions:{FIXED_PRICE},price:[10..80],priceCurrency:USD"
    assert base64.b64decode(search.fields["image"]) == question.picture


def test_ebay_items_are_read(ebay: Ebay, question: Question) -> None:
    red, blue = ebay.asked(question)
    assert (red.id, red.price, red.currency, red.shop) == ("v1|1234|0", "24.99", "USD", "anna")
    assert (blue.title, blue.price, blue.link) == ("Blue skirt", None, "https://www.ebay.example/itm/1235?campid=7")
    assert (red.score, blue.score) == (1.0, 0.5)


def test_ebay_asks_for_one_token_for_many_searches(ebay: Ebay, server: ShopServer, question: Question) -> None:
    for _ in range(3):
        ebay.asked(question)
    assert sum(asked.path.endswith("token") for asked in server.asked) == 1


def test_ebay_asks_for_a_new_token_when_the_old_one_is_refused(ebay: Ebay, server: ShopServer, question: Question) -> None:
    def search(asked: Asked) -> Answer:
        return Answer(EBAY_REPLY) if asked.headers["authorization"] == "Bearer t-2" else Answer({"errors": []}, 401)

    tokens = iter(["t-1", "t-2"])
    server.answers["/identity/v1/oauth2/token"] = lambda asked: Answer({"access_token": next(tokens), "expires_in": 7200})
    server.answers["/buy/browse/v1/item_summary/search_by_image"] = search
    assert len(ebay.asked(question)) == 2


def test_ebay_finds_nothing_without_a_list(ebay: Ebay, server: ShopServer, question: Question) -> None:
    server.answers["/buy/browse/v1/item_summary/search_by_image"] = Answer({"total": 0})
    assert ebay.asked(question) == []


def test_channel3_is_asked_with_the_key_and_read_at_the_offer_in_stock(channel3: Channel3, server: ShopServer, question: Question) -> None:
    (coat,) = channel3.asked(replace(question, where=Filter(in_stock=True)))
    asked = server.asked[0]
    assert asked.headers["x-api-key"] == "very-secret"
    assert asked.fields["filters"] == {"availability": ["InStock"]}
    assert asked.fields["config"] == {"country": "US", "currency": "USD", "language": "en"}
    assert (coat.price, coat.currency, coat.link, coat.shop) == ("59.10", "USD", "https://buy.example/1", "buy.example")
    assert coat.image == "https://c.example/main.jpg"


def test_lens_shows_a_public_picture_and_takes_it_away(lens: Lens, server: ShopServer, question: Question) -> None:
    skirt, unpriced = lens.asked(question)
    put, search, delete = server.asked
    assert (put.method, put.body, put.headers["content-type"]) == ("PUT", question.picture, "image/jpeg")
    assert search.parameters["url"] == server.url + put.path
    assert (search.parameters["country"], search.parameters["hl"], search.parameters["q"]) == ("kr", "ko", "red skirt")
    assert (delete.method, delete.path) == ("DELETE", put.path)
    assert (skirt.title, skirt.price, skirt.currency, skirt.shop) == ("빨간 치마", "39000", "KRW", "Mall")
    assert unpriced.price is None


def test_lens_takes_the_picture_away_even_when_the_search_fails(lens: Lens, server: ShopServer, question: Question) -> None:
    server.answers["/search"] = Answer(status=500)
    with pytest.raises(ShopUnavailable):
        lens.asked(question)
    assert server.asked[-1].method == "DELETE"


def test_lens_places_cannot_be_guessed(lens: Lens, server: ShopServer, question: Question) -> None:
    lens.asked(question)
    lens.asked(question)
    places = {asked.path for asked in server.asked if asked.method == "PUT"}
    assert len(places) == 2
    assert all(len(place) > 35 for place in places)


@pytest.fixture(params=["shopify", "ebay", "channel3", "lens"])
def shop(request: pytest.FixtureRequest) -> WebShop:
    shop: WebShop = request.getfixturevalue(request.param)
    return shop


def answer_everything(server: ShopServer, answer: Answer) -> None:
    keep = {path: found for path, found in server.answers.items() if path.endswith("token")}
    server.answers = {**keep, "*": lambda asked: Answer(status=201) if asked.method in ("PUT", "DELETE") else answer}


@pytest.mark.parametrize(
    "answer",
    [
        Answer({"error": "no"}, 401),
        Answer({"error": "too often"}, 429),
        Answer(None, 403),
        Answer({"errors": [{"errorId": 12001, "message": "The image is bad."}]}, 400),
        Answer(body=b"<html>Bad gateway</html>", status=502),
        Answer(body=b"<html>Hello</html>"),
        Answer(body=b"[1, 2, 3]"),
        Answer(body=b"null"),
        Answer(body=b"{}" * 2),
        Answer({"products": [1], "result": 5, "itemSummaries": ["x"], "visual_matches": [7]}),
        Answer({"products": [{}], "itemSummaries": [{}], "visual_matches": [{}], "result": {"structuredContent": {"products": [{}]}}}),
    ],
    ids=["401", "429", "403", "400", "502", "html", "list", "null", "garbage", "odd types", "empty entries"],
)
def test_whatever_a_shop_answers_is_one_clear_error(shop: WebShop, server: ShopServer, question: Question, answer: Answer) -> None:
    answer_everything(server, answer)
    with pytest.raises(ShopUnavailable) as caught:
        shop.asked(question)
    assert "very-secret" not in str(caught.value)
    assert "127.0.0.1" not in str(caught.value), "no address, which may hold a key"


def test_a_slow_shop_is_given_up(shop: WebShop, server: ShopServer, question: Question, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sketch2fashion.search.shops.asking.READ_SECONDS", 0.2)
    monkeypatch.setattr("sketch2fashion.search.shops.asking.WHOLE_SECONDS", 0.5)
    answer_everything(server, Answer({}, slow=3))
    with pytest.raises(ShopUnavailable, match="does not answer in time"):
        shop.asked(question)


def test_a_shop_that_stumbles_once_is_asked_again(shop: WebShop, server: ShopServer, question: Question) -> None:
    good = dict(server.answers)
    stumbled: list[str] = []

    def stumbling(asked: Asked) -> Answer:
        if asked.path not in stumbled and asked.method != "DELETE":
            stumbled.append(asked.path)
            return Answer(status=503, headers={"Retry-After": "0"})
        found = good.get(asked.path) or good["*"]
        return found(asked) if callable(found) else found

    server.answers = {"*": stumbling}
    assert shop.asked(question)
    assert stumbled
