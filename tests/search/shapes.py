"""Tiny garments, drawn by arithmetic: a skirt, a pair of trousers and a t-shirt, as pictures and as drawings."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from sketch2fashion.garment import Layers, Picture

SIDE = 256
Colour = tuple[int, int, int]
OUTLINES: dict[str, tuple[tuple[int, int], ...]] = {
    "skirt": ((90, 30), (166, 30), (220, 226), (36, 226)),
    "pants": ((84, 20), (172, 20), (196, 240), (140, 240), (128, 90), (116, 240), (60, 240)),
    "t-shirt": ((96, 40), (160, 40), (236, 84), (210, 126), (182, 108), (182, 226), (74, 226), (74, 108), (46, 126), (20, 84)),
}
RED, BLUE, GREEN = (200, 30, 35), (40, 90, 190), (50, 140, 70)


def garment(shape: str, colour: Colour, background: Colour = (255, 255, 255)) -> Image.Image:
    """A flat-coloured garment with a little shading."""
    image = Image.new("RGB", (SIDE, SIDE), background)
    pen = ImageDraw.Draw(image)
    pen.polygon(OUTLINES[shape], fill=colour)
    darker = tuple(round(value * 0.8) for value in colour)
    for x in range(60, 200, 35):
        if image.getpixel((x, 150)) == colour:
            pen.line([(x, 140), (x - 4, 200)], fill=darker, width=3)
    return image


def drawing(shape: str, ink: Colour = (0, 0, 0), paper: Colour = (255, 255, 255)) -> Image.Image:
    """The outline, as a pen draws it."""
    image = Image.new("RGB", (SIDE, SIDE), paper)
    outline = OUTLINES[shape]
    ImageDraw.Draw(image).line([*outline, outline[0]], fill=ink, width=4, joint="curve")
    return image


def pixels(image: Image.Image) -> Picture:
    """The picture as arrays want it."""
    return np.asarray(image.convert("RGBA"), np.uint8).copy()


def layers(shape: str, dot: Colour | None = None) -> Layers:
    """The drawing as layers, with one colour dot in its middle if a colour is given."""
    lines = (1 - np.asarray(drawing(shape).convert("L"), np.float32) / 255).astype(np.float32)
    hints = np.zeros((SIDE, SIDE, 4), np.uint8)
    if dot is not None:
        middle = (slice(150, 160), slice(95, 105))
        hints[middle] = (*dot, 255)
    return Layers(lines, hints, np.zeros_like(lines))
