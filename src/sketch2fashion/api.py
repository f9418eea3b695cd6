"""The library in two calls. Whatever a drawing or picture is kept in goes in: a path, bytes, a PIL image, a numpy array, a `Sketch`.

    from sketch2fashion import render, search

    garment = render("t-shirt.png", refine=0.5).garments[0]        # .pixels: uint8 (H, W, 4), straight alpha
    matches = search(garment, colour="red", top=5).matches         # .title, .price, .link, .score, .why

Everything comes in through the same door as over HTTP (`images.decode`, `drawing.read_drawing`), with the same limits and errors.
"""

from __future__ import annotations

from typing import Any

from sketch2fashion.drawing import read_drawing
from sketch2fashion.drawing.sources import Source, bytes_of
from sketch2fashion.garment import Layers
from sketch2fashion.rendering.renderer import Rendering, RenderOptions
from sketch2fashion.rendering.renderer import render as render_layers
from sketch2fashion.search.anything import search

__all__ = ["Source", "bytes_of", "find", "render", "search"]

find = search  # its first name


def render(drawing: Source, *, hints: Source | None = None, **options: Any) -> Rendering:
    """A drawing as garments. `hints`: colour marks, an RGBA picture of the drawing's size. `options`: those of `RenderOptions`.

    Raises the family of `errors` only: `EmptyDrawing`, `BadImage`, `BadSketch`, `BadValue`, `UnknownCategory`, `NotFound` …
    """
    chosen = RenderOptions(**options)
    layers = drawing if isinstance(drawing, Layers) else read_drawing(bytes_of(drawing), None if hints is None else bytes_of(hints))
    return render_layers(layers, chosen)
