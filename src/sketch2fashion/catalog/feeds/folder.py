"""A folder of pictures: each picture is a product, named by its file; the nearest sub-folder whose name is a category says which.

shop/skirts/red-pleats.jpg  →  id "skirts:red-pleats", title "red pleats", category skirt
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from sketch2fashion.catalog.feeds import Feed, Row
from sketch2fashion.catalog.feeds.source import Source
from sketch2fashion.catalog.kinds import category_in

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".heic", ".heif", ".avif")
_ID_SEPARATOR = ":"  # a slash would be read as a step of the path in an address


class Folder:
    """The format: any folder without a feed file in it."""

    name = "folder"
    suffixes: tuple[str, ...] = ()

    def recognises(self, start: bytes) -> bool:
        """No file is a folder."""
        return False

    def rows(self, source: Source) -> Iterator[Row]:
        """The pictures in sorted order, sub-folders included; hidden files and links to folders are passed over."""
        for folder, subfolders, files in os.walk(source.path):
            subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
            pictures = sorted(name for name in files if name.lower().endswith(SUFFIXES) and not name.startswith("."))
            stems = [Path(name).stem for name in pictures]
            for name, stem in zip(pictures, stems, strict=True):
                parts = (Path(folder) / name).relative_to(source.path).parts
                yield _row(source.path, parts, stem if stems.count(stem) == 1 else name)  # a.png beside a.jpg are two products


def _row(source: Path, parts: tuple[str, ...], stem: str) -> Row:
    category = next((found for part in reversed(parts[:-1]) if (found := category_in(part))), "")
    fields = {
        "id": _ID_SEPARATOR.join((*parts[:-1], stem)),
        "title": " ".join(Path(parts[-1]).stem.replace("_", " ").replace("-", " ").split()) or stem,
        "image_link": "/".join(parts),
        "category": category,
    }
    return Row("/".join(parts), source, fields)


FEED: Feed = Folder()
