"""`sketch2fashion modify`: a garment in another colour or fabric, as colourways, or with what its drawing changed."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from sketch2fashion.cli.output import PICTURE_SUFFIXES, Job, json_option, overwrite_option, plan_batch, read_input, run_batch, write_output
from sketch2fashion.errors import BadValue

if TYPE_CHECKING:
    from sketch2fashion.garment import Picture
    from sketch2fashion.rendering.modify import Operation


@dataclass(frozen=True)
class _Wish:
    """What is done to each picture."""

    operation: Operation
    mask: str | None
    fabric_picture: str | None
    before: str | None
    after: str | None
    sheet: bool


@click.command()
@click.argument("pictures", nargs=-1, required=True, metavar="PICTURE…")
@click.option("-o", "--out", metavar="OUT", help="The PNG to write, or a folder for many pictures; - is standard output.")
@click.option("--recolour", metavar="HEX", help="Another colour, such as #1c305c; folds and light stay.")
@click.option("--colourways", metavar="HEX,…", help="One picture for each of 1 to 16 colours.")
@click.option("--sheet", is_flag=True, help="With --colourways: all in one picture, with their codes.")
@click.option("--fabric", metavar="NAME", help="A fabric, such as denim, linen or leather.")
@click.option("--fabric-picture", metavar="FILE", help="A picture of a fabric, repeated.")
@click.option("--colours", metavar="HEX,…", help="With --fabric: its colours instead of its own.")
@click.option("--scale", type=float, help="The fabric's repeat as a share of the garment's longer side.")
@click.option("--angle", type=float, default=0.0, show_default=True, help="How far the fabric is turned, in degrees, clockwise.")
@click.option(
    "--at", "points", multiple=True, metavar="X,Y", help="A point on the part to paint, 0 to 1 each; without it the whole garment."
)
@click.option("--mask", metavar="PNG", help="Instead of --at: a picture of the same size that covers what to paint.")
@click.option("--after", metavar="S2F", help="The drawing as it is to be: what it changed is rendered, the rest stays.")
@click.option("--before", metavar="S2F", help="With --after: the drawing that the picture shows; a photo's is found.")
@click.option("--category", default="auto", show_default=True, help="With --after: the kind of garment.")
@click.option("--refine", type=float, default=0.3, show_default=True, help="With --after: as for render.")
@click.option("--seed", type=int, default=0, show_default=True, help="With --after: as for render.")
@json_option
@overwrite_option
def modify(pictures: tuple[str, ...], out: str | None, as_json: bool, overwrite: bool, **options: Any) -> int:
    """Change garments in pictures: renders with transparency, or whole photos. What is not asked for keeps its very pixels.

    PICTURE is a PNG, JPEG, WebP, HEIC or AVIF file, a folder of them, or - for standard input.

    \b
    Examples:
      sketch2fashion modify shirt.png --recolour "#1c305c" --at 0.5,0.6 -o navy.png
      sketch2fashion modify shirt.jpg --colourways "#1c305c,#aa222c,#f5f3ee" --sheet -o sheet.png
      sketch2fashion modify shirt.jpg --fabric tartan --angle 45 -o tartan.png
      sketch2fashion modify photo.jpg --after longer.s2f -o longer.png
    """
    wish = _wish_of(options)
    count = 1 if wish.sheet else len(getattr(wish.operation, "colours", ())) if wish.operation.kind == "colourways" else 1
    batch = plan_batch(
        pictures, out, ending=f"-{wish.operation.kind}.png", variants=count, overwrite=overwrite, as_json=as_json, suffixes=PICTURE_SUFFIXES
    )
    return run_batch(batch, lambda job: _modify(job, wish), as_json=as_json, say=_line)


def _wish_of(options: Mapping[str, Any]) -> _Wish:
    files = {name: options[name] for name in ("mask", "fabric_picture", "before", "after")}
    return _Wish(_operation(options), sheet=options["sheet"], **files)


def _operation(options: Mapping[str, Any]) -> Operation:
    """The one thing that is asked for. Raises `BadValue` where there is none, or more than one, or an option that it does not take."""
    from sketch2fashion.rendering.modify import Colourways, Edit, Recolour, Weave

    asked = [name for name in ("recolour", "colourways", "fabric", "fabric_picture", "after") if options[name]]
    if len(asked) != 1:
        names = "--recolour, --colourways, --fabric, --fabric-picture or --after"
        raise BadValue(f"{'Nothing is' if not asked else 'More than one thing is'} asked for.", hint=f"Give one of {names}.")
    _refuse_unused(asked[0], options)
    at = tuple(_point(text) for text in options["points"])
    if options["recolour"]:
        return Recolour(options["recolour"], at)
    if options["colourways"]:
        return Colourways(_list(options["colourways"]), at)
    if options["after"]:
        return Edit(options["category"], options["refine"], options["seed"])
    return Weave(options["fabric"], _list(options["colours"] or ""), options["scale"], options["angle"], at)


def _refuse_unused(asked: str, options: Mapping[str, Any]) -> None:
    """What would be ignored is a slip."""
    fabrics = ("fabric", "fabric_picture")
    takers = {"sheet": ("colourways",), "colours": ("fabric",), "scale": fabrics, "angle": fabrics, "before": ("after",)}
    for name, users in takers.items():
        if options[name] and asked not in users:
            raise BadValue(f"--{name} has no meaning here.", hint=f"It goes with --{users[0].replace('_', '-')}.")
    for name in ("points", "mask"):
        if options[name] and asked == "after":
            raise BadValue(f"--{'at' if name == 'points' else name} has no meaning for --after: the drawings say what changes.")


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _point(text: str) -> tuple[float, float]:
    try:
        x, y = (float(part) for part in text.split(","))
    except ValueError:
        raise BadValue(f'"{text}" is no point.', hint="Write x,y as shares of the picture, for example 0.5,0.6.") from None
    return x, y


def _modify(job: Job, wish: _Wish) -> dict[str, Any]:
    from sketch2fashion.drawing import read_drawing
    from sketch2fashion.images import decode
    from sketch2fashion.rendering.modify import mask_of
    from sketch2fashion.rendering.modify import modify as change
    from sketch2fashion.rendering.provenance import png_of_changed

    started = time.perf_counter()
    made = change(
        decode(read_input(job.source)),
        wish.operation,
        mask=None if wish.mask is None else mask_of(decode(read_input(wish.mask))),
        fabric=None if wish.fabric_picture is None else decode(read_input(wish.fabric_picture)),
        before=None if wish.before is None else read_drawing(read_input(wish.before)),
        after=None if wish.after is None else read_drawing(read_input(wish.after)),
    )
    pictures = (_sheet(made.pictures, wish.operation),) if wish.sheet else made.pictures
    for picture, target in zip(pictures, job.outputs, strict=True):
        write_output(target, png_of_changed(picture, made.kind))
    height, width = pictures[0].shape[:2]
    return {"kind": made.kind, "size": [width, height], "seconds": round(time.perf_counter() - started, 4), "out": list(job.outputs)}


def _sheet(pictures: tuple[Picture, ...], operation: Operation) -> Picture:
    from sketch2fashion.rendering.modify import Colourways
    from sketch2fashion.rendering.sheet import colourway_sheet

    assert isinstance(operation, Colourways)  # _refuse_unused saw to it
    return colourway_sheet(pictures, operation.colours)


def _line(fields: Mapping[str, Any]) -> str:
    width, height = fields["size"]
    return f"{', '.join(fields['out'])}: {fields['kind']}, {width} × {height} px, {fields['seconds'] * 1000:.0f} ms"
