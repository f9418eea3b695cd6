"""Train `strokes`, the lines inside a garment, one after another.

    sketch2fashion train strokes --data SET --minutes 25 --threads 1

One step lays each garment of a batch on its square, mirrored, moved, enlarged and warped. In half of them somebody has drawn some of
the lines already, not quite where they belong; these lead. The others follow, the heaviest first, and each is asked for as classes:

    outline, category, strokes before ─▶ state ─▶ where the next one starts, or that none does     cross-entropy
                                              └─▶ its shape, three codes, each given those before    cross-entropy
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from sketch2fashion.drawing.inner_lines import curve
from sketch2fashion.errors import BadFeed
from sketch2fashion.garment import Rgb
from sketch2fashion.models.registry import ModelCard
from sketch2fashion.training.export import count_macs, export_onnx, run_version, write_card
from sketch2fashion.training.learner import Learner, pace
from sketch2fashion.training.loop import generator, on_device
from sketch2fashion.training.networks.strokes import CODES, END, KNOWN, LEVELS, MOST, PLANE, POINTS, UNKNOWN, Strokes
from sketch2fashion.training.run import Run
from sketch2fashion.training.shape_data import drawn_ink, load_shapes
from sketch2fashion.training.stroke_data import Laid, StrokeSet, code_tables, laid, stroke_set
from sketch2fashion.training.tasks import TrainOptions, choose_device

RATE = 1.2e-3
STEPS = 5000  # until the rate has fallen
UNTOLD = 0.12  # of a batch: the category is not told
BEGUN = 0.5  # of a batch: somebody has drawn some lines
BEGUN_MOST = 12  # lines
ASTRAY = (1.0, 0.5)  # px: how far somebody's lines, and their points, are from where they belong
VALIDATED = 256  # garments
CPU = torch.device("cpu")


@dataclass(frozen=True, eq=False)
class Batch:
    """Garments whose lines stand in the order in which they are asked for."""

    given: Laid
    drawn: Tensor  # (B, MOST): 1 where somebody drew it
    categories: Tensor  # (B,), UNKNOWN where it is not told


def build(options: TrainOptions) -> StrokesTask:
    """The task that `sketch2fashion train strokes` runs. The traced garments are kept in `runs/cache`."""
    cache = options.runs / "cache"
    sets = (stroke_set(load_shapes(options.data, split, cache, options.limit)) for split in ("train", "val"))
    return StrokesTask(*sets, batch=options.batch or 32, seed=options.seed, device=choose_device(options.device).device)


class StrokesTask:
    """See `training.loop.Task`."""

    name = "strokes"

    def __init__(self, train: StrokeSet, val: StrokeSet, *, batch: int = 32, seed: int = 0, device: torch.device = CPU) -> None:
        if not len(train) or not len(val):
            raise BadFeed("The set has no train or no val garments with line drawings.")
        self.train, self.val, self.batch, self.seed, self.device = train, val, batch, seed, device
        torch.manual_seed(seed)
        network = Strokes()
        network.tables.copy_(code_tables(train, seed))
        self.learner = Learner(on_device(network, device), rate=RATE, decay=0.998, limit=1.0)
        shares = 1 / np.sqrt(np.bincount(train.categories.numpy(), minlength=UNKNOWN).astype(np.float64)[train.categories.numpy()])
        self.shares = torch.from_numpy(shares)

    def step(self, number: int) -> dict[str, float]:
        """One step; the batch depends on the seed and `number` alone."""
        random = generator(self.seed, number)
        torch.manual_seed(int(torch.randint(2**62, (), generator=random)))  # of what the blocks drop
        rows = torch.multinomial(self.shares, self.batch, generator=random)
        losses = self._losses(self.learner.net.train(), self._batch(self.train, rows, random))
        losses["total"] = torch.stack(list(losses.values())).sum()
        return self.learner.learn(losses, pace(number, STEPS, rate=RATE, warm_up=80), number)

    @torch.no_grad()
    def validate(self) -> dict[str, float]:
        """Mean cross-entropies (nats a stroke) on val garments as they are, nothing drawn yet, the category told."""
        sums: dict[str, list[float]] = {}
        rows = torch.from_numpy(np.linspace(0, len(self.val) - 1, min(VALIDATED, len(self.val))).astype(np.int64))
        for part in torch.split(rows, self.batch):
            for name, value in self._losses(self._average(), self._batch(self.val, part, None)).items():
                sums.setdefault(name, []).append(float(value))
        figures = {name: float(np.mean(values)) for name, values in sums.items()}
        return figures | {"total": sum(figures.values())}

    @torch.no_grad()
    def sheet(self) -> Rgb:
        """Ten val garments: with their own lines, and below with lines drawn into their outlines from three seeds."""
        rows = torch.from_numpy(np.linspace(0, len(self.val) - 1, 10).astype(np.int64))
        batch = self._batch(self.val, rows, None)
        shown = [[lines[: int(count)] for lines, count in zip(batch.given.lines, batch.given.counts, strict=True)]]
        shown += [drawn_lines(self._average(), batch.given.depths.to(self.device), batch.categories, seed) for seed in range(3)]
        edges = [(1.2 - (12 * depth[0]).abs()).clamp(0, 1).numpy() for depth in F.interpolate(batch.given.depths, scale_factor=2.0)]
        rows_shown = [
            np.concatenate(
                [
                    np.maximum(edge, drawn_ink([curve(line.double().numpy()) for line in lines], 1.0) / 255)
                    for edge, lines in zip(edges, row, strict=True)
                ],
                axis=1,
            )
            for row in shown
        ]
        grey = np.rint(255 * (1 - np.concatenate(rows_shown))).astype(np.uint8)
        return np.repeat(grey[..., None], 3, axis=2)

    def state_dict(self) -> dict[str, Any]:
        """Model, average and optimiser."""
        return self.learner.state_dict()

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint."""
        self.learner.load_state_dict(state)

    def _average(self) -> Strokes:
        return cast(Strokes, self.learner.average.network)

    def _batch(self, garments: StrokeSet, rows: Tensor, random: torch.Generator | None) -> Batch:
        given = laid(garments, rows, random)
        none = torch.zeros(given.lines.shape[:2], dtype=torch.int64)
        if random is None:
            return Batch(given, none, given.categories)
        lines, drawn = _begun(given, random)
        untold = torch.rand(len(rows), generator=random) < UNTOLD
        return Batch(Laid(given.categories, given.depths, lines, given.counts), drawn, given.categories.masked_fill(untold, UNKNOWN))

    def _losses(self, net: Strokes, batch: Batch) -> dict[str, Tensor]:
        """Cross-entropies: of the place and of each code."""
        lines, drawn = batch.given.lines.to(self.device), batch.drawn.to(self.device)
        counts = batch.given.counts.to(self.device)
        cells, codes, coded = net.encoded(lines)
        lines = torch.where(drawn[..., None, None] > 0, lines, coded)
        with torch.autocast(self.device.type, torch.bfloat16):
            features = net.outline(batch.given.depths.to(self.device))
            states = net.states(features, batch.categories.to(self.device), lines, drawn)
            place = net.places(states, net.offers(features))
            shapes = net.shapes(states[:, :-1], features, cells, codes)
        numbers = torch.arange(MOST, device=self.device)
        asked = (numbers < counts[:, None]) & (drawn == 0)
        wanted = torch.full((len(counts), MOST + 1), -1, device=self.device)
        wanted[:, :-1][asked] = cells[asked]
        ended = counts < MOST
        wanted[ended, counts[ended]] = END
        losses = {"place": F.cross_entropy(place.float().flatten(0, 1), wanted.flatten(), ignore_index=-1)}
        for level in range(LEVELS):
            losses[f"shape_{level + 1}"] = F.cross_entropy(shapes[level].float()[asked], codes[..., level][asked])
        return losses


