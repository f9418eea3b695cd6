"""Jackets, coats and waistcoats."""

from __future__ import annotations

from dataclasses import replace

from sketch2fashion.drawing.designs import details
from sketch2fashion.drawing.designs.collars import funnel, hood, lying_hood, shirt_collar, tailored_lapel
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
    ICE,
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
    RED,
    SAGE,
    SAND,
    SILVER,
    SKY,
    TAN,
    TEAL,
    WHITE,
    YELLOW,
    shaded,
)
from sketch2fashion.drawing.designs.design import Design, design
from sketch2fashion.drawing.designs.flat import Flat
from sketch2fashion.drawing.designs.path import Path, box, line, start
from sketch2fashion.drawing.designs.upper import INSIDE, Body, Sleeve, lay_body, lay_sleeves, rib_hem, stitch_hem

JACKET = Body(neck=9, shoulder=24, slope=4.8, armhole=26, chest=28.5, waist=28, hem=28.5, length=66, hem_bow=0.5)
TAILORED = Body(neck=8.6, shoulder=22.5, slope=4.4, armhole=25, chest=26.5, waist=24, waist_at=44, hem=27.5, length=76, hem_bow=0)
COAT = Body(neck=9, shoulder=23.5, slope=4.6, armhole=26, chest=28, waist=27, waist_at=48, hem=32, length=108, hem_bow=0.8)
CAR_COAT = replace(COAT, hem=30, length=86)
CROPPED = replace(JACKET, hem=26, waist=27, length=52, shoulder=23.5, chest=27.5)
ROOMY = Body(neck=9.4, shoulder=28, slope=5.4, armhole=28, chest=31.5, waist=31.5, hem=31, length=68, hem_bow=0.5, hollow=0.6)
VEST = Body(neck=9, shoulder=19.5, slope=4, armhole=27, chest=27, waist=26.5, hem=27, length=64, hem_bow=0.5)

ARM = Sleeve(length=61, opening=13, angle=71, outer_bow=1.6, inner_bow=-0.8, depth=3)
ARM_PLAIN = replace(ARM, finish="plain", opening=12.5)
ARM_RIB = replace(ARM, finish="rib", depth=6.5, opening=13)
ARM_CUFF = replace(ARM, finish="cuff", depth=5.5, opening=12)
ARM_WIDE = Sleeve(length=58, opening=15.5, angle=72, outer_bow=2.2, inner_bow=-1.0, finish="plain")
ARM_RAGLAN = replace(ARM, raglan=True, finish="plain", opening=14)
ARM_SHORT = replace(ARM_CUFF, length=57)


def jacket(
    flat: Flat,
    body: Body,
    sleeve: Sleeve | None,
    *,
    arms: str | None = None,
    trim: str | None = None,
    hem: str = "stitch",
    depth: float = 6.0,
) -> Path:
    """Sleeves, body and hem of any jacket. Returns the body's outline."""
    if hem == "rib":
        body = replace(body, length=body.length - depth + 0.6)
    if sleeve and not sleeve.raglan:
        lay_sleeves(flat, body, sleeve, arms, trim)
    outline = lay_body(flat, body, sleeve=sleeve)
    if sleeve and sleeve.raglan:
        lay_sleeves(flat, body, sleeve, arms, trim)
    if hem == "rib":
        rib_hem(flat, body, depth, trim, tuck=2.2)
    elif hem == "stitch":
        stitch_hem(flat, body, 2.6)
    return outline


def _edge(flat: Flat, outline: Path, top: float, bottom: float, x: float = 0.0, stitch: float = 2.6) -> None:
    """The front edge with its stitching."""
    flat.seam(line((x, top), (x, bottom)), on=outline, width=7)
    if stitch:
        flat.stitch(line((x - stitch, top + 1), (x - stitch, bottom)), on=outline)


# --- tailored -----------------------------------------------------------------------------------------------------------------


def blazer(
    flat: Flat,
    body: Body = TAILORED,
    *,
    depth: float = 40.0,
    count: int = 2,
    lap: float = 0.0,
    peak: bool = False,
    dots: str | None = None,
    collar: str | None = None,
    patch: bool = False,
    sleeve: Sleeve = ARM_PLAIN,
    under: str | None = None,
) -> Path:
    """A tailored jacket; `lap` > 0 makes it double-breasted."""
    outline = jacket(flat, body, sleeve, hem="none")
    low = body.length + body.hem_bow
    if lap:
        flat.seam(line((-lap, depth), (-lap, low)), on=outline, width=7)
    else:
        flat.seam(
            start(0, depth).to((0, low - 8)).curve((0.4, low - 4), (2.0, low - 1), (5, low)),
            start(0, low - 8).curve((-0.4, low - 4), (-2.0, low - 1), (-5, low)),
            on=outline,
            width=7,
        )
    flat.seam(start(15, 27).bow((13.5, 54), -0.6), on=outline, both=True, width=5)
    pocket = body.waist_at + 11
    for side in (1, -1):
        if patch:
            details.patch_pocket(flat, side * 15.5, pocket, 12.5, 14, pointed=False)
        else:
            details.flap(flat, side * 15.5, pocket, 13, 4.6)
    details.welt(flat, (9.5, 27.5), (18, 26.2), 2.4)
    tailored_lapel(flat, body, depth=depth, lap=lap, peak=peak, colour=collar, under=under)
    if lap:
        for index in range(max(2, count)):
            for x in (-lap + 2.4, lap - 2.4 + 1.8):
                details.button(flat, x, depth + 4 + index * 9.5, dots, 1.1)
    else:
        details.buttons(flat, (0, depth + 2.5), (0, depth + 2.5 + (count - 1) * 10), count, dots, 1.1)
    _cuff_buttons(flat, body, sleeve, dots)
    return outline


