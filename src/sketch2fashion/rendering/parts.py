"""The parts of a garment in any picture of it: the whole, what a mask covers, or the panels that its lines enclose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sketch2fashion.drawing.flats import FINEST, regions
from sketch2fashion.errors import BadImage, BadValue
from sketch2fashion.garment import Mask, Picture, Plane
from sketch2fashion.images import blurred, on_white, resize
from sketch2fashion.photo.cutout import alpha_of, cutout, garment_box, is_transparent
from sketch2fashion.photo.linework import draw_lines
from sketch2fashion.photo.square import Square
from sketch2fashion.photo.worn import worn_garment
from sketch2fashion.rendering.light import Target

Points = Sequence[tuple[float, float]]  # x, y, as shares of the picture's width and height
SOFT = 1.5  # px on either side of a part's edge
WEARER_EDGE = 0.012  # of the longer side: how far the edge between a garment and who wears it may be wrong
RIM = 3.0  # px beside the cloth: its edge in a photo is no wider


def target_of(picture: Picture, at: Points = (), mask: Mask | None = None) -> Target:
    """What to paint of a picture (H, W, 4): the panels at the points, what the mask covers, or the whole garment.

    Raises `BadImage` where there is no garment, `BadValue` where a point lies beside it, or the mask.
    """
    cut = cutout(picture)
    if mask is None and not at and not is_transparent(picture):
        cut = _without_wearer(cut)
    cover = (cut[..., 3] > 0).astype(np.float32) if is_transparent(picture) else _without_haze(alpha_of(cut))
    part = mask if mask is not None else panels(cut, at) if at else None
    if part is not None:
        cover *= soft(part)
    if not cover.any():
        raise BadValue("There is nothing of a garment to paint there.", hint="Show a garment, and let the mask cover some of it.")
    rows, columns = np.nonzero(cut[..., 3] > 127)
    extent = max(np.ptp(rows), np.ptp(columns)) + 1 if rows.size else max(picture.shape)
    return Target(picture, cut[..., :3], cover, float(extent))


def _without_wearer(cut: Picture) -> Picture:
    """A cut-out without who wears the garment, whose edge, found coarsely, goes where the colours change. Unchanged where nobody does."""
    worn = worn_garment(cut)
    if worn is cut:
        return cut
    kept = worn[..., 3] > 127
    away = np.where(kept, ndimage.distance_transform_edt(kept), ndimage.distance_transform_edt(~kept))
    unsure = (away < WEARER_EDGE * max(kept.shape)) & (cut[..., 3] > 0)
    rgb = cut[..., :3].astype(np.float32)
    apart = [_distance_to(rgb, side & ~unsure, WEARER_EDGE * max(kept.shape)) for side in (kept, ~kept)]
    share = np.clip(2.5 * (apart[1] / np.maximum(apart[0] + apart[1], 1e-3)) - 0.75, 0, 1)
    worn = cut.copy()
    worn[..., 3] = np.rint(cut[..., 3] * np.where(unsure, share, kept))
    return worn


def _distance_to(rgb: NDArray[np.float32], side: Mask, radius: float) -> NDArray[np.float32]:
    """How far each pixel's colour is from the mean colour of one side around it, (H, W); the side's nearest one is never far."""
    weight = blurred(side.astype(np.float32), radius) + 1e-6
    mean = np.dstack([blurred(rgb[..., channel] * side, radius) for channel in range(3)]) / weight[..., None]
    return cast(NDArray[np.float32], np.linalg.norm(rgb - mean, axis=-1))


def panels(cut: Picture, at: Points) -> Mask:
    """The panels of a cut-out (H, W, 4) that the points lie in, (H, W). Raises `BadValue` for a point beside the garment."""
    box = garment_box(alpha_of(cut))
    if box is None:
        raise BadImage("No garment was found in the picture.", hint="Show one garment, opaque, at least a few pixels large.")
    square = Square.around(box)
    seen = resize(square.cropped(cut), FINEST, FINEST)
    labels = regions(draw_lines(on_white(seen)), None, seen[..., 3] > 127)
    wanted = {_label_at(point, labels, square, cut) for point in at}
    found = square.laid_back(np.isin(labels, list(wanted)).astype(np.float32), *cut.shape[:2])
    chosen: Mask = found > 0.5
    return chosen


def soft(part: Mask) -> Plane:
    """A part with an edge of twice SOFT px: 1 inside, 0 outside."""
    if part.all() or not part.any():
        return part.astype(np.float32)
    inside, outside = (np.asarray(ndimage.distance_transform_edt(each), np.float32) for each in (part, ~part))
    return cast(Plane, np.clip(0.5 + (inside - outside) / (2 * SOFT), 0, 1))


def _without_haze(alpha: Plane) -> Plane:
    """A photo's cut-out where it is cloth or cloth's edge; what is half there far from any cloth is a doubt of the network."""
    far = ndimage.distance_transform_edt(alpha <= 0.5) > RIM
    return np.where(far, np.float32(0), alpha)


def _label_at(point: tuple[float, float], labels: NDArray[np.int32], square: Square, cut: Picture) -> int:
    height, width = cut.shape[:2]
    x, y = point[0] * width, point[1] * height
    side = len(labels)
    column, row = ((place - start) * side / square.side for place, start in ((x, square.left), (y, square.top)))
    inside = 0 <= row < side and 0 <= column < side
    label = int(labels[int(row), int(column)]) if inside else 0
    if not label:
        raise BadValue(
            f"The point {point[0]:g}, {point[1]:g} does not lie on the garment.", hint="Points are shares of the picture, 0 to 1."
        )
    return label
