"""The derived files of an embedded catalogue: generations of all its vectors, memory-mapped and shared by every process.

    vectors/current.json          {"generations": [newest, the one before]}: swapped by one rename
    vectors/g<revision>-<random>/ vectors.f16 (N × 512)     from which the best are scored exactly
                                  rounded.i8 (N × 512)      what a scan reads
                                  facts.bin                 the columns of `ROW`, then the worth of each row's bytes
                                  graph.usearch             in large catalogues only
                                  manifest.json             counts, model, checksums

A generation is written under a temporary name, flushed to the disk, read back and checked, and only then renamed and pointed to.
Everything here can be deleted at any time: the catalogue answers from SQLite and makes it again.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import shutil
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sketch2fashion.catalog.graph import Graph, can_graph, write_graph
from sketch2fashion.catalog.palette import FAMILY_NAMES
from sketch2fashion.catalog.segments import DIMENSIONS, ROW, WIDTH, Facts, Rows, Segment, best_products, rounded_rows
from sketch2fashion.catalog.store import VectorQuery
from sketch2fashion.categories import CATEGORY_NAMES

KEPT = 2  # the newest generation and the one before
LEAST_RECALL = 0.99  # of the best by a full scan, over sampled searches, that a graph must propose to be used
POOLS = (200, 400, 800, 1_600, 3_200)  # candidates to ask a graph for: the first that suffices is kept
_SAMPLED = 100  # searches
_SAMPLED_TOP = 20
_TIE = 1e-6
_SAMPLE_NOISE = 0.7  # length of what is added to a unit vector, so that a sample asks for what is not there, as a drawing does
_FIELDS: dict[str, tuple[np.dtype[Any], tuple[int, ...]]] = {
    name: (field[0].base, field[0].shape) for name, field in (ROW.fields or {}).items()
} | {"step": (np.dtype("<f4"), ())}
_MEANING = repr((ROW.descr, WIDTH, CATEGORY_NAMES, FAMILY_NAMES)).encode()
_LAYOUT = f"2 {zlib.crc32(_MEANING):08x}"  # files of another layout are not read, but made again
_BLOCK = 1 << 22  # bytes that a checksum reads at a time
_VECTORS, _ROUNDED, _FACTS, _GRAPH, _MANIFEST = "vectors.f16", "rounded.i8", "facts.bin", "graph.usearch", "manifest.json"

_log = logging.getLogger(__name__)

Chunk: TypeAlias = tuple[NDArray[np.intp], NDArray[np.float32], Rows]  # places (N,), vectors (N, 512), facts (N,)


@dataclass(frozen=True)
class Manifest:
    """What a generation holds: everything of `model` up to the catalogue's `revision`, in `count` rows.

    `checksums` are CRC-32 by file name. `pool` is how many rows to ask the graph for, 0 where there is none; `recall` is the share of
    what a scan finds that a sample of searches found by the graph.
    """

    layout: str
    revision: int
    model: str
    count: int
    checksums: dict[str, int]
    pool: int = 0
    recall: float = 1.0


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


def newest_manifest(folder: Path, model: str) -> Manifest | None:
    """What the newest generation of `model` says of itself; nothing else of it is opened."""
    manifests = (_manifest(folder / name) for name in _names(folder))
    return next((manifest for manifest in manifests if manifest is not None and manifest.model == model), None)


def write(folder: Path, revision: int, model: str, count: int, chunks: Iterable[Chunk], *, exact_up_to: int) -> Manifest:
    """Write, check and switch to a generation of `count` rows. A chunk says at which places its vectors (N, 512) and rows stand.

    With more than `exact_up_to` rows it gets a graph where usearch is installed, unless no graph finds what a scan finds. Raises
    `OSError` if the disk does not keep it; the generation that was current then stays.
    """
    folder.mkdir(exist_ok=True)
    name = f"g{revision:012d}-{secrets.token_hex(4)}"
    making = folder / f"making-{name}"
    making.mkdir()
    try:
        _write_rows(making, count, chunks)
        manifest = Manifest(_LAYOUT, revision, model, count, _checksums(making))
        if count > exact_up_to:
            manifest = _with_graph(making, manifest)
        _write_manifest(making, manifest)
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
    kept = [_manifest(folder / name) for name in _names(folder)]
    return min((manifest.revision for manifest in kept if manifest is not None), default=0)


def clean(folder: Path) -> None:
    """Remove generations that nothing points to any more, and what a killed build left."""
    keep = {*_names(folder), "current.json"}
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in keep:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def sampled_recall(segment: Segment, seed: int = 0) -> float:
    """The share of the best twenty by a scan of all rows that the graph finds, over a hundred searches near rows drawn by `seed`."""
    draw = np.random.default_rng(seed)
    scan = replace(segment, graph=None)
    found = of = 0
    for place in draw.integers(0, len(segment), _SAMPLED):
        query = _near(segment, int(place), draw)
        exact = [pick.score for pick in best_products([scan], query, exact_up_to=0)]
        got = [pick.score for pick in best_products([segment], query, exact_up_to=0)]
        found += sum(score >= exact[-1] - _TIE for score in got)  # by score: of what is equally good, any will do
        of += len(exact)
    return found / of if of else 1.0


def _near(segment: Segment, place: int, draw: np.random.Generator) -> VectorQuery:
    """A query for something like the picture at `place`, but not quite."""
    noise = draw.normal(size=(2, DIMENSIONS))
    halves = segment.vectors[place].astype(np.float32).reshape(2, DIMENSIONS)
    halves = halves + _SAMPLE_NOISE * noise / np.linalg.norm(noise, axis=1, keepdims=True)
    photo, sketch = (halves / np.linalg.norm(halves, axis=1, keepdims=True)).astype(np.float32)
    return VectorQuery(photo, sketch, "", 0.5, _SAMPLED_TOP)


# ── Reading ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _names(folder: Path) -> list[str]:
    try:
        names = json.loads((folder / "current.json").read_text("utf-8"))["generations"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [name for name in names if isinstance(name, str) and Path(name).name == name]


def _manifest(path: Path) -> Manifest | None:
    try:
        manifest = Manifest(**json.loads((path / _MANIFEST).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return manifest if manifest.layout == _LAYOUT else None


def _open(path: Path, thorough: bool) -> Generation | None:
    manifest = _manifest(path)
    if manifest is None:
        return None
    try:
        segment = _segment(path, manifest.count)
        if thorough and _checksums(path) != manifest.checksums:
            return None
        if manifest.pool and can_graph():
            segment = replace(segment, graph=_graph(path, manifest))
    except (OSError, ValueError, RuntimeError):  # the last one is usearch's
        return None
    return Generation(manifest, segment)


def _segment(path: Path, count: int) -> Segment:
    vectors = _map(path / _VECTORS, np.float16, (count, WIDTH))
    rounded = _map(path / _ROUNDED, np.int8, (count, WIDTH))
    columns = _columns(path / _FACTS, count, "r")
    return Segment(vectors, rounded, columns.pop("step"), Facts(columns), np.ones(count, bool), by_category=True)


def _graph(path: Path, manifest: Manifest) -> Graph:
    graph = Graph(path / _GRAPH, manifest.pool)
    if len(graph) != manifest.count:
        raise ValueError(f"the graph holds {len(graph)} of {manifest.count} rows")
    return graph


def _map(path: Path, dtype: Any, shape: tuple[int, ...]) -> NDArray[Any]:
    if path.stat().st_size != np.dtype(dtype).itemsize * int(np.prod(shape)):
        raise ValueError(f"{path.name} has not the size that its manifest says")
    if shape[0] == 0:
        return np.zeros(shape, dtype)  # an empty file cannot be mapped
    return np.asarray(np.memmap(path, dtype, "r", shape=shape))  # a plain view: slices of a memmap cost more than they hold


def _columns(path: Path, count: int, mode: Any) -> dict[str, NDArray[Any]]:
    """The columns of the facts' file, one behind the other in it."""
    if path.stat().st_size != count * _row_size():
        raise ValueError(f"{path.name} has not the size that its manifest says")
    columns: dict[str, NDArray[Any]] = {}
    offset = 0
    for name, (dtype, shape) in _FIELDS.items():
        whole = (count, *shape)
        columns[name] = np.asarray(np.memmap(path, dtype, mode, offset, whole)) if count else np.zeros(whole, dtype)
        offset += dtype.itemsize * int(np.prod(whole))
    return columns


