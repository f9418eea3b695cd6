"""What every home of a catalogue must do. A new home joins by one line in `HOMES`."""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from sketch2fashion.catalog.embedded import EmbeddedCatalog
from sketch2fashion.catalog.store import Catalog, Favour, Features, Filter, Item, every_item, open_catalog
from sketch2fashion.errors import BadImage, CatalogError, NotFound

from .making import MODEL, item, plain, query, unit
from .milvus_server import VARIABLE

Opener = Callable[[], Catalog]  # opens the same catalogue once more, as another process would

HOMES: dict[str, Callable[[Path], str]] = {"embedded": lambda folder: str(folder / "catalogue")}
if MILVUS := os.environ.get(VARIABLE):  # set where test_milvus.py runs this suite beside a server
    HOMES["milvus"] = lambda folder: f"milvus://{MILVUS}/test_{secrets.token_hex(4)}?pictures={folder.as_uri()}"
SETTLED = (False, True)  # with the derived files stale, and with them fresh


@pytest.fixture(params=HOMES)
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    if request.param != "embedded" and request.node.callspec.params.get("settled"):
        pytest.skip("only a folder has derived files that can be stale")
    opened: list[Catalog] = []
    uri = HOMES[request.param](tmp_path)

    def again() -> Catalog:
        opened.append(open_catalog(uri, create=True))
        return opened[-1]

    yield again
    for catalog in opened:
        catalog.close()


@pytest.fixture
def catalog(opener: Opener) -> Catalog:
    return opener()


def ids(catalog: Catalog, number: int = 1, **options: object) -> list[str]:
    return [candidate.product.id for candidate in catalog.search(query(number, **options))]  # type: ignore[arg-type]


def settle(catalog: Catalog, wanted: bool) -> None:
    """Bring derived files up to date even where the home would not find it worth while yet."""
    if wanted and isinstance(catalog, EmbeddedCatalog):
        catalog.build_generation()


def test_an_empty_catalogue_finds_nothing(catalog: Catalog) -> None:
    assert catalog.search(query(1)) == []
    assert catalog.count() == 0
    assert catalog.scan() == []
    stats = catalog.stats()
    assert (stats.products, stats.pictures, stats.categories, stats.model) == (0, 0, {}, None)


def test_creating_again_keeps_what_is_there(catalog: Catalog) -> None:
    catalog.upsert([item(1)], MODEL)
    catalog.create()
    assert catalog.count() == 1


def test_get_returns_what_upsert_was_given(catalog: Catalog) -> None:
    price, words = {"price": "39000", "currency": "KRW"}, {"title": "빨간 티셔츠", "colour": "빨강", "shop": "가게"}
    given = item(1, pictures=2, in_stock=False, extra={"brand": "무명"}, **price, **words)  # type: ignore[arg-type]
    catalog.upsert([given], MODEL)
    got = catalog.get("p1")
    assert got.product == given.product
    assert got.source_digest == given.source_digest
    assert [(p.webp, p.digest, p.origin) for p in got.pictures] == [(p.webp, p.digest, p.origin) for p in given.pictures]
    for kept, original in zip(got.pictures, given.pictures, strict=True):
        np.testing.assert_allclose(kept.features.photo, original.features.photo, atol=1e-3)
        np.testing.assert_allclose(kept.features.sketch, original.features.sketch, atol=1e-3)
        np.testing.assert_array_equal(kept.features.palette, original.features.palette)


def test_get_of_an_unknown_id_says_which(catalog: Catalog) -> None:
    with pytest.raises(NotFound, match="p404"):
        catalog.get("p404")


