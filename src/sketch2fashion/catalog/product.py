"""A product of the catalogue, and the checks that every product passes before it is stored.

Links are http(s) addresses or paths of this server; a `javascript:` link from a feed never reaches a page.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlsplit

from sketch2fashion.catalog.money import DECIMALS, format_price
from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.errors import BadValue

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
OWN_SHOP = "catalog"  # the shop of products whose feed names none
LONGEST_ID = 200  # characters
LONGEST_TEXT = 2_000  # characters of a title, a link or an extra field


@dataclass(frozen=True)
class Product:
    """One thing to buy. `price` is a decimal string in major units (`None`: unknown), `currency` its ISO 4217 code.

    `category` is one of `CATEGORY_NAMES` or None; `colour` is the shop's own word; `extra` keeps the feed's other fields.
    """

    id: str
    title: str
    price: str | None = None
    currency: str | None = None
    link: str = ""
    category: str | None = None
    colour: str | None = None
    in_stock: bool = True
    shop: str = OWN_SHOP
    extra: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raise `BadValue` for the first field that is not as it should be."""
        _check_id(self.id)
        _check_text("title", self.title, required=True)
        _check_text("shop", self.shop, required=True)
        _check_text("colour", self.colour or "")
        _check_link(self.link)
        _check_money(self.price, self.currency)
        if self.category is not None and self.category not in CATEGORY_NAMES:
            raise BadValue(f'"{self.category}" is not a category.', hint=f"Allowed: {', '.join(CATEGORY_NAMES)}, or none.")
        for name, value in self.extra.items():
            _check_text(name, value)

    @property
    def amount(self) -> Decimal | None:
        """The price as an exact number of major units."""
        return None if self.price is None else Decimal(self.price)

    def digest(self) -> str:
        """SHA-256 over all fields: equal digests, equal products."""
        text = json.dumps({**vars(self), "extra": dict(self.extra)}, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def _check_id(value: str) -> None:
    if not value or value != value.strip() or len(value) > LONGEST_ID or _has_controls(value):
        raise BadValue(f"The id {value[:40]!r} is empty, has spaces around or control characters in it, or over {LONGEST_ID} characters.")


def _check_text(name: str, value: str, *, required: bool = False) -> None:
    if required and not value.strip():
        raise BadValue(f"The {name} is empty.")
    if len(value) > LONGEST_TEXT:
        raise BadValue(f"The {name} has {len(value)} characters; at most {LONGEST_TEXT} are kept.")
    if "\0" in value:
        raise BadValue(f"The {name} holds a NUL character.")


def _check_link(link: str) -> None:
    _check_text("link", link)
    if not link or (link.startswith("/") and not link.startswith(("//", "/\\")) and not _has_controls(link)):
        return
    try:
        parts = urlsplit(link)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and not _has_controls(link) and " " not in link
    except ValueError:  # a broken IPv6 host, for one
        good = False
    if not good:
        raise BadValue(f'The link "{link[:80]}" is not an http or https address.')


def _check_money(price: str | None, currency: str | None) -> None:
    if price is None and currency is None:
        return
    if price is None or currency not in DECIMALS:
        raise BadValue(f"The price {price!r} and the currency {currency!r} belong together: a decimal string and an ISO 4217 code.")
    try:
        amount = Decimal(price)
        exact = format_price(amount, currency)
    except ArithmeticError:  # not a number at all, NaN, infinity
        raise BadValue(f'The price "{price}" is no number.') from None
    if exact != price:
        raise BadValue(f'The price "{price}" should be written "{exact}" in {currency}.')


def _has_controls(text: str) -> bool:
    return _CONTROLS.search(text) is not None
