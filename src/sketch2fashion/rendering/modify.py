"""Change a garment: recolour it, lay another fabric in, show it in many colours, or render what a drawing changed and nothing else.

    modify(picture, Recolour("#1c305c", at=((0.5, 0.4),))).pictures[0]     # a part; folds stay
    modify(picture, Colourways(("#1c305c", "#aa222c", "#f5f3ee"))).pictures
    modify(photo, Edit(), after=layers).pictures[0]                        # a photo whose drawing was changed
    modify(None, Morph((0.5,)), before=shirt, after=dress).pictures[0]     # half a shirt, half a dress, and its drawing

Pictures are garments with transparency or whole photos; what was not asked for keeps its very pixels.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, ClassVar, TypeAlias, cast

import numpy as np

from sketch2fashion.drawing import read_drawing
from sketch2fashion.drawing.strokes import Sketch
from sketch2fashion.errors import BadValue
from sketch2fashion.garment import Layers, Mask, Picture
from sketch2fashion.photo import photo_layers
from sketch2fashion.rendering.fabric import FABRICS, in_fabric, in_picture
from sketch2fashion.rendering.light import Target, linear_of, repainted
from sketch2fashion.rendering.local import edited
from sketch2fashion.rendering.morph import Step, morph
from sketch2fashion.rendering.parts import target_of
from sketch2fashion.rendering.renderer import SIZES, RenderOptions

MAX_COLOURS = 16
MAX_SHARES = 16
MAX_POINTS = 64
SCALES = (0.004, 1.0)
LARGEST = 1e9  # of any number
PICTURE_SCALE = 0.25  # of the garment's longer side: how wide a picture of a fabric is laid in
_HEX = re.compile(r"#[0-9a-fA-F]{6}")

_Points: TypeAlias = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Recolour:
    """One part, or the whole garment, in another colour (`#rrggbb`). `at`: points on the part, as shares of the picture."""

    kind: ClassVar[str] = "recolour"
    colour: str
    at: _Points = ()

    def __post_init__(self) -> None:
        _rgb(self.colour)
        object.__setattr__(self, "at", _points(self.at))


@dataclass(frozen=True)
class Colourways:
    """One part, or the whole garment, in each of 1 to 16 colours: one picture for each."""

    kind: ClassVar[str] = "colourways"
    colours: tuple[str, ...]
    at: _Points = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "colours", _colours(self.colours, 1, MAX_COLOURS))
        object.__setattr__(self, "at", _points(self.at))


@dataclass(frozen=True)
class Weave:
    """One part, or the whole garment, in a pattern of `FABRICS`, or in a picture of a fabric where one is given.

    `colours`: none for the pattern's own. `scale`: the repeat as a share of the garment's longer side. `angle`: degrees, clockwise.
    """

    kind: ClassVar[str] = "fabric"
    pattern: str | None = None
    colours: tuple[str, ...] = ()
    scale: float | None = None
    angle: float = 0.0
    at: _Points = ()

    def __post_init__(self) -> None:
        if self.pattern is not None and self.pattern not in FABRICS:
            raise BadValue(f'There is no pattern named "{self.pattern}".', hint=f"Allowed: {', '.join(FABRICS)}.")
        most = len(FABRICS[self.pattern].colours) if self.pattern else 0
        object.__setattr__(self, "colours", _colours(self.colours, 0, most))
        if self.scale is not None and not SCALES[0] <= _number("scale", self.scale) <= SCALES[1]:
            raise BadValue(f"scale is {self.scale}; it must be between {SCALES[0]} and {SCALES[1]:g}.")
        if not -360 <= _number("angle", self.angle) <= 360:
            raise BadValue(f"angle is {self.angle}; it must be between -360 and 360 degrees.")
        object.__setattr__(self, "at", _points(self.at))


@dataclass(frozen=True)
class Edit:
    """Render what changed between two drawings. The options are those of the garment's first rendering."""

    kind: ClassVar[str] = "edit"
    category: str = "auto"
    refine: float = 0.3
    seed: int = 0

    def __post_init__(self) -> None:
        if not isinstance(self.category, str):
            raise BadValue("category must be a name.")
        _number("refine", self.refine)
        if not isinstance(self.seed, int) or isinstance(self.seed, bool):
            raise BadValue("seed must be a whole number.")
        self.options()

    def options(self) -> RenderOptions:
        """As the renderer takes them. Raises `BadValue`, `UnknownCategory`."""
        return RenderOptions(**asdict(self))


