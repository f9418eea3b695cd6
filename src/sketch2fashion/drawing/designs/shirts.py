"""Shirts and blouses, polo shirts, hoodies."""

from __future__ import annotations

from dataclasses import replace
from typing import TypedDict, Unpack

from sketch2fashion.drawing.designs import details
from sketch2fashion.drawing.designs.collars import band_collar, camp_collar, hood, lying_hood, shirt_collar
from sketch2fashion.drawing.designs.colours import (
    BEIGE,
    BLACK,
    BLUE,
    BLUSH,
    BURGUNDY,
    CAMEL,
    CHARCOAL,
    CHOCOLATE,
    CORAL,
    CREAM,
    DENIM,
    FOREST,
    FUCHSIA,
    GREEN,
    GREY,
    HEATHER,
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
    PURPLE,
    RED,
    RUST,
    SAGE,
    SAND,
    SKY,
    TEAL,
    WHITE,
    YELLOW,
)
from sketch2fashion.drawing.designs.design import Design, design
from sketch2fashion.drawing.designs.flat import Flat
from sketch2fashion.drawing.designs.knits import (
    ARM,
    ARM_BALLOON,
    ARM_BELL,
    ARM_RIB,
    ARM_SLIM,
    ARM_THREE,
    BOXY,
    COVERED,
    CROPPED,
    FITTED,
    OVERSIZED,
    REGULAR,
    SHORT,
    TIGHT,
    WIDE,
    striped,
    tee,
)
from sketch2fashion.drawing.designs.path import Path, box, line, start
from sketch2fashion.drawing.designs.upper import Body, Sleeve, lay_body, lay_sleeves, open_neck, round_neck, stitch_hem, v_neck

SHIRT = Body(neck=8.4, shoulder=22.5, slope=4.8, armhole=25, chest=27, waist=26.2, waist_at=46, hem=27, length=75, tail=7.5, hem_bow=0)
STRAIGHT = replace(SHIRT, tail=0, length=70, hem_bow=0.6)
SLIM = Body(neck=7.8, shoulder=18.8, slope=4.2, armhole=21.5, chest=23, waist=20.6, waist_at=40, hem=24, length=64, tail=5, hem_bow=0)
ROOMY = Body(neck=8.8, shoulder=29, slope=5.8, armhole=28.5, chest=31.5, waist=31.5, hem=31, length=77, tail=7, hem_bow=0, hollow=0.4)
SHORT_BOX = Body(neck=8.4, shoulder=24, slope=4.8, armhole=25, chest=28, waist=28, hem=28, length=62, hem_bow=0.6)

CUFFED = replace(ARM, finish="cuff", depth=6.0, opening=11.0)
CUFFED_WIDE = Sleeve(length=55, opening=12.5, angle=71, outer_bow=2.6, inner_bow=-1.2, finish="cuff", depth=6.0)
CUFFED_PUFF = Sleeve(length=59, opening=11.5, angle=68, outer_bow=3.4, inner_bow=-2.0, finish="cuff", depth=4.0, puff=2.6)
CUFFED_SLIM = replace(ARM_SLIM, finish="cuff", depth=5.0, opening=9.4)
TURNED_UP = Sleeve(length=38, opening=14, angle=58, outer_bow=0.8, finish="band", depth=5.0)
SHORT_SHIRT = Sleeve(length=24, opening=18, angle=34, finish="stitch", depth=2.6)


class ShirtCut(TypedDict, total=False):
    """What `shirt` takes by name."""

    body: Body
    sleeve: Sleeve | None
    trim: str | None
    dots: str | None
    count: int
    collar: str
    fly: float
    cuffs: str | None


def shirt(
    flat: Flat,
    body: Body = SHIRT,
    sleeve: Sleeve | None = CUFFED,
    *,
    trim: str | None = None,
    dots: str | None = None,
    count: int = 7,
    collar: str = "shirt",
    fly: float = 3.4,
    cuffs: str | None = None,
) -> Path:
    """A shirt that buttons all the way down. Returns the body's outline."""
    if sleeve:
        lay_sleeves(flat, body, sleeve, None, cuffs or trim)
    outline = lay_body(flat, body)
    stitch_hem(flat, body, 1.4)
    top = {"camp": 14.0, "band": 5.0}.get(collar, 5.0)
    bottom = body.length + body.hem_bow
    details.placket(flat, top, bottom, fly, trim, count, dots)
    if collar == "shirt":
        shirt_collar(flat, body, colour=trim)
    elif collar == "round":
        shirt_collar(flat, body, colour=trim, point=(8.4, 8.6), round_point=True, stand=False)
    elif collar == "wide":
        shirt_collar(flat, body, colour=trim, point=(13.5, 12.5), top=3.4)
    elif collar == "band":
        band_collar(flat, body, colour=trim)
    elif collar == "camp":
        camp_collar(flat, body, colour=trim)
    return outline


