"""A garment set in memory, as the embedder's training wants it: pictures, two drawings of each, and outlines to trace.

Reads the folder layout of `training/dataset/table.py` or a pack (`training/dataset/packed.py`). Preparing some thousand garments takes
minutes, so the result is kept in a cache folder under a name that changes with everything it was made from.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import gaussian_filter
from skimage.feature import canny
from skimage.measure import find_contours
from torch import Tensor
from torch.nn import functional

from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.errors import BadFeed
from sketch2fashion.models import registry
from sketch2fashion.training.dataset.packed import load_pack
from sketch2fashion.training.dataset.table import TABLE_NAME, GarmentRow, read_table

LINEWORK_SIDE = 256  # px, what `linework` looks at
_ARRAYS = ("categories", "groups", "garments", "lines", "given", "edges")
_VERSION = 3  # raise when the preparation changes
_OUTLINE_POINTS = 400  # kept of each outline


@dataclass(frozen=True, eq=False)
class Wardrobe:
    """N garments of one side S."""

    ids: tuple[str, ...]
    categories: Tensor  # (N,) int64, places in CATEGORY_NAMES
    groups: Tensor  # (N,) int64; near-duplicates share one
    garments: Tensor  # (N, 4, S, S) uint8 RGBA
    lines: Tensor  # (N, 1, S, S) uint8, 255 = ink: what `linework` draws, as it will for every picture of a catalogue
    given: Tensor  # (N, 1, S, S) uint8, 255 = ink: the drawing that came with the set; the same as `lines` where none did
    edges: Tensor  # (N, 1, S, S) uint8, 255 = ink: Canny or XDoG
    outlines: tuple[NDArray[np.float64], ...]  # (M, 2) each: x, y of the largest closed contour

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, eq=False)
class Piece:
    """One garment of a set."""

    row: GarmentRow
    picture: NDArray[np.uint8]  # (S, S, 4)
    lines: NDArray[np.uint8] | None  # (S, S), 255 = ink: drawn by `linework`
    given: NDArray[np.uint8] | None  # (S, S), 255 = ink: came with the set


def load_wardrobe(data: Path, split: str, side: int, *, cache: Path | None = None) -> Wardrobe:
    """The garments of `split` ("train", "val" or "all") at `side` px. Raises `BadFeed` when `data` is no garment set or pack."""
    folder = None if cache is None else cache / f"wardrobe-{_fingerprint(data, split, side)}"
    if folder is not None and (folder / "rows.json").is_file():
        return _read_cache(folder)
    wardrobe = _prepared(data, split, side)
    if folder is not None:
        _write_cache(wardrobe, folder)
    return wardrobe


def reduced(wardrobe: Wardrobe, side: int) -> Wardrobe:
    """The same garments at `side` px: everything that is done to a smaller picture costs less."""
    if wardrobe.garments.shape[-1] <= side:
        return wardrobe
    return replace(
        wardrobe,
        garments=_reduced(wardrobe.garments, side),
        lines=_reduced(wardrobe.lines, side),
        given=_reduced(wardrobe.given, side),
        edges=_reduced(wardrobe.edges, side),
    )


def _reduced(pixels: Tensor, side: int) -> Tensor:
    """uint8 (N, C, S, S) → (N, C, side, side), a few at a time."""
    result = torch.empty((*pixels.shape[:2], side, side), dtype=torch.uint8)
    for target, chunk in zip(torch.split(result, 64), torch.split(pixels, 64), strict=True):
        target.copy_(functional.interpolate(chunk.float(), (side, side), mode="bilinear", antialias=True).round().clamp(0, 255))
    return result


def read_pieces(data: Path, split: str, side: int, *, only: Collection[str] | None = None, draw: bool = True) -> Iterator[Piece]:
    """The garments of a set, one after the other. Raises `BadFeed` when `data` is neither a garment set nor a pack.

    `only`: the ids that are wanted. Without `draw` no drawing is made where the set has none of ours.
    """
    if (data / TABLE_NAME).is_file():
        rows = (row for row in read_table(data) if split in ("all", row.split) and (only is None or row.id in only))
        return (_piece(data, row, side, draw=draw) for row in rows)
    return (piece for piece in _from_pack(data, split, side) if only is None or piece.row.id in only)


def on_white(garment: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(S, S, 4) RGBA → (S, S, 3) RGB laid on white."""
    alpha = garment[..., 3:].astype(np.float32) / 255
    return np.rint(garment[..., :3] * alpha + 255 * (1 - alpha)).astype(np.uint8)


