"""Networks to ONNX files that ship: batch norm folded, weights stored as fp16 and cast back in the graph, a card beside the file.

The runtime folds the casts when the session loads, so the file is half as large and the arithmetic stays fp32. Where that
is still too large, six bits a weight go the same way.
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
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from sketch2fashion.errors import BadValue
from sketch2fashion.models.registry import ModelCard
from sketch2fashion.training.run import Run

OPSET = 18
_LARGE = 64  # values; smaller tensors (shapes, scalars) stay as they are
_BLOCK = 64  # weights of six bits that share a scale
_MIDDLE = 32  # the code of a weight of 0


def export_onnx(
    network: nn.Module,
    examples: Mapping[str, torch.Tensor],
    outputs: Sequence[str],
    path: Path,
    *,
    dynamic: Mapping[str, Mapping[int, str]] | None = None,
    tolerance: float = 4e-3,
    six_bits: bool = False,
) -> float:
    """Write `network` to `path` and return the largest difference between torch and onnxruntime on `examples`.

    `dynamic` names the axes that may change. `six_bits` stores large weights as `pack_weights` does, for models that
    draw lots anyway; the difference is then taken before. Raises `BadValue` when it passes `tolerance` (fp16 weights cost about 1e-3).
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
    difference = parity(network, examples, path)
    if six_bits:
        pack_weights(model)
    halve_weights(model)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
    if not six_bits:
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


def pack_weights(model: onnx.ModelProto) -> None:
    """Store each large fp32 initializer in six bits a weight, and nodes that unpack it, which the runtime folds when the session loads.

    A byte holds one weight in its lower bits; its two upper bits are a third of another. Weights of a block share an fp16 scale.
    """
    graph = model.graph
    nodes: list[onnx.NodeProto] = []
    for index in reversed(range(len(graph.initializer))):
        tensor = graph.initializer[index]
        values = numpy_helper.to_array(tensor)
        if tensor.data_type == onnx.TensorProto.FLOAT and values.ndim > 1 and _packs(values.size):
            stored, own = _packed(tensor.name, values)
            del graph.initializer[index]
            graph.initializer.extend(stored)
            nodes.extend(own)
    nodes.extend(graph.node)
    del graph.node[:]
    graph.node.extend(nodes)


def _packed(name: str, values: NDArray[np.float32]) -> tuple[list[onnx.TensorProto], list[onnx.NodeProto]]:
    """The tensors that hold a weight, and the nodes that make it of them."""
    codes, scales = _six_bits(values)
    quarters = codes.reshape(4, -1)
    upper = np.stack([(quarters[3] >> (2 * place)) & 3 for place in range(3)])
    constants = {
        "bytes": quarters[:3] | (upper << 6),
        "scales": scales,
        "lower": np.array(63, np.uint8),
        "six": np.array(6, np.uint8),
        "thirds": np.array([[1, 4, 16]], np.float32),
        "middle": np.array(_MIDDLE, np.float32),
        "blocks": np.array([-1, _BLOCK], np.int64),
        "shape": np.array(values.shape, np.int64),
    }
    steps: list[tuple[str, list[str], str, dict[str, Any]]] = [
        ("BitwiseAnd", ["bytes", "lower"], "first", {}),
        ("BitShift", ["bytes", "six"], "upper", {"direction": "RIGHT"}),
        ("Cast", ["first"], "three", {"to": onnx.TensorProto.FLOAT}),
        ("Cast", ["upper"], "parts", {"to": onnx.TensorProto.FLOAT}),
        ("MatMul", ["thirds", "parts"], "fourth", {}),
        ("Concat", ["three", "fourth"], "codes", {"axis": 0}),
        ("Sub", ["codes", "middle"], "signed", {}),
        ("Reshape", ["signed", "blocks"], "rows", {}),
        ("Cast", ["scales"], "scale", {"to": onnx.TensorProto.FLOAT}),
        ("Mul", ["rows", "scale"], "weights", {}),
        ("Reshape", ["weights", "shape"], "", {}),
    ]
    full = {part: f"{name}.{part}" if part else name for step in steps for part in (*step[1], step[2])}
    tensors = [numpy_helper.from_array(value, full[part]) for part, value in constants.items()]
    return tensors, [
        helper.make_node(kind, [full[part] for part in given], [full[made]], name=f"{full[made]}.{kind}", **options)
        for kind, given, made, options in steps
    ]


def _packs(count: int) -> bool:
    return count >= 4096 and count % (4 * _BLOCK) == 0


def _six_bits(values: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    """Codes 1 … 63 of weights, flat, and the scale of each block of them, (blocks, 1)."""
    blocks = values.reshape(-1, _BLOCK)
    scales = np.maximum(np.abs(blocks).max(axis=1, keepdims=True) / (_MIDDLE - 1), 1e-7).astype(np.float16)
    codes = np.clip(np.rint(blocks / scales.astype(np.float32)), 1 - _MIDDLE, _MIDDLE - 1) + _MIDDLE
    return codes.astype(np.uint8).ravel(), scales


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
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        network.eval()(*examples)
    return int(counter.get_total_flops()) // 2