def yoked(flat: Flat, outline: Path, body: Body, *, western: bool = False) -> None:
    """The yoke seam below the shoulders."""
    if western:
        flat.seam(start(2.0, 16).bow((11, 20), 0.6).bow((body.shoulder + 1, 13), 0.8), on=outline, both=True)
    else:
        flat.seam(line((1.8, 10.4), (body.shoulder + 3, 11.2)), on=outline, both=True)


def work_shirt(
    flat: Flat, *, pointed: bool = False, western: bool = False, dots: str | None = None, body: Body = SHIRT, trim: str | None = None
) -> None:
    """Two flap pockets."""
    outline = shirt(flat, body, dots=dots, trim=trim)
    yoked(flat, outline, body, western=western)
    for side in (1, -1):
        details.flap_pocket(flat, side * 12.5, 23, 11.5, 13.5, pointed=pointed, dot=dots)


def checked(flat: Flat, colour: str, cross: str, period: float, body: Body = SHIRT, sleeve: Sleeve = CUFFED, collar: str = "shirt") -> None:
    """A checked shirt."""
    lay_sleeves(flat, body, sleeve)
    outline = lay_body(flat, body)
    details.checks(flat, outline, colour, cross, period)
    details.on_sleeves(flat, body, sleeve, colour, period, 0.45, cross)
    stitch_hem(flat, body, 1.4)
    details.front_edge(flat, 5, body.length, 1.7)
    for index in range(7):
        details.button(flat, 0, 9.5 + index * (body.length - 14) / 6.6)
    if collar == "camp":
        camp_collar(flat, body, depth=13)
    else:
        shirt_collar(flat, body)


def pinstriped(
    flat: Flat, colour: str, count: int, body: Body = SHIRT, sleeve: Sleeve = CUFFED, *, plain_collar: str | None = None
) -> None:
    """Upright stripes."""
    lay_sleeves(flat, body, sleeve, None, plain_collar)
    outline = lay_body(flat, body)
    details.stripes(flat, outline, colour, -body.chest - 1, body.chest + 1, count, 0.36, angle=90)
    details.on_sleeves(flat, body, sleeve, colour, (2 * body.chest + 2) / count, 0.36)
    stitch_hem(flat, body, 1.4)
    details.front_edge(flat, 5, body.length, 1.7)
    details.buttons(flat, (0, 9.5), (0, body.length - 6), 7)
    shirt_collar(flat, body, colour=plain_collar)


def pocket_shirt(flat: Flat, **cut: Unpack[ShirtCut]) -> None:
    """One chest pocket."""
    shirt(flat, **cut)
    details.patch_pocket(flat, 12, 23, 10.5, 12)


def bow_blouse(flat: Flat) -> None:
    """A blouse with a pussy bow."""
    body = replace(SLIM, tail=0, length=62)
    shirt(flat, body, CUFFED_PUFF, collar="none", count=6)
    flat.half(start(0, -2.4).curve((5, -2.4), (7.2, -1.6), (8.4, 0.4)).curve((7, 3.4), (3, 5.2), (0, 5.2)))
    details.bow_tie(flat, 0, 6.4, 9.5)


def ruffle_blouse(flat: Flat) -> None:
    """Ruffles beside the buttons."""
    outline = shirt(flat, replace(SLIM, tail=0, length=62), CUFFED_PUFF, collar="band", count=6, fly=2.6)
    for x in (1.6, 5.0):
        flat.seam(start(x + 2, 7.5).wave((x + 2.2, 38), 7, 1.0), on=outline, both=True)


def wrap_blouse(flat: Flat) -> None:
    """Fronts that cross, tied at the waist."""
    body = replace(SLIM, tail=0, length=58)
    lay_sleeves(flat, body, replace(ARM_BELL, opening=15))
    outline = lay_body(flat, body)
    open_neck(flat, body, v_neck(24, 0.8), 0)
    flat.seam(start(0, 24).curve((-6, 31), (-12, 36), (-20.6, 39)), on=outline)
    details.tied_belt(flat, 38.5, 20.8, 3.2, hang=13)


