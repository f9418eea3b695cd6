"""The distributed home: what needs no server, and everything else beside a real one (Milvus 2.3.5, in a network of its own)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from sketch2fashion.catalog.store import Catalog, Features, Filter, Item, open_catalog
from sketch2fashion.catalog.transfer import copy_catalog
from sketch2fashion.errors import BadValue, CatalogError, NotFound

from .making import MODEL, item, query, unit
from .milvus_server import VARIABLE, run_beside_milvus, why_not

SERVER = os.environ.get(VARIABLE)  # set in the run beside the server
MINUTES = 20

beside = pytest.mark.skipif(SERVER is None, reason="runs beside the server that test_everything_beside_a_real_server starts")


@pytest.mark.slow
@pytest.mark.skipif(SERVER is not None, reason="this is the run beside the server")
def test_everything_beside_a_real_server(tmp_path: Path) -> None:
    if reason := why_not():
        pytest.skip(f"no Milvus server: {reason}")
    suites = [str(Path(__file__).with_name(name)) for name in ("test_conformance.py", "test_milvus.py")]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *suites, "-k", "milvus"]
    done = run_beside_milvus(tmp_path, command, timeout=60 * MINUTES)
    summary = done.stdout.strip().splitlines()[-1:]
    assert done.returncode == 0, done.stdout[-5_000:] + done.stderr[-2_000:]
    assert "passed" in summary[0]


@pytest.mark.parametrize(
    "uri", ["milvus://", "milvus://host/a-b", "milvus://host:99999/x", "milvus://host/x?picture=here", "milvus://host"]
)
def test_a_mistyped_address_says_how_to_write_it(uri: str) -> None:
    with pytest.raises(BadValue, match="milvus://host:port/name"):
        open_catalog(uri)


def test_a_number_of_shards_has_bounds() -> None:
    with pytest.raises(BadValue, match="between 1 and 16"):
        open_catalog("milvus://host/x?shards=17")


def test_an_unknown_consistency_says_which_there_are() -> None:
    with pytest.raises(BadValue, match="strong, bounded"):
        open_catalog("milvus://host/x?consistency=eventual")


@pytest.fixture
def uri(tmp_path: Path) -> str:
    return f"milvus://{SERVER}/own_{tmp_path.name.replace('-', '_')[-40:]}?pictures={(tmp_path / 'pictures').as_uri()}"


@pytest.fixture
def catalog(uri: str) -> Iterator[Catalog]:
    with open_catalog(uri, create=True) as catalog:
        yield catalog


@beside
def test_milvus_says_that_there_is_no_such_catalogue(uri: str) -> None:
    with pytest.raises(CatalogError, match="catalog import"):
        open_catalog(uri)


@beside
def test_milvus_takes_ids_of_any_letters(catalog: Catalog) -> None:
    names = ['quote " here', "back\\slash", "한글 아이디", "it's", "a.b", "a", "a0", "%_"]
    items = [
        Item(type(made.product)(name, "t", shop='The "Shop"'), made.pictures) for name, made in zip(names, map(item, range(8)), strict=True)
    ]
    catalog.upsert(items, MODEL)
    assert [found.product.id for found in catalog.scan()] == sorted(names)
    assert [catalog.get(name).product.id for name in names] == names
    assert catalog.count(Filter(shop='The "Shop"')) == 8
    assert catalog.delete(names[:4]) == 4
    assert [found.product.id for found in catalog.scan(after="a")] == ["a.b", "a0"]


@beside
def test_milvus_keeps_no_picture_of_what_is_gone(catalog: Catalog, tmp_path: Path) -> None:
    catalog.upsert([item(1, pictures=3), item(2, rgb=(1, 2, 3))], MODEL)
    catalog.upsert([item(1, rgb=(9, 90, 200))], MODEL)
    assert len(catalog.get("p1").pictures) == 1
    assert catalog.delete(["p2"]) == 1
    with pytest.raises(NotFound):
        catalog.get("p2")
    assert len(list((tmp_path / "pictures").rglob("*.webp"))) == 1


@beside
def test_milvus_keeps_the_number_of_shards_whoever_stores_first(uri: str) -> None:
    with open_catalog(uri + "&shards=2", create=True):
        pass
    with open_catalog(uri, create=True) as other:
        other.upsert([item(number) for number in range(1, 31)], MODEL)
        assert [found.product.id for found in other.scan(limit=3)] == ["p1", "p10", "p11"]
        assert other.search(query(7, limit=1))[0].product.id == "p7"
        described = other._client.describe_collection(other.name)  # type: ignore[attr-defined]
        assert described["num_shards"] == 2


@beside
def test_others_find_the_pictures_of_a_milvus_catalogue_by_its_name_alone(catalog: Catalog, uri: str) -> None:
    catalog.upsert([item(1)], MODEL)
    with open_catalog(uri.partition("?")[0]) as other:
        assert other.get("p1").pictures[0].webp == item(1).pictures[0].webp


@beside
def test_a_catalogue_moves_to_milvus_and_back_without_a_change(catalog: Catalog, tmp_path: Path) -> None:
    with open_catalog(str(tmp_path / "here"), create=True) as here, open_catalog(str(tmp_path / "back"), create=True) as back:
        here.upsert([item(number, pictures=1 + number % 3) for number in range(1, 61)], MODEL)
        here.upsert([item(70, title="New shape", category=None, price=None, currency=None)], MODEL)
        there, again = copy_catalog(here, catalog), copy_catalog(catalog, back)
        assert (there.products, there.same) == (61, 1.0)
        assert (again.products, again.same) == (61, 1.0)
        for one, other in zip(here.scan(limit=100), back.scan(limit=100), strict=True):
            assert one.product == other.product
            assert [(p.webp, p.digest, p.origin) for p in one.pictures] == [(p.webp, p.digest, p.origin) for p in other.pictures]
            assert all((a.features.photo == b.features.photo).all() for a, b in zip(one.pictures, other.pictures, strict=True))


@beside
def test_what_changes_in_milvus_during_a_reindex_is_in_the_new_vectors(catalog: Catalog, uri: str) -> None:
    catalog.upsert([item(number) for number in range(1, 41)], MODEL)
    changed = False

    def reembed(pictures: Sequence[bytes], categories: Sequence[str | None]) -> list[Features]:
        nonlocal changed
        if not changed:
            changed = True
            with open_catalog(uri) as other:
                other.delete(["p1", "p2"])
                other.upsert([item(99), item(40, title="Changed")], MODEL)
        return [Features(unit(7), unit(8)) for _ in pictures]

    catalog.reindex(reembed, "newer")
    assert catalog.count() == 39
    assert catalog.get("p40").product.title == "Changed"
    asked = query(1)
    found = {candidate.product.id for candidate in catalog.search(type(asked)(unit(7), unit(8), "newer", 0.5, 100))}
    assert found == {f"p{number}" for number in [*range(3, 41), 99]}
