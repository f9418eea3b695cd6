"""Registration: the square around the ink, line widths in it, and the way back to the canvas."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from sketch2fashion.drawing.framing import FILL, frame_of, line_width, to_canvas, to_square
from sketch2fashion.errors import BadValue, EmptyDrawing
from sketch2fashion.garment import Hints, Layers, Lines


def drawing(width: int, height: int, box: tuple[int, int, int, int], pen: int = 3) -> Layers:
    image = Image.new("L", (width, height))
    ImageDraw.Draw(image).rectangle(box, outline=255, width=pen)
    return layers_of(np.divide(np.asarray(image), 255, dtype=np.float32))


def layers_of(lines: Lines, hints: Hints | None = None) -> Layers:
    return Layers(lines, np.zeros((*lines.shape, 4), np.uint8) if hints is None else hints, np.zeros_like(lines))


def test_ink_fills_92_per_cent_of_the_square() -> None:
    layers = drawing(800, 600, (500, 50, 700, 450))
    square = to_square(layers, frame_of(layers), 256).lines
    rows = np.flatnonzero((square > 0.3).any(axis=1))
    columns = np.flatnonzero((square > 0.3).any(axis=0))
    assert rows[-1] - rows[0] + 1 == pytest.approx(FILL * 256, abs=2)
    assert rows[0] + rows[-1] == pytest.approx(255, abs=2)
    assert columns[0] + columns[-1] == pytest.approx(255, abs=2)


def test_no_ink_is_an_empty_drawing() -> None:
    with pytest.raises(EmptyDrawing):
        frame_of(layers_of(np.zeros((50, 50), np.float32)))


def test_a_canvas_longer_than_four_to_one_is_refused() -> None:
    frame_of(drawing(400, 100, (10, 10, 50, 50)))
    with pytest.raises(BadValue, match="401 × 100"):
        frame_of(drawing(401, 100, (10, 10, 50, 50)))


@pytest.mark.parametrize(("side", "pen"), [(1024, 1), (1024, 2), (512, 1), (512, 4), (512, 8), (512, 20), (1024, 40), (64, 1), (256, 2)])
def test_any_pen_becomes_lines_of_two_to_three_pixels(side: int, pen: int) -> None:
    layers = drawing(side, side, (side // 10, side // 10, side * 9 // 10, side * 8 // 10), pen)
    square = to_square(layers, frame_of(layers), 256).lines
    assert square.max() > 0.9
    across = square[:, 128].sum() / 2  # two lines are crossed
    assert 1.6 <= across <= 3.7
    assert 1.4 <= line_width(square > 0.4) <= 4


def test_a_faint_pencil_is_drawn_like_ink() -> None:
    layers = drawing(512, 512, (50, 50, 450, 450), 4)
    faint = layers_of(layers.lines * np.float32(0.35))
    assert to_square(faint, frame_of(faint)).lines.max() > 0.9


def test_a_solid_black_area_becomes_its_outline() -> None:
    image = Image.new("L", (512, 512))
    ImageDraw.Draw(image).ellipse((60, 60, 450, 450), fill=255)
    layers = layers_of(np.divide(np.asarray(image), 255, dtype=np.float32))
    square = to_square(layers, frame_of(layers)).lines
    assert square[128, 128] == 0
    assert square[128, 8:14].max() == 1


def test_a_drawing_at_the_very_edge_is_framed_with_empty_margin() -> None:
    layers = drawing(300, 300, (0, 0, 299, 299), 4)
    square = to_square(layers, frame_of(layers)).lines
    assert square[:8].max() == 0
    assert square[:, -8:].max() == 0


@pytest.mark.parametrize("side", [100, 256, 1024, 2000])
def test_hint_colours_stay_exact_and_the_smallest_dot_survives(side: int) -> None:
    lines = drawing(side, side, (side // 8, side // 8, side * 7 // 8, side * 7 // 8)).lines
    hints = np.zeros((side, side, 4), np.uint8)
    hints[side // 2, side // 2] = (12, 34, 56, 200)
    hints[: side // 3, : side // 3] = (200, 10, 20, 255)
    hints[side * 2 // 3, side // 3] = (9, 9, 9, 127)  # below the threshold: no hint
    layers = layers_of(lines, hints)
    marks = to_square(layers, frame_of(layers)).hints
    assert {tuple(colour) for colour in marks[marks[..., 3] > 0].tolist()} == {(12, 34, 56, 255), (200, 10, 20, 255)}
    assert np.unique(marks[..., 3]).tolist() == [0, 255]


@pytest.mark.parametrize(
    ("width", "height", "box"),
    [(800, 600, (500, 50, 700, 450)), (300, 900, (0, 0, 299, 899)), (64, 64, (5, 20, 60, 40))],
)
@pytest.mark.parametrize("size", [256, 512])
def test_what_was_made_comes_back_where_it_was_drawn(width: int, height: int, box: tuple[int, int, int, int], size: int) -> None:
    layers = drawing(width, height, box)
    frame = frame_of(layers)
    ink = to_square(layers, frame).lines > 0.5
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    made = np.zeros((256, 256, 4), np.uint8)
    made[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] = (10, 200, 30, 255)
    picture, found = to_canvas(made, frame, size)
    scale = size / max(width, height)
    assert picture.shape == (round(height * scale), round(width * scale), 4)
    opaque = picture[..., 3] > 127
    rows, columns = np.flatnonzero(opaque.any(axis=1)), np.flatnonzero(opaque.any(axis=0))
    edges = np.array([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1])
    drawn = np.array([box[0], box[1], box[2] + 1, box[3] + 1]) * scale
    assert np.abs(edges - drawn).max() <= 0.02 * size
    assert np.abs(np.array([found.x, found.y, found.x + found.width, found.y + found.height]) - drawn).max() <= 1.01
    assert np.abs(picture[opaque][:, :3].astype(int) - (10, 200, 30)).max() <= 2