@pytest.mark.parametrize("settled", SETTLED)
def test_the_picture_itself_is_found_first_with_cosine_one(catalog: Catalog, settled: bool) -> None:
    catalog.upsert([item(number) for number in range(1, 30)], MODEL)
    settle(catalog, settled)
    best = catalog.search(query(7, limit=3))
    assert len(best) == 3
    assert best[0].product.id == "p7"
    assert (best[0].photo, best[0].sketch) == pytest.approx((1, 1), abs=2e-3)
    assert best[0].origin == "/pictures/7-0.jpg"
    np.testing.assert_array_equal(best[0].palette, plain((200, 30, 35)))


@pytest.mark.parametrize("settled", SETTLED)
def test_the_order_is_that_of_the_fused_cosine(catalog: Catalog, settled: bool) -> None:
    catalog.upsert([item(number) for number in range(1, 40)], MODEL)
    settle(catalog, settled)
    asked = query(3, limit=39, share=0.3)
    exact = {f"p{n}": 0.3 * float(unit(10 * n) @ asked.photo) + 0.7 * float(unit(10 * n + 5) @ asked.sketch) for n in range(1, 40)}
    found = [candidate.product.id for candidate in catalog.search(asked)]
    positive = [id for id in sorted(exact, key=lambda id: -exact[id]) if exact[id] > 1e-3]
    assert found[: len(positive)] == positive


def test_a_product_with_many_pictures_comes_once_by_its_best(catalog: Catalog) -> None:
    catalog.upsert([item(1, pictures=5), item(2, pictures=5), item(3)], MODEL)
    found = catalog.search(query(1, picture=4, limit=3))
    assert sorted(candidate.product.id for candidate in found) == ["p1", "p2", "p3"]
    assert found[0].product.id == "p1"
    assert found[0].origin == "/pictures/1-4.jpg"


@pytest.mark.parametrize("settled", SETTLED)
def test_updating_replaces_product_and_vectors(catalog: Catalog, settled: bool) -> None:
    catalog.upsert([item(1), item(2)], MODEL)
    settle(catalog, settled)
    catalog.search(query(1))
    changed = Item(item(1, title="New", price="10.00").product, item(9).pictures, "row-new")
    catalog.upsert([changed], MODEL)
    assert catalog.count() == 2
    assert catalog.get("p1").product.title == "New"
    first = catalog.search(query(9))[0]
    assert (first.product.id, first.product.price) == ("p1", "10.00")
    assert ids(catalog).count("p1") == 1


def test_the_same_id_twice_in_one_batch_keeps_the_last(catalog: Catalog) -> None:
    catalog.upsert([item(1, title="First"), item(1, title="Last")], MODEL)
    assert catalog.get("p1").product.title == "Last"
    assert catalog.count() == 1


@pytest.mark.parametrize("settled", SETTLED)
def test_what_one_deletes_no_other_finds(opener: Opener, settled: bool) -> None:
    here, there = opener(), opener()
    here.upsert([item(1), item(2)], MODEL)
    settle(here, settled)
    assert "p1" in ids(there)
    assert here.delete(["p1", "unknown"]) == 1
    assert ids(there) == ["p2"]
    assert there.count() == 1
    with pytest.raises(NotFound):
        there.get("p1")


@pytest.mark.parametrize("settled", SETTLED)
def test_deleted_products_take_no_place_among_the_best(opener: Opener, settled: bool) -> None:
    here, there = opener(), opener()
    twins = [Item(item(number).product, item(1).pictures) for number in range(1, 31)]  # all equally good
    here.upsert(twins, MODEL)
    settle(here, settled)
    there.search(query(1))
    assert here.delete([f"p{number}" for number in range(1, 28)]) == 27
    assert sorted(ids(there, limit=3)) == ["p28", "p29", "p30"]


def test_what_one_adds_the_other_finds_at_once(opener: Opener) -> None:
    here, there = opener(), opener()
    assert there.search(query(1)) == []
    here.upsert([item(1)], MODEL)
    assert ids(there) == ["p1"]
    here.upsert([item(2)], MODEL)
    assert ids(there, 2)[0] == "p2"


