"""What the renderer learns from: garments as uint8 tensors on the device, every augmentation there too.

A garment is stored once at 256 px with three line drawings of it and two ways to cut it into colour regions:
the regions that its lines enclose, and the clusters of its colours. From these each step draws a new condition:

    lines       one of several styles, thinned, erased, warped by a hand of level ℓ
    flats       a few dots on the line regions (the others take the base colour), or 1 … 8 colour clusters (drawn patterns)
    silhouette  the photo's, or, as often, the one that a drawing's outline gives when it is filled, which is what a user's drawing has
    target      the photo, with the same flip, frame and colour shift, but never the hand's warp
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from scipy import ndimage
from skimage import color, feature
from torch import Tensor

from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.drawing.outline import silhouette
from sketch2fashion.training.networks.renderer import CONDITIONS, STYLES
from sketch2fashion.training.views import ERASED_SHARE, hand_offsets, partly

SIDE = 256
REGIONS = 64  # labels a garment at most; 0 is the background
CLUSTERS = 8
STYLE_SIDE = 128
LIKE = 0.9  # intersection over union: below it a drawn outline was filled wrongly
INK = 0.35  # from this darkness on, a pixel is a wall between regions
LUMA = (0.299, 0.587, 0.114)


@dataclass(frozen=True, eq=False)
class GarmentSet:
    """N garments, uint8 unless said otherwise."""

    categories: Tensor  # (N,) int64
    garments: Tensor  # (N, 4, 256, 256) RGBA
    lines: Tensor  # (N, 3, 256, 256), 255 = ink: our linework, the source's own drawing (else ours again), Canny
    silhouettes: Tensor  # (N, 256, 256), 255 = what the outline of our linework encloses
    regions: Tensor  # (N, 256, 256), 0 = outside both the garment and that silhouette
    clusters: Tensor  # (N, 256, 256), likewise
    region_colours: Tensor  # (N, 64, 3)
    region_areas: Tensor  # (N, 64) float32, share of the garment
    cluster_colours: Tensor  # (N, 9, 3)

    def __len__(self) -> int:
        return len(self.categories)

    def to(self, device: torch.device) -> GarmentSet:
        """The set on a device."""
        return replace(self, **{key: value.to(device) for key, value in vars(self).items()})

    def subset(self, keep: NDArray[np.bool_]) -> GarmentSet:
        """The garments where `keep` is true."""
        chosen = torch.from_numpy(np.flatnonzero(keep))
        return replace(self, **{key: value[chosen] for key, value in vars(self).items()})


def prepare(
    garments: NDArray[np.uint8], lines: NDArray[np.uint8], given: NDArray[np.uint8], categories: Sequence[str], workers: int = 2
) -> GarmentSet:
    """Cut garments (N, 256, 256, 4) into regions and clusters.

    `lines` and `given` (N, 256, 256), 255 = ink: our linework and the drawing that came with the source; all zero where there is none.
    """
    with Pool(workers) as pool:
        parts = pool.starmap(_cut, zip(garments, lines, given, strict=True), chunksize=32)
    columns = [torch.from_numpy(np.stack(column)) for column in zip(*parts, strict=True)]
    return GarmentSet(
        torch.tensor([CATEGORY_NAMES.index(name) for name in categories]),
        torch.from_numpy(np.ascontiguousarray(garments.transpose(0, 3, 1, 2))),
        *columns,
    )


def save_set(data: GarmentSet, path: Path) -> None:
    """Keep a prepared set, so that the next run starts at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(vars(data), path)


def load_set(path: Path) -> GarmentSet:
    """Read what `save_set` wrote."""
    return GarmentSet(**torch.load(path, weights_only=True, mmap=True))


def _cut(garment: NDArray[np.uint8], lines: NDArray[np.uint8], given: NDArray[np.uint8]) -> tuple[NDArray[np.generic], ...]:
    """Lines, regions, clusters and their colours for one garment (256, 256, 4)."""
    mask = garment[..., 3] >= 128
    on_grey = np.where(mask[..., None], garment[..., :3], 128).astype(np.uint8)
    canny = feature.canny(color.rgb2gray(on_grey), sigma=1.6, low_threshold=0.04, high_threshold=0.12)  # type: ignore[no-untyped-call]
    canny = np.where(ndimage.binary_dilation(canny), 255, 0).astype(np.uint8)
    learned = next((drawing for drawing in (lines, given) if drawing.any()), canny)
    drawn = _filled(learned, mask)
    regions = _line_regions(learned, mask)
    clusters = _colour_clusters(garment[..., :3], mask)
    colours, areas = _palette(garment[..., :3], regions, REGIONS)
    cluster_colours, _ = _palette(garment[..., :3], clusters, CLUSTERS + 1)
    planes = np.stack([learned, given if given.any() else learned, canny])
    labels = (_spread(each, mask | drawn) for each in (regions, clusters))
    return planes, np.where(drawn, 255, 0).astype(np.uint8), *labels, colours, areas, cluster_colours


