"""eBay by picture: the Browse API's `search_by_image`, with an application token (OAuth client credentials).

Prices are decimal strings. A token lasts two hours and may be asked for 1,000 times a day, so it is kept. Interface:
developer.ebay.com/api-docs/buy/browse. There is no sandbox for this method.
"""

from __future__ import annotations

import base64
import threading
import time
from typing import Any
from urllib.parse import urlencode

from sketch2fashion.errors import ShopUnavailable
from sketch2fashion.garment import Match
from sketch2fashion.search.shops import Shop
from sketch2fashion.search.shops.asking import Reply
from sketch2fashion.search.shops.web import Question, WebShop, match, money
from sketch2fashion.settings import Settings

API = "https://api.ebay.com"
_SCOPE = "https://api.ebay.com/oauth/api_scope"
_MOST = 200
_MARGIN_SECONDS = 60  # before its end, a token is asked for anew
_EUROS = ("AT", "BE", "DE", "ES", "FR", "IE", "IT", "NL")
_CURRENCIES = {"US": "USD", "GB": "GBP", "AU": "AUD", "CA": "CAD", "CH": "CHF", "HK": "HKD", "PL": "PLN", "SG": "SGD"} | dict.fromkeys(
    _EUROS, "EUR"
)


class Ebay(WebShop):
    """The shop `ebay`."""

    name = "ebay"
    title = "eBay"
    needs = ("ebay_id", "ebay_secret")
    sends = "The picture and your filters go to eBay (api.ebay.com)."

    def __init__(self, api: str = API) -> None:
        super().__init__()
        self._api = api
        self._token, self._token_of, self._ends = "", "", 0.0
        self._renewing = threading.Lock()

    def ask(self, question: Question, settings: Settings) -> list[Match]:
        """Items that can be bought at once and are sent to the operator's country."""
        reply = self._search(question, settings)
        if reply.status == 401:  # withdrawn before its time
            self._ends = 0.0
            reply = self._search(question, settings)
        if reply.status == 429:
            raise ShopUnavailable("eBay is asked too often.", hint="Its daily limit is 5,000 searches.")
        if reply.status >= 400:
            raise ShopUnavailable(f"eBay refuses the question ({reply.status}): {_said(reply)}.")
        return [_match(item) for item in reply.body.get("itemSummaries") or []]

    def _search(self, question: Question, settings: Settings) -> Reply:
        headers = {"Authorization": f"Bearer {self._current_token(settings)}", "X-EBAY-C-MARKETPLACE-ID": settings.ebay_marketplace}
        if settings.ebay_campaign:
            headers["X-EBAY-C-ENDUSERCTX"] = f"affiliateCampaignId={settings.ebay_campaign}"
        parameters = {"limit": str(min(question.top, _MOST)), "filter": _filter(question, settings)}
        address = f"{self._api}/buy/browse/v1/item_summary/search_by_image?{urlencode(parameters)}"
        return self.client.post(address, {"image": question.base64}, headers)

    def _current_token(self, settings: Settings) -> str:
        who = f"{settings.ebay_id}:{settings.ebay_secret}"
        with self._renewing:
            if time.monotonic() >= self._ends or who != self._token_of:
                self._token, lasts = self._new_token(who)
                self._token_of, self._ends = who, time.monotonic() + lasts - _MARGIN_SECONDS
            return self._token

    def _new_token(self, who: str) -> tuple[str, float]:
        """A token and the seconds that it lasts. Raises `ShopUnavailable`."""
        reply = self.client.ask(
            "POST",
            f"{self._api}/identity/v1/oauth2/token",
            headers={"Authorization": f"Basic {base64.b64encode(who.encode()).decode('ascii')}"},
            body=urlencode({"grant_type": "client_credentials", "scope": _SCOPE}).encode(),
            kind="application/x-www-form-urlencoded",
        )
        if reply.status != 200:
            raise ShopUnavailable(f"eBay gives no token ({reply.status}).", hint="Check ebay_id and ebay_secret.")
        return str(reply.body["access_token"]), float(reply.body["expires_in"])


def _filter(question: Question, settings: Settings) -> str:
    terms = [f"deliveryCountry:{settings.shop_country}", "buyingOptions:{FIXED_PRICE}"]
    low, high = question.where.price_min, question.where.price_max
    currency = _CURRENCIES.get(settings.ebay_marketplace.removeprefix("EBAY_"))
    if currency and (low is not None or high is not None):
        terms += [f"price:[{'' if low is None else low:}..{'' if high is None else high}]", f"priceCurrency:{currency}"]
    return ",".join(terms)


def _match(item: dict[str, Any]) -> Match:
    price = item.get("price") or {}
    pictures = [item.get("image") or {}, *(item.get("thumbnailImages") or [])]
    return match(
        id=item["itemId"],
        title=item.get("title"),
        money=money(price.get("value"), price.get("currency")),
        image=next((picture["imageUrl"] for picture in pictures if picture.get("imageUrl")), ""),
        link=item.get("itemAffiliateWebUrl") or item.get("itemWebUrl"),
        seller=(item.get("seller") or {}).get("username") or "eBay",
    )


def _said(reply: Reply) -> str:
    errors = reply.body.get("errors") if isinstance(reply.body, dict) else None
    return str(errors[0].get("message", "no reason"))[:200].rstrip(".") if errors else "no reason"


SHOP: Shop = Ebay()
