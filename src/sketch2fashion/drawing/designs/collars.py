"""Collars, lapels and hoods: what lies about the neck of shirts, jackets and hoodies."""

from __future__ import annotations

from sketch2fashion.drawing.designs.colours import shaded
from sketch2fashion.drawing.designs.flat import Flat
from sketch2fashion.drawing.designs.path import Path, Place, line, start
from sketch2fashion.drawing.designs.upper import INSIDE, Body


def shirt_collar(
    flat: Flat,
    body: Body,
    *,
    top: float = 3.0,
    point: Place = (8.6, 9.6),
    closing: float = 4.6,
    colour: str | None = None,
    stand: bool = True,
    round_point: bool = False,
) -> None:
    """A turned-down collar. `closing` is where it meets in front, `point` its right corner, `top` its height at the back."""
    cloth = colour or flat.base
    inner = (body.neck - 2.2, -top + 0.5)
    back = start(0, -top).curve((inner[0] * 0.5, -top - 0.1), (inner[0] * 0.85, -top + 0.1), inner)
    fold = start(*inner).curve((inner[0] - 0.2, 0.4), (2.4, closing - 1.6), (0, closing))
    if stand:  # the button band under the collar
        flat.half(start(0, closing - 0.4).to((3.4, closing - 1.4), (3.2, closing + 1.6), (0, closing + 2.2)), colour, width=6)
    flat.half(back.join(fold), shaded(cloth, INSIDE))
    flat.seam(start(0, -0.6).curve((inner[0] * 0.5, -0.6), (inner[0] * 0.8, -1.0), (inner[0] - 0.4, -1.4)), both=True, width=4)
    shoulder = (body.neck + 1.9, 0.7)
    outer = start(*inner).curve((body.neck - 0.8, -top - 0.4), (body.neck + 1.0, -1.6), shoulder)
    outer = outer.bow(point, -0.5)
    if round_point:
        outer = outer.curve((point[0] - 0.2, point[1] + 2.2), (point[0] - 3.2, point[1] + 1.0), (point[0] - 4.6, point[1] - 1.2))
    leaf = outer.bow((0.25, closing), 0.5).join(fold.back().moved(0.25, 0)).closed()
    flat.pair(leaf, colour)


def band_collar(flat: Flat, body: Body, *, height: float = 3.0, closing: float = 5.0, colour: str | None = None) -> None:
    """A stand-up collar without a leaf."""
    top = (body.neck - 1.6, -height + 0.8)
    back = start(0, -height + 0.4).curve((top[0] * 0.5, -height + 0.4), (top[0] * 0.85, -height + 0.5), top)
    inner = start(0, closing - height).curve((top[0] * 0.6, closing - height), (top[0] * 0.95, 0), top)
    outer = (
        start(*top)
        .curve((body.neck - 1.0, -1), (body.neck - 0.2, 0), (body.neck + 0.4, 0.2))
        .curve((body.neck * 0.95, closing * 0.6), (body.neck * 0.55, closing + 0.3), (0, closing + 0.3))
    )
    flat.half(back.join(inner.back()), shaded(colour or flat.base, INSIDE))
    flat.pair(inner.join(outer).closed(), colour)


def camp_collar(flat: Flat, body: Body, *, depth: float = 15.0, colour: str | None = None) -> None:
    """An open collar that lies flat, its lapels cut in one with the fronts."""
    cloth = colour or flat.base
    inner = (body.neck - 1.6, -2.0)
    back = start(0, -2.6).curve((inner[0] * 0.5, -2.6), (inner[0] * 0.9, -2.4), inner)
    fold = start(*inner).curve((inner[0] - 0.2, 3), (3.0, depth * 0.75), (0, depth))
    flat.half(back.join(fold), shaded(cloth, INSIDE))
    notch = (8.0, 7.6)
    lapel = start(0.2, depth).bow((10.6, 10.6), 0.6).to(notch).to((4.8, 7.0)).curve((4.0, 9.4), (2.0, 12.5), (0.2, depth))
    flat.pair(lapel.closed(), colour)
    leaf = start(*inner).curve((body.neck - 0.4, -2.4), (body.neck + 1.0, -1.2), (body.neck + 1.6, 0.6)).bow((11.6, 7.0), -0.3)
    flat.pair(leaf.to(notch, (4.8, 7.0)).curve((6.2, 4.4), (7.0, 1.5), inner).closed(), colour)


def tailored_lapel(
    flat: Flat,
    body: Body,
    *,
    depth: float = 36.0,
    width: float = 9.5,
    peak: bool = False,
    lap: float = 0.0,
    colour: str | None = None,
    under: str | None = None,
) -> None:
    """A tailor's collar with notched (or peaked) lapels that roll down to `depth`. `lap`: how far the right front crosses the middle."""
    inner, low = (body.neck - 1.4, -1.8), (-lap, depth)
    back = start(0, -2.6).curve((inner[0] * 0.5, -2.6), (inner[0] * 0.9, -2.2), inner)
    flat.half(back.join(line(inner, (0, depth * (inner[0] + 0.6) / (inner[0] + lap + 0.6)))), under or shaded(flat.base, INSIDE))
    lapel, leaf = _lapel(body, low, width, peak), _tailor_leaf(body, inner, width, peak)
    flat.piece(lapel.mirrored(), colour)
    if lap:  # the wearer's left front lies over the other one
        flat.cover(line(inner, low, (lap + 1.5, depth + 0.6), (body.neck + 2, 8)), None)
    flat.piece(leaf.mirrored(), colour)
    flat.piece(lapel, colour)
    flat.piece(leaf, colour)


