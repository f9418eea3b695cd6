"""Product feeds: one file a format, found through the entry points `sketch2fashion.feeds`.

A feed only reads rows of named text fields, one at a time, however long it is; what the names mean stands in `columns.py`. A row that
cannot be read says so in `problem` and the next one follows. Formats are told by what is in a file; its name only breaks ties.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol

from sketch2fashion.catalog.feeds.source import Columns, Source
from sketch2fashion.errors import BadFeed, BadValue, NotFound

ENTRY_POINTS = "sketch2fashion.feeds"
_GENERAL = ("jsonl", "csv", "folder")  # are asked last: they take what others know better
_PACKED = (".gz", ".zip")


@dataclass(frozen=True)
class Row:
    """One product as the feed tells it. `place` says where ("line 12"); local pictures lie under `folder`.

    `pictures` are more pictures than the field `image_link` names. `removed` says that the shop no longer sells it. `ends_early`
    marks a problem after which the feed cannot be read further.
    """

    place: str
    folder: Path
    fields: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    pictures: tuple[str, ...] = ()
    removed: bool = False
    ends_early: bool = False


class Feed(Protocol):
    """A format of product feeds. `suffixes` are the usual endings of its files, none for a folder."""

    name: str
    suffixes: tuple[str, ...]

    def recognises(self, start: bytes) -> bool:
        """Whether a file that starts so (64 KiB, unpacked) is of this format."""

    def rows(self, source: Source) -> Iterator[Row]:
        """The rows of `source`, read as they are asked for. Raises `BadFeed` if it is no such feed at all."""


def feed_of(path: Path, format: str | None = None, columns: Columns | None = None) -> tuple[Feed, Source]:
    """The format of a file or folder (or the one that `format` names) and what to read; a folder with one feed file is that feed.

    Raises `NotFound` if nothing is there, `BadFeed` if no format reads it, `BadValue` for an unknown format.
    """
    if not path.exists():
        raise NotFound(f'There is no feed or folder "{path}".')
    if format is not None and format not in feeds():
        raise BadValue(f'"{format}" is no format of feeds.', hint=f"Allowed: {', '.join(sorted(feeds()))}.")
    source = Source(path if format == "folder" else _file_in(path), columns or Columns())
    if format is not None:
        return feeds()[format], source
    return (feeds()["folder"], source) if source.path.is_dir() else (_recognised(source), source)


@functools.cache
def feeds() -> dict[str, Feed]:
    """All formats that are installed, by name."""
    found = {point.name: point.load() for point in entry_points(group=ENTRY_POINTS)}
    if not found:
        raise BadFeed("No feed format is installed.", hint="Install the package, from a checkout: pip install -e .")
    return found


def _file_in(path: Path) -> Path:
    """The one feed file in a folder, or the path itself: a feed file, or a folder of pictures."""
    if not path.is_dir():
        return path
    endings = {suffix for feed in feeds().values() for suffix in feed.suffixes}
    files = sorted(file for file in path.iterdir() if file.is_file() and _looks_like_a_feed(file, endings))
    if len(files) > 1:
        raise BadFeed(f"The folder {path} holds several feeds: {', '.join(file.name for file in files)}.", hint="Name the one to import.")
    return files[0] if files else path


def _looks_like_a_feed(file: Path, endings: set[str]) -> bool:
    inner = file.with_suffix("").suffix.lower() if file.suffix.lower() in _PACKED else file.suffix.lower()
    return inner in endings and inner != ".txt"  # a read-me is no feed; one that is can be named


def _recognised(source: Source) -> Feed:
    """By content; where a general format has an ending of its own (.jsonl), by that: its first line may be the broken one."""
    start = source.start()
    owners = [feed for feed in feeds().values() if source.suffix in feed.suffixes]
    for name in [*sorted(feeds().keys() - set(_GENERAL)), *_GENERAL]:
        feed = feeds()[name]
        if feed.recognises(start) or owners == [feed]:
            return feed
    if owners:  # empty or odd: the reader of such files says what is wrong
        return feeds()["csv"] if feeds()["csv"] in owners else owners[0]
    known = ", ".join(sorted({suffix for feed in feeds().values() for suffix in feed.suffixes}))
    raise BadFeed(f'"{source.name}" is no feed that is read here.', hint=f"Read are: a folder of pictures, {known}; also in .gz or .zip.")
