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
from sketch2fashion.cli.output import emit_json, json_option, note

if TYPE_CHECKING:
    from sketch2fashion.catalog.ingest import Progress
    from sketch2fashion.catalog.store import Catalog, Stats

catalog_option = click.option("--catalog", metavar="URI", help="A folder, or milvus://host:port/name; else the one of the settings.")


@click.group()
def catalog() -> None:
    """Import, inspect and move the product catalogue."""


catalog.add_command(demo)


@catalog.command("import")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Where to list bad rows; else in the catalogue's folder.")
@catalog_option
@json_option
def import_(source: Path, report: Path | None, catalog: str | None, as_json: bool) -> None:
    """Bring products in: SOURCE is a folder of pictures, a CSV or TSV table, or JSON lines.

    Columns are named as in Google Merchant Center (id, title, link, image_link, price, availability, product_type, color); pictures lie
    beside the feed. The same id again is an update. An interrupted import goes on where it stopped when it is called again.

    With --json, each batch that is safely stored is told as one JSON line on standard error.
    """
    from sketch2fashion.catalog.feeds import feed_of
    from sketch2fashion.catalog.ingest import import_source

    feed_of(source)  # a mistyped source must not leave an empty catalogue behind
    with opened(catalog, create=True) as home:
        teller = _Teller()
        done = import_source(home, source, on_commit=_tell_json if as_json else teller.tell, problems=report)
        teller.close()
        uri = home.uri
    problems = str(done.problems) if done.problems else None
    if as_json:
        counts = {"imported": done.imported, "unchanged": done.unchanged, "failed": done.failed}
        emit_json({"uri": uri, **counts, "seconds": round(done.seconds, 3), "report": problems})
        return
    click.echo(f"{done.imported} imported, {done.unchanged} unchanged, {done.failed} not usable, in {done.seconds:.1f} s.")
    if problems:
        click.echo(f"What is wrong with the rows that were not usable: {problems}")


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
    note(json.dumps({"event": "committed", **asdict(progress)}, ensure_ascii=False))


class _Teller:
    """The progress line for people: kept in place on a terminal, rarely repeated in a log."""

    _EVERY = 500  # rows between two lines of a log

    def __init__(self) -> None:
        self._in_place = sys.stderr.isatty()
        self._told = 0

    def tell(self, progress: Progress) -> None:
        """Say how far the import is; what is called imported is committed."""
        rows = progress.imported + progress.unchanged + progress.failed
        text = f"{progress.imported} imported, {progress.unchanged} unchanged, {progress.failed} not usable"
        if self._in_place:
            self._told = rows
            click.echo(f"\r{text} ", nl=False, err=True)
        elif rows - self._told >= self._EVERY:
            self._told = rows
            note(text)

    def close(self) -> None:
        """End the line on a terminal."""
        if self._in_place and self._told:
            note("")


def _counter(verb: str) -> Callable[[int, int], None]:
    """A progress line `12 of 300 embedded`, on a terminal only."""

    def count(done: int, of: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{done} of {of} {verb} ", nl=done >= of, err=True)

    return count


def _lines_of_stdin() -> list[str]:
    return [line.strip() for line in sys.stdin if line.strip()]
