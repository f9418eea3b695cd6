"""What is worn above the waist, and dresses: body, sleeves, necklines, collars, hems.

Half measures in cm of a garment lying flat; the neck point (where shoulder seam and neckline meet) is at height 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, radians, sin
from typing import TypeAlias

from sketch2fashion.drawing.designs.colours import shaded
from sketch2fashion.drawing.designs.flat import Flat
from sketch2fashion.drawing.designs.path import Path, Place, between, bow, line, smooth, start

INSIDE = 0.8  # how dark the cloth looks inside the garment
RIB_LAP = 0.6  # cm: a hem band reaches so far up the body
TICK = 0.36  # of a knitted band's depth: the lines that mark it as knitted
BACK_NECK = 1.6  # cm: how far the back neckline hangs below the neck point


@dataclass(frozen=True)
class Body:
    """The right half of a front. Widths from the middle, heights from the neck point, all in cm."""

    neck: float = 9.0
    shoulder: float = 22.0
    slope: float = 4.8
    armhole: float = 25.0
    chest: float = 26.5
    waist: float = 25.8
    waist_at: float = 44.0
    hem: float = 26.5
    length: float = 70.0
    hem_bow: float = 0.7  # the hem's middle hangs lower by this
    tail: float = 0.0  # how far the side seam ends above the hem: a shirt tail
    hollow: float = 2.2  # how far the armhole cuts in

    @property
    def tip(self) -> Place:
        """The shoulder's end."""
        return self.shoulder, self.slope

    @property
    def underarm(self) -> Place:
        """Where side seam, armhole and sleeve meet."""
        return self.chest, self.armhole

    @property
    def point(self) -> Place:
        """Where shoulder seam and neckline meet."""
        return self.neck, 0.0

    @property
    def corner(self) -> Place:
        """Where side seam and hem meet."""
        return self.hem, self.length - self.tail

    def armscye(self) -> Path:
        """The armhole, from the shoulder's end to the underarm."""
        (tx, ty), (ux, uy) = self.tip, self.underarm
        inner = min(tx, ux) - self.hollow
        return start(tx, ty).curve((tx - 0.4, ty + (uy - ty) * 0.35), (inner, uy - 1.0 - (uy - ty) * 0.12), (ux, uy))

    def side(self) -> Path:
        """The side seam, from the underarm to the hem."""
        (ux, uy), (hx, hy) = self.underarm, self.corner
        if abs((ux + hx) / 2 - self.waist) < 0.05:
            return line((ux, uy), (hx, hy))
        return smooth((ux, uy), (self.waist, self.waist_at), (hx, hy))

    def hem_line(self) -> Path:
        """The hem, from the side seam to the middle."""
        hx, hy = self.corner
        low = self.length + self.hem_bow
        if self.tail:
            return start(hx, hy).curve((hx - 0.5, hy + self.tail * 0.75), (hx * 0.62, low), (hx * 0.38, low)).to((0, low))
        return start(hx, hy).curve((hx * 0.66, low), (hx * 0.33, low), (0, low))

    def back_neck(self, lift: float = 0.0) -> Path:
        """The back neckline, from the middle to the neck point."""
        return start(0, BACK_NECK - lift).curve(
            (self.neck * 0.55, BACK_NECK - lift), (self.neck * 0.9, BACK_NECK * 0.6 - lift), (self.neck, -lift)
        )

    def outline(self, raglan: Path | None = None) -> Path:
        """The right half, from the middle of the back neckline to the middle of the hem; up to a raglan seam if there is one."""
        if raglan:
            return self.back_neck().join(raglan).join(self.side()).join(self.hem_line())
        return self.back_neck().bow(self.tip, 0.35).join(self.armscye()).join(self.side()).join(self.hem_line())


