"""Large catalogues: a graph proposes, exact scores decide, and a graph that is not good enough is not used."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from sketch2fashion.catalog import generations
from sketch2fashion.catalog.embedded import EmbeddedCatalog
from sketch2fashion.catalog.graph import Graph
from sketch2fashion.catalog.product import Product
from sketch2fashion.catalog.segments import rounded_rows, scanned
from sketch2fashion.catalog.store import EVERYTHING, Favour, Features, Filter, Item, StoredPicture, VectorQuery
from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.garment import Vector
from sketch2fashion.settings import settings

from .making import MODEL, plain, webp

COUNT = 1_500
COLOURS = ((200, 30, 35), (40, 90, 190), (20, 20, 22))
PICTURE = webp()
PALETTES = [plain(colour) for colour in COLOURS]


@pytest.fixture
def small_limit(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A graph for anything over a hundred pictures, in the processes that build as well."""
    monkeypatch.setenv("SKETCH2FASHION_EXACT_PICTURES", "100")
    settings.cache_clear()
    yield
    settings.cache_clear()


def garments(count: int, seed: int) -> list[tuple[Vector, Vector]]:
    """Vectors that lie as embeddings do: on few dimensions of the 256, to one side of the origin, the two of a picture related."""
    draw = np.random.default_rng(seed)
    latent = 1 + draw.normal(size=(count, 24))
    halves = []
    for half in (1, 2):
        vectors = latent @ np.random.default_rng(half).normal(size=(24, 256)) + draw.normal(size=(count, 256))
        halves.append((vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32))
    return list(zip(*halves, strict=True))


def filled(folder: Path, count: int = COUNT) -> EmbeddedCatalog:
    catalog = EmbeddedCatalog(folder, create=True)
    catalog.upsert([stored(number, vectors) for number, vectors in enumerate(garments(count, 0))], MODEL)
    return catalog


def stored(number: int, vectors: tuple[Vector, Vector]) -> Item:
    price = f"{10 + number % 90}.00"
    product = Product(f"p{number}", f"Product {number}", price, "USD", category=CATEGORY_NAMES[number % 13], in_stock=number % 4 > 0)
    return Item(product, (StoredPicture(PICTURE, Features(*vectors, PALETTES[number % len(PALETTES)])),))


def search(catalog: EmbeddedCatalog, vectors: tuple[Vector, Vector], where: Filter = EVERYTHING, favour: Favour | None = None) -> list[str]:
    query = VectorQuery(*vectors, MODEL, 0.5, 20, where, favour or Favour())
    return [candidate.product.id for candidate in catalog.search(query)]


def has_graph(catalog: EmbeddedCatalog) -> bool:
    view = catalog._view
    assert view is not None
    return view.settled.graph is not None


def test_bytes_tell_products_to_within_a_two_hundredth() -> None:
    rows = np.concatenate(list(zip(*garments(500, 3), strict=True)), axis=0).reshape(2, 500, 256).transpose(1, 0, 2).reshape(500, 512)
    asked = rows[7] * 0.5
    assert np.abs(scanned(*rounded_rows(rows), asked) - rows @ asked).max() < 0.005


def test_rows_of_nothing_but_zeros_are_like_nothing() -> None:
    rounded, steps = rounded_rows(np.zeros((3, 512), np.float32))
    assert np.isfinite(steps).all()
    assert (scanned(rounded, steps, np.ones(512, np.float32)) == 0).all()


@pytest.mark.usefixtures("small_limit")
def test_a_graph_finds_what_a_scan_finds_whatever_is_asked(tmp_path: Path) -> None:
    with filled(tmp_path / "c") as catalog:
        asked = garments(10, 9)
        wheres = (EVERYTHING, Filter(category="skirt"), Filter(colour="red"), Filter(in_stock=True, price_max=Decimal(60)))
        favours = (Favour(), Favour({name: 0.9 for name in CATEGORY_NAMES[:5]}, PALETTES[0], 0.35))
        cases = [(vectors, where, favour) for vectors in asked for where in wheres for favour in favours]
        by_scan = [search(catalog, *case) for case in cases]
        assert not has_graph(catalog)
        catalog.build_generation()
        by_graph = [search(catalog, *case) for case in cases]
        assert has_graph(catalog)
    same = [len(set(one) & set(other)) / len(one) for one, other in zip(by_scan, by_graph, strict=True)]
    assert np.mean(same) >= 0.99


