"""Local edits: only what the drawing changed is rendered anew; everything else keeps its very pixels.

drawing before, drawing after ─▶ where they differ ─▶ grown, feathered ─▶ new garment there, matched at the seam; old one elsewhere
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sketch2fashion.drawing.flats import flats, silhouette
from sketch2fashion.drawing.framing import Frame, frame_of, to_square
from sketch2fashion.errors import BadValue
from sketch2fashion.garment import Flats, Layers, Mask, Picture, Plane
from sketch2fashion.images import resize
from sketch2fashion.photo.cutout import alpha_of, cutout, is_transparent
from sketch2fashion.rendering.planes import SIDE
from sketch2fashion.rendering.renderer import RECUT_FROM, Prepared, RenderOptions, as_meant, category_of, garments_in, prepare

FEATHER = 3.0  # px of the picture, outside of what is grown
GROWN = 3.0  # px at 256: a line's shadow, and the cloth beside it, change with the line
LEAST = 0.1  # of ink: less is the same line
RING = 8.0  # px at 256: as far around the change the old picture says how light and of what colour the new one must be
OPAQUE = 200  # alpha from which on a pixel is cloth
SAME_ASPECT = 0.02


@dataclass(frozen=True, eq=False)
class Change:
    """Where two drawings differ, on a picture's pixels: `where` (H, W), and `kept` (H, W), where both have the same colour."""

    where: Mask
    kept: Mask


@dataclass(frozen=True, eq=False)
class Pair:
    """Two drawings in one square, so that nothing shifts between them. Of the first only what can be compared."""

    silhouette: Mask
    flats: Flats
    after: Prepared


def edited(old: Picture, before: Layers, after: Layers, options: RenderOptions | None = None) -> Picture:
    """`old` (H, W, 4), a garment or photo of the drawing `before`, as the drawing `after` has it, (H, W, 4).

    Farther than FEATHER px from the change, its pixels are those of `old`. Raises `BadValue` if picture and drawings differ in
    shape, and as `render`.
    """
    options = options or RenderOptions()
    ink = _changed_ink(before, after, old.shape)
    if not ink.any() and not _colours_differ(before, after):
        return old.copy()
    if (meant := _as_pictured(old, before, after, options)) is not None:
        before, after, options = meant
        ink = _changed_ink(before, after, old.shape)
    pair = _pair(before, after)
    change = _change(ink, pair, old.shape)
    if not change.where.any():
        return old.copy()
    new = _garment_of(after, pair.after, options, old.shape)
    part = _around(change.where, RING * max(old.shape) / SIDE)
    fresh = _matched(old[part], new[part], Change(change.where[part], change.kept[part]), max(old.shape) / SIDE)
    if (fresh[..., 3] < 255).any() and not is_transparent(old):
        fresh = _laid_on(_backdrop(old, cutout(old))[part], fresh)
    out = old.copy()
    out[part] = composed(old[part], fresh, feathered(change.where[part]))
    return out


def _as_pictured(old: Picture, before: Layers, after: Layers, options: RenderOptions) -> tuple[Layers, Layers, RenderOptions] | None:
    """Both drawings cut anew, and what to paint them with, where `old` is a garment that shows `before` so and not as it was drawn."""
    if options.refine <= RECUT_FROM or not is_transparent(old):
        return None
    drawn = prepare(before)
    category = category_of(before, drawn, options)
    first, painting = as_meant(before, category, options)
    shown = old[..., 3] >= 128
    if _overlap(shown, prepare(first)) <= _overlap(shown, drawn):
        return None
    return first, as_meant(after, category, options)[0], painting


def _overlap(shown: Mask, drawing: Prepared) -> float:
    """Intersection over union of what a picture shows and a drawing encloses."""
    inside = _from_square(drawing.silhouette, drawing.frame, *shown.shape)
    return float((shown & inside).sum() / max((shown | inside).sum(), 1))


def _garment_of(layers: Layers, prepared: Prepared, options: RenderOptions, shape: tuple[int, ...]) -> Picture:
    """The garment on a picture of `shape`, from a drawing that is prepared already."""
    size = 512 if max(shape) > SIDE else 256
    wanted = replace(options, size=size, variants=1, background="transparent")
    ((pixels, _),) = garments_in(prepared, layers, category_of(layers, prepared, wanted), wanted)
    return resize(pixels, shape[1], shape[0])


