"""Random views of garments and of their drawings, a whole batch at a time in torch: what the embedder must see through.

A photo view is another lamp, dye, camera and crop. A render view is what a young renderer makes of a drawing: smooth colour inside the
silhouette, some of the lines. A drawing view is the hand (`hand`): a warp, erased strokes and gaps that all grow with ℓ, and another pen.
Every function takes a generator, so that a resumed run sees what an unbroken one would have seen.
"""

from __future__ import annotations

import math
from functools import partial

import torch
from torch import Generator, Tensor
from torch.nn import functional

HAND_GRID = 10  # offsets a side
HAND_REACH = 20 / 256  # of the side: the largest move at ℓ = 1
HAND_GAP = 12 / 256  # of the side: the longest gap at ℓ = 1
ERASED_SHARE = 0.30  # of the ink at ℓ = 1
_SMOOTH = 1.0  # cells: the Gaussian over the grid of offsets


def uniform(count: int, low: float, high: float, generator: Generator) -> Tensor:
    """(count,) numbers in low … high."""
    return torch.rand(count, generator=generator, device=generator.device) * (high - low) + low


def chance(count: int, share: float, generator: Generator) -> Tensor:
    """(count,) booleans, true in `share` of the cases."""
    return torch.rand(count, generator=generator, device=generator.device) < share


# ------------------------------------------------------------------------------------------------------------- geometry


def placement(count: int, generator: Generator, *, turn: float, stretch: float, shift: float) -> Tensor:
    """(B, 2, 3) maps from the view's coordinates to the picture's: a small turn (radians), another size and aspect, a shift."""
    angle = uniform(count, -turn, turn, generator)
    wide = torch.exp(uniform(count, -stretch, stretch, generator))
    high = torch.exp(uniform(count, -stretch, stretch, generator))
    theta = torch.zeros(count, 2, 3, device=generator.device)
    theta[:, 0, 0], theta[:, 0, 1] = torch.cos(angle) * wide, -torch.sin(angle) * high
    theta[:, 1, 0], theta[:, 1, 1] = torch.sin(angle) * wide, torch.cos(angle) * high
    theta[:, 0, 2] = uniform(count, -shift, shift, generator)
    theta[:, 1, 2] = uniform(count, -shift, shift, generator)
    return theta


def seen_through(pictures: Tensor, theta: Tensor, offsets: Tensor | None = None) -> Tensor:
    """Sample (B, C, S, S) through the maps, and (B, S, S, 2) offsets on top; outside lies 0."""
    grid = functional.affine_grid(theta, list(pictures.shape), align_corners=False)
    if offsets is not None:
        grid = grid + offsets
    return functional.grid_sample(pictures, grid, mode="bilinear", padding_mode="zeros", align_corners=False)


def hand_offsets(level: Tensor, side: int, generator: Generator) -> Tensor:
    """The hand's warp as (B, side, side, 2) offsets in grid_sample's units, of which the whole side is 2.

    10 × 10 Gaussian-smoothed offsets, largest move 20·ℓ px at 256.
    """
    coarse = torch.randn((len(level), 2, HAND_GRID, HAND_GRID), generator=generator, device=generator.device)
    radius = 4
    kernel = torch.exp(-0.5 * (torch.arange(-radius, radius + 1, device=coarse.device) / _SMOOTH) ** 2)
    kernel = (kernel / kernel.sum()).repeat(2, 1, 1, 1)
    coarse = functional.conv2d(functional.pad(coarse, (radius, radius, 0, 0), mode="reflect"), kernel.view(2, 1, 1, -1), groups=2)
    coarse = functional.conv2d(functional.pad(coarse, (0, 0, radius, radius), mode="reflect"), kernel.view(2, 1, -1, 1), groups=2)
    largest = coarse.norm(dim=1).amax((1, 2)).clamp_min(1e-6)
    coarse = coarse * (level * HAND_REACH * 2 / largest).view(-1, 1, 1, 1)
    fine = functional.interpolate(coarse, (side, side), mode="bicubic", align_corners=True)
    return fine.permute(0, 2, 3, 1)


