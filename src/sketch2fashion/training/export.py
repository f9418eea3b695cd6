"""Networks to ONNX files that ship: batch norm folded, weights stored as fp16 and cast back in the graph, a card beside the file.

The runtime folds the casts when the session loads, so the file is half as large and the arithmetic stays fp32.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import helper, numpy_helper
from torch import nn

from sketch2fashion.errors import BadValue
from sketch2fashion.models.registry import ModelCard
from sketch2fashion.training.run import Run

OPSET = 18
_LARGE = 64  # values; smaller tensors (shapes, scalars) stay as they are


def export_onnx(
    network: nn.Module,
    examples: Mapping[str, torch.Tensor],
    outputs: Sequence[str],
    path: Path,
    *,
    dynamic: Mapping[str, Mapping[int, str]] | None = None,
    tolerance: float = 4e-3,
) -> float:
    """Write `network` to `path` and return the largest difference between torch and onnxruntime on `examples`.

    `dynamic` names the axes that may change. Raises `BadValue` when the difference passes `tolerance` (fp16 weights cost about 1e-3).
    """
    network = network.eval()
    path.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracing exporter announces its successor on every call
        torch.onnx.export(
            network,
            tuple(examples.values()),
            str(path),
            input_names=list(examples),
            output_names=list(outputs),
            dynamic_axes={key: dict(value) for key, value in (dynamic or {}).items()},
            opset_version=OPSET,
            dynamo=False,
        )
    model = onnx.load(str(path))
    halve_weights(model)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
    difference = parity(network, examples, path)
    if not difference <= tolerance:
        raise BadValue(f"{path.name}: torch and onnxruntime differ by {difference:.4f}; at most {tolerance} is allowed.")
    return difference


def halve_weights(model: onnx.ModelProto) -> None:
    """Store each large fp32 initializer as fp16, followed by a Cast back to fp32."""
    graph = model.graph
    casts = []
    for index, tensor in enumerate(graph.initializer):
        values = numpy_helper.to_array(tensor)
        if tensor.data_type != onnx.TensorProto.FLOAT or values.size < _LARGE:
            continue
        stored = f"{tensor.name}.fp16"
        casts.append(helper.make_node("Cast", [stored], [tensor.name], to=onnx.TensorProto.FLOAT, name=f"{tensor.name}.cast"))
        graph.initializer[index].CopyFrom(numpy_helper.from_array(values.astype(np.float16), stored))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)


def parity(network: nn.Module, examples: Mapping[str, torch.Tensor], path: Path) -> float:
    """The largest absolute difference between the network and its file on the same inputs."""
    with torch.no_grad():
        expected = network(*examples.values())
    expected = expected if isinstance(expected, tuple) else (expected,)
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    got = session.run(None, {key: value.numpy() for key, value in examples.items()})
    return max(float(np.abs(a.numpy() - b).max()) for a, b in zip(expected, got, strict=True))


def write_card(
    path: Path, *, version: str, network: nn.Module, macs: int, data: str, command: str, figures: Mapping[str, Any]
) -> ModelCard:
    """Write `<name>.json` beside the ONNX file at `path` and return it."""
    card = ModelCard(
        name=path.stem,
        version=version,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        parameters=sum(parameter.numel() for parameter in network.parameters()),
        macs=macs,
        licence="Apache-2.0",
        data=data,
        command=command,
        figures=dict(figures),
    )
    path.with_suffix(".json").write_text(json.dumps(asdict(card), indent=2, ensure_ascii=False) + "\n", "utf-8")
    return card


def run_version(run: Run) -> str:
    """A model's version: the run's number and how many steps it took, such as `3.12000`."""
    return f"{int(run.folder.name[:4])}.{run.load()['step']}"


def count_macs(network: nn.Module, *examples: torch.Tensor) -> int:
    """Multiply-accumulates of the convolutions and linear layers in one forward pass on `examples` (batch of one)."""
    total = 0

    def convolution(module: nn.Module, _: Any, output: torch.Tensor) -> None:
        nonlocal total
        assert isinstance(module, nn.Conv2d)
        kernel = module.kernel_size[0] * module.kernel_size[1] * module.in_channels // module.groups
        total += output.numel() // output.shape[0] * kernel

    def linear(module: nn.Module, _: Any, output: torch.Tensor) -> None:
        nonlocal total
        assert isinstance(module, nn.Linear)
        total += output.numel() // output.shape[0] * module.in_features

    hooks = [module.register_forward_hook(convolution) for module in network.modules() if isinstance(module, nn.Conv2d)]
    hooks += [module.register_forward_hook(linear) for module in network.modules() if isinstance(module, nn.Linear)]
    with torch.no_grad():
        network.eval()(*examples)
    for hook in hooks:
        hook.remove()
    return total