def _row_size() -> int:
    return sum(dtype.itemsize * int(np.prod(shape)) for dtype, shape in _FIELDS.values())


# ── Writing ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _write_rows(path: Path, count: int, chunks: Iterable[Chunk]) -> None:
    """All but the graph, through maps, so that memory does not grow with the catalogue."""
    sizes = {_VECTORS: 2 * WIDTH, _ROUNDED: WIDTH, _FACTS: _row_size()}
    for name, size in sizes.items():
        with (path / name).open("wb") as file:
            file.truncate(count * size)
    if count:
        _fill(path, count, chunks)
    for name in sizes:
        _sync(path / name)


def _fill(path: Path, count: int, chunks: Iterable[Chunk]) -> None:
    vectors = np.memmap(path / _VECTORS, np.float16, "r+", shape=(count, WIDTH))
    rounded = np.memmap(path / _ROUNDED, np.int8, "r+", shape=(count, WIDTH))
    columns = _columns(path / _FACTS, count, "r+")
    filled = 0
    for places, chunk_vectors, rows in chunks:
        vectors[places] = chunk_vectors
        rounded[places], columns["step"][places] = rounded_rows(chunk_vectors)
        for name in ROW.names or ():
            columns[name][places] = rows[name]
        filled += len(places)
    if filled != count:
        raise OSError(f"{filled} of {count} rows came")


