"""The service under mixed load, with 1, 8 and 64 users:   python benchmarks/load.py --minutes 30

Starts a service of its own (`--workers 2`) with a demo catalogue in a temporary folder and sends it what people do: renders while
drawing, searches, photos, pages, products, and now and then something damaged or huge. A tenth of the minutes goes to a warm-up with
the most users, the rest in equal parts to each number of users. locust makes the load, over the loopback. Beside it a locust process
with one user asks for `/health/live` and `/health/ready` and nothing else: what it measures is the service, not the pace of 64 users.

Exits 1 unless: no 5xx but 503 with `Retry-After`; over the limit only 429 and 503; with 1 and 8 users (the admitted rate) none of
them either; p95 of `/health` under 100 ms; the memory of all processes grows by less than 5 %, within each part from its first to its
last tenth, and from the end of the warm-up to the end of the last part, which has as many users.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx

from service import drawn_shirt  # type: ignore[import-not-found]  # beside this file

USERS = (1, 8, 64)
ADMITTED_USERS = 8  # up to here nobody is refused
HEALTH_P95_MS = 100.0
GROWTH = 0.05
START_S = 180.0
SAMPLE_S = 1.0
SETTLED_SHARE = 0.25  # of a part: caches fill and the users before leave until then
WARM_UP_SHARE = 0.1  # of all minutes

_COLUMNS = {
    "users": "{users}",
    "seconds": "{seconds:.0f}",
    "requests": "{requests}",
    "a second": "{per_second:.1f}",
    "render p50 (p95), ms": "{render_p50_ms:.0f} ({render_p95_ms:.0f})",
    "search p95, ms": "{search_p95_ms:.0f}",
    "`/health` p95, ms": "{health_p95_ms:.0f}",
    "429 and 503": "{refused}",
    "other errors": "{faults}",
    "memory of all processes, MB": "{memory_mb:.0f} ({memory_growth})",
}


@dataclass(frozen=True)
class Figures:
    """What one number of users met. Times in ms, memory in MB."""

    users: int
    seconds: float
    requests: int
    per_second: float
    render_p50_ms: float
    render_p95_ms: float
    search_p95_ms: float
    health_p95_ms: float
    refused: int
    faults: int
    memory_mb: float
    memory_growth: float


def main() -> None:
    """Print the figures as a table and as JSON; exit 1 if a limit is passed."""
    arguments = _arguments()
    warming = arguments.minutes * 60 * WARM_UP_SHARE
    seconds = (arguments.minutes * 60 - warming) / len(arguments.users)
    with tempfile.TemporaryDirectory() as home, _Service(home, arguments.workers) as service:
        _warm(service.url)
        begun = _measured(service, max(arguments.users), warming, Path(home)).memory_mb
        rows = [_measured(service, users, seconds, Path(home)) for users in arguments.users]
    growth = rows[-1].memory_mb / begun - 1
    _table(rows)
    sys.stdout.write(f"memory: {begun:.0f} MB after the warm-up with {max(arguments.users)} users, {growth:+.1%} at the end\n")
    wrong = [reason for row in rows for reason in _faults(row)]
    if growth >= GROWTH and rows[-1].users == max(arguments.users):
        wrong.append(f"memory grew by {growth:.1%} from the warm-up to the end; at most {GROWTH:.0%}")
    sys.stdout.write("".join(f"FAILED: {reason}\n" for reason in wrong) or "all limits are kept\n")
    sys.exit(1 if wrong else 0)


class _Service:
    """A service of our own and the memory of its processes."""

    def __init__(self, home: str, workers: int) -> None:
        environment = {**os.environ, "XDG_DATA_HOME": home, "XDG_STATE_HOME": home, "SKETCH2FASHION_LOG_JSON": "true"}
        environment.pop("SKETCH2FASHION_CATALOG", None)
        code = "from sketch2fashion.cli import main; main()"
        command = [sys.executable, "-c", code, "serve", "--port", "0", "--workers", str(workers)]
        self._log = Path(home, "log").open("w")  # noqa: SIM115  # closed with the service
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self._log, text=True, env=environment)
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().split(" at ")[1].split()[0]

    def __enter__(self) -> _Service:
        waited = time.monotonic() + START_S
        while not _is_ready(self.url):
            if time.monotonic() > waited:
                raise SystemExit("the service did not become ready")
            time.sleep(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(30)
        self._log.close()

    def memory_mb(self) -> float:
        """Proportional memory of all its processes: what they share counts once."""
        return sum(_proportional_kb(pid) for pid in _family(self._process.pid)) / 1000


def _measured(service: _Service, users: int, seconds: float, folder: Path) -> Figures:
    """What so many users and the watcher meet; both locust processes run in the same seconds."""
    started = time.monotonic()
    samples: list[float] = []
    over = threading.Event()

    def sample() -> None:
        while not over.wait(SAMPLE_S):
            samples.append(service.memory_mb())

    sampler = threading.Thread(target=sample, daemon=True)
    sampler.start()
    crowds = [_Crowd("Designer", users, seconds, service.url, folder), _Crowd("Watcher", 1, seconds, service.url, folder)]
    statuses = sum((crowd.statuses() for crowd in crowds), Counter[str]())
    over.set()
    sampler.join()
    rows = {name: row for crowd in crowds for name, row in crowd.rows().items()}
    return _figures(users, time.monotonic() - started, rows, statuses, samples or [service.memory_mb()])


class _Crowd:
    """A locust process with so many users of one kind."""

    def __init__(self, kind: str, users: int, seconds: float, url: str, folder: Path) -> None:
        self._results = folder / f"{kind}-{users}"
        self._statuses = self._results.with_suffix(".json")
        self._statuses.unlink(missing_ok=True)
        options = ["--users", str(users), "--spawn-rate", "50", "--run-time", f"{max(1, round(seconds))}s", "--host", url]
        quiet = ["--headless", "--only-summary", "--csv", str(self._results), "--exit-code-on-error", "0", "--loglevel", "ERROR"]
        command = [sys.executable, "-m", "locust", "-f", str(Path(__file__).with_name("load_users.py")), *options, *quiet, kind]
        environment = {**os.environ, "LOAD_STATUSES": str(self._statuses)}
        self._process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def statuses(self) -> Counter[str]:
        """How often each status came, once the users have gone."""
        _, said = self._process.communicate()
        if not self._statuses.exists():
            raise SystemExit(f"locust did not run:\n{said[-2000:]}")
        return Counter(json.loads(self._statuses.read_text()))

    def rows(self) -> dict[str, dict[str, str]]:
        """locust's figures by the name of the request."""
        with Path(f"{self._results}_stats.csv").open() as file:
            return {row["Name"]: row for row in csv.DictReader(file)}


