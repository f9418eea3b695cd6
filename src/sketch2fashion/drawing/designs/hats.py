"""Hats, caps and beanies. Seen from the front, or from the side with the peak to the right; in cm about the middle of the head."""

from __future__ import annotations

from sketch2fashion.drawing.designs import details
from sketch2fashion.drawing.designs.colours import (
    BEIGE,
    BLACK,
    BLUE,
    BROWN,
    BURGUNDY,
    CAMEL,
    CHARCOAL,
    CHOCOLATE,
    CORAL,
    CREAM,
    DENIM,
    FOREST,
    GOLD,
    GREEN,
    GREY,
    HEATHER,
    INDIGO,
    IVORY,
    KHAKI,
    LAVENDER,
    MINT,
    MUSTARD,
    NAVY,
    OLIVE,
    ORANGE,
    PINK,
    PURPLE,
    RED,
    RUST,
    SAGE,
    SAND,
    SKY,
    STRAW,
    TAN,
    TEAL,
    WHITE,
    YELLOW,
    shaded,
)
from sketch2fashion.drawing.designs.design import Design, design
from sketch2fashion.drawing.designs.flat import Flat
from sketch2fashion.drawing.designs.path import Path, box, ellipse, line, start

# --- caps ---------------------------------------------------------------------------------------------------------------------


def side_cap(
    flat: Flat,
    *,
    peak: str | None = None,
    front: str | None = None,
    high: float = 13.0,
    reach: float = 13.0,
    flat_peak: bool = False,
    dot: str | None = None,
    badge: str | None = None,
    mesh: bool = False,
    strap: str | None = None,
) -> None:
    """A baseball cap from the side. `front`, `peak`, `badge`, `dot`: colours."""
    crown = start(-12.5, 5.5).curve((-14.6, -2), (-11.5, -high + 1.5), (-2, -high)).curve((6, -high - 0.4), (12, -high * 0.5), (12.2, 3.4))
    crown = crown.curve((8, 5.6), (-6, 7.0), (-12.5, 5.5))
    outline = flat.piece(crown)
    if mesh:
        for x in (-11.5, -8.5, -5.5, -2.5):
            flat.seam(line((x - 2, -12), (x + 3, 7)), line((x + 3, -12), (x - 2, 7)), on=outline, width=3)
    panel = (
        start(-2, -high)
        .curve((0.5, -8), (2.4, -2), (2.2, 6.2))
        .curve((6, 5.8), (9, 5), (12.2, 3.4))
        .curve((12, -high * 0.5), (6, -high - 0.4), (-2, -high))
    )
    if front or mesh:
        flat.piece(panel, front, width=6)
    else:
        flat.seam(start(-2, -high).curve((0.5, -8), (2.4, -2), (2.2, 6.2)), on=outline)
    flat.seam(start(-2, -high).curve((-7, -9), (-9.5, -3), (-9.2, 6.0)), on=outline)
    flat.seam(start(-2, -high).curve((5, -10.6), (9, -5), (10.2, 4.2)), on=outline, width=5)
    for x, y in ((-5.2, -6.2), (4.6, -6.4)):
        flat.piece(ellipse(x, y, 0.5, 0.5), width=3)
    flat.piece(start(-3.6, -high + 0.3).curve((-3.2, -high - 1.3), (-0.9, -high - 1.4), (-0.4, -high + 0.1)).closed(), dot, width=6)
    lift = 2.6 if flat_peak else 0.0
    brim = (
        start(1.6, 6.3)
        .curve((6, 5.8), (9.6, 4.6), (12.2, 3.2))
        .curve((16, 2.2 - lift * 0.4), (20, 3.0 - lift), (12 + reach, 7.6 - lift * 1.6))
    )
    brim = brim.curve((12 + reach + 0.4, 8.8 - lift * 1.5), (11.4 + reach, 9.0 - lift), (10 + reach, 8.8 - lift)).curve(
        (14, 8.0), (8, 8.2), (1.6, 6.3)
    )
    piece = flat.piece(brim, peak)
    for up in (1.1, 2.2):
        flat.stitch(
            start(7, 6.2 + up * 0.1).curve(
                (12, 4.8 + up * 0.5), (18, 4.6 + up * 0.5 - lift * 0.7), (9.4 + reach, 7.0 + up * 0.4 - lift * 1.3)
            ),
            on=piece,
        )
    if badge:
        flat.piece(ellipse(7.6, -3.2, 2.2, 3.0), badge, width=5)
    if strap:
        flat.piece(line((-12.6, 3.2), (-9.6, 3.6), (-9.4, 5.8), (-12.5, 5.4)).closed(), strap, width=5)


