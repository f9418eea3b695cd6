"""Train the upscaler: garments reduced to half their size, some of them softened as renders are, and back.

    sketch2fashion train upscaler --data SET --minutes 15

The small picture is the photo's own reduction, so the answer is known. A third of the batch is blurred first: what the renderer makes
is softer than a photo.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from sketch2fashion.errors import BadFeed
from sketch2fashion.garment import Rgb
from sketch2fashion.models.registry import ModelCard
from sketch2fashion.training.dataset.packed import load_pack
from sketch2fashion.training.dataset.table import GarmentRow, read_table
from sketch2fashion.training.export import count_macs, export_onnx, run_version, write_card
from sketch2fashion.training.learner import Learner
from sketch2fashion.training.loop import generator, on_device
from sketch2fashion.training.networks.upscaler import Upscaler
from sketch2fashion.training.renderer import premultiplied, similarity, white
from sketch2fashion.training.run import Run
from sketch2fashion.training.tasks import TrainOptions, choose_device

CROP = 96  # px of the large picture that a step looks at
GARMENTS = 1200  # at most; more teach an edge nothing new
RATE = 2e-3
SOFTENED = 0.33
ALPHA_WEIGHT = 0.5
CPU = torch.device("cpu")


def build(options: TrainOptions) -> UpscalerTask:
    """The task that `sketch2fashion train upscaler` runs."""
    return UpscalerTask(options.data, batch=options.batch or 16, seed=options.seed, device=choose_device(options.device).device)


def ship(run: Run, data: Path, folder: Path) -> ModelCard:
    """Write `upscaler.onnx` and its card into `folder` from a run's averaged weights; nothing of `data` is needed for it."""
    path = folder / "upscaler.onnx"
    network = Upscaler()
    run.fill(network)
    random = torch.Generator().manual_seed(0)
    rgba = 0.5 + 0.5 * torch.rand(1, 4, 256, 256, generator=random)  # clear pixels have no colour to compare
    examples = {"rgba": rgba, "lines": torch.rand(1, 1, 512, 512, generator=random)}
    difference = export_onnx(network, examples, ["large"], path, dynamic={name: {0: "batch"} for name in ("rgba", "lines", "large")})
    return write_card(
        path,
        version=run_version(run),
        network=network,
        macs=count_macs(network, *examples.values()),
        data=f"{GARMENTS} garment cut-outs (CC0 1.0, alexeygrigorev/clothing-dataset) and their linework",
        command="sketch2fashion train upscaler --data SET --minutes N",
        figures={"val": run.last_validation(), "torch_onnx_difference": difference},
    )


class UpscalerTask(Learner[Upscaler]):
    """See `training.loop.Task`. `folder` is a garment set or a pack."""

    name = "upscaler"

    def __init__(self, folder: Path, *, batch: int = 16, seed: int = 0, limit: int = GARMENTS, device: torch.device = CPU) -> None:
        self.batch, self.seed, self.device = batch, seed, device
        self.train, self.val = pairs_of(folder, "train", limit), pairs_of(folder, "val", limit)
        if not len(self.train) or not len(self.val):
            raise BadFeed(f"{folder} has no train or no val garments.")
        torch.manual_seed(seed)
        super().__init__(
            on_device(Upscaler(), device),
            rate=RATE,
            decay=0.995,
            optimiser=lambda weights: torch.optim.Adam(weights, RATE, betas=(0.9, 0.99)),
            limit=1.0,
        )

    def step(self, number: int) -> dict[str, float]:
        """One step; the batch depends on the seed and `number` alone."""
        random = generator(self.seed, number)
        large, lines = (part.to(self.device) for part in self._crops(random))
        small = reduced(large, soft=torch.rand(self.batch, generator=random).to(self.device) < SOFTENED)
        self.net.train()
        got = premultiplied(self.learning(small, lines))
        want = premultiplied(large)
        losses = {"pixel": (got - want).abs().mean(), "edges": _edges(got, want), "alpha": ALPHA_WEIGHT * (got - want)[:, 3:].abs().mean()}
        return self.learn({"total": torch.stack(list(losses.values())).sum(), **losses}, RATE, number)

    @torch.no_grad()
    def validate(self) -> dict[str, float]:
        """SSIM on white of the val garments against their photos, ours and bicubic, from the photo's reduction and from a softened one."""
        figures: dict[str, list[float]] = {}
        for index in range(0, min(len(self.val), 64)):
            large, lines = (part[index : index + 1].float() / 255 for part in (self.val, self.val.lines))
            for name, soft in (("", False), ("_soft", True)):
                small = reduced(large, soft=torch.tensor([soft]))
                plain = F.interpolate(premultiplied(small), scale_factor=2.0, mode="bicubic", align_corners=False).clamp(0, 1)
                want = white(premultiplied(large))[0]
                ours = white(premultiplied(self.average.network(small.to(self.device), lines.to(self.device)).cpu()))[0]
                figures.setdefault(f"ssim{name}", []).append(similarity(ours, want))
                figures.setdefault(f"ssim_bicubic{name}", []).append(similarity(white(plain)[0], want))
        return {name: float(np.mean(values)) for name, values in figures.items()}

    @torch.no_grad()
    def sheet(self) -> Rgb:
        """Bicubic, ours, the photo: the middle of eight val garments."""
        rows = []
        for index in np.linspace(0, len(self.val) - 1, 8).astype(int):
            large, lines = (part[index : index + 1].float() / 255 for part in (self.val, self.val.lines))
            small = reduced(large, soft=torch.tensor([True]))
            plain = F.interpolate(premultiplied(small), scale_factor=2.0, mode="bicubic", align_corners=False)
            ours = premultiplied(self.average.network(small.to(self.device), lines.to(self.device)).cpu())
            quarter = large.shape[-1] // 4
            window = slice(quarter, 3 * quarter)
            rows.append(torch.cat([white(part)[0, :, window, window] for part in (plain, ours, premultiplied(large))], dim=2))
        picture = torch.cat([torch.cat(rows[:4], dim=1), torch.cat(rows[4:], dim=1)], dim=2)
        return (picture.permute(1, 2, 0).clamp(0, 1).numpy() * 255).astype(np.uint8)

    def _crops(self, random: torch.Generator) -> tuple[Tensor, Tensor]:
        """One window of `batch` garments, 0 … 1, some mirrored."""
        chosen = torch.randint(len(self.train), (self.batch,), generator=random)
        room = (self.train.side - CROP) // 16
        top, left = (16 * int(torch.randint(0, room + 1, (), generator=random)) for _ in range(2))
        window = (slice(None), slice(top, top + CROP), slice(left, left + CROP))
        large = torch.stack([self.train[int(index)][window] for index in chosen]).float() / 255
        lines = torch.stack([self.train.lines[int(index)][window] for index in chosen]).float() / 255
        return (large.flip(3), lines.flip(3)) if torch.rand((), generator=random) < 0.5 else (large, lines)


