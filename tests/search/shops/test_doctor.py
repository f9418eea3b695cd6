"""`doctor --shops`: one question to each shop that is on, and a finding for every shop."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from sketch2fashion.cli import doctor
from sketch2fashion.cli.doctor import FAILED, OK, WARNING, examine_shops
from sketch2fashion.search.shops import shops
from sketch2fashion.search.shops.channel3 import Channel3

from .conftest import Answer, ShopServer

ITEM = {"id": "1", "title": "Skirt", "offers": [{"url": "https://a.example/1"}]}


def findings() -> dict[str, doctor.Finding]:
    return {finding.name: finding for finding in examine_shops()}


def test_a_shop_that_is_off_is_not_asked() -> None:
    found = findings()
    assert set(found) >= {"shop shopify", "shop ebay", "shop channel3", "shop lens"}
    assert all(finding.status == OK and "off" in finding.detail for finding in found.values())


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [
        (Answer({"products": [ITEM]}), OK, "1 products"),
        (Answer({"products": []}), WARNING, "finds nothing"),
        (Answer({}, 401), FAILED, "does not know the key"),
    ],
)
def test_a_shop_that_is_on_is_asked_once(
    server: ShopServer,
    fresh_settings: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    answer: Answer,
    status: str,
    said: str,
) -> None:
    fresh_settings(channel3_key="k")
    shop = Channel3(server.url)
    monkeypatch.setattr("sketch2fashion.search.shops.shops", lambda: {**shops(), "channel3": shop})
    server.answers["/v1/image-search"] = answer
    finding = findings()["shop channel3"]
    shop.close()
    assert (finding.status, len(server.asked)) == (status, 1)
    assert said in finding.detail
    assert json.loads(server.asked[0].body)["base64_image"]
