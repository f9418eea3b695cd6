"""How well are garments changed?   python benchmarks/modify.py [candidates style time] --data ../shared/data [--limit 50]

candidates  eight candidates of each val drawing without colours (ℓ 0.3): their mean pairwise Lite1 distance, as a share of that of eight
            random val garments of the category; the least overlap (IoU) of a candidate's silhouette with the drawing's at ℓ = 0
style       a style from four val drawings of a category: chamfer, and Fréchet distance of shape codes, of 50 designs to the four, as a
            share of those of 50 samples of the shape model (and, as `…_real`, of 50 other val drawings, which are what a perfect model of
            the category would give); and how far apart (ΔE00) the main colours of the designs' renders are, as a share of the samples'
time        p50 of a local edit and of a recolouring of a render at 256²

One JSON object on standard output, then a line for each promise, as docs/benchmarks.md has it. Exit status 1 where one is not kept.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from sketch2fashion.drawing import shapes
from sketch2fashion.drawing.correspondence import outlines
from sketch2fashion.drawing.framing import to_canvas
from sketch2fashion.drawing.shape_statistics import sampled_codes
from sketch2fashion.drawing.strokes import rasterise
from sketch2fashion.garment import Layers, Mask
from sketch2fashion.images import on_white
from sketch2fashion.rendering.learning import garments_of_designs, learn_from_sketches
from sketch2fashion.rendering.modify import Edit, Recolour, modify
from sketch2fashion.rendering.renderer import RenderOptions, prepare, render
from sketch2fashion.rendering.style import designs
from sketch2fashion.training.evaluation.cases import SIDE, spread_out
from sketch2fashion.training.evaluation.measures import delta_e, overlap
from sketch2fashion.training.perception import features, frechet
from sketch2fashion.training.wardrobe import Piece, read_pieces

CANDIDATES, DESIGNS, LEARNED, SETS, COLOURED = 8, 50, 4, 10, 12


def main() -> None:
    """Measure what was asked for."""
    options = _options()
    pieces = list(read_pieces(options.data, "val", SIDE))
    measured: dict[str, Any] = {}
    for name in options.what or ["candidates", "style", "time"]:
        started = time.perf_counter()
        measured[name] = {"candidates": candidates, "style": style, "time": times}[name](pieces, options.limit)
        measured[name]["seconds"] = round(time.perf_counter() - started, 1)
    print(json.dumps(measured, indent=1))
    rows = [row for name, figures in measured.items() for row in PROMISES[name](figures)]
    for what, bound, value, kept in rows:
        print(f"| {what} | {bound} | {value} | `python benchmarks/modify.py --data ../shared/data`{'' if kept else ' **not met**'} |")
    sys.exit(not all(kept for *_, kept in rows))


# --- candidates ---------------------------------------------------------------------------------------------------------------


def candidates(pieces: Sequence[Piece], limit: int) -> dict[str, Any]:
    """How far apart eight candidates are, and how well each keeps the drawing's shape."""
    random = np.random.default_rng(0)
    ours, real, kept = [], [], []
    for place in spread_out([piece.row.category for piece in pieces], limit):
        piece = pieces[place]
        drawing = layers_of(piece)
        category = piece.row.category
        made = render(drawing, RenderOptions(category=category, variants=CANDIDATES)).garments
        ours.append(_apart(features([on_white(garment.pixels) for garment in made])))
        same = [other for other in pieces if other.row.category == category]
        others = [same[number].picture for number in random.permutation(len(same))[:CANDIDATES]]
        real.append(_apart(features([on_white(picture) for picture in others])))
        silhouette = prepare(drawing)
        exact = render(drawing, RenderOptions(category=category, refine=0.0, variants=CANDIDATES)).garments
        kept.append(
            min(
                overlap(garment.pixels[..., 3] > 127, _on_canvas(silhouette.silhouette, silhouette.frame, garment.pixels))
                for garment in exact
            )
        )
        _say(f"{category}: {ours[-1] / real[-1]:.2f}, IoU {kept[-1]:.3f}")
    return {
        "drawings": len(ours),
        "lite1_distance": float(np.mean(ours)),
        "lite1_distance_real": float(np.mean(real)),
        "share": float(np.mean(ours) / np.mean(real)),
        "iou_least": float(np.min(kept)),
        "iou_mean": float(np.mean(kept)),
        "iou_below_0.95": int(np.sum(np.array(kept) < 0.95)),
    }