@dataclass(frozen=True)
class Sleeve:
    """A sleeve lying flat. `angle` in degrees below the horizontal, `opening` the width of its end, lengths in cm."""

    length: float = 22.0
    opening: float = 17.0
    angle: float = 32.0
    outer_bow: float = 0.8
    inner_bow: float = -0.5
    finish: str = "stitch"  # stitch | plain | rib | cuff | band | double | frill
    depth: float = 2.2  # of the finish, cm
    raglan: bool = False
    puff: float = 0.0  # how far the head swells above the shoulder, cm
    bell: float = 0.0  # how much wider than `opening` the end swings out, cm

    def end(self, body: Body) -> tuple[Place, Place]:
        """The outer and the inner corner of the sleeve's end."""
        a = radians(self.angle)
        x, y = body.tip
        outer = x + self.length * cos(a), y + self.length * sin(a)
        return outer, (outer[0] - self.opening * sin(a), outer[1] + self.opening * cos(a))

    def outer_edge(self, body: Body) -> Path:
        """From the shoulder to the end."""
        outer, _ = self.end(body)
        x, y = body.tip
        if self.puff:
            a = radians(self.angle)
            lift = (sin(a) * self.puff, -cos(a) * self.puff)
            third = between(body.tip, outer, 0.3)
            leave = (x + lift[0] * 0.3 - 0.5, y + lift[1] * 1.5 - 1.0)
            path = start(x, y).curve(
                leave, (third[0] + lift[0] * 1.2, third[1] + lift[1] * 1.2), (third[0] + lift[0] * 1.6, third[1] + lift[1] * 0.9)
            )
            return path.bow(outer, self.outer_bow)
        return start(x, y).bow(outer, self.outer_bow)

    def outline(self, body: Body) -> Path:
        """The sleeve's closed outline without a cuff; set in at the armhole, or up to the neckline if raglan."""
        outer, inner = self.end(body)
        edge, under = self.outer_edge(body), start(*inner).bow(body.underarm, self.inner_bow)
        if self.finish == "rib":  # the sleeve stops where its cuff begins
            outer, inner = self.cuff_top(body)
            edge, under = edge.part(0, 1 - self.depth / self.length), under.part(self.depth / max(self.depth + 1, _length(under)), 1)
        end = start(*outer).bow(inner, 0.5 if not self.bell else 1.6)
        if self.raglan:
            top = start(*body.point).curve((body.neck + 5, 0.2), (body.shoulder - 4, body.slope - 2.6), _ahead(body.tip, self.angle, 3.0))
            return top.bow(outer, self.outer_bow).join(end).join(under).join(self.raglan_seam(body).back()).closed()
        return edge.join(end).join(under).join(body.armscye().back()).closed()

    def cuff_top(self, body: Body) -> tuple[Place, Place]:
        """Where a cuff of `depth` begins on the outer and on the inner edge."""
        _, inner = self.end(body)
        under = start(*inner).bow(body.underarm, self.inner_bow)
        return self.outer_edge(body).at(1 - self.depth / self.length), under.at(min(0.9, self.depth / max(4.0, _length(under))))

    def raglan_seam(self, body: Body) -> Path:
        """From the neckline to the underarm."""
        begin = (body.neck - 0.6, 2.6)
        return start(*begin).curve((body.neck + 3.0, 9.0), (body.chest - 6.5, body.armhole - 7.0), body.underarm)

    def band(self, body: Body, depth: float, spread: float = 0.0) -> Path:
        """The last `depth` cm of the sleeve as a closed piece; `spread` makes it narrower (negative) or wider, in cm."""
        outer, inner = self.end(body)
        outer_edge, inner_edge = self.outer_edge(body).points, start(*inner).bow(body.underarm, self.inner_bow)
        up_outer = Path(outer_edge).at(1 - depth / self.length)
        up_inner = inner_edge.at(min(0.9, depth / max(4.0, _length(inner_edge))))
        shift = _unit(outer, inner)
        wide_outer = (outer[0] - shift[0] * spread / 2, outer[1] - shift[1] * spread / 2)
        wide_inner = (inner[0] + shift[0] * spread / 2, inner[1] + shift[1] * spread / 2)
        return start(*up_outer).to(wide_outer).bow(wide_inner, 0.4).to(up_inner).bow(up_outer, -0.4).closed()


def _length(path: Path) -> float:
    return float(sum(((path.points[1:] - path.points[:-1]) ** 2).sum(axis=1) ** 0.5))


def _unit(one: Place, other: Place) -> Place:
    dx, dy = other[0] - one[0], other[1] - one[1]
    length = (dx * dx + dy * dy) ** 0.5
    return dx / length, dy / length


def _ahead(place: Place, degrees: float, distance: float) -> Place:
    return place[0] + distance * cos(radians(degrees)), place[1] + distance * sin(radians(degrees))


# --- body and sleeves ---------------------------------------------------------------------------------------------------------


def lay_sleeves(flat: Flat, body: Body, sleeve: Sleeve, colour: str | None = None, trim: str | None = None) -> None:
    """Both sleeves with their finish."""
    outline = flat.pair(sleeve.outline(body), colour)
    if sleeve.puff:
        _gathers(flat, body, sleeve)
    finish_sleeve(flat, body, sleeve, outline, colour, trim)


