"""A whole catalogue elsewhere: to another home with its vectors, or to a folder as a feed."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sketch2fashion.catalog.product import Product
from sketch2fashion.catalog.store import Catalog, Item, VectorQuery, every_item
from sketch2fashion.errors import BadValue, CatalogError, NotFound

_BATCH = 100
_COMPARED = 20  # searches that must find the same in both homes
_COMPARED_TOP = 20
_TIE = 1e-3  # of the sum of two cosines: at the edge of a list, any of equally good ones may stand
_LEAST_SAME = 0.99  # of the products found: an approximate index may differ at the very edge


@dataclass(frozen=True)
class Moved:
    """How a copy went: products copied, searches compared, and the share of products that both found."""

    products: int
    compared: int
    same: float


def copy_catalog(source: Catalog, target: Catalog, on_progress: Callable[[int, int], None] = lambda done, of: None) -> Moved:
    """Copy products, pictures and vectors without embedding anything again, then compare what both homes find.

    Resumable: what the target has already is not copied again. Raises `BadValue` if both are the same home or the target holds
    other products, `CatalogError` if the copy does not answer like the original.
    """
    if source.uri == target.uri or (os.path.exists(source.uri) and os.path.exists(target.uri) and os.path.samefile(source.uri, target.uri)):
        raise BadValue(f"FROM and TO are the same catalogue: {source.uri}.")
    total, model = source.count(), source.stats().model
    if model is None:
        return Moved(0, 0, 1.0)
    done = 0
    for batch in _batches(every_item(source, _BATCH)):
        missing = [item for item in batch if not _has(target, item)]
        if missing:
            target.upsert(missing, model)
        done += len(batch)
        on_progress(done, total)
    if target.count() != total:
        raise BadValue(f"{target.uri} holds {target.count()} products after copying {total}: it was not empty.", hint="Name a new home.")
    target.settle()
    compared = [_overlap(source, target, item, model) for item in itertools.islice(_spread(source, total), _COMPARED)]
    same = sum(compared) / len(compared) if compared else 1.0
    if same < _LEAST_SAME:
        found = f"finds only {same:.0%} of what the original finds"
        raise CatalogError(f"The copy in {target.uri} {found}.", hint="Keep the original, and copy again.")
    return Moved(total, len(compared), same)


def export_feed(catalog: Catalog, folder: Path) -> int:
    """Write `products.jsonl` and `pictures/` into `folder`, which `catalog import` reads again. Returns the number of products."""
    pictures = folder / "pictures"
    try:
        pictures.mkdir(parents=True, exist_ok=True)
        with (folder / "products.jsonl.part").open("w", encoding="utf-8") as feed:
            count = 0
            for count, item in enumerate(every_item(catalog), start=1):
                names = [f"{count:08d}-{position}.webp" for position in range(1, len(item.pictures) + 1)]
                for name, picture in zip(names, item.pictures, strict=True):
                    (pictures / name).write_bytes(picture.webp)
                fields = _feed_fields(item.product, [f"pictures/{name}" for name in names])
                feed.write(json.dumps(fields, ensure_ascii=False) + "\n")
        os.replace(folder / "products.jsonl.part", folder / "products.jsonl")
    except OSError as problem:
        raise BadValue(f'"{folder}" cannot be written: {problem.strerror}.') from problem
    return count


def _feed_fields(product: Product, pictures: Sequence[str]) -> dict[str, str | list[str]]:
    fields: dict[str, str | list[str]] = {
        **product.extra,
        "id": product.id,
        "title": product.title,
        "link": product.link,
        "image_link": "".join(pictures[:1]),
        "additional_image_link": list(pictures[1:]),
        "price": f"{product.price} {product.currency}" if product.price else "",
        "availability": "in_stock" if product.in_stock else "out_of_stock",
        "category": product.category or product.extra.get("category", ""),
        "color": product.colour or "",
        "shop": product.shop,
    }
    return {name: value for name, value in fields.items() if value}


def _batches(items: Iterator[Item]) -> Iterator[list[Item]]:
    while batch := list(itertools.islice(items, _BATCH)):
        yield batch


def _has(catalog: Catalog, item: Item) -> bool:
    """Whether the very same item is there already."""
    try:
        kept = catalog.get(item.product.id)
    except NotFound:
        return False
    same_pictures = [picture.digest for picture in kept.pictures] == [picture.digest for picture in item.pictures]
    return kept.product == item.product and kept.source_digest == item.source_digest and same_pictures


def _spread(catalog: Catalog, total: int) -> Iterator[Item]:
    """Items from all over the catalogue."""
    step = max(1, total // _COMPARED)
    return (item for item in itertools.islice(every_item(catalog, _BATCH), 0, None, step) if item.pictures)


def _overlap(source: Catalog, target: Catalog, item: Item, model: str) -> float:
    """The share of the products that `source` finds for an item that `target` finds too, or for which it has others as good."""
    features = item.pictures[0].features
    query = VectorQuery(features.photo, features.sketch, model, 0.5, _COMPARED_TOP)
    here, there = ({found.product.id: max(0.0, found.photo + found.sketch) for found in home.search(query)} for home in (source, target))
    last = min(here.values(), default=0.0)
    same = sum(id in here or abs(score - last) < _TIE for id, score in there.items())
    return same / len(here) if here else 1.0
