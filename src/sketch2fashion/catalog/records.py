"""Products, pictures and vectors as rows of SQLite, and back: every statement on them stands here.

A picture's rows are written once and never changed: an update takes the old ones out and puts new ones in, so that whoever holds the
number of a picture holds all that there is to know of it. `removed` tells those who searched it before.
"""

from __future__ import annotations

import functools
import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sketch2fashion.catalog.database import fact
from sketch2fashion.catalog.generations import Chunk
from sketch2fashion.catalog.palette import Palette, families_in_palette, families_in_words, family_bits
from sketch2fashion.catalog.product import Product
from sketch2fashion.catalog.segments import DIMENSIONS, ROW, WIDTH, Pick, Rows, amount_of, category_code
from sketch2fashion.catalog.store import Candidate, Features, Filter, Item, StoredPicture
from sketch2fashion.errors import CatalogError

_CHUNK = 2_000  # rows read at a time while building: 2 MB

PRODUCT = "products.number, id, title, price, currency, link, category, colour, in_stock, shop, extra, source_digest"
_WITH_VECTORS = """pictures
    JOIN products ON products.number = pictures.product
    JOIN vectors ON vectors.picture = pictures.number AND vectors.model = ?"""
VECTOR_ROWS = f"""
    SELECT pictures.number, pictures.product, amount, palette, families, category, in_stock, photo, sketch FROM {_WITH_VECTORS}"""
NOT_EMBEDDED = """
    SELECT pictures.number, webp, colour, category
    FROM pictures JOIN products ON products.number = pictures.product JOIN thumbnails ON thumbnails.picture = pictures.number
    WHERE NOT EXISTS (SELECT 1 FROM vectors WHERE vectors.picture = pictures.number AND model = ?) AND pictures.number > ?
    ORDER BY pictures.number LIMIT ?"""
_CANDIDATES = f"""
    SELECT pictures.number, palette, origin, {PRODUCT} FROM {_WITH_VECTORS} WHERE pictures.number IN (SELECT value FROM json_each(?))"""


def model_of(connection: sqlite3.Connection) -> str | None:
    """The model whose vectors are searched; None before the first import."""
    value = fact(connection, "model")
    return None if value is None else str(value)


def claim_model(connection: sqlite3.Connection, model: str, folder: Path) -> None:
    """An empty catalogue takes any model; one with pictures only its own."""
    known = model_of(connection)
    if known == model:
        return
    if known is not None and connection.execute("SELECT 1 FROM pictures LIMIT 1").fetchone() is not None:
        raise other_model(known, model, folder)
    connection.execute("UPDATE facts SET value = ? WHERE name = 'model'", (model,))


def other_model(known: str, model: str, home: Path | str) -> CatalogError:
    """The refusal to compare vectors of two models."""
    return CatalogError(
        f"The catalogue's vectors come from {known}, not from the installed {model}; the two cannot be compared.",
        hint=f"Run: sketch2fashion catalog reindex --catalog {home}",
    )


def put(connection: sqlite3.Connection, revision: int, item: Item, model: str) -> None:
    """Store an item in place of the one with its id."""
    take_out(connection, revision, item.product.id)
    product = item.product
    row = (product.id, product.title, product.price, product.currency, product.link, product.category, product.colour, product.in_stock)
    extra = json.dumps(dict(product.extra), ensure_ascii=False)
    number = connection.execute(
        "INSERT INTO products (id, title, price, currency, link, category, colour, in_stock, shop, extra, amount, source_digest)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*row, product.shop, extra, amount_of(product.amount), item.source_digest),
    ).lastrowid
    for position, picture in enumerate(item.pictures):
        picture_number = connection.execute(
            "INSERT INTO pictures (product, position, digest, origin, revision) VALUES (?, ?, ?, ?, ?)",
            (number, position, picture.digest, picture.origin, revision),
        ).lastrowid
        connection.execute("INSERT INTO thumbnails VALUES (?, ?)", (picture_number, picture.webp))
        put_vectors(connection, picture_number, model, picture.features, product.colour)


def put_vectors(connection: sqlite3.Connection, picture: int | None, model: str, features: Features, colour: str | None) -> None:
    """Store the features of a picture; `colour` is the shop's word for the product's colour."""
    families = ",".join(sorted(_families(colour, features.palette)))
    connection.execute(
        "INSERT OR REPLACE INTO vectors (picture, model, photo, sketch, palette, families) VALUES (?, ?, ?, ?, ?, ?)",
        (picture, model, _half(features.photo), _half(features.sketch), features.palette.astype(np.float32).tobytes(), families),
    )


def _families(colour: str | None, palette: Palette) -> frozenset[str]:
    """The shop's own word decides; where it has none, or one that we do not know, the picture does."""
    return families_in_words(colour or "") or families_in_palette(palette)


def take_out(connection: sqlite3.Connection, revision: int, id: str) -> bool:
    """Remove a product with its pictures; whether it was there."""
    pictures = "SELECT pictures.number, ? FROM pictures JOIN products ON products.number = product WHERE products.id = ?"
    connection.execute(f"INSERT INTO removed {pictures}", (revision, id))
    return connection.execute("DELETE FROM products WHERE id = ?", (id,)).rowcount > 0


