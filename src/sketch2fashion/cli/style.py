"""`sketch2fashion style`: learn a style from your own sketches or photos, see what there is, and make new garments in it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import click

from sketch2fashion.cli.output import PICTURE_SUFFIXES, SKETCH_SUFFIXES, emit_json, expand_inputs, json_option, read_input, write_output
from sketch2fashion.errors import BadValue


@click.group()
def style() -> None:
    """Learn a style from your own sketches or photos, and design in it.

    \b
    Examples:
      sketch2fashion style learn one.png two.png three.s2f --name mine
      sketch2fashion style sample mine --count 8 -o designs
      sketch2fashion render dress.png --style mine
      sketch2fashion style learn shop/*.jpg --photos --name house
    """


@style.command()
@click.argument("sketches", nargs=-1, required=True, metavar="SKETCH…")
@click.option("--name", required=True, help="What the style is called.")
@click.option("--photos", is_flag=True, help="The files are photos of garments: learn their colours and fabrics too.")
@click.option("-o", "--out", metavar="FILE", help="Write the style here instead of keeping it in the folder of styles.")
@json_option
def learn(sketches: tuple[str, ...], name: str, photos: bool, out: str | None, as_json: bool) -> None:
    """Learn a style from 1 to 10 sketches (or photos): seconds, no GPU, nothing is trained."""
    from sketch2fashion.drawing import read_drawing
    from sketch2fashion.images import decode
    from sketch2fashion.rendering.learning import learn_from_photos, learn_from_sketches
    from sketch2fashion.rendering.shelf import keep
    from sketch2fashion.rendering.style import require_count, require_name

    started = time.perf_counter()
    require_name(name)
    sources = [source for source, _ in expand_inputs(sketches, PICTURE_SUFFIXES if photos else SKETCH_SUFFIXES)]
    require_count(len(sources))
    files = [read_input(source) for source in sources]
    made = (
        learn_from_photos(name, [decode(file) for file in files])
        if photos
        else learn_from_sketches(name, [read_drawing(file) for file in files])
    )
    data = made.to_bytes()
    if out is None:
        target = str(keep(made))
    else:
        write_output(target := out, data)
    categories = sorted({cut.category for cut in made.cuts})
    seconds = round(time.perf_counter() - started, 2)
    fields = {"name": name, "sketches": len(made.cuts), "photos": photos, "categories": categories, "sliders": made.sliders}
    if as_json:
        emit_json({**fields, "bytes": len(data), "seconds": seconds, "out": target})
    elif target != "-":
        click.echo(f"{target}: {name}, {len(made.cuts)} {'photos' if photos else 'sketches'} of {', '.join(categories)}, {seconds:.1f} s")


@style.command("list")
@json_option
def list_(as_json: bool) -> None:
    """The styles that are kept."""
    from sketch2fashion.rendering.shelf import kept_styles

    kept = kept_styles()
    if as_json:
        emit_json({"styles": [vars(each) for each in kept]})
        return
    for each in kept:
        click.echo(f"{each.name}: {each.sketches} {'photos' if each.photos else 'sketches'}, {each.bytes / 1000:.0f} kB")
    if not kept:
        click.echo("None yet. Make one with: sketch2fashion style learn SKETCH… --name NAME", err=True)


@style.command()
@click.argument("name")
def remove(name: str) -> None:
    """Forget a style."""
    from sketch2fashion.rendering.shelf import remove as take_away

    take_away(name)


@style.command()
@click.argument("name")
@click.option("-o", "--out", metavar="DIR", help="The folder to write to: PNG pictures, and an .s2f drawing of each.  [default: NAME]")
@click.option("--count", default=8, show_default=True, help="How many designs, 1 to 1000.")
@click.option("--seed", default=0, show_default=True, help="The same seed gives the same designs.")
@click.option("--sliders", default="", metavar="N,…", help="How far to go along the style's directions, each -3 to 3.")
@click.option("--size", default=256, show_default=True, help="Longer side of the pictures: 256 or 512.")
@json_option
def sample(name: str, out: str | None, count: int, seed: int, sliders: str, size: int, as_json: bool) -> None:
    """Make new garments of a style. NAME is a style that is kept, or a file."""
    from sketch2fashion.rendering.learning import garments_of_designs
    from sketch2fashion.rendering.provenance import png_of
    from sketch2fashion.rendering.style import numbers_in

    if not 1 <= count <= 1000:
        raise BadValue(f"count is {count}; it must be between 1 and 1000.")
    chosen = _style(name)
    folder = Path(out or chosen.name)
    written: list[dict[str, Any]] = []
    for number in range(count):
        ((design, garment),) = garments_of_designs(chosen, 1, seed + number, numbers_in(sliders), size)
        targets = [str(folder / f"{chosen.name}-{design.seed}{suffix}") for suffix in (".png", ".s2f")]
        write_output(targets[0], png_of(garment))
        write_output(targets[1], design.sketch.to_json().encode())
        written.append({"seed": design.seed, "category": design.category, "out": targets})
    if as_json:
        emit_json({"name": chosen.name, "sliders": chosen.sliders, "designs": written})
    else:
        click.echo(f"{folder}: {count} designs of {chosen.name}")


def _style(name: str) -> Any:
    """By name, or from a file that is there."""
    from sketch2fashion.rendering.shelf import style_named
    from sketch2fashion.rendering.style import Style

    if Path(name).is_file():
        return Style.from_bytes(read_input(name))
    return style_named(name)
