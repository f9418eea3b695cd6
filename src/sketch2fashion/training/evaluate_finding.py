"""Measure finding itself, with everything that a search does: renders and colours of val garments, and a real shop's products.

evaluate_colours    drawings with colour dots among all garments, scored as a search scores them: is the first hit of the right colour?
evaluate_catalogue  the shared shop, worn clothes: category precision@5, other colours of the same design among the first five,
                    and whether a red query ever gets the blue product of a design before the red one
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sketch2fashion.catalog.palette import NO_PALETTE, Palette, families_in_words, likeness, palette_of, quick_likeness
from sketch2fashion.catalog.pictures import garment_alone, kept_picture, lines_picture, look_at
from sketch2fashion.catalog.product import Product
from sketch2fashion.catalog.store import EVERYTHING, Candidate, Features
from sketch2fashion.categories import category_of
from sketch2fashion.errors import BadFeed
from sketch2fashion.garment import Rgb
from sketch2fashion.images import decode, on_white
from sketch2fashion.search.embedder import embed_many, model_id
from sketch2fashion.search.query import Query
from sketch2fashion.search.ranking import CANDIDATES, COLOUR_SHARE, PHOTO_SHARES, score_of

RIGHT_COLOUR = 0.5  # likeness of two palettes from which an eye takes them for one colour
FIRST = 5
RED = (200, 30, 35)
NOTHING = np.zeros((1, 1, 3), np.uint8)
_BATCH = 16


def evaluate_colours(
    queries: Sequence[Query], photos: NDArray[np.float32], sketches: NDArray[np.float32], palettes: Sequence[Palette]
) -> float:
    """The share of queries with colours whose first hit among all garments has other colours."""
    main = np.array([palette[0, :3] if len(palette) else (np.nan,) * 3 for palette in palettes], np.float32)
    wrong = 0
    for query in queries:
        share = PHOTO_SHARES[query.kind]
        shapes = share * (photos @ query.photo) + (1 - share) * (sketches @ query.sketch)
        rough = (1 - COLOUR_SHARE) * shapes + COLOUR_SHARE * np.nan_to_num(quick_likeness(main, query.palette))
        likely = np.argsort(-rough)[:CANDIDATES]
        exact = [(1 - COLOUR_SHARE) * shapes[place] + COLOUR_SHARE * likeness(query.palette, palettes[place]) for place in likely]
        wrong += likeness(query.palette, palettes[likely[int(np.argmax(exact))]]) < RIGHT_COLOUR
    return wrong / max(1, len(queries))


@dataclass(frozen=True, eq=False)
class Shop:
    """Products of a shop in the order of its list, and what a search sees of each."""

    products: tuple[Product, ...]
    designs: tuple[str, ...]  # products of one design differ in colour
    features: tuple[Features, ...]


def evaluate_catalogue(folder: Path, cache: Path | None) -> dict[str, Any]:
    """Figures on a folder with `products.csv` (id, title, name, category, colour, image) and its pictures. Raises `BadFeed`."""
    worn = _shop(folder, cache, "garment", lambda webps, kinds: [seen.features for seen in look_at(webps, kinds)])
    whole = replace(worn, features=_features(worn, folder, cache, "person", _with_the_person))
    return {
        "products": len(worn.products),
        "category_precision@5": _category_precision(worn),
        "category_precision@5_with_the_person": _category_precision(whole),
        "same_design_recall@5": _same_design(worn),
        "same_design_recall@5_with_the_person": _same_design(whole),
        "red_queries": _red_first(worn),
    }


def _category_precision(shop: Shop) -> dict[str, float]:
    """How many of the first five like a product (by shape and colour, itself left out) are of its category; by category, and of all."""
    kinds = np.array([product.category for product in shop.products])
    order = _order(shop, coloured=True)
    precise = np.array([(kinds[order[place][:FIRST]] == kinds[place]).mean() for place in range(len(kinds))])
    return {"all": float(precise.mean())} | {str(kind): float(precise[kinds == kind].mean()) for kind in sorted(set(kinds))}


def _same_design(shop: Shop) -> float:
    """The share of a design's other colours that are among the first five by shape alone; five at most can be."""
    designs = np.array(shop.designs)
    order = _order(shop, coloured=False)
    recalls = []
    for place, design in enumerate(designs):
        others = int((designs == design).sum()) - 1
        if others:
            recalls.append((designs[order[place][:FIRST]] == design).sum() / min(FIRST, others))
    return float(np.mean(recalls))


