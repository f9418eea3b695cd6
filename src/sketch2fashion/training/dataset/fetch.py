"""Fetch the public *Clothing dataset* (CC0 1.0, 5,400 phone photos of clothes) from its pinned commit, every file verified.

    folder/images/<id>.jpg · folder/images.csv (labels)          the layout of the source, which `dataset build` reads

The list of files and their git blob hashes comes from the commit's tree, or from a table with `source_id` and `git_blob`. A file that
is there and has the right hash is not fetched again, so an interrupted fetch goes on where it stopped. A file that cannot be had
(after a few tries) or has the wrong content is reported, and never stays on disk under its name. With `source`, a copy on disk takes
the place of the network.
"""

from __future__ import annotations

import csv
import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from sketch2fashion.errors import BadFeed, BadValue, NotFound
from sketch2fashion.training.dataset.build import git_blob

REPOSITORY = "alexeygrigorev/clothing-dataset"
COMMIT = "7ed86a9"
LABELS = "images.csv"
TRIES = 4
FIRST_PAUSE = 0.5  # s before the second try; doubles
TIMEOUT = 30.0  # s without a byte
LARGEST_FILE = 32_000_000  # bytes; the photos have some 60 kB
AGENT = "sketch2fashion dataset fetch"
NO_NETWORK = "Check the network, or use a copy on disk: --source DIR."


@dataclass(frozen=True)
class Origin:
    """Where the files are: the service that lists a commit, and the one that hands out its files."""

    listing: str = "https://api.github.com"
    files: str = "https://raw.githubusercontent.com"


@dataclass(frozen=True)
class Wanted:
    """One file: its path in the source and the git blob hash of its content (None: not known, any content is taken)."""

    path: str
    blob: str | None


@dataclass(frozen=True)
class FetchReport:
    """The outcome of a fetch."""

    folder: Path
    fetched: int
    already: int
    unverified: int
    failures: tuple[tuple[str, str], ...]  # path and reason


Progress = Callable[[int, int], None]  # done, of
DEFAULT_ORIGIN = Origin()


def fetch_clothing(
    folder: Path,
    *,
    source: Path | None = None,
    table: Path | None = None,
    origin: Origin = DEFAULT_ORIGIN,
    workers: int = 8,
    progress: Progress | None = None,
) -> FetchReport:
    """Bring the photos and their labels into `folder`.

    `source` is a copy on disk, `table` a CSV with `source_id` and `git_blob`. Raises `NotFound`, `BadFeed` and `BadValue`, when
    there is nothing to begin with; single files that fail are in the report.
    """
    take: Callable[[Wanted], bytes]
    if source is not None:
        wanted, take = _copy_of(source, table), _Disk(source)
    else:
        commit = _resolved(origin)
        wanted, take = _tree(origin, commit, table), _Network(f"{origin.files}/{REPOSITORY}/{commit}")
    outcomes: list[tuple[Wanted, str]] = []
    with ThreadPoolExecutor(workers) as pool:
        for outcome in pool.map(lambda one: (one, _bring(one, folder, take)), wanted):
            outcomes.append(outcome)
            if progress:
                progress(len(outcomes), len(wanted))
    told = {"fetched", "already"}
    return FetchReport(
        folder,
        fetched=sum(told_as == "fetched" for _, told_as in outcomes),
        already=sum(told_as == "already" for _, told_as in outcomes),
        unverified=sum(told_as in told and one.blob is None for one, told_as in outcomes),
        failures=tuple((one.path, told_as) for one, told_as in outcomes if told_as not in told),
    )


def _bring(wanted: Wanted, folder: Path, take: Callable[[Wanted], bytes]) -> str:
    """ "fetched", "already", or why it failed."""
    target = folder / wanted.path
    if target.is_file() and wanted.blob in (None, git_blob(target.read_bytes())):
        return "already"
    try:
        data = take(wanted)
    except (OSError, http.client.HTTPException) as problem:
        return f"It cannot be fetched: {problem}."
    if wanted.blob is not None and git_blob(data) != wanted.blob:
        return f"Its content is not what the commit holds ({len(data)} bytes, git blob {git_blob(data)[:12]}, expected {wanted.blob[:12]})."
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.part")
    draft.write_bytes(data)
    draft.replace(target)
    return "fetched"


# -------------------------------------------------------------------------------------------------------------- network


