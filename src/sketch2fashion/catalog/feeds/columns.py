"""What the columns of a feed mean: the names of Google Merchant Center, and what else people call the same thing.

A column that means nothing here is kept in the product's `extra`. Pictures are files beside the feed, never outside its folder, or
addresses on the web; which of those may be fetched stands in `fetching.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sketch2fashion.catalog.feeds import Row
from sketch2fashion.catalog.feeds.source import Columns, Source
from sketch2fashion.catalog.fetching import address_of, is_address
from sketch2fashion.catalog.kinds import category_in
from sketch2fashion.catalog.money import parse_price
from sketch2fashion.catalog.product import LONGEST_TEXT, OWN_SHOP, Product
from sketch2fashion.errors import BadFeed, BadValue, Sketch2FashionError

ALIASES: dict[str, tuple[str, ...]] = {  # the first column that is there and not empty counts
    "id": ("id", "product_id", "sku", "상품번호", "상품코드"),
    "title": ("title", "name", "product_name", "상품명"),
    "link": ("link", "url", "product_url", "page_url", "상품url"),
    "image_link": ("image_link", "image", "image_url", "picture", "photo", "이미지"),
    "more_pictures": ("additional_image_link", "additional_images", "추가이미지"),
    "price": ("price", "가격", "판매가"),
    "sale_price": ("sale_price", "할인가"),
    "sale_dates": ("sale_price_effective_date",),
    "currency": ("currency", "currency_code", "통화"),
    "availability": ("availability", "in_stock", "stock", "재고"),
    "category": ("category", "product_type", "google_product_category", "category_path", "category_name", "카테고리"),
    "colour": ("color", "colour", "색상"),
    "shop": ("shop", "seller", "store", "merchant", "판매자"),
}
REQUIRED = ("id", "title", "image_link")
MOST_PICTURES = 11  # of one product: Merchant Center's main one and ten more
_IN_STOCK = {
    "in_stock", "instock", "available", "true", "yes", "1", "y", "limited_availability", "재고있음", "판매중", "정상", "",
}  # fmt: skip
_OUT_OF_STOCK = {
    "out_of_stock", "outofstock", "oos", "sold_out", "soldout", "preorder", "pre_order", "backorder", "false", "no", "0", "n",
    "품절", "일시품절", "판매중지", "판매종료", "예약", "예약판매", "discontinued",
}  # fmt: skip
_COLUMN_IN_BRACES = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Offer:
    """A row understood: the product and where its pictures are, the main one first: files, and addresses on the web.

    `problems` says which of the row's other pictures cannot be used.
    """

    product: Product
    pictures: tuple[Path | str, ...]
    problems: tuple[str, ...] = ()


def offer_of(row: Row, columns: Columns | None = None) -> Offer:
    """What the row offers. Raises `BadValue` or `BadFeed` with the first thing that is wrong with it."""
    if row.problem:
        raise BadFeed(row.problem)
    fields = fields_of(row, columns)
    known = {meaning: _first(fields, names) for meaning, names in ALIASES.items()}
    for meaning in REQUIRED:
        if not known[meaning]:
            raise BadFeed(f"The {meaning} is missing.", hint=f"A column {' or '.join(ALIASES[meaning][:3])} holds it.")
    price, currency, regular = _prices(known)
    category = next((found for name in ALIASES["category"] if (found := category_in(fields.get(name, "")))), None)
    used = {name for meaning, names in ALIASES.items() for name in _used(fields, meaning, names, category)}
    product = Product(
        id=known["id"],
        title=known["title"],
        price=price,
        currency=currency,
        link=_link(known["link"]),
        category=category,
        colour=known["colour"] or None,
        in_stock=_in_stock(known["availability"]),
        shop=known["shop"] or OWN_SHOP,
        extra=_extra(fields, used) | ({"regular_price": regular} if regular else {}),
    )
    return Offer(product, *_pictures([known["image_link"], *row.pictures, *_split(known["more_pictures"])], row.folder))


def fields_of(row: Row, columns: Columns | None = None) -> dict[str, str]:
    """The row's fields by plain names, with what the user said of the columns on top."""
    fields = {_plain(name): value.strip() for name, value in row.fields.items()}
    if columns is None:
        return fields
    mapped = {_plain(meaning): fields[_plain(column)] for meaning, column in columns.names.items() if fields.get(_plain(column))}
    claimed = {_plain(column) for column in columns.names.values()}
    fields = {name: value for name, value in fields.items() if name not in claimed} | mapped
    added = {_plain(name): _filled_in(text, {**fields}) for name, text in columns.values.items() if not fields.get(_plain(name))}
    return fields | added