def _figures(users: int, seconds: float, rows: dict[str, dict[str, str]], statuses: Counter[str], samples: list[float]) -> Figures:
    settled = samples[round(len(samples) * SETTLED_SHARE) :] or samples
    tenth = max(1, len(settled) // 10)
    first, last = statistics.median(settled[:tenth]), statistics.median(settled[-tenth:])
    requests = sum(statuses.values())
    return Figures(
        users=users,
        seconds=round(seconds, 1),
        requests=requests,
        per_second=round(requests / seconds, 1),
        render_p50_ms=_percentile(rows, "render", "50%"),
        render_p95_ms=_percentile(rows, "render", "95%"),
        search_p95_ms=_percentile(rows, "search", "95%"),
        health_p95_ms=_percentile(rows, "health", "95%"),
        refused=statuses["429"] + statuses["503"],
        faults=sum(count for status, count in statuses.items() if status not in ("200", "422", "413", "429", "503")),
        memory_mb=round(last, 1),
        memory_growth=round(last / first - 1, 4),
    )


def _faults(row: Figures) -> list[str]:
    """Which promises these figures break."""
    wrong = []
    if row.faults:
        wrong.append(f"{row.users} users: {row.faults} replies that are neither results nor refusals")
    if row.users <= ADMITTED_USERS and row.refused:
        wrong.append(f"{row.users} users: {row.refused} were refused within the admitted rate")
    if row.health_p95_ms >= HEALTH_P95_MS:
        wrong.append(f"{row.users} users: p95 of /health is {row.health_p95_ms:g} ms; at most {HEALTH_P95_MS:g}")
    if row.memory_growth >= GROWTH:
        wrong.append(f"{row.users} users: memory grew by {row.memory_growth:.1%}; at most {GROWTH:.0%}")
    return wrong


def _table(rows: list[Figures]) -> None:
    """As docs/benchmarks.md shows it, then as JSON."""
    sys.stdout.write("| " + " | ".join(_COLUMNS) + " |\n" + "| ---: " * len(_COLUMNS) + "|\n")
    for row in rows:
        figures = {**asdict(row), "memory_growth": f"{row.memory_growth:+.1%}"}
        sys.stdout.write("| " + " | ".join(column.format(**figures) for column in _COLUMNS.values()) + " |\n")
    sys.stdout.write(json.dumps([asdict(row) for row in rows]) + "\n")


def _warm(url: str) -> None:
    """Each kind of work a few times, so that growth is measured from a worker that has done everything once."""
    with httpx.Client(base_url=url, timeout=120) as client:
        for _ in range(6):
            client.post("/api/v1/render", files={"sketch": drawn_shirt()})
            client.post("/api/v1/search", files={"image": drawn_shirt()})
            client.post("/api/v1/photo", files={"image": drawn_shirt()})


def _percentile(rows: dict[str, dict[str, str]], name: str, column: str) -> float:
    text = rows.get(name, {}).get(column, "")
    return float(text) if text not in ("", "N/A") else 0.0


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health/ready", timeout=10).status_code == 200
    except httpx.HTTPError:
        return False


def _family(pid: int) -> list[int]:
    try:
        below = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
    return [pid, *(each for child in below for each in _family(child))]


def _proportional_kb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return float(next(line.split()[1] for line in lines if line.startswith("Pss:")))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=3.0, help="for all numbers of users together")
    parser.add_argument("--users", type=int, nargs="+", default=list(USERS))
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    main()