def _begun(given: Laid, random: torch.Generator) -> tuple[Tensor, Tensor]:
    """Lines (B, MOST, POINTS, 2) with those in front that somebody drew, and which these are (B, MOST)."""
    count = len(given.lines)
    numbers = torch.arange(MOST).expand(count, -1)
    share = torch.rand(count, 1, generator=random) * (torch.rand(count, 1, generator=random) < BEGUN)
    weight = torch.rand(count, MOST, generator=random) * (1 + 0.1 * numbers)  # heavy lines are drawn rather than faint ones
    rank = weight.masked_fill(numbers >= given.counts[:, None], 99.0).argsort(1).argsort(1)
    most = (share * (1 + given.counts[:, None].clamp(max=BEGUN_MOST))).floor().long()
    drawn = rank < most
    order = torch.where(drawn, rank - MOST, numbers).argsort(1)
    lines = given.lines.gather(1, order[..., None, None].expand_as(given.lines))
    drawn = drawn.gather(1, order)
    astray = ASTRAY[0] * torch.randn(count, MOST, 1, 2, generator=random) + ASTRAY[1] * torch.randn(lines.shape, generator=random)
    return torch.where(drawn[..., None, None], lines + astray, lines), drawn.long()


@torch.no_grad()
def drawn_lines(net: Strokes, depths: Tensor, categories: Tensor, seed: int, temperature: float = 1.0) -> list[Tensor]:
    """Strokes (n, POINTS, 2) drawn by their likelihood into outlines (B, 1, PLANE, PLANE), nothing refused."""
    random = torch.Generator().manual_seed(seed)
    outline = net.eval().known(depths)
    count = len(depths)
    lines = torch.zeros(count, 0, POINTS, 2)
    lengths = torch.full((count,), MOST)
    for number in range(MOST):
        noise = [_gumbel(random, count, END), _gumbel(random, count, LEVELS, CODES)]
        stroke, end = net.next_stroke(
            outline, categories, lines, torch.zeros(lines.shape[:2], dtype=torch.int64), *(temperature * part for part in noise)
        )
        lengths = torch.where((torch.rand(count, generator=random) < end) & (lengths == MOST), number, lengths)
        lines = torch.cat([lines, stroke[:, None]], dim=1)
    return [own[: int(length)] for own, length in zip(lines, lengths, strict=True)]