def front_cap(
    flat: Flat,
    *,
    peak: str | None = None,
    badge: str | None = None,
    front: str | None = None,
    high: float = 13.5,
    wide: float = 12.0,
    box_: bool = False,
) -> None:
    """A cap from the front."""
    top = (
        start(0, -high).curve((6, -high), (wide - 0.6, -high * 0.62), (wide, 3.5))
        if not box_
        else start(0, -high).curve((7, -high), (wide - 2.5, -high + 0.6), (wide - 1.6, -high + 3)).bow((wide, 3.5), 0.5)
    )
    crown = flat.half(top.curve((7, 1.4), (3, 0.8), (0, 0.8)))
    if front:
        flat.half(start(0, -high).curve((3, -high), (6, -high * 0.7), (6.6, 1.6)).curve((4, 1.0), (2, 0.8), (0, 0.8)), front, width=6)
        flat.seam(line((0, -high), (0, 0.8)), width=5)
    else:
        flat.seam(line((0, -high), (0, 0.8)), on=crown, width=5)
        flat.seam(start(0.6, -high).curve((4, -high + 1), (7, -6), (7.4, 1.8)), on=crown, both=True, width=5)
    flat.piece(ellipse(0, -high, 1.3, 0.8), peak, width=5)
    brim = start(0, 0.8).curve((3, 0.8), (8, 1.4), (wide + 0.2, 3.4)).curve((wide + 1.6, 6.6), (9.5, 9.6), (0, 9.6))
    piece = flat.half(brim, peak)
    for down in (1.4, 2.9):
        flat.stitch(start(0, 9.6 - down).curve((8, 9.5 - down), (wide, 7.4 - down), (wide + 0.2, 4.2 - down * 0.4)), on=piece, both=True)
    if badge:
        flat.piece(ellipse(0, -5.0, 3.0, 3.0), badge, width=5)


def visor(flat: Flat, band: str | None) -> None:
    """A sun visor: a band and a peak, the head bare."""
    flat.half(
        start(0, -6).curve((7, -6), (12, -4.4), (12.6, -1.6)).to((12.2, 3.4)).curve((7, 1.4), (3, 0.8), (0, 0.8)), shaded(flat.base, 0.8)
    )
    flat.half(start(0, -3.4).curve((6, -3.4), (11, -2.6), (12.6, -1.6)).to((12.2, 3.4)).curve((7, 1.4), (3, 0.8), (0, 0.8)), band)
    piece = flat.half(start(0, 0.8).curve((3, 0.8), (8, 1.4), (12.4, 3.2)).curve((15.5, 8), (10.5, 12.6), (0, 12.6)))
    flat.stitch(start(0, 10.8).curve((8.6, 10.8), (12.4, 8), (12.2, 4.6)), on=piece, both=True)


def newsboy(flat: Flat) -> None:
    """A round, full cap with a small peak."""
    crown = start(0, -11.5).curve((8, -11.6), (15.5, -7), (14.6, 0.4)).curve((14, 3.4), (11, 4.2), (9, 4.2)).bow((0, 2.4), 0.2)
    outline = flat.half(crown)
    for x in (5.0, 10.5):
        flat.seam(start(0.4, -11.4).curve((x * 0.7, -9), (x, -4), (x * 0.86, 3.6)), on=outline, both=True)
    flat.seam(line((0, -11.5), (0, 2.4)))
    flat.piece(ellipse(0, -11.6, 1.2, 0.8), width=5)
    flat.half(start(0, 2.2).curve((4, 2.2), (8, 3.0), (10, 4.0)).curve((10.4, 6.8), (6, 8.8), (0, 8.8)))


def ivy(flat: Flat) -> None:
    """A flat cap from the side."""
    crown = (
        start(-12.5, 5)
        .curve((-14, -2), (-9, -7.6), (0, -7.8))
        .curve((9, -7.8), (16, -3.6), (18.5, 3.6))
        .curve((12, 4.2), (0, 6.2), (-12.5, 5))
    )
    outline = flat.piece(crown)
    flat.seam(start(-9.5, -4.4).curve((-2, -7), (8, -5.6), (15, 3.6)), on=outline)
    flat.piece(
        start(5.5, 4.9)
        .curve((10, 4.4), (15, 3.6), (18.2, 2.8))
        .curve((21.5, 4.4), (22, 6.4), (20.4, 7))
        .curve((14, 7.6), (9, 7), (5.5, 4.9))
    )


