"""What is loaded at start, and one small drawing taken the whole way, so that the first request is as fast as the second."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import structlog

from sketch2fashion.drawing.shadow import shadow
from sketch2fashion.garment import Layers, Picture
from sketch2fashion.models import registry
from sketch2fashion.photo import photo_layers
from sketch2fashion.rendering.renderer import RenderOptions, render
from sketch2fashion.search.embedder import embed
from sketch2fashion.web.readiness import Step

if TYPE_CHECKING:
    from sketch2fashion.web.services import Services

_log = structlog.get_logger("sketch2fashion.web")
MODELS = ("renderer", "embedder", "cutout", "linework", "shape", "strokes")


def loading_steps(services: Services) -> list[Step]:
    """The models, the catalogue, and the warm-up."""
    models = [Step(name, partial(registry.session, name)) for name in MODELS]
    return [*models, Step("catalogue", lambda: _open_catalogue(services)), Step("warm-up", take_the_whole_way)]


def take_the_whole_way() -> None:
    """Render a small drawing and look at the render as a photo."""
    garment = render(_drawing(), RenderOptions(category="t-shirt")).garments[0]
    shadow(_drawing(), "t-shirt")
    embed(garment.pixels)
    photo_layers(_on_grey(garment.pixels))


def _open_catalogue(services: Services) -> None:
    """Open it and say what is in it: a misspelt address shows here as an empty catalogue."""
    stats = services.catalog.stats()
    _log.info("catalogue", uri=stats.uri, products=stats.products, pictures=stats.pictures)


def _drawing() -> Layers:
    """The outline of a box, which is enough of a t-shirt to warm the networks."""
    lines = np.zeros((128, 128), np.float32)
    lines[20:110, [30, 31, 96, 97]] = 1.0
    lines[[20, 21, 108, 109], 30:98] = 1.0
    return Layers(lines=lines, hints=np.zeros((128, 128, 4), np.uint8), borders=np.zeros_like(lines), category="t-shirt")


def _on_grey(garment: Picture) -> Picture:
    photo = np.full_like(garment, 128)
    seen = garment[..., 3:] > 127
    photo[..., :3] = np.where(seen, garment[..., :3], photo[..., :3])
    photo[..., 3] = 255
    return photo