def _apart(rows: NDArray[np.float64]) -> float:
    """Mean distance of all pairs."""
    return float(np.mean([np.linalg.norm(one - other) for one, other in combinations(rows, 2)]))


def _on_canvas(silhouette: Mask, frame: Any, picture: NDArray[np.uint8]) -> Mask:
    """A silhouette of the square where it was drawn."""
    square = np.repeat(np.where(silhouette, np.uint8(255), np.uint8(0))[..., None], 4, axis=2)
    laid: Mask = to_canvas(square, frame, max(picture.shape))[0][..., 3] > 127
    return laid


# --- styles -------------------------------------------------------------------------------------------------------------------


def style(pieces: Sequence[Piece], limit: int) -> dict[str, Any]:
    """How near designs are to the four sketches that a style was learned from, beside other drawings of the category."""
    random = np.random.default_rng(0)
    names = [
        name for name in sorted({piece.row.category for piece in pieces}) if sum(p.row.category == name for p in pieces) >= 3 * LEARNED
    ]
    count = max(12, min(DESIGNS, limit))
    rows = [_one_style(pieces, names[number % len(names)], random, count) for number in range(SETS if limit >= 50 else 2)]
    return {"sets": len(rows), "designs": count} | {key: float(np.mean([row[key] for row in rows])) for key in rows[0]}


def _one_style(pieces: Sequence[Piece], category: str, random: np.random.Generator, count: int) -> dict[str, float]:
    same = [layers_of(piece) for piece in pieces if piece.row.category == category]
    order = random.permutation(len(same))
    given, others = [same[place] for place in order[:LEARNED]], [same[place] for place in order[LEARNED : LEARNED + count]]
    started = time.perf_counter()
    learned = learn_from_sketches("measured", given)
    seconds = time.perf_counter() - started
    made = [replace(rasterise(design.sketch), category=category) for design in designs(learned, count)]
    sampled = shapes.drawn(sampled_codes(category, count, random), category)
    near, base, real = (_chamfer(drawn, given) for drawn in (made, sampled, others))
    spread = [
        _spread([garment.pixels for _, garment in garments_of_designs(learned, COLOURED)]),
        _spread([render(each, RenderOptions(seed=seed)).garments[0].pixels for seed, each in enumerate(_cycled(sampled))]),
    ]
    codes = [shapes.codes_of(drawn, category).astype(np.float64) for drawn in (given, made, sampled, others)]
    away = [frechet(each, codes[0]) for each in codes[1:]]
    _say(f"{category}: chamfer {near:.2f} px, samples {base:.2f}, others {real:.2f}; colours {spread[0]:.1f}, samples {spread[1]:.1f}")
    return {
        "chamfer": near,
        "chamfer_share": near / base,
        "chamfer_share_real": near / real,
        "frechet_share": away[0] / away[1],
        "frechet_share_real": away[0] / away[2],
        "colours_share": spread[0] / spread[1],
        "learning_seconds": seconds,
    }


def _spread(pictures: Sequence[NDArray[np.uint8]]) -> float:
    """Mean ΔE00 between the main colours of all pairs."""
    colours = [_main_colour(pixels) for pixels in pictures]
    return float(np.mean([delta_e(one[None], other[None])[0] for one, other in combinations(colours, 2)]))


def _chamfer(drawn: Sequence[Layers], given: Sequence[Layers]) -> float:
    """Mean distance of outlines to the nearest of the given ones, both ways, in px of a 256 px square."""
    targets = [cKDTree(np.concatenate(outlines(prepare(each).silhouette))) for each in given]
    found = []
    for each in drawn:
        line = np.concatenate(outlines(prepare(each).silhouette))
        back = cKDTree(line)
        found.append(min((target.query(line)[0].mean() + back.query(target.data)[0].mean()) / 2 for target in targets))
    return float(np.mean(found))


