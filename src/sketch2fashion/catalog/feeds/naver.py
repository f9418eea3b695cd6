"""Naver Shopping EP 3.0: the tab-separated feed that Korean malls publish for Naver's price comparison.

    id  title  price_pc  price_mobile  normal_price  link  mobile_link  image_link  add_image_link  category_name1 … 4  class …

Prices are won. Nothing is quoted, so that inch signs in titles mean nothing. In a summary feed `class` says what happened: I new, U
updated, D no longer sold.
"""

from __future__ import annotations

from collections.abc import Iterator

from sketch2fashion.catalog.feeds import Feed, Row
from sketch2fashion.catalog.feeds.columns import require_columns
from sketch2fashion.catalog.feeds.source import Source
from sketch2fashion.catalog.feeds.table import header_in, table_of

_SIGNS = {"price_pc", "category_name1"}  # columns that no other format has
_CATEGORIES = ("category_name1", "category_name2", "category_name3", "category_name4")
_REMOVED = "D"


class Naver:
    """The format: EP 3.0, in UTF-8 or CP949 (EUC-KR)."""

    name = "naver"
    suffixes: tuple[str, ...] = (".tsv", ".txt")

    def recognises(self, start: bytes) -> bool:
        """A tab-separated header with one of Naver's own columns."""
        return b"\t" in start.split(b"\n", 1)[0] and not _SIGNS.isdisjoint(header_in(start))

    def rows(self, source: Source) -> Iterator[Row]:
        """The lines below the header."""
        for header, lines in table_of(source, quoted=False):
            require_columns(header, source)
            for line in lines:
                if line.problem:
                    yield Row(line.place, source.folder, _fields(line.fields), line.problem)
                else:
                    yield _row(line.fields, line.place, source)


def _row(line: dict[str, str], place: str, source: Source) -> Row:
    fields = _fields(line)
    pictures = tuple(part.strip() for part in fields.pop("add_image_link", "").split("|") if part.strip())
    return Row(place, source.folder, fields, pictures=pictures, removed=fields.get("class", "").upper() == _REMOVED)


def _fields(line: dict[str, str]) -> dict[str, str]:
    """The fields under the names of `columns.py`: one category path, one price with its currency."""
    fields = {name.strip(): value.strip() for name, value in line.items()}
    path = " > ".join(value for name in _CATEGORIES if (value := fields.pop(name, "")))
    price = fields.pop("price_pc", "") or fields.get("price_mobile", "")
    return {**fields, "category_path": path, "price": price, "currency": "KRW" if price else ""}


FEED: Feed = Naver()
