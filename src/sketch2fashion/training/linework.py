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

from sketch2fashion.errors import BadFeed
from sketch2fashion.garment import Rgb
from sketch2fashion.models.registry import ModelCard
from sketch2fashion.training.dataset.packed import PackedSet, load_pack
from sketch2fashion.training.dataset.table import GarmentRow, read_table
from sketch2fashion.training.learner import Learner, pace, ship_average
from sketch2fashion.training.loop import generator
from sketch2fashion.training.networks.linework import LineworkModel, LineworkNet
from sketch2fashion.training.run import Run
from sketch2fashion.training.tasks import TrainOptions, choose_device

SIDE = 320  # px, what the pairs are kept at in memory
CROP = 192  # px, what one step looks at
SURE_INK, SURE_PAPER = 0.62, 0.30  # grey between these counts little
UNSURE_WEIGHT = 0.15
DICE_WEIGHT = 0.6
CPU = torch.device("cpu")
LEARNING_RATE = 3e-3
WARM_UP_STEPS = 50


def build(options: TrainOptions) -> LineworkTask:
    """The task that `sketch2fashion train linework` runs."""
    return LineworkTask(options.data, batch=options.batch or 16, seed=options.seed, device=choose_device(options.device).device)


def ship(run: Run, data: Path, folder: Path) -> ModelCard:
    """Export the run's averaged weights to `folder` and write the card beside them; nothing of `data` is needed for it."""
    sides = {2: "height", 3: "width"}
    return ship_average(
        run,
        LineworkNet(),
        LineworkModel,
        folder / "linework.onnx",
        side=256,
        output="lines",
        data="Line drawings (edges found by LDC, MIT licence) of garments of the Clothing dataset (CC0 1.0)",
        command="sketch2fashion train linework --data DIR",
        dynamic={"rgb": sides, "lines": sides},
    )


