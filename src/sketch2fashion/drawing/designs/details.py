"""What is sewn on: pockets, plackets, buttons, zips, darts, stripes, checks, prints."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sketch2fashion.drawing.designs.flat import Flat
from sketch2fashion.drawing.designs.path import Path, Place, between, box, ellipse, line, start
from sketch2fashion.drawing.designs.upper import Body, Sleeve

BUTTON = 0.75  # cm, radius: drawn a little larger than sewn, as flats do


def button(flat: Flat, x: float, y: float, colour: str | None = None, radius: float = BUTTON) -> None:
    """One button."""
    flat.piece(ellipse(x, y, radius, radius), colour, width=4.0)


def buttons(flat: Flat, one: Place, other: Place, count: int, colour: str | None = None, radius: float = BUTTON) -> None:
    """A row of buttons, both ends included."""
    for index in range(count):
        button(flat, *between(one, other, index / max(1, count - 1)), colour, radius)


def placket(
    flat: Flat, top: float, bottom: float, width: float, colour: str | None = None, count: int = 0, dots: str | None = None
) -> Path:
    """A button band down the middle with `count` buttons."""
    half = width / 2
    band = flat.piece(box(-half, top, half, bottom), colour, width=6.0)
    if count:
        gap = (bottom - top) / count
        buttons(flat, (0, top + gap * 0.5), (0, bottom - gap * 0.5), count, dots)
    return band


def front_edge(flat: Flat, top: float, bottom: float, x: float = 0.0) -> None:
    """The edge at which one front lies over the other."""
    flat.seam(line((x, top), (x, bottom)), width=7.0)


def zipper(flat: Flat, top: float, bottom: float, x: float = 0.0, width: float = 1.4, colour: str | None = None) -> None:
    """A zip fastener with its puller."""
    flat.piece(box(x - width / 2, top, x + width / 2, bottom), colour, width=4.0)
    flat.seam(line((x, top), (x, bottom)), width=3.0)
    flat.piece(box(x - 0.5, top + 1.2, x + 0.5, top + 4.0, 0.3), width=3.0)


def patch_pocket(flat: Flat, x: float, y: float, width: float, height: float, colour: str | None = None, *, pointed: bool = True) -> Path:
    """A sewn-on pocket about x, its top at y."""
    half, tip = width / 2, height * (0.14 if pointed else 0.0)
    outline = line((x - half, y), (x + half, y), (x + half, y + height - tip), (x, y + height), (x - half, y + height - tip))
    if not pointed:
        outline = box(x - half, y, x + half, y + height, width * 0.12)
    piece = flat.piece(outline, colour, width=6.0)
    flat.stitch(line((x - half, y + 1.8), (x + half, y + 1.8)), on=piece)
    return piece


def flap(
    flat: Flat, x: float, y: float, width: float, height: float, colour: str | None = None, *, pointed: bool = False, dot: str | None = None
) -> None:
    """A pocket flap, its top at y; with a button if `dot` names its colour."""
    half = width / 2
    if pointed:
        outline = line((x - half, y), (x + half, y), (x + half, y + height * 0.6), (x, y + height), (x - half, y + height * 0.6))
    else:
        outline = box(x - half, y, x + half, y + height, height * 0.35)
    flat.piece(outline, colour, width=6.0)
    if dot:
        button(flat, x, y + height * 0.62, dot, 0.6)


def flap_pocket(
    flat: Flat, x: float, y: float, width: float, height: float, colour: str | None = None, *, pointed: bool = False, dot: str | None = None
) -> None:
    """A patch pocket under a flap."""
    half = width / 2
    flat.piece(box(x - half, y, x + half, y + height, width * 0.12), colour, width=6.0)
    flap(flat, x, y - 0.6, width + 0.8, height * 0.34, colour, pointed=pointed, dot=dot)


def welt(flat: Flat, one: Place, other: Place, depth: float, colour: str | None = None) -> None:
    """A welt pocket: a narrow slanted strip between two places."""
    (x0, y0), (x1, y1) = one, other
    flat.piece(line((x0, y0), (x1, y1), (x1, y1 + depth), (x0, y0 + depth)), colour, width=5.0)


def kangaroo_pocket(flat: Flat, top: float, bottom: float, narrow: float, wide: float, colour: str | None = None) -> None:
    """The big pocket in front of a hoodie; half widths at its top and bottom."""
    opening = (bottom - top) * 0.62
    right = line((0, top), (narrow, top)).curve(
        (narrow + 0.6, top + opening * 0.5), (wide - 1.0, top + opening * 0.8), (wide, top + opening)
    )
    piece = flat.half(right.to((wide, bottom), (0, bottom)), colour, width=6.0)
    edge = start(narrow - 1.2, top).curve(
        (narrow - 0.6, top + opening * 0.5), (wide - 2.2, top + opening * 0.85), (wide - 1.2, top + opening + 1)
    )
    flat.stitch(edge, on=piece, both=True)


def drawstring(flat: Flat, x: float, y: float, length: float, colour: str | None = None, sway: float = 1.0) -> None:
    """Two cords that hang from eyelets at (±x, y)."""
    for side, reach in ((1, length), (-1, length * 0.88)):
        bottom = (side * (x + sway * 0.8), y + reach)
        cord = start(side * (x - 0.35), y).curve(
            (side * (x - 0.35 + sway), y + reach * 0.3),
            (side * (x - 0.35 - sway * 0.3), y + reach * 0.7),
            (bottom[0] - 0.35 * side, bottom[1]),
        )
        back = cord.back().moved(0.8 * side, 0.0)
        flat.piece(cord.join(back), colour, width=4.0)


def stripes(
    flat: Flat,
    on: Path,
    colour: str,
    first: float,
    last: float,
    count: int,
    share: float = 0.5,
    *,
    angle: float = 0.0,
    about: Place = (0, 0),
) -> None:
    """`count` stripes over a piece between the distances `first` and `last` from `about`; `share` of each repeat is the stripe.

    At angle 0 they run across and are counted downwards; the angle turns them clockwise, 90 gives upright ones, counted to the left.
    """
    period = (last - first) / count
    ways = [(first + (index + share / 2) * period, share * period, colour) for index in range(count)]
    ways += [(first + (index + (1 + share) / 2) * period, (1 - share) * period, flat.base) for index in range(count)]
    ways += [(first - 4, 7.9, flat.base), (last + 4, 7.9, flat.base)]
    for place, width, cloth in ways:
        flat.paint(_lane(place, angle, about), width, cloth, on)


def checks(
    flat: Flat, on: Path, colour: str, cross: str, period: float, share: float = 0.45, *, angle: float = 0.0, about: Place = (0, 0)
) -> None:
    """A checked cloth: bands of `colour` both ways, `cross` where they meet."""
    flat_cover(flat, on)
    places = np.arange(-12, 13) * period
    for turn in (angle, angle + 90):
        for place in places:
            flat.paint(_lane(float(place), turn, about), period * share, colour, on)
    half = period * share / 2
    for across in places:
        for along in places:
            knot = line((float(along) - half * 0.6, float(across)), (float(along) + half * 0.6, float(across)))
            flat.paint(knot.moved(*about).turned(angle, about), period * share * 0.9, cross, on)


def on_sleeves(flat: Flat, body: Body, sleeve: Sleeve, colour: str, period: float, share: float, cross: str | None = None) -> None:
    """The stripes (with `cross`: the checks) of the body on both sleeves, across the arm; cuffs stay plain."""
    outline = sleeve.outline(body)
    if sleeve.finish in ("cuff", "band"):
        outline = replace(sleeve, finish="rib").outline(body)
    for side, turn in ((1, sleeve.angle - 90), (-1, 90 - sleeve.angle)):
        on = outline if side > 0 else outline.mirrored()
        tip = (side * body.tip[0], body.tip[1])
        if cross:
            checks(flat, on, colour, cross, period, share, angle=turn, about=tip)
        else:
            count = int(sleeve.length / period) + 1
            stripes(flat, on, colour, period * 0.5, period * (0.5 + count), count, share, angle=turn, about=tip)


def _lane(place: float, angle: float, about: Place) -> Path:
    """A long straight way `place` cm below `about`, turned about it."""
    return line((-140, place), (140, place)).moved(*about).turned(angle, about)


def flat_cover(flat: Flat, on: Path, width: float = 4.0) -> None:
    """The garment's own colour over the whole of a piece, as the ground of a pattern."""
    low, high = on.points.min(axis=0), on.points.max(axis=0)
    for y in np.arange(low[1] + width / 2, high[1] + width, width * 0.9):
        flat.paint(line((low[0] - 1, float(y)), (high[0] + 1, float(y))), width, flat.base, on)