def _around(where: Mask, ring: float) -> tuple[slice, slice]:
    """The box of a change with all pixels that matter for it: its feather, and the ring that it is matched with."""
    margin = int(np.ceil(max(ring, FEATHER))) + 1
    rows, columns = np.flatnonzero(where.any(axis=1)), np.flatnonzero(where.any(axis=0))
    top, left = max(0, rows[0] - margin), max(0, columns[0] - margin)
    return slice(top, rows[-1] + margin + 1), slice(left, columns[-1] + margin + 1)


def composed(old: Picture, new: Picture, share: Plane) -> Picture:
    """`share` (H, W) of the new picture on the old one; where it is 0, the old pixels themselves. Both (H, W, 4), straight alpha."""
    out = old.copy()
    places = np.nonzero(share > 0)
    weight = share[places][:, None]
    first, second = (_premultiplied(picture[places]) for picture in (old, new))
    mixed = first * (1 - weight) + second * weight
    colours = mixed[:, :3] / np.maximum(mixed[:, 3:], 1e-6)
    out[places] = np.clip(np.rint(np.concatenate([colours, mixed[:, 3:] * 255], axis=1)), 0, 255).astype(np.uint8)
    return out


def feathered(where: Mask) -> Plane:
    """1 on the mask, 0 from FEATHER px beside it."""
    if not where.any():
        return np.zeros(where.shape, np.float32)
    distance = np.asarray(ndimage.distance_transform_edt(~where), np.float32)
    return cast(Plane, np.clip(1 - distance / FEATHER, 0, 1))


def change_between(before: Layers, after: Layers, shape: tuple[int, ...]) -> Change:
    """Where two drawings on one canvas differ in lines, colours or silhouette, on a picture of `shape`."""
    ink = _changed_ink(before, after, shape)
    if not ink.any() and not _colours_differ(before, after):
        return Change(ink, ~ink)
    return _change(ink, _pair(before, after), shape)


def _changed_ink(before: Layers, after: Layers, shape: tuple[int, ...]) -> Mask:
    height, width = shape[:2]
    _refuse_other_shape(before, after, width, height)
    ink = (np.abs(before.lines - after.lines) > LEAST) | (np.abs(before.borders - after.borders) > LEAST)
    return _on_picture(ink, height, width)


def _pair(before: Layers, after: Layers) -> Pair:
    frame_of(after)  # a drawing without ink is refused here
    frame = frame_of(replace(after, lines=np.maximum(before.lines, after.lines)))
    now, square = prepare(after, frame), to_square(before, frame, SIDE)
    if _same_rooms(square, now.square):
        return Pair(now.silhouette, flats(square, silhouette=now.silhouette, rooms=now.labels), now)
    inside = silhouette(square.lines)
    return Pair(inside, flats(square, silhouette=inside), now)


def _same_rooms(one: Layers, other: Layers) -> bool:
    """Only colours differ, if anything."""
    return one.gap == other.gap and np.array_equal(one.lines, other.lines) and np.array_equal(one.borders, other.borders)


def _change(ink: Mask, pair: Pair, shape: tuple[int, ...]) -> Change:
    height, width = shape[:2]
    after = pair.after
    reshaped = pair.silhouette != after.silhouette
    differ = ndimage.binary_opening((pair.flats != after.flats).any(axis=-1), np.ones((2, 2)))
    where = ink | _from_square(differ | reshaped, after.frame, height, width)
    recoloured = _from_square(differ & ~reshaped, after.frame, height, width)
    return Change(_grown(where, GROWN * max(height, width) / SIDE), ~recoloured)


def _grown(where: Mask, radius: float) -> Mask:
    if not where.any():
        return where
    part = _around(where, radius)
    grown = where.copy()
    grown[part] = ndimage.distance_transform_edt(~where[part]) <= radius
    return grown


