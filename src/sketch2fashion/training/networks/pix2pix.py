"""pix2pix (Isola et al. 2017), written from its description: the peer that our renderer is measured against. Never shipped.

A U-Net of eight levels for 256 px with 64 to 512 channels (54.4 M parameters), dropout in its three innermost decoders, and a
discriminator that judges patches of 70 × 70 px of (input, picture).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

WIDTHS = (64, 128, 256, 512, 512, 512, 512, 512)  # channels after each halving of 256 px
DROPPED_OUT = (1, 2, 3)  # decoders, counted from the inside


class UNet(nn.Module):
    """(B, 3, 256, 256) in −1 … 1 to a picture of the same shape and range."""

    def __init__(self, widths: tuple[int, ...] = WIDTHS) -> None:
        super().__init__()
        inside = (3, *widths[:-1])
        last = len(widths) - 1
        self.downs = nn.ModuleList(
            _down(a, b, first=level == 0, last=level == last) for level, (a, b) in enumerate(zip(inside, widths, strict=True))
        )
        outside = (*reversed(widths[:-1]), 3)
        entering = (widths[-1], *(2 * width for width in reversed(widths[:-1])))
        self.ups = nn.ModuleList(_up(a, b, step, last=step == last) for step, (a, b) in enumerate(zip(entering, outside, strict=True)))
        self.apply(_initialised)

    def forward(self, picture: Tensor) -> Tensor:
        skips = []
        x = picture
        for down in self.downs:
            x = down(x)
            skips.append(x)
        x = self.ups[0](skips.pop())
        for up in list(self.ups)[1:]:
            x = up(torch.cat([x, skips.pop()], dim=1))
        return torch.tanh(x)


class PatchGan(nn.Module):
    """Scores (B, 1, 30, 30) of an input and a picture, each (B, 3, 256, 256): is this patch a photo's?"""

    def __init__(self, width: int = 64) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(6, width, 4, 2, 1), nn.LeakyReLU(0.2, inplace=True)]
        for step in range(3):
            inside, outside = width * 2**step, width * 2 ** (step + 1)
            stride = 2 if step < 2 else 1
            layers += [nn.Conv2d(inside, outside, 4, stride, 1, bias=False), nn.BatchNorm2d(outside), nn.LeakyReLU(0.2, inplace=True)]
        self.layers = nn.Sequential(*layers, nn.Conv2d(8 * width, 1, 4, 1, 1))
        self.apply(_initialised)

    def forward(self, drawing: Tensor, picture: Tensor) -> Tensor:
        scores: Tensor = self.layers(torch.cat([drawing, picture], dim=1))
        return scores


def _down(inside: int, outside: int, *, first: bool, last: bool) -> nn.Sequential:
    bare = first or last  # the outermost and the innermost have no norm
    convolution = nn.Conv2d(inside, outside, 4, 2, 1, bias=bare)
    layers: list[nn.Module] = [] if first else [nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers, convolution, *([] if bare else [nn.BatchNorm2d(outside)]))


def _up(inside: int, outside: int, step: int, *, last: bool) -> nn.Sequential:
    layers: list[nn.Module] = [nn.ReLU(), nn.ConvTranspose2d(inside, outside, 4, 2, 1, bias=last)]
    if not last:
        layers.append(nn.BatchNorm2d(outside))
    if step in DROPPED_OUT:
        layers.append(nn.Dropout(0.5))
    return nn.Sequential(*layers)


def _initialised(module: nn.Module) -> None:
    """Normal weights of σ 0.02, as the recipe starts."""
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
        nn.init.normal_(module.weight, 0.0, 0.02)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    elif isinstance(module, nn.BatchNorm2d):
        nn.init.normal_(module.weight, 1.0, 0.02)
        nn.init.zeros_(module.bias)