def finish_sleeve(flat: Flat, body: Body, sleeve: Sleeve, outline: Path, colour: str | None, trim: str | None) -> None:
    """Hem stitching, rib, cuff or frill at the sleeves' ends."""
    outer, inner = sleeve.end(body)
    if sleeve.finish == "stitch":
        hem = sleeve.band(body, sleeve.depth)
        flat.stitch(_upper_edge(hem), on=outline, both=True)
    elif sleeve.finish == "double":
        for depth in (sleeve.depth, sleeve.depth + 1.0):
            flat.stitch(_upper_edge(sleeve.band(body, depth)), on=outline, both=True)
    elif sleeve.finish in ("rib", "cuff", "band"):
        spread = {"rib": -min(2.0, sleeve.opening * 0.16), "cuff": 0.0, "band": 0.0}[sleeve.finish]
        cuff = flat.pair(sleeve.band(body, sleeve.depth, spread), trim or colour)
        if sleeve.finish == "rib":
            _ribs(flat, cuff, outer, inner, sleeve.angle, sleeve.depth)
    elif sleeve.finish == "frill":
        _frill(flat, body, sleeve, trim or colour)


def _upper_edge(band: Path) -> Path:
    """The edge of a sleeve's band that lies on the sleeve: from inner to outer."""
    return Path(band.points[-26:-1])


def _ribs(flat: Flat, cuff: Path, outer: Place, inner: Place, angle: float, depth: float) -> None:
    """A few ticks that mark a cuff as knitted; too short to part it."""
    for share in (0.25, 0.5, 0.75):
        place = between(outer, inner, share)
        flat.seam(line(place, _ahead(place, angle, -depth * TICK)), on=cuff, both=True, width=3.0)


def _gathers(flat: Flat, body: Body, sleeve: Sleeve) -> None:
    """Short folds that run from the shoulder into a puffed sleeve."""
    edge = body.armscye()
    for share, reach in ((0.12, 5.0), (0.26, 6.0), (0.42, 5.0)):
        root = edge.at(share)
        flat.seam(
            line(_ahead(root, sleeve.angle - 30 + share * 70, 0.5), _ahead(root, sleeve.angle - 30 + share * 70, reach)),
            both=True,
            width=4.0,
        )


def _frill(flat: Flat, body: Body, sleeve: Sleeve, colour: str | None) -> None:
    """A gathered frill at the sleeve's end."""
    outer, inner = sleeve.end(body)
    low_outer, low_inner = _ahead(outer, sleeve.angle - 18, sleeve.depth), _ahead(inner, sleeve.angle + 18, sleeve.depth)
    frill = start(*outer).to(low_outer).wave(low_inner, 4, 0.7).to(inner).bow(outer, -0.4).closed()
    flat.pair(frill, colour)
    for share in (0.25, 0.5, 0.75):
        flat.seam(line(between(outer, inner, share), between(low_outer, low_inner, share)), both=True, width=4.0)


# --- necklines ----------------------------------------------------------------------------------------------------------------

Neckline: TypeAlias = Callable[[Body], Path]  # the front neckline, from the middle to the neck point


def round_neck(depth: float) -> Neckline:
    """A circle-like neckline `depth` cm deep: crew at 8, scoop at 16."""
    return lambda body: start(0, depth).curve((body.neck * 0.62, depth), (body.neck * 0.97, depth * 0.62), body.point)


def v_neck(depth: float, bowed: float = 0.5) -> Neckline:
    """A V, `depth` cm deep."""
    return lambda body: start(0, depth).bow(body.point, -bowed)


def square_neck(depth: float) -> Neckline:
    """A square neckline."""
    return lambda body: line((0, depth), (body.neck * 0.86, depth), body.point)


def boat_neck(depth: float) -> Neckline:
    """A wide, shallow neckline."""
    return lambda body: start(0, depth).curve((body.neck * 0.5, depth), (body.neck * 0.8, depth * 0.7), body.point)


def sweetheart_neck(depth: float) -> Neckline:
    """Two bows that meet in a point."""
    return lambda body: (
        start(0, depth)
        .curve((body.neck * 0.2, depth - 4.5), (body.neck * 0.7, depth - 4.5), (body.neck * 0.92, depth - 1.5))
        .to(body.point)
    )


