"""Contours: where lines run and which way, as a 128-d unit vector; the half of the embedder that tells one drawing from the next.

    rgb (B, 3, 128, 128) ─▶ 8 oriented filters ─▶ |·|, 32 × 32 means, divided by what is around ─▶ five convolutions ─▶ 8 × 8 × 96 ─▶ linear

What is unusual:
- The first layer is no layer: odd Gabor-like filters whose answers do not change with the ink's colour, and hardly with its strength.
  So a photo, its line drawing and a hand's drawing look alike from the start, and some hundred steps teach the rest.
- Places are kept to the end: the linear layer sees 8 × 8 of them. What the convolutions learn is how far a hand moves a line.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

CONTOUR_SIZE = 128
SIDE = 128  # px
DIRECTIONS = 8
PLACES = 8  # the last map is PLACES × PLACES
NECK = 96  # its channels
_FILTER_SIDE, _FILTER_SIGMA = 7, 1.6  # px of SIDE
_AROUND = 9  # cells of 4 px: the neighbourhood that an answer is divided by
_SILENCE = 0.02  # added to it, so that empty paper stays empty


class Contours(nn.Module):
    """(B, 3, 128, 128) RGB in 0..1 on white → (B, 128), length 1."""

    filters: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("filters", oriented_filters())
        self.body = nn.Sequential(
            _conv(DIRECTIONS, 32),
            _conv(32, 64, stride=2),
            _conv(64, 96),
            _conv(96, 128, stride=2),
            nn.Conv2d(128, NECK, 1, bias=False),
            nn.BatchNorm2d(NECK),
            nn.ReLU(),
        )
        self.drop = nn.Dropout(0.1)
        self.out = nn.Linear(NECK * PLACES**2, CONTOUR_SIZE)

    def forward(self, rgb: Tensor) -> Tensor:
        maps = self.body(directions(rgb, self.filters))  # (B, 96, 8, 8)
        return functional.normalize(self.out(self.drop(maps.flatten(1))).float(), dim=1)


def directions(rgb: Tensor, filters: Tensor) -> Tensor:
    """How much line there is in each of 8 directions on a grid of 32 × 32, relative to what is around: (B, 8, 32, 32)."""
    dark = 1 - rgb.mean(1, keepdim=True)
    answers = functional.conv2d(dark, filters, padding=_FILTER_SIDE // 2, stride=2).abs()  # (B, 8, 64, 64)
    cells = functional.avg_pool2d(answers, 2)
    around = functional.avg_pool2d(cells.sum(1, keepdim=True), _AROUND, 1, _AROUND // 2, count_include_pad=False)
    return cells / (around + _SILENCE)


def oriented_filters() -> Tensor:
    """(8, 1, 7, 7): a Gaussian times its distance from a line through the middle, the line turned by 22.5° from filter to filter."""
    offset = torch.arange(_FILTER_SIDE) - (_FILTER_SIDE - 1) / 2
    down, right = torch.meshgrid(offset, offset, indexing="ij")
    window = torch.exp(-(right * right + down * down) / (2 * _FILTER_SIGMA**2))
    turned = [right * math.cos(angle) + down * math.sin(angle) for angle in (math.pi * k / DIRECTIONS for k in range(DIRECTIONS))]
    filters = torch.stack([distance * window for distance in turned])[:, None]
    return 4 * filters / filters.abs().sum((2, 3), keepdim=True)


def _conv(inputs: int, outputs: int, *, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU())
