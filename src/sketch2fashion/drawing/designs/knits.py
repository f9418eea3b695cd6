"""T-shirts, long sleeves and sleeveless tops."""

from __future__ import annotations

from dataclasses import replace
from typing import TypedDict, Unpack

from sketch2fashion.drawing.designs import details
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
    FOREST,
    FUCHSIA,
    GREEN,
    GREY,
    HEATHER,
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
    SKY,
    TEAL,
    WHITE,
    YELLOW,
)
from sketch2fashion.drawing.designs.design import Design, design
from sketch2fashion.drawing.designs.flat import Flat
from sketch2fashion.drawing.designs.path import Path, box, ellipse, line, start
from sketch2fashion.drawing.designs.upper import (
    Body,
    Neckline,
    Sleeve,
    boat_neck,
    high_neck,
    lay_body,
    lay_sleeves,
    open_neck,
    rib_hem,
    round_neck,
    square_neck,
    stitch_hem,
    v_neck,
)

REGULAR = Body()
BOXY = Body(shoulder=26.5, slope=4.6, armhole=27, chest=30, waist=30, hem=30, length=66, hollow=0.8)
FITTED = Body(neck=8.6, shoulder=18.5, slope=4.4, armhole=21, chest=22.5, waist=20.0, waist_at=39, hem=23.0, length=62)
CROPPED = Body(neck=8.6, shoulder=20.5, slope=4.4, armhole=22.5, chest=24.5, waist=24.2, waist_at=36, hem=24.0, length=44)
LONG = Body(shoulder=21.5, chest=25.5, waist=25.5, waist_at=50, hem=27, length=80, hem_bow=1.5)
CURVED = Body(shoulder=21.5, chest=26, waist=25.4, hem=26.5, length=74, tail=8, hem_bow=0)
OVERSIZED = Body(neck=9.5, shoulder=30, slope=6.0, armhole=28, chest=32, waist=32, hem=31.5, length=74, hollow=0.3)

SHORT = Sleeve()
CAP = Sleeve(length=8, opening=18, angle=34, finish="plain", outer_bow=0.6)
WIDE = Sleeve(length=21, opening=20, angle=36)
DROPPED = Sleeve(length=20, opening=20, angle=39)
ELBOW = Sleeve(length=34, opening=16, angle=46)
TIGHT = Sleeve(length=17, opening=13.5, angle=32, depth=1.8)
RAGLAN = Sleeve(length=22, opening=17, angle=34, raglan=True)
ROLLED = Sleeve(length=17, opening=17, angle=33, finish="band", depth=3.2)
FLUTTER = Sleeve(length=13, opening=20, angle=38, finish="plain", outer_bow=1.0, bell=1.0)
PUFFED = Sleeve(length=18, opening=13, angle=36, finish="band", depth=1.8, puff=4.2)

ARM = Sleeve(length=62, opening=10.5, angle=70, outer_bow=1.4, inner_bow=-0.8, depth=2.4)
ARM_RIB = replace(ARM, finish="rib", depth=6.0, opening=11.5)
ARM_RAGLAN = replace(ARM_RIB, raglan=True)
ARM_WIDE = Sleeve(length=56, opening=14, angle=72, outer_bow=2.2, inner_bow=-1.2, finish="rib", depth=6.5)
ARM_SLIM = Sleeve(length=59, opening=9.0, angle=70, outer_bow=1.0, inner_bow=-0.4)
ARM_BELL = Sleeve(length=56, opening=17, angle=62, outer_bow=-1.6, inner_bow=0.4, finish="plain", bell=4)
ARM_THREE = Sleeve(length=44, opening=13, angle=62, outer_bow=1.2)
ARM_BALLOON = Sleeve(length=57, opening=14, angle=68, outer_bow=4.0, inner_bow=-2.5, finish="rib", depth=5.0, puff=1.6)


class TeeCut(TypedDict, total=False):
    """What `tee` takes by name: the cut that the functions below lay their details on."""

    body: Body
    sleeve: Sleeve | None
    neck: Neckline
    band: float
    trim: str | None
    arms: str | None
    rib: bool
    hem: str


CREW: Neckline = round_neck(8.5)
DEEP: Neckline = round_neck(15)
COVERED: Neckline = round_neck(4)  # a collar of its own will lie over it


