"""Tables: CSV and TSV with a header row, as spreadsheets and shops write them; Google Merchant Center's text feeds are such tables.

The encoding is found, not asked for: UTF-8 (with or without a mark), UTF-16, or CP949, in which Korean Excel saves. So is the
separator.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sketch2fashion.catalog.feeds import Feed, Row
from sketch2fashion.catalog.feeds.columns import require_columns
from sketch2fashion.catalog.feeds.source import Source
from sketch2fashion.errors import BadFeed

SEPARATORS = ",;\t|"
_LONGEST_FIELD = 1_000_000  # characters; a lost quotation mark swallows no more than this


@dataclass(frozen=True)
class Line:
    """One line of a table as its header names it, or why it cannot be read. `place` is "row 12"."""

    place: str
    fields: dict[str, str]
    problem: str = ""


class Table:
    """The format: a table whose columns are named as in `columns.py`."""

    name = "csv"
    suffixes: tuple[str, ...] = (".csv", ".tsv", ".txt")

    def recognises(self, start: bytes) -> bool:
        """Text with at least two columns in its first line."""
        return len(header_in(start)) > 1

    def rows(self, source: Source) -> Iterator[Row]:
        """The lines below the header."""
        for header, lines in table_of(source):
            require_columns(header, source)
            for line in lines:
                yield Row(line.place, source.folder, line.fields, line.problem)


def table_of(source: Source, *, quoted: bool = True) -> Iterator[tuple[list[str], Iterator[Line]]]:
    """One pair of header and lines, while the file is open. Raises `BadFeed` for an empty file."""
    csv.field_size_limit(_LONGEST_FIELD)
    with source.text() as file:
        header_line = file.readline(_LONGEST_FIELD)
        separator = max(SEPARATORS, key=header_line.count)
        lines = _without_nul(itertools.chain([header_line], file))
        reader = csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)
        header = next(reader, [])
        if not any(name.strip() for name in header):
            raise BadFeed(f"The feed {source.name} is empty.", hint="Its first line names the columns: id,title,image_link,price …")
        yield header, _lines(reader, header)


def header_in(start: bytes) -> list[str]:
    """The column names in the first line of a text, lower case; as good as can be told before its encoding is known."""
    encoding = "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    first = (start if encoding == "utf-8-sig" else start[: len(start) // 2 * 2]).decode(encoding, "replace").split("\n", 1)[0]
    if not first.strip() or "\0" in first:
        return []
    separator = max(SEPARATORS, key=first.count)
    return [name.strip().strip('"').lower() for name in first.split(separator)]


def _without_nul(lines: Iterable[str]) -> Iterator[str]:
    """Nothing means a NUL in a table; the parser stops at one."""
    return (line.replace("\0", "") for line in lines)


def _lines(reader: Iterator[list[str]], header: list[str]) -> Iterator[Line]:
    for number in itertools.count(2):
        place = f"row {number}"
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            yield Line(place, {}, f"The row cannot be read: {problem}.")
            continue
        while len(values) > len(header) and not values[-1].strip():
            values.pop()  # spreadsheets leave empty cells behind
        if not any(value.strip() for value in values):
            continue
        fields = dict(zip(header, values, strict=False))
        if len(values) != len(header):
            yield Line(place, fields if len(values) > len(header) else {}, f"The row has {len(values)} values for {len(header)} columns.")
        else:
            yield Line(place, fields)


FEED: Feed = Table()
