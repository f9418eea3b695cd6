"""Finding, from end to end: a small catalogue of drawn-by-arithmetic garments, real networks, real files."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from sketch2fashion.catalog.embedded import EmbeddedCatalog
from sketch2fashion.catalog.ingest import import_source
from sketch2fashion.catalog.store import Catalog
from sketch2fashion.errors import BadValue, CatalogError, NotFound, UnknownCategory
from sketch2fashion.models import registry
from sketch2fashion.search.finder import SearchOptions, find
from sketch2fashion.search.shops import require_shop

from .shapes import BLUE, GREEN, OUTLINES, RED, drawing, garment, layers, pixels

COLOURS = {"red": RED, "blue": BLUE, "green": GREEN}
needs_models = pytest.mark.skipif(
    not {"embedder", "linework"} <= set(registry.available()), reason="embedder and linework are not in this checkout"
)


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    """Nine products: three shapes in three colours."""
    folder = tmp_path_factory.mktemp("shop")
    lines = ["id,title,image_link,price,availability,category,link"]
    for index, (shape, colour) in enumerate((shape, colour) for shape in OUTLINES for colour in COLOURS):
        garment(shape, COLOURS[colour]).save(folder / f"{colour}-{shape}.png")
        stock = "out_of_stock" if colour == "green" else "in_stock"
        lines.append(
            f"{colour}-{shape},{colour} {shape},{colour}-{shape}.png,{10 * (index + 1)} USD,{stock},{shape},https://shop.example/{index}"
        )
    (folder / "products.csv").write_text("\n".join(lines), "utf-8")
    with EmbeddedCatalog(folder / "catalogue", create=True) as catalog:
        import_source(catalog, folder)
        yield catalog


def best(query: object, catalog: Catalog, **options: object) -> list[str]:
    return [match.id for match in find(query, SearchOptions(**options), catalog=catalog).matches]  # type: ignore[arg-type]


@needs_models
@pytest.mark.parametrize("shape", OUTLINES)
def test_a_photo_finds_its_own_product_first_and_says_why(catalog: Catalog, shape: str) -> None:
    findings = find(pixels(garment(shape, BLUE)), catalog=catalog)
    first = findings.matches[0]
    assert first.id == f"blue-{shape}"
    assert findings.as_ == "photo"
    assert first.why["shape"] > 0.95
    assert first.why["colour"] > 0.9
    assert 0.8 < first.score <= 1
    assert (first.currency, first.shop, first.link[:21]) == ("USD", "catalog", "https://shop.example/")
    assert first.image == f"/api/v1/products/blue-{shape}/image"
    scores = [match.score for match in findings.matches]
    assert scores == sorted(scores, reverse=True)


@needs_models
@pytest.mark.parametrize("shape", OUTLINES)
@pytest.mark.parametrize("colour", COLOURS)
def test_a_colour_never_stands_below_another_of_the_same_shape(catalog: Catalog, shape: str, colour: str) -> None:
    darker = tuple(round(value * 0.85) for value in COLOURS[colour])
    found = best(pixels(garment(shape, darker)), catalog)  # type: ignore[arg-type]
    assert [id for id in found if id.endswith(shape)][0] == f"{colour}-{shape}"  # noqa: RUF015


@needs_models
@pytest.mark.parametrize("shape", OUTLINES)
def test_a_drawing_without_colour_goes_by_shape_alone(catalog: Catalog, shape: str) -> None:
    findings = find(layers(shape), catalog=catalog)
    assert findings.as_ == "drawing"
    assert findings.matches[0].id.endswith(shape)
    assert all("colour" not in match.why for match in findings.matches)


@needs_models
@pytest.mark.parametrize("colour", COLOURS)
def test_one_dot_of_colour_on_a_drawing_decides_between_like_shapes(catalog: Catalog, colour: str) -> None:
    found = best(layers("skirt", COLOURS[colour]), catalog, category="skirt")
    assert found[0] == f"{colour}-skirt"


@needs_models
def test_a_picture_of_a_drawing_is_recognised_or_taken_as_told(catalog: Catalog) -> None:
    picture = pixels(drawing("pants"))
    assert find(picture, catalog=catalog).as_ == "drawing"
    assert find(picture, SearchOptions(as_="photo"), catalog=catalog).as_ == "photo"
    assert find(pixels(garment("pants", RED)), SearchOptions(as_="drawing"), catalog=catalog).as_ == "drawing"


@needs_models
def test_more_like_this_leaves_the_product_itself_out(catalog: Catalog) -> None:
    findings = find("red-skirt", SearchOptions(top=9), catalog=catalog)
    assert findings.as_ == "product"
    assert findings.category == "skirt"
    assert len(findings.matches) == 8
    assert "red-skirt" not in {match.id for match in findings.matches}
    with pytest.raises(NotFound, match="no-such"):
        find("no-such", catalog=catalog)


@needs_models
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"category": "trousers"}, {"red-pants", "blue-pants", "green-pants"}),
        ({"colour": "Navy"}, {"blue-skirt", "blue-pants", "blue-t-shirt"}),
        ({"price_max": Decimal(30)}, {"red-skirt", "blue-skirt", "green-skirt"}),
        ({"price_min": Decimal("80"), "price_max": Decimal("80.00")}, {"blue-t-shirt"}),
        ({"in_stock": True, "category": "skirt"}, {"red-skirt", "blue-skirt"}),
        ({"category": "hat"}, set()),
        ({"words": "RED skirt"}, {"red-skirt"}),
        ({"seller": "catalog", "words": "green"}, {"green-skirt", "green-pants", "green-t-shirt"}),
        ({"seller": "nobody"}, set()),
    ],
)
def test_filters_hold(catalog: Catalog, options: dict[str, object], expected: set[str]) -> None:
    assert set(best(pixels(garment("skirt", RED)), catalog, **options)) == expected


@needs_models
def test_facets_count_what_was_ranked_not_only_what_is_shown(catalog: Catalog) -> None:
    facets = find(pixels(garment("skirt", RED)), SearchOptions(top=1), catalog=catalog).facets
    assert facets.products == 9
    assert facets.categories == {"pants": 3, "skirt": 3, "t-shirt": 3}
    assert facets.colours == {"blue": 3, "green": 3, "red": 3}
    assert facets.in_stock == 6
    assert next((band.currency, band.products) for band in facets.prices)[0] == "USD"
    narrowed = find(pixels(garment("skirt", RED)), SearchOptions(colour="red"), catalog=catalog).facets
    assert narrowed.products == 3


@needs_models
def test_a_garment_of_the_catalogue_is_close_and_a_scribble_is_not(catalog: Catalog) -> None:
    assert find(pixels(garment("skirt", RED)), catalog=catalog).close
    scribble = np.full((256, 256, 4), 255, np.uint8)
    points = np.random.default_rng(3).integers(20, 236, (30, 2))
    image = Image.fromarray(scribble)
    ImageDraw.Draw(image).line([(int(x), int(y)) for x, y in points], fill=(0, 0, 0, 255), width=3)
    findings = find(np.asarray(image), SearchOptions(as_="drawing"), catalog=catalog)
    assert findings.matches, "what is least unlike is shown all the same"
    assert not findings.close


@needs_models
def test_top_limits_and_the_chosen_category_is_told(catalog: Catalog) -> None:
    findings = find(pixels(garment("skirt", RED)), SearchOptions(top=2, category="pants"), catalog=catalog)
    assert len(findings.matches) == 2
    assert findings.category == "pants"


@needs_models
def test_the_same_search_gives_the_same_answer(catalog: Catalog) -> None:
    first, second = (find(pixels(garment("pants", RED)), catalog=catalog) for _ in range(2))
    assert dataclasses.replace(first, seconds=0) == dataclasses.replace(second, seconds=0)


@needs_models
def test_reindexing_with_the_same_model_changes_no_answer(catalog: Catalog) -> None:
    from sketch2fashion.catalog.pictures import features_of
    from sketch2fashion.search.embedder import model_id

    before = best(pixels(garment("t-shirt", RED)), catalog)
    assert catalog.reindex(features_of, model_id()) == 0, "all vectors are of this model already"
    assert best(pixels(garment("t-shirt", RED)), catalog) == before


@needs_models
def test_a_catalogue_of_another_model_asks_for_a_reindex(tmp_path: Path, catalog: Catalog) -> None:
    with EmbeddedCatalog(tmp_path / "old", create=True) as old:
        old.upsert([catalog.get("red-skirt")], "embedder-of-old")
        with pytest.raises(CatalogError, match="reindex"):
            find(pixels(garment("skirt", RED)), catalog=old)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"as_": "painting"}, "auto, drawing, photo"),
        ({"top": 0}, "between 1 and 200"),
        ({"top": 201}, "between 1 and 200"),
        ({"colour": "plaid"}, "black, grey, white"),
        ({"price_min": Decimal("-1")}, "price_min"),
        ({"price_max": Decimal("NaN")}, "price_max"),
        ({"price_min": Decimal(5), "price_max": Decimal(4)}, "above"),
        ({"shop": "bing"}, "is no shop"),
        ({"shop": "nobody"}, "no shop"),
    ],
)
def test_options_outside_their_range_are_refused_with_what_is_allowed(options: dict[str, object], said: str) -> None:
    with pytest.raises(BadValue, match=said):
        SearchOptions(**options)  # type: ignore[arg-type]


def test_an_unknown_category_lists_the_known_ones() -> None:
    with pytest.raises(UnknownCategory, match="outerwear"):
        SearchOptions(category="spaceship")


def test_the_own_catalogue_is_a_shop_like_any_other() -> None:
    assert require_shop("catalog").name == "catalog"