def shrunk(pictures: Tensor, side: int) -> Tensor:
    """Down to `side` px without losing thin lines."""
    if pictures.shape[-1] == side:
        return pictures
    return functional.interpolate(pictures, (side, side), mode="bilinear", antialias=True, align_corners=False)


# ------------------------------------------------------------------------------------------------------------- drawings


def sketch_views(ink: Tensor, side: int, generator: Generator) -> Tensor:
    """(B, 1, S, S) ink 0 … 1 → (B, 3, side, side): the line drawing that a catalogue makes of a photo. Whole, hardly warped, one pen."""
    count = len(ink)
    theta = placement(count, generator, turn=0.03, stretch=0.05, shift=0.03)
    return on_white_paper(shrunk(seen_through(ink, theta), side))


def drawing_views(ink: Tensor, side: int, generator: Generator) -> Tensor:
    """(B, 1, S, S) ink 0 … 1 → (B, 3, side, side) pictures of drawings on white, by hands of every level ℓ in 0 … 1."""
    count, size = len(ink), ink.shape[-1]
    level = uniform(count, 0, 1, generator)
    theta = placement(count, generator, turn=0.10, stretch=0.10, shift=0.04)
    drawn = seen_through(_forgotten(ink, level, generator), theta, hand_offsets(level, size, generator))
    return on_paper(shrunk(drawn_with_a_pen(drawn, generator), side), generator)


def outlines(alpha: Tensor) -> Tensor:
    """(B, 1, S, S) coverage 0 … 1 → ink along the silhouette's edge, about 2 px wide."""
    solid = (alpha > 0.5).float()
    return functional.max_pool2d(solid, 3, 1, 1) + functional.max_pool2d(-solid, 3, 1, 1)


def partly(ink: Tensor, share: Tensor, generator: Generator) -> Tensor:
    """Keep about `share` (B,) of the ink, in patches."""
    return ink * (_patches(ink, 7, generator) < share.view(-1, 1, 1, 1)).float()


def on_paper(ink: Tensor, generator: Generator) -> Tensor:
    """Ink 0 … 1 as an RGB picture: black or grey on white."""
    darkness = uniform(len(ink), 0.6, 1.0, generator).view(-1, 1, 1, 1)
    return (1 - (ink * darkness)).clamp(0, 1).expand(-1, 3, -1, -1)


def on_white_paper(ink: Tensor) -> Tensor:
    """Ink (B, 1, S, S) as an RGB picture, black on white."""
    return (1 - ink).clamp(0, 1).expand(-1, 3, -1, -1)


def _forgotten(ink: Tensor, level: Tensor, generator: Generator) -> Tensor:
    """Patches of strokes that were never drawn (30 %·ℓ) and gaps of at most 12·ℓ px."""
    kept = partly(ink, 1 - ERASED_SHARE * level, generator)
    cells = round(1 / HAND_GAP)
    gaps = torch.rand((len(ink), 1, cells, cells), generator=generator, device=ink.device) < (0.06 * level).view(-1, 1, 1, 1)
    return kept * (1 - functional.interpolate(gaps.float(), ink.shape[-2:], mode="nearest"))


def _patches(like: Tensor, cells: int, generator: Generator) -> Tensor:
    """A smooth field whose values are spread evenly over 0 … 1 in each picture, so that a threshold keeps that share of it."""
    coarse = torch.randn((len(like), 1, cells, cells), generator=generator, device=like.device)
    field = functional.interpolate(coarse, like.shape[-2:], mode="bilinear", align_corners=False)
    deviation = field.std((2, 3), keepdim=True).clamp_min(1e-6)
    return 0.5 * (1 + torch.erf((field - field.mean((2, 3), keepdim=True)) / deviation / math.sqrt(2)))


def drawn_with_a_pen(ink: Tensor, generator: Generator) -> Tensor:
    """Thicker, thinner, softer or crisper lines."""
    count = len(ink)
    thick = chance(count, 0.35, generator).view(-1, 1, 1, 1)
    crisp = chance(count, 0.5, generator).view(-1, 1, 1, 1)
    ink = torch.where(thick, functional.max_pool2d(ink, 3, 1, 1), ink)
    threshold = uniform(count, 0.15, 0.5, generator).view(-1, 1, 1, 1)
    return torch.where(crisp, ((ink - threshold) / 0.2 + 0.5).clamp(0, 1), ink)