@dataclass(frozen=True)
class Morph:
    """Garments between two drawings, one for each of 1 to 16 `shares`, from 0, the first, to 1, the second. A mix is a share of 0.5.

    `first`, `second`: how the two are rendered, with `category`, `refine` and `seed` as `Edit` has them. `size`: 256 or 512.
    """

    kind: ClassVar[str] = "morph"
    shares: tuple[float, ...] = (0.5,)
    first: Edit | Mapping[str, Any] = field(default_factory=Edit)
    second: Edit | Mapping[str, Any] = field(default_factory=Edit)
    size: int = 256

    def __post_init__(self) -> None:
        if not isinstance(self.shares, list | tuple) or not 1 <= len(self.shares) <= MAX_SHARES:
            raise BadValue(f"shares must be a list of 1 to {MAX_SHARES} numbers from 0 to 1.")
        if not all(0 <= _number("A share", share) <= 1 for share in self.shares):
            raise BadValue("A share lies beside 0 to 1.", hint="0 is the first drawing, 1 the second.")
        object.__setattr__(self, "shares", tuple(float(share) for share in self.shares))
        for name in ("first", "second"):
            object.__setattr__(self, name, _version(name, getattr(self, name)))
        if self.size not in SIZES or isinstance(self.size, bool):
            raise BadValue(f"size is {self.size}; it must be 256 or 512.")

    def options(self) -> tuple[RenderOptions, RenderOptions]:
        """Of the two renders."""
        first, second = (cast(Edit, each).options() for each in (self.first, self.second))
        return replace(first, size=self.size), replace(second, size=self.size)


Operation: TypeAlias = Recolour | Colourways | Weave | Edit | Morph
OPERATIONS: dict[str, Callable[..., Operation]] = {each.kind: each for each in (Recolour, Weave, Edit, Colourways, Morph)}
USED = {"edit": ("image", "before", "sketch"), "fabric": ("image", "mask", "fabric"), "morph": ("before", "sketch")}  # beside `at`


@dataclass(frozen=True, eq=False)
class Modification:
    """The changed pictures, (H, W, 4) each, of the size that came in: one, or one for each colourway or share.

    `sketches`: of a morph, the drawing of each picture.
    """

    kind: str
    pictures: tuple[Picture, ...]
    seconds: float
    sketches: tuple[Sketch, ...] = ()


def operation_of(values: Mapping[str, Any]) -> Operation:
    """An operation from JSON: `{"kind": "recolour", "colour": "#1c305c"}`. Raises `BadValue`."""
    kind = values.get("kind")
    make = OPERATIONS.get(kind) if isinstance(kind, str) else None
    if make is None:
        raise BadValue("The operation has no kind that is known.", hint=f"kind must be one of {', '.join(OPERATIONS)}.")
    operation: Operation = _made(kind, make, values)
    return operation


def _made(kind: Any, make: Callable[..., Any], values: Mapping[str, Any]) -> Any:
    """A dataclass from JSON whose options are checked by their names."""
    known = [each.name for each in fields(make)]  # type: ignore[arg-type]  # all makers are dataclasses
    for name in values:
        if name != "kind" and name not in known:
            raise BadValue(f'"{str(name)[:40]}" is no option of {kind}.', hint=f"Allowed: {', '.join(known)}.")
    try:
        return make(**{name: value for name, value in values.items() if name != "kind"})
    except TypeError:
        raise BadValue(f"The operation {kind} lacks something.", hint=f"Its options are {', '.join(known)}.") from None


def modify(
    picture: Picture | None,
    operation: Operation,
    *,
    mask: Mask | None = None,
    fabric: Picture | None = None,
    before: Layers | None = None,
    after: Layers | None = None,
) -> Modification:
    """Change a picture of a garment (H, W, 4); a morph has none.

    `mask` (H, W): what to paint, instead of the operation's points. `fabric` (h, w, 4): a picture of a fabric, for `Weave`.
    `before`, `after`: the drawings, for `Edit` and `Morph`; an edit without `before` takes what `photo.photo_layers` makes of the picture.
    Raises `BadValue`, `BadImage`, `EmptyDrawing`, `UnknownCategory`, `ModelUnavailable`.
    """
    started = time.perf_counter()
    _refuse_unused(operation, image=picture, mask=mask, fabric=fabric, before=before, sketch=after)
    if isinstance(operation, Morph):
        steps = _morphed(operation, before, after)
        shown = tuple(step.garment.pixels for step in steps)
        return Modification(operation.kind, shown, time.perf_counter() - started, tuple(step.sketch for step in steps))
    if picture is None:
        raise BadValue(f"There is no picture to change; {operation.kind} needs one.", hint="Give a render or a photo as image.")
    pictures: tuple[Picture, ...]
    if isinstance(operation, Edit):
        pictures = (_edited(picture, operation, before, after),)
    else:
        pictures = _painted(target_of(picture, operation.at, _checked(mask, picture)), operation, fabric)
    return Modification(operation.kind, pictures, time.perf_counter() - started)


