"""From figures of single garments to means, intervals and distances between sets of pictures."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torchmetrics.functional.image import multiscale_structural_similarity_index_measure

from sketch2fashion.garment import Rgb
from sketch2fashion.training.perception import features, frechet

Features: TypeAlias = NDArray[np.float64]  # (N, 1280)

BOOTSTRAPS = 1000
FRECHET_BOOTSTRAPS = 100
_CHUNK = 32


def mean(values: Iterable[float]) -> float:
    """The mean; not a number for none."""
    found = list(values)
    return float(np.mean(found)) if found else float("nan")


def interval(differences: Sequence[float]) -> dict[str, float]:
    """The mean of paired differences and its bootstrap 95 % interval."""
    values = np.array(differences, np.float64)
    values = values[np.isfinite(values)]
    if not len(values):
        return {"mean": float("nan"), "low": float("nan"), "high": float("nan")}
    random = np.random.default_rng(0)
    means = values[random.integers(0, len(values), (BOOTSTRAPS, len(values)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return {"mean": float(values.mean()), "low": float(low), "high": float(high)}


def frechet_interval(first: Features, second: Features, real: Features) -> dict[str, float]:
    """How much nearer the first set is to the real one than the second (negative: nearer), bootstrapped over garments."""
    random = np.random.default_rng(0)
    differences = []
    for _ in range(FRECHET_BOOTSTRAPS):
        rows = random.integers(0, len(real), len(real))
        differences.append(frechet(first[rows], real[rows]) - frechet(second[rows], real[rows]))
    low, high = np.percentile(differences, [2.5, 97.5])
    return {"mean": frechet(first, real) - frechet(second, real), "low": float(low), "high": float(high)}


def multiscale_similarity(pictures: Sequence[Rgb], photos: Sequence[Rgb]) -> list[float]:
    """MS-SSIM of each pair, five scales (Wang et al. 2003, torchmetrics)."""
    values: list[float] = []
    for start in range(0, len(pictures), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        ours, theirs = (torch.from_numpy(np.stack(part[chunk])).permute(0, 3, 1, 2).float() / 255 for part in (pictures, photos))
        scores = multiscale_structural_similarity_index_measure(ours, theirs, data_range=1.0, normalize="relu", reduction="none")
        assert isinstance(scores, torch.Tensor)
        values += scores.tolist()
    return values


def kept_features(pictures: Sequence[Rgb], cache: Path | None) -> Features:
    """Lite1 features of the pictures; those of pictures that were seen before come from the cache."""
    if cache is None:
        return features(pictures)
    path = cache / "lite1" / f"{_checksum(pictures)}.npy"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, features(pictures))
    found: Features = np.load(path)
    return found


def _checksum(pictures: Sequence[Rgb]) -> str:
    digest = hashlib.sha256()
    for picture in pictures:
        digest.update(np.ascontiguousarray(picture).tobytes())
    return digest.hexdigest()[:16]


def without_nan(value: Any) -> Any:
    """The same nested figures with None for what is not a number: JSON knows no NaN."""
    if isinstance(value, dict):
        return {key: without_nan(part) for key, part in value.items()}
    if isinstance(value, list):
        return [without_nan(part) for part in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value
