"""Looking again at kept pictures: one in which the new model sees no garment must not hold up all others."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np

from sketch2fashion.catalog.segments import DIMENSIONS
from sketch2fashion.catalog.store import Features, Reembed
from sketch2fashion.errors import BadImage, EmptyDrawing

_log = logging.getLogger(__name__)


def reembedded(reembed: Reembed, webps: Sequence[bytes], categories: Sequence[str | None]) -> list[Features]:
    """The features of kept pictures, in their order; those of a picture that cannot be seen are zero, which is like nothing."""
    if not webps:
        return []
    try:
        return list(reembed(webps, categories))
    except (BadImage, EmptyDrawing) as problem:
        if len(webps) > 1:
            return [features for pair in zip(webps, categories, strict=True) for features in reembedded(reembed, [pair[0]], [pair[1]])]
        _log.warning("a kept picture is not found by its shape any more: %s", problem)
        nothing = np.zeros(DIMENSIONS, np.float32)
        return [Features(nothing, nothing)]
