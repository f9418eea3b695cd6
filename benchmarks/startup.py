"""How much longer than bare Python with click does `sketch2fashion --version` (and `--help`) take?   python benchmarks/startup.py

Both are started alternately in the same run, so that a busy machine disturbs them alike; the medians are compared.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

ROUNDS = 15
LIMIT_S = 0.1
BARE = [sys.executable, "-c", "import click; click.echo(click.__name__)"]
OURS = {
    "--version": [sys.executable, "-c", "from sketch2fashion.cli import main; main(['--version'])"],
    "--help": [sys.executable, "-c", "from sketch2fashion.cli import main; main(['--help'])"],
}


def main() -> None:
    """Print the medians and the difference; exit 1 above the limit."""
    commands = {"python + click": BARE, **OURS}
    times: dict[str, list[float]] = {name: [] for name in commands}
    for command in commands.values():  # the first start fills the disk cache and writes bytecode
        seconds_of(command)
    for _ in range(ROUNDS):
        for name, command in commands.items():
            times[name].append(seconds_of(command))
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    for name, median in medians.items():
        sys.stdout.write(f"{name:<15} {median * 1000:6.0f} ms  (+{(median - medians['python + click']) * 1000:.0f} ms)\n")
    worst = max(medians.values()) - medians["python + click"]
    sys.exit(f"{worst:.3f} s above bare Python; at most {LIMIT_S} s is promised" if worst > LIMIT_S else 0)


def seconds_of(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
