"""Ways to draw the lines of a garment on white, by name: the learned one, and two classical ones to compare it with.

Each takes (H, W, 3) uint8 and returns `Lines` of the same size.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np
from scipy import ndimage
from skimage import color, feature

from sketch2fashion.garment import Lines, Rgb
from sketch2fashion.photo.linework import draw_lines

XDOG_THRESHOLD = 0.008  # of lightness 0 … 1
XDOG_SLOPE = 60.0

Detector = Callable[[Rgb], Lines]


def canny(rgb: Rgb) -> Lines:
    """Canny edges of the lightness, two pixels wide."""
    edges = feature.canny(_lightness(rgb), sigma=1.6 * rgb.shape[0] / 384, low_threshold=0.04, high_threshold=0.11)  # type: ignore[no-untyped-call]
    return cast(Lines, ndimage.binary_dilation(edges, np.ones((2, 2))).astype(np.float32))


def xdog(rgb: Rgb) -> Lines:
    """Difference of Gaussians with a soft threshold, after XDoG (Winnemöller 2012), without its tone term: dark cloth is no ink."""
    lightness = _lightness(rgb)
    sigma = 1.2 * rgb.shape[0] / 384
    fine, coarse = (ndimage.gaussian_filter(lightness, sigma * ratio) for ratio in (1.0, 1.6))
    darker = np.clip(coarse - fine - XDOG_THRESHOLD, 0, None)
    return cast(Lines, np.tanh(XDOG_SLOPE * darker).astype(np.float32))


DETECTORS: dict[str, Detector] = {"linework": draw_lines, "canny": canny, "xdog": xdog}


def _lightness(rgb: Rgb) -> Lines:
    """CIE L*, 0 … 1."""
    return cast(Lines, (color.rgb2lab(rgb)[..., 0] / 100).astype(np.float32))
