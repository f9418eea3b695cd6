"""How long tidying and guidance take.   python benchmarks/shape.py [--threads 2] [--drawings 24]

Over our own designs, each half drawn as well as whole: `tidy` at strength 0 and 0.6, `shadow` of the half and of an empty canvas, and
drawing a garment from its code. Warm; median and 95th percentile in ms.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--drawings", type=int, default=24)
    arguments = parser.parse_args()
    os.environ["SKETCH2FASHION_THREADS"] = str(arguments.threads)
    from sketch2fashion.drawing.designs import designs  # reads the settings
    from sketch2fashion.drawing.shadow import shadow
    from sketch2fashion.drawing.shape_statistics import sampled_codes
    from sketch2fashion.drawing.shapes import drawn
    from sketch2fashion.drawing.strokes import rasterise
    from sketch2fashion.drawing.tidy import tidy
    from sketch2fashion.garment import Layers

    def half(layers: Layers) -> Layers:
        lines = layers.lines.copy()
        lines[:, lines.shape[1] // 2 :] = 0
        return replace(layers, lines=lines)

    def empty(layers: Layers) -> Layers:
        return replace(layers, lines=np.zeros_like(layers.lines))

    every = designs()
    chosen = [every[place] for place in np.unique(np.linspace(0, len(every) - 1, arguments.drawings).astype(int))]
    wholes = [(design.category, replace(rasterise(design.sketch), category=design.category)) for design in chosen]
    works: dict[str, Callable[[str, Layers], object]] = {
        "tidy, strength 0": lambda _, layers: tidy(layers),
        "tidy, strength 0.6": lambda _, layers: tidy(layers, 0.6),
        "shadow of a half drawing": lambda category, layers: shadow(half(layers), category),
        "shadow of an empty canvas": lambda category, layers: shadow(empty(layers), category),
        "a garment drawn from its code": lambda category, _: drawn(sampled_codes(category, 1, 0), category),
    }
    sys.stdout.write("| step | p50 ms | p95 ms |\n| --- | --- | --- |\n")
    for name, work in works.items():
        for category, layers in wholes[:3]:
            work(category, layers)
        times = [1000 * _seconds(work, category, layers) for category, layers in wholes]
        sys.stdout.write(f"| {name} | {np.median(times):.0f} | {np.quantile(times, 0.95):.0f} |\n")
        sys.stdout.flush()


def _seconds(work: Callable[..., object], category: str, layers: object) -> float:
    started = time.perf_counter()
    work(category, layers)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