@pytest.mark.usefixtures("small_limit")
def test_filters_that_leave_few_are_answered_in_full(tmp_path: Path) -> None:
    with filled(tmp_path / "c") as catalog:
        catalog.build_generation()
        where = Filter(category="hat", colour="blue", price_max=Decimal(40))
        expected = {item.product.id for item in catalog.scan(where=where, limit=COUNT)}
        assert 5 < len(expected) <= 20
        assert set(search(catalog, garments(1, 5)[0], where)) == expected


@pytest.mark.usefixtures("small_limit")
def test_deleted_and_newer_products_count_beside_a_graph(tmp_path: Path) -> None:
    vectors = garments(COUNT, 0)
    with filled(tmp_path / "c") as catalog:
        catalog.build_generation()
        assert search(catalog, vectors[7])[0] == "p7"
        catalog.delete(["p7"])
        catalog.upsert([stored(9_000, vectors[7])], MODEL)
        found = search(catalog, vectors[7])
    assert found[0] == "p9000"
    assert "p7" not in found


@pytest.mark.usefixtures("small_limit")
def test_a_graph_that_misses_too_much_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generations, "POOLS", (1,))  # asks a graph for fewer than are wanted
    monkeypatch.setattr(Graph, "nearest", lambda graph, vector, wanted: np.arange(min(wanted, len(graph))))
    with filled(tmp_path / "c", 300) as catalog:
        catalog.build_generation()
        (built,) = (tmp_path / "c" / "vectors").glob("g*")
        assert not (built / "graph.usearch").exists()
        manifest = generations.newest_manifest(tmp_path / "c" / "vectors", MODEL)
        assert manifest is not None
        assert manifest.pool == 0
        assert manifest.recall < generations.LEAST_RECALL
        assert search(catalog, garments(300, 0)[5])[0] == "p5"


@pytest.mark.usefixtures("small_limit")
def test_without_usearch_the_rows_are_scanned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with filled(tmp_path / "with", 300) as catalog:
        catalog.build_generation()
        assert list((tmp_path / "with" / "vectors").glob("g*/graph.usearch"))
    monkeypatch.setattr(generations, "can_graph", lambda: False)
    with EmbeddedCatalog(tmp_path / "with") as catalog, filled(tmp_path / "without", 300) as other:
        other.build_generation()
        assert not list((tmp_path / "without" / "vectors").glob("g*/graph.usearch"))
        for home in (catalog, other):
            assert search(home, garments(300, 0)[5])[0] == "p5"
            assert not has_graph(home)


@pytest.mark.usefixtures("small_limit")
@pytest.mark.parametrize("damage", ["flip", "cut", "gone"])
def test_a_damaged_graph_never_answers(tmp_path: Path, damage: str) -> None:
    with filled(tmp_path / "c", 300) as catalog:
        catalog.build_generation()
    (graph,) = (tmp_path / "c" / "vectors").glob("g*/graph.usearch")
    content = bytearray(graph.read_bytes())
    match damage:
        case "flip":
            content[5_000:5_100] = bytes(byte ^ 255 for byte in content[5_000:5_100])
            graph.write_bytes(content)
        case "cut":
            graph.write_bytes(content[: len(content) // 2])
        case "gone":
            graph.unlink()
    with EmbeddedCatalog(tmp_path / "c") as catalog:
        assert search(catalog, garments(300, 0)[5])[0] == "p5"
        assert not has_graph(catalog)
