"""An import on a Ray cluster of two nodes (both on this machine): workers and a node die, nothing is lost."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from sketch2fashion.catalog import ray_executor
from sketch2fashion.catalog.demo import SHIPPED
from sketch2fashion.catalog.embedded import EmbeddedCatalog
from sketch2fashion.catalog.ingest import Progress, import_source
from sketch2fashion.catalog.prepare import Look
from sketch2fashion.catalog.ray_executor import DEADLY, RayExecutor
from sketch2fashion.errors import MissingExtra

from .kills import pictures
from .making import MODEL
from .ray_workers import PIDS, look_and_tell, look_or_die

ROOT = Path(__file__).parents[2]
SKETCH2FASHION = [sys.executable, "-c", "import sys; from sketch2fashion.cli import main; main(sys.argv[1:])"]

cluster_wanted = pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="the package ray is not installed (make scale-tests)")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]  # Ray's own warnings at its start and end


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Two nodes with one core each, that can import the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv(PIDS, str(tmp_path_factory.mktemp("pids")))
        from ray.cluster_utils import Cluster

        cluster: Any = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "object_store_memory": 100_000_000})
        cluster.add_node(num_cpus=1, object_store_memory=100_000_000)
        yield cluster
        cluster.shutdown()


@pytest.fixture
def executor(cluster: Any) -> Iterator[RayExecutor]:
    executor = RayExecutor(cluster.address)
    yield executor
    executor.close()


def imported(folder: Path, feed: Path, executor: RayExecutor, look: Look, on_commit: Any = lambda progress: None) -> Any:
    with EmbeddedCatalog(folder, create=True) as catalog:
        return import_source(catalog, feed, on_commit=on_commit, executor=executor, look=look, model=MODEL)


def ids(folder: Path) -> set[str]:
    with EmbeddedCatalog(folder) as catalog:
        return {item.product.id for item in catalog.scan(limit=10_000)}


def test_without_ray_the_import_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingExtra, match=r"sketch2fashion\[ray\]"):
        RayExecutor("auto")


@cluster_wanted
def test_a_picture_that_ends_every_worker_is_reported_and_the_rest_imported(
    executor: RayExecutor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ray_executor, "_RETRIES", 0)  # each costs the start of a worker
    feed = pictures(tmp_path / "feed", 8)
    Image.fromarray(np.full((24, 24, 3), (250, 5, 5), np.uint8)).save(feed / "007.png")
    done = imported(tmp_path / "c", feed, executor, look_or_die)
    assert (done.imported, done.failed) == (7, 1)
    assert DEADLY in done.problems.read_text("utf-8-sig")
    assert "007" not in ids(tmp_path / "c")


def test_ray_and_workers_exclude_each_other(tmp_path: Path) -> None:
    pictures(tmp_path / "feed", 1)
    command = ["catalog", "import", str(tmp_path / "feed"), "--ray", "local", "--workers", "2", "--catalog", str(tmp_path / "c")]
    done = subprocess.run([*SKETCH2FASHION, *command], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--workers" in done.stderr
    assert not (tmp_path / "c").exists()


@cluster_wanted
def test_the_import_command_works_on_a_cluster(cluster: Any, tmp_path: Path) -> None:
    feed = tmp_path / "feed"
    feed.mkdir()
    for picture in sorted((SHIPPED / "pictures").iterdir())[:6]:
        (feed / picture.name).write_bytes(picture.read_bytes())
    command = ["catalog", "import", str(feed), "--ray", cluster.address, "--catalog", str(tmp_path / "c"), "--json"]
    done = subprocess.run([*SKETCH2FASHION, *command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["imported"] == 6
    assert len(ids(tmp_path / "c")) == 6


@cluster_wanted
def test_killed_workers_and_a_lost_node_lose_nothing(cluster: Any, executor: RayExecutor, tmp_path: Path) -> None:
    feed = pictures(tmp_path / "feed", 320)
    killed: list[int] = []

    def strike(progress: Progress) -> None:
        if progress.imported >= 32 and not killed:
            for worker in Path(os.environ[PIDS]).iterdir():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(worker.name), signal.SIGKILL)
                    killed.append(int(worker.name))
        if progress.imported >= 128 and len(cluster.worker_nodes) > 0:
            cluster.remove_node(next(iter(cluster.worker_nodes)), allow_graceful=False)

    done = imported(tmp_path / "c", feed, executor, look_and_tell, strike)
    assert len(killed) >= 2, "both nodes had a worker, and both were killed"
    assert len(cluster.worker_nodes) == 0
    assert (done.imported, done.failed) == (320, 0)
    assert ids(tmp_path / "c") == {f"{number:03d}" for number in range(320)}
