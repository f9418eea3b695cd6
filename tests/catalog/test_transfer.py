"""A catalogue elsewhere: copied with its vectors and compared, or written as a feed with every picture."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from sketch2fashion.catalog.embedded import EmbeddedCatalog
from sketch2fashion.catalog.store import Candidate, Item, VectorQuery
from sketch2fashion.catalog.transfer import copy_catalog, export_feed
from sketch2fashion.errors import BadValue, CatalogError

from .making import MODEL, item


@pytest.fixture
def source(tmp_path: Path) -> EmbeddedCatalog:
    catalog = EmbeddedCatalog(tmp_path / "source", create=True)
    catalog.upsert([item(number, pictures=1 + number % 3) for number in range(1, 31)], MODEL)
    return catalog


def test_a_copy_holds_the_very_same_vectors_and_says_that_it_finds_the_same(source: EmbeddedCatalog, tmp_path: Path) -> None:
    with EmbeddedCatalog(tmp_path / "target", create=True) as target:
        moved = copy_catalog(source, target)
        assert (moved.products, moved.same) == (30, 1.0)
        assert moved.compared >= 20
        for one, other in zip(source.scan(limit=50), target.scan(limit=50), strict=True):
            assert all((a.features.photo == b.features.photo).all() for a, b in zip(one.pictures, other.pictures, strict=True))


def test_a_broken_off_copy_goes_on_without_copying_again(source: EmbeddedCatalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with EmbeddedCatalog(tmp_path / "target", create=True) as target:
        target.upsert(source.scan(limit=10), MODEL)
        stored: list[str] = []
        upsert = target.upsert

        def counted(items: Sequence[Item], model: str) -> None:
            stored.extend(item.product.id for item in items)
            upsert(items, model)

        monkeypatch.setattr(target, "upsert", counted)
        copy_catalog(source, target)
        assert len(stored) == 20
        assert target.count() == 30


def test_a_copy_that_finds_something_else_is_no_success(source: EmbeddedCatalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with EmbeddedCatalog(tmp_path / "target", create=True) as target:
        search = target.search

        def forgetful(query: VectorQuery) -> list[Candidate]:
            return search(query)[:10]

        monkeypatch.setattr(target, "search", forgetful)
        with pytest.raises(CatalogError, match="finds only 50%"):
            copy_catalog(source, target)


def test_a_home_that_holds_something_else_is_not_copied_over(source: EmbeddedCatalog, tmp_path: Path) -> None:
    with EmbeddedCatalog(tmp_path / "target", create=True) as target:
        target.upsert([item(99)], MODEL)
        with pytest.raises(BadValue, match="not empty"):
            copy_catalog(source, target)


def test_a_feed_has_all_pictures_of_a_product(source: EmbeddedCatalog, tmp_path: Path) -> None:
    assert export_feed(source, tmp_path / "out") == 30
    lines = [json.loads(line) for line in (tmp_path / "out" / "products.jsonl").read_text("utf-8").splitlines()]
    by_id = {line["id"]: line for line in lines}
    assert len(by_id["p2"]["additional_image_link"]) == 2
    assert "additional_image_link" not in by_id["p3"]
    for line in lines:
        kept = source.get(line["id"]).pictures
        named = [line["image_link"], *line.get("additional_image_link", [])]
        assert [(tmp_path / "out" / name).read_bytes() for name in named] == [picture.webp for picture in kept]