def _cuff_buttons(flat: Flat, body: Body, sleeve: Sleeve, dots: str | None) -> None:
    _, inner = sleeve.end(body)
    edge = start(*inner).bow(body.underarm, sleeve.inner_bow)
    for index in range(3):
        x, y = edge.at(0.06 + index * 0.045)
        details.button(flat, x + 1.6, y, dots, 0.6)
        details.button(flat, -x - 1.6, y, dots, 0.6)


def overcoat(
    flat: Flat,
    *,
    lap: float = 0.0,
    dots: str | None = None,
    belt: str | None = None,
    collar: str | None = None,
    body: Body = COAT,
    count: int = 3,
) -> Path:
    """A long tailored coat."""
    sleeve = replace(ARM_PLAIN, opening=14)
    outline = jacket(flat, body, sleeve, hem="none")
    depth = 36.0
    low = body.length + body.hem_bow
    flat.seam(line((-lap, depth), (-lap, low)), on=outline, width=7)
    for side in (1, -1):
        details.welt(flat, (side * 13, 60), (side * 17.5, 74), 3.2) if belt is None else details.flap(flat, side * 16, 66, 14, 5)
    tailored_lapel(flat, body, depth=depth, width=11, lap=lap, peak=lap > 0, colour=collar)
    for index in range(count):
        for x in (-lap + 2.8, lap) if lap else (0.0,):
            details.button(flat, x, depth + 4 + index * 11, dots, 1.3)
    if belt is not None:
        details.tied_belt(flat, 49, 27.4, 4.4, belt or None, hang=22)
    return outline


def trench(flat: Flat, *, body: Body = COAT, dots: str = "#6b4631") -> None:
    """Storm flaps, shoulder straps, belt with buckle."""
    sleeve = replace(ARM_PLAIN, opening=15, length=62)
    lay_sleeves(flat, body, sleeve)
    outline = lay_body(flat, body)
    low = body.length + body.hem_bow
    outer = sleeve.band(body, 9.0)
    flat.seam(Path(outer.points[-26:-1]), Path(sleeve.band(body, 6.6).points[-26:-1]), on=sleeve.outline(body), both=True, width=5)
    flat.seam(line((-6, 34), (-6, low)), on=outline, width=7)
    flat.stitch(line((-3.2, 36), (-3.2, low)), on=outline)
    flap = start(8.5, 0.4).to((23.6, 5)).curve((23, 14), (22.4, 20), (21, 24)).bow((2, 28), 1.6)
    flat.piece(flap.to((4, 12)).closed(), width=6)
    tailored_lapel(flat, replace(body, neck=9.4), depth=34, width=12, lap=6)
    for side in (1, -1):
        flat.piece(line((side * 13, 1.6), (side * 23.5, 3.8), (side * 23.2, 6.8), (side * 12.4, 4.6)).closed(), width=6)
        details.button(flat, side * 13.8, 3.2, dots, 0.7)
    for x in (-3.0, 8.0):
        for y in (38.5, 65.0, 76.0):
            details.button(flat, x, y, dots, 1.3)
    for side in (1, -1):
        details.welt(flat, (side * 14, 64), (side * 18.5, 78), 3.6)
    flat.half(start(0, 50).bow((27.5, 49.2), 0.2).to((27.6, 53.8)).bow((0, 54.6), -0.2), width=7)
    flat.piece(box(-1.5, 49, 6.5, 55.6), dots, width=6)
    flat.piece(line((6.5, 50.4), (14, 50.6), (18, 64), (14.2, 65)).closed(), width=6)
    for side in (1, -1):
        flat.piece(box(side * 19 - 0.8, 48.4, side * 19 + 0.8, 55.4), width=4)