def _lapel(body: Body, low: Place, width: float, peak: bool) -> Path:
    gorge, notch, tip = _gorge(body, width, peak)
    return (
        start(*low)
        .bow(tip, -1.0)
        .to(notch, gorge)
        .curve((gorge[0] - 0.4, gorge[1] + 5), (low[0] + (gorge[0] - low[0]) * 0.3, low[1] * 0.7), low)
        .closed()
    )


def _gorge(body: Body, width: float, peak: bool) -> tuple[Place, Place, Place]:
    """The seam between collar and lapel: its inner end, the notch, and the lapel's tip."""
    gorge = (body.neck - 2.6, 6.4)
    if peak:
        return gorge, (body.neck + width * 0.34, 9.6), (body.neck + width * 0.72, 7.6)
    return gorge, (body.neck + width * 0.2, 9.4), (body.neck + width * 0.5, 11.0)


def _tailor_leaf(body: Body, inner: Place, width: float, peak: bool) -> Path:
    gorge, notch, _ = _gorge(body, width, peak)
    point = (body.neck + width * 0.46, 7.4) if not peak else notch
    right = start(*inner).curve((body.neck - 0.4, -2.4), (body.neck + 1.2, -1.4), (body.neck + 1.8, 0.8)).bow(point, -0.2).to(notch, gorge)
    return right.curve((gorge[0] - 0.6, 3.4), (gorge[0] + 0.4, 0.2), inner).closed()


def hood(
    flat: Flat, body: Body, *, height: float = 24.0, colour: str | None = None, lining: str | None = None, zip_to: float = 5.5
) -> None:
    """A hood that stands up behind the neck, its opening towards the viewer."""
    wide = body.neck + 5.2
    dome = (
        start(0, -height)
        .curve((wide * 0.62, -height), (wide, -height * 0.74), (wide - 0.2, -height * 0.36))
        .curve((wide - 0.4, -height * 0.16), (body.neck + 3.2, -1.0), (body.neck + 2.6, 1.4))
    )
    flat.half(dome.curve((body.neck - 1, 5.4), (body.neck * 0.4, 6.4), (0, 6.4)), colour)
    face = start(0, -height + 6.0).curve((wide * 0.4, -height + 6.0), (wide * 0.66, -height * 0.56), (wide * 0.6, -height * 0.3))
    flat.half(face.curve((wide * 0.56, -height * 0.06), (3.4, 1.8), (0, zip_to)), lining or shaded(colour or flat.base, 0.7))
    edge = start(0, -height + 3.6).curve((wide * 0.5, -height + 3.6), (wide * 0.8, -height * 0.58), (wide * 0.73, -height * 0.3))
    flat.stitch(edge.curve((wide * 0.68, -height * 0.02), (4.6, 3.2), (0.6, zip_to + 1.6)), both=True)
    flat.seam(start(0, -height).to((0, -height + 6.0)), width=5)


def lying_hood(flat: Flat, body: Body, *, colour: str | None = None, lining: str | None = None, closing: float = 7.0) -> None:
    """A hood that lies folded about the neck."""
    wide = body.neck + 5.0
    top = (
        start(0, -7.6)
        .curve((wide * 0.55, -7.8), (wide * 0.98, -5.6), (wide, -1.4))
        .curve((wide, 2.0), (wide * 0.5, closing + 3), (0, closing + 2.4))
    )
    flat.half(top, colour)
    opening = (
        start(0, -3.2)
        .curve((wide * 0.45, -3.4), (wide * 0.66, -2.0), (wide * 0.62, -0.2))
        .curve((wide * 0.5, 3.0), (3, closing - 1), (0, closing))
    )
    flat.half(opening, lining or shaded(colour or flat.base, 0.7))
    flat.seam(
        start(wide * 0.2, -7.3).bow((wide * 0.62, -0.6), 1.2), start(wide * 0.5, -6.7).bow((wide * 0.8, 0.8), 1.0), both=True, width=4
    )


def funnel(flat: Flat, body: Body, *, height: float = 7.0, colour: str | None = None, open_by: float = 0.0) -> None:
    """A stand-up jacket collar; `open_by` spreads its front edges."""
    top = (body.neck + 0.2, -height + 0.4)
    back = start(0, -height - 0.6).curve((top[0] * 0.5, -height - 0.6), (top[0] * 0.9, -height - 0.2), top)
    front = start(open_by, -height + 2.0).curve((top[0] * 0.6, -height + 2.0), (top[0] * 0.95, -height + 1.0), top)
    flat.half(back.join(front.back()).to((0, -height + 2.0)), shaded(colour or flat.base, INSIDE))
    base = (
        start(*top)
        .curve((body.neck + 0.8, -2), (body.neck + 0.8, -0.5), (body.neck + 1.2, 0.4))
        .curve((body.neck * 0.7, 3.4), (3, 4.0), (0, 4.0))
    )
    flat.pair(front.join(base).closed(), colour)