def tee(
    flat: Flat,
    body: Body = REGULAR,
    sleeve: Sleeve | None = SHORT,
    neck: Neckline = CREW,
    *,
    band: float = 2.2,
    trim: str | None = None,
    arms: str | None = None,
    rib: bool = True,
    hem: str = "stitch",
) -> Path:
    """A knitted upper: sleeves, body, neckline, hem. Returns the body's outline. `arms`: another colour for the sleeves."""
    if sleeve and not sleeve.raglan:
        lay_sleeves(flat, body, sleeve, arms, trim)
    if hem == "rib":  # the band hangs below the body
        body = replace(body, length=body.length - 5.4)
    outline = lay_body(flat, body, sleeve=sleeve)
    if sleeve and sleeve.raglan:
        lay_sleeves(flat, body, sleeve, arms, trim)
    if hem == "stitch":
        stitch_hem(flat, body)
    elif hem == "double":
        stitch_hem(flat, body, double=True)
    elif hem == "rib":
        rib_hem(flat, body, colour=trim)
    if neck is not COVERED:
        open_neck(flat, body, neck, band, trim, rib=rib)
    return outline


# --- what makes one tee differ from the next ------------------------------------------------------------------------------------


def pocket_tee(flat: Flat, pocket: str | None = None, **cut: Unpack[TeeCut]) -> None:
    """A tee with a chest pocket."""
    tee(flat, **cut)
    details.patch_pocket(flat, 10.5, 22, 10, 11.5, pocket)


def striped(
    flat: Flat,
    colour: str,
    count: int,
    share: float = 0.5,
    first: float = 14,
    last: float = 66,
    body: Body = REGULAR,
    sleeve: Sleeve = SHORT,
    neck: Neckline = CREW,
    *,
    band: float = 2.2,
    trim: str | None = None,
    hem: str = "stitch",
) -> None:
    """A striped tee, its sleeves striped across the arm."""
    outline = tee(flat, body, sleeve, neck, band=band, trim=trim, hem=hem)
    details.stripes(flat, outline, colour, first, last, count, share)
    details.on_sleeves(flat, body, sleeve, colour, (last - first) / count, share)


def blocked(flat: Flat, colour: str, top: float, bottom: float, **cut: Unpack[TeeCut]) -> None:
    """A tee with a band of another cloth across the chest."""
    outline = tee(flat, **cut)
    details.colour_block(flat, outline, top, bottom, colour)


def printed(flat: Flat, colour: str, shape: str, **cut: Unpack[TeeCut]) -> None:
    """A tee with a printed badge on the chest: a disc, a box, or a wave."""
    tee(flat, **cut)
    if shape == "disc":
        flat.piece(ellipse(0, 27, 8, 8), colour, width=5)
    elif shape == "box":
        flat.piece(box(-9, 22, 9, 34), colour, width=5)
    else:
        hill = start(-10, 33).smooth((-6, 25), (-2, 30), (3, 21), (7, 29), (10, 33))
        flat.piece(hill.closed(), colour, width=5)


def henley(flat: Flat, **cut: Unpack[TeeCut]) -> None:
    """A tee with a short button placket."""
    tee(flat, **cut)
    details.placket(flat, 10.6, 25, 3.2, None, 3)


def knotted(flat: Flat) -> None:
    """A cropped tee that is tied in front."""
    tee(flat, CROPPED, SHORT, round_neck(8.5), hem="none")
    for side in (1, -1):
        flat.seam(
            start(0, 42).curve((side * 4, 39), (side * 9, 36), (side * 14, 35)), start(0, 42).bow((side * 10, 40.5), 0.6 * side), width=5
        )
        flat.piece(line((0, 42), (side * 2.2, 43), (side * 5, 51), (side * 1.6, 51.5)).closed())
    flat.piece(ellipse(0, 42.4, 2.4, 1.9))


def draped(flat: Flat) -> None:
    """A tee with a diagonal seam from shoulder to side, like a wrapped front."""
    outline = tee(flat, FITTED, TIGHT, v_neck(13), rib=False, band=1.6)
    wrap = start(0, 13).curve((-6, 22), (-13, 33), (-20.5, 40))
    flat.seam(wrap)
    for end in ((-20.3, 36), (-20.4, 43), (-21, 46)):
        flat.seam(start(-8, 30 + (end[1] - 36) * 0.5).bow(end, 0.8), on=outline, width=4)