def off_shoulder(flat: Flat) -> None:
    """A blouse that sits below the shoulders, with a frill."""
    sleeve = start(19.5, 9).curve((25, 12), (31, 24), (33.5, 36)).bow((23.5, 40), 0.6).curve((23, 32), (22, 27), (20.5, 22))
    flat.pair(sleeve.closed())
    body = start(0, 12).bow((19.5, 9), -0.8).to((20.8, 22)).smooth((18.8, 36), (22, 54)).bow((0, 55), 0.4)
    outline = flat.half(body)
    flat.half(start(0, 10).bow((20.5, 6), -1.4).to((25, 15)).wave((0, 22), 6, 0.9))
    for x, low in ((4, 5), (9.5, 11.5), (15, 18)):
        flat.seam(start(x, 9.8 - x * 0.12).bow((low, 21.4 - x * 0.28), 0.3), both=True, width=4)
    flat.stitch(start(0, 53).bow((21.6, 52.2), 0.2), on=outline, both=True)


def tunic(flat: Flat) -> None:
    """A long collarless shirt with a short opening and side slits."""
    body = replace(SHIRT, length=88, tail=0, hem_bow=0.6, hem=29, waist=27.4)
    lay_sleeves(flat, body, replace(ARM_THREE, length=50))
    outline = lay_body(flat, body)
    open_neck(flat, body, round_neck(6.5), 1.6)
    details.placket(flat, 7.6, 27, 3.0, None, 4)
    stitch_hem(flat, body)
    flat.seam(line((25.6, 70), (26.4, 88)), on=outline, both=True)


def tie_waist(flat: Flat) -> None:
    """A cropped camp shirt that is tied in front."""
    body = replace(SHORT_BOX, length=46)
    lay_sleeves(flat, body, SHORT_SHIRT)
    lay_body(flat, body)
    details.placket(flat, 14, 42, 3.0, None, 3)
    camp_collar(flat, body)
    details.bow_tie(flat, 0, 44.5, 7)


def pintucked(flat: Flat) -> None:
    """A dress shirt with a pleated bib."""
    outline = shirt(flat, STRAIGHT, CUFFED, collar="band", dots=BLACK.hex, count=6)
    bib = start(0, 6).to((11.4, 4)).curve((12.4, 20), (11.6, 36), (9, 41)).bow((0, 43.5), 0.6)
    flat.seam(bib, on=outline, both=True, width=5)
    for x in (4.2, 6.6, 9.0):
        flat.seam(line((x, 7), (x, 40.6)), on=outline, both=True, width=3)


def half_placket(flat: Flat, body: Body, sleeve: Sleeve, trim: str | None) -> None:
    """A pull-over shirt with a band collar."""
    tee(flat, body, sleeve, COVERED)
    details.placket(flat, 5, 27, 3.4, trim, 3)
    band_collar(flat, body, colour=trim)


