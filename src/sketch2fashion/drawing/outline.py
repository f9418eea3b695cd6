"""The filled outline of a drawing: which pixels are garment, even where the hand left the outline open.

The smallest repair that gives a plausible garment wins: nothing at all, then gaps that a small ball cannot pass, then bridges
between the open ends of strokes (a neckline, a missing hem), then larger and larger balls, and at last the hull of the ink. What
the outside can reach stays background: between the legs, between sleeve and body. The edge runs through the middle of the line.

Repairs are tried on a plane of 128 px, where each costs a millisecond; at full size one last flood finds the ink's own edge again.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import ndimage

from sketch2fashion.drawing import bridges, fronts
from sketch2fashion.drawing.grid import border_connected, convex_hull, eroded, filled_polygon, grown, large_pieces, polygon_area, pooled
from sketch2fashion.garment import Lines, Mask

WALL = 0.25  # ink from here on stops the flood from outside
COARSE = 128  # px: the plane on which repairs are tried; radii below are meant on it
SMALL_BALLS = (0, 1)  # the outside cannot enter through gaps of up to 2 r px
ROOM = 3  # a room that ran dry is more than twice as wide
LARGE_BALLS = (2, 3, 4.5, 6.5, 9, 12.5, 17.5)
ARC = 5  # px: shorter ones are not worth a chord
THIN_BODY = 2  # what is at most twice as thick is a line or a double stroke, no body
PIECE = 0.2  # of the largest piece: smaller ones are no part of the body (drawn dots, prints)
BARE_INK = 0.14  # of the ink, at most, may lie apart from the body …
BARE_RIM = 0.45  # … and of the ink that is seen from outside (a hat's brim may be but a line)
WHOLE = 0.6  # of the body, at least, is one piece …
ONE_DRAWING = 4  # px: … where no larger gaps part the ink: two times this
PAIR = 0.7  # of the other one's area: two pieces so alike are shoes, or two garments
LEAST_OF_HULL = 0.3  # of the ink's convex hull, at least, is a garment
CLEARLY = 0.08  # better must a larger repair be
HOPELESS = 0.8  # a best score below this: the hull serves better
SCRAP = 0.02  # of the largest piece: smaller ones are not worth cutting out
THIN = 0.06  # of the square: a hull thinner than this is thickened


def silhouette(lines: Lines) -> Mask:
    """The garment's pixels, (H, W), for lines of 2 to 3 px at 256 px. Empty only where there is no ink."""
    walls = lines > min(WALL, float(lines.max()) / 2)
    if not walls.any():
        return np.zeros(lines.shape, np.bool_)
    factor = max(1, round(max(walls.shape) / COARSE))
    coarse = pooled(walls, factor)
    test = _Test(coarse)
    inside = ~border_connected(~walls)
    if test.score(pooled(inside, factor)) < 1:
        repaired = _repaired(coarse, test)
        if repaired is None:
            return _hull(walls)
        inside = _at_full_size(repaired, walls, factor)
    return _trimmed(_with_backs(_with_drained_rooms(inside, coarse, walls, factor), coarse, walls, factor), walls)


def _with_backs(inside: Mask, coarse: Mask, walls: Mask, factor: int) -> Mask:
    """With what one sees of the back between two open fronts."""
    garment = pooled(inside, factor)
    bodies = large_pieces(eroded(garment, THIN_BODY), PIECE)
    back = fronts.between(bodies, coarse)
    return inside | _at_full_size(garment | grown(back, THIN_BODY + 1), walls, factor) if back.any() else inside


def _with_drained_rooms(inside: Mask, coarse: Mask, walls: Mask, factor: int) -> Mask:
    """A collar or a stripe that ran dry through one small gap is garment too. A slit that a ball only just cannot enter is not:
    it is nowhere wider than its mouth."""
    closed = _enclosed(coarse, 1)
    rooms = grown(eroded(closed & ~pooled(inside, factor), ROOM), ROOM + 1) & closed
    if not rooms.any():
        return inside
    return inside | _at_full_size(rooms | coarse, walls, factor)


def _repaired(walls: Mask, test: _Test) -> Mask | None:
    """The body after the smallest repair that makes it plausible, else after the best one, or None if none is any good."""
    best, best_score = None, HOPELESS - CLEARLY
    for inside in _candidates(walls):
        score = test.score(inside)
        if score > best_score + CLEARLY:
            best, best_score = inside, score
        if score >= 1:
            break
    return best


def _candidates(walls: Mask) -> Iterator[Mask]:
    """Walls and what they enclose, repaired less to more."""
    for radius in SMALL_BALLS:
        yield _enclosed(walls, radius)
    for bridged in bridges.bridged(walls):
        yield ~border_connected(~bridged)
    depth = ndimage.distance_transform_edt(~np.pad(walls, int(max(LARGE_BALLS)) + 1))
    for ball in LARGE_BALLS:
        yield _enclosed_by_ball(depth, ball, walls)