def colour_block(flat: Flat, on: Path, top: float, bottom: float, colour: str) -> None:
    """A broad band of another cloth across a piece, sewn in."""
    low, high = on.points.min(axis=0) - 1, on.points.max(axis=0) + 1
    band = box(low[0], top, high[0], bottom)
    flat.block(band, on, colour)


def dart(flat: Flat, one: Place, other: Place, *, on: Path | None = None) -> None:
    """A dart or a seam on both sides."""
    flat.seam(line(one, other), on=on, both=True, width=5.0)


def bow_tie(flat: Flat, x: float, y: float, size: float, colour: str | None = None) -> None:
    """A tied bow with two ends."""
    for side in (1, -1):
        tail = line(
            (x, y),
            (x + side * size * 0.25, y + size * 0.2),
            (x + side * size * 0.85, y + size * 1.7),
            (x + side * size * 0.45, y + size * 1.8),
        )
        flat.piece(tail.closed(), colour, width=6.0)
    for side in (1, -1):
        loop = start(x, y).curve(
            (x + side * size * 0.4, y - size * 0.7), (x + side * size * 1.15, y - size * 0.75), (x + side * size * 1.1, y)
        )
        loop = loop.curve((x + side * size * 1.05, y + size * 0.6), (x + side * size * 0.4, y + size * 0.45), (x, y))
        flat.piece(loop, colour, width=6.0)
    flat.piece(ellipse(x, y, size * 0.2, size * 0.24), colour, width=6.0)


