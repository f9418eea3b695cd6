"""`sketch2fashion search`: products for a drawing, a render or a photo."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.cli.catalog import catalog_option
from sketch2fashion.cli.output import emit_json, json_option, note, read_input

if TYPE_CHECKING:
    from sketch2fashion.catalog.store import Catalog
    from sketch2fashion.garment import Match
    from sketch2fashion.search.facets import Facets
    from sketch2fashion.search.finder import Findings

_TITLE_WIDTH = 44  # characters
_FACET_VALUES = 6  # of each facet, the most frequent


@click.command()
@click.argument("image", required=False)
@click.option("--like", metavar="ID", help="Instead of IMAGE: more products like this one of the catalogue.")
@click.option("--as", "as_", default="auto", show_default=True, metavar="KIND", help="auto, drawing or photo (a render counts as one).")
@click.option("--hints", metavar="PNG", help="Colour marks for a drawing: an RGBA PNG of its size.")
@click.option("--top", default=20, show_default=True, help="How many products, 1 to 200.")
@click.option("--category", metavar="NAME", help=f"Only this kind of garment: {', '.join(CATEGORY_NAMES)}.")
@click.option("--colour", "--color", metavar="NAME", help="Only this colour family, such as red, blue or beige.")
@click.option("--price-min", metavar="P", help="Lowest price, in the products' own currency.")
@click.option("--price-max", metavar="P", help="Highest price.")
@click.option("--in-stock", is_flag=True, help="Only what can be bought now.")
@click.option("--words", default="", metavar="TEXT", help="Only products whose title, colour or other fields have all these words.")
@click.option("--seller", metavar="NAME", help="Only products of this seller.")
@click.option(
    "--shop",
    default="catalog",
    show_default=True,
    metavar="NAME",
    help="catalog is your own; shopify, ebay, channel3 and lens are sent the picture.",
)
@catalog_option
@json_option
def search(
    image: str | None,
    like: str | None,
    hints: str | None,
    price_min: str | None,
    price_max: str | None,
    catalog: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Find products for a drawing, a rendered garment or a photo.

    IMAGE is a picture (PNG, JPEG, WebP, HEIC), an SVG, an .s2f file, or - for standard input.
    """
    from sketch2fashion.catalog.money import parse_amount
    from sketch2fashion.cli.catalog import opened
    from sketch2fashion.search.finder import SearchOptions, find, searchable
    from sketch2fashion.search.shops import OWN

    lowest = parse_amount(price_min, "--price-min") if price_min else None
    highest = parse_amount(price_max, "--price-max") if price_max else None
    asked = SearchOptions(price_min=lowest, price_max=highest, consent=True, **options)  # naming a shop is the consent
    if (image is None) == (like is None):
        raise click.UsageError("Give either IMAGE or --like ID.")
    query = like or searchable(read_input(str(image)), asked.as_, read_input(hints) if hints else None)
    _say_what_is_sent(asked.shop)
    needs_catalog = asked.shop == OWN or like is not None
    with opened(catalog) if needs_catalog else contextlib.nullcontext() as home:
        findings = find(query, asked, catalog=home)
        if as_json:
            emit_json(_fields(findings, home if asked.shop == OWN else None))
        else:
            click.echo(_text(findings))


def _say_what_is_sent(name: str) -> None:
    """One line on standard error, before anything leaves this machine."""
    from sketch2fashion.search.shops import require_shop
    from sketch2fashion.search.shops.web import WebShop

    shop = require_shop(name)
    if isinstance(shop, WebShop):
        shop.require_on()
        note(shop.sends)


def _fields(findings: Findings, catalog: Catalog | None) -> dict[str, Any]:
    from sketch2fashion.replies import findings_fields, match_fields

    matches = [{**match_fields(match), "image": _image(match, catalog) if catalog else match.image} for match in findings.matches]
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
    if not findings.close:
        lines.append("Nothing is really like it. These are the least unlike:")
    for match in findings.matches:
        title = match.title if len(match.title) <= _TITLE_WIDTH else match.title[: _TITLE_WIDTH - 1] + "…"
        price = f"{match.price} {match.currency}" if match.price else "no price"
        why = ", ".join(f"{part} {value:.2f}" for part, value in match.why.items())
        lines.append(f"  {match.score:.2f}  {title:<{_TITLE_WIDTH}}  {price:>14}  {match.link or match.id}  ({why})")
    return "\n".join([*lines, *_narrower(findings.facets)])


def _narrower(facets: Facets) -> list[str]:
    """What a filter could ask for, one line a facet that has a choice."""
    choices = {"--category": facets.categories, "--colour": facets.colours, "--seller": facets.sellers}
    counted = {
        option: "  ".join(f"{name} {count}" for name, count in list(counts.items())[:_FACET_VALUES])
        for option, counts in choices.items()
        if len(counts) > 1
    }
    return ["Narrow down with:", *(f"  {option:<10}  {values}" for option, values in counted.items())] if counted else []
