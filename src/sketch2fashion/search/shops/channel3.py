"""Channel3: products of thousands of shops by picture. Prices are numbers in major units, read as exact decimals.

`POST {api}/v1/image-search` with the operator's key. It serves twenty countries; where the operator's is none of them, it is asked as from
the United States. Interface: docs.trychannel3.com/api-reference/v1/image-search.
"""

from __future__ import annotations

from typing import Any

from sketch2fashion.errors import ShopUnavailable
from sketch2fashion.garment import Match
from sketch2fashion.search.shops import Shop
from sketch2fashion.search.shops.web import Question, WebShop, match, money
from sketch2fashion.settings import Settings

API = "https://api.trychannel3.com"
_MOST = 30
_MARKETS = {  # country → currency
    "US": "USD", "GB": "GBP", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "DE": "EUR", "FR": "EUR", "IT": "EUR", "ES": "EUR", "NL": "EUR",
    "IE": "EUR", "AT": "EUR", "BE": "EUR",
}  # fmt: skip
_IN_STOCK = ("InStock", "LimitedAvailability", "PreOrder", "BackOrder")


class Channel3(WebShop):
    """The shop `channel3`."""

    name = "channel3"
    title = "Channel3"
    needs = ("channel3_key",)
    sends = "The picture and your filters go to Channel3 (api.trychannel3.com)."

    def __init__(self, api: str = API) -> None:
        super().__init__()
        self._api = api

    def ask(self, question: Question, settings: Settings) -> list[Match]:
        """Products, each at the offer that can be bought."""
        country = settings.shop_country if settings.shop_country in _MARKETS else "US"
        fields = {
            "base64_image": question.base64,
            "limit": min(question.top, _MOST),
            "filters": _filters(question),
            "config": {"country": country, "currency": _MARKETS[country], "language": "en"},
        }
        reply = self.client.post(f"{self._api}/v1/image-search", fields, {"x-api-key": settings.channel3_key or ""})
        if reply.status in (401, 403):
            raise ShopUnavailable("Channel3 does not know the key.", hint="Check channel3_key.")
        if reply.status == 402:
            raise ShopUnavailable("The month's credits at Channel3 are used up.")
        if reply.status == 429:
            raise ShopUnavailable("Channel3 is asked too often.", hint="Try again in a minute.")
        if reply.status >= 400:
            raise ShopUnavailable(f"Channel3 refuses the question ({reply.status}).")
        return [_match(product) for product in reply.body["products"]]


def _filters(question: Question) -> dict[str, Any]:
    where = question.where
    bounds = {"min_price": where.price_min, "max_price": where.price_max}
    price = {name: float(bound) for name, bound in bounds.items() if bound is not None}
    return ({"price": price} if price else {}) | ({"availability": ["InStock"]} if where.in_stock else {})


def _match(product: dict[str, Any]) -> Match:
    offers = product.get("offers") or []
    sold = [offer for offer in offers if offer.get("availability", "InStock") in _IN_STOCK]
    offer: dict[str, Any] = next(iter(sold or offers), {})
    price = offer.get("price") or {}
    pictures = sorted(product.get("images") or [], key=lambda picture: not picture.get("is_main_image"))
    brand = next((brand.get("name") for brand in product.get("brands") or []), "")
    return match(
        id=product["id"],
        title=product.get("title"),
        money=money(price.get("price"), price.get("currency")),
        image=next((picture.get("url") for picture in pictures), ""),
        link=offer.get("url"),
        seller=offer.get("domain") or brand or "Channel3",
        in_stock=bool(sold),
    )


SHOP: Shop = Channel3()