def cape(flat: Flat) -> None:
    """A cape with arm slits and a collar."""
    right = start(0, 1.6).curve((4, 1.6), (8, 1), (9, 0)).curve((20, 4), (33, 18), (38, 84)).bow((0, 90), 1.4)
    outline = flat.half(right)
    _edge(flat, outline, 3, 92, stitch=0)
    flat.seam(line((20, 38), (21.4, 66)), line((21.4, 38), (22.8, 66)), on=outline, both=True)
    for y in (14.0, 27.0, 40.0):
        details.button(flat, 1.8, y, None, 1.5)
    shirt_collar(flat, Body(neck=9), point=(12, 12), top=3.6, stand=False)


# --- sporty -------------------------------------------------------------------------------------------------------------------


def bomber(flat: Flat, *, trim: str | None = None, arms: str | None = None, varsity: bool = False, dots: str | None = None) -> None:
    """A blouson with ribbed ends."""
    body = replace(ROOMY, shoulder=26, chest=30, hem=29, length=66)
    jacket(flat, body, ARM_RIB, arms=arms, trim=trim, hem="rib")
    for side in (1, -1):
        details.welt(flat, (side * 12.5, 40), (side * 17.5, 52), 2.8)
    if varsity:
        flat.seam(line((0, 4), (0, 66)), on=None, width=7)
        for index in range(6):
            details.button(flat, 0, 10 + index * 9.4, dots, 1.1)
    else:
        details.zipper(flat, 4, 66, width=1.8)
    _rib_collar(flat, body, trim)


def _rib_collar(flat: Flat, body: Body, trim: str | None) -> None:
    """A low knitted stand-up collar, open in front."""
    back = start(0, -2.8).curve((5, -2.8), (8, -2.4), (body.neck - 0.6, -1.4))
    inner = start(0, 4.6).curve((5.4, 4.4), (8.2, 2.0), (body.neck - 0.6, -1.4))
    flat.half(back.join(inner.back()), shaded(trim or flat.base, INSIDE))
    outer = (
        start(body.neck - 0.6, -1.4)
        .curve((body.neck + 1.2, -0.8), (body.neck + 2.2, 0), (body.neck + 2.4, 0.6))
        .curve((9.6, 6.0), (6, 8.4), (0, 8.8))
    )
    flat.pair(inner.join(outer).closed(), trim)


def track(flat: Flat, stripe: str) -> None:
    """A zip jacket with a funnel collar and striped sleeves."""
    jacket(flat, JACKET, ARM_RIB, hem="rib", depth=4)
    edge = ARM_RIB.outer_edge(JACKET).part(0.08, 1 - 7.0 / 61)
    flat.pair(edge.aside(-2.0).join(edge.aside(-5.2).back()).closed(), stripe, width=5)
    funnel(flat, JACKET, height=6)
    details.zipper(flat, -5, 66, colour=stripe)
    for side in (1, -1):
        details.welt(flat, (side * 13, 42), (side * 17, 54), 2.4)


def windbreaker(flat: Flat, upper: str, *, half: bool = False) -> None:
    """A hooded wind jacket in two colours."""
    outline = jacket(flat, ROOMY, replace(ARM_RIB, finish="cuff", depth=3.5, opening=11))
    flat.block(line((-40, -10), (40, -10), (40, 26), (0, 32), (-40, 26)), outline, upper)
    lying_hood(flat, ROOMY, colour=upper)
    details.zipper(flat, 9.2, 30 if half else 68, width=1.8)
    if half:
        details.kangaroo_pocket(flat, 42, 62, 12, 17)
    else:
        for side in (1, -1):
            details.welt(flat, (side * 13, 43), (side * 17, 55), 2.4)
    details.drawstring(flat, 5, 9.5, 9, shaded(upper, 0.7))


def parka(flat: Flat, fur: str) -> None:
    """A long hooded coat with fur and four pockets."""
    body = replace(CAR_COAT, hem=31)
    outline = jacket(flat, body, replace(ARM_CUFF, opening=13))
    _edge(flat, outline, 5, 88, 3.2, 6.4)
    for y in (14.0, 27.0, 40.0, 53.0, 66.0):
        details.button(flat, 0.2, y, None, 0.9)
    for side in (1, -1):
        details.flap_pocket(flat, side * 15.5, 56, 14, 17)
        details.flap(flat, side * 14.5, 27, 11, 4.5)
    flat.seam(start(0, 48).bow((30, 47.2), -0.3), on=outline, both=True, width=5)
    details.drawstring(flat, 3.0, 48, 9, fur)
    hood(flat, body, height=27, zip_to=8)
    rim = start(0, -22.4).curve((8, -22.4), (12, -15), (10.8, -8)).curve((10, -1), (5, 6), (0, 10.5))
    outer = start(0, -26.4).wave((11.5, -20), 3, 0.7).wave((14.6, -8), 3, 0.7).wave((9, 5), 3, 0.7).wave((0, 15), 3, 0.7)
    flat.half(rim.join(outer.back()), fur, width=6)