def edge_ink(garment: NDArray[np.uint8], random: np.random.Generator) -> NDArray[np.uint8]:
    """(S, S, 4) → (S, S) ink by Canny or XDoG at random thresholds."""
    grey = on_white(garment).astype(np.float32).mean(2) / 255
    if random.random() < 0.5:
        sigma, low, high = random.uniform(1.0, 2.5), random.uniform(0.02, 0.06), random.uniform(0.08, 0.2)
        found = canny(grey, sigma, low, high)  # type: ignore[no-untyped-call]
        return np.asarray((gaussian_filter(found.astype(np.float32), 0.6) * 1.6).clip(0, 1) * 255, dtype=np.uint8)
    sigma = random.uniform(0.7, 1.4)
    difference = gaussian_filter(grey, sigma) - 0.97 * gaussian_filter(grey, sigma * 1.6)
    level = random.uniform(0.0, 0.02)
    ink = np.tanh((level - difference) * random.uniform(30, 90)).clip(0, 1)
    return np.asarray(ink * 255, dtype=np.uint8)


def outline_of(garment: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The longest closed contour of the silhouette as (M, 2) x, y, at most a few hundred points."""
    alpha = np.pad(garment[..., 3].astype(np.float32) / 255, 1)
    contours = find_contours(gaussian_filter(alpha, 1.0), 0.5)  # type: ignore[no-untyped-call]
    if not contours:
        side = float(garment.shape[0])
        return np.array([[0, 0], [side, 0], [side, side], [0, side], [0, 0]], dtype=np.float64)
    longest = max(contours, key=len)[:, ::-1]
    step = max(1, len(longest) // _OUTLINE_POINTS)
    return np.concatenate([longest[:-1:step], longest[:1]])


# ---------------------------------------------------------------------------------------------------------- preparation


def _prepared(data: Path, split: str, side: int) -> Wardrobe:
    pieces = list(read_pieces(data, split, side))
    if not pieces:
        raise BadFeed(f'{data} holds no garment of the split "{split}".')
    lines, given, edges, outlines = [], [], [], []
    for piece in pieces:
        random = np.random.default_rng(zlib.crc32(piece.row.id.encode()))
        edges.append(edge_ink(piece.picture, random))
        lines.append(_first(piece.lines, piece.given, edges[-1]))
        given.append(_first(piece.given, piece.lines, edges[-1]))
        outlines.append(outline_of(piece.picture))
    groups = {name: number for number, name in enumerate(sorted({piece.row.group for piece in pieces}))}
    return Wardrobe(
        ids=tuple(piece.row.id for piece in pieces),
        categories=torch.tensor([CATEGORY_NAMES.index(piece.row.category) for piece in pieces]),
        groups=torch.tensor([groups[piece.row.group] for piece in pieces]),
        garments=torch.from_numpy(np.stack([piece.picture for piece in pieces])).permute(0, 3, 1, 2).contiguous(),
        lines=torch.from_numpy(np.stack(lines))[:, None],
        given=torch.from_numpy(np.stack(given))[:, None],
        edges=torch.from_numpy(np.stack(edges))[:, None],
        outlines=tuple(outlines),
    )


def _piece(data: Path, row: GarmentRow, side: int, *, draw: bool) -> Piece:
    """One row of a table. What `dataset build` made has drawings by our own network in `lines/` and the source's in `lines-given/`;
    a set that came from elsewhere has its own in `lines/`.
    """
    picture = _opened(data / "garments" / f"{row.id}.webp", "RGBA")
    built = (data / "lines-given").is_dir()
    given = _ink(data / ("lines-given" if built else "lines") / f"{row.id}.webp", side)
    lines = _ink(data / "lines" / f"{row.id}.webp", side) if built else drawn_lines(picture, side) if draw else None
    return Piece(row, _resized(picture, side), lines, given)


def drawn_lines(picture: Image.Image, side: int) -> NDArray[np.uint8] | None:
    """The drawing that the shipped `linework` makes of an RGBA garment, as (side, side) ink; None where it is not installed."""
    if "linework" not in registry.available():
        return None
    rgb = on_white(_resized(picture, LINEWORK_SIDE)).astype(np.float32).transpose(2, 0, 1)[None] / 255
    ink = registry.session("linework").run(None, {"rgb": rgb})[0][0, 0]
    return _resized(Image.fromarray(np.rint(np.clip(ink, 0, 1) * 255).astype(np.uint8)), side)


def _from_pack(data: Path, split: str, side: int) -> Iterator[Piece]:
    pack = load_pack(data)
    for index in range(len(pack)):
        if split not in ("all", pack.splits[index]):
            continue
        row = GarmentRow(pack.ids[index], pack.categories[index], pack.splits[index], pack.groups[index], has_lines=True, has_photo=False)
        given = _resized(Image.fromarray(pack.given_lines[index]), side) if pack.has_given_lines[index] else None
        picture, lines = (_resized(Image.fromarray(pixels[index]), side) for pixels in (pack.garments, pack.lines))
        yield Piece(row, picture, lines, given)


def _first(*choices: NDArray[np.uint8] | None) -> NDArray[np.uint8]:
    """The first that is there."""
    return next(choice for choice in choices if choice is not None)


def _ink(path: Path, side: int) -> NDArray[np.uint8] | None:
    """Black on white as ink, or None where there is no such drawing."""
    return 255 - _resized(_opened(path, "L"), side) if path.is_file() else None


def _opened(path: Path, mode: str) -> Image.Image:
    try:
        with Image.open(path) as image:
            return image.convert(mode)
    except OSError as problem:
        raise BadFeed(f"{path} cannot be read.") from problem


def _resized(image: Image.Image, side: int) -> NDArray[np.uint8]:
    mode = image.mode
    small = image.convert("RGBa") if mode == "RGBA" else image  # premultiplied: no dark fringe
    return np.asarray(small.resize((side, side), Image.Resampling.BOX, reducing_gap=2.0).convert(mode), dtype=np.uint8).copy()


# ---------------------------------------------------------------------------------------------------------------- cache


def _fingerprint(data: Path, split: str, side: int) -> str:
    index = data / TABLE_NAME if (data / TABLE_NAME).is_file() else data / "pack.json"
    if not index.is_file():
        raise BadFeed(f"{data} is neither a garment set ({TABLE_NAME}) nor a pack (pack.json).")
    linework = registry.card("linework").sha256 if "linework" in registry.available() else "none"
    text = json.dumps([_VERSION, split, side, linework, hashlib.sha256(index.read_bytes()).hexdigest()])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _write_cache(wardrobe: Wardrobe, folder: Path) -> None:
    """Plain arrays; `rows.json` comes last, so that half a cache is never read."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in _ARRAYS:
        np.save(folder / f"{name}.npy", getattr(wardrobe, name).numpy())
    np.save(folder / "outlines.npy", np.concatenate(wardrobe.outlines))
    lengths = [len(outline) for outline in wardrobe.outlines]
    (folder / "rows.json").write_text(json.dumps({"ids": wardrobe.ids, "outline_lengths": lengths}), "utf-8")


def _read_cache(folder: Path) -> Wardrobe:
    described = json.loads((folder / "rows.json").read_text("utf-8"))
    tensors = {name: torch.from_numpy(np.load(folder / f"{name}.npy")) for name in _ARRAYS}
    cuts: Sequence[int] = np.cumsum(described["outline_lengths"])[:-1].tolist()
    return Wardrobe(ids=tuple(described["ids"]), outlines=tuple(np.split(np.load(folder / "outlines.npy"), cuts)), **tensors)