# -------------------------------------------------------------------------------------------------- photos and renders


def photo_views(garments: Tensor, side: int, generator: Generator) -> Tensor:
    """(B, 4, S, S) RGBA 0 … 1 → (B, 3, side, side) photos on white under another lamp and camera."""
    count = len(garments)
    premultiplied = torch.cat([garments[:, :3] * garments[:, 3:], garments[:, 3:]], 1)
    seen = shrunk(seen_through(premultiplied, placement(count, generator, turn=0.10, stretch=0.07, shift=0.04)), side)
    alpha = seen[:, 3:]
    colours = _relit(seen[:, :3] / alpha.clamp_min(1e-3), generator)
    return (colours * alpha + 1 - alpha).clamp(0, 1)


def laid_on_white(garments: Tensor) -> Tensor:
    """(B, 4, S, S) RGBA → (B, 3, S, S) on white."""
    return garments[:, :3] * garments[:, 3:] + 1 - garments[:, 3:]


def render_views(garments: Tensor, ink: Tensor, side: int, generator: Generator) -> Tensor:
    """What a renderer makes of a garment's drawing: smooth, dyed cloth inside the silhouette, with some of the lines showing."""
    count = len(garments)
    alpha = garments[:, 3:]
    smooth = _smoothed(torch.cat([garments[:, :3] * alpha, alpha], 1))
    cloth = smooth[:, :3] / smooth[:, 3:].clamp_min(1e-3)
    mean = (garments[:, :3] * alpha).sum((2, 3), keepdim=True) / alpha.sum((2, 3), keepdim=True).clamp_min(1)
    flatness = uniform(count, 0, 1, generator).view(-1, 1, 1, 1)
    shown = uniform(count, 0, 0.7, generator).view(-1, 1, 1, 1)
    cloth = _dyed(mean * flatness + cloth * (1 - flatness), generator) * (1 - shown * ink)
    level = uniform(count, 0, 0.5, generator)
    theta = placement(count, generator, turn=0.06, stretch=0.08, shift=0.04)
    seen = shrunk(seen_through(torch.cat([cloth * alpha, alpha], 1), theta, hand_offsets(level, garments.shape[-1], generator)), side)
    return (seen[:, :3] + 1 - seen[:, 3:]).clamp(0, 1)


def _relit(colours: Tensor, generator: Generator) -> Tensor:
    """Brightness, contrast, white balance; now and then black and white."""
    count = len(colours)
    each = partial(_each, count, generator)
    balance = torch.exp((torch.rand((count, 3, 1, 1), generator=generator, device=colours.device) - 0.5) * 0.3)
    colours = ((colours - 0.5) * each(0.7, 1.25) + 0.5 + each(-0.12, 0.12)) * balance
    grey = colours.mean(1, keepdim=True).expand_as(colours)
    colours = torch.where(chance(count, 0.1, generator).view(-1, 1, 1, 1), grey, colours)
    noise = torch.randn(colours.shape, generator=generator, device=colours.device) * each(0, 0.03)
    return (colours + noise).clamp(0, 1)


def _each(count: int, generator: Generator, low: float, high: float) -> Tensor:
    """A number in low … high for each picture, (B, 1, 1, 1)."""
    return uniform(count, low, high, generator).view(-1, 1, 1, 1)


def _dyed(colours: Tensor, generator: Generator) -> Tensor:
    """Another dye: a random mix of the channels, or of their negatives."""
    count = len(colours)
    strength = uniform(count, 0, 0.8, generator).view(-1, 1, 1)
    mix = torch.eye(3, device=colours.device) + (torch.rand((count, 3, 3), generator=generator, device=colours.device) - 0.5) * strength
    colours = torch.einsum("bij,bjhw->bihw", mix, colours).clamp(0, 1)
    return torch.where(chance(count, 0.15, generator).view(-1, 1, 1, 1), 1 - colours, colours)


def _smoothed(pictures: Tensor) -> Tensor:
    """Without cloth's grain: down to an eighth and up again."""
    size = pictures.shape[-1]
    small = functional.avg_pool2d(pictures, 8)
    return functional.interpolate(small, (size, size), mode="bilinear", align_corners=False)
