"""`sketch2fashion flats`: the regions of drawings, filled with the colours that their hints ask for."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import click

from sketch2fashion.cli.output import Job, json_option, overwrite_option, plan_batch, read_input, run_batch, write_output


@click.command()
@click.argument("sketches", nargs=-1, required=True, metavar="SKETCH…")
@click.option("-o", "--out", metavar="OUT", help="The PNG to write, or a folder for many drawings; - is standard output.")
@click.option("--hints", metavar="PNG", help="Colour marks: an RGBA PNG of the drawing's size.")
@json_option
@overwrite_option
def flats(sketches: tuple[str, ...], out: str | None, hints: str | None, as_json: bool, overwrite: bool) -> int:
    """Fill the regions of drawings with the colours that their hints ask for.

    One dot colours its region and no other; regions without a dot take the colour of the largest region that has one. The PNG is
    transparent outside the garment, and everywhere if the drawing has no hint.

    SKETCH is a picture of a drawing (PNG, JPEG, WebP, HEIC), an SVG, an .s2f file, a folder of them, or - for standard input.

    Example: sketch2fashion flats shirt.png --hints dots.png -o flat.png
    """
    marks = read_input(hints) if hints else None
    batch = plan_batch(sketches, out, ending="-flats.png", overwrite=overwrite)
    return run_batch(batch, lambda job: _fill(job, marks), as_json=as_json, say=_line)


def _fill(job: Job, hints: bytes | None) -> dict[str, Any]:
    from sketch2fashion.drawing import read_drawing
    from sketch2fashion.drawing.flats import fill
    from sketch2fashion.images import encode_png

    started = time.perf_counter()
    layers = read_drawing(read_input(job.source), hints)
    filled = fill(layers)
    write_output(job.outputs[0], encode_png(filled))
    seconds = round(time.perf_counter() - started, 4)
    return {"size": list(layers.size), "colours": _colours(filled), "seconds": seconds, "out": list(job.outputs)}


def _colours(filled: Any) -> list[str]:
    """The colours that were laid, as #rrggbb, most of the area first."""
    import numpy as np

    colours, counts = np.unique(filled[filled[..., 3] > 0][:, :3], axis=0, return_counts=True)
    return ["#" + bytes(colour).hex() for colour in colours[np.argsort(-counts, kind="stable")]]


def _line(fields: Mapping[str, Any]) -> str:
    colours = " ".join(fields["colours"]) or "no hint, so no colour"
    return f"{', '.join(fields['out'])}: {colours}, {fields['seconds'] * 1000:.0f} ms"
