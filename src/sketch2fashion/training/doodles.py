"""Drawings that nobody drew: what a hurried hand makes of a garment, as training material for the embedder. No torch here.

Learned edges of a photo know every fold; people draw twelve lines. Two sources of such drawings:
- `doodle(category, random)`: garments built from a few measures (sleeve length, hem width, a collar or none), in unit coordinates;
- `traced(outline, random)`: the outline of a real garment, simplified until it looks drawn.
Both pass `as_by_hand`: corners rounded or cut, sides that do not match, strokes that overshoot, stop short or are forgotten.

A drawing here is a list of strokes, each an (N, 2) float array of x, y with y down; `rasterise` fits it into 92 % of a square.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy.ndimage import gaussian_filter1d
from skimage.measure import approximate_polygon

Stroke: TypeAlias = NDArray[np.float64]  # (N, 2): x, y; y down
Drawing: TypeAlias = list[Stroke]
Random: TypeAlias = np.random.Generator

FILL = 0.92  # of the square's side, as all garments here
OVERSAMPLING = 2


def doodle(category: str, random: Random) -> Drawing:
    """A garment of that category as one could draw it in twenty seconds; every call is another one."""
    strokes = _TEMPLATES[category](random)
    return as_by_hand(strokes, random, care=random.uniform(0.0, 1.0))


def scribble(random: Random) -> Drawing:
    """Ink that means no garment: a few arcs, boxes and zigzags."""
    strokes = []
    for _ in range(random.integers(1, 6)):
        centre, size = random.uniform(-1, 1, 2), random.uniform(0.1, 0.8)
        kind = random.integers(4)
        if kind == 0:
            strokes.append(arc(centre, (size, size * random.uniform(0.3, 1.5)), random.uniform(0, 180), random.uniform(180, 540)))
        elif kind == 1:
            strokes.append(box(centre[0], centre[1], size, size * random.uniform(0.3, 2)))
        elif kind == 2:
            strokes.append(centre + random.normal(0, size, (random.integers(2, 9), 2)))
        else:
            strokes.append(centre + np.cumsum(random.normal(0, size / 4, (random.integers(5, 40), 2)), 0))
    return strokes


def traced(outline: Stroke, random: Random) -> Drawing:
    """A closed outline (N, 2) simplified to the corners a hand would make, cut into one to six strokes."""
    side = float(np.ptp(outline, axis=0).max()) or 1.0
    corners = _simplified(outline, side * float(np.exp(random.uniform(np.log(0.006), np.log(0.045)))))
    if len(corners) < 5:
        corners = _simplified(outline, side * 0.006)
    corners = np.roll(corners[:-1], random.integers(len(corners)), axis=0)
    closed = np.concatenate([corners, corners[:1]])
    cuts = np.sort(random.choice(np.arange(1, len(closed) - 1), size=min(int(random.integers(0, 6)), len(closed) - 2), replace=False))
    strokes = [part for part in _cut(closed / side * 2, cuts) if len(part) > 1]
    return as_by_hand(strokes, random, care=random.uniform(0.2, 1.0))


def as_by_hand(strokes: Drawing, random: Random, care: float) -> Drawing:
    """The same drawing by a hurried hand; `care` 0 … 1 says how hurried (1: tidy)."""
    haste = 1 - care
    drawn = [_wobbled(stroke, random, haste) for stroke in strokes if len(stroke) > 1]
    if len(drawn) > 3 and random.random() < 0.35 * haste:
        drawn.pop(random.integers(len(drawn)))
    if random.random() < 0.3 + 0.4 * haste:
        drawn = _bent(drawn, random, 0.03 + 0.09 * haste)
    return _turned(drawn, random, haste)


def rasterise(strokes: Drawing, side: int, random: Random, width: float | None = None) -> NDArray[np.uint8]:
    """(side, side) uint8 ink, 255 = ink, the drawing's longer side filling 92 % of it. `width` in pixels of the result."""
    canvas = Image.new("L", (side * OVERSAMPLING, side * OVERSAMPLING))
    points = np.concatenate(strokes)
    low, high = points.min(0), points.max(0)
    scale = side * OVERSAMPLING * FILL / max(float((high - low).max()), 1e-6)
    pen = ImageDraw.Draw(canvas)
    thickness = max(1, round((width or random.uniform(1.0, 3.2)) * side / 192 * OVERSAMPLING))
    for stroke in strokes:
        placed = (stroke - (low + high) / 2) * scale + side * OVERSAMPLING / 2
        pen.line([(float(x), float(y)) for x, y in placed], fill=255, width=thickness, joint="curve")
    return np.asarray(canvas.resize((side, side), Image.Resampling.BOX), dtype=np.uint8)


