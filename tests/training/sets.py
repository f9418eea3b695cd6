"""Tiny garment sets on disk, in the layout that `dataset build` writes, with photos."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from sketch2fashion.training.dataset.table import write_table
from tests.training.garments import drawn_garment

COLUMNS = ("id", "category", "split", "group", "lines", "photo", "mask_uncertain", "crop_x", "crop_y", "crop_side")


def write_set(folder: Path, count: int = 6) -> Path:
    """`count` garments, every third one in val, each with a drawing and a photo on a grey table."""
    for name in ("garments", "lines", "photos"):
        (folder / name).mkdir(parents=True)
    rows = []
    for number in range(count):
        garment, ink = drawn_garment(number)
        Image.fromarray(garment).save(folder / "garments" / f"g{number}.webp", lossless=True)
        Image.fromarray(255 - ink).save(folder / "lines" / f"g{number}.webp", lossless=True)
        photo = Image.new("RGB", (300, 360), (120 + 10 * number, 130, 110))
        square = Image.fromarray(garment).resize((280, 280))
        photo.paste(square, (10, 40), square)
        photo.save(folder / "photos" / f"g{number}.jpg", quality=90)
        split = "val" if number % 3 == 2 else "train"
        cells = (f"g{number}", "t-shirt", split, number, 1, 1, 0.01, 10, 40, 280)
        rows.append(dict(zip(COLUMNS, cells, strict=True)))
    write_table(folder, rows, COLUMNS)
    return folder


def without(folder: Path, column: str) -> Path:
    """Say in the table that no garment has `column` ("lines" or "photo")."""
    table = (folder / "garments.csv").read_text().splitlines()
    place = table[0].split(",").index(column)
    rows = [line.split(",") for line in table[1:]]
    changed = [",".join("0" if index == place else cell for index, cell in enumerate(row)) for row in rows]
    (folder / "garments.csv").write_text("\n".join([table[0], *changed]) + "\n")
    return folder


def gradient(side: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """A soft ramp, to compare networks on."""
    ramp = np.linspace(0, 1, side, dtype=np.float32)
    return np.stack([np.add.outer(ramp, ramp) / 2, np.outer(ramp, ramp), np.full((side, side), 0.5, np.float32)])
