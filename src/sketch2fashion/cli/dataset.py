"""`sketch2fashion dataset`: fetch a public photo set, build a training set from any photos, pack it to travel."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from sketch2fashion.cli.output import complain, emit_json, json_option, note

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)
SHOWN_FAILURES = 10  # lines on standard error; all of them are in failures.csv or the JSON object


@click.group()
def dataset() -> None:
    """Make a training set in three steps: fetch photos, build the set, pack it.

    \b
    sketch2fashion dataset fetch clothing -o photos/
    sketch2fashion dataset build photos/ -o set/
    sketch2fashion dataset pack set/ -o pack/

    Photos of your own start at the second step. Each command goes on where it was interrupted.
    """


@dataset.command()
@click.argument("name", type=click.Choice(["clothing"]))
@click.option("-o", "--out", required=True, type=FOLDER, metavar="DIR", help="Where images/ and images.csv go.")
@click.option("--source", type=FOLDER, metavar="DIR", help="A copy on disk to take the files from, instead of the network.")
@click.option("--table", type=FILE, metavar="CSV", help="Fetch only its rows, and verify by its hashes (columns source_id, git_blob).")
@click.option("--workers", default=8, show_default=True, type=click.IntRange(1, 32), help="Connections at a time.")
@json_option
def fetch(name: str, out: Path, source: Path | None, table: Path | None, workers: int, as_json: bool) -> int:
    """Fetch the photo set NAME, every file verified against its pinned commit.

    clothing: 5,400 phone photos of real clothes with labels, CC0 1.0 (free for any use), by 32 people; some 330 MB.
    """
    from sketch2fashion.training.dataset.fetch import fetch_clothing

    with _progress("Fetching") as progress:
        report = fetch_clothing(out, source=source, table=table, workers=workers, progress=progress)
    _tell_failures(report.failures)
    if as_json:
        counts = {"fetched": report.fetched, "already": report.already, "unverified": report.unverified}
        emit_json({"folder": str(out), **counts, "failures": _as_objects(report.failures)})
    unverified = f", {report.unverified} not verified (no hash known)" if report.unverified else ""
    note(f"{out}: {report.fetched} fetched, {report.already} already there, {len(report.failures)} failed{unverified}.")
    return 2 if report.failures else 0


@dataset.command()
@click.argument("photos", type=FOLDER)
@click.option("-o", "--out", required=True, type=FOLDER, metavar="DIR", help="Where the set goes.")
@click.option("--lines", default="linework", show_default=True, metavar="NAME", help="Who draws: linework (learned), canny or xdog.")
@click.option("--category", default="auto", show_default=True, metavar="NAME", help="One for all photos (see below), or auto.")
@click.option("--side", default=384, show_default=True, type=click.IntRange(128, 1024), help="Pixels a side of each garment's square.")
@click.option("--val", "val_share", default=0.06, show_default=True, type=click.FloatRange(0, 0.5), help="Share held out.")
@click.option("--flats/--no-flats", default=True, show_default=True, help="Also fill each drawing with the garment's colours.")
@click.option("--workers", default=0, metavar="N", type=click.IntRange(0, 256), help="Processes; 0 (the default): one a core.")
@json_option
def build(photos: Path, out: Path, lines: str, category: str, side: int, val_share: float, flats: bool, workers: int, as_json: bool) -> int:
    """Build a training set from the garment photos in the folder PHOTOS.

    PHOTOS holds pictures flat, in one folder a category (tee/, jeans/, T-Shirts/ …), with a table images.csv (image, label), or is a
    set with garments.csv already: then its cut-outs stay and the drawings it lacks are drawn. Without a name, the category is
    recognised.

    \b
    garments/<id>.webp   cut out, its longer side 92 % of the square
    lines/<id>.webp      its drawing; lines-given/ keeps what the source brought
    flats/<id>.webp      its regions in its colours
    garments.csv         one row a garment; near-duplicates share a group and a split
    contact.jpg          to look at
    failures.csv         what could not be used, and why

    Categories: t-shirt, pants, skirt, hat, long-sleeve, shirt, polo, hoodie, top, shorts, dress, outerwear, shoes.
    """
    from sketch2fashion.training.dataset.build import BuildOptions
    from sketch2fashion.training.dataset.build import build as build_set

    options = BuildOptions(lines, _known(category), side, val_share, flats, workers or len(os.sched_getaffinity(0)))
    with _progress("Building") as progress:
        report = build_set(photos, out, options, progress=progress)
    _tell_failures(report.failures)
    if as_json:
        counts = {"garments": report.garments, "train": report.train, "val": report.val, "groups": report.groups}
        emit_json({"folder": str(out), **counts, "failures": _as_objects(report.failures)})
    counted = f"{report.garments} garments ({report.train} train, {report.val} val)"
    note(f"{out}: {counted}, {len(report.failures)} failed. Look at {out / 'contact.jpg'}")
    return 2 if report.failures and not report.garments else 0


@dataset.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option("-o", "--out", required=True, type=FOLDER, metavar="PACK", help="Folder for the pack's files.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Threads.")
@json_option
def pack(folder: Path, out: Path, workers: int, as_json: bool) -> None:
    """Pack the set in DIR at 256 px, in parts of at most 14 MiB, to train on elsewhere.

    DIR is what `dataset build` made. `sketch2fashion train MODEL --data PACK` reads the pack.
    """
    from sketch2fashion.training.dataset.packed import write_pack
    from sketch2fashion.training.dataset.table import read_table

    report = write_pack(folder, read_table(folder), out, workers=workers)
    if as_json:
        emit_json({"folder": str(out), "garments": report.garments, "parts": report.parts, "bytes": report.bytes})
    note(f"{out}: {report.garments} garments in {report.parts} parts, {report.bytes / 1e6:.1f} MB.")


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error when a person is looking at it."""
    from tqdm import tqdm

    with tqdm(desc=what, file=sys.stderr, disable=not sys.stderr.isatty(), unit="file") as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield show


def _known(category: str) -> str:
    from sketch2fashion.categories import require_category

    return category if category == "auto" else require_category(category)


def _tell_failures(failures: Sequence[tuple[str, str]]) -> None:
    for source, reason in failures[:SHOWN_FAILURES]:
        complain(f"{source}: {reason}")
    if len(failures) > SHOWN_FAILURES:
        complain(f"… and {len(failures) - SHOWN_FAILURES} more.")


def _as_objects(failures: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"source": source, "reason": reason} for source, reason in failures]
