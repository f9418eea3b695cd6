"""What the wheel carries: everything that git tracks in the package, and the browser libraries; nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The files of a wheel, built from a copy of what git tracks, and of studio/vendor."""
    folder = tmp_path_factory.mktemp("wheel")
    copy = folder / "source"
    for name in [*tracked(), *vendored()]:
        if (ROOT / name).is_file():  # a file that was just deleted is still tracked
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, copy / name)
    options = ["--no-deps", "--no-build-isolation", "--no-index", "-qq", "--wheel-dir", str(folder)]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, str(copy)], check=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        return archive.namelist()


def tracked() -> list[str]:
    names = ["src", "pyproject.toml", "README.md", "LICENSE", "NOTICE"]
    result = subprocess.run(["git", "ls-files", "-z", *names], cwd=ROOT, capture_output=True, text=True, check=True)
    return result.stdout.split("\0")[:-1]


def vendored() -> list[str]:
    folder = ROOT / "src/sketch2fashion/studio/vendor"
    return [path.relative_to(ROOT).as_posix() for path in folder.rglob("*") if path.is_file()]


def test_everything_tracked_in_the_package_is_in_the_wheel(wheel: list[str]) -> None:
    wanted = {name.removeprefix("src/") for name in tracked() if name.startswith("src/") and (ROOT / name).is_file()}
    assert not wanted - set(wheel)


def test_the_browser_libraries_and_their_licences_are_in_the_wheel(wheel: list[str]) -> None:
    folder = "sketch2fashion/studio/vendor/perfect-freehand"
    assert {f"{folder}/index.mjs", f"{folder}/LICENSE"} <= set(wheel)


def test_the_licence_and_the_notice_travel_along(wheel: list[str]) -> None:
    assert {"LICENSE", "NOTICE"} <= {Path(name).name for name in wheel if "dist-info" in name}


def test_nothing_else_is_in_the_wheel(wheel: list[str]) -> None:
    assert not [name for name in wheel if not name.startswith("sketch2fashion") or name.endswith((".pyc", ".part", ".stamp"))]


def test_tracked_files_stay_below_48_mib() -> None:
    result = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    size = sum((ROOT / name).stat().st_size for name in result.stdout.split("\0")[:-1] if (ROOT / name).is_file())
    assert size < 48 * 2**20
