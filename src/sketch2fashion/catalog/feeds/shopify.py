"""Shopify's product CSV, the one of the admin's export: a product is the rows of one handle, a row a variant, a picture, or both.

The price is that of the cheapest variant; in stock is a product with any variant in stock. The file knows neither the shop's address nor
its currency: say them with `--set link=https://shop.example/products/{handle} --set currency=USD`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

from sketch2fashion.catalog.feeds import Feed, Row
from sketch2fashion.catalog.feeds.source import Source
from sketch2fashion.catalog.feeds.table import Line, header_in, table_of

_NAMES: dict[str, tuple[str, ...]] = {  # the exports of before and since 2025
    "handle": ("handle", "url handle"),
    "title": ("title",),
    "vendor": ("vendor",),
    "category": ("product category", "standard product type", "type", "custom product type"),
    "tags": ("tags",),
    "published": ("published", "published on online store"),
    "status": ("status",),
    "sku": ("variant sku", "sku"),
    "price": ("variant price", "price"),
    "regular_price": ("variant compare at price", "compare-at price"),
    "quantity": ("variant inventory qty", "inventory quantity"),
    "tracker": ("variant inventory tracker", "inventory tracker"),
    "policy": ("variant inventory policy", "continue selling when out of stock"),
    "picture": ("image src", "product image url"),
    "variant_picture": ("variant image", "variant image url"),
    "position": ("image position",),
}
_OPTION = re.compile(r"option(\d) (name|value)")
_COLOURS = ("color", "colour", "색상", "컬러")
_MOST_LINES = 2_000  # of one product, which Shopify allows variants


class Shopify:
    """The format: a product export."""

    name = "shopify"
    suffixes: tuple[str, ...] = (".csv",)

    def recognises(self, start: bytes) -> bool:
        """The header has a handle beside prices of variants or pictures by address."""
        header = set(header_in(start))
        return not header.isdisjoint(_NAMES["handle"]) and not header.isdisjoint((*_NAMES["picture"], "variant price"))

    def rows(self, source: Source) -> Iterator[Row]:
        """One row a product, at the place of its first line."""
        for _, lines in table_of(source):
            for group in _groups(lines):
                yield _row(group, source)


def _groups(lines: Iterator[Line]) -> Iterator[list[Line]]:
    """The lines of one product together; a line that cannot be read stands alone."""
    group: list[Line] = []
    for line in lines:
        if group and (line.problem or _handle(line) != _handle(group[0]) or len(group) >= _MOST_LINES):
            yield group
            group = []
        group.append(line)
        if line.problem:
            yield group
            group = []
    if group:
        yield group


def _handle(line: Line) -> str:
    return _field(line, "handle")


def _row(group: Sequence[Line], source: Source) -> Row:
    first = group[0]
    handle = _handle(first)
    if first.problem:
        return Row(first.place, source.folder, {"id": handle}, first.problem)
    variants = [line for line in group if _field(line, "price") or _field(line, "sku")]
    pictures = _pictures(group)
    cheapest = min(variants, key=_price, default=first)
    fields = {
        "id": handle,
        "handle": handle,
        "title": _field(first, "title"),
        "brand": _field(first, "vendor"),
        "product_type": _category(first),
        "tags": _field(first, "tags"),
        "price": _field(cheapest, "price"),
        "regular_price": _field(cheapest, "regular_price"),
        "availability": "in_stock" if any(map(_is_in_stock, variants or [first])) else "out_of_stock",
        "color": ", ".join(_options(group, _COLOURS)),
        "sku": ", ".join(dict.fromkeys(sku for line in variants if (sku := _field(line, "sku")))),
        "image_link": pictures[0] if pictures else "",
    }
    hidden = _field(first, "status").lower() in ("draft", "archived") or _field(first, "published").lower() == "false"
    kept = {name: value for name, value in fields.items() if value}
    return Row(first.place, source.folder, kept, pictures=tuple(pictures[1:]), removed=hidden)


def _pictures(group: Sequence[Line]) -> list[str]:
    """The product's pictures in the shop's order, then those of variants; each once."""
    placed = [(_position(line), picture) for line in group if (picture := _field(line, "picture"))]
    of_variants = [picture for line in group if (picture := _field(line, "variant_picture"))]
    return list(dict.fromkeys([picture for _, picture in sorted(placed, key=lambda pair: pair[0])] + of_variants))


def _category(line: Line) -> str:
    """The shop's own type where there is one: it says more than the standard path."""
    fields = {name.strip().lower(): value.strip() for name, value in line.fields.items()}
    names = _NAMES["category"]
    return next((fields[name] for name in reversed(names) if fields.get(name)), "")


def _options(group: Sequence[Line], wanted: Sequence[str]) -> list[str]:
    """The values of the option of that name. Only the first line of a product names its options."""
    first = {name.strip().lower(): value.strip() for name, value in group[0].fields.items()}
    numbers = [
        found[1] for name, value in first.items() if (found := _OPTION.fullmatch(name)) and found[2] == "name" and value.lower() in wanted
    ]
    values = [
        value.strip()
        for line in group
        for name, value in line.fields.items()
        if (found := _OPTION.fullmatch(name.strip().lower())) and found[2] == "value" and found[1] in numbers
    ]
    return list(dict.fromkeys(value for value in values if value))


def _is_in_stock(line: Line) -> bool:
    """Shopify sells what it does not count, and what may be sold below zero."""
    if _field(line, "policy").lower() in ("continue", "true", "yes"):
        return True
    quantity = _field(line, "quantity")
    if not quantity or (not _field(line, "tracker") and _has(line, "tracker")):
        return True
    try:
        return int(Decimal(quantity)) > 0
    except (InvalidOperation, ValueError, OverflowError):
        return True


def _price(line: Line) -> Decimal:
    try:
        price = Decimal(_field(line, "price"))
    except InvalidOperation:
        return Decimal("Infinity")
    return price if price.is_finite() else Decimal("Infinity")


def _position(line: Line) -> int:
    text = _field(line, "position")
    return int(text) if text.isdecimal() else 1_000_000


def _field(line: Line, meaning: str) -> str:
    fields = {name.strip().lower(): value.strip() for name, value in line.fields.items()}
    return next((fields[name] for name in _NAMES[meaning] if fields.get(name)), "")


def _has(line: Line, meaning: str) -> bool:
    return any(name.strip().lower() in _NAMES[meaning] for name in line.fields)


FEED: Feed = Shopify()
