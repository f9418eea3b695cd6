"""A rough drawing → clean lines: dust gone, double strokes one, small gaps closed, wobble smoothed, corners kept, one width.

Lines are thinned to paths, each path is smoothed between its corners, and the strokes are drawn afresh. Colours, borders and solid
black areas stay as they are. Nothing is invented: what is far apart stays apart. Only above strength 0 the shape model may complete
what was meant, and from `projection.IMAGINED_FROM` on the garment also gets the lines that such garments have inside, which stay apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

from sketch2fashion.drawing.bridges import open_ends, spans
from sketch2fashion.drawing.framing import FILL, REFERENCE, THICKEST, THINNEST, line_width, solid_areas
from sketch2fashion.drawing.grid import eroded, grown, skeleton
from sketch2fashion.drawing.paths import Path, paths, smoothed
from sketch2fashion.drawing.projection import projected
from sketch2fashion.drawing.strokes import MOUSE_PRESSURE, Layer, Sketch, Stroke, rasterise
from sketch2fashion.errors import BadValue, EmptyDrawing
from sketch2fashion.garment import Layers, Lines, Mask

WORK = 768  # px: the longer side of the plane on which lines are thinned
INK = 0.2
GAP = 0.05  # of the ink's longer side: wider gaps are meant
SMOOTH = 0.010  # of the ink's longer side: the reach of the smoothing along a path
DUST = 2.0  # line widths squared: smaller pieces are dust
PINHOLE = 6.0  # line widths squared: smaller holes within ink are no rings
HATCH = 4  # px of the work plane: the pen that fills solid areas of a sketch
DETAILS = "details"  # the layer of lines that nobody drew
SPUR = 2.5  # line widths: shorter loose branches come from thinning, not from the hand


@dataclass(frozen=True, eq=False)
class Clean:
    """A tidied drawing: as planes, and as strokes that can be edited."""

    source: Layers
    strokes: tuple[Stroke, ...]
    solid: Mask  # areas of solid ink, on a plane of at most WORK px
    imagined: tuple[Stroke, ...] = ()  # lines that nobody drew, inside the garment

    def layers(self) -> Layers:
        """The source's layers with the clean lines."""
        size = self.source.size
        lines = rasterise(Sketch(canvas=size, layers=(Layer(DETAILS, strokes=self.imagined), Layer("lines", strokes=self.strokes)))).lines
        return replace(self.source, lines=np.maximum(lines, _at_size(self.solid, size)))

    def sketch(self, source: Sketch | None = None) -> Sketch:
        """The strokes, solid areas hatched, on the source's canvas.

        `source`: the sketch that was tidied. Its colours, borders and everything else stay; its line layers become one. Lines that
        nobody drew are a layer of their own below it (`details_id`), to be hidden or thrown away.
        """
        base = Sketch(canvas=self.source.size, category=self.source.category) if source is None else source
        scale = base.canvas[0] / self.source.size[0]
        lines = Layer(id="lines", strokes=_scaled((*self.strokes, *_hatched(self.solid, self.source.size)), scale))
        layers = _with_lines(base.layers, lines)
        details = self.details_id(source)
        if details is not None:
            place = next(place for place, layer in enumerate(layers) if layer.kind == "line")
            layers = (*layers[:place], Layer(id=details, strokes=_scaled(self.imagined, scale)), *layers[place:])
        return replace(base, layers=layers)

    def details_id(self, source: Sketch | None = None) -> str | None:
        """The id of the layer of `sketch(source)` that holds the lines that nobody drew; None where there are none."""
        layers = () if source is None else source.layers
        return _free_id(layers, DETAILS) if self.imagined else None


def tidy(layers: Layers, strength: float = 0.0, parts: Sequence[str] = ()) -> Layers:
    """The same layers with clean lines; arguments and errors as for `cleaned`."""
    return cleaned(layers, strength, parts).layers()


def cleaned(layers: Layers, strength: float = 0.0, parts: Sequence[str] = ()) -> Clean:
    """The drawing with clean lines.

    `strength` 0 keeps to what was drawn; above it the shape model closes, straightens and completes the garment, at 1 as far as such
    garments go (`drawing.projection`); from `projection.IMAGINED_FROM` on with lines inside that nobody drew. `parts` (`drawing.parts`)
    limits that to parts of it. `layers.category` says what it is; None: anything.

    Raises `EmptyDrawing` without ink, `BadValue` for a strength outside 0 … 1 or a part that such garments do not have.
    """
    if not 0 <= strength <= 1:
        raise BadValue(f"strength is {strength:g}; it must be from 0 to 1.")
    ink, scale = _work_plane(layers.lines)
    if not ink.any():
        raise EmptyDrawing("There are no lines to tidy.", hint="Draw the outline of a garment.")
    width = line_width(ink)
    length = _longer_side(ink)
    ink = _without_dust(ink, DUST * width**2)
    solid = solid_areas(ink)
    middle = _middle(ink & ~solid, width, GAP * length)
    reach = max(1.5, SMOOTH * length)
    ways = [(smoothed(path, reach) + 0.5) * scale for path in paths(middle, SPUR * width)]
    if strength > 0:
        made = projected(layers, [way - 0.5 for way in ways], strength, parts)
        return Clean(layers, made.strokes, solid, made.imagined)
    unit = length / (FILL * REFERENCE)  # px of the work plane to one px of the renderer's square
    pen = float(np.clip(width, THINNEST * unit, THICKEST * unit)) * scale
    return Clean(layers, tuple(_stroke(way, pen) for way in ways), solid)


