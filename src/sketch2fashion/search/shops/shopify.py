"""Shopify's global catalogue: products of all Shopify shops, by picture and words, through UCP (JSON-RPC over HTTP).

`POST {api}` with the tool `search_catalog`; amounts are ISO 4217 minor units. The operator publishes an agent profile (docs/shops.md);
no key is needed. Interface: shopify.dev/docs/agents/catalog.
"""

from __future__ import annotations

from typing import Any

from sketch2fashion.catalog.money import DECIMALS
from sketch2fashion.errors import ShopUnavailable
from sketch2fashion.garment import Match
from sketch2fashion.search.shops import Shop
from sketch2fashion.search.shops.web import Money, Question, WebShop, match, minor_units, money
from sketch2fashion.settings import Settings

API = "https://catalog.shopify.com/api/ucp/mcp"
_MOST = 50


class Shopify(WebShop):
    """The shop `shopify`."""

    name = "shopify"
    title = "Shopify"
    needs = ("shopify_profile",)
    sends = "The picture, its category and your filters go to Shopify (catalog.shopify.com)."

    def __init__(self, api: str = API) -> None:
        super().__init__()
        self._api = api

    def ask(self, question: Question, settings: Settings) -> list[Match]:
        """The catalogue's products, one match each."""
        headers = {"Accept": "application/json, text/event-stream"}
        if settings.shopify_token:
            headers["Authorization"] = f"Bearer {settings.shopify_token}"
        reply = self.client.post(self._api, _call(question, settings), headers)
        if reply.status == 429:
            raise ShopUnavailable("Shopify is asked too often.", hint="Try again in a minute.")
        if reply.status >= 400:
            raise ShopUnavailable(f"Shopify refuses the question ({reply.status}).", hint="Check shopify_profile and shopify_token.")
        return [_match(product) for product in _products(reply.body)]


def _call(question: Question, settings: Settings) -> dict[str, Any]:
    catalog: dict[str, Any] = {
        "like": [{"image": {"content_type": "image/jpeg", "data": question.base64}}],
        "context": {
            "address_country": settings.shop_country,
            "language": settings.shop_language,
            "currency": settings.shop_currency,
        },
        "filters": _filters(question, settings),
        "pagination": {"limit": min(question.top, _MOST)},
    }
    if question.words:
        catalog["query"] = question.words
    arguments = {"meta": {"ucp-agent": {"profile": settings.shopify_profile}}, "catalog": catalog}
    return {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "search_catalog", "arguments": arguments}}


def _filters(question: Question, settings: Settings) -> dict[str, Any]:
    filters: dict[str, Any] = {"available": True, "ships_to": {"country": settings.shop_country}}
    bounds = {"min": question.where.price_min, "max": question.where.price_max}
    if settings.shop_currency in DECIMALS and any(bound is not None for bound in bounds.values()):
        filters["price"] = {name: minor_units(bound, settings.shop_currency) for name, bound in bounds.items() if bound is not None}
    return filters


def _products(body: Any) -> list[dict[str, Any]]:
    """The products of a reply. Raises `ShopUnavailable` for an error in JSON-RPC or of the tool."""
    error = body.get("error")
    result = body.get("result") or {}
    if error or result.get("isError"):
        said = (error or {}).get("message") or _texts(result) or "an error"
        raise ShopUnavailable(
            f"Shopify answers: {str(said)[:200]}.", hint="The agent profile must declare dev.ucp.shopping.catalog.search."
        )
    return list(result["structuredContent"].get("products") or [])


def _texts(result: dict[str, Any]) -> str:
    return " ".join(str(part.get("text", "")) for part in result.get("content") or [])


def _match(product: dict[str, Any]) -> Match:
    """A product as its first variant that can be bought: only variants have a page of their own."""
    variants = product.get("variants") or []
    available = [variant for variant in variants if (variant.get("availability") or {}).get("available", True)]
    variant: dict[str, Any] = next(iter(available or variants), {})
    seller = variant.get("seller") or {}
    pictures = [media.get("url") for media in product.get("media") or [] if media.get("type", "image") == "image"]
    return match(
        id=product["id"],
        title=product.get("title"),
        money=_money(variant.get("price") or (product.get("price_range") or {}).get("min")),
        image=next(iter(pictures), ""),
        link=variant.get("url") or product.get("url"),
        seller=seller.get("name") or seller.get("domain") or "Shopify",
        in_stock=bool(available) or not variants,
    )


def _money(price: dict[str, Any] | None) -> Money:
    return money(price.get("amount"), price.get("currency"), minor=True) if price else Money()


SHOP: Shop = Shopify()
