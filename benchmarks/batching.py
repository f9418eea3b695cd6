"""Does it pay to run several requests' pictures in one inference?   python benchmarks/batching.py [--threads 1]

For each network that takes batches: the time of one picture, and of one picture in a batch of 4 and of 8, the best of some runs.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from functools import partial

import numpy as np

SIDE = 256
BATCHES = (1, 4, 8)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=8)
    arguments = parser.parse_args()
    os.environ["SKETCH2FASHION_THREADS"] = str(arguments.threads)
    from sketch2fashion.models import registry  # reads the settings

    sys.stdout.write(f"| network | {' | '.join(f'ms a picture, batch of {batch}' for batch in BATCHES)} |\n")
    for name in ("renderer", "embedder"):
        session = registry.session(name)
        times = []
        for batch in BATCHES:
            feed = {
                each.name: np.random.default_rng(0).random(
                    [batch, *(side if isinstance(side, int) else SIDE for side in each.shape[1:])], dtype=np.float32
                )
                for each in session.get_inputs()
            }
            session.run(None, feed)
            best = min(_seconds(partial(session.run, None, feed)) for _ in range(arguments.rounds))
            times.append(best * 1000 / batch)
        sys.stdout.write(f"| {name} | {' | '.join(f'{each:.1f}' for each in times)} |\n")
        sys.stdout.flush()


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