def puffer(
    flat: Flat,
    body: Body,
    sleeve: Sleeve | None,
    *,
    hooded: bool = False,
    arms: str | None = None,
    upper: str | None = None,
    rows: int = 6,
    zip_: str | None = None,
) -> None:
    """Quilted in rows, the edges swelling between the seams."""
    length = body.length
    step = (length - 6.0) / rows
    side = start(*body.underarm)
    count = max(1, round((length - body.armhole) / step))
    for index in range(1, count + 1):
        share = index / count
        place = (body.chest + (body.hem - body.chest) * share, body.armhole + (length - body.armhole) * share)
        side = side.bow(place, 1.2)
    if sleeve:
        _puffed_sleeve(flat, body, sleeve, arms, max(4, round(sleeve.length / step)))
    right = (
        body.back_neck()
        .bow(body.tip, 0.4)
        .join(body.armscye())
        .join(side)
        .join(start(body.hem, length).bow((0, length + body.hem_bow), 0.3))
    )
    outline = flat.half(right)
    if upper:
        flat.block(box(-60, -20, 60, length - count * step + step), outline, upper)
    for index in range(1, rows + 1):
        y = length - index * step
        if y > 6:
            flat.seam(start(0, y + 0.6).bow((body.chest + 3, y), -0.5), on=outline, both=True)
    for side_ in (1, -1):
        details.welt(flat, (side_ * 14, 42), (side_ * 17, 52), 2.4)
    if hooded:
        hood(flat, body, height=25, zip_to=6, colour=upper)
        flat.seam(start(5.6, -23).bow((11, -20), 0.5), start(10.2, -6).bow((14, -8), 0.4), both=True, width=4)
        details.zipper(flat, 6.5, length, width=1.8, colour=zip_)
    else:
        funnel(flat, body, height=8, colour=upper)
        flat.seam(start(0, -1.6).bow((body.neck + 0.8, -3.6), -0.6), both=True, width=5)
        details.zipper(flat, -6, length, width=1.8, colour=zip_)


def _puffed_sleeve(flat: Flat, body: Body, sleeve: Sleeve, colour: str | None, rows: int) -> None:
    _, inner = sleeve.end(body)
    edge, under = sleeve.outer_edge(body), start(*inner).bow(body.underarm, sleeve.inner_bow)
    way = start(*body.tip)
    for index in range(1, rows + 1):
        way = way.bow(edge.at(index / rows), 1.1)
    way = way.bow(inner, 0.4)
    inside = max(2, rows - 2)
    for index in range(1, inside + 1):
        way = way.bow(under.at(index / inside), 1.0)
    outline = flat.pair(way.join(body.armscye().back()).closed(), colour)
    for index in range(1, rows):
        share = index / rows
        goal = under.at(min(1.0, (1 - share) * rows / (rows - 1.2)))
        flat.seam(start(*edge.at(share)).bow(goal, 0.6), on=outline, both=True)


def fleece(flat: Flat, trim: str) -> None:
    """A fleece with a chest pocket and a contrast placket."""
    body = replace(ROOMY, shoulder=26)
    jacket(flat, body, replace(ARM, finish="band", depth=2.5), trim=trim, hem="none")
    flat.half(
        start(0, body.length - 2.5).to((body.hem, body.length - 3), (body.hem, body.length)).bow((0, body.length + 0.5), 0.2), trim, width=6
    )
    funnel(flat, body, height=7)
    details.zipper(flat, -6, 68, width=2.4, colour=trim)
    piece = flat.piece(box(6.5, 19, 18.5, 31), trim, width=6)
    flat.seam(line((6.5, 22), (18.5, 22)), on=piece, width=5)
    for side in (1, -1):
        details.welt(flat, (side * 13, 44), (side * 17.5, 56), 2.4, trim)


def anorak(flat: Flat, lower: str) -> None:
    """A hooded pull-over jacket with a big pocket."""
    outline = jacket(flat, ROOMY, replace(ARM_CUFF, opening=11.5, depth=3.5))
    details.colour_block(flat, outline, 34, 90, lower)
    flat.piece(box(-15, 36, 15, 54, 1.6), lower, width=6)
    flat.piece(box(-15.6, 35, 15.6, 42), lower, width=6)
    details.buttons(flat, (-10, 39.6), (10, 39.6), 3, None, 0.9)
    hood(flat, ROOMY, zip_to=6)
    details.zipper(flat, 6.4, 30, width=1.8)


# --- casual -------------------------------------------------------------------------------------------------------------------


