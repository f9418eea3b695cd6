"""What a hand drew, as vectors: `Sketch` (layers of strokes), its `.s2f` file, and its raster planes.

Surprising: a pen pressure of 0.5, which is what a mouse reports, means the nominal width; hints are drawn with hard edges,
because a blended edge pixel would be a colour that nobody chose; keys that this version does not know survive a round trip.
"""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NoReturn, TypeAlias, cast, get_args

import numpy as np
from PIL import Image, ImageDraw

from sketch2fashion.categories import require_category
from sketch2fashion.errors import BadSketch, TooLarge
from sketch2fashion.garment import Hints, Layers, Lines
from sketch2fashion.images import LONGEST_SIDE
from sketch2fashion.settings import settings

Tool: TypeAlias = Literal["pen", "erase", "fill"]
Kind: TypeAlias = Literal["line", "colour", "border"]
Point: TypeAlias = tuple[float, float, float, float]  # x, y in canvas px (y down), pressure 0 … 1, ms since the stroke began

FORMAT = "s2f"
VERSION = 1
TOOLS: tuple[str, ...] = get_args(Tool)
KINDS: tuple[str, ...] = get_args(Kind)

CANVAS_MAX = 8192  # px a side
LAYERS_MAX = 100
STROKES_MAX = 20_000  # in the whole sketch
POINTS_MAX = 400_000  # in the whole sketch
FARTHEST = 1e5  # px; a pen may leave the canvas, but not the neighbourhood
WIDTH_MAX = 4096.0  # px

MOUSE_PRESSURE = 0.5
OVERSAMPLING = 4  # raster cells a pixel side; fewer on large canvases
OVERSAMPLED_SIDE = 4096  # px; bounds the memory of anti-aliasing to 16 MB
FILL_DOT = 1 / 100  # of the canvas' longer side: the mark that a click of the fill tool leaves

_AUTO = 254  # alpha, only in here: a mark of "any colour"

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class Stroke:
    """One movement of a tool. `width` in canvas px, `colour` `#rrggbb`; `mirror`: drawn a second time, left and right swapped.

    `auto`, on a colour layer: the region is left to the renderer, whatever `colour` says.
    """

    points: tuple[Point, ...]
    tool: Tool = "pen"
    width: float = 3.0
    colour: str = "#000000"
    mirror: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)
    auto: bool = False


