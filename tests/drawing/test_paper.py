"""Pictures of drawings: whatever light, pen and paper, the same lines and hints come out."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from sketch2fashion.drawing import read_drawing
from sketch2fashion.drawing.flats import flats
from sketch2fashion.drawing.framing import frame_of, to_square
from sketch2fashion.drawing.outline import silhouette
from sketch2fashion.drawing.paper import groups, read_picture
from sketch2fashion.errors import BadImage, BadSketch, BadValue, EmptyDrawing, UnknownCategory
from sketch2fashion.garment import Layers

from .shapes import T_SHIRT, closed, filled, layers_of, lines_of, overlap

SIDE = 512
INK = lines_of(closed([(28 + x * 0.78, 28 + y * 0.78) for x, y in T_SHIRT]), width=4, size=SIDE)  # px at 256, drawn at 512
TRUTH = filled([(28 + x * 0.78, 28 + y * 0.78) for x, y in T_SHIRT], SIDE)
RED, BLUE = (210, 40, 50), (40, 90, 200)
Colour = tuple[int, int, int]


def drawn(pen: Colour = (20, 20, 20), paper: Colour = (255, 255, 255), *marks: tuple[int, int, int, Colour]) -> NDArray[np.float64]:
    """The shirt in a pen's colour with round marks (x, y, radius, colour), (512, 512, 3)."""
    ink = INK[..., None]
    sheet: NDArray[np.float64] = ink * np.array(pen) + (1 - ink) * np.array(paper, np.float64)
    rows, columns = np.ogrid[:SIDE, :SIDE]
    for x, y, radius, colour in marks:
        cover = np.clip(radius - np.hypot(columns - x, rows - y) + 0.5, 0, 1)[..., None]
        sheet = cover * np.array(colour) + (1 - cover) * sheet
    return sheet


def photo(sheet: NDArray[np.float64]) -> NDArray[np.float64]:
    """Yellow light, dark corners, the shadow of a hand, blur and grain."""
    rows, columns = np.mgrid[:SIDE, :SIDE] / SIDE
    light = 0.92 * (1 - 0.7 * ((rows - 0.5) ** 2 + (columns - 0.5) ** 2)) * (1 - 0.45 / (1 + np.exp(-(rows + columns - 1.1) * 30)))
    lit = sheet * light[..., None] * (1, 0.93, 0.75)
    grain = np.random.default_rng(0).normal(0, 3, lit.shape)
    return np.asarray(ndimage.gaussian_filter(lit, (0.7, 0.7, 0)) + grain)


def encoded(pixels: NDArray[Any], kind: str = "PNG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.clip(np.rint(pixels), 0, 255).astype(np.uint8)).save(buffer, kind, **options)
    return buffer.getvalue()


def shape_of(layers: Layers) -> float:
    """How well the filled outline on the canvas agrees with the truth."""
    frame = frame_of(layers)
    square = silhouette(to_square(layers, frame).lines)
    scale = SIDE / layers.size[0]
    side = round(frame.side * scale)
    placed = Image.new("1", (SIDE, SIDE))
    placed.paste(Image.fromarray(square).resize((side, side)), (round(frame.left * scale), round(frame.top * scale)))
    return overlap(np.array(placed, np.bool_), TRUTH)


CHALK = 255 - drawn() * 0.85
TRANSPARENT_BLACK = np.dstack([np.zeros((SIDE, SIDE, 3)), INK * 255])
TRANSPARENT_WHITE = np.dstack([np.full((SIDE, SIDE, 3), 255.0), INK * 255])
RULED = np.where((np.arange(SIDE) % 32 < 2)[:, None, None], np.minimum(drawn(), (170, 190, 230)), drawn())
ON_DESK = np.pad(drawn(), ((60, 60), (60, 60), (0, 0)), constant_values=40)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(encoded(drawn()), id="png"),
        pytest.param(encoded(drawn(), "JPEG", quality=60), id="jpeg"),
        pytest.param(encoded(drawn(paper=(250, 240, 215))), id="cream paper"),
        pytest.param(encoded(drawn(pen=(150, 150, 150))), id="grey pencil"),
        pytest.param(encoded(drawn(pen=(40, 60, 150))), id="blue ballpoint"),
        pytest.param(encoded(drawn(pen=(200, 30, 40))), id="red pen"),
        pytest.param(encoded(photo(drawn()), "JPEG"), id="photo"),
        pytest.param(encoded(photo(drawn(pen=(40, 60, 150))), "JPEG"), id="photo of ballpoint"),
        pytest.param(encoded(photo(drawn(pen=(120, 120, 120))), "JPEG"), id="photo of pencil"),
        pytest.param(encoded(CHALK, "JPEG"), id="chalk on a board"),
        pytest.param(encoded(TRANSPARENT_BLACK), id="black on transparent"),
        pytest.param(encoded(TRANSPARENT_WHITE), id="white on transparent"),
        pytest.param(encoded(RULED), id="ruled paper"),
        pytest.param(encoded(drawn().mean(axis=2)), id="grey picture"),
    ],
)
def test_the_same_lines_come_out_of_any_picture(data: bytes) -> None:
    layers = read_drawing(data)
    assert not layers.hints.any()
    assert layers.lines.dtype == np.float32
    assert shape_of(layers) > 0.95


