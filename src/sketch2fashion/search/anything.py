"""Search with whatever a picture is kept in: what `from sketch2fashion import search` calls."""

from __future__ import annotations

from typing import Any

from sketch2fashion.catalog.store import Catalog
from sketch2fashion.drawing import read_drawing
from sketch2fashion.drawing.sources import Source, bytes_of
from sketch2fashion.garment import Layers, Picture
from sketch2fashion.images import decode
from sketch2fashion.search.finder import Findings, SearchOptions, find


def search(picture: Source, *, catalog: Catalog | None = None, **options: Any) -> Findings:
    """Products like a drawing, a render or a photo, in `catalog` or the one of the settings. `options`: those of `SearchOptions`.

    Raises the family of `errors` only.
    """
    chosen = SearchOptions(**options)
    return find(_searchable(picture, chosen.as_), chosen, catalog=catalog)


def _searchable(source: Source, as_: str) -> Layers | Picture:
    if isinstance(source, Layers):
        return source
    data = bytes_of(source)
    strokes = data.lstrip()[:1] in (b"{", b"<")  # .s2f, SVG
    return read_drawing(data) if strokes or as_ == "drawing" else decode(data)