def condition(where: Filter) -> tuple[str, list[Any]]:
    """A filter as the condition of a query on `products`."""
    terms: list[tuple[str, list[Any]]] = [("1", [])]
    if where.category is not None:
        terms.append(("category = ?", [where.category]))
    if where.price_min is not None:
        terms.append(("amount >= ?", [amount_of(where.price_min)]))
    if where.price_max is not None:
        terms.append(("amount BETWEEN 0 AND ?", [amount_of(where.price_max)]))
    if where.in_stock:
        terms.append(("in_stock", []))
    if where.colour is not None:
        with_colour = "SELECT product FROM pictures JOIN vectors ON picture = number WHERE ',' || families || ',' LIKE ?"
        terms.append((f"products.number IN ({with_colour})", [f"%,{where.colour},%"]))
    terms += _text_terms(where)
    return " AND ".join(term for term, _ in terms), [value for _, values in terms for value in values]


def saying(connection: sqlite3.Connection, where: Filter) -> NDArray[np.int64]:
    """The numbers of the products whose texts pass a filter."""
    terms = _text_terms(where)
    statement = f"SELECT number FROM products WHERE {' AND '.join(term for term, _ in terms)}"
    found = connection.execute(statement, [value for _, values in terms for value in values]).fetchall()
    return np.array([number for (number,) in found], np.int64)


def _text_terms(where: Filter) -> list[tuple[str, list[Any]]]:
    """What a filter asks of a product's texts. `fold` is Python's own: SQLite ignores case in English letters only."""
    terms: list[tuple[str, list[Any]]] = [] if where.shop is None else [("shop = ?", [where.shop])]
    said = "fold(title || ' ' || COALESCE(colour, '') || ' ' || (SELECT COALESCE(GROUP_CONCAT(value, ' '), '') FROM json_each(extra)))"
    return terms + [(f"INSTR({said}, ?)", [word.casefold()]) for word in where.words]


def _product(row: Sequence[Any]) -> Product:
    _, id, title, price, currency, link, category, colour, in_stock, shop, extra, _ = row
    return Product(id, title, price, currency, link, category, colour, bool(in_stock), shop, json.loads(extra))


def item(connection: sqlite3.Connection, row: Sequence[Any]) -> Item:
    """The item of a row of `PRODUCT`."""
    pictures = connection.execute(
        "SELECT webp, photo, sketch, palette, digest, origin FROM pictures JOIN thumbnails ON thumbnails.picture = number"
        " JOIN vectors ON vectors.picture = number AND vectors.model = ? WHERE product = ? ORDER BY position",
        (model_of(connection), row[0]),
    ).fetchall()
    stored = tuple(
        StoredPicture(webp, Features(_single(photo), _single(sketch), _palette(palette)), digest, origin)
        for webp, photo, sketch, palette, digest, origin in pictures
    )
    return Item(_product(row), stored, row[-1])


def candidates(connection: sqlite3.Connection, picks: Sequence[Pick], model: str) -> list[Candidate]:
    """What is shown of each pick, in the same order; without those that were deleted a moment ago."""
    numbers = json.dumps([pick.picture for pick in picks])
    rows = {row[0]: row for row in connection.execute(_CANDIDATES, (model, numbers))}
    return [
        Candidate(_product(row[3:]), pick.photo, pick.sketch, _palette(row[1]), row[2])
        for pick in picks
        if (row := rows.get(pick.picture)) is not None
    ]


# ── Vectors in and out ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def places(connection: sqlite3.Connection, model: str) -> NDArray[np.intp]:
    """Where each picture's row goes, in the order of the pictures' numbers: the rows of a category stand together."""
    found = connection.execute(
        f"SELECT category FROM {_WITH_VECTORS} ORDER BY pictures.number",
        (model,),
    )
    codes = np.array([category_code(category) for (category,) in found], np.int16)
    places = np.empty(len(codes), np.intp)
    places[np.argsort(codes, kind="stable")] = np.arange(len(codes))
    return places


def chunks(connection: sqlite3.Connection, model: str, places: NDArray[np.intp]) -> Iterator[Chunk]:
    """All vectors and facts of a model for `generations.write`."""
    cursor = connection.execute(f"{VECTOR_ROWS} ORDER BY pictures.number", (model,))
    start = 0
    for vectors, rows in vector_rows(cursor):
        yield places[start : start + len(rows)], vectors, rows
        start += len(rows)


def vector_rows(cursor: sqlite3.Cursor) -> Iterator[tuple[NDArray[np.float32], Rows]]:
    """What a query of `VECTOR_ROWS` finds as vectors (N, 512) and facts (N,), some thousands at a time."""
    while records := cursor.fetchmany(_CHUNK):
        halves = b"".join(part for record in records for part in (record[7], record[8]))
        vectors = np.frombuffer(halves, np.float16).reshape(len(records), WIDTH).astype(np.float32)
        rows = np.zeros(len(records), ROW)
        for index, (picture, product, amount, palette, families, category, in_stock, _, _) in enumerate(records):
            colour = tuple(np.frombuffer(palette, np.float32)[:3]) or (np.nan,) * 3
            rows[index] = (picture, product, amount, colour, _bits(families), category_code(category), bool(in_stock))
        yield vectors, rows


@functools.lru_cache(maxsize=4_096)
def _bits(families: str) -> int:
    return family_bits(frozenset(families.split(",")) - {""})


def _half(vector: NDArray[np.float32]) -> bytes:
    if vector.shape != (DIMENSIONS,):
        raise ValueError(f"a vector has the shape {vector.shape}; ({DIMENSIONS},) is wanted")
    return vector.astype(np.float16).tobytes()


def _single(half: bytes) -> NDArray[np.float32]:
    return np.frombuffer(half, np.float16).astype(np.float32)


def _palette(stored: bytes) -> Palette:
    return np.frombuffer(stored, np.float32).reshape(-1, 4)