_S: str = "shirt"
SHIRTS: tuple[Design, ...] = (
    design(_S, "oxford", "Oxford shirt", "옥스퍼드 셔츠", (SKY,), lambda f: pocket_shirt(f)),
    design(_S, "white", "Classic white shirt", "클래식 화이트 셔츠", (WHITE,), lambda f: shirt(f)),
    design(_S, "contrast-collar", "Contrast-collar shirt", "배색 칼라 셔츠", (BLUE, WHITE), lambda f: shirt(f, trim=WHITE.hex)),
    design(
        _S,
        "denim",
        "Western denim shirt",
        "웨스턴 데님 셔츠",
        (DENIM, IVORY),
        lambda f: work_shirt(f, pointed=True, western=True, dots=IVORY.hex),
    ),
    design(_S, "work", "Two-pocket work shirt", "투포켓 워크 셔츠", (OLIVE,), lambda f: work_shirt(f, body=STRAIGHT)),
    design(_S, "chambray", "Light chambray shirt", "샴브레이 셔츠", (ICE, WHITE), lambda f: work_shirt(f, dots=WHITE.hex)),
    design(_S, "buffalo", "Buffalo-check shirt", "버팔로 체크 셔츠", (RED, BLACK), lambda f: checked(f, "#7a1f22", BLACK.hex, 11)),
    design(_S, "tartan", "Green-check shirt", "그린 체크 셔츠", (CREAM, GREEN), lambda f: checked(f, "#7fa98a", GREEN.hex, 8.5, STRAIGHT)),
    design(
        _S,
        "gingham",
        "Gingham camp shirt",
        "깅엄 체크 셔츠",
        (WHITE, NAVY),
        lambda f: checked(f, "#8c96b0", NAVY.hex, 7, SHORT_BOX, SHORT_SHIRT, "camp"),
    ),
    design(_S, "striped", "Banker-stripe shirt", "스트라이프 셔츠", (WHITE, BLUE), lambda f: pinstriped(f, BLUE.hex, 13)),
    design(
        _S,
        "striped-white-collar",
        "White-collar striped shirt",
        "화이트 칼라 스트라이프 셔츠",
        (PINK, BURGUNDY),
        lambda f: pinstriped(f, "#d9718f", 11, plain_collar=WHITE.hex),
    ),
    design(_S, "band-collar", "Band-collar shirt", "밴드 칼라 셔츠", (BEIGE,), lambda f: shirt(f, collar="band")),
    design(
        _S,
        "camp",
        "Camp-collar shirt",
        "오픈 칼라 셔츠",
        (TEAL,),
        lambda f: shirt(f, SHORT_BOX, SHORT_SHIRT, collar="camp", count=4),
    ),
    design(_S, "short-sleeve", "Short-sleeve shirt", "반팔 셔츠", (MINT,), lambda f: pocket_shirt(f, body=STRAIGHT, sleeve=SHORT_SHIRT)),
    design(
        _S, "oversized", "Oversized poplin shirt", "오버핏 포플린 셔츠", (WHITE,), lambda f: pocket_shirt(f, body=ROOMY, sleeve=CUFFED_WIDE)
    ),
    design(_S, "fitted", "Fitted shirt", "슬림핏 셔츠", (BLACK,), lambda f: fitted_shirt(f)),
    design(
        _S,
        "puff",
        "Puff-sleeve blouse",
        "퍼프 소매 블라우스",
        (BLUSH,),
        lambda f: shirt(f, replace(SLIM, tail=0, length=60), CUFFED_PUFF, collar="round", count=6),
    ),
    design(_S, "bow", "Pussy-bow blouse", "리본 블라우스", (IVORY,), bow_blouse),
    design(_S, "ruffle", "Ruffle-front blouse", "러플 블라우스", (WHITE,), ruffle_blouse),
    design(_S, "wrap", "Wrap blouse", "랩 블라우스", (FUCHSIA,), wrap_blouse),
    design(_S, "off-shoulder", "Off-shoulder blouse", "오프숄더 블라우스", (CORAL,), off_shoulder),
    design(_S, "tunic", "Linen tunic", "린넨 튜닉", (SAND,), tunic),
    design(_S, "tie-waist", "Tie-front shirt", "타이 프런트 셔츠", (YELLOW,), tie_waist),
    design(_S, "tuxedo", "Bib-front dress shirt", "턱시도 셔츠", (WHITE, BLACK), pintucked),
    design(
        _S,
        "wide-collar",
        "Wide-collar shirt",
        "와이드 칼라 셔츠",
        (RUST,),
        lambda f: shirt(f, STRAIGHT, CUFFED_WIDE, collar="wide"),
    ),
    design(_S, "rolled", "Rolled-sleeve shirt", "롤업 셔츠", (KHAKI,), lambda f: pocket_shirt(f, sleeve=TURNED_UP)),
    design(_S, "popover", "Popover shirt", "풀오버 셔츠", (INDIGO,), lambda f: half_placket(f, replace(SHIRT, length=74), CUFFED, None)),
)


def fitted_shirt(flat: Flat) -> None:
    """Darts at the waist."""
    outline = shirt(flat, SLIM, CUFFED_SLIM, count=7, fly=2.8)
    flat.seam(start(10.5, 28).bow((10.5, 54), -0.6), on=outline, both=True, width=5)


# --- polo shirts --------------------------------------------------------------------------------------------------------------

POLO = replace(REGULAR, neck=8.4, length=70)
POLO_SLIM = replace(FITTED, neck=7.8, length=62)
POLO_BOXY = replace(BOXY, neck=8.6, length=66)
RIB_SHORT = replace(SHORT, finish="band", depth=2.4)


def polo(
    flat: Flat,
    body: Body = POLO,
    sleeve: Sleeve | None = RIB_SHORT,
    *,
    collar: str | None = None,
    trim: str | None = None,
    count: int = 2,
    depth: float = 15.0,
    fly: str | None = None,
    arms: str | None = None,
    dots: str | None = None,
    hem: str = "stitch",
    zipped: bool = False,
    band: bool = False,
) -> Path:
    """A polo shirt: knitted collar, short placket."""
    outline = tee(flat, body, sleeve, COVERED, trim=trim, arms=arms, hem=hem)
    if zipped:
        details.zipper(flat, 4.5, 4.5 + depth, colour=fly)
    elif count:
        details.placket(flat, 4.5, 4.5 + depth, 3.4, fly, count, dots)
    if band:
        band_collar(flat, body, colour=collar)
    else:
        shirt_collar(flat, body, colour=collar, stand=False, point=(9.2, 8.6), closing=5.0)
    return outline


