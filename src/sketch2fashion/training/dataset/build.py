"""Build a garment set from a folder: photos become cut-outs, line drawings, flats and a table; garments that are cut out already only
get the drawings that they lack.

    PHOTOS/shirts/a.jpg …  or  PHOTOS/a.jpg …  or  a set with garments.csv
        ─▶ garments/<id>.webp (RGBA, 92 % of a square) · lines/<id>.webp · flats/<id>.webp · garments.csv · contact.jpg · failures.csv

Each garment is worked on by itself, in as many processes as asked for. `progress.jsonl` keeps what is done, so an interrupted run goes
on where it stopped. A file that cannot be used is reported and costs only itself. Groups and splits need all garments, so they are
made last; the drawings that a source brought along stay as `lines-given/`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sketch2fashion.categories import CATEGORY_NAMES, category_of
from sketch2fashion.errors import BadImage, BadValue, NotFound, Sketch2FashionError
from sketch2fashion.garment import Lines, Picture
from sketch2fashion.images import decode, on_white, resize
from sketch2fashion.photo.cutout import alpha_of, cutout, garment_box
from sketch2fashion.photo.square import Square
from sketch2fashion.training.dataset.likeness import Likeness, groups_of, likeness_of, split_of
from sketch2fashion.training.dataset.table import TABLE_NAME, GarmentRow, read_table, write_table

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif")
SMALLEST_GARMENT = 64  # px; less has no seams to draw
FOUND_IN_LABELS = "images.csv"  # image, label: the table of the public clothing data set
COLUMNS = (
    *("id", "source", "git_blob", "category", "label", "split", "group", "lines", "lines_given", "photo", "mask_uncertain"),
    *("source_width", "source_height", "crop_x", "crop_y", "crop_side"),
)


@dataclass(frozen=True)
class BuildOptions:
    """How to build. `category` is a name, or "auto": folder names, a labels table, else the embedder's opinion."""

    lines: str = "linework"
    category: str = "auto"
    side: int = 384
    val_share: float = 0.06
    flats: bool = True
    workers: int = 1


DEFAULTS = BuildOptions()
Progress = Callable[[int, int], None]  # done, of


@dataclass(frozen=True)
class Source:
    """One file to work on. `row` is there when the garment is cut out already."""

    path: str
    name: str  # relative to the source folder
    label: str
    category: str | None
    row: GarmentRow | None = None


@dataclass(frozen=True)
class Built:
    """What became of one source: the cells of its row, or why it failed."""

    source: str
    cells: dict[str, Any]
    likeness: str = ""
    failure: str = ""


@dataclass(frozen=True)
class BuildReport:
    """The outcome of a build."""

    folder: Path
    garments: int
    train: int
    val: int
    groups: int
    resumed: int
    failures: tuple[tuple[str, str], ...]  # source and reason


def build(photos: Path, folder: Path, options: BuildOptions = DEFAULTS, *, progress: Progress | None = None) -> BuildReport:
    """Build the set; `progress` hears (done, of). Raises `BadValue` for options and folders that cannot be."""
    sources = find_sources(photos, options)
    folder.mkdir(parents=True, exist_ok=True)
    journal = Journal(folder / "progress.jsonl", fingerprint=f"{options.lines} {options.side} {options.flats} {options.category}")
    done = journal.read(folder)
    todo = [source for source in sources if source.name not in done]
    resumed = len(sources) - len(todo)
    for count, built in enumerate(_work(todo, folder, options), start=resumed + 1):
        done[built.source] = built
        journal.add(built)
        if progress:
            progress(count, len(sources))
    results = _without_copies([done[source.name] for source in sources])
    rows = _rows([built for built in results if not built.failure], options)
    write_table(folder, rows, _columns(rows))
    failures = tuple((built.source, built.failure) for built in results if built.failure)
    _write_failures(folder / "failures.csv", failures)
    save_contact_sheet(folder, rows)
    val = sum(row["split"] == "val" for row in rows)
    return BuildReport(folder, len(rows), len(rows) - val, val, len({row["group"] for row in rows}), resumed, failures)


