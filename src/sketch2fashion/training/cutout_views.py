"""What `cutout` learns from: photos with the garment's alpha, garments to paste, backgrounds to paste them on, and one camera.

Pictures are kept as uint8 at the size that they are looked at, about 2 GB for the shared set; everything else is made afresh for each step.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn import functional

from sketch2fashion.training.dataset.table import GarmentRow

VIEW = 224  # px, what a training step looks at
VALIDATED_AT = 256  # px, what the shipped file looks at
LONGEST = 360  # px, what photos are kept at in memory
GARMENT_SIDE = 256  # px, likewise for garments that are pasted
BACKGROUND_SIDE = 128  # px, garment-free pieces of photos


# ----------------------------------------------------------------------------------------------------------------- data


def load_photo(folder: Path, row: GarmentRow) -> Tensor:
    """(4, H, W) uint8: the photo, no side over LONGEST, with the garment's alpha laid where the table says."""
    with Image.open(folder / "photos" / f"{row.id}.jpg") as image:
        photo = image.convert("RGB")
    with Image.open(folder / "garments" / f"{row.id}.webp") as image:
        side = max(1, round(row.number("crop_side")))
        square = image.convert("RGBA").getchannel("A").resize((side, side), Image.Resampling.BILINEAR)
    alpha = Image.new("L", photo.size, 0)
    alpha.paste(square, (round(row.number("crop_x")), round(row.number("crop_y"))))
    for plane in (photo, alpha):  # apart: resizing RGBA at once would blacken the background
        plane.thumbnail((LONGEST, LONGEST), Image.Resampling.BILINEAR)
    return torch.from_numpy(np.dstack([np.asarray(photo), np.asarray(alpha)])).permute(2, 0, 1).contiguous()


def load_garments(folder: Path, rows: Sequence[GarmentRow]) -> list[Tensor]:
    """(4, GARMENT_SIDE, GARMENT_SIDE) uint8 each."""
    return [torch.from_numpy(_read_garment(folder / "garments" / f"{row.id}.webp")).permute(2, 0, 1).contiguous() for row in rows]


def load_val(folder: Path, rows: Sequence[GarmentRow]) -> tuple[Tensor, Tensor]:
    """(N, 3, S, S) photos and (N, 1, S, S) alphas in 0 … 1, squashed to the square that the shipped file looks at."""
    photos = [load_photo(folder, row)[None].float() / 255 for row in rows]
    squares = torch.cat([functional.interpolate(photo, (VALIDATED_AT, VALIDATED_AT), mode="area") for photo in photos])
    return squares[:, :3], squares[:, 3:]