def open_polo(flat: Flat, colour: str | None) -> None:
    """A polo with an open, buttonless collar."""
    tee(flat, POLO_BOXY, replace(WIDE, finish="band", depth=3), COVERED, hem="rib")
    camp_collar(flat, POLO_BOXY, depth=16, colour=colour)


def striped_polo(
    flat: Flat,
    colour: str,
    count: int,
    share: float = 0.5,
    first: float = 20,
    last: float = 66,
    collar: str | None = None,
    body: Body = POLO,
    sleeve: Sleeve = RIB_SHORT,
) -> None:
    """A striped polo."""
    striped(flat, colour, count, share, first, last, body=body, sleeve=sleeve, neck=COVERED, trim=collar)
    details.placket(flat, 4.5, 18, 3.4, collar, 2)
    shirt_collar(flat, body, colour=collar, stand=False, point=(9.2, 8.6), closing=5.0)


def blocked_polo(flat: Flat, colour: str, top: float, bottom: float, *, collar: str | None = None) -> None:
    """A polo with a band across the chest."""
    outline = tee(flat, POLO, RIB_SHORT, COVERED, trim=collar)
    details.colour_block(flat, outline, top, bottom, colour)
    details.placket(flat, 4.5, 19, 3.4, None, 3)
    shirt_collar(flat, POLO, colour=collar, stand=False, point=(9.2, 8.6), closing=5.0)


def half_polo(flat: Flat, colour: str) -> None:
    """Left and right of two colours."""
    outline = tee(flat, POLO, RIB_SHORT, COVERED)
    flat.block(box(0, -2, 40, 80), outline, colour)
    details.placket(flat, 4.5, 19, 3.4, None, 2)
    shirt_collar(flat, POLO, colour=WHITE.hex, stand=False, point=(9.2, 8.6), closing=5.0)


def pocket_polo(flat: Flat, trim: str | None) -> None:
    """A chest pocket."""
    polo(flat, collar=trim, trim=trim)
    details.patch_pocket(flat, 12, 22, 10, 11.5, trim)


def sash_polo(flat: Flat, colour: str) -> None:
    """A slanted band across the front."""
    outline = tee(flat, POLO, RIB_SHORT, COVERED)
    flat.block(line((30, 20), (30, 34), (-30, 62), (-30, 48)), outline, colour)
    details.placket(flat, 4.5, 19, 3.4, None, 2)
    shirt_collar(flat, POLO, stand=False, point=(9.2, 8.6), closing=5.0)


def polo_dressy(flat: Flat) -> None:
    """A fitted polo with puffed sleeves."""
    polo(flat, replace(CROPPED, neck=7.8), Sleeve(length=16, opening=13, angle=36, finish="band", depth=2, puff=3.4), count=3, depth=13)


