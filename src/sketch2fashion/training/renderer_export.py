"""Ship a renderer: the averaged generator as ONNX, and the statistics that seeds draw from."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from sketch2fashion.categories import CATEGORY_NAMES
from sketch2fashion.errors import NotFound
from sketch2fashion.models.registry import ModelCard
from sketch2fashion.rendering.statistics import FILE
from sketch2fashion.training.export import count_macs, export_onnx, run_version, write_card
from sketch2fashion.training.networks.folds import Drape, Draped, Folds
from sketch2fashion.training.networks.renderer import CONDITIONS, PLANES, Renderer
from sketch2fashion.training.renderer_data import SIDE, GarmentSet, Sampler, fabric_style
from sketch2fashion.training.renderer_set import renderer_sets
from sketch2fashion.training.run import Run

DRAPE = Drape(folds=0.4, relief=0.6)  # see docs/lab.md: more is crumpled, less is plastic
PALETTES = 80  # a category at most
ACCENT = 0.06  # a colour cluster under this share of the garment is no part of its palette


def ship(run: Run, data: Path, folder: Path) -> ModelCard:
    """Write `renderer.onnx`, its card and its statistics into `folder` from a run's averaged weights. Raises `BadValue`, `BadFeed`."""
    network = draped(run)
    path = folder / "renderer.onnx"
    difference = export_renderer(network, path)
    train, val = renderer_sets(data, run.folder.parent / "cache")
    write_statistics(train, folder / FILE)
    return write_card(
        path,
        version=_version(run),
        network=network,
        macs=count_macs(network, torch.zeros(1, PLANES, SIDE, SIDE), torch.zeros(1, CONDITIONS)),
        data=f"{len(train)} garment cut-outs (CC0 1.0, alexeygrigorev/clothing-dataset), their linework; {len(val)} more to validate",
        command="sketch2fashion train renderer --data SET --minutes N; sketch2fashion train folds --data SET --minutes N",
        figures={"val": run.last_validation(), "torch_onnx_difference": difference},
    )


def draped(run: Run) -> Draped:
    """The run's averaged renderer with the newest folds that were trained on it, in `eval`; without folds where there are none."""
    renderer = Renderer()
    run.fill(renderer)
    stage = folds_of(run)
    if stage is None:
        return Draped(renderer, None, DRAPE).eval()
    folds = Folds()
    stage.fill(folds)
    return Draped(renderer, folds, DRAPE).eval()


def folds_of(run: Run) -> Run | None:
    """The newest folds run beside a renderer run that goes with it."""
    try:
        stage = Run.latest(run.folder.parent, "folds")
    except NotFound:
        return None
    return stage if stage.load()["renderer"] == run_version(run) else None


def _version(run: Run) -> str:
    """The renderer's run and step, and the folds' step after it."""
    stage = folds_of(run)
    return run_version(run) if stage is None else f"{run_version(run)}.{stage.load()['step']}"


def export_renderer(network: nn.Module, path: Path) -> float:
    """Write the ONNX file (any batch, any size that is a multiple of 64); returns the largest difference to torch."""
    random = torch.Generator().manual_seed(0)
    planes = (torch.rand(2, PLANES, SIDE, SIDE, generator=random) > 0.7).float()
    conditions = torch.rand(2, CONDITIONS, generator=random)
    dynamic = {
        "planes": {0: "batch", 2: "height", 3: "width"},
        "conditions": {0: "batch"},
        "rgba": {0: "batch", 2: "height", 3: "width"},
    }
    return export_onnx(network, {"planes": planes, "conditions": conditions}, ["rgba"], path, dynamic=dynamic, tolerance=1e-2)


def write_statistics(data: GarmentSet, path: Path) -> None:
    """Fabric styles and palettes of each category with two garments or more, as JSON; see `rendering.statistics`."""
    styles = _styles(data)
    rows: dict[str, Any] = {}
    for number, name in enumerate(CATEGORY_NAMES):
        members = np.flatnonzero(data.categories.numpy() == number)
        if len(members) < 2:
            continue
        spread = np.cov(styles[members].T) + 1e-4 * np.eye(styles.shape[1])
        rows[name] = {
            "style_mean": _rounded(styles[members].mean(axis=0)),
            "style_factor": [_rounded(row) for row in np.linalg.cholesky(spread)],
            "palettes": [_palette(data, int(member)) for member in members[:: max(1, len(members) // PALETTES)][:PALETTES]],
        }
    path.write_text(json.dumps(rows, separators=(",", ":")) + "\n", "utf-8")


def _styles(data: GarmentSet) -> NDArray[np.float64]:
    """The fabric style of every garment, with the flats of seven dots, (N, 8)."""
    sampler = Sampler(data, 128)
    parts = []
    for start in range(0, len(data), 64):
        batch = sampler.fixed(torch.arange(start, min(start + 64, len(data))))
        parts.append(fabric_style(batch.target, batch.planes, sampler.side).numpy())
    return np.concatenate(parts).astype(np.float64)


def _palette(data: GarmentSet, member: int) -> list[list[int]]:
    """The garment's colours by share, the main one first."""
    shares = np.bincount(data.clusters[member].numpy().ravel(), minlength=len(data.cluster_colours[member])).astype(np.float64)
    shares[0] = 0
    shares /= max(shares.sum(), 1)
    order = [int(label) for label in np.argsort(-shares) if shares[label] >= ACCENT][:4]
    return [[int(value) for value in data.cluster_colours[member][label]] for label in order]


def _rounded(values: Iterable[float]) -> list[float]:
    return [round(float(value), 4) for value in values]