def trucker(
    flat: Flat,
    body: Body = CROPPED,
    *,
    dots: str = "#b08d57",
    collar: str | None = None,
    sleeve: Sleeve | None = ARM_SHORT,
    arms: str | None = None,
) -> None:
    """A denim jacket: yoke, flap pockets, slanted seams, waistband."""
    body = replace(body, length=body.length + 4)
    outline = jacket(flat, body, sleeve, arms=arms, hem="none")
    flat.seam(line((0, 19.6), (body.chest, 19)), on=outline, both=True)
    flat.seam(start(16.4, 25).bow((10, 51), 0.2), start(6.8, 25).bow((5.2, 51), 0.2), on=outline, both=True)
    for side in (1, -1):
        details.flap(flat, side * 11.6, 20.2, 11.5, 5.4, pointed=True, dot=dots)
    flat.half(start(0, 51).bow((body.hem + 0.2, 50.4), 0.1).to((body.hem - 0.4, 56)).bow((0, 56.5), 0.1))
    details.placket(flat, 4.5, 56.4, 4.4, None, 6, dots)
    shirt_collar(flat, replace(body, neck=8.8), point=(11, 9.4), colour=collar, stand=False)


def chore(flat: Flat, dots: str) -> None:
    """A work jacket with patch pockets."""
    outline = jacket(flat, replace(JACKET, length=72), ARM)
    _edge(flat, outline, 5, 73, 1.8, 4.0)
    details.buttons(flat, (0, 11), (0, 62), 5, dots, 1.1)
    for side in (1, -1):
        details.patch_pocket(flat, side * 15, 47, 15, 18, pointed=False)
    details.patch_pocket(flat, 13, 23, 11, 12.5, pointed=False)
    shirt_collar(flat, replace(JACKET, neck=8.8), point=(10, 10), stand=False)


def field(flat: Flat) -> None:
    """Four flap pockets and a drawn-in waist."""
    body = replace(JACKET, length=78, waist=27, waist_at=48)
    outline = jacket(flat, body, ARM_CUFF)
    _edge(flat, outline, 5, 79, 2.6, 5.2)
    for side in (1, -1):
        details.flap_pocket(flat, side * 14.5, 21, 12, 14, pointed=True)
        details.flap_pocket(flat, side * 15.5, 54, 14.5, 17, pointed=True)
    flat.seam(start(0, 47).bow((28, 46.4), -0.2), on=outline, both=True, width=5)
    details.drawstring(flat, 2.4, 47.2, 8, CREAM.hex)
    shirt_collar(flat, replace(body, neck=9), point=(10.5, 9.6), stand=True)


def biker(flat: Flat, metal: str = "#c4c7cb") -> None:
    """A leather jacket with a slanted zip."""
    body = replace(CROPPED, length=56, hem=26)
    outline = jacket(flat, body, replace(ARM_PLAIN, opening=11.5), hem="none")
    low = 56.5
    flat.piece(line((-1.0, 20), (-10, 36), (-10.6, low), (-8.8, low), (-8.2, 36.6), (0.9, 20.6)).closed(), metal, width=4)
    tailored_lapel(flat, body, depth=24, width=13, lap=3.0, peak=False)
    for one, other in (((9, 34), (17.5, 27.5)), ((-15, 41), (-20, 50)), ((11, 45), (19, 41))):
        x0, y0 = one
        x1, y1 = other
        flat.piece(line((x0, y0), (x1, y1), (x1 + 0.4, y1 + 1.5), (x0 + 0.4, y0 + 1.5)).closed(), metal, width=4)
    flat.seam(line((-26.5, 49), (-10.8, 50)), line((-8.4, 50), (26.5, 49)), on=outline)
    for side in (1, -1):
        flat.piece(line((side * 12.5, 2.2), (side * 23.6, 4.2), (side * 23.2, 7), (side * 12, 4.8)).closed(), width=5)
    flat.piece(box(3, 51, 8, 55.4), metal, width=5)


def duffle(flat: Flat, horn: str) -> None:
    """A hooded wool coat with toggles."""
    outline = jacket(flat, CAR_COAT, replace(ARM_PLAIN, opening=14))
    _edge(flat, outline, 6, 87, 2.4, 0)
    flat.seam(start(0, 21).curve((10, 22), (20, 20), (26, 15)), on=outline, both=True)
    for y in (27.0, 41.0, 55.0):
        for side in (1, -1):
            flat.seam(start(side * 9, y - 1.2).to((0.6, y)).to((side * 9, y + 1.2)), width=5)
            flat.piece(box(side * 10 - 1.8, y - 1.9, side * 10 + 1.8, y + 1.9), width=5)
        flat.piece(line((-3.2, y), (-2.2, y - 1.1), (3.0, y - 1.1), (4.0, y), (3.0, y + 1.1), (-2.2, y + 1.1)).closed(), horn, width=5)
    for side in (1, -1):
        details.flap_pocket(flat, side * 15.5, 60, 14, 16)
    lying_hood(flat, replace(CAR_COAT, neck=9.6), closing=8)


