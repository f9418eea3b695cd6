"""The shape model: a line drawing ↔ a code of 64 numbers, for each category; and rough lines → clean ones beside it. 2.4 M parameters.

    drawing ──Encoder──▶ code ──Decoder──▶ planes        a denoising variational autoencoder: the space of plausible garments
    drawing, code, strength ──Tidier──▶ planes           a U-Net that keeps to the drawing as closely as `strength` says

Planes (B, 2, 128, 128): the silhouette's signed distance, 1 at REACH px inside … -1 as far outside (so that averages of shapes are
shapes, and the outline is a crisp closed contour at 0), and the lines inside it, 0 … 1. Nearly all convolutions work at 64 px and
below; the last one's channels are shuffled into the full size. The category, the code and the strength enter by FiLM.
"""

from __future__ import annotations

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from sketch2fashion.categories import CATEGORY_NAMES

SIDE = 128  # px
CODE = 64
REACH = 12.0  # px of SIDE: where the signed distance is cut off
UNKNOWN = len(CATEGORY_NAMES)  # the place of "any category"
_CATEGORY = 16  # numbers that a category is told by
_BODY = 160


class Shape(nn.Module):
    """All three parts in one graph: `forward` answers what an encoding, a decoding and a tidying need, each from its own inputs."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.decoder = Decoder()
        self.tidier = Tidier()

    def forward(self, lines: Tensor, category: Tensor, code: Tensor, strength: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(B, 1, 128, 128) ink, (B,) int64, (B, 64), (B,) 0 … 1 → the drawing's own code, the given code's planes, the tidied planes."""
        mean, _ = self.encoder(lines, category)
        return mean, shown(self.decoder(code, category)), shown(self.tidier(lines, category, code, strength))


class Encoder(nn.Module):
    """A drawing (B, 1, 128, 128) and its category (B,) → mean and log variance of its code, (B, 64) each."""

    def __init__(self) -> None:
        super().__init__()
        self.category = nn.Embedding(UNKNOWN + 1, _CATEGORY)
        widths = (32, 64, 96, 128, _BODY)
        self.first = _conv(4, widths[0])
        self.down = nn.ModuleList(_conv(wide, wider, stride=2) for wide, wider in pairwise(widths))
        self.told = nn.ModuleList(Told(_CATEGORY, width) for width in widths[1:])
        self.head = nn.Linear(_BODY * 16, 2 * CODE)

    def forward(self, lines: Tensor, category: Tensor) -> tuple[Tensor, Tensor]:
        """See the class."""
        words = self.category(category)
        x = F.relu(self.first(F.pixel_unshuffle(lines, 2)))
        for down, told in zip(self.down, self.told, strict=True):
            x = told(down(x), words)
        mean, spread = self.head(x.flatten(1)).float().chunk(2, dim=1)
        return mean, spread.clamp(-8, 4)


class Decoder(nn.Module):
    """A code (B, 64) and a category (B,) → planes (B, 2, 128, 128), the lines as logits."""

    def __init__(self) -> None:
        super().__init__()
        self.category = nn.Embedding(UNKNOWN + 1, _CATEGORY)
        self.seed = nn.Linear(CODE + _CATEGORY, _BODY * 16)
        widths = (_BODY, 128, 96, 64, 40)
        self.up = nn.ModuleList(_conv(wide, narrower) for wide, narrower in pairwise(widths))
        self.told = nn.ModuleList(Told(CODE + _CATEGORY, width) for width in widths[1:])
        self.head = nn.Conv2d(widths[-1], 8, 3, padding=1)

    def forward(self, code: Tensor, category: Tensor) -> Tensor:
        """See the class."""
        words = torch.cat([code, self.category(category)], dim=1)
        x = F.relu(self.seed(words)).view(-1, _BODY, 4, 4)
        for up, told in zip(self.up, self.told, strict=True):
            x = told(up(_doubled(x)), words)
        return F.pixel_shuffle(self.head(x), 2)