def id_of(row: Row, columns: Columns | None = None) -> str:
    """The id that a row names, even where nothing else in it can be used; else ""."""
    return _first(fields_of(row, columns), ALIASES["id"])


def require_columns(header: Iterable[str], source: Source) -> None:
    """Raise `BadFeed` if a table has no column for something that every product must have, or none that the user named."""
    names = {_plain(name) for name in header}
    there = f"Its columns: {', '.join(sorted(names - {''}))}."
    for column in source.columns.names.values():
        if _plain(column) not in names:
            raise BadFeed(f'The feed {source.name} has no column "{column}".', hint=there)
    known = names | {_plain(meaning) for meaning in (*source.columns.names, *source.columns.values)}
    for meaning in REQUIRED:
        if known.isdisjoint(ALIASES[meaning]):
            raise BadFeed(f"The feed {source.name} has no column {meaning}.", hint=f"{there} Say which one it is: --map {meaning}=COLUMN")


def local_picture(reference: str, folder: Path) -> Path:
    """The picture file that a feed names, which must lie under the feed's own folder. Raises `BadFeed`."""
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


def _pictures(references: Iterable[str], folder: Path) -> tuple[tuple[Path | str, ...], tuple[str, ...]]:
    """Where the pictures are, and what is wrong with the others. Raises `BadFeed` if none can be used."""
    found: list[Path | str] = []
    problems: list[Sketch2FashionError] = []
    for reference in list(dict.fromkeys(references))[:MOST_PICTURES]:
        try:
            found.append(address_of(reference) if is_address(reference) else local_picture(reference, folder))
        except Sketch2FashionError as problem:
            problems.append(problem)
    if not found:
        raise problems[0]
    return tuple(found), tuple(map(str, problems))


def _prices(known: Mapping[str, str]) -> tuple[str | None, str | None, str]:
    """What the product costs today, the currency, and the regular price where that is another."""
    price, currency = parse_price(known["price"], known["currency"])
    if not known["sale_price"] or not _is_on(known["sale_dates"], datetime.now(UTC)):
        return price, currency, ""
    sale, sale_currency = parse_price(known["sale_price"], known["currency"] or (currency or ""))
    return sale, sale_currency, f"{price} {currency}" if price is not None and price != sale else ""


def _is_on(dates: str, now: datetime) -> bool:
    """Whether `now` lies in an ISO 8601 interval "2026-11-01T00:00+0900/2026-11-30"; no interval is always."""
    if not dates:
        return True
    try:
        start, _, end = dates.partition("/")
        return _moment(start) <= now and (not end or now <= _moment(end))
    except ValueError:
        raise BadValue(
            f'The sale dates "{dates[:60]}" are no interval.', hint="Write 2026-11-01T00:00+0900/2026-11-30T23:59+0900."
        ) from None


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text.strip())
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _link(text: str) -> str:
    """A link as it can be stored: with what an address may not hold (spaces, Korean) encoded. Other texts stay as they are."""
    return re.sub(r"[^\x21-\x7e]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), text) if is_address(text) else text


def _split(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,|]\s*(?=https?://)|\|" if "://" in text else r"[,|]", text) if part.strip()]


def _filled_in(text: str, fields: Mapping[str, str]) -> str:
    """A text with the columns that it names in braces; "" if one of them is empty."""
    names = _COLUMN_IN_BRACES.findall(text)
    if any(not fields.get(_plain(name)) for name in names):
        return ""
    return _COLUMN_IN_BRACES.sub(lambda found: fields[_plain(found[1])], text)


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
    if re.fullmatch(r"_?[\d,]{1,12}", word):  # a number of pieces; _plain has made an underscore of a minus
        return not word.startswith("_") and int(word.replace(",", "") or 0) > 0
    raise BadValue(f'The availability "{text}" is unknown.', hint="Allowed: in_stock, out_of_stock, preorder, backorder.")
