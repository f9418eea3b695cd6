"""The network that cuts out: photo → alpha of the garment. 2.2 M parameters, about 0.8 GMAC at 256 × 256.

    rgb ─▶ EfficientNet-Lite0 to stride 16 ─▶ context at 1/32 with a look at the whole picture ─┐
            │ 1/2     │ 1/4    │ 1/8                                                            ▼
            └─────────┴────────┴────────────▶ a light way up, one 3 × 3 convolution a level ─▶ alpha

What is unusual: the last level sees the photo's own pixels again (2 × 2 folded into channels), so that edges come from the photo and
not from features; and the mean of the whole picture is added at 1/32, because "what is the subject" is a question about all of it.
"""

from __future__ import annotations

import itertools

import torch
from torch import Tensor, nn

from sketch2fashion.training.networks.embedder import PIXEL_MEAN, PIXEL_STD, STAGES_TO_STRIDE_16, Trunk, load_imagenet
from sketch2fashion.training.networks.linework import Merge, conv

SKIPS = (16, 24, 40, 112)  # channels of the encoder at 1/2, 1/4, 1/8, 1/16
WIDTHS = (24, 32, 48, 96, 160)  # channels of the decoder at 1/2 … 1/32


class CutoutNet(nn.Module):
    """(B, 3, S, S) RGB in 0 … 1, S a multiple of 32 → (B, 1, S, S) logits of the garment."""

    def __init__(self, *, pretrained: bool = False) -> None:
        super().__init__()
        trunk = Trunk()
        if pretrained:
            load_imagenet(trunk)
        self.stem, self.stages = trunk.stem, trunk.stages[:STAGES_TO_STRIDE_16]
        self.sides = nn.ModuleList(nn.Conv2d(skip, width, 1) for skip, width in zip(SKIPS, WIDTHS, strict=False))
        self.think = nn.Sequential(conv(WIDTHS[3], WIDTHS[3]), conv(WIDTHS[3], WIDTHS[3]))
        self.context = nn.Sequential(conv(WIDTHS[3], WIDTHS[4], stride=2), conv(WIDTHS[4], WIDTHS[4]))
        self.whole = nn.Sequential(nn.Linear(WIDTHS[4], WIDTHS[4]), nn.ReLU(), nn.Linear(WIDTHS[4], WIDTHS[4]))
        self.after = conv(WIDTHS[4], WIDTHS[4])
        self.up = nn.ModuleList(Merge(coarse, fine) for fine, coarse in itertools.pairwise(WIDTHS))
        self.fold = nn.PixelUnshuffle(2)
        self.head = nn.Sequential(conv(WIDTHS[0] + 12, WIDTHS[0]), nn.Conv2d(WIDTHS[0], 4, 3, padding=1), nn.PixelShuffle(2))

    def forward(self, rgb: Tensor) -> Tensor:
        """See the class."""
        pixels = (rgb - PIXEL_MEAN) / PIXEL_STD
        levels = [side(skip) for side, skip in zip(self.sides, self._encode(pixels), strict=True)]
        levels[-1] = self.think(levels[-1])
        x = self.context(levels[-1])
        x = self.after(x + self.whole(x.mean((2, 3)))[:, :, None, None])
        for step in reversed(self.up):
            x = step(x, levels.pop())
        logits: Tensor = self.head(torch.cat([x, self.fold(pixels)], 1))
        return logits

    def encoder(self) -> nn.ModuleList:
        """The layers whose weights came from ImageNet."""
        return nn.ModuleList([self.stem, *self.stages])

    def _encode(self, pixels: Tensor) -> list[Tensor]:
        """Features at 1/2, 1/4, 1/8, 1/16 with `SKIPS` channels."""
        half = self.stages[0](self.stem(pixels))
        quarter = self.stages[1](half)
        eighth = self.stages[2](quarter)
        return [half, quarter, eighth, self.stages[4](self.stages[3](eighth))]


class CutoutModel(nn.Module):
    """What is exported: input `rgb`, output `alpha` in 0 … 1."""

    def __init__(self, net: CutoutNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, rgb: Tensor) -> Tensor:
        """(B, 3, 256, 256) in 0 … 1 → (B, 1, 256, 256) in 0 … 1."""
        return torch.sigmoid(self.net(rgb))
