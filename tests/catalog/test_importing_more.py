"""Imports of real shops: several pictures a product, pictures on the web, products that go, an estimate of what is left."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from sketch2fashion.catalog.embedded import EmbeddedCatalog
from sketch2fashion.catalog.executors import InProcess
from sketch2fashion.catalog.feeds.source import Columns
from sketch2fashion.catalog.fetching import Fetcher, FetchProblem
from sketch2fashion.catalog.ingest import ImportOptions, ImportReport, Progress, import_source
from sketch2fashion.catalog.pace import Pace

from .making import MODEL
from .test_fetching import Server, sends
from .test_fetching import fetcher as fetcher
from .test_fetching import server as server
from .test_ingest import Counting, picture, row, write_feed
from .test_ingest import catalog as catalog
from .test_ingest import feed as feed
from .writer import look as see


def run(
    catalog: EmbeddedCatalog,
    source: Path,
    options: ImportOptions | None = None,
    fetcher: Fetcher | None = None,
    look: Counting | None = None,
) -> ImportReport:
    return import_source(catalog, source, options, fetcher=fetcher, look=look or see, model=MODEL, executor=InProcess())


def listed(report: ImportReport) -> list[tuple[str, str]]:
    assert report.problems is not None
    with report.problems.open(encoding="utf-8-sig", newline="") as file:
        return [(line["id"], line["problem"]) for line in csv.DictReader(file)]


def test_a_product_keeps_all_its_pictures_in_their_order(catalog: EmbeddedCatalog, feed: Path) -> None:
    write_feed(feed, [row(1, additional_image_link="5.png,3.png")])
    run(catalog, feed)
    assert [Path(picture.origin).name for picture in catalog.get("p1").pictures] == ["1.png", "5.png", "3.png"]


def test_one_bad_picture_is_left_out_and_looked_at_once(catalog: EmbeddedCatalog, feed: Path) -> None:
    (feed / "bad.png").write_bytes(b"no picture")
    write_feed(feed, [row(1, additional_image_link="bad.png|3.png")])
    report = run(catalog, feed)
    assert (report.imported, report.failed, report.pictures_left_out) == (1, 0, 1)
    assert listed(report)[0][0] == "p1"
    assert len(catalog.get("p1").pictures) == 2
    again = run(catalog, feed, look=(look := Counting()))
    assert (again.imported, again.unchanged, look.pictures) == (0, 1, 0)


def test_a_new_picture_costs_one_look(catalog: EmbeddedCatalog, feed: Path) -> None:
    write_feed(feed, [row(1, additional_image_link="3.png")])
    run(catalog, feed)
    write_feed(feed, [row(1, additional_image_link="3.png,4.png")])
    run(catalog, feed, look=(look := Counting()))
    assert look.pictures == 1
    assert len(catalog.get("p1").pictures) == 3


@pytest.fixture
def web_feed(server: Server, tmp_path: Path) -> Path:
    folder = tmp_path / "web"
    folder.mkdir()
    for number in range(4):
        picture(tmp_path / "p.png", number)
        server.answers[f"/{number}.png"] = sends((tmp_path / "p.png").read_bytes(), Content_Type="image/png")
    write_feed(folder, [row(number, image_link=f"{server.url}/{number}.png") for number in range(4)])
    return folder


def test_pictures_come_from_the_web_and_are_fetched_once(
    catalog: EmbeddedCatalog, web_feed: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SKETCH2FASHION_PRIVATE_HOSTS", server.host)
    from sketch2fashion.settings import settings

    settings.cache_clear()
    assert run(catalog, web_feed).imported == 4
    assert catalog.get("p2").pictures[0].origin == f"{server.url}/2.png"
    again = run(catalog, web_feed)
    assert (again.unchanged, len(server.asked)) == (4, 4)
    assert run(catalog, web_feed, ImportOptions(refetch=True)).failed == 0
    assert len(server.asked) == 8
    settings.cache_clear()


class Moody(Fetcher):
    """A fetcher whose web fails for one address, for a while or for good."""

    def __init__(self, bad: str, again: bool, data: bytes) -> None:
        super().__init__(private_hosts=())
        self.bad, self.again, self.data, self.asked = bad, again, data, 0

    def fetch(self, address: str) -> bytes:
        self.asked += 1
        if address.endswith(self.bad):
            raise FetchProblem("It answers 503." if self.again else "It answers 404.", again=self.again)
        return self.data


@pytest.mark.parametrize(("again", "asked_later"), [(True, 1), (False, 0)])
def test_what_may_pass_is_tried_again_the_next_time(catalog: EmbeddedCatalog, feed: Path, again: bool, asked_later: int) -> None:
    data = (feed / "3.png").read_bytes()
    addresses = {"image_link": "https://a.example/1.png", "additional_image_link": "https://a.example/2.png"}
    write_feed(feed, [row(1, **addresses)])
    report = run(catalog, feed, fetcher=Moody("2.png", again, data))
    assert (report.imported, report.pictures_left_out) == (1, 1)
    later = Moody("2.png", again, data)
    assert run(catalog, feed, fetcher=later).unchanged == 1
    assert later.asked == asked_later
    healed = run(catalog, feed, fetcher=Moody("nothing", again, data))
    assert healed.imported == (1 if again else 0)
    assert len(catalog.get("p1").pictures) == (2 if again else 1)


def test_a_product_whose_pictures_all_fail_stays_as_it_was(catalog: EmbeddedCatalog, feed: Path) -> None:
    write_feed(feed, [row(1)])
    run(catalog, feed)
    write_feed(feed, [row(1, image_link="https://a.example/1.png")])
    report = run(catalog, feed, ImportOptions(prune=True), fetcher=Moody("1.png", True, b""))
    assert (report.failed, report.removed) == (1, 0)
    assert catalog.get("p1").pictures[0].origin.endswith("1.png")


NAVER_HEAD = "id\ttitle\tprice_pc\tlink\timage_link\tcategory_name1\tclass\n"


def test_a_row_that_says_so_removes_its_product(catalog: EmbeddedCatalog, feed: Path) -> None:
    write_feed(feed, [row(1), row(2)])
    run(catalog, feed)
    (feed / "summary.tsv").write_text(NAVER_HEAD + "p1\t\t\t\t\t\tD\np77\t\t\t\t\t\tD\n")
    report = run(catalog, feed / "summary.tsv")
    assert (report.removed, report.unchanged, report.failed) == (1, 1, 0)
    assert catalog.count() == 1


def ids(catalog: EmbeddedCatalog) -> list[str]:
    return [item.product.id for item in catalog.scan()]


def test_pruning_removes_what_the_feed_lost_and_nothing_of_other_shops(catalog: EmbeddedCatalog, feed: Path) -> None:
    write_feed(feed, [row(number, shop="Mine") for number in range(4)] + [row(9, shop="Other")])
    run(catalog, feed)
    write_feed(feed, [row(0), row(1), row(2)])
    mine = Columns(values={"shop": "Mine"})
    assert run(catalog, feed, ImportOptions(columns=mine)).removed == 0
    assert run(catalog, feed, ImportOptions(columns=mine, prune=True)).removed == 1
    assert ids(catalog) == ["p0", "p1", "p2", "p9"]


def test_a_bad_row_does_not_prune_its_product(catalog: EmbeddedCatalog, feed: Path) -> None:
    write_feed(feed, [row(0), row(1)])
    run(catalog, feed)
    write_feed(feed, [row(0), row(1, price="cheap")])
    report = run(catalog, feed, ImportOptions(prune=True))
    assert (report.failed, report.removed, report.not_pruned) == (1, 0, "")
    assert ids(catalog) == ["p0", "p1"]


def test_a_feed_that_lost_more_than_half_prunes_only_when_told_twice(catalog: EmbeddedCatalog, feed: Path) -> None:
    write_feed(feed, [row(number) for number in range(5)])
    run(catalog, feed)
    write_feed(feed, [row(0), row(1)])
    refused = run(catalog, feed, ImportOptions(prune=True))
    assert (refused.removed, refused.not_pruned) == (0, "The feed lacks 3 of the 5 products of its shops, more than half.")
    assert run(catalog, feed, ImportOptions(prune=True, prune_anyway=True)).removed == 3


def test_a_feed_that_breaks_off_is_not_pruned_by(catalog: EmbeddedCatalog, feed: Path) -> None:
    write_feed(feed, [row(0), row(1)])
    run(catalog, feed)
    xml = "<rss><channel><item><id>p0</id><title>T</title><image_link>0.png</image_link></item><item><id>p"
    (feed / "broken.xml").write_text(xml)
    report = run(catalog, feed / "broken.xml", ImportOptions(prune=True))
    assert "cannot be read whole" in report.not_pruned
    assert ids(catalog) == ["p0", "p1"]


def test_the_report_can_be_json_lines(catalog: EmbeddedCatalog, feed: Path, tmp_path: Path) -> None:
    write_feed(feed, [row(0, title=""), row(1)])
    import_source(catalog, feed, problems=tmp_path / "bad.jsonl", look=see, model=MODEL)
    (line,) = (tmp_path / "bad.jsonl").read_text().splitlines()
    found = json.loads(line)
    assert (found["place"], found["id"]) == ("row 2", "p0")
    assert "title is missing" in found["problem"]


def test_progress_says_how_many_rows_there_are(catalog: EmbeddedCatalog, feed: Path) -> None:
    told: list[Progress] = []
    import_source(catalog, feed, on_commit=told.append, look=see, model=MODEL)
    assert told[-1].rows == 40
    assert told[-1].total == 40
    assert [progress.rows for progress in told] == sorted(progress.rows for progress in told)


def marks(pace: Pace, monkeypatch: pytest.MonkeyPatch, moments: Sequence[tuple[float, int]]) -> list[float | None]:
    said = []
    for moment, rows in moments:
        monkeypatch.setattr("sketch2fashion.catalog.pace.time.monotonic", lambda moment=moment: moment)
        said.append(pace.seconds_left(rows))
    return said


def test_what_is_left_is_told_by_the_last_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sketch2fashion.catalog.pace.time.monotonic", lambda: 0.0)
    pace = Pace()
    assert marks(pace, monkeypatch, [(10.0, 100)]) == [None], "the rows are not counted yet"
    pace.total = 10_000
    resumed = [(second, 5_000 + 10 * (second - 20)) for second in range(20, 200)]  # 5 000 in an instant, then ten a second
    last = marks(pace, monkeypatch, resumed)[-1]
    assert last == pytest.approx((10_000 - resumed[-1][1]) / 10, rel=0.05)