def _main_colour(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    return np.asarray(np.median(pixels[pixels[..., 3] > 200][:, :3], axis=0), np.float64)


def _cycled(drawings: Sequence[Layers]) -> list[Layers]:
    return [drawings[number % len(drawings)] for number in range(COLOURED)]


# --- time ---------------------------------------------------------------------------------------------------------------------


def times(pieces: Sequence[Piece], limit: int) -> dict[str, Any]:
    """Milliseconds, warm: a stroke more as a local edit, and another colour."""
    before = layers_of(pieces[0])
    lines = before.lines.copy()
    rows = np.flatnonzero(prepare(before).silhouette.any(axis=1))
    lines[int(rows.mean()) : int(rows.mean()) + 3, 100:150] = 1
    after = replace(before, lines=lines)
    picture = render(before, RenderOptions(category=pieces[0].row.category)).garments[0].pixels
    edit = Edit(pieces[0].row.category)
    return {
        "edit_p50_ms": _p50(lambda: modify(picture, edit, before=before, after=after), limit),
        "recolour_p50_ms": _p50(lambda: modify(picture, Recolour("#1c305c")), limit),
    }


def _p50(work: Callable[[], object], runs: int) -> float:
    for _ in range(3):
        work()
    clocked = []
    for _ in range(min(runs, 35)):
        started = time.perf_counter()
        work()
        clocked.append(1000 * (time.perf_counter() - started))
    return round(statistics.median(clocked), 1)


# --- promises -----------------------------------------------------------------------------------------------------------------

_Row = tuple[str, str, str, bool]


def _of_candidates(found: dict[str, Any]) -> list[_Row]:
    return [
        ("eight candidates: Lite1 distance, share of real garments'", "≥ 0.5", f"{found['share']:.2f}", found["share"] >= 0.5),
        ("candidates at ℓ 0: least silhouette IoU", "≥ 0.95", f"{found['iou_least']:.3f}", found["iou_least"] >= 0.95),
    ]


def _of_styles(found: dict[str, Any]) -> list[_Row]:
    chamfer, codes = found["chamfer_share"], found["frechet_share"]
    return [
        ("style from 4 sketches: chamfer, share of the shape model's samples", "≤ 0.5", f"{chamfer:.2f}", chamfer <= 0.5),
        ("… Fréchet on shape codes, share", "≤ 0.5", f"{codes:.2f}", codes <= 0.5),
        ("… colours' spread, share", "≥ 0.9", f"{found['colours_share']:.2f}", found["colours_share"] >= 0.9),
        ("… learned in", "≤ 300 s", f"{found['learning_seconds']:.1f} s", found["learning_seconds"] <= 300),
    ]


def _of_times(found: dict[str, Any]) -> list[_Row]:
    return [
        ("local edit at 256², p50", "≤ 150 ms", f"{found['edit_p50_ms']} ms", found["edit_p50_ms"] <= 150),
        ("recolour at 256², p50", "", f"{found['recolour_p50_ms']} ms", True),
    ]


PROMISES: dict[str, Callable[[dict[str, Any]], list[_Row]]] = {"candidates": _of_candidates, "style": _of_styles, "time": _of_times}


def layers_of(piece: Piece) -> Layers:
    """The drawing of a val garment, without colours."""
    drawing = piece.lines if piece.lines is not None else piece.given
    assert drawing is not None  # read_pieces draws lines wherever linework is installed
    lines = np.divide(drawing, 255, dtype=np.float32)
    return Layers(lines, np.zeros((*lines.shape, 4), np.uint8), np.zeros_like(lines), piece.row.category)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", help="candidates, style, time; all of them if none is named")
    parser.add_argument("--data", type=Path, required=True, help="a garment set or pack")
    parser.add_argument("--limit", type=int, default=50, help="drawings, and designs of a style")
    options = parser.parse_args()
    if unknown := set(options.what) - set(PROMISES):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    main()
