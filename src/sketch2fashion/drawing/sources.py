"""Whatever a drawing or picture is kept in, as the bytes of a file: a path, bytes, a PIL image, a numpy array, a `Sketch`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sketch2fashion.drawing.strokes import Sketch
from sketch2fashion.errors import BadImage, NotFound
from sketch2fashion.garment import Garment, Layers
from sketch2fashion.images import encode_png

Source: TypeAlias = str | os.PathLike[str] | bytes | Image.Image | NDArray[np.uint8] | Sketch | Layers | Garment


def bytes_of(source: Source) -> bytes:
    """The file that a source is, or would be. A numpy array is (H, W), (H, W, 3) or (H, W, 4) uint8."""
    if isinstance(source, bytes):
        return source
    if isinstance(source, str | os.PathLike):
        return _file(Path(source))
    if isinstance(source, Sketch):
        return source.to_json().encode()
    if isinstance(source, Image.Image):
        return encode_png(np.asarray(source.convert("RGBA")))
    if isinstance(source, Garment):
        return encode_png(source.pixels)
    if isinstance(source, np.ndarray):
        return encode_png(_checked(source))
    raise BadImage(f"A {type(source).__name__} is no picture.", hint="Give a path, bytes, a PIL image or a uint8 numpy array.")


def _file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise NotFound(f'There is no file "{path}".') from None
    except OSError as problem:
        raise BadImage(f'"{path}" cannot be read: {problem.strerror}.') from None


def _checked(array: NDArray[Any]) -> NDArray[np.uint8]:
    if array.dtype != np.uint8 or array.size == 0 or not (array.ndim == 2 or (array.ndim == 3 and array.shape[2] in (3, 4))):
        raise BadImage(
            f"An array of shape {array.shape} and type {array.dtype} is no picture.",
            hint="Allowed: uint8 of shape (H, W), (H, W, 3) or (H, W, 4).",
        )
    return np.ascontiguousarray(array)