_P: str = "polo"
POLOS: tuple[Design, ...] = (
    design(_P, "classic", "Classic polo", "클래식 폴로셔츠", (WHITE,), lambda f: polo(f)),
    design(_P, "pique", "Pique polo", "피케 폴로셔츠", (NAVY,), lambda f: polo(f, count=3, depth=17)),
    design(
        _P,
        "tipped",
        "Tipped-collar polo",
        "배색 칼라 폴로셔츠",
        (GREEN, WHITE),
        lambda f: polo(f, collar=WHITE.hex, trim=WHITE.hex),
    ),
    design(_P, "slim", "Slim-fit polo", "슬림핏 폴로셔츠", (BLACK,), lambda f: polo(f, POLO_SLIM, replace(TIGHT, finish="band"))),
    design(_P, "boxy", "Boxy polo", "박시 폴로셔츠", (SAND,), lambda f: polo(f, POLO_BOXY, replace(WIDE, finish="band", depth=3))),
    design(_P, "zip", "Zip polo", "집업 폴로셔츠", (GREY, BLACK), lambda f: polo(f, zipped=True, fly=BLACK.hex, depth=18)),
    design(_P, "open-collar", "Open-collar knit polo", "오픈 칼라 니트 폴로", (CREAM, CHOCOLATE), lambda f: open_polo(f, CHOCOLATE.hex)),
    design(_P, "long", "Long-sleeve polo", "긴팔 폴로셔츠", (BURGUNDY,), lambda f: polo(f, POLO, ARM_RIB)),
    design(
        _P,
        "rugby",
        "Rugby polo",
        "럭비 폴로셔츠",
        (NAVY, YELLOW, WHITE),
        lambda f: striped_polo(f, YELLOW.hex, 3, 0.5, 18, 66, WHITE.hex, sleeve=replace(ARM_RIB)),
    ),
    design(_P, "breton", "Striped polo", "스트라이프 폴로셔츠", (WHITE, BLUE), lambda f: striped_polo(f, BLUE.hex, 7, 0.4)),
    design(_P, "narrow-stripe", "Fine-stripe polo", "핀 스트라이프 폴로셔츠", (MINT, TEAL), lambda f: striped_polo(f, TEAL.hex, 11, 0.3)),
    design(_P, "chest-band", "Chest-band polo", "가슴 배색 폴로셔츠", (SKY, NAVY), lambda f: blocked_polo(f, NAVY.hex, 24, 34)),
    design(
        _P,
        "colour-block",
        "Colour-block polo",
        "컬러 블록 폴로셔츠",
        (RED, WHITE),
        lambda f: blocked_polo(f, WHITE.hex, 27, 90, collar=WHITE.hex),
    ),
    design(_P, "half", "Two-colour polo", "투톤 폴로셔츠", (FOREST, SAGE), lambda f: half_polo(f, SAGE.hex)),
    design(_P, "sash", "Sash polo", "사선 배색 폴로셔츠", (WHITE, RED), lambda f: sash_polo(f, RED.hex)),
    design(_P, "pocket", "Pocket polo", "포켓 폴로셔츠", (OLIVE,), lambda f: pocket_polo(f, None)),
    design(
        _P,
        "raglan",
        "Raglan polo",
        "래글런 폴로셔츠",
        (HEATHER, CHARCOAL),
        lambda f: polo(f, POLO, Sleeve(raglan=True, length=22, opening=17, angle=34), arms=CHARCOAL.hex, collar=CHARCOAL.hex),
    ),
    design(
        _P,
        "contrast-sleeve",
        "Contrast-sleeve polo",
        "배색 소매 폴로셔츠",
        (YELLOW, NAVY),
        lambda f: polo(f, arms=NAVY.hex, collar=NAVY.hex),
    ),
    design(
        _P,
        "cropped",
        "Cropped polo",
        "크롭 폴로셔츠",
        (PINK,),
        lambda f: polo(f, replace(CROPPED, neck=7.8), replace(TIGHT, finish="band"), count=3, depth=14),
    ),
    design(_P, "puff", "Puff-sleeve polo", "퍼프 소매 폴로셔츠", (LAVENDER,), polo_dressy),
    design(
        _P,
        "sleeveless",
        "Sleeveless polo",
        "민소매 폴로셔츠",
        (CORAL,),
        lambda f: polo(f, replace(POLO_SLIM, shoulder=16.5, slope=3.6), None, count=3),
    ),
    design(
        _P,
        "long-placket",
        "Deep-placket polo",
        "롱 플라켓 폴로셔츠",
        (CAMEL,),
        lambda f: polo(f, count=5, depth=30, dots=CHOCOLATE.hex),
    ),
    design(_P, "band-collar", "Band-collar polo", "밴드 칼라 폴로셔츠", (PURPLE,), lambda f: polo(f, band=True, count=3)),
    design(
        _P,
        "oversized",
        "Oversized polo",
        "오버핏 폴로셔츠",
        (ORANGE,),
        lambda f: polo(f, replace(OVERSIZED, neck=8.8), Sleeve(length=20, opening=20, angle=39, finish="band", depth=3), depth=17),
    ),
    design(
        _P,
        "rib-hem",
        "Rib-hem knit polo",
        "니트 폴로셔츠",
        (MUSTARD,),
        lambda f: polo(f, replace(POLO, length=64), hem="rib", count=3),
    ),
)


# --- hoodies ------------------------------------------------------------------------------------------------------------------

HOODIE = replace(BOXY, neck=9.0, shoulder=25, slope=4.8, length=66)
HOODIE_WIDE = replace(OVERSIZED, neck=9.2, length=70)
HOODIE_CROP = replace(BOXY, neck=8.6, shoulder=22.5, chest=26, waist=26, hem=26, armhole=24, length=48)
HOODIE_LONG = replace(HOODIE, length=88, hem=30.5)
THICK = Sleeve(length=58, opening=12.5, angle=71, outer_bow=1.8, inner_bow=-1.0, finish="rib", depth=6.5)
THICK_WIDE = replace(THICK, length=51, opening=14)
THICK_SHORT = Sleeve(length=24, opening=19, angle=37, finish="stitch")


