"""What every shop on the web has in common: off until the operator turns it on, and asked only when the user has said yes.

A shop is one file: a class with a name, what turns it on, what it sends where, and `ask`, which turns one question into matches. The rest
happens here: the user's consent, the picture without anything but its pixels, quota, rest after failures, prices and links that can be
trusted. docs/shops.md builds one step by step.
"""

from __future__ import annotations

import base64
import functools
import io
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal, DecimalException
from typing import Any
from urllib.parse import urlsplit

from PIL import Image

from sketch2fashion.catalog.money import DECIMALS, format_price
from sketch2fashion.catalog.store import Filter
from sketch2fashion.errors import BadValue, ShopUnavailable
from sketch2fashion.garment import Match, Rgb
from sketch2fashion.search.shops import ShopRequest
from sketch2fashion.search.shops.asking import Client, Guard
from sketch2fashion.settings import Settings, settings

LONGEST_SIDE = 1024  # px of the picture that is sent
_QUALITY = 90
_LONGEST_TITLE = 300
_SURE = 0.5  # score from which a category is named to a shop that understands words
_ENGLISH = {"top": "sleeveless top", "long-sleeve": "long sleeve top", "outerwear": "jacket"}  # where our name is not what shops say


@dataclass(frozen=True, eq=False)
class Question:
    """What a shop is asked: a JPEG of the garment on white (nothing but pixels in it), words in English, filters, how many."""

    picture: bytes
    words: str
    where: Filter
    top: int

    @functools.cached_property
    def base64(self) -> str:
        """The picture as most interfaces want it."""
        return base64.b64encode(self.picture).decode("ascii")


@dataclass(frozen=True)
class Money:
    """A price that a shop said: a decimal string in major units and an ISO 4217 code, or nothing that can be trusted (both None)."""

    price: str | None = None
    currency: str | None = None


class WebShop(ABC):
    """A shop on the web. `needs` names the settings that turn it on; `sends` says in one sentence what goes where."""

    name: str
    title: str
    needs: tuple[str, ...] = ()
    sends: str

    def __init__(self) -> None:
        self.client = Client(self.title)
        self._guard = Guard(self.title)

    @property
    def is_on(self) -> bool:
        """Whether the operator has turned it on."""
        return not self.missing()

    def missing(self) -> list[str]:
        """What the operator must still set to turn it on. A shop of a plugin, which has no settings here, looks elsewhere."""
        return [name for name in self.needs if not getattr(settings(), name, None)]

    def search(self, request: ShopRequest) -> list[Match]:
        """Ask the shop. Raises `BadValue` where it is off or the user has not agreed, `ShopUnavailable` where it fails."""
        self.require_agreed(request.consent)
        return self.asked(question_of(request))

    def asked(self, question: Question) -> list[Match]:
        """What the shop answers to one question, checked: the best first, without what the filters exclude."""
        self._guard.enter(settings().shop_quota)
        try:
            found = self.ask(question, settings())
        except ShopUnavailable:
            self._guard.failed()
            raise
        except (KeyError, IndexError, TypeError, AttributeError, ValueError) as problem:  # the answer is not of the documented shape
            self._guard.failed()
            raise ShopUnavailable(f"{self.title} answers in a shape that is not understood.") from problem
        self._guard.succeeded()
        return ranked([match for match in found if match.title and match.link and keeps(question.where, match)][: question.top])

    def close(self) -> None:
        """Let go of connections; the shop may be used again."""
        self.client.close()

    def require_agreed(self, consent: bool) -> None:
        """Raise `BadValue` if the shop is off, or the user has not agreed to what it is sent."""
        self.require_on()
        if not consent:
            raise BadValue(f"{self.title} must be shown the picture. {self.sends}", hint="Say that the user agrees: consent=true.")

    def require_on(self) -> None:
        """Raise `BadValue`, which says what is missing, if the operator has not turned the shop on."""
        if missing := self.missing():
            raise BadValue(f'The shop "{self.name}" is off.', hint=f"The operator turns it on by setting {' and '.join(missing)}.")

    @abstractmethod
    def ask(self, question: Question, settings: Settings) -> list[Match]:
        """Matches in the shop's own order. Raises `ShopUnavailable`; a reply of an odd shape may raise what it likes."""


def question_of(request: ShopRequest) -> Question:
    """What a shop learns of a request: pixels and filters, nothing else."""
    query, where = request.query, request.where
    likeliest = query.category if query.category_scores.get(query.category, 0.0) >= _SURE else None
    category = where.category or likeliest
    words = [where.colour or "", _ENGLISH.get(category, category) if category else "", *where.words]
    return Question(jpeg(query.picture), " ".join(word for word in words if word), where, request.top)


def jpeg(rgb: Rgb) -> bytes:
    """A JPEG made from the pixels alone: no EXIF, no profile, no file name."""
    image = Image.fromarray(rgb)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=_QUALITY)
    return buffer.getvalue()


def money(amount: Any, currency: Any, *, minor: bool = False) -> Money:
    """A shop's price, exact; `minor` says that it counts cents (won, which have none, stay won). Nothing if it makes no sense."""
    code = str(currency or "").upper()
    if code not in DECIMALS or isinstance(amount, bool) or amount is None:
        return Money()
    try:
        value = Decimal(str(amount))
        return Money(format_price(value.scaleb(-DECIMALS[code]) if minor else value, code), code)
    except (DecimalException, BadValue):
        return Money()


def minor_units(amount: Decimal, currency: str) -> int:
    """An amount in major units as a whole number of minor ones."""
    return int(amount.scaleb(DECIMALS[currency]))


def web_link(text: Any) -> str:
    """An http(s) address, or "" for anything else: what a shop says is shown in a page."""
    link = str(text or "").strip()
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    good = parts.scheme in ("http", "https") and parts.hostname and len(link) <= 4_000 and not re.search(r"[\s\x00-\x1f\"<>\\]", link)
    return link if good else ""


def plain_text(text: Any) -> str:
    """A title as one line of at most 300 characters."""
    line = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", str(text or "")).split())
    return line if len(line) <= _LONGEST_TITLE else line[: _LONGEST_TITLE - 1] + "…"


def match(*, id: Any, title: Any, money: Money, image: Any, link: Any, seller: Any, in_stock: bool = True) -> Match:
    """A match of a web shop, with what it says made safe to show. Its score comes later, from its place."""
    return Match(
        id=plain_text(id),
        title=plain_text(title),
        price=money.price,
        currency=money.currency,
        image=web_link(image),
        link=web_link(link),
        shop=plain_text(seller),
        category=None,
        score=0.0,
        in_stock=in_stock,
    )


def ranked(matches: Iterable[Match]) -> list[Match]:
    """Web shops tell an order and no likeness: the score falls from 1 in even steps and means nothing but that order."""
    found = list(matches)
    return [replace(match, score=round(1 - place / len(found), 4)) for place, match in enumerate(found)]


def keeps(where: Filter, match: Match) -> bool:
    """Whether a match passes the filters that a shop may have ignored. A match without a price passes no bound."""
    if where.in_stock and not match.in_stock:
        return False
    if where.price_min is None and where.price_max is None:
        return True
    if match.price is None:
        return False
    price = Decimal(match.price)
    return (where.price_min is None or price >= where.price_min) and (where.price_max is None or price <= where.price_max)
