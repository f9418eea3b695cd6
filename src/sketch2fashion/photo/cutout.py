"""Cut the garment out of a photo: a small network says roughly where it is, the photo's own edges say exactly.

    photo ─▶ network on the whole ─▶ where ─▶ network on that part ─▶ alpha ─▶ follow the photo's edges ─▶ clean colours at the rim

A picture that comes with transparency keeps its own alpha: whoever made it knew better.
"""

from __future__ import annotations

from typing import TypeAlias, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from sketch2fashion.errors import BadImage
from sketch2fashion.garment import Box, Picture, Plane, Rgb
from sketch2fashion.images import resize
from sketch2fashion.models.registry import session

SIDE = 256  # px, what the network looks at; other shapes are squashed, as in training
REFINED_SIDE = 512  # px; the longer side at which edges are followed
MARGIN = 0.08  # of the garment's size, around it on the second look
CLOSE_ENOUGH = 0.65  # a garment that fills this share of the photo is not looked at twice
LEAST_AREA = 0.004  # of the photo; less is no garment
LEAST_PART = 0.06  # of the largest part's area: a second shoe stays, specks go
TRANSPARENT = 250  # alpha under this means that the picture brings its own
UNTOLD, TOLD = 0.7, 1.7  # standard deviations between garment and background colours: edges are followed not at all, and fully
EDGE_RADIUS, EDGE_SOFTNESS = 6, 2e-4  # guided filter: window in px at REFINED_SIDE, and how flat "flat" is

Colours: TypeAlias = NDArray[np.float32]  # (H, W, 3), 0 … 1


def cutout(picture: Picture) -> Picture:
    """The garment of `picture` (H, W, 4), same size, straight alpha. Raises `BadImage` where none is found."""
    if is_transparent(picture):
        return picture
    rgb = np.ascontiguousarray(picture[..., :3])
    alpha = _parts_that_count(_edges_followed(rgb, _alpha(rgb)))
    if float(alpha.mean()) < LEAST_AREA:
        raise BadImage("No garment was found in the photo.", hint="Show one garment, laid flat or hanging, on a plain background.")
    return np.dstack([_clean_rim(rgb, alpha), np.rint(alpha * 255).astype(np.uint8)])


def is_transparent(picture: Picture) -> bool:
    """Whether the picture brings its own alpha."""
    return bool((picture[..., 3] < TRANSPARENT).mean() > LEAST_AREA)


def garment_box(alpha: Plane, margin: float = 0.0) -> Box | None:
    """The box of all that is more than half there, grown by `margin` of its size within the picture; None if nothing is."""
    rows, columns = (np.flatnonzero((alpha > 0.5).any(axis)) for axis in (1, 0))
    if not len(rows):
        return None
    height, width = alpha.shape
    grow = margin * max(rows[-1] - rows[0], columns[-1] - columns[0])
    left, top = max(0, int(columns[0] - grow)), max(0, int(rows[0] - grow))
    right, bottom = min(width, int(columns[-1] + grow) + 1), min(height, int(rows[-1] + grow) + 1)
    return Box(left, top, right - left, bottom - top)


def alpha_of(picture: Picture) -> Plane:
    """The picture's alpha, 0 … 1."""
    return cast(Plane, picture[..., 3].astype(np.float32) / np.float32(255))


def _alpha(rgb: Rgb) -> Plane:
    """The network's alpha, at no more than REFINED_SIDE px: a first look at the whole, a second one at where the garment is."""
    height, width = rgb.shape[:2]
    scale = min(1.0, REFINED_SIDE / max(height, width))
    small_width, small_height = max(1, round(width * scale)), max(1, round(height * scale))
    small = resize(rgb, small_width, small_height)
    alpha = _resized(_predict(small), small_width, small_height)
    box = garment_box(alpha, MARGIN)
    if box is None or box.width * box.height > CLOSE_ENOUGH * alpha.size or min(box.width, box.height) < 8:
        return alpha
    part = small[box.y : box.y + box.height, box.x : box.x + box.width]
    closer = np.zeros_like(alpha)
    closer[box.y : box.y + box.height, box.x : box.x + box.width] = _resized(_predict(part), box.width, box.height)
    return closer


def _predict(rgb: Rgb) -> Plane:
    """(SIDE, SIDE) alpha of any (H, W, 3) picture."""
    planes = (resize(rgb, SIDE, SIDE).astype(np.float32) / 255).transpose(2, 0, 1)[None]
    (alpha,) = session("cutout").run(["alpha"], {"rgb": np.ascontiguousarray(planes)})
    return cast(Plane, np.asarray(alpha, np.float32)[0, 0])


