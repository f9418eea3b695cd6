"""The demo catalogue: built from our designs, read back as an ordinary feed, filled in once."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from sketch2fashion.catalog import demo
from sketch2fashion.catalog.demo import FEATURES, PICTURES, PRODUCTS, SHIPPED, build_demo, ensure_demo, feed_row
from sketch2fashion.catalog.feeds import Row
from sketch2fashion.catalog.feeds.columns import offer_of
from sketch2fashion.catalog.money import DECIMALS, parse_price
from sketch2fashion.catalog.palette import likeness
from sketch2fashion.catalog.product import Product
from sketch2fashion.catalog.store import Catalog, every_item, open_catalog
from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.cli.catalog_demo import demo as command
from sketch2fashion.drawing.designs import design_of, designs
from sketch2fashion.drawing.strokes import Sketch
from sketch2fashion.models.registry import available

needs_models = pytest.mark.skipif(
    not {"renderer", "embedder", "linework"} <= set(available()), reason="the models renderer, embedder and linework are not installed"
)
needs_shipped = pytest.mark.skipif(not (SHIPPED / PRODUCTS).is_file(), reason="the demo pictures are not built in this checkout")

CHOSEN = ("t-shirt-raglan", "hat-bucket", "shoes-sneaker")
MOST_BYTES = 5_000_000


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo feed, built by the real renderer."""
    folder = tmp_path_factory.mktemp("demo")
    build_demo(folder, [design_of(id) for id in CHOSEN])
    return folder


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return open_catalog(str(tmp_path / "catalogue"), create=True)


def products_of(folder: Path) -> list[Product]:
    return [
        offer_of(Row(f"line {number}", folder, json.loads(row))).product
        for number, row in enumerate((folder / PRODUCTS).read_text("utf-8").splitlines(), start=1)
    ]


# --- rows -------------------------------------------------------------------------------------------------------------------


def test_there_are_260_products_and_20_of_each_category() -> None:
    rows = [feed_row(design) for design in designs()]
    assert len({row["id"] for row in rows}) == len(rows) >= 260
    assert all(sum(row["product_type"] == name for row in rows) >= 20 for name in CATEGORY_NAMES)


def test_rows_say_that_they_are_demo_products_and_lead_to_their_own_page() -> None:
    for row in map(feed_row, designs()):
        assert row["title"].startswith("Demo · ")
        assert row["title_ko"].startswith("데모 · ")
        assert row["demo"] == "true"
        assert row["link"] == f"/products/{row['id']}"


def test_prices_are_exact_mostly_won_and_some_dollars() -> None:
    currencies = []
    for row in map(feed_row, designs()):
        price, currency = parse_price(row["price"])
        assert price is not None
        assert currency is not None
        assert -int(Decimal(price).as_tuple().exponent) == DECIMALS[currency]
        assert 0 < Decimal(price) < 400_000
        currencies.append(currency)
    assert set(currencies) == {"KRW", "USD"}
    assert currencies.count("KRW") > 4 * currencies.count("USD")


def test_some_products_are_sold_out_but_few() -> None:
    stock = [feed_row(design)["availability"] for design in designs()]
    assert 0.02 < stock.count("out_of_stock") / len(stock) < 0.2


def test_a_row_is_the_same_in_every_run() -> None:
    assert feed_row(design_of("t-shirt-crew")) == {
        "id": "demo-t-shirt-crew",
        "title": "Demo · Crew-neck tee, red",
        "title_ko": "데모 · 크루넥 티셔츠, 레드",
        "link": "/products/demo-t-shirt-crew",
        "image_link": "pictures/t-shirt-crew.webp",
        "price": feed_row(design_of("t-shirt-crew"))["price"],
        "availability": "in_stock",
        "product_type": "t-shirt",
        "color": "Red",
        "demo": "true",
    }


# --- the feed ---------------------------------------------------------------------------------------------------------------


@needs_models
def test_the_built_feed_reads_as_any_feed(feed: Path) -> None:
    products = products_of(feed)
    assert [product.id for product in products] == [f"demo-{id}" for id in CHOSEN]
    assert [product.category for product in products] == ["t-shirt", "hat", "shoes"]
    assert all(product.shop == "catalog" and product.extra["demo"] == "true" for product in products)


@needs_models
def test_an_empty_catalogue_is_filled_once(feed: Path, catalog: Catalog) -> None:
    assert ensure_demo(catalog, feed) == len(CHOSEN)
    assert ensure_demo(catalog, feed) == 0
    assert sorted(item.product.id for item in every_item(catalog)) == sorted(f"demo-{id}" for id in CHOSEN)


