"""A picture of a drawing → lines and hints: dark on light or the reverse, scanned, photographed, or transparent.

The paper is estimated and divided away first, so that shadow, yellow light and dark corners are no ink. Then a mark with chroma
is a hint and the rest is line, unless all ink shares one hue: a blue ballpoint draws lines. Flat digital paper keeps every colour
exactly as it was; only photos are white-balanced. Works at no more than 1024 px, four times what the renderer sees.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from sketch2fashion.drawing.framing import line_width
from sketch2fashion.drawing.grid import grown, large_pieces, pooled
from sketch2fashion.drawing.marks import colour_kinds, median_colour
from sketch2fashion.errors import BadValue, EmptyDrawing
from sketch2fashion.garment import HINT_ALPHA, Box, Hints, Layers, Lines, Mask, Picture, Rgb

LONGEST = 1024  # px; more detail than this is lost in the square of 256 px anyway
HINT_CHROMA = 20.0  # CIELAB: a mark above is a hint
INK_CHROMA = 12.0  # … ink above has a hue at all
ONE_HUE = np.deg2rad(25)  # how far the hues of one pen scatter
SAME_PEN = 0.9  # of all ink within ONE_HUE: it is one pen's
FAINTEST = 0.06  # darkness against the paper, 0 … 1: less is paper
FULL_INK = 0.55  # of the usual ink's darkness: this and more is full ink, so that grey technical lines survive
PAINT = 0.05  # of the longer side: strokes wider than this are paint, not a pen's lines
FLAT_PAPER = 0.35  # of the pixels have the paper's very colour: a digital drawing, not a photo
UNEVEN = 0.15  # of the pixels are just beside it: a photo after all
SHADOW = 0.35  # of the paper's light is left in the deepest shadow
NEUTRAL = 0.12  # a shadow changes the channels' proportions by less
RULES_MIN = 4  # long parallel lines across the sheet from which on the paper is ruled

_Plane: TypeAlias = NDArray[np.float32]  # (H, W) 0 … 1


def read_picture(picture: Picture, hints: Picture | None = None) -> Layers:
    """Lines and hints of a picture of a drawing, (H, W, 4) straight alpha, reduced to at most 1024 px a side.

    `hints` is an RGBA picture of the same size; its pixels from alpha 128 on are hints and win over coloured marks of the drawing.
    Raises `BadValue` for another size and `EmptyDrawing` if there is no ink.
    """
    if hints is not None:
        refuse_other_size(picture.shape, hints.shape)
    sheet = _sheet(_reduced(picture))
    lines, marks = _ink_and_hints(sheet)
    if hints is not None:
        lay_over(marks, _reduced_hints(hints, lines.shape))
    if not lines.any() and not marks.any():
        raise EmptyDrawing("The picture is blank: there is no ink on it.", hint="Draw the outline of a garment with dark lines on light paper.")
    return with_outlines(Layers(lines, marks, np.zeros_like(lines)))


def refuse_other_size(drawing: tuple[int, ...], hints: tuple[int, ...]) -> None:
    """Raise `BadValue` unless two arrays have the same height and width."""
    if drawing[:2] != hints[:2]:
        raise BadValue(
            f"The hints are {hints[1]} × {hints[0]} px, the drawing is {drawing[1]} × {drawing[0]} px; they must have the same size."
        )


def lay_over(marks: Hints, hints: Hints) -> None:
    """Write the hints (alpha from 128 on) over the marks, in place."""
    given = hints[..., 3] >= HINT_ALPHA
    marks[given, :3] = hints[given, :3]
    marks[given, 3] = 255


def with_outlines(layers: Layers) -> Layers:
    """A drawing of colours alone gets the outlines of its colour areas as lines; any other stays as it is."""
    if layers.lines.any() or not layers.hints.any():
        return layers
    area = layers.hints[..., 3] >= HINT_ALPHA
    rim = area & ~ndimage.binary_erosion(area, iterations=max(1, round(max(area.shape) / 200)))
    return Layers(rim.astype(np.float32), layers.hints, layers.borders, layers.category)


def groups(layers: Layers) -> list[Box]:
    """Where separate garments lie on one canvas, left to right; one box for one garment, none for no ink. Boxes in canvas px."""
    ink = layers.lines > 0.2
    factor = max(1, round(max(ink.shape) / 256))
    near = grown(pooled(ink, factor), 8)
    pieces, _ = ndimage.label(near)
    found = [_ink_box(piece, ink, pieces, factor, number + 1) for number, piece in enumerate(ndimage.find_objects(pieces))]
    boxes = _without_nested([box for box in found if box.width and box.height])
    largest = max((box.width * box.height for box in boxes), default=0)
    return sorted((box for box in boxes if box.width * box.height >= 0.15 * largest), key=lambda box: (box.x, box.y))


# --- the sheet --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Sheet:
    """A drawing on even paper: `rgb` as it will be quoted as hint colours, `darkness` 0 paper … 1 strongest ink possible."""

    rgb: Rgb
    darkness: _Plane
    noise: float


def _sheet(picture: Picture) -> _Sheet:
    rgb = _laid_on_paper(picture)
    paper = _commonest(rgb)
    light = _luma(rgb)
    if _is_flat(rgb, paper):
        return _Sheet(rgb, _against(light, float(_luma(paper[None, None])[0, 0])), 0.0)
    if np.median(light) < 0.35 and np.median(_rim(light)) < 0.4:  # chalk on a board
        board = cast(_Plane, ndimage.median_filter(light[::8, ::8], 9, mode="nearest"))
        return _measured(rgb, _against(light, _upscaled(board, light.shape)))
    balanced = np.clip(255 * (rgb / np.maximum(_lit_paper(rgb), 1)), 0, 255).astype(np.uint8)
    return _measured(balanced, 1 - _luma(balanced))


def _measured(rgb: Rgb, darkness: _Plane) -> _Sheet:
    """With the paper's grain: three times the usual scatter of what is surely paper."""
    paper = darkness[::3, ::3]
    paper = paper[paper < np.percentile(paper, 70)]
    return _Sheet(rgb, darkness, float(3 * paper.std() + paper.mean()) if paper.size else 0.0)


