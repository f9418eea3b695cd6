"""What a model's card says about quality: figures by category and by colour, and what it is bad at, in words."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sketch2fashion.models.registry import card, model_path
from sketch2fashion.training.evaluation.contenders import FLATS, OURS

FEWEST = 5  # garments; fewer are no evidence
WORST = 3
FIGURES = ("ssim", "ssim_mask", "iou", "hint_delta_e_7")


def write_figures(figures: Mapping[str, Any]) -> Path:
    """Put the figures of `evaluate_renderer.evaluate` into the card of the renderer that was measured; returns the card's path."""
    path = model_path("renderer").with_suffix(".json")
    known = card("renderer")
    changed = dataclasses.replace(known, figures={**known.figures, **card_figures(figures)})
    path.write_text(json.dumps(dataclasses.asdict(changed), indent=2, ensure_ascii=False) + "\n", "utf-8")
    return path


def card_figures(figures: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a report that belongs on a card."""
    whole = figures["all"]
    return {
        "measured_on": f"{figures['garments']} val garments, {figures['dots']} hints; sketch2fashion evaluate renderer",
        "all": _row(whole[OURS]) | {"lite1_frechet": _rounded(whole[OURS].get("lite1_frechet"))},
        "flats_without_network": _row(whole[FLATS]) | {"lite1_frechet": _rounded(whole[FLATS].get("lite1_frechet"))},
        "real_against_real_lite1_frechet": _rounded(figures["real"]["lite1_frechet"]),
        "by_category": _groups(figures["by_category"]),
        "by_colour": _groups(figures["by_colour"]),
        "plain_and_patterned": _groups({kind: figures[kind] for kind in ("plain", "patterned")}),
        "bad_at": weaknesses(figures),
    }


def weaknesses(figures: Mapping[str, Any]) -> list[str]:
    """Sentences about where it does worst, from the figures alone."""
    sentences = []
    for title, groups in (("categories", figures["by_category"]), ("colours", figures["by_colour"])):
        known = {name: row for name, row in groups.items() if row["garments"] >= FEWEST and OURS in row}
        worst = sorted(known, key=lambda name: known[name][OURS]["ssim_mask"])[:WORST]
        if worst:
            named = ", ".join(f"{name} ({known[name][OURS]['ssim_mask']:.2f})" for name in worst)
            sentences.append(f"Least like the photo inside the garment (SSIM), {title}: {named}.")
        behind = [name for name, row in known.items() if row[OURS]["ssim"] < row[FLATS]["ssim"]]
        if behind:
            sentences.append(f"No nearer to the photo than flat colours (SSIM), {title}: {', '.join(behind)}.")
    plain, patterned = (figures[kind].get(OURS) for kind in ("plain", "patterned"))
    if plain and patterned:
        sentences.append(
            f"Prints, checks and other patterns that nobody drew: SSIM in the garment {patterned['ssim_mask']:.2f}, "
            f"plain garments {plain['ssim_mask']:.2f}."
        )
    rough = figures["hand"].get("1")
    if rough:
        sentences.append(f"Very rough drawings: at ℓ = 1 the silhouette overlaps the photo's by {rough['iou']:.2f}.")
    sentences.append("People in the drawing, small print and text, and more than one garment at once were not taught.")
    return sentences


def _groups(groups: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: {"garments": row["garments"]} | _row(row[OURS]) for name, row in groups.items() if OURS in row}


def _row(figures: Mapping[str, float]) -> dict[str, float | None]:
    return {name: _rounded(figures[name]) for name in FIGURES if name in figures}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
