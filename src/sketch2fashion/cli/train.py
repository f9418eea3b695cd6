"""`sketch2fashion train`: a run is a folder; a resumed run goes on as if it had never stopped."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sketch2fashion.cli.output import emit_json, note
from sketch2fashion.errors import BadValue, MissingExtra

if TYPE_CHECKING:
    from sketch2fashion.training.tasks import TrainOptions

MODELS = ("renderer", "embedder", "cutout", "linework", "upscaler", "shape", "strokes")  # what ships
STAGES = {"folds": "renderer", "contours": "embedder"}  # what ships inside another
LIMITED = ("renderer", "folds", "pix2pix", "shape", "strokes")  # can learn from a part of a set
PEERS = ("pix2pix",)  # what is only measured against


@click.command()
@click.argument("model", type=click.Choice((*MODELS, *STAGES, *PEERS)))
@click.option("--data", required=True, type=click.Path(path_type=Path), metavar="DIR", help="A pack, or a folder with garments.csv.")
@click.option("--minutes", default=60.0, show_default=True, help="Train for so long.")
@click.option("--steps", type=click.IntRange(min=1), help="Stop sooner, after so many steps.")
@click.option("--batch", type=click.IntRange(1, 1024), help="Pictures a step; the recipe's own if left out.")
@click.option("--side", type=click.Choice(["64", "128", "192", "256"]), help="Pixels a side (renderer); the recipe's own if left out.")
@click.option("--crop", type=click.Choice(["64", "96", "128", "160", "192"]), help="Pixels of it that a step sees (renderer); else all.")
@click.option("--limit", type=click.IntRange(min=2), metavar="N", help="Only N garments of each split (renderer, shape …): a quick try.")
@click.option("--seed", default=0, show_default=True, help="Source of all randomness.")
@click.option("--device", default="auto", show_default=True, help="auto, cpu or cuda.")
@click.option("--threads", type=click.IntRange(1, 256), help="CPU threads. On a busy machine one is often the fastest.")
@click.option("--runs", default=Path("runs"), show_default=True, type=click.Path(path_type=Path), help="Where run folders are kept.")
@click.option("--resume", is_flag=True, help="Go on with the newest run of this model.")
@click.option("--dry-run", is_flag=True, help="Try a few steps, print the plan with sizes and speed as JSON, and stop.")
def train(
    model: str, data: Path, minutes: float, steps: int | None, threads: int | None, runs: Path, resume: bool, dry_run: bool, **choices: Any
) -> None:
    """Train MODEL: renderer and its second stage folds, embedder and its half contours, cutout, linework, upscaler, shape, strokes, or
    pix2pix.

    Several GPUs or machines: torchrun --nproc-per-node 2 --no-python sketch2fashion train MODEL …
    """
    require_torch()
    import torch

    from sketch2fashion.training.distributed import joined
    from sketch2fashion.training.tasks import TrainOptions, choose_device

    if choices["limit"] is not None and model not in LIMITED:
        raise BadValue(f"--limit is for {' and '.join(LIMITED)}, not for {model}.", hint="Leave it out.")
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
    with joined(where.device):
        if dry_run:
            _show_plan(plan, options, resume)
        else:
            _run(plan, options, resume)


def _show_plan(plan: dict[str, Any], options: TrainOptions, resume: bool) -> None:
    from sketch2fashion.training.distributed import is_first, world
    from sketch2fashion.training.plan import measured_plan
    from sketch2fashion.training.run import Run
    from sketch2fashion.training.tasks import build_task

    resumes = str(Run.latest(options.runs, plan["model"]).folder) if resume else None
    task = build_task(plan["model"], options)
    measured = measured_plan(task, plan["minutes"], plan["steps"])
    if is_first():
        emit_json({**plan, "batch": task.batch, "processes": world(), "resumes": resumes, **measured})


def _run(plan: dict[str, Any], options: TrainOptions, resume: bool) -> None:
    from sketch2fashion.training.distributed import is_first, world
    from sketch2fashion.training.loop import Budget
    from sketch2fashion.training.loop import resume as go_on
    from sketch2fashion.training.loop import train as run_loop
    from sketch2fashion.training.run import Run
    from sketch2fashion.training.tasks import build_task

    model = plan["model"]
    run = Run.latest(options.runs, model) if resume and is_first() else None  # before the data is read: a mistake shows at once
    task = build_task(model, options)
    if is_first() and run is None:
        run = Run.create(options.runs, model, {**plan, "batch": task.batch, "processes": world()})
    first = go_on(task, run) if resume else 0
    if run is not None:
        run.note_start(first, plan)
        note(f"{run.folder}: from step {first} on {plan['device']} ({plan['why']}), {plan['threads']} threads, {world()} processes")
    last = run_loop(task, run, Budget(minutes=plan["minutes"], steps=plan["steps"]), first=first)
    if run is not None:
        note(f"{run.folder}: {last} steps done.{_next_command(model, run.folder)}")


def _next_command(model: str, folder: Path) -> str:
    """What one does with a trained model."""
    if model in STAGES:
        return f" Ship it with its {STAGES[model]}: sketch2fashion export {STAGES[model]}"
    return f" Ship it: sketch2fashion export {model} --run {folder}" if model in MODELS else " Measure it: sketch2fashion evaluate renderer"


def require_torch() -> None:
    """Raise `MissingExtra` where the training packages are not installed."""
    try:
        import torch  # noqa: F401
    except ImportError:
        raise MissingExtra("Training", "train") from None