_T: str = "t-shirt"
T_SHIRTS: tuple[Design, ...] = (
    design(_T, "crew", "Crew-neck tee", "크루넥 티셔츠", (RED,), lambda f: tee(f)),
    design(_T, "v-neck", "V-neck tee", "브이넥 티셔츠", (GREY,), lambda f: tee(f, neck=v_neck(16))),
    design(_T, "boxy", "Boxy heavyweight tee", "박시 헤비웨이트 티셔츠", (BLUE,), lambda f: tee(f, BOXY, WIDE, band=3.0, hem="double")),
    design(_T, "fitted", "Fitted tee", "슬림핏 티셔츠", (BLACK,), lambda f: tee(f, FITTED, TIGHT, band=1.6)),
    design(_T, "raglan", "Raglan tee", "래글런 티셔츠", (WHITE, NAVY), lambda f: tee(f, sleeve=RAGLAN, arms=NAVY.hex, trim=NAVY.hex)),
    design(_T, "pocket", "Pocket tee", "포켓 티셔츠", (SAGE,), lambda f: pocket_tee(f)),
    design(_T, "contrast-pocket", "Contrast-pocket tee", "배색 포켓 티셔츠", (HEATHER, NAVY), lambda f: pocket_tee(f, NAVY.hex)),
    design(
        _T,
        "ringer",
        "Ringer tee",
        "링거 티셔츠",
        (WHITE, RED),
        lambda f: tee(f, FITTED, replace(TIGHT, finish="band", depth=2.4), trim=RED.hex),
    ),
    design(
        _T,
        "breton",
        "Breton-stripe tee",
        "브르통 스트라이프 티셔츠",
        (IVORY, NAVY),
        lambda f: striped(f, NAVY.hex, 9, 0.4, neck=boat_neck(6.5), band=1.8),
    ),
    design(
        _T,
        "rugby-stripe",
        "Wide-stripe tee",
        "와이드 스트라이프 티셔츠",
        (GREEN, CREAM),
        lambda f: striped(f, CREAM.hex, 4, 0.5, 16, 66, body=BOXY, sleeve=WIDE),
    ),
    design(_T, "colour-block", "Colour-block tee", "컬러 블록 티셔츠", (NAVY, CORAL), lambda f: blocked(f, CORAL.hex, 28, 46)),
    design(_T, "disc-print", "Sun-print tee", "선 프린트 티셔츠", (MINT, YELLOW), lambda f: printed(f, YELLOW.hex, "disc")),
    design(
        _T,
        "box-print",
        "Box-print tee",
        "박스 프린트 티셔츠",
        (BLACK, WHITE),
        lambda f: printed(f, WHITE.hex, "box", body=OVERSIZED, sleeve=DROPPED),
    ),
    design(_T, "hill-print", "Hill-print tee", "마운틴 프린트 티셔츠", (SKY, FOREST), lambda f: printed(f, FOREST.hex, "hill")),
    design(
        _T,
        "oversized",
        "Oversized drop-shoulder tee",
        "오버핏 드롭숄더 티셔츠",
        (CHARCOAL,),
        lambda f: tee(f, OVERSIZED, DROPPED, band=3.2),
    ),
    design(_T, "cropped", "Cropped tee", "크롭 티셔츠", (PINK,), lambda f: tee(f, CROPPED, SHORT, band=2.0)),
    design(
        _T,
        "scoop",
        "Scoop-neck tee",
        "스쿱넥 티셔츠",
        (LAVENDER,),
        lambda f: tee(f, replace(FITTED, neck=10.5), TIGHT, round_neck(15), band=1.4),
    ),
    design(_T, "longline", "Longline tee", "롱라인 티셔츠", (OLIVE,), lambda f: tee(f, LONG, SHORT)),
    design(_T, "curved-hem", "Curved-hem tee", "라운드 헴 티셔츠", (RUST,), lambda f: tee(f, CURVED, SHORT, v_neck(13))),
    design(_T, "henley", "Short-sleeve henley", "헨리넥 티셔츠", (CREAM,), lambda f: henley(f)),
    design(_T, "cap-sleeve", "Cap-sleeve tee", "캡소매 티셔츠", (CORAL,), lambda f: tee(f, FITTED, CAP, band=1.6)),
    design(
        _T,
        "rolled-sleeve",
        "Rolled-sleeve tee",
        "롤업 소매 티셔츠",
        (MUSTARD,),
        lambda f: tee(f, BOXY, replace(ROLLED, opening=20)),
    ),
    design(
        _T,
        "elbow-sleeve",
        "Elbow-sleeve tee",
        "하프 슬리브 티셔츠",
        (TEAL,),
        lambda f: tee(f, replace(REGULAR, neck=11), ELBOW, boat_neck(6)),
    ),
    design(_T, "mock-neck", "Mock-neck tee", "모크넥 티셔츠", (WHITE,), lambda f: mock(f)),
    design(
        _T,
        "flutter",
        "Flutter-sleeve tee",
        "플러터 소매 티셔츠",
        (BLUSH,),
        lambda f: tee(f, FITTED, FLUTTER, round_neck(10), band=1.4),
    ),
    design(
        _T,
        "puff-sleeve",
        "Puff-sleeve tee",
        "퍼프 소매 티셔츠",
        (WHITE,),
        lambda f: tee(f, FITTED, PUFFED, square_neck(11), band=0),
    ),
    design(_T, "knotted", "Knotted tee", "매듭 크롭 티셔츠", (ORANGE,), lambda f: knotted(f)),
    design(_T, "draped", "Draped-front tee", "드레이프 티셔츠", (PURPLE,), lambda f: draped(f)),
)