def _edges_followed(rgb: Rgb, alpha: Plane) -> Plane:
    """Guided filter (He, Sun and Tang): `alpha` becomes locally linear in the photo, so that its edge is the photo's edge.

    The guide is the one colour direction that tells this garment from this background best. Coefficients are found at the size of
    `alpha` and applied at full size, which also is the upsampling.
    """
    height, width = rgb.shape[:2]
    small = cast(Colours, resize(rgb, alpha.shape[1], alpha.shape[0]).astype(np.float32) / np.float32(255))
    direction, trust = _telling_direction(small, alpha)
    guide = small @ direction
    guide_mean, alpha_mean = _blurred(guide, EDGE_RADIUS), _blurred(alpha, EDGE_RADIUS)
    variance = _blurred(guide * guide, EDGE_RADIUS) - guide_mean**2
    slope = (_blurred(guide * alpha, EDGE_RADIUS) - guide_mean * alpha_mean) / (variance + EDGE_SOFTNESS)
    offset = alpha_mean - slope * guide_mean
    slope, offset = (_resized(_blurred(plane, EDGE_RADIUS), width, height) for plane in (slope, offset))
    followed = slope * (rgb.astype(np.float32) / 255 @ direction) + offset
    rough = _resized(alpha, width, height)
    unsure = np.clip(1 - np.abs(2 * _blurred(rough, 2.5 * height / alpha.shape[0]) - 1) ** 4, 0, 1)  # away from the rim the network knows
    return cast(Plane, np.clip((rough + (followed - rough) * unsure * trust - 0.08) / 0.84, 0, 1).astype(np.float32))


def _telling_direction(rgb: Colours, alpha: Plane) -> tuple[NDArray[np.float32], float]:
    """The unit vector in RGB along which garment and background differ most for their spread (Fisher's discriminant), and how far
    it can be trusted, 0 … 1: stripes in cloth or table have edges too, and must not be followed."""
    inside, outside = alpha > 0.8, alpha < 0.2
    if inside.sum() < 16 or outside.sum() < 16:
        return np.full(3, 1 / np.sqrt(3), np.float32), 0.0
    spread = np.cov(rgb[inside].T) + np.cov(rgb[outside].T) + 2e-3 * np.eye(3)
    apart = rgb[inside].mean(0) - rgb[outside].mean(0)
    direction = np.linalg.solve(spread, apart)
    distance = float(np.sqrt(max(apart @ direction, 0)))  # between the two, in standard deviations
    trust = float(np.clip((distance - UNTOLD) / (TOLD - UNTOLD), 0, 1))
    return cast(NDArray[np.float32], (direction / max(float(np.linalg.norm(direction)), 1e-6)).astype(np.float32)), trust


def _parts_that_count(alpha: Plane) -> Plane:
    """Drop specks: parts that are small beside the largest one."""
    labels, count = ndimage.label(alpha > 0.3)
    if count < 2:
        return alpha
    areas = np.bincount(labels.ravel())
    areas[0] = 0
    dropped = areas < LEAST_PART * areas.max()
    dropped[0] = False
    return np.where(ndimage.binary_dilation(dropped[labels], iterations=2), np.float32(0), alpha)


def _clean_rim(rgb: Rgb, alpha: Plane) -> Rgb:
    """Half-transparent pixels take the colour of the garment beside them, so that no old background shines through."""
    sure = (alpha > 0.95).astype(np.float32)
    radius = max(3, round(max(alpha.shape) / 120))
    weight = ndimage.uniform_filter(sure, radius)
    beside = np.dstack([ndimage.uniform_filter(rgb[..., channel] * sure, radius) for channel in range(3)])
    beside /= np.maximum(weight, 1e-3)[..., None]
    share = ((1 - alpha) * (weight > 1e-3))[..., None]
    return cast(Rgb, np.rint(rgb * (1 - share) + beside * share).astype(np.uint8))


def _blurred(plane: Plane, radius: float) -> Plane:
    return cast(Plane, ndimage.uniform_filter(plane, max(1, 2 * round(radius) + 1), mode="nearest"))


def _resized(plane: Plane, width: int, height: int) -> Plane:
    """Bilinear, and not held to 0 … 1: the filter's coefficients go through here too."""
    if plane.shape == (height, width):
        return plane
    image = Image.fromarray(np.ascontiguousarray(plane, np.float32)).resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(image, np.float32)
