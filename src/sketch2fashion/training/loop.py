"""The loop that every network is trained by: steps until the time is up, checkpoints, validations, sheets, an honest estimate.

A `Task` owns networks, optimisers and data. Randomness comes from `generator(seed, step)`, so a resumed run draws the very batch that
an unbroken one would have drawn and reaches the same next-step loss.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import torch
from torch import nn

from sketch2fashion.garment import Rgb
from sketch2fashion.training.distributed import agreed, from_first, is_first, rank, require_parallel, world
from sketch2fashion.training.run import Run


class Task(Protocol):
    """What the loop asks of a training task."""

    name: str
    batch: int

    def step(self, number: int) -> dict[str, float]:
        """One optimisation step on the batch that belongs to `number`; returns the losses."""

    def validate(self) -> dict[str, float]:
        """Figures on the val split, with the EMA weights."""

    def sheet(self) -> Rgb:
        """A picture of samples for the eye."""

    def state_dict(self) -> dict[str, Any]:
        """Everything that `load_state_dict` needs to go on."""

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint."""


@dataclass(frozen=True)
class Budget:
    """When to stop and how often to look up. `steps` ends a run sooner than `minutes`."""

    minutes: float
    steps: int | None = None
    log_seconds: float = 20.0
    checkpoint_minutes: float = 4.0
    validate_minutes: float = 15.0


Network = TypeVar("Network", bound=nn.Module)
_PROCESS_STRIDE = 15_485_863  # between the seeds of processes: more than the steps of a run (of a seed, torch uses 32 bits on the CPU)


def on_device(network: Network, device: torch.device) -> Network:
    """The network on a device, its weights in channels-last order, which convolutions like best on CPUs and GPUs alike."""
    return network.to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]


def generator(seed: int, step: int, device: str = "cpu") -> torch.Generator:
    """The source of randomness of one step; of several processes that learn together, each has its own."""
    return torch.Generator(device=device).manual_seed(seed * 1_000_003 + step + rank() * _PROCESS_STRIDE)


def train(task: Task, run: Run | None, budget: Budget, *, first: int = 0) -> int:
    """Train from step `first` until the budget is spent; returns the next step's number. The checkpoint is always the last state.

    `run` is None in processes that only help the first (`training.distributed`).
    """
    require_parallel(task.name, vars(task).values())
    start = logged = checked = validated = time.monotonic()
    step = first
    sums: dict[str, float] = {}
    since = 0
    while not agreed(_spent(budget, start, step - first)):
        for key, value in task.step(step).items():
            sums[key] = sums.get(key, 0.0) + value
        step, since = step + 1, since + 1
        if run is None:
            continue
        now = time.monotonic()
        if now - logged >= budget.log_seconds:
            _report(run, task, step, since, now - logged, sums, budget.minutes * 60 - (now - start))
            sums, since, logged = {}, 0, now
        if now - checked >= budget.checkpoint_minutes * 60:
            run.save({"step": step, **task.state_dict()})
            checked = now
        if now - validated >= budget.validate_minutes * 60:
            _validate(run, task, step)
            validated = logged = time.monotonic()
    if run is None:
        return step
    if since:
        _report(run, task, step, since, time.monotonic() - logged, sums, 0)
    run.save({"step": step, **task.state_dict()})
    _validate(run, task, step)
    return step


def resume(task: Task, run: Run | None) -> int:
    """Load the run's checkpoint into the task; returns the step to go on with. Only the first process needs to see the run.

    Raises `BadValue` for a checkpoint that is damaged or of another version's networks.
    """
    state = from_first(run.load() if run is not None and is_first() else {})
    step = int(state.pop("step"))
    try:
        task.load_state_dict(state)
    except (KeyError, RuntimeError, ValueError) as problem:  # torch's, of modules and of optimisers
        if run is None:
            raise
        raise run.of_another_version() from problem
    return step


def _spent(budget: Budget, start: float, done: int) -> bool:
    return time.monotonic() - start >= budget.minutes * 60 or (budget.steps is not None and done >= budget.steps)


def _report(run: Run, task: Task, step: int, steps: int, seconds: float, sums: dict[str, float], left: float) -> None:
    losses = {key: round(value / steps, 5) for key, value in sums.items()}
    rate = steps * task.batch * world() / max(seconds, 1e-9)
    run.log(step=step, images_per_second=round(rate, 1), **losses)
    shown = "  ".join(f"{key} {value:.4f}" for key, value in losses.items())
    to_come = rate * max(left, 0)
    plan = f"{max(left, 0) / 60:5.1f} min left (about {to_come:,.0f} images)"
    print(f"step {step:6d}  {rate:6.1f} images/s  {plan}  {shown}", file=sys.stderr, flush=True)


def _validate(run: Run, task: Task, step: int) -> None:
    figures = task.validate()
    run.log(step=step, val=figures)
    run.save_sheet(task.sheet(), step)
    print(f"step {step:6d}  val  " + "  ".join(f"{key} {value:.4f}" for key, value in figures.items()), file=sys.stderr, flush=True)