def mock(flat: Flat) -> None:
    """A tee with a low stand-up collar."""
    tee(flat, REGULAR, SHORT, COVERED)
    high_neck(flat, REGULAR, 3.2, fold=False)


# --- long sleeves -------------------------------------------------------------------------------------------------------------


def turtle(flat: Flat, body: Body, sleeve: Sleeve, height: float, hem: str, *, fold: bool = True) -> Path:
    """A long sleeve with a turtle neck."""
    outline = tee(flat, body, sleeve, COVERED, hem=hem)
    high_neck(flat, body, height, fold=fold)
    return outline


def cardigan(flat: Flat, body: Body, sleeve: Sleeve, depth: float, count: int, trim: str | None, dots: str | None) -> None:
    """A knitted jacket with a V and a button band."""
    tee(flat, body, sleeve, v_neck(depth), band=0, hem="rib", trim=trim)
    details.placket(flat, depth, body.length + body.hem_bow, 4.2, trim, count, dots)
    edge = v_neck(depth)(body)
    outer = start(2.1, depth + 1.0).bow((body.neck + 3, 0.7), -0.8)
    flat.pair(start(2.1, depth + 1.0).to((0.0, depth)).join(edge).join(outer.back()).closed(), trim)


def quarter_zip(flat: Flat, body: Body, sleeve: Sleeve, hem: str, trim: str | None = None) -> None:
    """A pullover with a stand-up collar and a short zip."""
    turtle(flat, body, sleeve, 6.5, hem, fold=False)
    details.zipper(flat, -6.6, 18, colour=trim)


def cabled(flat: Flat) -> None:
    """A fisherman's jumper: cables down the front."""
    body = replace(BOXY, length=64)
    outline = tee(flat, body, replace(ARM_RIB, opening=13), round_neck(8), band=3.2, hem="rib")
    for x in (0.0, 12.0):
        for shift in (-1.6, 1.6):
            way = start(x + shift, 14)
            for index in range(8):
                way = way.bow((x + shift * (1 if index % 2 else -1), 14 + (index + 1) * 5.4), 0.4)
            flat.seam(way, on=outline, both=x > 0, width=4)


def half_and_half(flat: Flat, colour: str, **cut: Unpack[TeeCut]) -> None:
    """Upper and lower half of two cloths."""
    outline = tee(flat, **cut)
    details.colour_block(flat, outline, 38, 90, colour)


def yoke(flat: Flat, colour: str) -> None:
    """A jumper with a round patterned yoke."""
    body = replace(REGULAR, length=64)
    outline = tee(flat, body, ARM_RIB, round_neck(8), band=2.6, hem="rib")
    edge = start(0, 24).curve((9, 24), (17, 19), (21.6, 12))
    flat.seam(edge, start(0, 20.5).curve((8, 20.5), (15, 16), (19.5, 9.5)), on=outline, both=True, width=5)
    dots = start(0, 22.2).curve((8.5, 22.2), (16, 17.5), (20.5, 10.8))
    for index in range(5):
        x, y = dots.at(index / 4.6 + 0.04)
        for side in (1, -1):
            flat.piece(line((side * x, y - 1.5), (side * x + 1.3, y), (side * x, y + 1.5), (side * x - 1.3, y)).closed(), colour, width=3)