@needs_models
def test_a_catalogue_that_holds_something_stays_as_it_is(feed: Path, catalog: Catalog) -> None:
    ensure_demo(catalog, feed)
    catalog.delete([f"demo-{CHOSEN[0]}"])
    assert ensure_demo(catalog, feed) == 0
    assert catalog.count() == len(CHOSEN) - 1


@needs_models
def test_kept_features_are_what_an_import_sees(feed: Path, catalog: Catalog, tmp_path: Path) -> None:
    from sketch2fashion.catalog.ingest import import_source

    ensure_demo(catalog, feed)
    with open_catalog(str(tmp_path / "other"), create=True) as other:
        import_source(other, feed)
        for quick, slow in zip(every_item(catalog), every_item(other), strict=True):
            assert quick.product == slow.product
            assert quick.source_digest == slow.source_digest
            one, two = quick.pictures[0].features, slow.pictures[0].features
            assert float(one.photo @ two.photo) > 0.99
            assert float(one.sketch @ two.sketch) > 0.99
            assert likeness(one.palette, two.palette) > 0.97
    assert import_source(catalog, feed).unchanged == len(CHOSEN)


@needs_models
@pytest.mark.parametrize("spoil", ["absent", "other model", "other picture"])
def test_without_fitting_features_the_pictures_are_looked_at_again(feed: Path, catalog: Catalog, tmp_path: Path, spoil: str) -> None:
    copy = shutil.copytree(feed, tmp_path / "copy")
    if spoil == "absent":
        (copy / FEATURES).unlink()
    elif spoil == "other model":
        with np.load(copy / FEATURES) as kept:
            fields = {**kept, "model": np.array("embedder-of-tomorrow")}
        np.savez_compressed(copy / FEATURES, **fields)
    else:
        shutil.copy(copy / PICTURES / f"{CHOSEN[0]}.webp", copy / PICTURES / f"{CHOSEN[1]}.webp")
        with (copy / PICTURES / f"{CHOSEN[1]}.webp").open("ab") as file:
            file.write(b"\0")  # another file, the same picture
    assert ensure_demo(catalog, copy) == len(CHOSEN)


def test_without_a_feed_nothing_happens(catalog: Catalog, tmp_path: Path) -> None:
    assert ensure_demo(catalog, tmp_path / "nowhere") == 0


@needs_models
def test_building_again_gives_the_same_bytes_and_leaves_no_old_picture(feed: Path, tmp_path: Path) -> None:
    (tmp_path / PICTURES).mkdir()
    (tmp_path / PICTURES / "old.webp").write_bytes(b"old")
    build_demo(tmp_path, [design_of(id) for id in CHOSEN])
    for path in (tmp_path / PICTURES).iterdir():
        assert path.read_bytes() == (feed / PICTURES / path.name).read_bytes()


def test_pictures_are_squeezed_until_they_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    noise = demo._png(np.random.default_rng(0).integers(0, 256, (128, 128, 4), np.uint8))
    roomy, _ = demo._fitted([noise])
    monkeypatch.setattr(demo, "BUDGET", 9_000)
    tight, _ = demo._fitted([noise])
    assert tight < roomy


# --- what ships -------------------------------------------------------------------------------------------------------------


@needs_shipped
def test_the_shipped_feed_is_complete_and_small() -> None:
    products = products_of(SHIPPED)
    assert [product.id for product in products] == [f"demo-{design.id}" for design in designs()]
    assert len(list((SHIPPED / PICTURES).iterdir())) == len(products)
    assert sum(path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file()) <= MOST_BYTES


# --- commands ---------------------------------------------------------------------------------------------------------------


def test_designs_are_written_as_drawings(tmp_path: Path) -> None:
    done = CliRunner().invoke(command, ["designs", "top-tank", "shorts-denim", "-o", str(tmp_path), "--json"])
    assert json.loads(done.stdout) == {"out": str(tmp_path), "designs": ["top-tank", "shorts-denim"]}
    assert Sketch.from_json((tmp_path / "top-tank.s2f").read_bytes()) == design_of("top-tank").sketch


@needs_models
def test_the_command_fills_a_catalogue(feed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "SHIPPED", feed)
    uri = str(tmp_path / "home")
    first, again = (CliRunner().invoke(command, ["fill", "--catalog", uri, "--json"]).stdout for _ in range(2))
    assert json.loads(first) == {"uri": uri, "added": len(CHOSEN)}
    assert json.loads(again)["added"] == 0
