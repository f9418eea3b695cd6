"""Search with whatever a picture is kept in: what `from sketch2fashion import search` calls."""

from __future__ import annotations

from typing import Any

from sketch2fashion.catalog.store import Catalog
from sketch2fashion.drawing.sources import Source, bytes_of
from sketch2fashion.garment import Layers
from sketch2fashion.search.finder import Findings, SearchOptions, find, searchable


def search(picture: Source, *, catalog: Catalog | None = None, **options: Any) -> Findings:
    """Products like a drawing, a render or a photo, in `catalog` or the one of the settings. `options`: those of `SearchOptions`.

    Raises the family of `errors` only.
    """
    chosen = SearchOptions(**options)
    query = picture if isinstance(picture, Layers) else searchable(bytes_of(picture), chosen.as_)
    return find(query, chosen, catalog=catalog)


def search_like(id: str, *, catalog: Catalog | None = None, **options: Any) -> Findings:
    """More products like the one with that id. `options`: those of `SearchOptions`. Raises `NotFound`."""
    return find(id, SearchOptions(**options), catalog=catalog)
