"""The library in three calls. Whatever a drawing or picture is kept in goes in: a path, bytes, a PIL image, a numpy array, a `Sketch`.

    from sketch2fashion import modify, render, search

    garment = render("t-shirt.png", refine=0.5).garments[0]        # .pixels: uint8 (H, W, 4), straight alpha
    matches = search(garment, colour="red", top=5).matches         # .title, .price, .link, .score, .why
    navy = modify(garment, {"kind": "recolour", "colour": "#1c305c"}).pictures[0]

Everything comes in through the same door as over HTTP (`images.decode`, `drawing.read_drawing`), with the same limits and errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sketch2fashion.drawing import read_drawing
from sketch2fashion.drawing.sources import Source, bytes_of
from sketch2fashion.garment import Garment, Layers, Picture
from sketch2fashion.images import decode
from sketch2fashion.rendering.modify import Modification, Operation, mask_of, operation_of
from sketch2fashion.rendering.modify import modify as modify_picture
from sketch2fashion.rendering.renderer import Rendering, RenderOptions
from sketch2fashion.rendering.renderer import render as render_layers
from sketch2fashion.search.anything import search

__all__ = ["Source", "bytes_of", "find", "modify", "render", "search"]

find = search  # its first name


def render(drawing: Source, *, hints: Source | None = None, **options: Any) -> Rendering:
    """A drawing as garments. `hints`: colour marks, an RGBA picture of the drawing's size. `options`: those of `RenderOptions`.

    Raises the family of `errors` only: `EmptyDrawing`, `BadImage`, `BadSketch`, `BadValue`, `UnknownCategory`, `NotFound` …
    """
    chosen = RenderOptions(**options)
    return render_layers(_layers(drawing, hints), chosen)


def modify(
    image: Source | None,
    operation: Operation | Mapping[str, Any],
    *,
    mask: Source | None = None,
    fabric: Source | None = None,
    before: Source | None = None,
    sketch: Source | None = None,
) -> Modification:
    """A picture of a garment, changed: another colour or fabric, colourways, or what a drawing changed. The rest keeps its pixels.

    `image`: a garment or a photo of one. `operation`: one of `rendering.modify`, or its JSON, `{"kind": "recolour", …}`. `mask`:
    a picture of its size that covers what to paint. `fabric`: a picture of a fabric. `before`, `sketch`: for an edit, the
    drawing that the picture shows (for a photo it may be left out) and the drawing as it is to be; for a morph, which has no
    `image`, the first and the second drawing.

    Raises the family of `errors` only: `BadImage`, `BadValue`, `BadSketch`, `EmptyDrawing`, `NotFound` …
    """
    chosen = operation_of(operation) if isinstance(operation, Mapping) else operation
    return modify_picture(
        None if image is None else _picture(image),
        chosen,
        mask=None if mask is None else mask_of(_picture(mask)),
        fabric=None if fabric is None else _picture(fabric),
        before=None if before is None else _layers(before),
        after=None if sketch is None else _layers(sketch),
    )


def _layers(drawing: Source, hints: Source | None = None) -> Layers:
    return drawing if isinstance(drawing, Layers) else read_drawing(bytes_of(drawing), None if hints is None else bytes_of(hints))


def _picture(source: Source) -> Picture:
    return source.pixels if isinstance(source, Garment) else decode(bytes_of(source))
