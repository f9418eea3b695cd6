"""Importing: what is reported is stored, what is stored is not looked at again, and a bad row stops nobody."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sketch2fashion.catalog.embedded import EmbeddedCatalog
from sketch2fashion.catalog.ingest import ImportReport, Progress, import_source
from sketch2fashion.catalog.pictures import Seen, garment_alone, kept_picture
from sketch2fashion.errors import BadImage
from sketch2fashion.images import decode

from .making import MODEL
from .writer import look as see


@pytest.fixture
def catalog(tmp_path: Path) -> EmbeddedCatalog:
    return EmbeddedCatalog(tmp_path / "catalogue", create=True)


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    """Forty products with a picture each."""
    folder = tmp_path / "feed"
    folder.mkdir()
    for number in range(40):
        picture(folder / f"{number}.png", number)
    write_feed(folder, [row(number) for number in range(40)])
    return folder


def picture(path: Path, seed: int, side: int = 24) -> None:
    Image.fromarray(np.random.default_rng(seed).integers(0, 256, (side, side, 3), np.uint8)).save(path)


def row(number: int, **fields: str) -> dict[str, str]:
    usual = {"id": f"p{number}", "title": f"Product {number}", "image_link": f"{number}.png", "price": "52 USD", "category": "hat"}
    return {**usual, **fields}


def write_feed(folder: Path, rows: Sequence[dict[str, str]]) -> None:
    with (folder / "products.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


class Counting:
    """The look of the tests, counting the pictures that it sees."""

    def __init__(self) -> None:
        self.pictures = 0

    def __call__(self, webps: Sequence[bytes], categories: Sequence[str | None] = ()) -> list[Seen]:
        self.pictures += len(webps)
        return see(webps)


def run(catalog: EmbeddedCatalog, feed: Path, look: Counting | None = None) -> ImportReport:
    return import_source(catalog, feed, look=look or see, model=MODEL)


def test_everything_usable_is_imported_and_findable(catalog: EmbeddedCatalog, feed: Path) -> None:
    report = run(catalog, feed)
    assert (report.imported, report.unchanged, report.failed, report.problems) == (40, 0, 0, None)
    assert catalog.count() == 40
    stored = catalog.get("p7")
    assert (stored.product.category, stored.product.price) == ("hat", "52.00")
    assert stored.pictures[0].origin == str(feed / "7.png")


def test_what_is_reported_is_committed_already(catalog: EmbeddedCatalog, feed: Path) -> None:
    reported: list[str] = []

    def check(progress: Progress) -> None:
        with EmbeddedCatalog(catalog.folder) as other:
            assert all(other.get(id) for id in progress.ids)
        reported.extend(progress.ids)

    import_source(catalog, feed, on_commit=check, look=see, model=MODEL)
    assert sorted(reported) == sorted(f"p{number}" for number in range(40))


def test_importing_again_looks_at_nothing(catalog: EmbeddedCatalog, feed: Path) -> None:
    run(catalog, feed)
    look = Counting()
    report = run(catalog, feed, look)
    assert (report.imported, report.unchanged, look.pictures) == (0, 40, 0)


def test_only_what_changed_is_looked_at(catalog: EmbeddedCatalog, feed: Path) -> None:
    run(catalog, feed)
    picture(feed / "3.png", 999)
    changed = [row(number, price="10 USD") if number == 5 else row(number) for number in range(41) if number != 40]
    write_feed(feed, changed)
    look = Counting()
    report = run(catalog, feed, look)
    assert (report.imported, report.unchanged, look.pictures) == (2, 38, 1)
    assert catalog.get("p5").product.price == "10.00"


def test_bad_rows_are_listed_and_stop_nobody(catalog: EmbeddedCatalog, feed: Path) -> None:
    (feed / "broken.png").write_bytes((feed / "1.png").read_bytes()[:60])
    (feed / "huge.png").write_bytes(b"")
    os.truncate(feed / "huge.png", 40_000_000)
    bad = [
        row(50, image_link="broken.png"),
        row(51, image_link="https://127.0.0.1/a.jpg"),
        row(52, image_link="../catalogue/catalog.sqlite"),
        row(53, price="39000.50 KRW"),
        row(54, title=""),
        row(55, image_link="huge.png"),
        row(3),
    ]
    write_feed(feed, [row(0), row(3), *bad, row(39)])
    report = run(catalog, feed)
    assert (report.imported, report.failed) == (3, 7)
    assert report.problems is not None
    with report.problems.open(encoding="utf-8-sig", newline="") as file:
        listed = {line["id"]: line for line in csv.DictReader(file)}
    assert set(listed) == {"p50", "p51", "p52", "p53", "p54", "p55", "p3"}
    assert listed["p51"]["place"] == "row 5"
    assert "inside a private network" in listed["p51"]["problem"]
    assert "outside" in listed["p52"]["problem"]
    assert "came before, in row 3" in listed["p3"]["problem"]
    again = run(catalog, feed)
    assert (again.imported, again.unchanged, again.failed) == (0, 3, 7)


def test_one_picture_without_a_garment_does_not_take_its_batch_with_it(catalog: EmbeddedCatalog, feed: Path) -> None:
    unwanted = kept_picture((feed / "5.png").read_bytes())

    def picky(webps: Sequence[bytes], categories: Sequence[str | None] = ()) -> list[Seen]:
        if unwanted in webps:
            raise BadImage("No garment was found in the photo.")
        return see(webps)

    report = import_source(catalog, feed, look=picky, model=MODEL)
    assert (report.imported, report.failed) == (39, 1)


def test_a_missing_category_is_taken_from_the_picture_and_kept(catalog: EmbeddedCatalog, feed: Path) -> None:
    write_feed(feed, [row(1, category="")])
    run(catalog, feed)
    assert catalog.get("p1").product.category == "skirt", "what the look is surest of"
    write_feed(feed, [row(1, category="", price="1 USD")])
    run(catalog, feed)
    assert (catalog.get("p1").product.category, catalog.get("p1").product.price) == ("skirt", "1.00")


def test_an_interrupted_import_goes_on(catalog: EmbeddedCatalog, feed: Path) -> None:
    def stop(progress: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_source(catalog, feed, on_commit=stop, look=see, model=MODEL)
    kept = catalog.count()
    assert 0 < kept < 40
    report = run(catalog, feed)
    assert (report.imported, report.unchanged) == (40 - kept, kept)


def test_the_kept_picture_is_512_px_and_keeps_transparency(tmp_path: Path) -> None:
    Image.new("RGB", (1200, 600), (10, 20, 30)).save(tmp_path / "a.jpg")
    assert decode(kept_picture((tmp_path / "a.jpg").read_bytes())).shape == (256, 512, 4)
    Image.new("RGBA", (40, 40), (10, 20, 30, 0)).save(tmp_path / "b.png")
    assert decode(kept_picture((tmp_path / "b.png").read_bytes()))[..., 3].max() == 0


@pytest.mark.parametrize("background", [(255, 255, 255), (180, 190, 200)])
def test_a_plain_background_is_told_by_its_colour(background: tuple[int, int, int]) -> None:
    image = Image.new("RGBA", (120, 120), background)
    image.paste((200, 30, 35), (30, 20, 90, 100))
    image.paste(background, (50, 50, 60, 60))  # a pattern in the background's colour is still garment
    alpha = garment_alone(np.asarray(image))[..., 3]
    assert alpha[55, 55] == 255
    assert alpha[5, 5] == 0
    assert (alpha == 255).sum() == 60 * 80


def test_a_garment_that_the_frame_cuts_stands_before_studio_white() -> None:
    image = Image.new("RGBA", (120, 120), (255, 255, 255))
    image.paste((200, 30, 35), (30, 0, 90, 120))
    alpha = garment_alone(np.asarray(image))[..., 3]
    assert (alpha == 255).sum() == 60 * 120


def test_a_picture_of_one_colour_holds_no_garment() -> None:
    with pytest.raises(BadImage, match="no garment"):
        garment_alone(np.full((50, 50, 4), 255, np.uint8))


def test_a_cut_out_keeps_its_own_alpha() -> None:
    picture = np.zeros((50, 50, 4), np.uint8)
    picture[10:40, 10:40] = (200, 30, 35, 255)
    np.testing.assert_array_equal(garment_alone(picture), picture)
