"""Train the renderer's second stage: folds and grain that a critic takes for cloth.

    sketch2fashion train folds --data SET --minutes 60      after `train renderer`, whose newest run it completes
    sketch2fashion export renderer --data SET               ships both in one file

It learns from plain garments only (one colour but for folds), whose light is all that is left to explain. The first stage has drawn them
once, at the start; those drawings are kept in the cache, so that a step costs the small network and its critic alone.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from skimage import color
from torch import Tensor, nn

from sketch2fashion.errors import BadFeed, BadValue
from sketch2fashion.garment import Rgb
from sketch2fashion.training.distributed import parallel
from sketch2fashion.training.ema import Average
from sketch2fashion.training.export import run_version
from sketch2fashion.training.loop import generator, on_device
from sketch2fashion.training.networks.folds import FoldCritic, Folds, luma, relative_light
from sketch2fashion.training.networks.renderer import Renderer
from sketch2fashion.training.renderer_data import SIDE, Batch, GarmentSet, Sampler
from sketch2fashion.training.renderer_set import renderer_sets
from sketch2fashion.training.run import Run
from sketch2fashion.training.tasks import TrainOptions, choose_device

DRAWN = 5120  # drawings of plain garments that a training has, each with its own lines, hand, colours and frame
HELD = 64  # of them only for the sheet
PLAIN = 0.93  # share of a plain garment's pixels that have its colour, whatever their light
CHROMA, LIGHT = 10.0, 25.0  # Lab: farther from the median is another colour, or print
CALM = (0.09, 0.22)  # the first stage's own light (RMS) and the share of ink: more is a pattern, not folds
DARKEST = 0.1
RATE, CRITIC_RATE = 1.5e-4, 6e-4
SETTLE_FROM, SETTLE_HALF = 3000, 600  # steps: from the first on, both rates halve every so many; the two circle each other less
PENALTY, PENALTY_EVERY = 0.005, 12  # R1 (Mescheder et al. 2018), now and then as in StyleGAN2
MATCHING, COARSE = 2.0, 2.0
COARSE_SIZE = 16  # px of 128: light this broad follows the photo
ACROSS = -3  # the style's number that says from which side light comes: see `renderer_data.fabric_style`


def build(options: TrainOptions) -> FoldsTask:
    """The task that `sketch2fashion train folds` runs. Raises `NotFound` without a renderer run."""
    run = Run.latest(options.runs, "renderer")
    version = run_version(run)
    path = options.runs / "cache" / f"folds-{version}.pt"
    if not path.is_file():
        train, _ = renderer_sets(options.data, options.runs / "cache", options.limit)
        network = Renderer()
        run.fill(network)
        temporary = path.with_suffix(f".{os.getpid()}")  # several processes may start at once
        torch.save(drawn(network, train, DRAWN), temporary)
        temporary.replace(path)
    examples = torch.load(path, weights_only=True)
    return FoldsTask(examples, version, batch=options.batch or 16, seed=options.seed, device=choose_device(options.device).device)


class FoldsTask:
    """See `training.loop.Task`. `examples` is what `drawn` gives, by the renderer of version `renderer`."""

    name = "folds"

    def __init__(self, examples: dict[str, Tensor], renderer: str, *, batch: int = 16, seed: int = 0, device: torch.device) -> None:
        torch.manual_seed(seed)
        self.batch, self.seed, self.device, self.renderer = batch, seed, device, renderer
        self.examples, self.held = _parted(examples)
        self.generator, self.critic = on_device(Folds(), device), on_device(FoldCritic(), device)
        self.learning, self.judging = parallel(self.generator), parallel(self.critic)
        self.average = Average(self.generator)
        self.optimiser = torch.optim.Adam(self.generator.parameters(), RATE, betas=(0.0, 0.99))
        self.critic_optimiser = torch.optim.Adam(self.critic.parameters(), CRITIC_RATE, betas=(0.0, 0.99))

    def step(self, number: int) -> dict[str, float]:
        """One step of the critic and one of the generator; the batch and the noise depend on the seed and `number` alone."""
        for optimiser, rate in ((self.optimiser, RATE), (self.critic_optimiser, CRITIC_RATE)):
            for group in optimiser.param_groups:
                group["lr"] = rate * 0.5 ** (max(0, number - SETTLE_FROM) / SETTLE_HALF)
        random = generator(self.seed, number)
        count = len(self.examples["real"])
        chosen = torch.randint(count, (self.batch,), generator=random)
        guide, condition, real, alpha = self._batch(self.examples, chosen, mirrored=bool(torch.rand((), generator=random) < 0.5))
        noise = self._noise(self.batch, random)
        self.generator.train()
        with self._autocast():
            added = self.learning(guide, noise, condition)
        fake = guide[:, 2:] + added * alpha
        critic, wanted = self._critic_step(real, fake.detach(), guide, condition, penalised=number % PENALTY_EVERY == 0)
        losses = self._losses(fake, real, guide, condition, wanted)
        self.optimiser.zero_grad(set_to_none=True)
        torch.stack(list(losses.values())).sum().backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.generator.parameters(), 5.0)
        self.optimiser.step()
        self.average.update(self.generator, number)
        return {key: float(value.detach()) for key, value in losses.items()} | {"critic": critic, "strength": float(added.detach().std())}

    def _critic_step(self, real: Tensor, fake: Tensor, guide: Tensor, condition: Tensor, *, penalised: bool) -> tuple[float, list[Tensor]]:
        """The critic's loss without the penalty, and its features of the real light for matching."""
        self.critic.requires_grad_(True)
        with self._autocast():
            of_real, wanted = self.judging(real, guide, condition)
            of_fake, _ = self.judging(fake, guide, condition)
        loss = torch.stack(
            [F.softplus(-r.float()).mean() + F.softplus(f.float()).mean() for r, f in zip(of_real, of_fake, strict=True)]
        ).sum()
        total = loss + (PENALTY_EVERY * PENALTY * self._penalty(real[:8], guide[:8], condition[:8]) if penalised else 0)
        self.critic_optimiser.zero_grad(set_to_none=True)
        total.backward()  # type: ignore[no-untyped-call]
        self.critic_optimiser.step()
        return float(loss.detach()), [features.detach() for features in wanted]

    def _penalty(self, real: Tensor, guide: Tensor, condition: Tensor) -> Tensor:
        """R1: how steeply the critic's scores change around real light."""
        light = real.clone().requires_grad_(True)
        scores, _ = self.critic(light, guide, condition)
        total = torch.stack([score.sum() / score[0].numel() for score in scores]).sum()
        (slope,) = torch.autograd.grad(total, light, create_graph=True)
        return slope.pow(2).sum((1, 2, 3)).mean()

    def _losses(self, fake: Tensor, real: Tensor, guide: Tensor, condition: Tensor, wanted: list[Tensor]) -> dict[str, Tensor]:
        self.critic.requires_grad_(False)
        with self._autocast():
            scores, got = self.critic(fake, guide, condition)
        adversarial = torch.stack([F.softplus(-score.float()).mean() for score in scores]).mean()
        matching = torch.stack([F.l1_loss(g.float(), w.float()) for g, w in zip(got, wanted, strict=True)]).mean()
        coarse = F.l1_loss(F.avg_pool2d(fake, COARSE_SIZE), F.avg_pool2d(real, COARSE_SIZE))
        return {"adversarial": adversarial, "matching": MATCHING * matching, "coarse": COARSE * coarse}

    def _batch(self, of: dict[str, Tensor], chosen: Tensor, *, mirrored: bool = False) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Guide, condition, real relative light and alpha."""
        guide, real, alpha = (of[key][chosen].float() for key in ("guide", "real", "alpha"))
        condition = of["condition"][chosen].clone()
        if mirrored:
            guide, real, alpha = guide.flip(3), real.flip(3), alpha.flip(3)
            condition[:, ACROSS - 1] *= -1  # the cloth's light is the last number, after the style
        guide = guide.contiguous(memory_format=torch.channels_last)
        return guide.to(self.device), condition.to(self.device), real.to(self.device), alpha.to(self.device)

    def _noise(self, count: int, random: torch.Generator) -> Tensor:
        return torch.randn(count, 1, SIDE // 2, SIDE // 2, generator=random).to(self.device)

    def _autocast(self) -> torch.autocast:
        return torch.autocast(self.device.type, dtype=torch.bfloat16)

    @torch.no_grad()
    def validate(self) -> dict[str, float]:
        """RMS of the light in four octaves, made to real, on the held garments: 1 is cloth, 0 is paper."""
        guide, condition, real, alpha = self._batch(self.held, torch.arange(len(self.held["real"])))
        noise = self._noise(len(real), generator(self.seed, 0))
        made = guide[:, 2:] + self.average.network(guide, noise, condition) * alpha
        return {f"octave_{octave}": round(a / b, 4) for octave, (a, b) in enumerate(zip(_octaves(made), _octaves(real), strict=True))}

    @torch.no_grad()
    def sheet(self) -> Rgb:
        """Rows of lines | the first stage | two draws of folds | the photo, all as light on grey."""
        guide, condition, real, alpha = self._batch(self.held, torch.arange(min(16, len(self.held["real"]))))
        rows = [1 - guide[:, :1], _shown(guide[:, 2:], alpha)]
        for draw in range(2):
            noise = self._noise(len(real), generator(self.seed, draw))
            rows.append(_shown(guide[:, 2:] + self.average.network(guide, noise, condition) * alpha, alpha))
        rows.append(_shown(real, alpha))
        picture = torch.cat([torch.cat([*row[:, 0]], dim=1) for row in rows], dim=0)
        grey = (picture.clamp(0, 1).cpu().numpy() * 255).astype(np.uint8)
        return np.repeat(grey[..., None], 3, axis=2)

    def state_dict(self) -> dict[str, Any]:
        """Networks, average, optimisers, and the renderer that they complete."""
        return {
            "renderer": self.renderer,
            "generator": self.generator.state_dict(),
            "critic": self.critic.state_dict(),
            "average": self.average.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "critic_optimiser": self.critic_optimiser.state_dict(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from `state_dict`. Raises `BadValue` for the folds of another renderer."""
        if state["renderer"] != self.renderer:
            raise BadValue(
                f"The newest folds belong to renderer {state['renderer']}, not to {self.renderer}.", hint="Start anew, without --resume."
            )
        self.generator.load_state_dict(state["generator"])
        self.critic.load_state_dict(state["critic"])
        self.average.network.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.critic_optimiser.load_state_dict(state["critic_optimiser"])