_L: str = "long-sleeve"
LONG_SLEEVES: tuple[Design, ...] = (
    design(_L, "crew", "Long-sleeve crew tee", "크루넥 긴팔 티셔츠", (WHITE,), lambda f: tee(f, REGULAR, ARM)),
    design(_L, "v-neck", "V-neck long sleeve", "브이넥 긴팔", (CHARCOAL,), lambda f: tee(f, REGULAR, ARM, v_neck(16))),
    design(
        _L,
        "breton",
        "Breton top",
        "브르통 긴팔 티셔츠",
        (WHITE, NAVY),
        lambda f: striped(f, NAVY.hex, 10, 0.4, body=REGULAR, sleeve=ARM, neck=boat_neck(6), band=1.8),
    ),
    design(
        _L,
        "raglan",
        "Baseball raglan",
        "베이스볼 래글런 티셔츠",
        (HEATHER, BLACK),
        lambda f: tee(f, CURVED, replace(ARM_THREE, raglan=True), arms=BLACK.hex, trim=BLACK.hex),
    ),
    design(_L, "henley", "Waffle henley", "와플 헨리넥", (OLIVE,), lambda f: henley(f, body=REGULAR, sleeve=ARM_RIB)),
    design(_L, "sweatshirt", "Crew sweatshirt", "크루넥 맨투맨", (GREY,), lambda f: sweatshirt(f, None)),
    design(_L, "contrast-sweatshirt", "Colour-trim sweatshirt", "배색 맨투맨", (CREAM, FOREST), lambda f: sweatshirt(f, FOREST.hex)),
    design(
        _L,
        "oversized-sweatshirt",
        "Oversized sweatshirt",
        "오버핏 맨투맨",
        (LAVENDER,),
        lambda f: tee(f, OVERSIZED, replace(ARM_WIDE, length=46), band=3.2, hem="rib"),
    ),
    design(_L, "turtleneck", "Turtleneck jumper", "터틀넥 니트", (BLACK,), lambda f: turtle(f, FITTED, ARM_SLIM, 8.5, "stitch")),
    design(
        _L,
        "chunky-turtleneck",
        "Chunky roll-neck jumper",
        "청키 터틀넥 스웨터",
        (IVORY,),
        lambda f: turtle(f, replace(BOXY, length=62), ARM_WIDE, 11, "rib"),
    ),
    design(_L, "mock-neck", "Mock-neck top", "모크넥 긴팔", (CAMEL,), lambda f: turtle(f, REGULAR, ARM, 4.0, "stitch", fold=False)),
    design(
        _L,
        "v-jumper",
        "V-neck jumper",
        "브이넥 니트",
        (BURGUNDY,),
        lambda f: tee(f, replace(REGULAR, length=64), ARM_RIB, v_neck(18), band=3.0, hem="rib"),
    ),
    design(
        _L,
        "cricket-jumper",
        "Cricket jumper",
        "크리켓 니트",
        (CREAM, NAVY),
        lambda f: tee(f, replace(REGULAR, length=64), ARM_RIB, v_neck(19), band=3.6, hem="rib", trim=NAVY.hex),
    ),
    design(_L, "cable", "Cable-knit jumper", "케이블 니트", (BEIGE,), cabled),
    design(_L, "yoke", "Nordic yoke jumper", "노르딕 요크 스웨터", (TEAL, CREAM), lambda f: yoke(f, CREAM.hex)),
    design(
        _L,
        "cardigan",
        "V-neck cardigan",
        "브이넥 가디건",
        (SAGE,),
        lambda f: cardigan(f, replace(REGULAR, length=66), ARM_RIB, 26, 5, None, CREAM.hex),
    ),
    design(
        _L,
        "cropped-cardigan",
        "Cropped cardigan",
        "크롭 가디건",
        (PINK, WHITE),
        lambda f: cardigan(
            f, replace(CROPPED, length=48), replace(ARM_SLIM, finish="rib", depth=5, opening=10), 12, 6, WHITE.hex, PINK.hex
        ),
    ),
    design(
        _L,
        "quarter-zip",
        "Quarter-zip pullover",
        "하프 집업",
        (NAVY,),
        lambda f: quarter_zip(f, replace(REGULAR, length=66), ARM_RIB, "rib"),
    ),
    design(
        _L,
        "stripes",
        "Striped jumper",
        "스트라이프 니트",
        (MUSTARD, CHOCOLATE),
        lambda f: striped(f, CHOCOLATE.hex, 5, 0.45, 16, 58, body=replace(BOXY, length=64), sleeve=ARM_WIDE, band=3.0, hem="rib"),
    ),
    design(
        _L,
        "dip",
        "Two-tone jumper",
        "투톤 니트",
        (IVORY, BLUE),
        lambda f: half_and_half(f, BLUE.hex, body=replace(REGULAR, length=66), sleeve=ARM),
    ),
    design(_L, "bell", "Bell-sleeve top", "벨 슬리브 탑", (RUST,), lambda f: tee(f, FITTED, ARM_BELL, round_neck(11), band=1.4)),
    design(
        _L,
        "balloon",
        "Balloon-sleeve jumper",
        "벌룬 소매 니트",
        (BLUSH,),
        lambda f: tee(f, replace(CROPPED, length=52), ARM_BALLOON, round_neck(9), band=2.4, hem="rib"),
    ),
    design(
        _L,
        "boat",
        "Boat-neck three-quarter top",
        "보트넥 칠부 티셔츠",
        (RED,),
        lambda f: tee(f, replace(FITTED, neck=12.5, length=60), ARM_THREE, boat_neck(4.5), band=1.4, rib=False),
    ),
    design(
        _L,
        "square",
        "Square-neck long sleeve",
        "스퀘어넥 긴팔",
        (CHOCOLATE,),
        lambda f: tee(f, replace(FITTED, neck=11.5), ARM_SLIM, square_neck(12), band=0),
    ),
    design(_L, "longline", "Longline layering tee", "롱라인 레이어드 티셔츠", (KHAKI,), lambda f: tee(f, LONG, ARM)),
)