def _refuse_other_shape(before: Layers, after: Layers, width: int, height: int) -> None:
    if before.size != after.size:
        first, second = ("{} × {} px".format(*layers.size) for layers in (before, after))
        raise BadValue(f"The drawing was {first} before and is {second} now.", hint="Keep the canvas; only what is on it may change.")
    across, down = after.size
    if abs(across * height - down * width) > SAME_ASPECT * max(across * height, down * width):
        raise BadValue(f"The drawing is {across} × {down} px and the picture {width} × {height} px.", hint="Both must have the same shape.")


def _colours_differ(before: Layers, after: Layers) -> bool:
    first, second = (np.zeros(each.lines.shape, np.bool_) if each.auto is None else each.auto for each in (before, after))
    return not (np.array_equal(before.hints, after.hints) and np.array_equal(first, second))


def _on_picture(mask: Mask, height: int, width: int) -> Mask:
    """A mask of the canvas on the picture; not one pixel of it gets lost."""
    rows, columns = np.nonzero(mask)
    found = np.zeros((height, width), np.bool_)
    found[rows * height // mask.shape[0], columns * width // mask.shape[1]] = True
    if height > mask.shape[0]:  # enlarged: the pixels between
        found = ndimage.maximum_filter(found, size=int(np.ceil(height / mask.shape[0])))
    return found


def _from_square(mask: Mask, frame: Frame, height: int, width: int) -> Mask:
    """A mask of the square on the picture, nearest pixel."""
    rows, columns = (
        np.floor(((np.arange(length) + 0.5) * canvas / length - start) * SIDE / frame.side).astype(np.intp).clip(-1, SIDE)
        for length, canvas, start in ((height, frame.height, frame.top), (width, frame.width, frame.left))
    )
    padded: Mask = np.pad(mask, 1)[rows + 1][:, columns + 1]
    return padded


# --- the seam ---------------------------------------------------------------------------------------------------------------


def _matched(old: Picture, new: Picture, change: Change, scale: float) -> Picture:
    """The new picture, its light and colour moved to those of the old one around the change. What got a new colour keeps it.

    `scale`: px to one at 256.
    """
    radius = RING * scale
    near = ndimage.distance_transform_edt(~change.where)
    ring = (near > 0) & (near <= radius) & (old[..., 3] >= OPAQUE) & (new[..., 3] >= OPAQUE) & change.kept
    if np.count_nonzero(ring) < 20:
        return new
    missing = (old[..., :3].astype(np.float32) - new[..., :3]) * ring[..., None]
    weight = _blurred(ring.astype(np.float32), radius)
    usual = missing[ring].mean(axis=0)
    moved = new.copy()
    for channel in range(3):
        nearby = _blurred(missing[..., channel], radius) + 1e-3 * usual[channel]
        shift = np.where(change.kept, nearby / (weight + 1e-3), 0)
        moved[..., channel] = np.clip(np.rint(new[..., channel] + shift), 0, 255)
    return moved


def _blurred(plane: Plane, radius: float) -> Plane:
    """Nothing beside the plane counts: all that is measured lies on it."""
    return cast(Plane, ndimage.gaussian_filter(plane, radius, mode="constant"))


def _backdrop(photo: Picture, cut: Picture) -> Picture:
    """The photo without its garment: what is beside it, drawn in and smoothed."""
    garment = ndimage.binary_dilation(alpha_of(cut) > 0.02, iterations=3)
    if garment.all():
        return photo
    places = ndimage.distance_transform_edt(garment, return_distances=False, return_indices=True)
    filled = photo[places[0], places[1]]
    smooth = np.dstack([ndimage.gaussian_filter(filled[..., channel].astype(np.float32), 4) for channel in range(4)])
    return np.where(garment[..., None], np.rint(smooth), photo).astype(np.uint8)


def _laid_on(ground: Picture, picture: Picture) -> Picture:
    alpha = picture[..., 3:].astype(np.float32) / 255
    rgb = np.rint(picture[..., :3] * alpha + ground[..., :3] * (1 - alpha))
    return np.dstack([rgb, ground[..., 3]]).astype(np.uint8)


def _premultiplied(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    alpha = pixels[:, 3:].astype(np.float32) / 255
    return cast(NDArray[np.float32], np.concatenate([pixels[:, :3] * alpha, alpha], axis=1))
