"""Train `shape`, the space of plausible garments, and the tidying of rough lines beside it.

    sketch2fashion train shape --data SET --minutes 35 --threads 1

One step draws each garment of a batch by a hand of a random level, which the tidier is told as its strength, and asks for the clean
garment back:

    drawing (hand, level; now and then only a part of it) ─▶ encoder ─▶ code ─▶ decoder ─▶ planes      L1, cross-entropy, KL
    drawing (hand, level), code, level ─▶ tidier ─▶ planes            L1, cross-entropy; a critic of its lines in the true outline

A quarter of the batch is drawn as the shape space itself draws: the encoder sees the whole clean garment, the tidier its outline alone,
so that the lines inside must come from the code.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.drawing.shape_statistics import KEPT, STATISTICS
from sketch2fashion.errors import BadFeed
from sketch2fashion.garment import Rgb
from sketch2fashion.models.registry import ModelCard
from sketch2fashion.training.export import count_macs, export_onnx, run_version, write_card
from sketch2fashion.training.learner import Learner, pace
from sketch2fashion.training.loop import generator, on_device
from sketch2fashion.training.networks.shape import CODE, SIDE, UNKNOWN, Critic, Shape
from sketch2fashion.training.run import Run
from sketch2fashion.training.shape_data import Placement, Shapes, by_hand, drawn_ink, load_shapes
from sketch2fashion.training.tasks import TrainOptions, choose_device
from sketch2fashion.training.views import partly

RATE = 1e-3
CRITIC_RATE = 6e-4
STEPS = 2200  # until the rate has fallen
CRITIC_FROM = 400  # steps: the critic would only see noise before
OUTLINE_WIDTH, INNER_WIDTH = 1.25, 1.0  # px of SIDE: the pen of the answer
AS_CODED = 0.25  # of a batch: drawn from the code
PARTIAL = 0.25  # of a batch: the encoder sees a part
UNTOLD = 0.12  # of a batch: the category is not told
WEIGHTS = {"depth": 4.0, "lines": 1.0, "tidy_depth": 4.0, "tidy_lines": 0.25, "kl": 0.01, "critic": 0.5, "features": 1.0}
VALIDATED = 96  # garments
CPU = torch.device("cpu")


@dataclass(frozen=True, eq=False)
class Batch:
    """Drawings and answers, on the device."""

    seen: Tensor  # (B, 1, SIDE, SIDE): what the encoder sees
    drawn: Tensor  # (B, 1, SIDE, SIDE): what the tidier sees
    answer: Tensor  # (B, 2, SIDE, SIDE)
    categories: Tensor  # (B,)
    level: Tensor  # (B,)


def build(options: TrainOptions) -> ShapeTask:
    """The task that `sketch2fashion train shape` runs. The traced garments are kept in `runs/cache`."""
    cache = options.runs / "cache"
    sets = (load_shapes(options.data, split, cache, options.limit) for split in ("train", "val"))
    return ShapeTask(*sets, batch=options.batch or 16, seed=options.seed, device=choose_device(options.device).device)


class ShapeTask:
    """See `training.loop.Task`."""

    name = "shape"

    def __init__(self, train: Shapes, val: Shapes, *, batch: int = 16, seed: int = 0, device: torch.device = CPU) -> None:
        if not len(train) or not len(val):
            raise BadFeed("The set has no train or no val garments with line drawings.")
        self.train, self.val, self.batch, self.seed, self.device = train, val, batch, seed, device
        torch.manual_seed(seed)
        self.learner = Learner(on_device(Shape(), device), rate=RATE, decay=0.997)
        self.critic = on_device(Critic(), device)
        self.critic_optimiser = torch.optim.AdamW(self.critic.parameters(), lr=CRITIC_RATE, betas=(0.5, 0.99), weight_decay=1e-4)

    def step(self, number: int) -> dict[str, float]:
        """One step of the critic and one of the model; the batch depends on the seed and `number` alone."""
        random = generator(self.seed, number)
        batch = self._batch(self.train, None, random)
        net = self.learner.net.train()
        with self._precision():
            mean, spread = net.encoder(batch.seen, batch.categories)
            noise = torch.randn(mean.shape, generator=random).to(self.device)
            code = mean + noise * torch.exp(0.5 * spread)
            decoded = net.decoder(code, batch.categories)
            tidied = net.tidier(batch.drawn, batch.categories, code, batch.level)
        losses = _reconstruction(decoded.float(), batch.answer) | _reconstruction(tidied.float(), batch.answer, "tidy_")
        losses["kl"] = 0.5 * (mean.square() + spread.exp() - 1 - spread).mean()
        critic: dict[str, Tensor] = {}
        if number >= CRITIC_FROM:
            lines = torch.sigmoid(tidied[:, 1:].float())
            made = torch.cat([batch.answer[:, :1], lines], dim=1)  # in the true outline: it is the lines that are judged
            critic["critic_loss"] = self._teach_critic(made.detach(), batch.answer)
            losses |= self._judged(made, batch.answer)
        losses["total"] = torch.stack([WEIGHTS[name] * value for name, value in losses.items()]).sum()
        rate = pace(number, STEPS, rate=RATE, warm_up=50)
        reported = self.learner.learn(losses, rate, number)
        return reported | {name: float(value) for name, value in critic.items()}

    @torch.no_grad()
    def validate(self) -> dict[str, float]:
        """On val garments drawn by hands of level 0.5: the silhouettes' overlap (IoU), tidied and decoded, and ink to the answer's."""
        figures: dict[str, list[float]] = {}
        rows = np.linspace(0, len(self.val) - 1, min(VALIDATED, len(self.val))).astype(int)
        for start in range(0, len(rows), self.batch):
            batch = self._batch(self.val, rows[start : start + self.batch], generator(self.seed, start), level=0.5)
            code, _, tidied = self._shown(batch)
            decoded = self._shown(batch, code)[1]
            for name, planes in (("decoded", decoded), ("tidied", tidied)):
                inside, wanted = planes[:, 0] > 0, batch.answer[:, 0] > 0
                overlap = (inside & wanted).sum((1, 2)) / (inside | wanted).sum((1, 2)).clamp(min=1)
                figures.setdefault(f"{name}_iou", []).extend(overlap.tolist())
                figures.setdefault(f"{name}_ink", []).extend(
                    (planes[:, 1].mean((1, 2)) / batch.answer[:, 1].mean((1, 2)).clamp(min=1e-3)).tolist()
                )
        return {name: float(np.mean(values)) for name, values in figures.items()}

    @torch.no_grad()
    def sheet(self) -> Rgb:
        """Ten val garments, downwards: drawn by a hand of level 0.7, tidied at 0.3 and 1, decoded, made from the code, the answer."""
        rows = np.linspace(0, len(self.val) - 1, 10).astype(int)
        batch = self._batch(self.val, rows, generator(self.seed, 1), level=0.7)
        code = self._shown(batch)[0]
        levels = [self._shown(batch, code, torch.full_like(batch.level, level))[2] for level in (0.3, 1.0)]
        decoded = self._shown(batch, code)[1]
        bare = _outlined(decoded[:, :1])
        made = self._shown(Batch(bare, bare, batch.answer, batch.categories, torch.zeros_like(batch.level)), code)[2]
        rows_shown = [batch.drawn, *(_picture(planes) for planes in (*levels, decoded, made, batch.answer))]
        grid = torch.cat([torch.cat(list(row[:, 0]), dim=1) for row in rows_shown], dim=0)
        grey = ((1 - grid.clamp(0, 1)) * 255).byte().cpu().numpy()
        return np.repeat(grey[..., None], 3, axis=2)

    def state_dict(self) -> dict[str, Any]:
        """Model, average, critic and both optimisers."""
        return {
            **self.learner.state_dict(),
            "critic": self.critic.state_dict(),
            "critic_optimiser": self.critic_optimiser.state_dict(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint."""
        self.learner.load_state_dict(state)
        self.critic.load_state_dict(state["critic"])
        self.critic_optimiser.load_state_dict(state["critic_optimiser"])

    def _batch(self, shapes: Shapes, rows: NDArray[np.int64] | None, random: torch.Generator, level: float | None = None) -> Batch:
        """Garments of `shapes`, `rows` or chosen so that rare categories come more often than their share, drawn anew."""
        draw = np.random.default_rng(int(torch.randint(2**62, (), generator=random)))
        if rows is None:
            shares = 1 / np.sqrt(np.bincount(shapes.categories, minlength=UNKNOWN).astype(np.float64)[shapes.categories])
            rows = draw.choice(len(shapes), self.batch, p=shares / shares.sum())
        learning = level is None
        cases = [_case(shapes, int(row), draw, level) for row in rows]
        seen, drawn, answer = (torch.from_numpy(np.stack(part)).to(self.device) for part in list(zip(*cases, strict=True))[:3])
        levels = torch.tensor([case[3] for case in cases], device=self.device)
        kinds = torch.from_numpy(shapes.categories[rows])
        ink = seen[:, None].float() / 255
        if learning:
            kinds = torch.where(torch.rand(len(rows), generator=random) < UNTOLD, UNKNOWN, kinds)
            cut = partly(ink, torch.rand(len(rows), generator=random) * 0.65 + 0.15, random)
            ink = torch.where((torch.rand(len(rows), generator=random) < PARTIAL)[:, None, None, None], cut, ink)
        return Batch(ink, drawn[:, None].float() / 255, answer, kinds.to(self.device), levels)

    def _shown(self, batch: Batch, code: Tensor | None = None, level: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
        """The average model's answers."""
        network = cast(Shape, self.learner.average.network)
        with self._precision():
            given = network.encoder(batch.seen, batch.categories)[0] if code is None else code
            made = network(batch.drawn, batch.categories, given, batch.level if level is None else level)
        return given.float(), made[1].float(), made[2].float()

    def _precision(self) -> torch.autocast:
        return torch.autocast(self.device.type, torch.bfloat16)

    def _teach_critic(self, made: Tensor, real: Tensor) -> Tensor:
        with self._precision():
            scores, _ = self.critic(torch.cat([real, made]))
        right, wrong = scores.float().chunk(2)
        loss = F.relu(1 - right).mean() + F.relu(1 + wrong).mean()
        self.critic_optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.critic_optimiser.step()
        return loss.detach()

    def _judged(self, made: Tensor, real: Tensor) -> dict[str, Tensor]:
        self.critic.requires_grad_(False)
        with self._precision():
            scores, features = self.critic(made)
            with torch.no_grad():
                _, wanted = self.critic(real)
        self.critic.requires_grad_(True)
        near = torch.stack([(mine.float() - theirs.float()).abs().mean() for mine, theirs in zip(features, wanted, strict=True)])
        return {"critic": -scores.float().mean(), "features": near.mean()}


def _case(shapes: Shapes, row: int, random: np.random.Generator, level: float | None) -> tuple[Any, Any, Any, np.float32]:
    """What the encoder sees, what the tidier sees, the answer, and the level of the hand."""
    place = Placement.random(random) if level is None else Placement(False, 1.0, 0.0, 0.0)
    outlines = [place.of(way) for way in shapes.outlines[row]]
    inner = [place.of(way) for way in shapes.inner[row]]
    ink = drawn_ink(inner, INNER_WIDTH).astype(np.float32) / 255
    answer = np.stack([place.of_depth(shapes.depths[row]), np.minimum(1.3 * ink, 1)]).astype(np.float32)
    if level is None and random.random() < AS_CODED:
        outline = drawn_ink(outlines, OUTLINE_WIDTH)
        return np.maximum(outline, drawn_ink(inner, OUTLINE_WIDTH)), outline, answer, np.float32(0)
    level = float(random.uniform(0, 1)) if level is None else level
    drawn = by_hand(outlines, inner, level, random)
    return drawn, drawn, answer, np.float32(level)


def _reconstruction(planes: Tensor, answer: Tensor, prefix: str = "") -> dict[str, Tensor]:
    """Errors of the depth, most near the outline, and of the lines."""
    near = 1 + 3 * (answer[:, 0].abs() < 0.98).float()
    return {
        f"{prefix}depth": (near * (planes[:, 0] - answer[:, 0]).abs()).mean(),
        f"{prefix}lines": F.binary_cross_entropy_with_logits(planes[:, 1], answer[:, 1]),
    }


def _outlined(depth: Tensor) -> Tensor:
    """Ink along depth 0, as wide as the answer's outlines: (B, 1, SIDE, SIDE)."""
    return (1.3 - (depth * 12.0).abs()).clamp(0, 1)


def _picture(planes: Tensor) -> Tensor:
    """Planes as one drawing, (B, 1, SIDE, SIDE)."""
    return torch.maximum(_outlined(planes[:, :1]), planes[:, 1:])


# --- shipping ---------------------------------------------------------------------------------------------------------------


def ship(run: Run, data: Path, folder: Path) -> ModelCard:
    """Write `shape.onnx`, its card and the statistics of the codes into `folder`; `data` gives the codes."""
    path = folder / "shape.onnx"
    network = Shape()
    run.fill(network)
    random = torch.Generator().manual_seed(0)
    examples = {
        "lines": (torch.rand(2, 1, SIDE, SIDE, generator=random) > 0.9).float(),
        "category": torch.tensor([0, UNKNOWN]),
        "code": torch.randn(2, CODE, generator=random),
        "strength": torch.rand(2, generator=random),
    }
    outputs = ("mean", "decoded", "tidied")
    dynamic = {name: {0: "batch"} for name in (*examples, *outputs)}
    difference = export_onnx(network, examples, outputs, path, dynamic=dynamic, tolerance=2e-2)
    shapes = load_shapes(data, "train", run.folder.parent / "cache")
    (folder / STATISTICS).write_text(json.dumps(code_statistics(network, shapes)) + "\n", "utf-8")
    return write_card(
        path,
        version=run_version(run),
        network=network,
        macs=count_macs(network, *(example[:1] for example in examples.values())),
        data=f"outlines and lines traced from {len(shapes)} garment cut-outs (CC0 1.0, alexeygrigorev/clothing-dataset)",
        command="sketch2fashion train shape --data SET --minutes N",
        figures={"val": run.last_validation(), "torch_onnx_difference": difference},
    )


@torch.no_grad()
def code_statistics(network: Shape, shapes: Shapes) -> dict[str, Any]:
    """For each category the mean of its garments' codes, and the axes (KEPT, CODE) along which they differ most, one deviation long."""
    codes = []
    for start in range(0, len(shapes), 64):
        rows = range(start, min(start + 64, len(shapes)))
        ink = np.stack([drawn_ink((*shapes.outlines[row], *shapes.inner[row]), OUTLINE_WIDTH) for row in rows])
        kinds = torch.from_numpy(shapes.categories[start : start + 64])
        codes.append(network.eval().encoder(torch.from_numpy(ink)[:, None].float() / 255, kinds)[0].numpy())
    table = np.concatenate(codes)
    statistics = {}
    for place, name in enumerate(CATEGORY_NAMES):
        own = table[shapes.categories == place]
        own = own if len(own) >= 4 else table  # too few to say how they differ
        mean = own.mean(axis=0)
        _, sizes, axes = np.linalg.svd((own - mean) / np.sqrt(max(len(own) - 1, 1)), full_matrices=False)
        spread = np.zeros((KEPT, CODE))
        kept = min(KEPT, len(sizes))
        spread[:kept] = sizes[:kept, None] * axes[:kept]
        statistics[name] = {"count": len(own), "mean": np.round(mean, 4).tolist(), "axes": np.round(spread, 4).tolist()}
    return statistics
