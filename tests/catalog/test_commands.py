"""`sketch2fashion catalog` and `search` from the outside: exit codes, one JSON object on standard output, one line for a mistake."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from PIL import Image, ImageDraw

from sketch2fashion.catalog.embedded import EmbeddedCatalog
from sketch2fashion.cli import main
from sketch2fashion.models import registry

from .making import MODEL, item

needs_models = pytest.mark.skipif(
    not {"embedder", "linework"} <= set(registry.available()), reason="embedder and linework are not in this checkout"
)


class Outcome(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def fields(self) -> dict[str, Any]:
        """The one JSON object on standard output."""
        found: dict[str, Any] = json.loads(self.out)
        return found


Run = Callable[..., Outcome]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> Outcome:
        with pytest.raises(SystemExit) as exit:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Outcome(int(exit.value.code or 0), captured.out, captured.err)

    return call


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A catalogue of three products."""
    with EmbeddedCatalog(tmp_path / "home", create=True) as catalog:
        catalog.upsert([item(1, title="빨간 티셔츠"), item(2, category="skirt"), item(3, category=None, price=None, currency=None)], MODEL)
    return tmp_path / "home"


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder feed: two skirts on white, and a file that is no picture."""
    folder = tmp_path / "feed" / "skirts"
    folder.mkdir(parents=True)
    for name, colour in (("red", (200, 30, 35)), ("blue", (40, 90, 190))):
        image = Image.new("RGB", (96, 96), (255, 255, 255))
        ImageDraw.Draw(image).polygon([(34, 10), (62, 10), (86, 88), (10, 88)], fill=colour)
        image.save(folder / f"{name}.png")
    (folder / "broken.png").write_bytes(b"no picture")
    return folder.parent


def test_info_is_exactly_what_the_contract_says(run: Run, home: Path) -> None:
    outcome = run("catalog", "info", "--catalog", home, "--json")
    assert outcome.code == 0
    assert list(outcome.fields) == ["uri", "products", "pictures", "categories", "model", "bytes"]
    assert {**outcome.fields, "bytes": 0} == {
        "uri": str(home),
        "products": 3,
        "pictures": 3,
        "categories": {"skirt": 1, "t-shirt": 1},
        "model": MODEL,
        "bytes": 0,
    }
    assert "3 products" in run("catalog", "info", "--catalog", home).out


def test_remove_says_how_many_went_and_refuses_the_unknown(run: Run, home: Path) -> None:
    assert run("catalog", "remove", "p1", "p404", "--catalog", home, "--json").fields == {"removed": 1, "unknown": 1}
    outcome = run("catalog", "remove", "p404", "--catalog", home)
    assert outcome.code == 2
    assert outcome.err.count("\n") == 1
    assert "p404" in outcome.err


def test_move_copies_everything_and_compares(run: Run, home: Path, tmp_path: Path) -> None:
    outcome = run("catalog", "move", home, tmp_path / "new", "--json")
    assert outcome.fields == {"from": str(home), "to": str(tmp_path / "new"), "products": 3, "compared": 3, "same": 1.0}
    with EmbeddedCatalog(home) as old, EmbeddedCatalog(tmp_path / "new") as new:
        for id in ("p1", "p2", "p3"):
            assert new.get(id).product == old.get(id).product
            assert new.get(id).pictures[0].webp == old.get(id).pictures[0].webp
    assert run("catalog", "move", home, tmp_path / "new").code == 0, "moving again finds everything there"


def test_move_refuses_itself_and_a_home_that_holds_others(run: Run, home: Path, tmp_path: Path) -> None:
    assert "same catalogue" in run("catalog", "move", home, home).err
    with EmbeddedCatalog(tmp_path / "other", create=True) as other:
        other.upsert([item(9)], MODEL)
    assert "not empty" in run("catalog", "move", home, tmp_path / "other").err


def test_what_is_exported_imports_again(run: Run, home: Path, tmp_path: Path) -> None:
    assert run("catalog", "export", tmp_path / "out", "--catalog", home, "--json").fields == {"out": str(tmp_path / "out"), "products": 3}
    from sketch2fashion.catalog.feeds import feed_of
    from sketch2fashion.catalog.feeds.columns import offer_of

    feed, path = feed_of(tmp_path / "out")
    offers = [offer_of(row) for row in feed.rows(path)]
    with EmbeddedCatalog(home) as catalog:
        assert [offer.product for offer in offers] == [found.product for found in catalog.scan()]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("catalog", "info", "--catalog", "NOWHERE"), "catalog import"),
        (("catalog", "info", "--catalog", "milvus://localhost:9/x"), "ilvus"),  # its package is missing, or nobody answers
        (("catalog", "import", "NOWHERE", "--catalog", "NEW"), "no feed or folder"),
        (("search", "NOWHERE"), "no file"),
        (("search", "PICTURE", "--shop", "lens"), "is off"),
        (("search", "PICTURE", "--top", "0"), "between 1 and 200"),
        (("search", "PICTURE", "--as", "song"), "auto, drawing, photo"),
        (("search", "PICTURE", "--category", "boat"), "t-shirt"),
        (("search", "PICTURE", "--colour", "plaid"), "beige"),
        (("search", "PICTURE", "--price-max", "much"), "--price-max"),
        (("search", "TEXT", "--catalog", "HOME"), "PNG"),
    ],
)
def test_a_mistake_is_one_line_and_exit_2(run: Run, home: Path, pictures: Path, arguments: tuple[str, ...], said: str) -> None:
    (pictures / "note.txt").write_text("hello")
    places = {
        "NOWHERE": pictures / "nowhere",
        "NEW": pictures / "new",
        "PICTURE": pictures / "skirts" / "red.png",
        "TEXT": pictures / "note.txt",
        "HOME": home,
    }
    outcome = run(*(places.get(argument, argument) for argument in arguments))
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.count("\n") == 1
    assert said in outcome.err
    assert not (pictures / "new").exists()


@needs_models
def test_import_then_search_on_the_command_line(run: Run, pictures: Path, tmp_path: Path) -> None:
    home = tmp_path / "shop"
    imported = run("catalog", "import", pictures, "--catalog", home, "--json")
    assert imported.code == 0
    assert {name: imported.fields[name] for name in ("imported", "unchanged", "failed")} == {"imported": 2, "unchanged": 0, "failed": 1}
    events = [json.loads(line) for line in imported.err.splitlines()]
    assert sorted(id for event in events for id in event["ids"]) == ["skirts:blue", "skirts:red"]
    assert "broken" in Path(imported.fields["report"]).read_text("utf-8-sig")

    found = run("search", pictures / "skirts" / "red.png", "--catalog", home, "--json").fields
    assert list(found) == ["category", "as", "seconds", "close", "matches", "facets"]
    assert found["as"] == "photo"
    first = found["matches"][0]
    assert list(first) == ["id", "title", "price", "currency", "image", "link", "shop", "category", "score", "why"]
    assert (first["id"], first["category"], first["price"], first["currency"]) == ("skirts:red", "skirt", None, None)
    assert first["image"] == str(pictures / "skirts" / "red.png")
    assert list(first["why"]) == ["shape", "colour"]
    assert 0.9 < first["score"] <= 1

    text = run("search", pictures / "skirts" / "red.png", "--catalog", home, "--top", 1)
    assert [line.split()[0] for line in text.out.splitlines()] == ["photo,", "1.00", "Narrow", "--colour"]
    assert run("catalog", "import", pictures, "--catalog", home, "--json").fields["unchanged"] == 2
    assert run("catalog", "reindex", "--catalog", home, "--json").fields["embedded"] == 0
