"""A real SIGKILL at random moments of an import and of a build: whatever was reported is served, and importing again completes."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sketch2fashion.catalog.embedded import EmbeddedCatalog
from sketch2fashion.catalog.store import VectorQuery

from .making import MODEL, item, query
from .writer import look

WRITER = Path(__file__).with_name("writer.py")
PICTURES = 200
ROUNDS = 3

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    """Pictures that are all different, small and quick to make."""
    random_pixels = np.random.default_rng(0)
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(PICTURES):
        Image.fromarray(random_pixels.integers(0, 256, (24, 24, 3), np.uint8)).save(folder / f"{number:03d}.png")
    return folder


def start(task: str, *arguments: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, str(WRITER), task, *map(str, arguments)], stdout=subprocess.PIPE, text=True)


def lines_until_killed(process: subprocess.Popen[str], lines: int, seconds: float) -> list[str]:
    """What the process said, killed `seconds` after its n-th line."""
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(lines)]
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    said += process.stdout.readlines()
    process.wait()
    process.stdout.close()
    return [line.strip() for line in said if line.endswith("\n")]


def assert_served(folder: Path, ids: list[str]) -> None:
    """Every one of these products is there whole: its row, its picture, and its vectors in what searches."""
    with EmbeddedCatalog(folder) as catalog:
        for id in ids:
            (picture,) = catalog.get(id).pictures
            seen = look([picture.webp])[0].features
            best = catalog.search(VectorQuery(seen.photo, seen.sketch, MODEL, 0.5, 1))[0]
            assert best.product.id == id
            assert best.photo == pytest.approx(1, abs=2e-3)


def test_nothing_that_was_reported_is_lost(tmp_path: Path, feed: Path) -> None:
    moments = random.Random(7)
    folder = tmp_path / "catalogue"
    reported: list[str] = []
    for _ in range(ROUNDS):
        process = start("import", folder, feed)
        said = lines_until_killed(process, moments.randint(1, 40), moments.uniform(0, 0.06))
        reported += [line for line in said if line != "done"]
        assert_served(folder, reported)
    finished = start("import", folder, feed)
    output, _ = finished.communicate()
    assert output.split()[-1] == "done"
    assert_served(folder, [f"{number:03d}" for number in range(PICTURES)])
    with EmbeddedCatalog(folder) as catalog:
        assert catalog.count() == PICTURES
    assert not set(output.split()) & set(reported), "what was reported is not imported a second time"


def test_a_build_killed_at_any_moment_leaves_a_working_index(tmp_path: Path) -> None:
    moments = random.Random(8)
    folder = tmp_path / "catalogue"
    with EmbeddedCatalog(folder, create=True) as catalog:
        catalog.upsert([item(number) for number in range(1, 31)], MODEL)
    for _ in range(ROUNDS):
        lines_until_killed(start("build", folder), moments.randint(1, 3), moments.uniform(0, 0.08))
        with EmbeddedCatalog(folder) as catalog:
            assert [catalog.search(query(number))[0].product.id for number in range(1, 31)] == [f"p{number}" for number in range(1, 31)]
            assert catalog.build_generation(), "no lock is left behind"
            assert not list((folder / "vectors").glob("making-*"))