def peacoat(flat: Flat, dots: str) -> None:
    """A short double-breasted wool coat."""
    body = replace(JACKET, length=76, waist=27, hem=29.5, waist_at=46)
    outline = jacket(flat, body, replace(ARM_PLAIN, opening=14), hem="none")
    flat.seam(line((-8, 30), (-8, 77)), on=outline, width=7)
    for side in (1, -1):
        details.welt(flat, (side * 15.5, 48), (side * 19.5, 61), 3.2)
    tailored_lapel(flat, replace(body, neck=9.4), depth=30, width=15, lap=8, peak=False)
    for x in (-4.8, 9.4):
        for y in (35.0, 46.5, 58.0):
            details.button(flat, x, y, dots, 1.5)


def tweed(flat: Flat, trim: str) -> None:
    """A collarless jacket with braided edges."""
    body = replace(CROPPED, shoulder=21, chest=25.5, waist=24.6, hem=25.5, length=54)
    jacket(flat, body, replace(ARM_PLAIN, finish="band", depth=1.8, opening=12, length=55), trim=trim, hem="none")
    flat.half(start(0, 53).bow((25.4, 52.4), 0.1).to((25.6, 54)).bow((0, 54.6), 0.1), trim, width=5)
    for side in (1, -1):
        details.patch_pocket(flat, side * 13, 36, 11, 11, pointed=False)
        flat.piece(box(side * 13 - 5.5, 36, side * 13 + 5.5, 37.8), trim, width=5)
        flat.piece(box(side * 12.5 - 5, 22, side * 12.5 + 5, 23.8), trim, width=5)
    flat.half(start(0, 1.6).curve((4, 1.6), (7, 1), (9, 0)).curve((8.6, 5), (5, 9.4), (0, 9.6)), shaded(flat.base, INSIDE))
    neck = (
        start(0, 9.6)
        .curve((5, 9.4), (8.6, 5), (9, 0))
        .to((10.8, 0.5))
        .curve((10.4, 6.4), (6, 11.4), (1.9, 11.6))
        .to((1.9, 54.5), (0, 54.5))
    )
    flat.pair(neck.closed(), trim, width=5)
    details.buttons(flat, (3.6, 16), (3.6, 48), 4, GOLD.hex, 1.0)


def kimono(flat: Flat, band: str) -> None:
    """A loose open jacket with straight wide sleeves."""
    sleeve = line((24, 3.4), (52, 7), (50, 36), (28.5, 32)).closed()
    flat.pair(sleeve)
    flat.pair(line((52, 7), (50, 36), (46.4, 35.4), (48.2, 6.5)).closed(), band, width=6)
    right = start(0, 1.2).curve((4, 1.2), (7, 0.8), (8, 0)).to((24, 3.4), (28.5, 32), (30, 84), (0, 84))
    flat.half(right)
    flat.half(start(0, 1.2).curve((4, 1.2), (7, 0.8), (8, 0)).curve((6.4, 20), (5, 50), (4.6, 84)).to((0, 84)), shaded(flat.base, 0.72))
    edge = start(8, 0).curve((6.4, 20), (5, 50), (4.6, 84))
    flat.pair(start(8, 0).to((11.4, 0.8)).curve((9.8, 20), (8.6, 50), (8.2, 84)).to((4.6, 84)).join(edge.back()).closed(), band)


def waistcoat(flat: Flat) -> None:
    """A sleeveless jacket with pockets."""
    outline = jacket(flat, VEST, None)
    flat.seam(VEST.armscye().aside(-1.6), on=outline, both=True, width=5)
    for side in (1, -1):
        details.flap_pocket(flat, side * 14, 42, 13, 15)
        details.flap_pocket(flat, side * 13, 20, 10, 11)
    _edge(flat, outline, 4, 65, 2.2, 4.4)
    details.buttons(flat, (0, 10), (0, 58), 5, None, 1.0)
    shirt_collar(flat, replace(VEST, neck=8.8), point=(9.4, 8.8), stand=False)


def quilted(flat: Flat, trim: str) -> None:
    """A collarless liner jacket with a diamond quilt."""
    body = replace(JACKET, length=68)
    outline = jacket(flat, body, replace(ARM_PLAIN, finish="band", depth=1.8), trim=trim, hem="none")
    for index in range(-7, 9):
        x = index * 10.0
        flat.stitch(line((x - 36, 0), (x + 36, 72)), line((x + 36, 0), (x - 36, 72)), on=outline)
    for side in (1, -1):
        details.patch_pocket(flat, side * 15, 46, 13.5, 15, pointed=False)
    flat.half(start(0, 66.4).bow((28.4, 66), 0.1).to((28.5, 68)).bow((0, 68.6), 0.1), trim, width=5)
    flat.half(start(0, 1.6).curve((4, 1.6), (7, 1), (9, 0)).bow((0, 26), 0.8), shaded(flat.base, INSIDE))
    edge = start(9, 0).to((11, 0.5)).bow((1.9, 27), 0.8).to((1.9, 68.4), (0, 68.4), (0, 26)).bow((9, 0), -0.8)
    flat.pair(edge.closed(), trim, width=5)
    details.buttons(flat, (3.8, 31), (3.8, 60), 4, trim, 1.0)


