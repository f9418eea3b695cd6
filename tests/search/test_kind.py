"""A drawing is told from a photo, whatever the light and the pen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sketch2fashion.images import decode
from sketch2fashion.search.kind import looks_drawn

from .shapes import BLUE, GREEN, OUTLINES, RED, drawing, garment, pixels

SHARED = Path(__file__).parents[2].parent / "shared"
shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared material is not beside the checkout")


BLACK, WHITE, BALLPOINT, PENCIL, CREAM, BLACKBOARD = (0, 0, 0), (255, 255, 255), (30, 40, 160), (90, 90, 90), (250, 245, 230), (20, 30, 25)


@pytest.mark.parametrize("shape", OUTLINES)
@pytest.mark.parametrize(("ink", "paper"), [(BLACK, WHITE), (BALLPOINT, CREAM), (WHITE, BLACKBOARD), (PENCIL, WHITE)])
def test_pens_on_papers_are_drawings(shape: str, ink: tuple[int, int, int], paper: tuple[int, int, int]) -> None:
    assert looks_drawn(pixels(drawing(shape, ink, paper)))


@pytest.mark.parametrize("shape", OUTLINES)
def test_garments_are_not(shape: str) -> None:
    for colour in (RED, BLUE, GREEN, (20, 20, 22)):
        assert not looks_drawn(pixels(garment(shape, colour)))
        assert not looks_drawn(pixels(garment(shape, colour, (120, 110, 100))))


def test_a_drawing_on_nothing_is_a_drawing() -> None:
    ink = np.asarray(drawing("skirt").convert("L"))
    picture = np.zeros((*ink.shape, 4), np.uint8)
    picture[..., 3] = 255 - ink
    assert looks_drawn(picture)


def test_a_photo_of_a_drawing_in_uneven_light_is_a_drawing() -> None:
    page = np.asarray(drawing("t-shirt"), np.float32)
    light = np.linspace(0.55, 1.0, page.shape[1])[None, :, None]
    noise = np.random.default_rng(0).normal(0, 3, page.shape)
    photo = Image.fromarray(np.clip(page * light + noise, 0, 255).astype(np.uint8))
    assert looks_drawn(pixels(photo))


def test_a_drawing_with_colour_dots_is_a_drawing() -> None:
    picture = pixels(drawing("skirt"))
    picture[120:132, 120:132] = (*RED, 255)
    assert looks_drawn(picture)


@pytest.mark.shared
@shared
def test_real_drawings_and_real_photos() -> None:
    drawings = [*sorted((SHARED / "sketches").rglob("*.png"))[::20]]
    photos = [*sorted((SHARED / "catalogue" / "images").glob("*.jpg"))[::20], *sorted((SHARED / "data" / "photos").glob("*.jpg"))[::60]]
    assert np.mean([looks_drawn(decode(path.read_bytes())) for path in drawings]) > 0.98
    assert np.mean([looks_drawn(decode(path.read_bytes())) for path in photos]) < 0.04
