"""The derived files of an embedded catalogue: generations of all its vectors, memory-mapped and shared by every process.

    vectors/current.json          {"generations": [newest, the one before]}: swapped by one rename
    vectors/g<revision>-<random>/ vectors.f32 (N × 512), rows.bin (N × ROW), manifest.json (counts, model, checksums)

A generation is written under a temporary name, flushed to the disk, read back and checked, and only then renamed and pointed to.
Everything here can be deleted at any time: the catalogue answers from SQLite and makes it again.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sketch2fashion.catalog.palette import FAMILY_NAMES
from sketch2fashion.catalog.segments import ROW, WIDTH, Rows, Segment
from sketch2fashion.categories import CATEGORY_NAMES

KEPT = 2  # the newest generation and the one before
_MEANING = repr((ROW.descr, WIDTH, CATEGORY_NAMES, FAMILY_NAMES)).encode()
_LAYOUT = f"1 {zlib.crc32(_MEANING):08x}"  # files of another layout are not read, but made again
_BLOCK = 1 << 22  # bytes that a checksum reads at a time


Chunk: TypeAlias = tuple[NDArray[np.intp], NDArray[np.float32], Rows]  # places (N,), vectors (N, 512), facts (N,)


@dataclass(frozen=True)
class Manifest:
    """What a generation holds: everything of `model` up to the catalogue's `revision`, in `count` rows."""

    layout: str
    revision: int
    model: str
    count: int
    vectors_crc: int
    rows_crc: int


@dataclass(frozen=True, eq=False)
class Generation:
    """A generation, opened: its manifest and its rows as a segment whose arrays are maps of the files."""

    manifest: Manifest
    segment: Segment


Stamp: TypeAlias = tuple[int, int] | None  # changes whenever another generation becomes the current one


def stamp(folder: Path) -> Stamp:
    """A mark of the pointer file, cheap enough to look at on every search."""
    try:
        status = (folder / "current.json").stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns


def newest(folder: Path, model: str, *, thorough: bool) -> Generation | None:
    """The newest generation that is whole and of `model`; with `thorough` the checksums are read too."""
    for name in _names(folder):
        generation = _open(folder / name, thorough)
        if generation is not None and generation.manifest.model == model:
            return generation
    return None


def write(folder: Path, revision: int, model: str, count: int, chunks: Iterable[Chunk]) -> Manifest:
    """Write, check and switch to a generation of `count` rows. A chunk says at which places its vectors (N, 512) and rows stand.

    Raises `OSError` if the disk does not keep it; the generation that was current then stays.
    """
    folder.mkdir(exist_ok=True)
    name = f"g{revision:012d}-{secrets.token_hex(4)}"
    making = folder / f"making-{name}"
    making.mkdir()
    try:
        manifest = _write_files(making, revision, model, count, chunks)
        if _open(making, thorough=True) is None:
            raise OSError(f"{making.name} does not read back as it was written")
        os.rename(making, folder / name)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    _point_to(folder, name)
    return manifest


def oldest_revision(folder: Path) -> int:
    """The revision of the oldest generation that is kept, 0 if there is none."""
    kept = [_open(folder / name, thorough=False) for name in _names(folder)]
    return min((generation.manifest.revision for generation in kept if generation is not None), default=0)


def clean(folder: Path) -> None:
    """Remove generations that nothing points to any more, and what a killed build left."""
    keep = {*_names(folder), "current.json"}
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in keep:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def _names(folder: Path) -> list[str]:
    try:
        names = json.loads((folder / "current.json").read_text("utf-8"))["generations"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [name for name in names if isinstance(name, str) and Path(name).name == name]


def _open(path: Path, thorough: bool) -> Generation | None:
    try:
        manifest = Manifest(**json.loads((path / "manifest.json").read_text("utf-8")))
        if manifest.layout != _LAYOUT:
            return None
        vectors = _map(path / "vectors.f32", np.float32, (manifest.count, WIDTH))
        rows = _map(path / "rows.bin", ROW, (manifest.count,))
        if thorough and (_checksum(path / "vectors.f32") != manifest.vectors_crc or _checksum(path / "rows.bin") != manifest.rows_crc):
            return None
    except (OSError, ValueError, TypeError):
        return None
    return Generation(manifest, Segment(vectors, rows, np.ones(manifest.count, bool), by_category=True))


def _map(path: Path, dtype: Any, shape: tuple[int, ...]) -> NDArray[Any]:
    if path.stat().st_size != np.dtype(dtype).itemsize * int(np.prod(shape)):
        raise ValueError(f"{path.name} has not the size that its manifest says")
    if shape[0] == 0:
        return np.zeros(shape, dtype)  # an empty file cannot be mapped
    return np.asarray(np.memmap(path, dtype, "r", shape=shape))  # a plain view: slices of a memmap cost more than they hold


def _write_files(path: Path, revision: int, model: str, count: int, chunks: Iterable[Chunk]) -> Manifest:
    vectors, rows = _new_map(path / "vectors.f32", np.float32, (count, WIDTH)), _new_map(path / "rows.bin", ROW, (count,))
    filled = 0
    for places, chunk_vectors, chunk_rows in chunks:
        vectors[places], rows[places] = chunk_vectors, chunk_rows
        filled += len(places)
    if filled != count:
        raise OSError(f"{filled} of {count} rows came")
    for array in (vectors, rows):
        if isinstance(array, np.memmap):
            array.flush()
    manifest = Manifest(_LAYOUT, revision, model, count, _checksum(path / "vectors.f32"), _checksum(path / "rows.bin"))
    (path / "manifest.json").write_text(json.dumps(asdict(manifest)), "utf-8")
    for file in (path / "vectors.f32", path / "rows.bin", path / "manifest.json", path):
        _sync(file)
    return manifest


def _new_map(path: Path, dtype: Any, shape: tuple[int, ...]) -> NDArray[Any]:
    """A new file of that size as an array, so that memory does not grow with the catalogue; an empty file cannot be mapped."""
    path.touch()
    return np.memmap(path, dtype, "w+", shape=shape) if shape[0] else np.zeros(shape, dtype)


def _point_to(folder: Path, name: str) -> None:
    temporary = folder / f"current-{secrets.token_hex(4)}.json"
    temporary.write_text(json.dumps({"generations": [name, *_names(folder)][:KEPT]}), "utf-8")
    _sync(temporary)
    os.replace(temporary, folder / "current.json")
    _sync(folder)


def _checksum(path: Path) -> int:
    crc = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            crc = zlib.crc32(block, crc)
    return crc


def _sync(path: Path) -> None:
    """Have the disk keep a file, or the names in a folder (which not every system can)."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
