"""The metrics of several workers, each a process of its own that writes into one folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

WORKER = """
import asyncio, sys, threading
from typing import cast
from sketch2fashion.web.supervisor import count_into_slot

count_into_slot(int(sys.argv[1]))
from sketch2fashion.web.observe import Metrics
from sketch2fashion.web.pool import Pool
from sketch2fashion.web.readiness import Readiness, Step

class Client:
    async def receive(self):
        await asyncio.Event().wait()

async def work():
    gate = threading.Event()
    metrics, pool, readiness = Metrics(), Pool(1, 9, 60.0), Readiness([Step("nothing", lambda: None)])
    metrics.watch(pool, readiness)
    if sys.argv[2] == "figures":
        print(metrics.text().decode())
        return
    jobs = [asyncio.create_task(pool.run(Client(), gate.wait)) for _ in range(3)]
    while pool.waiting < 2:
        await asyncio.sleep(0.01)
    readiness.start()
    while not readiness.ready:
        await asyncio.sleep(0.01)
    print("busy", file=sys.stderr, flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    gate.set()
    await asyncio.gather(*jobs)
    print("idle", file=sys.stderr, flush=True)
    await asyncio.to_thread(sys.stdin.readline)

asyncio.run(work())
"""


def _worker(folder: Path, slot: int, task: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder)}
    command = [sys.executable, "-c", WORKER, str(slot), task]
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _wait_for(word: str, output: IO[str]) -> None:
    """Standard error holds nothing else; the log goes to standard output, and would run into the word there."""
    assert output.readline() == f"{word}\n"


def _figures(folder: Path, slot: int) -> dict[str, float]:
    text, _ = _worker(folder, slot, "figures").communicate(timeout=60)
    return {line.split(" ")[0]: float(line.split(" ")[1]) for line in text.splitlines() if line.startswith(("s2f_pool", "s2f_ready"))}


def test_any_worker_knows_the_waiting_line_of_all(tmp_path: Path) -> None:
    busy = _worker(tmp_path, 0, "work")
    assert busy.stdin is not None
    assert busy.stderr is not None
    try:
        _wait_for("busy", busy.stderr)
        assert _figures(tmp_path, 1) == {"s2f_pool_running": 1, "s2f_pool_waiting": 2, "s2f_ready": 0}
        busy.stdin.write("\n")
        busy.stdin.flush()
        _wait_for("idle", busy.stderr)
        assert _figures(tmp_path, 1) == {"s2f_pool_running": 0, "s2f_pool_waiting": 0, "s2f_ready": 0}
    finally:
        busy.kill()
        busy.communicate()


def test_what_a_killed_worker_ran_is_not_counted_once_its_place_is_filled(tmp_path: Path) -> None:
    killed = _worker(tmp_path, 0, "work")
    assert killed.stderr is not None
    _wait_for("busy", killed.stderr)
    killed.kill()
    killed.communicate()
    assert _figures(tmp_path, 0) == {"s2f_pool_running": 0, "s2f_pool_waiting": 0, "s2f_ready": 0}  # the successor in slot 0
