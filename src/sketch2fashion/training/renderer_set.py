"""Any garment set (a pack, or a folder with `garments.csv`) as the renderer's prepared tensors, kept in a cache between runs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sketch2fashion.errors import BadFeed
from sketch2fashion.training.dataset.packed import PackedSet, load_pack
from sketch2fashion.training.dataset.table import GarmentRow, read_table
from sketch2fashion.training.distributed import first_before_others
from sketch2fashion.training.evaluation.cases import spread_out
from sketch2fashion.training.renderer_data import SIDE, GarmentSet, load_set, prepare, save_set


def renderer_sets(data: Path, cache: Path, limit: int | None = None) -> tuple[GarmentSet, GarmentSet]:
    """Train and val of the set in `data`, at most `limit` garments of each, of all categories. Raises `BadFeed` when there is none."""
    with first_before_others():
        paths = _prepared_files(data, cache, limit)
    return load_set(paths[0]), load_set(paths[1])


def _prepared_files(data: Path, cache: Path, limit: int | None) -> list[Path]:
    marker = data / "pack.json" if (data / "pack.json").is_file() else data / "garments.csv"
    kinds = " ".join(field.name for field in fields(GarmentSet)).encode()  # a set that was prepared with other tensors is prepared anew
    key = hashlib.sha256(marker.read_bytes() + kinds).hexdigest()[:12] if marker.is_file() else "none"
    name = f"renderer-{key}" if limit is None else f"renderer-{key}-{limit}"
    paths = [cache / f"{name}-{split}.pt" for split in ("train", "val")]
    if not all(path.is_file() for path in paths):
        packed = _part_of(load_pack(data), limit) if marker.name == "pack.json" else _from_folder(data, limit)
        prepared = prepare(packed.garments, packed.lines, packed.given_lines, packed.categories)
        splits = np.array(packed.splits)
        for path, split in zip(paths, ("train", "val"), strict=True):
            save_set(prepared.subset(splits == split), path)
    return paths


def _chosen(categories: Sequence[str], splits: Sequence[str], limit: int | None) -> list[int]:
    """Places of at most `limit` garments of each split."""
    labels = [f"{split} {category}" for split, category in zip(splits, categories, strict=True)]
    kept: list[int] = []
    for wanted in ("train", "val"):
        places = [place for place, split in enumerate(splits) if split == wanted]
        kept += [places[choice] for choice in spread_out([labels[place] for place in places], limit)]
    return sorted(kept)


def _part_of(pack: PackedSet, limit: int | None) -> PackedSet:
    if limit is None:
        return pack
    kept = _chosen(pack.categories, pack.splits, limit)
    ids, categories, splits, groups = (
        tuple(column[place] for place in kept) for column in (pack.ids, pack.categories, pack.splits, pack.groups)
    )
    planes = (pack.garments[kept], pack.lines[kept], pack.given_lines[kept])
    return PackedSet(ids, categories, splits, groups, *planes, pack.has_given_lines[kept])


def _from_folder(data: Path, limit: int | None) -> PackedSet:
    """The set of a folder, its pictures reduced to 256 px. Lines that the folder holds count as given."""
    table = read_table(data)
    rows = [table[place] for place in _chosen([row.category for row in table], [row.split for row in table], limit)]
    if not rows:
        raise BadFeed(f"{data} has no train or val garments.")
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
