"""`sketch2fashion tidy`: rough drawings to clean lines."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from typing import Any

import click

from sketch2fashion.cli.output import Job, json_option, overwrite_option, plan_batch, read_input, run_batch, write_output


@click.command()
@click.argument("sketches", nargs=-1, required=True, metavar="SKETCH…")
@click.option("-o", "--out", metavar="OUT", help="The PNG or .s2f to write, or a folder for many drawings; - is standard output.")
@click.option("--strength", type=click.FloatRange(0, 1), default=0.0, show_default=True, help="0: as drawn; 1: as such garments are.")
@click.option("--category", default="auto", show_default=True, metavar="NAME", help="What it is; auto recognises it where that matters.")
@click.option("--parts", default="", metavar="NAMES", help="Only these parts: collar,sleeves,hem,waistband,legs,brim.")
@json_option
@overwrite_option
def tidy(sketches: tuple[str, ...], out: str | None, strength: float, category: str, parts: str, as_json: bool, overwrite: bool) -> int:
    """Clean up the lines of rough drawings: black on white, of the drawing's proportions.

    Dust goes, double strokes become one, small gaps close, wobble is smoothed, and all lines get one width. With a --strength the
    garment that was meant is completed too: outlines close, sleeves become sleeves, at 1 as far as such garments go. From 0.6 on it gets
    the seams, pockets and folds that such garments have; an .s2f keeps them on a layer of their own, "details".

    SKETCH is a picture of a drawing (PNG, JPEG, WebP, HEIC), an SVG, an .s2f file, a folder of them, or - for standard input.
    An OUT that ends in .s2f gets strokes to go on with, with the colours of an .s2f that came in.

    Example: sketch2fashion tidy rough.jpg -o clean.png --strength 0.6
    """
    from sketch2fashion.drawing.parts import require_parts

    batch = plan_batch(sketches, out, ending="-tidy.png", overwrite=overwrite)
    step = partial(_tidy, strength=strength, category=category, parts=require_parts(parts))
    return run_batch(batch, step, as_json=as_json, say=_line)


def _tidy(job: Job, *, strength: float, category: str, parts: tuple[str, ...]) -> dict[str, Any]:
    from dataclasses import replace

    from sketch2fashion.drawing import read_drawing, read_sketch
    from sketch2fashion.drawing.tidy import Clean, cleaned

    started = time.perf_counter()
    data = read_input(job.source)
    layers = read_drawing(data, category=category)
    if strength > 0:
        from sketch2fashion.rendering.recognising import category_or_recognised

        layers = replace(layers, category=category_or_recognised(layers, category))
    clean: Clean = cleaned(layers, strength, parts)
    if job.outputs[0].endswith(".s2f"):
        write_output(job.outputs[0], clean.sketch(read_sketch(data)).to_json().encode())
    else:
        write_output(job.outputs[0], _png(clean))
    seconds = round(time.perf_counter() - started, 4)
    return {"size": list(layers.size), "category": layers.category, "seconds": seconds, "out": list(job.outputs)}


def _png(clean: Any) -> bytes:
    import numpy as np

    from sketch2fashion.images import encode_png

    return encode_png(np.rint(255 * (1 - clean.layers().lines)).astype(np.uint8))


def _line(fields: Mapping[str, Any]) -> str:
    width, height = fields["size"]
    return f"{', '.join(fields['out'])}: {width} × {height} px, {fields['seconds'] * 1000:.0f} ms"
