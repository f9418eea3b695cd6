"""The library in two calls, from whatever a picture is kept in."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

import sketch2fashion
from sketch2fashion.api import Source, bytes_of
from sketch2fashion.errors import BadImage, EmptyDrawing, NotFound


def drawn_shirt() -> Image.Image:
    right = [(128, 56), (152, 50), (196, 60), (236, 110), (200, 130), (190, 110), (190, 220)]
    outline = right + [(256 - x, y) for x, y in reversed(right)]
    image = Image.new("RGB", (256, 256), "white")
    ImageDraw.Draw(image).polygon(outline, outline="black", width=3)
    return image


def png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def test_whatever_a_picture_is_kept_in_reads_the_same(tmp_path: Path) -> None:
    image = drawn_shirt()
    (tmp_path / "shirt.png").write_bytes(png(image))
    sources: list[Source] = [tmp_path / "shirt.png", str(tmp_path / "shirt.png"), png(image), image, np.asarray(image)]
    pictures = [np.asarray(Image.open(io.BytesIO(bytes_of(source))).convert("RGB")) for source in sources]
    assert all((picture == np.asarray(image)).all() for picture in pictures)


@pytest.mark.parametrize("array", [np.zeros((4, 4)), np.zeros((4, 4, 2), np.uint8), np.zeros((0, 4, 3), np.uint8), np.zeros(4, np.uint8)])
def test_an_array_that_is_no_picture_is_one_sentence(array: NDArray[Any]) -> None:
    with pytest.raises(BadImage, match="is no picture"):
        bytes_of(array)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(NotFound, match=r"nowhere\.png"):
        sketch2fashion.render("nowhere.png")


def test_an_empty_sheet_is_an_empty_drawing() -> None:
    with pytest.raises(EmptyDrawing):
        sketch2fashion.render(Image.new("RGB", (64, 64), "white"))


def test_a_drawn_shirt_becomes_a_garment() -> None:
    rendering = sketch2fashion.render(drawn_shirt(), category="t-shirt")
    pixels = rendering.garments[0].pixels
    assert pixels.shape == (256, 256, 4)
    assert pixels[140, 128, 3] == 255, "opaque in the middle of the shirt"
    assert pixels[4, 4, 3] == 0, "nothing in the corner"


def test_a_garment_is_recoloured_as_it_is_or_from_a_file(tmp_path: Path) -> None:
    from sketch2fashion import modify, render

    garment = render(drawn_shirt(), category="t-shirt").garments[0]
    (tmp_path / "garment.png").write_bytes(bytes_of(garment))
    operation = {"kind": "recolour", "colour": "#1c305c"}
    new = modify(garment, operation).pictures[0]
    assert np.abs(np.median(new[new[..., 3] == 255][:, :3], axis=0) - (28, 48, 92)).max() <= 3
    assert np.array_equal(modify(tmp_path / "garment.png", operation).pictures[0], new)


def test_what_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError):
        sketch2fashion.nonsense  # noqa: B018


def test_search_is_a_function_whatever_was_imported_before() -> None:
    from sketch2fashion import search
    from sketch2fashion.search.finder import SearchOptions

    assert SearchOptions().top == 20
    assert callable(search)
    assert callable(sketch2fashion.search)
    with pytest.raises(NotFound, match=r"nowhere\.png"):
        search("nowhere.png")


def test_a_garment_is_searched_for_as_it_is(tmp_path: Path) -> None:
    from sketch2fashion import render, search
    from sketch2fashion.catalog.store import open_catalog

    garment = render(drawn_shirt(), category="t-shirt").garments[0]
    with open_catalog(str(tmp_path / "catalogue"), create=True) as catalog:
        assert search(garment, catalog=catalog).matches == ()