def test_a_dark_desk_around_the_sheet_is_no_ink() -> None:
    layers = read_drawing(encoded(ON_DESK, "JPEG"))
    ink = layers.lines > 0.3
    assert not ink[:40].any()
    assert not ink[:, -40:].any()
    assert ink.any()


def test_thin_grey_lines_of_a_technical_drawing_survive_beside_black_ones() -> None:
    sheet = drawn()
    sheet[300:302, 200:300] = 190
    layers = read_drawing(encoded(sheet))
    assert layers.lines[299:303, 220:280].max(axis=0).min() > 0.3


@pytest.mark.parametrize(("kind", "tolerance"), [("PNG", 0), ("JPEG", 6)])
def test_coloured_dots_are_hints_in_their_own_colour(kind: str, tolerance: int) -> None:
    layers = read_drawing(encoded(drawn((20, 20, 20), (255, 255, 255), (256, 300, 9, RED), (120, 160, 9, BLUE)), kind))
    colours = np.unique(layers.hints[layers.hints[..., 3] > 0], axis=0)[:, :3].astype(int)
    assert len(colours) == 2
    assert np.abs(colours - [BLUE, RED]).max() <= tolerance
    assert layers.lines[300, 256] == 0


def test_the_colour_of_a_dot_in_a_photo_is_balanced() -> None:
    layers = read_drawing(encoded(photo(drawn((20, 20, 20), (255, 255, 255), (200, 250, 12, RED))), "JPEG"))
    colours = np.unique(layers.hints[layers.hints[..., 3] > 0], axis=0)[:, :3].astype(int)
    assert len(colours) == 1
    assert np.abs(colours - RED).max() < 25


def test_a_red_dot_beside_a_blue_ballpoint_is_a_hint() -> None:
    layers = read_drawing(encoded(drawn((40, 60, 150), (255, 255, 255), (256, 300, 9, RED))))
    assert np.unique(layers.hints[layers.hints[..., 3] > 0], axis=0).tolist() == [[*RED, 255]]
    assert shape_of(layers) > 0.95


def test_a_painted_shirt_is_a_hint_with_black_lines() -> None:
    sheet = drawn()
    sheet[TRUTH] = np.minimum(sheet[TRUTH], RED)
    layers = read_drawing(encoded(sheet))
    square = to_square(layers, frame_of(layers))
    found = flats(square)
    assert np.unique(found[found[..., 3] > 0], axis=0).tolist() == [[*RED, 255]]
    assert shape_of(layers) > 0.95


def test_colour_without_any_line_gets_its_outline() -> None:
    sheet = np.full((SIDE, SIDE, 3), 255.0)
    sheet[TRUTH] = RED
    layers = read_drawing(encoded(sheet))
    assert shape_of(layers) > 0.95
    assert np.unique(layers.hints[layers.hints[..., 3] > 0], axis=0).tolist() == [[*RED, 255]]


# --- hints ------------------------------------------------------------------------------------------------------------------


def hint_png(side: int = SIDE, alpha: int = 255, colour: Colour = (0, 0, 0)) -> bytes:
    hints = np.zeros((side, side, 4), np.uint8)
    hints[side // 2 : side // 2 + 8, side // 2 : side // 2 + 8] = (*colour, alpha)
    return encoded(hints)


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (128, 128, 128)])
def test_black_white_and_grey_hints_come_from_the_hints_picture(colour: Colour) -> None:
    layers = read_drawing(encoded(drawn()), hint_png(colour=colour))
    assert np.unique(layers.hints[layers.hints[..., 3] > 0], axis=0).tolist() == [[*colour, 255]]


