"""What is measured on one picture: likeness to the photo, colours against hints, outline, edges; and flat and blurred yardsticks.

Definitions: SSIM with a Gaussian window of σ 1.5, RGB on white (Wang et al. 2004, scikit-image); ΔE is CIEDE2000.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.cluster.vq import kmeans2
from skimage.color import deltaE_ciede2000, rgb2gray, rgb2lab
from skimage.feature import canny
from skimage.metrics import structural_similarity

from sketch2fashion.drawing.grid import skeleton
from sketch2fashion.garment import Lines, Mask, Picture, Rgb
from sketch2fashion.images import on_white

FAR_FROM_LINES = 4  # px: leaks are looked for this far from ink
INK = 0.35  # of a drawing: from here on a pixel is part of a line
EDGE_SIGMA = 1.4  # px
EDGE_TOLERANCE = 3  # px between an edge of the picture and a line of the drawing
PAPER = 12  # of 255: a picture without alpha has its garment where it differs from white by more
BLUR = 4.0  # px: σ of the blurred yardstick
SAMPLE = 3000  # pixels that the main colours are found on
FEWEST_PIXELS = 20  # fewer say nothing about a region's colour


def similarity(first: Rgb, second: Rgb, mask: Mask) -> tuple[float, float]:
    """SSIM over the picture, and the mean of its map inside `mask`."""
    planes = [picture.astype(np.float32) / 255 for picture in (first, second)]
    score, map_ = structural_similarity(  # type: ignore[no-untyped-call]
        *planes, channel_axis=2, data_range=1.0, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, full=True
    )
    return float(score), float(map_[mask].mean()) if mask.any() else float("nan")


def overlap(first: Mask, second: Mask) -> float:
    """Intersection over union."""
    return float((first & second).sum() / max((first | second).sum(), 1))


def garment_on_paper(picture: Rgb) -> Mask:
    """Where a picture without alpha shows something: what differs from white, its holes filled."""
    differs = (255 - picture.astype(np.int16)).max(axis=2) > PAPER
    return cast(Mask, ndimage.binary_fill_holes(ndimage.binary_opening(differs, iterations=2)))


def edge_agreement(picture: Rgb, lines: Lines) -> float:
    """F1 of the picture's edges (Canny, σ 1.4) and the drawing's lines, 3 px apart at most; 0 where either has none."""
    grey = rgb2gray(picture)
    edges = canny(grey, sigma=EDGE_SIGMA, low_threshold=0.1, high_threshold=0.2)  # type: ignore[no-untyped-call]
    ink = lines > INK
    middle = skeleton(ink)
    if not edges.any() or not middle.any():
        return 0.0
    precision = float((ndimage.distance_transform_edt(~ink)[edges] <= EDGE_TOLERANCE).mean())
    recall = float((ndimage.distance_transform_edt(~edges)[middle] <= EDGE_TOLERANCE).mean())
    return 2 * precision * recall / max(precision + recall, 1e-9)


def lab_of(pixels: NDArray[np.generic]) -> NDArray[np.float32]:
    """sRGB (N, 3), 0 … 255, as CIE Lab (N, 3)."""
    return np.asarray(rgb2lab(np.asarray(pixels, np.float32)[None] / 255)[0], np.float32)


def delta_e(first: NDArray[np.generic], second: NDArray[np.generic]) -> NDArray[np.float64]:
    """CIEDE2000 between rows of two (N, 3) sRGB tables."""
    return np.asarray(deltaE_ciede2000(lab_of(first), lab_of(second)), np.float64)  # type: ignore[no-untyped-call]


def colour_error(rgb: Rgb, opaque: Mask, region: Mask, wanted: tuple[int, int, int]) -> float | None:
    """ΔE between a hint and the median colour of its region in the picture; None where nothing of the region is opaque."""
    shown = region & opaque
    if shown.sum() < FEWEST_PIXELS:
        return None
    median = np.median(rgb[shown], axis=0)
    return float(delta_e(median[None], np.array([wanted]))[0])


def movement(first: Rgb, second: Rgb, region: Mask) -> float | None:
    """Mean ΔE between two pictures inside a region; None where it is too small to say."""
    if region.sum() < FEWEST_PIXELS:
        return None
    return float(delta_e(first[region], second[region]).mean())


def away_from_lines(lines: Lines) -> Mask:
    """Pixels at least 4 px from ink."""
    return cast(Mask, ndimage.distance_transform_edt(lines < INK) >= FAR_FROM_LINES)


def yardsticks(photo: Picture) -> dict[str, Rgb]:
    """What a picture of this garment can score without any drawing in it: its true 1, 3 and 6 colour regions, flat; blurred by σ 4 px.

    All keep the photo's own outline, so that they differ from it by what lies inside alone.
    """
    blurred = _blurred(photo)
    flat = {f"flat_{count}": on_white(_flattened(photo, blurred, count)) for count in (1, 3, 6)}
    return {**flat, "blurred": on_white(blurred)}


def _blurred(photo: Picture) -> Picture:
    """The garment's colours blurred inside its outline, paper not mixed in."""
    alpha = photo[..., 3:].astype(np.float32) / 255
    share = np.maximum(ndimage.gaussian_filter(alpha, (BLUR, BLUR, 0)), 1e-3)
    colours = ndimage.gaussian_filter(photo[..., :3] * alpha, (BLUR, BLUR, 0)) / share
    return np.dstack([np.rint(np.clip(colours, 0, 255)).astype(np.uint8), photo[..., 3]])


def _flattened(photo: Picture, blurred: Picture, count: int) -> Picture:
    """Regions of the `count` main colours (k-means in Lab on the blurred photo: regions, no speckle), each in its median colour."""
    mask = photo[..., 3] > 0
    flat = photo.copy()
    if not mask.any():
        return flat
    pixels = photo[mask][:, :3]
    labels = _nearest(lab_of(blurred[mask][:, :3]), count)
    for label in range(labels.max() + 1):
        chosen = labels == label
        if chosen.any():
            pixels[chosen] = np.rint(np.median(pixels[chosen], axis=0))
    flat[mask, :3] = pixels
    return flat


def _nearest(lab: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    random = np.random.default_rng(0)
    sample = lab[random.permutation(len(lab))[:SAMPLE]]
    distinct = min(count, len(np.unique(sample, axis=0)))
    centres, _ = kmeans2(sample.astype(np.float64), distinct, minit="++", rng=random, missing="warn")
    distances: NDArray[Any] = ((lab[:, None] - centres[None]) ** 2).sum(axis=2)
    return np.asarray(distances.argmin(axis=1), np.int64)
