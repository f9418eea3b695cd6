"""What kind of garment a drawing is: what was said, or else what it looks like."""

from __future__ import annotations

from sketch2fashion.categories import require_category
from sketch2fashion.garment import Layers
from sketch2fashion.rendering.renderer import prepare, recognise


def category_or_recognised(layers: Layers, wish: str = "auto") -> str:
    """`wish`, unless it is "auto"; what the drawing says; or, only then looked at, the category that it looks most like.

    Raises `UnknownCategory`, and `EmptyDrawing` where there is nothing to look at.
    """
    if wish not in ("", "auto"):
        return require_category(wish)
    if layers.category is not None:
        return layers.category
    scores = recognise(prepare(layers))
    return max(scores, key=lambda name: scores[name])
