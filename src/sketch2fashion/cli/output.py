"""What every command needs at its two ends: inputs (files, folders, `-`) in, files and one JSON object out.

Many inputs go into a folder, each file written whole or not at all, so that an interrupted run continues where it stopped and a
bad input costs only itself. A command looks like this:

    batch = plan_batch(sketches, out, ending="-garment.png", overwrite=overwrite, as_json=as_json)
    return run_batch(batch, lambda job: _render_one(job, options), as_json=as_json, say=_one_line)
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from sketch2fashion.errors import BadValue, NotFound, Sketch2FashionError, TooLarge

STANDARD_STREAM = "-"
PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".heic", ".heif", ".avif")
SKETCH_SUFFIXES = (*PICTURE_SUFFIXES, ".svg", ".s2f")

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
overwrite_option = click.option("--overwrite", is_flag=True, help="With many inputs: make also what is already there.")


@dataclass(frozen=True)
class Job:
    """One input and the files (or folder) that it becomes. `source` and `outputs` may be `-`: a standard stream."""

    source: str
    outputs: tuple[str, ...]

    @property
    def is_done(self) -> bool:
        """Whether every output is there already (outputs are written whole, so being there is being finished)."""
        return all(output != STANDARD_STREAM and Path(output).exists() for output in self.outputs)


@dataclass(frozen=True)
class Batch:
    """The jobs of one call. `many` is whether the user named several inputs or a folder: then what is done is skipped."""

    jobs: tuple[Job, ...]
    many: bool
    overwrite: bool = False


# --------------------------------------------------------------------------------------------------------------- inputs


def read_input(source: str) -> bytes:
    """The bytes of a file, or of standard input for `-`. Raises `NotFound`, `BadValue` (a folder, unreadable), `TooLarge`."""
    from sketch2fashion.settings import settings  # pydantic: not before a command runs

    limit = settings().max_bytes
    try:
        if source == STANDARD_STREAM:
            data = sys.stdin.buffer.read(limit + 1)
        else:
            with open(source, "rb") as file:
                data = file.read(limit + 1)
    except FileNotFoundError:
        raise NotFound(f'There is no file "{source}".') from None
    except OSError as problem:
        raise BadValue(f'"{source}" cannot be read: {problem.strerror}.') from None
    if len(data) > limit:
        raise TooLarge(f'"{source}" has more than {limit / 1e6:.0f} MB.', hint="Raise SKETCH2FASHION_MAX_BYTES to accept it.")
    return data


def expand_inputs(inputs: Sequence[str], suffixes: Sequence[str] = SKETCH_SUFFIXES) -> list[tuple[str, str]]:
    """Files, folders (searched through, in sorted order) and `-` as (source, name relative to its folder) pairs.

    Raises `NotFound` for a path that is not there and `BadValue` for a folder without a readable file.
    """
    return [pair for given in inputs for pair in _expand(given, suffixes)]


def _expand(given: str, suffixes: Sequence[str]) -> Iterator[tuple[str, str]]:
    path = Path(given)
    if given == STANDARD_STREAM:
        yield given, "stdin"
    elif path.is_dir():
        found = sorted(file for file in path.rglob("*") if file.suffix.lower() in suffixes and file.is_file())
        if not found:
            raise BadValue(f'The folder "{given}" holds no file to read.', hint=f"Read are: {' '.join(suffixes)}.")
        yield from ((str(file), str(file.relative_to(path))) for file in found)
    elif path.exists():
        yield given, path.name
    else:
        raise NotFound(f'There is no file or folder "{given}".')


# ---------------------------------------------------------------------------------------------------------------- plans


def plan_batch(
    inputs: Sequence[str],
    out: str | None,
    *,
    ending: str,
    variants: int = 1,
    overwrite: bool = False,
    as_json: bool = False,
    suffixes: Sequence[str] = SKETCH_SUFFIXES,
) -> Batch:
    """What becomes what.

    One input: `out`, else the input's stem + `ending` in the current folder. What came from standard input goes to standard output,
    unless JSON goes there: then it becomes `stdin` + `ending`.
    Several inputs or a folder: stem + `ending` in the folder `out`, else the current folder; sub-folders are kept.
    `variants` above 1 turns `out.png` into `out-1.png`, `out-2.png` …
    """
    if not inputs:
        raise BadValue("No input was given.", hint="Name files, a folder, or - for standard input.")
    pairs = expand_inputs(inputs, suffixes)
    many = len(inputs) > 1 or any(Path(given).is_dir() for given in inputs if given != STANDARD_STREAM)
    if not many:
        (source, name), *_ = pairs
        if out is None and source == STANDARD_STREAM and not as_json:
            out = STANDARD_STREAM
        if out == STANDARD_STREAM and as_json:
            raise BadValue("Standard output cannot hold both a picture and JSON.", hint="Name a file: -o out.png")
        return Batch((Job(source, _variants_of(_single_target(name, out, ending), variants)),), many=False, overwrite=True)
    if out == STANDARD_STREAM:
        raise BadValue("Many inputs do not fit into one standard output.", hint="Name a folder: -o FOLDER.")
    folder = Path(out or ".")
    if folder.exists() and not folder.is_dir():
        raise BadValue(f'"{folder}" is a file; many inputs go into a folder.')
    targets = _distinct([str(folder / Path(name).with_suffix("")) for _, name in pairs], [name for _, name in pairs])
    jobs = tuple(Job(source, _variants_of(target + ending, variants)) for (source, _), target in zip(pairs, targets, strict=True))
    return Batch(jobs, many=True, overwrite=overwrite)


def _single_target(name: str, out: str | None, ending: str) -> str:
    if out is None:
        return Path(name).stem + ending
    if out != STANDARD_STREAM and (out.endswith(("/", os.sep)) or Path(out).is_dir()):
        return str(Path(out) / (Path(name).stem + ending))
    return out


def _variants_of(target: str, variants: int) -> tuple[str, ...]:
    if variants == 1:
        return (target,)
    if target == STANDARD_STREAM:
        raise BadValue("Several variants do not fit into one standard output.", hint="Name a file: -o out.png gives out-1.png, out-2.png …")
    path = Path(target)
    return tuple(str(path.with_name(f"{path.stem}-{number}{path.suffix}")) for number in range(1, variants + 1))


def _distinct(stems: list[str], names: list[str]) -> list[str]:
    """`shirt.png` and `shirt.jpg` must not become one file: stems that meet keep their suffix, then get a number."""
    taken: set[str] = set()
    targets = []
    for stem, name in zip(stems, names, strict=True):
        plain = stem if stems.count(stem) == 1 else f"{stem}-{Path(name).suffix.lstrip('.').lower()}"
        target = next(candidate for candidate in _numbered(plain) if candidate not in taken)
        taken.add(target)
        targets.append(target)
    return targets


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    yield from (f"{stem}-{number}" for number in itertools.count(2))


# -------------------------------------------------------------------------------------------------------------- results


def run_batch(
    batch: Batch,
    make: Callable[[Job], Mapping[str, Any]],
    *,
    as_json: bool,
    say: Callable[[Mapping[str, Any]], str] | None = None,
) -> int:
    """Do the jobs and report them; return the exit code.

    `make` does one job (writes its outputs with `write_output`) and returns its JSON fields; `say` turns those into the line for
    people. One input: its error goes to the edge, its fields are the JSON object. Many: what is already there is skipped, a bad input
    is told on standard error and the rest goes on (exit 2 at the end), and the object is `{"results", "skipped", "failed"}`.
    """
    if not batch.many:
        fields = make(batch.jobs[0])
        _report(fields, as_json=as_json, say=say, quiet=STANDARD_STREAM in batch.jobs[0].outputs)
        return 0
    results: list[Mapping[str, Any]] = []
    skipped: list[str] = []
    failed: list[dict[str, str]] = []
    for job in _with_progress(batch.jobs):
        if job.is_done and not batch.overwrite:
            skipped.append(job.source)
            continue
        try:
            results.append({"input": job.source, **make(job)})
        except Sketch2FashionError as problem:
            failed.append({"input": job.source, "code": problem.code, "message": str(problem)})
            complain(f"{job.source}: {problem}")
        else:
            if not as_json:
                _report(results[-1], as_json=False, say=say)
    if as_json:
        emit_json({"results": results, "skipped": skipped, "failed": failed})
    note(f"{len(results)} made, {len(skipped)} already there, {len(failed)} failed.")
    return 2 if failed else 0


def _report(fields: Mapping[str, Any], *, as_json: bool, say: Callable[[Mapping[str, Any]], str] | None, quiet: bool = False) -> None:
    if as_json:
        emit_json(fields)
    elif say is not None and not quiet:
        click.echo(say(fields))


def _with_progress(jobs: Sequence[Job]) -> Iterator[Job]:
    """The jobs with a progress bar on standard error, if a person is looking at it."""
    from tqdm import tqdm

    yield from tqdm(jobs, file=sys.stderr, disable=not sys.stderr.isatty(), unit="file", leave=False)


def emit_json(fields: Mapping[str, Any]) -> None:
    """Print one JSON object, readable Korean, on standard output. NaN is a fault here, never an output."""
    click.echo(json.dumps(fields, ensure_ascii=False, allow_nan=False, default=str))


def note(message: str) -> None:
    """A line for people, on standard error, so that standard output stays the result's."""
    click.echo(message, err=True)


def complain(message: str) -> None:
    """An error that does not end the command: one line on standard error."""
    note("Error: " + " ".join(message.split()))


def write_output(target: str, data: bytes) -> None:
    """Write a whole file or none (a kill leaves no half picture that a resumed run would take for finished); `-` is standard output.

    Missing folders are made. Raises `BadValue` if the place cannot be written.
    """
    if target == STANDARD_STREAM:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    path = Path(target)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, data)
    except OSError as problem:
        raise BadValue(f'"{target}" cannot be written: {problem.strerror}.') from None


def _replace(path: Path, data: bytes) -> None:
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, 0o666 & ~_umask())  # mkstemp makes private files; a picture is an ordinary one
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