def _with_graph(path: Path, manifest: Manifest) -> Manifest:
    """Add a graph and what must be asked of it; without one where usearch is missing, or where none is as good as a scan."""
    if not can_graph():
        _log.warning('every search scans %d pictures; pip install "sketch2fashion[graph]" and the next build has a graph', manifest.count)
        return manifest
    segment = _segment(path, manifest.count)
    write_graph(path / _GRAPH, segment.rounded)
    _sync(path / _GRAPH)
    recall = 0.0
    for pool in POOLS:
        recall = sampled_recall(replace(segment, graph=Graph(path / _GRAPH, pool)), manifest.revision)
        if recall >= LEAST_RECALL:
            return replace(manifest, checksums=_checksums(path), pool=pool, recall=recall)
    (path / _GRAPH).unlink()
    _log.warning("the graph of %d pictures finds only %.1f %% of the best; they are scanned instead", manifest.count, 100 * recall)
    return replace(manifest, recall=recall)


def _write_manifest(path: Path, manifest: Manifest) -> None:
    (path / _MANIFEST).write_text(json.dumps(asdict(manifest)), "utf-8")
    for file in (path / _MANIFEST, path):
        _sync(file)


def _point_to(folder: Path, name: str) -> None:
    temporary = folder / f"current-{secrets.token_hex(4)}.json"
    temporary.write_text(json.dumps({"generations": [name, *_names(folder)][:KEPT]}), "utf-8")
    _sync(temporary)
    os.replace(temporary, folder / "current.json")
    _sync(folder)


def _checksums(path: Path) -> dict[str, int]:
    return {name: _checksum(path / name) for name in (_VECTORS, _ROUNDED, _FACTS, _GRAPH) if (path / name).is_file()}


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
