"""Products and pictures as rows of a Milvus collection, and back: one row a picture, with its product's fields beside it.

The key is the product's id in hexadecimal UTF-8, a point, and the picture's position: it needs no quoting in an expression, sorts as the
ids do, and keeps a product's rows together. A product without a picture has one row with a zero vector.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sketch2fashion.catalog.palette import Palette, families_in_palette, families_in_words
from sketch2fashion.catalog.product import Product
from sketch2fashion.catalog.segments import DIMENSIONS, WIDTH, Facts, amount_of, category_code
from sketch2fashion.catalog.store import Candidate, Features, Filter, Item, StoredPicture, VectorQuery

Row: TypeAlias = dict[str, Any]

FIRST = "position == 0"  # the condition that takes each product once
ALL_FIELDS = (
    "key",
    "owner",
    "position",
    "stamp",
    "vector",
    "amount",
    "category",
    "shop",
    "in_stock",
    "families",
    "product_families",
    "product",
    "look",
)
ITEM_FIELDS = ("key", "owner", "position", "vector", "product", "look")
RANK_FIELDS = ("owner", "category", "look")
_PRODUCT_FIELDS = ("id", "title", "price", "currency", "link", "category", "colour", "in_stock", "shop")


def owner_of(id: str) -> str:
    """A product's id as it stands in `owner` and in keys."""
    return id.encode().hex()


def key_of(owner: str, position: int) -> str:
    """The key of one picture."""
    return f"{owner}.{position:04d}"


def behind(owner: str) -> str:
    """A key behind all pictures of a product and before those of the next."""
    return f"{owner}.~"


def rows_of(item: Item, paths: Sequence[str]) -> list[Row]:
    """The rows of an item whose pictures are kept at `paths`. Whoever sees another stamp sees another version of the product."""
    product, owner, stamp = item.product, owner_of(item.product.id), secrets.token_hex(8)
    families = [_families(product.colour, picture.features.palette) for picture in item.pictures] or [frozenset[str]()]
    common = {
        "owner": owner,
        "stamp": stamp,
        "amount": amount_of(product.amount),
        "category": product.category or "",
        "shop": product.shop,
        "in_stock": product.in_stock,
        "product_families": sorted(frozenset().union(*families)),
        "product": {
            **{name: getattr(product, name) for name in _PRODUCT_FIELDS},
            "extra": dict(product.extra),
            "source_digest": item.source_digest,
        },
    }
    if not item.pictures:
        return [{**common, "key": key_of(owner, 0), "position": 0, "families": [], "vector": np.zeros(WIDTH, np.float32), "look": {}}]
    return [
        {
            **common,
            "key": key_of(owner, position),
            "position": position,
            "families": sorted(families[position]),
            "vector": vector_of(picture.features),
            "look": {
                "webp": path,
                "digest": picture.digest,
                "origin": picture.origin,
                "palette": palette_as_list(picture.features.palette),
            },
        }
        for position, (picture, path) in enumerate(zip(item.pictures, paths, strict=True))
    ]


def with_features(row: Row, features: Features) -> Row:
    """The same row as another embedder sees its picture. The families of the whole product are `with_product_families`' to set."""
    families = sorted(_families(row["product"]["colour"], features.palette))
    look = {**row["look"], "palette": palette_as_list(features.palette)}
    return {**row, "vector": vector_of(features), "families": families, "look": look}


def with_product_families(rows: Sequence[Row]) -> list[Row]:
    """The rows of one product, each knowing the colours of all."""
    together = sorted({family for row in rows for family in row["families"]})
    return [{**row, "product_families": together} for row in rows]


def item_of(rows: Sequence[Row], webps: Mapping[str, bytes]) -> Item:
    """The item that the rows of one product are."""
    rows = sorted(rows, key=lambda row: int(row["position"]))
    pictures = tuple(
        StoredPicture(webps[look["webp"]], features_of(row), look["digest"], look["origin"]) for row in rows if (look := row["look"])
    )
    return Item(product_of(rows[0]), pictures, rows[0]["product"]["source_digest"])


def product_of(row: Row) -> Product:
    """The product of a row."""
    kept = row["product"]
    return Product(**{name: kept[name] for name in _PRODUCT_FIELDS}, extra=kept["extra"])


def features_of(row: Row) -> Features:
    """The features of a row's picture."""
    photo, sketch = halves(row)
    return Features(photo, sketch, palette_of_row(row))


def candidate_of(row: Row, query: VectorQuery) -> Candidate:
    """A found row as the search gives it."""
    photo, sketch = halves(row)
    cosines = float(photo @ query.photo), float(sketch @ query.sketch)
    return Candidate(product_of(row), *cosines, palette_of_row(row), row["look"].get("origin", ""))


def halves(row: Row) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The two vectors (256,) of a row."""
    vector = np.asarray(row["vector"], np.float32)
    return vector[:DIMENSIONS], vector[DIMENSIONS:]


def facts_of(rows: Sequence[Row]) -> Facts:
    """What ranking needs of found rows."""
    colours = [palette[0][:3] if (palette := row["look"].get("palette")) else (np.nan,) * 3 for row in rows]
    codes = [category_code(row["category"] or None) for row in rows]
    return Facts({"colour": np.array(colours, np.float32).reshape(-1, 3), "category": np.array(codes, np.int16)})


def vector_of(features: Features) -> NDArray[np.float32]:
    """The one vector (512,) of a picture, in the precision that all homes keep."""
    return np.concatenate([features.photo, features.sketch]).astype(np.float16).astype(np.float32)


def palette_as_list(palette: Palette) -> list[list[float]]:
    """A palette as JSON keeps it."""
    return [[float(value) for value in colour] for colour in palette]


def palette_of_row(row: Row) -> Palette:
    """The palette of a row's picture."""
    return np.array(row["look"].get("palette", []), np.float32).reshape(-1, 4)


def expression(where: Filter, *, of_products: bool) -> str:
    """A filter as a Milvus expression, without its words (see `says`); of products, the colours of all their pictures count."""
    return " and ".join(_terms(where, "product_families" if of_products else "families"))


def says(row: Row, words: Iterable[str]) -> bool:
    """Whether all words occur in what the shop says of a row's product."""
    kept = row["product"]
    text = " ".join([kept["title"], kept["colour"] or "", *kept["extra"].values()]).casefold()
    return all(word.casefold() in text for word in words)


def _terms(where: Filter, families: str) -> Iterable[str]:
    if where.category is not None:
        yield f"category == {_quoted(where.category)}"
    if where.colour is not None:
        yield f"array_contains({families}, {_quoted(where.colour)})"
    if where.price_min is not None:
        yield f"amount >= {max(0, amount_of(where.price_min))}"
    if where.price_max is not None:
        yield f"amount >= 0 and amount <= {amount_of(where.price_max)}"
    if where.in_stock:
        yield "in_stock == true"
    if where.shop is not None:
        yield f"shop == {_quoted(where.shop)}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _families(colour: str | None, palette: Palette) -> frozenset[str]:
    """The shop's own word decides; where it has none, or one that we do not know, the picture does."""
    return families_in_words(colour or "") or families_in_palette(palette)
