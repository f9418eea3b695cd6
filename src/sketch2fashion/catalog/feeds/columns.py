"""What the columns of a feed mean: the names of Google Merchant Center, and what else people call the same thing.

A column that means nothing here is kept in the product's `extra`. Pictures are files beside the feed, never outside its folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sketch2fashion.catalog.feeds import Row
from sketch2fashion.catalog.money import parse_price
from sketch2fashion.catalog.product import LONGEST_TEXT, OWN_SHOP, Product
from sketch2fashion.categories import category_of
from sketch2fashion.errors import BadFeed, BadValue

ALIASES: dict[str, tuple[str, ...]] = {  # the first column that is there and not empty counts
    "id": ("id", "product_id", "sku", "상품번호", "상품코드"),
    "title": ("title", "name", "product_name", "상품명"),
    "link": ("link", "url", "product_url", "page_url", "상품url"),
    "image_link": ("image_link", "image", "image_url", "picture", "photo", "이미지"),
    "price": ("price", "가격", "판매가"),
    "currency": ("currency", "currency_code", "통화"),
    "availability": ("availability", "in_stock", "stock", "재고"),
    "category": ("category", "product_type", "google_product_category", "category_path", "category_name", "카테고리"),
    "colour": ("color", "colour", "색상"),
    "shop": ("shop", "seller", "store", "merchant", "판매자"),
}
REQUIRED = ("id", "title", "image_link")
_IN_STOCK = {"in_stock", "instock", "available", "true", "yes", "1", "y", "limited_availability", "재고있음", ""}
_OUT_OF_STOCK = {"out_of_stock", "outofstock", "oos", "sold_out", "preorder", "pre_order", "backorder", "false", "no", "0", "n", "품절"}


@dataclass(frozen=True)
class Offer:
    """A row understood: the product and where its pictures are, the main one first."""

    product: Product
    pictures: tuple[Path, ...]


def offer_of(row: Row) -> Offer:
    """What the row offers. Raises `BadValue` or `BadFeed` with the first thing that is wrong with it."""
    if row.problem:
        raise BadFeed(row.problem)
    fields = {_plain(name): value.strip() for name, value in row.fields.items()}
    known = {meaning: _first(fields, names) for meaning, names in ALIASES.items()}
    for meaning in REQUIRED:
        if not known[meaning]:
            raise BadFeed(f"The {meaning} is missing.", hint=f"A column {' or '.join(ALIASES[meaning][:3])} holds it.")
    price, currency = parse_price(known["price"], known["currency"])
    category = next((found for name in ALIASES["category"] if (found := category_in(fields.get(name, "")))), None)
    product = Product(
        id=known["id"],
        title=known["title"],
        price=price,
        currency=currency,
        link=known["link"],
        category=category,
        colour=known["colour"] or None,
        in_stock=_in_stock(known["availability"]),
        shop=known["shop"] or OWN_SHOP,
        extra=_extra(fields, used={name for meaning, names in ALIASES.items() for name in _used(fields, meaning, names, category)}),
    )
    return Offer(product, (local_picture(known["image_link"], row.folder),))


def require_columns(header: Iterable[str], feed: str) -> None:
    """Raise `BadFeed` if a table has no column for something that every product must have."""
    names = {_plain(name) for name in header}
    for meaning in REQUIRED:
        if names.isdisjoint(ALIASES[meaning]):
            raise BadFeed(f"The feed {feed} has no column {meaning}.", hint=f"Its columns: {', '.join(sorted(names - {''}))}.")


def category_in(label: str) -> str | None:
    """The category in a shop's label or path, the most special part first: "Men/Tops/Hoodies & Sweatshirts" → hoodie."""
    for part in reversed(re.split(r"\s*[>/|]\s*", label)):
        for words in (part, *re.split(r"\s*(?:&|,|\band\b|·)\s*", part)):
            if found := next((name for form in _forms(words) if (name := category_of(form))), None):
                return found
    return None


def local_picture(reference: str, folder: Path) -> Path:
    """The picture file that a feed names, which must lie under the feed's own folder. Raises `BadFeed`."""
    if re.match(r"(?i)(https?:)?//", reference):
        raise BadFeed(
            f"The picture {reference[:80]} is on the web; pictures are not fetched from there yet.",
            hint="Put the files beside the feed and name them in image_link.",
        )
    try:
        home = folder.resolve()
        path = (home / reference.replace("\\", "/")).resolve()
        inside, there = path.is_relative_to(home), path.is_file()
    except (OSError, ValueError):  # a NUL, a name longer than a disk takes, a ring of links
        inside, there = True, False
    if not inside:
        raise BadFeed(f'The picture "{reference[:80]}" lies outside the feed\'s folder.', hint="Put it into that folder.")
    if not there:
        raise BadFeed(f'The picture "{reference[:80]}" is not there.', hint="image_link is relative to the feed's folder.")
    return path


def _plain(name: str) -> str:
    """A column's name as ALIASES writes it: "g:Image Link" → image_link."""
    return re.sub(r"[\s\-]+", "_", name.strip().lower().removeprefix("g:"))


def _first(fields: Mapping[str, str], names: Iterable[str]) -> str:
    return next((fields[name] for name in names if fields.get(name)), "")


def _used(fields: Mapping[str, str], meaning: str, names: tuple[str, ...], category: str | None) -> list[str]:
    """The columns that went into the product; the others of the same meaning are kept as extra."""
    chosen = next((name for name in names if fields.get(name)), None)
    if chosen is None or (meaning == "category" and (category is None or category != fields[chosen])):
        return []  # the shop's own words for the category say more than ours
    return [chosen]


def _extra(fields: Mapping[str, str], used: set[str]) -> dict[str, str]:
    kept = {name: value for name, value in fields.items() if value and name not in used and name}
    return {name: value if len(value) <= LONGEST_TEXT else value[: LONGEST_TEXT - 1] + "…" for name, value in kept.items()}


def _in_stock(text: str) -> bool:
    word = _plain(text)
    if word in _IN_STOCK:
        return True
    if word in _OUT_OF_STOCK:
        return False
    if word.isdecimal():  # a number of pieces
        return int(word) > 0
    raise BadValue(f'The availability "{text}" is unknown.', hint="Allowed: in_stock, out_of_stock, preorder, backorder.")


def _forms(words: str) -> tuple[str, ...]:
    """A label and its likely singulars: "T-Shirts" → t-shirt, "dresses" → dress."""
    plain = words.strip().lower()
    return plain, plain.removesuffix("s"), plain.removesuffix("es")