def cadet(flat: Flat) -> None:
    """A military cap with a flat top."""
    crown = start(0, -8.6).curve((8, -8.8), (11.4, -8.0), (11.8, -6.6)).to((12.2, 3.2)).curve((7, 1.4), (3, 0.8), (0, 0.8))
    outline = flat.half(crown)
    flat.seam(
        start(0, -6.2).curve((7, -6.2), (11, -5.6), (11.9, -5.0)),
        start(0, -1.6).curve((6, -1.6), (10, -0.8), (12.1, 0.4)),
        on=outline,
        both=True,
    )
    piece = flat.half(start(0, 0.8).curve((3, 0.8), (8, 1.4), (12.4, 3.2)).curve((13.4, 6.4), (9, 8.4), (0, 8.4)))
    flat.stitch(start(0, 7.0).curve((8, 7.0), (11.5, 5.4), (11.8, 3.8)), on=piece, both=True)


def captain(flat: Flat, band: str, peak: str) -> None:
    """A skipper's cap: full top, dark band, glossy peak."""
    flat.half(start(0, -10.5).curve((8, -10.6), (17, -9), (16.6, -5.6)).curve((16.2, -2.6), (13, -1.2), (11.8, -1.0)).bow((0, -2.6), 0.3))
    flat.half(start(0, -3.0).curve((6, -3.0), (10, -2.2), (12, -1.2)).to((12.2, 3.4)).curve((7, 1.4), (3, 0.8), (0, 0.8)), band)
    flat.half(start(0, 0.8).curve((3, 0.8), (8, 1.4), (12.2, 3.2)).curve((12.6, 6.4), (8, 8.6), (0, 8.6)), peak)
    flat.seam(start(0, 1.8).curve((5, 1.8), (9, 2.2), (12, 3.8)), both=True, width=5)
    flat.piece(ellipse(0, -4.6, 2.2, 2.8), GOLD.hex, width=5)
    for side in (1, -1):
        details.button(flat, side * 11.6, 2.6, GOLD.hex, 0.9)


# --- brims --------------------------------------------------------------------------------------------------------------------


def brimmed(
    flat: Flat,
    crown: Path,
    *,
    wide: float,
    base: float,
    half: float,
    droop: float,
    thick: float,
    band: str | None = None,
    band_depth: float = 3.0,
    brim: str | None = None,
    dip: float = 1.4,
) -> Path:
    """A hat with a brim all round. The crown's right half ends at (half, base); the brim's ends hang by `droop` (negative: turn up)."""
    back = start(0, base - 1.6).curve((half * 0.7, base - 1.6), (wide * 0.8, base - 1.2 + droop * 0.5), (wide, base + droop))
    front = start(wide, base + droop).curve(
        (wide * 0.86, base + thick * 0.8 + droop * 0.6), (half * 0.8, base + thick + dip), (0, base + thick + dip)
    )
    flat.half(back.join(front), brim)
    outline = flat.half(crown.curve((half * 0.6, base + dip * 1.3), (half * 0.3, base + dip * 1.4), (0, base + dip * 1.4)))
    if band:
        top = start(0, base - band_depth + dip * 1.2).curve(
            (half * 0.5, base - band_depth + dip * 1.1), (half * 0.8, base - band_depth + dip * 0.6), (half * 0.985, base - band_depth)
        )
        low = start(half, base).curve((half * 0.6, base + dip * 1.3), (half * 0.3, base + dip * 1.4), (0, base + dip * 1.4))
        flat.half(top.join(low), band, width=6)
    return outline


