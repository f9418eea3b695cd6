"""A rough drawing → clean lines: dust gone, double strokes one, small gaps closed, wobble smoothed, corners kept, one width.

Lines are thinned to paths, each path is smoothed between its corners, and the strokes are drawn afresh. Colours, borders and solid
black areas stay as they are. Nothing is invented: what is far apart stays apart.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

from sketch2fashion.drawing.bridges import open_ends, spans
from sketch2fashion.drawing.framing import FILL, REFERENCE, THICKEST, THINNEST, line_width, solid_areas
from sketch2fashion.drawing.grid import eroded, grown, skeleton
from sketch2fashion.drawing.paths import Path, paths, smoothed
from sketch2fashion.drawing.strokes import MOUSE_PRESSURE, Layer, Sketch, Stroke, rasterise
from sketch2fashion.errors import EmptyDrawing
from sketch2fashion.garment import Layers, Lines, Mask

WORK = 768  # px: the longer side of the plane on which lines are thinned
INK = 0.2
GAP = 0.05  # of the ink's longer side: wider gaps are meant
SMOOTH = 0.010  # of the ink's longer side: the reach of the smoothing along a path
DUST = 2.0  # line widths squared: smaller pieces are dust
PINHOLE = 6.0  # line widths squared: smaller holes within ink are no rings
SPUR = 2.5  # line widths: shorter loose branches come from thinning, not from the hand


def tidy(layers: Layers) -> Layers:
    """The same layers with clean lines. Raises `EmptyDrawing` without ink."""
    ink, scale = _work_plane(layers.lines)
    if not ink.any():
        raise EmptyDrawing("There are no lines to tidy.", hint="Draw the outline of a garment.")
    width = line_width(ink)
    length = _longer_side(ink)
    ink = _without_dust(ink, DUST * width**2)
    solid = solid_areas(ink)
    middle = _middle(ink & ~solid, width, GAP * length)
    reach = max(1.5, SMOOTH * length)
    ways = [smoothed(path, reach) for path in paths(middle, SPUR * width)]
    unit = length / (FILL * REFERENCE)  # px of the work plane to one px of the renderer's square
    drawn = _drawn(ways, float(np.clip(width, THINNEST * unit, THICKEST * unit)), scale, layers.size)
    return replace(layers, lines=np.maximum(drawn, _at_size(solid, layers.size)))


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


def _drawn(paths: list[Path], width: float, scale: float, size: tuple[int, int]) -> Lines:
    """The paths drawn with a round pen of `width` px of the work plane, on a canvas of `size`."""
    strokes = tuple(
        Stroke(
            points=tuple(((column + 0.5) * scale, (row + 0.5) * scale, MOUSE_PRESSURE, 0.0) for row, column in _every_other(path).tolist()),
            width=width * scale,
        )
        for path in paths
    )
    return rasterise(Sketch(canvas=size, layers=(Layer(id="tidy", strokes=strokes),))).lines


def _every_other(path: Path) -> Path:
    return path if len(path) < 4 else np.concatenate([path[:-1:2], path[-1:]])


def _at_size(solid: Mask, size: tuple[int, int]) -> Lines:
    image = Image.fromarray(solid.astype(np.float32))
    return np.asarray(image.resize(size, Image.Resampling.BILINEAR), np.float32)
