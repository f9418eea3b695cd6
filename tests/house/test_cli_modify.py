"""`sketch2fashion modify`: what the service's modify does, on files."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sketch2fashion.cli import main
from sketch2fashion.garment import Picture
from sketch2fashion.rendering.modify import Recolour, Weave
from sketch2fashion.rendering.modify import modify as change
from sketch2fashion.rendering.sheet import colourway_sheet

NAVY, RED, WHITE = "#1c305c", "#aa222c", "#f5f3ee"


@pytest.fixture
def shirt() -> Picture:
    """A grey garment with one soft fold, on nothing."""
    picture = np.zeros((160, 120, 4), np.uint8)
    light = 150 + 12 * np.sin(np.arange(80) / 8)
    picture[30:140, 20:100, :3] = np.rint(light)[None, :, None]
    picture[30:140, 20:100, 3] = 255
    return picture


@pytest.fixture
def file(shirt: Picture, tmp_path: Path) -> str:
    path = tmp_path / "shirt.png"
    Image.fromarray(shirt).save(path)
    return str(path)


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["modify", *arguments])
    assert isinstance(caught.value.code, int)
    return caught.value.code


def pixels(path: Path) -> Picture:
    return np.asarray(opened(path).convert("RGBA"))


def opened(path: Path) -> Image.Image:
    return Image.open(io.BytesIO(path.read_bytes()))


def test_a_garment_gets_the_colour_that_the_library_gives_it(file: str, shirt: Picture, tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    assert run(file, "--recolour", NAVY, "-o", str(out)) == 0
    assert np.array_equal(pixels(out), change(shirt, Recolour(NAVY)).pictures[0])
    assert "changed by a program (recolour)" in opened(out).info["Description"]


def test_a_mask_bounds_what_is_painted(file: str, shirt: Picture, tmp_path: Path) -> None:
    mask = np.zeros((160, 120), np.uint8)
    mask[60:90, 40:80] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    assert run(file, "--recolour", RED, "--mask", str(tmp_path / "mask.png"), "-o", str(tmp_path / "out.png")) == 0
    changed = (pixels(tmp_path / "out.png") != shirt).any(axis=-1)
    assert changed[62:88, 42:78].all()
    assert not changed[:57].any()
    assert not changed[93:].any()


def test_a_fabric_is_laid_in_with_its_colours_scale_and_angle(file: str, shirt: Picture, tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    assert run(file, "--fabric", "stripes", "--colours", f"{WHITE},{NAVY}", "--scale", "0.1", "--angle", "90", "-o", str(out)) == 0
    assert np.array_equal(pixels(out), change(shirt, Weave("stripes", (WHITE, NAVY), 0.1, 90.0)).pictures[0])


def test_a_picture_of_a_fabric_is_laid_in(file: str, tmp_path: Path) -> None:
    Image.new("RGB", (8, 8), (20, 120, 60)).save(tmp_path / "green.png")
    assert run(file, "--fabric-picture", str(tmp_path / "green.png"), "-o", str(tmp_path / "out.png")) == 0
    assert np.abs(np.median(pixels(tmp_path / "out.png")[60:120, 40:80, :3], axis=(0, 1)) - (20, 120, 60)).max() < 8


def test_colourways_are_a_file_each(file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(file, "--colourways", f"{NAVY},{RED}", "-o", str(tmp_path / "way.png"), "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["kind"] == "colourways"
    assert said["out"] == [str(tmp_path / f"way-{number}.png") for number in (1, 2)]
    assert all(Path(each).exists() for each in said["out"])


def test_a_sheet_holds_every_colourway_and_says_so(file: str, shirt: Picture, tmp_path: Path) -> None:
    out = tmp_path / "sheet.png"
    assert run(file, "--colourways", f"{NAVY},{RED},{WHITE}", "--sheet", "-o", str(out)) == 0
    expected = colourway_sheet([change(shirt, Recolour(colour)).pictures[0] for colour in (NAVY, RED, WHITE)], (NAVY, RED, WHITE))
    assert np.array_equal(pixels(out), expected)
    assert "colourways" in opened(out).info["Description"]


def test_a_sheet_has_a_chip_of_each_exact_colour(shirt: Picture) -> None:
    sheet = colourway_sheet([shirt] * 5, (NAVY, RED, WHITE, "#2e7d4f", "#e8c547"))
    colours = {tuple(colour) for colour in sheet.reshape(-1, 4)[:, :3]}
    assert {(28, 48, 92), (170, 34, 44), (245, 243, 238), (46, 125, 79), (232, 197, 71)} <= colours
    assert sheet.shape[1] > 4 * shirt.shape[1]
    assert sheet.shape[0] > 2 * shirt.shape[0]


def test_many_pictures_go_into_a_folder(file: str, tmp_path: Path) -> None:
    other = tmp_path / "other.png"
    other.write_bytes(Path(file).read_bytes())
    assert run(file, str(other), "--recolour", NAVY, "-o", str(tmp_path / "out")) == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["other-recolour.png", "shirt-recolour.png"]


def test_a_pipe_gets_the_picture(file: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(Path(file).read_bytes())))
    assert run("-", "--recolour", NAVY, "-o", "-") == 0
    assert Image.open(io.BytesIO(capfdbinary.readouterr().out)).size == (120, 160)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "Give one of --recolour, --colourways, --fabric"),
        (("--recolour", NAVY, "--fabric", "denim"), "More than one thing"),
        (("--recolour", "blue"), "#rrggbb"),
        (("--recolour", NAVY, "--sheet"), "--colourways"),
        (("--recolour", NAVY, "--angle", "20"), "--fabric"),
        (("--fabric", "tweed"), "leather"),
        (("--recolour", NAVY, "--at", "middle"), "x,y"),
        (("--recolour", NAVY, "--before", "a.s2f"), "--after"),
        (("--after", "a.s2f", "--at", "0.5,0.5"), "drawings"),
        (("--recolour", NAVY, "--mask", "nowhere.png"), "nowhere.png"),
    ],
)
def test_a_mistake_is_one_line_that_says_what_is_allowed(
    file: str, options: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(file, *options, "-o", "out.png") == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert words in said