def hoodie(
    flat: Flat,
    body: Body = HOODIE,
    sleeve: Sleeve | None = THICK,
    *,
    zipped: bool = False,
    pocket: str | None = "kangaroo",
    arms: str | None = None,
    trim: str | None = None,
    cap: str | None = None,
    lining: str | None = None,
    cords: str | None = None,
    hem: str = "rib",
    lying: bool = False,
    pouch: str | None = None,
) -> Path:
    """A hooded sweatshirt. `cap`: the hood's colour, `arms`, `trim` (ribs), `lining`, `cords`, `pouch` (pocket)."""
    outline = tee(flat, body, sleeve, COVERED, trim=trim, arms=arms, hem=hem)
    low = body.length - (6.0 if hem == "rib" else 4.0)
    if pocket == "kangaroo":
        details.kangaroo_pocket(flat, low - 20, low - 0.4, 10.5, 17.5, pouch)
    elif pocket == "welt":
        for side in (1, -1):
            details.welt(flat, (side * 12, low - 14), (side * 16.5, low - 3), 2.6, pouch)
    if zipped:
        details.zipper(flat, 5, body.length, colour=trim)
    if lying:
        lying_hood(flat, body, colour=cap, lining=lining)
    else:
        hood(flat, body, colour=cap, lining=lining)
    if cords:
        details.drawstring(flat, 4.2, 7.2 if not lying else 9.4, 17, cords)
    return outline


def striped_hoodie(flat: Flat, colour: str, first: float, last: float, count: int) -> None:
    """Stripes across the body."""
    outline = tee(flat, HOODIE, THICK, COVERED, hem="rib")
    details.stripes(flat, outline, colour, first, last, count)
    details.on_sleeves(flat, HOODIE, THICK, colour, (last - first) / count, 0.5)
    hood(flat, HOODIE)


def blocked_hoodie(flat: Flat, colour: str, other: str | None) -> None:
    """Upper part of another colour."""
    outline = tee(flat, HOODIE, THICK, COVERED, hem="rib", arms=None)
    details.colour_block(flat, outline, 29, 90, colour)
    details.kangaroo_pocket(flat, 40, 59.6, 10.5, 17.5, colour)
    hood(flat, HOODIE, colour=other)
    details.drawstring(flat, 4.2, 7.2, 16, WHITE.hex)


def printed_hoodie(flat: Flat, colour: str) -> None:
    """A letter patch on the chest."""
    hoodie(flat, cords=colour)
    flat.piece(box(-8, 25, 8, 35), colour, width=5)


def side_stripe_hoodie(flat: Flat, colour: str) -> None:
    """A stripe along the sleeves."""
    hoodie(flat, zipped=True, pocket="welt", cords=colour)
    edge = THICK.outer_edge(HOODIE).part(0.03, 1 - 7.2 / 58)
    flat.pair(edge.aside(-1.8).join(edge.aside(-5.0).back()).closed(), colour, width=5)


def poncho_hoodie(flat: Flat) -> None:
    """A wide sleeveless hoodie: cape-like, with side slits."""
    body = start(0, 1.6).curve((4, 1.6), (8, 1), (9, 0)).curve((20, 5), (34, 20), (40, 52)).bow((0, 62), 1.8)
    outline = flat.half(body)
    flat.stitch(start(39.2, 50).bow((0, 59.6), 1.8), on=outline, both=True)
    details.kangaroo_pocket(flat, 36, 54, 10, 16)
    flat.seam(start(24, 28).bow((25, 52), -1.0), on=outline, both=True)
    hood(flat, HOODIE)
    details.drawstring(flat, 4.2, 7.2, 14, IVORY.hex)


