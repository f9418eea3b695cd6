"""The second stage of the renderer: folds, creases and grain whose place nobody can know, drawn from noise.

A network that is told to come near the photo paints cloth flat: a fold in the wrong place costs more than none. So a second, smaller
network adds to the first one's light what a critic (Goodfellow et al. 2014; patches, Isola et al. 2017) takes for cloth. It works at half
size and in one channel, light relative to the cloth's own colour, so black and white cloth teach each other.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from sketch2fashion.training.networks.renderer import CONDITIONS, Renderer, shading

WIDTHS = (24, 56, 112, 192)  # channels at 1/4, 1/8, 1/16 and 1/32 of the picture
LUMA = (0.299, 0.587, 0.114)
DARK = 0.06  # added to light before it is compared: black cloth has highlights too, but not ten times its light
UNTOLD, TOLD = 0.02, 0.12  # share of ink well inside the outline: up to the first no fold was drawn, from the second on they all were
LEAST = 1e-3  # of that sum: a network's colours outside the cloth may be below black, and 0 / 0 would spread over the whole picture


class Block(nn.Module):
    """Two convolutions around a skip, without normalisation: the strength of the noise means something."""

    def __init__(self, channels: int, condition: int) -> None:
        super().__init__()
        self.a = nn.Conv2d(channels, channels, 3, padding=1)
        self.b = nn.Conv2d(channels, channels, 3, padding=1)
        self.film = nn.Linear(condition, 2 * channels)
        for layer in (self.film, self.b):
            nn.init.normal_(layer.weight, std=0.02)
        nn.init.zeros_(self.film.bias)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        scale, shift = self.film(condition)[:, :, None, None].chunk(2, dim=1)
        y = F.leaky_relu(self.a(x) * (1 + scale) + shift, 0.2)
        return F.leaky_relu(x + self.b(y), 0.2)


class Touch(nn.Module):
    """One convolution beside a skip: all that the finest level can afford."""

    def __init__(self, channels: int, condition: int) -> None:
        super().__init__()
        self.a = nn.Conv2d(channels, channels, 3, padding=1)
        self.film = nn.Linear(condition, 2 * channels)
        for layer in (self.film, self.a):
            nn.init.normal_(layer.weight, std=0.02)
        nn.init.zeros_(self.film.bias)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        scale, shift = self.film(condition)[:, :, None, None].chunk(2, dim=1)
        return F.leaky_relu(x + self.a(x) * (1 + scale) + shift, 0.2)


class Folds(nn.Module):
    """Guide (B, 3, S / 2, S / 2), noise (B, 1, S, S) and condition (B, CONDITIONS + 1) → relative light to add, (B, 1, S / 2, S / 2).

    The guide is lines, silhouette and the first stage's relative light; the last condition is the cloth's light in −1 … 1.
    """

    def __init__(self, widths: tuple[int, ...] = WIDTHS, embedding: int = 48) -> None:
        super().__init__()
        w0, w1, w2, w3 = widths
        self.embed = nn.Sequential(nn.Linear(CONDITIONS + 1, embedding), nn.ReLU(), nn.Linear(embedding, embedding), nn.ReLU())
        self.stem = nn.Conv2d(16, w0, 3, padding=1)
        self.d1, self.d2 = nn.Conv2d(w0 + 1, w1, 3, 2, 1), nn.Conv2d(w1 + 1, w2, 3, 2, 1)
        self.d3 = nn.Conv2d(w2 + 4, w3, 3, 2, 1)
        self.b3, self.b2, self.b1 = (Block(width, embedding) for width in (w3, w2, w1))
        self.b0 = Touch(w0, embedding)
        self.u2, self.u1, self.u0 = nn.Conv2d(w3, w2, 1), nn.Conv2d(w2, w1, 1), nn.Conv2d(w1, w0, 1)
        self.head = nn.Conv2d(w0, 4, 3, padding=1)
        nn.init.normal_(self.head.weight, std=0.02)
        assert self.head.bias is not None
        nn.init.zeros_(self.head.bias)

    def forward(self, guide: Tensor, noise: Tensor, condition: Tensor) -> Tensor:
        """See the class."""
        c = self.embed(condition)
        coarse = coarser(noise, 8)
        x0 = F.leaky_relu(self.stem(F.pixel_unshuffle(torch.cat([guide, coarser(noise, 2)], dim=1), 2)), 0.2)
        x1 = F.leaky_relu(self.d1(torch.cat([x0, coarser(noise, 4)], dim=1)), 0.2)
        x2 = F.leaky_relu(self.d2(torch.cat([x1, coarse], dim=1)), 0.2)
        x3 = F.leaky_relu(self.d3(torch.cat([x2, F.pixel_unshuffle(coarse, 2)], dim=1)), 0.2)
        y = self.b3(x3, c)
        y = self.b2(_doubled(self.u2(y)) + x2, c)
        y = self.b1(_doubled(self.u1(y)) + x1, c)
        y = self.b0(_doubled(self.u0(y)) + x0, c)
        return F.pixel_shuffle(self.head(y), 2).float()


class Drape(NamedTuple):
    """How strongly a picture is draped: by the second stage, and by what geometry alone shades (`networks.renderer.shading`)."""

    folds: float = 1.0
    relief: float = 0.0


class Draped(nn.Module):
    """What ships: the renderer, its folds, and the geometric relief. Planes and condition as for `Renderer`; S a multiple of 64.

    A drawing whose folds are drawn is draped otherwise than a bare outline, whose folds must be imagined; between them by degrees.
    """

    def __init__(self, renderer: Renderer, folds: Folds, bare: Drape, drawn: Drape) -> None:
        super().__init__()
        self.renderer, self.folds, self.bare, self.drawn = renderer, folds, bare, drawn

    def forward(self, planes: Tensor, condition: Tensor) -> Tensor:
        rgba = self.renderer(planes, condition)
        base = rgba[:, :3] + planes[:, 4:5] * (planes[:, 1:4] - rgba[:, :3])  # a free region's own colour is all there is
        guide, light = fold_guide(rgba, base, planes)
        added = self.folds(guide, planes[:, 6:7], torch.cat([condition, light], dim=1))
        added = F.interpolate(added, scale_factor=2.0, mode="bilinear", align_corners=False)
        told = told_by_lines(planes[:, :1], planes[:, 5:6])
        strength, relief = (bare + told * (drawn - bare) for bare, drawn in zip(self.bare, self.drawn, strict=True))
        rgb = rgba[:, :3] + strength * added * (base + DARK)
        rgb = rgb * shading(planes[:, :1], planes[:, 5:6], relief)
        return torch.cat([rgb, rgba[:, 3:]], dim=1)


def told_by_lines(lines: Tensor, silhouette: Tensor) -> Tensor:
    """How much of its folds a drawing tells, (B, 1, 1, 1): 0 for an outline, 1 where inner lines are as dense as in a traced photo."""
    inside = -F.max_pool2d(-F.avg_pool2d(silhouette, 4), 5, 1, 2)  # some 10 px away from the outline
    ink = (F.avg_pool2d(lines, 4) * inside).sum((2, 3), keepdim=True) / inside.sum((2, 3), keepdim=True).clamp(min=1)
    return ((ink - UNTOLD) / (TOLD - UNTOLD)).clamp(0, 1)


def fold_guide(rgba: Tensor, base: Tensor, planes: Tensor) -> tuple[Tensor, Tensor]:
    """The guide (B, 3, S / 2, S / 2) and the cloth's light (B, 1) in −1 … 1, from the first stage's picture and the cloth's colours."""
    light = luma(base)
    relative = relative_light(luma(rgba[:, :3]), light) * rgba[:, 3:]
    guide = F.avg_pool2d(torch.cat([planes[:, :1], planes[:, 5:6], relative], dim=1), 2)
    inside = planes[:, 5:6]
    mean = (light * inside).sum((2, 3)) / inside.sum((2, 3)).clamp(min=1)
    return guide, 2 * mean - 1


