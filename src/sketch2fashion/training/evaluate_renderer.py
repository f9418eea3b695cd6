"""Measure the shipped renderer as a user meets it: from a line drawing and a few dots, through framing, flats and network.

Every figure is over the val split of a garment set, beside `flats`: the same dots and the same regions, no network.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage.color import deltaE_ciede2000, rgb2lab
from skimage.metrics import structural_similarity

from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.drawing.framing import to_canvas
from sketch2fashion.drawing.hand import draw_by_hand
from sketch2fashion.garment import Layers, Lines, Picture, Rgb
from sketch2fashion.images import on_white
from sketch2fashion.rendering.renderer import Prepared, Rendering, RenderOptions, prepare, render
from sketch2fashion.training.renderer_data import SIDE, GarmentSet
from sketch2fashion.training.renderer_set import renderer_sets

DOTS = 7
DOT_RADIUS = 3  # px
FAR_FROM_LINES = 4  # px
PLAIN = 12.0  # ΔE: a garment is plain when 90 % of its pixels are this near to its median colour
BOOTSTRAPS = 1000


@dataclass(frozen=True, eq=False)
class Case:
    """One val garment as a task: what was drawn, what was dotted, and the photo it should look like."""

    category: str
    photo: Picture  # (256, 256, 4)
    lines: Lines
    layers: Layers
    dots: tuple[tuple[int, int], ...]  # row, column


@dataclass(frozen=True, eq=False)
class Answer:
    """What came back for a case."""

    rendering: Rendering
    prepared: Prepared
    ours: Rgb
    flats: Rgb


def evaluate(data: Path, cache: Path) -> dict[str, Any]:
    """All figures as a JSON-ready dict; see the module's docstring. Raises `BadFeed` for a bad set, `ModelUnavailable`."""
    from sketch2fashion.training.perception import features, frechet, kernel_distance

    train, val = renderer_sets(data, cache)
    cases = [case_of(val, index) for index in range(len(val))]
    answers = [answer(case) for case in cases]
    photos = [on_white(case.photo) for case in cases]
    rows = [_row(case, reply, photo) for case, reply, photo in zip(cases, answers, photos, strict=True)]
    real = features(photos)
    others = features([on_white(_photo(train, int(index))) for index in np.linspace(0, len(train) - 1, len(val))])
    ours, flat = features([reply.ours for reply in answers]), features([reply.flats for reply in answers])
    return {
        "garments": len(cases),
        "dots": DOTS,
        "by_category": {name: _means(_of_category(name, cases, rows)) for name in CATEGORY_NAMES},
        "all": _means(rows),
        "gain": {name: _interval([row[name] - row[f"{name}_flats"] for row in rows]) for name in ("ssim", "ssim_mask")},
        "lite1_frechet": {"ours": frechet(ours, real), "flats": frechet(flat, real), "real": frechet(others, real)},
        "lite1_kernel": {"ours": kernel_distance(ours, real), "flats": kernel_distance(flat, real), "real": kernel_distance(others, real)},
        "hint_delta_e": _hint_errors(cases, answers),
        "leak": _leaks(cases),
        "iou_by_level": _iou_by_level(cases),
    }


def _of_category(name: str, cases: Sequence[Case], rows: Sequence[Mapping[str, float]]) -> list[Mapping[str, float]]:
    return [row for row, case in zip(rows, cases, strict=True) if case.category == name]


def case_of(data: GarmentSet, index: int, dots: int = DOTS) -> Case:
    """The index-th garment with its own linework and `dots` hints at random places inside it; the same each time."""
    photo = _photo(data, index)
    lines = np.divide(data.lines[index, 0].numpy(), 255, dtype=np.float32)
    random = np.random.default_rng(index)
    inside = ndimage.binary_erosion(photo[..., 3] >= 128, iterations=DOT_RADIUS + 2)
    places = np.argwhere(inside if inside.any() else photo[..., 3] >= 128)
    chosen = places[random.integers(0, len(places), dots)]
    hints = np.zeros_like(photo)
    for row, column in chosen:
        around = (slice(max(row - DOT_RADIUS, 0), row + DOT_RADIUS + 1), slice(max(column - DOT_RADIUS, 0), column + DOT_RADIUS + 1))
        hints[around] = (*np.median(photo[around][..., :3].reshape(-1, 3), axis=0).astype(np.uint8), 255)
    layers = Layers(lines, hints, np.zeros_like(lines), CATEGORY_NAMES[int(data.categories[index])])
    return Case(CATEGORY_NAMES[int(data.categories[index])], photo, lines, layers, tuple((int(r), int(c)) for r, c in chosen))