class LineworkTask(Learner[LineworkNet]):
    """See `training.loop.Task`. `folder` is a garment set with drawings; `steps` is how long the learning-rate schedule lasts."""

    name = "linework"

    def __init__(
        self, folder: Path, *, batch: int = 16, seed: int = 0, steps: int = 1400, limit: int | None = None, device: torch.device = CPU
    ) -> None:
        self.batch, self.seed, self.steps, self.device = batch, seed, steps, device
        self.garments, self.ink = pairs_of(folder, "train", limit)
        self.val = pairs_of(folder, "val", limit)
        if not len(self.garments):
            raise BadFeed(f"{folder} has no train drawings (rows with lines = 1).", hint="linework learns from lines/.")
        torch.manual_seed(seed)
        net = LineworkNet().to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        super().__init__(net, rate=LEARNING_RATE, decay=0.995)

    def step(self, number: int) -> dict[str, float]:
        """One step; the batch depends on the seed and `number` alone."""
        random = generator(self.seed, number)
        chosen = torch.randint(len(self.garments), (self.batch,), generator=random)
        rgb, ink = (part.to(self.device) for part in augment(self.garments[chosen], self.ink[chosen], random))
        self.net.train()
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            logits = self.learning(rgb.contiguous(memory_format=torch.channels_last))
        return self.learn(loss_terms(logits, ink), pace(number, self.steps, rate=LEARNING_RATE, warm_up=WARM_UP_STEPS), number)

    def validate(self) -> dict[str, float]:
        """Precision, recall and F1 of the ink; see `evaluate`."""
        return evaluate(self.average.network, *self.val)

    def sheet(self) -> Rgb:
        """Val garments, the drawings that they came with, ours."""
        count = min(8, len(self.val[0]))
        every = max(1, len(self.val[0]) // max(count, 1))
        rgb = _on_white(self.val[0][::every][:count])
        with torch.inference_mode():
            drawn = torch.sigmoid(self.average.network.eval()(rgb.to(self.device))).cpu()
        wanted = self.val[1][::every][:count].float() / 255
        columns = torch.cat([rgb, 1 - wanted.expand_as(rgb), 1 - drawn.expand_as(rgb)], 2)
        return np.asarray((torch.cat([*columns], 2).permute(1, 2, 0) * 255).round().to(torch.uint8).numpy())


# ---------------------------------------------------------------------------------------------------------------- pairs


def pairs_of(folder: Path, split: str, limit: int | None = None) -> tuple[Tensor, Tensor]:
    """The pairs of one split, from a garment set or from a pack; see `load_pairs`."""
    if (folder / "pack.json").is_file():
        return _packed_pairs(load_pack(folder), split, limit)
    return load_pairs(folder, rows_of(folder, split)[:limit])


def load_pairs(folder: Path, rows: Sequence[GarmentRow]) -> tuple[Tensor, Tensor]:
    """(N, 4, SIDE, SIDE) uint8 garments and (N, 1, SIDE, SIDE) uint8 ink (255 = ink) of the rows that have a drawing."""
    pairs = [row for row in rows if row.has_lines]
    garments = torch.empty((len(pairs), 4, SIDE, SIDE), dtype=torch.uint8)
    ink = torch.empty((len(pairs), 1, SIDE, SIDE), dtype=torch.uint8)
    for index, row in enumerate(pairs):
        garments[index] = torch.from_numpy(_read(folder / "garments" / f"{row.id}.webp", "RGBA")).permute(2, 0, 1)
        ink[index, 0] = torch.from_numpy(255 - _read(folder / "lines" / f"{row.id}.webp", "L"))
    return garments, ink


def _packed_pairs(pack: PackedSet, split: str, limit: int | None) -> tuple[Tensor, Tensor]:
    """Likewise from a pack: the drawings that its source brought along, since its own are what a network like this one drew."""
    chosen = np.flatnonzero(pack.has_given_lines & (np.array(pack.splits) == split))[:limit]
    garments = torch.from_numpy(pack.garments[chosen]).permute(0, 3, 1, 2)
    return _enlarged(garments), _enlarged(torch.from_numpy(pack.given_lines[chosen])[:, None])


def _enlarged(planes: Tensor) -> Tensor:
    """uint8 (N, C, h, w) at SIDE px."""
    if not len(planes):
        return torch.empty((0, planes.shape[1], SIDE, SIDE), dtype=torch.uint8)
    parts = (nn.functional.interpolate(part.float(), (SIDE, SIDE), mode="bilinear") for part in torch.split(planes, 64))
    return torch.cat([part.round().to(torch.uint8) for part in parts])


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
    angle = _between(-0.35, 0.35, (count,), generator)
    scale = CROP / SIDE / _between(0.6, 1.05, (count,), generator)
    mirror = torch.where(_between(0, 1, (count,), generator) < 0.5, -1.0, 1.0)
    room = (1.08 - scale).clamp_min(0)  # how far the view's centre may leave the middle
    theta = torch.zeros(count, 2, 3)
    theta[:, 0, 0] = torch.cos(angle) * scale * mirror
    theta[:, 0, 1] = -torch.sin(angle) * scale
    theta[:, 1, 0] = torch.sin(angle) * scale * mirror
    theta[:, 1, 1] = torch.cos(angle) * scale
    theta[:, 0, 2] = _between(-1, 1, (count,), generator) * room
    theta[:, 1, 2] = _between(-1, 1, (count,), generator) * room
    return nn.functional.affine_grid(theta, [count, 1, CROP, CROP], align_corners=False)


def _recoloured(colours: Tensor, generator: torch.Generator) -> Tensor:
    """Another dye, another lamp, another cloth, another camera: everything that must not change the drawing."""
    one = (len(colours), 1, 1, 1)
    colours = _dyed(colours, generator)
    inverted = _some(0.15, one, generator)
    colours = inverted * (1 - colours) + (1 - inverted) * colours
    colours = colours.clamp_min(1e-3) ** torch.exp(_between(-0.6, 0.6, one, generator))
    contrast = _between(0.55, 1.25, one, generator)
    target = _between(0.05, 0.95, (len(colours), 3, 1, 1), generator)
    colours = (colours - 0.5) * contrast + 0.5 + (target - 0.5) * 0.45 * _some(0.5, one, generator)
    return (colours * (1 + 0.08 * _clouds(colours, (3, 3), "bicubic", generator)) + _cloth(colours, generator)).clamp(0, 1)


def _dyed(colours: Tensor, generator: torch.Generator) -> Tensor:
    """The channels mixed into one another, for most pictures."""
    count = len(colours)
    turn = _between(-0.45, 0.45, (count, 3, 3), generator) * _some(0.6, (count, 1, 1), generator)
    mix = torch.eye(3) + turn
    mixed: Tensor = torch.einsum("bij,bjhw->bihw", mix / mix.sum(2, keepdim=True).clamp_min(0.4), colours)
    return mixed.clamp(0, 1)


def _cloth(colours: Tensor, generator: torch.Generator) -> Tensor:
    """Grain and weave, (B, 1, H, W), around 0."""
    count, _, height, width = colours.shape
    one = (count, 1, 1, 1)
    grain = torch.randn((count, 1, height, width), generator=generator)
    weave = _clouds(colours, (height // 3, width // 3), "bilinear", generator)
    grain *= 0.05 * _between(0, 1, one, generator) * _some(0.5, one, generator)
    return grain + weave * 0.06 * _between(0, 1, one, generator) * _some(0.4, one, generator)


def _clouds(colours: Tensor, cells: tuple[int, int], mode: str, generator: torch.Generator) -> Tensor:
    """Smooth noise with so many cells, (B, 1, H, W), of variance about 1."""
    noise = torch.randn((len(colours), 1, *cells), generator=generator)
    return nn.functional.interpolate(noise, colours.shape[2:], mode=mode)


def _between(low: float, high: float, shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    return torch.rand(shape, generator=generator) * (high - low) + low


def _some(share: float, shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    """1 for about `share` of the places, 0 for the others."""
    return (torch.rand(shape, generator=generator) < share).float()


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
def evaluate(net: nn.Module, garments: Tensor, ink: Tensor) -> dict[str, float]:
    """Precision, recall and F1 of the drawn ink at SIDE px; a line within 2 px of where it should be counts as right."""
    net.eval()
    device = next(net.parameters()).device
    hits = drawn_total = found = wanted_total = grey = 0.0
    for start in range(0, len(garments), 8):
        soft = torch.sigmoid(net(_on_white(garments[start : start + 8]).to(device))).cpu()
        drawn = (soft > 0.5).float()
        wanted = (ink[start : start + 8].float() / 255 > 0.5).float()
        hits += float((drawn * _two_pixels_around(wanted)).sum())
        found += float((wanted * _two_pixels_around(drawn)).sum())
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


def _two_pixels_around(lines: Tensor) -> Tensor:
    return nn.functional.max_pool2d(lines, 5, 1, 2)


def _on_white(garments: Tensor) -> Tensor:
    """uint8 RGBA (B, 4, H, W) → RGB on white (B, 3, H, W), 0 … 1."""
    planes = garments.float() / 255
    return planes[:, :3] * planes[:, 3:] + 1 - planes[:, 3:]
