"""Train `linework`: from pairs (garment cut-out, line drawing) of a garment set.

The drawings are learned edges with soft grey smears where cloth has texture. Two things make ours crisp: the targets pass a contrast
curve, and what stays grey counts little, so that the network is asked for the lines that the drawing is sure of. The garments are
recoloured, lit, inverted and covered with noise while their drawing stays the same: lines must not depend on the cloth's colour or grain.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from sketch2fashion.training.dataset.table import GarmentRow, read_table
from sketch2fashion.training.networks.linework import LineworkNet

SIDE = 320  # px, what the pairs are kept at in memory
CROP = 192  # px, what one step looks at
SURE_INK, SURE_PAPER = 0.62, 0.30  # grey between these counts little
UNSURE_WEIGHT = 0.15
DICE_WEIGHT = 0.6


# ---------------------------------------------------------------------------------------------------------------- pairs


def load_pairs(folder: Path, rows: Sequence[GarmentRow]) -> tuple[Tensor, Tensor]:
    """(N, 4, SIDE, SIDE) uint8 garments and (N, 1, SIDE, SIDE) uint8 ink (255 = ink) of the rows that have a drawing."""
    pairs = [row for row in rows if row.has_lines]
    garments = torch.empty((len(pairs), 4, SIDE, SIDE), dtype=torch.uint8)
    ink = torch.empty((len(pairs), 1, SIDE, SIDE), dtype=torch.uint8)
    for index, row in enumerate(pairs):
        garments[index] = torch.from_numpy(_read(folder / "garments" / f"{row.id}.webp", "RGBA")).permute(2, 0, 1)
        ink[index, 0] = torch.from_numpy(255 - _read(folder / "lines" / f"{row.id}.webp", "L"))
    return garments, ink


def rows_of(folder: Path, split: str) -> list[GarmentRow]:
    """The rows of one split."""
    return [row for row in read_table(folder) if row.split == split]


def _read(path: Path, mode: str) -> NDArray[np.uint8]:
    with Image.open(path) as image:
        return np.asarray(image.convert(mode).resize((SIDE, SIDE), Image.Resampling.BOX, reducing_gap=2.0), dtype=np.uint8).copy()


# --------------------------------------------------------------------------------------------------------- augmentation


def augment(garments: Tensor, ink: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """uint8 (B, 4, S, S), (B, 1, S, S) → a random view of each: RGB on white (B, 3, CROP, CROP) and ink (B, 1, CROP, CROP), float 0 … 1."""
    grid = _random_views(len(garments), generator)
    alpha = garments[:, 3:].float() / 255
    stacked = torch.cat([garments[:, :3].float() / 255 * alpha, alpha, ink.float() / 255], 1)  # premultiplied: no dark fringe
    seen = nn.functional.grid_sample(stacked, grid, mode="bilinear", padding_mode="zeros", align_corners=False)
    alpha = seen[:, 3:4]
    colours = _recoloured(seen[:, :3] / alpha.clamp_min(1e-3), generator)
    return (colours * alpha + 1 - alpha).clamp(0, 1), seen[:, 4:].clamp(0, 1)


def _random_views(count: int, generator: torch.Generator) -> Tensor:
    """Sampling grids (B, CROP, CROP, 2): mirrored, turned up to 20°, at 60 … 105 % of the stored size, somewhere on the garment."""
    uniform = lambda low, high: torch.rand(count, generator=generator) * (high - low) + low  # noqa: E731
    angle = uniform(-0.35, 0.35)
    scale = CROP / SIDE / uniform(0.6, 1.05)
    mirror = torch.where(uniform(0, 1) < 0.5, -1.0, 1.0)
    room = (1.08 - scale).clamp_min(0)  # how far the view's centre may leave the middle
    theta = torch.zeros(count, 2, 3)
    theta[:, 0, 0] = torch.cos(angle) * scale * mirror
    theta[:, 0, 1] = -torch.sin(angle) * scale
    theta[:, 1, 0] = torch.sin(angle) * scale * mirror
    theta[:, 1, 1] = torch.cos(angle) * scale
    theta[:, 0, 2] = uniform(-1, 1) * room
    theta[:, 1, 2] = uniform(-1, 1) * room
    return nn.functional.affine_grid(theta, [count, 1, CROP, CROP], align_corners=False)


def _recoloured(colours: Tensor, generator: torch.Generator) -> Tensor:
    """Another dye, another lamp, another cloth, another camera: everything that must not change the drawing."""
    count, _, height, width = colours.shape
    random = lambda *shape: torch.rand(shape, generator=generator)  # noqa: E731
    some = lambda share: (random(count, 1, 1, 1) < share).float()  # noqa: E731
    mix = torch.eye(3) + (torch.rand((count, 3, 3), generator=generator) - 0.5) * 0.9 * some(0.6).view(count, 1, 1)
    colours = torch.einsum("bij,bjhw->bihw", mix / mix.sum(2, keepdim=True).clamp_min(0.4), colours).clamp(0.0, 1.0)
    inverted = some(0.15)
    colours = inverted * (1 - colours) + (1 - inverted) * colours
    colours = colours.clamp_min(1e-3) ** torch.exp((random(count, 1, 1, 1) - 0.5) * 1.2)
    contrast = 0.55 + random(count, 1, 1, 1) * 0.7
    target = random(count, 3, 1, 1) * 0.9 + 0.05
    colours = (colours - 0.5) * contrast + 0.5 + (target - 0.5) * 0.45 * some(0.5)
    lamp = nn.functional.interpolate(torch.randn((count, 1, 3, 3), generator=generator), (height, width), mode="bicubic", align_corners=True)
    grain = torch.randn((count, 1, height, width), generator=generator)
    weave = nn.functional.interpolate(torch.randn((count, 1, height // 3, width // 3), generator=generator), (height, width), mode="bilinear")
    noise = grain * 0.05 * random(count, 1, 1, 1) * some(0.5) + weave * 0.06 * random(count, 1, 1, 1) * some(0.4)
    return (colours * (1 + lamp * 0.08) + noise).clamp(0, 1)


# ----------------------------------------------------------------------------------------------------------------- loss


def loss_terms(logits: Tensor, ink: Tensor) -> dict[str, Tensor]:
    """Weighted cross-entropy and Dice of (B, 1, H, W) logits against grey ink 0 … 1; `total` is what is minimised."""
    target, weight = crisp_target(ink)
    logits = logits.float()
    cross_entropy = nn.functional.binary_cross_entropy_with_logits(logits, target, weight)
    drawn = torch.sigmoid(logits) * weight
    wanted = target * weight
    overlap = 2 * (drawn * wanted).sum((1, 2, 3)) + 50
    dice = 1 - overlap / (drawn.square().sum((1, 2, 3)) + wanted.square().sum((1, 2, 3)) + 50)
    return {"total": cross_entropy + DICE_WEIGHT * dice.mean(), "bce": cross_entropy, "dice": dice.mean()}


def crisp_target(ink: Tensor) -> tuple[Tensor, Tensor]:
    """Grey ink through a contrast curve, and how much each pixel counts: sure ink and sure paper fully, smears hardly."""
    target = ((ink - SURE_PAPER) / (SURE_INK - SURE_PAPER)).clamp(0, 1)
    unsure = (ink > 0.5 * SURE_PAPER) & (ink < SURE_INK)
    return target, torch.where(unsure, UNSURE_WEIGHT, 1.0)


# ----------------------------------------------------------------------------------------------------------- evaluation


@torch.inference_mode()
def evaluate(net: LineworkNet, garments: Tensor, ink: Tensor) -> dict[str, float]:
    """Precision, recall and F1 of the drawn ink at SIDE px; a line within 2 px of where it should be counts as right."""
    net.eval()
    hits = drawn_total = found = wanted_total = grey = 0.0
    for start in range(0, len(garments), 8):
        batch = garments[start : start + 8].float() / 255
        rgb = batch[:, :3] * batch[:, 3:] + 1 - batch[:, 3:]
        soft = torch.sigmoid(net(rgb))
        drawn = (soft > 0.5).float()
        wanted = (ink[start : start + 8].float() / 255 > 0.5).float()
        near = lambda lines: nn.functional.max_pool2d(lines, 5, 1, 2)  # noqa: E731
        hits += float((drawn * near(wanted)).sum())
        found += float((wanted * near(drawn)).sum())
        drawn_total += float(drawn.sum())
        wanted_total += float(wanted.sum())
        grey += float(((soft > 0.1) & (soft < 0.9)).float().sum())
    precision, recall = hits / max(drawn_total, 1), found / max(wanted_total, 1)
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / max(precision + recall, 1e-9),
        "grey_share_of_ink": grey / max(drawn_total, 1),
    }
