"""Measure `tidy` on people's quick drawings: do tidied drawings look more like real linework, and are they still what was drawn?

Every drawing, people's and real, is framed in the same way: its ink fills 92 % of a square of 256 px. "Raw" is the drawing as it was
drawn; "raw, same pen" are its own lines with the pen of the tidied ones, so that what is left is shape. Real linework is what our network
`linework` draws of photos, and "real, same pen" are its strongest lines, traced and drawn with the pen of the tidied drawings, so that the
softness of the linework decides nothing either. Distances are Lite1 Fréchet distances (`training.perception`); the floor is the distance
between two halves of the real drawings, of the categories that people drew, in the same shares.

How far a drawing was left: the mean distance between the outline as drawn and as tidied, both ways, and from drawn ink to the nearest
tidied line, in shares of the outline's diagonal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from scipy import ndimage

from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.drawing import read_drawing
from sketch2fashion.drawing.framing import frame_of, to_square
from sketch2fashion.drawing.outline import silhouette
from sketch2fashion.drawing.shapes import Drawing, layers_of
from sketch2fashion.drawing.tidy import tidy
from sketch2fashion.errors import BadFeed
from sketch2fashion.garment import Layers, Lines, Mask, Rgb
from sketch2fashion.training.evaluation.sums import kept_features
from sketch2fashion.training.perception import frechet
from sketch2fashion.training.shape_data import Shapes, load_shapes
from sketch2fashion.training.wardrobe import read_pieces

SIDE = 256  # px
STRENGTHS = (0.0, 0.3, 0.6, 1.0)
DRAWINGS = 420  # of the folder, evenly spread, unless another number is asked for
COLUMNS = 8  # of the sheet


@dataclass(frozen=True)
class EvaluateShapeOptions:
    """`human`: a folder with `<category>/*.png`; `sheet`: where to draw some of them before and after."""

    data: Path
    human: Path
    cache: Path
    limit: int | None = None
    sheet: Path | None = None


def evaluate(options: EvaluateShapeOptions) -> dict[str, Any]:
    """All figures. Raises `BadFeed` without drawings or without real ones of their kinds."""
    drawings = _drawings(options.human, options.limit or DRAWINGS)
    shares = Counter(category for category, _ in drawings)
    framed = [layers.lines for _, layers in drawings]
    tidied = {strength: [_tidied(layers, category, strength) for category, layers in drawings] for strength in STRENGTHS}
    real, other = _real(options.data, shares)
    traced, traced_other = _real_with_our_pen(options, shares)
    sets: dict[str, Sequence[Lines]] = {"raw": [_as_drawn(layers) for _, layers in drawings], "raw_same_pen": tidied[0.0]}
    sets |= {f"tidied_{strength:g}": tidied[strength] for strength in STRENGTHS if strength > 0}
    figures: dict[str, Any] = {"drawings": len(drawings), "categories": dict(shares)}
    figures["frechet_to_real"] = _distances(sets | {"floor": other}, real, options.cache)
    figures["frechet_to_real_same_pen"] = _distances(sets | {"floor": traced_other}, traced, options.cache)
    figures["left"] = {f"{strength:g}": _how_far(framed, tidied[strength]) for strength in STRENGTHS}
    if options.sheet is not None:
        _write_sheet(options.sheet, framed, [tidied[strength] for strength in STRENGTHS if strength > 0])
    return figures


# --- drawings ---------------------------------------------------------------------------------------------------------------


def _drawings(folder: Path, limit: int) -> list[tuple[str, Layers]]:
    """Category and framed layers (SIDE, SIDE) of evenly spread drawings."""
    paths = sorted(path for path in folder.glob("*/*.png") if path.parent.name in CATEGORY_NAMES)
    if not paths:
        raise BadFeed(f"{folder} has no drawings (<category>/*.png).")
    chosen = [paths[place] for place in np.unique(np.linspace(0, len(paths) - 1, min(limit, len(paths))).astype(int))]
    return [(path.parent.name, _framed(read_drawing(path.read_bytes()))) for path in chosen]


def _framed(layers: Layers) -> Layers:
    return to_square(layers, frame_of(layers), SIDE)


def _as_drawn(layers: Layers) -> Lines:
    return layers.lines


def _tidied(layers: Layers, category: str, strength: float) -> Lines:
    return tidy(replace(layers, category=category), strength).lines


def _real(data: Path, shares: Mapping[str, int]) -> tuple[list[Lines], list[Lines]]:
    """Two halves of the set's linework, of the same categories in the same shares."""
    kinds: dict[str, list[Lines]] = {name: [] for name in shares}
    for piece in read_pieces(data, "all", SIDE):
        own = kinds.get(piece.row.category)
        if own is not None and piece.lines is not None and len(own) < 2 * shares[piece.row.category]:
            own.append(_reframed(np.divide(piece.lines, 255, dtype=np.float32)))
        if all(len(own) == 2 * shares[name] for name, own in kinds.items()):
            break
    return _halves(kinds)


