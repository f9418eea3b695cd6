"""A garment set as a few plain files that travel: 256 px WebP pictures in ZIP parts of at most 14 MiB, a table and a list of checksums.

    pack.json        format, version, side, count, and the SHA-256 and size of every other file
    manifest.csv     id, category, split, group
    part-000.zip …   <id>.garment.webp (RGBA), <id>.lines.webp (black on white), <id>.given.webp (a second drawing, where there is one)

The archives are stored, not deflated: WebP does not shrink. Nothing here can run code when it is read (no pickles).
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sketch2fashion.errors import BadFeed
from sketch2fashion.training.dataset.table import GarmentRow

SIDE = 256  # px
PART_BYTES = 14 * 2**20  # a part is never larger
GARMENT_QUALITY = 75
ALPHA_STEPS = 8
INK_STEPS = 4
PAPER_BLACK, PAPER_WHITE = 0.16, 0.84  # of a drawing's grey: darker is ink, lighter is paper
MANIFEST_COLUMNS = ("id", "category", "split", "group")
_FORMAT, _VERSION = "sketch2fashion-pack", 1
_ZIP_OVERHEAD = 256  # bytes a member at most, beside its name and content


@dataclass(frozen=True, eq=False)
class PackedSet:
    """N garments in memory."""

    ids: tuple[str, ...]
    categories: tuple[str, ...]
    splits: tuple[str, ...]  # "train" or "val"
    groups: tuple[str, ...]
    garments: NDArray[np.uint8]  # (N, 256, 256, 4) RGBA, straight alpha
    lines: NDArray[np.uint8]  # (N, 256, 256), 255 = ink
    given_lines: NDArray[np.uint8]  # (N, 256, 256), 255 = ink: the drawings that came with the source; all zero where none did
    has_given_lines: NDArray[np.bool_]  # (N,)

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class PackReport:
    """What `write_pack` wrote."""

    folder: Path
    garments: int
    parts: int
    bytes: int


def write_pack(source: Path, rows: Sequence[GarmentRow], folder: Path, *, workers: int = 1) -> PackReport:
    """Pack `rows` of the set in `source` (garments/, lines/ and maybe lines-given/) into `folder`.

    The same set gives the same bytes. `pack.json` is written last, so that a pack without it is known to be unfinished.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in [folder / "pack.json", *folder.glob("part-*.zip")]:
        old.unlink(missing_ok=True)
    with ThreadPoolExecutor(workers) as pool:  # Pillow's WebP encoder lets other threads run
        parts = _write_parts(pool.map(lambda row: _members(source, row), rows), folder)
    manifest = folder / "manifest.csv"
    manifest.write_text(_manifest(rows), "utf-8")
    files = {path.name: {"sha256": _sha256(path), "bytes": path.stat().st_size} for path in (manifest, *parts)}
    description = {"format": _FORMAT, "version": _VERSION, "side": SIDE, "garments": len(rows), "files": files}
    (folder / "pack.json").write_text(json.dumps(description, indent=2) + "\n", "utf-8")
    size = sum(path.stat().st_size for path in (folder / "pack.json", manifest, *parts))
    return PackReport(folder, len(rows), len(parts), size)


def load_pack(folder: Path, *, workers: int | None = None) -> PackedSet:
    """The whole pack in memory. Raises `BadFeed` when a part is missing, damaged or not of this pack."""
    files = _checked_files(folder)
    rows = list(csv.DictReader(io.StringIO((folder / "manifest.csv").read_text("utf-8"))))
    garments = np.zeros((len(rows), SIDE, SIDE, 4), np.uint8)
    lines, given = (np.zeros((len(rows), SIDE, SIDE), np.uint8) for _ in range(2))
    has_given = np.zeros(len(rows), np.bool_)
    place = {row["id"]: index for index, row in enumerate(rows)}

    def take(member: tuple[str, bytes]) -> str:
        identifier, kind, _ = member[0].rsplit(".", 2)
        index = place[identifier]
        if kind == "garment":
            garments[index] = _decoded(member[1], "RGBA")
        elif kind == "lines":
            lines[index] = 255 - _decoded(member[1], "L")
        else:
            given[index], has_given[index] = 255 - _decoded(member[1], "L"), True
        return kind

    try:
        with ThreadPoolExecutor(workers or os.cpu_count()) as pool:
            kinds = list(pool.map(take, _all_members(folder, files)))
    except (KeyError, ValueError, OSError, zipfile.BadZipFile) as problem:
        raise BadFeed(f"{folder} is no whole pack: {problem}.", hint="Pack the set again: sketch2fashion dataset pack.") from problem
    if kinds.count("garment") != len(rows):
        raise BadFeed(f"{folder} holds {kinds.count('garment')} garments, its manifest {len(rows)}.")
    ids, categories, splits, groups = (tuple(row[name] for row in rows) for name in MANIFEST_COLUMNS)
    return PackedSet(ids, categories, splits, groups, garments, lines, given, has_given)


