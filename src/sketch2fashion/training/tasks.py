"""The networks that can be trained, by name. A recipe is imported only when it is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from sketch2fashion.errors import BadValue
from sketch2fashion.models.registry import ModelCard
from sketch2fashion.training.distributed import is_launched, local_rank
from sketch2fashion.training.loop import Task
from sketch2fashion.training.run import Run


@dataclass(frozen=True)
class TrainOptions:
    """What the command line lets one choose; None leaves the recipe's own value."""

    data: Path
    runs: Path
    batch: int | None = None
    side: int | None = None
    crop: int | None = None
    seed: int = 0
    device: str = "auto"
    limit: int | None = None  # garments of each split; None: all


RECIPES = {
    "renderer": "sketch2fashion.training.renderer:build",
    "folds": "sketch2fashion.training.folds:build",
    "embedder": "sketch2fashion.training.embedder:build",
    "contours": "sketch2fashion.training.contours:build",
    "cutout": "sketch2fashion.training.cutout:build",
    "linework": "sketch2fashion.training.linework:build",
    "upscaler": "sketch2fashion.training.upscaler:build",
    "shape": "sketch2fashion.training.shape:build",
    "strokes": "sketch2fashion.training.strokes:build",
    "pix2pix": "sketch2fashion.training.pix2pix:build",
}

SHIPPERS = {
    "renderer": "sketch2fashion.training.renderer_export:ship",
    "embedder": "sketch2fashion.training.embedder_export:ship",
    "cutout": "sketch2fashion.training.cutout:ship",
    "linework": "sketch2fashion.training.linework:ship",
    "upscaler": "sketch2fashion.training.upscaler:ship",
    "shape": "sketch2fashion.training.shape:ship",
    "strokes": "sketch2fashion.training.strokes:ship",
}


def build_task(model: str, options: TrainOptions) -> Task:
    """The training task of a model, with its data loaded. Raises `BadValue` for a name that is none, `BadFeed` for bad data."""
    build: Callable[[TrainOptions], Task] = _imported(RECIPES[_known(model)])
    return build(options)


def ship(model: str, run: Run, data: Path, folder: Path) -> ModelCard:
    """Export a run to `folder`; returns the card. Raises `BadValue` for a model that is none or a damaged run."""
    if _known(model) not in SHIPPERS:
        raise BadValue(f"{model} is a peer to measure against; it never ships.", hint=f"Models that ship: {', '.join(SHIPPERS)}.")
    write: Callable[[Run, Path, Path], ModelCard] = _imported(SHIPPERS[model])
    folder.mkdir(parents=True, exist_ok=True)
    return write(run, data, folder)


def _imported(where: str) -> Any:
    module, _, attribute = where.partition(":")
    return getattr(importlib.import_module(module), attribute)


@dataclass(frozen=True)
class Device:
    """Where the arithmetic happens, and why there."""

    device: torch.device
    why: str


def choose_device(wish: str) -> Device:
    """`auto` takes a CUDA device where there is one. Raises `BadValue` for a device that is not there."""
    if wish == "auto":
        if torch.cuda.is_available():
            return Device(_own_gpu(), "a CUDA device was found")
        return Device(torch.device("cpu"), "no CUDA device was found")
    if wish not in ("cpu", "cuda"):
        raise BadValue(f'device is "{wish}"; it must be auto, cpu or cuda.')
    if wish == "cuda" and not torch.cuda.is_available():
        raise BadValue("device is cuda, but no CUDA device was found.", hint="Use auto or cpu.")
    return Device(_own_gpu() if wish == "cuda" else torch.device("cpu"), "it was asked for")


def _own_gpu() -> torch.device:
    """Each process of a `torchrun` launch takes a GPU of its machine."""
    return torch.device("cuda", local_rank()) if is_launched() else torch.device("cuda")


def _known(model: str) -> str:
    if model not in RECIPES:
        raise BadValue(f'"{model}" cannot be trained.', hint=f"Models: {', '.join(RECIPES)}.")
    return model
