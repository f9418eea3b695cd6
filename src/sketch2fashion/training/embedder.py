"""Train `embedder`: a drawing, a render and a photo of one garment come to lie together, and apart from every other garment.

One step looks at some garments in four ways, and at drawings of garments that never were:

    photo    what a catalogue shows        ─▶ p ┐ what can be found: each garment's p and s are remembered
    sketch   the photo's own line drawing  ─▶ s ┘ for a few steps (`Memory`)
    drawing  lines, edges, outline, traced ─▶ d ──▶ which p? which s?     (InfoNCE)
    render   smooth, dyed, some lines      ─▶ r ──▶ which p?
    doodle   built, scribbles              ─▶ thirteen categories, or none (all the others are asked too)

A batch holds garments of three categories, so that most of what a drawing is compared with is of its own kind; the memory adds those of
the last steps. (A memory of all garments was tried: its vectors were a hundred steps old, pointed elsewhere, and taught nothing.)

What the CPU taught: the stem and the first three stages stay as ImageNet left them, and so do all depthwise kernels (their weight
gradient alone took half the step). What is left learns in bfloat16.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import chain
from typing import Any

import numpy as np
import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.garment import Rgb
from sketch2fashion.training.distributed import parallel
from sketch2fashion.training.doodles import doodle, rasterise, scribble, traced
from sketch2fashion.training.ema import Average
from sketch2fashion.training.loop import generator
from sketch2fashion.training.networks.embedder import VECTOR_SIZE, Embedder, Embedding, load_imagenet
from sketch2fashion.training.tasks import TrainOptions, choose_device
from sketch2fashion.training.views import (
    chance,
    drawing_views,
    hand_offsets,
    laid_on_white,
    on_paper,
    on_white_paper,
    outlines,
    partly,
    photo_views,
    placement,
    render_views,
    seen_through,
    shrunk,
    sketch_views,
    uniform,
)
from sketch2fashion.training.wardrobe import Wardrobe, load_wardrobe, reduced

ROOM = 1.125  # times the side that the network looks at
KEPT_SIDE = 160  # px, what the garments are kept at in memory
VALIDATED_AT = 128  # px, what the shipped network looks at
GIVEN_SIDE = 224  # px, what it is given
FROZEN_STAGES = 3
TEMPERATURE = 0.05
MEMORY_STEPS = 12  # older vectors are forgotten: the network has moved on
MEMORY_FROM_STEP = 80  # before that it moves too fast
DETAILED = 0.65  # the share of drawings with all of their lines
KINDS = 3  # categories in a batch
VAGUE = 0.3  # what an outline counts in telling garments apart: many garments share it
SMOOTHING = 0.02  # labels of clothes are not that sure: shirt or long sleeve?
EMA_DECAY = 0.99
GRADIENT_LIMIT = 5.0


@dataclass(frozen=True)
class Phase:
    """So many steps at one size: small pictures first, they teach most an hour."""

    steps: int
    side: int  # px, a multiple of 32


@dataclass(frozen=True)
class Cycle:
    """Phases under one learning rate, which falls along half a cosine."""

    phases: tuple[Phase, ...]
    rate: float  # of the heads at its highest; the trunk learns at a third of it

    def at_side(self, side: int) -> Cycle:
        """The same with all phases at one size."""
        return replace(self, phases=tuple(replace(phase, side=side) for phase in self.phases))


# Two cycles with a warm restart: the first gives something to work with early, the second finds better ground.
CYCLES = (Cycle((Phase(500, 96), Phase(300, 128)), 1.5e-3), Cycle((Phase(700, 96), Phase(300, 128)), 1e-3))
SETTLED_FROM_STEP = 800  # from here on batch norm keeps its statistics: a batch of three categories has others than the world


@dataclass(frozen=True)
class EmbedderConfig:
    """The options of a run."""

    cycles: tuple[Cycle, ...] = CYCLES  # the last phase goes on for ever, at the lowest rate
    garments: int = 24  # a step, each as photo, sketch and drawing, a quarter of them as render too
    doodles: int = 12  # a step, an eighth of them scribbles
    lowest: float = 0.02  # of that rate, at the end of a cycle
    warm_up: int = 40  # steps
    weight_decay: float = 0.02
    seed: int = 0
    device: str = "cpu"

    def side(self, number: int) -> int:
        """The size that step `number` looks at."""
        for phase in chain(*(cycle.phases for cycle in self.cycles)):
            if number < phase.steps:
                return phase.side
            number -= phase.steps
        return self.cycles[-1].phases[-1].side

    def rate_at(self, number: int) -> float:
        """Half a cosine a cycle, after a short warm-up."""
        for cycle in self.cycles:
            length = sum(phase.steps for phase in cycle.phases)
            if number < length:
                falling = (1 + math.cos(math.pi * number / length)) / 2
                return cycle.rate * min(1.0, (number + 1) / self.warm_up) * (self.lowest + (1 - self.lowest) * falling)
            number -= length
        return self.cycles[-1].rate * self.lowest


@dataclass(frozen=True)
class _Batch:
    """What one step looks at, one under the other, and how it is cut apart again."""

    pictures: Tensor  # (P + P + P + R + K, 3, S, S): photos, sketches, drawings, renders, doodles
    targets: Tensor  # (as many, 13) 0 or 1; scribbles have none
    rows: Tensor  # (P,) places in the wardrobe
    weights: Tensor  # (P,) how much each drawing counts in telling garments apart
    rendered: Tensor  # (R,) places among the P that have a render

    @property
    def cuts(self) -> list[int]:
        """How many there are of each kind."""
        garments, renders = len(self.rows), len(self.rendered)
        return [garments, garments, garments, renders, len(self.pictures) - 3 * garments - renders]


class EmbedderTask:
    """The embedder as the training loop wants it."""

    name = "embedder"

    def __init__(self, train: Wardrobe, val: Wardrobe, config: EmbedderConfig = EmbedderConfig()) -> None:
        torch.manual_seed(config.seed)
        self.config, self.train, self.val = config, train, val
        self.batch = config.garments * 3 + config.garments // 4 + config.doodles
        self.network = Embedder()
        load_imagenet(self.network.trunk)
        self.network.to(config.device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        learning = freeze(self.network)
        self.learning = parallel(self.network)
        self.average = Average(self.network, EMA_DECAY)
        self.optimiser = torch.optim.AdamW(learning, lr=config.cycles[0].rate, weight_decay=config.weight_decay, betas=(0.9, 0.99))
        self.photos, self.sketches = Memory(train.groups), Memory(train.groups)
        self.shown = train  # at the size of the phase; see _show_at

    def step(self, number: int) -> dict[str, float]:
        """One optimisation step on the batch that belongs to `number`."""
        random = generator(self.config.seed, number)
        batch = self._drawn_batch(random, number)
        set_rates(self.optimiser, self.config.rate_at(number))
        training_mode(self.network, settled=number >= SETTLED_FROM_STEP)
        torch.manual_seed(self.config.seed * 1_000_003 + number)  # dropout draws from the global source
        seen = self._look(batch.pictures)
        losses = self._losses(seen, batch, number)
        self.optimiser.zero_grad(set_to_none=True)
        losses["loss"].backward()  # type: ignore[no-untyped-call]
        photos, sketches, *_ = torch.split(seen.vector.detach(), batch.cuts)
        self.photos.remember(batch.rows, photos, number)  # only now: the losses' gradient needs the memories as they were
        self.sketches.remember(batch.rows, sketches, number)
        nn.utils.clip_grad_norm_(self.network.parameters(), GRADIENT_LIMIT)
        self.optimiser.step()
        self.average.update(self.network, number)
        return {key: float(value.detach()) for key, value in losses.items()}

    def validate(self) -> dict[str, float]:
        """Figures on the val split: a drawing by the hand (ℓ = 0.5) against all photos, and categories, at VALIDATED_AT px."""
        network = self.average.network
        random = torch.Generator().manual_seed(1)
        sets = (self.val, self.train)
        photos = torch.cat([self._embedded_photos(network, wardrobe).vector for wardrobe in sets])
        sketches = torch.cat([self._embedded(network, wardrobe.lines, on_white_paper).vector for wardrobe in sets])
        kinds = torch.cat([wardrobe.categories for wardrobe in sets])
        drawn = self._embedded_drawings(network, self.val, random)
        shown = self._embedded_photos(network, self.val)
        figures = {}
        for name, gallery in (("photo", photos), ("sketch", sketches), ("both", photos + sketches)):
            rank, rank_of_all = ranks(drawn.vector @ gallery.T, self.val.categories, kinds)
            figures[f"{name} recall@1"] = float((rank == 0).float().mean())
            figures[f"{name} recall@1 of all"] = float((rank_of_all == 0).float().mean())
        return figures | {
            "category of photo": float((shown.logits.argmax(1) == self.val.categories).float().mean()),
            "category of drawing": float((drawn.logits.argmax(1) == self.val.categories).float().mean()),
        }

    def sheet(self) -> Rgb:
        """Rows of a batch's photos, sketches, drawings, renders and doodles."""
        batch = self._drawn_batch(generator(self.config.seed, 0), 0)
        rows = [part[:10] for part in torch.split(batch.pictures, batch.cuts)]
        width = min(len(row) for row in rows)
        grid = torch.cat([torch.cat(list(row[:width]), 2) for row in rows], 1)
        return np.asarray(grid.permute(1, 2, 0).mul(255).round().byte().numpy())

    def state_dict(self) -> dict[str, Any]:
        """Network, average, optimiser and memories."""
        return {
            "network": self.network.state_dict(),
            "average": self.average.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "photos": self.photos.state_dict(),
            "sketches": self.sketches.state_dict(),
            "config": asdict(self.config),
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from `state_dict()`."""
        self.network.load_state_dict(state["network"])
        self.average.network.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.photos.load_state_dict(state["photos"])
        self.sketches.load_state_dict(state["sketches"])

    def fit_scores(self, batches: int = 50) -> float:
        """Fit the last layer of the averaged network's category scores on batches of all categories; returns the loss.

        Training batches hold three categories, which teaches telling garments apart and leaves the scores a little lopsided.
        """
        network = self.average.network
        assert isinstance(network, Embedder)
        first = sum(phase.steps for cycle in self.config.cycles for phase in cycle.phases)  # past all phases: batches that none has seen
        meanings, targets = [], []
        for number in range(first, first + batches):
            batch = self._drawn_batch(generator(self.config.seed, number), number, kinds=len(CATEGORY_NAMES))
            meanings.append(self._meaning(network, batch.pictures))
            targets.append(batch.targets)
        return fit_layer(network.to_logits, torch.cat(meanings), torch.cat(targets))

    @torch.no_grad()
    def _meaning(self, network: Embedder, pictures: Tensor) -> Tensor:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            _, top = network.eval().trunk(pictures.contiguous(memory_format=torch.channels_last))
        meaning: Tensor = top.float().mean((2, 3))
        return meaning

    # ------------------------------------------------------------------------------------------------------------- a step

    def _look(self, pictures: Tensor) -> Embedding:
        pictures = pictures.to(self.config.device).contiguous(memory_format=torch.channels_last)
        with torch.autocast(torch.device(self.config.device).type, dtype=torch.bfloat16):
            seen: Embedding = self.learning(pictures)
        return seen

    def _losses(self, seen: Embedding, batch: _Batch, number: int) -> dict[str, Tensor]:
        photos, sketches, drawings, renders, _ = torch.split(seen.vector, batch.cuts)
        groups = self.train.groups[batch.rows]
        other_photos = self.photos.others(batch.rows, number) if number >= MEMORY_FROM_STEP else None
        other_sketches = self.sketches.others(batch.rows, number) if number >= MEMORY_FROM_STEP else None
        to_photo = contrast(drawings, photos, groups, groups, other_photos, batch.weights)
        to_sketch = contrast(drawings, sketches, groups, groups, other_sketches, batch.weights)
        from_photo = contrast(photos, drawings, groups, groups, None, batch.weights)
        from_render = contrast(renders, photos, groups[batch.rendered], groups, negatives_of(other_photos, batch.rendered))
        category = category_loss(seen.logits, batch.targets.to(seen.logits.device))
        loss = to_photo + 0.5 * to_sketch + 0.4 * from_photo + 0.3 * from_render + 0.7 * category
        return {"loss": loss, "photo": to_photo, "sketch": to_sketch, "back": from_photo, "render": from_render, "category": category}

    def _drawn_batch(self, random: Generator, number: int, kinds: int = KINDS) -> _Batch:
        config, side = self.config, self.config.side(number)
        self._show_at(side)
        rows = self._chosen(random, kinds)
        garments = self.shown.garments[rows].float() / 255
        lines = self.shown.lines[rows].float() / 255
        rendered = torch.arange(config.garments // 4)
        hands = np.random.default_rng([config.seed, number])
        drawings, weights = self._drawings(rows, garments, lines, side, random, hands)
        pictures = [
            photo_views(garments, side, random),
            sketch_views(lines, side, random),
            drawings,
            render_views(garments[rendered], lines[rendered], side, random),
        ]
        known = self.train.categories[rows]
        built, answers = self._doodles(side, random, hands)
        targets = torch.cat([one_hot(known), one_hot(known), one_hot(known), one_hot(known[rendered]), answers])
        return _Batch(torch.cat([*pictures, built]), targets, rows, weights, rendered)

    def _chosen(self, random: Generator, most_kinds: int) -> Tensor:
        """Garments of a few categories: rare categories come more often than their share, but not as often as common ones."""
        categories = self.train.categories
        counts = torch.bincount(categories, minlength=len(CATEGORY_NAMES)).float()
        kinds = torch.multinomial(counts.sqrt(), min(most_kinds, int((counts > 0).sum())), generator=random)
        weights = torch.isin(categories, kinds).float() / counts[categories]
        return torch.multinomial(weights, min(self.config.garments, int((weights > 0).sum())), generator=random)

    def _show_at(self, side: int) -> None:
        """Keep the garments a little larger than the network looks, for room to turn them; smaller ones cost less to turn."""
        room = min(self.train.garments.shape[-1], math.ceil(side * ROOM / 8) * 8)
        if self.shown.garments.shape[-1] != room:
            self.shown = reduced(self.train, room)

    def _drawings(
        self, rows: Tensor, garments: Tensor, lines: Tensor, side: int, random: Generator, hands: np.random.Generator
    ) -> tuple[Tensor, Tensor]:
        """A drawing of each garment: given or drawn lines, edges, the outline with some of the lines, or the outline traced by hand.

        With each comes what it counts in telling garments apart.
        """
        size = garments.shape[-1]
        given, edges = self.shown.given[rows].float() / 255, self.shown.edges[rows].float() / 255
        style = torch.rand(len(rows), generator=random).view(-1, 1, 1, 1)
        sparse = torch.maximum(outlines(garments[:, 3:]), partly(given, uniform(len(rows), -0.3, 0.7, random), random))
        ink = torch.where(style < 0.4, given, torch.where(style < 0.55, lines, torch.where(style < DETAILED, edges, sparse)))
        for index in torch.nonzero(style.flatten() > 0.85).flatten().tolist():
            strokes = traced(self.train.outlines[int(rows[index])], hands)
            inside = partly(lines[index : index + 1], uniform(1, -0.6, 0.4, random), random)[0, 0]
            drawn = torch.from_numpy(rasterise(strokes, size, hands).copy()).float() / 255
            ink[index, 0] = torch.maximum(drawn, inside)
        weights = torch.where(style.flatten() < DETAILED, 1.0, VAGUE)
        return drawing_views(ink, side, random), weights

    def _doodles(self, side: int, random: Generator, hands: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Built doodles of all categories, then scribbles: pictures (K, 3, S, S) and targets (K, 13)."""
        count, size = self.config.doodles, self.shown.garments.shape[-1]
        scribbles = count // 8
        kinds = torch.randint(len(CATEGORY_NAMES), (count - scribbles,), generator=random)
        drawn = [rasterise(doodle(CATEGORY_NAMES[int(kind)], hands), size, hands) for kind in kinds]
        drawn += [rasterise(scribble(hands), size, hands) for _ in range(scribbles)]
        ink = torch.from_numpy(np.stack(drawn))[:, None].float() / 255
        theta = placement(count, random, turn=0.05, stretch=0.08, shift=0.03)
        level = uniform(count, 0, 0.6, random) * chance(count, 0.5, random)
        warped = seen_through(ink, theta, hand_offsets(level, size, random))
        pictures = on_paper(shrunk(warped, side), random)
        return pictures, torch.cat([one_hot(kinds), torch.zeros(scribbles, len(CATEGORY_NAMES))])

    # --------------------------------------------------------------------------------------------------------- validation

    def _embedded_photos(self, network: nn.Module, wardrobe: Wardrobe) -> Embedding:
        return self._embedded(network, wardrobe.garments, laid_on_white)

    def _embedded_drawings(self, network: nn.Module, wardrobe: Wardrobe, random: Generator) -> Embedding:
        def drawn(ink: Tensor) -> Tensor:
            offsets = hand_offsets(torch.full((len(ink),), 0.5), ink.shape[-1], random)
            kept = partly(ink, torch.full((len(ink),), 0.85), random)
            theta = torch.eye(2, 3).repeat(len(ink), 1, 1)
            return on_white_paper(seen_through(kept, theta, offsets))

        return self._embedded(network, wardrobe.given, drawn)

    @torch.inference_mode()
    def _embedded(self, network: nn.Module, pixels: Tensor, view: Callable[[Tensor], Tensor]) -> Embedding:
        network.eval()
        parts = []
        for chunk in torch.split(pixels, 64):
            pictures = shrunk(view(chunk.float() / 255), VALIDATED_AT).to(self.config.device)
            with torch.autocast(torch.device(self.config.device).type, dtype=torch.bfloat16):
                parts.append(network(pictures.contiguous(memory_format=torch.channels_last)))
        return Embedding(torch.cat([part.vector for part in parts]).cpu(), torch.cat([part.logits for part in parts]).cpu())


def ranks(scores: Tensor, query_kinds: Tensor, kinds: Tensor) -> tuple[Tensor, Tensor]:
    """Of scores (Q, N), where query i belongs to garment i: how many garments of its category, and of all, come before the right one."""
    places = torch.arange(len(scores))
    better = scores > scores[places, places][:, None]
    return (better & (kinds[None] == query_kinds[:, None])).sum(1), better.sum(1)


# --------------------------------------------------------------------------------------------------------------- memory


class Memory:
    """The vectors of garments that were seen in the last steps: negatives without looking at the pictures again."""

    def __init__(self, groups: Tensor) -> None:
        self.groups = groups
        self.vectors = torch.zeros(len(groups), VECTOR_SIZE)
        self.seen = torch.full((len(groups),), -MEMORY_STEPS - 1)  # the step of each vector

    def remember(self, rows: Tensor, vectors: Tensor, step: int) -> None:
        """Keep the vectors (B, 256) of the garments `rows`."""
        self.vectors[rows] = vectors.to(self.vectors.device, torch.float32)
        self.seen[rows] = step

    def others(self, rows: Tensor, step: int) -> tuple[Tensor, Tensor]:
        """The vectors (M, 256) of the last steps, and which of them are negatives for each row (B, M): those of another group.

        Garments of the batch itself are left out: their fresh vectors are there.
        """
        fresh = step - self.seen <= MEMORY_STEPS
        fresh[rows] = False
        places = torch.nonzero(fresh).flatten()
        return self.vectors[places], self.groups[places][None] != self.groups[rows][:, None]

    def state_dict(self) -> dict[str, Tensor]:
        """For the checkpoint."""
        return {"vectors": self.vectors, "seen": self.seen}

    def load_state_dict(self, state: Mapping[str, Tensor]) -> None:
        """From the checkpoint."""
        self.vectors.copy_(state["vectors"])
        self.seen.copy_(state["seen"])


def negatives_of(negatives: tuple[Tensor, Tensor] | None, places: Tensor) -> tuple[Tensor, Tensor] | None:
    """The same memory for some of the rows."""
    return None if negatives is None else (negatives[0], negatives[1][places])


# --------------------------------------------------------------------------------------------------------------- losses


def contrast(
    queries: Tensor,
    keys: Tensor,
    query_groups: Tensor,
    key_groups: Tensor,
    negatives: tuple[Tensor, Tensor] | None,
    weights: Tensor | None = None,
) -> Tensor:
    """InfoNCE of queries (Q, 256): query i belongs to key i (K ≥ Q, in the same order), and counts `weights[i]`.

    Other keys of the same group are neither right nor wrong.
    """
    scores = queries @ keys.T / TEMPERATURE
    places = torch.arange(len(queries), device=scores.device)
    same = (query_groups[:, None] == key_groups[None]).to(scores.device)
    same[places, places] = False
    scores = scores.masked_fill(same, -torch.inf)
    if negatives is not None:
        vectors, allowed = (tensor.to(scores.device) for tensor in negatives)
        scores = torch.cat([scores, (queries @ vectors.T / TEMPERATURE).masked_fill(~allowed, -torch.inf)], 1)
    losses = functional.cross_entropy(scores, places, reduction="none")
    if weights is None:
        return losses.mean()
    weights = weights.to(losses.device)
    return (losses * weights).sum() / weights.sum()


def category_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """Thirteen yes-or-no questions, and, where there is a category, which one of them."""
    soft = targets * (1 - 2 * SMOOTHING) + SMOOTHING
    independent = functional.binary_cross_entropy_with_logits(logits, soft) * len(CATEGORY_NAMES)
    some = targets.sum(1) > 0
    which = functional.cross_entropy(logits[some], targets[some].argmax(1), label_smoothing=0.05)
    return 0.5 * independent + 0.5 * which


def fit_layer(layer: nn.Linear, meanings: Tensor, targets: Tensor, steps: int = 250) -> float:
    """Minimise the category loss of `layer` on fixed (N, 1280) inputs, from where it stands."""
    layer.requires_grad_(True)
    optimiser = torch.optim.AdamW(layer.parameters(), lr=2e-3, weight_decay=0.05)
    torch.manual_seed(0)
    for step in range(steps):
        optimiser.param_groups[0]["lr"] = 2e-3 * (1 - step / steps)
        loss = category_loss(layer(functional.dropout(meanings, 0.2)), targets)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    layer.requires_grad_(False)
    return float(loss.detach())


def one_hot(categories: Tensor) -> Tensor:
    """(N,) places → (N, 13)."""
    return functional.one_hot(categories, len(CATEGORY_NAMES)).float()


# ------------------------------------------------------------------------------------------------------- what learns how


def freeze(network: Embedder) -> list[dict[str, Any]]:
    """Fix what stays as ImageNet left it; the parameter groups of the rest, each with its share of the rate."""
    for parameter in [*network.trunk.stem.parameters(), *network.trunk.stages[:FROZEN_STAGES].parameters()]:
        parameter.requires_grad_(False)
    for module in network.modules():
        if isinstance(module, nn.Conv2d) and module.groups > 1:
            module.weight.requires_grad_(False)
    trunk = [parameter for parameter in network.trunk.parameters() if parameter.requires_grad]
    heads = [parameter for part in (network.places, network.to_vector, network.to_logits) for parameter in part.parameters()]
    return [{"params": trunk, "share": 0.33}, {"params": heads, "share": 1.0}]


def training_mode(network: Embedder, *, settled: bool) -> None:
    """Train mode, but the frozen stages keep the statistics of ImageNet, and all of them what they have once they are `settled`."""
    network.train()
    network.trunk.stem.eval()
    network.trunk.stages[:FROZEN_STAGES].eval()
    if settled:
        for module in network.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()


def set_rates(optimiser: torch.optim.Optimizer, rate: float) -> None:
    """Each group's learning rate for this step."""
    for group in optimiser.param_groups:
        group["lr"] = rate * group["share"]


# --------------------------------------------------------------------------------------------- what the command line calls


def build(options: TrainOptions) -> EmbedderTask:
    """The task for `sketch2fashion train embedder`. The prepared garments are kept in `runs/cache`."""
    config = EmbedderConfig(seed=options.seed, device=str(choose_device(options.device).device))
    if options.side:
        config = replace(config, cycles=tuple(cycle.at_side(options.side) for cycle in config.cycles))
    config = replace(config, garments=options.batch or config.garments)
    cache = options.runs / "cache"
    train, val = (load_wardrobe(options.data, split, KEPT_SIDE, cache=cache) for split in ("train", "val"))
    return EmbedderTask(train, val, config)
