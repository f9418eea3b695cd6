"""The embedded home: its derived files can be lost or damaged at any time, its database cannot be opened by mistake."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from sketch2fashion.catalog import embedded, generations
from sketch2fashion.catalog.database import FILE_NAME
from sketch2fashion.catalog.embedded import EmbeddedCatalog
from sketch2fashion.catalog.store import EVERYTHING, Filter, open_catalog
from sketch2fashion.errors import BadValue, CatalogError, MissingExtra

from .making import MODEL, item, query

WRITER = Path(__file__).with_name("writer.py")
PATIENCE_SECONDS = 60.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A catalogue of twenty products with a fresh generation."""
    folder = tmp_path / "catalogue"
    with EmbeddedCatalog(folder, create=True) as catalog:
        catalog.upsert([item(number, category="skirt" if number % 2 else "pants") for number in range(1, 21)], MODEL)
        catalog.build_generation()
    return folder


def found(folder: Path, number: int, where: Filter = EVERYTHING) -> str:
    with EmbeddedCatalog(folder) as catalog:
        return catalog.search(query(number, where=where))[0].product.id


def generation_folders(folder: Path) -> list[Path]:
    return sorted((folder / "vectors").glob("g*"))


def wait_until_whole(folder: Path) -> None:
    """Wait for the build in the other process."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while generations.newest(folder / "vectors", MODEL, thorough=True) is None:
        assert time.monotonic() < deadline, "no new generation was built"
        time.sleep(0.1)


def test_a_generation_keeps_the_rows_of_a_category_together(folder: Path) -> None:
    generation = generations.newest(folder / "vectors", MODEL, thorough=True)
    assert generation is not None
    categories = generation.segment.facts["category"].tolist()
    assert categories == sorted(categories)
    assert generation.manifest.count == 20
    assert found(folder, 3, Filter(category="skirt")) == "p3"


def test_a_search_reads_the_generation_not_the_database(folder: Path) -> None:
    with EmbeddedCatalog(folder) as catalog:
        catalog.search(query(1))
        view = catalog._view
        assert view is not None
        assert len(view.settled) == 20
        assert len(view.recent) == 0


@pytest.mark.parametrize("damage", ["flip", "cut", "manifest", "pointer", "gone", "nonsense"])
def test_a_damaged_generation_is_made_again_and_never_answers(folder: Path, damage: str) -> None:
    (generation,) = generation_folders(folder)
    vectors = generation / "vectors.f16"
    match damage:
        case "flip":
            content = bytearray(vectors.read_bytes())
            content[1000:1100] = bytes(100)
            vectors.write_bytes(content)
        case "cut":
            vectors.write_bytes(vectors.read_bytes()[:-4])
        case "manifest":
            (generation / "manifest.json").write_text("{}")
        case "pointer":
            (folder / "vectors" / "current.json").write_text('{"generations": ["../../../etc", 7, "g404"]}')
        case "gone":
            vectors.unlink()
        case "nonsense":
            (generation / "facts.bin").write_bytes(b"\xff" * (generation / "facts.bin").stat().st_size)
    for number in range(1, 21):
        assert found(folder, number) == f"p{number}"
    wait_until_whole(folder)
    assert found(folder, 5) == "p5"


def test_the_generation_before_serves_while_the_newest_is_damaged(folder: Path) -> None:
    with EmbeddedCatalog(folder) as catalog:
        catalog.delete(["p1"])
        catalog.upsert([item(30)], MODEL)
        catalog.build_generation()
    newest = generation_folders(folder)[-1]
    (newest / "vectors.f16").write_bytes(b"")
    generation = generations.newest(folder / "vectors", MODEL, thorough=True)
    assert generation is not None
    assert generation.manifest.count == 20, "the one before"
    with EmbeddedCatalog(folder) as catalog:
        ids = [candidate.product.id for candidate in catalog.search(query(30, limit=50))]
    assert ids[0] == "p30"
    assert "p1" not in ids, "what was deleted since the older generation stays deleted"


def test_only_two_generations_are_kept(folder: Path) -> None:
    with EmbeddedCatalog(folder) as catalog:
        for number in range(40, 45):
            catalog.upsert([item(number)], MODEL)
            catalog.build_generation()
    assert len(generation_folders(folder)) == 2
    assert len(json.loads((folder / "vectors" / "current.json").read_text())["generations"]) == 2
    assert not list((folder / "vectors").glob("making-*"))


def test_a_reader_that_slept_through_many_builds_wakes_up_right(folder: Path) -> None:
    with EmbeddedCatalog(folder) as reader, EmbeddedCatalog(folder) as writer:
        reader.search(query(1))
        for number in range(1, 6):
            writer.delete([f"p{number}"])
            writer.build_generation()
        ids = {candidate.product.id for candidate in reader.search(query(1, limit=50))}
        assert ids <= {f"p{number}" for number in range(6, 21)}


def test_deleting_the_derived_files_loses_nothing(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder / "vectors")
    assert found(folder, 9) == "p9"


def test_an_import_of_many_pictures_builds_in_another_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "BUILD_FROM", 10)
    with EmbeddedCatalog(tmp_path / "c", create=True) as catalog:
        catalog.upsert([item(number) for number in range(1, 31)], MODEL)
        assert catalog._builder is not None
        wait_until_whole(tmp_path / "c")
        assert catalog.search(query(7))[0].product.id == "p7"
        assert catalog._view is not None
        assert len(catalog._view.settled) == 30


def test_an_older_copy_of_the_database_beside_newer_vectors_is_noticed(folder: Path) -> None:
    copy = folder / "copy"
    with sqlite3.connect(folder / FILE_NAME) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    source.close()
    target.close()
    with EmbeddedCatalog(folder) as catalog:
        catalog.delete(["p1"])
        catalog.upsert([item(50)], MODEL)
        catalog.build_generation()
    copy.replace(folder / FILE_NAME)
    for rest in ("-wal", "-shm"):
        (folder / (FILE_NAME + rest)).unlink(missing_ok=True)
    assert found(folder, 1) == "p1"
    assert found(folder, 50) != "p50"


@pytest.mark.parametrize("content", [b"this is no database, whatever it is called" * 100, b"SQLite format 3\x00" + b"\xff" * 5_000])
def test_a_damaged_database_is_one_clear_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(CatalogError, match="damaged") as caught:
        open_catalog(str(tmp_path))
    assert caught.value.hint


def test_damage_inside_the_database_is_one_clear_sentence(folder: Path) -> None:
    content = bytearray((folder / FILE_NAME).read_bytes())
    content[4096:] = b"\x5a" * (len(content) - 4096)
    (folder / FILE_NAME).write_bytes(content)
    with pytest.raises(CatalogError, match="damaged"):
        found(folder, 1)


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE_NAME) as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()
    with pytest.raises(CatalogError, match="another program"):
        open_catalog(str(tmp_path), create=True)


def test_a_missing_catalogue_says_how_to_make_one_and_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="catalog import"):
        open_catalog(str(tmp_path / "nowhere"))
    assert not (tmp_path / "nowhere").exists()


def test_a_home_that_is_not_installed_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(MissingExtra, match=r"sketch2fashion\[milvus\]"):
        open_catalog("milvus://127.0.0.1:19530/shop")
    with pytest.raises(BadValue, match="ftp"):
        open_catalog("ftp://somewhere/else")


def test_two_processes_write_while_a_third_reads(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    with EmbeddedCatalog(folder, create=True) as reader:
        writers = [subprocess.Popen([sys.executable, str(WRITER), "write", str(folder), str(start), "25"]) for start in (100, 200)]
        seen, wrong = 0, []
        while any(writer.poll() is None for writer in writers):
            for product in [stored.product.id for stored in reader.scan(limit=1000)][seen:]:
                number = int(product.removeprefix("p"))
                if reader.search(query(number))[0].product.id != product:
                    wrong.append(product)
            seen = reader.count()
        assert [writer.wait() for writer in writers] == [0, 0]
        assert wrong == []
        assert reader.count() == 50
        for number in (100, 124, 200, 224):
            assert reader.search(query(number))[0].product.id == f"p{number}"


def test_the_same_search_in_many_threads_while_a_generation_is_swapped(folder: Path) -> None:
    wrong: list[object] = []
    with EmbeddedCatalog(folder) as catalog:
        stop = threading.Event()

        def look() -> None:
            while not stop.is_set():
                try:
                    if catalog.search(query(4))[0].product.id != "p4":
                        wrong.append("another product")
                except Exception as problem:
                    wrong.append(problem)

        threads = [threading.Thread(target=look) for _ in range(3)]
        for thread in threads:
            thread.start()
        for number in range(60, 66):
            catalog.upsert([item(number)], MODEL)
            catalog.build_generation()
        stop.set()
        for thread in threads:
            thread.join()
    assert wrong == []


def test_an_emptied_catalogue_builds_an_empty_generation(folder: Path) -> None:
    with EmbeddedCatalog(folder) as catalog:
        catalog.delete([f"p{number}" for number in range(1, 21)])
        assert catalog.build_generation()
    with EmbeddedCatalog(folder) as catalog:
        assert catalog.search(query(1)) == []
        catalog.upsert([item(1)], MODEL)
        assert catalog.search(query(1))[0].product.id == "p1"