def _gumbel(random: torch.Generator, *size: int) -> Tensor:
    return -torch.log(-torch.log(torch.rand(size, generator=random).clamp(1e-9, 1 - 1e-7)))


# --- shipping ---------------------------------------------------------------------------------------------------------------


def ship(run: Run, data: Path, folder: Path) -> ModelCard:
    """Write `strokes.onnx` and its card into `folder`; `data` is counted."""
    path = folder / "strokes.onnx"
    network = Strokes()
    run.fill(network)
    examples = example_inputs()
    outputs = ("known", "stroke", "end")
    dynamic = {"depth": {0: "outlines"}, "known": {0: "outlines"}, "lines": {1: "strokes"}, "drawn": {1: "strokes"}}
    difference = export_onnx(network, examples, outputs, path, dynamic=dynamic, six_bits=True)
    shapes = load_shapes(data, "train", run.folder.parent / "cache")
    return write_card(
        path,
        version=run_version(run),
        network=network,
        macs=count_macs(network, *examples.values()),
        data=f"outlines and lines traced from {len(shapes)} garment cut-outs (CC0 1.0, alexeygrigorev/clothing-dataset)",
        command="sketch2fashion train strokes --data SET --minutes N",
        figures={"val": run.last_validation(), "torch_onnx_difference": difference},
    )


def example_inputs() -> dict[str, Tensor]:
    """What the model is exported with: five strokes, two of them drawn by somebody, and no noise."""
    random = torch.Generator().manual_seed(0)
    return {
        "depth": torch.rand(1, 1, PLANE, PLANE, generator=random) * 2 - 1,
        "outline": torch.randn(1, END, KNOWN, generator=random),
        "category": torch.tensor([0]),
        "lines": torch.rand(1, 5, POINTS, 2, generator=random) * 100,
        "drawn": torch.tensor([[1, 1, 0, 0, 0]]),
        "place_noise": torch.zeros(1, END),
        "code_noise": torch.zeros(1, LEVELS, CODES),
    }