def test_a_batch_is_stored_whole_or_not_at_all(catalog: Catalog) -> None:
    broken = Item(item(2).product, (item(2).pictures[0], None), "row")  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        catalog.upsert([item(1), broken], MODEL)
    assert catalog.count() == 0
    assert catalog.search(query(1)) == []


@pytest.mark.parametrize("settled", SETTLED)
@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Filter(category="skirt"), {"p2"}),
        (Filter(colour="blue"), {"p2", "p3"}),
        (Filter(price_min=Decimal("50")), {"p1", "p2", "p5"}),
        (Filter(price_max=Decimal("52.00")), {"p1", "p3"}),
        (Filter(price_min=Decimal("52.01"), price_max=Decimal("1e5")), {"p2", "p5"}),
        (Filter(in_stock=True), {"p1", "p2", "p4", "p5"}),
        (Filter(category="t-shirt", colour="red", in_stock=True), {"p1"}),
        (Filter(category="hat"), set()),
        (Filter(shop="Atelier"), {"p4"}),
        (Filter(words=("WOOL",)), {"p5"}),
        (Filter(words=("navy", "3")), {"p3"}),
        (Filter(words=("울", "coat"), category="pants"), {"p5"}),
        (Filter(words=("100%",)), {"p5"}),
        (Filter(words=("_",)), set()),
    ],
)
def test_filters(catalog: Catalog, settled: bool, where: Filter, expected: set[str]) -> None:
    red, blue = (200, 30, 35), (40, 90, 190)
    catalog.upsert(
        [
            item(1, rgb=red),
            item(2, rgb=blue, category="skirt", price="52.01"),
            item(3, rgb=red, colour="Navy / White", price="49.99", in_stock=False),  # the shop's word beats the picture
            item(4, rgb=(250, 250, 250), category=None, price=None, currency=None, shop="Atelier"),
            item(5, rgb=(20, 20, 22), category="pants", price="39000", currency="KRW", title="Coat of 울", extra={"material": "100% Wool"}),
        ],
        MODEL,
    )
    settle(catalog, settled)
    assert set(ids(catalog, where=where)) == expected
    assert catalog.count(where) == len(expected)
    assert {found.product.id for found in catalog.scan(where=where)} == expected


@pytest.mark.parametrize("settled", SETTLED)
def test_a_favoured_category_comes_first_and_filters_nothing(catalog: Catalog, settled: bool) -> None:
    same = item(1).pictures
    catalog.upsert([Item(item(n, category=category).product, same) for n, category in ((1, "skirt"), (2, "pants"), (3, None))], MODEL)
    settle(catalog, settled)
    favour = Favour(categories={"pants": 1.0, "skirt": 0.8, None: 0.9})
    assert ids(catalog, favour=favour) == ["p2", "p3", "p1"]


@pytest.mark.parametrize("settled", SETTLED)
def test_a_favoured_colour_chooses_among_like_shapes(catalog: Catalog, settled: bool) -> None:
    shape = item(1).pictures[0].features

    def coloured(number: int, rgb: tuple[int, int, int]) -> Item:
        made = item(number, rgb=rgb)
        return Item(made.product, (type(made.pictures[0])(made.pictures[0].webp, Features(shape.photo, shape.sketch, plain(rgb))),))

    catalog.upsert([coloured(1, (40, 90, 190)), coloured(2, (190, 25, 30)), coloured(3, (30, 30, 30))], MODEL)
    settle(catalog, settled)
    assert ids(catalog, limit=1, favour=Favour(palette=plain((200, 30, 35)), colour_share=0.3)) == ["p2"]


def test_pages_follow_each_other_without_gap_or_repeat(catalog: Catalog) -> None:
    catalog.upsert([item(number) for number in range(25)], MODEL)
    everything = [found.product.id for found in every_item(catalog, page=7)]
    assert everything == sorted(f"p{number}" for number in range(25))
    assert [found.product.id for found in catalog.scan(after="p24", limit=2)] == ["p3", "p4"]


