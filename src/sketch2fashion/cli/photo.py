"""`sketch2fashion photo`: take a garment photo apart into what a hand would have drawn."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sketch2fashion.cli.output import emit_json, json_option, read_input, write_output

if TYPE_CHECKING:
    from sketch2fashion.garment import Rgb
    from sketch2fashion.photo import PhotoLayers


@click.command()
@click.argument("source", metavar="PHOTO")
@click.option("-o", "--out", required=True, metavar="DIR", help="Folder for cutout.png, lines.png, hints.png and sketch.s2f.")
@json_option
def photo(source: str, out: str, as_json: bool) -> None:
    """Take the garment photo PHOTO apart: cut-out, lines, colours, and a sketch to go on drawing with.

    PHOTO is a PNG, JPEG, WebP, HEIC or AVIF file, or - for standard input. Best is one garment, laid flat or hanging. A picture
    that is transparent around the garment keeps its own cut-out.

    \b
    cutout.png   the garment, transparent around it
    lines.png    its drawing, black on white
    hints.png    its colours as dots, transparent elsewhere
    sketch.s2f   lines and dots as strokes; opens in the studio

    Example: sketch2fashion photo shirt.jpg -o shirt/
    """
    from sketch2fashion.images import decode
    from sketch2fashion.photo import photo_layers

    started = time.perf_counter()
    layers = photo_layers(decode(read_input(source)), recognise=_recognise())
    seconds = time.perf_counter() - started
    paths = _write(layers, Path(out))
    if as_json:
        emit_json({"category": layers.category, "category_scores": layers.category_scores, "seconds": round(seconds, 3), "out": paths})
        return
    found = f"{layers.category}, " if layers.category else ""
    click.echo(f"{out}: {found}{len(layers.sketch.layers[0].strokes)} strokes, {len(layers.sketch.layers[1].strokes)} colours")


def _write(layers: PhotoLayers, folder: Path) -> dict[str, str]:
    import numpy as np

    from sketch2fashion.images import encode_png

    paper = np.rint(255 * (1 - layers.layers.lines)).astype(np.uint8)
    contents = {
        "cutout.png": encode_png(layers.cutout),
        "lines.png": encode_png(paper),
        "hints.png": encode_png(layers.layers.hints),
        "sketch.s2f": layers.sketch.to_json().encode(),
    }
    for name, data in contents.items():
        write_output(str(folder / name), data)
    return {Path(name).stem: str(folder / name) for name in contents}


def _recognise() -> Any:
    """The embedder's category scores, or None where that model is not installed: then the category stays open."""
    from sketch2fashion.models.registry import available

    if "embedder" not in available():
        return None
    from sketch2fashion.search.embedder import embed

    def scores(rgb: Rgb) -> Mapping[str, float]:
        return embed(rgb).category_scores

    return scores