def _morphed(operation: Morph, first: Layers | None, second: Layers | None) -> tuple[Step, ...]:
    if first is None or second is None:
        raise BadValue("A morph needs two drawings.", hint="Give the first as before and the second as sketch.")
    return morph(first, second, operation.shares, operation.options())


def _edited(picture: Picture, operation: Edit, before: Layers | None, after: Layers | None) -> Picture:
    if after is None:
        raise BadValue("An edit needs the drawing as it is now.", hint="Give it as sketch; before is the drawing that the picture shows.")
    if before is None:
        before = read_drawing(photo_layers(picture).sketch.to_json().encode())
    return edited(picture, before, after, operation.options())


def _painted(target: Target, operation: Recolour | Colourways | Weave, fabric: Picture | None) -> tuple[Picture, ...]:
    if isinstance(operation, Weave):
        return (_woven(target, operation, fabric),)
    colours = (operation.colour,) if isinstance(operation, Recolour) else operation.colours
    return tuple(repainted(target, linear_of(np.array(_rgb(colour), np.uint8))) for colour in colours)


def _woven(target: Target, operation: Weave, picture: Picture | None) -> Picture:
    if (picture is None) == (operation.pattern is None):
        raise BadValue("A fabric is a pattern or a picture of one.", hint=f"Patterns: {', '.join(FABRICS)}; or send the part fabric.")
    if picture is not None:
        return in_picture(target, picture, operation.scale or PICTURE_SCALE, operation.angle)
    fabric = FABRICS[operation.pattern or ""]
    return in_fabric(target, fabric, tuple(_rgb(colour) for colour in operation.colours), operation.scale, operation.angle)


def _refuse_unused(operation: Operation, **given: object) -> None:
    """What would be ignored is a slip."""
    used = USED.get(operation.kind, ("image", "mask"))
    for name, value in given.items():
        if value is not None and name not in used:
            raise BadValue(f"{name} has no meaning for {operation.kind}.", hint=f"{operation.kind} takes {' and '.join(used)}.")


def mask_of(picture: Picture) -> Mask:
    """A picture (H, W, 4) as a mask: what it covers, or, where it has no transparency, what is bright."""
    if (picture[..., 3] < 255).any():
        covered: Mask = picture[..., 3] >= 128
        return covered
    bright: Mask = picture[..., :3].max(axis=-1) >= 128
    return bright


def _checked(mask: Mask | None, picture: Picture) -> Mask | None:
    if mask is not None and mask.shape != picture.shape[:2]:
        sizes = ["{} × {}".format(*reversed(each)) for each in (mask.shape, picture.shape[:2])]
        raise BadValue(f"The mask is {sizes[0]} px and the picture {sizes[1]} px.", hint="Both must have the same size.")
    return mask


# --- values -----------------------------------------------------------------------------------------------------------------


def _rgb(colour: Any) -> tuple[int, int, int]:
    if not isinstance(colour, str) or not _HEX.fullmatch(colour):
        raise BadValue(f"{str(colour)[:40]!r} is no colour.", hint="Colours are written #rrggbb.")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _colours(colours: Any, least: int, most: int) -> tuple[str, ...]:
    if not isinstance(colours, list | tuple) or not least <= len(colours) <= most:
        raise BadValue(f"colours must be a list of {least} to {most}.", hint="Colours are written #rrggbb.")
    for colour in colours:
        _rgb(colour)
    return tuple(colours)


def _version(name: str, value: Any) -> Edit:
    if isinstance(value, Edit):
        return value
    if not isinstance(value, Mapping):
        raise BadValue(
            f"{name} must say how that drawing is rendered.", hint='For example {"category": "t-shirt", "refine": 0.3, "seed": 0}.'
        )
    version: Edit = _made(name, Edit, value)
    return version


def _points(points: Any) -> _Points:
    pairs = list(points) if isinstance(points, list | tuple) and len(points) <= MAX_POINTS else None
    if pairs is None or not all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in pairs):
        raise BadValue(f"at must be a list of at most {MAX_POINTS} points [x, y].", hint="Points are shares of the picture, 0 to 1.")
    found = tuple((_number("x", x), _number("y", y)) for x, y in pairs)
    if not all(0 <= value <= 1 for pair in found for value in pair):
        raise BadValue("A point of at lies beside the picture.", hint="Points are shares of the picture, 0 to 1.")
    return found


def _number(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
        raise BadValue(f"{name} must be a number.")
    return float(value)
