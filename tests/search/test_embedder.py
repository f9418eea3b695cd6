"""The embedder: how a picture is laid before it, and that its vectors are what the catalogue expects."""

from __future__ import annotations

import numpy as np
import pytest

from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.errors import EmptyDrawing
from sketch2fashion.models import registry
from sketch2fashion.search.embedder import DIMENSIONS, FILL, SIDE, embed, embed_many, garment_square, model_id

from .shapes import BLUE, RED, drawing, garment, pixels

needs_model = pytest.mark.skipif("embedder" not in registry.available(), reason="the embedder is not in this checkout")


@pytest.mark.parametrize(("height", "width"), [(30, 60), (200, 20), (7, 7), (600, 400)])
def test_the_garment_fills_92_per_cent_of_a_white_square(height: int, width: int) -> None:
    picture = np.full((900, 1000, 3), 255, np.uint8)
    picture[50 : 50 + height, 300 : 300 + width] = (200, 30, 35)
    square = garment_square(picture)
    assert square.shape == (SIDE, SIDE, 3)
    ink = square.min(axis=2) < 200
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    spans = (rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1)
    assert max(spans) == pytest.approx(SIDE * FILL, abs=2)
    assert spans[0] / spans[1] == pytest.approx(height / width, rel=0.1)
    assert rows[0] + rows[-1] == pytest.approx(SIDE - 1, abs=2)


def test_a_transparent_picture_is_laid_on_white() -> None:
    picture = np.zeros((100, 100, 4), np.uint8)
    picture[40:60, 40:60] = (200, 30, 35, 255)
    assert tuple(garment_square(picture)[0, 0]) == (255, 255, 255)
    assert tuple(garment_square(picture)[SIDE // 2, SIDE // 2]) == (200, 30, 35)


def test_an_all_white_picture_is_refused() -> None:
    with pytest.raises(EmptyDrawing, match="all white"):
        garment_square(np.full((50, 50, 3), 255, np.uint8))


@needs_model
def test_vectors_have_length_one_and_scores_lie_between_0_and_1() -> None:
    embedding = embed(pixels(garment("skirt", RED)))
    assert embedding.vector.shape == (DIMENSIONS,)
    assert np.linalg.norm(embedding.vector) == pytest.approx(1, abs=1e-3)
    assert tuple(embedding.category_scores) == CATEGORY_NAMES
    assert all(0 <= score <= 1 for score in embedding.category_scores.values())
    assert embedding.category in CATEGORY_NAMES


@needs_model
def test_a_batch_gives_what_each_picture_gives_alone() -> None:
    pictures = [pixels(garment("skirt", RED)), pixels(drawing("pants")), pixels(garment("t-shirt", BLUE))]
    for together, alone in zip(embed_many(pictures), [embed(picture) for picture in pictures], strict=True):
        np.testing.assert_allclose(together.vector, alone.vector, atol=1e-4)


@needs_model
def test_where_the_garment_lies_and_how_large_it_is_changes_little() -> None:
    small = np.full((600, 800, 4), 255, np.uint8)
    small[100:356, 500:756] = pixels(garment("skirt", RED))
    assert float(embed(small).vector @ embed(pixels(garment("skirt", RED))).vector) > 0.98


@needs_model
def test_the_models_name_tells_its_weights() -> None:
    assert model_id().startswith("embedder-")
    assert len(model_id()) == len("embedder-") + 12
