"""`sketch2fashion catalog demo`: make the demo catalogue that ships, fill a catalogue with it, write its designs as drawings."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sketch2fashion.cli.output import emit_json, json_option

if TYPE_CHECKING:
    from sketch2fashion.drawing.designs import Design


@click.group()
def demo() -> None:
    """The demo products: drawn and rendered by this program itself."""


@demo.command()
@click.option("-o", "--out", type=click.Path(path_type=Path, file_okay=False), help="The feed's folder; else the one that ships.")
@click.option("--category", help="Only the designs of one category, to try.")
@json_option
def build(out: Path | None, category: str | None, as_json: bool) -> None:
    """Render every design and write the feed: pictures, products.jsonl and what the embedder sees in the pictures."""
    from sketch2fashion.catalog.demo import SHIPPED, build_demo
    from sketch2fashion.drawing.designs import designs

    folder = out or SHIPPED
    built = build_demo(folder, designs(category), _counter("rendered"))
    if as_json:
        emit_json({"out": str(folder), "products": built.products, "bytes": built.size, "quality": built.quality})
    else:
        click.echo(f"{built.products} products are in {folder}: {built.size / 1e6:.2f} MB, WebP quality {built.quality}.")


@demo.command()
@click.option("--catalog", metavar="URI", help="A folder, or milvus://host:port/name; else the one of the settings.")
@json_option
def fill(catalog: str | None, as_json: bool) -> None:
    """Put the demo products into an empty catalogue, as a first `serve` does."""
    from sketch2fashion.catalog.demo import ensure_demo, require_shipped
    from sketch2fashion.catalog.store import open_catalog
    from sketch2fashion.settings import settings

    source = require_shipped()
    with open_catalog(catalog or settings().catalog, create=True) as home:
        added, uri = ensure_demo(home, source), home.uri
    if as_json:
        emit_json({"uri": uri, "added": added})
    else:
        click.echo(f"{added} demo products added to {uri}." if added else f"{uri} holds products already; nothing was added.")


@demo.command()
@click.argument("ids", nargs=-1, metavar="[ID…]")
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Where the .s2f files go.")
@json_option
def designs(ids: tuple[str, ...], out: Path, as_json: bool) -> None:
    """Write designs (all, or those of the IDs) as .s2f drawings, which the studio opens and `render` reads."""
    from sketch2fashion.drawing.designs import design_of
    from sketch2fashion.drawing.designs import designs as wardrobe

    chosen = [design_of(id) for id in ids] or list(wardrobe())
    out.mkdir(parents=True, exist_ok=True)
    for design in chosen:
        _write(design, out)
    if as_json:
        emit_json({"out": str(out), "designs": [design.id for design in chosen]})
    else:
        click.echo(f"{len(chosen)} designs are in {out}.")


def _write(design: Design, folder: Path) -> None:
    (folder / f"{design.id}.s2f").write_text(design.sketch.to_json(), "utf-8")


def _counter(verb: str) -> Callable[[int, int], None]:
    """A progress line on a terminal."""

    def count(done: int, of: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{done} of {of} {verb} ", nl=done >= of, err=True)

    return count
