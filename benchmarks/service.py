"""What the running service promises: ready time, render latency, memory.   python benchmarks/service.py [DRAWING…]

Starts one worker of its own with a demo catalogue in a temporary folder, on a free port of the loopback address, and sends it one
request at a time: 256 px, 512 px, eight variants; then the same without a service, in this process. Without drawings, a t-shirt with a
red dot is drawn.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
from PIL import Image, ImageDraw

LIMITS = {"ready_s": 5.0, "resident_mb": 700.0}
START_TIMEOUT_S = 120
WARM_UP = 3


@dataclass(frozen=True)
class Case:
    """A request that the service promises to answer in time."""

    name: str
    size: int
    variants: int
    limit_ms: float


CASES = (Case("256 px", 256, 1, 120), Case("512 px", 512, 1, 400), Case("8 variants", 256, 8, 450))


def main() -> None:
    """Print the figures; exit 1 if one is above its limit."""
    arguments = _arguments()
    drawings = [Path(name).read_bytes() for name in arguments.drawings] or [drawn_shirt()]
    rounds = {case: max(5, arguments.rounds // case.variants) for case in CASES}
    with tempfile.TemporaryDirectory() as home:
        with serving(home):  # fills the demo catalogue, which is no part of an ordinary start
            pass
        with serving(home) as (address, process, ready_s):
            with httpx.Client(base_url=address, timeout=60) as client:
                served = {case: render_times(client, drawings, rounds[case], case) for case in CASES}
                search_all_models(client, drawings[0])
            resident = resident_mb(process.pid)
    here = {case: times_in_process(drawings, rounds[case], case) for case in CASES}  # the service is gone: the cores are as free as before
    sys.stdout.write("| render, warm | p50 over HTTP, ms | p95 | best | at most | p50 in the process, ms |\n| --- " + "| ---: " * 5 + "|\n")
    for case, times in served.items():
        p95 = statistics.quantiles(times, n=20)[-1]
        columns = (statistics.median(times), p95, min(times), case.limit_ms, statistics.median(here[case]))
        sys.stdout.write(f"| {case.name} | {' | '.join(f'{each:.0f}' for each in columns)} |\n")
    figures = {"ready_s": ready_s, "resident_mb": resident}
    for name, value in figures.items():
        sys.stdout.write(f"{name:<14} {value:8.2f}   at most {LIMITS[name]:g}\n")
    late = any(statistics.median(times) > case.limit_ms for case, times in served.items())
    sys.exit("above a limit" if late or any(value > LIMITS[name] for name, value in figures.items()) else 0)


@contextlib.contextmanager
def serving(home: str) -> Iterator[tuple[str, subprocess.Popen[str], float]]:
    """A server of our own: its address, its process and the seconds from start to ready."""
    environment = {**os.environ, "XDG_DATA_HOME": home}
    environment.pop("SKETCH2FASHION_CATALOG", None)
    started = time.perf_counter()
    command = [sys.executable, "-c", "from sketch2fashion.cli import main; main()", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment) as process:
        try:
            address = _address(process)
            yield address, process, _ready(address) - started
        finally:
            process.terminate()
            process.wait(30)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        found = re.search(r"http://\S+", line)
        if found:
            return found[0]
    raise SystemExit("the server did not start")


def _ready(address: str) -> float:
    deadline = time.perf_counter() + START_TIMEOUT_S
    while time.perf_counter() < deadline:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{address}/health/ready", timeout=START_TIMEOUT_S).status_code == 200:
                return time.perf_counter()
        time.sleep(0.02)
    raise SystemExit("the server was not ready in time")


def render_times(client: httpx.Client, drawings: list[bytes], rounds: int, case: Case) -> list[float]:
    """Milliseconds from request to last byte, after some to warm up; the drawings take turns."""
    times = []
    accept = {"Accept": "application/json" if case.variants > 1 else "image/png"}
    for number in range(rounds + WARM_UP):
        drawing = drawings[number % len(drawings)]
        options = {"size": str(case.size), "variants": str(case.variants), "seed": str(number)}
        started = time.perf_counter()
        reply = client.post("/api/v1/render", files={"sketch": ("drawing", drawing)}, data=options, headers=accept)
        reply.raise_for_status()
        times.append((time.perf_counter() - started) * 1000)
    return times[WARM_UP:]


def times_in_process(drawings: list[bytes], rounds: int, case: Case) -> list[float]:
    """Milliseconds for the same from bytes to PNG bytes, without a service."""
    from sketch2fashion.drawing import read_drawing
    from sketch2fashion.rendering.provenance import png_of
    from sketch2fashion.rendering.renderer import RenderOptions, render

    times = []
    for number in range(rounds + WARM_UP):
        started = time.perf_counter()
        layers = read_drawing(drawings[number % len(drawings)])
        for garment in render(layers, RenderOptions(size=case.size, variants=case.variants, seed=number)).garments:
            png_of(garment)
        times.append((time.perf_counter() - started) * 1000)
    return times[WARM_UP:]


def search_all_models(client: httpx.Client, drawing: bytes) -> None:
    """Ask for what loads the remaining models, so that the memory counted is with all of them."""
    client.post("/api/v1/search", files={"sketch": ("drawing", drawing)}).raise_for_status()
    client.post("/api/v1/photo", files={"image": ("drawing", drawing)})  # a drawing may be refused as a photo; the model has run


def resident_mb(pid: int) -> float:
    """Resident memory now (Linux)."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text("ascii"))
    assert found is not None
    return int(found[1]) * 1024 / 1e6


def drawn_shirt() -> bytes:
    """A t-shirt outline with a red dot, 512 px."""
    right = [(256, 112), (304, 100), (392, 120), (472, 220), (400, 260), (380, 220), (380, 440)]
    image = Image.new("RGB", (512, 512), "white")
    pen = ImageDraw.Draw(image)
    pen.polygon(right + [(512 - x, y) for x, y in reversed(right)], outline="black", width=4)
    pen.ellipse((240, 250, 272, 282), fill=(210, 30, 40))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("drawings", nargs="*")
    parser.add_argument("--rounds", type=int, default=40)
    return parser.parse_args()


if __name__ == "__main__":
    main()