def _real_with_our_pen(options: EvaluateShapeOptions, shares: Mapping[str, int]) -> tuple[list[Lines], list[Lines]]:
    """The same with the linework's strongest lines alone, in the pen of tidied drawings."""
    sets = [load_shapes(options.data, split, options.cache) for split in ("val", "train")]
    kinds: dict[str, list[Lines]] = {name: [] for name in shares}
    for shapes in sets:
        for row in range(len(shapes)):
            own = kinds.get(CATEGORY_NAMES[shapes.categories[row]])
            if own is not None and len(own) < 2 * shares[CATEGORY_NAMES[shapes.categories[row]]]:
                own.append(_drawn(shapes, row))
    return _halves(kinds)


def _drawn(shapes: Shapes, row: int) -> Lines:
    return layers_of(Drawing(shapes.outlines[row], shapes.inner[row]), None, SIDE).lines


def _reframed(lines: Lines) -> Lines:
    """Linework in the frame of every other drawing; its own softness and widths stay."""
    ink = lines > 0.3
    if not ink.any():
        return lines
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    side = max(rows[-1] - rows[0], columns[-1] - columns[0]) / 0.92
    middle = (rows[0] + rows[-1] + 1) / 2, (columns[0] + columns[-1] + 1) / 2
    top, left = middle[0] - side / 2, middle[1] - side / 2
    image = Image.fromarray(lines).transform(
        (SIDE, SIDE), Image.Transform.EXTENT, (left, top, left + side, top + side), Image.Resampling.BICUBIC
    )
    return np.asarray(np.clip(np.asarray(image), 0, 1), np.float32)


def _halves(kinds: Mapping[str, Sequence[Lines]]) -> tuple[list[Lines], list[Lines]]:
    first = [lines for own in kinds.values() for lines in own[::2]]
    second = [lines for own in kinds.values() for lines in own[1::2]]
    if not first or not second:
        raise BadFeed("The set has no linework of the categories that people drew.")
    return first, second


# --- figures ----------------------------------------------------------------------------------------------------------------


def _distances(sets: Mapping[str, Sequence[Lines]], real: Sequence[Lines], cache: Path) -> dict[str, float]:
    wanted = kept_features(_on_paper(real), cache)
    return {name: round(frechet(kept_features(_on_paper(lines), cache), wanted), 1) for name, lines in sets.items()}


def _on_paper(drawings: Sequence[Lines]) -> list[Rgb]:
    return [np.repeat(np.rint(255 * (1 - np.clip(lines, 0, 1))).astype(np.uint8)[..., None], 3, axis=2) for lines in drawings]


def _how_far(before: Sequence[Lines], after: Sequence[Lines]) -> dict[str, float]:
    """Means over the drawings, in shares of the drawn outline's diagonal; and the share of drawings beyond 4 %."""
    pairs = [_left(first, second) for first, second in zip(before, after, strict=True)]
    outline, ink = np.array(pairs).T
    return {
        "outline_chamfer": round(float(outline.mean()), 4),
        "ink_to_lines": round(float(ink.mean()), 4),
        "beyond_4_percent": round(float((outline > 0.04).mean()), 3),
    }


def _left(before: Lines, after: Lines) -> tuple[float, float]:
    drawn, tidied = (silhouette(lines) for lines in (before, after))
    edges = [_edge(mask) for mask in (drawn, tidied)]
    rows, columns = np.nonzero(drawn)
    diagonal = float(np.hypot(np.ptp(rows) + 1, np.ptp(columns) + 1))
    there, back = _mean_distance(edges[0], edges[1]), _mean_distance(edges[1], edges[0])
    return (there + back) / 2 / diagonal, _mean_distance(before > 0.5, after > 0.4) / diagonal


def _edge(mask: Mask) -> Mask:
    return np.asarray(mask & ~ndimage.binary_erosion(mask), np.bool_)


def _mean_distance(points: Mask, lines: Mask) -> float:
    if not points.any() or not lines.any():
        return float(SIDE)
    return float(ndimage.distance_transform_edt(~lines)[points].mean())


def table(figures: Mapping[str, Any]) -> list[str]:
    """The figures as aligned lines."""
    rows = [f"{figures['drawings']} drawings: " + ", ".join(f"{name} {count}" for name, count in figures["categories"].items())]
    for name in ("frechet_to_real", "frechet_to_real_same_pen"):
        rows.append(f"{name:<26}" + "  ".join(f"{key} {value:.1f}" for key, value in figures[name].items()))
    for strength, values in figures["left"].items():
        rows.append(f"strength {strength:<5} " + "  ".join(f"{key} {value:.4f}" for key, value in values.items()))
    return rows


def _write_sheet(path: Path, before: Sequence[Lines], after: Sequence[Sequence[Lines]]) -> None:
    """Forty drawings, each above what became of it at each strength."""
    chosen = np.unique(np.linspace(0, len(before) - 1, 5 * COLUMNS).astype(int))
    rows = []
    for start in range(0, len(chosen), COLUMNS):
        own = chosen[start : start + COLUMNS]
        for drawings in (before, *after):
            cells = [drawings[place] for place in own] + [np.zeros((SIDE, SIDE), np.float32)] * (COLUMNS - len(own))
            rows.append(np.concatenate(cells, axis=1))
    sheet = np.rint(255 * (1 - np.clip(np.concatenate(rows), 0, 1))).astype(np.uint8)
    Image.fromarray(sheet).reduce(2).save(path)
