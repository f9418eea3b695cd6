"""Shoes from the side, the toe to the right. In cm: the heel at x = 0, the ground at y = 0, up is negative."""

from __future__ import annotations

from sketch2fashion.drawing.designs.colours import (
    BEIGE,
    BLACK,
    BLUE,
    BLUSH,
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
    GUM,
    IVORY,
    KHAKI,
    LAVENDER,
    MINT,
    MUSTARD,
    NAVY,
    OLIVE,
    ORANGE,
    PINK,
    RED,
    SAND,
    SILVER,
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
from sketch2fashion.drawing.designs.path import Path, Place, between, box, ellipse, line, start

# --- soles --------------------------------------------------------------------------------------------------------------------


def sole(
    flat: Flat,
    colour: str | None,
    *,
    thick: float = 2.6,
    length: float = 29.0,
    toe: float = 1.2,
    chunky: float = 0.0,
    stripe: str | None = None,
) -> Path:
    """A rubber sole: `thick` cm high, its toe springing up by `toe`; `chunky` adds to the heel."""
    back, top = -0.4 - chunky * 0.25, -thick - chunky * 0.5
    way = start(0.2, top).curve((back - 0.6, top * 0.6), (back - 0.4, 0), (1.6, 0)).to((length * 0.7, 0))
    way = way.curve((length * 0.86, 0), (length - 0.4, -toe * 0.4), (length, -toe - thick * 0.45)).curve(
        (length + 0.2, -toe - thick * 0.8), (length - 0.2, -toe - thick), (length - 0.8, -toe - thick)
    )
    way = way.curve((length * 0.86, -thick * 0.86), (length * 0.6, -thick), (length * 0.42, -thick)).curve(
        (length * 0.26, -thick - chunky * 0.2), (4, top), (0.2, top)
    )
    outline = flat.piece(way, colour)
    if stripe:
        flat.seam(start(0, top * 0.5).bow((length, -toe - thick * 0.4), -0.6), on=outline, width=5)
    return outline


def heel_sole(
    flat: Flat, height: float, colour: str | None = None, *, kind: str = "block", length: float = 27.0, platform: float = 0.8
) -> None:
    """The sole and heel of a dress shoe, `height` cm high at the back."""
    if kind == "block":
        flat.piece(line((0.6, -height), (7.2, -height * 0.86), (6.6, 0), (1.0, 0)).closed(), colour)
    elif kind == "stiletto":
        flat.piece(
            start(0.8, -height - 0.6)
            .curve((1.4, -height * 0.5), (2.0, -height * 0.3), (2.0, 0))
            .to((3.2, 0))
            .curve((3.4, -height * 0.4), (4.4, -height * 0.8), (6.4, -height * 0.9))
            .closed(),
            colour,
        )
    elif kind == "kitten":
        flat.piece(
            start(0.8, -height - 0.4)
            .curve((1.6, -height * 0.5), (2.2, -height * 0.2), (2.2, 0))
            .to((4.0, 0))
            .curve((4.4, -height * 0.6), (5.4, -height * 0.9), (7.0, -height * 0.9))
            .closed(),
            colour,
        )
    elif kind == "wedge":
        flat.piece(
            start(0.4, -height)
            .curve((0.2, -height * 0.5), (0.4, -0.6), (0.8, 0))
            .to((length * 0.72, 0))
            .curve((length * 0.84, 0), (length, -0.4), (length, -platform))
            .curve((length * 0.7, -platform - 0.2), (length * 0.5, -height * 0.6), (0.4, -height))
            .closed(),
            colour,
        )
    elif kind == "cuban":
        flat.piece(line((0.4, -height), (7.0, -height * 0.9), (5.8, 0), (1.8, 0)).closed(), colour)
    if kind != "wedge":
        flat.piece(_slim_sole(height, length, platform), colour, width=6)


def _slim_sole(height: float, length: float, thick: float) -> Path:
    top = (
        start(0.4, -height - 0.2)
        .curve((6, -height * 0.95), (10, -height * 0.5 - thick), (length * 0.56, -thick))
        .curve((length * 0.7, -thick * 0.8), (length * 0.9, -thick), (length, -thick - 0.5))
    )
    low = (
        start(length, -0.5)
        .curve((length * 0.9, 0), (length * 0.7, 0), (length * 0.56, -0.1))
        .curve((10, -height * 0.42), (6, -height * 0.82), (0.6, -height + 0.7))
    )
    return top.join(low).closed()


# --- trainers -----------------------------------------------------------------------------------------------------------------


def low_upper(length: float, base: float, toe: float, collar: float = 10.2, tongue: float = 12.4) -> Path:
    """The outline of a low shoe: heel, collar, tongue, toe, and back along the sole."""
    way = (
        start(0.6, -base)
        .curve((-0.6, -base - 3), (0.4, -collar + 1), (1.0, -collar))
        .curve((1.6, -collar - 1.0), (3.0, -collar - 0.4), (3.8, -collar + 1.2))
    )
    way = way.curve((5.2, -collar + 2.4), (7.4, -collar + 2.2), (9.2, -collar + 0.4)).to((10.8, -tongue)).bow((13.0, -tongue + 0.6), 0.4)
    way = way.curve((15.4, -9.2), (18, -7.8), (20.5, -7.0)).curve((24, -6.6), (length - 0.6, -6.0), (length - 0.8, -toe - base + 0.2))
    return (
        way.to((length - 1.4, -toe - base + 1.8))
        .curve((length * 0.8, -base + 1.6), (length * 0.5, -base + 1.4), (1.4, -base + 1.4))
        .to((0.6, -base))
    )


def laces(flat: Flat, top: Place, bottom: Place, count: int, colour: str | None, reach: float = 2.6) -> None:
    """Bars of lacing across the throat of a shoe."""
    for index in range(count):
        x, y = between(top, bottom, index / max(1, count - 1))
        flat.piece(
            line(
                (x - reach * 0.5, y + 1.2), (x + reach * 0.62, y - 1.0), (x + reach * 0.78, y - 0.2), (x - reach * 0.34, y + 2.0)
            ).closed(),
            colour,
            width=4,
        )


def trainer(
    flat: Flat,
    *,
    sole_colour: str | None = None,
    lace: str | None = None,
    cap: str | None = None,
    counter: str | None = None,
    stripes: str | None = None,
    tongue: str | None = None,
    thick: float = 2.8,
    chunky: float = 0.0,
    toe: float = 1.2,
    panel: str | None = None,
    sole_stripe: bool = False,
    tab: str | None = None,
) -> None:
    """A laced low trainer. Colours of sole, laces, toe cap, heel counter, side stripes, tongue, side panel and heel tab."""
    base = thick + 0.1
    flat.piece(line((9.6, -9.6), (10.6, -13.4), (13.6, -13.0), (20, -7.6), (16, -6.4)).closed(), tongue or flat.base)
    upper = flat.piece(low_upper(29, base, toe))
    if panel:
        flat.block(start(3.6, -base).curve((5, -8), (8, -9), (11, -8.4)).curve((16, -6), (18, -4.6), (20, -base)).closed(), upper, panel)
    if cap:
        flat.block(start(21.6, -8).curve((21.0, -5.6), (21.6, -4), (22.4, -base + 0.6)).to((31, 0), (31, -9)).closed(), upper, cap)
    if counter:
        flat.block(start(-2, -base + 1).to((6.0, -base)).curve((5.6, -5), (4.6, -7.2), (1.6, -8.4)).to((-2, -8.6)).closed(), upper, counter)
    stay = start(9.4, -9.8).curve((10.4, -8.6), (15, -5.2), (18.6, -4.8)).curve((20.4, -4.8), (21.2, -5.8), (20.6, -7.0))
    flat.seam(stay, on=upper)
    if stripes:
        for x in (9.4, 12.4, 15.4):
            flat.block(line((x, -8.2), (x + 1.7, -7.6), (x + 0.2, -base), (x - 1.6, -base)).closed(), upper, stripes, width=4)
    laces(flat, (12.2, -10.4), (18.2, -6.7), 4, lace)
    if tab:
        flat.piece(line((0.1, -9.4), (2.8, -10.6), (3.4, -8.6), (0.1, -7.4)).closed(), tab, width=5)
    sole(flat, sole_colour, thick=thick, toe=toe, chunky=chunky, stripe="" if not sole_stripe else "x")


def high_top(
    flat: Flat, *, sole_colour: str | None, lace: str | None, cap: str | None = None, badge: str | None = None, stripe: bool = True
) -> None:
    """A canvas high-top."""
    flat.piece(line((8.6, -17), (10.4, -20.4), (13.4, -19.8), (19.6, -8), (15, -7)).closed(), flat.base)
    way = (
        start(0.6, -2.8)
        .curve((-0.4, -8), (0.6, -13), (0.4, -17.6))
        .curve((3.4, -18.6), (6.4, -18.4), (9.4, -18.0))
        .curve((10.6, -13), (13, -10.4), (19.4, -7.0))
    )
    way = way.curve((24, -6.6), (28.4, -6.4), (28.2, -3.8)).to((27.6, -2.0)).curve((22, -1.4), (12, -1.4), (1.4, -1.4)).to((0.6, -2.8))
    upper = flat.piece(way)
    flat.seam(start(7.6, -18.0).curve((8.2, -12), (11, -8), (18.4, -5.2)).curve((20, -5), (20.4, -6.0), (19.8, -7)), on=upper)
    flat.seam(start(4.6, -2.8).curve((4.0, -8), (4.2, -14), (4.4, -18.4)), on=upper, width=5)
    if cap:
        flat.block(start(22.0, -8).curve((21.4, -5.6), (22, -4), (22.6, -2.0)).to((31, 0), (31, -9)).closed(), upper, cap)
    laces(flat, (10.4, -17.4), (17.4, -7.6), 6, lace)
    if badge:
        flat.piece(ellipse(4.4, -13.2, 2.2, 2.2), badge, width=5)
    sole(flat, sole_colour, thick=2.8, toe=0.9, stripe="x" if stripe else None)


def slip_on(flat: Flat, *, sole_colour: str, goring: str | None = None, checks: str | None = None) -> None:
    """A canvas slip-on."""
    way = (
        start(0.6, -2.6)
        .curve((-0.4, -6), (0.4, -8.6), (1.0, -9.2))
        .curve((5, -7.4), (8, -7.4), (11.4, -9.8))
        .curve((14, -9.8), (18, -8.4), (22, -7.2))
    )
    way = way.curve((26.4, -6.2), (28.2, -5.4), (28.0, -3.4)).to((27.4, -1.8)).curve((22, -1.2), (12, -1.2), (1.4, -1.2)).to((0.6, -2.6))
    upper = flat.piece(way)
    flat.block(start(8.6, -8.8).to((11.2, -9.8), (13.6, -6.4), (10.6, -5.6)).closed(), upper, goring or shaded(flat.base, 0.7))
    flat.seam(start(11.8, -9.6).curve((15, -8), (17, -6), (17.6, -2.6)), on=upper)
    flat.stitch(start(1.0, -7.6).curve((5, -6.2), (7, -6.2), (8.6, -7.2)), on=upper)
    if checks:
        for row in range(3):
            for column in range(5):
                if (row + column) % 2 == 0:
                    x, y = 18.4 + column * 1.9, -3.2 - row * 1.6
                    flat.block(box(x, y - 1.6, x + 1.9, y), upper, checks, width=3)
    sole(flat, sole_colour, thick=2.5, toe=0.8, stripe="x")


def runner(flat: Flat, *, sole_colour: str, over: str, lace: str | None = None) -> None:
    """A running shoe: a wedge of foam and overlays."""
    flat.piece(line((9.6, -10), (10.8, -14), (13.8, -13.2), (20, -8), (16, -6.6)).closed(), over)
    upper = flat.piece(low_upper(29.5, 3.4, 1.8, collar=11.0, tongue=13.2))
    flat.block(start(-1, -3).to((7.6, -3.2)).curve((7.0, -6), (4.2, -9.6), (2.0, -11.6)).to((-2, -11)).closed(), upper, over)
    flat.block(
        start(9.8, -10).curve((12, -8.6), (16, -7), (19.6, -6.8)).to((20, -4.8)).curve((15, -4.6), (11, -6), (8.6, -9.2)).closed(),
        upper,
        over,
    )
    flat.block(start(23, -8).curve((22.6, -6), (23.2, -4.6), (24.4, -3.4)).to((32, -2), (32, -9)).closed(), upper, over)
    flat.seam(
        start(9.0, -3.4).curve((11, -5.2), (14, -5.6), (18.6, -4.6)),
        start(11.6, -3.4).curve((13, -4.4), (15, -4.8), (19.6, -3.6)),
        on=upper,
        width=5,
    )
    laces(flat, (12.2, -11.2), (18.4, -7.4), 4, lace)
    outline = sole(flat, sole_colour, thick=3.2, toe=1.9, chunky=2.2, length=29.6)
    flat.seam(start(0.4, -2.0).curve((8, -1.2), (18, -0.6), (28.6, -2.6)), on=outline, width=5)


# --- boots --------------------------------------------------------------------------------------------------------------------


def boot_shape(
    height: float, *, width: float = 10.6, base: float = 2.6, length: float = 28.4, ankle: float = 10.0, flare: float = 0.0
) -> Path:
    """A boot's outline: shaft `height` cm high, `width` cm wide at the top."""
    way = start(0.4, -base).curve((-0.8, -6), (0.8, -10), (0.6, -14))
    if height > 20:
        way = way.curve((0.4, -20), (-0.6 - flare, -height * 0.7), (-0.4 - flare, -height))
    else:
        way = way.curve((0.5, -15), (0.2, -height + 1), (0.2, -height))
    top = (width - 0.2 + flare, -height + 0.3)
    way = way.bow(top, 0.4)
    way = way.curve((ankle + 0.8 + flare * 0.4, -max(16.0, height * 0.55)), (ankle + 0.4, -13.4), (13.6, -10.2)).curve(
        (17, -8.2), (21, -7.6), (24, -7.0)
    )
    way = way.curve((27.4, -6.2), (length, -5.4), (length - 0.4, -base - 0.6)).to((length - 1.0, -base + 1.2))
    return way.curve((20, -base + 1.3), (12, -base + 0.6), (1.2, -base + 0.6)).to((0.4, -base))


def chelsea(flat: Flat, goring: str, *, sole_colour: str | None = None) -> None:
    """An ankle boot with elastic sides."""
    upper = flat.piece(boot_shape(17.5))
    flat.block(
        start(3.6, -19).to((8.6, -19)).curve((8.0, -14), (7.6, -10), (6.6, -8.6)).curve((5, -10), (4.2, -14), (3.6, -19)).closed(),
        upper,
        goring,
    )
    flat.seam(start(5.8, -8.8).curve((5.0, -6), (4.8, -4), (4.6, -2.6)), on=upper)
    flat.piece(line((0.2, -17.2), (2.0, -17.2), (1.8, -19.4), (0.4, -19.4)).closed(), goring, width=5)
    _boot_sole(flat, sole_colour)


def _boot_sole(flat: Flat, colour: str | None, *, lug: bool = False, heel: float = 2.6) -> None:
    """A leather or lug sole with a low heel."""
    flat.piece(line((0.0, -heel), (7.6, -heel), (7.2, 0), (0.4, 0)).closed(), colour)
    way = (
        start(-0.2, -heel - 0.2)
        .to((12, -heel - 0.2))
        .curve((18, -heel), (24, -2.6), (28.8, -3.0))
        .curve((29.4, -2.2), (29, -1.2), (27.6, -0.6))
        .curve((24, 0), (18, 0), (12, -0.6))
        .to((8, -heel + 0.9), (-0.1, -heel + 0.9))
    )
    outline = flat.piece(way.closed(), colour, width=6)
    if lug:
        for x in (13.5, 16.5, 19.5, 22.5, 25.5):
            flat.seam(line((x, -1.2), (x - 0.3, 0)), on=outline, width=5)


def combat(
    flat: Flat, *, lace: str, sole_colour: str | None = None, height: float = 21.0, cap: bool = True, collar: str | None = None
) -> None:
    """A laced boot with a lug sole."""
    flat.piece(line((8.6, -height + 1), (9.8, -height - 2), (12.4, -height - 1), (18, -9), (14, -8.4)).closed())
    upper = flat.piece(boot_shape(height))
    flat.seam(start(8.6, -height).curve((8.4, -14), (9.6, -9.6), (16.4, -6.2)).curve((17.6, -6), (18.2, -7), (17.8, -8.2)), on=upper)
    if cap:
        flat.seam(start(22.2, -8).curve((21.4, -5.6), (21.8, -4), (22.4, -2.6)), on=upper)
    flat.seam(start(5.6, -2.6).curve((5.2, -6), (4.4, -10), (0.2, -12)), on=upper)
    if collar:
        flat.piece(
            start(0.2, -height - 0.6)
            .bow((9.6, -height - 0.2), 0.5)
            .bow((9.9, -height + 3.2), 0.5)
            .to((0.4, -height + 3.2))
            .bow((0.2, -height - 0.6), 0.6),
            collar,
        )
    count = max(4, round((height - 8) / 2.1))
    laces(flat, (9.9, -height + (4.6 if collar else 1.4)), (16.2, -9.0), count, lace, 2.4)
    _boot_sole(flat, sole_colour, lug=True)


def tall_boot(
    flat: Flat,
    height: float,
    *,
    heel: float = 0.0,
    kind: str = "block",
    zip_: bool = False,
    width: float = 13.0,
    sole_colour: str | None = None,
    fold: str | None = None,
) -> None:
    """A boot to the calf or knee; with a heel if `heel` > 0."""
    if heel:
        shaft = height - heel
        way = (
            start(0.6, -heel - 0.2)
            .curve((-0.4, -heel - 4), (1.0, -heel - 8), (0.9, -heel - 11))
            .curve((0.7, -heel - shaft * 0.75), (-0.2, -heel - shaft * 0.85), (-0.2, -height))
        )
        way = way.bow((width, -height), 0.3).curve(
            (width - 0.4, -heel - shaft * 0.7), (9.4, -heel - max(9.0, shaft * 0.35)), (11.8, -heel - 7)
        )
        way = way.curve((15, -heel - 2.6), (20.5, -6.6), (25, -4.6)).curve((27.6, -3.4), (28.4, -2), (27.2, -0.8))
        upper = flat.piece(way.curve((20, -0.5), (16, -0.5), (15.2, -0.5)).curve((10, -heel * 0.48), (6, -heel * 0.9), (0.9, -heel + 0.4)))
        heel_sole(flat, heel, sole_colour, kind=kind, length=27.6)
    else:
        upper = flat.piece(boot_shape(height, width=width, flare=0.6))
        _boot_sole(flat, sole_colour)
    if zip_:
        flat.seam(start(5.0, -height).curve((5, -height * 0.6), (5.4, -16), (4.6, -heel - 3)), on=upper)
    if fold:
        flat.piece(
            start(-1.4, -height - 0.6)
            .bow((width + 0.8, -height - 0.4), 0.3)
            .to((width + 0.4, -height + 5))
            .bow((-1.2, -height + 5), -0.3)
            .closed(),
            fold,
        )
    flat.seam(
        start(8.0, -heel - 9).bow((12.6, -heel - 9.4), -0.6), start(8.6, -heel - 12).bow((11.8, -heel - 12.4), -0.5), on=upper, width=4
    )


def cowboy_boot(flat: Flat, inlay: str) -> None:
    """A western boot."""
    way = (
        start(0.6, -4.4)
        .curve((-0.2, -8), (1.2, -12), (1.0, -16))
        .curve((0.8, -22), (-0.6, -26), (-0.4, -30))
        .curve((2, -31.6), (5, -29), (6.2, -28))
        .curve((8, -29), (11, -32), (13.2, -31.4))
    )
    way = (
        way.curve((13.2, -24), (10.2, -18), (13, -11.6))
        .curve((17, -8), (23, -6.4), (27, -4.4))
        .curve((29.6, -3.2), (30.4, -2), (29.4, -1.1))
        .curve((22, -0.9), (17, -1), (15.2, -1.1))
        .curve((10, -2.6), (6, -4.2), (0.6, -4.4))
    )
    upper = flat.piece(way)
    heel_sole(flat, 4.2, CHOCOLATE.hex, kind="cuban", length=29.6)
    flat.seam(start(1.0, -15).curve((5, -12), (9, -12), (12.2, -13)), start(13.6, -11).curve((15, -7.6), (18, -5), (22, -1)), on=upper)
    flat.piece(
        start(6.2, -26).curve((9.6, -24), (9.4, -19.6), (6.2, -16.4)).curve((3.0, -19.6), (3.0, -24), (6.2, -26)).closed(), inlay, width=5
    )
    flat.piece(line((5.2, -28.2), (5.0, -31.8), (7.4, -31.8), (7.2, -28.2)).closed(), inlay, width=5)


def rain_boot(flat: Flat, trim: str) -> None:
    """A rubber boot."""
    upper = flat.piece(boot_shape(31, width=12.6, base=2.4, flare=0.6))
    flat.block(box(-4, -34, 20, -28.6), upper, trim)
    flat.piece(line((-0.4, -2.4), (28.6, -2.8), (28.4, -0.6), (27, 0), (11, 0), (10.4, -1.0), (8.4, -1.0), (8, 0), (0.2, 0)).closed(), trim)
    flat.seam(start(22, -7.8).curve((21.4, -5.6), (21.8, -4), (22.4, -2.6)), on=upper, width=5)


# --- leather ------------------------------------------------------------------------------------------------------------------


def derby(
    flat: Flat,
    *,
    lace: str | None = None,
    cap: bool = True,
    sole_colour: str | None = None,
    saddle: str | None = None,
    brogue: bool = False,
) -> None:
    """A laced leather shoe."""
    way = (
        start(0.6, -2.6)
        .curve((-0.4, -6), (0.6, -8), (1.0, -9))
        .curve((4, -7.8), (7, -8), (9.4, -9.8))
        .to((12.0, -10.6))
        .curve((15, -8.4), (18, -7.2), (22, -6.6))
    )
    way = way.curve((26.6, -6), (29.4, -5), (29.2, -3.0)).to((28.2, -1.6)).curve((20, -1.4), (12, -1.9), (1.2, -1.9)).to((0.6, -2.6))
    upper = flat.piece(way)
    if saddle:
        flat.block(
            start(8.0, -12)
            .to((14.8, -12))
            .curve((16, -8), (17.6, -5), (18.2, -2))
            .to((9.4, -2))
            .curve((9, -5), (8.8, -8), (8.0, -12))
            .closed(),
            upper,
            saddle,
        )
    else:
        flat.seam(start(9.6, -9.6).curve((11, -7.6), (14, -5.8), (17.4, -5.6)).curve((18.6, -5.8), (18.8, -6.6), (18.2, -7.4)), on=upper)
        flat.seam(start(6.6, -2.6).curve((7, -5), (8, -7), (9.8, -9.2)), on=upper, width=5)
    if cap:
        flat.seam(start(23.2, -6.8).curve((22.2, -5), (22.6, -3.6), (23.2, -2.4)), on=upper)
    if brogue:
        for x in (24.4, 25.8, 27.2):
            flat.piece(ellipse(x, -4.4, 0.32, 0.32), width=3)
        flat.stitch(start(22.2, -6.8).curve((21.2, -5), (21.6, -3.6), (22.2, -2.4)), on=upper)
    laces(flat, (12.4, -9.6), (16.6, -7.4), 3, lace, 2.2)
    _boot_sole(flat, sole_colour, heel=2.4)


def loafer(
    flat: Flat,
    *,
    strap: str | None = "",
    tassel: str | None = None,
    metal: str | None = None,
    sole_colour: str | None = None,
    chunky: bool = False,
) -> None:
    """A slip-on leather shoe with an apron."""
    way = (
        start(0.6, -2.6)
        .curve((-0.4, -5.6), (0.4, -7.6), (0.8, -8.6))
        .curve((4, -7.0), (8, -6.8), (11.0, -9.2))
        .curve((13, -10.4), (16, -9.2), (19, -8.0))
    )
    way = way.curve((25, -6.6), (29.2, -5.6), (28.8, -3.0)).to((28.2, -1.6)).curve((20, -1.4), (12, -1.9), (1.2, -1.9)).to((0.6, -2.6))
    upper = flat.piece(way)
    flat.seam(start(13.0, -6.0).curve((18, -4.8), (25, -4.6), (27.4, -5.6)), on=upper)
    if strap is not None:
        flat.piece(start(11.0, -9.6).bow((17.6, -9.0), 0.4).to((16.8, -5.0)).bow((11.6, -5.6), -0.3).closed(), strap or None, width=6)
        if metal:
            flat.piece(box(12.4, -8.6, 16.0, -6.6), metal, width=5)
        else:
            flat.piece(box(13.0, -7.9, 15.6, -6.9), shaded(flat.base, 0.6), width=4)
    if tassel:
        for x in (13.6, 16.2):
            flat.piece(line((x, -8.6), (x + 1.0, -8.4), (x + 1.8, -5.0), (x - 0.4, -5.2)).closed(), tassel, width=5)
    flat.seam(start(6.0, -2.6).curve((6.0, -5), (6.4, -6.4), (7.4, -7.4)), on=upper, width=5)
    _boot_sole(flat, sole_colour, lug=chunky, heel=3.2 if chunky else 2.4)


def moccasin(flat: Flat, lace: str) -> None:
    """A boat shoe."""
    way = (
        start(0.6, -2.4)
        .curve((-0.4, -5.6), (0.4, -7.6), (0.8, -8.4))
        .curve((4, -7.0), (8, -7.0), (11.0, -9.4))
        .curve((15, -9.6), (18, -8.0), (20, -7.4))
    )
    upper = flat.piece(
        way.curve((26, -6.4), (28.8, -5.4), (28.6, -2.8)).to((27.8, -1.4)).curve((20, -1.2), (12, -1.2), (1.2, -1.2)).to((0.6, -2.4))
    )
    flat.seam(start(12.0, -6.2).curve((18, -4.8), (25, -4.4), (27.6, -5.4)), on=upper)
    flat.seam(start(1.0, -6.4).curve((5, -5.2), (8, -5.2), (11.6, -7.2)), on=upper, width=8)
    laces(flat, (12.6, -8.6), (15.4, -7.4), 2, lace, 2.2)
    sole(flat, WHITE.hex, thick=2.4, toe=0.6, length=29.2)


# --- heels and flats ----------------------------------------------------------------------------------------------------------


def pump(
    flat: Flat,
    height: float,
    *,
    kind: str = "stiletto",
    strap: str | None = None,
    toe: str = "pointed",
    heel_colour: str | None = None,
    cap: str | None = None,
    sling: bool = False,
    bow_: str | None = None,
    platform: float = 0.8,
) -> None:
    """A court shoe. `strap`: "ankle" or "instep"."""
    end = 28.6 if toe == "pointed" else 27.2
    lift = platform - 0.8
    tip = (end - 0.6, -1.1 - platform)
    if strap == "ankle":
        ankle_loop(flat, 0.2, 10.2, -height - 8.6)
    if sling:
        flat.piece(
            start(0.6, -height - 5.4)
            .bow((13.4, -height * 0.5 - 3.6), -1.0)
            .to((13.4, -height * 0.5 - 2.2))
            .bow((0.4, -height - 3.9), 1.0)
            .to((0.6, -height))
            .to((-0.2, -height))
            .to((-0.2, -height - 4))
            .closed(),
            width=6,
        )
        way = start(12.4, -height * 0.42 - lift).curve(
            (12.6, -height * 0.5 - 2.6), (13.4, -height * 0.5 - 4), (14.2, -height * 0.4 - 3.8 - lift)
        )
    else:
        way = (
            start(0.5, -height - 0.3)
            .curve((-0.4, -height - 2.6), (0.4, -height - 5), (1.0, -height - 5.6))
            .curve((4.6, -height - 3.6), (9, -height - 0.6), (14.6, -height * 0.32 - 3.0 - lift))
        )
    way = way.curve((17, -4.2 - lift), (19, -5.0 - lift), (20.4, -5.2 - lift))
    if toe == "pointed":
        way = way.curve((23, -4.6 - lift), (26, -3.2 - lift), tip)
    elif toe == "peep":
        way = way.curve((22.6, -5.2 - lift), (25.4, -4.6 - lift), (26.0, -3.6 - lift)).curve(
            (25.2, -3.0 - lift), (25.0, -2.4 - lift), (25.4, -1.3 - lift)
        )
    else:
        way = way.curve((24, -5.2 - lift), (end, -4.6 - lift), tip)
    way = way.to((end - 2.0, -platform + 0.3)).curve((22, -platform + 0.3), (17, -platform + 0.3), (15.2, -platform + 0.2))
    upper = flat.piece(
        way.curve((10, -height * 0.48 - platform * 0.6), (6, -height * 0.92), (0.9, -height + 0.4))
        if not sling
        else way.to((12.4, -height * 0.42 - lift))
    )
    heel_sole(flat, height, heel_colour, kind=kind, length=end - 0.4, platform=platform)
    if cap:
        flat.block(start(23.4, -7 - lift).curve((22.6, -4), (22.8, -2), (23.2, 0)).to((32, 0), (32, -8)).closed(), upper, cap)
    if strap == "ankle":
        flat.piece(line((0.8, -height - 4.6), (2.2, -height - 5.0), (2.0, -height - 8.0), (0.6, -height - 8.0)).closed(), width=5)
        flat.piece(box(5.6, -height - 8.4, 7.2, -height - 5.8), GOLD.hex, width=4)
    elif strap == "instep":
        arch(flat, (7.0, -height * 0.66 - 2.4), (16.4, -height * 0.2 - 3.0), 3.0, 1.9)
        flat.piece(ellipse(8.2, -height * 0.64 - 4.0, 0.8, 0.8), GOLD.hex, width=4)
    if bow_:
        for side in (1, -1):
            flat.piece(
                start(20.0, -5.2)
                .curve((20 + side * 1.6, -8), (20 + side * 4, -7.4), (20 + side * 3.8, -5))
                .curve((20 + side * 3.2, -3.4), (20 + side * 1.2, -4), (20, -5.2)),
                bow_,
                width=5,
            )


def ballet(flat: Flat, *, bow_: str | None = None, strap: bool = False, cap: str | None = None) -> None:
    """A flat slipper."""
    way = (
        start(0.6, -0.9)
        .curve((-0.6, -3), (0.2, -5.2), (0.8, -6.2))
        .curve((4, -4.2), (9, -2.6), (15, -3.6))
        .curve((18, -4.2), (20, -5.2), (21.6, -5.4))
        .curve((25, -5.4), (28, -4.2), (27.8, -1.4))
        .curve((20, -0.8), (10, -0.9), (0.6, -0.9))
    )
    upper = flat.piece(way)
    flat.stitch(start(1.2, -5.2).curve((4.4, -3.2), (9, -1.7), (15, -2.7)).curve((18, -3.2), (20, -4.2), (21.4, -4.4)), on=upper)
    if cap:
        flat.block(start(23.2, -7).curve((22.6, -4), (22.8, -2), (23.2, 0)).to((31, 0), (31, -8)).closed(), upper, cap)
    flat.piece(line((0.8, -1.0), (27.6, -1.4), (26.8, -0.4), (24, 0), (1.4, 0)).closed(), shaded(flat.base, 0.6), width=6)
    if strap:
        arch(flat, (6.6, -2.6), (16.4, -3.0), 3.4, 1.8)
        flat.piece(ellipse(8.0, -4.8, 0.7, 0.7), GOLD.hex, width=4)
    if bow_:
        for side in (1, -1):
            flat.piece(
                start(21.4, -5.2)
                .curve((21.4 + side, -7.4), (21.4 + side * 3.2, -7), (21.4 + side * 3.0, -5))
                .curve((21.4 + side * 2.6, -3.6), (21.4 + side, -4), (21.4, -5.2)),
                bow_,
                width=5,
            )


# --- sandals ------------------------------------------------------------------------------------------------------------------


def footbed(flat: Flat, thick: float, colour: str | None, *, heel: float = 0.0) -> Path:
    """A flat or wedge sandal sole."""
    way = (
        start(0.4, -thick - heel)
        .curve((-0.4, -thick * 0.5), (0, 0), (1.6, 0))
        .to((22, 0))
        .curve((26, 0), (28.2, -0.6), (28.4, -thick * 0.6))
        .curve((28.2, -thick), (27, -thick - 0.3), (25, -thick))
    )
    return flat.piece(way.curve((16, -thick), (10, -thick - heel * 0.7), (0.4, -thick - heel)), colour)


def arch(flat: Flat, one: Place, other: Place, rise: float, thick: float, colour: str | None = None) -> None:
    """A strap over the foot, from side to side: one looks through under it."""
    (x0, y0), (x1, y1) = one, other
    top = min(y0, y1) - rise
    outer = start(x0, y0).curve((x0 + 0.4, top - 0.4), (x1 - 1.6, top - 0.4), (x1, y1))
    inner = start(x1 - thick, y1).curve((x1 - 1.6 - thick, top + thick), (x0 + 0.4 + thick, top + thick), (x0 + thick, y0))
    flat.piece(outer.join(inner).closed(), colour, width=6)


def band_over(flat: Flat, x: float, y: float, width: float, rise: float, colour: str | None, *, lean: float = 2.0) -> Path:
    """A broad strap over the foot, seen from its side, with a look into its open end; it stands on the sole at (x, y)."""
    mouth = (
        start(x + 0.6, y)
        .curve((x - 0.4, y - rise * 0.5), (x + lean * 0.4, y - rise), (x + lean + 1.6, y - rise - 0.6))
        .curve((x + lean + 1.4, y - rise * 0.5), (x + 2.4, y - 1), (x + 2.2, y))
    )
    flat.piece(mouth.closed(), shaded(colour or flat.base, 0.7), width=6)
    right = x + width
    side = start(x, y).curve((x + 0.2, y - rise * 0.6), (x + lean * 0.5, y - rise * 0.95), (x + lean + 1.4, y - rise - 0.6))
    side = side.bow((right + lean * 0.2, y - rise * 0.72), 0.6).curve(
        (right + 0.8, y - rise * 0.5), (right + 1.0, y - rise * 0.2), (right + 1.0, y)
    )
    return flat.piece(side.closed(), colour)


def ankle_loop(flat: Flat, left: float, right: float, y: float, *, depth: float = 1.7, slope: float = 0.8) -> None:
    """A strap about the ankle or heel: its far side as a thin bow, its near side as a band. `slope`: how much lower its front lies."""
    far = start(left, y).curve((left + 1, y - 1.5 + slope * 0.3), (right - 1, y - 1.5 + slope), (right, y + slope))
    near = start(right, y + slope).curve((right - 0.6, y + 1.1 + slope), (left + 0.6, y + 1.1 + slope * 0.2), (left, y))
    flat.piece(far.join(near).closed(), shaded(flat.base, 0.7), width=5)
    low = start(left, y + depth).curve(
        (left + 0.6, y + 1.1 + depth + slope * 0.2), (right - 0.6, y + 1.1 + depth + slope), (right, y + depth + slope)
    )
    flat.piece(near.join(low).closed(), width=6)


def slide(flat: Flat, bed: str | None, *, straps: int = 1, metal: str | None = None, stripe: str | None = None) -> None:
    """A slide or a two-strap sandal."""
    if straps == 1:
        piece = band_over(flat, 10.6, -2.6, 12.6, 5.6, None, lean=3.4)
        if stripe:
            for x in (15.0, 18.4):
                flat.block(line((x, -9.8), (x + 1.8, -9.8), (x + 1.6, -2), (x - 0.2, -2)).closed(), piece, stripe, width=4)
    else:
        for x, rise in ((7.6, 6.0), (16.0, 4.8)):
            band_over(flat, x, -2.6, 6.6, rise, None, lean=2.4)
            if metal:
                flat.piece(box(x + 2.4, -6.4, x + 4.8, -4.0), metal, width=4)
    footbed(flat, 2.7, bed)


def flip_flop(flat: Flat, bed: str) -> None:
    """Thongs."""
    flat.piece(
        start(9.6, -2.0)
        .curve((13, -9.4), (18.4, -8.6), (22.6, -3.2))
        .to((21.2, -2.4))
        .curve((17.4, -6.6), (14.2, -6.4), (12.2, -2.0))
        .closed(),
        shaded(flat.base, 0.8),
    )
    flat.piece(
        start(8.0, -2.0)
        .curve((11, -7.0), (17, -7.4), (22.8, -3.4))
        .to((22.6, -2.0))
        .curve((17.6, -5.0), (13.6, -4.8), (10.6, -2.0))
        .closed()
    )
    footbed(flat, 2.1, bed)


def gladiator(flat: Flat, bed: str) -> None:
    """Many straps up the ankle."""
    for y in (-16.0, -12.2, -8.4):
        ankle_loop(flat, 0.8, 9.6 + (y + 16) * 0.12, y)
    flat.piece(line((0.4, -2.0), (3.2, -2.0), (2.6, -15.6), (0.8, -15.8)).closed())
    for x, rise in ((8.2, 6.6), (13.6, 5.6), (19.0, 4.4)):
        arch(flat, (x, -1.6), (x + 6.4, -1.6), rise, 1.5)
    footbed(flat, 2.0, bed)


def heeled_sandal(flat: Flat, height: float, kind: str, heel_colour: str | None = None, *, platform: float = 0.8, straps: int = 2) -> None:
    """Straps on a heel."""
    ankle_loop(flat, 0.4, 10.4, -height - 7.4)
    flat.piece(
        start(0.5, -height)
        .curve((0, -height - 3), (0.4, -height - 6), (0.5, -height - 7.4))
        .to((2.4, -height - 7.0))
        .curve((3.4, -height - 4), (5, -height - 2), (6.4, -height * 0.9))
        .closed(),
        width=6,
    )
    for index in range(straps):
        x = 25.0 - straps * 4.2 + index * 4.2
        arch(flat, (x - 2.4, -platform + 0.3), (x + 3.6, -platform + 0.3), 5.4 - index * 0.7, 1.7)
    heel_sole(flat, height, heel_colour, kind=kind, length=27, platform=platform)
    flat.piece(box(5.8, -height - 7.2, 7.4, -height - 4.6), GOLD.hex, width=4)


def espadrille(flat: Flat, rope: str, *, wedge: float = 0.0, ties: bool = False) -> None:
    """Canvas on a rope sole."""
    heel = wedge
    if ties:
        for y in (-heel - 13.4, -heel - 10.4):
            ankle_loop(flat, 0.8, 10.0, y, depth=1.2)
        for one, other in (((1.2, -heel - 6.6), (9.6, -heel - 10.0)), ((9.8, -heel - 5.0), (1.2, -heel - 9.4))):
            flat.piece(line(one, other, (other[0], other[1] + 1.3), (one[0], one[1] + 1.3)).closed(), width=5)
    way = (
        start(0.6, -2.2 - heel)
        .curve((-0.4, -4.6 - heel), (0.4, -7 - heel), (0.8, -7.8 - heel))
        .curve((5, -5.6 - heel), (10, -5 - heel * 0.6), (14.6, -6.4 - heel * 0.3))
        .curve((19, -7.4), (24, -6.8), (26.4, -5.4))
    )
    flat.piece(way.curve((28.4, -4.4), (28.4, -3), (28, -2.2)).curve((20, -2.2), (12, -2.2 - heel * 0.6), (0.6, -2.2 - heel)))
    outline = footbed(flat, 2.3, rope, heel=heel)
    for index in range(1, 12):
        x = index * 2.3
        flat.seam(line((x, 0), (x + 0.9, -2.2 - heel)), on=outline, width=3)


def clog(flat: Flat, bed: str | None, studs: str | None = None, *, backless: bool = True, holes: bool = False) -> None:
    """A wooden or rubber clog."""
    if not backless:
        flat.piece(
            start(0.6, -3)
            .curve((0, -6), (0.6, -8.6), (1.6, -9))
            .bow((12, -7.4), -1.0)
            .to((11.6, -5.6))
            .bow((2.6, -7), 1.0)
            .to((2.8, -3))
            .closed()
        )
    flat.piece(
        start(8.4, -3.0)
        .curve((9, -7), (11, -9.2), (14, -9.6))
        .curve((20, -9.6), (28, -8.4), (28, -3.8))
        .curve((20, -3), (14, -3), (8.4, -3.0))
    )
    if holes:
        for x, y in ((15, -7), (18.4, -7.4), (21.6, -7), (17, -5), (20.4, -5), (23.6, -5.4)):
            flat.piece(ellipse(x, y, 0.75, 0.75), shaded(flat.base, 0.5), width=4)
    footbed(flat, 3.2, bed)
    if studs:
        for index in range(7):
            flat.piece(ellipse(9.6 + index * 2.8, -3.7, 0.42, 0.42), studs, width=3)


def slipper(flat: Flat, fur: str) -> None:
    """A warm house slipper."""
    flat.piece(start(7.6, -2.4).curve((8, -6.6), (10, -9), (13, -9.4)).curve((20, -9.2), (28.4, -8), (28, -2.8)).closed())
    flat.piece(
        start(6.4, -2.4).wave((12.0, -10.4), 4, 0.6).wave((15.2, -9.0), 2, 0.5).curve((12.4, -8), (10.6, -5), (10.0, -2.4)).closed(), fur
    )
    footbed(flat, 2.4, GUM.hex)


_S: str = "shoes"
DESIGNS: tuple[Design, ...] = (
    design(
        _S,
        "sneaker",
        "Court sneaker",
        "코트 스니커즈",
        (WHITE, GREEN),
        lambda f: trainer(f, sole_colour=WHITE.hex, lace=WHITE.hex, tab=GREEN.hex),
    ),
    design(
        _S,
        "toe-cap-sneaker",
        "Toe-cap sneaker",
        "토캡 스니커즈",
        (NAVY, WHITE),
        lambda f: trainer(f, sole_colour=WHITE.hex, lace=WHITE.hex, cap=WHITE.hex),
    ),
    design(
        _S,
        "striped-sneaker",
        "Three-bar sneaker",
        "스트라이프 스니커즈",
        (WHITE, BLACK),
        lambda f: trainer(f, sole_colour=WHITE.hex, lace=WHITE.hex, stripes=BLACK.hex, counter=BLACK.hex),
    ),
    design(
        _S,
        "panel-sneaker",
        "Two-tone sneaker",
        "투톤 스니커즈",
        (CREAM, CORAL),
        lambda f: trainer(f, sole_colour=CREAM.hex, lace=CREAM.hex, panel=CORAL.hex, cap=CORAL.hex),
    ),
    design(
        _S,
        "gum-sneaker",
        "Gum-sole sneaker",
        "검솔 스니커즈",
        (FOREST, GUM),
        lambda f: trainer(f, sole_colour=GUM.hex, lace=CREAM.hex, counter=CREAM.hex),
    ),
    design(
        _S,
        "chunky-sneaker",
        "Chunky sneaker",
        "청키 스니커즈",
        (GREY, WHITE),
        lambda f: trainer(
            f, sole_colour=WHITE.hex, lace=WHITE.hex, thick=4.2, chunky=2.0, toe=1.6, cap=SILVER.hex, counter=CHARCOAL.hex, sole_stripe=True
        ),
    ),
    design(_S, "black-sneaker", "All-black sneaker", "올블랙 스니커즈", (BLACK,), lambda f: trainer(f)),
    design(
        _S,
        "platform-sneaker",
        "Platform sneaker",
        "플랫폼 스니커즈",
        (PINK, WHITE),
        lambda f: trainer(f, sole_colour=WHITE.hex, lace=WHITE.hex, thick=4.6, toe=0.6, sole_stripe=True),
    ),
    design(
        _S,
        "high-top",
        "Canvas high-top",
        "캔버스 하이탑",
        (RED, WHITE),
        lambda f: high_top(f, sole_colour=WHITE.hex, lace=WHITE.hex, cap=WHITE.hex, badge=WHITE.hex),
    ),
    design(
        _S,
        "mono-high-top",
        "Plain high-top",
        "하이탑 스니커즈",
        (BLACK, WHITE),
        lambda f: high_top(f, sole_colour=WHITE.hex, lace=BLACK.hex),
    ),
    design(_S, "slip-on", "Canvas slip-on", "슬립온", (MUSTARD, WHITE), lambda f: slip_on(f, sole_colour=WHITE.hex)),
    design(
        _S,
        "checked-slip-on",
        "Checked slip-on",
        "체크 슬립온",
        (CREAM, BLACK),
        lambda f: slip_on(f, sole_colour=CREAM.hex, goring=BLACK.hex, checks=BLACK.hex),
    ),
    design(
        _S,
        "runner",
        "Running shoe",
        "러닝화",
        (SKY, NAVY, WHITE),
        lambda f: runner(f, sole_colour=WHITE.hex, over=NAVY.hex, lace=WHITE.hex),
    ),
    design(
        _S,
        "bright-runner",
        "Neon running shoe",
        "네온 러닝화",
        (YELLOW, BLACK, ORANGE),
        lambda f: runner(f, sole_colour=ORANGE.hex, over=BLACK.hex, lace=WHITE.hex),
    ),
    design(_S, "chelsea", "Chelsea boot", "첼시 부츠", (BROWN, BLACK), lambda f: chelsea(f, BLACK.hex, sole_colour=CHOCOLATE.hex)),
    design(_S, "black-chelsea", "Black Chelsea boot", "블랙 첼시 부츠", (BLACK, CHARCOAL), lambda f: chelsea(f, CHARCOAL.hex)),
    design(_S, "combat", "Combat boot", "워커 부츠", (BLACK, GREY), lambda f: combat(f, lace=GREY.hex)),
    design(
        _S,
        "hiking",
        "Hiking boot",
        "등산화",
        (TAN, RED),
        lambda f: combat(f, lace=RED.hex, sole_colour=CHOCOLATE.hex, height=17, collar=CHOCOLATE.hex),
    ),
    design(
        _S,
        "desert",
        "Desert boot",
        "데저트 부츠",
        (SAND, GUM),
        lambda f: combat(f, lace=BROWN.hex, sole_colour=GUM.hex, height=14.5, cap=False),
    ),
    design(_S, "knee-boot", "Riding boot", "라이딩 부츠", (CHOCOLATE,), lambda f: tall_boot(f, 40)),
    design(_S, "heeled-knee-boot", "Heeled knee boot", "힐 롱부츠", (BLACK,), lambda f: tall_boot(f, 42, heel=8, zip_=True, kind="block")),
    design(
        _S,
        "ankle-heel",
        "Heeled ankle boot",
        "힐 앵클 부츠",
        (BURGUNDY, BLACK),
        lambda f: tall_boot(f, 21, heel=7, zip_=True, width=10.6, kind="block", sole_colour=BLACK.hex),
    ),
    design(
        _S,
        "stiletto-boot",
        "Stiletto ankle boot",
        "스틸레토 부츠",
        (RED,),
        lambda f: tall_boot(f, 22, heel=8.5, zip_=True, width=10.2, kind="stiletto"),
    ),
    design(
        _S,
        "shearling",
        "Shearling boot",
        "양털 부츠",
        (CAMEL, CREAM),
        lambda f: tall_boot(f, 20, width=13, fold=CREAM.hex, sole_colour=BROWN.hex),
    ),
    design(_S, "cowboy", "Cowboy boot", "웨스턴 부츠", (TAN, CREAM), lambda f: cowboy_boot(f, CREAM.hex)),
    design(_S, "rain", "Rain boot", "레인 부츠", (TEAL, YELLOW), lambda f: rain_boot(f, YELLOW.hex)),
    design(_S, "derby", "Derby shoe", "더비 슈즈", (BLACK,), lambda f: derby(f)),
    design(_S, "brogue", "Brogue", "브로그 슈즈", (BROWN, CHOCOLATE), lambda f: derby(f, brogue=True, sole_colour=CHOCOLATE.hex)),
    design(
        _S,
        "saddle",
        "Saddle shoe",
        "새들 슈즈",
        (WHITE, BLACK),
        lambda f: derby(f, cap=False, saddle=BLACK.hex, lace=WHITE.hex, sole_colour=CORAL.hex),
    ),
    design(_S, "loafer", "Penny loafer", "페니 로퍼", (BURGUNDY,), lambda f: loafer(f)),
    design(_S, "tassel-loafer", "Tassel loafer", "태슬 로퍼", (CHOCOLATE,), lambda f: loafer(f, strap=None, tassel=BROWN.hex)),
    design(_S, "bit-loafer", "Buckle loafer", "금장 로퍼", (BLACK, GOLD), lambda f: loafer(f, metal=GOLD.hex)),
    design(_S, "chunky-loafer", "Chunky loafer", "청키 로퍼", (CREAM, BLACK), lambda f: loafer(f, sole_colour=BLACK.hex, chunky=True)),
    design(_S, "boat", "Boat shoe", "보트 슈즈", (BLUE, TAN), lambda f: moccasin(f, TAN.hex)),
    design(_S, "stiletto", "Stiletto pump", "스틸레토 힐", (RED,), lambda f: pump(f, 10)),
    design(_S, "kitten", "Kitten heel", "키튼 힐", (BLUSH,), lambda f: pump(f, 5, kind="kitten")),
    design(_S, "block-pump", "Block-heel pump", "블록 힐 펌프스", (NAVY,), lambda f: pump(f, 7, kind="block", toe="round")),
    design(_S, "ankle-strap", "Ankle-strap heel", "스트랩 힐", (BLACK, GOLD), lambda f: pump(f, 9, strap="ankle")),
    design(
        _S, "slingback", "Cap-toe slingback", "슬링백", (BEIGE, BLACK), lambda f: pump(f, 5.5, kind="kitten", sling=True, cap=BLACK.hex)
    ),
    design(
        _S, "peep-toe", "Peep-toe platform", "핍토 플랫폼 힐", (LAVENDER,), lambda f: pump(f, 10.5, kind="block", toe="peep", platform=2.6)
    ),
    design(_S, "mary-jane", "Mary Jane", "메리제인 슈즈", (GREEN, GOLD), lambda f: pump(f, 5.5, kind="block", toe="round", strap="instep")),
    design(_S, "bow-pump", "Bow pump", "리본 펌프스", (IVORY, BLACK), lambda f: pump(f, 7.5, toe="round", kind="block", bow_=BLACK.hex)),
    design(_S, "ballet", "Ballet flat", "발레 플랫", (PINK,), lambda f: ballet(f, bow_=shaded(PINK.hex, 0.8))),
    design(_S, "two-tone-ballet", "Cap-toe flat", "배색 플랫 슈즈", (CREAM, BLACK), lambda f: ballet(f, cap=BLACK.hex)),
    design(_S, "strap-ballet", "Strap flat", "스트랩 플랫", (SILVER, GOLD), lambda f: ballet(f, strap=True)),
    design(_S, "slide", "Pool slide", "슬라이드 샌들", (BLACK, WHITE), lambda f: slide(f, BLACK.hex, stripe=WHITE.hex)),
    design(
        _S, "two-strap", "Two-strap sandal", "투스트랩 샌들", (BROWN, SAND, GOLD), lambda f: slide(f, SAND.hex, straps=2, metal=GOLD.hex)
    ),
    design(_S, "flip-flop", "Flip-flop", "플립플랍", (ORANGE, TEAL), lambda f: flip_flop(f, TEAL.hex)),
    design(_S, "gladiator", "Gladiator sandal", "글래디에이터 샌들", (TAN, CAMEL), lambda f: gladiator(f, CAMEL.hex)),
    design(_S, "heeled-sandal", "Strappy heeled sandal", "스트랩 샌들 힐", (GOLD,), lambda f: heeled_sandal(f, 8.5, "stiletto")),
    design(
        _S,
        "block-sandal",
        "Block-heel sandal",
        "블록 힐 샌들",
        (MINT, CAMEL),
        lambda f: heeled_sandal(f, 6.5, "block", CAMEL.hex, platform=1.6),
    ),
    design(
        _S,
        "wedge",
        "Wedge sandal",
        "웨지 샌들",
        (CORAL, STRAW),
        lambda f: heeled_sandal(f, 7.5, "wedge", STRAW.hex, platform=2.2, straps=3),
    ),
    design(_S, "espadrille", "Espadrille", "에스파드리유", (DENIM, STRAW), lambda f: espadrille(f, STRAW.hex)),
    design(
        _S,
        "wedge-espadrille",
        "Tie-up wedge espadrille",
        "웨지 에스파드리유",
        (BLACK, STRAW),
        lambda f: espadrille(f, STRAW.hex, wedge=5.0, ties=True),
    ),
    design(_S, "clog", "Wooden clog", "우든 클로그", (OLIVE, STRAW, GOLD), lambda f: clog(f, STRAW.hex, GOLD.hex)),
    design(_S, "foam-clog", "Foam clog", "폼 클로그", (KHAKI,), lambda f: clog(f, None, backless=False, holes=True)),
    design(_S, "slipper", "House slipper", "실내 슬리퍼", (GREY, IVORY), lambda f: slipper(f, IVORY.hex)),
)
