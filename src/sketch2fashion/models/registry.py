"""The shipped networks: where their files are, what their cards say, and one onnxruntime session for each.

Weights are stored as fp16 (those of `strokes` in six bits) and made fp32 inside the graph; onnxruntime folds that when the session loads.
A name that is not in `NAMES` never becomes a path.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnxruntime as ort

from sketch2fashion.errors import ModelUnavailable, NotFound
from sketch2fashion.settings import settings

NAMES = ("cutout", "linework", "renderer", "embedder", "upscaler", "shape", "strokes")
_SHIPPED = Path(__file__).parent
listeners: list[Callable[[str, float], object]] = []  # told (model, seconds) after each inference; the service's metrics listen


@dataclass(frozen=True)
class ModelCard:
    """What `<name>.json` beside the file says: version, checksum, size, data, command and measured figures."""

    name: str
    version: str
    sha256: str
    parameters: int
    macs: int
    licence: str
    data: str
    command: str
    figures: dict[str, Any]


def model_path(name: str) -> Path:
    """The `.onnx` file of a model: the operator's own (`SKETCH2FASHION_MODELS`) if it is there, else the shipped one."""
    if name not in NAMES:
        raise NotFound(f'"{name}" is not a model.', hint=f"Models: {', '.join(NAMES)}.")
    own = settings().models
    if own is not None and (own / f"{name}.onnx").is_file():
        return own / f"{name}.onnx"
    return _SHIPPED / f"{name}.onnx"


def available() -> tuple[str, ...]:
    """The models whose files are there."""
    return tuple(name for name in NAMES if model_path(name).is_file())


def card(name: str) -> ModelCard:
    """The card of a model."""
    path = model_path(name).with_suffix(".json")
    try:
        return ModelCard(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError) as problem:
        raise ModelUnavailable(f"The card of the model {name} is missing or damaged: {path.name}.") from problem


def verify(name: str) -> bool:
    """Whether the file's SHA-256 is the one on its card."""
    digest = hashlib.sha256(model_path(name).read_bytes()).hexdigest()
    return digest == card(name).sha256


@dataclass(frozen=True)
class Threads:
    """How many threads one inference uses, and the reason, as `doctor` and the log say it."""

    count: int
    why: str


def threads() -> Threads:
    """Threads for one inference: the setting, or the cores that this process may use (affinity and container quota counted)."""
    chosen = settings().threads
    if chosen:
        return Threads(chosen, "set by SKETCH2FASHION_THREADS or the settings file")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = _container_quota()
    if quota is not None and quota < cores:
        return Threads(quota, f"the container's CPU quota, below the {cores} cores of the machine")
    return Threads(cores, "one for each CPU core that this process may use")


def thread_count() -> int:
    """`threads().count`."""
    return threads().count


def _container_quota() -> int | None:
    """Whole cores that the container's CPU quota grants (cgroup v2), or None where there is no quota."""
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text("ascii").split()
        return max(1, int(quota) // int(period))
    except (OSError, ValueError):  # no such file on this system, or "max": unlimited
        return None


class TimedSession(ort.InferenceSession):  # type: ignore[misc]  # onnxruntime has no types
    """An onnxruntime session that tells `listeners` how long each inference took."""

    def __init__(self, name: str, path: Path, options: ort.SessionOptions) -> None:
        super().__init__(str(path), options, providers=["CPUExecutionProvider"])
        self._model = name

    def run(self, *arguments: Any, **options: Any) -> Any:
        """As `InferenceSession.run`."""
        started = time.perf_counter()
        outputs = super().run(*arguments, **options)
        for listener in listeners:
            listener(self._model, time.perf_counter() - started)
        return outputs


@functools.cache
def session(name: str) -> ort.InferenceSession:
    """The onnxruntime session of a model, made once a process. Raises `ModelUnavailable`, also for a file that is not its card's."""
    path = model_path(name)
    if not path.is_file():
        raise ModelUnavailable(
            f"The model {name} is not installed ({path.name} is missing).",
            hint=f"Reinstall the package, or train it: sketch2fashion train {name}",
        )
    if not verify(name):
        raise ModelUnavailable(f"The model file {path.name} is damaged: its checksum is not its card's.", hint="Reinstall the package.")
    try:
        return opened(name, path)
    except Exception as problem:  # onnxruntime raises its own family on a damaged file
        raise ModelUnavailable(f"The model file {path.name} is damaged.", hint="Reinstall the package.") from problem


def opened(name: str, path: Path) -> TimedSession:
    """Any ONNX file under the options that the shipped models run under; `name` is what `listeners` are told."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = thread_count()
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False  # it would keep the largest run's planes for ever, of each network
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle threads leave the cores to the other stages
    return TimedSession(name, path, options)
