"""`sketch2fashion tidy` and `flats`: files, folders and standard streams."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from sketch2fashion.cli import main
from sketch2fashion.cli.flats import flats
from sketch2fashion.cli.tidy import tidy

from .shapes import T_SHIRT, closed, dots, lines_of

RED = (210, 40, 50)


@pytest.fixture
def shirt(tmp_path: Path) -> Path:
    lines = lines_of(closed(T_SHIRT), [(72, 98), (88, 24)])
    path = tmp_path / "shirt.png"
    Image.fromarray((255 * (1 - lines)).astype(np.uint8)).save(path)
    return path


@pytest.fixture
def red_dot(tmp_path: Path) -> Path:
    path = tmp_path / "dots.png"
    Image.fromarray(dots((128, 150, RED))).save(path)
    return path


def run(command: str, *arguments: str | Path, data: bytes | None = None) -> Result:
    texts = [str(argument) for argument in arguments]
    return CliRunner().invoke({"flats": flats, "tidy": tidy}[command], texts, input=data, standalone_mode=False)


def test_flats_fill_the_drawing_in_place(shirt: Path, red_dot: Path, tmp_path: Path) -> None:
    out = tmp_path / "flat.png"
    result = run("flats", shirt, "--hints", red_dot, "-o", out, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["colours"] == ["#d22832"]
    picture = np.asarray(Image.open(out))
    assert picture.shape == (256, 256, 4)
    assert tuple(picture[200, 128]) == (*RED, 255)
    assert tuple(picture[80, 40]) == (*RED, 255)
    assert picture[200, 20, 3] == 0
    assert set(np.unique(picture[..., 3])) == {0, 255}


def test_flats_without_a_hint_are_transparent(shirt: Path, tmp_path: Path) -> None:
    out = tmp_path / "flat.png"
    result = run("flats", shirt, "-o", out)
    assert "no hint" in result.stdout
    assert not np.asarray(Image.open(out))[..., 3].any()


def test_tidy_writes_black_on_white(shirt: Path, tmp_path: Path) -> None:
    out = tmp_path / "clean.png"
    assert run("tidy", shirt, "-o", out).exit_code == 0
    picture = np.asarray(Image.open(out))
    assert picture.shape == (256, 256)
    assert picture[0, 0] == 255
    assert picture.min() == 0


@pytest.mark.parametrize("command", ["tidy", "flats"])
def test_standard_input_becomes_standard_output(command: str, shirt: Path) -> None:
    result = run(command, "-", "-o", "-", data=shirt.read_bytes())
    assert Image.open(io.BytesIO(result.stdout_bytes)).size == (256, 256)


@pytest.mark.parametrize("command", ["tidy", "flats"])
def test_a_folder_becomes_a_folder(command: str, shirt: Path, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for name in ("a.png", "b.png"):
        (source / name).write_bytes(shirt.read_bytes())
    result = run(command, source, "-o", tmp_path / "out", "--json")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [f"a-{command}.png", f"b-{command}.png"]
    assert len(json.loads(result.stdout)["results"]) == 2


def test_a_mistake_is_one_line_and_exit_2(shirt: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hints = tmp_path / "small.png"
    Image.new("RGBA", (99, 77)).save(hints)
    with pytest.raises(SystemExit) as caught:
        main(["flats", str(shirt), "--hints", str(hints), "-o", str(tmp_path / "x.png")])
    assert caught.value.code == 2
    said = capsys.readouterr().err
    assert "99 × 77" in said
    assert "256 × 256" in said
    assert "Traceback" not in said