def tied_belt(flat: Flat, y: float, half: float, depth: float, colour: str | None = None, hang: float = 16.0) -> None:
    """A cloth belt at height y, tied a little beside the middle."""
    flat.half(start(0, y).bow((half, y - 0.3), 0.2).to((half, y + depth - 0.3)).bow((0, y + depth), -0.2), colour, width=7.0)
    x = half * 0.18
    for lean, reach in ((0.24, hang), (-0.12, hang * 0.86)):
        end = (x + lean * reach, y + depth + reach)
        flat.piece(
            line((x - 0.6, y + depth * 0.6), (x + 1.6, y + depth * 0.6), (end[0] + 1.6, end[1]), (end[0] - 1.4, end[1] + 0.8)).closed(),
            colour,
            width=6.0,
        )
    for side in (1, -1):
        loop = start(x, y + depth * 0.5).curve((x + side * 2.5, y - 2.4), (x + side * 7.5, y - 1.6), (x + side * 6.5, y + depth * 0.6))
        flat.piece(loop.curve((x + side * 6, y + depth + 1.4), (x + side * 2, y + depth + 0.6), (x, y + depth * 0.5)), colour, width=6.0)
    flat.piece(box(x - 1.2, y - 0.3, x + 1.4, y + depth + 0.3, 0.6), colour, width=6.0)