def answer(case: Case, refine: float = 0.0) -> Answer:
    """Render a case, and lay the same flats on white."""
    prepared = prepare(case.layers)
    rendering = render(case.layers, RenderOptions(refine=refine))
    flat = prepared.flats.copy()
    flat[..., 3] = np.where(prepared.silhouette, 255, 0)
    return Answer(rendering, prepared, on_white(rendering.garments[0].pixels), on_white(to_canvas(flat, prepared.frame, SIDE)[0]))


def _photo(data: GarmentSet, index: int) -> Picture:
    return np.ascontiguousarray(data.garments[index].numpy().transpose(1, 2, 0))


def _row(case: Case, reply: Answer, photo: Rgb) -> dict[str, float]:
    mask = case.photo[..., 3] >= 128
    ours, ours_mask = _similarity(reply.ours, photo, mask)
    flat, flat_mask = _similarity(reply.flats, photo, mask)
    return {
        "ssim": ours,
        "ssim_flats": flat,
        "ssim_mask": ours_mask,
        "ssim_mask_flats": flat_mask,
        "iou": _overlap(reply.rendering.garments[0].pixels[..., 3] >= 128, mask),
        "seconds": reply.rendering.seconds,
    }


def _similarity(first: Rgb, second: Rgb, mask: NDArray[np.bool_]) -> tuple[float, float]:
    """SSIM (Gaussian, σ 1.5, RGB) over the picture and inside the mask."""
    score, map_ = structural_similarity(  # type: ignore[no-untyped-call]
        first, second, channel_axis=2, data_range=255, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, full=True
    )
    return float(score), float(map_[mask].mean()) if mask.any() else float("nan")


