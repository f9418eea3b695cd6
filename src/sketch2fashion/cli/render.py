"""`sketch2fashion render`: drawings to garments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.cli.output import Job, json_option, overwrite_option, plan_batch, read_input, run_batch, write_output

if TYPE_CHECKING:
    from sketch2fashion.rendering.renderer import RenderOptions


@dataclass(frozen=True)
class _Request:
    options: RenderOptions
    hints: bytes | None


@click.command()
@click.argument("sketches", nargs=-1, required=True, metavar="SKETCH…")
@click.option("-o", "--out", metavar="OUT", help="The picture to write, or a folder for many drawings; - is standard output.")
@click.option("--hints", metavar="PNG", help="Colour marks: an RGBA PNG of the drawing's size.")
@click.option("--category", default="auto", show_default=True, metavar="NAME", help=f"auto, or one of: {', '.join(CATEGORY_NAMES)}.")
@click.option("--refine", default=0.3, show_default=True, help="0 follows every line; from above 0.6 on a doodle is cut anew.")
@click.option("--variants", default=1, show_default=True, help="How many different garments to make of each drawing, 1 to 16.")
@click.option("--seed", default=0, show_default=True, help="The same seed gives the same picture.")
@click.option("--size", default=256, show_default=True, help="Longer side of the picture: 256 or 512.")
@click.option("--background", default="transparent", show_default=True, help="transparent or white.")
@click.option("--style", metavar="NAME", help="A style that was learned from sketches.")
@json_option
@overwrite_option
def render(sketches: tuple[str, ...], out: str | None, hints: str | None, as_json: bool, overwrite: bool, **options: Any) -> int:
    """Turn drawings into garments.

    SKETCH is a picture of a drawing (PNG, JPEG, WebP, HEIC), an SVG, an .s2f file, a folder of them, or - for standard input.
    """
    from sketch2fashion.rendering.renderer import RenderOptions

    request = _Request(RenderOptions(**options), read_input(hints) if hints else None)
    variants = request.options.variants
    batch = plan_batch(sketches, out, ending="-garment.png", variants=variants, overwrite=overwrite, as_json=as_json)
    return run_batch(batch, lambda job: _render(job, request), as_json=as_json, say=_line)


def _render(job: Job, request: _Request) -> dict[str, Any]:
    from sketch2fashion.drawing import read_drawing
    from sketch2fashion.rendering.provenance import png_of
    from sketch2fashion.rendering.renderer import render as make
    from sketch2fashion.replies import rendering_fields

    rendering = make(read_drawing(read_input(job.source), request.hints), request.options)
    for garment, target in zip(rendering.garments, job.outputs, strict=True):
        write_output(target, png_of(garment))
    return {**rendering_fields(rendering), "out": list(job.outputs)}


def _line(fields: Mapping[str, Any]) -> str:
    return f"{', '.join(fields['out'])}: {fields['category']}, {fields['seconds'] * 1000:.0f} ms"
