"""Train `cutout`: photos of garments with their alpha, and cut-out garments laid over backgrounds that they were never photographed on.

Three kinds of picture in each batch: a real photo (cropped, turned, squashed); a garment pasted over a piece of another photo's
background or over procedural cloth, wood and gradients; a garment as a shop shows it, on white or grey with a soft shadow. All of them
then go through one camera (light, white balance, blur, grain, JPEG).

The encoder keeps its ImageNet weights and statistics. Measured on one core, with it frozen 29 images a second are learned from, with
all of it learning 10: on a CPU the decoder sees three times as many pictures, and 1,100 photos are few to learn an encoder from.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from sketch2fashion.errors import BadFeed
from sketch2fashion.garment import Rgb
from sketch2fashion.models.registry import ModelCard
from sketch2fashion.training.cutout_views import (
    VALIDATED_AT,
    camera,
    chance,
    free_piece,
    load_garments,
    load_photo,
    load_val,
    pasted,
    photo_view,
    pick,
    procedural,
    shop_backdrop,
    stretched,
)
from sketch2fashion.training.dataset.table import read_table
from sketch2fashion.training.learner import Learner, pace, ship_average
from sketch2fashion.training.loop import generator
from sketch2fashion.training.networks.cutout import CutoutModel, CutoutNet
from sketch2fashion.training.run import Run
from sketch2fashion.training.tasks import TrainOptions, choose_device

MOST_UNCERTAIN = 0.08  # photos with more half-transparent mask pixels teach blur
CPU = torch.device("cpu")
LEARNING_RATE = 2e-3
WARM_UP_STEPS = 100


def build(options: TrainOptions) -> CutoutTask:
    """The task that `sketch2fashion train cutout` runs."""
    return CutoutTask(options.data, batch=options.batch or 12, seed=options.seed, device=choose_device(options.device).device)


def ship(run: Run, data: Path, folder: Path) -> ModelCard:
    """Export the run's averaged weights to `folder` and write the card beside them; nothing of `data` is needed for it."""
    return ship_average(
        run,
        CutoutNet(),
        CutoutModel,
        folder / "cutout.onnx",
        side=VALIDATED_AT,
        output="alpha",
        data="Photos of the Clothing dataset (CC0 1.0) with their masks, and its cut-outs over other backgrounds; "
        "starts from EfficientNet-Lite0 ImageNet weights (Apache-2.0)",
        command="sketch2fashion train cutout --data DIR",
    )


