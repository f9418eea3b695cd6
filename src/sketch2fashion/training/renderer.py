"""Train the renderer: pixel, low-frequency, edge, structure and alpha losses, a conditional patch discriminator with feature matching, EMA.

    sketch2fashion train renderer --data PACK --minutes 60 --side 128
    sketch2fashion train renderer --data PACK --minutes 60 --side 256 --resume

Surprising: pixel losses weigh (1 − 0.7 ℓ). Where the hand warped the drawing, the photo's pixels are the wrong answer to copy.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from skimage.metrics import structural_similarity
from torch import Tensor, nn

from sketch2fashion.garment import Rgb
from sketch2fashion.training.distributed import parallel
from sketch2fashion.training.ema import Average
from sketch2fashion.training.loop import generator, on_device
from sketch2fashion.training.networks.renderer import Patches, Renderer
from sketch2fashion.training.renderer_data import Batch, GarmentSet, Sampler
from sketch2fashion.training.renderer_set import renderer_sets
from sketch2fashion.training.tasks import TrainOptions, choose_device


@dataclass(frozen=True)
class RendererConfig:
    """Every option of a run."""

    side: int = 128  # px of a whole garment
    crop: int | None = None  # px of it that a step looks at; None: all
    batch: int = 16
    rate: float = 4e-4  # Adam, generator
    critic_rate: float = 4e-4
    seed: int = 0
    adversarial: float = 0.3
    matching: float = 3.0
    critic_from: int = 400  # steps of plain regression first
    critic_every: int = 2  # the critic costs as much as all the rest; every other step it says enough
    critic_until: int = 8_500  # from then on regression alone, which says more about the one photo: folds are the second stage's matter
    settle_from: int = 10_500  # from here the rate halves every so many steps
    settle_half: int = 1_500


def build(options: TrainOptions) -> RendererTask:
    """The task that `sketch2fashion train renderer` runs."""
    train, val = renderer_sets(options.data, options.runs / "cache", options.limit)
    chosen = {key: value for key in ("side", "crop", "batch") if (value := getattr(options, key)) is not None}
    return RendererTask(RendererConfig(seed=options.seed, **chosen), train, val, choose_device(options.device).device)


class RendererTask:
    """See `training.loop.Task`."""

    name = "renderer"

    def __init__(self, config: RendererConfig, train: GarmentSet, val: GarmentSet, device: torch.device) -> None:
        torch.manual_seed(config.seed)
        self.config, self.batch, self.device = config, config.batch, device
        self.train, self.val = Sampler(train, config.side, config.crop), Sampler(val, config.side)
        self.generator = on_device(Renderer(), device)
        self.critic = on_device(Patches(), device)
        self.learning, self.judging = parallel(self.generator), parallel(self.critic)
        self.average = Average(self.generator)
        self.optimiser = torch.optim.Adam(self.generator.parameters(), config.rate, betas=(0.5, 0.99))
        self.critic_optimiser = torch.optim.Adam(self.critic.parameters(), config.critic_rate, betas=(0.5, 0.99))

    def step(self, number: int) -> dict[str, float]:
        """One step of the critic and one of the generator."""
        for group in self.optimiser.param_groups:
            group["lr"] = self.config.rate * 0.5 ** (max(0, number - self.config.settle_from) / self.config.settle_half)
        batch = self.train.batch(self.batch, generator(self.config.seed, number))
        self.generator.train()
        with self._autocast():
            output = self.learning(batch.planes.contiguous(memory_format=torch.channels_last), batch.condition)
        output = output.float()
        losses = regression_losses(output, batch)
        critical = self.config.critic_from <= number < self.config.critic_until and number % self.config.critic_every == 0
        if critical:
            critic_loss, wanted = self._critic_step(output.detach(), batch)
            losses |= self._adversarial_losses(output, batch, wanted)
        total = torch.stack(list(losses.values())).sum()
        self.optimiser.zero_grad(set_to_none=True)
        total.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.generator.parameters(), 5.0)
        self.optimiser.step()
        self.average.update(self.generator, number)
        values = {key: float(value.detach()) for key, value in losses.items()}
        return values | ({"critic": critic_loss} if critical else {})

    def _critic_step(self, output: Tensor, batch: Batch) -> tuple[float, list[Tensor]]:
        """The critic's loss, and its features of the real pictures for matching."""
        self.critic.requires_grad_(True).train()
        with self._autocast():
            real, wanted = self.judging(batch.target, batch.planes)
            fake, _ = self.judging(premultiplied(output), batch.planes)
        loss = torch.stack([F.relu(1 - r.float()).mean() + F.relu(1 + f.float()).mean() for r, f in zip(real, fake, strict=True)]).sum()
        self.critic_optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        self.critic_optimiser.step()
        return float(loss.detach()), [features.detach() for features in wanted]

    def _adversarial_losses(self, output: Tensor, batch: Batch, wanted: list[Tensor]) -> dict[str, Tensor]:
        self.critic.requires_grad_(False)
        with self._autocast():
            scores, got = self.critic(premultiplied(output), batch.planes)
        matching = torch.stack([F.l1_loss(g.float(), w.float()) for g, w in zip(got, wanted, strict=True)]).mean()
        adversarial = -torch.stack([score.float().mean() for score in scores]).mean()
        return {"adversarial": self.config.adversarial * adversarial, "matching": self.config.matching * matching}

    def _autocast(self) -> torch.autocast:
        return torch.autocast(self.device.type, dtype=torch.bfloat16)

    @torch.no_grad()
    def validate(self) -> dict[str, float]:
        """L1 and SSIM (Gaussian, σ 1.5) on white over the val split at ℓ = 0 and 7 dots, and SSIM of the flats alone."""
        ours, flat, l1, iou = [], [], [], []
        for start in range(0, len(self.val.data), 32):
            batch = self.val.fixed(torch.arange(start, min(start + 32, len(self.val.data))))
            output = self.average.network(batch.planes, batch.condition)
            got, want = white(premultiplied(output)), white(batch.target)
            plain = white(torch.cat([batch.planes[:, 1:4], batch.planes[:, 4:5]], dim=1))
            l1.append(F.l1_loss(got, want).item())
            inside, wanted = output[:, 3] > 0.5, batch.target[:, 3] > 0.5
            iou.append(((inside & wanted).sum((1, 2)) / (inside | wanted).sum((1, 2)).clamp(min=1)).mean().item())
            for g, w, p in zip(got, want, plain, strict=True):
                ours.append(similarity(g, w))
                flat.append(similarity(p, w))
        return {"ssim": float(np.mean(ours)), "ssim_flats": float(np.mean(flat)), "l1": float(np.mean(l1)), "iou": float(np.mean(iou))}

    @torch.no_grad()
    def sheet(self) -> Rgb:
        """Rows of lines | flats | ours at ℓ 0 | drawn by a hand | ours at that ℓ | photo, one row every few val garments."""
        index = torch.linspace(0, len(self.val.data) - 1, 12).long()
        clean, warped = self.val.fixed(index), self.val.fixed(index, level=0.6)
        columns = []
        for batch in (clean, warped):
            output = self.average.network(batch.planes, batch.condition)
            flats = white(torch.cat([batch.planes[:, 1:4], batch.planes[:, 4:5]], dim=1))
            columns += [(1 - batch.planes[:, :1]).expand(-1, 3, -1, -1), flats, white(premultiplied(output))]
        columns.append(white(clean.target))
        picture = torch.cat([torch.cat(list(column), dim=1) for column in columns], dim=2)
        picture = torch.cat(torch.chunk(picture, 2, dim=1), dim=2)
        return (picture.permute(1, 2, 0).clamp(0, 1).numpy() * 255).astype(np.uint8)

    def state_dict(self) -> dict[str, Any]:
        """Networks, average, optimisers and options."""
        return {
            "config": asdict(self.config),
            "generator": self.generator.state_dict(),
            "critic": self.critic.state_dict(),
            "average": self.average.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "critic_optimiser": self.critic_optimiser.state_dict(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from `state_dict`."""
        self.generator.load_state_dict(state["generator"])
        self.critic.load_state_dict(state["critic"])
        self.average.network.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.critic_optimiser.load_state_dict(state["critic_optimiser"])


def similarity(first: Tensor, second: Tensor) -> float:
    """SSIM of two pictures (3, H, W) in 0 … 1: Gaussian window, σ 1.5."""
    score = structural_similarity(  # type: ignore[no-untyped-call]
        first.numpy(), second.numpy(), channel_axis=0, data_range=1.0, gaussian_weights=True, sigma=1.5, use_sample_covariance=False
    )
    return float(score)


def regression_losses(output: Tensor, batch: Batch) -> dict[str, Tensor]:
    """What can be said without a critic, each weighted."""
    weight = 1 - 0.7 * batch.level
    got, want = premultiplied(output), batch.target
    pixel = ((got - want).abs() * weight).mean()
    coarse = ((F.avg_pool2d(got, 8) - F.avg_pool2d(want, 8)).abs() * weight).mean()
    structure, half = (((1 - _structure(*pair)) * weight).mean() for pair in _at_two_sizes(white(got), white(want)))
    edges = sum(((_slope(got, axis) - _slope(want, axis)).abs() * weight).mean() for axis in (2, 3))
    alpha = (F.binary_cross_entropy(output[:, 3:].clamp(1e-4, 1 - 1e-4), want[:, 3:].clamp(0, 1), reduction="none") * weight).mean()
    return {
        "pixel": 1.5 * pixel,
        "coarse": 2 * coarse,
        "edges": torch.as_tensor(edges),
        "structure": 3 * structure,
        "half": half,
        "alpha": alpha,
    }


def _at_two_sizes(first: Tensor, second: Tensor) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
    return (first, second), (F.avg_pool2d(first, 2), F.avg_pool2d(second, 2))


def _structure(first: Tensor, second: Tensor) -> Tensor:
    """The SSIM map (Wang et al. 2004) under a window of two box filters, near a Gaussian of σ 1.6.

    L1 alone forgives the lack of folds in dark cloth, where they are faint; this compares them relative to their own strength.
    """
    means = _window(torch.cat([first, second, first * first, second * second, first * second], dim=1))
    a, b, aa, bb, ab = means.chunk(5, dim=1)
    numerator = (2 * a * b + 0.01**2) * (2 * (ab - a * b) + 0.03**2)
    return numerator / ((a * a + b * b + 0.01**2) * ((aa - a * a) + (bb - b * b) + 0.03**2))


def _window(x: Tensor) -> Tensor:
    return F.avg_pool2d(F.avg_pool2d(x, 5, 1, 2), 3, 1, 1)


def premultiplied(output: Tensor) -> Tensor:
    """Straight RGBA to colour times alpha."""
    return torch.cat([output[:, :3] * output[:, 3:], output[:, 3:]], dim=1)


def white(rgba: Tensor) -> Tensor:
    """Premultiplied RGBA (B, 4, H, W) on white, 0 … 1."""
    return (rgba[:, :3] + 1 - rgba[:, 3:]).clamp(0, 1)


def _slope(x: Tensor, axis: int) -> Tensor:
    slope = x.diff(dim=axis)
    return F.pad(slope, (0, 0, 0, 1) if axis == 2 else (0, 1, 0, 0))
