"""Train the peer `pix2pix` by the original's recipe: Canny lines and 350 colour dots in, the photo out; L1 × 100 and a PatchGAN.

    sketch2fashion train pix2pix --data DIR --minutes 60 --threads 1

Adam at 2e-4 with β₁ 0.5, mirroring as the only augmentation, all categories in one network. It exists to be measured
(`evaluate renderer` finds the newest run) and is never shipped.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from sketch2fashion.garment import Picture, Rgb
from sketch2fashion.images import on_white
from sketch2fashion.training.distributed import parallel
from sketch2fashion.training.evaluation.measures import similarity
from sketch2fashion.training.export import export_onnx
from sketch2fashion.training.loop import generator, on_device
from sketch2fashion.training.networks.pix2pix import PatchGan, UNet
from sketch2fashion.training.pix2pix_input import DOT_COUNT, canny_lines, input_picture, random_dots
from sketch2fashion.training.renderer_data import GarmentSet
from sketch2fashion.training.renderer_set import renderer_sets
from sketch2fashion.training.run import Run
from sketch2fashion.training.tasks import TrainOptions, choose_device

SIDE = 256  # px
VALIDATED = 40  # val garments: each costs 6 GMAC


@dataclass(frozen=True)
class Pix2PixConfig:
    """The recipe."""

    batch: int = 4
    rate: float = 2e-4  # Adam, both networks
    momentum: float = 0.5  # β₁
    pixels: float = 100.0  # weight of L1
    dots: int = DOT_COUNT
    seed: int = 0


def build(options: TrainOptions) -> Pix2PixTask:
    """The task that `sketch2fashion train pix2pix` runs."""
    train, val = renderer_sets(options.data, options.runs / "cache", options.limit)
    config = Pix2PixConfig(seed=options.seed, **({"batch": options.batch} if options.batch else {}))
    return Pix2PixTask(config, train, val, choose_device(options.device).device)


def export_generator(run: Run, path: Path) -> float:
    """Write the run's generator as ONNX (picture → rgb, −1 … 1); returns the largest difference to torch."""
    network = UNet()
    run.fill(network, "generator")
    random = torch.Generator().manual_seed(0)
    example = torch.rand((1, 3, SIDE, SIDE), generator=random) * 2 - 1
    return export_onnx(network, {"picture": example}, ["rgb"], path, tolerance=0.1)


