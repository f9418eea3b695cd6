"""Oklab (Ottosson 2020), in which colours are mixed: the way from red to green is neither dark nor grey, as it is in sRGB."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray

from sketch2fashion.rendering.light import bytes_of, linear_of

_TO_CONES = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]]
)
_TO_LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099], [0.0259040371, 0.7827717662, -0.8086757660]]
)
_FROM_LAB, _FROM_CONES = np.linalg.inv(_TO_LAB), np.linalg.inv(_TO_CONES)


def to_oklab(colours: NDArray[np.uint8]) -> NDArray[np.float64]:
    """sRGB (…, 3) as Oklab (…, 3): lightness 0 … 1, two opponent axes of about ± 0.4."""
    return cast(NDArray[np.float64], np.cbrt(linear_of(colours).astype(np.float64) @ _TO_CONES.T) @ _TO_LAB.T)


def from_oklab(lab: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Oklab (…, 3) as sRGB (…, 3); what no screen shows is clipped."""
    return np.rint(bytes_of(((lab @ _FROM_LAB.T) ** 3 @ _FROM_CONES.T).astype(np.float32))).astype(np.uint8)
