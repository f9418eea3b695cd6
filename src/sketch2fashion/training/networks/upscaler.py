"""The upscaler: a garment of S px and the drawing at 2 S px in, the garment at 2 S px out. 0.03 M parameters, 2 GMAC at 256 → 512.

All convolutions work at S (sub-pixel convolution, Shi et al. 2016), so the doubled picture costs one reshape. The drawing tells where
an edge lies between two of the small picture's pixels: that is what bicubic enlargement cannot know.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

WIDTH = 32
RGBA = 4
HOLD = 8  # px of the small picture: colours averaged over squares of this size stay what they were


class Upscaler(nn.Module):
    """(B, 4, S, S) RGBA in 0 … 1 with straight alpha and (B, 1, 2 S, 2 S) lines → (B, 4, 2 S, 2 S) RGBA; S a multiple of 8."""

    def __init__(self, width: int = WIDTH) -> None:
        super().__init__()
        self.layers = nn.ModuleList([nn.Conv2d(8, width, 3, padding=1), *(nn.Conv2d(width, width, 3, padding=1) for _ in range(3))])
        self.head = nn.Conv2d(width, 16, 3, padding=1)
        nn.init.normal_(self.head.weight, std=0.01)
        assert self.head.bias is not None
        nn.init.zeros_(self.head.bias)

    def forward(self, rgba: Tensor, lines: Tensor) -> Tensor:
        """See the class."""
        small = torch.cat([rgba[:, :3] * rgba[:, 3:], rgba[:, 3:]], dim=1)
        x = torch.cat([small, F.pixel_unshuffle(lines, 2)], dim=1)
        for number, layer in enumerate(self.layers):
            y = F.relu(layer(x))
            x = x + y if number else y
        added = F.pixel_shuffle(self.head(x), 2)
        added = added - _raised(F.avg_pool2d(added, 2 * HOLD))
        large = doubled(small) + added
        alpha = large[:, 3:].clamp(0, 1)
        return torch.cat([(large[:, :3] / alpha.clamp(min=1 / 255)).clamp(0, 1), alpha], dim=1)


def doubled(small: Tensor) -> Tensor:
    """Bicubic enlargement to twice the size (a = −¾, edges repeated), (B, 4, S, S) → (B, 4, 2 S, 2 S).

    What `F.interpolate` does, as two convolutions: onnxruntime's bicubic resize takes longer than all the network's layers.
    """
    even = [*(_cubic(distance) for distance in (1.75, 0.75, 0.25, 1.25)), 0.0]  # a quarter before the small pixel's middle
    phases = torch.tensor([even, even[::-1]], device=small.device)
    x = F.pad(small, (2, 2, 2, 2), mode="replicate")
    x = F.conv2d(x, phases.repeat(RGBA, 1).reshape(2 * RGBA, 1, 5, 1), groups=RGBA)
    x = F.conv2d(x, phases.repeat(2 * RGBA, 1).reshape(4 * RGBA, 1, 1, 5), groups=2 * RGBA)
    return F.pixel_shuffle(x, 2)


def _cubic(distance: float, a: float = -0.75) -> float:
    """The weight of a pixel at a distance (Keys 1981)."""
    if distance <= 1:
        return (a + 2) * distance**3 - (a + 3) * distance**2 + 1
    return a * distance**3 - 5 * a * distance**2 + 8 * a * distance - 4 * a


def _raised(coarse: Tensor) -> Tensor:
    return F.interpolate(coarse, scale_factor=float(2 * HOLD), mode="bilinear", align_corners=False)