_H: str = "hoodie"
HOODIES: tuple[Design, ...] = (
    design(_H, "classic", "Classic hoodie", "클래식 후드티", (GREY,), lambda f: hoodie(f, cords=WHITE.hex)),
    design(_H, "zip", "Zip hoodie", "후드 집업", (BLACK,), lambda f: hoodie(f, zipped=True, pocket="welt", cords=WHITE.hex)),
    design(_H, "oversized", "Oversized hoodie", "오버핏 후드티", (SAND,), lambda f: hoodie(f, HOODIE_WIDE, THICK_WIDE)),
    design(
        _H,
        "cropped",
        "Cropped hoodie",
        "크롭 후드티",
        (PINK,),
        lambda f: hoodie(f, HOODIE_CROP, replace(THICK, opening=11), pocket=None, cords=WHITE.hex),
    ),
    design(
        _H,
        "raglan",
        "Raglan hoodie",
        "래글런 후드티",
        (HEATHER, NAVY),
        lambda f: hoodie(f, HOODIE, replace(THICK, raglan=True), arms=NAVY.hex, cap=NAVY.hex, cords=WHITE.hex),
    ),
    design(
        _H,
        "contrast-hood",
        "Contrast-hood hoodie",
        "배색 후드티",
        (FOREST, CREAM),
        lambda f: hoodie(f, cap=CREAM.hex, cords=FOREST.hex),
    ),
    design(
        _H,
        "contrast-rib",
        "Contrast-rib hoodie",
        "배색 시보리 후드티",
        (CREAM, BURGUNDY),
        lambda f: hoodie(f, trim=BURGUNDY.hex, cords=BURGUNDY.hex),
    ),
    design(
        _H,
        "contrast-sleeve",
        "Varsity hoodie",
        "배색 소매 후드티",
        (NAVY, HEATHER),
        lambda f: hoodie(f, arms=HEATHER.hex, cords=HEATHER.hex),
    ),
    design(
        _H,
        "lined",
        "Bright-lined hoodie",
        "배색 안감 후드티",
        (CHARCOAL, ORANGE),
        lambda f: hoodie(f, lining=ORANGE.hex, cords=ORANGE.hex),
    ),
    design(
        _H,
        "pouch",
        "Contrast-pocket hoodie",
        "배색 포켓 후드티",
        (SKY, WHITE),
        lambda f: hoodie(f, pouch=WHITE.hex, cords=WHITE.hex),
    ),
    design(_H, "blocked", "Colour-block hoodie", "컬러 블록 후드티", (WHITE, TEAL, NAVY), lambda f: blocked_hoodie(f, TEAL.hex, NAVY.hex)),
    design(_H, "two-tone", "Two-tone hoodie", "투톤 후드티", (LAVENDER, PURPLE), lambda f: blocked_hoodie(f, PURPLE.hex, None)),
    design(_H, "striped", "Striped hoodie", "스트라이프 후드티", (IVORY, BLUE), lambda f: striped_hoodie(f, BLUE.hex, 16, 58, 6)),
    design(
        _H, "wide-striped", "Wide-stripe hoodie", "와이드 스트라이프 후드티", (RED, NAVY), lambda f: striped_hoodie(f, NAVY.hex, 20, 56, 3)
    ),
    design(_H, "printed", "Patch hoodie", "패치 후드티", (GREEN, WHITE), lambda f: printed_hoodie(f, WHITE.hex)),
    design(_H, "side-stripe", "Track zip hoodie", "트랙 후드 집업", (BLACK, WHITE), lambda f: side_stripe_hoodie(f, WHITE.hex)),
    design(
        _H,
        "longline",
        "Longline hoodie",
        "롱 후드티",
        (OLIVE,),
        lambda f: hoodie(f, HOODIE_LONG, THICK, hem="stitch", cords=CREAM.hex),
    ),
    design(
        _H,
        "short-sleeve",
        "Short-sleeve hoodie",
        "반팔 후드티",
        (YELLOW,),
        lambda f: hoodie(f, HOODIE, THICK_SHORT, hem="stitch", cords=WHITE.hex),
    ),
    design(
        _H,
        "sleeveless",
        "Sleeveless hoodie",
        "민소매 후드티",
        (RUST,),
        lambda f: hoodie(f, replace(HOODIE, shoulder=21, chest=27, hem=27, waist=27), None, hem="stitch", cords=WHITE.hex),
    ),
    design(_H, "lying", "Soft-hood hoodie", "소프트 후드티", (MINT,), lambda f: hoodie(f, lying=True, cords=WHITE.hex)),
    design(
        _H,
        "lying-zip",
        "Boxy zip hoodie",
        "박시 후드 집업",
        (MUSTARD,),
        lambda f: hoodie(f, HOODIE_CROP, replace(THICK, opening=12), zipped=True, pocket="welt", lying=True, cords=CREAM.hex),
    ),
    design(
        _H,
        "balloon",
        "Balloon-sleeve hoodie",
        "벌룬 소매 후드티",
        (BLUSH,),
        lambda f: hoodie(f, HOODIE_CROP, ARM_BALLOON, pocket=None, lying=True),
    ),
    design(_H, "poncho", "Poncho hoodie", "판초 후드", (CAMEL, IVORY), poncho_hoodie),
    design(_H, "half-zip", "Funnel half-zip", "하프 집업 스웨트셔츠", (BLUE,), lambda f: half_zip_hoodie(f)),
)


def half_zip_hoodie(flat: Flat) -> None:
    """A hoodie that opens to the chest."""
    hoodie(flat, lying=True, cords=None)
    details.zipper(flat, 9, 27)
    details.drawstring(flat, 5.0, 9.6, 14, WHITE.hex)


DESIGNS: tuple[Design, ...] = SHIRTS + POLOS + HOODIES