def _enclosed(walls: Mask, radius: int) -> Mask:
    """All that a ball of `radius` px cannot reach from outside."""
    outside = border_connected(~grown(walls, radius))
    return ~grown(outside, radius) | walls


def _enclosed_by_ball(depth: Mask, radius: float, walls: Mask) -> Mask:
    """The same for any radius; `depth` is the distance to the walls on a plane with margin."""
    outside = border_connected(depth > radius)
    reached = ndimage.distance_transform_edt(~outside) <= radius
    margin = (depth.shape[0] - walls.shape[0]) // 2
    inside: Mask = ~reached[margin:-margin, margin:-margin] | walls
    return _with_chords(inside, walls)


def _with_chords(inside: Mask, walls: Mask) -> Mask:
    """With straight edges where the ball left the hollow of its own shape: a hand would have drawn a straight hem."""
    arcs, count = ndimage.label(inside & ~eroded(inside, 1) & ~walls, np.ones((3, 3)))
    closed = inside.copy()
    for arc in (arcs == number for number in range(1, count + 1)):
        if np.count_nonzero(arc) >= ARC:
            closed |= filled_polygon(convex_hull(arc), arc.shape)
    return closed


def _at_full_size(inside: Mask, walls: Mask, factor: int) -> Mask:
    core = eroded(inside, 1).repeat(factor, axis=0).repeat(factor, axis=1)[: walls.shape[0], : walls.shape[1]]
    return ~border_connected(~walls & ~core)


class _Test:
    """Does a filled outline look like a garment, given the ink?"""

    def __init__(self, walls: Mask) -> None:
        self.walls = walls
        self.seen = _seen_from_outside(walls)
        self.is_one_drawing = ndimage.label(grown(walls, ONE_DRAWING))[1] == 1
        self.hull_area = max(polygon_area(convex_hull(walls)), 1.0)

    def score(self, inside: Mask) -> float:
        """1 if nearly all ink belongs to what is enclosed and that is large enough and one piece; less the farther from it."""
        body = large_pieces(grown(eroded(inside, THIN_BODY), 2 * THIN_BODY), PIECE)
        return min(
            1.0,
            _share(self.walls, body) / (1 - BARE_INK),
            _share(self.seen, body) / (1 - BARE_RIM),
            np.count_nonzero(inside & body) / self.hull_area / LEAST_OF_HULL,
            self._wholeness(body),
        )

    def _wholeness(self, body: Mask) -> float:
        """Below 1 if one drawing fell into unlike pieces: its middle ran dry, and sleeves and hood are left."""
        labels, count = ndimage.label(body)
        if count < 2 or not self.is_one_drawing:
            return 1.0
        areas = np.bincount(labels.ravel())[1:]
        if count == 2 and areas.min() >= PAIR * areas.max():
            return 1.0
        labels, _ = ndimage.label(body | grown(fronts.between(body, self.walls), 1))
        areas = np.bincount(labels.ravel())[1:]
        return float(areas.max() / areas.sum() / WHOLE)


def _seen_from_outside(walls: Mask) -> Mask:
    """The first ink from each side in each row and column."""
    seen = np.zeros_like(walls)
    for plane, ink in ((seen, walls), (seen.T, walls.T)):
        rows = np.flatnonzero(ink.any(axis=1))
        plane[rows, ink[rows].argmax(axis=1)] = True
        plane[rows, ink.shape[1] - 1 - ink[rows][:, ::-1].argmax(axis=1)] = True
    return seen


def _share(part: Mask, of: Mask) -> float:
    return float((part & of).sum() / max(part.sum(), 1))


def _trimmed(inside: Mask, walls: Mask) -> Mask:
    """Without bare lines, without the outer half of the outline's width, without scraps."""
    interior = inside & ~walls
    body = grown(eroded(inside, 3), 5)  # also where a pattern is so dense that all of it is ink
    garment = large_pieces(eroded(inside & (grown(interior, 3) | body), 1), SCRAP)
    return garment if garment.any() else inside


def _hull(walls: Mask) -> Mask:
    """The ink's convex hull, thickened where the ink is but a line."""
    size = walls.shape[0]
    hull = filled_polygon(convex_hull(walls), walls.shape) | walls
    rows, columns = np.flatnonzero(hull.any(axis=1)), np.flatnonzero(hull.any(axis=0))
    thickness = np.count_nonzero(hull) / max(rows[-1] - rows[0], columns[-1] - columns[0], 1)
    missing = THIN * size - thickness / 2
    thickened: Mask = hull if missing <= 0 else ndimage.distance_transform_edt(~hull) <= missing
    return thickened
