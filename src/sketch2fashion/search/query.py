"""What is searched for, whatever it was made from: a drawing, a photo or render, or a product ("more like this").

drawing ─┬▶ lines ─▶ vector ───────────────┬─▶ sketch
         └▶ colours ─┬▶ render ─▶ vector ──┴─▶ photo
                     └▶ flats ───────────────▶ palette
photo ─▶ garment alone ─┬────────────────────▶ photo, palette
                        └▶ its lines ────────▶ sketch
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np

from sketch2fashion.catalog.palette import NO_PALETTE, Palette, palette_of
from sketch2fashion.catalog.pictures import garment_alone, lines_picture
from sketch2fashion.catalog.store import Item
from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.drawing.flats import flats
from sketch2fashion.drawing.framing import frame_of, to_square
from sketch2fashion.errors import ModelUnavailable, NotFound
from sketch2fashion.garment import HINT_ALPHA, Layers, Lines, Picture, Rgb, Vector
from sketch2fashion.images import decode, on_white
from sketch2fashion.photo.worn import worn_garment
from sketch2fashion.rendering.renderer import RenderOptions, render
from sketch2fashion.search.embedder import embed_many

RENDER_SHARE = 0.5  # of the render, in the vector that is compared with product photos; the rest is the lines themselves
_SQUARE_SIDE = 256  # px

_log = logging.getLogger(__name__)  # which, unlike structlog, speaks on standard error where nobody set it up


@dataclass(frozen=True, eq=False)
class Query:
    """What to look for. `photo` is compared with photos of products, `sketch` with their line drawings.

    `palette` is empty where no colour was asked for; `picture` is what a web shop would be shown; `kind` is drawing, photo or product.
    """

    photo: Vector
    sketch: Vector
    palette: Palette
    category_scores: Mapping[str, float]
    picture: Rgb
    kind: str

    @property
    def category(self) -> str:
        """The likeliest category."""
        return max(self.category_scores, key=lambda name: self.category_scores[name])


def query_of_drawing(layers: Layers, category: str | None = None) -> Query:
    """The query that a drawing is; its colours count only where the hand gave some. `category` is the user's choice, if there is one.

    Raises `EmptyDrawing` and `BadValue` (longer than 4 : 1).
    """
    square = to_square(layers, frame_of(layers), _SQUARE_SIDE)
    lines = lines_as_picture(square.lines)
    chosen = category or layers.category
    coloured = bool((layers.hints[..., 3] >= HINT_ALPHA).any())
    garment = _rendered(layers, chosen) if coloured else None
    if garment is None:
        (drawn,) = embed_many([lines])
        photo, shown = drawn.vector, lines
    else:
        shown = on_white(garment)
        drawn, rendered = embed_many([lines, shown])
        photo = _unit(RENDER_SHARE * rendered.vector + (1 - RENDER_SHARE) * drawn.vector)
    palette = _drawn_palette(square) if coloured else NO_PALETTE
    return Query(photo, drawn.vector, palette, _scores(drawn.category_scores, chosen), shown, "drawing")


def query_of_picture(picture: Picture, category: str | None = None) -> Query:
    """The query that a photo or a render is; where a person wears clothes, that of `category`. Raises `BadImage` if there is no garment."""
    garment = worn_garment(garment_alone(picture), category)
    rgb = on_white(garment)
    photo, sketch = embed_many([rgb, lines_picture(rgb)])
    palette = palette_of(garment[..., :3], garment[..., 3] >= HINT_ALPHA)
    return Query(photo.vector, sketch.vector, palette, photo.category_scores, rgb, "photo")


def query_of_product(item: Item) -> Query:
    """The query for products like this one, from what the catalogue keeps of it. Raises `NotFound` if it has no picture."""
    if not item.pictures:
        raise NotFound(f'The product "{item.product.id}" has no picture to go by.')
    features = item.pictures[0].features
    shown = on_white(decode(item.pictures[0].webp))
    return Query(features.photo, features.sketch, features.palette, _scores({}, item.product.category), shown, "product")


def lines_as_picture(lines: Lines) -> Rgb:
    """Lines, black on white, (H, W, 3): as the embedder learned drawings."""
    grey = np.rint((1 - lines) * 255).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


def _drawn_palette(square: Layers) -> Palette:
    """The colours that the hand asked for, each with the area that it fills. Geometry, not the network, says so: red stays red."""
    filled = flats(square)
    return palette_of(filled[..., :3], filled[..., 3] >= HINT_ALPHA)


def _rendered(layers: Layers, category: str | None) -> Picture | None:
    """The garment that the drawing means; None where no renderer is installed, and the lines alone must do."""
    try:
        return render(layers, RenderOptions(category=category or "auto")).garments[0].pixels
    except ModelUnavailable as problem:
        _log.warning("searching without a render: %s", problem.message)
        return None


def _scores(scores: Mapping[str, float], chosen: str | None) -> Mapping[str, float]:
    """A category that somebody chose needs no guess."""
    return {name: float(name == chosen) for name in CATEGORY_NAMES} if chosen else scores or dict.fromkeys(CATEGORY_NAMES, 0.0)


def _unit(vector: Vector) -> Vector:
    return cast(Vector, (vector / np.linalg.norm(vector)).astype(np.float32))