# -------------------------------------------------------------------------------------------------------------- the hand


def _wobbled(stroke: Stroke, random: Random, haste: float) -> Stroke:
    """One stroke redrawn: corners moved, sides bowed, corners rounded, ends over or under."""
    extent = min(0.02 + 0.035 * haste, 0.2 * float(np.ptp(stroke, axis=0).max()))  # a button stays a button
    moved = stroke + random.normal(0, extent * 0.6, stroke.shape)
    if np.allclose(stroke[0], stroke[-1]) and random.random() < 0.6:
        moved[-1] = moved[0]
    fine = _resampled(moved, 0.03)
    if len(fine) > 8:
        bow = gaussian_filter1d(random.normal(0, 1, fine.shape), len(fine) / 8, axis=0, mode="nearest")
        fine = fine + bow / max(float(np.abs(bow).max()), 1e-6) * extent
        if random.random() < 0.7:
            fine = gaussian_filter1d(fine, random.uniform(0.5, 3.0), axis=0, mode="nearest")
    return _ends(fine, random, haste)


def _ends(stroke: Stroke, random: Random, haste: float) -> Stroke:
    """Stop short of the end, or go on past it."""
    if len(stroke) > 8 and random.random() < 0.25 + 0.25 * haste:
        drop = int(len(stroke) * random.uniform(0, 0.12))
        return stroke[drop // 2 : len(stroke) - drop + drop // 2]
    if len(stroke) > 3 and random.random() < 0.3 * haste:
        return np.concatenate([stroke, [stroke[-1] + (stroke[-1] - stroke[-3]) * random.uniform(0.5, 2)]])
    return stroke


def _bent(strokes: Drawing, random: Random, extent: float) -> Drawing:
    """Low-frequency waves over the whole drawing: one side longer, a leaning body."""
    phase, direction = random.uniform(0, 2 * np.pi, 4), random.normal(0, 1.3, (2, 2))
    return [stroke + extent * np.sin(stroke @ direction + phase[:2]) for stroke in strokes]


def _turned(strokes: Drawing, random: Random, haste: float) -> Drawing:
    angle = random.normal(0, 0.03 + 0.07 * haste)
    stretch = np.exp(random.normal(0, 0.08 + 0.10 * haste))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ np.diag([stretch, 1 / stretch])
    return [stroke @ turn.T for stroke in strokes]


def _resampled(stroke: Stroke, step: float) -> Stroke:
    """Points every `step` along the stroke, corners kept."""
    lengths = np.hypot(*np.diff(stroke, axis=0).T)
    at = np.concatenate([[0.0], np.cumsum(lengths)])
    if at[-1] < 1e-6:
        return stroke
    wanted = np.union1d(np.linspace(0, at[-1], max(2, int(at[-1] / step))), at)
    return np.stack([np.interp(wanted, at, stroke[:, axis]) for axis in (0, 1)], 1)


def _simplified(outline: Stroke, tolerance: float) -> Stroke:
    """Fewer points, none of the others further than `tolerance` from the sides."""
    corners: Stroke = approximate_polygon(outline, tolerance)  # type: ignore[no-untyped-call]
    return corners


def _cut(points: Stroke, at: NDArray[np.int64]) -> list[Stroke]:
    """Strokes that meet at the cuts."""
    edges = [0, *at.tolist(), len(points) - 1]
    return [points[a : b + 1] for a, b in pairwise(edges)]


# ------------------------------------------------------------------------------------------------------- pieces to build of


def line(*points: tuple[float, float]) -> Stroke:
    """A polyline."""
    return np.array(points, dtype=np.float64)


def arc(centre: Sequence[float] | NDArray[np.float64], radii: tuple[float, float], start: float, end: float) -> Stroke:
    """Part of an ellipse, degrees clockwise from 3 o'clock (y is down)."""
    angle = np.radians(np.linspace(start, end, max(6, int(abs(end - start) / 12))))
    return np.stack([centre[0] + radii[0] * np.cos(angle), centre[1] + radii[1] * np.sin(angle)], 1)


def box(x: float, y: float, width: float, height: float) -> Stroke:
    """A closed rectangle around its centre."""
    w, h = width / 2, height / 2
    return line((x - w, y - h), (x + w, y - h), (x + w, y + h), (x - w, y + h), (x - w, y - h))


def mirrored(stroke: Stroke) -> Stroke:
    """The other side of a garment."""
    return np.asarray(stroke * np.array([-1.0, 1.0]))


def both(stroke: Stroke) -> Drawing:
    """A stroke and its mirror image."""
    return [stroke, mirrored(stroke)]


def joined(right: Stroke) -> Stroke:
    """A right half, top to bottom, with its mirror image as one stroke that starts and ends in the middle."""
    return np.concatenate([mirrored(right)[::-1], right])


def buttons(x: float, top: float, bottom: float, count: int, random: Random) -> Drawing:
    """Small rings or dots in a column."""
    radius = random.uniform(0.012, 0.04)
    return [arc((x, y), (radius, radius), 0, 360) for y in np.linspace(top, bottom, count)]


# ------------------------------------------------------------------------------------------------------------ upper body


class Torso:
    """The measures of an upper-body garment. Half a body width is about 0.5; x to the right, y down from the collar."""

    def __init__(
        self, random: Random, *, sleeve: tuple[float, float], length: tuple[float, float], flare: tuple[float, float] = (-0.08, 0.12)
    ) -> None:
        u = random.uniform
        self.neck = u(0.13, 0.30)
        self.neck_depth = u(0.0, 0.30)
        self.shoulder = (u(0.40, 0.62), u(0.02, 0.22))
        self.sleeve = u(*sleeve)
        self.angle = np.radians(u(12, 40) if self.sleeve < 0.6 else u(20, 78))
        self.cuff = u(0.16, 0.34)
        self.length = u(*length)
        self.armpit = (u(0.36, 0.52), self.shoulder[1] + u(0.22, 0.42))
        self.hem = self.armpit[0] + u(*flare)
        self.round_neck = random.random() < 0.6

    @property
    def cuff_points(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Outer and inner end of the right cuff."""
        along = np.array([np.cos(self.angle), np.sin(self.angle)])
        outer = np.array(self.shoulder) + along * self.sleeve
        inner = outer + np.array([-along[1], along[0]]) * self.cuff
        inner[0] = max(inner[0], self.armpit[0] + 0.02)
        return (float(outer[0]), float(outer[1])), (float(inner[0]), float(inner[1]))

    def outline(self, random: Random) -> Drawing:
        """Neck, shoulders, sleeves, sides and hem, in one stroke or several."""
        outer, inner = self.cuff_points
        right = line((self.neck, 0), self.shoulder, outer, inner, self.armpit, (self.hem, self.length))
        hem = line((-self.hem, self.length), (self.hem, self.length))
        style = random.integers(4)
        if style == 0:
            return [np.concatenate([right, mirrored(right)[::-1]]), self.neckline()]
        if style == 1:
            return [*both(right), hem, self.neckline()]
        if style == 2:
            return [
                *both(line((self.neck, 0), self.shoulder, outer)),
                *both(line(outer, inner)),
                *both(line(inner, self.armpit)),
                *both(line(self.armpit, (self.hem, self.length))),
                hem,
                self.neckline(),
            ]
        sleeve_seam = both(line(self.shoulder, self.armpit)) if random.random() < 0.4 else []
        return [
            joined(line((self.neck, 0), self.shoulder, outer, inner, self.armpit)),
            *both(line(self.armpit, (self.hem, self.length))),
            hem,
            *sleeve_seam,
        ]

    def neckline(self) -> Stroke:
        """A round, V-shaped or straight neck."""
        if self.round_neck:
            return arc((0, 0), (self.neck, max(self.neck_depth, 0.02)), 0, 180)
        return line((-self.neck, 0), (0, self.neck_depth), (self.neck, 0))


def _cuffs(torso: Torso, random: Random) -> Drawing:
    """Bands at the wrists and along the hem."""
    outer, inner = (np.array(point) for point in torso.cuff_points)
    back = np.array([np.cos(torso.angle), np.sin(torso.angle)]) * random.uniform(0.06, 0.14)
    band = torso.length - random.uniform(0.06, 0.14)
    return [*both(np.stack([outer - back, inner - back])), line((-torso.hem, band), (torso.hem, band))]


def _collar(torso: Torso, random: Random) -> Drawing:
    """Two points that fall open from the neck."""
    tip = (random.uniform(0.10, 0.28), random.uniform(0.12, 0.30))
    return [*both(line((torso.neck, 0), tip, (0, random.uniform(0.08, 0.22)))), line((-torso.neck, 0), (torso.neck, 0))]


def _print(torso: Torso, random: Random) -> Drawing:
    """Now and then something on the chest: a word, a box, stripes."""
    kind = random.integers(8)
    y = torso.armpit[1] + random.uniform(-0.05, 0.25)
    if kind == 0:
        return [box(0, y, random.uniform(0.2, 0.5), random.uniform(0.15, 0.4))]
    if kind == 1:
        return [arc((0, y), (0.15, 0.15), 0, 360)]
    if kind == 2:
        count = int(random.integers(2, 7))
        return [line((-torso.armpit[0], y), (torso.armpit[0], y)) for y in np.linspace(torso.armpit[1], torso.length - 0.1, count)]
    if kind == 3:
        return [box(random.choice([-1, 1]) * 0.2, y - 0.1, 0.16, 0.18)]
    return []


def _t_shirt(random: Random) -> Drawing:
    torso = Torso(random, sleeve=(0.16, 0.48), length=(0.95, 1.5))
    return torso.outline(random) + _print(torso, random)


def _long_sleeve(random: Random) -> Drawing:
    torso = Torso(random, sleeve=(0.62, 1.15), length=(0.95, 1.45))
    cuffs = _cuffs(torso, random) if random.random() < 0.35 else []
    high_neck = [box(0, -0.06, torso.neck * 2, 0.14)] if random.random() < 0.15 else []
    return torso.outline(random) + cuffs + high_neck + _print(torso, random)


def _shirt(random: Random) -> Drawing:
    torso = Torso(random, sleeve=(0.25, 0.5) if random.random() < 0.3 else (0.65, 1.15), length=(1.05, 1.5))
    front = [line((0, 0.15), (0, torso.length))] if random.random() < 0.85 else []
    double = [line((0.06, 0.15), (0.06, torso.length))] if random.random() < 0.3 else []
    column = buttons(0.03, 0.25, torso.length - 0.12, int(random.integers(4, 8)), random) if random.random() < 0.8 else []
    pocket = [box(0.22, torso.armpit[1] + 0.05, 0.2, 0.22)] if random.random() < 0.4 else []
    return torso.outline(random) + _collar(torso, random) + front + double + column + pocket


def _polo(random: Random) -> Drawing:
    torso = Torso(random, sleeve=(0.2, 0.48), length=(1.0, 1.45))
    depth = random.uniform(0.25, 0.5)
    placket = [line((0, 0.1), (0, depth))] if random.random() < 0.4 else [line((-0.05, 0.1), (-0.05, depth), (0.05, depth), (0.05, 0.1))]
    column = buttons(0, 0.18, depth - 0.05, int(random.integers(2, 4)), random) if random.random() < 0.7 else []
    return torso.outline(random) + _collar(torso, random) + placket + column


def _hoodie(random: Random) -> Drawing:
    torso = Torso(random, sleeve=(0.62, 1.1), length=(0.95, 1.35))
    height, width = random.uniform(0.3, 0.55), random.uniform(0.25, 0.42)
    hood = [arc((0, 0.06), (width, height), 180, 360)]
    inside = [arc((0, 0.04), (width * 0.65, height * 0.65), 0, 360)] if random.random() < 0.6 else []
    pocket_y, pocket = torso.length - random.uniform(0.35, 0.5), random.uniform(0.22, 0.36)
    pouch = [
        line(
            (-pocket * 0.6, pocket_y),
            (pocket * 0.6, pocket_y),
            (pocket, torso.length - 0.12),
            (-pocket, torso.length - 0.12),
            (-pocket * 0.6, pocket_y),
        )
    ]
    strings = both(line((0.06, 0.12), (0.08, random.uniform(0.3, 0.5)))) if random.random() < 0.6 else []
    zipper = [line((0, 0.15), (0, torso.length))] if random.random() < 0.4 else []
    cuffs = _cuffs(torso, random) if random.random() < 0.5 else []
    return torso.outline(random) + hood + inside + (pouch if random.random() < 0.75 else []) + strings + zipper + cuffs


def _outerwear(random: Random) -> Drawing:
    coat = random.random() < 0.3
    torso = Torso(random, sleeve=(0.5, 1.1), length=(1.5, 2.1) if coat else (0.95, 1.4), flare=(-0.05, 0.2))
    return torso.outline(random) + _front(torso, random)


def _front(torso: Torso, random: Random) -> Drawing:
    """What makes it a jacket: it opens in front. Lapels, buttons, zip and pockets come and go."""
    gap = random.choice([0.0, 0.0, random.uniform(0.03, 0.2)])
    start = torso.neck_depth if random.random() < 0.7 else 0.0
    opening = [line((0, start), (0, torso.length))] if gap == 0 else both(line((gap * random.uniform(0.3, 1), start), (gap, torso.length)))
    details: Drawing = []
    if random.random() < 0.4:
        tip = (random.uniform(0.12, 0.3), random.uniform(0.2, 0.45))
        details += both(line((torso.neck, 0), tip, (gap, random.uniform(0.4, 0.7))))
    elif random.random() < 0.4:
        details += _collar(torso, random)
    if random.random() < 0.5:
        details += buttons(gap + random.uniform(0.03, 0.09), 0.45, torso.length - 0.15, int(random.integers(2, 6)), random)
    if random.random() < 0.45:
        details += both(line((0.2, torso.length * 0.68), (0.38, torso.length * random.uniform(0.6, 0.7))))
    if random.random() < 0.15:
        details += [
            line((-torso.armpit[0], y), (torso.armpit[0], y))
            for y in np.linspace(torso.armpit[1], torso.length, int(random.integers(3, 7)))
        ]
    return opening + details


def _top(random: Random) -> Drawing:
    u = random.uniform
    strap, depth, armpit = u(0.16, 0.34), u(0.15, 0.5), (u(0.38, 0.5), u(0.38, 0.62))
    width, length = u(0.05, 0.2), u(1.0, 1.5)
    hem = armpit[0] + u(-0.08, 0.12)
    side = line((strap + width, 0), (strap + width + u(-0.06, 0.04), armpit[1] * 0.6), armpit, (hem, length))
    neck = arc((0, 0), (strap, depth), 0, 180) if random.random() < 0.7 else line((-strap, 0), (0, depth), (strap, 0))
    shoulders = both(line((strap, 0), (strap + width, 0)))
    return [*both(side), line((-hem, length), (hem, length)), neck, *shoulders]


def _dress(random: Random) -> Drawing:
    u = random.uniform
    bare = random.random() < 0.55
    torso = Torso(random, sleeve=(0.15, 0.5) if random.random() < 0.7 else (0.6, 1.0), length=(1.9, 2.9))
    waist, hem = (u(0.26, 0.42), u(0.75, 1.05)), u(0.5, 1.1)
    start = (torso.neck + u(0.05, 0.12), 0.0) if bare else torso.armpit
    side = line(start, torso.armpit, waist, (hem, torso.length)) if bare else line(torso.armpit, waist, (hem, torso.length))
    outer, inner = torso.cuff_points
    top = both(line((torso.neck, 0), start)) if bare else both(line((torso.neck, 0), torso.shoulder, outer, inner, torso.armpit))
    belt = [line((-waist[0], waist[1]), (waist[0], waist[1]))] if random.random() < 0.5 else []
    folds = [line((x * 0.4, waist[1] + 0.1), (x, torso.length - 0.05)) for x in u(-hem, hem, random.integers(0, 4))]
    bottom = (
        arc((0, torso.length), (hem, u(0.02, 0.12)), 0, 180) if random.random() < 0.4 else line((-hem, torso.length), (hem, torso.length))
    )
    return [*both(side), *top, torso.neckline(), bottom, *belt, *folds]


# ------------------------------------------------------------------------------------------------------------ lower body


def _skirt(random: Random) -> Drawing:
    u = random.uniform
    waist, hem, length = u(0.3, 0.55), u(0.5, 1.1), u(0.7, 1.9)
    hip = (waist + (hem - waist) * u(0.3, 0.8), length * u(0.2, 0.45))
    sides = both(line((waist, 0), hip, (hem, length)) if random.random() < 0.5 else line((waist, 0), (hem, length)))
    bottom = arc((0, length), (hem, u(0.03, 0.2)), 0, 180) if random.random() < 0.5 else line((-hem, length), (hem, length))
    band = [line((-waist * 1.03, y), (waist * 1.03, y)) for y in ([u(0.06, 0.16)] if random.random() < 0.6 else [])]
    pleats = [line((x * waist, 0.12), (x * hem, length)) for x in np.linspace(-0.8, 0.8, int(random.choice([0, 0, 1, 2, 4, 6])))]
    tiers = [
        line((-waist - (hem - waist) * t, length * t), (waist + (hem - waist) * t, length * t))
        for t in u(0.3, 0.9, random.choice([0, 0, 1, 2]))
    ]
    return [line((-waist, 0), (waist, 0)), *sides, bottom, *band, *pleats, *tiers]


def _legs(random: Random, length: tuple[float, float], crotch: tuple[float, float]) -> Drawing:
    u = random.uniform
    waist, height = u(0.36, 0.55), u(*length)
    hip = (waist + u(0.0, 0.14), u(0.2, 0.4))
    fork = min(u(*crotch), height * 0.75)
    spread = u(0.0, 0.35) * (height - fork) * 0.5
    outer = max(hip[0], waist) + spread + u(-0.12, 0.15)
    inner = u(0.02, 0.14) + spread * 0.9
    inner = min(inner, outer - 0.14)
    right = line((waist, 0), hip, (outer, height), (inner, height), (0, fork))
    top = line((-waist, 0), (waist, 0))
    style = random.integers(3)
    if style == 0:
        outline = [top, np.concatenate([right, mirrored(right)[::-1]])]
    elif style == 1:
        outline = [
            top,
            *both(line((waist, 0), hip, (outer, height))),
            *both(line((outer, height), (inner, height))),
            joined(line((0, fork), (inner, height))),
        ]
    else:
        outline = [top, *both(right)]
    if random.random() < 0.12:  # a single line between the legs
        outline = [top, *both(line((waist, 0), (outer, height))), line((-outer, height), (outer, height)), line((0, fork), (0, height))]
    return outline + _waist_details(waist, hip, fork, random)


def _waist_details(waist: float, hip: tuple[float, float], fork: float, random: Random) -> Drawing:
    details: Drawing = []
    if random.random() < 0.45:
        y = random.uniform(0.08, 0.18)
        details.append(line((-waist, y), (waist, y)))
    if random.random() < 0.3:
        details.append(line((0, 0.1), (0, fork)))
    if random.random() < 0.35:
        details += both(arc((hip[0], 0.1), (0.22, 0.28), 90, 180))
    if random.random() < 0.15:
        details += both(line((0.05, 0.05), (random.uniform(0.05, 0.15), 0.35)))  # a drawstring
    return details


def _pants(random: Random) -> Drawing:
    return _legs(random, length=(1.5, 2.7), crotch=(0.45, 0.95))


def _shorts(random: Random) -> Drawing:
    return _legs(random, length=(0.6, 1.15), crotch=(0.35, 0.8))


# -------------------------------------------------------------------------------------------------------- head and foot


def _hat(random: Random) -> Drawing:
    kind = random.choice(["brim", "brim", "brim", "cap", "cap", "beanie", "tall"])
    return {"brim": _brimmed, "cap": _cap, "beanie": _beanie, "tall": _tall}[str(kind)](random)


def _brimmed(random: Random) -> Drawing:
    u = random.uniform
    crown, height, brim = u(0.32, 0.55), u(0.4, 0.9), u(0.75, 1.15)
    dent = u(0, 0.18) if random.random() < 0.4 else 0.0
    if random.random() < 0.5:
        dome = arc((0, 0), (crown, height), 180, 360)
    else:
        dome = joined(line((0, -height + dent), (crown * u(0.4, 0.9), -height), (crown, 0)))
    depth = u(0.05, 0.3)
    kind = random.integers(4)
    if kind == 0:
        base = [arc((0, 0), (brim, depth), 0, 360)]
    elif kind == 1:
        base = [line((-brim, 0), (brim, 0))]
    elif kind == 2:
        base = [box(0, depth / 2, brim * 2, depth)]
    else:
        base = [arc((0, -depth * 0.4), (brim, depth), 0, 180), *both(line((crown, -0.05), (brim, -depth * 0.4)))]
    band = [arc((0, -u(0.08, 0.22)), (crown, depth * 0.6), 0, 180)] if random.random() < 0.5 else []
    return [dome, *base, *band]


def _cap(random: Random) -> Drawing:
    u = random.uniform
    radius, height, visor = u(0.45, 0.65), u(0.5, 0.8), u(0.4, 0.9)
    dome = arc((0, 0), (radius, height), 180, 360)
    base = line((-radius, 0), (radius, 0)) if random.random() < 0.6 else arc((0, 0), (radius, u(0.03, 0.15)), 0, 180)
    drop = u(-0.05, 0.25)
    if random.random() < 0.55:
        peak = line(
            (radius, -0.12),
            (radius + visor * 0.7, drop * 0.5),
            (radius + visor, drop),
            (radius + visor * 0.6, drop + 0.06),
            (radius * 0.6, 0),
        )
    else:  # seen from the front
        peak = arc((0, 0), (radius * u(0.8, 1.1), u(0.18, 0.4)), 0, 180)
    button = [arc((0, -height), (0.05, 0.04), 0, 360)] if random.random() < 0.5 else []
    seams = [arc((0, 0), (radius * u(0.2, 0.6), height), 180, 270 + u(0, 90))] if random.random() < 0.4 else []
    strokes = [dome, base, peak, *button, *seams]
    return [mirrored(stroke) for stroke in strokes] if random.random() < 0.5 else strokes


def _beanie(random: Random) -> Drawing:
    u = random.uniform
    radius, height, band = u(0.5, 0.65), u(0.6, 1.0), u(0.15, 0.35)
    dome = arc((0, 0), (radius, height), 180, 360)
    bobble = [arc((0, -height - 0.1), (0.14, 0.14), 0, 360)] if random.random() < 0.5 else []
    ribs = [line((x, 0), (x, band)) for x in np.linspace(-radius, radius, int(random.integers(4, 12)))] if random.random() < 0.4 else []
    return [dome, box(0, band / 2, radius * 2.08, band), *bobble, *ribs]


def _tall(random: Random) -> Drawing:
    u = random.uniform
    crown, height, brim = u(0.35, 0.55), u(0.7, 1.3), u(0.65, 1.0)
    sides = line((-crown, 0), (-crown * u(0.8, 1.2), -height), (crown * u(0.8, 1.2), -height), (crown, 0))
    base = line((-brim, 0), (brim, 0)) if random.random() < 0.5 else arc((0, 0), (brim, u(0.06, 0.2)), 0, 360)
    band = [line((-crown, -0.15), (crown, -0.15))] if random.random() < 0.5 else []
    return [sides, base, *band]


def _shoes(random: Random) -> Drawing:
    u = random.uniform
    boot = random.random() < 0.25
    ankle, heel, toe = (u(0.9, 1.5) if boot else u(0.3, 0.55)), u(-0.02, 0.08), u(0.9, 1.3)
    opening = u(0.4, 0.6)
    upper = np.concatenate(
        [
            line((0, 0), (heel, -ankle), (opening, -ankle * u(0.85, 1.0))),
            arc((toe - 0.25, 0), (0.35, u(0.2, 0.34)), 240, 360),
        ]
    )
    sole = u(0.05, 0.16)
    bottom = [box((toe + 0.1) / 2, sole / 2, toe + 0.12, sole)] if random.random() < 0.7 else [line((0, 0), (toe + 0.1, 0))]
    start = np.array([opening, -ankle * 0.85])
    laces = [
        start + np.array([[0.02, t * 0.1], [0.14, t * 0.1 - 0.06]]) + t * np.array([0.09, 0.02]) for t in range(int(random.integers(0, 5)))
    ]
    stripe = [line((u(0.2, 0.5), -0.25), (u(0.4, 0.8), -0.05))] if random.random() < 0.4 else []
    shoe = [upper, *bottom, *laces, *stripe]
    if random.random() < 0.3:
        shoe = shoe + [stroke + np.array([u(-0.2, 0.3), -u(0.5, 0.8)]) for stroke in shoe]
    return [mirrored(stroke) for stroke in shoe] if random.random() < 0.5 else shoe


_TEMPLATES: dict[str, Callable[[Random], Drawing]] = {
    "t-shirt": _t_shirt,
    "pants": _pants,
    "skirt": _skirt,
    "hat": _hat,
    "long-sleeve": _long_sleeve,
    "shirt": _shirt,
    "polo": _polo,
    "hoodie": _hoodie,
    "top": _top,
    "shorts": _shorts,
    "dress": _dress,
    "outerwear": _outerwear,
    "shoes": _shoes,
}
