"""JSON lines: one JSON object a line, with the field names of Google Merchant Center.

Numbers keep the digits that they are written with: a price never becomes a float.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sketch2fashion.catalog.feeds import Feed, Row
from sketch2fashion.catalog.feeds.source import Source
from sketch2fashion.errors import BadFeed

_MORE_PICTURES = ("additional_image_link", "additional_image_links", "images")
_LONGEST_LINE = 1_000_000  # bytes


class JsonLines:
    """The format: suffix .jsonl or .ndjson."""

    name = "jsonl"
    suffixes: tuple[str, ...] = (".jsonl", ".ndjson")

    def recognises(self, start: bytes) -> bool:
        """A first line that begins as an object does."""
        return start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")

    def rows(self, source: Source) -> Iterator[Row]:
        """The objects, line by line; empty lines are passed over."""
        number = 0
        with source.open() as file:
            for number, line in enumerate(_lines(file), start=1):
                if line.strip():
                    yield _row(line, f"line {number}", source.folder)
        if number == 0:
            raise BadFeed(f"The feed {source.name} is empty.")


def _lines(file: Any) -> Iterator[bytes]:
    """Lines, of which one that is too long comes cut off (and is then no JSON)."""
    while line := file.readline(_LONGEST_LINE):
        yield line
        while len(line) == _LONGEST_LINE and not line.endswith(b"\n"):
            line = file.readline(_LONGEST_LINE)


def _row(line: bytes, place: str, folder: Path) -> Row:
    try:
        found = json.loads(line.decode("utf-8-sig"), parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as problem:
        reason = problem.msg if isinstance(problem, json.JSONDecodeError) else type(problem).__name__
        return Row(place, folder, problem=f"The line is no JSON: {reason}.")
    if not isinstance(found, dict):
        return Row(place, folder, problem="The line is no JSON object.")
    fields = {str(name): _text(value) for name, value in found.items()}
    return Row(place, folder, fields, pictures=tuple(picture for name in _MORE_PICTURES for picture in _texts(found.get(name))))


def _texts(value: object) -> list[str]:
    """A list of addresses, also where it is one text with commas."""
    found = value if isinstance(value, list) else str(value or "").split(",")
    return [text for part in found if isinstance(part, str) and (text := part.strip())]


def _text(value: object) -> str:
    """A JSON value as the text that a table would hold."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case {"value": amount, "currency": currency}:  # a price as the Merchant API writes it
            return f"{_text(amount)} {_text(currency)}"
        case [first, *_]:
            return _text(first)
        case []:
            return ""
        case _:
            return json.dumps(value, ensure_ascii=False)


FEED: Feed = JsonLines()
