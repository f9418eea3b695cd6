"""Train `contours`, the half of the embedder that goes by lines: a hand's drawing of a garment comes to lie at that garment.

    drawing  the given lines, redrawn by the hand (drawing/hand.py), its ink framed anew ─▶ d ──▶ which s? which p?   (InfoNCE)
    sketch   the photo's own line drawing                                                ─▶ s ◀── which p?
    photo    under another lamp and camera                                               ─▶ p
    render   smooth, dyed, some lines (a quarter of the garments)                        ─▶ r ──▶ which p?

What the drawings taught, looked at one by one: a hand that forgets an outer stroke moves the whole drawing, because its ink is framed
anew. So the hand's drawings are made before the training, the very way a search would meet them (`redrawn`), and moved a little more at
each step. A batch holds garments of four categories: most of what a drawing is compared with is of its own kind.
"""

from __future__ import annotations

import hashlib
import math
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Generator, Tensor, nn
from torch.nn import functional

from sketch2fashion.drawing.hand import draw_by_hand
from sketch2fashion.garment import Lines, Rgb
from sketch2fashion.search.embedder import garment_square
from sketch2fashion.training.learner import Learner
from sketch2fashion.training.loop import generator, on_device
from sketch2fashion.training.networks.contours import SIDE, Contours
from sketch2fashion.training.tasks import TrainOptions
from sketch2fashion.training.views import (
    chance,
    drawn_with_a_pen,
    hand_offsets,
    on_paper,
    on_white_paper,
    photo_views,
    placement,
    render_views,
    seen_through,
    sketch_views,
    uniform,
)
from sketch2fashion.training.wardrobe import Wardrobe, load_wardrobe, reduced

KEPT_SIDE = 160  # px, that of the embedder's own garments: they share a cache
HANDS = 3  # drawings of each garment, by hands of level 0.2 … 0.8; the first by one of 0.5, the one of every benchmark
TEMPERATURE = 0.06
KINDS = 4  # categories in a batch
EMA_DECAY = 0.99
GRADIENT_LIMIT = 5.0


@dataclass(frozen=True)
class ContoursConfig:
    """The options of a run."""

    steps: int = 900  # until the rate has fallen; later steps go on at the lowest
    garments: int = 112  # a step
    rate: float = 2.5e-3
    lowest: float = 0.02  # of the rate
    warm_up: int = 50  # steps
    weight_decay: float = 0.05
    as_given: float = 0.15  # of the steps draw the lines as they are, without a hand
    seed: int = 0

    def rate_at(self, number: int) -> float:
        """Half a cosine, after a short warm-up."""
        falling = (1 + math.cos(math.pi * min(1.0, number / self.steps))) / 2
        return self.rate * min(1.0, (number + 1) / self.warm_up) * (self.lowest + (1 - self.lowest) * falling)


