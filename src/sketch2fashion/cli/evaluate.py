"""`sketch2fashion evaluate`: measure a model on garments that it never saw."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from sketch2fashion.cli.output import emit_json, json_option
from sketch2fashion.cli.train import require_torch

EVALUATIONS = {
    "renderer": "sketch2fashion.training.evaluate_renderer:evaluate",
    "embedder": "sketch2fashion.training.evaluate_embedder:evaluate",
}


@click.command()
@click.argument("model", type=click.Choice(tuple(EVALUATIONS)))
@click.option("--data", required=True, type=click.Path(path_type=Path), metavar="DIR", help="A pack, or a folder with garments.csv.")
@click.option("--runs", default=Path("runs"), show_default=True, type=click.Path(path_type=Path), help="Where prepared data is cached.")
@json_option
def evaluate(model: str, data: Path, runs: Path, as_json: bool) -> None:
    """Measure MODEL (renderer or embedder) on the val split of a garment set."""
    require_torch()
    module, _, attribute = EVALUATIONS[model].partition(":")
    measure: Callable[[Path, Path], Mapping[str, Any]] = getattr(importlib.import_module(module), attribute)
    figures = measure(data, runs / "cache")
    if as_json:
        emit_json(figures)
    else:
        click.echo("\n".join(_table(figures)))


def _table(figures: Mapping[str, Any], prefix: str = "") -> list[str]:
    """One aligned line a figure; nested figures carry their path."""
    lines = []
    for name, value in figures.items():
        if isinstance(value, Mapping):
            lines += _table(value, f"{prefix}{name} ")
        else:
            shown = f"{value:.4f}" if isinstance(value, float) else str(value)
            lines.append(f"{prefix + name:<44} {shown}")
    return lines