# -------------------------------------------------------------------------------------------------------------- writing


def _members(source: Path, row: GarmentRow) -> list[tuple[str, bytes]]:
    """The files of one garment: name and WebP bytes."""
    members = [(f"{row.id}.garment.webp", _garment(source / "garments" / f"{row.id}.webp"))]
    for kind, name in (("lines", "lines"), ("lines-given", "given")):
        path = source / kind / f"{row.id}.webp"
        if path.is_file():
            members.append((f"{row.id}.{name}.webp", _drawing(path)))
    return members


def _garment(path: Path) -> bytes:
    """Colours as a good WebP; alpha in few steps, which halves it and is enough for a rim of one pixel."""
    with Image.open(path) as image:
        premultiplied = image.convert("RGBA").convert("RGBa")  # resized so, there is no dark fringe
    pixels = np.array(premultiplied.resize((SIDE, SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0).convert("RGBA"))
    pixels[..., 3] = _in_steps(pixels[..., 3] / 255, ALPHA_STEPS)
    pixels[pixels[..., 3] == 0] = 0
    return _webp(Image.fromarray(pixels), quality=GARMENT_QUALITY)


def _drawing(path: Path) -> bytes:
    """Ink in few steps of grey, lossless: smaller than lossy, and no ringing around the lines."""
    with Image.open(path) as image:
        paper = np.asarray(image.convert("L").resize((SIDE, SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)) / 255
    return _webp(Image.fromarray(_in_steps((paper - PAPER_BLACK) / (PAPER_WHITE - PAPER_BLACK), INK_STEPS)), lossless=True, quality=80)


def _in_steps(plane: NDArray[np.float64], steps: int) -> NDArray[np.uint8]:
    """0 … 1 (clipped) as uint8 with only so many different values."""
    return cast(NDArray[np.uint8], np.rint(np.rint(np.clip(plane, 0, 1) * (steps - 1)) * (255 / (steps - 1))).astype(np.uint8))


def _webp(image: Image.Image, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", method=4, **options)
    return buffer.getvalue()


def _write_parts(garments: Iterable[Sequence[tuple[str, bytes]]], folder: Path) -> list[Path]:
    """Fill one archive after the other; a garment's files stay together."""
    parts: list[Path] = []
    archive: zipfile.ZipFile | None = None
    filled = 0
    for members in garments:
        size = sum(len(content) + 2 * len(name) + _ZIP_OVERHEAD for name, content in members)
        if archive is None or filled + size > PART_BYTES:
            if archive is not None:
                archive.close()
            parts.append(folder / f"part-{len(parts):03d}.zip")
            archive, filled = zipfile.ZipFile(parts[-1], "w", zipfile.ZIP_STORED), 0
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content)  # a ZipInfo's date is fixed: the same set, the same bytes
        filled += size
    if archive is not None:
        archive.close()
    return parts


def _manifest(rows: Iterable[GarmentRow]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(MANIFEST_COLUMNS)
    writer.writerows((row.id, row.category, row.split, row.group) for row in rows)
    return buffer.getvalue()


# -------------------------------------------------------------------------------------------------------------- reading


def _checked_files(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """The pack's files by name, after their checksums have been compared."""
    try:
        description = json.loads((folder / "pack.json").read_text("utf-8"))
        if description["format"] != _FORMAT or description["version"] != _VERSION or description["side"] != SIDE:
            raise BadFeed(f"{folder / 'pack.json'} describes another format.", hint=f"Expected {_FORMAT} version {_VERSION} at {SIDE} px.")
        files: Mapping[str, Mapping[str, Any]] = description["files"]
        wrong = [name for name, expected in files.items() if _sha256(folder / Path(name).name) != expected["sha256"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise BadFeed(f"{folder} is no whole pack.", hint="Pack the set again: sketch2fashion dataset pack.") from problem
    if wrong:
        raise BadFeed(f"{folder}: {', '.join(wrong)} is damaged.", hint="Copy the pack again.")
    return files


def _all_members(folder: Path, files: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    for name in sorted(files):
        if name.endswith(".zip"):
            with zipfile.ZipFile(folder / Path(name).name) as archive:
                for member in archive.namelist():
                    yield member, archive.read(member)


def _decoded(content: bytes, mode: str) -> NDArray[np.uint8]:
    with Image.open(io.BytesIO(content), formats=("WEBP",)) as image:
        return np.asarray(image.convert(mode), dtype=np.uint8)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
