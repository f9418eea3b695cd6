"""The strokes model: the lines inside a garment, one stroke after another, each with a likelihood. 3.8 M parameters.

    depth ──Outline──▶ features of 32 × 32 cells ─┐
    category, 16 features of the whole, strokes so far ──Transformer──▶ state ──▶ cell of the next stroke's start, or the end
                                                                          └──▶ its shape: three codes, each finer than the last

A stroke is POINTS points at even distances along a path, rows and columns in px of SIDE. What comes next is told as classes: the cell
in which the stroke starts (or END), then codes of the points about that cell's middle; each code's table holds what the codes before
it left over (residual vector quantisation). Strokes that are there already enter as points, so that a user's own lines need no code.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from sketch2fashion.categories import CATEGORY_NAMES

SIDE = 128  # px of the square in which a garment lies
PLANE = 64  # px: the size at which its depth is given
CELLS = 32  # a side
CELL = SIDE // CELLS  # px
END = CELLS * CELLS  # the class after the last cell
POINTS = 8
LEVELS, CODES = 3, 512
MOST = 36  # strokes
UNKNOWN = len(CATEGORY_NAMES)
LIKELY = 3.5  # classes that are this much less likely (natural logarithm) than the likeliest are never drawn

_WIDTH, _LAYERS, _HEADS = 192, 4, 6
_SEEN, _OFFERED = 64, 96  # features of a cell, and what of it is looked at for a start
KNOWN = _SEEN + _OFFERED
_WHOLE = 16  # tokens that tell the whole outline
_WAVES = 6
_HIDDEN = 320


class Strokes(nn.Module):
    """See the module. `forward` is what ships: what is known of an outline, and the next stroke for given noise."""

    tables: Tensor  # (LEVELS, CODES, 2 POINTS)

    def __init__(self) -> None:
        super().__init__()
        self.outline = Outline()
        self.category = nn.Embedding(UNKNOWN + 1, _WIDTH)
        self.place = nn.Parameter(torch.randn(END, _SEEN) * 0.02)
        self.order = nn.Parameter(torch.randn(MOST + 1, _WIDTH) * 0.02)
        self.whole_place = nn.Parameter(torch.randn(_WHOLE, _WIDTH) * 0.02)
        self.kind = nn.Embedding(2, _WIDTH)  # drawn by somebody, or by the model
        self.seen = nn.Linear(3 * _SEEN + 2 * POINTS + 3 * 4 * _WAVES, _WIDTH)
        self.blocks = nn.ModuleList(Block() for _ in range(_LAYERS))
        self.norm = nn.LayerNorm(_WIDTH)
        self.asked = nn.Linear(_WIDTH, _OFFERED)
        self.offered = nn.Sequential(nn.Linear(_SEEN, 128), nn.GELU(), nn.Linear(128, _OFFERED))
        self.ends = nn.Linear(_WIDTH, 1)
        self.from_state, self.from_cell = nn.Linear(_WIDTH, _HIDDEN), nn.Linear(_SEEN + 4 * _WAVES, _HIDDEN)
        self.finer = nn.ModuleList(nn.Linear(_HIDDEN + _SEEN, _HIDDEN) for _ in range(LEVELS - 1))
        self.chosen = nn.ModuleList(nn.Embedding(CODES, _HIDDEN) for _ in range(LEVELS - 1))
        self.codes = nn.ModuleList(nn.Linear(_HIDDEN, CODES) for _ in range(LEVELS))
        self.register_buffer("tables", torch.zeros(LEVELS, CODES, 2 * POINTS))

    def forward(
        self, depth: Tensor, outline: Tensor, category: Tensor, lines: Tensor, drawn: Tensor, place_noise: Tensor, code_noise: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """What is known of `depth`; the next stroke (B, POINTS, 2) after `lines`; the probability that there is none, (B,).

        (N, 1, 64, 64) depth -1 … 1, N 0 where nothing is asked of it; (B, 1024, KNOWN) known of an outline before, (B,) int64,
        (B, T, POINTS, 2) px, (B, T) int64 1 where somebody drew it, noise (B, 1024) and (B, LEVELS, CODES): Gumbel's for a draw, 0 for
        the likeliest.
        """
        stroke, end = self.next_stroke(outline, category, lines, drawn, place_noise, code_noise)
        return self.known(depth), stroke, end

    def known(self, depth: Tensor) -> Tensor:
        """All that a stroke asks of an outline, (N, 1024, KNOWN): computed once for a garment."""
        features = self.outline(depth)
        return torch.cat([features, self.offers(features)], dim=2)

    def next_stroke(
        self, outline: Tensor, category: Tensor, lines: Tensor, drawn: Tensor, place_noise: Tensor, code_noise: Tensor
    ) -> tuple[Tensor, Tensor]:
        """See `forward`."""
        features, offers = outline[:, :, :_SEEN], outline[:, :, _SEEN:]
        state = self.states(features, category, lines, drawn)[:, -1:]
        places = self.places(state, offers)[:, 0].float()
        cell = (_likely(places[:, :END]) + place_noise).argmax(1)[:, None]
        hidden = self._shape_state(state, features, cell)
        offsets = middle_of(cell).repeat(1, 1, POINTS)
        for level in range(LEVELS):
            code = (_likely(self.codes[level](hidden)[:, 0]) + code_noise[:, level]).argmax(1)[:, None]
            offsets = offsets + self.tables[level][code]
            if level + 1 < LEVELS:
                hidden = self._finer(level, hidden, code, features, offsets)
        return offsets.view(-1, POINTS, 2), places.softmax(1)[:, END]

    def states(self, features: Tensor, category: Tensor, lines: Tensor, drawn: Tensor) -> Tensor:
        """(B, T + 1, WIDTH): what is known before each stroke, and after the last."""
        before = self.outline.whole(features) + self.whole_place
        start = (self.category(category) + self.order[0])[:, None]
        tokens = torch.cat([before, start, self._told(features, lines, drawn)], dim=1)
        count = tokens.shape[1]
        places = torch.arange(count, device=tokens.device)
        earlier = places[:, None] >= places[None, :]
        for block in self.blocks:
            tokens = block(tokens, earlier)
        states: Tensor = self.norm(tokens[:, _WHOLE:])
        return states

    def offers(self, features: Tensor) -> Tensor:
        """What each cell says of itself to strokes that look for a start, (B, 1024, 96)."""
        offers: Tensor = self.offered(features + self.place)
        return offers

    def places(self, states: Tensor, offers: Tensor) -> Tensor:
        """Logits (B, T, 1025) of the cell in which the next stroke starts, and of none."""
        cells = self.asked(states) @ offers.transpose(1, 2) / math.sqrt(_OFFERED)
        return torch.cat([cells, self.ends(states)], dim=2)

    def shapes(self, states: Tensor, features: Tensor, cells: Tensor, codes: Tensor) -> list[Tensor]:
        """For each level the logits (B, T, CODES) of the strokes' codes, given their cells (B, T) and the codes (B, T, LEVELS) before."""
        hidden = self._shape_state(states, features, cells)
        offsets = middle_of(cells).repeat(1, 1, POINTS)
        logits = []
        for level in range(LEVELS):
            logits.append(self.codes[level](hidden))
            if level + 1 < LEVELS:
                offsets = offsets + self.tables[level][codes[..., level]]
                hidden = self._finer(level, hidden, codes[..., level], features, offsets)
        return logits

    def encoded(self, strokes: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Strokes (B, T, POINTS, 2) → cells (B, T), codes (B, T, LEVELS), and the strokes that these stand for."""
        cells = cell_of(strokes[:, :, 0])
        middle = middle_of(cells).repeat(1, 1, POINTS)
        rest = (strokes.flatten(2) - middle).flatten(0, 1)
        codes = []
        for table in self.tables:
            code = nearest(rest, table)
            rest = rest - table[code]
            codes.append(code)
        shape = strokes.shape
        return cells, torch.stack(codes, dim=1).view(*shape[:2], LEVELS), strokes - rest.view(shape)

    def _told(self, features: Tensor, lines: Tensor, drawn: Tensor) -> Tensor:
        keys = torch.stack([lines[:, :, 0], lines[:, :, POINTS // 2], lines[:, :, -1]], dim=2)  # (B, T, 3, 2)
        local = torch.cat([_at(features, cell_of(keys[:, :, place])) for place in range(3)], dim=2)
        batch, count = lines.shape[:2]  # said in full: the runtime cannot guess sizes where there are no lines
        shape = (lines - lines[:, :, :1]).reshape(batch, count, 2 * POINTS) / 16
        told = self.seen(torch.cat([local, shape, _waves(keys).reshape(batch, count, 12 * _WAVES)], dim=2))
        words: Tensor = told + self.kind(drawn) + self.order[1 : count + 1]
        return words

    def _shape_state(self, states: Tensor, features: Tensor, cells: Tensor) -> Tensor:
        near = torch.cat([_at(features, cells), _waves(middle_of(cells)[:, :, None]).flatten(2)], dim=2)
        return F.gelu(self.from_state(states) + self.from_cell(near))

    def _finer(self, level: int, hidden: Tensor, code: Tensor, features: Tensor, offsets: Tensor) -> Tensor:
        end = _at(features, cell_of(offsets[..., -2:]))
        return F.gelu(self.finer[level](torch.cat([hidden, end], dim=2)) + self.chosen[level](code))


class Outline(nn.Module):
    """Depth (B, 1, 64, 64) → what each cell knows of the outline around it, (B, 1024, 64)."""

    def __init__(self) -> None:
        super().__init__()
        self.first = _conv(4, 48)
        self.down = nn.ModuleList([_conv(48, 96, 2), _conv(96, 128, 2), _conv(128, 128, 2)])
        self.up = nn.ModuleList([_conv(256, 96), _conv(192, 64), _conv(112, _SEEN, 1, 1)])
        self.token = nn.Linear(_SEEN * 4, _WIDTH)

    def forward(self, depth: Tensor) -> Tensor:
        """See the class."""
        x = F.gelu(self.first(F.pixel_unshuffle(depth, 2)))
        kept = []
        for down in self.down:
            kept.append(x)
            x = F.gelu(down(x))
        for up, skip in zip(self.up, reversed(kept), strict=True):
            x = F.gelu(up(torch.cat([F.interpolate(x, scale_factor=2.0, mode="nearest"), skip], dim=1)))
        return x.reshape(depth.shape[0], _SEEN, END).transpose(1, 2)  # said in full, as there may be no outline

    def whole(self, features: Tensor) -> Tensor:
        """Features of the cells → 16 tokens (B, 16, WIDTH) of the whole outline."""
        grid = features.transpose(1, 2).reshape(-1, _SEEN, CELLS, CELLS)
        pooled = F.avg_pool2d(grid, CELLS // 8).view(-1, _SEEN, 4, 2, 4, 2).permute(0, 2, 4, 1, 3, 5)
        tokens: Tensor = self.token(pooled.reshape(-1, _WHOLE, 4 * _SEEN))
        return tokens


class Block(nn.Module):
    """Attention to what came before, and two linear layers; both beside a straight way."""

    def __init__(self) -> None:
        super().__init__()
        self.norms = nn.ModuleList(nn.LayerNorm(_WIDTH) for _ in range(2))
        self.into = nn.Linear(_WIDTH, 3 * _WIDTH)
        self.out = nn.Linear(_WIDTH, _WIDTH)
        self.wide, self.narrow = nn.Linear(_WIDTH, 4 * _WIDTH), nn.Linear(4 * _WIDTH, _WIDTH)
        self.drop = nn.Dropout(0.1)

    def forward(self, tokens: Tensor, earlier: Tensor) -> Tensor:
        """(B, T, WIDTH), (T, T) true where one token may look at another."""
        batch, count, width = tokens.shape
        parts = self.into(self.norms[0](tokens)).view(batch, count, 3, _HEADS, width // _HEADS).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(parts[0], parts[1], parts[2], attn_mask=earlier)
        tokens = tokens + self.drop(self.out(mixed.transpose(1, 2).reshape(batch, count, width)))
        more: Tensor = self.drop(self.narrow(F.gelu(self.wide(self.norms[1](tokens)))))
        return tokens + more


def cell_of(points: Tensor) -> Tensor:
    """The cells (…) in which points (…, 2) lie; the nearest for points outside."""
    cells = ((points + 0.5) / CELL).floor().clamp(0, CELLS - 1).long()
    return cells[..., 0] * CELLS + cells[..., 1]


def nearest(vectors: Tensor, table: Tensor) -> Tensor:
    """The row of `table` (K, D) that is nearest to each of `vectors` (N, D): (N,)."""
    return (table.square().sum(1) - 2 * vectors @ table.T).argmin(1)


def middle_of(cells: Tensor) -> Tensor:
    """The middles (…, 2) of cells (…), px."""
    rows = torch.div(cells, CELLS, rounding_mode="floor")
    return torch.stack([rows, cells - rows * CELLS], dim=-1).to(torch.float32) * CELL + (CELL - 1) / 2


def _at(features: Tensor, cells: Tensor) -> Tensor:
    """The features (B, T, 64) of cells (B, T)."""
    return features.gather(1, cells[..., None].expand(-1, -1, features.shape[2]))


def _waves(points: Tensor) -> Tensor:
    """Points (B, T, N, 2) as sines and cosines of their places: (B, T, N, 4 WAVES)."""
    scales = math.pi * 2.0 ** torch.arange(_WAVES, device=points.device)
    angles = ((points - (SIDE - 1) / 2) / SIDE)[..., None] * scales
    batch, count, number = points.shape[:3]
    return torch.cat([angles.sin(), angles.cos()], dim=-1).reshape(batch, count, number, 4 * _WAVES)


def _likely(logits: Tensor) -> Tensor:
    logits = logits.float()
    return logits.masked_fill(logits < logits.amax(1, keepdim=True) - LIKELY, -1e4)


def _conv(channels: int, out: int, stride: int = 1, size: int = 3) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(channels, out, size, stride=stride, padding=size // 2, bias=False), nn.BatchNorm2d(out))