def bucket(flat: Flat, *, brim: str | None = None, rows: int = 3, band: str | None = None, wide: float = 18.0) -> None:
    """A bucket hat: straight crown, sloping brim."""
    brim_ = (
        start(0, 0.2)
        .curve((6, 0.2), (10, -0.4), (12.2, -1.4))
        .curve((14, 2), (wide - 1.2, 5), (wide, 8.4))
        .curve((12, 11.2), (6, 11.8), (0, 11.8))
    )
    piece = flat.half(brim_, brim)
    for index in range(1, rows + 1):
        share = index / (rows + 1)
        edge = start(0, 0.2 + 11.6 * share).curve(
            (6, 0.2 + 11.6 * share), (10 + 3 * share, -0.4 + 11 * share), (12.2 + (wide - 12.2) * share, -1.4 + 9.8 * share)
        )
        flat.stitch(edge, on=piece, both=True)
    crown = start(0, -13.2).curve((6, -13.2), (10, -12.4), (10.4, -11.2)).bow((12.3, -1.2), 0.3).curve((10, -0.2), (6, 0.4), (0, 0.4))
    outline = flat.half(crown)
    flat.seam(start(0, -10.2).curve((6, -10.2), (9.6, -10.6), (10.4, -11.4)), on=outline, both=True)
    if band:
        flat.half(
            start(0, -2.8).curve((6, -2.8), (10, -3.6), (11.9, -4.4)).to((12.3, -1.2)).curve((10, -0.2), (6, 0.4), (0, 0.4)), band, width=6
        )
    for x in (8.0, 9.4):
        for side in (1, -1):
            flat.piece(ellipse(side * x * 0.98, -6.4, 0.45, 0.5), width=3)


def fedora(flat: Flat, band: str, *, wide: float = 19.0, high: float = 13.0, droop: float = -1.6) -> None:
    """A felt hat with a pinched crown."""
    crown = start(0, -high + 2.6).curve((3, -high + 2.2), (5, -high - 0.2), (7.4, -high)).curve((10, -high + 0.4), (11.0, -4), (11.4, 1))
    outline = brimmed(flat, crown, wide=wide, base=1.0, half=11.4, droop=droop, thick=3.0, band=band, band_depth=3.4)
    flat.seam(start(2.2, -high + 4.4).curve((3.6, -high + 6), (4.6, -high + 7), (6.8, -high + 7.4)), on=outline, both=True, width=5)


def panama(flat: Flat) -> None:
    """A straw fedora."""
    fedora(flat, BLACK.hex, wide=20, high=12.6, droop=-0.6)


def sun_hat(flat: Flat, band: str, *, wide: float = 27.0, bow_: bool = False) -> None:
    """A wide soft brim."""
    crown = start(0, -11.4).curve((6, -11.4), (10.6, -7), (11.4, 0.4))
    brimmed(flat, crown, wide=wide, base=0.4, half=11.4, droop=3.4, thick=6.4, band=band, band_depth=3.0, dip=1.8)
    for inset in (0.78, 0.9):
        flat.stitch(start(wide * inset, 4.2).curve((wide * 0.66, 8.4 * inset), (8, 10.4 * inset), (0, 10.4 * inset)), both=True)
    if bow_:
        details.bow_tie(flat, 7, 0.6, 4.6, band)


def boater(flat: Flat, band: str, stripe: str | None = None) -> None:
    """A stiff straw hat with a flat top."""
    crown = start(0, -8.8).curve((6, -8.8), (10.6, -8.4), (11.2, -7.6)).to((11.6, 0.6))
    outline = brimmed(flat, crown, wide=19.5, base=0.6, half=11.6, droop=0.2, thick=3.4, band=band, band_depth=4.4, dip=1.6)
    flat.seam(start(0, -6.4).curve((6, -6.4), (10.6, -6.8), (11.2, -7.6)), on=outline, both=True)
    if stripe:
        flat.half(
            start(0, 0.0).curve((6, 0), (10, -0.8), (11.5, -1.6)).to((11.6, -0.2)).curve((8, 1.2), (4, 1.7), (0, 1.7)), stripe, width=4
        )


def bowler(flat: Flat, band: str) -> None:
    """A hard round hat with a curled brim."""
    crown = start(0, -12.4).curve((7.6, -12.4), (11.4, -8), (11.4, 0.6))
    brimmed(flat, crown, wide=16.0, base=0.6, half=11.4, droop=-2.6, thick=3.0, band=band, band_depth=3.0)


def top_hat(flat: Flat, band: str) -> None:
    """A tall cylinder."""
    crown = start(0, -20).curve((6, -20), (11, -19.6), (11.8, -18.8)).bow((10.8, 0.6), -0.5)
    outline = brimmed(flat, crown, wide=16.5, base=0.6, half=10.8, droop=-2.2, thick=3.0, band=band, band_depth=4.4)
    flat.seam(start(0, -17.6).curve((6, -17.6), (11, -18), (11.8, -18.8)), on=outline, both=True)