@dataclass(frozen=True)
class _Network:
    """Takes files from the pinned commit; tries again when the connection breaks or the content is cut off or wrong."""

    base: str

    def __call__(self, wanted: Wanted) -> bytes:
        url = f"{self.base}/{wanted.path}"
        for pause in _pauses():
            try:
                data = _read(url)
                if pause is None or wanted.blob is None or git_blob(data) == wanted.blob:
                    return data
            except (OSError, http.client.HTTPException) as problem:
                if pause is None or _is_final(problem):
                    raise
            time.sleep(pause)
        raise AssertionError("the last pause is None")


def _pauses() -> Iterator[float | None]:
    """Seconds to wait after each try; None after the last."""
    yield from (FIRST_PAUSE * 2**number for number in range(TRIES - 1))
    yield None


def _is_final(problem: Exception) -> bool:
    """Whether asking again is useless: the server says that there is no such thing."""
    return isinstance(problem, urllib.error.HTTPError) and problem.code in (400, 401, 404, 410)


def _read(url: str) -> bytes:
    request = urllib.request.Request(url, headers={"User-Agent": AGENT})
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
        data: bytes = answer.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise OSError(f"more than {LARGEST_FILE / 1e6:.0f} MB")
    return data


def _resolved(origin: Origin) -> str:
    """The full hash of the pinned commit."""
    answer = _json(f"{origin.listing}/repos/{REPOSITORY}/commits/{COMMIT}")
    sha = str(answer.get("sha", "")) if isinstance(answer, dict) else ""
    if not sha.startswith(COMMIT):
        raise BadFeed(f"The server answered with another commit than {COMMIT}.", hint="Use a copy on disk: --source DIR.")
    return sha


def _tree(origin: Origin, commit: str, table: Path | None) -> list[Wanted]:
    """The commit's photos and labels; with a table only the photos in it, by its hashes."""
    answer = _json(f"{origin.listing}/repos/{REPOSITORY}/git/trees/{commit}?recursive=1")
    try:
        blobs = {str(entry["path"]): str(entry["sha"]) for entry in answer["tree"] if entry["type"] == "blob"}
        if answer.get("truncated"):
            raise BadFeed("The server lists only a part of the files.", hint="Use a table: --table garments.csv.")
    except (KeyError, TypeError) as problem:
        raise BadFeed("The server's list of files cannot be read.", hint="Use a copy on disk: --source DIR.") from problem
    wanted = [Wanted(path, blob) for path, blob in blobs.items() if path == LABELS or _is_photo(path)]
    if table is not None:
        wanted = [*(one for one in wanted if one.path == LABELS), *_listed(table)]
    return sorted(wanted, key=lambda one: one.path)


def _is_photo(path: str) -> bool:
    """A photo in images/, with a name that is no way out of the folder."""
    parts = PurePosixPath(path).parts
    return len(parts) == 2 and parts[0] == "images" and path.endswith(".jpg") and ".." not in parts


def _json(url: str) -> Any:
    for pause in _pauses():
        try:
            return json.loads(_read(url))
        except (OSError, http.client.HTTPException, ValueError) as problem:
            if pause is None or _is_final(problem):
                raise NotFound(f"The list of files cannot be fetched: {problem}.", hint=NO_NETWORK) from problem
            time.sleep(pause)
    raise AssertionError("the last pause is None")


# ----------------------------------------------------------------------------------------------------------------- disk


@dataclass(frozen=True)
class _Disk:
    """Takes files from a copy on disk."""

    folder: Path

    def __call__(self, wanted: Wanted) -> bytes:
        return (self.folder / wanted.path).read_bytes()


def _copy_of(source: Path, table: Path | None) -> list[Wanted]:
    """What a copy on disk holds, or what the table says that it should hold."""
    if not (source / "images").is_dir():
        raise NotFound(f'"{source}" holds no folder "images".', hint="A copy of the source has images/ and images.csv in it.")
    photos = _listed(table) if table else [Wanted(f"images/{path.name}", None) for path in sorted((source / "images").glob("*.jpg"))]
    return [*([Wanted(LABELS, None)] if (source / LABELS).is_file() else []), *photos]


def _listed(table: Path) -> list[Wanted]:
    """The photos of a table with `source_id` and `git_blob`. Raises `BadFeed`."""
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            wanted = [Wanted(f"images/{row['source_id']}.jpg", row["git_blob"]) for row in csv.DictReader(file)]
    except (OSError, KeyError, UnicodeDecodeError) as problem:
        raise BadFeed(f"{table} cannot be used.", hint="It needs the columns source_id and git_blob.") from problem
    strange = next((one.path for one in wanted if not _is_photo(one.path)), None)
    if strange:
        raise BadValue(f'{table}: "{strange}" is no name of a photo.')
    return wanted