def test_a_hint_below_half_alpha_is_none() -> None:
    assert not read_drawing(encoded(drawn()), hint_png(alpha=127)).hints.any()
    assert read_drawing(encoded(drawn()), hint_png(alpha=128)).hints.any()


def test_hints_of_another_size_are_refused_with_both_sizes() -> None:
    with pytest.raises(BadValue, match=r"300 × 300.*512 × 512"):
        read_drawing(encoded(drawn()), hint_png(300))


def test_hints_of_a_large_drawing_stay_in_place() -> None:
    large = np.asarray(Image.fromarray(drawn().astype(np.uint8)).resize((1600, 1600)))
    layers = read_drawing(encoded(large), hint_png(1600, colour=RED))
    rows, columns = np.nonzero(layers.hints[..., 3])
    assert rows.mean() / layers.lines.shape[0] == pytest.approx(0.5025, abs=0.005)
    assert columns.mean() / layers.lines.shape[1] == pytest.approx(0.5025, abs=0.005)


# --- doors ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        encoded(np.full((64, 64, 3), 255)),
        encoded(np.zeros((64, 64, 3))),
        encoded(np.zeros((64, 64, 4))),
        encoded(np.full((300, 300, 3), 255) + np.random.default_rng(1).normal(0, 2, (300, 300, 3)) - 10, "JPEG"),
        b'{"format":"s2f","canvas":[64,64],"layers":[]}',
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"/>',
    ],
)
def test_a_blank_sheet_is_an_empty_drawing(data: bytes) -> None:
    with pytest.raises(EmptyDrawing):
        read_drawing(data)


@pytest.mark.parametrize("data", [b"hello", b"\x89PNG\r\n", encoded(drawn())[:500], b"%PDF-1.4"])
def test_what_is_no_picture_is_one_clear_error(data: bytes) -> None:
    with pytest.raises(BadImage):
        read_drawing(data)


def test_zero_bytes_are_one_clear_error() -> None:
    with pytest.raises(BadSketch, match="0 bytes"):
        read_drawing(b"")


def test_the_category_of_the_caller_wins() -> None:
    sketch = b'{"format":"s2f","canvas":[64,64],"category":"hat","layers":[{"strokes":[{"points":[[5,5],[50,50]]}]}]}'
    assert read_drawing(sketch).category == "hat"
    assert read_drawing(sketch, category="auto").category == "hat"
    assert read_drawing(sketch, category="trousers").category == "pants"
    with pytest.raises(UnknownCategory):
        read_drawing(sketch, category="spoon")


def test_a_sketch_of_colour_strokes_alone_gets_an_outline() -> None:
    strokes = '[{"points":[[9,9],[50,50]],"width":20}]'
    sketch = f'{{"format":"s2f","canvas":[64,64],"layers":[{{"kind":"colour","strokes":{strokes}}}]}}'
    assert read_drawing(sketch.encode()).lines.any()


# --- groups -----------------------------------------------------------------------------------------------------------------


def test_two_garments_on_one_canvas_are_two_groups() -> None:
    left = lines_of(closed([(10 + x * 0.4, 60 + y * 0.4) for x, y in T_SHIRT]))
    right = lines_of(closed([(140 + x * 0.4, 60 + y * 0.4) for x, y in T_SHIRT]), [(190, 100), (192, 104)])
    boxes = groups(layers_of(np.maximum(left, right)))
    assert [box.x < 128 for box in boxes] == [True, False]
    assert all(abs(box.width - 88) < 6 for box in boxes)
    assert len(groups(layers_of(left))) == 1
    assert groups(layers_of(np.zeros_like(left))) == []


def test_an_open_outline_of_several_strokes_is_one_group() -> None:
    lines = lines_of(T_SHIRT[:5], [(128, 150), (130, 160)], T_SHIRT[5:])
    assert len(groups(layers_of(lines))) == 1


def test_reading_keeps_the_picture_as_it_was() -> None:
    picture = np.dstack([drawn().astype(np.uint8), np.full((SIDE, SIDE), 255, np.uint8)])
    before = picture.copy()
    read_picture(picture)
    assert np.array_equal(picture, before)
