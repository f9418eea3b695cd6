"""What all web shops share: consent, clean pictures, quota, rest after failures, prices and links that can be trusted."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from sketch2fashion.catalog.palette import NO_PALETTE
from sketch2fashion.catalog.store import EVERYTHING, Filter
from sketch2fashion.cli import main
from sketch2fashion.errors import BadValue, ShopUnavailable
from sketch2fashion.garment import Match
from sketch2fashion.search.query import Query
from sketch2fashion.search.shops import ShopRequest, require_shop, shops
from sketch2fashion.search.shops.asking import Guard
from sketch2fashion.search.shops.channel3 import SHOP as CHANNEL3
from sketch2fashion.search.shops.web import Question, WebShop, keeps, match, money, question_of, web_link
from sketch2fashion.settings import Settings, explain

from ...catalog.making import unit
from .conftest import Answer, ShopServer

Choose = Callable[..., None]


class Corner(WebShop):
    """A shop of the tests that remembers its questions."""

    name = "corner"
    title = "Corner"
    needs = ("channel3_key",)
    sends = "The picture goes to the corner."

    def __init__(self) -> None:
        super().__init__()
        self.questions: list[Question] = []
        self.problem: Exception | None = None

    def ask(self, question: Question, settings: Settings) -> list[Match]:
        self.questions.append(question)
        if self.problem:
            raise self.problem
        return [found(f"{number}", f"{10 * number}.00") for number in range(1, 6)]


def found(id: str, price: str | None = "10.00", **fields: Any) -> Match:
    return match(id=id, title=f"Product {id}", money=money(price, "USD"), image="", link="https://a.example/", seller="A", **fields)


def request(where: Filter = EVERYTHING, *, consent: bool = True, top: int = 20) -> ShopRequest:
    picture = np.full((50, 30, 3), 255, np.uint8)
    query = Query(unit(1), unit(2), NO_PALETTE, {"skirt": 0.9, "dress": 0.2}, picture, "drawing")
    return ShopRequest(query, where, top, None, consent=consent)


@pytest.fixture
def corner(fresh_settings: Choose) -> Corner:
    fresh_settings(channel3_key="k")
    return Corner()


def test_a_shop_without_its_settings_is_off_and_says_which_turn_it_on() -> None:
    corner = Corner()
    assert not corner.is_on
    with pytest.raises(BadValue, match=r'"corner" is off.*channel3_key'):
        corner.search(request())
    assert corner.questions == []


@pytest.mark.parametrize("name", ["shopify", "ebay", "channel3", "lens"])
def test_every_shipped_shop_is_off_by_default(name: str) -> None:
    shop = require_shop(name)
    assert isinstance(shop, WebShop)
    assert not shop.is_on
    assert shop.sends.endswith(".")


def test_nothing_is_sent_without_consent(corner: Corner) -> None:
    with pytest.raises(BadValue, match="The picture goes to the corner"):
        corner.search(request(consent=False))
    assert corner.questions == []


def test_only_pixels_are_sent(corner: Corner) -> None:
    corner.search(request())
    image = Image.open(io.BytesIO(corner.questions[0].picture))
    assert image.format == "JPEG"
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_large_picture_is_sent_small() -> None:
    picture = np.full((3000, 1500, 3), 90, np.uint8)
    asked = ShopRequest(Query(unit(1), unit(2), NO_PALETTE, {"hat": 0.1}, picture, "photo"), EVERYTHING, 5, None, consent=True)
    assert Image.open(io.BytesIO(question_of(asked).picture)).size == (512, 1024)
    assert question_of(asked).words == "", "a category that nobody is sure of is not named"


def test_the_words_name_colour_category_and_what_the_user_typed() -> None:
    assert question_of(request(Filter(colour="red", words=("pleated",)))).words == "red skirt pleated"


def test_filters_that_a_shop_ignores_are_applied(corner: Corner) -> None:
    prices = [found.price for found in corner.search(request(Filter(price_min=Decimal(20), price_max=Decimal(40))))]
    assert prices == ["20.00", "30.00", "40.00"]
    assert not keeps(Filter(price_max=Decimal(5)), found("1", None))
    assert not keeps(Filter(in_stock=True), found("1", in_stock=False))


def test_scores_tell_the_order_alone(corner: Corner) -> None:
    assert [found.score for found in corner.search(request(top=4))] == [1.0, 0.75, 0.5, 0.25]


def test_the_days_quota_ends_the_questions(corner: Corner, fresh_settings: Choose) -> None:
    fresh_settings(shop_quota="2")
    corner.search(request())
    corner.search(request())
    with pytest.raises(ShopUnavailable, match="2 times today"):
        corner.search(request())
    assert len(corner.questions) == 2


def test_a_shop_that_fails_three_times_rests_and_then_gets_one_try(corner: Corner, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("sketch2fashion.search.shops.asking.time.monotonic", lambda: now)
    corner.problem = ShopUnavailable("Corner answers 500.")
    for _ in range(3):
        with pytest.raises(ShopUnavailable, match="500"):
            corner.search(request())
    with pytest.raises(ShopUnavailable, match="left alone"):
        corner.search(request())
    assert len(corner.questions) == 3
    now += Guard.REST_SECONDS + 1
    with pytest.raises(ShopUnavailable, match="500"):
        corner.search(request())
    with pytest.raises(ShopUnavailable, match="left alone"):
        corner.search(request())
    now += Guard.REST_SECONDS + 1
    corner.problem = None
    assert corner.search(request())
    assert corner.search(request())


@pytest.mark.parametrize(
    ("amount", "currency", "minor", "expected"),
    [
        (39000, "KRW", True, ("39000", "KRW")),
        (3900, "USD", True, ("39.00", "USD")),
        (1234, "KWD", True, ("1.234", "KWD")),
        ("24.99", "USD", False, ("24.99", "USD")),
        (Decimal("59.1"), "EUR", False, ("59.10", "EUR")),
        (Decimal("39000.0"), "KRW", False, ("39000", "KRW")),
        ("24.999", "USD", False, (None, None)),
        (-5, "USD", True, (None, None)),
        ("NaN", "USD", False, (None, None)),
        ("cheap", "USD", False, (None, None)),
        (5, "XXX", False, (None, None)),
        (None, "USD", False, (None, None)),
        (True, "USD", False, (None, None)),
    ],
)
def test_prices_are_exact_or_not_there(amount: Any, currency: str, minor: bool, expected: tuple[str | None, str | None]) -> None:
    said = money(amount, currency, minor=minor)
    assert (said.price, said.currency) == expected


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "//a.example", "https://", 'https://a.example/"x', "https://[", None, 7]
)
def test_what_is_no_web_address_is_no_link(link: Any) -> None:
    assert web_link(link) == ""


def test_keys_are_shown_and_logged_nowhere(corner: Corner, fresh_settings: Choose, caplog: pytest.LogCaptureFixture) -> None:
    fresh_settings(channel3_key="key-one", ebay_secret="key-two", lens_key="key-three", shopify_token="key-four")
    with caplog.at_level(logging.DEBUG):
        corner.search(request())
    assert "key-" not in caplog.text
    shown = {row.name: row.value for row in explain()}
    assert all(shown[name] == "(set, not shown)" for name in ("channel3_key", "ebay_secret", "lens_key", "shopify_token"))


def test_all_shipped_shops_are_found_by_their_entry_points() -> None:
    assert {"catalog", "shopify", "ebay", "channel3", "lens"} <= set(shops())
    assert all(shop.name == name for name, shop in shops().items())


def test_the_command_line_says_what_is_sent_before_it_asks(
    server: ShopServer, fresh_settings: Choose, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    fresh_settings(channel3_key="k")
    product = {"id": "1", "title": "Skirt", "offers": [{"url": "https://a.example/1", "price": {"price": 59.5, "currency": "USD"}}]}
    server.answers["/v1/image-search"] = Answer({"products": [product]})
    monkeypatch.setattr(CHANNEL3, "_api", server.url)
    image = Image.new("RGB", (200, 200), "white")
    image.paste((190, 30, 40), (60, 40, 140, 180))
    image.save(tmp_path / "red.png")
    with pytest.raises(SystemExit) as exit:
        main(["search", str(tmp_path / "red.png"), "--as", "photo", "--shop", "channel3", "--json", "--catalog", str(tmp_path / "none")])
    CHANNEL3.close()  # type: ignore[attr-defined]
    said = capsys.readouterr()
    assert not exit.value.code
    assert said.err == "The picture and your filters go to Channel3 (api.trychannel3.com).\n"
    (found,) = json.loads(said.out)["matches"]
    assert (found["title"], found["price"], found["link"]) == ("Skirt", "59.50", "https://a.example/1")
    assert not (tmp_path / "none").exists(), "no catalogue is needed, and none is made"
