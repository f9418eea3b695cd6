"""`sketch2fashion search`: products for a drawing, a render or a photo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.cli.catalog import catalog_option
from sketch2fashion.cli.output import emit_json, json_option, read_input

if TYPE_CHECKING:
    from sketch2fashion.catalog.store import Catalog
    from sketch2fashion.garment import Layers, Match, Picture
    from sketch2fashion.search.finder import Findings

_TITLE_WIDTH = 44  # characters


@click.command()
@click.argument("image")
@click.option("--as", "as_", default="auto", show_default=True, metavar="KIND", help="auto, drawing or photo (a render counts as one).")
@click.option("--hints", metavar="PNG", help="Colour marks for a drawing: an RGBA PNG of its size.")
@click.option("--top", default=20, show_default=True, help="How many products, 1 to 200.")
@click.option("--category", metavar="NAME", help=f"Only this kind of garment: {', '.join(CATEGORY_NAMES)}.")
@click.option("--colour", "--color", metavar="NAME", help="Only this colour family, such as red, blue or beige.")
@click.option("--price-min", metavar="P", help="Lowest price, in the products' own currency.")
@click.option("--price-max", metavar="P", help="Highest price.")
@click.option("--in-stock", is_flag=True, help="Only what can be bought now.")
@click.option("--shop", default="catalog", show_default=True, metavar="NAME", help="Where to look: catalog is your own.")
@catalog_option
@json_option
def search(
    image: str, hints: str | None, price_min: str | None, price_max: str | None, catalog: str | None, as_json: bool, **options: Any
) -> None:
    """Find products for a drawing, a rendered garment or a photo.

    IMAGE is a picture (PNG, JPEG, WebP, HEIC), an SVG, an .s2f file, or - for standard input.
    """
    from sketch2fashion.catalog.money import parse_amount
    from sketch2fashion.cli.catalog import opened
    from sketch2fashion.search.finder import SearchOptions, find

    lowest = parse_amount(price_min, "--price-min") if price_min else None
    highest = parse_amount(price_max, "--price-max") if price_max else None
    asked = SearchOptions(price_min=lowest, price_max=highest, **options)
    query = _query(read_input(image), read_input(hints) if hints else None, asked.as_)
    with opened(catalog) as home:
        findings = find(query, asked, catalog=home)
        if as_json:
            emit_json(_fields(findings, home))
        else:
            click.echo(_text(findings))


def _query(data: bytes, hints: bytes | None, as_: str) -> Layers | Picture:
    """Strokes (.s2f, SVG) are drawings by what they are; a picture is told apart later, unless hints say that it is drawn."""
    from sketch2fashion.drawing import read_drawing
    from sketch2fashion.errors import BadImage, BadValue
    from sketch2fashion.images import decode

    if as_ == "photo" and hints is not None:
        raise BadValue("Hints belong to a drawing, not to a photo.")
    if as_ == "drawing" or hints is not None:
        return read_drawing(data, hints)
    try:
        return decode(data)
    except BadImage:
        if as_ == "photo" or not _is_text(data):
            raise
        return read_drawing(data)


def _is_text(data: bytes) -> bool:
    return data.lstrip()[:1] in (b"{", b"<") or data.startswith(b"\xef\xbb\xbf")


def _fields(findings: Findings, catalog: Catalog) -> dict[str, Any]:
    from sketch2fashion.replies import findings_fields, match_fields

    matches = [{**match_fields(match), "image": _image(match, catalog)} for match in findings.matches]
    return {**findings_fields(findings), "matches": matches}


def _image(match: Match, catalog: Catalog) -> str:
    """On the command line no service is there to show the picture: name the file that it came from, while that is still there."""
    from sketch2fashion.errors import NotFound

    try:
        pictures = catalog.get(match.id).pictures
    except NotFound:
        return match.image
    return pictures[0].origin if pictures and pictures[0].origin and Path(pictures[0].origin).is_file() else match.image


def _text(findings: Findings) -> str:
    if not findings.matches:
        return "Nothing was found. Take a filter away, or look with: sketch2fashion catalog info"
    lines = [f"{findings.as_}, {findings.category}: {len(findings.matches)} products in {findings.seconds * 1000:.0f} ms"]
    for match in findings.matches:
        title = match.title if len(match.title) <= _TITLE_WIDTH else match.title[: _TITLE_WIDTH - 1] + "…"
        price = f"{match.price} {match.currency}" if match.price else "no price"
        why = ", ".join(f"{part} {value:.2f}" for part, value in match.why.items())
        lines.append(f"  {match.score:.2f}  {title:<{_TITLE_WIDTH}}  {price:>14}  {match.link or match.id}  ({why})")
    return "\n".join(lines)
