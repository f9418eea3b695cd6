"""The renderer: lines, colour flats and silhouette in, a garment with alpha out. Plain 3 × 3 convolutions, no attention.

- Works at half resolution inside (pixel unshuffle at the door, pixel shuffle at the exit): a quarter of the arithmetic.
- Adds to the flats instead of painting anew, so a user's colour is the starting point and not something to be learned.
- Category, refine level and fabric style enter as one vector that scales and shifts features (FiLM, Perez et al. 2018).

The planes that go in, in this order (`PLANES`):

    0    lines         0 paper … 1 ink
    1-3  flats         sRGB 0 … 1, zero where free
    4    flats known   1 where the flats hold a colour
    5    silhouette    0 … 1
    6    noise         standard normal: where weave and small creases fall
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from sketch2fashion.categories import CATEGORY_NAMES

PLANES = 7
STYLES = 8  # numbers that say what the fabric is like; see `training.renderer_data.fabric_style`
CONDITIONS = len(CATEGORY_NAMES) + 1 + STYLES
SEAM = 0.13  # of the light that a drawn line takes
MODULATED = 96  # channels: a condition reaches blocks of so many or more; the finer ones have too many pixels for it
Modulation = tuple[Tensor, Tensor]


class Block(nn.Module):
    """Two convolutions around a skip; a condition, where there is one, scales and shifts between them, as `modulations` says."""

    def __init__(self, channels: int, condition: int | None = None) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.first_norm = nn.BatchNorm2d(channels)
        self.second = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.second_norm = nn.BatchNorm2d(channels)
        self.film = nn.Linear(condition, 2 * channels) if condition else None
        if self.film:
            nn.init.zeros_(self.film.weight)
            nn.init.zeros_(self.film.bias)

    def forward(self, x: Tensor, modulation: Modulation | None = None) -> Tensor:
        y = self.first_norm(self.first(x))
        if modulation:
            scale, shift = modulation
            y = y * scale + shift
        return F.relu(x + self.second_norm(self.second(F.relu(y))))


def modulations(condition: Tensor, films: Sequence[nn.Linear]) -> Iterator[Modulation]:
    """What each layer makes of a condition: (B, C, 1, 1) to multiply by, and as much to add. One product, since each call costs."""
    sizes = [film.out_features // 2 for film in films for _ in range(2)]
    still = torch.cat([film.bias + _of_ones_and_zeros(film) for film in films])
    product = F.linear(condition, torch.cat([film.weight for film in films]), still)[:, :, None, None]
    parts = iter(torch.split(product, sizes, dim=1))
    return zip(parts, parts, strict=True)


def _of_ones_and_zeros(film: nn.Linear) -> Tensor:
    half = film.bias.new_ones(film.out_features // 2)
    return torch.cat([half, torch.zeros_like(half)])


class Down(nn.Module):
    """Half the size, more channels."""

    def __init__(self, inside: int, outside: int) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(inside, outside, 3, stride=2, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(outside)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.norm(self.convolution(x)))


class Up(nn.Module):
    """Twice the size, fewer channels, plus the encoder's features of that size."""

    def __init__(self, inside: int, outside: int) -> None:
        super().__init__()
        self.narrow = nn.Conv2d(inside, outside, 1)

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        return F.interpolate(self.narrow(x), scale_factor=2.0, mode="bilinear", align_corners=False) + skip


