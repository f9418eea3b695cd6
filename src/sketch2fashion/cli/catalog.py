"""`sketch2fashion catalog`: import, inspect, export, re-embed and move the product catalogue."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sketch2fashion.cli.catalog_demo import demo
from sketch2fashion.cli.output import complain, emit_json, json_option, note

if TYPE_CHECKING:
    from sketch2fashion.catalog.ingest import ImportOptions, ImportReport, Progress
    from sketch2fashion.catalog.prepare import Executor
    from sketch2fashion.catalog.store import Catalog, Stats

catalog_option = click.option("--catalog", metavar="URI", help="A folder, or milvus://host:port/name; else the one of the settings.")


@click.group()
def catalog() -> None:
    """Import, inspect and move the product catalogue."""


catalog.add_command(demo)


@catalog.command("import")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--format", metavar="NAME", help="merchant, naver, shopify, csv, jsonl or folder; else it is told by the content.")
@click.option("--map", "names", multiple=True, metavar="MEANING=COLUMN", help="Which column holds what, such as title=상품명. Repeatable.")
@click.option(
    "--set", "values", multiple=True, metavar="COLUMN=TEXT", help="What rows without it get: currency=KRW, link=https://…/{handle}."
)
@click.option("--workers", default=0, show_default=True, help="Processes that look at pictures; 0 is one for each core, 1 is this one.")
@click.option("--ray", metavar="ADDRESS", help="Look at pictures on a Ray cluster instead: host:port, ray://host:port, auto or local.")
@click.option("--refetch", is_flag=True, help="Fetch pictures of the web again although their address is the same.")
@click.option("--prune", is_flag=True, help="Remove products of the feed's shops that are not in it any more.")
@click.option("--prune-anyway", is_flag=True, help="The same, even if more than half of them are missing.")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Where to list bad rows (.csv or .jsonl).")
@catalog_option
@json_option
def import_(source: Path, workers: int, ray: str | None, report: Path | None, catalog: str | None, as_json: bool, **options: Any) -> None:
    """Bring products in: SOURCE is a product feed or a folder of pictures.

    Read are Google Merchant Center feeds (XML, TSV), Naver Shopping EP 3.0, Shopify's product CSV, other CSV and TSV tables and JSON
    lines, also packed (.gz, .zip). Pictures lie beside the feed or on the web (https). The same id again is an update; what did not change
    is not looked at again, so an interrupted import goes on where it stopped when it is called again.

    With --json, the progress is told as JSON lines on standard error; the ids in one are safely stored.
    """
    from sketch2fashion.catalog.feeds import feed_of
    from sketch2fashion.catalog.ingest import import_source

    asked = _import_options(**options)
    feed_of(source, asked.format, asked.columns)  # a mistyped source must not leave an empty catalogue behind
    executor = _executor(workers, ray)
    with opened(catalog, create=True) as home:
        teller = _Teller()
        tell = _tell_json if as_json else teller.tell
        done = import_source(home, source, asked, on_commit=tell, problems=report, executor=executor)
        teller.close()
        uri = home.uri
    if as_json:
        emit_json(_import_fields(uri, done))
    else:
        click.echo(_import_text(done))
    if done.not_pruned:
        complain(f"Nothing was pruned. {done.not_pruned} If that is meant, say --prune-anyway.")
        sys.exit(2)


def _import_options(
    format: str | None, names: tuple[str, ...], values: tuple[str, ...], refetch: bool, prune: bool, prune_anyway: bool
) -> ImportOptions:
    from sketch2fashion.catalog.feeds.columns import ALIASES
    from sketch2fashion.catalog.feeds.source import Columns
    from sketch2fashion.catalog.ingest import ImportOptions
    from sketch2fashion.errors import BadValue

    mapped = _pairs("--map", names)
    known = {meaning: aliases[0] for meaning, aliases in ALIASES.items()}
    accepted = {*known, *known.values()}
    for meaning in mapped:
        if meaning not in accepted:
            raise BadValue(f"--map {meaning}=… names no meaning of a column.", hint=f"Allowed: {', '.join(sorted(accepted))}.")
    columns = Columns({known.get(meaning, meaning): column for meaning, column in mapped.items()}, _pairs("--set", values))
    return ImportOptions(format, columns, refetch, prune or prune_anyway, prune_anyway)


def _pairs(option: str, given: tuple[str, ...]) -> dict[str, str]:
    from sketch2fashion.errors import BadValue

    for text in given:
        if not all(part.strip() for part in text.partition("=")):
            raise BadValue(f'{option} "{text}" is not NAME=TEXT.')
    return {name.strip(): value.strip() for name, _, value in (text.partition("=") for text in given)}


def _import_fields(uri: str, done: ImportReport) -> dict[str, Any]:
    fields = {name: value for name, value in asdict(done).items() if name != "problems"}
    return {"uri": uri, **fields, "seconds": round(done.seconds, 3), "report": str(done.problems) if done.problems else None}


def _import_text(done: ImportReport) -> str:
    removed = f", {done.removed} removed" if done.removed else ""
    lines = [f"{done.imported} imported, {done.unchanged} unchanged{removed}, {done.failed} not usable, in {done.seconds:.1f} s."]
    if done.pictures_left_out:
        lines.append(f"{done.pictures_left_out} more pictures of imported products could not be used.")
    if done.problems:
        lines.append(f"What is wrong with each: {done.problems}")
    return "\n".join(lines)


@catalog.command()
@catalog_option
@json_option
def info(catalog: str | None, as_json: bool) -> None:
    """Say what the catalogue holds."""
    with opened(catalog) as home:
        stats = home.stats()
    if as_json:
        emit_json(_info_fields(stats))
        return
    click.echo(stats.uri)
    vectors = f"vectors of {stats.model}" if stats.model else "no vectors yet"
    click.echo(f"{stats.products} products, {stats.pictures} pictures, {stats.size / 2**20:.1f} MiB, {vectors}")
    for name, count in stats.categories.items():
        click.echo(f"  {name:<12} {count:>8}")


@catalog.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@catalog_option
@json_option
def remove(ids: tuple[str, ...], catalog: str | None, as_json: bool) -> None:
    """Remove products by their ids; - reads ids from standard input, one a line."""
    from sketch2fashion.errors import NotFound

    wanted = [line for id in ids for line in (_lines_of_stdin() if id == "-" else [id])]
    with opened(catalog) as home:
        removed = home.delete(wanted)
    if removed == 0 and wanted:
        raise NotFound(f"None of these products is in the catalogue: {', '.join(wanted[:5])}{' …' if len(wanted) > 5 else ''}.")
    if as_json:
        emit_json({"removed": removed, "unknown": len(set(wanted)) - removed})
    else:
        click.echo(f"{removed} removed.")


@catalog.command()
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@catalog_option
@json_option
def export(out: Path, catalog: str | None, as_json: bool) -> None:
    """Write products and pictures into the folder OUT, as a feed that `catalog import OUT` reads."""
    from sketch2fashion.catalog.transfer import export_feed

    with opened(catalog) as home:
        count = export_feed(home, out)
    if as_json:
        emit_json({"out": str(out), "products": count})
    else:
        click.echo(f"{count} products are in {out}.")


@catalog.command()
@catalog_option
@json_option
def reindex(catalog: str | None, as_json: bool) -> None:
    """Embed the kept pictures again, after the model changed. Resumable; the old vectors serve until the new ones are complete."""
    from sketch2fashion.catalog.pictures import features_of
    from sketch2fashion.search.embedder import model_id

    with opened(catalog) as home:
        embedded = home.reindex(features_of, model_id(), _counter("embedded"))
        stats = home.stats()
    if as_json:
        emit_json({"embedded": embedded, **_info_fields(stats)})
    else:
        click.echo(f"{embedded} pictures embedded; all {stats.pictures} have vectors of {stats.model}.")


@catalog.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@json_option
def move(source: str, target: str, as_json: bool) -> None:
    """Copy a catalogue to another home with its vectors, and compare what both find before saying that it is done.

    The source stays; remove it when you are content with the copy.
    """
    from sketch2fashion.catalog.store import open_catalog
    from sketch2fashion.catalog.transfer import copy_catalog

    with open_catalog(source) as here, open_catalog(target, create=True) as there:
        moved = copy_catalog(here, there, _counter("copied"))
    if as_json:
        emit_json({"from": source, "to": target, "products": moved.products, "compared": moved.compared, "same": moved.same})
    else:
        click.echo(f"{moved.products} products copied; {moved.compared} searches find the same in both.")


def _executor(workers: int, ray: str | None) -> Executor:
    """Where pictures are looked at."""
    if ray is None:
        from sketch2fashion.catalog.executors import executor_of

        return executor_of(workers)
    if workers:
        raise click.UsageError("--ray and --workers exclude each other: a cluster has the workers that it has.")
    from sketch2fashion.catalog.ray_executor import RayExecutor

    return RayExecutor(ray)


def opened(uri: str | None, *, create: bool = False) -> Catalog:
    """The catalogue that an option names, or that of the settings."""
    from sketch2fashion.catalog.store import open_catalog
    from sketch2fashion.settings import settings

    return open_catalog(uri or settings().catalog, create=create)


def _info_fields(stats: Stats) -> dict[str, Any]:
    return {
        "uri": stats.uri,
        "products": stats.products,
        "pictures": stats.pictures,
        "categories": stats.categories,
        "model": stats.model,
        "bytes": stats.size,
    }


def _tell_json(progress: Progress) -> None:
    """An event on standard error: what it names is committed."""
    left = None if progress.seconds_left is None else round(progress.seconds_left, 1)
    note(json.dumps({"event": "committed", **asdict(progress), "rows": progress.rows, "seconds_left": left}, ensure_ascii=False))


class _Teller:
    """The progress line for people: kept in place on a terminal, rarely repeated in a log."""

    _EVERY = 500  # rows between two lines of a log

    def __init__(self) -> None:
        self._in_place = sys.stderr.isatty()
        self._told = 0
        self._width = 0

    def tell(self, progress: Progress) -> None:
        """Say how far the import is; what is called imported is committed."""
        text = _progress_text(progress)
        if self._in_place:
            self._told = progress.rows
            click.echo(f"\r{text:<{self._width}}", nl=False, err=True)
            self._width = len(text)
        elif progress.rows - self._told >= self._EVERY:
            self._told = progress.rows
            note(text)

    def close(self) -> None:
        """End the line on a terminal."""
        if self._in_place and self._told:
            note("")


def _progress_text(progress: Progress) -> str:
    of = f" of {progress.total} ({100 * progress.rows // max(1, progress.total)} %)" if progress.total is not None else ""
    counts = f"{progress.rows}{of}: {progress.imported} imported, {progress.unchanged} unchanged, {progress.failed} not usable"
    return counts if progress.seconds_left is None else f"{counts}; {_duration(progress.seconds_left)} left"


def _duration(seconds: float) -> str:
    """Rough, as a person says it: 40 s, 12 min, 3 h 20 min."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def _counter(verb: str) -> Callable[[int, int], None]:
    """A progress line `12 of 300 embedded`, on a terminal only."""

    def count(done: int, of: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{done} of {of} {verb} ", nl=done >= of, err=True)

    return count


def _lines_of_stdin() -> list[str]:
    return [line.strip() for line in sys.stdin if line.strip()]