def sweatshirt(flat: Flat, trim: str | None) -> None:
    """Rib at neck, cuffs and hem, and the small triangle under the neck."""
    tee(flat, replace(BOXY, shoulder=24.5, length=66), ARM_RIB, round_neck(8), band=2.8, hem="rib", trim=trim)
    flat.seam(line((-3.0, 11.2), (0, 15.6), (3.0, 11.2)), width=5)


# --- sleeveless ---------------------------------------------------------------------------------------------------------------

TANK = Body(neck=9.5, shoulder=14.5, slope=2.0, armhole=24, chest=24.5, waist=23.8, waist_at=42, hem=25, length=66, hollow=3.0)
FIT_TANK = Body(neck=8.5, shoulder=12.6, slope=1.4, armhole=20.5, chest=21.5, waist=19.2, waist_at=36, hem=21.5, length=56, hollow=2.6)
MUSCLE = Body(neck=9.0, shoulder=22.5, slope=4.8, armhole=28, chest=26.5, waist=26, hem=26.5, length=66, hollow=1.2)
CROP_TANK = replace(FIT_TANK, length=37, waist=20.6, waist_at=30, hem=20.4)
STRAP = Body(neck=9.6, shoulder=10.6, slope=0.1, armhole=17.5, chest=21, waist=19.6, waist_at=36, hem=22.5, length=54, hollow=0.6)
SWING = Body(neck=9.0, shoulder=14.0, slope=1.8, armhole=21.5, chest=23, waist=27, waist_at=44, hem=32, length=64, hem_bow=2.2, hollow=2.6)
SHELL = Body(neck=10.0, shoulder=18.5, slope=3.6, armhole=22, chest=23.5, waist=22.4, waist_at=40, hem=24, length=60, hollow=2.0)


def tank(flat: Flat, body: Body = TANK, neck: Neckline = DEEP, *, trim: str | None = None, hem: str = "stitch", edge: float = 1.5) -> Path:
    """A sleeveless top with bound neckline and armholes."""
    outline = lay_body(flat, body)
    if hem == "stitch":
        stitch_hem(flat, body)
    elif hem == "rib":
        rib_hem(flat, body, 4.0, trim, tuck=0.8)
    if edge:
        armscye = body.armscye()
        flat.pair(armscye.join(armscye.aside(-edge).back()).closed(), trim, width=6) if trim else flat.seam(
            armscye.aside(-edge), on=outline, both=True, width=5
        )
    if neck is not COVERED:
        open_neck(flat, body, neck, edge, trim)
    return outline


def camisole(flat: Flat, neck_depth: float = 12.0, body: Body = STRAP, *, sweetheart: bool = False, lace: str | None = None) -> Path:
    """A top on thin straps."""
    top = neck_depth if not sweetheart else neck_depth - 1
    for side in (1, -1):
        flat.piece(line((side * 9.2, -1), (side * 10.4, -1), (side * 11.6, 13), (side * 10.4, 13)).closed(), width=6)
    ux, uy = body.underarm
    front = start(0, top + 1.5)
    front = front.curve((3, top - 2.5), (7, top - 3), (11.2, 11)) if sweetheart else front.curve((4, top + 0.6), (8, top - 1), (11.2, 11))
    right = front.curve((13, 15), (17, uy - 0.5), (ux, uy)).join(body.side()).join(body.hem_line())
    outline = flat.half(right)
    flat.seam(front.aside(-1.3), on=outline, both=True, width=5)
    if lace:
        flat.half(
            start(0, body.length - 3)
            .to((body.hem - 0.2, body.length - 3), (body.hem + 0.2, body.length + 0.2))
            .wave((0, body.length + 0.8), 6, 0.9),
            lace,
        )
    else:
        flat.stitch(body.hem_line().moved(0, -1.8), on=outline, both=True)
    return outline


def halter(flat: Flat) -> None:
    """A halter neck: straps that meet behind the neck."""
    body = replace(FIT_TANK, neck=5.5, shoulder=8.0, slope=0.2, hollow=4.5)
    tank(flat, body, v_neck(17, -0.5), edge=1.3)
    flat.half(start(0, -2.6).curve((3, -2.6), (6, -2.0), (8, 0.4)).to((5.5, 0.2)).curve((4, -0.8), (2, -1.0), (0, -1.0)))


def bandeau(flat: Flat) -> None:
    """A strapless top."""
    right = start(0, 13.5).curve((4, 10.5), (11, 10.5), (18.5, 12.5)).smooth((17.6, 24), (18.6, 36)).curve((12, 37), (6, 37), (0, 37))
    outline = flat.half(right)
    for x in (3.4, 6.4, 9.6):
        flat.seam(start(x * 0.2, 17).bow((x, 13 + x * 0.1), 0.4), start(x * 0.2, 30).bow((x, 34), -0.4), on=outline, both=True, width=4)
    flat.seam(line((0, 13.5), (0, 37)), on=outline)
    flat.stitch(start(0, 35.4).bow((18.4, 34.4), 0.2), on=outline, both=True)


