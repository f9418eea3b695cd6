"""Strokes and pictures of drawings → layers → regions of colour. `read_drawing` is the door for bytes from outside."""

from __future__ import annotations

from dataclasses import replace

from sketch2fashion.categories import require_category
from sketch2fashion.drawing import paper, svg
from sketch2fashion.drawing.strokes import Sketch, rasterise
from sketch2fashion.errors import BadSketch, EmptyDrawing
from sketch2fashion.garment import Layers, Picture
from sketch2fashion.images import decode

__all__ = ["read_canvas", "read_drawing", "read_sketch"]


def read_drawing(data: bytes, hints: bytes | None = None, category: str | None = None) -> Layers:
    """The layers of a drawing: a `.s2f` sketch, an SVG, or a picture (PNG, JPEG, WebP, HEIC, AVIF) of a drawing.

    `hints`: an RGBA picture of the drawing's size; pixels from alpha 128 on are hints. `category`: a category's name or synonym;
    None or "auto" leaves what the sketch says. Raises only the family of `errors`: `EmptyDrawing` without ink, `BadSketch`,
    `BadImage`, `BadValue`, `UnknownCategory`, `TooLarge`, `UnsupportedFormat`.
    """
    if not data:
        raise BadSketch("The drawing is empty (0 bytes).", hint="Send a picture of a drawing, an SVG or an .s2f file.")
    marks = decode(hints) if hints is not None else None
    if _looks_like_json(data):
        layers = _from_sketch(Sketch.from_json(data), marks)
    else:
        layers = paper.read_picture(svg.read_svg(data) if svg.looks_like_svg(data) else decode(data), marks)
    return layers if category in (None, "", "auto") else replace(layers, category=require_category(category))


def read_canvas(data: bytes, category: str | None = None) -> Layers:
    """Like `read_drawing`, but a canvas on which nothing is drawn yet is no mistake: its layers are blank, of its size."""
    try:
        return read_drawing(data, category=category)
    except EmptyDrawing:
        sketch = read_sketch(data)
        if sketch is None:
            width, height = (svg.read_svg(data) if svg.looks_like_svg(data) else decode(data)).shape[1::-1]
            sketch = Sketch(canvas=(width, height))
        layers = rasterise(sketch)
        return layers if category in (None, "", "auto") else replace(layers, category=require_category(category))


def read_sketch(data: bytes) -> Sketch | None:
    """The strokes of an `.s2f` drawing; None for a picture, which has none. Errors as for `Sketch.from_json`."""
    return Sketch.from_json(data) if _looks_like_json(data) else None


def _from_sketch(sketch: Sketch, hints: Picture | None) -> Layers:
    layers = rasterise(sketch)
    if hints is not None:
        paper.refuse_other_size(layers.lines.shape, hints.shape)
        paper.lay_over(layers.hints, hints)
    if not layers.lines.any() and not layers.hints.any():
        raise EmptyDrawing("There is no ink in the sketch.", hint="Draw the outline of a garment.")
    return paper.with_outlines(layers)


def _looks_like_json(data: bytes) -> bool:
    return data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
