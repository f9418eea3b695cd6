"""The corner shop of docs/shops.md, as it stands there, is a working shop."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from sketch2fashion.errors import BadValue, ShopUnavailable
from sketch2fashion.search.shops.web import Question, WebShop

from .conftest import Answer, ShopServer

PAGE = Path(__file__).parents[3] / "docs" / "shops.md"


@pytest.fixture
def corner(server: ShopServer) -> Iterator[WebShop]:
    code = re.search(r"`cornershop\.py`\n```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert code
    module = ModuleType("cornershop")
    exec(compile(code[1], "cornershop.py", "exec"), module.__dict__)
    shop: Any = module.__dict__["SHOP"]
    shop.address = server.url + "/search"
    yield shop
    shop.close()


def test_the_tutorials_shop_finds_products(
    corner: WebShop, server: ShopServer, question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadValue, match="CORNER_KEY"):
        corner.require_on()
    monkeypatch.setenv("CORNER_KEY", "k")
    assert corner.is_on
    item = {"id": 7, "name": "Skirt", "cents": 1999, "photo": "https://corner.example/7.jpg", "page": "https://corner.example/7"}
    server.answers["/search"] = Answer({"items": [item]})
    (skirt,) = corner.asked(question)
    assert (skirt.id, skirt.title, skirt.price, skirt.currency) == ("7", "Skirt", "19.99", "EUR")
    assert server.asked[0].headers["authorization"] == "Bearer k"
    assert base64.b64decode(server.asked[0].fields["image"]) == question.picture
    for bad in (Answer(status=403), Answer({"articles": []})):
        server.answers["/search"] = bad
        with pytest.raises(ShopUnavailable):
            corner.asked(question)
