"""`sketch2fashion evaluate`: measure a model on garments that it never saw."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sketch2fashion.cli.output import emit_json, json_option, note
from sketch2fashion.cli.train import require_torch
from sketch2fashion.errors import BadValue

if TYPE_CHECKING:
    from sketch2fashion.training.evaluate_renderer import EvaluateOptions

MODELS = ("renderer", "embedder", "shape")


@click.command()
@click.argument("model", type=click.Choice(MODELS))
@click.option("--data", required=True, type=click.Path(path_type=Path), metavar="DIR", help="A pack, or a folder with garments.csv.")
@click.option("--runs", default=Path("runs"), show_default=True, type=click.Path(path_type=Path), help="Where peers and caches are kept.")
@click.option("--limit", type=click.IntRange(min=2), metavar="N", help="Only N garments (renderer) or N drawings (shape): a quick look.")
@click.option("--workers", type=click.IntRange(min=0), metavar="N", help="Processes that measure (renderer); one a core if left out.")
@click.option(
    "--sheet",
    type=click.Path(path_type=Path),
    metavar="PNG",
    help="Also draw contenders side by side (renderer), drawings before and after (shape).",
)
@click.option("--at", type=click.Path(path_type=Path), metavar="RUN", help="Also measure this run, trained as long as pix2pix (renderer).")
@click.option("--card", is_flag=True, help="Also write the figures into the measured model's card (renderer).")
@click.option(
    "--beside", type=click.Path(path_type=Path), metavar="DIR", help="Where sketches/ (shape, embedder) and catalogue/ are, else DATA/.."
)
@click.option("--clip", metavar="MODEL", help="Also measure this open_clip model, MODEL or MODEL/PRETRAINED (embedder).")
@json_option
def evaluate(
    model: str,
    data: Path,
    runs: Path,
    limit: int | None,
    workers: int | None,
    sheet: Path | None,
    at: Path | None,
    card: bool,
    beside: Path | None,
    clip: str | None,
    as_json: bool,
) -> None:
    """Measure MODEL: renderer or embedder on the val split of a garment set, shape on people's drawings beside it."""
    require_torch()
    if model == "embedder":
        if sheet is not None or limit is not None or workers is not None or card or at is not None:
            raise BadValue("--limit, --workers, --sheet, --at and --card are the renderer's.", hint="Leave them out.")
        figures, lines = _embedder(data, runs, beside, clip)
    elif model == "shape":
        if clip is not None or workers is not None or card or at is not None:
            raise BadValue("--workers, --at and --card are the renderer's, --clip is the embedder's.", hint="Leave them out.")
        figures, lines = _shape(data, runs, beside or data.parent, limit, sheet)
    elif beside is not None or clip is not None:
        raise BadValue("--beside and --clip are the embedder's.", hint="Leave them out.")
    else:
        from sketch2fashion.training.evaluate_renderer import EvaluateOptions

        figures, lines = _renderer(EvaluateOptions(data, runs, limit, workers, sheet, at), card)
    if as_json:
        emit_json(figures)
    else:
        click.echo("\n".join(lines))


def _embedder(data: Path, runs: Path, beside: Path | None, clip: str | None) -> tuple[Mapping[str, Any], list[str]]:
    from sketch2fashion.training.evaluate_embedder import evaluate as measure

    figures = measure(data, runs / "cache", beside=beside, clip=clip)
    return figures, _flat_table(figures)


def _shape(data: Path, runs: Path, beside: Path, limit: int | None, sheet: Path | None) -> tuple[Mapping[str, Any], list[str]]:
    from sketch2fashion.training.evaluate_shape import EvaluateShapeOptions, table
    from sketch2fashion.training.evaluate_shape import evaluate as measure

    figures = measure(EvaluateShapeOptions(data, beside / "sketches" / "human", runs / "cache", limit, sheet))
    return figures, table(figures)


def _renderer(options: EvaluateOptions, card: bool) -> tuple[Mapping[str, Any], list[str]]:
    from sketch2fashion.training.evaluate_renderer import evaluate as measure
    from sketch2fashion.training.evaluation.cards import write_figures
    from sketch2fashion.training.evaluation.tables import tables

    figures = measure(options)
    if card:
        note(f"{write_figures(figures)}: figures written.")
    return figures, tables(figures)


def _flat_table(figures: Mapping[str, Any], prefix: str = "") -> list[str]:
    """One aligned line a figure; nested figures carry their path."""
    lines = []
    for name, value in figures.items():
        if isinstance(value, Mapping):
            lines += _flat_table(value, f"{prefix}{name} ")
        else:
            shown = f"{value:.4f}" if isinstance(value, float) else str(value)
            lines.append(f"{prefix + name:<44} {shown}")
    return lines