def _overlap(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> float:
    return float((first & second).sum() / max((first | second).sum(), 1))


def _means(rows: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {key: float(np.mean([row[key] for row in rows])) for key in rows[0]} | {"garments": len(rows)} if rows else {}


def _interval(differences: Sequence[float]) -> dict[str, float]:
    """Mean of paired differences with its bootstrap 95 % interval."""
    values = np.array(differences)
    random = np.random.default_rng(0)
    means = values[random.integers(0, len(values), (BOOTSTRAPS, len(values)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return {"mean": float(values.mean()), "low": float(low), "high": float(high)}


def _hint_errors(cases: Sequence[Case], answers: Sequence[Answer]) -> dict[str, float]:
    """ΔE00 between a dot and the median of its region in the picture, over plain garments."""
    errors: list[float] = []
    for case, reply in zip(cases, answers, strict=True):
        if _is_plain(case.photo):
            errors.extend(_dot_errors(case, reply))
    return {"median": float(np.median(errors)), "p90": float(np.percentile(errors, 90)), "dots": len(errors)}


def _dot_errors(case: Case, reply: Answer) -> list[float]:
    pixels = reply.rendering.garments[0].pixels
    regions = _on_canvas(reply.prepared)
    far = ndimage.distance_transform_edt(case.lines < 0.3) >= FAR_FROM_LINES
    errors = []
    for row, column in case.dots:
        region = (regions == regions[row, column]) & far & (pixels[..., 3] > 200)
        if regions[row, column] and region.sum() >= 20:
            errors.append(_difference(np.median(pixels[region][:, :3], axis=0), case.layers.hints[row, column, :3]))
    return errors


def _on_canvas(prepared: Prepared) -> NDArray[np.int32]:
    """The square's colour regions where the canvas has them: two hints that split a region make two."""
    frame = prepared.frame
    steps = [np.clip(((np.arange(length) + 0.5 - start) / frame.side * SIDE).astype(int), 0, SIDE - 1) for length, start in
             ((frame.height, frame.top), (frame.width, frame.left))]  # fmt: skip
    packed = prepared.labels.astype(np.int64) * 2**24 + prepared.flats[..., :3].astype(np.int64) @ np.array([65536, 256, 1])
    _, distinct = np.unique(packed, return_inverse=True)
    labels = np.where(prepared.labels > 0, distinct.reshape(packed.shape) + 1, 0)
    return labels[np.ix_(*steps)].astype(np.int32)


def _difference(first: NDArray[np.floating[Any]], second: NDArray[np.generic]) -> float:
    lab = rgb2lab(np.stack([np.asarray(first, float), np.asarray(second, float)])[None] / 255)[0]
    return float(deltaE_ciede2000(lab[0], lab[1]))  # type: ignore[no-untyped-call]


def _is_plain(photo: Picture) -> bool:
    lab = rgb2lab(photo[photo[..., 3] >= 200][None, :, :3] / 255)[0]
    return bool((np.linalg.norm(lab - np.median(lab, axis=0), axis=1) <= PLAIN).mean() >= 0.9)


def _leaks(cases: Sequence[Case]) -> dict[str, float]:
    """The same drawing with one dot red, then blue: how far every other dotted region moved (mean ΔE00, 4 px from lines)."""
    moved: list[float] = []
    for case in cases[::4]:
        labels = _on_canvas(prepare(case.layers))
        first = case.dots[0]
        red, blue = (_recoloured(case, first, colour) for colour in ((200, 30, 40), (30, 60, 200)))
        pictures = [render(layers, RenderOptions(refine=0.0)).garments[0].pixels for layers in (red, blue)]
        far = ndimage.distance_transform_edt(case.lines < 0.3) >= FAR_FROM_LINES
        painted = [_on_canvas_colours(layers) for layers in (red, blue)]
        same = (painted[0] == painted[1]).all(axis=2) & far & (labels > 0) & (pictures[0][..., 3] > 200)
        if same.sum() >= 50:
            lab = [rgb2lab(picture[same][None, :, :3] / 255)[0] for picture in pictures]
            moved.append(float(deltaE_ciede2000(*lab).mean()))  # type: ignore[no-untyped-call]
    return {"mean": float(np.mean(moved)) if moved else float("nan"), "drawings": len(moved)}


def _recoloured(case: Case, dot: tuple[int, int], colour: tuple[int, int, int]) -> Layers:
    hints = case.layers.hints.copy()
    own = (hints == case.layers.hints[dot]).all(axis=2) & (hints[..., 3] > 0)
    hints[own, :3] = colour
    return Layers(case.lines, hints, case.layers.borders, case.category)


def _on_canvas_colours(layers: Layers) -> NDArray[np.uint8]:
    """The flats on the canvas (an evaluation's canvas is the square's size)."""
    prepared = prepare(layers)
    return to_canvas(prepared.flats, prepared.frame, SIDE)[0]


def _iou_by_level(cases: Sequence[Case]) -> dict[str, float]:
    """Silhouette IoU to the photo when a hand of level ℓ drew the lines and ℓ is the refine level too."""
    figures = {}
    for level in (0.0, 0.25, 0.5, 1.0):
        overlaps = []
        for index, case in enumerate(cases[::4]):
            lines = draw_by_hand(case.lines, level, np.random.default_rng(index)) if level else case.lines
            layers = Layers(lines, np.zeros_like(case.layers.hints), np.zeros_like(lines), case.category)
            pixels = render(layers, RenderOptions(refine=level)).garments[0].pixels
            overlaps.append(_overlap(pixels[..., 3] >= 128, case.photo[..., 3] >= 128))
        figures[str(level)] = float(np.mean(overlaps))
    return figures


def time_model(runs: int = 40) -> dict[str, float]:
    """Milliseconds of the network alone at 256², warm: median and 95th percentile."""
    from sketch2fashion.models.registry import session
    from sketch2fashion.rendering.planes import CONDITIONS, PLANES

    inputs = {"planes": np.zeros((1, PLANES, SIDE, SIDE), np.float32), "conditions": np.zeros((1, CONDITIONS), np.float32)}
    network = session("renderer")
    times = []
    for _ in range(runs + 5):
        started = time.perf_counter()
        network.run(None, inputs)
        times.append(1000 * (time.perf_counter() - started))
    return {"p50_ms": float(np.median(times[5:])), "p95_ms": float(np.percentile(times[5:], 95))}