def cowboy(flat: Flat, band: str) -> None:
    """A creased crown and a brim rolled up at the sides."""
    brim = (
        start(0, 0).curve((8, 0), (15, -2), (22, -6.6)).curve((23.4, -7.6), (24.4, -6), (23.2, -3.4)).curve((19, 4.4), (9, 8.4), (0, 8.4))
    )
    flat.half(brim)
    crown = (
        start(0, -12.4)
        .curve((2, -12.4), (4, -15.2), (6.4, -15))
        .curve((10, -14.6), (10.4, -6), (12, 1.4))
        .curve((8, 4.4), (4, 5.0), (0, 5.0))
    )
    outline = flat.half(crown)
    flat.seam(start(3.4, -12.8).curve((4.4, -9), (5.4, -6), (8.2, -4.2)), on=outline, both=True, width=5)
    flat.half(start(0, 2.0).curve((5, 2), (9, 0.8), (11.6, -1)).to((12, 1.4)).curve((8, 4.4), (4, 5.0), (0, 5.0)), band, width=6)


def cloche(flat: Flat, band: str) -> None:
    """A bell-shaped hat."""
    crown = start(0, -12).curve((8, -12), (11.6, -6), (11.8, 1)).curve((12.4, 4), (14, 6), (15.4, 8)).curve((10, 10.6), (5, 11), (0, 11))
    flat.half(crown)
    flat.half(
        start(0, 2.4).curve((5, 2.4), (9, 1.8), (11.8, 0.6)).curve((12, 2.4), (12.4, 4), (13.0, 5.0)).curve((9, 6.4), (5, 7), (0, 7)),
        band,
        width=6,
    )
    details.bow_tie(flat, 9, 4.6, 3.6, band)


def tiered_straw(flat: Flat) -> None:
    """A conical straw hat."""
    cone = start(0, -11).bow((24, 6), 0.6).curve((15, 10.6), (7, 11.6), (0, 11.6))
    outline = flat.half(cone)
    for share in (0.3, 0.55, 0.8):
        flat.seam(
            start(0, -11 + 22 * share).curve(
                (9 * share, -11 + 22 * share), (18 * share, -11 + 19.6 * share), (24 * share, -11 + 17.2 * share)
            ),
            on=outline,
            both=True,
            width=5,
        )
    flat.seam(start(9, 11).curve((6, 18), (3, 21), (0, 21.6)), both=True, width=5)


# --- knitted and soft ---------------------------------------------------------------------------------------------------------


def beanie(
    flat: Flat,
    *,
    cuff: str | None = "",
    pom: str | None = None,
    high: float = 14.0,
    slouch: float = 0.0,
    stripe: str | None = None,
    rows: int = 0,
    ribs: bool = True,
) -> None:
    """A knitted cap. `cuff`: its colour ("" the cap's own, None: no cuff)."""
    if pom:
        fluff = (
            start(0, -high - 7.4)
            .wave((3.2, -high - 6.2), 1, 0.7)
            .wave((4.6, -high - 3.0), 1, 0.7)
            .wave((3.0, -high - 0.2), 1, 0.7)
            .wave((0, -high + 1.0), 1, 0.4)
        )
        flat.half(fluff, pom)
    dome = start(0, -high).curve((7, -high - 0.2), (11.6, -high * 0.55), (11.8, 5)).curve((8, 6), (4, 6.2), (0, 6.2))
    outline = flat.half(dome) if not slouch else flat.piece(_slouched(high, slouch))
    if stripe:
        step = (high + 4) / (2 * rows)
        for index in range(rows):
            y = -high + step * (2 * index + 1.2)
            flat.block(start(-30, y).to((30, y), (30, y + step), (-30, y + step)), outline, stripe, width=4)
    elif ribs:
        for x in (0.0, 3.6, 7.2):
            flat.seam(
                start(x * 0.3, -high + 1.2).curve((x * 0.9, -high * 0.7), (x * 1.12, -2), (x * 1.12, 6)), on=outline, both=x > 0, width=4
            )
    if cuff is not None:
        fold = flat.half(
            start(0, 1.2)
            .curve((6, 1.2), (10, 0.8), (12.2, 0.2))
            .curve((12.8, 3), (12.6, 6), (12.2, 8.0))
            .curve((8, 9), (4, 9.2), (0, 9.2)),
            cuff or None,
        )
        for x in (0.0, 2.5, 5.0, 7.5, 10.0):
            flat.seam(line((x, 6.2), (x, 9)), on=fold, both=x > 0, width=3)
    else:
        flat.seam(start(0, 4.4).bow((11.8, 3.4), -0.4), on=outline, both=True, width=5)


