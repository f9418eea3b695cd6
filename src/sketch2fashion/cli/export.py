"""`sketch2fashion export`: a trained run becomes a model file that the service loads, with its card."""

from __future__ import annotations

from pathlib import Path

import click

from sketch2fashion.cli.output import emit_json, json_option
from sketch2fashion.cli.train import MODELS, require_torch


@click.command()
@click.argument("model", type=click.Choice(MODELS))
@click.option("--run", "run_folder", type=click.Path(path_type=Path), metavar="DIR", help="The run; the newest of this model if left out.")
@click.option("--runs", default=Path("runs"), show_default=True, type=click.Path(path_type=Path), help="Where run folders are kept.")
@click.option("--data", required=True, type=click.Path(path_type=Path), metavar="DIR", help="The garment set that it was trained on.")
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Folder for MODEL.onnx and MODEL.json.")
@json_option
def export(model: str, run_folder: Path | None, runs: Path, data: Path, out: Path, as_json: bool) -> None:
    """Export MODEL to ONNX with its card. Point SKETCH2FASHION_MODELS at the folder to use it."""
    require_torch()
    from dataclasses import asdict

    from sketch2fashion.training.run import Run
    from sketch2fashion.training.tasks import ship

    card = ship(model, Run(run_folder) if run_folder else Run.latest(runs, model), data, out)
    if as_json:
        emit_json(asdict(card))
    else:
        click.echo(f"{out / model}.onnx: version {card.version}, {card.parameters / 1e6:.2f} M parameters, {card.macs / 1e9:.2f} GMAC")
