"""SVG drawings: drawn like a browser would, and nothing outside the file is ever touched."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sketch2fashion.drawing import read_drawing
from sketch2fashion.drawing.svg import looks_like_svg, read_svg
from sketch2fashion.errors import BadSketch, BadValue, EmptyDrawing

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
BOX = '<path d="M20 20H80V80H20Z" fill="none" stroke="currentColor" stroke-width="3"/>'


def svg(body: str, attributes: str = 'viewBox="0 0 100 100"') -> bytes:
    return f"{HEAD}{attributes}>{body}</svg>".encode()


@pytest.mark.parametrize(
    "attributes",
    ['viewBox="0 0 100 100"', 'width="100" height="100"', 'width="210mm" height="210mm" viewBox="0 0 100 100"'],
)
def test_lines_are_drawn_where_they_were(attributes: str) -> None:
    layers = read_drawing(svg(BOX, attributes))
    side = layers.lines.shape[0]
    rows = np.flatnonzero((layers.lines > 0.5).any(axis=1)) / side
    assert rows[0] == pytest.approx(0.185, abs=0.01)
    assert rows[-1] == pytest.approx(0.815, abs=0.01)


def test_colour_is_a_hint() -> None:
    layers = read_drawing(svg(BOX + '<circle cx="50" cy="50" r="6" fill="#d22832"/>'))
    assert np.unique(layers.hints[layers.hints[..., 3] > 0], axis=0).tolist() == [[0xD2, 0x28, 0x32, 255]]


def test_a_declaration_a_comment_and_a_doctype_are_fine() -> None:
    head = '<?xml version="1.0"?>\n<!-- drawn by hand -->\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd">\n'
    data = head.encode() + svg(BOX)
    assert looks_like_svg(data)
    assert read_drawing(data).lines.any()


def test_a_file_on_disk_is_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    Image.new("RGB", (50, 50)).save(secret)
    for href in (str(secret), secret.as_uri(), f"../{secret.name}", "http://127.0.0.1:9/x.png"):
        for name in ("href", "xlink:href"):
            with pytest.raises(EmptyDrawing):
                read_drawing(svg(f'<image {name}="{href}" width="100" height="100"/>'))


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE svg [<!ENTITY x "y">]>' + svg("<text>&x;</text>"),
        b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + svg("<text>&x;</text>"),
        svg("<g>")[:-10],
        b"<html><svg></svg></html>",
        svg("<g>" * 500 + BOX + "</g>" * 500),
    ],
)
def test_what_must_not_or_cannot_be_drawn_is_one_clear_error(data: bytes) -> None:
    with pytest.raises(BadSketch):
        read_drawing(data)


def test_a_use_bomb_is_refused_at_once() -> None:
    levels = "".join(f'<g id="a{level + 1}">' + f'<use href="#a{level}"/>' * 10 + "</g>" for level in range(9))
    started = time.perf_counter()
    with pytest.raises(BadSketch, match="elements"):
        read_drawing(svg(f'<g id="a0">{BOX}</g>{levels}<use href="#a9"/>'))
    assert time.perf_counter() - started < 2


def test_a_use_loop_is_no_harm() -> None:
    with pytest.raises(BadSketch):
        read_drawing(svg(f'<g id="a">{BOX}<use href="#b"/></g><g id="b"><use href="#a"/></g>'))


def test_scripts_are_dropped() -> None:
    assert read_drawing(svg(f"<script>alert(1)</script><foreignObject><b/></foreignObject>{BOX}")).lines.any()


@pytest.mark.parametrize("attributes", ['viewBox="0 0 1000 100"', 'width="1" height="100000"'])
def test_longer_than_four_to_one_is_refused_before_it_is_drawn(attributes: str) -> None:
    with pytest.raises(BadValue, match="4 : 1"):
        read_svg(svg(BOX, attributes))


def test_a_huge_size_is_drawn_small() -> None:
    assert max(read_svg(svg(BOX, 'width="1000000" height="500000" viewBox="0 0 100 50"')).shape) == 1024