def _slouched(high: float, lean: float) -> Path:
    return (
        start(-11.8, 5)
        .curve((-13, -high * 0.6), (-9, -high), (0, -high))
        .curve((8, -high), (14 + lean, -high * 0.9), (14 + lean, -high * 0.45))
        .curve((14 + lean, -high * 0.2), (12.6, 0), (11.8, 5))
        .curve((6, 6.4), (-6, 6.4), (-11.8, 5))
    )


def earflap(flat: Flat, trim: str) -> None:
    """A knitted cap with ear flaps and cords."""
    for side in (1, -1):
        flat.piece(
            start(side * 8.4, 14)
            .curve((side * 8.0, 18), (side * 9.0, 22), (side * 8.6, 26))
            .to((side * 9.6, 26))
            .curve((side * 10, 22), (side * 9, 18), (side * 9.4, 14))
            .closed(),
            trim,
            width=5,
        )
        flat.piece(ellipse(side * 9.1, 27, 1.5, 1.9), trim, width=5)
    dome = (
        start(0, -12)
        .curve((7, -12), (11.6, -7), (12, 3))
        .curve((12.6, 8), (11.6, 13), (9, 14.4))
        .curve((6.4, 13), (5.6, 8), (4.6, 4.8))
        .bow((0, 3.6), 0.3)
    )
    outline = flat.half(dome)
    flat.seam(start(0, 0.4).bow((12, -0.6), -0.5), on=outline, both=True)
    flat.block(box(-20, -6, 20, -3.2), outline, trim, width=4)
    flat.piece(ellipse(0, -13.2, 2.6, 2.2), trim, width=6)


def trapper(flat: Flat, fur: str) -> None:
    """A winter hat with fur flaps."""
    dome = start(0, -12).curve((8, -12), (12, -8), (12.2, 0)).to((0, 0))
    flat.half(dome)
    flat.seam(line((0, -12), (0, -6)), width=5)
    for side in (1, -1):
        flap = (
            start(side * 8.4, -1)
            .wave((side * 15.6, 2), 2, 0.8 * side)
            .wave((side * 15, 16), 4, 0.8 * side)
            .wave((side * 9.4, 18), 2, 0.8 * side)
            .wave((side * 8, 6), 3, 0.6 * side)
        )
        flat.piece(flap.closed(), fur)
    front = start(0, -8).wave((10.6, -6.4), 4, 0.6).wave((12, 1), 2, 0.6).wave((0, 3), 4, 0.5)
    flat.half(front, fur)


def beret(flat: Flat, *, badge: str | None = None) -> None:
    """A soft round cap that leans to one side."""
    top = (
        start(-12, 3)
        .curve((-17, 1), (-16, -8), (-4, -10.4))
        .curve((8, -12.4), (21, -6), (19.6, 1))
        .curve((18.8, 4.6), (13, 4.8), (11.6, 4))
    )
    flat.piece(top.curve((5, 2), (-5, 2), (-12, 3)))
    flat.seam(start(-1.4, -10.6).curve((-1.8, -12), (-1.2, -13), (-0.4, -13.4)), width=8)
    flat.seam(start(-7, -6.4).curve((0, -9), (10, -6), (15, -1)), width=4)
    flat.piece(start(-12.2, 2.8).curve((-5, 1.4), (5, 1.4), (11.8, 3.6)).to((11.4, 6.0)).curve((5, 4), (-5, 4), (-11.8, 5.4)).closed())
    if badge:
        flat.piece(ellipse(-6, -0.6, 1.5, 1.8), badge, width=5)


def turban(flat: Flat) -> None:
    """A knotted turban."""
    outline = flat.half(start(0, -11).curve((8, -11.4), (13, -6), (12.4, 4)).curve((8, 6), (4, 6.4), (0, 6.4)))
    for x, y in ((12.2, -5), (12.8, -1), (12.2, 3.6)):
        flat.seam(start(0.6, 0).bow((x, y), 1.0), on=outline, both=True, width=5)
    flat.half(start(0, -4.4).curve((2.6, -4.6), (3.4, -2), (3.2, 0.4)).curve((3, 3), (2, 5), (0, 5.2)))
    flat.seam(start(-0.8, -3.6).bow((-0.4, 4.2), 0.6), width=4)