def _work_plane(lines: Lines) -> tuple[Mask, float]:
    """Ink on a plane of at most WORK px, and the canvas px to one of its px."""
    scale = max(1.0, max(lines.shape) / WORK)
    if scale == 1:
        return lines > INK * max(float(lines.max()), INK), 1.0
    size = (max(1, round(lines.shape[1] / scale)), max(1, round(lines.shape[0] / scale)))
    small = np.asarray(Image.fromarray(lines).resize(size, Image.Resampling.BOX))
    return small > INK * max(float(small.max()), INK), scale


def _longer_side(ink: Mask) -> float:
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return float(max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1)


def _without_dust(ink: Mask, smallest: float) -> Mask:
    pieces, _ = ndimage.label(ink, np.ones((3, 3)))
    areas = np.bincount(pieces.ravel())
    areas[0] = 0
    kept: Mask = (areas >= min(smallest, areas.max()))[pieces]
    return kept


def _middle(ink: Mask, width: float, gap: float) -> Mask:
    """The lines' middle, 1 px wide, with neighbouring strokes joined and small gaps bridged."""
    near = max(1, round(width / 2))
    joined = eroded(grown(np.pad(ink, near), near), near)[near:-near, near:-near]
    middle = skeleton(_without_pinholes(joined, PINHOLE * width**2))
    ends = open_ends(middle, max(2, round(SPUR * width)))
    if not len(ends.places):
        return middle
    image = Image.fromarray(middle.astype(np.uint8))
    pen = ImageDraw.Draw(image)
    for start, stop in spans(ends, middle, gap / 2):
        pen.line((start[1], start[0], stop[1], stop[0]), fill=1)
    return skeleton(np.asarray(image) > 0)


def _without_pinholes(ink: Mask, largest: float) -> Mask:
    """Paper left between two strokes of one line belongs to that line."""
    holes, _ = ndimage.label(~ink)
    small = np.bincount(holes.ravel()) <= largest
    small[0] = False
    filled: Mask = ink | small[holes]
    return filled


# --- ink --------------------------------------------------------------------------------------------------------------------


def _stroke(way: Path, width: float) -> Stroke:
    """A path, rows and columns in canvas px, drawn with a round pen."""
    return Stroke(points=tuple((column, row, MOUSE_PRESSURE, 0.0) for row, column in _every_other(way).tolist()), width=width)


def _scaled(strokes: Sequence[Stroke], scale: float) -> tuple[Stroke, ...]:
    if scale == 1:
        return tuple(strokes)
    return tuple(
        replace(
            stroke,
            points=tuple((x * scale, y * scale, pressure, ms) for x, y, pressure, ms in stroke.points),
            width=stroke.width * scale,
        )
        for stroke in strokes
    )


def _hatched(solid: Mask, size: tuple[int, int]) -> tuple[Stroke, ...]:
    """Solid areas as rows of a pen so broad that they touch."""
    if not solid.any():
        return ()
    scale = size[0] / solid.shape[1]
    strokes = []
    for row in range(HATCH // 2, solid.shape[0], HATCH):
        runs, count = ndimage.label(solid[row])
        for number in range(1, count + 1):
            columns = np.flatnonzero(runs == number)
            ends = np.array([[row, columns[0] + HATCH / 2], [row, max(columns[-1] - HATCH / 2, columns[0] + HATCH / 2)]])
            strokes.append(_stroke((ends + 0.5) * scale, (HATCH + 1) * scale))
    return tuple(strokes)


def _with_lines(layers: Sequence[Layer], lines: Layer) -> tuple[Layer, ...]:
    """`lines` in the place, and under the name, of the first line layer; the other line layers are gone."""
    first = next((place for place, layer in enumerate(layers) if layer.kind == "line"), None)
    if first is None:
        return (*layers, replace(lines, id=_free_id(layers, "lines")))
    named = replace(lines, id=layers[first].id)
    return tuple(named if place == first else layer for place, layer in enumerate(layers) if place == first or layer.kind != "line")


def _free_id(layers: Sequence[Layer], wish: str) -> str:
    taken = {layer.id for layer in layers}
    return next(name for name in (wish, *(f"{wish}-{number}" for number in range(2, len(taken) + 3))) if name not in taken)


def _every_other(path: Path) -> Path:
    return path if len(path) < 4 else np.concatenate([path[:-1:2], path[-1:]])


def _at_size(solid: Mask, size: tuple[int, int]) -> Lines:
    image = Image.fromarray(solid.astype(np.float32))
    return np.asarray(image.resize(size, Image.Resampling.BILINEAR), np.float32)
