"""Pictures side by side: the drawing with its dots, every contender, the photo; two garments a row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sketch2fashion.garment import Rgb
from sketch2fashion.images import on_white
from sketch2fashion.training.evaluation.cases import DOTS, Case, spread_out
from sketch2fashion.training.evaluation.trial import Trial

GARMENTS = 26
BESIDE = 2


def sheet_of(cases: Sequence[Case], trials: Sequence[Trial]) -> Rgb:
    """Some garments of every category; drawing | flats | ours | peers | photo."""
    chosen = spread_out([case.category for case in cases], GARMENTS)
    strips = [_strip(cases[place], trials[place]) for place in chosen]
    strips += [np.full_like(strips[0], 255)] * (-len(strips) % BESIDE)
    rows = [np.concatenate(strips[start : start + BESIDE], axis=1) for start in range(0, len(strips), BESIDE)]
    return np.concatenate(rows)


def _strip(case: Case, trial: Trial) -> Rgb:
    others = [trial.pictures[name] for name in sorted(trial.figures, key=lambda name: name != "flats")]
    return np.concatenate([_drawing(case), *others, on_white(case.photo)], axis=1)


def _drawing(case: Case) -> Rgb:
    paper = np.repeat(np.rint(255 * (1 - case.lines)).astype(np.uint8)[..., None], 3, axis=2)
    hints = case.hints(DOTS)
    return np.where(hints[..., 3:] > 0, hints[..., :3], paper)
