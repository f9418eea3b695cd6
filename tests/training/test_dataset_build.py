"""Building a set from tiny folders of painted garments, and packing it."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from sketch2fashion.cli import main
from sketch2fashion.cli.dataset import dataset
from sketch2fashion.errors import BadFeed, BadValue, NotFound
from sketch2fashion.garment import Picture
from sketch2fashion.training.dataset import packed
from sketch2fashion.training.dataset.build import BuildOptions, build, find_sources, git_blob
from sketch2fashion.training.dataset.detectors import DETECTORS
from sketch2fashion.training.dataset.likeness import Likeness, groups_of, likeness_of, split_of
from sketch2fashion.training.dataset.packed import load_pack, write_pack
from sketch2fashion.training.dataset.table import read_table

FAST = BuildOptions(lines="canny", side=128)


def garment(seed: int, side: int = 160) -> Picture:
    """A coloured trapezium with a seam, transparent around it (so that no network has to cut it out)."""
    random = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:side, 0:side]
    half = side * (0.2 + 0.1 * random.random()) + rows * 0.1
    inside = (rows > side * 0.1) & (rows < side * 0.9) & (np.abs(columns - side / 2) < half)
    colours = random.integers(30, 220, (2, 3))
    rgb = np.where((rows < side * random.uniform(0.3, 0.7))[..., None], colours[0], colours[1])
    return np.dstack([rgb * inside[..., None], 255 * inside]).astype(np.uint8)


def save(picture: Picture, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture).save(path)
    return path


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Ten garments in folders named as people name them, one copy, one damaged file, one without a garment."""
    for seed in range(10):
        save(garment(seed), tmp_path / "photos" / ("T-Shirts" if seed % 2 else "mens_jeans") / f"{seed}.png")
    shutil.copyfile(tmp_path / "photos/T-Shirts/1.png", tmp_path / "photos/T-Shirts/z-copy.png")
    (tmp_path / "photos/T-Shirts/broken.jpg").write_bytes(b"\xff\xd8\xff nothing more")
    save(np.zeros((80, 80, 4), np.uint8), tmp_path / "photos/T-Shirts/empty.png")
    return tmp_path / "photos"


def rows_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "garments.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_folder_of_photos_becomes_a_set(photos: Path, tmp_path: Path) -> None:
    report = build(photos, tmp_path / "set", FAST)
    assert report.garments == len(rows_of(tmp_path / "set")) == 10
    for row in rows_of(tmp_path / "set"):
        with Image.open(tmp_path / "set/garments" / f"{row['id']}.webp") as image:
            assert (image.mode, image.size) == ("RGBA", (128, 128))
            height = np.ptp(np.flatnonzero((np.asarray(image)[..., 3] > 127).any(1)))
            assert height == pytest.approx(0.92 * 128, abs=3)
        for kind in ("lines", "flats"):
            assert (tmp_path / "set" / kind / f"{row['id']}.webp").is_file()
    assert (tmp_path / "set/contact.jpg").stat().st_size > 1000


def test_folder_names_say_the_category(photos: Path, tmp_path: Path) -> None:
    build(photos, tmp_path / "set", FAST)
    assert sorted({row["category"] for row in rows_of(tmp_path / "set")}) == ["pants", "t-shirt"]


def test_bad_files_are_reported_and_cost_only_themselves(photos: Path, tmp_path: Path) -> None:
    failures = dict(build(photos, tmp_path / "set", FAST).failures)
    assert set(failures) == {"T-Shirts/broken.jpg", "T-Shirts/empty.png", "T-Shirts/z-copy.png"}
    assert "same file as T-Shirts/1.png" in failures["T-Shirts/z-copy.png"]
    with (tmp_path / "set/failures.csv").open() as file:
        assert len(list(csv.DictReader(file))) == 3


