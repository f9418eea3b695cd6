"""Measure the shipped renderer as a user meets it: from a line drawing and a few dots, through framing, flats and network.

Beside it, on the same val garments in the same run: `flats` (the same dots and regions, no network) and, where a run of
`train pix2pix` exists, that peer with our 7 dots and with the 350 of its own recipe; where a run is named for it, our renderer after
as much training as the peer had; and yardsticks that no drawing went into.

    sketch2fashion evaluate renderer --data DIR            tables
    sketch2fashion evaluate renderer --data DIR --json     one object
    sketch2fashion evaluate renderer --data DIR --limit 26 a quick look
    sketch2fashion evaluate renderer --data DIR --at RUN   a run of `train renderer` beside the shipped one

Garments are measured in worker processes of one thread each, perceptual distances in this one.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.errors import BadFeed, ModelUnavailable, NotFound
from sketch2fashion.garment import Rgb
from sketch2fashion.images import on_white
from sketch2fashion.models.registry import available, card, model_path, thread_count
from sketch2fashion.training.dataset.table import TABLE_NAME, read_table
from sketch2fashion.training.evaluation.cases import DOTS, HINT_COUNTS, SIDE, Case, case_of, spread_out
from sketch2fashion.training.evaluation.contenders import OURS, OURS_AT, PIX2PIX, PIX2PIX_OWN, Files
from sketch2fashion.training.evaluation.sheet import sheet_of
from sketch2fashion.training.evaluation.sums import (
    Features,
    frechet_interval,
    interval,
    kept_features,
    mean,
    multiscale_similarity,
    without_nan,
)
from sketch2fashion.training.evaluation.targets import targets
from sketch2fashion.training.evaluation.timing import time_model as time_model
from sketch2fashion.training.evaluation.timing import timings
from sketch2fashion.training.evaluation.trial import LEVELS, Trial, run_trial
from sketch2fashion.training.perception import frechet, kernel_distance
from sketch2fashion.training.run import Run
from sketch2fashion.training.wardrobe import Piece, read_pieces

ENOUGH_FOR_FRECHET = 100  # pictures; fewer have no covariance worth the name
REPORT_SECONDS = 20.0


@dataclass(frozen=True)
class EvaluateOptions:
    """What to measure on, and how much of it."""

    data: Path
    runs: Path  # where peers are found and features are cached
    limit: int | None = None  # garments, spread over the categories; None: all of val
    workers: int | None = None  # processes; None: one a core, 0: this process alone
    sheet: Path | None = None  # PNG of pictures side by side
    at: Path | None = None  # folder of a renderer run that was trained as long as the peer


@dataclass(frozen=True, eq=False)
class Measured:
    """Every case with its trial and the MS-SSIM of each contender."""

    cases: Sequence[Case]
    trials: Sequence[Trial]
    multiscale: Mapping[str, Sequence[float]]

    def where(self, keep: Sequence[bool]) -> Measured:
        """The chosen garments."""
        places = [place for place, wanted in enumerate(keep) if wanted]
        return Measured(
            [self.cases[place] for place in places],
            [self.trials[place] for place in places],
            {name: [values[place] for place in places] for name, values in self.multiscale.items()},
        )

    @property
    def contenders(self) -> tuple[str, ...]:
        """Who was measured, ours first."""
        return tuple(self.trials[0].figures)

    def of(self, contender: str, figure: str) -> list[float]:
        """One figure of one contender, by garment."""
        if figure == "ms_ssim":
            return list(self.multiscale[contender])
        return [trial.figures[contender][figure] for trial in self.trials]


def evaluate(options: EvaluateOptions) -> dict[str, Any]:
    """All figures as a JSON-ready dict; see the module's docstring. Raises `BadFeed` for a bad set, `ModelUnavailable`."""
    started = time.monotonic()
    _need_models()
    cache = options.runs / "cache"
    cases, others = _read(options)
    files = files_beside(options)
    clocks = timings(files.get(PIX2PIX))
    trials = list(_trials(cases, files, _workers(options.workers)))
    photos = [on_white(case.photo) for case in cases]
    pictures = {name: [trial.pictures[name] for trial in trials] for name in trials[0].pictures}
    measured = Measured(cases, trials, {name: multiscale_similarity(pictures[name], photos) for name in trials[0].figures})
    real, floor = kept_features(photos, cache), kept_features(others, cache)
    seen = {name: kept_features(shown, cache) for name, shown in pictures.items()}
    if options.sheet is not None:
        options.sheet.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(sheet_of(cases, trials)).save(options.sheet)
    figures = _report(measured, clocks, files, seen, real, floor)
    report: dict[str, Any] = without_nan({**figures, "targets": targets(figures), "seconds": round(time.monotonic() - started, 1)})
    return report


def _need_models() -> None:
    missing = [name for name in ("renderer", "embedder", "linework") if name not in available()]
    if missing:
        raise ModelUnavailable(f"Not installed: {', '.join(missing)}.", hint="Reinstall the package.")