def corset(flat: Flat) -> None:
    """A boned top with a pointed waist."""
    right = start(0, 15).curve((2, 10), (9, 8), (13, 9.5)).to((16.5, 17)).smooth((15.2, 32), (16.8, 42)).to((0, 50))
    outline = flat.half(right)
    for top, low in (((5.2, 12), (3.2, 48.4)), ((11.0, 9.4), (9.0, 46))):
        flat.seam(start(*top).bow(low, -0.8), on=outline, both=True)
    for index in range(7):
        y = 18.5 + index * 4
        flat.seam(line((-1.6, y), (1.6, y + 3)), line((1.6, y), (-1.6, y + 3)), width=4)
    flat.pair(start(12.0, 9.6).bow((9.6, -3), -0.6).to((11, -3)).bow((13.4, 10), 0.6).closed())


def racer(flat: Flat, trim: str | None) -> None:
    """A sports top with cut-in shoulders."""
    body = Body(neck=6.5, shoulder=10.5, slope=1.6, armhole=23, chest=21.5, waist=20.4, waist_at=40, hem=22, length=58, hollow=5.2)
    outline = tank(flat, body, round_neck(13), trim=trim)
    flat.seam(start(12.8, 24).curve((15, 34), (16, 44), (15.5, 58)), on=outline, both=True)


def peplum(flat: Flat) -> None:
    """A fitted top with a flared hem piece."""
    body = replace(SHELL, waist=19.5, waist_at=36, hem=19.8, length=39, hem_bow=0.4)
    skirt = start(0, 37).to((19.4, 37)).curve((21, 44), (25, 51), (29, 57)).wave((0, 59.5), 3, 0.9)
    flat.half(skirt)
    tank(flat, body, round_neck(9), hem="none", edge=1.3)
    for x, low in ((5, 7.5), (10, 14.5), (15, 21.5)):
        flat.seam(start(x, 39.6).bow((low, 58), 0.5), both=True, width=4)
    flat.seam(start(10, 21).bow((8.4, 39), 0.5), both=True, width=5)


def wrap_top(flat: Flat) -> None:
    """A sleeveless top whose fronts cross."""
    body = replace(SHELL, waist=21)
    outline = tank(flat, body, v_neck(24, 0.8), edge=0)
    flat.seam(start(0, 24).curve((-5, 31), (-12, 38), (-21.5, 42)), on=outline)
    details.tied_belt(flat, 40, 21.2, 3.0, hang=12)


def ruffle_shell(flat: Flat, colour: str | None) -> None:
    """Ruffled shoulders."""
    body = replace(SHELL, shoulder=17)
    tip = body.tip
    ruffle = (
        start(tip[0] - 3, tip[1] - 0.8)
        .curve((21, 3), (25, 9), (24.5, 14))
        .wave((20.5, 22.5), 2, 0.8)
        .curve((19, 17), (16, 9), (tip[0] - 3, tip[1] - 0.8))
    )
    tank(flat, body, round_neck(9.5), edge=1.3)
    flat.pair(ruffle, colour)
    for low in ((23, 13), (22.5, 18)):
        flat.seam(start(16.5, 6.5).bow(low, 0.6), both=True, width=4)


def buttoned_vest(flat: Flat) -> None:
    """A tailored sleeveless top with a pointed hem."""
    right = (
        start(0, BACK)
        .curve((4, BACK), (7, 1), (8.5, 0))
        .bow((15.5, 2.6), 0.3)
        .curve((15, 10), (15, 19), (21.5, 22))
        .smooth((19.6, 38), (21.2, 50))
        .to((7, 57), (0, 51))
    )
    body = flat.half(right)
    flat.half(start(0, BACK).curve((4, BACK), (7, 1), (8.5, 0)).bow((0, 23), 0.6), "#" + "b0" * 3)
    flat.seam(line((0, 23), (0, 51.5)), width=7)
    details.buttons(flat, (0, 26.5), (0, 48), 5)
    details.dart(flat, (9.5, 26), (9.5, 54), on=body)
    for side in (1, -1):
        details.welt(flat, (side * 8, 40.5), (side * 15.5, 39.6), 1.8)


BACK = 1.6

