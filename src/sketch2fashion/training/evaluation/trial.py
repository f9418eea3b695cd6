"""One garment, all contenders, all figures: what a worker process does. Drawings are prepared once for each set of hints."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sketch2fashion.drawing.hand import draw_by_hand
from sketch2fashion.garment import Lines, Mask, Rgb
from sketch2fashion.images import on_white
from sketch2fashion.training.evaluation.cases import DOTS, HINT_COUNTS, Case, Colour
from sketch2fashion.training.evaluation.contenders import (
    FLATS,
    OURS,
    OURS_AT,
    PIX2PIX,
    PIX2PIX_OWN,
    Answer,
    Files,
    Flat,
    flat_answer,
    our_answer,
    peer_answer,
    peer_answer_to_its_own_dots,
)
from sketch2fashion.training.evaluation.measures import (
    away_from_lines,
    colour_error,
    edge_agreement,
    movement,
    overlap,
    similarity,
    yardsticks,
)

LEVELS = (0.0, 0.5, 1.0)  # of the hand, and of `refine` with it
RED, BLUE = (200, 30, 40), (30, 60, 200)
BLURRED = "blurred"
HAND_SEED = 0
ASIDE = 2  # other numbers of hints, and the hand, are measured on every second garment: enough for a mean, and it halves their time


@dataclass(frozen=True, eq=False)
class Trial:
    """All that was found out about one garment. Contenders are named as in `contenders`."""

    figures: dict[str, dict[str, float]]  # by contender: ssim, ssim_mask, iou
    hint_errors: dict[str, dict[int, list[float]]]  # by contender and number of hints: ΔE of each hint (the peer: of seven only)
    leaks: dict[str, list[float]]  # by contender: mean ΔE in each other hinted region
    hand: dict[float, dict[str, float]]  # ours by level: edge F1 to what the hand drew and to the clean drawing, IoU to the photo
    yardsticks: dict[str, float]  # SSIM of flat and blurred photos
    pictures: dict[str, Rgb]  # by contender, and the blurred photo
    seconds: float  # one call of the renderer, everything included, on one thread
    missed: int = field(default=0)  # hints whose region our picture leaves transparent


def run_trial(case: Case, number: int, files: Files) -> Trial:
    """Measure the case; `number` seeds the hand. Who has no file is not asked."""
    flat = flat_answer(case.layers(DOTS))
    started = time.perf_counter()
    ours = our_answer(case.layers(DOTS))
    seconds = time.perf_counter() - started
    answers = {OURS: ours, FLATS: flat.answer}
    if OURS_AT in files:
        answers[OURS_AT] = our_answer(case.layers(DOTS), file=files[OURS_AT])
    if PIX2PIX in files:
        answers |= {PIX2PIX: peer_answer(files[PIX2PIX], case), PIX2PIX_OWN: peer_answer_to_its_own_dots(files[PIX2PIX], case, number)}
    photo, mask = on_white(case.photo), case.mask
    sticks = yardsticks(case.photo)
    aside = number % ASIDE == 0
    errors, missed = _hint_errors(case, flat, answers, HINT_COUNTS if aside else (DOTS,))
    return Trial(
        figures={name: _figures(answer, photo, mask) for name, answer in answers.items()},
        hint_errors=errors,
        leaks=_leaks(case, flat, files),
        hand={level: _by_hand(case, number, level, ours) for level in LEVELS} if aside else {},
        yardsticks={name: similarity(picture, photo, mask)[0] for name, picture in sticks.items()},
        pictures={name: answer.rgb for name, answer in answers.items()} | {BLURRED: sticks[BLURRED]},
        seconds=seconds,
        missed=missed,
    )


def _figures(answer: Answer, photo: Rgb, mask: Mask) -> dict[str, float]:
    whole, inside = similarity(answer.rgb, photo, mask)
    return {"ssim": whole, "ssim_mask": inside, "iou": overlap(answer.mask, mask)}


# ---------------------------------------------------------------------------------------------------------------- hints


def _hint_errors(
    case: Case, seven: Flat, answers: dict[str, Answer], counts: tuple[int, ...]
) -> tuple[dict[str, dict[int, list[float]]], int]:
    """ΔE of each hint, by contender and number of hints, and how many of our seven fell on nothing."""
    errors: dict[str, dict[int, list[float]]] = {name: {} for name in answers if name != PIX2PIX_OWN}
    missed = 0
    for dots in counts:
        flat = seven if dots == DOTS else flat_answer(case.layers(dots))
        shown = answers if dots == DOTS else {OURS: our_answer(case.layers(dots)), FLATS: flat.answer}
        for name in errors.keys() & shown.keys():
            found = _errors_of(shown[name], case, dots, flat)
            errors[name][dots] = [error for error in found if error is not None]
            missed += found.count(None) if (name, dots) == (OURS, DOTS) else 0
    return errors, missed


def _errors_of(answer: Answer, case: Case, dots: int, flat: Flat) -> list[float | None]:
    places = case.places[:dots]
    marks = case.hints(dots)
    return [
        colour_error(answer.rgb, answer.opaque, flat.regions == flat.regions[place], _colour(marks[place])) if flat.regions[place] else None
        for place in places
    ]


def _colour(mark: NDArray[np.uint8]) -> Colour:
    return int(mark[0]), int(mark[1]), int(mark[2])


# ---------------------------------------------------------------------------------------------------------------- leaks


def _leaks(case: Case, seven: Flat, files: Files) -> dict[str, list[float]]:
    """The first dot red, then blue: how far every other dotted region moves."""
    both = [case.layers(DOTS, first=colour) for colour in (RED, BLUE)]
    flats = [flat_answer(layers) for layers in both]
    regions = _untouched_regions(case, flats)
    contenders = {
        FLATS: [flat.answer for flat in flats],
        OURS: [our_answer(layers) for layers in both],
    }
    if OURS_AT in files:
        contenders[OURS_AT] = [our_answer(layers, file=files[OURS_AT]) for layers in both]
    if PIX2PIX in files:
        contenders[PIX2PIX] = [peer_answer(files[PIX2PIX], case, DOTS, colour) for colour in (RED, BLUE)]
    return {
        name: [moved for region in regions if (moved := movement(first.rgb, second.rgb, region & first.opaque & second.opaque)) is not None]
        for name, (first, second) in contenders.items()
    }


def _untouched_regions(case: Case, flats: list[Flat]) -> list[Mask]:
    """The regions of the other dots, where both drawings ask for the same colour, away from lines."""
    red, blue = flats
    same = (red.answer.rgb == blue.answer.rgb).all(axis=2) & away_from_lines(case.lines)
    labels = {int(red.regions[place]) for place in case.places[1:DOTS]} - {0, int(red.regions[case.places[0]])}
    return [(red.regions == label) & same for label in sorted(labels)]


# ----------------------------------------------------------------------------------------------------------------- hand


def _by_hand(case: Case, number: int, level: float, clean: Answer) -> dict[str, float]:
    """The drawing by a hand of that level, rendered with the same refine level."""
    drawn = _drawn(case.lines, level, number)
    answer = clean if level == 0 else our_answer(case.layers(DOTS, lines=drawn), refine=level)
    return {
        "edge_f1_to_drawing": edge_agreement(answer.rgb, drawn),
        "edge_f1_to_clean": edge_agreement(answer.rgb, case.lines),
        "iou": overlap(answer.mask, case.mask),
    }


def _drawn(lines: Lines, level: float, number: int) -> Lines:
    return draw_by_hand(lines, level, np.random.default_rng([HAND_SEED, number])) if level else lines