# -------------------------------------------------------------------------------------------------------------- reading


def _read(options: EvaluateOptions) -> tuple[list[Case], list[Rgb]]:
    """The val garments as cases, and for each a train photo of the same category on white: what the real-against-real floor is made of."""
    pieces = list(read_pieces(options.data, "val", SIDE))
    kept = spread_out([piece.row.category for piece in pieces], options.limit)
    if not kept:
        raise BadFeed(f"{options.data} has no val garments.", hint='Rows of garments.csv say split = "val".')
    cases = [_case(pieces[place], place) for place in kept]
    return cases, _others(options.data, cases)


def _case(piece: Piece, number: int) -> Case:
    drawing = piece.lines if piece.lines is not None else piece.given
    assert drawing is not None  # read_pieces draws lines wherever linework is installed
    return case_of(piece.row.id, piece.row.category, piece.picture, np.divide(drawing, 255, dtype=np.float32), number)


def _others(data: Path, cases: Sequence[Case]) -> list[Rgb]:
    """As many train photos, with the same number of each category where there are enough."""
    wanted = {name: sum(case.category == name for case in cases) for name in CATEGORY_NAMES}
    chosen: list[str] | None = None
    if (data / TABLE_NAME).is_file():
        chosen = []
        for name, count in wanted.items():
            chosen += [row.id for row in read_table(data) if row.split == "train" and row.category == name][:count]
    taken: dict[str, int] = {}
    photos = []
    for piece in read_pieces(data, "train", SIDE, only=chosen, draw=False):
        taken[piece.row.category] = taken.get(piece.row.category, 0) + 1
        if taken[piece.row.category] <= wanted[piece.row.category]:
            photos.append(on_white(piece.picture))
    if not photos:
        raise BadFeed(f"{data} has no train garments.", hint="The real-against-real floor compares val with train photos.")
    return photos


def files_beside(options: EvaluateOptions) -> Files:
    """The ONNX files of those who stand beside the shipped renderer: the newest pix2pix run, and the run of `at`, where there are any.

    Raises `NotFound` for an `at` that is no renderer run.
    """
    files = {}
    with contextlib.suppress(NotFound):
        files[PIX2PIX] = _exported(Run.latest(options.runs, "pix2pix"))
    if options.at is not None:
        files[OURS_AT] = _exported(Run.at(options.at, "renderer"))
    return files


def _exported(run: Run) -> Path:
    """The run as an ONNX file inside its folder, written anew where the checkpoint is younger."""
    from sketch2fashion.training.pix2pix import export_generator
    from sketch2fashion.training.renderer_export import draped, export_renderer

    path = run.folder / f"{run.name}.onnx"
    if not path.is_file() or path.stat().st_mtime < (run.folder / "checkpoint.pt").stat().st_mtime:
        if run.name == PIX2PIX:
            export_generator(run, path)
        else:
            export_renderer(draped(run), path)
    return path


# ------------------------------------------------------------------------------------------------------------ measuring


def _workers(wish: int | None) -> int:
    return thread_count() if wish is None else wish


def _trials(cases: Sequence[Case], files: Files, workers: int) -> Iterator[Trial]:
    """Every case's trial in order, with a line on standard error now and then."""
    started = reported = time.monotonic()
    for done, trial in enumerate(_answers(cases, files, workers), start=1):
        yield trial
        now = time.monotonic()
        if now - reported >= REPORT_SECONDS or done == len(cases):
            left = (now - started) / done * (len(cases) - done)
            print(f"{done} of {len(cases)} garments, about {left:.0f} s left", file=sys.stderr, flush=True)
            reported = now


def _answers(cases: Sequence[Case], files: Files, workers: int) -> Iterator[Trial]:
    trial = partial(run_trial, files=files)
    numbers = range(len(cases))
    if not workers:
        yield from map(trial, cases, numbers)
        return
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=_one_thread) as pool:
        yield from pool.map(trial, cases, numbers, chunksize=1)


def _one_thread() -> None:
    """As many processes as cores, so each takes one thread."""
    os.environ["SKETCH2FASHION_THREADS"] = "1"


# ------------------------------------------------------------------------------------------------------------ reporting


def _report(
    measured: Measured, clocks: dict[str, Any], files: Files, seen: Mapping[str, Features], real: Features, floor: Features
) -> dict[str, Any]:
    families = sorted({case.family for case in measured.cases})
    everything = _summary(measured)
    for name, distances in _distances(seen, real).items():
        everything.setdefault(name, {}).update(distances)
    return {
        "garments": len(measured.cases),
        "dots": DOTS,
        "model": f"renderer {card('renderer').version}",
        "drawings": f"linework {card('linework').version}",
        "all": everything,
        "real": {"lite1_frechet": frechet(floor, real), "lite1_kernel": kernel_distance(floor, real), "pictures": len(floor)},
        "by_category": {
            name: _summary(part) | _category_distances(name, measured, seen, real)
            for name in CATEGORY_NAMES
            if (part := measured.where([case.category == name for case in measured.cases])).cases
        },
        "by_colour": {name: _summary(measured.where([case.family == name for case in measured.cases])) for name in families},
        "plain": _kinds(measured, plain=True),
        "patterned": _kinds(measured, plain=False),
        "gain": _gains(measured, seen, real),
        "yardsticks": _yardsticks(measured),
        "hand": {f"{level:g}": _hand(measured, level) for level in LEVELS},
        "missed_hints": sum(trial.missed for trial in measured.trials),
        "time": clocks,
        "bytes": {OURS: model_path("renderer").stat().st_size} | {name: file.stat().st_size for name, file in files.items()},
        "beside": {name: _story(file) for name, file in files.items()},
    }


