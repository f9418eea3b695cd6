"""`sketch2fashion train`: a run is a folder; a resumed run goes on as if it had never stopped."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from sketch2fashion.cli.output import emit_json, note
from sketch2fashion.errors import MissingExtra

MODELS = ("renderer", "embedder", "cutout", "linework")


@click.command()
@click.argument("model", type=click.Choice(MODELS))
@click.option("--data", required=True, type=click.Path(path_type=Path), metavar="DIR", help="A pack, or a folder with garments.csv.")
@click.option("--minutes", default=60.0, show_default=True, help="Train for so long.")
@click.option("--steps", type=click.IntRange(min=1), help="Stop sooner, after so many steps.")
@click.option("--batch", type=click.IntRange(1, 1024), help="Pictures a step; the recipe's own if left out.")
@click.option("--side", type=click.Choice(["64", "128", "192", "256"]), help="Pixels a side (renderer); the recipe's own if left out.")
@click.option("--crop", type=click.Choice(["64", "96", "128", "160", "192"]), help="Pixels of it that a step sees (renderer); else all.")
@click.option("--seed", default=0, show_default=True, help="Source of all randomness.")
@click.option("--device", default="auto", show_default=True, help="auto, cpu or cuda.")
@click.option("--threads", type=click.IntRange(1, 256), help="CPU threads. On a busy machine one is often the fastest.")
@click.option("--runs", default=Path("runs"), show_default=True, type=click.Path(path_type=Path), help="Where run folders are kept.")
@click.option("--resume", is_flag=True, help="Go on with the newest run of this model.")
@click.option("--dry-run", is_flag=True, help="Print everything that would be done, as JSON, and stop.")
def train(
    model: str, data: Path, minutes: float, steps: int | None, threads: int | None, runs: Path, resume: bool, dry_run: bool, **choices: Any
) -> None:
    """Train MODEL: renderer, embedder, cutout or linework."""
    require_torch()
    import torch

    from sketch2fashion.training.loop import Budget
    from sketch2fashion.training.loop import resume as go_on
    from sketch2fashion.training.loop import train as run_loop
    from sketch2fashion.training.run import Run
    from sketch2fashion.training.tasks import TrainOptions, build_task, choose_device

    if threads:
        torch.set_num_threads(threads)
    side, crop = (int(chosen) if (chosen := choices.pop(key)) else None for key in ("side", "crop"))
    options = TrainOptions(data=data, runs=runs, side=side, crop=crop, **choices)
    where = choose_device(options.device)
    plan = {
        "model": model,
        **{key: value for key, value in vars(options).items() if value is not None},
        "minutes": minutes,
        "steps": steps,
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
        "device": str(where.device),
        "why": where.why,
        "command": " ".join(["sketch2fashion", *sys.argv[1:]]),
    }
    if dry_run:
        task = build_task(model, options)
        emit_json({**plan, "batch": task.batch, "resumes": str(Run.latest(runs, model).folder) if resume else None})
        return
    task = build_task(model, options)
    run = Run.latest(runs, model) if resume else Run.create(runs, model, plan)
    first = go_on(task, run) if resume else 0
    note(f"{run.folder}: from step {first} on {where.device} ({where.why}), {torch.get_num_threads()} threads")
    last = run_loop(task, run, Budget(minutes=minutes, steps=steps), first=first)
    note(f"{run.folder}: {last} steps done. Ship it: sketch2fashion export {model} --run {run.folder}")


def require_torch() -> None:
    """Raise `MissingExtra` where the training packages are not installed."""
    try:
        import torch  # noqa: F401
    except ImportError:
        raise MissingExtra("Training", "train") from None