def headscarf(flat: Flat, colour: str) -> None:
    """A bandana tied over the head."""
    for side in (1, -1):
        flat.piece(line((side * 11, 1), (side * 18.5, 6), (side * 16, 10), (side * 11.4, 4)).closed())
    outline = flat.half(start(0, -11).curve((7, -11), (12, -7), (12.4, 4)).curve((8, 1.6), (4, 0.8), (0, 0.8)))
    flat.stitch(start(0, -1.0).curve((4, -1), (8, -0.4), (12, 1.8)), on=outline, both=True)
    for x, y in ((0, -6), (5.4, -5), (-5.4, -5), (8.6, -1.8), (-8.6, -1.8), (2.8, -8.6), (-2.8, -8.6)):
        flat.piece(ellipse(x, y, 0.95, 0.95), colour, width=4)


def balaclava(flat: Flat) -> None:
    """A knitted hood for head and neck."""
    outline = flat.half(
        start(0, -14)
        .curve((8, -14), (12.4, -8), (12.2, 2))
        .curve((12, 8), (9.6, 12), (10.4, 17))
        .curve((12, 22), (14, 25), (14.6, 27))
        .bow((0, 28.6), 0.3)
    )
    face = start(0, -6.4).curve((5, -6.4), (7.6, -3), (7.4, 2)).curve((7, 8), (4, 10.4), (0, 10.4))
    flat.half(face, shaded(flat.base, 0.62))
    flat.seam(start(0, -8.4).curve((6.4, -8.4), (9.4, -4), (9.2, 2)).curve((8.8, 9.4), (5, 12.4), (0, 12.4)), on=outline, both=True)
    flat.seam(start(0, 17.6).bow((10.6, 17), -0.2), on=outline, both=True, width=5)