def test_an_interrupted_build_goes_on(photos: Path, tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(photos, tmp_path / "set", FAST, progress=stop)
    journal = tmp_path / "set/progress.jsonl"
    journal.write_text(journal.read_text() + '\n{"options": "cut o')  # a kill in the middle of a line
    assert build(photos, tmp_path / "set", FAST).resumed == 4
    assert build(photos, tmp_path / "set", FAST).resumed == 11  # all but the two that failed
    whole = build(photos, tmp_path / "whole", FAST)
    assert whole.resumed == 0
    assert rows_of(tmp_path / "set") == rows_of(tmp_path / "whole")


def test_other_options_start_afresh(photos: Path, tmp_path: Path) -> None:
    build(photos, tmp_path / "set", FAST)
    assert build(photos, tmp_path / "set", BuildOptions(lines="xdog", side=128)).resumed == 0


def test_several_processes_make_the_same_set(photos: Path, tmp_path: Path) -> None:
    build(photos, tmp_path / "one", FAST)
    build(photos, tmp_path / "two", BuildOptions(lines="canny", side=128, workers=2))
    assert rows_of(tmp_path / "one") == rows_of(tmp_path / "two")
    for path in (tmp_path / "one/lines").iterdir():
        assert path.read_bytes() == (tmp_path / "two/lines" / path.name).read_bytes()


def test_a_labels_table_says_the_category_of_a_flat_folder(tmp_path: Path) -> None:
    for seed in range(3):
        save(garment(seed), tmp_path / "photos/images" / f"p{seed}.png")
    (tmp_path / "photos/images.csv").write_text("image,sender_id,label,kids\np0,1,Outwear,False\np1,1,Not sure,False\np2,1,Skirt,False\n")
    report = build(tmp_path / "photos", tmp_path / "set", FAST)
    assert {row["category"] for row in rows_of(tmp_path / "set")} == {"outerwear", "skirt"}
    ((source, reason),) = report.failures
    assert source == "images/p1.png"
    assert "Not sure" in reason


def test_one_category_can_be_given_for_all(tmp_path: Path) -> None:
    save(garment(0), tmp_path / "photos/a.png")
    build(tmp_path / "photos", tmp_path / "set", BuildOptions(lines="canny", side=128, category="hat"))
    assert [row["category"] for row in rows_of(tmp_path / "set")] == ["hat"]


def test_a_set_that_is_cut_out_already_keeps_its_rows_and_gets_the_drawings_it_lacks(photos: Path, tmp_path: Path) -> None:
    build(photos, tmp_path / "first", FAST)
    (tmp_path / "first/progress.jsonl").unlink()
    lacking = rows_of(tmp_path / "first")[0]["id"]
    (tmp_path / "first/lines" / f"{lacking}.webp").unlink()
    report = build(tmp_path / "first", tmp_path / "second", BuildOptions(lines="xdog", side=128, flats=False))
    kept = ("id", "category", "split", "group", "git_blob")
    before, after = ([{key: row[key] for key in kept} for row in rows_of(tmp_path / name)] for name in ("first", "second"))
    assert before == after
    assert report.failures == ()
    assert len(list((tmp_path / "second/lines").iterdir())) == 10
    assert len(list((tmp_path / "second/lines-given").iterdir())) == 9
    same = tmp_path / "first/garments" / f"{lacking}.webp"
    assert same.read_bytes() == (tmp_path / "second/garments" / same.name).read_bytes()


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        (BuildOptions(lines="pencil"), BadValue, "linework, canny, xdog"),
        (BuildOptions(side=4), BadValue, "128"),
        (BuildOptions(val_share=0.9), BadValue, "0.5"),
    ],
)
def test_wrong_options_are_refused_with_what_is_allowed(tmp_path: Path, options: BuildOptions, error: type[Exception], says: str) -> None:
    with pytest.raises(error) as problem:
        find_sources(tmp_path, options)
    assert says in str(problem.value)


def test_an_empty_and_a_missing_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="no picture"):
        find_sources(tmp_path, FAST)
    with pytest.raises(NotFound, match="no folder"):
        find_sources(tmp_path / "nowhere", FAST)


def test_git_names_the_same_content() -> None:
    assert git_blob(b"hello\n") == "ce013625030ba8dba906f756967f9e9ca394464a"  # git hash-object


@pytest.mark.parametrize("name", ["canny", "xdog"])
def test_classical_detectors_draw_seam_and_outline_but_no_plain_cloth(name: str) -> None:
    picture = garment(3, 256)
    rgb = np.where(picture[..., 3:] > 0, picture[..., :3], 255).astype(np.uint8)
    lines = DETECTORS[name](rgb)
    assert lines.shape == (256, 256)
    assert lines.min() >= 0
    assert 0.5 < lines.max() <= 1
    assert 0.005 < (lines > 0.5).mean() < 0.1


# ------------------------------------------------------------------------------------------------------- groups and splits


def test_the_same_photo_saved_again_is_a_near_duplicate() -> None:
    random = np.random.default_rng(0)
    rooms = [np.kron(random.integers(0, 255, (8, 8, 3)), np.ones((20, 20, 1))).astype(np.uint8) for _ in range(4)]
    smaller = np.asarray(Image.fromarray(rooms[1]).resize((120, 120)))
    brighter = np.clip(rooms[2].astype(int) + 6, 0, 255).astype(np.uint8)
    assert groups_of([likeness_of(picture) for picture in (*rooms, smaller, brighter)]) == [0, 1, 2, 3, 1, 2]
    assert groups_of([]) == []


def test_a_likeness_survives_as_text() -> None:
    likeness = likeness_of(garment(1)[..., :3])
    again = Likeness.from_text(likeness.to_text())
    assert np.array_equal(likeness.bits, again.bits)
    assert np.allclose(likeness.colour, again.colour, atol=0.01)


