"""Tables: CSV and TSV with a header row, as spreadsheets and shops write them.

The encoding is found, not asked for: UTF-8 (with or without a mark), UTF-16, or CP949, in which Korean Excel saves. So is the
separator of a CSV file.
"""

from __future__ import annotations

import codecs
import csv
import itertools
from collections.abc import Iterator
from pathlib import Path

from sketch2fashion.catalog.feeds import Feed, Row
from sketch2fashion.catalog.feeds.columns import require_columns
from sketch2fashion.errors import BadFeed

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SEPARATORS = ",;\t|"
_LONGEST_FIELD = 1_000_000  # characters; a lost quotation mark swallows no more than this
_BLOCK = 1 << 20  # bytes that are looked at together to find the encoding


class Table:
    """The format: suffix .csv or .tsv."""

    name = "csv"
    suffixes: tuple[str, ...] = (".csv", ".tsv")

    def rows(self, source: Path) -> Iterator[Row]:
        """The lines below the header."""
        csv.field_size_limit(_LONGEST_FIELD)
        with source.open(encoding=encoding_of(source), newline="") as file:
            header_line = file.readline(_LONGEST_FIELD)
            separator = "\t" if source.suffix.lower() == ".tsv" else max(_SEPARATORS, key=header_line.count)
            reader = csv.reader(itertools.chain([header_line], file), delimiter=separator)
            header = next(reader, [])
            if not any(name.strip() for name in header):
                raise BadFeed(f"The feed {source.name} is empty.", hint="Its first line names the columns: id,title,image_link,price …")
            require_columns(header, source.name)
            yield from _rows(reader, header, source.parent)


def encoding_of(path: Path) -> str:
    """The encoding of a text file. Raises `BadFeed` if it is none that feeds come in."""
    with path.open("rb") as file:
        start = file.read(4)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    for encoding in ("utf-8", "cp949"):
        if _decodes(path, encoding):
            return encoding
    raise BadFeed(f"{path.name} is no text in UTF-8, UTF-16 or CP949.", hint='Save it as "CSV UTF-8".')


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _rows(reader: Iterator[list[str]], header: list[str], folder: Path) -> Iterator[Row]:
    for number in itertools.count(2):
        place = f"row {number}"
        try:
            values = next(reader)
        except StopIteration:
            return
        except (csv.Error, UnicodeDecodeError) as problem:
            yield Row(place, folder, problem=f"The row cannot be read: {problem}.")
            continue
        while len(values) > len(header) and not values[-1].strip():
            values.pop()  # spreadsheets leave empty cells behind
        if not any(value.strip() for value in values):
            continue
        if len(values) != len(header):
            yield Row(place, folder, problem=f"The row has {len(values)} values for {len(header)} columns.")
        else:
            yield Row(place, folder, dict(zip(header, values, strict=True)))


FEED: Feed = Table()