@torch.no_grad()
def drawn(network: Renderer, data: GarmentSet, count: int, size: int = 32) -> dict[str, Tensor]:
    """What the folds learn from: the first stage's pictures of plain garments, at 128 px as fp16, about `count` before calm ones are kept.

    `guide` (N, 3, 128, 128), `real` and `alpha` (N, 1, 128, 128), `condition` (N, CONDITIONS + 1). Raises `BadFeed` without plain garments.
    """
    plain = data.subset(np.array([plainness(data.garments[index].numpy()) > PLAIN for index in range(len(data))]))
    if len(plain) == 0:
        raise BadFeed("The set has no plain garments: folds are learned from garments of one colour.")
    sampler, random = Sampler(plain, SIDE), generator(5, 0)
    network = on_device(network.eval(), torch.device("cpu"))
    parts = []
    for _ in range(max(1, count // size)):
        batch = sampler.batch(size, random)
        with torch.autocast("cpu", torch.bfloat16):
            rgba = network(batch.planes.contiguous(memory_format=torch.channels_last), batch.condition)
        parts.append(_example(rgba.float(), batch))
    whole = {key: torch.cat([part[key] for part in parts]) for key in parts[0]}
    kept = _calm(whole)
    return {key: value[kept] for key, value in whole.items()}


def plainness(garment: NDArray[np.uint8]) -> float:
    """The share of a garment (4, 256, 256) that has its median colour, whatever the light on it."""
    small = garment[:, ::4, ::4].astype(np.float32) / 255
    inside = small[3] > 0.5
    if np.count_nonzero(inside) < 200:
        return 0.0
    lab = color.rgb2lab(small[:3].transpose(1, 2, 0)[inside][None])[0]
    away = lab - np.median(lab, axis=0)
    other = (np.hypot(away[:, 1], away[:, 2]) > CHROMA) | (np.abs(away[:, 0]) > LIGHT)
    return float(1 - other.mean())


def _example(rgba: Tensor, batch: Batch) -> dict[str, Tensor]:
    alpha = batch.target[:, 3:]
    real, first = luma(batch.target[:, :3]), luma(rgba[:, :3]) * alpha
    of_real, of_first = _median_inside(real, alpha), _median_inside(first, alpha)
    reduced = F.avg_pool2d(
        torch.cat(
            [batch.planes[:, :1], batch.planes[:, 5:6], _relative(first, of_first, alpha), _relative(real, of_real, alpha), alpha], 1
        ),
        2,
    ).half()
    condition = torch.cat([batch.condition, of_real[:, :, 0, 0] * 2 - 1], dim=1)
    return {"guide": reduced[:, :3], "real": reduced[:, 3:4], "alpha": reduced[:, 4:], "condition": condition}


def _relative(premultiplied: Tensor, median: Tensor, alpha: Tensor) -> Tensor:
    return relative_light(premultiplied / alpha.clamp(min=1e-3), median) * alpha


def _median_inside(light: Tensor, alpha: Tensor) -> Tensor:
    rows = [row[mask].median() if mask.any() else row.new_tensor(0.5) for row, mask in zip(light, alpha > 0.95, strict=True)]
    return torch.stack(rows)[:, None, None, None]


def _calm(examples: dict[str, Tensor]) -> Tensor:
    """Which examples are cloth with a few lines, (N,) bool."""
    alpha = examples["alpha"].float()
    area = alpha.sum((1, 2, 3)).clamp(min=1)
    light = ((examples["guide"][:, 2:].float() ** 2).sum((1, 2, 3)) / area).sqrt()
    ink = (examples["guide"][:, :1].float() * alpha).sum((1, 2, 3)) / area
    kept = (light < CALM[0]) & (ink < CALM[1]) & (examples["condition"][:, -1] > 2 * DARKEST - 1)
    return kept if kept.any() else torch.ones_like(kept)


def _parted(examples: dict[str, Tensor]) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """The examples to learn from, and the last few."""
    held = min(HELD, len(examples["real"]) // 4)
    cut = len(examples["real"]) - held
    return {key: value[:cut] for key, value in examples.items()}, {key: value[cut:] for key, value in examples.items()}


def _octaves(light: Tensor) -> list[float]:
    strengths = []
    for _ in range(4):
        smooth = F.avg_pool2d(light, 2)
        strengths.append(float((light - F.interpolate(smooth, scale_factor=2.0, mode="nearest")).std()))
        light = smooth
    return strengths


def _shown(light: Tensor, alpha: Tensor) -> Tensor:
    return (light * 0.5 + 0.5) * alpha + 1 - alpha