# -------------------------------------------------------------------------------------------------------------- sources


def find_sources(photos: Path, options: BuildOptions) -> list[Source]:
    """The files to work on. Raises `NotFound` and `BadValue`."""
    from sketch2fashion.training.dataset.detectors import DETECTORS

    if options.lines not in DETECTORS:
        raise BadValue(f'"{options.lines}" is no way to draw lines.', hint=f"Allowed: {', '.join(DETECTORS)}.")
    if not 128 <= options.side <= 1024 or not 0 <= options.val_share <= 0.5:
        raise BadValue("The side must lie in 128 … 1024 px and the val share in 0 … 0.5.")
    if not photos.is_dir():
        raise NotFound(f'There is no folder "{photos}".')
    if (photos / TABLE_NAME).is_file():
        rows = read_table(photos)
        return [Source(str(photos / "garments" / f"{row.id}.webp"), row.id, row.category, row.category, row) for row in rows]
    files = sorted(path for path in photos.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    if not files:
        raise BadValue(f'The folder "{photos}" holds no picture.', hint=f"Read are: {' '.join(SUFFIXES)}.")
    labels = _labels(photos)
    return [_source(path, photos, labels, options.category) for path in files]


def _source(path: Path, photos: Path, labels: dict[str, str], wanted: str) -> Source:
    relative = path.relative_to(photos)
    if wanted != "auto":
        return Source(str(path), str(relative), wanted, wanted)
    named = [labels[path.stem]] if path.stem in labels else [part for part in reversed(relative.parts[:-1])]
    label = next((name for name in named if _category_of_folder(name)), named[0] if named else "")
    return Source(str(path), str(relative), label, _category_of_folder(label))


def _category_of_folder(name: str) -> str | None:
    """ "T-Shirts", "jeans_women", "Dress" … A folder may be in the plural or carry another word."""
    plain = name.strip().lower().replace("_", " ")
    words = [plain, plain.replace(" ", "-"), *plain.split()]
    candidates = [form for word in words for form in (word, word.removesuffix("s"), word.removesuffix("es"))]
    return next((category for candidate in candidates if (category := category_of(candidate))), None)


def _labels(photos: Path) -> dict[str, str]:
    """File stem → label, from an `images.csv` in the folder or above it, if there is one."""
    for path in (photos / FOUND_IN_LABELS, photos.parent / FOUND_IN_LABELS):
        if path.is_file():
            with path.open(encoding="utf-8-sig", newline="") as file:
                return {Path(row["image"]).stem: row["label"] for row in csv.DictReader(file) if row.get("image") and row.get("label")}
    return {}


# ----------------------------------------------------------------------------------------------------------------- work


def _work(todo: Sequence[Source], folder: Path, options: BuildOptions) -> Iterator[Built]:
    """Each source's outcome, as they come."""
    for name in ("garments", "lines", *(["flats"] if options.flats else [])):
        (folder / name).mkdir(parents=True, exist_ok=True)
    if options.workers <= 1 or len(todo) < 2:
        yield from (build_one(source, folder, options) for source in todo)
        return
    os.environ.setdefault("SKETCH2FASHION_THREADS", "1")  # the processes are the parallelism
    with ProcessPoolExecutor(options.workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(build_one, todo, [folder] * len(todo), [options] * len(todo), chunksize=4)


def build_one(source: Source, folder: Path, options: BuildOptions) -> Built:
    """Work on one file. Whatever is wrong with it ends up in `failure`, never in a traceback."""
    try:
        return _finished(source, folder, options) if source.row is None else _redrawn(source, source.row, folder, options)
    except Sketch2FashionError as problem:
        return Built(source.name, {}, failure=str(problem))
    except OSError as problem:
        return Built(source.name, {}, failure=f"The file cannot be read: {problem.strerror or problem}.")


def _finished(source: Source, folder: Path, options: BuildOptions) -> Built:
    """A photo, all the way."""
    data = Path(source.path).read_bytes()
    picture = decode(data)
    cut = cutout(picture)
    place = _square_of(cut)
    square = resize(place.cropped(cut), options.side, options.side)
    blob = git_blob(data)
    category = source.category or (None if source.label else _recognised(square))
    if category is None:
        label = f' ("{source.label}" is none)' if source.label else ""
        raise BadImage(f"Its category is not known{label}.", hint=f"Categories: {', '.join(CATEGORY_NAMES)}; or say --category.")
    _save_layers(square, blob[:12], folder, options)
    uncertain = float(((cut[..., 3] > 25) & (cut[..., 3] < 230)).mean())
    cells = {
        **{"id": blob[:12], "source": source.name, "git_blob": blob, "category": category, "label": source.label},
        **{"lines": 1, "lines_given": 0, "photo": 0, "mask_uncertain": round(uncertain, 4)},
        **{"source_width": picture.shape[1], "source_height": picture.shape[0]},
        **{"crop_x": place.left, "crop_y": place.top, "crop_side": place.side},
    }
    return Built(source.name, cells, likeness_of(on_white(picture)).to_text())


def _redrawn(source: Source, row: GarmentRow, folder: Path, options: BuildOptions) -> Built:
    """A garment that is cut out already: keep its picture, its row and its own drawing, and draw ours."""
    path = Path(source.path)
    picture = decode(path.read_bytes())
    shutil.copyfile(path, folder / "garments" / path.name)
    given = path.parent.parent / "lines" / path.name
    if row.has_lines and given.is_file():
        (folder / "lines-given").mkdir(exist_ok=True)
        shutil.copyfile(given, folder / "lines-given" / path.name)
    _save_layers(picture, row.id, folder, options, keep_garment=True)
    cells = {**row.cells, "category": row.category, "group": row.group, "split": row.split, "lines": 1, "lines_given": int(row.has_lines)}
    return Built(source.name, {**cells, "photo": 0, "from_table": 1})


def _save_layers(square: Picture, identifier: str, folder: Path, options: BuildOptions, *, keep_garment: bool = False) -> None:
    from sketch2fashion.training.dataset.detectors import DETECTORS

    lines = DETECTORS[options.lines](on_white(square))
    if not keep_garment:
        _save(square, folder / "garments" / f"{identifier}.webp", quality=90)
    if options.flats:
        _save(_flats(square, lines), folder / "flats" / f"{identifier}.webp", lossless=True)
    _save(np.rint(255 * (1 - lines)).astype(np.uint8), folder / "lines" / f"{identifier}.webp", quality=80)


def _flats(square: Picture, lines: Lines) -> Picture:
    """The garment in flat colours: the hints that describe it, spread over its regions."""
    from sketch2fashion.drawing.flats import flats
    from sketch2fashion.garment import Layers
    from sketch2fashion.photo.colours import hint_colours

    inside = square[..., 3] >= 128
    hints = hint_colours(square, lines)
    return flats(Layers(lines, hints, np.zeros_like(lines)), silhouette=inside)


def _square_of(cut: Picture) -> Square:
    """The garment's square. Raises `BadImage` when the garment is too small to be seen."""
    box = garment_box(alpha_of(cut))
    if box is None or max(box.width, box.height) < SMALLEST_GARMENT:
        raise BadImage(f"The garment is smaller than {SMALLEST_GARMENT} px.")
    return Square.around(box)


def _recognised(square: Picture) -> str | None:
    """The embedder's opinion, where it has one."""
    from sketch2fashion.models.registry import available

    if "embedder" not in available():
        return None
    from sketch2fashion.search.embedder import embed

    scores = embed(on_white(square)).category_scores
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= 0.3 else None


def git_blob(data: bytes) -> str:
    """The SHA-1 by which git names a file's content."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _save(pixels: NDArray[np.uint8], path: Path, **options: Any) -> None:
    """Whole or not at all: a half file would count as done."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "WEBP", method=4, **options)
    draft = path.with_name(f".{path.name}.part")
    draft.write_bytes(buffer.getvalue())
    draft.replace(path)


# -------------------------------------------------------------------------------------------------------------- journal


@dataclass(frozen=True)
class Journal:
    """What is done, one JSON object a line. Lines of another `fingerprint` (other options) and failures do not count as done."""

    path: Path
    fingerprint: str

    def add(self, built: Built) -> None:
        """Note an outcome. The line break comes first: the line before may have been cut off by a kill."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write("\n" + json.dumps({"options": self.fingerprint, **asdict(built)}, ensure_ascii=False))

    def read(self, folder: Path) -> dict[str, Built]:
        """What need not be done again, by source."""
        done: dict[str, Built] = {}
        for line in self._lines():
            try:
                noted = json.loads(line)
                if noted.pop("options") == self.fingerprint and not noted["failure"]:
                    done[noted["source"]] = Built(**noted)
            except (ValueError, KeyError, TypeError):
                continue  # the last line of a killed run may be cut off
        return {name: built for name, built in done.items() if (folder / "lines" / f"{built.cells['id']}.webp").is_file()}

    def _lines(self) -> list[str]:
        return self.path.read_text("utf-8", errors="replace").splitlines() if self.path.is_file() else []


# ---------------------------------------------------------------------------------------------------------------- table


def _without_copies(results: Iterable[Built]) -> list[Built]:
    """The very same file twice is one garment; the later one is reported."""
    first: dict[str, str] = {}
    kept = []
    for built in results:
        identifier = built.cells.get("id", "")
        if not built.failure and first.setdefault(identifier, built.source) != built.source:
            built = Built(built.source, {}, failure=f"The same file as {first[identifier]}.")
        kept.append(built)
    return kept


def _rows(results: Sequence[Built], options: BuildOptions) -> list[dict[str, Any]]:
    """The table's rows, with groups and splits; a source that came with its own keeps them."""
    rows = [dict(built.cells) for built in results]
    if all(row.get("from_table") for row in rows):
        return rows
    groups = groups_of([Likeness.from_text(built.likeness) for built in results])
    splits = split_of([row["id"] for row in rows], [row["category"] for row in rows], groups, options.val_share)
    return [{**row, "group": group, "split": split} for row, group, split in zip(rows, groups, splits, strict=True)]


def _columns(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Ours, then what the source's own table had besides."""
    known = {name: None for name in COLUMNS}
    others = {name: None for row in rows for name in row if name not in known and name != "from_table"}
    present = {name for row in rows for name in row}
    return [name for name in (*known, *others) if name in present or not rows]


def _write_failures(path: Path, failures: Sequence[tuple[str, str]]) -> None:
    if not failures:
        path.unlink(missing_ok=True)
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("source", "reason"))
        writer.writerows(failures)


# -------------------------------------------------------------------------------------------------------- contact sheet


def save_contact_sheet(folder: Path, rows: Sequence[dict[str, Any]], *, most: int = 48, tile: int = 160) -> Path | None:
    """`contact.jpg`: garment, lines and flats of up to `most` garments, evenly from all categories. None for an empty set."""
    chosen = sorted(_evenly(sorted(rows, key=lambda row: (row["category"], row["id"])), most), key=lambda row: row["category"])
    if not chosen:
        return None
    kinds = [kind for kind in ("garments", "lines", "flats") if (folder / kind).is_dir()]
    across = 4
    sheet = Image.new("RGB", (across * tile * len(kinds), -(-len(chosen) // across) * tile), "white")
    for index, row in enumerate(chosen):
        for column, kind in enumerate(kinds):
            path = folder / kind / f"{row['id']}.webp"
            if path.is_file():
                with Image.open(path) as image:
                    small = image.convert("RGBA").resize((tile, tile))
                place = ((index % across * len(kinds) + column) * tile, index // across * tile)
                sheet.paste(small, place, small)
    path = folder / "contact.jpg"
    sheet.save(path, quality=85)
    return path


def _evenly(rows: Sequence[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    step = max(1.0, len(rows) / most)
    return [rows[int(index * step)] for index in range(min(most, len(rows)))]
