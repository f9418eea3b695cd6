"""Any garment set (a pack, or a folder with `garments.csv`) as the renderer's prepared tensors, kept in a cache between runs."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sketch2fashion.training.dataset.packed import PackedSet, load_pack
from sketch2fashion.training.dataset.table import GarmentRow, read_table
from sketch2fashion.training.renderer_data import SIDE, GarmentSet, load_set, prepare, save_set


def renderer_sets(data: Path, cache: Path) -> tuple[GarmentSet, GarmentSet]:
    """Train and val of the set in `data`. Raises `BadFeed` when there is none."""
    marker = data / "pack.json" if (data / "pack.json").is_file() else data / "garments.csv"
    key = hashlib.sha256(marker.read_bytes()).hexdigest()[:12] if marker.is_file() else "none"
    paths = [cache / f"renderer-{key}-{split}.pt" for split in ("train", "val")]
    if not all(path.is_file() for path in paths):
        packed = load_pack(data) if marker.name == "pack.json" else _from_folder(data)
        prepared = prepare(packed.garments, packed.lines, packed.given_lines, packed.categories)
        splits = np.array(packed.splits)
        for path, split in zip(paths, ("train", "val"), strict=True):
            save_set(prepared.subset(splits == split), path)
    return load_set(paths[0]), load_set(paths[1])


def _from_folder(data: Path) -> PackedSet:
    """The set of a folder, its pictures reduced to 256 px. Lines that the folder holds count as given."""
    rows = read_table(data)
    garments = np.stack([_picture(data / "garments" / f"{row.id}.webp", "RGBA") for row in rows])
    given = np.stack([_drawing(data, row) for row in rows])
    columns = zip(*((row.id, row.category, row.split, row.group) for row in rows), strict=True)
    ids, categories, splits, groups = (tuple(column) for column in columns)
    return PackedSet(ids, categories, splits, groups, garments, np.zeros_like(given), given, np.asarray(given.any(axis=(1, 2))))


def _drawing(data: Path, row: GarmentRow) -> NDArray[np.uint8]:
    if not row.has_lines:
        return np.zeros((SIDE, SIDE), np.uint8)
    return np.asarray(255 - _picture(data / "lines" / f"{row.id}.webp", "L"), np.uint8)


def _picture(path: Path, mode: str) -> NDArray[np.uint8]:
    with Image.open(path) as image:
        picture = image.convert(mode)
        small = picture.convert("RGBa") if mode == "RGBA" else picture  # premultiplied: no dark fringe
        return np.asarray(small.resize((SIDE, SIDE), Image.Resampling.LANCZOS).convert(mode), np.uint8)
