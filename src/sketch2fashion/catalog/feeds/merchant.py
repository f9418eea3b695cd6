"""Google Merchant Center feeds in XML: RSS 2.0 (`<item>`) and Atom (`<entry>`) with the `g:` names.

Read as a stream: what was read of an item is forgotten before the next one. Document types and entities are refused outright (defusedxml):
a feed needs none, and they are how XML reads other files, calls other servers or grows a thousandfold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree as safe
from defusedxml.common import DefusedXmlException

from sketch2fashion.catalog.feeds import Feed, Row
from sketch2fashion.catalog.feeds.source import Source
from sketch2fashion.errors import BadFeed

_ITEMS = ("item", "entry")
_MORE_PICTURES = "additional_image_link"
_LARGEST_ITEM = 4 * 2**20  # bytes of XML
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']""")
_KOREAN = ("euc-kr", "euckr", "cp949", "ks_c_5601-1987", "ksc5601", "windows-949", "ms949")  # which the XML parser does not know


class Merchant:
    """The format: an XML feed."""

    name = "merchant"
    suffixes: tuple[str, ...] = (".xml", ".rss", ".atom")

    def recognises(self, start: bytes) -> bool:
        """XML of any kind; what it holds shows when it is read."""
        head = start.removeprefix(b"\xef\xbb\xbf").lstrip()
        return head.startswith((b"<?xml", b"<rss", b"<feed")) or start.startswith((b"\xff\xfe<\0", b"\xfe\xff\0<"))

    def rows(self, source: Source) -> Iterator[Row]:
        """The items. What cannot be parsed ends the feed: nobody knows where the next item would start."""
        number = 0
        with source.open() as file:
            limited = _Limited(file)
            try:
                for item in _items(limited, _encoding_for(source)):
                    number += 1
                    yield _row(item, f"item {number}", source)
                    limited.count = 0
            except (ParseError, DefusedXmlException, _TooLarge, LookupError, ValueError) as problem:
                if not number:
                    raise BadFeed(f"The feed {source.name} cannot be read: {_said(problem)}.") from problem
                said = f"The feed cannot be read further: {_said(problem)}."
                yield Row(f"after item {number}", source.folder, problem=said, ends_early=True)
        if not number:
            raise BadFeed(f"The feed {source.name} holds no <item> and no <entry>.", hint="It should be RSS 2.0 or Atom with g: names.")


class _TooLarge(ValueError):
    """An item of more bytes than any product has."""


class _Limited:
    """The bytes of a file, counted since the last item."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        """As of a file."""
        data = self._file.read(min(size, 65_536) if size > 0 else 65_536)
        self.count += len(data)
        if self.count > _LARGEST_ITEM:
            raise _TooLarge(f"one item has more than {_LARGEST_ITEM // 2**20} MiB")
        return data


class _ToUtf8(_Limited):
    """The same, from an encoding that the parser does not know."""

    def __init__(self, limited: _Limited) -> None:
        import codecs

        self._limited = limited
        self._decoder = codecs.getincrementaldecoder("cp949")("replace")

    def read(self, size: int = -1) -> bytes:
        """Never empty before the end, even where a block ends within a character."""
        while data := self._limited.read(size):
            if text := self._decoder.decode(data):
                return text.encode()
        return self._decoder.decode(b"", final=True).encode()


def _encoding_for(source: Source) -> str | None:
    declared = _DECLARED.match(source.start()[:200])
    return "cp949" if declared and declared[1].decode("ascii").lower() in _KOREAN else None


def _items(limited: _Limited, encoding: str | None) -> Iterator[Element]:
    file: Any = limited if encoding is None else _ToUtf8(limited)
    parser = safe.DefusedXMLParser(encoding=None if encoding is None else "utf-8", forbid_dtd=True)
    path: list[Element] = []
    for event, element in safe.iterparse(file, events=("start", "end"), parser=parser, forbid_dtd=True):
        if event == "start":
            path.append(element)
            continue
        path.pop()
        inside_item = any(_local(parent) in _ITEMS for parent in path)
        if inside_item:
            continue
        if _local(element) in _ITEMS:
            yield element
        element.clear()
        if path:
            path[-1].remove(element)


def _row(item: Element, place: str, source: Source) -> Row:
    fields: dict[str, str] = {}
    pictures: list[str] = []
    for element in item:
        name = _local(element)
        value = " ".join("".join(element.itertext()).split()) if not len(element) else ""
        if name == "link" and not value:
            value = element.get("href", "")  # Atom
            if element.get("rel", "alternate") != "alternate":
                continue
        if name == _MORE_PICTURES:
            pictures.extend(part.strip() for part in value.split(",") if part.strip())
        elif value and name not in fields:
            fields[name] = value
        elif value:
            fields[name] = f"{fields[name]}, {value}" if name not in ("id", "title", "link", "image_link", "price") else fields[name]
    return Row(place, source.folder, fields, pictures=tuple(pictures))


def _local(element: Element) -> str:
    """A tag without its namespace, whether declared (`{http://base.google.com/ns/1.0}id`) or not (`g:id`)."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _said(problem: Exception) -> str:
    return "it has a document type or entities, which are not read" if isinstance(problem, DefusedXmlException) else str(problem)


FEED: Feed = Merchant()
