"""What `strokes` learns from: the traced garments of `shape`, each inner line as a few points, laid and warped anew in each step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from sketch2fashion.drawing.inner_lines import resampled
from sketch2fashion.training.networks.shape import REACH
from sketch2fashion.training.networks.strokes import CODES, LEVELS, MOST, PLANE, POINTS, SIDE, cell_of, middle_of, nearest
from sketch2fashion.training.shape_data import STORED_REACH, Shapes

WARP = 3.0  # px of SIDE: how far a smooth warp moves a place, one standard deviation at its knots
KNOTS = 5  # a side
ROUNDS = 12  # of the codes' fitting
LEARNED_FROM = 2400  # garments, for the codes


@dataclass(frozen=True, eq=False)
class StrokeSet:
    """N garments: their inner lines, the heaviest first, and their depth."""

    categories: Tensor  # (N,) int64
    depths: Tensor  # (N, PLANE, PLANE), 1 is REACH px inside
    lines: Tensor  # (N, MOST, POINTS, 2) px of SIDE; 0 beyond `counts`
    counts: Tensor  # (N,)

    def __len__(self) -> int:
        return len(self.categories)


def stroke_set(shapes: Shapes) -> StrokeSet:
    """The garments' lines as points at even distances."""
    lines = np.zeros((len(shapes), MOST, POINTS, 2), np.float32)
    counts = np.zeros(len(shapes), np.int64)
    for row, inner in enumerate(shapes.inner):
        kept = [way for way in inner if len(way) > 1][:MOST]
        counts[row] = len(kept)
        for place, way in enumerate(kept):
            lines[row, place] = resampled(way, POINTS)
    depths = shapes.depths.astype(np.float32).reshape(len(shapes), PLANE, 2, PLANE, 2).mean((2, 4)) * (STORED_REACH / (127 * REACH))
    return StrokeSet(*(torch.from_numpy(part) for part in (shapes.categories, depths, lines, counts)))


@dataclass(frozen=True, eq=False)
class Laid:
    """A batch of garments as they lie on their squares in one step."""

    categories: Tensor  # (B,)
    depths: Tensor  # (B, 1, PLANE, PLANE), -1 … 1
    lines: Tensor  # (B, MOST, POINTS, 2)
    counts: Tensor  # (B,)


def laid(garments: StrokeSet, rows: Tensor, random: torch.Generator | None) -> Laid:
    """Garments as they are (`random` None), or mirrored or not, of another size and place, and smoothly warped."""
    lines, depths = garments.lines[rows], garments.depths[rows][:, None]
    if random is not None:
        lines, depths = _moved(lines, depths, random)
    return Laid(garments.categories[rows], depths.clamp(-1, 1), turned(lines), garments.counts[rows])


def turned(lines: Tensor) -> Tensor:
    """Lines that all start at their upper end, of level ones the left: (…, POINTS, 2)."""
    way = lines[..., -1, :] - lines[..., 0, :]
    backwards = way[..., 0] + 0.3 * way[..., 1] < 0
    return torch.where(backwards[..., None, None], lines.flip(-2), lines)


def _moved(lines: Tensor, depths: Tensor, random: torch.Generator) -> tuple[Tensor, Tensor]:
    count = len(lines)
    small = torch.rand(count, generator=random) < 0.25
    share = torch.rand(count, generator=random)
    zoom = torch.where(small, 0.75 + 0.25 * share, 0.94 + 0.11 * share)
    room = 3.0 + SIDE * (1 - zoom).clamp(min=0) / 2
    shift = (torch.rand(count, 2, generator=random) * 2 - 1) * room[:, None]
    mirror = 1 - 2 * (torch.rand(count, generator=random) < 0.5).float()
    scale = torch.stack([zoom, zoom * mirror], dim=1)  # rows, columns
    knots = torch.randn(count, 2, KNOTS, KNOTS, generator=random) * WARP * torch.rand(count, 1, 1, 1, generator=random)
    field = F.interpolate(knots, (PLANE, PLANE), mode="bicubic", align_corners=True)

    middle = (SIDE - 1) / 2
    placed = (lines - middle) * scale[:, None, None] + (middle + shift)[:, None, None]
    found = F.grid_sample(field, _grid(placed), mode="bilinear", padding_mode="border", align_corners=False)
    placed = placed + found.permute(0, 2, 3, 1).reshape(placed.shape)

    steps = (torch.arange(PLANE) + 0.5) * (SIDE / PLANE) - 0.5
    here = torch.stack(torch.meshgrid(steps, steps, indexing="ij"), dim=-1)[None] - field.permute(0, 2, 3, 1)
    there = (here - (middle + shift)[:, None, None]) / scale[:, None, None] + middle
    moved = F.grid_sample(depths + 2, _grid(there), mode="bilinear", padding_mode="zeros", align_corners=False) - 2  # -2: far outside
    return placed, moved * zoom[:, None, None, None]


def _grid(points: Tensor) -> Tensor:
    """Rows and columns in px of SIDE, (B, H, W, 2) → what `grid_sample` wants."""
    return ((points + 0.5) * (2 / SIDE) - 1).flip(-1)


def code_tables(garments: StrokeSet, seed: int = 0) -> Tensor:
    """Codes for the lines' points about the middle of their first cell, (LEVELS, CODES, 2 POINTS): k-means, level by level."""
    random = torch.Generator().manual_seed(seed)
    rows = torch.randperm(len(garments), generator=random)[:LEARNED_FROM]
    given = laid(garments, rows, random)
    real = torch.arange(MOST) < given.counts[:, None]
    lines = given.lines[real]
    rest = (lines - middle_of(cell_of(lines[:, 0]))[:, None]).flatten(1)
    tables = []
    for _ in range(LEVELS):
        table = _means(rest, random)
        rest = rest - table[nearest(rest, table)]
        tables.append(table)
    return torch.stack(tables)


def _means(vectors: Tensor, random: torch.Generator) -> Tensor:
    table = vectors[torch.randint(len(vectors), (CODES,), generator=random)].clone()
    for _ in range(ROUNDS):
        own = nearest(vectors, table)
        counts = torch.bincount(own, minlength=CODES)
        sums = torch.zeros_like(table).index_add_(0, own, vectors)
        again = vectors[torch.randint(len(vectors), (CODES,), generator=random)]
        table = torch.where((counts > 0)[:, None], sums / counts.clamp(min=1)[:, None], again)
    return table