class Tidier(nn.Module):
    """A drawing (B, 1, 128, 128), its category (B,), a code (B, 64) and the strength (B,) → planes, the lines as logits."""

    def __init__(self) -> None:
        super().__init__()
        self.category = nn.Embedding(UNKNOWN + 1, _CATEGORY)
        words = CODE + _CATEGORY + 1
        widths = (32, 64, 96, 128)
        self.first = _conv(4, widths[0])
        self.down = nn.ModuleList(_conv(wide, wider, stride=2) for wide, wider in pairwise(widths))
        self.told_down = nn.ModuleList(Told(words, width) for width in widths[1:])
        self.middle = nn.ModuleList(_conv(128, 128) for _ in range(2))
        self.told_middle = nn.ModuleList(Told(words, 128) for _ in range(2))
        self.up = nn.ModuleList([_conv(128 + 96, 96), _conv(96 + 64, 64), _conv(64 + 32, 48)])
        self.told_up = nn.ModuleList(Told(words, width) for width in (96, 64, 48))
        self.last = _conv(48, 48)
        self.head = nn.Conv2d(48, 8, 3, padding=1)

    def forward(self, lines: Tensor, category: Tensor, code: Tensor, strength: Tensor) -> Tensor:
        """See the class."""
        words = torch.cat([code, self.category(category), strength[:, None]], dim=1)
        x = F.relu(self.first(F.pixel_unshuffle(lines, 2)))
        kept = []
        for down, told in zip(self.down, self.told_down, strict=True):
            kept.append(x)
            x = told(down(x), words)
        for conv, told in zip(self.middle, self.told_middle, strict=True):
            x = x + told(conv(x), words)
        for up, told, skip in zip(self.up, self.told_up, reversed(kept), strict=True):
            x = told(up(torch.cat([_doubled(x), skip], dim=1)), words)
        return F.pixel_shuffle(self.head(F.relu(self.last(x))), 2)


class Told(nn.Module):
    """FiLM, then ReLU: (B, C, H, W) scaled and moved channel by channel by what (B, N) words say."""

    def __init__(self, words: int, channels: int) -> None:
        super().__init__()
        self.say = nn.Linear(words, 2 * channels)
        nn.init.normal_(self.say.weight, std=0.02)
        nn.init.zeros_(self.say.bias)

    def forward(self, x: Tensor, words: Tensor) -> Tensor:
        """See the class."""
        scale, shift = self.say(words)[:, :, None, None].chunk(2, dim=1)
        return F.relu(x * (1 + scale) + shift)


class Critic(nn.Module):
    """Which patches of lines, within an outline (B, 2, 128, 128), come from a real garment: scores, and features. Only for training."""

    def __init__(self) -> None:
        super().__init__()
        norm = nn.utils.parametrizations.spectral_norm
        self.layers = nn.ModuleList(
            [
                norm(nn.Conv2d(8, 48, 4, stride=2, padding=1)),  # 64 → 32
                norm(nn.Conv2d(48, 96, 4, stride=2, padding=1)),  # 32 → 16
                norm(nn.Conv2d(96, 128, 3, padding=1)),
            ]
        )
        self.head = norm(nn.Conv2d(128, 1, 3, padding=1))

    def forward(self, planes: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Scores (B, 1, 16, 16) and features."""
        x = F.pixel_unshuffle(planes, 2)
        features = []
        for layer in self.layers:
            x = F.leaky_relu(layer(x), 0.2)
            features.append(x)
        return self.head(x), features


def shown(planes: Tensor) -> Tensor:
    """Planes with their lines as shares of ink."""
    return torch.cat([planes[:, :1].clamp(-1, 1), torch.sigmoid(planes[:, 1:])], dim=1)


def _conv(channels: int, out: int, stride: int = 1) -> nn.Sequential:
    """Convolution and batch norm. The ReLU comes after, in `Told` where something is told."""
    return nn.Sequential(nn.Conv2d(channels, out, 3, stride=stride, padding=1, bias=False), nn.BatchNorm2d(out))


def _doubled(x: Tensor) -> Tensor:
    return F.interpolate(x, scale_factor=2.0, mode="nearest")