def test_stats_count_products_pictures_and_categories(catalog: Catalog) -> None:
    catalog.upsert([item(1, pictures=3), item(2, category="skirt"), item(3, category=None)], MODEL)
    stats = catalog.stats()
    assert (stats.products, stats.pictures, stats.categories, stats.model) == (3, 5, {"skirt": 1, "t-shirt": 1}, MODEL)
    assert stats.size > 0
    assert stats.uri == catalog.uri


def test_vectors_of_another_model_are_refused_both_ways(catalog: Catalog) -> None:
    catalog.upsert([item(1)], MODEL)
    with pytest.raises(CatalogError, match="reindex"):
        catalog.upsert([item(2)], "another")
    asked = query(1)
    with pytest.raises(CatalogError, match="reindex"):
        catalog.search(type(asked)(asked.photo, asked.sketch, "another", 0.5, 10))


def test_an_emptied_catalogue_takes_a_new_model(catalog: Catalog) -> None:
    catalog.upsert([item(1)], MODEL)
    catalog.delete(["p1"])
    catalog.upsert([item(2)], "another")
    assert catalog.stats().model == "another"


def test_reindex_replaces_all_vectors_and_resumes(opener: Opener) -> None:
    catalog, other = opener(), opener()
    catalog.upsert([item(number) for number in range(1, 41)], MODEL)
    assert ids(other)[0] == "p1"
    calls: list[int] = []

    def reembed(pictures: Sequence[bytes], categories: Sequence[str | None]) -> list[Features]:
        calls.append(len(pictures))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return [Features(unit(7), unit(8), plain((20, 20, 22))) for _ in pictures]

    with pytest.raises(KeyboardInterrupt):
        catalog.reindex(reembed, "newer")
    assert ids(other)[0] == "p1", "the old vectors serve until all new ones are there"
    assert catalog.stats().model == MODEL

    done: list[tuple[int, int]] = []
    embedded = catalog.reindex(reembed, "newer", lambda *progress: done.append(progress))
    assert embedded == 40 - calls[0], "what the first run did is kept"
    assert done[-1] == (40, 40)
    assert other.stats().model == "newer"
    asked = query(1)
    found = other.search(type(asked)(unit(7), unit(8), "newer", 0.5, 100))
    assert len(found) == 40
    assert min(candidate.photo for candidate in found) > 0.99
    assert catalog.count(Filter(colour="black")) == 40


def test_a_picture_that_the_new_model_cannot_see_holds_up_no_other(catalog: Catalog) -> None:
    catalog.upsert([item(number, rgb=(50 * number, 9, 9), category="hat") for number in range(1, 6)], MODEL)
    unseen = item(3, rgb=(150, 9, 9)).pictures[0].webp

    def reembed(pictures: Sequence[bytes], categories: Sequence[str | None]) -> list[Features]:
        assert set(categories) == {"hat"}
        if unseen in pictures:
            raise BadImage("There is no garment in it.")
        return [Features(unit(7), unit(8)) for _ in pictures]

    assert catalog.reindex(reembed, "newer") == 5
    asked = query(1)
    found = {candidate.product.id: candidate.photo for candidate in catalog.search(type(asked)(unit(7), unit(8), "newer", 0.5, 10))}
    assert {id for id, cosine in found.items() if cosine > 0.99} == {"p1", "p2", "p4", "p5"}
    assert catalog.get("p3").product.title == "Product 3"


def test_threads_share_one_catalogue(catalog: Catalog) -> None:
    catalog.upsert([item(number) for number in range(1, 21)], MODEL)
    wrong: list[object] = []

    def look() -> None:
        try:
            wrong.extend(number for number in range(1, 21) if ids(catalog, number)[0] != f"p{number}")
        except Exception as problem:
            wrong.append(problem)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    catalog.upsert([item(number) for number in range(21, 31)], MODEL)
    for thread in threads:
        thread.join()
    assert wrong == []
