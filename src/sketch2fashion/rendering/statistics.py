"""What garments of each category usually look like: fabric styles and palettes, measured on the training set when the renderer was
exported (`models/renderer-statistics.json`). A seed draws from them, so that eight variants differ as eight real garments do.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sketch2fashion.errors import ModelUnavailable
from sketch2fashion.models.registry import model_path

FILE = "renderer-statistics.json"


@dataclass(frozen=True, eq=False)
class CategoryStatistics:
    """Of one category: mean and Cholesky factor of the fabric style (8,), (8, 8), and palettes of colours with their shares."""

    style_mean: NDArray[np.float32]
    style_factor: NDArray[np.float32]
    palettes: tuple[tuple[tuple[int, int, int], ...], ...]  # sRGB, the main colour first


@functools.cache
def statistics() -> dict[str, CategoryStatistics]:
    """By category, read once. Raises `ModelUnavailable` when the file is missing or damaged."""
    path = model_path("renderer").with_name(FILE)
    try:
        rows = json.loads(path.read_text("utf-8"))
        return {
            name: CategoryStatistics(
                np.array(row["style_mean"], np.float32),
                np.array(row["style_factor"], np.float32),
                tuple(tuple((int(r), int(g), int(b)) for r, g, b in palette) for palette in row["palettes"]),
            )
            for name, row in rows.items()
        }
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise ModelUnavailable(f"The file {FILE} is missing or damaged.", hint="Reinstall the package.") from problem


def style_at(category: str, normal: NDArray[np.float32], strength: float = 1.0) -> NDArray[np.float32]:
    """A fabric style (8,) as garments of that category have them: standard `normal` numbers (8,) → a style; `strength` 0 is their mean."""
    of = statistics()[category]
    return np.clip(of.style_mean + strength * of.style_factor @ normal, -3, 3).astype(np.float32)


def palettes_of(category: str) -> tuple[tuple[tuple[int, int, int], ...], ...]:
    """What colours garments of that category have."""
    return statistics()[category].palettes


def sample_palettes(
    known: Sequence[tuple[tuple[int, int, int], ...]], count: int, random: np.random.Generator
) -> list[tuple[tuple[int, int, int], ...]]:
    """`count` of the known palettes that differ: each is the farthest of a few draws from those chosen before."""
    chosen: list[tuple[tuple[int, int, int], ...]] = []
    for _ in range(count):
        draws = [known[index] for index in random.integers(0, len(known), size=1 if not chosen else 6)]
        chosen.append(max(draws, key=lambda palette: min((_distance(palette, other) for other in chosen), default=0.0)))
    return chosen


def _distance(first: tuple[tuple[int, int, int], ...], second: tuple[tuple[int, int, int], ...]) -> float:
    """Between main colours, weighted roughly as the eye does ("redmean" would be no better here)."""
    return float(np.abs((np.subtract(first[0], second[0])) * np.array([0.6, 1.0, 0.5])).sum())