def teddy(flat: Flat) -> None:
    """A fluffy coat with a big collar."""
    body = replace(ROOMY, length=82, hem=32)
    lay_sleeves(flat, body, replace(ARM_WIDE, length=56))
    low = 82.0
    right = body.back_neck().bow(body.tip, 0.4).join(body.armscye()).wave((body.hem, low), 8, 0.5).wave((0, low + 0.5), 6, 0.5)
    outline = flat.half(right)
    flat.seam(line((0, 24), (0, low)), on=outline, width=7)
    details.buttons(flat, (2.4, 34), (2.4, 62), 3, None, 1.6)
    for side in (1, -1):
        details.welt(flat, (side * 16, 52), (side * 20, 66), 3.6)
    for x, y in ((12, 34), (20, 44), (9, 56), (22, 72), (12, 74)):
        flat.seam(start(x, y).bow((x + 2.4, y + 0.4), 0.6), on=outline, both=True, width=4)
    tailored_lapel(flat, replace(body, neck=9.6), depth=24, width=16)


def wrap_coat(flat: Flat) -> None:
    """A bathrobe coat with a shawl collar and a tied belt."""
    body = replace(COAT, shoulder=26, chest=30, hem=33)
    outline = jacket(flat, body, replace(ARM_WIDE, opening=16), hem="none")
    flat.seam(line((-9, 46), (-9, 109)), on=outline, width=7)
    flat.half(start(0, -2.2).curve((4, -2.2), (7, -2), (8, -1.4)).bow((0, 40), 0.4), shaded(flat.base, INSIDE))
    left = start(-8, -1.4).curve((-12, -1.4), (-16, 8), (-15.6, 18)).curve((-15, 28), (-6, 38), (2, 46)).to((0, 41)).bow((-8, -1.4), 0.4)
    flat.piece(left)
    right = start(8, -1.4).curve((12, -1.4), (16, 8), (15.6, 18)).curve((15, 28), (2, 40), (-9, 47)).to((-8.6, 45)).bow((8, -1.4), -0.6)
    flat.piece(right)
    details.tied_belt(flat, 49, 28.6, 4.6, hang=26)
    for side in (1, -1):
        details.patch_pocket(flat, side * 18, 64, 14, 17, pointed=False)


def raincoat(flat: Flat) -> None:
    """A hooded raincoat with snaps."""
    body = replace(CAR_COAT, hem=34, waist=29)
    outline = jacket(flat, body, ARM_RAGLAN)
    _edge(flat, outline, 6, 87, 2.2, 4.4)
    details.buttons(flat, (0, 14), (0, 70), 6, None, 0.9)
    for side in (1, -1):
        details.flap(flat, side * 17, 56, 14, 5)
    hood(flat, body, zip_to=7)