def _red_first(shop: Shop) -> dict[str, int]:
    """Plain red asked of each design that comes in red and in blue: how often a blue one stands above a red one of the same design."""
    colours = [families_in_words(product.colour or "") for product in shop.products]
    asked = wrong = 0
    for design in sorted(set(shop.designs)):
        members = [place for place, name in enumerate(shop.designs) if name == design]
        red, blue = ([place for place in members if colours[place] == {name}] for name in ("red", "blue"))
        if red and blue:
            asked += 1
            query = _query(shop, red[0], palette_of(np.full((2, 2, 3), RED, np.uint8), np.ones((2, 2), bool)))
            scores = {place: _score(shop, query, place) for place in (*red, *blue)}
            wrong += max(scores[place] for place in blue) > min(scores[place] for place in red)
    return {"designs": asked, "blue_above_red": wrong}


def _order(shop: Shop, *, coloured: bool) -> list[list[int]]:
    """For each product the others, the most alike first; no category has a say, that would give the precision away."""
    photos, sketches = (np.stack(vectors) for vectors in zip(*((one.photo, one.sketch) for one in shop.features), strict=True))
    share = PHOTO_SHARES["product"]
    shapes = share * (photos @ photos.T) + (1 - share) * (sketches @ sketches.T)
    orders = []
    for place, features in enumerate(shop.features):
        query = _query(shop, place, features.palette if coloured else NO_PALETTE)
        likely = [int(other) for other in np.argsort(-shapes[place], kind="stable") if other != place]
        if coloured:
            likely = sorted(likely[:CANDIDATES], key=lambda other: -_score(shop, query, other))
        orders.append(likely)
    return orders


def _query(shop: Shop, place: int, palette: Palette) -> Query:
    features = shop.features[place]
    return Query(features.photo, features.sketch, palette, {"t-shirt": 0.0}, NOTHING, "product")


def _score(shop: Shop, query: Query, place: int) -> float:
    features = shop.features[place]
    candidate = Candidate(
        shop.products[place], float(query.photo @ features.photo), float(query.sketch @ features.sketch), features.palette, ""
    )
    return score_of(query, candidate, EVERYTHING).total


Look = Callable[[Sequence[bytes], Sequence[str | None]], Sequence[Features]]


def _shop(folder: Path, cache: Path | None, name: str, look: Look) -> Shop:
    path = folder / "products.csv"
    if not path.is_file():
        raise BadFeed(f"{folder} has no products.csv.")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    products = tuple(
        Product(row["id"], row["title"], category=category_of(row["category"]), colour=row["colour"], extra={"image": row["image"]})
        for row in rows
    )
    shop = Shop(products, tuple(row["name"] for row in rows), ())
    return replace(shop, features=_features(shop, folder, cache, name, look))


def _features(shop: Shop, folder: Path, cache: Path | None, name: str, look: Look) -> tuple[Features, ...]:
    """What is seen of the products; kept in `cache` under the embedder's and the way of looking's names."""
    listed = hashlib.sha256("".join(product.digest() for product in shop.products).encode()).hexdigest()[:12]
    path = None if cache is None else cache / "baselines" / f"catalogue-{name}-{listed}-{model_id()}.npz"
    if path is not None and path.is_file():
        return _loaded(path)
    features: list[Features] = []
    for start in range(0, len(shop.products), _BATCH):
        chunk = shop.products[start : start + _BATCH]
        webps = [kept_picture((folder / product.extra["image"]).read_bytes()) for product in chunk]
        features += look(webps, [product.category for product in chunk])
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        _save(path, features)
    return tuple(features)


def _save(path: Path, features: Sequence[Features]) -> None:
    lengths = [len(one.palette) for one in features]
    photos, sketches = np.stack([one.photo for one in features]), np.stack([one.sketch for one in features])
    np.savez(path, photos=photos, sketches=sketches, palettes=np.concatenate([one.palette for one in features]), lengths=lengths)


def _loaded(path: Path) -> tuple[Features, ...]:
    kept = np.load(path)
    palettes = np.split(kept["palettes"], np.cumsum(kept["lengths"])[:-1])
    return tuple(Features(*one) for one in zip(kept["photos"], kept["sketches"], palettes, strict=True))


def _with_the_person(webps: Sequence[bytes], _: Sequence[str | None]) -> list[Features]:
    """Features as they were before who wears a garment was told apart from it: what that is worth."""
    garments = [garment_alone(decode(webp)) for webp in webps]
    pictures: list[Rgb] = [on_white(garment) for garment in garments]
    photos, sketches = embed_many(pictures), embed_many([lines_picture(picture) for picture in pictures])
    palettes = [palette_of(garment[..., :3], garment[..., 3] >= 128) for garment in garments]
    return [Features(photo.vector, sketch.vector, palette) for photo, sketch, palette in zip(photos, sketches, palettes, strict=True)]
