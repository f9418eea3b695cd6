"""How the codes of real garments spread in each category: measured when `shape` was exported, so that samples look like garments."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.errors import ModelUnavailable
from sketch2fashion.models.registry import model_path

STATISTICS = "shape-statistics.json"  # beside the model
KEPT = 24  # axes of a category's codes


@dataclass(frozen=True, eq=False)
class CodeStatistics:
    """A category's codes as a Gaussian: `mean` (CODE,) and `axes` (KEPT, CODE), each one standard deviation long."""

    mean: NDArray[np.float32]
    axes: NDArray[np.float32]
    count: int


@functools.cache
def code_statistics() -> dict[str, CodeStatistics]:
    """By category. Raises `ModelUnavailable` where the file is missing or damaged."""
    path = model_path("shape").with_name(STATISTICS)
    try:
        loaded = json.loads(path.read_text("utf-8"))
        return {
            name: CodeStatistics(
                np.array(loaded[name]["mean"], np.float32), np.array(loaded[name]["axes"], np.float32), loaded[name]["count"]
            )
            for name in CATEGORY_NAMES
        }
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise ModelUnavailable(f"{STATISTICS} is missing or damaged.", hint="Reinstall the package.") from problem


def sampled_codes(category: str, count: int, generator: np.random.Generator | int, spread: float = 1.0) -> NDArray[np.float32]:
    """Codes (count, CODE) of garments of a category that do not exist; `spread` 0: its mean, 1: as varied as real ones."""
    of = code_statistics()[category]
    random = np.random.default_rng(generator)
    offsets = random.standard_normal((count, len(of.axes))).astype(np.float32)
    return of.mean + spread * (offsets @ of.axes)
