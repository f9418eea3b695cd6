"""Sketches and photos to a style, and its designs to garments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sketch2fashion.drawing.framing import Frame, to_square
from sketch2fashion.drawing.strokes import rasterise
from sketch2fashion.garment import Flats, Garment, Layers, Picture
from sketch2fashion.photo import photo_layers
from sketch2fashion.rendering.planes import SIDE
from sketch2fashion.rendering.renderer import Prepared, RenderOptions, category_of, prepare, render
from sketch2fashion.rendering.style import Design, Learned, Style, designs, learn, require_count, require_name

STYLE_SIDE = 128  # px at which cloth is measured, as in training
LUMA = np.array([0.299, 0.587, 0.114], np.float32)


def learn_from_sketches(name: str, sketches: Sequence[Layers]) -> Style:
    """A style from 1 to 10 drawings. Raises `BadValue`, `EmptyDrawing`, `ModelUnavailable`."""
    require_name(name)
    require_count(len(sketches))
    return learn(name, [_learned(layers, prepare(layers)) for layers in sketches])


def learn_from_photos(name: str, photos: Sequence[Picture]) -> Style:
    """A brand's look from 1 to 10 photos: the cuts of their line drawings, their colours and their cloth. Raises also `BadImage`."""
    require_name(name)
    require_count(len(photos))
    learned, fabrics = [], []
    for picture in photos:
        taken = photo_layers(picture)
        prepared = prepare(taken.layers)
        learned.append(_learned(taken.layers, prepared))
        fabrics.append(fabric_style(_in_square(taken.cutout, prepared.frame), prepared.flats))
    return learn(name, learned, photos=True, fabrics=np.stack(fabrics))


def garments_of_designs(
    style: Style, count: int, seed: int = 0, sliders: Sequence[float] = (), size: int = 256
) -> list[tuple[Design, Garment]]:
    """New garments of a style with their drawings, in its colours and fabrics where it has some."""
    made = []
    for design in designs(style, count, seed, sliders):
        options = RenderOptions(category=design.category, seed=design.seed, size=size, style=style)
        made.append((design, render(rasterise(design.sketch), options).garments[0]))
    return made


def _learned(layers: Layers, prepared: Prepared) -> Learned:
    category = category_of(layers, prepared, RenderOptions())
    return Learned(category, to_square(layers, prepared.frame, 2 * SIDE), prepared.silhouette, prepared.flats)


def _in_square(picture: Picture, frame: Frame) -> Picture:
    """The part of a picture that its drawing's square shows, (STYLE_SIDE, STYLE_SIDE, 4)."""
    box = tuple(round(edge) for edge in (frame.left, frame.top, frame.left + frame.side, frame.top + frame.side))
    cropped = Image.fromarray(picture).crop(cast(tuple[int, int, int, int], box))  # transparent beside the photo
    return np.asarray(cropped.convert("RGBa").resize((STYLE_SIDE, STYLE_SIDE), Image.Resampling.BOX), np.uint8)


def fabric_style(garment: Picture, flats: Flats) -> NDArray[np.float32]:
    """Eight numbers that say how the cloth differs from its flats, (8,): `training.renderer_data.fabric_style` for one garment.

    `garment` (128, 128, 4) with premultiplied alpha, `flats` (256, 256, 4).
    """
    target = garment.astype(np.float32) / 255
    alpha = target[..., 3]
    known = (flats[..., 3:] >= 128).astype(np.float32)
    filled = _halved((flats[..., :3] * (known / 255)).astype(np.float32))
    known = _halved(known)
    mean = target[..., :3].sum((0, 1)) / max(float(alpha.sum()), 1.0) * (1 - known)
    residual = target[..., :3] - (filled + mean) * alpha[..., None]
    luma = residual @ LUMA
    area = max(float(alpha.sum()), 1.0)
    energies = []
    level = luma
    for octave in range(4):
        smooth = _enlarged(_halved(level))
        detail = np.kron(level - smooth, np.ones((2**octave, 2**octave), np.float32))
        energies.append(float(((detail * alpha) ** 2).sum()) / area)
        level = _halved(level)
    energies.append(float(((residual - luma[..., None]) ** 2).mean(axis=2).sum()) / area)
    ramp = np.linspace(-1, 1, STYLE_SIDE, dtype=np.float32)
    light = [40 * float((luma * ramp).sum()) / area, 40 * float((luma * ramp[:, None]).sum()) / area, 20 * float(luma.sum()) / area]
    logs = (np.log(np.array(energies) + 1e-5) + 8) / 1.5
    return np.asarray(np.clip([*logs, *light], -3, 3), np.float32)


def _halved(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    height, width = plane.shape[:2]
    halved = plane.reshape(height // 2, 2, width // 2, 2, *plane.shape[2:]).mean(axis=(1, 3), dtype=np.float32)
    return np.asarray(halved, np.float32)


def _enlarged(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    """Twice as large, linear between the middles of pixels."""
    image = Image.fromarray(plane)
    return np.asarray(image.resize((2 * plane.shape[1], 2 * plane.shape[0]), Image.Resampling.BILINEAR), np.float32)