class Renderer(nn.Module):
    """(B, PLANES, H, W) and (B, CONDITIONS) in, RGBA (B, 4, H, W) in 0 … 1 with straight alpha out."""

    def __init__(self, widths: tuple[int, ...] = (32, 64, 96, 160, 256), embedding: int = 64) -> None:
        super().__init__()
        self.embed = nn.Sequential(nn.Linear(CONDITIONS, embedding), nn.ReLU(), nn.Linear(embedding, embedding), nn.ReLU())
        self.stem = nn.Sequential(nn.Conv2d(4 * PLANES, widths[0], 3, padding=1, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU())
        pairs = list(pairwise(widths))
        self.downs = nn.ModuleList(Down(inside, outside) for inside, outside in pairs)
        self.encoders = nn.ModuleList(Block(width, embedding) for width in widths[2:])
        self.bottom = Block(widths[-1], embedding)
        self.ups = nn.ModuleList(Up(inside, outside) for outside, inside in reversed(pairs))
        self.decoders = nn.ModuleList(Block(width, embedding if width >= MODULATED else None) for width in reversed(widths[:-1]))
        self.head = nn.Conv2d(widths[0], 16, 3, padding=1)
        nn.init.normal_(self.head.weight, std=0.01)
        assert self.head.bias is not None
        nn.init.zeros_(self.head.bias)

    def forward(self, planes: Tensor, condition: Tensor) -> Tensor:
        """See the class."""
        return torch.cat(self.parts(planes, condition), dim=1)

    def parts(self, planes: Tensor, condition: Tensor) -> tuple[Tensor, Tensor]:
        """RGB (B, 3, H, W) and alpha (B, 1, H, W)."""
        modulation = modulations(self.embed(condition), [block.film for block in self.modules() if isinstance(block, Block) and block.film])
        x = self.stem[1:](unshuffled(self.stem[0], planes))  # (B, w0, H / 2, W / 2)
        skips = []
        for level, down in enumerate(self.downs):
            skips.append(x)
            x = down(x)
            if level >= 1:  # the first level is the dearest and has the least to say
                x = self.encoders[level - 1](x, next(modulation))
        x = self.bottom(x, next(modulation))
        for up, decoder in zip(self.ups, self.decoders, strict=True):
            x = decoder(up(x, skips.pop()), next(modulation, None))
        return compose(self.head(x).float(), planes)


def unshuffled(layer: nn.Module, planes: Tensor) -> Tensor:
    """A convolution over `pixel_unshuffle(planes, 2)`, as one of twice the size and stride: the runtime is slow at moving single pixels."""
    assert isinstance(layer, nn.Conv2d)
    out, inside, size, _ = layer.weight.shape
    weight = layer.weight.reshape(out, inside // 4, 2, 2, size, size).permute(0, 1, 4, 2, 5, 3)
    return F.conv2d(planes, weight.reshape(out, inside // 4, 2 * size, 2 * size), layer.bias, stride=2, padding=size - 1)


def compose(y: Tensor, planes: Tensor) -> tuple[Tensor, Tensor]:
    """Network output, four pixels a place, to RGB and alpha: the flats and what is added, the silhouette with its edge moved."""
    known, silhouette = planes[:, 4:5], planes[:, 5:6]
    rgb = F.pixel_shuffle(y[:, :12], 2) + (softened(planes[:, 1:5]) + 0.5 * (1 - known))
    alpha = torch.sigmoid(F.pixel_shuffle(4 * y[:, 12:] * near(silhouette), 2) + 10 * (silhouette - 0.5))
    return rgb, alpha


def softened(flats: Tensor) -> Tensor:
    """Flats and known (B, 4, H, W) → flats (B, 3, H, W) without stairs where two colours meet: the mean of what is known around."""
    around = F.avg_pool2d(flats, 3, 1, 1)
    return around[:, :3] / around[:, 3:].clamp(min=0.1) * flats[:, 3:]


def dents(lines: Tensor, silhouette: Tensor) -> Tensor:
    """How much light geometry alone takes, (B, 1, h, w), about -0.3 … 0.5, from planes of half size: one soft lamp above, on the left.

    The silhouette is inflated (its blur at three widths is a height), cloth dips along lines, and both cast a broad shade.
    """
    quarter = F.avg_pool2d(silhouette, 2)
    height = torch.stack([_blurred(quarter, size) for size in (3, 7, 15)]).mean(0)
    valley = _blurred(_blurred(F.avg_pool2d(lines, 2), 5), 5)
    coarse = 0.30 * (1 - height) + 0.22 * _lean(height, 2) + 0.25 * (valley + _lean(valley, 2))
    broad = F.interpolate(coarse, scale_factor=2.0, mode="bilinear", align_corners=False)
    return broad - 0.22 * _lean(_blurred(_blurred(lines, 3), 3), 1)


def seams(lines: Tensor) -> Tensor:
    """How much light drawn lines take, (B, 1, H, W): the network, which has seen lines in wrong places, draws them too faintly."""
    return SEAM * _blurred(lines, 3)


def _blurred(x: Tensor, size: int) -> Tensor:
    return F.avg_pool2d(x, size, 1, size // 2, count_include_pad=False)


def _lean(x: Tensor, step: int) -> Tensor:
    """How much lower `x` is some pixels towards the lamp than as many away from it."""
    wide = F.pad(x, (step, step, step, step), mode="replicate")
    return wide[:, :, : -2 * step, : -2 * step] - wide[:, :, 2 * step :, 2 * step :]


def near(silhouette: Tensor) -> Tensor:
    """1 within some 24 px of the silhouette, 0 farther out, (B, 1, H / 2, W / 2): there is no cloth where nobody drew any."""
    small = F.max_pool2d(F.max_pool2d(silhouette, 4), 13, 1, 6)
    return F.interpolate(small, scale_factor=2.0, mode="bilinear", align_corners=False)


class Patches(nn.Module):
    """A conditional patch discriminator (Isola et al. 2017) with hinge scores and the features that matching compares."""

    def __init__(self, inside: int = 4 + PLANES, width: int = 32) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            [
                nn.utils.parametrizations.spectral_norm(nn.Conv2d(4 * inside, width, 3, padding=1)),
                nn.utils.parametrizations.spectral_norm(nn.Conv2d(width, 2 * width, 3, stride=2, padding=1)),
                nn.utils.parametrizations.spectral_norm(nn.Conv2d(2 * width, 4 * width, 3, stride=2, padding=1)),
            ]
        )
        self.fine = nn.Conv2d(2 * width, 1, 3, padding=1)
        self.coarse = nn.Conv2d(4 * width, 1, 3, padding=1)

    def forward(self, rgba: Tensor, planes: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """Scores (two maps: fine and coarse patches) and features."""
        x = F.pixel_unshuffle(torch.cat([rgba, planes], dim=1), 2)
        features = []
        for layer in self.layers:
            x = F.leaky_relu(layer(x), 0.2)
            features.append(x)
        return [self.fine(features[1]), self.coarse(features[2])], features
