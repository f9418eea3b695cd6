"""A real SIGKILL at random moments of an import, a build and a reindex: whatever was reported is served (see kills.py)."""

from __future__ import annotations

import random
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sketch2fashion.catalog.embedded import EmbeddedCatalog
from sketch2fashion.settings import settings

from .kills import EXACT_PICTURES, OTHER_MODEL, Victim, pictures, said_until_killed, start
from .making import MODEL, item, query

PICTURES = 200
ROUNDS = 3

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")


@pytest.fixture(autouse=True)
def graphs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Small generations have graphs, in the writers as well."""
    monkeypatch.setenv("SKETCH2FASHION_EXACT_PICTURES", str(EXACT_PICTURES))
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_nothing_that_was_reported_is_lost(tmp_path: Path) -> None:
    victim = Victim(tmp_path / "catalogue", pictures(tmp_path / "pictures", PICTURES))
    moments = random.Random(7)
    for _ in range(ROUNDS):
        victim.kill_one("import", moments)
    reported = list(victim.reported)
    finished = start("import", victim.folder, victim.feed)
    output, _ = finished.communicate()
    assert output.split()[-1] == "done"
    assert not set(output.split()) & set(reported), "what was reported is not imported a second time"
    with EmbeddedCatalog(victim.folder) as catalog:
        assert catalog.count() == PICTURES
    victim.reported = [f"{number:03d}" for number in range(PICTURES)]
    victim.check()


def test_a_build_killed_at_any_moment_leaves_a_working_index(tmp_path: Path) -> None:
    moments = random.Random(8)
    folder = tmp_path / "catalogue"
    with EmbeddedCatalog(folder, create=True) as catalog:
        catalog.upsert([item(number) for number in range(1, 61)], MODEL)
    for _ in range(ROUNDS):
        said_until_killed(start("build", folder), moments.randint(1, 3), moments.uniform(0, 0.08))
        with EmbeddedCatalog(folder) as catalog:
            assert [catalog.search(query(number))[0].product.id for number in range(1, 61)] == [f"p{number}" for number in range(1, 61)]
            assert catalog.build_generation(), "no lock is left behind"
            assert not list((folder / "vectors").glob("making-*"))
        Victim(folder, folder).check()


@pytest.mark.skipif(sys.platform != "linux", reason="forks")
def test_a_build_ended_before_each_of_its_steps_leaves_a_working_index(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    with EmbeddedCatalog(folder, create=True) as catalog:
        catalog.upsert([item(number) for number in range(1, 61)], MODEL)
        catalog.build_generation()
        catalog.upsert([item(61)], MODEL)
    output, _ = start("crash", folder).communicate()
    said = output.splitlines()
    assert said[-1] == "done whole"
    assert all(line.endswith("whole") for line in said)
    assert len(said) > 10, "files, folder, rename, pointer: each is a step"
    Victim(folder, folder).check()


def test_a_killed_reindex_goes_on_and_the_old_vectors_serve_until_the_end(tmp_path: Path) -> None:
    victim = Victim(tmp_path / "catalogue", pictures(tmp_path / "pictures", PICTURES))
    start("import", victim.folder, victim.feed).communicate()
    victim.reported = [f"{number:03d}" for number in range(PICTURES)]
    said = said_until_killed(start("reindex", victim.folder, OTHER_MODEL), 3, 0)
    assert "done" not in said
    assert victim.model() == MODEL
    victim.check()
    output, _ = start("reindex", victim.folder, OTHER_MODEL).communicate()
    counts = [int(line) for line in output.splitlines()[:-1]]
    assert counts[0] > int(said[-1]), "what was embedded before the kill is not embedded again"
    assert counts[-1] == PICTURES
    assert victim.model() == OTHER_MODEL
    victim.check()
