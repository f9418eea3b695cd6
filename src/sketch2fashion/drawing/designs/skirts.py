"""Skirts and dresses."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sketch2fashion.drawing.designs import details
from sketch2fashion.drawing.designs.collars import band_collar, shirt_collar, tailored_lapel
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
    FUCHSIA,
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
    PURPLE,
    RED,
    RUST,
    SAGE,
    SAND,
    SILVER,
    SKY,
    TEAL,
    WHITE,
    YELLOW,
    shaded,
)
from sketch2fashion.drawing.designs.design import Design, design
from sketch2fashion.drawing.designs.flat import Flat
from sketch2fashion.drawing.designs.knits import ARM_SLIM, FLUTTER, PUFFED, TIGHT
from sketch2fashion.drawing.designs.path import Path, box, line, start
from sketch2fashion.drawing.designs.upper import (
    INSIDE,
    Body,
    Neckline,
    Sleeve,
    boat_neck,
    high_neck,
    lay_body,
    lay_sleeves,
    open_neck,
    round_neck,
    square_neck,
    v_neck,
)

DIP = 1.1  # cm: how far the front of the waist hangs below the sides


@dataclass(frozen=True)
class Skirt:
    """The right half of a skirt; heights from the waist, all in cm."""

    waist: float = 18.0
    hip: float = 24.5
    hip_at: float = 19.0
    hem: float = 30.0
    length: float = 58.0
    sweep: float = 2.0  # the hem's middle hangs lower by this
    band: float = 3.6
    hollow: float = 0.0  # how far the side curves in between hip and hem

    def side(self, top: float = 0.0) -> Path:
        """The side seam, from `top` to the hem."""
        way = start(self.waist, top)
        if self.hip <= 0:  # a cone from the waist on
            return way.bow((self.hem, top + self.length), -self.hollow)
        hip = (self.hip, top + self.hip_at)
        way = way.curve(
            (self.waist + (self.hip - self.waist) * 0.45, top + self.hip_at * 0.25), (self.hip - 0.6, top + self.hip_at * 0.65), hip
        )
        return way.curve(
            (self.hip + 0.4, hip[1] + (self.length - self.hip_at) * 0.3),
            (self.hem - (self.hem - self.hip) * 0.35 - self.hollow, top + self.length * 0.72),
            (self.hem, top + self.length),
        )

    def hem_line(self, top: float = 0.0) -> Path:
        """The hem, from the side to the middle."""
        low = top + self.length + self.sweep
        return start(self.hem, top + self.length).curve((self.hem * 0.66, low), (self.hem * 0.33, low), (0, low))

    def outline(self, top: float = 0.0) -> Path:
        """The right half, from the middle of the waist to the middle of the hem."""
        return start(0, top + DIP).bow((self.waist, top), -0.25).join(self.side(top)).join(self.hem_line(top))


def lay_skirt(flat: Flat, skirt: Skirt, *, top: float = 0.0, hem: Path | None = None, colour: str | None = None, back: bool = True) -> Path:
    """The skirt as one piece; `hem` replaces the plain hem, from the side to the middle."""
    if back:
        flat.half(
            start(0, top - 0.8).bow((skirt.waist, top), 0.3).to((skirt.waist - 0.3, top + 3)).bow((0, top + 3 + DIP), 0.4),
            shaded(flat.base, INSIDE),
        )
    outline = start(0, top + DIP).bow((skirt.waist, top), -0.25).join(skirt.side(top))
    return flat.half(outline.join(hem or skirt.hem_line(top)), colour)


def skirt_band(flat: Flat, skirt: Skirt, colour: str | None = None, *, button: bool = False) -> None:
    """A plain waistband."""
    edge = skirt.side()
    length = float(edge.points[-1][1])
    flat.half(start(0, DIP).bow((skirt.waist, 0), -0.25).join(edge.part(0, skirt.band / length)).bow((0, skirt.band + DIP), 0.3), colour)
    if button:
        details.button(flat, 1.2, DIP + skirt.band * 0.5, None, 0.9)


def gathered_band(flat: Flat, skirt: Skirt, colour: str | None = None) -> None:
    """An elastic waistband with gathers below."""
    skirt_band(flat, skirt, colour)
    for index in range(6):
        x = skirt.waist * (index + 0.5) / 6
        flat.seam(line((x, skirt.band + 1.4), (x * 1.08, skirt.band + 6.5 + (index % 2) * 2.5)), both=True, width=4)


def folds(
    flat: Flat, skirt: Skirt, outline: Path, count: int, top: float = 0.0, *, begin: float = 4.0, bend: float = 0.4, until: float = 1.0
) -> None:
    """Lines that fall from the waist to the hem: pleats or soft folds."""
    for index in range(count):
        share = (index + 0.5) / count
        low = skirt.hem * share * until + skirt.hem * (1 - until) * share * 0.5
        flat.seam(
            start(skirt.waist * share, top + begin).bow((low, top + (skirt.length + skirt.sweep) * until), bend),
            on=outline,
            both=True,
            width=5 if until == 1 else 4,
        )


def pleated_hem(skirt: Skirt, count: int, depth: float, top: float = 0.0) -> Path:
    """A hem of little steps, one a pleat, from the side to the middle."""
    line_ = skirt.hem_line(top)
    way = start(*line_.at(0))
    for index in range(1, count + 1):
        x, y = line_.at(index / count)
        way = way.to((x, y - depth) if index < count else (x, y)).to((x, y))
    return way


def waves(skirt: Skirt, count: int, depth: float, top: float = 0.0) -> Path:
    """A hem that swings in waves, from the side to the middle."""
    line_ = skirt.hem_line(top)
    way = start(*line_.at(0))
    for index in range(1, count + 1):
        way = way.bow(line_.at(index / count), depth if index % 2 else -depth * 0.5)
    return way


# --- skirts -------------------------------------------------------------------------------------------------------------------

PENCIL = Skirt(hem=21.5, length=60, sweep=0.8, hollow=0.8)
A_LINE = Skirt(hip=0, hem=33, length=56, sweep=3.0, hollow=0.8)
MINI = Skirt(waist=18.5, hip=24.0, hem=26.0, length=36, sweep=1.2)
MINI_A = Skirt(waist=17.5, hip=0, hem=29, length=38, sweep=2.4)
CIRCLE = Skirt(waist=16.5, hip=0, hem=42, length=56, sweep=6.0, hollow=1.0)
MAXI = Skirt(waist=17.5, hip=25, hip_at=21, hem=36, length=94, sweep=2.5)
MIDI = Skirt(waist=17.5, hip=24, hem=34, length=74, sweep=2.5)
TUBE = Skirt(waist=17.0, hip=22.5, hem=20.0, length=66, sweep=0.5, hollow=0.4)
BUBBLE = Skirt(waist=17.0, hip=0, hem=25, length=40, sweep=1.5)


def plain(flat: Flat, skirt: Skirt, *, darts: bool = True, stitched: bool = True, button: bool = False) -> Path:
    """A skirt with a band, two darts and a stitched hem."""
    outline = lay_skirt(flat, skirt)
    if darts:
        details.dart(flat, (8.5, skirt.band), (8.9, 14), on=outline)
    if stitched:
        flat.stitch(skirt.hem_line().moved(0, -2.4), on=outline, both=True)
    skirt_band(flat, skirt, button=button)
    return outline


def slit(flat: Flat, skirt: Skirt, x: float, height: float) -> None:
    """A slit, a little open."""
    low = skirt.length + skirt.sweep
    flat.piece(line((x, low - height), (x + 2.6, low + 0.6), (x - 2.6, low + 0.6)).closed(), shaded(flat.base, 0.7), width=6)


def pencil(flat: Flat) -> None:
    """A pencil skirt with a front slit."""
    plain(flat, PENCIL)
    flat.seam(line((7, 44), (7, 61)), width=6)


def wrap_skirt(flat: Flat, skirt: Skirt, *, ruffle: bool = False, tie: bool = True) -> None:
    """One front over the other."""
    outline = lay_skirt(flat, skirt)
    edge = start(-skirt.waist * 0.1, skirt.band).curve(
        (-2, skirt.length * 0.4), (-6, skirt.length * 0.75), (-skirt.hem * 0.42, skirt.length + skirt.sweep)
    )
    flat.seam(edge, on=outline)
    if ruffle:
        flat.seam(edge.aside(3.0), on=outline)
        for share in (0.15, 0.3, 0.45, 0.6, 0.75, 0.9):
            flat.seam(line(edge.at(share), edge.aside(3.0).at(share + 0.02)), on=outline, width=4)
    skirt_band(flat, skirt)
    if tie:
        details.bow_tie(flat, 11.5, 3.4, 6.0)


def buttoned(flat: Flat, skirt: Skirt, dots: str | None, *, pockets: bool = False, count: int = 8) -> None:
    """Buttons all the way down."""
    outline = lay_skirt(flat, skirt)
    if pockets:
        for side in (1, -1):
            details.patch_pocket(flat, side * 13, 12, 10, 11.5)
    flat.seam(
        line((2.0, skirt.band), (2.0, skirt.length + skirt.sweep)), line((-2.0, skirt.band), (-2.0, skirt.length + skirt.sweep)), on=outline
    )
    flat.stitch(skirt.hem_line().moved(0, -2.2), on=outline, both=True)
    skirt_band(flat, skirt)
    details.buttons(flat, (0, 3.0), (0, skirt.length - 5), count, dots)


def denim_skirt(flat: Flat, skirt: Skirt, *, split: bool = False) -> None:
    """Jeans as a skirt."""
    outline = lay_skirt(flat, skirt)
    flat.seam(line((0, 4), (0, skirt.length + skirt.sweep)), on=outline)
    edge = start(skirt.waist - 8.5, skirt.band).curve((skirt.waist - 7.5, 10), (skirt.waist - 2, 12), (skirt.hip + 2, 11.5))
    flat.seam(edge, on=outline, both=True)
    flat.stitch(start(3.4, 5).to((3.4, 14)).curve((3.3, 17), (2.0, 18.4), (0.2, 19)), on=outline)
    flat.stitch(skirt.hem_line().moved(0, -2.2), on=outline, both=True)
    if split:
        slit(flat, skirt, 0, 16)
    skirt_band(flat, skirt, button=True)
    for x in (7.0, 15.5):
        for side in (1, -1):
            flat.piece(box(side * x - 0.7, 0.2, side * x + 0.7, 4.8), width=4)


def pleated(flat: Flat, skirt: Skirt, count: int, *, band: str | None = None, stripe: str | None = None) -> None:
    """Knife pleats all round."""
    outline = lay_skirt(flat, skirt, hem=pleated_hem(skirt, count, 1.1))
    folds(flat, skirt, outline, count, bend=0.1)
    if stripe:
        for up in (7.0,):
            flat.paint(line((-60, skirt.length - up), (60, skirt.length - up)), 2.6, stripe, outline)
    skirt_band(flat, skirt, band)


def tiered(flat: Flat, skirt: Skirt, tiers: int, colour: str | None = None) -> None:
    """Gathered tiers, every second one in `colour`."""
    lay_skirt(flat, skirt)
    for tier in range(tiers, 0, -1):
        low, high = skirt.length * tier / tiers, skirt.length * (tier - 1) / tiers
        wide = skirt.waist + (skirt.hem - skirt.waist) * (tier / tiers) ** 0.8
        narrow = skirt.waist + (skirt.hem - skirt.waist) * ((tier - 1) / tiers) ** 0.8 * 0.93
        piece = start(0, high + 1).to((narrow, high)).bow((wide, low), 0.5).wave((0, low + skirt.sweep * tier / tiers), 5, 0.8)
        outline = flat.half(piece, colour if tier % 2 == 0 else None)
        for index in range(5):
            x = (index + 0.5) / 5
            flat.seam(
                line((narrow * x, high + 1), (narrow * x * 1.06, high + (low - high) * (0.34 + 0.16 * (index % 2)))),
                on=outline,
                both=True,
                width=4,
            )
    skirt_band(flat, skirt)


def ruffled(flat: Flat, skirt: Skirt, depth: float, colour: str | None = None) -> None:
    """A gathered ruffle at the hem."""
    short = replace(skirt, length=skirt.length - depth)
    flat.half(
        start(0, short.length - 1)
        .to((short.hem - 0.6, short.length - 1))
        .curve((short.hem + 1.5, short.length + depth * 0.5), (skirt.hem + 2, skirt.length - 1), (skirt.hem + 3, skirt.length))
        .wave((0, skirt.length + skirt.sweep), 6, 0.9),
        colour,
    )
    for index in range(7):
        x = short.hem * (index + 0.5) / 7
        flat.seam(line((x, short.length + short.sweep + 0.5), (x * 1.08, short.length + depth * 0.66)), both=True, width=4)
    lay_skirt(flat, short)
    skirt_band(flat, short)


def circle(flat: Flat, skirt: Skirt, *, band: str | None = None, gathered: bool = False) -> Path:
    """Soft waves at the hem."""
    outline = lay_skirt(flat, skirt, hem=waves(skirt, 7, 1.1))
    folds(flat, skirt, outline, 3, begin=10, bend=0.8)
    if gathered:
        gathered_band(flat, skirt, band)
    else:
        skirt_band(flat, skirt, band)
    return outline


def trumpet(flat: Flat) -> None:
    """Tight to the knee, then flared."""
    right = (
        start(0, DIP)
        .bow((17.5, 0), -0.25)
        .curve((20, 6), (23.5, 12), (23.5, 19))
        .curve((23, 36), (19.5, 46), (20, 52))
        .curve((21, 60), (26, 68), (31, 74))
    )
    outline = flat.half(right.wave((0, 77), 4, 1.0))
    flat.seam(start(0, 54).bow((20.2, 51), 0.6), on=outline, both=True)
    for x, low in ((5, 7.5), (12, 18)):
        flat.seam(start(x, 53.5).bow((low, 77), 0.6), on=outline, both=True, width=4)
    skirt_band(flat, PENCIL)


def asymmetric(flat: Flat) -> None:
    """A slanted hem."""
    right = (
        start(-18, 0)
        .bow((18, 0), -1.1)
        .curve((20, 6), (24, 12), (24.5, 19))
        .to((29, 46))
        .bow((-31, 74), 2.0)
        .to((-24.5, 19))
        .curve((-24, 12), (-20, 6), (-18, 0))
    )
    outline = flat.piece(right)
    flat.seam(start(6, 5).curve((2, 26), (-6, 48), (-20, 70)), start(-8, 5).curve((-10, 26), (-16, 46), (-26, 68)), on=outline, width=4)
    skirt_band(flat, Skirt())


def bubble(flat: Flat) -> None:
    """Gathered above and below."""
    right = start(0, DIP).bow((17, 0), -0.25).curve((24, 6), (31, 20), (28, 34)).curve((27, 38), (24, 39), (21, 40)).bow((0, 42), 0.6)
    outline = flat.half(right)
    for index in range(5):
        x = 3 + index * 4
        flat.seam(line((x * 0.85, 4.6), (x, 12)), line((x, 41), (x * 1.1, 33)), on=outline, both=True, width=4)
    skirt_band(flat, BUBBLE)


def cargo_skirt(flat: Flat) -> None:
    """Flap pockets at the sides."""
    plain(flat, MIDI, darts=False)
    for side in (1, -1):
        details.flap_pocket(flat, side * 18, 30, 12, 14)
    flat.seam(line((0, 5), (0, 76)))
    details.drawstring(flat, 2.2, 3.2, 12, sway=0.8)


def plaid(flat: Flat, colour: str, cross: str) -> None:
    """A pleated check mini."""
    outline = lay_skirt(flat, MINI_A, hem=pleated_hem(MINI_A, 5, 1.0))
    details.checks(flat, outline, colour, cross, 9)
    folds(flat, MINI_A, outline, 5, bend=0.1)
    skirt_band(flat, MINI_A)


def striped_skirt(flat: Flat, colour: str) -> None:
    """Broad stripes."""
    outline = lay_skirt(flat, A_LINE)
    details.stripes(flat, outline, colour, 8, 58, 6, 0.5)
    skirt_band(flat, A_LINE)


def blocked_skirt(flat: Flat, colour: str) -> None:
    """A broad border at the hem."""
    outline = plain(flat, MIDI)
    details.colour_block(flat, outline, 56, 99, colour)


def sarong(flat: Flat, colour: str) -> None:
    """A knotted cloth with a border."""
    outline = lay_skirt(flat, replace(MAXI, length=84))
    edge = start(8, 4).curve((5, 30), (0, 60), (-10, 87))
    flat.seam(edge, on=outline)
    for low in ((-4, 18), (-12, 16), (6, 26)):
        flat.seam(start(10, 4.6).bow(low, 1.2), on=outline, width=4)
    details.bow_tie(flat, 11, 4, 6.0, colour)


def tennis(flat: Flat) -> None:
    """A sports skirt: smooth yoke, pleats below, contrast edge."""
    skirt = replace(MINI_A, length=36, hem=28)
    outline = lay_skirt(flat, skirt, hem=pleated_hem(skirt, 6, 0.9))
    folds(flat, skirt, outline, 6, begin=14, bend=0.1)
    flat.seam(start(0, 14.4).bow((23, 12.6), -0.3), on=outline, both=True)
    details.colour_block(flat, outline, 31.5, 34.5, NAVY.hex)
    skirt_band(flat, skirt)


_K: str = "skirt"
SKIRTS: tuple[Design, ...] = (
    design(_K, "pencil", "Pencil skirt", "펜슬 스커트", (BLACK,), pencil),
    design(_K, "a-line", "A-line skirt", "A라인 스커트", (CAMEL,), lambda f: plain(f, A_LINE)),
    design(_K, "pleated", "Knife-pleat skirt", "플리츠 스커트", (NAVY,), lambda f: pleated(f, A_LINE, 6)),
    design(_K, "pleated-midi", "Pleated midi skirt", "플리츠 미디 스커트", (SAGE,), lambda f: pleated(f, replace(MIDI, hip=0, hem=31), 6)),
    design(_K, "mini", "Mini skirt", "미니 스커트", (RED,), lambda f: plain(f, MINI)),
    design(_K, "a-mini", "A-line mini skirt", "A라인 미니 스커트", (MUSTARD,), lambda f: plain(f, MINI_A, button=True)),
    design(_K, "plaid-mini", "Checked pleated mini", "체크 플리츠 미니 스커트", (RED, NAVY), lambda f: plaid(f, "#83273d", NAVY.hex)),
    design(_K, "tennis", "Tennis skirt", "테니스 스커트", (WHITE, NAVY), tennis),
    design(_K, "circle", "Circle skirt", "서클 스커트", (TEAL,), lambda f: circle(f, CIRCLE)),
    design(_K, "maxi", "Maxi skirt", "맥시 스커트", (RUST,), lambda f: circle(f, MAXI, gathered=True)),
    design(_K, "slip", "Satin slip skirt", "새틴 슬립 스커트", (GOLD,), lambda f: slip_skirt(f)),
    design(_K, "denim-mini", "Denim mini skirt", "데님 미니 스커트", (DENIM,), lambda f: denim_skirt(f, MINI)),
    design(
        _K,
        "denim-maxi",
        "Denim maxi skirt",
        "데님 롱 스커트",
        (ICE,),
        lambda f: denim_skirt(f, replace(MAXI, hem=27, length=88), split=True),
    ),
    design(_K, "button", "Button-front skirt", "버튼 스커트", (OLIVE, CREAM), lambda f: buttoned(f, A_LINE, CREAM.hex)),
    design(_K, "corduroy", "Pocket button skirt", "포켓 버튼 스커트", (BROWN,), lambda f: buttoned(f, MINI_A, None, pockets=True, count=5)),
    design(_K, "wrap", "Wrap skirt", "랩 스커트", (FOREST,), lambda f: wrap_skirt(f, MIDI)),
    design(
        _K,
        "ruffle-wrap",
        "Ruffled wrap skirt",
        "러플 랩 스커트",
        (CORAL,),
        lambda f: wrap_skirt(f, replace(A_LINE, length=50), ruffle=True),
    ),
    design(_K, "tiered", "Tiered skirt", "티어드 스커트", (IVORY,), lambda f: tiered(f, replace(MAXI, hip=0, hem=38, length=84), 3)),
    design(
        _K,
        "tiered-contrast",
        "Two-colour tiered skirt",
        "배색 티어드 스커트",
        (BLUSH, BURGUNDY),
        lambda f: tiered(f, replace(MIDI, hip=0, hem=35, length=60), 4, BURGUNDY.hex),
    ),
    design(_K, "ruffle", "Ruffle-hem skirt", "러플 헴 스커트", (PINK,), lambda f: ruffled(f, replace(MINI_A, length=44), 10)),
    design(_K, "trumpet", "Trumpet skirt", "머메이드 스커트", (BURGUNDY,), trumpet),
    design(_K, "asymmetric", "Asymmetric skirt", "언밸런스 스커트", (CHARCOAL,), asymmetric),
    design(_K, "bubble", "Bubble skirt", "벌룬 스커트", (LAVENDER,), bubble),
    design(_K, "tube", "Knit tube skirt", "니트 롱 스커트", (GREY,), lambda f: plain(f, TUBE, darts=False)),
    design(_K, "cargo", "Cargo midi skirt", "카고 스커트", (KHAKI,), cargo_skirt),
    design(_K, "striped", "Striped A-line skirt", "스트라이프 스커트", (WHITE, BLUE), lambda f: striped_skirt(f, BLUE.hex)),
    design(_K, "border", "Border-print midi skirt", "배색 미디 스커트", (CREAM, INDIGO), lambda f: blocked_skirt(f, INDIGO.hex)),
    design(_K, "sarong", "Sarong", "사롱 스커트", (ORANGE, YELLOW), lambda f: sarong(f, YELLOW.hex)),
    design(_K, "tulle", "Tulle skirt", "튤 스커트", (MINT,), lambda f: tulle(f)),
)


def slip_skirt(flat: Flat) -> None:
    """Bias cut, barely flared."""
    outline = lay_skirt(flat, replace(MIDI, hem=28, length=78))
    flat.seam(start(-4, 10).bow((-10, 76), 1.6), start(8, 14).bow((15, 78), 1.4), on=outline, width=4)
    skirt_band(flat, replace(MIDI, band=1.8))


def tulle(flat: Flat) -> None:
    """Full layers of net."""
    skirt = replace(CIRCLE, length=62, hem=40)
    lay_skirt(flat, skirt, hem=waves(skirt, 9, 1.3))
    upper = replace(skirt, length=55, hem=37)
    outline = lay_skirt(flat, upper, hem=waves(upper, 8, 1.2), back=False)
    folds(flat, upper, outline, 5, begin=7, bend=0.7)
    gathered_band(flat, replace(skirt, band=4.5))


# --- dresses ------------------------------------------------------------------------------------------------------------------

BODICE = Body(
    neck=8.8, shoulder=18.6, slope=4.2, armhole=21, chest=22.5, waist=20.4, waist_at=32, hem=18.6, length=39, hem_bow=0.5, hollow=2.0
)
SLEEVELESS = replace(BODICE, shoulder=15.5, slope=2.8, hollow=2.6)
SHIFT = Body(neck=9.5, shoulder=17.5, slope=3.6, armhole=21, chest=23, waist=22.6, waist_at=42, hem=28, length=90, hem_bow=0.8)
SHEATH = Body(neck=10, shoulder=16.5, slope=3.2, armhole=20.5, chest=22, waist=19.0, waist_at=40, hem=22.5, length=98, hem_bow=0.5)
TENT = Body(neck=9, shoulder=17, slope=3.6, armhole=21, chest=23, waist=29, waist_at=50, hem=38, length=92, hem_bow=2.5)
TEE_DRESS = Body(neck=9, shoulder=22, slope=4.6, armhole=24, chest=26, waist=26, hem=28, length=92, hem_bow=0.8)

SWING_SKIRT = Skirt(waist=18.4, hip=0, hem=38, length=58, sweep=4.5, hollow=0.8)
LONG_SKIRT = Skirt(waist=18.4, hip=0, hem=38, length=100, sweep=3, hollow=0.6)
MINI_SKIRT = Skirt(waist=18.4, hip=0, hem=29, length=42, sweep=2.2)
STRAIGHT_SKIRT = Skirt(waist=18.4, hip=24, hip_at=20, hem=22.5, length=58, sweep=0.6)
SHORT = replace(TIGHT, length=16)
LONG = replace(ARM_SLIM, finish="cuff", depth=4.0)
THREE = Sleeve(length=38, opening=11.5, angle=64, finish="plain")


def bodice_dress(
    flat: Flat,
    skirt: Skirt,
    neck: Neckline,
    sleeve: Sleeve | None = None,
    *,
    body: Body | None = None,
    band: float = 1.4,
    pleats: int = 0,
    colour: str | None = None,
    waves_: int = 0,
    gathers: bool = False,
    belt: str | None = None,
    trim: str | None = None,
    rib: bool = True,
) -> tuple[Path, Path]:
    """A dress with a waist seam: bodice above, skirt below. Returns the outlines of both."""
    body = body or (BODICE if sleeve else SLEEVELESS)
    top = body.length - 1.0
    hem = waves(skirt, waves_, 1.1, top) if waves_ else pleated_hem(skirt, pleats, 1.0, top) if pleats else None
    lower = lay_skirt(flat, skirt, top=top, hem=hem, colour=colour, back=False)
    if pleats:
        folds(flat, skirt, lower, pleats, top, begin=2, bend=0.1)
    elif waves_:
        folds(flat, skirt, lower, 3, top, begin=4, bend=0.8)
    if gathers:
        for index in range(6):
            x = skirt.waist * (index + 0.5) / 6
            flat.seam(line((x, top + 1), (x * 1.1, top + 7 + 3 * (index % 2))), on=lower, both=True, width=4)
    if sleeve:
        lay_sleeves(flat, body, sleeve, None, trim)
    upper = lay_body(flat, body)
    if not sleeve and band:
        flat.seam(body.armscye().aside(-1.2), on=upper, both=True, width=5)
    open_neck(flat, body, neck, band, trim, rib=rib)
    if belt is not None:
        flat.half(
            start(0, top - 1.6).bow((skirt.waist + 0.2, top - 2.2), -0.2).to((skirt.waist + 0.2, top + 1.8)).bow((0, top + 2.4), 0.2),
            belt or None,
        )
        flat.piece(box(-2.2, top - 2.2, 2.2, top + 3.0), GOLD.hex, width=5)
    return upper, lower


def one_piece(
    flat: Flat,
    body: Body,
    neck: Neckline,
    sleeve: Sleeve | None = None,
    *,
    band: float = 1.4,
    rib: bool = True,
    trim: str | None = None,
    stitched: bool = True,
) -> Path:
    """A dress without a waist seam."""
    if sleeve:
        lay_sleeves(flat, body, sleeve, None, trim)
    outline = lay_body(flat, body)
    if not sleeve:
        flat.seam(body.armscye().aside(-1.2), on=outline, both=True, width=5)
    open_neck(flat, body, neck, band, trim, rib=rib)
    if stitched:
        flat.stitch(body.hem_line().moved(0, -2.6), on=outline, both=True)
    return outline


def strap_dress(
    flat: Flat,
    *,
    length: float,
    hem: float,
    waist: float = 20.0,
    sweep: float = 2.0,
    cowl: bool = False,
    slit_at: float | None = None,
    empire: bool = False,
    lace: str | None = None,
) -> Path:
    """A dress on thin straps."""
    for side in (1, -1):
        flat.piece(line((side * 9.2, -2), (side * 10.4, -2), (side * 11.4, 13), (side * 10.2, 13)).closed(), width=6)
    front = start(0, 14.5).curve((4, 14), (8, 12.5), (11.2, 11)).curve((13, 15), (16.5, 19), (20.6, 20))
    side_ = start(20.6, 20).smooth((waist, 40), (waist + (hem - waist) * 0.3 + 3.0, 62), (hem, length))
    low = length + sweep
    outline = flat.half(front.join(side_).curve((hem * 0.66, low), (hem * 0.33, low), (0, low)))
    if cowl:
        for depth in (19.0, 24.0):
            flat.seam(start(0, depth).curve((5, depth - 0.5), (9, depth - 5), (11.4, 12.4)), on=outline, both=True, width=4)
    else:
        flat.seam(front.aside(-1.3), on=outline, both=True, width=5)
    if empire:
        flat.seam(start(0, 27).bow((21, 25.5), -0.4), on=outline, both=True)
        for x in (4, 9, 14):
            flat.seam(line((x, 28), (x * 1.15, 36)), on=outline, both=True, width=4)
    if slit_at is not None:
        flat.piece(
            line((slit_at, length - 36), (slit_at + 4.2, low - 0.6), (slit_at - 2.2, low - 0.2)).closed(), shaded(flat.base, 0.7), width=6
        )
    if lace:
        flat.half(start(0, low - 5).to((hem - 0.8, length - 4), (hem + 0.4, length + 1)).wave((0, low + 1), 7, 0.9), lace)
    return outline


def wrap_dress(flat: Flat, sleeve: Sleeve, skirt: Skirt) -> None:
    """Crossed fronts and a tie."""
    upper, lower = bodice_dress(flat, skirt, v_neck(23, 0.8), sleeve, band=0)
    flat.seam(start(0, 23).curve((-6, 29), (-11, 34), (-18.6, 38)), on=upper)
    flat.seam(start(-8, 40).curve((-8, 60), (-11, 80), (-skirt.hem * 0.45, 39 + skirt.length + skirt.sweep)), on=lower)
    details.tied_belt(flat, 37.2, 18.9, 3.2, hang=18)


def shirt_dress(flat: Flat, sleeve: Sleeve | None, body: Body, *, belt: str | None = None, count: int = 9, collar: str = "shirt") -> None:
    """A long shirt."""
    if sleeve:
        lay_sleeves(flat, body, sleeve)
    lay_body(flat, body)
    details.placket(flat, 5, body.length + body.hem_bow, 3.4, None, count)
    if collar == "shirt":
        shirt_collar(flat, replace(body, neck=8.4))
    else:
        band_collar(flat, replace(body, neck=8.8))
    if belt is not None:
        y = 41.0
        half = float(body.side().at((y - body.armhole) / (body.corner[1] - body.armhole))[0])
        details.tied_belt(flat, y, half + 0.2, 3.2, belt or None, hang=16)


def tiered_dress(flat: Flat) -> None:
    """Gathered tiers below the chest."""
    body = replace(SLEEVELESS, length=30, hem=22.5, waist=22.4, waist_at=26)
    for low, high, wide, narrow in ((98, 72, 40, 34), (74, 48, 34.5, 28), (50, 28, 28.5, 22.5)):
        piece = flat.half(start(0, high).to((narrow, high)).bow((wide, low), 0.4).wave((0, low + 1.5), 5, 0.8))
        for index in range(5):
            x = (index + 0.5) / 5
            flat.seam(line((narrow * x, high + 1), (narrow * x * 1.07, high + 8 + 3 * (index % 2))), on=piece, both=True, width=4)
    upper = lay_body(flat, body)
    flat.seam(body.armscye().aside(-1.2), on=upper, both=True, width=5)
    open_neck(flat, body, square_neck(11), 0)


def sheath(flat: Flat, belt: str | None = None) -> None:
    """A narrow dress with darts."""
    outline = one_piece(flat, SHEATH, boat_neck(5), band=0, stitched=False)
    flat.seam(start(9, 26).bow((9.4, 56), -0.5), line((21, 27), (13, 23.5)), on=outline, both=True, width=5)
    flat.seam(line((0, 82), (0, 98.4)), width=5)
    if belt:
        flat.half(start(0, 39).to((19.2, 38.6), (19.2, 42), (0, 42.4)), belt)


def halter_gown(flat: Flat) -> None:
    """A gown with a halter neck."""
    body = replace(SLEEVELESS, neck=5.5, shoulder=8, slope=0.2, hollow=4.4)
    bodice_dress(flat, replace(LONG_SKIRT, hem=34), v_neck(19, -0.4), body=body, band=1.2, waves_=5)


def ball_gown(flat: Flat) -> None:
    """A strapless bodice and a full skirt."""
    skirt = replace(LONG_SKIRT, waist=17.2, hem=54, length=92, sweep=5, hollow=3.0)
    lower = lay_skirt(flat, skirt, top=38, hem=waves(skirt, 9, 1.5, 38), back=False)
    folds(flat, skirt, lower, 4, 38, begin=3, bend=2.0)
    right = start(0, 14.5).curve((2.5, 11.5), (9, 10), (18.8, 12.5)).smooth((17.4, 26), (17.2, 39)).bow((0, 42), 0.4)
    upper = flat.half(right)
    flat.seam(start(7, 12.4).bow((5.6, 41), -0.8), on=upper, both=True)


def mermaid(flat: Flat) -> None:
    """Close to the knee, then flared."""
    right = (
        start(0, 15)
        .curve((3, 11.5), (8, 11.5), (11.4, 12))
        .curve((13, 16), (16.5, 19), (20.4, 20))
        .smooth((18.6, 39), (23.4, 58), (19.5, 86))
    )
    right = right.curve((21, 98), (30, 112), (38, 122)).wave((0, 127), 5, 1.2)
    for side in (1, -1):
        flat.piece(line((side * 9.4, -2), (side * 11, -2), (side * 11.6, 14), (side * 10, 14)).closed(), width=6)
    outline = flat.half(right)
    flat.seam(start(8.5, 14).smooth((7.4, 39), (9.6, 60), (8.0, 86), (16, 124)), on=outline, both=True)


def pinafore(flat: Flat, blouse: str) -> None:
    """A bib and straps over a blouse."""
    body = replace(BODICE, length=41)
    lay_sleeves(flat, body, replace(PUFFED, length=17), blouse)
    lay_body(flat, body, blouse)
    open_neck(flat, body, round_neck(8), 1.6, blouse)
    skirt = replace(MINI_SKIRT, hem=31, length=50)
    lower = lay_skirt(flat, skirt, top=38, back=False)
    for side in (1, -1):
        flat.piece(line((side * 9.6, 0.4), (side * 13.4, 1.8), (side * 12.0, 22), (side * 8.2, 22)).closed())
    flat.half(start(0, 18).to((12.4, 18), (13, 37.5), (0, 38)))
    flat.half(start(0, 37).to((18.6, 36), (18.8, 40), (0, 41)))
    flat.stitch(skirt.hem_line(38).moved(0, -3), on=lower, both=True)
    for side in (1, -1):
        details.button(flat, side * 10.2, 20.4, None, 1.0)


def knit_dress(flat: Flat) -> None:
    """A fitted knit with a turtle neck."""
    body = replace(SHEATH, neck=7.8, shoulder=18, slope=4, hem=23, length=96)
    lay_sleeves(flat, body, replace(ARM_SLIM, finish="plain"))
    lay_body(flat, body)
    high_neck(flat, body, 7.5)
    for x in (0.0, 5.0, 10.0):
        flat.seam(line((x, 88), (x * 1.05, 97)), both=x > 0, width=3)


def blazer_dress(flat: Flat) -> None:
    """A double-breasted jacket as a dress."""
    body = replace(TEE_DRESS, shoulder=21, chest=24.5, waist=21.5, waist_at=42, hem=25.5, length=84)
    lay_sleeves(flat, body, replace(ARM_SLIM, finish="plain", opening=11))
    outline = lay_body(flat, body)
    flat.seam(line((-4.5, 36), (-4.5, 85)), on=outline)
    tailored_lapel(flat, body, depth=36, lap=4.5, peak=True)
    for x in (-1.0, 8.0):
        for y in (43.0, 52.0):
            details.button(flat, x - 3.5, y, GOLD.hex, 1.2)
    for side in (1, -1):
        details.flap(flat, side * 15.5, 55, 11, 4)


def striped_dress(flat: Flat, colour: str, body: Body, sleeve: Sleeve | None, count: int, share: float) -> None:
    """Stripes across."""
    outline = one_piece(flat, body, round_neck(9), sleeve)
    details.stripes(flat, outline, colour, 16, 88, count, share)
    if sleeve:
        details.on_sleeves(flat, body, sleeve, colour, 72 / count, share)


def two_tone(flat: Flat, colour: str) -> None:
    """Skirt and bodice of two colours."""
    bodice_dress(flat, replace(SWING_SKIRT, length=52), round_neck(9), SHORT, colour=colour, waves_=7)


def panelled(flat: Flat, colour: str) -> None:
    """Side panels that slim."""
    outline = one_piece(flat, replace(SHEATH, hem=24), round_neck(9), band=1.2, stitched=False)
    panel = start(24, 16).curve((14, 26), (11, 36), (12, 44)).curve((13, 60), (16, 80), (17, 104)).to((40, 104), (40, 16)).closed()
    flat.block(panel, outline, colour)
    flat.block(panel.mirrored(), outline, colour)


_D: str = "dress"
DRESSES: tuple[Design, ...] = (
    design(_D, "shift", "Shift dress", "시프트 원피스", (RED,), lambda f: one_piece(f, SHIFT, boat_neck(5))),
    design(_D, "sheath", "Sheath dress", "시스 원피스", (NAVY,), sheath),
    design(_D, "belted-sheath", "Belted sheath dress", "벨트 시스 원피스", (CAMEL, BLACK), lambda f: sheath(f, BLACK.hex)),
    design(
        _D,
        "fit-flare",
        "Fit-and-flare dress",
        "핏 앤 플레어 원피스",
        (TEAL,),
        lambda f: bodice_dress(f, SWING_SKIRT, round_neck(10), waves_=7),
    ),
    design(
        _D,
        "tea",
        "Tea dress",
        "티 드레스",
        (SAGE,),
        lambda f: bodice_dress(f, replace(SWING_SKIRT, hem=34, length=66), v_neck(15), FLUTTER, waves_=7),
    ),
    design(_D, "wrap", "Wrap dress", "랩 원피스", (FOREST,), lambda f: wrap_dress(f, THREE, replace(SWING_SKIRT, hem=31, length=62))),
    design(
        _D,
        "short-wrap",
        "Short-sleeve wrap dress",
        "반팔 랩 원피스",
        (CORAL,),
        lambda f: wrap_dress(f, SHORT, replace(SWING_SKIRT, hem=32, length=50)),
    ),
    design(_D, "slip", "Slip dress", "슬립 원피스", (BLACK,), lambda f: strap_dress(f, length=104, hem=27, cowl=True)),
    design(
        _D,
        "lace-slip",
        "Lace-hem slip dress",
        "레이스 슬립 원피스",
        (BLUSH, IVORY),
        lambda f: strap_dress(f, length=88, hem=25, lace=IVORY.hex),
    ),
    design(
        _D,
        "slit-maxi",
        "Slit maxi dress",
        "슬릿 맥시 원피스",
        (BURGUNDY,),
        lambda f: strap_dress(f, length=132, hem=34, slit_at=12.0),
    ),
    design(
        _D,
        "sundress",
        "Empire sundress",
        "엠파이어 선드레스",
        (YELLOW,),
        lambda f: strap_dress(f, length=88, hem=36, waist=23, sweep=4, empire=True),
    ),
    design(_D, "maxi", "Maxi dress", "맥시 원피스", (RUST,), lambda f: bodice_dress(f, LONG_SKIRT, v_neck(17), waves_=7, gathers=True)),
    design(
        _D,
        "long-sleeve-maxi",
        "Long-sleeve maxi dress",
        "긴팔 맥시 원피스",
        (PURPLE,),
        lambda f: bodice_dress(f, replace(LONG_SKIRT, hem=34), round_neck(8), LONG, waves_=5),
    ),
    design(_D, "tiered", "Tiered dress", "티어드 원피스", (WHITE,), tiered_dress),
    design(
        _D,
        "shirt",
        "Shirt dress",
        "셔츠 원피스",
        (SKY,),
        lambda f: shirt_dress(f, replace(LONG, angle=68), replace(TEE_DRESS, neck=8.4, tail=7, hem_bow=0), belt=""),
    ),
    design(
        _D,
        "short-shirt",
        "Short-sleeve shirt dress",
        "반팔 셔츠 원피스",
        (KHAKI,),
        lambda f: shirt_dress(f, SHORT, replace(SHIFT, neck=8.4, shoulder=19), count=8),
    ),
    design(
        _D,
        "tunic",
        "Band-collar tunic dress",
        "밴드 칼라 원피스",
        (SAND,),
        lambda f: shirt_dress(f, THREE, replace(TENT, neck=8.8, hem=33, waist=27), count=7, collar="band"),
    ),
    design(
        _D,
        "t-shirt",
        "T-shirt dress",
        "티셔츠 원피스",
        (GREY,),
        lambda f: one_piece(f, TEE_DRESS, round_neck(8.5), Sleeve(), band=2.2),
    ),
    design(
        _D,
        "striped",
        "Breton dress",
        "스트라이프 원피스",
        (WHITE, NAVY),
        lambda f: striped_dress(f, NAVY.hex, replace(TEE_DRESS, shoulder=20, chest=24, waist=24), SHORT, 12, 0.4),
    ),
    design(
        _D,
        "wide-striped",
        "Wide-stripe shift",
        "와이드 스트라이프 원피스",
        (FUCHSIA, ORANGE),
        lambda f: striped_dress(f, ORANGE.hex, SHIFT, None, 5, 0.5),
    ),
    design(_D, "tent", "Tent dress", "텐트 원피스", (MUSTARD,), lambda f: one_piece(f, TENT, round_neck(8))),
    design(
        _D,
        "skater",
        "Skater dress",
        "스케이터 원피스",
        (BLUE,),
        lambda f: bodice_dress(f, replace(SWING_SKIRT, length=44, hem=35), round_neck(9), replace(SHORT, finish="plain"), waves_=7),
    ),
    design(
        _D,
        "pleated",
        "Pleated dress",
        "플리츠 원피스",
        (LAVENDER,),
        lambda f: bodice_dress(f, replace(SWING_SKIRT, hem=32, length=66), round_neck(7), LONG, pleats=6),
    ),
    design(
        _D,
        "belted",
        "Belted dress",
        "벨트 원피스",
        (OLIVE, BROWN),
        lambda f: bodice_dress(f, replace(SWING_SKIRT, hem=30, length=58), v_neck(15), SHORT, belt=BROWN.hex),
    ),
    design(
        _D,
        "puff",
        "Puff-sleeve dress",
        "퍼프 소매 원피스",
        (PINK,),
        lambda f: bodice_dress(f, replace(SWING_SKIRT, hem=33, length=50), square_neck(11), PUFFED, band=0, gathers=True),
    ),
    design(_D, "halter", "Halter gown", "홀터넥 드레스", (GREEN,), halter_gown),
    design(_D, "ball-gown", "Ball gown", "볼 가운", (SILVER,), ball_gown),
    design(_D, "mermaid", "Mermaid gown", "머메이드 드레스", (CHOCOLATE,), mermaid),
    design(_D, "pinafore", "Pinafore dress", "피나포어 원피스", (BROWN, CREAM), lambda f: pinafore(f, CREAM.hex)),
    design(_D, "knit", "Turtleneck knit dress", "터틀넥 니트 원피스", (BEIGE,), knit_dress),
    design(_D, "blazer", "Blazer dress", "블레이저 원피스", (CHARCOAL, GOLD), blazer_dress),
    design(_D, "two-tone", "Two-tone skater dress", "투톤 원피스", (WHITE, BLACK), lambda f: two_tone(f, BLACK.hex)),
    design(_D, "panelled", "Panelled dress", "절개 배색 원피스", (INDIGO, SKY), lambda f: panelled(f, SKY.hex)),
)

DESIGNS: tuple[Design, ...] = SKIRTS + DRESSES