def _laid_on_paper(picture: Picture) -> Rgb:
    """Transparent pictures on white; on black if their ink is so light that it would vanish on white."""
    alpha = picture[..., 3:].astype(np.float32) / 255
    opaque = alpha[..., 0] > 0.5
    dark_ink = True
    if 0 < np.count_nonzero(opaque) < 0.98 * opaque.size:
        dark_ink = float(np.percentile(_luma(picture[..., :3])[opaque], 5)) < 0.75
    ground = 255.0 if dark_ink else 0.0
    return cast(Rgb, np.rint(picture[..., :3] * alpha + ground * (1 - alpha)).astype(np.uint8))


def _commonest(rgb: Rgb) -> NDArray[np.uint8]:
    """The colour that most pixels have, among those at the rim and in all."""
    rim = np.concatenate([rgb[:4].reshape(-1, 3), rgb[-4:].reshape(-1, 3), rgb[:, :4].reshape(-1, 3), rgb[:, -4:].reshape(-1, 3)])
    pixels = np.concatenate([rgb[::4, ::4].reshape(-1, 3), rim]).astype(np.int32)
    codes = (pixels[:, 0] << 16) | (pixels[:, 1] << 8) | pixels[:, 2]
    values, counts = np.unique(codes, return_counts=True)
    code = int(values[counts.argmax()])
    return np.array([code >> 16, (code >> 8) & 255, code & 255], np.uint8)


def _is_flat(rgb: Rgb, paper: NDArray[np.uint8]) -> bool:
    """Whether the paper is one colour, up to compression noise, rather than lit."""
    distance = np.abs(rgb[::2, ::2].astype(np.int16) - paper.astype(np.int16)).max(axis=2)
    return bool((distance <= 3).mean() >= FLAT_PAPER and ((distance > 4) & (distance < 40)).mean() < UNEVEN)