def _summary(measured: Measured) -> dict[str, Any]:
    """Figures of each contender over some garments, and how many they are."""
    return {"garments": len(measured.cases)} | {name: _of_contender(measured, name) for name in measured.contenders}


def _of_contender(measured: Measured, name: str) -> dict[str, float]:
    figures = {figure: mean(measured.of(name, figure)) for figure in ("ssim", "ssim_mask", "ms_ssim", "iou")}
    for dots in HINT_COUNTS:
        errors = [error for trial in measured.trials for error in trial.hint_errors.get(name, {}).get(dots, [])]
        if errors:
            figures[f"hint_delta_e_{dots}"] = float(np.median(errors))
    leaks = [moved for trial in measured.trials for moved in trial.leaks.get(name, [])]
    if leaks:
        figures |= {"leak": mean(leaks), "leak_p95": float(np.percentile(leaks, 95))}
    return figures


def _kinds(measured: Measured, *, plain: bool) -> dict[str, Any]:
    part = measured.where([case.plain == plain for case in measured.cases])
    return _summary(part) if part.cases else {"garments": 0}


def _distances(seen: Mapping[str, Features], real: Features) -> dict[str, dict[str, float]]:
    return {name: {"lite1_frechet": frechet(rows, real), "lite1_kernel": kernel_distance(rows, real)} for name, rows in seen.items()}


def _category_distances(name: str, measured: Measured, seen: Mapping[str, Features], real: Features) -> dict[str, Any]:
    """Distances within a category, where it has enough pictures."""
    rows = np.array([case.category == name for case in measured.cases])
    if rows.sum() < ENOUGH_FOR_FRECHET:
        return {}
    return {"distances": _distances({contender: features[rows] for contender, features in seen.items()}, real[rows])}


def _gains(measured: Measured, seen: Mapping[str, Features], real: Features) -> dict[str, Any]:
    """Ours minus each other contender, by garment, with 95 % intervals. Positive is better for SSIM and IoU, negative for the others."""
    gains: dict[str, Any] = {}
    for other in measured.contenders:
        if other == OURS:
            continue
        pairs = {figure: zip(measured.of(OURS, figure), measured.of(other, figure), strict=True) for figure in _PAIRED}
        gains[other] = {figure: interval([ours - theirs for ours, theirs in values]) for figure, values in pairs.items()}
        if other != PIX2PIX_OWN:
            gains[other]["hint_delta_e"] = interval([_hint_gain(trial, other) for trial in measured.trials])
            gains[other]["leak"] = interval([mean(trial.leaks[OURS]) - mean(trial.leaks[other]) for trial in measured.trials])
        gains[other]["lite1_frechet"] = frechet_interval(seen[OURS], seen[other], real)
    return gains


_PAIRED = ("ssim", "ssim_mask", "ms_ssim", "iou")


def _hint_gain(trial: Trial, other: str) -> float:
    """Difference of the median errors; not a number where a garment has none."""
    ours, theirs = trial.hint_errors[OURS][DOTS], trial.hint_errors[other][DOTS]
    return float(np.median(ours) - np.median(theirs)) if ours and theirs else float("nan")


def _yardsticks(measured: Measured) -> dict[str, dict[str, float]]:
    """SSIM of pictures that no drawing went into, a category and over all."""
    names = measured.trials[0].yardsticks

    def means(part: Measured) -> dict[str, float]:
        return {name: mean(trial.yardsticks[name] for trial in part.trials) for name in names}

    categories = {case.category for case in measured.cases}
    parts = {name: measured.where([case.category == name for case in measured.cases]) for name in CATEGORY_NAMES if name in categories}
    return {**{name: means(part) for name, part in parts.items()}, "all": means(measured)}


def _hand(measured: Measured, level: float) -> dict[str, float]:
    found = [trial.hand[level] for trial in measured.trials if trial.hand]
    return {key: mean(row[key] for row in found) for key in found[0]} | {"garments": len(found)}


def _story(file: Path) -> dict[str, Any]:
    """How long it was trained, by the minutes that it was given at each start."""
    run = Run(file.parent)
    return {"run": run.folder.name, "step": int(run.load()["step"]), "minutes": run.minutes(), "batch": run.config.get("batch")}