def free_piece(photo: Tensor) -> Tensor | None:
    """The largest square of the photo without any garment, (3, BACKGROUND_SIDE, BACKGROUND_SIDE) uint8, or None if all are tiny."""
    height, width = photo.shape[1:]
    taken = np.pad((photo[3].numpy() > 8).astype(np.int64).cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    for side in (220, 180, 140, 110, 85, 64):
        if side > min(height, width):
            continue
        inside = taken[side:, side:] - taken[:-side, side:] - taken[side:, :-side] + taken[:-side, :-side]
        free = np.argwhere(inside == 0)
        if len(free):
            top, left = (int(value) for value in free[len(free) // 2])
            piece = photo[None, :3, top : top + side, left : left + side].float()
            resized = functional.interpolate(piece, (BACKGROUND_SIDE, BACKGROUND_SIDE), mode="bilinear", antialias=True)
            return resized[0].round().to(torch.uint8)
    return None


def _read_garment(path: Path) -> NDArray[np.uint8]:
    with Image.open(path) as image:
        small = image.convert("RGBA").resize((GARMENT_SIDE, GARMENT_SIDE), Image.Resampling.BOX, reducing_gap=2.0)
    return np.asarray(small, dtype=np.uint8).copy()


# ------------------------------------------------------------------------------------------------------------- pictures


def photo_view(photo: Tensor, random: torch.Generator) -> tuple[Tensor, Tensor]:
    """A real photo as another hand would have framed it: the whole of it, or closer; mirrored, turned, squashed."""
    box = (-1.0, -1.0, 1.0, 1.0) if chance(random) < 0.3 else _framing(photo[3], random)
    angle = between(-0.25, 0.25, random) if chance(random) < 0.6 else 0.0
    if chance(random) < 0.1:
        angle += math.pi / 2 * (1 + pick(3, random))
    seen = _sample(photo, _view(box, angle, mirror=chance(random) < 0.5), "reflection")
    return seen[:3], seen[3:]


def pasted(garment: Tensor, background: Tensor, random: torch.Generator, *, sizes: tuple[float, float]) -> tuple[Tensor, Tensor]:
    """The garment over `background` (3, VIEW, VIEW), with a shadow now and then."""
    size = between(*sizes, random)
    room = max(0.0, 1.1 - size)
    half_x, half_y = 1 / size * between(0.85, 1.15, random), 1 / size * between(0.85, 1.15, random)
    x, y = between(-room, room, random) / size, between(-room, room, random) / size
    angle = between(-0.3, 0.3, random) if chance(random) < 0.7 else between(-math.pi, math.pi, random)
    grid = _view((-half_x - x, -half_y - y, half_x - x, half_y - y), angle, mirror=chance(random) < 0.5)
    alpha_first = garment.float() / 255
    premultiplied = torch.cat([alpha_first[:3] * alpha_first[3:], alpha_first[3:]])
    seen = functional.grid_sample(premultiplied[None], grid, mode="bilinear", padding_mode="zeros", align_corners=False)[0]
    colours, alpha = seen[:3] / seen[3:].clamp_min(1e-3), seen[3:]
    if chance(random) < 0.5:  # the cut-outs keep a fringe of their old background; half of the time none is left to learn from
        alpha = ((alpha - 0.35) / 0.6).clamp(0, 1)
    colours = (colours * between(0.7, 1.25, random) + between(-0.1, 0.1, random)).clamp(0, 1)
    if chance(random) < 0.6:
        background = background * (1 - between(0.1, 0.6, random) * _shadow(alpha, random))
    return colours * alpha + background * (1 - alpha), alpha


def stretched(piece: Tensor, random: torch.Generator) -> Tensor:
    """A background piece, tiled by reflection and turned, (3, VIEW, VIEW) in 0 … 1."""
    reach = between(0.5, 1.6, random)
    grid = _view((-reach, -reach, reach, reach), between(-math.pi, math.pi, random), mirror=chance(random) < 0.5)
    return functional.grid_sample(piece[None].float() / 255, grid, mode="bilinear", padding_mode="reflection", align_corners=False)[0]


def procedural(random: torch.Generator) -> Tensor:
    """Cloth, wood, stripes or a wall, (3, VIEW, VIEW) in 0 … 1."""
    base, other = (torch.rand((3, 1, 1), generator=random) for _ in range(2))
    field = torch.zeros(1, VIEW, VIEW)
    for octave in range(1 + pick(5, random)):
        rows, columns = (max(2, 2 ** (octave + 1) // (1 + pick(4, random))) for _ in range(2))  # unlike numbers give a grain, as in wood
        noise = torch.randn((1, 1, rows, columns), generator=random)
        smooth = functional.interpolate(noise, (VIEW, VIEW), mode="bicubic", align_corners=True)[0]
        field += smooth * between(0.2, 1.0, random) / (octave + 1)
    if chance(random) < 0.3:
        ramp = torch.linspace(0, between(4, 60, random), VIEW).view(1, 1, -1)
        stripes = torch.sin(ramp + field)
        field = stripes.transpose(1, 2) if chance(random) < 0.5 else stripes
    mixed = base + (other - base) * torch.sigmoid(field * between(0.5, 3, random)) * between(0.1, 1, random)
    return mixed.clamp(0, 1)


def shop_backdrop(random: torch.Generator) -> Tensor:
    """White or light grey with a slow gradient, (3, VIEW, VIEW) in 0 … 1."""
    if chance(random) < 0.35:
        return torch.ones(3, VIEW, VIEW)
    tint = 1 - torch.rand((3, 1, 1), generator=random) * 0.04
    ramp = torch.linspace(0, 1, VIEW).view(1, -1, 1) * between(-0.15, 0.1, random)
    return ((between(0.75, 1.0, random) + ramp) * tint).clamp(0, 1).expand(3, VIEW, VIEW)


def camera(pictures: Tensor, random: torch.Generator) -> Tensor:
    """Light, white balance, contrast, blur, grain and JPEG, each now and then; (B, 3, H, W) in 0 … 1."""
    gamma, contrast, saturation, grain = torch.rand((4, len(pictures), 1, 1, 1), generator=random)
    pictures = pictures.clamp(1e-3, 1) ** torch.exp((gamma - 0.5) * 0.9)
    pictures = pictures * (0.88 + 0.24 * torch.rand((len(pictures), 3, 1, 1), generator=random))
    grey = pictures.mean((1, 2, 3), keepdim=True)
    pictures = (pictures - grey) * (0.65 + 0.6 * contrast) + grey
    luma = pictures.mean(1, keepdim=True)
    pictures = luma + (pictures - luma) * 1.4 * saturation
    pictures = pictures + torch.randn(pictures.shape, generator=random) * grain**3 * 0.06
    return torch.stack([_softened(picture.clamp(0, 1), random) for picture in pictures])


def _softened(picture: Tensor, random: torch.Generator) -> Tensor:
    """A picture out of focus, or saved small, or as a poor JPEG."""
    if chance(random) < 0.25:
        small = round(VIEW * between(0.4, 0.9, random))
        picture = functional.interpolate(picture[None], (small, small), mode="area")
        picture = functional.interpolate(picture, (VIEW, VIEW), mode="bilinear")[0]
    if chance(random) < 0.25:
        picture = _as_jpeg(picture, 30 + pick(60, random))
    return picture


def _as_jpeg(picture: Tensor, quality: int) -> Tensor:
    buffer = io.BytesIO()
    Image.fromarray((picture.permute(1, 2, 0) * 255).to(torch.uint8).numpy()).save(buffer, "JPEG", quality=quality)
    return torch.from_numpy(np.asarray(Image.open(buffer)).copy()).permute(2, 0, 1).float() / 255


def _framing(alpha: Tensor, random: torch.Generator) -> tuple[float, float, float, float]:
    """A crop around the garment with random margins, in −1 … 1 of the photo."""
    rows, columns = ((alpha > 64).any(axis).nonzero().flatten() for axis in (1, 0))
    if not len(rows) or not len(columns):
        return -1.0, -1.0, 1.0, 1.0
    height, width = alpha.shape
    edges = (int(columns[0]) / width, int(rows[0]) / height, (int(columns[-1]) + 1) / width, (int(rows[-1]) + 1) / height)
    left, top, right, bottom = (2 * edge - 1 for edge in edges)
    return (
        left - _margin(left + 1.1, random),
        top - _margin(top + 1.1, random),
        right + _margin(1.1 - right, random),
        bottom + _margin(1.1 - bottom, random),
    )


def _margin(room: float, random: torch.Generator) -> float:
    """Mostly near the garment, sometimes far away, now and then cutting into it."""
    return between(-0.05, 1.0, random) ** 2 * room if chance(random) < 0.9 else -0.12


def _view(box: tuple[float, float, float, float], angle: float, *, mirror: bool) -> Tensor:
    """The sampling grid (1, VIEW, VIEW, 2) that shows `box` (left, top, right, bottom in −1 … 1), turned by `angle`."""
    left, top, right, bottom = box
    half_x, half_y = (right - left) / 2, (bottom - top) / 2
    cos, sin = math.cos(angle), math.sin(angle)
    side = -1.0 if mirror else 1.0
    across = [cos * half_x * side, -sin * half_x, (left + right) / 2]
    down = [sin * half_y * side, cos * half_y, (top + bottom) / 2]
    return functional.affine_grid(torch.tensor([[across, down]]), [1, 1, VIEW, VIEW], align_corners=False)


def _sample(photo: Tensor, grid: Tensor, padding: str) -> Tensor:
    return functional.grid_sample(photo[None].float() / 255, grid, mode="bilinear", padding_mode=padding, align_corners=False)[0]


def _shadow(alpha: Tensor, random: torch.Generator) -> Tensor:
    """The garment's shadow, softened and moved a little, (1, VIEW, VIEW) in 0 … 1."""
    coarse = functional.interpolate(alpha[None], (VIEW // 8, VIEW // 8), mode="area")
    soft = functional.avg_pool2d(coarse, 3, 1, 1) if chance(random) < 0.6 else coarse
    moved = torch.roll(soft, (pick(4, random) - 1, pick(5, random) - 2), (2, 3))
    return functional.interpolate(moved, (VIEW, VIEW), mode="bilinear")[0]


def chance(random: torch.Generator) -> float:
    """A number in 0 … 1."""
    return float(torch.rand((), generator=random))


def between(low: float, high: float, random: torch.Generator) -> float:
    """A number in low … high."""
    return low + (high - low) * chance(random)


def pick(count: int, random: torch.Generator) -> int:
    """A number in 0 … count − 1."""
    return int(torch.randint(count, (), generator=random))
