"""`sketch2fashion tidy`: rough drawings to clean lines."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import click

from sketch2fashion.cli.output import Job, json_option, overwrite_option, plan_batch, read_input, run_batch, write_output


@click.command()
@click.argument("sketches", nargs=-1, required=True, metavar="SKETCH…")
@click.option("-o", "--out", metavar="OUT", help="The PNG to write, or a folder for many drawings; - is standard output.")
@json_option
@overwrite_option
def tidy(sketches: tuple[str, ...], out: str | None, as_json: bool, overwrite: bool) -> int:
    """Clean up the lines of rough drawings: black on white, of the drawing's proportions.

    Dust goes, double strokes become one, small gaps close, wobble is smoothed, and all lines get one width.

    SKETCH is a picture of a drawing (PNG, JPEG, WebP, HEIC), an SVG, an .s2f file, a folder of them, or - for standard input.

    Example: sketch2fashion tidy rough.jpg -o clean.png
    """
    batch = plan_batch(sketches, out, ending="-tidy.png", overwrite=overwrite)
    return run_batch(batch, _tidy, as_json=as_json, say=_line)


def _tidy(job: Job) -> dict[str, Any]:
    import numpy as np

    from sketch2fashion.drawing import read_drawing
    from sketch2fashion.drawing.tidy import tidy as clean
    from sketch2fashion.images import encode_png

    started = time.perf_counter()
    layers = clean(read_drawing(read_input(job.source)))
    write_output(job.outputs[0], encode_png(np.rint(255 * (1 - layers.lines)).astype(np.uint8)))
    return {"size": list(layers.size), "seconds": round(time.perf_counter() - started, 4), "out": list(job.outputs)}


def _line(fields: Mapping[str, Any]) -> str:
    width, height = fields["size"]
    return f"{', '.join(fields['out'])}: {width} × {height} px, {fields['seconds'] * 1000:.0f} ms"