_H: str = "hat"
DESIGNS: tuple[Design, ...] = (
    design(_H, "cap", "Baseball cap", "볼캡", (NAVY,), lambda f: side_cap(f)),
    design(_H, "contrast-cap", "Contrast-peak cap", "배색 챙 볼캡", (CREAM, GREEN), lambda f: side_cap(f, peak=GREEN.hex, dot=GREEN.hex)),
    design(
        _H,
        "trucker",
        "Trucker cap",
        "트러커 모자",
        (RED, WHITE),
        lambda f: side_cap(f, front=WHITE.hex, high=14.5, mesh=True, flat_peak=True),
    ),
    design(_H, "snapback", "Flat-peak snapback", "스냅백", (BLACK, GREY), lambda f: side_cap(f, high=14.5, flat_peak=True, badge=GREY.hex)),
    design(_H, "dad-cap", "Washed cap", "워싱 볼캡", (DENIM, TAN), lambda f: side_cap(f, high=11.5, strap=TAN.hex)),
    design(_H, "badge-cap", "Badge cap", "패치 볼캡", (FOREST, YELLOW), lambda f: side_cap(f, badge=YELLOW.hex)),
    design(_H, "front-cap", "Six-panel cap", "6패널 캡", (PINK,), lambda f: front_cap(f)),
    design(_H, "logo-cap", "Two-tone logo cap", "투톤 로고 캡", (BLUE, WHITE), lambda f: front_cap(f, peak=WHITE.hex, badge=WHITE.hex)),
    design(_H, "panel-cap", "Front-panel cap", "배색 패널 캡", (BURGUNDY, CREAM), lambda f: front_cap(f, front=CREAM.hex)),
    design(_H, "box-cap", "High-crown cap", "하이 크라운 캡", (KHAKI,), lambda f: front_cap(f, box_=True, high=14)),
    design(_H, "visor", "Sun visor", "선바이저", (WHITE, SKY), lambda f: visor(f, SKY.hex)),
    design(_H, "newsboy", "Newsboy cap", "뉴스보이 캡", (BROWN,), newsboy),
    design(_H, "ivy", "Flat cap", "헌팅캡", (GREY,), ivy),
    design(_H, "cadet", "Cadet cap", "군모 캡", (OLIVE,), cadet),
    design(_H, "captain", "Captain cap", "마린 캡", (WHITE, NAVY, BLACK), lambda f: captain(f, NAVY.hex, BLACK.hex)),
    design(_H, "bucket", "Bucket hat", "버킷햇", (BEIGE,), lambda f: bucket(f)),
    design(_H, "contrast-bucket", "Contrast-brim bucket hat", "배색 버킷햇", (LAVENDER, PURPLE), lambda f: bucket(f, brim=PURPLE.hex)),
    design(_H, "band-bucket", "Banded bucket hat", "밴드 버킷햇", (BLACK, WHITE), lambda f: bucket(f, band=WHITE.hex, rows=2)),
    design(_H, "wide-bucket", "Wide bucket hat", "와이드 버킷햇", (SAGE,), lambda f: bucket(f, wide=21.5, rows=4)),
    design(_H, "fedora", "Fedora", "페도라", (CAMEL, CHOCOLATE), lambda f: fedora(f, CHOCOLATE.hex)),
    design(
        _H,
        "wide-fedora",
        "Wide-brim fedora",
        "와이드 페도라",
        (CHARCOAL, BLACK),
        lambda f: fedora(f, BLACK.hex, wide=24, high=13.6, droop=-0.4),
    ),
    design(_H, "panama", "Panama hat", "파나마 햇", (IVORY, BLACK), panama),
    design(_H, "sun", "Sun hat", "챙 넓은 모자", (STRAW, RUST), lambda f: sun_hat(f, RUST.hex)),
    design(_H, "bow-sun", "Ribbon sun hat", "리본 밀짚모자", (STRAW, PINK), lambda f: sun_hat(f, PINK.hex, wide=24, bow_=True)),
    design(_H, "boater", "Boater", "보터햇", (STRAW, NAVY), lambda f: boater(f, NAVY.hex)),
    design(_H, "striped-boater", "Striped-band boater", "스트라이프 보터햇", (STRAW, RED, WHITE), lambda f: boater(f, RED.hex, WHITE.hex)),
    design(_H, "bowler", "Bowler hat", "보울러 햇", (BLACK, GREY), lambda f: bowler(f, GREY.hex)),
    design(_H, "top-hat", "Top hat", "실크햇", (BLACK, BURGUNDY), lambda f: top_hat(f, BURGUNDY.hex)),
    design(_H, "cowboy", "Cowboy hat", "카우보이 모자", (TAN, CHOCOLATE), lambda f: cowboy(f, CHOCOLATE.hex)),
    design(_H, "cloche", "Cloche", "클로슈", (TEAL, CREAM), lambda f: cloche(f, CREAM.hex)),
    design(_H, "conical", "Conical straw hat", "삿갓", (SAND,), tiered_straw),
    design(_H, "beanie", "Ribbed beanie", "비니", (CHARCOAL,), lambda f: beanie(f)),
    design(_H, "short-beanie", "Fisherman beanie", "숏 비니", (ORANGE,), lambda f: beanie(f, high=10.5)),
    design(_H, "pom-beanie", "Pom-pom beanie", "방울 비니", (RED, WHITE), lambda f: beanie(f, pom=WHITE.hex, cuff=WHITE.hex)),
    design(_H, "striped-beanie", "Striped beanie", "스트라이프 비니", (HEATHER, BLUE), lambda f: beanie(f, stripe=BLUE.hex, rows=3)),
    design(_H, "slouch-beanie", "Slouchy beanie", "루즈핏 비니", (MUSTARD,), lambda f: beanie(f, cuff=None, slouch=4.0, high=15)),
    design(_H, "earflap", "Ear-flap knit hat", "귀달이 모자", (INDIGO, CORAL), lambda f: earflap(f, CORAL.hex)),
    design(_H, "trapper", "Trapper hat", "트래퍼 햇", (OLIVE, CREAM), lambda f: trapper(f, CREAM.hex)),
    design(_H, "beret", "Beret", "베레모", (BURGUNDY,), lambda f: beret(f)),
    design(_H, "badge-beret", "Badge beret", "배지 베레모", (FOREST, GOLD), lambda f: beret(f, badge=GOLD.hex)),
    design(_H, "turban", "Knotted turban", "터번", (MINT,), turban),
    design(_H, "headscarf", "Dotted headscarf", "도트 두건", (RED, WHITE), lambda f: headscarf(f, WHITE.hex)),
    design(_H, "balaclava", "Balaclava", "바라클라바", (GREEN,), balaclava),
)
