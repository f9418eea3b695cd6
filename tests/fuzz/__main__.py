"""The long form of fuzzing.   python -m tests.fuzz --inputs 200000 --seed 0 [--guided 20000]

`--inputs` are made by seeded mutation and shared among the targets. `--guided` more are made by atheris, which follows the code's
branches, where it is installed. Exits 1 if anything but the family of `errors` comes out, an input takes more than 2 s, or the
process grows beyond 1 GB; the input is then written to `fuzz-failure-<target>` in the working folder.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path
from types import FrameType

from .seeds import mutated, seeds
from .targets import TARGETS, tried

SECONDS = 2.0  # of the processor, so that other programs on the machine do not count …
HANG_SECONDS = 30.0  # … and of the clock, for what waits for something that never comes
MEGABYTES = 1_000
SHARES = {"pictures": 0.35, "sketches": 0.3, "feeds": 0.2, "vectors": 0.13, "drawings": 0.02}  # drawings are slow: the whole way


class TooSlow(BaseException):
    """An input that takes too long; no `Exception`, so that no handler in the code catches it."""


def main() -> None:
    """Run and report."""
    arguments = _arguments()
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGPROF, _too_slow)
    signal.signal(signal.SIGALRM, _too_slow)
    failed = False
    for name, share in SHARES.items():
        failed |= not _mutate(name, round(arguments.inputs * share), random.Random(arguments.seed))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    _say(f"peak memory {peak:.0f} MB")
    failed |= peak > MEGABYTES
    if arguments.guided:
        failed |= not _guided(arguments.guided, arguments.seed)
    sys.exit(1 if failed else 0)


def _mutate(name: str, count: int, chance: random.Random) -> bool:
    """Whether a target stood `count` inputs."""
    started, slowest = time.monotonic(), 0.0
    known = seeds(name)
    for number in range(count):
        data = known[number] if number < len(known) else mutated(chance.choice(known), known, chance)
        begun = time.process_time()
        try:
            _limit(SECONDS, HANG_SECONDS)
            tried(TARGETS[name], data)
            _limit(0, 0)
        except BaseException:
            _limit(0, 0)
            Path(f"fuzz-failure-{name}").write_bytes(data)
            _say(f"{name}: input {number} ({len(data)} bytes) → fuzz-failure-{name}\n{traceback.format_exc()}")
            return False
        slowest = max(slowest, time.process_time() - begun)
    _say(f"{name:<10} {count:>8,} inputs  {time.monotonic() - started:7.1f} s  slowest {slowest * 1000:6.1f} ms")
    return True


def _limit(processor_s: float, clock_s: float) -> None:
    signal.setitimer(signal.ITIMER_PROF, processor_s)
    signal.setitimer(signal.ITIMER_REAL, clock_s)


def _guided(count: int, seed: int) -> bool:
    """Whether each target stood its share of inputs that follow the code's branches."""
    if importlib.util.find_spec("atheris") is None:
        _say("atheris is not installed: no guided inputs")
        return True
    sound = True
    for name, share in SHARES.items():
        with tempfile.TemporaryDirectory() as folder:
            for number, data in enumerate(seeds(name)):
                Path(folder, str(number)).write_bytes(data)
            runs = round(count * share)
            limits = [f"-runs={runs}", "-timeout=10", f"-rss_limit_mb={2 * MEGABYTES}", "-max_len=20000", f"-seed={seed + 1}"]
            command = [sys.executable, "-m", "tests.fuzz.guided", name, *limits, "-verbosity=0", "-print_final_stats=1", folder]
            result = subprocess.run(command, capture_output=True, text=True, check=False)
            done = "ok" if result.returncode == 0 else result.stderr[-3000:]
            _say(f"{name:<10} {runs:>8,} guided inputs  {done}")
            sound &= result.returncode == 0
    return sound


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--inputs", type=int, default=200_000)
    parser.add_argument("--guided", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def _too_slow(number: int, frame: FrameType | None) -> None:
    raise TooSlow(f"more than {SECONDS:g} s")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
