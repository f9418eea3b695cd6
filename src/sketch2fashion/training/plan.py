"""What a training would do, measured on a few of its own steps: sizes of its networks, speed, and how far it will come."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from sketch2fashion.training.distributed import world
from sketch2fashion.training.loop import Task

LATE = 1_000_000  # a step by which every loss has set in
WARM_UP = 2  # steps
MEASURED = (4, 60)  # steps at least and at most
SECONDS = 15.0  # of measuring


def measured_plan(task: Task, minutes: float, steps: int | None) -> dict[str, Any]:
    """Parameters and GMAC of each network, images a second, and the steps that `minutes` will hold.

    Takes steps, so `task` is of no use for training afterwards. The first step pays for memory and is not counted; validations and
    checkpoints, which take some per cent of a run, are not counted either.
    """
    with counted(task) as counters:
        task.step(LATE)
    for number in range(1, WARM_UP):
        task.step(LATE + number)
    seconds = _seconds_a_step(task)
    possible = int(minutes * 60 / seconds)
    taken = possible if steps is None else min(steps, possible)
    return {
        "networks": {name: counter.figures() for name, counter in counters.items()},
        "seconds_a_step": round(seconds, 4),
        "images_per_second": round(task.batch * world() / seconds, 2),
        "expected_steps": taken,
        "expected_images": taken * task.batch * world(),
    }


def _seconds_a_step(task: Task) -> float:
    fewest, most = MEASURED
    started = time.perf_counter()
    for done in range(1, most + 1):
        task.step(LATE + WARM_UP + done)
        if done >= fewest and done % 2 == 0 and time.perf_counter() - started > SECONDS:
            break
    return (time.perf_counter() - started) / done


@dataclass
class Counter:
    """Multiply-accumulates of a network's first call."""

    network: nn.Module
    parameters: int = 0
    learning: int = 0
    macs: int = 0
    calls: int = 0
    pictures: int = 1

    def __post_init__(self) -> None:
        """Count the weights now: a step may freeze some of them."""
        weights = list(self.network.parameters())
        self.parameters = sum(weight.numel() for weight in weights)
        self.learning = sum(weight.numel() for weight in weights if weight.requires_grad)

    def figures(self) -> dict[str, float]:
        """Parameters, those that learn, and GMAC for one picture of the size that a step looks at."""
        return {
            "parameters": self.parameters,
            "learning": self.learning,
            "gmac_a_picture": round(self.macs / self.pictures / 1e9, 4),
        }

    def begins(self, module: nn.Module, inputs: tuple[Any, ...]) -> None:
        """Hook before each call of the network."""
        self.calls += 1
        if self.calls == 1 and isinstance(inputs[0], torch.Tensor):
            self.pictures = len(inputs[0])

    def adds(self, module: nn.Module, inputs: tuple[Any, ...], output: torch.Tensor) -> None:
        """Hook after each convolution and linear layer."""
        if self.calls == 1:
            self.macs += macs_of(module, inputs[0], output)


@contextmanager
def counted(task: Task) -> Iterator[dict[str, Counter]]:
    """Count the arithmetic of the task's own networks, by attribute, while inside."""
    counters = {name: Counter(network) for name, network in _networks(task).items()}
    with ExitStack() as hooks:
        for counter in counters.values():
            hooks.callback(counter.network.register_forward_pre_hook(counter.begins).remove)
            for module in counter.network.modules():
                if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.Linear):
                    hooks.callback(module.register_forward_hook(counter.adds).remove)
        yield counters


def macs_of(module: nn.Module, given: torch.Tensor, output: torch.Tensor) -> int:
    """Multiply-accumulates of one convolution (transposed or not) or linear layer in one call, for the whole batch."""
    if isinstance(module, nn.Conv2d):
        return output.numel() * module.kernel_size[0] * module.kernel_size[1] * module.in_channels // module.groups
    if isinstance(module, nn.ConvTranspose2d):
        return given.numel() * module.kernel_size[0] * module.kernel_size[1] * module.out_channels // module.groups
    assert isinstance(module, nn.Linear)
    return output.numel() * module.in_features


def _networks(task: Task) -> dict[str, nn.Module]:
    """The task's networks by attribute, each once: what wraps one for several processes is no network of its own."""
    found: dict[str, nn.Module] = {}
    for name, value in vars(task).items():
        if isinstance(value, nn.Module) and not isinstance(value, nn.parallel.DistributedDataParallel) and value not in found.values():
            found[name] = value
    return found