_O: str = "outerwear"
OUTERWEAR: tuple[Design, ...] = (
    design(_O, "trench", "Trench coat", "트렌치코트", (BEIGE,), lambda f: trench(f)),
    design(
        _O,
        "short-trench",
        "Short trench jacket",
        "숏 트렌치코트",
        (OLIVE,),
        lambda f: trench(f, body=replace(COAT, length=90, hem=30.5), dots=BLACK.hex),
    ),
    design(_O, "bomber", "Bomber jacket", "항공 점퍼", (OLIVE,), lambda f: bomber(f)),
    design(_O, "contrast-bomber", "Contrast-rib bomber", "배색 봄버 재킷", (NAVY, CORAL), lambda f: bomber(f, trim=CORAL.hex)),
    design(
        _O,
        "varsity",
        "Varsity jacket",
        "바시티 재킷",
        (BURGUNDY, CREAM),
        lambda f: bomber(f, trim=CREAM.hex, arms=CREAM.hex, varsity=True, dots=CREAM.hex),
    ),
    design(_O, "blazer", "Single-breasted blazer", "싱글 블레이저", (NAVY,), lambda f: blazer(f)),
    design(
        _O,
        "soft-blazer",
        "Patch-pocket blazer",
        "패치 포켓 블레이저",
        (CAMEL,),
        lambda f: blazer(f, patch=True, count=3, depth=34),
    ),
    design(
        _O,
        "db-blazer",
        "Double-breasted blazer",
        "더블 블레이저",
        (CHARCOAL, GOLD),
        lambda f: blazer(f, lap=6.5, peak=True, dots=GOLD.hex, depth=40),
    ),
    design(
        _O,
        "tuxedo",
        "Dinner jacket",
        "턱시도 재킷",
        (WHITE, BLACK),
        lambda f: blazer(f, peak=True, count=1, depth=46, collar=BLACK.hex, dots=BLACK.hex),
    ),
    design(_O, "overcoat", "Overcoat", "오버코트", (GREY,), lambda f: overcoat(f)),
    design(_O, "db-coat", "Double-breasted coat", "더블 코트", (BROWN,), lambda f: overcoat(f, lap=7)),
    design(_O, "belted-coat", "Belted coat", "벨티드 코트", (FOREST,), lambda f: overcoat(f, belt="", count=1)),
    design(_O, "wrap-coat", "Wrap coat", "랩 코트", (CAMEL,), wrap_coat),
    design(_O, "peacoat", "Peacoat", "피코트", (NAVY, GOLD), lambda f: peacoat(f, GOLD.hex)),
    design(_O, "duffle", "Duffle coat", "더플 코트", (TAN, CHOCOLATE), lambda f: duffle(f, CHOCOLATE.hex)),
    design(_O, "parka", "Fur-hood parka", "퍼 후드 파카", (KHAKI, IVORY), lambda f: parka(f, IVORY.hex)),
    design(_O, "puffer", "Puffer jacket", "패딩 점퍼", (BLACK,), lambda f: puffer(f, ROOMY, replace(ARM_WIDE, length=54))),
    design(
        _O, "hooded-puffer", "Hooded puffer", "후드 패딩", (RED,), lambda f: puffer(f, ROOMY, replace(ARM_WIDE, length=54), hooded=True)
    ),
    design(
        _O,
        "two-tone-puffer",
        "Two-tone puffer",
        "투톤 패딩",
        (YELLOW, BLACK),
        lambda f: puffer(f, replace(ROOMY, length=60), replace(ARM_WIDE, length=52), upper=BLACK.hex, arms=YELLOW.hex, rows=5),
    ),
    design(
        _O,
        "long-puffer",
        "Long puffer coat",
        "롱 패딩",
        (SILVER,),
        lambda f: puffer(f, replace(COAT, chest=29, hem=31), replace(ARM_WIDE, length=58, opening=14), hooded=True, rows=9),
    ),
    design(_O, "puffer-vest", "Puffer vest", "패딩 조끼", (TEAL,), lambda f: puffer(f, VEST, None)),
    design(_O, "denim", "Denim jacket", "데님 재킷", (DENIM,), lambda f: trucker(f)),
    design(_O, "denim-borg", "Borg-collar denim jacket", "무스탕 칼라 데님 재킷", (INDIGO, CREAM), lambda f: trucker(f, collar=CREAM.hex)),
    design(_O, "denim-vest", "Denim vest", "데님 조끼", (ICE,), lambda f: trucker(f, sleeve=None, body=replace(CROPPED, shoulder=20.5))),
    design(_O, "biker", "Biker jacket", "라이더 재킷", (BLACK, SILVER), lambda f: biker(f)),
    design(_O, "chore", "Chore jacket", "워크 재킷", (BLUE, IVORY), lambda f: chore(f, IVORY.hex)),
    design(_O, "field", "Field jacket", "필드 재킷", (SAGE,), field),
    design(_O, "track", "Track jacket", "트랙 재킷", (GREEN, WHITE), lambda f: track(f, WHITE.hex)),
    design(_O, "windbreaker", "Windbreaker", "윈드브레이커", (WHITE, BLUE), lambda f: windbreaker(f, BLUE.hex)),
    design(
        _O,
        "half-zip-windbreaker",
        "Pull-over windbreaker",
        "풀오버 바람막이",
        (MINT, LAVENDER),
        lambda f: windbreaker(f, LAVENDER.hex, half=True),
    ),
    design(_O, "anorak", "Anorak", "아노락", (ORANGE, NAVY), lambda f: anorak(f, NAVY.hex)),
    design(_O, "fleece", "Fleece jacket", "플리스 재킷", (CREAM, FOREST), lambda f: fleece(f, FOREST.hex)),
    design(_O, "raincoat", "Raincoat", "레인코트", (YELLOW,), raincoat),
    design(_O, "tweed", "Collarless tweed jacket", "트위드 재킷", (PINK, BLACK), lambda f: tweed(f, BLACK.hex)),
    design(_O, "quilted", "Quilted liner jacket", "퀼팅 재킷", (MUSTARD, BLACK), lambda f: quilted(f, BLACK.hex)),
    design(_O, "teddy", "Teddy coat", "테디 코트", (SAND,), teddy),
    design(_O, "cape", "Cape", "케이프 코트", (RED,), cape),
    design(_O, "kimono", "Kimono jacket", "기모노 재킷", (SKY, INDIGO), lambda f: kimono(f, INDIGO.hex)),
    design(_O, "vest", "Utility vest", "유틸리티 베스트", (KHAKI,), lambda f: waistcoat(f)),
)

DESIGNS: tuple[Design, ...] = OUTERWEAR
