"""The library in two calls. Whatever a drawing or picture is kept in goes in: a path, bytes, a PIL image, a numpy array, a `Sketch`.

    from sketch2fashion import render, find

    garment = render("t-shirt.png", refine=0.5).garments[0]      # .pixels: uint8 (H, W, 4), straight alpha
    matches = find(garment.pixels, colour="red", top=5).matches  # .title, .price, .link, .score, .why

Everything comes in through the same door as over HTTP (`images.decode`, `drawing.read_drawing`), with the same limits and errors.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sketch2fashion.catalog.store import Catalog
from sketch2fashion.drawing import read_drawing
from sketch2fashion.drawing.strokes import Sketch
from sketch2fashion.errors import BadImage, NotFound
from sketch2fashion.garment import Layers, Picture
from sketch2fashion.images import decode, encode_png
from sketch2fashion.rendering.renderer import Rendering, RenderOptions
from sketch2fashion.rendering.renderer import render as render_layers
from sketch2fashion.search.finder import Findings, SearchOptions
from sketch2fashion.search.finder import find as find_in

Source: TypeAlias = str | os.PathLike[str] | bytes | Image.Image | NDArray[np.uint8] | Sketch | Layers


def render(drawing: Source, *, hints: Source | None = None, **options: Any) -> Rendering:
    """A drawing as garments. `hints`: colour marks, an RGBA picture of the drawing's size. `options`: those of `RenderOptions`.

    Raises the family of `errors` only: `EmptyDrawing`, `BadImage`, `BadSketch`, `BadValue`, `UnknownCategory`, `NotFound` …
    """
    chosen = RenderOptions(**options)
    layers = drawing if isinstance(drawing, Layers) else read_drawing(bytes_of(drawing), None if hints is None else bytes_of(hints))
    return render_layers(layers, chosen)


def find(picture: Source, *, catalog: Catalog | None = None, **options: Any) -> Findings:
    """Products like a drawing, a render or a photo, in `catalog` or the one of the settings. `options`: those of `SearchOptions`.

    Raises the family of `errors` only.
    """
    chosen = SearchOptions(**options)
    return find_in(_searchable(picture, chosen.as_), chosen, catalog=catalog)


def bytes_of(source: Source) -> bytes:
    """The file that a source is, or would be. A numpy array is (H, W), (H, W, 3) or (H, W, 4) uint8."""
    if isinstance(source, bytes):
        return source
    if isinstance(source, str | os.PathLike):
        return _file(Path(source))
    if isinstance(source, Sketch):
        return source.to_json().encode()
    if isinstance(source, Image.Image):
        return encode_png(np.asarray(source.convert("RGBA")))
    if isinstance(source, np.ndarray):
        return encode_png(_checked(source))
    raise BadImage(f"A {type(source).__name__} is no picture.", hint="Give a path, bytes, a PIL image or a uint8 numpy array.")


def _searchable(source: Source, as_: str) -> Layers | Picture:
    if isinstance(source, Layers):
        return source
    data = bytes_of(source)
    strokes = data.lstrip()[:1] in (b"{", b"<")  # .s2f, SVG
    return read_drawing(data) if strokes or as_ == "drawing" else decode(data)


def _file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise NotFound(f'There is no file "{path}".') from None
    except OSError as problem:
        raise BadImage(f'"{path}" cannot be read: {problem.strerror}.') from None


def _checked(array: NDArray[Any]) -> NDArray[np.uint8]:
    if array.dtype != np.uint8 or array.size == 0 or not (array.ndim == 2 or (array.ndim == 3 and array.shape[2] in (3, 4))):
        raise BadImage(
            f"An array of shape {array.shape} and type {array.dtype} is no picture.",
            hint="Allowed: uint8 of shape (H, W), (H, W, 3) or (H, W, 4).",
        )
    return np.ascontiguousarray(array)