@dataclass(frozen=True)
class Layer:
    """Strokes of one kind. `opacity` 0 … 1 thins line ink; a colour stays itself until its layer's opacity is 0."""

    id: str
    kind: Kind = "line"
    visible: bool = True
    opacity: float = 1.0
    strokes: tuple[Stroke, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Sketch:
    """A drawing as a hand made it. `canvas` is width and height in px; `category` a name of `CATEGORY_NAMES`, or None.

    `focus` (x, y, width, height in canvas px): only what lies there counts, one of two garments on a canvas. `gap` in canvas px: gaps in
    lines up to this width stop a colour; None: as the program thinks best.
    """

    canvas: tuple[int, int]
    category: str | None = None
    layers: tuple[Layer, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    focus: tuple[float, float, float, float] | None = None
    gap: float | None = None

    @staticmethod
    def from_json(text: str | bytes) -> Sketch:
        """Read `.s2f`. Raises `BadSketch`, which names the place and what is allowed there, `UnknownCategory` or `TooLarge`."""
        if len(text) > settings().max_bytes:
            raise TooLarge(f"The sketch has {len(text) / 1e6:.1f} MB; at most {settings().max_bytes / 1e6:.0f} MB are accepted.")
        return _sketch(_parsed(text))

    def to_json(self) -> str:
        """The sketch as `.s2f`; `Sketch.from_json` gives an equal sketch back."""
        return json.dumps(_sketch_entry(self), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


# --- .s2f in ------------------------------------------------------------------------------------------------------------------


def _parsed(text: str | bytes) -> dict[str, Any]:
    try:
        entry = json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)
    except (ValueError, RecursionError) as problem:
        raise BadSketch("The .s2f file is no valid JSON.", hint=str(problem)[:200]) from None
    if not isinstance(entry, dict) or entry.get("format") != FORMAT:
        raise BadSketch('This JSON is no .s2f sketch: it does not say "format": "s2f".')
    version = entry.get("version", VERSION)
    if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version <= VERSION:
        raise BadSketch(f"The sketch has .s2f version {_shown(version)}; this program reads version {VERSION}.", hint="Update the program.")
    return entry


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _finite(text: str) -> float:
    """Python reads 1e999 as infinity, which could not be written again."""
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text[:20]} is too large a number")
    return number


def _sketch(entry: dict[str, Any]) -> Sketch:
    layers = _list(entry.get("layers", []), "layers", LAYERS_MAX)
    category = entry.get("category")
    if category is not None and not isinstance(category, str):
        raise BadSketch(f"category is {_shown(category)}; it must be a category's name or null.")
    sketch = Sketch(
        canvas=_canvas(entry.get("canvas")),
        category=None if category in (None, "", "auto") else require_category(category),
        layers=tuple(_layer(layer, f"layers[{index}]") for index, layer in enumerate(layers)),
        extra=_rest(entry, ("format", "version", "canvas", "category", "layers", "focus", "gap")),
        focus=_focus(entry.get("focus")),
        gap=None if entry.get("gap") is None else _number(entry["gap"], "gap", 0.0, CANVAS_MAX),
    )
    _refuse_too_many(sketch)
    return sketch


def _layer(entry: Any, where: str) -> Layer:
    entry = _object(entry, where)
    strokes = _list(entry.get("strokes", []), f"{where}.strokes", STROKES_MAX)
    return Layer(
        id=str(entry.get("id", where)),
        kind=cast(Kind, _one_of(entry.get("kind", "line"), KINDS, f"{where}.kind")),
        visible=_flag(entry.get("visible", True), f"{where}.visible"),
        opacity=_number(entry.get("opacity", 1.0), f"{where}.opacity", 0.0, 1.0),
        strokes=tuple(_stroke(stroke, f"{where}.strokes[{index}]") for index, stroke in enumerate(strokes)),
        extra=_rest(entry, ("id", "kind", "visible", "opacity", "strokes")),
    )


def _stroke(entry: Any, where: str) -> Stroke:
    entry = _object(entry, where)
    colour = entry.get("colour", "#000000")
    if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
        raise BadSketch(f"{where}.colour is {_shown(colour)}; it must look like #rrggbb.")
    points = _list(entry.get("points", []), f"{where}.points", POINTS_MAX)
    return Stroke(
        points=tuple(_point(point, f"{where}.points[{index}]") for index, point in enumerate(points)),
        tool=cast(Tool, _one_of(entry.get("tool", "pen"), TOOLS, f"{where}.tool")),
        width=_number(entry.get("width", 3.0), f"{where}.width", 0.0, WIDTH_MAX),
        colour=colour.lower(),
        mirror=_flag(entry.get("mirror", False), f"{where}.mirror"),
        extra=_rest(entry, ("points", "tool", "width", "colour", "mirror", "auto")),
        auto=_flag(entry.get("auto", False), f"{where}.auto"),
    )


def _point(entry: Any, where: str) -> Point:
    if not isinstance(entry, list) or not 2 <= len(entry) <= 4:
        raise BadSketch(f"{where} is {_shown(entry)}; a point is [x, y], [x, y, pressure] or [x, y, pressure, ms].")
    x, y = (_number(value, where, -FARTHEST, FARTHEST) for value in entry[:2])
    pressure = _number(entry[2], f"{where} pressure", 0.0, 1.0) if len(entry) > 2 else MOUSE_PRESSURE
    ms = _number(entry[3], f"{where} ms", 0.0, 1e15) if len(entry) > 3 else 0.0
    return x, y, pressure, ms


def _canvas(entry: Any) -> tuple[int, int]:
    if not isinstance(entry, list) or len(entry) != 2:
        raise BadSketch(f"canvas is {_shown(entry)}; it must be [width, height] in pixels.")
    width, height = (math.ceil(_number(side, "canvas", 1, CANVAS_MAX)) for side in entry)
    return width, height


def _focus(entry: Any) -> tuple[float, float, float, float] | None:
    if entry is None:
        return None
    if not isinstance(entry, list) or len(entry) != 4:
        raise BadSketch(f"focus is {_shown(entry)}; it must be [x, y, width, height] in canvas pixels.")
    x, y = (_number(value, "focus", -FARTHEST, FARTHEST) for value in entry[:2])
    width, height = (_number(value, "focus", 0.0, FARTHEST) for value in entry[2:])
    return x, y, width, height


def _refuse_too_many(sketch: Sketch) -> None:
    strokes = sum(len(layer.strokes) for layer in sketch.layers)
    points = sum(len(stroke.points) for layer in sketch.layers for stroke in layer.strokes)
    if strokes > STROKES_MAX or points > POINTS_MAX:
        raise BadSketch(
            f"The sketch has {strokes:,} strokes with {points:,} points;"
            f" at most {STROKES_MAX:,} strokes and {POINTS_MAX:,} points are accepted."
        )


def _number(value: Any, where: str, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        raise BadSketch(f"{where} is {_shown(value)}; it must be a number from {low:g} to {high:g}.")
    return float(value)


def _flag(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise BadSketch(f"{where} is {_shown(value)}; it must be true or false.")
    return value


def _one_of(value: Any, allowed: Sequence[str], where: str) -> str:
    if value not in allowed:
        raise BadSketch(f"{where} is {_shown(value)}; allowed are {', '.join(allowed)}.")
    return cast(str, value)


def _object(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadSketch(f"{where} is {_shown(value)}; it must be an object.")
    return value


def _list(value: Any, where: str, longest: int) -> list[Any]:
    if not isinstance(value, list):
        raise BadSketch(f"{where} is {_shown(value)}; it must be a list.")
    if len(value) > longest:
        raise BadSketch(f"{where} has {len(value):,} entries; at most {longest:,} are accepted.")
    return value


def _rest(entry: dict[str, Any], known: Sequence[str]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key not in known}


def _shown(value: Any) -> str:
    """A value as an error message quotes it: JSON, cut short."""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):
        text = type(value).__name__
    return text if len(text) <= 40 else text[:39] + "…"


# --- .s2f out -----------------------------------------------------------------------------------------------------------------


def _sketch_entry(sketch: Sketch) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "canvas": list(sketch.canvas),
        "category": sketch.category,
        "layers": [_layer_entry(layer) for layer in sketch.layers],
        **({} if sketch.focus is None else {"focus": [_short(value) for value in sketch.focus]}),
        **({} if sketch.gap is None else {"gap": _short(sketch.gap)}),
        **sketch.extra,
    }


def _layer_entry(layer: Layer) -> dict[str, Any]:
    return {
        "id": layer.id,
        "kind": layer.kind,
        "visible": layer.visible,
        "opacity": _short(layer.opacity),
        "strokes": [_stroke_entry(stroke) for stroke in layer.strokes],
        **layer.extra,
    }


def _stroke_entry(stroke: Stroke) -> dict[str, Any]:
    return {
        "tool": stroke.tool,
        "points": [[_short(value) for value in point] for point in stroke.points],
        "width": _short(stroke.width),
        "colour": stroke.colour,
        "mirror": stroke.mirror,
        **({"auto": True} if stroke.auto else {}),
        **stroke.extra,
    }


def _short(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value


# --- raster -------------------------------------------------------------------------------------------------------------------


def rasterise(sketch: Sketch) -> Layers:
    """The raster planes of a sketch, of its canvas size (reduced so that no side passes `images.LONGEST_SIDE`).

    Layers that are invisible or have opacity 0 leave nothing. Erase acts on earlier strokes of its own layer only.
    """
    scale = min(1.0, LONGEST_SIDE / max(sketch.canvas))
    width, height = (max(1, round(side * scale)) for side in sketch.canvas)
    shown = [layer for layer in sketch.layers if layer.visible and layer.opacity > 0]
    hints = _colours([layer for layer in shown if layer.kind == "colour"], width, height, scale)
    auto = hints[..., 3] == _AUTO
    hints[auto] = 0
    layers = Layers(
        lines=_ink([layer for layer in shown if layer.kind == "line"], width, height, scale),
        hints=hints,
        borders=_ink([layer for layer in shown if layer.kind == "border"], width, height, scale),
        category=sketch.category,
        auto=auto if auto.any() else None,
        gap=None if sketch.gap is None else sketch.gap * scale,
    )
    _blank_around(layers, sketch.focus, scale)
    return layers


def _blank_around(layers: Layers, focus: tuple[float, float, float, float] | None, scale: float) -> None:
    """Nothing is left outside of what is meant, in place."""
    if focus is None:
        return
    x, y, width, height = (value * scale for value in focus)
    outside = np.ones(layers.lines.shape, np.bool_)
    outside[max(0, math.floor(y)) : max(0, math.ceil(y + height)), max(0, math.floor(x)) : max(0, math.ceil(x + width))] = False
    for plane in (layers.lines, layers.hints, layers.borders, layers.auto):
        if plane is not None:
            plane[outside] = 0


def _ink(layers: Sequence[Layer], width: int, height: int, scale: float) -> Lines:
    """Anti-aliased ink of line or border layers, (height, width)."""
    ink = np.zeros((height, width), np.float32)
    cells = max(1, min(OVERSAMPLING, OVERSAMPLED_SIDE // max(width, height)))
    for layer in layers:
        left, top, right, bottom = _reach(layer, width, height, scale)
        if left >= right or top >= bottom:
            continue
        image = Image.new("L", (width * cells, height * cells))
        pen = ImageDraw.Draw(image)
        for stroke in layer.strokes:
            _draw(pen, stroke, scale * cells, width * cells, 0 if stroke.tool == "erase" else 255)
        found = image.reduce(cells, (left * cells, top * cells, right * cells, bottom * cells))
        part = ink[top:bottom, left:right]
        np.maximum(part, np.asarray(found, np.float32) * (layer.opacity / 255), out=part)
    return ink


def _reach(layer: Layer, width: int, height: int, scale: float) -> tuple[int, int, int, int]:
    """The box on the raster, (left, top, right, bottom), beside which a layer has no ink. Empty without strokes."""
    box = [width, height, 0, 0]
    for stroke in layer.strokes:
        if stroke.tool == "erase" or not stroke.points:
            continue
        thick = max(stroke.width * 1.5 * scale, FILL_DOT * width) / 2 + 2  # 1.5: at full pressure; 2: what rounding may add
        across, down = [point[0] * scale for point in stroke.points], [point[1] * scale for point in stroke.points]
        if stroke.mirror:
            across += [width - x for x in across]
        edges = (min(across) - thick, min(down) - thick, max(across) + thick, max(down) + thick)
        least, most = (math.floor(max(edges[0], 0)), math.floor(max(edges[1], 0))), (math.ceil(edges[2]), math.ceil(edges[3]))
        box = [min(box[0], least[0]), min(box[1], least[1]), max(box[2], min(most[0], width)), max(box[3], min(most[1], height))]
    return box[0], box[1], box[2], box[3]


def _colours(layers: Sequence[Layer], width: int, height: int, scale: float) -> Hints:
    """Colour marks, (height, width, 4); later layers lie above earlier ones."""
    hints = Image.new("RGBA", (width, height))
    for layer in layers:
        if not layer.strokes:
            continue
        image = Image.new("RGBA", (width, height))
        pen = ImageDraw.Draw(image)
        for stroke in layer.strokes:
            red, green, blue = bytes.fromhex(stroke.colour[1:])
            mark = (red, green, blue, _AUTO if stroke.auto else 255)
            _draw(pen, stroke, scale, width, (0, 0, 0, 0) if stroke.tool == "erase" else mark)
        hints.paste(image, mask=image.getchannel("A").point(lambda alpha: 255 if alpha else 0))
    return np.asarray(hints, np.uint8).copy()


def _draw(pen: ImageDraw.ImageDraw, stroke: Stroke, scale: float, raster_width: int, value: int | tuple[int, ...]) -> None:
    """Paint one stroke: round caps and joints, width after pressure. Raster cell centres lie at half units, as on a web canvas."""
    dots = _dots(stroke, scale, raster_width)
    _draw_path(pen, dots, value)
    if stroke.mirror:
        _draw_path(pen, [(raster_width - 1 - x, y, radius) for x, y, radius in dots], value)


def _dots(stroke: Stroke, scale: float, raster_width: int) -> list[tuple[float, float, float]]:
    """x, y and radius of the tool along the stroke, in raster cells."""
    least = FILL_DOT * raster_width if stroke.tool == "fill" else 1.0
    return [
        (x * scale - 0.5, y * scale - 0.5, max(stroke.width * scale * (0.5 + pressure), least) / 2) for x, y, pressure, _ in stroke.points
    ]


def _draw_path(pen: ImageDraw.ImageDraw, dots: Sequence[tuple[float, float, float]], value: int | tuple[int, ...]) -> None:
    for x, y, radius in dots:
        if radius > 0.75:
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=value)
        else:
            pen.point((round(x), round(y)), fill=value)
    for (x0, y0, r0), (x1, y1, r1) in itertools.pairwise(dots):
        length = math.hypot(x1 - x0, y1 - y0)
        if length < 1e-6:
            continue
        if max(r0, r1) <= 0.75:
            pen.line((x0, y0, x1, y1), fill=value)
            continue
        across_x, across_y = (y0 - y1) / length, (x1 - x0) / length
        pen.polygon(
            (
                (x0 + across_x * r0, y0 + across_y * r0),
                (x1 + across_x * r1, y1 + across_y * r1),
                (x1 - across_x * r1, y1 - across_y * r1),
                (x0 - across_x * r0, y0 - across_y * r0),
            ),
            fill=value,
        )
