"""`sketch2fashion export`: a trained run becomes a model file that the service loads, with its card."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click

from sketch2fashion.cli.output import emit_json, json_option, note
from sketch2fashion.cli.train import MODELS, require_torch
from sketch2fashion.errors import BadValue


@click.command()
@click.argument("model", type=click.Choice(MODELS))
@click.option("--run", "run_folder", type=click.Path(path_type=Path), metavar="DIR", help="The run; the newest of this model if left out.")
@click.option("--runs", default=Path("runs"), show_default=True, type=click.Path(path_type=Path), help="Where run folders are kept.")
@click.option("--data", required=True, type=click.Path(path_type=Path), metavar="DIR", help="The garment set that it was trained on.")
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Folder for MODEL.onnx and MODEL.json.")
@click.option("--measure/--no-measure", default=True, show_default=True, help="Measure a renderer on --data and write that into its card.")
@json_option
def export(model: str, run_folder: Path | None, runs: Path, data: Path, out: Path, measure: bool, as_json: bool) -> None:
    """Export MODEL to ONNX with its card. Point SKETCH2FASHION_MODELS at the folder to use it.

    A renderer is then measured like `evaluate renderer` does it (some minutes), so that its card says what it is good and bad at.
    """
    require_torch()
    import json
    from dataclasses import asdict

    from sketch2fashion.models.registry import ModelCard
    from sketch2fashion.training.run import Run
    from sketch2fashion.training.tasks import ship

    card = ship(model, Run(run_folder) if run_folder else Run.latest(runs, model), data, out)
    if measure and model == "renderer":
        _measure(data, runs, out)
        card = ModelCard(**json.loads((out / f"{model}.json").read_text("utf-8")))
    if as_json:
        emit_json(asdict(card))
    else:
        click.echo(f"{out / model}.onnx: version {card.version}, {card.parameters / 1e6:.2f} M parameters, {card.macs / 1e9:.2f} GMAC")


def _measure(data: Path, runs: Path, out: Path) -> None:
    """`evaluate renderer --card` on the models in `out`, in a process of its own: this one may have loaded others already."""
    command = [sys.executable, "-c", "from sketch2fashion.cli import main; main()"]
    command += ["evaluate", "renderer", "--data", str(data), "--runs", str(runs), "--card"]
    environment = {**os.environ, "SKETCH2FASHION_MODELS": str(out.resolve())}
    outcome = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if outcome.returncode:
        raise BadValue("The model was exported, but could not be measured; see above.", hint="Export it again with --no-measure.")
    note(outcome.stdout)
