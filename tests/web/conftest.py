"""The service on a free loopback port, with a small catalogue of its own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest

from sketch2fashion.catalog.product import Product
from sketch2fashion.catalog.store import Features, Item, StoredPicture, open_catalog
from sketch2fashion.search import embedder
from sketch2fashion.settings import load_settings
from sketch2fashion.web.app import create_app

from .helpers import START_S, encoded, png, serving, shirt

ADMIN_TOKEN = "correct horse battery staple"

_PRODUCTS = (
    Product("demo-1", "Red t-shirt", "39000", "KRW", "/products/demo-1", "t-shirt", "red", extra={"demo": "true"}),
    Product("demo-2", "Blue t-shirt", "29000", "KRW", "/products/demo-2", "t-shirt", "blue", extra={"demo": "true"}),
    Product("demo-3", "Green skirt", "49000", "KRW", "/products/demo-3", "skirt", "green", extra={"demo": "true"}),
    Product("shop/4 4", "Hat & scarf", "19.90", "EUR", 'https://shop.example/x?a=1&b="2', "hat", in_stock=False, shop="Our <shop>"),
    Product("hostile", "<script>alert(1)</script>", None, None, "", None, '"><img src=x onerror=alert(1)>'),
    Product("한글", "빨간 치마", "120.00", "SEK", "https://shop.example/ko", "skirt"),
    Product("zz-to-delete", "Soon gone"),
)


@pytest.fixture(scope="session")
def catalog_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue of seven products, among them hostile ones."""
    folder = tmp_path_factory.mktemp("web") / "catalog"
    with open_catalog(str(folder), create=True) as catalog:
        catalog.upsert([_item(product, place) for place, product in enumerate(_PRODUCTS)], embedder.model_id())
    return folder


@pytest.fixture(scope="session")
def base_url(catalog_folder: Path) -> Iterator[str]:
    """The service, whether or not its models are loaded yet."""
    state = catalog_folder.parent / "state"
    with serving(create_app(load_settings(catalog=str(catalog_folder), admin_token=ADMIN_TOKEN, state=state))) as url:
        yield url


@pytest.fixture(scope="session")
def client(base_url: str) -> Iterator[httpx.Client]:
    """A client of the service."""
    with httpx.Client(base_url=base_url, timeout=120) as client:
        yield client


@pytest.fixture(scope="session")
def ready(client: httpx.Client) -> httpx.Client:
    """A client of the service, after everything has loaded."""
    waited = time.monotonic() + START_S
    while (reply := client.get("/health/ready")).status_code != 200:
        assert time.monotonic() < waited, reply.text
        time.sleep(0.05)
    return client


@pytest.fixture(scope="session")
def drawing() -> bytes:
    """A PNG of a t-shirt drawn in black, with a red dot on it."""
    return png(shirt(dot=(220, 30, 40)))


def _item(product: Product, place: int) -> Item:
    vector = np.zeros(256, np.float32)
    vector[place] = 1
    return Item(product, (StoredPicture(encoded(shirt(512, 512), "WEBP"), Features(vector, vector)),))
