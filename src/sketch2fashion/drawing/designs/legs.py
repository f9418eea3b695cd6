"""Trousers and shorts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sketch2fashion.drawing.designs import details
from sketch2fashion.drawing.designs.colours import (
    BEIGE,
    BLACK,
    BLUE,
    BROWN,
    BURGUNDY,
    CAMEL,
    CHARCOAL,
    CORAL,
    CREAM,
    DENIM,
    FOREST,
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
    shaded,
)
from sketch2fashion.drawing.designs.design import Design, design
from sketch2fashion.drawing.designs.flat import Flat
from sketch2fashion.drawing.designs.path import Path, Place, between, box, line, smooth, start
from sketch2fashion.drawing.designs.upper import INSIDE

DIP = 1.3  # cm: how far the front of the waist hangs below the sides


@dataclass(frozen=True)
class Legs:
    """The right half of trousers: half widths at waist and hip, widths of a leg at knee and hem, heights from the waist, all in cm."""

    waist: float = 20.0
    hip: float = 26.0
    hip_at: float = 20.0
    rise: float = 28.0
    knee: float = 20.0
    knee_at: float = 60.0
    hem: float = 18.0
    length: float = 102.0
    stand: float = 16.0  # the middle of the leg at the hem
    band: float = 4.0

    @property
    def outer(self) -> Place:
        """The outer corner of the hem."""
        return self.stand + self.hem / 2, self.length

    @property
    def inner(self) -> Place:
        """The inner corner of the hem."""
        return self.stand - self.hem / 2, self.length + 0.4

    def middle_at(self, y: float) -> float:
        """The middle of the leg at a height below the crotch."""
        share = (y - self.rise) / (self.length - self.rise)
        return self.hip * 0.5 + (self.stand - self.hip * 0.5) * share

    def out_seam(self) -> Path:
        """From the waist to the hem, outside."""
        hip = (self.hip, self.hip_at + 2.0)
        bend = (self.waist + (self.hip - self.waist) * 0.72, self.hip_at * 0.5)
        if self.knee_at >= self.length - 4:
            return smooth((self.waist, 0), bend, hip, self.outer)
        return smooth((self.waist, 0), bend, hip, (self.middle_at(self.knee_at) + self.knee / 2, self.knee_at), self.outer)

    def in_seam(self) -> Path:
        """From the hem to the crotch, inside."""
        top = (0.0, self.rise)
        way = start(*self.inner)
        if self.knee_at >= self.length - 4:
            return way.curve(self._above(self.inner, 0.4), (1.2, self.rise + 2), top)
        knee = (max(0.6, self.middle_at(self.knee_at) - self.knee / 2), self.knee_at)
        way = way.curve(self._above(self.inner, 0.6), (knee[0] + 0.2, self.knee_at + 12), knee)
        return way.curve((knee[0] - 0.3, self.knee_at - 14), (1.4, self.rise + 4), top)

    def _above(self, corner: Place, share: float = 0.5) -> Place:
        height = min(16.0, (self.length - self.rise) * 0.3)
        lean = (corner[0] - self.middle_at(self.length - height)) * share * 0.12
        return corner[0] - lean, corner[1] - height

    def outline(self) -> Path:
        """The right half, from the middle of the waist to the crotch."""
        return start(0, DIP).bow((self.waist, 0), -0.3).join(self.out_seam()).bow(self.inner, 0.5).join(self.in_seam())


def lay_legs(flat: Flat, legs: Legs, *, seam: bool = True) -> Path:
    """Both legs, with the seam down the middle and a look into the back of the waist."""
    flat.half(start(0, -0.9).bow((legs.waist, 0), 0.3).to((legs.waist - 0.4, 3)).bow((0, 3 + DIP), 0.4), shaded(flat.base, INSIDE))
    outline = flat.half(legs.outline())
    if seam:
        flat.seam(line((0, DIP), (0, legs.rise)))
    flat.seam(start(0.8, legs.rise - 0.8).bow((5.0, legs.rise - 2.6), 0.4), on=outline, both=True, width=4)
    return outline


def waistband(flat: Flat, legs: Legs, colour: str | None = None, *, button: str | None = "", loops: bool = True) -> Path:
    """A sewn-on waistband with belt loops and a button (`None`: without one)."""
    band = flat.half(_band(legs, legs.band), colour)
    if loops:
        for share in (0.36, 0.82):
            x = legs.waist * share
            top = DIP * (1 - share)
            for side in (1, -1):
                flat.piece(box(side * x - 0.7, top - 0.4, side * x + 0.7, top + legs.band + 0.5), colour, width=4)
    if button is not None:
        details.button(flat, 0.9, DIP + legs.band * 0.52, button or None, 0.9)
    return band


def elastic(flat: Flat, legs: Legs, colour: str | None = None, *, cords: str | None = None, depth: float = 4.5) -> Path:
    """A gathered waistband, with cords if `cords` names their colour."""
    band = flat.half(_band(legs, depth), colour)
    for index in range(7):
        x = legs.waist * (index + 0.5) / 7
        flat.seam(line((x, DIP * (1 - x / legs.waist) + depth * 0.62), (x * 1.03, depth + DIP + 1.6)), both=True, width=3)
    if cords:
        details.drawstring(flat, 2.0, DIP + depth * 0.6, 14, cords, 0.8)
    return band


def _band(legs: Legs, depth: float) -> Path:
    edge = legs.out_seam()
    side = edge.part(0, depth / max(edge.points[-1][1], 1))
    top = start(0, DIP).bow((legs.waist, 0), -0.3)
    return top.join(side).bow((0, depth + DIP), 0.4)


def fly(flat: Flat, legs: Legs, outline: Path) -> None:
    """The stitched curve of a fly front."""
    top, bottom = legs.band + DIP, legs.rise - 7
    flat.stitch(start(3.6, top).to((3.6, bottom - 4)).curve((3.5, bottom - 1), (2.0, bottom + 0.6), (0.2, bottom + 1.2)), on=outline)


def slant_pockets(flat: Flat, legs: Legs, outline: Path) -> None:
    """Slanted side pockets."""
    flat.seam(line((legs.waist - 4.5, legs.band), (legs.hip - 0.6, legs.hip_at - 1)), on=outline, both=True)


def scoop_pockets(flat: Flat, legs: Legs, outline: Path, *, coin: bool = True) -> None:
    """Curved front pockets of jeans, with a coin pocket."""
    edge = start(legs.waist - 8.5, legs.band + 0.4).curve((legs.waist - 7.6, 10), (legs.waist - 3, 12), (legs.hip + 1, 11.5))
    flat.seam(edge, on=outline, both=True)
    flat.stitch(edge.moved(-0.9, 1.0), on=outline, both=True)
    if coin:
        flat.seam(line((-legs.waist + 5.5, 8.4), (-legs.waist + 1.0, 8.0)), on=outline, width=5)


def hems(flat: Flat, legs: Legs, outline: Path, depth: float = 3.0) -> None:
    """Stitched trouser hems."""
    flat.stitch(_across(legs, depth), on=outline, both=True)


def _across(legs: Legs, up: float) -> Path:
    (ox, oy), (ix, iy) = legs.outer, legs.inner
    return start(ox + 3, oy - up).bow((ix - 3, iy - up), 0.5)


def turn_ups(flat: Flat, legs: Legs, depth: float = 4.5, colour: str | None = None, spread: float = 0.5) -> None:
    """Turned-up or knitted ends of the legs."""
    (ox, oy), (ix, iy) = legs.outer, legs.inner
    share = depth / legs.length
    top_out, top_in = legs.out_seam().at(1 - share), legs.in_seam().at(depth / (legs.length - legs.rise))
    cuff = (
        start(top_out[0] + max(spread, 0), top_out[1])
        .to((ox + spread, oy))
        .bow((ix - spread, iy), 0.4)
        .to((top_in[0] - max(spread, 0), top_in[1]))
    )
    flat.pair(cuff.bow((top_out[0] + max(spread, 0), top_out[1]), -0.4).closed(), colour)


def ribbed_ends(flat: Flat, legs: Legs, depth: float = 6.0, colour: str | None = None) -> None:
    """Knitted cuffs below the legs, narrower than they."""
    (ox, oy), (ix, iy) = legs.outer, legs.inner
    narrow = legs.hem * 0.14
    cuff = (
        start(ox - 0.2, oy - 0.6).curve((ox, oy + 1), (ox - narrow, oy + 1), (ox - narrow, oy + depth)).bow((ix + narrow, iy + depth), 0.3)
    )
    flat.pair(cuff.curve((ix + narrow, iy + 1), (ix, iy + 1), (ix + 0.2, iy - 0.6)).bow((ox - 0.2, oy - 0.6), -0.4).closed(), colour)
    for share in (0.3, 0.5, 0.7):
        x, y = between((ox, oy), (ix, iy), share)
        flat.seam(line((x, y + depth * 0.64), (x, y + depth)), both=True, width=3)


def crease(flat: Flat, legs: Legs, outline: Path, top: float = 30.0) -> None:
    """The pressed fold down the middle of a leg."""
    flat.seam(line((legs.middle_at(top), top), (legs.stand, legs.length)), on=outline, both=True, width=4)


def pleats(flat: Flat, legs: Legs, outline: Path) -> None:
    """Two folds below the waistband."""
    for x, depth in ((7.5, 12.0), (10.5, 9.0)):
        flat.seam(start(x, legs.band).bow((x + 0.8, legs.band + depth), 0.3), on=outline, both=True, width=5)


def side_stripe(flat: Flat, legs: Legs, colour: str, width: float = 3.4, away: float = 0.0) -> None:
    """A stripe along the outer seam."""
    edge = legs.out_seam().part(legs.band / legs.length, 1)
    flat.pair(edge.aside(-away).join(edge.aside(-away - width).back()).closed(), colour, width=6)


def cargo_pockets(flat: Flat, legs: Legs, y: float, width: float, height: float, colour: str | None = None, dot: str | None = None) -> None:
    """Flap pockets on the thighs."""
    x = legs.middle_at(y) + max(legs.knee, legs.hem) * 0.2
    for side in (1, -1):
        details.flap_pocket(flat, side * x, y, width, height, colour, dot=dot)


# --- trousers -----------------------------------------------------------------------------------------------------------------

STRAIGHT = Legs()
SLIM = Legs(knee=16.5, hem=14.0, stand=14.5, hip=24.5)
SKINNY = Legs(waist=18.5, hip=23.0, knee=14.5, hem=11.5, stand=13.0, length=98)
WIDE = Legs(hip=26.5, knee=27, hem=30, stand=17.5, length=104)
PALAZZO = Legs(waist=18.5, hip=25.0, knee=31, hem=40, stand=21.5, length=104, knee_at=62)
FLARED = Legs(waist=18.0, hip=23.5, rise=25, hip_at=18, knee=16.5, hem=26, stand=16.5, length=104, knee_at=58)
BOOTCUT = Legs(waist=19.0, hip=24.5, knee=18.0, hem=22, stand=15.8, length=104)
TAPERED = Legs(hip=27.5, knee=20.5, hem=14.5, stand=15.0, length=96)
JOGGER = Legs(hip=26.5, knee=20.5, hem=15.0, stand=15.0, length=92)
BAGGY = Legs(waist=21, hip=28, knee=27, hem=25, stand=18, length=102)
CROP = Legs(hip=25, knee=21, hem=21, stand=15.8, length=86, knee_at=58)
CULOTTE = Legs(waist=18.5, hip=25, knee=34, hem=36, stand=20, length=76, knee_at=73)
HAREM = Legs(waist=20, hip=29, hip_at=30, rise=44, knee=21, hem=13, stand=14, length=94, knee_at=70)
LEGGING = Legs(waist=16.5, hip=21.5, knee=13.0, hem=9.0, stand=11.5, length=92, rise=26, hip_at=19, band=7)


def trousers(
    flat: Flat,
    legs: Legs,
    *,
    pockets: str = "slant",
    folds: bool = False,
    creased: bool = False,
    band: str | None = None,
    cuffs: float = 0.0,
) -> Path:
    """Woven trousers with a fly."""
    outline = lay_legs(flat, legs)
    if pockets == "slant":
        slant_pockets(flat, legs, outline)
    if folds:
        pleats(flat, legs, outline)
    if creased:
        crease(flat, legs, outline, 18 if folds else 32)
    fly(flat, legs, outline)
    waistband(flat, legs, band)
    if cuffs:
        turn_ups(flat, legs, cuffs)
    elif not creased:
        hems(flat, legs, outline)
    return outline


def jeans(flat: Flat, legs: Legs, *, cuffs: str | None = None, ripped: bool = False, dots: str = "#b08d57") -> Path:
    """Five-pocket jeans. `cuffs`: the colour of turned-up ends."""
    outline = lay_legs(flat, legs)
    scoop_pockets(flat, legs, outline)
    fly(flat, legs, outline)
    waistband(flat, legs, button=dots)
    if cuffs:
        turn_ups(flat, legs, 5.0, cuffs)
    else:
        hems(flat, legs, outline, 2.4)
    if ripped:
        for y, half in ((56.0, 5.5), (62.0, 4.6), (82.0, 3.4)):
            x = legs.middle_at(y)
            for shift in (0.0, 1.3):
                flat.seam(start(x - half, y + shift).bow((x + half, y + shift + 0.4), -0.3), on=outline, both=True, width=4)
    return outline


def joggers(
    flat: Flat, legs: Legs = JOGGER, *, trim: str | None = None, cords: str | None = None, stripe: str | None = None, ends: bool = True
) -> Path:
    """Sweat trousers with elastic waist and knitted ends."""
    outline = lay_legs(flat, legs)
    flat.seam(start(legs.waist - 1.5, 5).bow((legs.hip - 1.2, 21), 1.2), on=outline, both=True)
    if stripe:
        side_stripe(flat, legs, stripe)
    if ends:
        ribbed_ends(flat, legs, colour=trim)
    else:
        hems(flat, legs, outline)
    elastic(flat, legs, trim, cords=cords)
    return outline


def cargo(flat: Flat, legs: Legs, *, ends: bool = False, dot: str | None = None) -> None:
    """Trousers with thigh pockets."""
    if ends:
        joggers(flat, legs)
    else:
        trousers(flat, legs)
    cargo_pockets(flat, legs, 46, 15, 17, dot=dot)


def leggings(flat: Flat, *, panel: str | None = None, stirrup: bool = False) -> None:
    """Tight and stretchy; `panel` colours the sides."""
    outline = lay_legs(flat, LEGGING, seam=False)
    flat.seam(line((0, 8), (0, LEGGING.rise)))
    if panel:
        edge = LEGGING.out_seam().part(0.07, 1)
        flat.pair(edge.join(edge.aside(-3.0).back()).closed(), panel, width=6)
    flat.half(_band(LEGGING, 8.0))
    if not stirrup:
        flat.stitch(_across(LEGGING, 1.8), on=outline, both=True)


def overalls(flat: Flat, legs: Legs, dots: str) -> None:
    """Trousers with a bib on straps."""
    outline = lay_legs(flat, legs)
    scoop_pockets(flat, legs, outline, coin=False)
    hems(flat, legs, outline)
    for side in (1, -1):
        flat.piece(line((side * 8.0, -44), (side * 11.6, -44), (side * 11.2, -24), (side * 8.2, -24)).closed())
    bib = start(0, -27).to((12, -27)).curve((12.5, -14), (15, -4), (20.2, 2)).bow((0, 4), 0.3)
    piece = flat.half(bib)
    flat.stitch(line((0, -24.6), (12, -24.6)), on=piece, both=True)
    details.patch_pocket(flat, 0, -19, 13, 13)
    flat.half(_band(legs, 4.5))
    for side in (1, -1):
        details.button(flat, side * 9.8, -23.4, dots, 1.1)
        details.button(flat, side * 18.4, 8, dots, 0.9)


def wrap_trousers(flat: Flat) -> None:
    """Wide trousers tied at the waist."""
    outline = lay_legs(flat, replace(PALAZZO, length=98))
    for x, low in ((4, 6.0), (8, 12.5), (13, 20.0)):
        flat.seam(start(x, 5).bow((low, 26), 0.4), on=outline, both=True, width=4)
    flat.half(_band(PALAZZO, 7.0))
    details.tied_belt(flat, 2.4, 18.9, 3.2, hang=20)


def checked_trousers(flat: Flat, colour: str, cross: str) -> None:
    """Check trousers."""
    legs = replace(STRAIGHT, hem=19)
    outline = lay_legs(flat, legs)
    details.checks(flat, outline, colour, cross, 9, 0.3)
    slant_pockets(flat, legs, outline)
    waistband(flat, legs)


def striped_trousers(flat: Flat, colour: str) -> None:
    """Pyjama stripes."""
    outline = lay_legs(flat, BAGGY)
    details.stripes(flat, outline, colour, -36, 36, 13, 0.35, angle=90)
    elastic(flat, BAGGY, cords=WHITE.hex)


def moto(flat: Flat) -> None:
    """Ribbed knee panels."""
    legs = replace(SLIM)
    outline = jeans(flat, legs, dots=SILVERY)
    for y in (52.0, 66.0):
        flat.seam(start(legs.middle_at(y) - 11, y).bow((legs.middle_at(y) + 11, y), -0.4), on=outline, both=True)
    for index in range(5):
        y = 54.6 + index * 2.3
        flat.seam(start(legs.middle_at(y) - 6, y).bow((legs.middle_at(y) + 6, y), -0.3), on=outline, both=True, width=4)


SILVERY = "#c4c7cb"

_P: str = "pants"
PANTS: tuple[Design, ...] = (
    design(_P, "straight-jeans", "Straight jeans", "스트레이트 진", (DENIM,), lambda f: jeans(f, STRAIGHT)),
    design(_P, "skinny-jeans", "Skinny jeans", "스키니 진", (INDIGO,), lambda f: jeans(f, SKINNY)),
    design(_P, "ripped-jeans", "Ripped jeans", "데미지 진", (ICE,), lambda f: jeans(f, replace(TAPERED, hip=26), ripped=True)),
    design(_P, "wide-jeans", "Wide-leg jeans", "와이드 진", (ICE,), lambda f: jeans(f, WIDE)),
    design(_P, "flared-jeans", "Flared jeans", "플레어 진", (DENIM,), lambda f: jeans(f, FLARED)),
    design(_P, "turn-up-jeans", "Turn-up jeans", "롤업 진", (INDIGO, ICE), lambda f: jeans(f, replace(CROP, length=92), cuffs=ICE.hex)),
    design(_P, "black-jeans", "Biker jeans", "바이커 진", (BLACK,), moto),
    design(_P, "chinos", "Chinos", "치노 팬츠", (BEIGE,), lambda f: trousers(f, SLIM)),
    design(
        _P,
        "tapered-chinos",
        "Cropped chinos",
        "크롭 치노 팬츠",
        (OLIVE,),
        lambda f: trousers(f, replace(TAPERED, length=88), cuffs=4.0),
    ),
    design(_P, "suit", "Suit trousers", "수트 팬츠", (CHARCOAL,), lambda f: trousers(f, replace(STRAIGHT, hem=20), creased=True)),
    design(
        _P,
        "pleated",
        "Pleated trousers",
        "핀턱 슬랙스",
        (CAMEL,),
        lambda f: trousers(f, replace(WIDE, hem=25, knee=26), folds=True, creased=True),
    ),
    design(
        _P,
        "cuffed-pleated",
        "Cuffed pleated trousers",
        "턴업 핀턱 팬츠",
        (NAVY,),
        lambda f: trousers(f, TAPERED, folds=True, cuffs=4.5),
    ),
    design(_P, "palazzo", "Palazzo trousers", "팔라초 팬츠", (RUST,), lambda f: palazzo(f)),
    design(_P, "bootcut", "Bootcut trousers", "부츠컷 팬츠", (BURGUNDY,), lambda f: trousers(f, BOOTCUT, creased=True)),
    design(_P, "joggers", "Joggers", "조거 팬츠", (GREY,), lambda f: joggers(f, cords=WHITE.hex)),
    design(_P, "track", "Track trousers", "트랙 팬츠", (NAVY, WHITE), lambda f: joggers(f, stripe=WHITE.hex, cords=WHITE.hex)),
    design(_P, "contrast-joggers", "Contrast-cuff joggers", "배색 조거 팬츠", (SAGE, CREAM), lambda f: joggers(f, trim=CREAM.hex)),
    design(
        _P,
        "wide-sweatpants",
        "Wide sweatpants",
        "와이드 스웨트 팬츠",
        (HEATHER,),
        lambda f: joggers(f, BAGGY, cords=BLACK.hex, ends=False),
    ),
    design(_P, "cargo", "Cargo trousers", "카고 팬츠", (KHAKI,), lambda f: cargo(f, replace(BAGGY, hem=21, knee=24))),
    design(_P, "cargo-joggers", "Cargo joggers", "카고 조거 팬츠", (BLACK, SAND), lambda f: cargo(f, JOGGER, ends=True, dot=SAND.hex)),
    design(_P, "leggings", "Leggings", "레깅스", (BLACK,), lambda f: leggings(f)),
    design(_P, "panel-leggings", "Side-panel leggings", "배색 레깅스", (PURPLE, CORAL), lambda f: leggings(f, panel=CORAL.hex)),
    design(_P, "culottes", "Culottes", "퀼로트 팬츠", (MUSTARD,), lambda f: culottes(f)),
    design(_P, "harem", "Harem trousers", "하렘 팬츠", (TEAL,), lambda f: joggers(f, HAREM)),
    design(
        _P,
        "dungarees",
        "Dungarees",
        "멜빵바지",
        (DENIM, SILVER := replace(GREY, en="Silver", ko="실버", hex=SILVERY)),
        lambda f: overalls(f, replace(STRAIGHT, hem=20, length=98), SILVERY),
    ),
    design(_P, "wrap", "Tie-waist wide trousers", "타이 와이드 팬츠", (FOREST,), wrap_trousers),
    design(_P, "checked", "Checked trousers", "체크 팬츠", (GREY, CHARCOAL), lambda f: checked_trousers(f, "#6d7076", CHARCOAL.hex)),
    design(_P, "striped", "Striped lounge trousers", "스트라이프 라운지 팬츠", (SKY, NAVY), lambda f: striped_trousers(f, NAVY.hex)),
    design(_P, "painter", "Painter trousers", "페인터 팬츠", (IVORY,), lambda f: painter(f)),
)


def palazzo(flat: Flat) -> None:
    """Very wide legs from a plain band."""
    outline = lay_legs(flat, PALAZZO)
    waistband(flat, PALAZZO, button=None, loops=False)
    for top, low in ((9.0, 12.0), (13.0, 26.0)):
        flat.seam(start(top, 12).bow((low, 96), 0.8), on=outline, both=True, width=4)


def culottes(flat: Flat) -> None:
    """Wide legs that end at the calf, two folds."""
    trousers(flat, CULOTTE, folds=True)


def painter(flat: Flat) -> None:
    """Work trousers with double knees and a hammer loop."""
    legs = replace(WIDE, hem=25, knee=25)
    outline = trousers(flat, legs)
    for y in (44.0, 74.0):
        flat.seam(start(legs.middle_at(y) - 15, y).bow((legs.middle_at(y) + 15, y), -0.3), on=outline, both=True)
    flat.seam(start(legs.hip + 0.2, 36).curve((legs.hip - 6, 38), (legs.hip - 6, 46), (legs.hip - 0.2, 48)), on=outline)


# --- shorts -------------------------------------------------------------------------------------------------------------------

CHINO_SHORT = Legs(length=48, hem=27, stand=16.0, knee_at=60)
LONG_SHORT = Legs(length=62, hem=26, stand=16.0, knee_at=70, hip=26.5)
SHORT_SHORT = Legs(waist=18.5, hip=25, length=36, hem=29, stand=16.6, knee_at=60, rise=27)
HOT = Legs(waist=17.5, hip=23.5, length=32, hem=25.5, stand=14.8, knee_at=60, rise=26, hip_at=18)
WIDE_SHORT = Legs(waist=18.0, hip=26, length=44, hem=36, stand=20.5, knee_at=60)
RUNNING = Legs(waist=19, hip=27, length=38, hem=33, stand=19.0, knee_at=60, rise=27)
CYCLING = Legs(waist=16.5, hip=21.5, length=50, hem=16.5, stand=12.0, knee_at=60, rise=26, hip_at=19, band=7)
BASKET = Legs(waist=20, hip=28, length=60, hem=34, stand=20, knee_at=70, rise=29)
BERMUDA = Legs(length=57, hem=22, stand=14.4, knee_at=70, hip=25)


def sport_shorts(flat: Flat, legs: Legs, *, stripe: str | None = None, trim: str | None = None, cords: str | None = None) -> Path:
    """Shorts with an elastic waist."""
    outline = lay_legs(flat, legs)
    if stripe:
        side_stripe(flat, legs, stripe, 4.0)
    if trim:
        flat.pair(_hem_band(legs, 2.4), trim, width=6)
    else:
        hems(flat, legs, outline, 2.2)
    elastic(flat, legs, trim if stripe is None else None, cords=cords)
    return outline


def _hem_band(legs: Legs, depth: float) -> Path:
    out, inn = legs.out_seam(), legs.in_seam()
    top_out, top_in = out.at(1 - depth / legs.length), inn.at(min(0.8, depth / (legs.length - legs.rise)))
    return start(*top_out).to(legs.outer).bow(legs.inner, 0.5).to(top_in).bow(top_out, -0.4).closed()


def denim_shorts(flat: Flat, legs: Legs, *, cuffs: str | None = None, frayed: bool = False) -> None:
    """Cut-off or turned-up jeans."""
    outline = lay_legs(flat, legs)
    scoop_pockets(flat, legs, outline)
    fly(flat, legs, outline)
    waistband(flat, legs, button="#b08d57")
    if cuffs:
        turn_ups(flat, legs, 4.0, cuffs)
    if frayed:
        for index in range(9):
            x, y = between(legs.outer, legs.inner, (index + 0.5) / 9)
            flat.seam(line((x, y), (x + (0.5 if index % 2 else -0.4), y + 2.4)), both=True, width=3)
        flat.seam(_across(legs, 1.6), on=outline, both=True, width=4)


def cargo_shorts(flat: Flat) -> None:
    """Shorts with thigh pockets."""
    trousers(flat, LONG_SHORT)
    cargo_pockets(flat, LONG_SHORT, 35, 15, 16)


def paperbag(flat: Flat) -> None:
    """A gathered frill above a tied belt."""
    legs = replace(WIDE_SHORT, waist=17)
    flat.half(start(0, -4.6).wave((18.5, -5.4), 5, 0.8).to((17.2, 4)).bow((0, 5), 0.3))
    outline = lay_legs(flat, legs)
    flat.half(start(0, -4.0).wave((18.5, -4.6), 5, 0.8).curve((18, -2), (17.2, 0), (17.3, 4)).bow((0, 5), 0.3))
    for x in (3, 7, 11, 15):
        flat.seam(line((x, 7), (x * 1.15, 16)), line((x, 0.6), (x * 1.04, -2.6)), on=None, both=True, width=4)
    hems(flat, legs, outline)
    details.tied_belt(flat, 1.6, 17.4, 3.4, hang=13)


def skort(flat: Flat) -> None:
    """Shorts with a wrapped skirt front."""
    lay_legs(flat, SHORT_SHORT)
    flat.piece(start(-18.6, 3).to((18.6, 3)).curve((21, 9), (25, 15), (25.4, 24)).to((31.2, 35)).bow((-12, 40), 1.0).bow((-18.6, 3), -1.0))
    waistband(flat, SHORT_SHORT, button=None, loops=False)
    details.buttons(flat, (-14.4, 10), (-12.6, 30), 4)


def striped_shorts(flat: Flat, colour: str) -> None:
    """Beach stripes."""
    outline = lay_legs(flat, RUNNING)
    details.stripes(flat, outline, colour, -39, 39, 12, 0.5, angle=90)
    elastic(flat, RUNNING, cords=WHITE.hex)


def checked_shorts(flat: Flat, colour: str, cross: str) -> None:
    """Check shorts."""
    outline = lay_legs(flat, CHINO_SHORT)
    details.checks(flat, outline, colour, cross, 9)
    waistband(flat, CHINO_SHORT)


def blocked_shorts(flat: Flat, colour: str) -> None:
    """Lower part of another colour."""
    outline = sport_shorts(flat, BASKET)
    details.colour_block(flat, outline, 40, 90, colour)


def scalloped(flat: Flat) -> None:
    """A scalloped edge."""
    legs = replace(SHORT_SHORT, length=33)
    outline = start(0, DIP).bow((legs.waist, 0), -0.3).join(legs.out_seam()).wave(legs.inner, 5, 1.6).join(legs.in_seam())
    flat.half(start(0, -0.9).bow((legs.waist, 0), 0.3).to((legs.waist - 0.4, 3)).bow((0, 3 + DIP), 0.4), shaded(flat.base, INSIDE))
    flat.half(outline)
    flat.seam(line((0, DIP), (0, legs.rise)))
    waistband(flat, legs, button=None, loops=False)


def lace_trim(flat: Flat, colour: str) -> None:
    """Soft shorts with a lace edge."""
    lay_legs(flat, WIDE_SHORT)
    (ox, oy), (ix, iy) = WIDE_SHORT.outer, WIDE_SHORT.inner
    flat.pair(
        start(ox - 0.6, oy - 3)
        .to((ox + 0.3, oy + 1))
        .wave((ix - 0.3, iy + 1), 7, 1.0)
        .to((ix + 0.4, iy - 3))
        .bow((ox - 0.6, oy - 3), -0.5)
        .closed(),
        colour,
    )
    elastic(flat, WIDE_SHORT)
    details.bow_tie(flat, 0, 4.2, 4.2, colour)


_S: str = "shorts"
SHORTS: tuple[Design, ...] = (
    design(_S, "chino", "Chino shorts", "치노 반바지", (SAND,), lambda f: trousers(f, CHINO_SHORT)),
    design(_S, "denim", "Denim shorts", "데님 반바지", (DENIM,), lambda f: denim_shorts(f, replace(CHINO_SHORT, length=44))),
    design(_S, "cut-off", "Frayed cut-offs", "커팅 데님 숏팬츠", (ICE,), lambda f: denim_shorts(f, HOT, frayed=True)),
    design(
        _S,
        "turn-up-denim",
        "Turn-up denim shorts",
        "롤업 데님 반바지",
        (INDIGO, ICE),
        lambda f: denim_shorts(f, SHORT_SHORT, cuffs=ICE.hex),
    ),
    design(_S, "bermuda", "Bermuda shorts", "버뮤다 팬츠", (NAVY,), lambda f: trousers(f, BERMUDA)),
    design(_S, "pleated", "Pleated shorts", "핀턱 반바지", (CAMEL,), lambda f: trousers(f, replace(WIDE_SHORT, waist=19), folds=True)),
    design(
        _S,
        "tailored",
        "Tailored cuffed shorts",
        "테일러드 반바지",
        (CHARCOAL,),
        lambda f: trousers(f, CHINO_SHORT, creased=True, cuffs=4.0),
    ),
    design(_S, "cargo", "Cargo shorts", "카고 반바지", (OLIVE,), cargo_shorts),
    design(
        _S,
        "sweat",
        "Sweat shorts",
        "스웨트 반바지",
        (HEATHER,),
        lambda f: sport_shorts(f, replace(CHINO_SHORT, hem=29, stand=17), cords=WHITE.hex),
    ),
    design(_S, "running", "Running shorts", "러닝 쇼츠", (RED, WHITE), lambda f: sport_shorts(f, RUNNING, stripe=WHITE.hex)),
    design(
        _S,
        "retro",
        "Retro track shorts",
        "레트로 트랙 쇼츠",
        (GREEN, WHITE),
        lambda f: sport_shorts(f, replace(HOT, hem=28, stand=16.5), trim=WHITE.hex),
    ),
    design(
        _S,
        "swim",
        "Swim shorts",
        "스윔 쇼츠",
        (CORAL, WHITE),
        lambda f: sport_shorts(f, replace(RUNNING, length=42), cords=WHITE.hex),
    ),
    design(_S, "basketball", "Basketball shorts", "농구 반바지", (BLACK, ORANGE), lambda f: sport_shorts(f, BASKET, stripe=ORANGE.hex)),
    design(_S, "colour-block", "Colour-block shorts", "컬러 블록 반바지", (WHITE, BLUE), lambda f: blocked_shorts(f, BLUE.hex)),
    design(_S, "cycling", "Cycling shorts", "바이커 쇼츠", (BLACK,), lambda f: cycling(f)),
    design(_S, "hot", "High-waist mini shorts", "하이웨스트 숏팬츠", (WHITE,), lambda f: trousers(f, HOT)),
    design(_S, "paperbag", "Paperbag shorts", "페이퍼백 반바지", (SAGE,), paperbag),
    design(_S, "wide", "Wide linen shorts", "와이드 린넨 반바지", (BEIGE,), lambda f: sport_shorts(f, WIDE_SHORT, cords=CREAM.hex)),
    design(_S, "skort", "Skort", "치마바지", (PINK,), skort),
    design(_S, "striped", "Striped beach shorts", "스트라이프 비치 쇼츠", (WHITE, SKY), lambda f: striped_shorts(f, "#4f8fcb")),
    design(_S, "checked", "Checked shorts", "체크 반바지", (CREAM, BROWN), lambda f: checked_shorts(f, "#c3a985", BROWN.hex)),
    design(_S, "scalloped", "Scalloped shorts", "스캘럽 반바지", (MINT,), scalloped),
    design(_S, "lace", "Lace-trim lounge shorts", "레이스 라운지 쇼츠", (LAVENDER, IVORY), lambda f: lace_trim(f, IVORY.hex)),
    design(
        _S,
        "long",
        "Long skate shorts",
        "롱 스케이트 반바지",
        (MUSTARD,),
        lambda f: trousers(f, replace(LONG_SHORT, hem=31, stand=18.5)),
    ),
    design(
        _S, "dungarees", "Short dungarees", "멜빵 반바지", (ICE, SILVER), lambda f: overalls(f, replace(CHINO_SHORT, length=42), SILVERY)
    ),
)


def cycling(flat: Flat) -> None:
    """Tight shorts down to the knee."""
    outline = lay_legs(flat, CYCLING, seam=False)
    flat.seam(line((0, 8), (0, CYCLING.rise)))
    flat.half(_band(CYCLING, 8.0))
    flat.seam(start(CYCLING.hip - 5, 12).bow((CYCLING.outer[0] - 4, 49), 0.8), on=outline, both=True)
    flat.stitch(_across(CYCLING, 1.8), on=outline, both=True)


DESIGNS: tuple[Design, ...] = PANTS + SHORTS
