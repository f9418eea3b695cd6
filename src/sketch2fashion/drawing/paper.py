"""A picture of a drawing → lines and hints: dark on light or the reverse, scanned, photographed, or transparent.

The paper is estimated and divided away first, so that shadow, yellow light and dark corners are no ink. Then a mark with chroma
is a hint and the rest is line, unless all ink shares one hue: a blue ballpoint draws lines. Flat digital paper keeps every colour
exactly as it was; only photos are white-balanced. Works at no more than 768 px, three times what the renderer sees.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from sketch2fashion.drawing.framing import line_width
from sketch2fashion.drawing.grid import convex_hull, eroded, filled_polygon, grown, large_pieces, pooled
from sketch2fashion.drawing.marks import colour_kinds, median_colour
from sketch2fashion.errors import BadValue, EmptyDrawing
from sketch2fashion.garment import HINT_ALPHA, Box, Hints, Layers, Lines, Mask, Picture, Rgb

LONGEST = 768  # px; more detail than this is lost in the square of 256 px anyway
HINT_CHROMA = 20.0  # CIELAB: a mark above is a hint
INK_CHROMA = 12.0  # … ink above has a hue at all
ONE_HUE = np.deg2rad(25)  # how far the hues of one pen scatter
SAME_PEN = 0.9  # of all ink within ONE_HUE: it is one pen's
FAINTEST = 0.06  # darkness against the paper, 0 … 1: less is paper
FULL_INK = 0.55  # of the usual ink's darkness: this and more is full ink, so that grey technical lines survive
LEAST_MARK = 1.0  # px² at 256 px: smaller coloured specks are no hints …
LEAST_MARK_IN_PHOTO = 12.0  # … in a photo, where they are noise
PAINT = 0.05  # of the longer side: strokes wider than this are paint, not a pen's lines
FLAT_PAPER = 0.35  # of the pixels have the paper's very colour: a digital drawing, not a photo
UNEVEN = 0.15  # of the pixels are just beside it: a photo after all
SHADOW = 0.35  # of the paper's light is left in the deepest shadow
NEUTRAL = 0.12  # a shadow changes the channels' proportions by less
SMEAR = 0.5  # of the pen's darkness: pieces in a photo that nowhere reach it are no ink
APART = 0.04  # of the longer side: so far apart are the boxes of two garments on one canvas
GARMENT = 0.15  # of the largest box: smaller groups of ink are no garment of their own
RULES_MIN = 4  # long parallel lines across the sheet from which on the paper is ruled

_Plane: TypeAlias = NDArray[np.float32]  # (H, W) 0 … 1
_Cell = TypeVar("_Cell", bound=np.generic)


def read_picture(picture: Picture, hints: Picture | None = None) -> Layers:
    """Lines and hints of a picture of a drawing, (H, W, 4) straight alpha, reduced to at most 768 px a side.

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
        raise EmptyDrawing("The picture is blank: there is no ink on it.", hint="Draw the outline of a garment, dark on light paper.")
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
    rim = area & ~eroded(area, max(1, round(max(area.shape) / 200)))
    return replace(layers, lines=rim.astype(np.float32))


def groups(layers: Layers) -> list[Box]:
    """Where separate garments lie on one canvas, left to right; one box for one garment, none for no ink. Boxes in canvas px."""
    ink = layers.lines > 0.2
    factor = max(1, round(max(ink.shape) / 256))
    near = grown(pooled(ink, factor), 4)
    pieces, _ = ndimage.label(near)
    found = [_ink_box(piece, ink, pieces, factor, number + 1) for number, piece in enumerate(ndimage.find_objects(pieces))]
    boxes = _joined([box for box in found if box.width and box.height], APART * max(ink.shape))
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
    rgb = _without_desk(_laid_on_paper(picture))
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
    if (picture[..., 3] == 255).all():
        return picture[..., :3]
    alpha = picture[..., 3:].astype(np.float32) / 255
    opaque = alpha[..., 0] > 0.5
    dark_ink = True
    if 0 < np.count_nonzero(opaque) < 0.98 * opaque.size:
        dark_ink = float(np.percentile(_luma(picture[..., :3])[opaque], 5)) < 0.75
    ground = 255.0 if dark_ink else 0.0
    return cast(Rgb, np.rint(picture[..., :3] * alpha + ground * (1 - alpha)).astype(np.uint8))