class ContoursTask(Learner[Contours]):
    """The contours as the training loop wants them."""

    name = "contours"

    def __init__(self, train: Wardrobe, val: Wardrobe, config: ContoursConfig = ContoursConfig(), cache: Path | None = None) -> None:
        torch.manual_seed(config.seed)
        self.config, self.batch = config, config.garments * 3 + config.garments // 4
        self.train, self.val = (_framed(wardrobe) for wardrobe in (train, val))
        self.drawn, self.drawn_val = (redrawn(wardrobe, cache) for wardrobe in (train, val))
        super().__init__(
            on_device(Contours(), torch.device("cpu")),
            rate=config.rate,
            decay=EMA_DECAY,
            optimiser=lambda weights: torch.optim.AdamW(weights, lr=config.rate, weight_decay=config.weight_decay, betas=(0.9, 0.98)),
            limit=GRADIENT_LIMIT,
        )

    def step(self, number: int) -> dict[str, float]:
        """One optimisation step on the batch that belongs to `number`."""
        random = generator(self.config.seed, number)
        rows = self._chosen(random)
        pictures, cuts = self._pictures(rows, random)
        torch.manual_seed(self.config.seed * 1_000_003 + number)  # dropout draws from the global source
        self.net.train()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            vectors = self.learning(pictures.contiguous(memory_format=torch.channels_last))
        losses = self._losses(torch.split(vectors, cuts), self.train.groups[rows])
        return self.learn(losses, self.config.rate_at(number), number)

    def validate(self) -> dict[str, float]:
        """Recall@1 of val drawings by the hand (level 0.5) among the line drawings of all garments, within the category and in all."""
        gallery = torch.cat([embedded(self.average.network, on_white_paper(_share(one.lines))) for one in (self.val, self.train)])
        kinds = torch.cat([one.categories for one in (self.val, self.train)])
        queries = embedded(self.average.network, on_white_paper(_share(self.drawn_val[:, :1])))
        scores = queries @ gallery.T
        places = torch.arange(len(queries))
        better = scores > scores[places, places][:, None]
        within = (better & (kinds[None] == self.val.categories[:, None])).sum(1)
        return {"recall@1": float((within == 0).float().mean()), "recall@1 of all": float((better.sum(1) == 0).float().mean())}

    def sheet(self) -> Rgb:
        """Rows of a batch's drawings, sketches, photos and renders."""
        random = generator(self.config.seed, 0)
        pictures, cuts = self._pictures(self._chosen(random), random)
        width = min(10, *cuts)
        grid = torch.cat([torch.cat(list(part[:width]), 2) for part in torch.split(pictures, cuts)], 1)
        return np.asarray(grid.permute(1, 2, 0).mul(255).round().byte().numpy())

    def state_dict(self) -> dict[str, Any]:
        """Network, average, optimiser and options."""
        return {**super().state_dict(), "config": asdict(self.config)}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint, also from one of the first version, which called the network so."""
        super().load_state_dict({"net": state["network"], **state} if "network" in state else state)

    def _chosen(self, random: Generator) -> Tensor:
        """Garments of a few categories, rare ones more often than their share."""
        counts = torch.bincount(self.train.categories, minlength=13).float()
        kinds = torch.multinomial(counts.sqrt(), min(KINDS, int((counts > 0).sum())), generator=random)
        weights = torch.isin(self.train.categories, kinds).float() / counts[self.train.categories].sqrt()
        return torch.multinomial(weights, min(self.config.garments, int((weights > 0).sum())), generator=random)

    def _pictures(self, rows: Tensor, random: Generator) -> tuple[Tensor, list[int]]:
        """Drawings, sketches, photos and renders of some garments, one under the other, and how many there are of each."""
        garments, lines = _share(self.train.garments[rows]), _share(self.train.lines[rows])
        rendered = len(rows) // 4
        parts = [
            self._drawings(rows, random),
            sketch_views(lines, SIDE, random),
            photo_views(garments, SIDE, random),
            render_views(garments[:rendered], lines[:rendered], SIDE, random),
        ]
        return torch.cat(parts), [len(part) for part in parts]

    def _drawings(self, rows: Tensor, random: Generator) -> Tensor:
        if bool(chance(1, self.config.as_given, random)):
            ink = self.train.given[rows]
        else:
            hands = torch.randint(self.drawn.shape[1], (len(rows),), generator=random)
            ink = self.drawn[rows, hands][:, None]
        offsets = hand_offsets(uniform(len(rows), 0, 0.35, random), SIDE, random)
        theta = placement(len(rows), random, turn=0.04, stretch=0.08, shift=0.05)
        return on_paper(drawn_with_a_pen(seen_through(_share(ink), theta, offsets), random), random)

    def _losses(self, vectors: Sequence[Tensor], groups: Tensor) -> dict[str, Tensor]:
        drawings, sketches, photos, renders = vectors
        to_sketch, to_photo = contrast(drawings, sketches, groups), contrast(drawings, photos, groups)
        back, between = contrast(sketches, drawings, groups), contrast(photos, sketches, groups)
        from_render = contrast(renders, photos, groups)
        loss = to_sketch + 0.7 * to_photo + 0.3 * (back + between + from_render)
        return {"total": loss, "sketch": to_sketch, "photo": to_photo, "render": from_render}


def contrast(queries: Tensor, keys: Tensor, groups: Tensor) -> Tensor:
    """InfoNCE: query i belongs to key i; other keys of its group are neither right nor wrong."""
    scores = queries @ keys.T / TEMPERATURE
    places = torch.arange(len(queries))
    same = groups[: len(queries), None] == groups[None]
    same[places, places] = False
    return functional.cross_entropy(scores.masked_fill(same, -torch.inf), places)


@torch.inference_mode()
def embedded(network: nn.Module, pictures: Tensor) -> Tensor:
    """The vectors of pictures (N, 3, 128, 128), a few at a time."""
    return torch.cat([network.eval()(chunk) for chunk in torch.split(pictures, 64)])


def redrawn(wardrobe: Wardrobe, cache: Path | None = None) -> Tensor:
    """Drawings by hands of each garment's given lines, each framed by its own ink: (N, HANDS, 128, 128) uint8, 255 = ink.

    A twentieth of a second each, so they are kept in `cache`.
    """
    digest = hashlib.sha256("".join((*wardrobe.ids, str(SIDE), str(HANDS))).encode()).hexdigest()[:16]
    path = None if cache is None else cache / f"hands-{digest}.npy"
    if path is not None and path.is_file():
        return torch.from_numpy(np.load(path))
    given = wardrobe.given[:, 0].numpy()
    drawn = np.stack([_by_hands(ink, zlib.crc32(name.encode())) for ink, name in zip(given, wardrobe.ids, strict=True)])
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, drawn)
    return torch.from_numpy(drawn)


def _by_hands(ink: NDArray[np.uint8], seed: int) -> NDArray[np.uint8]:
    random = np.random.default_rng(seed)
    levels = [0.5, *random.uniform(0.2, 0.8, HANDS - 1)]
    lines: Lines = ink.astype(np.float32) / np.float32(255)
    return np.stack([_framed_ink(np.rint(draw_by_hand(lines, float(level), random) * 255).astype(np.uint8)) for level in levels])


def _framed(wardrobe: Wardrobe) -> Wardrobe:
    """The garments at 128 px: they fill their square already."""
    return reduced(wardrobe, SIDE)


def _framed_ink(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(S, S) ink as a search frames it, (128, 128)."""
    paper = np.repeat(255 - ink[..., None], 3, axis=2)
    return np.asarray(255 - garment_square(paper, SIDE)[..., 0]) if (paper < 245).any() else np.zeros((SIDE, SIDE), np.uint8)


def _share(pixels: Tensor) -> Tensor:
    return pixels.float() / 255


def build(options: TrainOptions) -> ContoursTask:
    """The task for `sketch2fashion train contours`. The prepared garments and drawings are kept in `runs/cache`."""
    cache = options.runs / "cache"
    train, val = (load_wardrobe(options.data, split, KEPT_SIDE, cache=cache) for split in ("train", "val"))
    config = ContoursConfig(seed=options.seed) if options.batch is None else ContoursConfig(seed=options.seed, garments=options.batch)
    return ContoursTask(train, val, config, cache)
