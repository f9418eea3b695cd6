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

from sketch2fashion.training.networks.renderer import CONDITIONS, Modulation, Renderer, dents, modulations, seams, unshuffled

WIDTHS = (24, 56, 112, 192)  # channels at 1/4, 1/8, 1/16 and 1/32 of the picture
LUMA = (0.299, 0.587, 0.114)
DARK = 0.06  # added to light before it is compared: black cloth has highlights too, but not ten times its light
UNTOLD, TOLD = 0.055, 0.085  # share of ink well inside the outline: up to the first no fold was drawn, from the second on they all were
SOFT, CRISP = 0.66, 0.71  # how black ink is: up to the first it may be folds, from the second on it is seams and pockets
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

    def forward(self, x: Tensor, modulation: Modulation) -> Tensor:
        scale, shift = modulation
        y = F.leaky_relu(self.a(x) * scale + shift, 0.2)
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

    def forward(self, x: Tensor, modulation: Modulation) -> Tensor:
        scale, shift = modulation
        return F.leaky_relu(x + self.a(x) * scale + shift, 0.2)


class Folds(nn.Module):
    """Guide (B, 3, s, s), standard normal noise (B, 1, s, s) and condition (B, CONDITIONS + 1) → relative light to add, (B, 1, s, s).

    All of half the picture's size. The guide is lines, silhouette and the first stage's relative light; the last condition is the
    cloth's light in −1 … 1.
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
        blocks = (self.b3, self.b2, self.b1, self.b0)
        m3, m2, m1, m0 = modulations(self.embed(condition), [block.film for block in blocks])
        coarse = coarser(noise, 4)
        x0 = F.leaky_relu(unshuffled(self.stem, torch.cat([guide, noise], dim=1)), 0.2)
        x1 = F.leaky_relu(_beside_noise(self.d1, x0, coarser(noise, 2)), 0.2)
        x2 = F.leaky_relu(_beside_noise(self.d2, x1, coarse), 0.2)
        x3 = F.leaky_relu(self.d3(torch.cat([x2, F.pixel_unshuffle(coarse, 2)], dim=1)), 0.2)
        y = self.b3(x3, m3)
        y = self.b2(_doubled(self.u2(y)) + x2, m2)
        y = self.b1(_doubled(self.u1(y)) + x1, m1)
        y = self.b0(_doubled(self.u0(y)) + x0, m0)
        return F.pixel_shuffle(self.head(y), 2).float()


class Drape(NamedTuple):
    """How strongly what was not drawn is imagined: by the second stage, and by geometry alone (`networks.renderer.dents`)."""

    folds: float = 1.0
    relief: float = 0.0


class Draped(nn.Module):
    """What ships: the renderer, its folds, and the relief of geometry. Planes and condition as for `Renderer`; S a multiple of 64.

    A drawing that tells its folds is left as the first stage painted it; one of outlines and seams is draped; between them by degrees.
    """

    def __init__(self, renderer: Renderer, folds: Folds | None, drape: Drape) -> None:
        super().__init__()
        self.renderer, self.folds, self.drape = renderer, folds, drape

    def forward(self, planes: Tensor, condition: Tensor) -> Tensor:
        rgb, alpha = self.renderer.parts(planes, condition)
        lines, small = planes[:, :1], F.avg_pool2d(planes, 2)
        untold = 1 - told_by_lines(lines, small[:, 5:6])
        light = F.interpolate(self._light((rgb, alpha), small, condition, untold), scale_factor=2.0, mode="bilinear", align_corners=False)
        added, shade = light.chunk(2, dim=1)
        shade = shade - seams(lines)
        added = added * shade
        return torch.cat([rgb * (shade + added) + DARK * added, alpha], dim=1)

    def _light(self, first: tuple[Tensor, Tensor], small: Tensor, condition: Tensor, untold: Tensor) -> Tensor:
        """Relative light that folds add, and what geometry leaves of all light; (B, 2, S / 2, S / 2)."""
        shade = 1 - self.drape.relief * untold * dents(small[:, :1], small[:, 5:6])
        if self.folds is None:
            return torch.cat([torch.zeros_like(shade), shade], dim=1)
        rgb, alpha = (F.avg_pool2d(plane, 2) for plane in first)
        guide, light = fold_guide(rgb, alpha, small)
        added = self.folds(guide, 2 * small[:, 6:7], torch.cat([condition, light], dim=1))
        return torch.cat([self.drape.folds * untold * added, shade], dim=1)


def told_by_lines(lines: Tensor, silhouette: Tensor) -> Tensor:
    """How much of its folds a drawing tells, (B, 1, 1, 1): 0 for an outline with its seams, 1 for inner lines as in a traced photo.

    Those are many, and paler than the lines of a flat, which are as black as their outline. Lines (B, 1, S, S), silhouette at half size.
    """
    inside = -F.max_pool2d(-F.avg_pool2d(silhouette, 2), 5, 1, 2)  # some 10 px away from the outline
    ink, seen = (_total(F.avg_pool2d(plane, 4) * inside) for plane in (lines, (4 * lines).clamp(max=1)))
    many = (ink / _total(inside).clamp(min=1) - UNTOLD) / (TOLD - UNTOLD)
    pale = (CRISP - ink / seen.clamp(min=LEAST)) / (CRISP - SOFT)
    return many.clamp(0, 1) * pale.clamp(0, 1)


def _total(plane: Tensor) -> Tensor:
    return plane.sum((2, 3), keepdim=True)


def fold_guide(rgb: Tensor, alpha: Tensor, planes: Tensor) -> tuple[Tensor, Tensor]:
    """The guide (B, 3, s, s) and the cloth's light (B, 1) in -1 … 1, from the first stage's picture and the planes, both of half size."""
    inside, first = planes[:, 5:6], luma(rgb)
    cloth = luma(planes[:, 1:4]) + (1 - planes[:, 4:5]) * first  # a free region's own colour is all there is
    relative = relative_light(first, cloth) * alpha
    mean = (cloth * inside).sum((2, 3)) / inside.sum((2, 3)).clamp(min=1)
    return torch.cat([planes[:, :1], inside, relative], dim=1), 2 * mean - 1


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


def _beside_noise(layer: nn.Conv2d, x: Tensor, noise: Tensor) -> Tensor:
    """A convolution over `x` and one plane of noise; three more with no weight make channels come in fours, else the runtime is slow."""
    weight = torch.cat([layer.weight, torch.zeros_like(layer.weight[:, :3])], dim=1)
    return F.conv2d(torch.cat([x, *[noise] * 4], dim=1), weight, layer.bias, layer.stride, layer.padding)


def _doubled(x: Tensor) -> Tensor:
    return F.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)


def luma(rgb: Tensor) -> Tensor:
    """Light of (B, 3, H, W), (B, 1, H, W)."""
    return (rgb * rgb.new_tensor(LUMA)[None, :, None, None]).sum(1, keepdim=True)