def _without_desk(rgb: Rgb) -> Rgb:
    """A photo of a light sheet on a dark desk: what lies outside the sheet becomes paper too."""
    factor = max(1, max(rgb.shape) // 128)
    light = _luma(rgb[::factor, ::factor])
    bright = light > 0.5 * np.percentile(light, 80)
    if not bright.any() or np.median(_rim(light)) > 0.5 * np.median(light[bright]):
        return rgb
    hull = filled_polygon(convex_hull(large_pieces(bright, 1.0)), bright.shape)
    if not 0.2 < hull.mean() < 0.97 or np.count_nonzero(bright & hull) < 0.75 * np.count_nonzero(hull):
        return rgb
    inside = eroded(hull, 4)
    rows, columns = ndimage.distance_transform_edt(~inside, return_distances=False, return_indices=True)
    nearest = rgb[::factor, ::factor][rows, columns]  # the sheet goes on as it ends, or its edge would look like ink
    height, width = rgb.shape[:2]
    outside = _magnified(~inside, factor, height, width)
    return np.where(outside[..., None], _magnified(nearest, factor, height, width), rgb)


def _magnified(plane: NDArray[_Cell], factor: int, height: int, width: int) -> NDArray[_Cell]:
    return plane.repeat(factor, axis=0).repeat(factor, axis=1)[:height, :width]


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
    channels = [np.abs(rgb[::2, ::2, channel].astype(np.int16) - int(paper[channel])) for channel in range(3)]
    distance = np.maximum(np.maximum(channels[0], channels[1]), channels[2])
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
    red, green, blue = (rgb[..., channel].astype(np.float32) for channel in range(3))
    return cast(_Plane, (0.299 * red + 0.587 * green + 0.114 * blue) / np.float32(255))


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
    ink = _without_specks(ink, sheet)
    black = ink & (chroma <= HINT_CHROMA) & (sheet.darkness > 0.4)
    coloured = _coloured_marks(ink & (chroma > HINT_CHROMA), black, LEAST_MARK_IN_PHOTO if sheet.noise else LEAST_MARK)
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
    colourful = _spread(rgb) > 10
    a, b = _lab_a_b(rgb[colourful])
    chroma[colourful] = np.hypot(a, b)
    hue[colourful] = np.arctan2(b, a)
    return chroma, hue


def _spread(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Largest minus smallest channel (channel by channel, as a reduction over an axis of three is slow)."""
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    return np.maximum(np.maximum(red, green), blue) - np.minimum(np.minimum(red, green), blue)


def _lab_a_b(pixels: NDArray[np.uint8]) -> tuple[_Plane, _Plane]:
    """The a and b of CIELAB (D65) for sRGB pixels, (n,); single precision, as a picture may hold a million."""
    values = np.arange(256) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4).astype(np.float32)
    to_xyz = np.array([[0.4339, 0.3762, 0.1899], [0.2126, 0.7152, 0.0722], [0.0177, 0.1095, 0.8729]], np.float32)  # over D65 white
    x, y, z = np.cbrt(to_xyz @ linear[pixels].T + 0.001)
    return 500 * (x - y), 200 * (y - z)


def _coloured_marks(candidates: Mask, black: Mask, least: float) -> Mask:
    """Marks of colour, of at least `least` px² at 256 px, without the fringes that lenses and JPEG lay around black lines."""
    if not candidates.any():
        return candidates
    pieces, count = ndimage.label(candidates, np.ones((3, 3)))
    areas = np.bincount(pieces.ravel(), minlength=count + 1)
    beside_black = np.bincount(pieces[grown(black, 2)], minlength=count + 1)
    inner = np.bincount(pieces[eroded(candidates, 1)], minlength=count + 1)
    marks = (areas >= least * (max(candidates.shape) / 256) ** 2) & ((beside_black < 0.6 * areas) | (inner > 0.35 * areas))
    marks[0] = False
    return cast(Mask, marks[pieces])


def _one_pen(ink: Mask, coloured: Mask, chroma: _Plane, hue: _Plane) -> Mask:
    """Coloured pixels that are a pen's lines after all: all ink shares one hue, or there is no other ink and most of it does."""
    nothing = np.zeros_like(coloured)
    if not coloured.any():
        return nothing
    main = _main_hue(hue[coloured], chroma[coloured])
    turned = np.abs((hue - main + np.pi) % (2 * np.pi) - np.pi)
    of_pen: Mask = ink & (chroma > INK_CHROMA) & (turned < ONE_HUE)
    if np.count_nonzero(of_pen) < SAME_PEN * np.count_nonzero(ink & ((chroma > INK_CHROMA) | ~grown(coloured, 2))):
        black = ink & ~grown(coloured, 2)
        if np.count_nonzero(black) > 0.03 * np.count_nonzero(ink) or not of_pen.any():
            return nothing
    if line_width(of_pen) > PAINT * max(ink.shape):
        return nothing  # painted, not written
    pen: Mask = coloured & (turned < ONE_HUE)
    return pen


def _main_hue(hue: _Plane, chroma: _Plane) -> float:
    counts, edges = np.histogram(hue, bins=36, range=(-np.pi, np.pi), weights=chroma)
    near = counts + np.roll(counts, 1) + np.roll(counts, -1)
    return float(edges[near.argmax()] + np.pi / 36)


def _cleaned_marks(rgb: Rgb, coloured: Mask) -> Hints:
    """Each mark in the colours of its inner parts: soft rims, noise and fringes take the colour beside them."""
    hints = np.zeros((*coloured.shape, 4), np.uint8)
    if coloured.any():
        box = _box(coloured)
        hints[box] = _marks_in(rgb[box], coloured[box], max(1, round(max(coloured.shape) / 256)))
    return hints


def _box(mask: Mask) -> tuple[slice, slice]:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def _marks_in(rgb: Rgb, coloured: Mask, reach: int) -> Hints:
    """The same for the marks' box alone; `reach` px at the rim of a mark are soft."""
    hints = np.zeros((*coloured.shape, 4), np.uint8)
    pieces, count = ndimage.label(coloured, np.ones((3, 3)))
    core = eroded(coloured, reach)
    kinds = np.full(coloured.shape, -1, np.intp)
    kinds[core] = colour_kinds(rgb[core])
    for kind in range(int(kinds.max()) + 1):
        thin = (kinds == kind) & ~grown(eroded(kinds == kind, reach), reach + 1)
        kinds[thin] = -1  # too thin to be a colour that someone chose
    cored = np.zeros(count + 1, np.bool_)
    cored[pieces[kinds >= 0]] = True
    for piece in np.flatnonzero(~cored[1:]) + 1:
        kinds[pieces == piece] = kinds.max() + 1  # a mark so small or thin that it has one colour
    rows, columns = ndimage.distance_transform_edt(kinds < 0, return_distances=False, return_indices=True)
    nearest = kinds[rows, columns]
    for kind in range(int(kinds.max()) + 1):
        if (kinds == kind).any():
            hints[coloured & (nearest == kind), :3] = median_colour(rgb[kinds == kind])
    hints[coloured, 3] = 255
    return hints


def _without_specks(ink: Mask, sheet: _Sheet) -> Mask:
    """Without dust (less than 2 px² at 256 px) and, in photos, without smears that are much fainter than the pen."""
    pieces, count = ndimage.label(ink, np.ones((3, 3)))
    if not count:
        return ink
    areas = np.bincount(pieces.ravel())
    kept = areas >= 2 * (max(ink.shape) / 256) ** 2 if max(ink.shape) > 256 else areas > 0
    if sheet.noise:
        strength = ndimage.maximum(sheet.darkness, pieces, np.arange(count + 1))
        kept &= strength >= SMEAR * np.percentile(sheet.darkness[ink], 90)
    kept[0] = False
    return cast(Mask, kept[pieces])


def _without_rules(ink: Mask, darkness: _Plane, chroma: _Plane) -> Mask:
    """Without the printed lines of ruled or squared paper: faint, straight across, and at least four of them."""
    ink = ink.copy()
    faint = ink & (darkness < 0.5) & (chroma < 3 * HINT_CHROMA)
    for across in (False, True):
        plane, rest = (faint.T, ink.T) if across else (faint, ink)  # views: rubbing out in `rest` is rubbing out in `ink`
        length = plane.shape[1]
        if np.count_nonzero(plane) < RULES_MIN * length // 2:
            continue
        pieces, _ = ndimage.label(_long_runs(grown(rest, 1), max(3, length // 5)))  # through the pen's lines
        found = [(number + 1, piece) for number, piece in enumerate(ndimage.find_objects(pieces))]
        rules = [(number, piece) for number, piece in found if piece[1].stop - piece[1].start > 0.6 * length]
        if len(rules) >= RULES_MIN and all(piece[0].stop - piece[0].start < 0.05 * plane.shape[0] for _, piece in rules):
            for number, piece in rules:
                _rub_out(rest, plane, np.argwhere(pieces[piece] == number) + np.array([piece[0].start, piece[1].start]))
    return ink


def _rub_out(ink: Mask, faint: Mask, rule: NDArray[np.intp]) -> None:
    """Clear the faint pixels along the straight line through the pixels of `rule`, from edge to edge, in place."""
    slope, start = np.polyfit(rule[:, 1], rule[:, 0], 1)
    columns = np.arange(ink.shape[1])
    reach = int(np.ceil(np.bincount(rule[:, 1]).max() / 2)) + 1
    for offset in range(-reach, reach + 1):
        rows = np.clip(np.rint(start + slope * columns).astype(np.intp) + offset, 0, ink.shape[0] - 1)
        ink[rows, columns] &= ~faint[rows, columns]


def _long_runs(plane: Mask, least: int) -> Mask:
    """Pixels in horizontal runs of at least `least` px."""
    steps = np.diff(plane.astype(np.int8), axis=1, prepend=0, append=0)
    (rows, starts), (_, stops) = np.nonzero(steps == 1), np.nonzero(steps == -1)
    long = stops - starts >= least
    marks = np.zeros((plane.shape[0], plane.shape[1] + 1), np.int8)
    marks[rows[long], starts[long]] = 1
    marks[rows[long], stops[long]] = -1
    return np.cumsum(marks[:, :-1], axis=1, dtype=np.int8) > 0


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


def _joined(boxes: list[Box], margin: float) -> list[Box]:
    """Boxes that come closer than `margin` px are one garment: a button inside a shirt, a sleeve beside it."""
    joined: list[Box] = []
    for box in boxes:
        apart = []
        for other in joined:  # every one that it touches becomes part of it
            if _gap(box, other) < margin:
                box = _union(box, other)
            else:
                apart.append(other)
        joined = [*apart, box]
    return joined if len(joined) == len(boxes) else _joined(joined, margin)


def _gap(one: Box, other: Box) -> int:
    """The free px between two boxes, in the direction in which they lie farther apart; negative where they overlap."""
    across = max(one.x, other.x) - min(one.x + one.width, other.x + other.width)
    down = max(one.y, other.y) - min(one.y + one.height, other.y + other.height)
    return max(across, down)


def _union(one: Box, other: Box) -> Box:
    x, y = min(one.x, other.x), min(one.y, other.y)
    right, bottom = max(one.x + one.width, other.x + other.width), max(one.y + one.height, other.y + other.height)
    return Box(x, y, right - x, bottom - y)