_O: str = "top"
TOPS: tuple[Design, ...] = (
    design(_O, "tank", "Classic tank", "베이직 탱크톱", (WHITE,), lambda f: tank(f)),
    design(_O, "ribbed-tank", "Ribbed tank", "골지 민소매", (HEATHER,), lambda f: ribbed(f)),
    design(_O, "muscle", "Muscle tee", "머슬 티셔츠", (BLACK,), lambda f: tank(f, MUSCLE, round_neck(8.5), edge=1.6)),
    design(_O, "camisole", "Satin camisole", "새틴 캐미솔", (BLUSH,), lambda f: camisole(f)),
    design(_O, "lace-camisole", "Lace-hem camisole", "레이스 캐미솔", (BLACK, IVORY), lambda f: camisole(f, lace=IVORY.hex)),
    design(_O, "sweetheart", "Sweetheart strap top", "하트넥 끈 나시", (RED,), lambda f: camisole(f, 14, sweetheart=True)),
    design(_O, "halter", "Halter top", "홀터넥 탑", (TEAL,), halter),
    design(_O, "bandeau", "Bandeau top", "밴드우 탑", (CORAL,), bandeau),
    design(_O, "corset", "Corset top", "코르셋 탑", (IVORY,), corset),
    design(_O, "racerback", "Training racerback", "레이서백 트레이닝 탑", (PURPLE, BLACK), lambda f: racer(f, BLACK.hex)),
    design(_O, "crop-tank", "Cropped tank", "크롭 나시", (YELLOW,), lambda f: tank(f, CROP_TANK, round_neck(12), edge=1.4)),
    design(
        _O,
        "square-crop",
        "Square-neck crop top",
        "스퀘어넥 크롭탑",
        (SAGE,),
        lambda f: tank(f, replace(CROP_TANK, neck=10, shoulder=14), square_neck(13), hem="rib"),
    ),
    design(_O, "v-tank", "V-neck tank", "브이넥 나시", (NAVY,), lambda f: tank(f, FIT_TANK, v_neck(17))),
    design(
        _O,
        "ringer-tank",
        "Contrast-bound tank",
        "배색 나시",
        (WHITE, GREEN),
        lambda f: tank(f, FIT_TANK, round_neck(14), trim=GREEN.hex),
    ),
    design(_O, "striped-tank", "Striped tank", "스트라이프 나시", (WHITE, BLUE), lambda f: striped_tank(f, BLUE.hex)),
    design(_O, "swing", "Swing top", "스윙 나시", (MUSTARD,), lambda f: tank(f, SWING, round_neck(11))),
    design(
        _O,
        "shell",
        "Boat-neck shell top",
        "보트넥 민소매 블라우스",
        (CREAM,),
        lambda f: tank(f, replace(SHELL, neck=12), boat_neck(5), edge=1.2),
    ),
    design(_O, "peplum", "Peplum top", "페플럼 탑", (FUCHSIA,), peplum),
    design(_O, "wrap", "Wrap top", "랩 민소매", (OLIVE,), wrap_top),
    design(_O, "ruffle", "Ruffle-shoulder top", "러플 민소매", (SKY,), lambda f: ruffle_shell(f, None)),
    design(_O, "turtleneck", "Sleeveless turtleneck", "민소매 터틀넥", (CAMEL,), lambda f: sleeveless_turtle(f)),
    design(_O, "vest", "Tailored waistcoat", "테일러드 베스트", (CHARCOAL,), buttoned_vest),
    design(_O, "knit-vest", "V-neck knit vest", "브이넥 니트 조끼", (BEIGE, BURGUNDY), lambda f: knit_vest(f, BURGUNDY.hex)),
    design(
        _O,
        "basketball",
        "Basketball jersey",
        "농구 저지",
        (ORANGE, WHITE),
        lambda f: tank(f, replace(TANK, shoulder=15.5, hem=27, waist=26, chest=26, length=74), v_neck(13), trim=WHITE.hex, edge=2.2),
    ),
)


def ribbed(flat: Flat) -> None:
    """Ribs all over."""
    outline = tank(flat, FIT_TANK, round_neck(14), edge=1.4)
    for x in (0, 3.2, 6.4, 9.6, 12.8, 16.0):
        flat.seam(line((x, 22 if x < 10 else 24), (x, 54)), on=outline, both=x > 0, width=3)


def striped_tank(flat: Flat, colour: str) -> None:
    """Narrow stripes."""
    outline = tank(flat, TANK, round_neck(14))
    details.stripes(flat, outline, colour, 20, 62, 8, 0.45)


def sleeveless_turtle(flat: Flat) -> None:
    """A fitted sleeveless knit with a turtle neck."""
    body = replace(SHELL, neck=8, shoulder=14.5, slope=2.6, chest=21.5, waist=20, hem=22)
    tank(flat, body, COVERED, edge=0, hem="rib")
    high_neck(flat, body, 8)


def knit_vest(flat: Flat, trim: str) -> None:
    """A sleeveless jumper with ribbed edges."""
    tank(flat, replace(MUSCLE, length=60, shoulder=20, armhole=27), v_neck(18), trim=trim, hem="rib", edge=2.4)


DESIGNS: tuple[Design, ...] = T_SHIRTS + LONG_SLEEVES + TOPS