def _lit_paper(rgb: Rgb) -> NDArray[np.float32]:
    """The paper's colour at each pixel, as the light falls on it, (H, W, 3) 0 … 255.

    A closing (strokes vanish, shadows stay) is believed where it has the paper's hue and not too little light; elsewhere, under
    wide paint, a smooth surface through what was believed stands in.
    """
    height, width = rgb.shape[:2]
    small = np.asarray(Image.fromarray(rgb).resize((max(1, width // 3), max(1, height // 3)), Image.Resampling.BOX))
    reach = max(3, round(max(small.shape) * 0.06)) | 1
    closed = np.stack([ndimage.grey_closing(small[..., channel], reach) for channel in range(3)], axis=2).astype(np.float32)
    surface = _smooth_surface(closed)
    ratio = closed / np.maximum(surface, 1)
    spread = ratio.max(axis=2) - ratio.min(axis=2)
    believed = (spread < NEUTRAL * ratio.max(axis=2)) & (ratio.mean(axis=2) > SHADOW)
    paper = np.where(believed[..., None], closed, surface)
    paper = np.stack([ndimage.gaussian_filter(paper[..., channel], reach / 8) for channel in range(3)], axis=2)
    return np.stack([_upscaled(paper[..., channel], (height, width)) for channel in range(3)], axis=2)


def _smooth_surface(closed: NDArray[np.float32]) -> NDArray[np.float32]:
    """A quadratic through the light part of the paper, fitted to each channel without what lies far from it."""
    height, width = closed.shape[:2]
    rows, columns = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    terms = np.stack([np.ones_like(rows), rows, columns, rows**2, rows * columns, columns**2], axis=2).astype(np.float32)
    sample = np.s_[:: max(1, height // 48), :: max(1, width // 48)]
    known, values = terms[sample].reshape(-1, 6), closed[sample].reshape(-1, 3)
    light = values.mean(axis=1)
    kept = light > 0.6 * np.percentile(light, 80)
    for _ in range(4):
        weights, *_ = np.linalg.lstsq(known[kept], values[kept], rcond=None)
        ratio = (values / np.maximum(known @ weights, 1)).mean(axis=1)
        better = np.abs(ratio - 1) < 0.15
        if better.sum() < 0.2 * len(better):
            break
        kept = better
    return cast(NDArray[np.float32], np.clip(terms @ weights, 20, 255).astype(np.float32))


def _luma(rgb: NDArray[np.uint8]) -> _Plane:
    return cast(_Plane, (rgb @ np.array([0.299, 0.587, 0.114], np.float32)) / 255)


def _against(light: _Plane, paper: float | _Plane) -> _Plane:
    """Contrast with the paper, 0 … 1, whichever is the lighter."""
    return cast(_Plane, (np.abs(light - paper) / np.maximum(paper, 1 - paper)).astype(np.float32))


def _rim(plane: _Plane) -> _Plane:
    return np.concatenate([plane[0], plane[-1], plane[:, 0], plane[:, -1]])


def _upscaled(plane: NDArray[np.float32], shape: tuple[int, ...]) -> _Plane:
    image = Image.fromarray(plane.astype(np.float32)).resize((shape[1], shape[0]), Image.Resampling.BILINEAR)
    return np.asarray(image, np.float32)


def _reduced(picture: Picture) -> Picture:
    """At most LONGEST px a side; alpha premultiplied on the way."""
    scale = LONGEST / max(picture.shape[:2])
    if scale >= 1:
        return picture
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    image = Image.fromarray(picture)
    if (picture[..., 3] == 255).all():
        return np.asarray(image.resize(size, Image.Resampling.BOX), np.uint8)
    return np.asarray(image.convert("RGBa").resize(size, Image.Resampling.BOX).convert("RGBA"), np.uint8)


def _reduced_hints(hints: Hints, shape: tuple[int, ...]) -> Hints:
    return np.asarray(Image.fromarray(hints).resize((shape[1], shape[0]), Image.Resampling.NEAREST), np.uint8)


# --- ink or hint ------------------------------------------------------------------------------------------------------------


def _ink_and_hints(sheet: _Sheet) -> tuple[Lines, Hints]:
    faintest = max(FAINTEST, sheet.noise)
    chroma, hue = _chroma_and_hue(sheet.rgb)
    ink = (sheet.darkness > faintest) | (chroma > HINT_CHROMA)
    ink = _without_rules(ink, sheet.darkness, chroma)
    ink = _without_specks(ink)
    coloured = _coloured_marks(ink & (chroma > HINT_CHROMA), ink & (chroma <= HINT_CHROMA) & (sheet.darkness > 0.4))
    coloured &= ~_one_pen(ink, coloured, chroma, hue)
    lines = _line_ink(sheet.darkness, ink & ~coloured, faintest)
    lines[grown(coloured, 1) & (lines < 0.75)] = 0  # the soft rim of a coloured mark is no line
    return lines, _cleaned_marks(sheet.rgb, coloured)


def _line_ink(darkness: _Plane, ink: Mask, faintest: float) -> Lines:
    if not ink.any():
        return np.zeros(ink.shape, np.float32)
    full = max(FULL_INK * float(np.percentile(darkness[ink], 90)), faintest + 0.05)
    return np.where(ink, np.clip((darkness - faintest / 2) / (full - faintest / 2), 0, 1), 0).astype(np.float32)


def _chroma_and_hue(rgb: Rgb) -> tuple[_Plane, _Plane]:
    """CIELAB chroma and hue angle; both 0 where the channels hardly differ, which saves most of the work on black and white."""
    chroma, hue = np.zeros(rgb.shape[:2], np.float32), np.zeros(rgb.shape[:2], np.float32)
    colourful = rgb.max(axis=2) - rgb.min(axis=2) > 10
    a, b = _lab_a_b(rgb[colourful])
    chroma[colourful] = np.hypot(a, b)
    hue[colourful] = np.arctan2(b, a)
    return chroma, hue


def _lab_a_b(pixels: NDArray[np.uint8]) -> tuple[_Plane, _Plane]:
    """The a and b of CIELAB (D65) for sRGB pixels, (n,); single precision, as a picture may hold a million."""
    values = np.arange(256) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4).astype(np.float32)
    to_xyz = np.array([[0.4339, 0.3762, 0.1899], [0.2126, 0.7152, 0.0722], [0.0177, 0.1095, 0.8729]], np.float32)  # over D65 white
    x, y, z = np.cbrt(to_xyz @ linear[pixels].T + 0.001)
    return 500 * (x - y), 200 * (y - z)


def _coloured_marks(candidates: Mask, black: Mask) -> Mask:
    """Marks of colour without the coloured fringe that lenses and JPEG lay around black lines."""
    smallest = (max(candidates.shape) / 256) ** 2
    pieces, count = ndimage.label(candidates, np.ones((3, 3)))
    if not count:
        return candidates
    areas = np.bincount(pieces.ravel(), minlength=count + 1)
    beside_black = np.bincount(pieces[grown(black, 2)], minlength=count + 1)
    inner = np.bincount(pieces[ndimage.binary_erosion(candidates)], minlength=count + 1)
    marks = (areas >= smallest) & ((beside_black < 0.6 * areas) | (inner > 0.35 * areas))
    marks[0] = False
    return cast(Mask, marks[pieces])


def _one_pen(ink: Mask, coloured: Mask, chroma: _Plane, hue: _Plane) -> Mask:
    """Coloured pixels that are a pen's lines after all: all ink shares one hue, or there is no other ink and most of it does."""
    nothing = np.zeros_like(coloured)
    if not coloured.any():
        return nothing
    main = _main_hue(hue[coloured], chroma[coloured])
    turned = np.abs(np.angle(np.exp(1j * (hue - main))))
    of_pen = ink & (chroma > INK_CHROMA) & (turned < ONE_HUE)
    if np.count_nonzero(of_pen) < SAME_PEN * np.count_nonzero(ink & ((chroma > INK_CHROMA) | ~grown(coloured, 2))):
        black = ink & ~grown(coloured, 2)
        if np.count_nonzero(black) > 0.03 * np.count_nonzero(ink) or not of_pen.any():
            return nothing
    if line_width(of_pen) > PAINT * max(ink.shape):
        return nothing  # painted, not written
    return coloured & (turned < ONE_HUE)


def _main_hue(hue: _Plane, chroma: _Plane) -> float:
    counts, edges = np.histogram(hue, bins=36, range=(-np.pi, np.pi), weights=chroma)
    near = counts + np.roll(counts, 1) + np.roll(counts, -1)
    return float(edges[near.argmax()] + np.pi / 36)


def _cleaned_marks(rgb: Rgb, coloured: Mask) -> Hints:
    """Each mark in the one colour of its middle: soft rims and noise gone."""
    hints = np.zeros((*coloured.shape, 4), np.uint8)
    if not coloured.any():
        return hints
    core = ndimage.binary_erosion(coloured, np.ones((3, 3)))
    pieces, count = ndimage.label(coloured, np.ones((3, 3)))
    cored = np.zeros(count + 1, np.bool_)
    cored[pieces[core]] = True
    core |= coloured & ~cored[pieces]  # marks so thin that they are all rim
    rows, columns = ndimage.distance_transform_edt(~core, return_distances=False, return_indices=True)
    kinds = np.full(coloured.shape, -1, np.intp)
    kinds[core] = colour_kinds(rgb[core])
    kinds = np.where(coloured, kinds[rows, columns], -1)
    for kind in range(int(kinds.max()) + 1):
        hints[kinds == kind, :3] = median_colour(rgb[core & (kinds == kind)])
    hints[coloured, 3] = 255
    return hints


def _without_specks(ink: Mask) -> Mask:
    """Without dust: pieces of less than 2 px² at 256 px."""
    smallest = 2 * (max(ink.shape) / 256) ** 2
    pieces, count = ndimage.label(ink, np.ones((3, 3)))
    if smallest <= 2 or not count:
        return ink
    kept = np.bincount(pieces.ravel()) >= smallest
    kept[0] = False
    return cast(Mask, kept[pieces])


def _without_rules(ink: Mask, darkness: _Plane, chroma: _Plane) -> Mask:
    """Without the printed lines of ruled or squared paper: faint, straight across, and at least four of them."""
    faint = ink & (darkness < 0.5) & (chroma < 3 * HINT_CHROMA)
    for across in (False, True):
        plane = faint.T if across else faint
        length = plane.shape[1]
        runs = ndimage.binary_opening(grown(plane, 1), np.ones((1, max(3, length // 5))))
        rows, count = ndimage.label(runs)
        long = [piece for piece in ndimage.find_objects(rows) if piece[1].stop - piece[1].start > 0.7 * length]
        if len(long) >= RULES_MIN and all(piece[0].stop - piece[0].start < 0.05 * plane.shape[0] for piece in long):
            printed = (runs.T if across else runs) & faint
            ink = ink & ~printed
    return ink


# --- groups -----------------------------------------------------------------------------------------------------------------


def _ink_box(piece: tuple[slice, slice], ink: Mask, pieces: NDArray[np.int32], factor: int, number: int) -> Box:
    rows, columns = (slice(part.start * factor, part.stop * factor) for part in piece)
    own = (pieces[piece] == number).repeat(factor, axis=0).repeat(factor, axis=1)
    cut = ink[rows, columns]
    inside = cut & own[: cut.shape[0], : cut.shape[1]]
    y, x = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    if not y.size:
        return Box(0, 0, 0, 0)
    return Box(int(columns.start + x[0]), int(rows.start + y[0]), int(x[-1] - x[0] + 1), int(y[-1] - y[0] + 1))


def _without_nested(boxes: list[Box]) -> list[Box]:
    """Boxes that overlap by half of the smaller one are one garment: a button inside a shirt, a sleeve beside it."""
    merged: list[Box] = []
    for box in sorted(boxes, key=lambda box: -box.width * box.height):
        for index, other in enumerate(merged):
            width = min(box.x + box.width, other.x + other.width) - max(box.x, other.x)
            height = min(box.y + box.height, other.y + other.height) - max(box.y, other.y)
            if width > 0 and height > 0 and 2 * width * height >= box.width * box.height:
                merged[index] = _union(box, other)
                break
        else:
            merged.append(box)
    return merged


def _union(one: Box, other: Box) -> Box:
    x, y = min(one.x, other.x), min(one.y, other.y)
    right, bottom = max(one.x + one.width, other.x + other.width), max(one.y + one.height, other.y + other.height)
    return Box(x, y, right - x, bottom - y)