class Pairs:
    """Garments (N, 4, S, S) and their drawings (N, 1, S, S), uint8."""

    def __init__(self, garments: NDArray[np.uint8], lines: NDArray[np.uint8]) -> None:
        self.garments = torch.from_numpy(np.ascontiguousarray(garments.transpose(0, 3, 1, 2)))
        self.lines = torch.from_numpy(lines)[:, None]
        self.side = self.garments.shape[-1]

    def __len__(self) -> int:
        return len(self.garments)

    def __getitem__(self, index: int | slice | tuple[slice, ...]) -> Tensor:
        return self.garments[index]


def pairs_of(folder: Path, split: str, limit: int) -> Pairs:
    """At most `limit` garments of a split, evenly spread, from a pack or a garment set at its own size. Raises `BadFeed`."""
    if (folder / "pack.json").is_file():
        packed = load_pack(folder)
        chosen = _spread([index for index, name in enumerate(packed.splits) if name == split], limit)
        return Pairs(packed.garments[chosen], packed.lines[chosen])
    rows = [row for row in read_table(folder) if row.split == split and row.has_lines]
    chosen_rows = [rows[index] for index in _spread(list(range(len(rows))), limit)]
    if not chosen_rows:
        raise BadFeed(f"{folder} has no {split} garments with line drawings.")
    return Pairs(
        np.stack([_read(folder, "garments", row, "RGBA") for row in chosen_rows]),
        255 - np.stack([_read(folder, "lines", row, "L") for row in chosen_rows]),
    )


def reduced(large: Tensor, *, soft: Tensor) -> Tensor:
    """Half the size, straight alpha; where `soft` (B,) is true, blurred at the small size as a render is."""
    small = F.avg_pool2d(premultiplied(large), 2)
    blurred = F.avg_pool2d(F.pad(F.avg_pool2d(F.pad(small, (1, 0, 1, 0), mode="replicate"), 2, 1), (0, 1, 0, 1), mode="replicate"), 2, 1)
    small = torch.where(soft[:, None, None, None].to(small.device), blurred, small)
    return torch.cat([(small[:, :3] / small[:, 3:].clamp(min=1 / 255)).clamp(0, 1), small[:, 3:]], dim=1)


def _edges(got: Tensor, want: Tensor) -> Tensor:
    return sum((((got - want).diff(dim=axis)).abs().mean() for axis in (2, 3)), start=torch.zeros((), device=got.device))


def _spread(numbers: list[int], limit: int) -> list[int]:
    if len(numbers) <= limit:
        return numbers
    return [numbers[int(place)] for place in np.linspace(0, len(numbers) - 1, limit)]


def _read(folder: Path, kind: str, row: GarmentRow, mode: str) -> NDArray[np.uint8]:
    with Image.open(folder / kind / f"{row.id}.webp") as image:
        return np.asarray(image.convert(mode), np.uint8)