def test_splits_never_part_a_group_and_reach_every_category() -> None:
    random = np.random.default_rng(2)
    count = 400
    groups = [int(value) for value in random.integers(0, 250, count)]
    first = {group: index for index, group in reversed(list(enumerate(groups)))}
    groups = [first[group] for group in groups]
    categories = ["hat" if group % 3 else "shoes" for group in groups]
    splits = split_of([f"id{index}" for index in range(count)], categories, groups, 0.1)
    assert len({(group, split) for group, split in zip(groups, splits, strict=True)}) == len(set(groups))
    for name in ("hat", "shoes"):
        share = np.mean([split == "val" for split, category in zip(splits, categories, strict=True) if category == name])
        assert 0.07 < share < 0.13


# ---------------------------------------------------------------------------------------------------------------- packs


@pytest.fixture
def built(photos: Path, tmp_path: Path) -> Path:
    build(photos, tmp_path / "set", FAST)
    shutil.copytree(tmp_path / "set/lines", tmp_path / "set/lines-given")
    next(iter(sorted((tmp_path / "set/lines-given").iterdir()))).unlink()
    return tmp_path / "set"


def test_what_was_packed_comes_back(built: Path, tmp_path: Path) -> None:
    rows = read_table(built)
    report = write_pack(built, rows, tmp_path / "pack")
    loaded = load_pack(tmp_path / "pack")
    assert loaded.ids == tuple(row.id for row in rows)
    assert loaded.categories == tuple(row.category for row in rows)
    assert loaded.splits == tuple(row.split for row in rows)
    assert loaded.groups == tuple(row.group for row in rows)
    assert loaded.garments.shape == (10, 256, 256, 4)
    assert int(loaded.has_given_lines.sum()) == 9
    assert report.bytes == sum(path.stat().st_size for path in (tmp_path / "pack").iterdir())
    with Image.open(built / "garments" / f"{rows[3].id}.webp") as image:
        wanted = np.asarray(image.convert("RGBA").resize((256, 256)))
    inside = wanted[..., 3] > 250
    assert np.abs(loaded.garments[3][..., 3].astype(int) - wanted[..., 3]).mean() < 4
    assert np.abs(loaded.garments[3][inside].astype(int) - wanted[inside]).mean() < 6
    assert 0.01 < (loaded.lines[3] > 127).mean() < 0.2
    assert np.array_equal(loaded.lines[3], loaded.given_lines[3])


def test_the_same_set_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_pack(built, read_table(built), tmp_path / name, workers=2)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_no_part_is_larger_than_allowed(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "PART_BYTES", 20_000)
    assert write_pack(built, read_table(built), tmp_path / "pack").parts > 1
    assert all(path.stat().st_size <= 20_000 for path in (tmp_path / "pack").glob("part-*.zip"))
    assert len(load_pack(tmp_path / "pack")) == 10


def test_a_damaged_missing_or_unfinished_part_is_noticed(built: Path, tmp_path: Path) -> None:
    write_pack(built, read_table(built), tmp_path / "pack")
    part = tmp_path / "pack/part-000.zip"
    whole = part.read_bytes()
    part.write_bytes(whole[:-100])
    with pytest.raises(BadFeed, match="damaged"):
        load_pack(tmp_path / "pack")
    part.unlink()
    with pytest.raises(BadFeed, match="no whole pack"):
        load_pack(tmp_path / "pack")
    part.write_bytes(whole)
    (tmp_path / "pack/pack.json").write_text("{}")
    with pytest.raises(BadFeed):
        load_pack(tmp_path / "pack")


def test_build_and_pack_by_command(photos: Path, tmp_path: Path) -> None:
    made = CliRunner().invoke(
        dataset, ["build", str(photos), "-o", str(tmp_path / "set"), "--lines", "canny", "--side", "128", "--workers", "1", "--json"]
    )
    assert made.exit_code == 0, made.output
    said = json.loads(made.stdout)
    assert said["garments"] == said["train"] + said["val"] == 10
    assert len(said["failures"]) == 3
    done = CliRunner().invoke(dataset, ["pack", str(tmp_path / "set"), "-o", str(tmp_path / "pack"), "--json"])
    assert json.loads(done.stdout)["garments"] == 10


@pytest.mark.parametrize(
    "arguments", [["pack", "nowhere", "-o", "x"], ["build", "nowhere", "-o", "x"], ["build", ".", "-o", "x", "--category", "sock"]]
)
def test_a_mistake_is_one_line_and_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["dataset", *arguments])
    assert ended.value.code == 2
    said = capsys.readouterr().err.strip()
    assert said.startswith("Error: ")
    assert "\n" not in said
