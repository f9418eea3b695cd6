"""Small items with known vectors, for tests of the catalogue."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from sketch2fashion.catalog.palette import Palette, palette_of
from sketch2fashion.catalog.product import Product
from sketch2fashion.catalog.store import EVERYTHING, Favour, Features, Filter, Item, StoredPicture, VectorQuery
from sketch2fashion.garment import Vector

MODEL = "embedder-of-tests"


def unit(seed: int) -> Vector:
    """A random direction, the same for the same seed; two seeds are nearly at right angles."""
    vector = np.random.default_rng(seed).normal(size=256).astype(np.float32)
    return vector / np.float32(np.linalg.norm(vector))


def plain(rgb: tuple[int, int, int]) -> Palette:
    return palette_of(np.full((4, 4, 3), rgb, np.uint8), np.ones((4, 4), bool))


def webp(rgb: tuple[int, int, int] = (200, 30, 35)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (32, 32), rgb).save(buffer, "WEBP")
    return buffer.getvalue()


def item(number: int, *, pictures: int = 1, rgb: tuple[int, int, int] = (200, 30, 35), **fields: object) -> Item:
    """Product `p<number>`; its picture k has photo vector unit(10·number + k) and sketch vector unit(10·number + k + 5)."""
    usual = {"title": f"Product {number}", "price": "52.00", "currency": "USD", "category": "t-shirt"}
    product = Product(f"p{number}", link=f"https://shop.example/{number}", **{**usual, **fields})  # type: ignore[arg-type]
    return Item(product, tuple(_picture(number, k, rgb) for k in range(pictures)), f"row-{number}")


def _picture(number: int, k: int, rgb: tuple[int, int, int]) -> StoredPicture:
    features = Features(unit(10 * number + k), unit(10 * number + k + 5), plain(rgb))
    return StoredPicture(webp(rgb), features, f"digest-{number}-{k}", f"/pictures/{number}-{k}.jpg")


def query(
    number: int, *, picture: int = 0, limit: int = 10, where: Filter = EVERYTHING, favour: Favour | None = None, share: float = 0.5
) -> VectorQuery:
    """The query that is exactly the picture of product `number`."""
    return VectorQuery(unit(10 * number + picture), unit(10 * number + picture + 5), MODEL, share, limit, where, favour or Favour())
