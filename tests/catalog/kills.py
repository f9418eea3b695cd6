"""SIGKILL at random moments of an import, an index build or a reindex, and what must be true afterwards: `make faults`.

    python -m tests.catalog.kills [--kills 20] [--seed 0]

After each kill the catalogue is opened as any process would. Every product that was reported is there with its picture and is found by
its vectors; the database passes SQLite's own check; the generation that is current reads back whole, and its graph finds what a scan does.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from sketch2fashion.catalog import generations
from sketch2fashion.catalog.database import FILE_NAME
from sketch2fashion.catalog.embedded import EmbeddedCatalog
from sketch2fashion.catalog.store import VectorQuery
from sketch2fashion.settings import settings
from tests.catalog.making import MODEL
from tests.catalog.writer import features_by

WRITER = Path(__file__).with_name("writer.py")
OTHER_MODEL = "another-embedder-of-tests"
EXACT_PICTURES = 30  # so that nearly every generation has a graph
_LONGEST_WAIT_SECONDS = 0.15


@dataclass
class Victim:
    """A catalogue whose writers are killed, and what they had reported."""

    folder: Path
    feed: Path
    reported: list[str] = field(default_factory=list)

    def kill_one(self, task: str, moments: random.Random) -> str:
        """Start a writer, kill it somewhere, check what is left; returns what was met."""
        model = self.model()
        other = OTHER_MODEL if model == MODEL else MODEL
        arguments: dict[str, list[Path | str]] = {"import": [self.feed], "build": [], "reindex": [other]}
        if task == "import" and model not in (None, MODEL):
            return self.kill_one("reindex", moments)  # an import is refused until the vectors are of its model
        said = said_until_killed(
            start(task, self.folder, *arguments[task]), moments.randint(1, 12), moments.uniform(0, _LONGEST_WAIT_SECONDS)
        )
        if task == "import":
            self.reported += [line for line in said if line != "done"]
        self.check()
        return f"{task} after {len(said)} lines: {len(self.reported)} reported products served, index whole"

    def model(self) -> str | None:
        """The model whose vectors are searched now."""
        if not (self.folder / FILE_NAME).is_file():
            return None
        with EmbeddedCatalog(self.folder) as catalog:
            return catalog.stats().model

    def check(self) -> None:
        """Raise `AssertionError` for anything that a kill must not leave."""
        with EmbeddedCatalog(self.folder, create=True) as catalog:
            model = catalog.stats().model
            for id in self.reported:
                (picture,) = catalog.get(id).pictures
                (features,) = features_by(model, [picture.webp])
                best = catalog.search(VectorQuery(features.photo, features.sketch, model or "", 0.5, 1))[0]
                assert best.product.id == id, f"{id} is not found by its own vectors"
                assert best.photo > 0.99
        assert_database_is_sound(self.folder)
        assert_index_is_whole(self.folder, model or "")


def main() -> None:
    """Kill as often as asked; the first thing that is wrong ends it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    os.environ["SKETCH2FASHION_EXACT_PICTURES"] = str(EXACT_PICTURES)
    settings.cache_clear()
    moments = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        victim = Victim(Path(folder) / "catalogue", pictures(Path(folder) / "pictures", 600))
        for number in range(1, options.kills + 1):
            task = "import" if number == 1 else moments.choice(("import", "import", "build", "reindex"))
            sys.stdout.write(f"{number:3d}  {victim.kill_one(task, moments)}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{options.kills} kills, nothing lost.\n")


def pictures(folder: Path, count: int) -> Path:
    """Pictures that are all different, small and quick to make."""
    draw = np.random.default_rng(0)
    folder.mkdir()
    for number in range(count):
        Image.fromarray(draw.integers(0, 256, (24, 24, 3), np.uint8)).save(folder / f"{number:03d}.png")
    return folder


def start(task: str, *arguments: Path | str) -> subprocess.Popen[str]:
    """A writer at work."""
    return subprocess.Popen([sys.executable, str(WRITER), task, *map(str, arguments)], stdout=subprocess.PIPE, text=True)


def said_until_killed(process: subprocess.Popen[str], lines: int, seconds: float) -> list[str]:
    """What a writer said, killed `seconds` after its n-th line."""
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(lines)]
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    said += process.stdout.readlines()
    process.wait()
    process.stdout.close()
    return [line.strip() for line in said if line.endswith("\n")]


def assert_database_is_sound(folder: Path) -> None:
    """SQLite finds no fault in its file."""
    import sqlite3

    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def assert_index_is_whole(folder: Path, model: str) -> None:
    """What the pointer names reads back with its checksums and its count, and the graph in it finds what a scan finds."""
    vectors = folder / "vectors"
    if not (vectors / "current.json").exists():
        return
    generation = generations.newest(vectors, model, thorough=True)
    if generation is None:  # all are of the model before: those of the new one are still in the database alone
        assert generations.newest_manifest(vectors, model) is None
        return
    assert len(generation.segment) == generation.manifest.count
    if generation.segment.graph is not None:
        assert generations.sampled_recall(generation.segment) >= generations.LEAST_RECALL


if __name__ == "__main__":
    main()
