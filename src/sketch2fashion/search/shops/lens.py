"""A Lens-shaped service: what the web's largest picture search finds, Korean shops included, through a company that reads its pages.

Off unless the operator decides so, for two reasons that docs/shops.md spells out: such services are disputed by who runs the search, and
they take only a public address, so the user's picture stands on the operator's public place (`lens_images`) while the question lasts.
Interface: serpapi.com/google-lens-products-api.
"""

from __future__ import annotations

import logging
import re
import secrets
from typing import Any

from sketch2fashion.errors import ShopUnavailable
from sketch2fashion.garment import Match
from sketch2fashion.search.shops import Shop
from sketch2fashion.search.shops.web import Money, Question, WebShop, match, money
from sketch2fashion.settings import Settings

_SIGNS = {"₩": "KRW", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "US$": "USD", "CA$": "CAD", "A$": "AUD"}
_log = logging.getLogger(__name__)


class Lens(WebShop):
    """The shop `lens`."""

    name = "lens"
    title = "Lens"
    needs = ("lens_key", "lens_images")
    sends = "The picture is put on a public address for a moment, and a search service is told that address and your words."

    def __init__(self, service: str | None = None, images: str | None = None) -> None:
        super().__init__()
        self._service, self._images = service, images

    def ask(self, question: Question, settings: Settings) -> list[Match]:
        """Products that the search shows; the picture is taken away again, whatever comes."""
        place = f"{(self._images or settings.lens_images or '').rstrip('/')}/{secrets.token_urlsafe(24)}.jpg"
        put = self.client.ask("PUT", place, body=question.picture, kind="image/jpeg")
        if put.status >= 300:
            raise ShopUnavailable(f"The place for pictures takes none ({put.status}).", hint="Check lens_images.")
        try:
            return self._found(place, question, settings)
        finally:
            self._take_away(place)

    def _found(self, place: str, question: Question, settings: Settings) -> list[Match]:
        parameters = {
            "engine": "google_lens",
            "type": "products",
            "url": place,
            "hl": settings.shop_language,
            "country": settings.shop_country.lower(),
            "api_key": settings.lens_key or "",
        }
        if question.words:
            parameters["q"] = question.words
        reply = self.client.get(self._service or settings.lens_service, parameters)
        if reply.status in (401, 403):
            raise ShopUnavailable("The Lens service does not know the key.", hint="Check lens_key.")
        if reply.status == 429:
            raise ShopUnavailable("The Lens service's searches are used up, or it is asked too often.")
        if reply.status >= 400 or (reply.body.get("search_metadata") or {}).get("status") == "Error":
            raise ShopUnavailable(f"The Lens service refuses the question ({reply.status}).")
        return [_match(found) for found in reply.body.get("visual_matches") or []]

    def _take_away(self, place: str) -> None:
        try:
            gone = self.client.ask("DELETE", place).status < 300
        except ShopUnavailable:
            gone = False
        if not gone:
            _log.warning("a picture that the shop lens was asked with could not be deleted; empty the place that lens_images names")


def _match(found: dict[str, Any]) -> Match:
    return match(
        id=found["link"],
        title=found.get("title"),
        money=_money(found.get("price")),
        image=found.get("thumbnail") or found.get("image"),
        link=found["link"],
        seller=found.get("source") or "web",
        in_stock=found.get("in_stock", True) is not False,
    )


def _money(price: Any) -> Money:
    """A price as {"value": "₩39,000*", "extracted_value": 39000.0, "currency": "₩"}: the number is exact, the sign says what it counts."""
    if not isinstance(price, dict):
        return Money()
    sign = str(price.get("currency") or "").strip()
    code = _SIGNS.get(sign, sign if re.fullmatch(r"[A-Z]{3}", sign) else "")
    return money(price.get("extracted_value"), code)


SHOP: Shop = Lens()