def _filled(lines: NDArray[np.uint8], mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The silhouette as a user's drawing gets it, from its outline; the garment's own where that outline cannot be filled."""
    filled = silhouette(np.divide(lines, 255, dtype=np.float32))
    return filled if (filled & mask).sum() > LIKE * (filled | mask).sum() else mask


def _line_regions(lines: NDArray[np.uint8], mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    labels, count = ndimage.label(mask & (lines < 255 * INK))
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    sizes[0] = 0
    order = [label for label in np.argsort(-sizes)[: REGIONS - 1] if sizes[label] >= 24]
    table = np.zeros(count + 1, np.uint8)
    table[order] = np.arange(1, len(order) + 1)
    return _spread(table[labels], mask)


def _colour_clusters(rgb: NDArray[np.uint8], mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """k-means in Lab over a smoothed picture: what a person would call the colours of a pattern."""
    weight = ndimage.gaussian_filter(mask.astype(np.float32), 1.5)[..., None]
    smooth = ndimage.gaussian_filter(rgb.astype(np.float32) * mask[..., None], (1.5, 1.5, 0)) / np.maximum(weight, 1e-3)
    lab = color.rgb2lab(np.clip(smooth / 255, 0, 1)).astype(np.float32)
    points = lab[mask]
    if len(points) == 0:
        return np.zeros(mask.shape, np.uint8)
    random = np.random.default_rng(len(points))  # the same cut each time, another number of clusters for each garment
    sample = points[random.choice(len(points), min(len(points), 2000), replace=False)]
    count = int(random.integers(2, CLUSTERS + 1))
    centres = sample[random.choice(len(sample), min(count, len(sample)), replace=False)]
    for _ in range(6):
        nearest = ((sample[:, None] - centres[None]) ** 2).sum(-1).argmin(1)
        centres = np.stack([sample[nearest == k].mean(0) if (nearest == k).any() else centres[k] for k in range(len(centres))])
    labels = np.zeros(mask.shape, np.uint8)
    labels[mask] = ((points[:, None] - centres[None]) ** 2).sum(-1).argmin(1) + 1
    return np.asarray(ndimage.median_filter(labels, 5) * mask, np.uint8)


def _spread(labels: NDArray[np.uint8], mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Give the unlabelled pixels of the mask (ink, slivers) the nearest label."""
    if not labels.any():
        return mask.astype(np.uint8)
    rows, columns = ndimage.distance_transform_edt(labels == 0, return_distances=False, return_indices=True)
    return np.asarray(labels[rows, columns] * mask, np.uint8)


def _palette(rgb: NDArray[np.uint8], labels: NDArray[np.uint8], count: int) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    colours = np.zeros((count, 3), np.uint8)
    areas = np.bincount(labels.ravel(), minlength=count).astype(np.float32)
    for label in np.flatnonzero(areas):
        if label:
            colours[label] = np.median(rgb[labels == label], axis=0)
    areas[0] = 0
    return colours, areas / max(areas.sum(), 1)


@dataclass(frozen=True, eq=False)
class Batch:
    """One step's input and target at side S."""

    planes: Tensor  # (B, PLANES, S, S)
    condition: Tensor  # (B, CONDITIONS)
    level: Tensor  # (B, 1, 1, 1), the hand's ℓ
    target: Tensor  # (B, 4, S, S) RGBA 0 … 1, colour premultiplied by alpha


class Sampler:
    """Draws batches from a set. All randomness comes from the generator it is given."""

    def __init__(self, data: GarmentSet, side: int, crop: int | None = None) -> None:
        self.data = data
        self.side = side
        self.crop = crop or side  # px that a training batch shows of each garment
        self.weights = _balance(data.categories)

    def batch(self, size: int, random: torch.Generator) -> Batch:
        """A training batch with every augmentation."""
        index = torch.multinomial(self.weights, size, replacement=True, generator=random)
        level = torch.where(_rand(size, random) < 0.6, 0.0, 1.0) * _rand(size, random)
        flats = self._training_flats(index, random)
        rgba = self._reduce(self.data.garments[index])
        shift = _colour_shift(size, random)
        flats = torch.cat([_shift(flats[:, :3], shift) * flats[:, 3:], flats[:, 3:]], dim=1)
        rgba = torch.cat([_shift(rgba[:, :3], shift), rgba[:, 3:]], dim=1)
        lines = self._training_lines(index, rgba[:, 3:], level, random)
        inside = torch.where(_rand(size, random)[:, None, None, None] < 0.5, self._drawn_silhouettes(index), (rgba[:, 3:] > 0.5).float())
        condition = torch.cat([lines, flats * inside, inside], dim=1)
        target = torch.cat([rgba[:, :3] * rgba[:, 3:], rgba[:, 3:]], dim=1)
        frame = _frames(size, random)
        grid = F.affine_grid(frame, [size, 1, self.side, self.side], align_corners=False)
        window = self._window(random)
        hand = hand_offsets(level, self.side, random)[:, *window]
        target = F.grid_sample(target, grid[:, *window], align_corners=False)
        planes = F.grid_sample(condition, grid[:, *window] + hand, align_corners=False)
        planes = torch.cat([_blur_some_silhouettes(planes, random), _noise(planes, random)], dim=1)
        level = level[:, None, None, None]
        return Batch(planes, self._condition(index, level, target, planes, random), level, target)

    def fixed(self, index: Tensor, level: float = 0.0, dots: int = 7, seed: int = 0) -> Batch:
        """Validation: clean learned lines and what they enclose, the hand at `level`, `dots` hints, no other augmentation."""
        random = torch.Generator().manual_seed(seed)
        size = len(index)
        rgba = self._reduce(self.data.garments[index])
        target = torch.cat([rgba[:, :3] * rgba[:, 3:], rgba[:, 3:]], dim=1)
        labels, colours = self.data.regions[index], _dotted(self.data, index, torch.full((size,), dots), random)
        inside = self._drawn_silhouettes(index)
        condition = torch.cat([self._reduce(self.data.lines[index][:, :1]), self._flats(labels, colours) * inside, inside], dim=1)
        levels = torch.full((size,), level)
        identity = torch.eye(2, 3).repeat(size, 1, 1)
        grid = F.affine_grid(identity, [size, 1, self.side, self.side], align_corners=False)
        planes = F.grid_sample(condition, grid + hand_offsets(levels, self.side, random), align_corners=False)
        planes = torch.cat([planes, _noise(planes, random)], dim=1)
        shaped = levels[:, None, None, None]
        category = F.one_hot(self.data.categories[index], len(CATEGORY_NAMES)).float()
        vector = torch.cat([category, levels[:, None], torch.zeros(size, STYLES)], dim=1)
        return Batch(planes, vector, shaped, target)

    def _window(self, random: torch.Generator) -> tuple[slice, slice]:
        """Rows and columns that this batch shows. Crops cost less than whole pictures and teach the same cloth."""
        room = self.side - self.crop
        top, left = (int(torch.randint(0, room + 1, (), generator=random)) for _ in range(2))
        return slice(top, top + self.crop), slice(left, left + self.crop)

    def _drawn_silhouettes(self, index: Tensor) -> Tensor:
        return (self._reduce(self.data.silhouettes[index][:, None]) > 0.5).float()

    def _reduce(self, planes: Tensor) -> Tensor:
        values = planes.float() / 255
        return F.interpolate(values, size=(self.side, self.side), mode="area") if self.side < SIDE else values

    def _flats(self, labels: Tensor, colours: Tensor) -> Tensor:
        """Labels (B, 256, 256) and colours with a known flag (B, K, 4) to flats (B, 4, S, S), zero where free or outside."""
        if self.side < SIDE:
            step = SIDE // self.side
            labels = labels[:, step // 2 :: step, step // 2 :: step]
        chosen = torch.gather(colours, 1, labels.long().flatten(1)[..., None].expand(-1, -1, 4))
        return chosen.view(len(labels), *labels.shape[1:], 4).permute(0, 3, 1, 2)

    def _training_flats(self, index: Tensor, random: torch.Generator) -> Tensor:
        """Dots on line regions for three quarters of the batch, colour clusters for the others; a twentieth stays free."""
        size = len(index)
        count = (torch.log(_rand(size, random).clamp(min=1e-6)) / np.log(1 - 1 / 7)).long() + 1  # geometric, mean 7
        dotted = self._flats(self.data.regions[index], _dotted(self.data, index, count, random))
        clusters = F.pad(self.data.cluster_colours[index].float() / 255, (0, 1), value=1.0)
        clusters[:, 0] = 0
        patterned = self._flats(self.data.clusters[index], clusters)
        pick = _rand(size, random)[:, None, None, None]
        return torch.where(pick < 0.75, dotted, torch.where(pick < 0.95, patterned, torch.zeros_like(dotted)))

    def _training_lines(self, index: Tensor, alpha: Tensor, level: Tensor, random: torch.Generator) -> Tensor:
        """One of the styles ours / the source's / Canny / outline only, at a random threshold and width, with strokes erased by level."""
        size = len(index)
        styles = self._reduce(self.data.lines[index])
        outline = F.max_pool2d(alpha, 3, 1, 1) - (-F.max_pool2d(-alpha, 3, 1, 1))
        pick = _rand(size, random)[:, None, None, None]
        inner = torch.where(pick < 0.4, styles[:, :1], torch.where(pick < 0.72, styles[:, 1:2], styles[:, 2:]))
        inner = torch.where(pick > 0.9, outline, inner)
        cut = 0.15 + 0.45 * _rand(size, random)[:, None, None, None]
        hard = ((inner - cut) * 4 + 0.5).clamp(0, 1)
        lines = torch.where(_rand(size, random)[:, None, None, None] < 0.6, hard, inner)
        wide = F.max_pool2d(lines, 3, 1, 1)
        lines = torch.where(_rand(size, random)[:, None, None, None] < 0.2, wide, lines)
        lines = torch.maximum(lines, outline * (_rand(size, random) < 0.5).float()[:, None, None, None])
        return partly(lines, 1 - ERASED_SHARE * level, random)

    def _condition(self, index: Tensor, level: Tensor, target: Tensor, planes: Tensor, random: torch.Generator) -> Tensor:
        """Category (left out for a tenth), level, and the fabric style of the target (left out for a fifth)."""
        size = len(index)
        category = F.one_hot(self.data.categories[index], len(CATEGORY_NAMES)).float() * (_rand(size, random) > 0.1).float()[:, None]
        style = fabric_style(target, planes, self.side) * (_rand(size, random) > 0.2).float()[:, None]
        vector = torch.cat([category, level.flatten(1), style], dim=1)
        assert vector.shape[1] == CONDITIONS
        return vector


def fabric_style(target: Tensor, planes: Tensor, side: int) -> Tensor:
    """Eight numbers, each about −2 … 2, that say how the cloth differs from its flats; (B, 8).

    Log energy of the luminance residual in four octaves (weave, fine folds, folds, broad shade), of chroma in one, the light's
    direction across and down, and contrast with the flats. At run time they are drawn from the training set's statistics.
    Measured as if the whole garment had 128 px (it has `side`), so that the numbers mean the same in every stage of training.
    """
    if side > STYLE_SIDE:
        target, planes = (F.avg_pool2d(tensor, side // STYLE_SIDE) for tensor in (target, planes))
    alpha = target[:, 3:]
    flats = planes[:, 1:4] * planes[:, 4:5]
    mean = (target[:, :3].sum((2, 3), keepdim=True) / alpha.sum((2, 3), keepdim=True).clamp(min=1)) * (1 - planes[:, 4:5])
    residual = target[:, :3] - (flats + mean) * alpha
    luma = (residual * residual.new_tensor(LUMA)[None, :, None, None]).sum(1, keepdim=True)
    area = alpha.sum((2, 3)).clamp(min=1)
    levels, energies = luma, []
    for _ in range(4):
        smooth = F.interpolate(F.avg_pool2d(levels, 2), scale_factor=2.0, mode="bilinear", align_corners=False)
        detail = F.interpolate(levels - smooth, size=alpha.shape[2:], mode="nearest")
        energies.append(((detail * alpha) ** 2).sum((2, 3)) / area)
        levels = F.avg_pool2d(levels, 2)
    chroma = ((residual - luma) ** 2).mean(1, keepdim=True).sum((2, 3)) / area
    ramp = torch.linspace(-1, 1, alpha.shape[-1], device=target.device)
    across = (luma * ramp).sum((2, 3)) / area
    down = (luma * ramp[:, None]).sum((2, 3)) / area
    bias = luma.sum((2, 3)) / area
    logs = [(torch.log(value + 1e-5) + 8) / 1.5 for value in (*energies, chroma)]
    return torch.cat([*logs, across * 40, down * 40, bias * 20], dim=1).clamp(-3, 3)


def _dotted(data: GarmentSet, index: Tensor, count: Tensor, random: torch.Generator) -> Tensor:
    """Colours (B, 64, 4) after `count` dots: hinted regions their own colour, the others that of the largest hinted region."""
    areas = data.region_areas[index]
    size, most = len(index), int(count.clamp(max=40).max())
    dots = torch.multinomial(areas.clamp(min=0) + 1e-9, most, replacement=True, generator=random)  # a dot falls by area
    live = torch.arange(most)[None] < count[:, None]
    hinted = torch.zeros_like(areas).scatter_add_(1, dots, live.float()) > 0
    own = data.region_colours[index].float() / 255
    base = (areas * hinted).argmax(1)
    colours = torch.where(hinted[..., None], own, own[torch.arange(size), base][:, None])
    colours = F.pad(colours, (0, 1), value=1.0)
    colours[:, 0] = 0
    return colours


def _rand(size: int, random: torch.Generator) -> Tensor:
    return torch.rand(size, generator=random)


def _balance(categories: Tensor) -> Tensor:
    """Sampling weights: rare categories more often than by count, the mission's four once more."""
    counts = torch.bincount(categories, minlength=len(CATEGORY_NAMES)).clamp(min=1).float()
    weights = counts**-0.5
    weights[:4] *= 1.3
    return weights[categories]


def _colour_shift(size: int, random: torch.Generator) -> Tensor:
    """3 × 3 colour matrices and a gamma: channel order and hue for half of the batch, mild for the others; (B, 3, 4)."""
    angle = (_rand(size, random) - 0.5) * 2 * torch.pi * (_rand(size, random) < 0.5).float()
    saturation = 1 + 0.3 * torch.randn(size, generator=random)
    to_yiq = torch.tensor([[0.299, 0.587, 0.114], [0.596, -0.274, -0.322], [0.211, -0.523, 0.312]])
    turn = torch.zeros(size, 3, 3)
    turn[:, 0, 0] = 1
    turn[:, 1, 1] = turn[:, 2, 2] = torch.cos(angle) * saturation
    turn[:, 1, 2], turn[:, 2, 1] = -torch.sin(angle) * saturation, torch.sin(angle) * saturation
    matrix = torch.linalg.inv(to_yiq) @ turn @ to_yiq
    gamma = torch.exp(0.25 * torch.randn(size, 1, generator=random)).expand(-1, 3)[..., None]
    return torch.cat([matrix, gamma], dim=2)


def _shift(rgb: Tensor, shift: Tensor) -> Tensor:
    moved = torch.einsum("bij,bjhw->bihw", shift[:, :, :3], rgb).clamp(0, 1)
    return moved ** shift[:, :1, 3:, None]


def _frames(size: int, random: torch.Generator) -> Tensor:
    """Mirror, small turns, scale and aspect: where a framed drawing differs from a framed photo; (B, 2, 3)."""
    angle = 0.06 * torch.randn(size, generator=random)
    scale = 1 / (0.96 + 0.05 * torch.randn(size, generator=random))
    aspect = torch.exp(0.04 * torch.randn(size, generator=random))
    mirror = torch.where(_rand(size, random) < 0.5, -1.0, 1.0)
    cosine, sine = torch.cos(angle) * scale, torch.sin(angle) * scale
    frame = torch.zeros(size, 2, 3)
    frame[:, 0, 0], frame[:, 0, 1] = cosine * aspect * mirror, -sine * aspect
    frame[:, 1, 0], frame[:, 1, 1] = sine * mirror / aspect, cosine / aspect
    frame[:, :, 2] = 0.02 * torch.randn(size, 2, generator=random)
    return frame


def _noise(planes: Tensor, random: torch.Generator) -> Tensor:
    return torch.randn(len(planes), 1, *planes.shape[2:], generator=random)


def _blur_some_silhouettes(planes: Tensor, random: torch.Generator) -> Tensor:
    """Open outlines leave a vague silhouette: now and then it is blurred."""
    blurred = F.avg_pool2d(planes[:, 5:], 9, 1, 4)
    silhouette = torch.where(_rand(len(planes), random)[:, None, None, None] < 0.15, blurred, planes[:, 5:])
    return torch.cat([planes[:, :5], silhouette], dim=1)
