"""A sheet of colourways as designers pass them round: one garment in each colour, in a grid, each with its colour and its code."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from sketch2fashion.garment import Picture
from sketch2fashion.images import on_white

COLUMNS = 4
LONGEST_CELL = 512  # px: a sheet of sixteen large photos would be no picture that anybody can open
INK, PAPER = (32, 33, 36), (255, 255, 255)


def colourway_sheet(pictures: Sequence[Picture], colours: Sequence[str], columns: int = COLUMNS) -> Picture:
    """Pictures (H, W, 4) of one size, each above a chip of its colour (`#rrggbb`) and the code, (h, w, 4) opaque."""
    cells = [_small(picture) for picture in pictures]
    width, height = cells[0].size
    across = min(columns, len(cells))
    down = -(-len(cells) // across)
    line = max(18, round(0.09 * width))
    gap = line // 2
    sheet = Image.new("RGB", (across * (width + gap) + gap, down * (height + line + 2 * gap) + gap), PAPER)
    for number, (cell, colour) in enumerate(zip(cells, colours, strict=True)):
        left, top = gap + number % across * (width + gap), gap + number // across * (height + line + 2 * gap)
        sheet.paste(cell, (left, top))
        _caption(sheet, colour, (left, top + height + gap // 2), width, line)
    return np.dstack([np.asarray(sheet), np.full((sheet.height, sheet.width), 255, np.uint8)])


def _small(picture: Picture) -> Image.Image:
    image = Image.fromarray(on_white(picture))
    image.thumbnail((LONGEST_CELL, LONGEST_CELL), Image.Resampling.LANCZOS)
    return image


def _caption(sheet: Image.Image, colour: str, place: tuple[int, int], width: int, line: int) -> None:
    """A chip of the colour, and its code beside it, in the middle below the picture."""
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(0.62 * line)
    chip = round(0.9 * line)
    text = colour.upper()
    length = chip + line // 3 + round(pen.textlength(text, font=font))
    left, top = place[0] + (width - length) // 2, place[1]
    pen.rounded_rectangle((left, top, left + chip, top + chip), radius=chip // 5, fill=colour, outline=(200, 202, 206))
    pen.text((left + chip + line // 3, top + chip / 2), text, fill=INK, font=font, anchor="lm")