class CutoutTask(Learner[CutoutNet]):
    """See `training.loop.Task`. `folder` is a garment set with photos; `steps` is how long the learning-rate schedule lasts."""

    name = "cutout"

    def __init__(
        self,
        folder: Path,
        *,
        batch: int = 12,
        seed: int = 0,
        steps: int = 1300,
        limit: int | None = None,
        pretrained: bool = True,
        device: torch.device = CPU,
    ) -> None:
        if (folder / "pack.json").is_file():
            raise BadFeed(f"{folder} is a pack; packs hold no photos.", hint="cutout learns from a set with photos/ and their masks.")
        rows = read_table(folder)
        train = [row for row in rows if row.split == "train"]
        photographed = [row for row in train if row.has_photo and row.number("mask_uncertain") <= MOST_UNCERTAIN][:limit]
        if not photographed:
            raise BadFeed(f"{folder} has no train photos (rows with photo = 1).", hint="cutout learns from photos/ and their masks.")
        self.batch, self.seed, self.steps, self.device = batch, seed, steps, device
        self.photos = [load_photo(folder, row) for row in photographed]
        self.garments = load_garments(folder, train[:limit])
        self.backgrounds = [piece for photo in self.photos if (piece := free_piece(photo)) is not None]
        self.val = load_val(folder, [row for row in rows if row.split == "val" and row.has_photo][:limit])
        torch.manual_seed(seed)
        net = CutoutNet(pretrained=pretrained).to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        net.encoder().requires_grad_(False)
        super().__init__(net, rate=LEARNING_RATE, decay=0.997)

    def step(self, number: int) -> dict[str, float]:
        """One step; the batch depends on the seed and `number` alone."""
        rgb, alpha = (part.to(self.device) for part in self._batch(generator(self.seed, number)))
        self.net.train()
        self.net.encoder().eval()  # its batch norms keep ImageNet's statistics
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            logits = self.learning(rgb.contiguous(memory_format=torch.channels_last))
        return self.learn(loss_terms(logits, alpha), pace(number, self.steps, rate=LEARNING_RATE, warm_up=WARM_UP_STEPS), number)

    def validate(self) -> dict[str, float]:
        """IoU of the garment (alpha over one half), mean absolute alpha error and the share of val photos with IoU under 0.8."""
        return figures(self.average.network, *(part.to(self.device) for part in self.val))

    def sheet(self) -> Rgb:
        """Val photos above what is cut out of them, on magenta."""
        rgb, _ = self.val
        count = min(16, len(rgb))
        rgb = rgb[:: max(1, len(rgb) // count)][:count]
        with torch.inference_mode():
            alpha = torch.sigmoid(self.average.network(rgb.to(self.device))).cpu()
        magenta = torch.tensor([1.0, 0.0, 1.0]).view(1, 3, 1, 1)
        cut = rgb * alpha + magenta * (1 - alpha)
        strips = [torch.cat([*part], 2) for half in (slice(0, 8), slice(8, 16)) for part in (rgb[half], cut[half]) if len(part)]
        width = max(strip.shape[2] for strip in strips)
        sheet = torch.cat([functional.pad(strip, (0, width - strip.shape[2])) for strip in strips], 1)
        return np.asarray((sheet.permute(1, 2, 0) * 255).round().to(torch.uint8).numpy())

    def _batch(self, random: torch.Generator) -> tuple[Tensor, Tensor]:
        """(B, 3, VIEW, VIEW) pictures and (B, 1, VIEW, VIEW) alphas, 0 … 1."""
        pictures, alphas = zip(*(self._example(random) for _ in range(self.batch)), strict=True)
        return camera(torch.stack(pictures), random), torch.stack(alphas)

    def _example(self, random: torch.Generator) -> tuple[Tensor, Tensor]:
        kind = chance(random)
        if kind < 0.55:
            return photo_view(self.photos[pick(len(self.photos), random)], random)
        garment = self.garments[pick(len(self.garments), random)]
        if kind < 0.88:
            background = self._background(random)
            return pasted(garment, background, random, sizes=(0.35, 0.95))
        return pasted(garment, shop_backdrop(random), random, sizes=(0.55, 1.0))

    def _background(self, random: torch.Generator) -> Tensor:
        if chance(random) < 0.7 and self.backgrounds:
            return stretched(self.backgrounds[pick(len(self.backgrounds), random)], random)
        return procedural(random)


# ------------------------------------------------------------------------------------------------------- loss and figures


def loss_terms(logits: Tensor, alpha: Tensor) -> dict[str, Tensor]:
    """Cross-entropy, soft IoU and edges of (B, 1, H, W) logits against alpha 0 … 1; `total` is what is minimised."""
    logits = logits.float()
    drawn = torch.sigmoid(logits)
    cross_entropy = functional.binary_cross_entropy_with_logits(logits, alpha)
    overlap = torch.minimum(drawn, alpha).sum((1, 2, 3)) + 1
    iou = (1 - overlap / (torch.maximum(drawn, alpha).sum((1, 2, 3)) + 1)).mean()
    edges = sum(((drawn.diff(dim=axis) - alpha.diff(dim=axis)).abs().mean() for axis in (2, 3)), start=torch.zeros(()))
    return {"total": cross_entropy + iou + 2 * edges, "bce": cross_entropy, "iou": iou, "edges": edges}


@torch.inference_mode()
def figures(net: nn.Module, rgb: Tensor, alpha: Tensor) -> dict[str, float]:
    """IoU and errors of `net` on (N, 3, S, S) photos."""
    net.eval()
    drawn = torch.cat([torch.sigmoid(net(part)) for part in torch.split(rgb, 8)])
    ours, theirs = drawn > 0.5, alpha > 0.5
    iou = (ours & theirs).sum((1, 2, 3)) / (ours | theirs).sum((1, 2, 3)).clamp_min(1)
    return {
        "iou": float(iou.mean()),
        "iou_median": float(iou.median()),
        "under_0.8": float((iou < 0.8).float().mean()),
        "mae": float((drawn - alpha).abs().mean()),
    }
