"""Several processes that learn as one: PyTorch's distributed data parallel, started by `torchrun`.

    torchrun --nproc-per-node 2 -m sketch2fashion train renderer --data DIR --minutes 60

Each process draws batches of its own, gradients are averaged over all, and only the first process writes the run folder. It also
decides when to stop, since clocks differ. Without `torchrun` every function here does nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TypeVar

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

from sketch2fashion.errors import BadValue

Network = TypeVar("Network", bound=nn.Module)
Value = TypeVar("Value")

PATIENCE = timedelta(hours=2)  # others wait while the first process prepares data or validates


def is_launched() -> bool:
    """Whether `torchrun` started this process together with others."""
    return int(os.environ.get("WORLD_SIZE", "1")) > 1


def local_rank() -> int:
    """The number of this process on its machine: which of its GPUs it takes."""
    return int(os.environ.get("LOCAL_RANK", "0"))


def rank() -> int:
    """The number of this process among all; 0 alone."""
    return dist.get_rank() if dist.is_initialized() else 0


def world() -> int:
    """How many processes learn together; 1 alone."""
    return dist.get_world_size() if dist.is_initialized() else 1


def is_first() -> bool:
    """Whether this process writes and decides."""
    return rank() == 0


@contextmanager
def joined(device: torch.device) -> Iterator[None]:
    """Meet the other processes of a `torchrun` launch, and part from them at the end."""
    if not is_launched():
        yield
        return
    if device.type == "cuda":
        torch.cuda.set_device(device)
    dist.init_process_group("nccl" if device.type == "cuda" else "gloo", timeout=PATIENCE)
    try:
        yield
    finally:
        dist.destroy_process_group()


@contextmanager
def first_before_others() -> Iterator[None]:
    """The first process does what is inside alone, then the others do: for caches that one writes and all read."""
    if world() > 1 and not is_first():
        dist.barrier()
    yield
    if world() > 1 and is_first():
        dist.barrier()


def parallel(network: Network) -> Network:
    """What a training step calls instead of `network`, so that gradients are averaged over all processes.

    Statistics of batch norm stay each process's own; those of the first process are saved. (Sent around before each call, they would
    change while a discriminator that is called twice in a step still needs them.)
    """
    if world() == 1 or not any(weight.requires_grad for weight in network.parameters()):
        return network
    device = next(network.parameters()).device
    places = [device.index] if device.type == "cuda" else None
    # The wrapper answers the same calls, which is all that a step asks of it.
    return DistributedDataParallel(network, device_ids=places, broadcast_buffers=False)  # type: ignore[return-value]


def require_parallel(name: str, parts: Iterable[object]) -> None:
    """Raise `BadValue` where several processes would each learn alone: no part of the task, nor of its learners, averages gradients."""
    learning = (getattr(part, "learning", part) for part in parts)
    if world() > 1 and not any(isinstance(part, DistributedDataParallel) for part in learning):
        raise BadValue(f"{name} learns in one process only.", hint="Start it without torchrun.")


def agreed(decision: bool) -> bool:
    """What the first process decided: clocks differ, and all must take the same number of steps."""
    if world() == 1:
        return decision
    flag = torch.tensor([decision], dtype=torch.uint8, device="cuda" if dist.get_backend() == "nccl" else "cpu")
    dist.broadcast(flag, src=0)
    return bool(flag.item())


def from_first(value: Value) -> Value:
    """The first process's value, in every process."""
    if world() == 1:
        return value
    box = [value]
    dist.broadcast_object_list(box, src=0)
    return box[0]
