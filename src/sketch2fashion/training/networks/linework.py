"""The network that draws: RGB garment on white → line drawing, 0.27 M parameters, about 0.55 GMAC at 256 × 256.

Plain 3 × 3 convolutions on purpose: on a CPU they run faster than depthwise ones of the same quality. Nothing but the first and the
last reshape works at full resolution: 2 × 2 pixels become channels on the way in and channels become 2 × 2 pixels on the way out.
"""

from __future__ import annotations

import itertools

import torch
from torch import Tensor, nn

WIDTHS = (24, 48, 64, 80)  # channels at 1/2, 1/4, 1/8 and 1/16 of the input


class LineworkNet(nn.Module):
    """(B, 3, H, W) RGB in 0 … 1 → (B, 1, H, W) logits of ink; H and W multiples of 16."""

    def __init__(self, widths: tuple[int, ...] = WIDTHS) -> None:
        super().__init__()
        self.stem = nn.Sequential(nn.PixelUnshuffle(2), conv(12, widths[0]), conv(widths[0], widths[0]))
        self.down = nn.ModuleList(
            nn.Sequential(conv(fine, coarse, stride=2), conv(coarse, coarse)) for fine, coarse in itertools.pairwise(widths)
        )
        self.middle = conv(widths[-1], widths[-1])
        self.up = nn.ModuleList(Merge(coarse, fine) for fine, coarse in itertools.pairwise(widths))
        self.head = nn.Sequential(nn.Conv2d(widths[0], 4, 3, padding=1), nn.PixelShuffle(2))

    def forward(self, rgb: Tensor) -> Tensor:
        """See the class."""
        levels = [self.stem(1 - rgb)]  # white paper becomes 0, which is also what the convolutions pad with
        for step in self.down:
            levels.append(step(levels[-1]))
        x = self.middle(levels.pop())
        for step in reversed(self.up):
            x = step(x, levels.pop())
        logits: Tensor = self.head(x)
        return logits


class Merge(nn.Module):
    """Bring the coarse level up by 2, add the finer one, and look again."""

    def __init__(self, coarse: int, fine: int) -> None:
        super().__init__()
        self.squeeze = nn.Conv2d(coarse, fine, 1)
        self.look = conv(fine, fine)

    def forward(self, coarse: Tensor, fine: Tensor) -> Tensor:
        """(B, coarse, h, w), (B, fine, 2h, 2w) → (B, fine, 2h, 2w)."""
        raised = nn.functional.interpolate(self.squeeze(coarse), scale_factor=2.0, mode="nearest")
        merged: Tensor = self.look(raised + fine)
        return merged


class LineworkModel(nn.Module):
    """What is exported: input `rgb`, output `lines` in 0 … 1 (1 = ink)."""

    def __init__(self, net: LineworkNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, rgb: Tensor) -> Tensor:
        """(B, 3, H, W) in 0 … 1 → (B, 1, H, W) in 0 … 1."""
        return torch.sigmoid(self.net(rgb))


def conv(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    """3 × 3 convolution, batch norm (folded at export), ReLU."""
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))