def relative_light(light: Tensor, of: Tensor) -> Tensor:
    """How much lighter than its own colour cloth is: 0 as light, 0.5 half as light again."""
    return ((light + DARK) / (of + DARK).clamp(min=LEAST) - 1).clamp(-1, 1.5)


def coarser(noise: Tensor, size: int) -> Tensor:
    """Standard normal noise at 1 / `size`, standard normal again."""
    return F.avg_pool2d(noise, size) * size


class FoldCritic(nn.Module):
    """Judges relative light (B, 1, H, W) beside its guide's lines and silhouette, in patches of three sizes, for a condition."""

    def __init__(self, width: int = 48) -> None:
        super().__init__()
        sides = (width, 2 * width, 4 * width, 6 * width)
        self.first = _started(nn.Conv2d(12, width, 3, padding=1))
        self.layers = nn.ModuleList(_started(nn.Conv2d(a, b, 4, 2, 1)) for a, b in pairwise(sides))
        self.scores = nn.ModuleList(nn.Conv2d(side, 1, 3, padding=1) for side in sides[1:])
        self.projections = nn.ModuleList(nn.Linear(CONDITIONS + 1, side) for side in sides[1:])

    def forward(self, light: Tensor, guide: Tensor, condition: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """Scores and the features that matching compares, one each a patch size."""
        x = F.leaky_relu(self.first(F.pixel_unshuffle(torch.cat([6 * light, guide[:, :2]], dim=1), 2)), 0.2)
        scores, features = [], []
        for layer, score, projection in zip(self.layers, self.scores, self.projections, strict=True):
            x = F.leaky_relu(layer(x), 0.2)
            features.append(x)
            scores.append(score(x) + (x * projection(condition)[:, :, None, None]).mean(dim=1, keepdim=True))
        return scores, features


def _started(layer: nn.Conv2d) -> nn.Conv2d:
    nn.init.kaiming_normal_(layer.weight, 0.2)
    assert layer.bias is not None
    nn.init.zeros_(layer.bias)
    return layer


def _doubled(x: Tensor) -> Tensor:
    return F.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)


def luma(rgb: Tensor) -> Tensor:
    """Light of (B, 3, H, W), (B, 1, H, W)."""
    return (rgb * rgb.new_tensor(LUMA)[None, :, None, None]).sum(1, keepdim=True)