def open_neck(flat: Flat, body: Body, neckline: Neckline, band: float = 2.0, trim: str | None = None, *, rib: bool = True) -> None:
    """Look into the back of the neck, and edge the neckline: a rib `band` cm wide, or a stitched fold if not `rib`."""
    front = neckline(body)
    inside = flat.half(body.back_neck().join(front.back()), shaded(flat.base, INSIDE))
    if band <= 0:
        return
    outer = _parallel(front, band, body)
    if rib:
        flat.half(front.join(outer.back()), trim)
        flat.seam(body.back_neck().moved(0, band * 0.8), on=inside, both=True, width=4.0)
    else:
        flat.stitch(outer, both=True)


def _parallel(front: Path, band: float, body: Body) -> Path:
    """The seam of a neck band: the neckline moved outwards, from the middle to the shoulder seam."""
    moved = front.aside(-band).points
    begin = (0.0, float(moved[0][1]) if abs(moved[0][0]) < 0.3 else float(front.points[0][1]) + band * 1.25)
    inside = moved[(moved[:, 0] > 0.2) & (moved[:, 1] > body.slope * band / max(body.shoulder - body.neck, 1) + 0.2)]
    finish = between(body.point, body.tip, band / max(body.shoulder - body.neck, 1))
    return start(*begin).to(*[(float(x), float(y)) for x, y in inside], finish)


def high_neck(flat: Flat, body: Body, height: float, colour: str | None = None, *, fold: bool = True) -> None:
    """A turtle neck (`fold`) or a mock neck, `height` cm high."""
    top, dip = body.neck * 0.84, 1.5
    brim = (top, -height + 0.5)
    back = start(0, -height - 0.8).curve((top * 0.6, -height - 0.8), (top * 0.95, -height - 0.3), brim)
    front = start(0, -height + dip).curve((top * 0.6, -height + dip), (top * 0.95, -height + 1.0), brim)
    base = start(*brim).curve((top + 0.3, -height * 0.5), (body.neck - 0.2, -0.8), (body.neck + 0.6, 0.3))
    base = base.curve((body.neck * 0.75, 2.8), (body.neck * 0.4, 3.4), (0, 3.4))
    piece = flat.half(front.join(base), colour)
    flat.half(back.join(front.back()), shaded(colour or flat.base, INSIDE))
    if fold:
        flat.seam(start(0, 0.4).curve((top * 0.5, 0.4), (top * 0.9, 0.0), (body.neck + 1, -1.4)), on=piece, both=True)


# --- hems ---------------------------------------------------------------------------------------------------------------------


def stitch_hem(flat: Flat, body: Body, depth: float = 2.4, *, double: bool = False) -> None:
    """Top-stitching along the hem."""
    outline = body.outline().whole()
    for up in (depth, depth + 1.0) if double else (depth,):
        flat.stitch(body.hem_line().moved(0, -up), on=outline, both=True)


def rib_hem(flat: Flat, body: Body, depth: float = 6.0, colour: str | None = None, tuck: float = 1.6) -> Path:
    """A knitted band below the hem, a little narrower than the body."""
    hx, hy = body.corner[0], body.corner[1] + depth - RIB_LAP
    band = start(0, hy - depth + body.hem_bow).curve((hx * 0.4, hy - depth + body.hem_bow), (hx * 0.7, hy - depth), (hx - 0.1, hy - depth))
    band = band.curve((hx - 0.2, hy - depth + 1.5), (hx - tuck, hy - depth + 2), (hx - tuck, hy)).curve(
        (hx * 0.66, hy + body.hem_bow), (hx * 0.33, hy + body.hem_bow), (0, hy + body.hem_bow)
    )
    piece = flat.half(band, colour)
    for share in (0.0, 0.2, 0.4, 0.6, 0.8):
        x = hx * share
        flat.seam(line((x * 0.97, hy - depth * TICK), (x * 0.96, hy + 2)), on=piece, both=share > 0, width=3.0)
    return piece


def lay_body(flat: Flat, body: Body, colour: str | None = None, sleeve: Sleeve | None = None) -> Path:
    """The front and back as one piece; its shoulders belong to a raglan sleeve."""
    return flat.half(body.outline(sleeve.raglan_seam(body) if sleeve and sleeve.raglan else None), colour)


def bowed(one: Place, other: Place, depth: float) -> Path:
    """One arc, for the modules that draw on an upper."""
    return bow(one, other, depth)
