"""Product feeds: one file a format, found through the entry points `sketch2fashion.feeds`.

A feed only reads rows of named text fields, one at a time, however long it is; what the names mean stands in `columns.py`. A row that
cannot be read says so in `problem` and the next one follows.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol

from sketch2fashion.errors import BadFeed, NotFound

ENTRY_POINTS = "sketch2fashion.feeds"


@dataclass(frozen=True)
class Row:
    """One product as the feed tells it. `place` says where ("line 12"); local pictures lie under `folder`."""

    place: str
    folder: Path
    fields: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""


class Feed(Protocol):
    """A format of product feeds. `suffixes` are the endings of its files, none for a folder."""

    name: str
    suffixes: tuple[str, ...]

    def rows(self, source: Path) -> Iterator[Row]:
        """The rows of `source`, read as they are asked for. Raises `BadFeed` if it is no such feed at all."""


def feed_of(source: Path) -> tuple[Feed, Path]:
    """The format of `source`, and the file or folder to read: a folder that holds one feed file is that feed.

    Raises `NotFound` if nothing is there, `BadFeed` if no format reads it.
    """
    if not source.exists():
        raise NotFound(f'There is no feed or folder "{source}".')
    if not source.is_dir():
        return _feed_of_file(source), source
    files = sorted(path for path in source.iterdir() if path.is_file() and path.suffix.lower() in _by_suffix())
    if len(files) > 1:
        raise BadFeed(f"The folder {source} holds several feeds: {', '.join(path.name for path in files)}.", hint="Name the one to import.")
    if files:
        return _feed_of_file(files[0]), files[0]
    return feeds()["folder"], source


@functools.cache
def feeds() -> dict[str, Feed]:
    """All formats that are installed, by name."""
    found = {point.name: point.load() for point in entry_points(group=ENTRY_POINTS)}
    if not found:
        raise BadFeed("No feed format is installed.", hint="Install the package, from a checkout: pip install -e .")
    return found


def _feed_of_file(path: Path) -> Feed:
    feed = _by_suffix().get(path.suffix.lower())
    if feed is None:
        known = ", ".join(sorted(_by_suffix()))
        raise BadFeed(f'"{path.name}" is no feed that is read here.', hint=f"Read are: a folder of pictures, {known}.")
    return feed


def _by_suffix() -> dict[str, Feed]:
    return {suffix: feed for feed in feeds().values() for suffix in feed.suffixes}