class Pix2PixTask:
    """See `training.loop.Task`."""

    name = "pix2pix"

    def __init__(self, config: Pix2PixConfig, train: GarmentSet, val: GarmentSet, device: torch.device) -> None:
        torch.manual_seed(config.seed)
        self.config, self.batch, self.device = config, config.batch, device
        self.train, self.val = train, val
        self.generator, self.critic = on_device(UNet(), device), on_device(PatchGan(), device)
        self.learning, self.judging = parallel(self.generator), parallel(self.critic)
        betas = (config.momentum, 0.999)
        self.optimiser = torch.optim.Adam(self.generator.parameters(), config.rate, betas=betas)
        self.critic_optimiser = torch.optim.Adam(self.critic.parameters(), config.rate, betas=betas)
        self._lines: dict[int, NDArray[np.uint8]] = {}  # packed Canny edges by garment: found once, read every epoch

    def step(self, number: int) -> dict[str, float]:
        """One step of the discriminator and one of the generator."""
        drawing, photo = self._batch(number)
        torch.manual_seed(self.config.seed * 1_000_003 + number)  # dropout draws from the global source
        self.generator.train()
        with self._autocast():
            output = self.learning(drawing).float()
        critic = self._critic_step(drawing, photo, output.detach())
        self.critic.requires_grad_(False)
        with self._autocast():
            scores = self.critic(drawing, output)
        adversarial, pixels = _is(scores, 1.0), F.l1_loss(output, photo)
        self.optimiser.zero_grad(set_to_none=True)
        (adversarial + self.config.pixels * pixels).backward()  # type: ignore[no-untyped-call]
        self.optimiser.step()
        return {"adversarial": float(adversarial.detach()), "l1": float(pixels.detach()), "critic": critic}

    def _critic_step(self, drawing: Tensor, photo: Tensor, output: Tensor) -> float:
        self.critic.requires_grad_(True).train()
        with self._autocast():
            real, fake = self.judging(drawing, photo), self.judging(drawing, output)
        loss = 0.5 * (_is(real, 1.0) + _is(fake, 0.0))
        self.critic_optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        self.critic_optimiser.step()
        return float(loss.detach())

    @torch.no_grad()
    def validate(self) -> dict[str, float]:
        """SSIM on white over some val garments with the 350 dots that it was taught, and with seven of that kind."""
        shown = self._shown(VALIDATED)
        return {f"ssim_{dots}": float(np.mean([self._score(index, dots) for index in shown])) for dots in (self.config.dots, 7)}

    @torch.no_grad()
    def sheet(self) -> Rgb:
        """Columns of val garments: what it is given, what it answers, the photo."""
        columns = []
        for index in self._shown(12):
            given = self._input(self.val, index, self.config.dots, index)
            columns.append(np.concatenate([given, self._answer(given), on_white(_photo(self.val, index))]))
        return np.concatenate(columns, axis=1)

    def state_dict(self) -> dict[str, Any]:
        """Networks, optimisers and options."""
        return {
            "config": asdict(self.config),
            "generator": self.generator.state_dict(),
            "critic": self.critic.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "critic_optimiser": self.critic_optimiser.state_dict(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from `state_dict`."""
        self.generator.load_state_dict(state["generator"])
        self.critic.load_state_dict(state["critic"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.critic_optimiser.load_state_dict(state["critic_optimiser"])

    # -------------------------------------------------------------------------------------------------------- pictures

    def _batch(self, number: int) -> tuple[Tensor, Tensor]:
        """Inputs and photos, (B, 3, 256, 256) in −1 … 1, half of them mirrored."""
        random = generator(self.config.seed, number)
        chosen = torch.randint(len(self.train), (self.batch,), generator=random).tolist()
        seeds = torch.randint(2**31, (self.batch,), generator=random).tolist()
        given = [self._input(self.train, index, self.config.dots, seed) for index, seed in zip(chosen, seeds, strict=True)]
        wanted = [on_white(_photo(self.train, index)) for index in chosen]
        mirrored = torch.rand(self.batch, generator=random) < 0.5
        pairs = [self._planes(pictures) for pictures in (given, wanted)]
        drawing, photo = (torch.where(mirrored.view(-1, 1, 1, 1).to(self.device), planes.flip(3), planes) for planes in pairs)
        return drawing.contiguous(memory_format=torch.channels_last), photo

    def _input(self, data: GarmentSet, index: int, dots: int, seed: int) -> Rgb:
        photo = _photo(data, index)
        return input_picture(self._canny(data, index, photo), random_dots(photo, dots, np.random.default_rng(seed)))

    def _canny(self, data: GarmentSet, index: int, photo: Picture) -> NDArray[np.bool_]:
        if data is not self.train:
            return canny_lines(photo)
        if index not in self._lines:
            self._lines[index] = np.packbits(canny_lines(photo))
        return np.unpackbits(self._lines[index]).reshape(SIDE, SIDE).astype(bool)

    def _planes(self, pictures: list[Rgb]) -> Tensor:
        return torch.from_numpy(np.stack(pictures)).to(self.device).permute(0, 3, 1, 2).float() / 127.5 - 1

    def _answer(self, given: Rgb) -> Rgb:
        with self._autocast():
            output = self.generator.eval()(self._planes([given]))[0].float()
        return np.asarray(((output.clamp(-1, 1) + 1) * 127.5).round().byte().permute(1, 2, 0).cpu().numpy())

    def _score(self, index: int, dots: int) -> float:
        photo = _photo(self.val, index)
        return similarity(self._answer(self._input(self.val, index, dots, index)), on_white(photo), photo[..., 3] >= 128)[0]

    def _shown(self, count: int) -> list[int]:
        return sorted({int(index) for index in np.linspace(0, len(self.val) - 1, count)})

    def _autocast(self) -> torch.autocast:
        return torch.autocast(self.device.type, dtype=torch.bfloat16)


def _photo(data: GarmentSet, index: int) -> Picture:
    return np.ascontiguousarray(data.garments[index].cpu().numpy().transpose(1, 2, 0))


def _is(scores: Tensor, real: float) -> Tensor:
    """Cross-entropy of the discriminator's scores with "all real" or "all made"."""
    return F.binary_cross_entropy_with_logits(scores.float(), torch.full_like(scores, real, dtype=torch.float32))
